"""`Scoring`: what candidates were given, what it weighs, and the totals and ranks that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sanzu_graph.messages import listed
from sanzu_graph.metrics.assessments import (
    ASSESSORS,
    CRITERIA,
    STAGES,
    Cell,
    mean_of,
    totals_of,
    weights_of,
)
from sanzu_graph.policy.assessment_weights import Assessment

#: Candidate → cell of the assessment → the scores given.
Given = Mapping[str, Mapping[Cell, Sequence[Fraction]]]
#: The place of each part in a cell.
PLACES = {STAGES: 0, CRITERIA: 1, ASSESSORS: 2}


@dataclass(frozen=True, eq=False)
class Scoring:
    """The scores of one unit's candidates, and what they weigh.

    Attributes
    ----------
    scores : what each candidate was given
    held : the cells that count
    rules : the weights of stages, criteria and groups of assessors
    """

    scores: Given
    held: tuple[Cell, ...]
    rules: Assessment

    @cached_property
    def weights(self) -> dict[Cell, Fraction]:
        """Cell → weight: stage × criterion × group of assessors."""
        return weights_of(self.rules, self.held)

    @cached_property
    def whole(self) -> Fraction:
        """The sum of all weights."""
        return sum(self.weights.values(), Fraction(0))

    @cached_property
    def totals(self) -> dict[str, Fraction]:
        """Candidate → score; only those who were assessed in every cell that counts."""
        return totals_of(self.scores, self.held, self.weights)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Candidate → rank; equal scores share one."""
        return {
            candidate: 1 + sum(other > total for other in self.totals.values())
            for candidate, total in self.totals.items()
        }

    def is_tied(self, candidate: str) -> bool:
        """Whether somebody else has the same score."""
        scores = list(self.totals.values())
        return candidate in self.totals and scores.count(self.totals[candidate]) > 1

    def parts(self, part: str) -> list[str]:
        """The stages, criteria or groups of assessors that count, in the policy's order."""
        return list(dict.fromkeys(cell[PLACES[part]] for cell in self.held))

    def worth(self, candidate: str, cell: Cell) -> Fraction:
        """What a cell adds to somebody's score: weight × mean / the sum of all weights."""
        mean = mean_of(self.scores[candidate][cell])
        return self.weights[cell] * mean / (self.whole or Fraction(1))

    def share(self, candidate: str, criterion: str) -> Fraction:
        """What a criterion adds to somebody's score."""
        cells = (cell for cell in self.held if cell[PLACES[CRITERIA]] == criterion)
        return sum((self.worth(candidate, cell) for cell in cells), Fraction(0))

    def missing(self, candidate: str) -> str:
        """Where somebody was not assessed though others were, in words."""
        lacking: dict[tuple[str, str], list[str]] = defaultdict(list)
        everything: dict[tuple[str, str], list[str]] = defaultdict(list)
        for cell in self.held:
            stage, criterion, group = cell
            everything[stage, group].append(criterion)
            if cell not in self.scores[candidate]:
                lacking[stage, group].append(criterion)
        lines = []
        for (stage, group), criteria in lacking.items():
            parts = [self.label(STAGES, stage)]
            if group:
                parts.append(self.label(ASSESSORS, group))
            if len(criteria) < len(everything[stage, group]):
                parts.append(listed([self.label(CRITERIA, criterion) for criterion in criteria]))
            lines.append(" · ".join(parts))
        return listed(lines, most=3) if lines else ""

    def label(self, part: str, name: str) -> str:
        """What the policy calls a stage, criterion or group of assessors."""
        weights = getattr(self.rules, part)
        return next((weight.label() for weight in weights if weight.name == name), name)
