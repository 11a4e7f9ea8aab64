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
from sanzu_graph.optimize.seat_layers import SeatLayer

Terms = list[tuple[int, int]]
#: (Member, unit) → who sits there in the end.
Ends = dict[tuple[int, int], Terms]
_FREE = 2**31


@dataclass
class Arcs:
    """Columns with upper bounds, rows, and the goals as sums."""

    upper: list[int] = field(default_factory=list)
    rows: list[tuple[Terms, int, int]] = field(default_factory=list)
    goals: list[tuple[Terms, int]] = field(default_factory=list)
    #: (Demand, unit) → who counts there; unit → who sits there; (group, team) → who is in both;
    #: group → who enters or leaves it, with how many they could be.
    at: dict[tuple[int, int], Terms] = field(default_factory=dict)
    seated: dict[int, Terms] = field(default_factory=dict)
    inside: dict[tuple[int, int], Terms] = field(default_factory=dict)
    enters: dict[int, Terms] = field(default_factory=dict)

    def column(self, upper: int) -> int:
        self.upper.append(upper)
        return len(self.upper) - 1


def arcs(problem: Problem) -> Arcs:
    """The arc form of a problem with one group layer."""
    made = Arcs()
    moved = _people(problem, made)
    unmet = _shortfalls(problem, made)
    for some in made.seated.values():  # no unit is emptied
        made.rows.append((some, 1, _FREE))
    (layer,) = problem.groups
    changed = [
        term
        for group in layer.units.tolist()
        if layer.reach.get(group)
        for term in _group(problem, made, group, unmet)
    ]
    made.goals = [(unmet, _vacant(problem)), (changed, 0), (moved, 0)]
    return made


def _shortfalls(problem: Problem, made: Arcs) -> Terms:
    """By how much each demand is missed in each unit."""
    unmet: Terms = []
    for number, demand in enumerate(problem.demands):
        for unit in demand.units.tolist():
            for bound, sign, violation in (
                (demand.least, 1, demand.short),
                (demand.most, -1, demand.over),
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
                            sign * (bound - len(demand.holders.get(unit, ()))),
                            _FREE,
                        )
                    )
    return unmet


def _vacant(problem: Problem) -> int:
    """Leaders missing and too many; no lever changes that here."""
    return sum(
        one.vacancy(unit) + one.surplus(unit)
        for one in problem.layers
        for unit in one.units.tolist()
    )


def bare(problem: Problem) -> Arcs:
    """Counts alone, for the lever move and one demand on base units: who leaves a unit and who
    comes, balanced over units that are alike.
    """
    made = Arcs()
    (demand,) = [one for one in problem.demands if one.least and one.layer == problem.base.name]
    free = np.zeros(len(demand.today), dtype=np.int64)
    bit = 1 << problem.demands.index(demand)
    for number in range(len(problem.cells)):
        cell = problem.cells.cell(number)
        if cell.goes[0] and cell.belonging & cell.willing & bit:
            free[cell.seats[0]] += cell.size
    unmet, moved = [], []
    for units in problem.base.by_key.values():
        balance: Terms = []
        for unit in units:
            out, into, slack = (
                made.column(int(free[unit])),
                made.column(int(demand.least or 0)),
                made.column(int(demand.short[unit])),
            )
            made.rows.append(
                (
                    [(into, 1), (out, -1), (slack, 1)],
                    int((demand.least or 0) - demand.today[unit]),
                    _FREE,
                )
            )
            balance += [(out, 1), (into, -1)]
            unmet.append((slack, 1))
            moved.append((out, 1))
        made.rows.append((balance, 0, 0))
    made.goals = [(unmet, 0), (moved, 0)]
    return made


def seat_arcs(problem: Problem) -> Arcs:
    """A column for each seat and each unit that it may go to, where people have several seats, for
    the levers move and regroup without a bound on the teams of a group.
    """
    made, ends, stays = Arcs(), Ends(), dict[int, Terms]()
    moved = [
        (_seats_of(problem, made, member, ends, stays), 1)
        for member in range(len(problem.member_ids))
    ]
    unmet = _shortfalls(problem, made)
    made.rows += [
        (made.seated[unit], 1, _FREE)
        for layer in problem.layers
        for unit in layer.units.tolist()
        if layer.seats.people[unit]  # no unit is emptied
    ]
    changed = [
        (_seated_group(problem, made, layer, group, ends, stays), 1)
        for layer in problem.groups
        for group in layer.units.tolist()
    ]
    made.goals = [(unmet, _vacant(problem)), (changed, 0), (moved, 0)]
    return made


def _seats_of(
    problem: Problem, made: Arcs, member: int, ends: Ends, stays: dict[int, Terms]
) -> int:
    """Where the seats of one member may go; the column of whether any does."""
    differs, mine = made.column(1), dict[int, Terms]()
    for layer in problem.layers:
        for seat in layer.seats.of(member):
            ways = {unit: made.column(1) for unit in (seat, *problem.goes_to(member, layer, seat))}
            made.rows.append(([(column, 1) for column in ways.values()], 1, 1))
            made.rows.append(([(differs, 1), (ways[seat], 1)], 1, _FREE))
            stays.setdefault(seat, []).append((ways.pop(seat), 1))
            mine.setdefault(seat, []).append(stays[seat][-1])
            for unit, column in ways.items():
                mine.setdefault(unit, []).append((column, 1))
                made.enters.setdefault(unit, []).append((column, 1))
    cell = problem.cells.cell(int(problem.cells.of[member]))
    for unit, terms in mine.items():
        ends[member, unit] = terms
        made.rows.append((terms, 0, 1))  # two seats of one person are in two units
        made.seated.setdefault(unit, []).extend(terms)
        for number, demand in enumerate(problem.demands):
            if cell.belonging & cell.willing & 1 << number and unit in demand.units:
                made.at.setdefault((number, unit), []).extend(terms)
    return differs


def _seated_group(
    problem: Problem, made: Arcs, layer: SeatLayer, group: int, ends: Ends, stays: dict[int, Terms]
) -> int:
    """The column of whether a group changes: who is in it, or where they work."""
    change = made.column(1)
    made.rows += [([enters, (change, -1)], -_FREE, 0) for enters in made.enters.get(group, [])]
    made.rows += [([stay, (change, 1)], 1, _FREE) for stay in stays.get(group, [])]
    members = [one for one in range(len(problem.member_ids)) if group in layer.seats.of(one)]
    for team in problem.base.units.tolist():
        there = [term for one in members for term in ends.get((one, team), [])]
        if team in layer.reach.get(group, ()):
            made.rows.append(([*there, (change, 1)], 1, _FREE))
        else:
            made.rows += [([term, (change, -1)], -_FREE, 0) for term in there]
    return change


def _people(problem: Problem, made: Arcs) -> Terms:
    """A column for each cell and each pair of places, and who differs."""
    (layer,), moved = problem.groups, []
    bits = {
        name: sum(1 << n for n, demand in enumerate(problem.demands) if demand.layer == name)
        for name in (problem.base.name, layer.name)
    }
    for number in range(len(problem.cells)):
        cell = problem.cells.cell(number)
        home, old = cell.seats
        homes = problem.base.beside(home) if cell.goes[0] else (home,)
        groups = layer.beside(old) if cell.goes[1] else (old,)
        total: Terms = []
        for team, group in product(homes, groups):
            column = made.column(cell.size)
            total.append((column, 1))
            moved += [(column, 1)] if (team, group) != (home, old) else []
            if group != old:
                made.enters.setdefault(group, []).append((column, cell.size))
                made.enters.setdefault(old, []).append((column, cell.size))
            for unit in {team, group} - {-1}:
                made.seated.setdefault(unit, []).append((column, 1))
            made.inside.setdefault((group, team), []).append((column, 1))
            for unit, mine in ((team, bits[problem.base.name]), (group, bits[layer.name])):
                counts = cell.belonging & cell.willing & mine
                for demand in [n for n in range(len(problem.demands)) if counts >> n & 1]:
                    made.at.setdefault((demand, unit), []).append((column, 1))
        made.rows.append((total, cell.size, cell.size))
    return moved


def _group(problem: Problem, made: Arcs, group: int, unmet: Terms) -> Terms:
    """Whether a group changes, and in how many teams it is."""
    (layer,) = problem.groups
    change = made.column(1)
    made.rows += [
        ([(column, 1), (change, -size)], -_FREE, 0) for column, size in made.enters.get(group, [])
    ]
    present: Terms = []
    for team in sorted(team for mine, team in made.inside if mine == group):
        terms = made.inside[group, team]
        if team in layer.reach[group]:
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
    if layer.most_base_units is not None:
        over = made.column(layer.scatter(group))
        unmet.append((over, 1))
        made.rows.append(([*present, (over, -1)], -_FREE, layer.most_base_units))
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
        model.clear_hints()  # type: ignore[no-untyped-call]
        for column in columns:
            model.add_hint(column, solver.value(column))
    return values, True, time.process_time() - worked


def columns_of(made: Arcs) -> int:
    return int(np.count_nonzero(made.upper))
