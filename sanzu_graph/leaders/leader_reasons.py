"""Why a plan of leaders appoints and relieves whom it does, in sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.leaders.candidates import Ranking
from sanzu_graph.leaders.leader_order import ORDER, LeaderOrder
from sanzu_graph.leaders.leader_question import LeaderQuestion, Members
from sanzu_graph.messages import amount, listed, text
from sanzu_graph.schema import MEMBER, UNIT

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org


class LeaderReasons:
    """The reasons of a plan; everything is asked by position.

    Parameters
    ----------
    org
        The organisation, on the day of the plan.
    question, leaders
        What was decided, and decided unit → who leads it in the plan.
    rankings
        Unit id → the ranking that was used.
    order
        What decides among equals.
    """

    def __init__(
        self,
        org: Org,
        question: LeaderQuestion,
        leaders: Mapping[int, Members],
        rankings: Mapping[str, Ranking],
        order: LeaderOrder,
    ) -> None:
        self.order = order
        self.org, self.question, self.leaders, self.rankings = org, question, leaders, rankings
        self.gained: dict[int, list[int]] = defaultdict(list)
        self.load: Counter[int] = Counter(question.load)
        for unit, some in leaders.items():
            for member in some - question.leaders(unit):
                self.gained[member].append(unit)
            self.load.update(some - question.leaders(unit))
            self.load.subtract(question.leaders(unit) - some)
        self.base_leaders = question.firm_base.union(
            *(some for unit, some in leaders.items() if unit in question.base)
        )

    def unit_name(self, unit: int) -> str:
        """What a unit is called."""
        return str(self.org.names(UNIT, np.array([unit]))[0])

    def names(self, members: Iterable[int]) -> str:
        """What members are called, by position."""
        numbers = np.array(sorted(members), dtype=np.intp)
        return text("list.comma").join(str(name) for name in self.org.names(MEMBER, numbers))

    def appointed(self, unit: int, member: int) -> tuple[str, str]:
        """Why a unit gets this leader, and who else could lead it as well."""
        question, ids = self.question, self.org.encoding
        ranking = self.rankings.get(ids.units[unit])
        causes = [self._cause(unit, member)]
        if ranking is not None and ids.members[member] in ranking.totals:
            rank = ranking.ranks
            causes.append(
                text(
                    "leaders.ranked",
                    rank=rank[ids.members[member]],
                    count=len(rank),
                    score=amount(float(ranking.totals[ids.members[member]])),
                )
            )
        if member in question.deputies.get(unit, ()):
            causes.append(text("leaders.deputy"))
        return text("leaders.semicolon").join(causes), self._listed(self.equals(unit, member))

    def equals(self, unit: int, member: int) -> Members:
        """Who could be appointed as well: the goals and what decides among equals do not tell them
        apart.
        """
        question = self.question

        def costs(other: int) -> list[int]:
            return [self.order.cost(question, name, unit, other) for name in ORDER]

        equals = question.may[unit] - question.leaders(unit) - self.leaders[unit]
        if unit in question.aligned and member in self.base_leaders:
            equals &= self.base_leaders
        if question.limit is not None:
            equals = frozenset(other for other in equals if self.load[other] < question.limit)
        own = costs(member)
        return frozenset(other for other in equals if costs(other) <= own)

    def relieved(self, unit: int, member: int) -> tuple[str, str]:
        """Why somebody leads a unit no longer, and who else could have been relieved."""
        question, sitting = self.question, self.question.leaders(unit)
        most = question.most[unit]
        if member not in question.may[unit]:
            return text("leaders.ineligible"), ""
        if most is not None and len(sitting) > most:
            why = text("leaders.surplus", count=len(sitting), most=most)
            return why, self._listed(self._as_surplus(unit, member))
        gained = self._gained(member)
        if gained:
            return text("leaders.moves_on", units=gained), ""
        if question.limit is not None and question.load[member] > question.limit:
            return self._overloaded(member), ""
        return text("leaders.makes_way"), ""

    def _as_surplus(self, unit: int, member: int) -> Iterable[int]:
        """Of too many leaders, who else could go: those who stay, unless a ranking tells them
        apart, or the plan needs them.
        """
        staying = self.question.leaders(unit) & self.leaders[unit] & self.question.may[unit]
        ranking = self.rankings.get(self.org.encoding.units[unit])
        if unit in self.question.aligned:
            staying -= self.base_leaders
        if ranking is None:
            return staying
        ids, last = self.org.encoding.members, len(ranking.ranks) + 1
        own = ranking.ranks.get(ids[member], last)
        return [other for other in staying if ranking.ranks.get(ids[other], last) >= own]

    def unfilled(self, unit: int) -> str:
        """Why a unit stays without all the leaders it needs."""
        question = self.question
        lost = question.leaders(unit) - self.leaders[unit]
        lines = [
            text("leaders.bought", name=self.names([member]), units=gained)
            for member in sorted(lost)
            if (gained := self._gained(member))
        ]
        if lines:
            return " ".join(lines)
        others = question.may[unit] - self.leaders[unit]
        if others:
            return text("leaders.all_busy", count=len(others))
        return text("leaders.nobody_else" if self.leaders[unit] else "leaders.nobody")

    def _cause(self, unit: int, member: int) -> str:
        """What is wrong with the unit's leaders of today."""
        question, sitting = self.question, self.question.leaders(unit)
        if not sitting:
            return text("leaders.vacant")
        if sitting <= self.leaders[unit] and len(sitting) < question.least[unit]:
            return text("leaders.short", count=len(sitting), least=question.least[unit])
        if sitting - question.may[unit] - self.leaders[unit]:
            return text("leaders.ineligible")
        if unit in question.aligned and member in self.base_leaders:
            return text("leaders.aligned")
        lost = sorted(sitting - self.leaders[unit])
        moved = [other for other in lost if self._gained(other)]
        if moved:
            return text("leaders.relieves", name=self.names(moved))
        over = [other for other in lost if question.load[other] > (question.limit or 0)]
        return (
            self._overloaded(over[0]) if over else text("leaders.replaces", name=self.names(lost))
        )

    def _overloaded(self, member: int) -> str:
        question = self.question
        return text(
            "leaders.overloaded",
            name=self.names([member]),
            count=question.load[member],
            limit=question.limit,
        )

    def _gained(self, member: int) -> str:
        """The units that somebody newly leads, by name."""
        units = self.gained.get(member, [])
        return text("list.comma").join(self.unit_name(unit) for unit in units)

    def _listed(self, members: Iterable[int]) -> str:
        numbers = np.array(sorted(members), dtype=np.intp)
        names = [str(name) for name in self.org.names(MEMBER, numbers)]
        return listed(names, most=5) if names else ""
