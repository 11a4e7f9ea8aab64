"""`Pairing`: mentor pairs with their scores, the changes that make them, who stays without and why,
and the proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import spoken
from sanzu_graph.messages import language, listed, plain, text
from sanzu_graph.model.ties import mentorship
from sanzu_graph.pairing.market import CROSSED, FORBIDDEN, GAP, MUTUAL, OWN_LEADER, Market
from sanzu_graph.schema import MEMBER

if TYPE_CHECKING:
    from sanzu_graph.model.encoding import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.parts import Term
    from sanzu_graph.scenarios.scenario import Scenario

#: Reasons besides those of the market: nobody may mentor, all who could are full, pairing would
#: cost more than it brings.
NOBODY, FULL, WORTHLESS = "nobody", "full", "worthless"
_COUNTED = (GAP, FORBIDDEN, OWN_LEADER, CROSSED, MUTUAL, FULL, WORTHLESS)
#: So many apprentices × mentors are looked at in one go.
_BLOCK = 4_000_000


@dataclass(frozen=True, eq=False)
class Pairing:
    """What `pair_mentors` found.

    Attributes
    ----------
    objective : goal → what the pairs come to, first things first; see `pair_mentors`
    before : goal → what today's pairs come to
    bound : goal → what nothing can beat, given the goals before it; a goal that was not proven or
        bounded is not in it
    status : ``optimal`` if every goal is proven; else ``feasible``, ``time_limit``, ``interrupted``
    scenario : the changes against today's pairs
    runtime, solver : seconds, and who solved it
    """

    market: Market = field(repr=False)
    mentor: Positions = field(repr=False)
    apprentice: Positions = field(repr=False)
    goal: str
    status: str
    objective: Mapping[str, float]
    before: Mapping[str, float]
    bound: Mapping[str, float]
    scenario: Scenario = field(repr=False)
    runtime: float
    solver: str
    lang: str

    @property
    def gap(self) -> Mapping[str, float]:
        """Goal → how far objective and bound are apart; 0 is proven. A goal without a bound is not
        in it.
        """
        return {name: abs(self.objective[name] - value) for name, value in self.bound.items()}

    @property
    def org(self) -> Org:
        """The organisation, on the day where it has dates."""
        return self.market.org

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that score a pair."""
        return self.market.scores.terms

    @property
    def left_out(self) -> tuple[str, ...]:
        """Terms of the policy for which the organisation has no column, layer or relation."""
        return self.market.scores.left_out

    @spoken
    def apply(self, org: Org, *, on: object = None, lang: str | None = None) -> Org:
        """The organisation with these pairs; see `Scenario.apply`."""
        return self.scenario.apply(org, on=on, lang=language(lang, self.lang))

    @property
    def members(self) -> tuple[Positions, Positions]:
        """Mentor and apprentice of every pair, required ones too, as members' positions."""
        made, total = self.market, max(self.market.members, 1)
        mentor = np.concatenate([made.mentors[self.mentor], made.required // total])
        apprentice = np.concatenate([made.apprentices[self.apprentice], made.required % total])
        order = (
            np.argsort(made.org.encoding.members[apprentice].astype(str), kind="stable")
            if len(apprentice)
            else apprentice
        )
        return mentor[order], apprentice[order]

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """One row a pair, by apprentice: mentor, mentor_name, apprentice, apprentice_name, score,
        kept, required, and the points of every term.

        A term is empty where something that it measures is unknown; it then counts 0. The score is
        the sum of the terms; ``kept``: the pair is one of today's.
        """
        made = self.market
        mentor, apprentice = self.members
        ids, names = made.org.encoding.members, made.org.names
        frame: dict[str, object] = {
            "mentor": ids[mentor],
            "mentor_name": names(MEMBER, mentor),
            "apprentice": ids[apprentice],
            "apprentice_name": names(MEMBER, apprentice),
            "score": made.scores.points(mentor, apprentice) / 1000,
            "kept": np.isin(mentor * made.members + apprentice, self._paired_today),
            "required": made.is_in(made.required, mentor, apprentice),
        }
        for term, measure, points in made.scores.by_term(mentor, apprentice):
            frame[term.name] = np.where(np.isnan(measure), np.nan, points / 1000)
        return pd.DataFrame(frame)

    @property
    def _paired_today(self) -> Positions:
        pairs = mentorship(self.org, self.kind)
        return pairs.mentor * self.market.members + pairs.apprentice

    @property
    def kind(self) -> str:
        """The relation that counts as mentoring."""
        return "mentors" if self.market.policy.mentors is None else self.market.policy.mentors.kind

    @cached_property
    def loads(self) -> pd.DataFrame:
        """One row a mentor who may take apprentices: mentor, name, capacity, before, after
        (apprentices today, and with these pairs).
        """
        made = self.market
        before = mentorship(made.org, self.kind).apprentice_count[made.mentors]
        after = made.load + np.bincount(self.mentor, minlength=len(made.mentors))
        ids, names = made.org.encoding.members[made.mentors], made.org.names(MEMBER, made.mentors)
        return pd.DataFrame(
            {
                "mentor": ids,
                "name": names,
                "capacity": made.load + made.room,
                "before": before,
                "after": after,
            }
        )

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Today's pairs whose apprentice is not owed a mentor: they stand, and take up capacity.
        Mentor, apprentice.
        """
        made, total = self.market, max(self.market.members, 1)
        ids = made.org.encoding.members
        return pd.DataFrame(
            {"mentor": ids[made.standing // total], "apprentice": ids[made.standing % total]},
            dtype="str",
        )

    @cached_property
    def unmatched(self) -> pd.DataFrame:
        """One row an apprentice without a mentor: apprentice, name, reason, why, and how many
        mentors fall out for each reason.

        ``reason`` is the one that holds back most: ``nobody`` may mentor at all, ``gap`` (too
        little ahead), ``forbidden``, ``own_leader``, ``crossed`` (the apprentice leads a unit that
        the mentor is in), ``mutual``, ``full`` (all who could are taken by others, and no other
        distribution is better), ``worthless`` (pairing would lower the total). Whoever could
        otherwise be paired is ``full`` or ``worthless``.
        """
        made = self.market
        rows = np.setdiff1d(np.arange(len(made.apprentices)), self.apprentice)
        counts = {name: np.zeros(len(rows), dtype=np.int64) for name in _COUNTED}
        free = made.room - np.bincount(self.mentor, minlength=len(made.mentors)) > 0
        size = max(_BLOCK // max(len(made.mentors), 1), 1)
        for start in range(0, len(rows), size):
            part = slice(start, start + size)
            mentor, apprentice = made.mentors[None, :], made.apprentices[rows[part]][:, None]
            left = np.broadcast_to(mentor != apprentice, (apprentice.shape[0], len(made.mentors)))
            for name in _COUNTED[:5]:
                mask = (
                    made.is_short(mentor, apprentice)
                    if name == GAP
                    else self._barred(name, mentor, apprentice)
                )
                counts[name][part] = (left & mask).sum(axis=1)
                left = left & ~mask
            counts[FULL][part] = (left & ~free).sum(axis=1)
            counts[WORTHLESS][part] = (left & free).sum(axis=1)
        reasons = [
            self._reason({name: int(counts[name][row]) for name in _COUNTED})
            for row in range(len(rows))
        ]
        frame = {
            "apprentice": made.org.encoding.members[made.apprentices[rows]],
            "name": made.org.names(MEMBER, made.apprentices[rows]),
            "reason": reasons,
            "why": [
                self._why(reasons[row], {name: int(counts[name][row]) for name in _COUNTED})
                for row in range(len(rows))
            ],
        }
        return pd.DataFrame({**frame, **counts}).astype({"reason": "str", "why": "str"})

    def _barred(
        self, name: str, mentor: Positions, apprentice: Positions
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        return self.market.is_in(
            self.market.barred.get(name, np.empty(0, dtype=np.intp)), mentor, apprentice
        )

    @staticmethod
    def _reason(counts: Mapping[str, int]) -> str:
        if not sum(counts.values()):
            return NOBODY
        for name in (WORTHLESS, FULL):  # whoever could mentor as far as rules go decides
            if counts[name]:
                return name
        return max(_COUNTED, key=lambda name: counts[name])

    def _why(self, reason: str, counts: Mapping[str, int]) -> str:
        if reason == NOBODY:
            return text("pairing.nobody", self.lang)
        told = [
            text(f"pairing.why_{name}", self.lang, count=count)
            for name, count in counts.items()
            if count
        ]
        return text(
            "pairing.why",
            self.lang,
            count=sum(counts.values()),
            reasons=listed(told, self.lang, most=len(told)),
        )

    def in_language(self, lang: str) -> Pairing:
        """The same pairing, told in another language."""
        return replace(self, lang=lang)

    def summary(self, lang: str | None = None) -> str:
        """The pairing as text: status, goals before and after, proof, changes, who stays without."""
        from sanzu_graph.pairing.telling import pairing_summary

        return pairing_summary(self.in_language(language(lang, self.lang)))

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"Pairing({self.status}{''.join(f', {name} {plain(value)}' for name, value in self.objective.items())})"

    def _repr_html_(self) -> str:
        from sanzu_graph.pairing.telling import pairing_html

        return pairing_html(self)
