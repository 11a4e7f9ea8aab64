"""`Pairing`: mentor pairs with their scores, the changes that make them, who stays without and why,
and the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.mentors import PairMentor, UnpairMentor
from sanzu_graph.doors import guarded, own_language
from sanzu_graph.errors import ProblemError
from sanzu_graph.mentoring.further_mentors import FurtherMentors
from sanzu_graph.mentoring.market import CROSSED, FORBIDDEN, FULL, GAP, MUTUAL, OWN_LEADER, Market
from sanzu_graph.messages import amount, listed, text
from sanzu_graph.model.readable_frames import read_easily
from sanzu_graph.model.ties import mentorship
from sanzu_graph.scenarios.other_plans import Alternatives, by_change
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import Section
from sanzu_graph.scenarios.plan_text import SHOWN, change_lines
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.schema import MEMBER

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.policy.mentor_demands import Term

#: Reasons besides those of the market: nobody may mentor, all who could are full, pairing would
#: cost more than it brings.
NOBODY, WORTHLESS = "nobody", "worthless"
_COUNTED = (GAP, FORBIDDEN, OWN_LEADER, CROSSED, MUTUAL, FULL, WORTHLESS)
#: How many pairs of apprentice and mentor are looked at in one go.
_BLOCK = 4_000_000


@dataclass(frozen=True, eq=False, repr=False)
class Pairing(Plan):
    """What `pair_mentors` found.

    Attributes
    ----------
    market, mentor, apprentice : who may be paired, and who is: places in the market's lists
    others : further pairs of today
    goal : what is made great
    forbidden, required : pairs that were asked never to be made, and to be made
    again : asks the same again, with other keywords
    """

    market: Market = field(repr=False)
    mentor: Positions = field(repr=False)
    apprentice: Positions = field(repr=False)
    others: FurtherMentors = field(repr=False)
    goal: str
    forbidden: tuple[tuple[str, str], ...]
    required: tuple[tuple[str, str], ...]
    again: Callable[..., Pairing] = field(repr=False)
    scenario: Scenario = field(repr=False, kw_only=True)

    solves_reasons: ClassVar[bool] = False
    name_keys: ClassVar[tuple[str, ...]] = ("pairing.name",)
    met_key: ClassVar[str] = "pairing.none_unmatched"

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that score a pair."""
        return self.market.scores.terms

    @property
    def left_out(self) -> tuple[str, ...]:
        """Terms of the policy for which the organisation has no column, layer or relation."""
        return self.market.scores.left_out

    @property
    def members(self) -> tuple[Positions, Positions]:
        """Mentor and apprentice of every pair, required ones too, as members' positions."""
        market, total = self.market, max(self.market.members, 1)
        mentor = np.concatenate([market.mentors[self.mentor], market.required // total])
        apprentice = np.concatenate([market.apprentices[self.apprentice], market.required % total])
        order = (
            np.argsort(market.org.encoding.members[apprentice].astype(str), kind="stable")
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
        market = self.market
        mentor, apprentice = self.members
        ids, names = market.org.encoding.members, market.org.names
        frame: dict[str, object] = {
            "mentor": ids[mentor],
            "mentor_name": names(MEMBER, mentor),
            "apprentice": ids[apprentice],
            "apprentice_name": names(MEMBER, apprentice),
            "score": market.scores.points(mentor, apprentice) / 1000,
            "kept": np.isin(mentor * market.members + apprentice, self._paired_today),
            "required": market.is_in(market.required, mentor, apprentice),
        }
        for term, measure, points in market.scores.by_term(mentor, apprentice):
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
        market = self.market
        before = mentorship(market.org, self.kind).apprentice_count[market.mentors]
        after = market.load + np.bincount(self.mentor, minlength=len(market.mentors))
        further = np.bincount(
            self.others.staying // max(market.members, 1), minlength=market.members
        )
        after = after + further[market.mentors]
        ids, names = (
            market.org.encoding.members[market.mentors],
            market.org.names(MEMBER, market.mentors),
        )
        return pd.DataFrame(
            {
                "mentor": ids,
                "name": names,
                "capacity": market.load + market.room,
                "before": before,
                "after": after,
            }
        )

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Today's pairs whose apprentice is not owed a mentor: they stand, and take up capacity.
        Mentor, apprentice.
        """
        market, total = self.market, max(self.market.members, 1)
        ids = market.org.encoding.members
        return pd.DataFrame(
            {"mentor": ids[market.standing // total], "apprentice": ids[market.standing % total]},
            dtype="str",
        )

    @cached_property
    @own_language
    def further(self) -> pd.DataFrame:
        """One row a further mentor of today, of apprentices who have several: mentor, mentor_name,
        apprentice, apprentice_name, stays, why.

        A further mentor stays beside the one in `pairs` where there is room; ``why``: why not.
        """
        total = max(self.market.members, 1)
        reasons_of = dict.fromkeys(self.others.staying.tolist(), "")
        reasons_of |= {key: text(f"pairing.further_{reason}") for key, reason in self.others.ending}
        keys = np.array(sorted(reasons_of), dtype=np.intp)
        ids, names = self.org.encoding.members, self.org.names
        frame = {
            "mentor": ids[keys // total],
            "mentor_name": names(MEMBER, keys // total),
            "apprentice": ids[keys % total],
            "apprentice_name": names(MEMBER, keys % total),
            "stays": np.isin(keys, self.others.staying),
            "why": np.array([reasons_of[key] for key in keys.tolist()], dtype=object),
        }
        table = pd.DataFrame(frame).astype({"stays": bool})
        texts = [name for name in table if name != "stays"]
        return table.astype(dict.fromkeys(texts, "str"))

    @cached_property
    @own_language
    def unmatched(self) -> pd.DataFrame:
        """One row an apprentice without a mentor: apprentice, name, reason, why, and how many
        mentors fall out for each reason.

        ``reason`` is the one that holds back most: ``nobody`` may mentor at all, ``gap`` (too
        little ahead), ``forbidden``, ``own_leader``, ``crossed`` (the apprentice leads a unit that
        the mentor is in), ``mutual``, ``full`` (all who could are taken by others, and no other
        distribution is better), ``worthless`` (pairing would lower the total). Anybody who could
        otherwise be paired is ``full`` or ``worthless``.
        """
        market = self.market
        rows = np.setdiff1d(np.arange(len(market.apprentices)), self.apprentice)
        counts = {name: np.zeros(len(rows), dtype=np.int64) for name in _COUNTED}
        free = market.room - np.bincount(self.mentor, minlength=len(market.mentors)) > 0
        size = max(_BLOCK // max(len(market.mentors), 1), 1)
        for start in range(0, len(rows), size):
            part = slice(start, start + size)
            mentor, apprentice = market.mentors[None, :], market.apprentices[rows[part]][:, None]
            left = np.broadcast_to(mentor != apprentice, (apprentice.shape[0], len(market.mentors)))
            for name in _COUNTED[:5]:
                mask = (
                    market.is_short(mentor, apprentice)
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
            "apprentice": market.org.encoding.members[market.apprentices[rows]],
            "name": market.org.names(MEMBER, market.apprentices[rows]),
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
        for name in (WORTHLESS, FULL):  # who could mentor as far as rules go decides
            if counts[name]:
                return name
        return max(_COUNTED, key=lambda name: counts[name])

    def _why(self, reason: str, counts: Mapping[str, int]) -> str:
        if reason == NOBODY:
            return text("pairing.nobody")
        causes = [
            text(f"pairing.why_{name}", count=count) for name, count in counts.items() if count
        ]
        return text(
            "pairing.why",
            count=sum(counts.values()),
            reasons=listed(causes, most=len(causes)),
        )

    # -- as every plan

    @guarded
    def alternatives(self, count: int = 3, *, seconds: float = 120.0) -> Alternatives[Pairing]:
        """Other plans: for each change the best plan without it; each once, the best first.

        A plan without a new pair never makes it; one without the end of a pair keeps it.
        """
        return by_change(self, self._without, count, seconds=seconds)

    def _without(self, change: Change) -> Pairing | None:
        assert isinstance(change, (PairMentor, UnpairMentor))
        pair, is_new = (change.mentor, change.apprentice), isinstance(change, PairMentor)
        try:
            return self.again(
                forbidden=[*self.forbidden, *([pair] if is_new else [])],
                required=[*self.required, *([] if is_new else [pair])],
            )
        except ProblemError:  # such a pair cannot be required, or is
            return None

    @cached_property
    @own_language
    @read_easily
    def unmet(self) -> pd.DataFrame:
        """`unmatched`, and ``what`` in a sentence."""
        frame = self.unmatched
        what = [text("pairing.stays", name=name) for name in frame["name"]]
        return frame.assign(what=pd.Series(what, index=frame.index, dtype="str"))

    @cached_property
    @own_language
    @read_easily
    def reasons(self) -> pd.DataFrame:
        """Why each change is in the plan: step, change, what, and ``why``: the new pair's score and
        its terms; for a pair that ends, whom the apprentice gets instead.
        """
        rows_of = {row["apprentice"]: row for row in self.pairs.to_dict("records")}
        without = dict(zip(self.unmatched["apprentice"], self.unmatched["why"], strict=True))
        further = {(row.mentor, row.apprentice): row.why for row in self.further.itertuples()}
        rows = []
        for step, (change, what) in enumerate(
            zip(self.scenario, change_lines(self), strict=True), 1
        ):
            assert isinstance(change, (PairMentor, UnpairMentor))
            pair = rows_of.get(change.apprentice)
            if pair is None:
                why = without.get(change.apprentice, "")
            elif isinstance(change, PairMentor):
                why = self._score(pair)
            elif (change.mentor, change.apprentice) in further:
                why = further[change.mentor, change.apprentice]
            else:
                mentor = pair["mentor_name"]
                why = text("pairing.instead", mentor=mentor, score=amount(float(pair["score"])))
            rows.append((step, change, what, why))
        return pd.DataFrame(rows, columns=["step", "change", "what", "why"])

    def _score(self, pair: Mapping[Hashable, Any]) -> str:
        """The points of a pair, term by term; a term that is unknown is left out."""
        terms = [
            f"{term.label()} {amount(float(pair[term.name]))}"
            for term in self.terms
            if pair[term.name] == pair[term.name]
        ]
        return text(
            "pairing.score",
            score=amount(float(pair["score"])),
            terms=listed(terms, most=len(terms)),
        )

    @own_language
    def sections(self) -> list[Section]:
        """The pairs with their scores, term by term."""
        shown = self.pairs.head(SHOWN)
        names = ["mentor_name", "apprentice_name", "score", *(term.name for term in self.terms)]
        headings = [
            text(f"pairing.column_{name}") for name in ("mentor", "apprentice", "score")
        ] + [term.label() for term in self.terms]
        rows = [
            ["" if pd.isna(cell) else cell for cell in row]
            for row in shown[names].itertuples(index=False, name=None)
        ]
        lines = [
            text(
                "pairing.pair",
                mentor=pair["mentor_name"],
                apprentice=pair["apprentice_name"],
                score=self._score(pair),
            )
            for pair in shown.to_dict("records")
        ]
        total = len(self.pairs)
        title = text("pairing.pairs", count=total)
        return [Section(title, headings, rows, lines, total)]

    @own_language
    def notes(self) -> list[str]:
        """What was left alone or left out."""
        lines = []
        if len(self.standing):
            pairs = [f"{mentor} → {other}" for mentor, other in self.standing.to_numpy().tolist()]
            lines.append(text("pairing.standing", count=len(pairs), pairs=listed(pairs)))
        stays = self.further[self.further["stays"]]
        if len(stays):
            pairs = [f"{row.mentor_name} → {row.apprentice_name}" for row in stays.itertuples()]
            lines.append(text("pairing.further_stay", count=len(pairs), pairs=listed(pairs)))
        for row in self.further[~self.further["stays"]].head(SHOWN).itertuples():
            pair = f"{row.mentor_name} → {row.apprentice_name}"
            lines.append(text("pairing.further_ends", pair=pair, why=row.why))
        if self.left_out:
            lines.append(text("pairing.left_out", names=listed(self.left_out, most=20)))
        return lines
