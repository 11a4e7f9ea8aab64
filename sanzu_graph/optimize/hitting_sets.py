"""Which groups must change: sets of groups of which at least one does, found one by one (implicit
hitting sets).

Given the goals before, the fewest groups that change are the smallest set that hits every *core*:
groups of which one must change, since without all of them fractions of people cannot reach those
goals. Cores are found by asking the relaxation, which takes milliseconds, about the smallest set
that hits all cores so far. What fractions can do is tried with whole people. Each core is a row for
the solver.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sanzu_graph.optimize.model import PartModel
from sanzu_graph.solving.highs import Relaxation, Solver
from sanzu_graph.solving.models import Model, Vector
from sanzu_graph.solving.statuses import OPTIMAL
from sanzu_graph.solving.sums import total

Core = frozenset[int]


@dataclass(frozen=True)
class Hit:
    """Cores, the fewest groups that hit them all, and a plan with so many if one was found."""

    cores: tuple[Core, ...]
    least: int
    plan: Vector | None


def hit(
    model: PartModel,
    relaxed: Relaxation,
    solver: Solver,
    left: Callable[[], float],
) -> Hit:
    """Find cores until the smallest set that hits them all is enough.

    Parameters
    ----------
    model, relaxed, solver
        The model; its relaxation and the solver, with the goals before kept.
    left
        Seconds left.
    """
    groups = sorted(model.changed)
    cores: list[Core] = []
    plan: Vector | None = None
    least = 0
    while left() > 0:
        chosen = _smallest(groups, cores)
        if chosen is None:
            break
        least = len(chosen)
        if not _is_refuted(model, relaxed, chosen, left()):
            # Where fractions can do what whole people cannot, cores say little more.
            plan = _tried(model, solver, chosen, left())
            break
        grown = chosen
        for group in groups:
            further = grown | {group}
            if group not in grown and left() > 0 and _is_refuted(model, relaxed, further, left()):
                grown = further
        core = frozenset(groups) - grown
        if not core:
            break
        cores.append(core)
    _allow(model, solver, frozenset(groups))
    return Hit(tuple(cores), least, plan)


def _tried(
    model: PartModel,
    solver: Solver,
    chosen: frozenset[int],
    seconds: float,
) -> Vector | None:
    """A plan in which only some groups change."""
    _allow(model, solver, chosen)
    return solver.least_of(total(model.changed.values()), seconds=seconds).plan


def _allow(model: PartModel, solver: Solver, some: frozenset[int]) -> None:
    """Let only some groups change."""
    for group, column in model.changed.items():
        solver.limit(int(column), int(group in some))


def _is_refuted(
    model: PartModel, relaxed: Relaxation, some: frozenset[int], seconds: float
) -> bool:
    _allow(model, relaxed, some)
    return relaxed.is_refuted(seconds)


def _smallest(groups: Sequence[int], cores: Sequence[Core]) -> frozenset[int] | None:
    """The smallest set of groups that hits all cores; None if it is not found."""
    if not cores:
        return frozenset()
    cover = Model()
    columns = {group: cover.column(name=group) for group in groups}
    for core in cores:
        cover.add(total(columns[group] for group in sorted(core)) >= 1)
    answer = Solver(cover).least_of(total(columns.values()))
    if answer.status != OPTIMAL or answer.plan is None:
        return None
    return frozenset(group for group, column in columns.items() if answer.plan[int(column)])
