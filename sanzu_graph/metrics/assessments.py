"""What candidates for a leadership were given by the organisation's own assessments, exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from sanzu_graph.policy.assessment_weights import Assessment, Weight

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.organisation import Org

#: A part of the assessment: stage, criterion, group of assessors.
Cell = tuple[str, str, str]
STAGES, CRITERIA, ASSESSORS = "stages", "criteria", "assessors"
#: Candidate → cell → the scores given.
Scores = dict[str, dict[Cell, list[Fraction]]]


def assessments(
    rows: pd.DataFrame, rules: Assessment, may: Iterable[str]
) -> tuple[Scores, tuple[Cell, ...], tuple[tuple[str, int], ...]]:
    """The scores in some rows of the table of assessments.

    Parameters
    ----------
    rows
        The rows of one unit.
    rules
        What stages, criteria and assessors weigh.
    may
        The candidates that count.

    Returns
    -------
    (dict, tuple, tuple)
        Candidate → cell → scores; the cells that count, in the policy's order; and rows that count
        for nothing: (what has no weight, how many).
    """
    may = set(may)
    given: dict[str, dict[Cell, list[Fraction]]] = {
        candidate: defaultdict(list) for candidate in sorted(may)
    }
    left_out: dict[str, int] = defaultdict(int)
    groups = rows["assessor_group"] if "assessor_group" in rows else [None] * len(rows)
    for candidate, stage, criterion, group, score in zip(
        rows["candidate"].tolist(),
        rows["stage"].tolist(),
        rows["criterion"].tolist(),
        list(groups),
        rows["score"].tolist(),
        strict=True,
    ):
        who = group if isinstance(group, str) else ""
        unknown = [
            name
            for part, name in ((STAGES, stage), (CRITERIA, criterion), (ASSESSORS, who))
            if not weight_of(rules, part, name)
        ]
        if unknown:
            left_out[unknown[0]] += 1
        elif candidate in may:
            given[candidate][stage, criterion, who].append(Fraction(str(float(score))))
    assessed = {candidate: dict(cells) for candidate, cells in given.items() if cells}
    held = in_order(rules, {cell for cells in assessed.values() for cell in cells})
    return assessed, held, tuple(sorted(left_out.items()))


def weight_of(rules: Assessment, part: str, name: str) -> Fraction:
    """The weight of a stage, criterion or group of assessors; of groups that the policy does not
    name at all, 1 each.
    """
    weights: Iterable[Weight] = getattr(rules, part)
    if part == ASSESSORS and not weights:
        return Fraction(1)
    return next(
        (Fraction(str(float(weight.weight))) for weight in weights if weight.name == name),
        Fraction(0),
    )


def weights_of(rules: Assessment, held: Iterable[Cell]) -> dict[Cell, Fraction]:
    """Cell → weight: stage × criterion × group of assessors."""
    parts = (STAGES, CRITERIA, ASSESSORS)
    weights = {}
    for cell in held:
        weight = Fraction(1)
        for part, name in zip(parts, cell, strict=True):
            weight *= weight_of(rules, part, name)
        weights[cell] = weight
    return weights


def in_order(rules: Assessment, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Cells in the order of the policy, groups of assessors by name where it names none."""
    orders = [
        {item.name: number for number, item in enumerate(getattr(rules, part))}
        for part in (STAGES, CRITERIA, ASSESSORS)
    ]
    return tuple(
        sorted(
            cells,
            key=lambda cell: (
                *(order.get(name, 0) for order, name in zip(orders, cell, strict=True)),
                cell,
            ),
        )
    )


def mean_of(scores: Sequence[Fraction]) -> Fraction:
    """The mean of some scores."""
    return sum(scores, Fraction(0)) / len(scores)


def totals_of(
    scores: Mapping[str, Mapping[Cell, Sequence[Fraction]]],
    held: Sequence[Cell],
    weights: Mapping[Cell, Fraction],
) -> dict[str, Fraction]:
    """The weighted mean of everybody who was assessed in every cell."""
    whole = sum((weights[cell] for cell in held), Fraction(0))
    if not whole:
        return {}
    return {
        candidate: sum((weights[cell] * mean_of(given[cell]) for cell in held), Fraction(0)) / whole
        for candidate, given in scores.items()
        if all(cell in given for cell in held)
    }


def assessed_totals(org: Org, rules: Assessment | None, unit: str) -> dict[str, Fraction]:
    """Candidate → score for the leadership of a unit, of those who were assessed in every part."""
    rows = org.assessments
    if not len(rows):
        return {}
    rows = rows[rows["unit"] == unit]
    rules = rules or Assessment()
    scores, held, _ = assessments(rows, rules, rows["candidate"].tolist())
    return totals_of(scores, held, weights_of(rules, held))
