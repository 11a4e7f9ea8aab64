"""`rank_candidates`: who should lead a unit, by the organisation's own assessments, every term
shown; no score is ever made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import AbsentError
from sanzu_graph.leaders.scoring import Given, Scoring
from sanzu_graph.leaders.sensitivity import Sensitivity, sensitivities
from sanzu_graph.messages import language
from sanzu_graph.metrics.assessments import CRITERIA, Cell, assessments, mean_of
from sanzu_graph.model.days import day_for
from sanzu_graph.model.naming import id_of
from sanzu_graph.model.object_texts import cut
from sanzu_graph.policy.assessment_weights import Assessment
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.objections import REASONS
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
    scores: Given = field(repr=False)
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
    def scoring(self) -> Scoring:
        """The scores with what they weigh."""
        return Scoring(self.scores, self.held, self.policy.assessment or Assessment())

    @property
    def totals(self) -> dict[str, Fraction]:
        """Candidate → score, exactly; only those who were assessed in every cell that counts."""
        return self.scoring.totals

    @property
    def ranks(self) -> dict[str, int]:
        """Candidate → rank; equal scores share one."""
        return self.scoring.ranks

    @property
    def weights(self) -> dict[Cell, Fraction]:
        """Cell → weight: stage × criterion × group of assessors."""
        return self.scoring.weights

    @cached_property
    @own_language
    def table(self) -> pd.DataFrame:
        """One row a candidate, best first: rank, tied, candidate, name, score, then what each
        criterion adds to the score, and what is missing.

        Equal scores share a rank. Anybody who was not assessed in every part that others were has
        no rank and no score, and stands below.
        """
        scoring, totals, criteria = self.scoring, self.totals, self.scoring.parts(CRITERIA)
        rows = []
        for candidate in sorted(self.scores, key=self._place):
            is_ranked = candidate in totals
            shares = [
                float(scoring.share(candidate, criterion)) if is_ranked else None
                for criterion in criteria
            ]
            rows.append(
                (
                    self.ranks.get(candidate),
                    scoring.is_tied(candidate),
                    candidate,
                    self.names[candidate],
                    float(totals[candidate]) if is_ranked else None,
                    *shares,
                    scoring.missing(candidate),
                )
            )
        names = ["rank", "tied", "candidate", "name", "score", *criteria, "missing"]
        return pd.DataFrame(rows, columns=names).astype(
            {
                "rank": "Int64",
                "score": "float64",
                "tied": bool,
                **dict.fromkeys(criteria, "float64"),
                "missing": "str",
            }
        )

    def _place(self, candidate: str) -> tuple[bool, Fraction, str]:
        """Where somebody stands in the table: the ranked first, best first, equals by id."""
        is_ranked = candidate in self.totals
        return not is_ranked, -self.totals.get(candidate, Fraction(0)), candidate

    @cached_property
    def terms(self) -> pd.DataFrame:
        """Every term of every candidate: candidate, name, stage, criterion, assessor_group, scores
        (how many), mean, weight, share.

        ``share`` is what the term adds to the score: weight × mean / the sum of all weights.
        """
        rows = [
            (
                candidate,
                self.names[candidate],
                *cell,
                len(given[cell]),
                float(mean_of(given[cell])),
                float(self.weights[cell]),
                float(self.scoring.worth(candidate, cell)),
            )
            for candidate, given in self.scores.items()
            for cell in self.held
            if cell in given
        ]
        cell_parts = ["stage", "criterion", "assessor_group"]
        names = ["candidate", "name", *cell_parts, "scores", "mean", "weight", "share"]
        return pd.DataFrame(rows, columns=names)

    @cached_property
    @own_language
    def ineligible(self) -> pd.DataFrame:
        """Who was assessed or is in the unit and may not lead it: candidate, name, reason, why."""
        placement = Placement(self.org, self.policy)
        rows = [
            (member, self.names[member], reason, placement.may_lead(member, self.unit).describe())
            for member, reason in self.refused
        ]
        return pd.DataFrame(rows, columns=["candidate", "name", "reason", "why"], dtype="str")

    @cached_property
    def unassessed(self) -> pd.DataFrame:
        """Members of the unit who may lead it and were not assessed for it: candidate, name."""
        place = self.org.encoding.units.tolist().index(self.unit)
        pairs = self.org.pairs(None)
        inside = self.org.encoding.members[pairs.member[pairs.unit == place]].tolist()
        known = {*self.scores, *(member for member, _ in self.refused)}
        rows = [(member, self.names[member]) for member in sorted(inside) if member not in known]
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
        rows = list(sensitivities(self.scoring, self.names))
        return pd.DataFrame(rows, columns=list(Sensitivity._fields))

    # -- in words

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
        return self.scoring.label(part, name)

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        incomplete = len(self.scores) - len(self.totals)
        counts = (
            f"{len(self.totals)} ranked, {incomplete} incomplete, {len(self.refused)} ineligible"
        )
        return f"Ranking({cut(self.unit, 60)!r}, {counts})"

    def _repr_html_(self) -> str:
        from sanzu_graph.leaders.ranking_text import ranking_html

        return ranking_html(self)


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
    for member, reason in zip(code.members[members].tolist(), codes.tolist(), strict=True):
        if reason:
            refused.append((member, REASONS[reason]))
        elif member in assessed:
            may.add(member)
    return may, refused
