"""What would change a ranking: other weights, assessors left out, single scores left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from sanzu_graph.leaders.scoring import PLACES, Given, Scoring
from sanzu_graph.messages import text
from sanzu_graph.metrics.assessments import ASSESSORS, Cell, mean_of, totals_of, weight_of

#: Candidates from the best; those who tie stand together.
Order = list[list[str]]


class Sensitivity(NamedTuple):
    """One thing that would change the order.

    Attributes
    ----------
    kind : ``weight``, ``assessors`` or ``score``
    part : the stage, criterion or group of assessors; or how many single scores
    now, at : the weight today, and the weight at which two candidates tie
    change : what becomes of the order, in a sentence
    """

    kind: str
    part: str
    now: float | None
    at: float | None
    change: str


def sensitivities(scoring: Scoring, names: Mapping[str, str]) -> Iterator[Sensitivity]:
    """Everything that would change the order; `names` says what each candidate is called."""
    yield from _by_weight(scoring, names)
    yield from _by_assessors(scoring, names)
    yield from _by_score(scoring, names)


def _by_weight(scoring: Scoring, names: Mapping[str, str]) -> Iterator[Sensitivity]:
    """The nearest weight below today's, and above it, at which two candidates tie."""
    for part in PLACES:
        weighed = [name for name in scoring.parts(part) if name]
        for name in weighed if len(weighed) > 1 else ():
            now = weight_of(scoring.rules, part, name)
            ties = sorted(_ties(scoring, part, name, now))
            below = [tie for tie in ties if tie[0] < now][-1:]
            above = [tie for tie in ties if tie[0] > now][:1]
            for at, first, second in below + above:
                sentence = text("ranking.change_places", one=names[first], other=names[second])
                label = scoring.label(part, name)
                yield Sensitivity("weight", label, float(now), float(at), sentence)


def _ties(
    scoring: Scoring, part: str, name: str, now: Fraction
) -> Iterator[tuple[Fraction, str, str]]:
    """The weights of one part at which two candidates tie, with who they are.

    A total is a line in the weight: fixed + slope × weight. Two totals are equal where the lines
    meet.
    """
    lines = {}
    for candidate in scoring.totals:
        fixed, slope = Fraction(0), Fraction(0)
        for cell in scoring.held:
            mean = mean_of(scoring.scores[candidate][cell])
            if cell[PLACES[part]] == name:
                slope += scoring.weights[cell] / now * mean
            else:
                fixed += scoring.weights[cell] * mean
        lines[candidate] = fixed, slope
    order = sorted(lines, key=lambda candidate: (-scoring.totals[candidate], candidate))
    for first, second in combinations(order, 2):
        (fixed, slope), (other_fixed, other_slope) = lines[first], lines[second]
        if slope != other_slope:
            at = (fixed - other_fixed) / (other_slope - slope)
            if at >= 0 and at != now:
                yield at, first, second


def _by_assessors(scoring: Scoring, names: Mapping[str, str]) -> Iterator[Sensitivity]:
    """The groups of assessors without which the order is another."""
    groups = [group for group in scoring.parts(ASSESSORS) if group]
    ranked = {candidate: scoring.scores[candidate] for candidate in scoring.totals}
    for group in groups if len(groups) > 1 else ():
        held = tuple(cell for cell in scoring.held if cell[PLACES[ASSESSORS]] != group)
        order = _order(totals_of(ranked, held, scoring.weights))
        if order != _order(scoring.totals):
            sentence = text("ranking.order_without", order=_in_words(order, names))
            yield Sensitivity("assessors", scoring.label(ASSESSORS, group), None, None, sentence)


def _by_score(scoring: Scoring, names: Mapping[str, str]) -> Iterator[Sensitivity]:
    """How many single scores there are without which the order is another, in one row."""
    today = _order(scoring.totals)
    orders = [
        order
        for scores in _without_one_score(scoring)
        if (order := _order(totals_of(scores, scoring.held, scoring.weights))) != today
    ]
    if orders:
        sentence = text("ranking.order_without", order=_in_words(orders[0], names))
        part = text("ranking.single_scores", count=len(orders))
        yield Sensitivity("score", part, None, None, sentence)


def _without_one_score(scoring: Scoring) -> Iterator[Given]:
    """The scores without a single one, for each that is not the only one of its cell."""
    for candidate in scoring.totals:
        cells: Mapping[Cell, list[Fraction]]
        cells = {cell: list(scores) for cell, scores in scoring.scores[candidate].items()}
        for cell in scoring.held:
            scores = cells[cell]
            for number in range(len(scores)) if len(scores) > 1 else ():
                fewer = [*scores[:number], *scores[number + 1 :]]
                yield {**scoring.scores, candidate: {**cells, cell: fewer}}


def _order(totals: Mapping[str, Fraction]) -> Order:
    """Candidates from the best; those who tie stand together."""
    by_score: dict[Fraction, list[str]] = defaultdict(list)
    for candidate, score in totals.items():
        by_score[score].append(candidate)
    return [sorted(by_score[score]) for score in sorted(by_score, reverse=True)]


def _in_words(order: Order, names: Mapping[str, str]) -> str:
    """An order by name."""
    ties = (text("ranking.ties").join(names[candidate] for candidate in tie) for tie in order)
    return text("ranking.before").join(ties)
