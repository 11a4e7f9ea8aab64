"""What pairs come to, counted again on the changed organisation.

The loops are plain, and share nothing with the search for pairs.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sanzu_graph.policy.mentor_demands import Mentors, Term
from sanzu_graph.schema import LEADER, fold

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

Pair = tuple[str, str]


class Recount:
    """An organisation as dictionaries."""

    def __init__(self, org: Org, policy: Policy) -> None:
        self.rules = policy.mentors or Mentors()
        self.members = org.members
        self.ids: list[str] = self.members["id"].tolist()
        self.columns = set(self.members)
        self._cells: dict[str, dict[str, Any]] = {}
        self.layer = dict(zip(org.units["id"].tolist(), org.units["layer"].tolist(), strict=True))
        self.units: dict[str, set[str]] = defaultdict(set)
        self.led: dict[str, set[str]] = defaultdict(set)
        rows = org.memberships
        for member, unit, role in zip(
            rows["member"].tolist(), rows["unit"].tolist(), rows["role"].tolist(), strict=True
        ):
            self.units[member].add(unit)
            if role == LEADER:
                self.led[member].add(unit)
        rows = org.relations
        self.related = set(
            zip(
                rows["source"].tolist(), rows["target"].tolist(), rows["kind"].tolist(), strict=True
            )
        )
        self.pairs = {
            (mentor, apprentice)
            for mentor, apprentice, kind in self.related
            if kind == self.rules.kind and mentor != apprentice
        }
        self.anchors = (
            set(org.members["id"][policy.backbone.mask(org)].tolist())
            if self._asks_backbone(policy) and policy.backbone
            else set()
        )
        self.asks_backbone = (
            self._asks_backbone(policy) and self.rules.backbone_per in self.layer.values()
        )
        self.may, self.owed = (
            self._satisfying(org, rule) for rule in (self.rules.mentor, self.rules.apprentice)
        )

    def _asks_backbone(self, policy: Policy) -> bool:
        return (
            self.rules.backbone_per is not None
            and policy.backbone is not None
            and policy.backbone.column in self.columns
        )

    def _satisfying(self, org: Org, rule: Any) -> set[str]:  # noqa: ANN401 - a rule or None
        return (
            set(self.ids)
            if rule is None
            else {
                member
                for member, holds in zip(self.ids, rule.mask(org).tolist(), strict=True)
                if holds
            }
        )

    def _raw(self, member: str, column: str) -> Any:  # noqa: ANN401 - any cell
        """A cell as it stands; None where there is no such column."""
        if column not in self._cells:
            cells = self.members[column].tolist() if column in self.columns else []
            self._cells[column] = dict(zip(self.ids, cells, strict=False))
        return self._cells[column].get(member)

    def number(self, member: str, column: str) -> float:
        """A cell as a number; NaN where it is none."""
        try:
            return float(self._raw(member, column))
        except (TypeError, ValueError):
            return math.nan

    def cell(self, member: str, column: str) -> object:
        """A cell as it is meant; None where it is empty."""
        value = self._raw(member, column)
        if value is None or value != value:  # noqa: PLR0124 - missing cells differ from themselves
            return None
        return fold(column, value) if isinstance(value, str) else value

    def measure(self, term: Term, mentor: str, apprentice: str) -> float:
        """What a term measures of a pair; 0 where that is unknown."""
        if term.measure in ("ahead", "apart"):
            gap = self.number(mentor, term.column) - self.number(apprentice, term.column)
            if math.isnan(gap):
                return 0
            gap = max(gap, 0) if term.measure == "ahead" else abs(gap)
            return gap if term.most is None else min(gap, term.most)
        if term.measure in ("same", "other"):
            own, other = self.cell(mentor, term.column), self.cell(apprentice, term.column)
            return int(
                own is not None and other is not None and (own == other) == (term.measure == "same")
            )
        if term.measure == "same_unit":
            return int(
                any(
                    self.layer[unit] == term.layer
                    for unit in self.units[mentor] & self.units[apprentice]
                )
            )
        return sum(
            (wisher, other, term.kind) in self.related
            for wisher, other in ((mentor, apprentice), (apprentice, mentor))
        )

    def points(self, mentor: str, apprentice: str) -> int:
        """The points of a pair, in thousandths."""
        return sum(
            round(self.measure(term, mentor, apprentice) * (term.weight * 1000))
            for term in self.rules.terms
        )

    def capacity(self, mentor: str) -> float:
        """How many apprentices a mentor may have."""
        own = (
            math.nan
            if self.rules.capacity_column is None
            else self.number(mentor, self.rules.capacity_column)
        )
        if not math.isnan(own):
            return math.floor(max(own, 0))
        return math.inf if self.rules.capacity is None else math.floor(self.rules.capacity.value)

    def faults(
        self,
        pairs: Iterable[Pair],
        forbidden: Iterable[Pair],
        required: Iterable[Pair],
        before: Recount,
    ) -> list[str]:
        """What pairs break; nobody may have more mentors than before, one excepted."""
        wrong, forbidden, required = [], set(forbidden), set(required)
        load = Counter(mentor for mentor, _ in self.pairs)
        mentors = Counter(apprentice for _, apprentice in self.pairs)
        for mentor, apprentice in pairs:
            if (mentor, apprentice) not in self.pairs:
                wrong.append(f"{mentor} → {apprentice} is not there")
            if mentors[apprentice] > max(1, len(before.pairs_of.get(apprentice, ()))):
                wrong.append(f"{apprentice} has {mentors[apprentice]} mentors")
            if load[mentor] > self.capacity(mentor):
                wrong.append(f"{mentor} has {load[mentor]} apprentices")
            if (mentor, apprentice) in forbidden:
                wrong.append(f"{mentor} → {apprentice} is forbidden")
            if (mentor, apprentice) not in required:
                wrong += self._unfit(mentor, apprentice)
        wrong += [
            f"{mentor} → {apprentice} is required" for mentor, apprentice in required - self.pairs
        ]
        return wrong

    def _unfit(self, mentor: str, apprentice: str) -> list[str]:
        wrong = []
        if mentor not in self.may or apprentice not in self.owed:
            wrong.append(f"{mentor} → {apprentice} is not for these rules")
        least = self.rules.least_gap
        if (
            least is not None
            and self.number(mentor, "seniority_years") - self.number(apprentice, "seniority_years")
            < least.value
        ):
            wrong.append(f"{mentor} is too little ahead of {apprentice}")
        if self.led[apprentice] & self.units[mentor] or (
            not self.rules.own_leader and self.led[mentor] & self.units[apprentice]
        ):
            wrong.append(f"{mentor} → {apprentice} crosses a line")
        if (apprentice, mentor) in self.pairs:
            wrong.append(f"{mentor} and {apprentice} mentor each other")
        return wrong

    def lacking(self, apprentices: Iterable[str]) -> int:
        """Units in which no apprentice has a backbone mentor."""
        if not self.asks_backbone:
            return 0
        met: dict[str, bool] = {}
        for apprentice in apprentices:
            anchored = any(
                mentor in self.anchors
                for mentor, other in self.pairs_of.get(apprentice, ())
                if other == apprentice
            )
            for unit in self.units[apprentice]:
                if self.layer[unit] == self.rules.backbone_per:
                    met[unit] = met.get(unit, False) or anchored
        return sum(not is_met for is_met in met.values())

    @property
    def pairs_of(self) -> dict[str, list[Pair]]:
        """Apprentice → the pairs."""
        if not hasattr(self, "_pairs_of"):
            pairs: dict[str, list[Pair]] = defaultdict(list)
            for pair in self.pairs:
                pairs[pair[1]].append(pair)
            self._pairs_of = pairs
        return self._pairs_of

    def load(self, without: Iterable[Pair] = ()) -> int:
        """The sum of the squares of how many apprentices each mentor has who may mentor; some pairs
        left out.
        """
        count = Counter(mentor for mentor, _ in self.pairs - set(without))
        return sum(times**2 for mentor, times in count.items() if mentor in self.may)
