"""`rank_candidates`: who should lead a unit, by the organisation's own assessments, every term
shown; no score is ever made up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import AbsentError
from sanzu_graph.messages import language, listed, text
from sanzu_graph.metrics.assessments import (
    ASSESSORS,
    CRITERIA,
    STAGES,
    Cell,
    assessments,
    mean_of,
    totals_of,
    weight_of,
    weights_of,
)
from sanzu_graph.model.days import day_for
from sanzu_graph.model.naming import id_of
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.objections import REASONS
from sanzu_graph.policy.parts import Assessment
from sanzu_graph.policy.placement import Placement
from sanzu_graph.schema import MEMBER, UNIT

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org


@dataclass(frozen=True, eq=False)
class Ranking:
    """What `rank_candidates` found.

    Attributes
    ----------
    org, policy : on the day where the organisation has dates, and what it demands
    unit : the unit to be led
    scores : candidate → cell of the assessment → the scores given
    held : the cells that count: those with a weight in which at least one eligible candidate was
        assessed
    left_out : rows of the table that count for nothing, in words: (what, how many)
    """

    org: Org = field(repr=False)
    policy: Policy = field(repr=False)
    unit: str
    scores: Mapping[str, Mapping[Cell, Sequence[Fraction]]] = field(repr=False)
    held: tuple[Cell, ...] = field(repr=False)
    left_out: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, str], ...] = field(repr=False)
    lang: str

    @property
    def name(self) -> str:
        """The unit's name."""
        return str(
            self.org.names(UNIT, np.array([self.org.encoding.units.tolist().index(self.unit)]))[0]
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Member id → name."""
        ids = self.org.encoding.members
        return dict(
            zip(ids.tolist(), self.org.names(MEMBER, np.arange(len(ids))).tolist(), strict=True)
        )

    @cached_property
    def totals(self) -> dict[str, Fraction]:
        """Candidate → score, exactly; only those who were assessed in every cell that counts."""
        return totals_of(self.scores, self.held, self.weights)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Candidate → rank; equal scores share one."""
        return {
            one: 1 + sum(other > mine for other in self.totals.values())
            for one, mine in self.totals.items()
        }

    @cached_property
    def weights(self) -> dict[Cell, Fraction]:
        """Cell → weight: stage × criterion × group of assessors."""
        return weights_of(self.policy.assessment or Assessment(), self.held)

    @cached_property
    @own_language
    def table(self) -> pd.DataFrame:
        """One row a candidate, best first: rank, tied, candidate, name, score, then what each
        criterion adds to the score, and what is missing.

        Equal scores share a rank. Anybody who was not assessed in every part that others were has
        no rank and no score, and stands below.
        """
        order = sorted(
            self.scores,
            key=lambda one: (one not in self.totals, -self.totals.get(one, Fraction(0)), one),
        )
        whole = sum(self.weights.values(), Fraction(0))
        rows = []
        for one in order:
            row: dict[str, object] = {
                "rank": None,
                "tied": False,
                "candidate": one,
                "name": self.names[one],
                "score": None,
            }
            if one in self.totals:
                own = self.totals[one]
                row |= {"rank": self.ranks[one], "score": float(own)}
                row["tied"] = sum(other == own for other in self.totals.values()) > 1
            for criterion in self._of(1):
                cells = [cell for cell in self.held if cell[1] == criterion]
                known = one in self.totals
                row[criterion] = (
                    float(
                        sum(
                            (
                                self.weights[cell] * mean_of(self.scores[one][cell])
                                for cell in cells
                            ),
                            Fraction(0),
                        )
                        / whole
                    )
                    if known
                    else None
                )
            row["missing"] = self._missing(one)
            rows.append(row)
        columns = ["rank", "tied", "candidate", "name", "score", *self._of(1), "missing"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype(
            {
                "rank": "Int64",
                "score": "float64",
                "tied": bool,
                **dict.fromkeys(self._of(1), "float64"),
                "missing": "str",
            }
        )

    @cached_property
    def terms(self) -> pd.DataFrame:
        """Every term of every candidate: candidate, name, stage, criterion, assessor_group, scores
        (how many), mean, weight, share.

        ``share`` is what the term adds to the score: weight × mean / the sum of all weights.
        """
        whole = sum(self.weights.values(), Fraction(0)) or Fraction(1)
        rows = [
            (
                one,
                self.names[one],
                *cell,
                len(given[cell]),
                float(mean_of(given[cell])),
                float(self.weights[cell]),
                float(self.weights[cell] * mean_of(given[cell]) / whole),
            )
            for one, given in self.scores.items()
            for cell in self.held
            if cell in given
        ]
        return pd.DataFrame(
            rows,
            columns=[
                "candidate",
                "name",
                "stage",
                "criterion",
                "assessor_group",
                "scores",
                "mean",
                "weight",
                "share",
            ],
        )

    @cached_property
    @own_language
    def ineligible(self) -> pd.DataFrame:
        """Who was assessed or is in the unit and may not lead it: candidate, name, reason, why."""
        placement = Placement(self.org, self.policy)
        rows = [
            (
                one,
                self.names[one],
                reason,
                placement.may_lead(one, self.unit).describe(),
            )
            for one, reason in self.refused
        ]
        return pd.DataFrame(rows, columns=["candidate", "name", "reason", "why"], dtype="str")

    @cached_property
    def unassessed(self) -> pd.DataFrame:
        """Members of the unit who may lead it and were not assessed for it: candidate, name."""
        place = self.org.encoding.units.tolist().index(self.unit)
        pairs = self.org.pairs(None)
        inside = self.org.encoding.members[pairs.member[pairs.unit == place]].tolist()
        known = {*self.scores, *(one for one, _ in self.refused)}
        rows = [(one, self.names[one]) for one in sorted(inside) if one not in known]
        return pd.DataFrame(rows, columns=["candidate", "name"], dtype="str")

    @cached_property
    @own_language
    def sensitivity(self) -> pd.DataFrame:
        """What would change the order of those ranked: kind, part, now, at, change.

        ``weight``: the nearest weights of one stage, criterion or group of assessors at which two
        candidates tie. All others are as they are; beyond it they change places. There is one row
        below and one above today's, if any. ``assessors``: the order without one group of
        assessors. ``score``: how many single scores there are without any one of which the order
        would be another. No row: nothing would.
        """
        rows = [*self._weight_rows(), *self._assessor_rows(), *self._score_rows()]
        return pd.DataFrame(rows, columns=["kind", "part", "now", "at", "change"])

    # -- told

    @own_language
    @spoken
    def summary(self, lang: str | None = None) -> str:
        """The ranking as text."""
        from sanzu_graph.leaders.ranking_text import ranking_summary

        return ranking_summary(self.in_language(language()))

    @spoken
    def in_language(self, lang: str) -> Ranking:
        """The same, told in another language."""
        from dataclasses import replace

        return replace(self, lang=language())

    @own_language
    def label(self, part: str, name: str) -> str:
        """What the policy calls a stage, criterion or group of assessors."""
        rules = self.policy.assessment or Assessment()
        return next((one.label() for one in getattr(rules, part) if one.name == name), name)

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"Ranking({self.unit!r}, {len(self.totals)} ranked, {len(self.scores) - len(self.totals)} incomplete, {len(self.refused)} ineligible)"

    def _repr_html_(self) -> str:
        from sanzu_graph.leaders.ranking_text import ranking_html

        return ranking_html(self)

    # -- inside

    def _of(self, place: int) -> list[str]:
        """The stages, criteria or assessors that count, in the policy's order."""
        return list(dict.fromkeys(cell[place] for cell in self.held))

    def _missing(self, one: str) -> str:
        lacking: dict[tuple[str, str], list[str]] = defaultdict(list)
        for stage, criterion, group in self.held:
            if (stage, criterion, group) not in self.scores[one]:
                lacking[stage, group].append(criterion)
        told = []
        for (stage, group), criteria in lacking.items():
            parts = [self.label(STAGES, stage), *([self.label(ASSESSORS, group)] if group else [])]
            if len(criteria) < len(
                {cell[1] for cell in self.held if (cell[0], cell[2]) == (stage, group)}
            ):
                parts.append(listed([self.label(CRITERIA, criterion) for criterion in criteria]))
            told.append(" · ".join(parts))
        return listed(told, most=3) if told else ""

    def _weight_rows(self) -> Iterator[tuple[str, str, float | None, float | None, str]]:
        """The score is a line in any one weight, so that two candidates change places where their
        lines meet.
        """
        for place, part in enumerate((STAGES, CRITERIA, ASSESSORS)):
            names = [name for name in self._of(place) if name]
            for name in names if len(names) > 1 else ():
                now = weight_of(self.policy.assessment or Assessment(), part, name)
                meets = sorted(self._meetings(place, name, now))
                below, above = (
                    [one for one in meets if one[0] < now],
                    [one for one in meets if one[0] > now],
                )
                for nearest in ([below[-1]] if below else []) + ([above[0]] if above else []):
                    sentence = text(
                        "ranking.change_places",
                        one=self.names[nearest[1]],
                        other=self.names[nearest[2]],
                    )
                    yield "weight", self.label(part, name), float(now), float(nearest[0]), sentence

    def _meetings(
        self, place: int, name: str, now: Fraction
    ) -> Iterator[tuple[Fraction, str, str]]:
        lines = {}
        for one in self.totals:
            fixed, slope = Fraction(0), Fraction(0)
            for cell in self.held:
                worth = mean_of(self.scores[one][cell])
                if cell[place] == name:
                    slope += self.weights[cell] / now * worth
                else:
                    fixed += self.weights[cell] * worth
            lines[one] = fixed, slope
        order = sorted(lines, key=lambda one: (-self.totals[one], one))
        for number, one in enumerate(order):
            for other in order[number + 1 :]:
                (a, b), (c, d) = lines[one], lines[other]
                if b != d and (at := (a - c) / (d - b)) >= 0 and at != now:
                    yield at, one, other

    def _assessor_rows(self) -> Iterator[tuple[str, str, float | None, float | None, str]]:
        groups = [name for name in self._of(2) if name]
        for name in groups if len(groups) > 1 else ():
            held = tuple(cell for cell in self.held if cell[2] != name)
            ranked = {one: self.scores[one] for one in self.totals}
            order = _order(totals_of(ranked, held, self.weights))
            if order != _order(self.totals):
                sentence = text("ranking.order_without", order=self._told(order))
                yield "assessors", self.label(ASSESSORS, name), None, None, sentence

    def _score_rows(self) -> Iterator[tuple[str, str, float | None, float | None, str]]:
        today, changing, example = _order(self.totals), 0, ""
        for one in self.totals:
            for cell in self.held:
                given = self.scores[one][cell]
                for number in range(len(given)) if len(given) > 1 else ():
                    fewer = {
                        **self.scores,
                        one: {**self.scores[one], cell: [*given[:number], *given[number + 1 :]]},
                    }
                    order = _order(totals_of(fewer, self.held, self.weights))
                    if order != today:
                        changing, example = changing + 1, example or self._told(order)
        if changing:
            yield (
                "score",
                text("ranking.single_scores", count=changing),
                None,
                None,
                text("ranking.order_without", order=example),
            )

    def _told(self, order: list[list[str]]) -> str:
        return text("ranking.before").join(
            text("ranking.ties").join(self.names[one] for one in same) for same in order
        )


@spoken
def rank_candidates(
    org: Org, policy: Policy | None = None, *, unit: str, on: object = None, lang: str | None = None
) -> Ranking:
    """Rank the candidates for the leadership of a unit by the organisation's own assessments;
    eligibility comes first.

    Parameters
    ----------
    org
        The organisation, with a table ``assessments``.
    policy
        Who may lead, and what stages, criteria and assessors weigh (`Policy.assessment`); by
        default the shipped one.
    unit
        The unit to be led: its id, or a name that no other unit has.
    on
        The day; where the organisation has dates, today by default.
    lang
        The language of sentences; by default the policy's, else the user's locale.

    Returns
    -------
    Ranking
        With `Ranking.table`, `Ranking.terms`, `Ranking.ineligible`, `Ranking.sensitivity`.

    Raises
    ------
    AbsentError
        If there is no such unit, or a rule names a column that the organisation does not have.
    InputError
        If several units bear the name; it tells their ids.

    Notes
    -----
    Who may lead the unit is what placement says: an assessed person who has no seat in it must be
    able to come to it; who leads it may go on; units led count over all layers.

    A *cell* is a stage, a criterion and a group of assessors. Its worth to a candidate is the mean
    of the scores given there. Its weight is the product of the three weights. The score is the
    weighted mean over all cells in which at least one eligible candidate was assessed: a stage that
    has not been held counts for nobody. Anybody who lacks such a cell is not ranked, as any number
    for it would be made up. Equal rows are a fault. So several scores of one cell need a column
    that tells the rows apart, such as a ballot's number. What the policy gives no weight counts for
    nothing and is listed. All sums are exact fractions, so that ties are ties.

    Examples
    --------
    >>> from sanzu_graph import Assessment, Org, Policy, Weight
    >>> org = Org({"id": ["A", "B"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A", "B"], "unit": ["P", "P"]},
    ...     assessments={"candidate": ["A", "B"] * 2, "unit": ["P"] * 4, "stage": ["peer", "peer", "review", "review"],
    ...                  "criterion": ["ability"] * 4, "score": [9, 8, 7, 9]})
    >>> rules = Assessment((Weight("peer"), Weight("review", 3)), (Weight("ability"),))
    >>> found = rank_candidates(org, Policy.for_layers("party").replace(assessment=rules), unit="P", lang="en")
    >>> found.table[["rank", "candidate", "score"]].to_numpy().tolist()
    [[1, 'B', 8.75], [2, 'A', 7.5]]
    >>> found.sensitivity[["part", "now", "at"]].head(1).to_numpy().tolist()
    [['peer', 1.0, 6.0]]
    """
    policy = (Policy() if policy is None else policy).resolve(org)
    day, unit = day_for(org, on), id_of(org, "units", unit)
    org = org if day is None else org.at(day)
    if unit not in org.encoding.unit_at:
        raise AbsentError("error.no_unit", unit=unit)
    rows = org.assessments
    rows = rows[rows["unit"] == unit] if len(rows) else rows
    may, refused = _eligible(org, policy, unit, set(rows["candidate"].tolist()))
    rules = policy.assessment or Assessment()
    assessed, held, left_out = assessments(rows, rules, may)
    return Ranking(org, policy, unit, assessed, held, left_out, tuple(refused), language())


def _eligible(
    org: Org, policy: Policy, unit: str, assessed: set[str]
) -> tuple[set[str], list[tuple[str, str]]]:
    """Who of the assessed may lead the unit; and who of them and of its members may not, each with
    the reason: as placement says.
    """
    code = org.encoding
    place = code.units.tolist().index(unit)
    layer = str(code.layers[code.unit_layer[place]])
    placement = Placement(org, policy)
    placement.confirm(layer, "eligible", "leader")
    here = org.pairs(layer)
    is_assessed = np.isin(code.members, list(assessed))
    is_assessed[here.member[here.unit == place]] = True
    members = np.flatnonzero(is_assessed)
    codes = placement.leading(layer, members, np.full(len(members), place))
    may, refused = set(), []
    for one, reason in zip(code.members[members].tolist(), codes.tolist(), strict=True):
        if reason:
            refused.append((one, REASONS[reason]))
        elif one in assessed:
            may.add(one)
    return may, refused


def _order(totals: Mapping[str, Fraction]) -> list[list[str]]:
    """Candidates from the best; those who tie together."""
    by_score: dict[Fraction, list[str]] = defaultdict(list)
    for one, score in totals.items():
        by_score[score].append(one)
    return [sorted(by_score[score]) for score in sorted(by_score, reverse=True)]
