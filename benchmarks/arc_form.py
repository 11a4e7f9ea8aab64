"""The same questions in the plain form: one column for each cell of people and each pair of team
and group that they may end in.

For the levers move and regroup; goals unmet, groups changed and people moved. A peer for the
optimiser's hub form, in HiGHS and in CP-SAT.
"""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from multiprocessing import get_context

import numpy as np

from sanzu_graph.optimize.problem import Problem

Terms = list[tuple[int, int]]
_FREE = 2**31


@dataclass
class Arcs:
    """Columns with upper bounds, rows, and the goals as sums."""

    upper: list[int] = field(default_factory=list)
    rows: list[tuple[Terms, int, int]] = field(default_factory=list)
    goals: list[tuple[Terms, int]] = field(default_factory=list)
    #: (Tally, unit) → who counts there; (group, team) → who is there; group → who enters or leaves
    #: it, with how many they could be.
    at: dict[tuple[int, int], Terms] = field(default_factory=dict)
    inside: dict[tuple[int, int], Terms] = field(default_factory=dict)
    enters: dict[int, Terms] = field(default_factory=dict)

    def column(self, upper: int) -> int:
        self.upper.append(upper)
        return len(self.upper) - 1


def arcs(problem: Problem) -> Arcs:
    """The arc form of a problem with one group layer."""
    made = Arcs()
    unmet, moved = _people(problem, made)
    for number, tally in enumerate(problem.tallies):
        for unit in tally.units.tolist():
            for bound, sign, violation in (
                (tally.least, 1, tally.short),
                (tally.most, -1, tally.over),
            ):
                if bound is not None:
                    slack = made.column(int(violation[unit]))
                    unmet.append((slack, 1))
                    counted = [
                        (column, sign * times) for column, times in made.at.get((number, unit), [])
                    ]
                    made.rows.append(
                        (
                            [*counted, (slack, 1)],
                            sign * (bound - len(tally.holders.get(unit, ()))),
                            _FREE,
                        )
                    )
    (layer,) = problem.layers
    changed = [
        term
        for group in layer.units.tolist()
        if layer.reach.today.get(group)
        for term in _group(problem, made, group, unmet)
    ]
    made.goals = [(unmet, int(layer.vacancy.sum())), (changed, 0), (moved, 0)]
    return made


def bare(problem: Problem) -> Arcs:
    """Counts alone, for the lever move and one demand on base units: who leaves a unit and who
    comes, balanced over units that are alike.
    """
    made = Arcs()
    (tally,) = [one for one in problem.tallies if one.least and one.layer == problem.policy.base]
    free = np.zeros(len(tally.today), dtype=np.int64)
    bit = 1 << problem.tallies.index(tally)
    for number in range(len(problem.cells)):
        cell = problem.cells.cell(number)
        if cell.moves and cell.belonging & cell.willing & bit:
            free[cell.home] += cell.size
    unmet, moved = [], []
    for units in problem.home_gates.by_key.values():
        balance: Terms = []
        for unit in units:
            out, into, slack = (
                made.column(int(free[unit])),
                made.column(int(tally.least or 0)),
                made.column(int(tally.short[unit])),
            )
            made.rows.append(
                (
                    [(into, 1), (out, -1), (slack, 1)],
                    int((tally.least or 0) - tally.today[unit]),
                    _FREE,
                )
            )
            balance += [(out, 1), (into, -1)]
            unmet.append((slack, 1))
            moved.append((out, 1))
        made.rows.append((balance, 0, 0))
    made.goals = [(unmet, 0), (moved, 0)]
    return made


def _people(problem: Problem, made: Arcs) -> tuple[Terms, Terms]:
    """A column for each cell and each pair of places, and who differs."""
    (layer,), moved = problem.layers, []
    bits = {
        name: sum(1 << n for n, tally in enumerate(problem.tallies) if tally.layer == name)
        for name in (problem.policy.base, layer.name)
    }
    for number in range(len(problem.cells)):
        cell = problem.cells.cell(number)
        homes = problem.home_gates.beside(cell.home) if cell.moves else (cell.home,)
        groups = layer.gates.beside(cell.group(0)) if cell.leaves[0] else (cell.group(0),)
        total: Terms = []
        for team, group in product(homes, groups):
            column = made.column(cell.size)
            total.append((column, 1))
            moved += [(column, 1)] if (team, group) != (cell.home, cell.group(0)) else []
            if group != cell.group(0):
                made.enters.setdefault(group, []).append((column, cell.size))
                made.enters.setdefault(cell.group(0), []).append((column, cell.size))
            made.inside.setdefault((group, team), []).append((column, 1))
            for unit, mine in ((team, bits[problem.policy.base]), (group, bits[layer.name])):
                counts = cell.belonging & cell.willing & mine
                for tally in [n for n in range(len(problem.tallies)) if counts >> n & 1]:
                    made.at.setdefault((tally, unit), []).append((column, 1))
        made.rows.append((total, cell.size, cell.size))
    return [], moved


def _group(problem: Problem, made: Arcs, group: int, unmet: Terms) -> Terms:
    """Whether a group changes, and in how many teams it is."""
    (layer,) = problem.layers
    change = made.column(1)
    made.rows += [
        ([(column, 1), (change, -size)], -_FREE, 0) for column, size in made.enters.get(group, [])
    ]
    present: Terms = []
    for team in sorted(team for mine, team in made.inside if mine == group):
        terms = made.inside[group, team]
        if team in layer.reach.today[group]:
            made.rows.append(([*terms, (change, 1)], 1, _FREE))
        else:
            made.rows += [
                ([(column, 1), (change, -made.upper[column])], -_FREE, 0) for column, _ in terms
            ]
        there = made.column(1)
        present.append((there, 1))
        made.rows += [
            ([(column, 1), (there, -made.upper[column])], -_FREE, 0) for column, _ in terms
        ]
    if layer.reach.most is not None:
        over = made.column(layer.reach.over(group))
        unmet.append((over, 1))
        made.rows.append(([*present, (over, -1)], -_FREE, layer.reach.most))
    return [(change, 1)]


def with_highs(made: Arcs, seconds: float) -> tuple[list[int], bool, float]:
    """The goals one after another in HiGHS, presolve off as everywhere: values, whether all are
    proven, seconds of processor time.

    The limit is by the clock.
    """
    from sanzu_graph.solving.efforts import Effort
    from sanzu_graph.solving.lexicographic import Goal, in_order
    from sanzu_graph.solving.models import Model
    from sanzu_graph.solving.statuses import OPTIMAL
    from sanzu_graph.solving.sums import Sum

    worked = time.process_time()
    model = Model()
    for most in made.upper:
        model.column(most)
    for terms, least, most in made.rows:
        model.row(terms, least, most)
    goals = [Goal(str(n), Sum(terms, today)) for n, (terms, today) in enumerate(made.goals)]
    found = in_order(model, goals, effort=Effort.within(seconds))
    values = [*found.proven.values()]
    return values, found.status == OPTIMAL, time.process_time() - worked


def with_cp_sat(made: Arcs, seconds: float, workers: int = 1) -> tuple[list[int], bool, float]:
    """The same in CP-SAT; in a process of its own, since its library brings another HiGHS, and two
    do not share a process.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return apart.submit(_in_cp_sat, made, seconds, workers).result()


def _in_cp_sat(made: Arcs, seconds: float, workers: int) -> tuple[list[int], bool, float]:
    from ortools.sat.python import cp_model

    begun, worked = time.perf_counter(), time.process_time()
    model = cp_model.CpModel()
    columns = [model.new_int_var(0, upper, "") for upper in made.upper]

    def summed(terms: Terms) -> cp_model.LinearExprT:
        total: dict[int, int] = {}
        for column, times in terms:
            total[column] = total.get(column, 0) + times
        return cp_model.LinearExpr.weighted_sum(
            [columns[column] for column in total], list(total.values())
        )

    for terms, least, most in made.rows:
        model.add_linear_constraint(summed(terms), least, most)
    values: list[int] = []
    for terms, today in made.goals:
        goal = summed(terms)
        model.minimize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.max_time_in_seconds = max(0.1, begun + seconds - time.perf_counter())
        if solver.solve(model) != cp_model.OPTIMAL:
            return values, False, time.process_time() - worked
        least_found = round(solver.objective_value)
        values.append(least_found + today)
        model.add(goal <= least_found)
        model.clear_hints()
        for column in columns:
            model.add_hint(column, solver.value(column))
    return values, True, time.process_time() - worked


def columns_of(made: Arcs) -> int:
    return int(np.count_nonzero(made.upper))
