"""`PartModel`: the columns and rows of one part, and what each column changes where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.demand_counts import DemandCount
from sanzu_graph.optimize.hubs import Hub, Step
from sanzu_graph.optimize.independent_parts import Part
from sanzu_graph.optimize.nesting import line_up
from sanzu_graph.optimize.persons import Person
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.seat_layers import BASE
from sanzu_graph.optimize.seats import NOWHERE
from sanzu_graph.optimize.truths import NO, TruthModel
from sanzu_graph.solving.sums import Sum, Terms, Variable, total


class PartModel(TruthModel):
    """A part's model in the making.

    Parameters
    ----------
    problem, part
        What is to be solved, and which part of it.
    followed
        Groups whose people the model follows unit by unit: the base units that they reach may
        break a bound.
    apart
        Cells whose people the model follows one by one: a plan showed that it matters.
    limits
        ``groups``, ``merges`` and goals by their names: the most of each in this part; None: any
        number.

    Attributes
    ----------
    cells : people who are alike
    singles, persons : (member, cell) of those told apart; member → how the model follows them
    steps, hubs : the columns of people who are alike; what tells a hub from others → the hub
    count : (demand, unit) → how columns change the count there
    sitting : unit → how columns change its headcount
    moved, moved_of : how many people are moved, in all; cell → how many of it
    uses, extra_price : lever → its uses; the caller's own prices
    posts : posts that differ
    changed, present : group → whether it changes; (group, base unit) → whether it is there
    short, over : (demand, unit) → how many people are missing there, or are too many
    scattered, distance : group → base units too many; how far its size is from the mean
    vacant, double : unit → leaders who are missing, or are too many
    stays_unmet, stays_missing : what no plan can change of the unmet, and of the missing
    stays_leader, new_leader : (unit, member) → whether this leader goes on, or is new
    new_leaders : unit → how many of the people who are alike are newly appointed
    attached : (``member``, member, duty, base unit) → whether the member takes the duty
    merge, follow : (unit that stays, unit that goes) → whether they merge; how many follow
    """

    def __init__(
        self,
        problem: Problem,
        part: Part,
        *,
        followed: frozenset[int] = frozenset(),
        apart: frozenset[int] = frozenset(),
        limits: Mapping[str, int | None] | None = None,
    ) -> None:
        super().__init__()
        self.problem, self.part, self.followed = problem, part, followed
        self.limits = dict(limits or {})
        self.units = frozenset(part.units)
        every = [problem.cells.cell(number) for number in part.cells]
        self.cells = [cell for cell in every if not cell.is_person and cell.number not in apart]
        self.singles = [
            (member, cell)
            for cell in every
            if cell.is_person or cell.number in apart
            for member in cell.people
        ]
        self.persons: dict[int, Person] = {}
        self.steps: list[Step] = []
        self.hubs: dict[Any, Hub] = {}
        self.count: defaultdict[tuple[int, int], Terms] = defaultdict(list)
        self.sitting: defaultdict[int, Terms] = defaultdict(list)
        self.moved: list[Sum] = []
        self.moved_of: dict[int, Sum] = {}
        self.uses: defaultdict[str, list[Sum]] = defaultdict(list)
        self.extra_price: list[Sum] = []
        self.posts: list[Sum] = []
        self.changed: dict[int, Variable] = {}
        self.present: dict[tuple[int, int], Sum] = {}
        self.short: dict[tuple[int, int], Variable] = {}
        self.over: dict[tuple[int, int], Variable] = {}
        self.scattered: dict[int, Variable] = {}
        self.distance: dict[int, Variable] = {}
        self.vacant: dict[int, Sum] = {}
        self.double: dict[int, Sum] = {}
        self.stays_unmet = 0
        self.stays_missing = 0
        self.stays_leader: dict[tuple[int, int], Sum] = {}
        self.new_leader: dict[tuple[int, int], Variable] = {}
        self.new_leaders: dict[int, Variable] = {}
        self.attached: dict[tuple[str, int, str, int], Variable] = {}
        self.merge: dict[tuple[int, int], Variable] = {}
        self.follow: dict[int, Variable] = {}
        self._filled: dict[int, frozenset[int] | None] = {}
        self._dissolved: dict[int, Sum] = {}
        self._above: dict[tuple[int, str], tuple[int, ...]] = {}
        self._below: dict[str, dict[int, list[int]]] = {}

    # -- who is where

    @cached_property
    def watched(self) -> int:
        """The bits of demands that bound somebody."""
        return sum(
            bool(demand.least or demand.most is not None) << number
            for number, demand in enumerate(self.problem.demands)
        )

    @cached_property
    def bits_in(self) -> list[int]:
        """Layer → the bits of the watched demands counted in its units."""
        return [
            sum(
                self.watched & 1 << number
                for number, demand in enumerate(self.problem.demands)
                if demand.layer == layer.name
            )
            for layer in self.problem.layers
        ]

    @cached_property
    def bits_joined(self) -> list[int]:
        """Layer → the bits of demands whose people must belong to it."""
        return [
            sum(
                1 << number
                for number, demand in enumerate(self.problem.demands)
                if demand.belongs == layer.name
            )
            for layer in self.problem.layers
        ]

    def before(self, cell: Cell) -> int:
        """The demands that people of a cell count for today."""
        return cell.belonging & cell.willing

    def after(self, cell: Cell, joined: Sequence[int] = ()) -> int:
        """Those that they count for once they have joined some layers."""
        belonging = cell.belonging
        for layer in joined:
            belonging |= self.bits_joined[layer]
        return belonging & cell.willing

    def above(self, unit: int, demand: DemandCount) -> tuple[int, ...]:
        """The units of a demand in which a seat in a unit counts."""
        return self.problem_above(unit, demand.layer) if demand.rollup else (unit,)

    def problem_above(self, unit: int, layer: str) -> tuple[int, ...]:
        """A unit and those above it, as far as they are of a layer."""
        if (unit, layer) not in self._above:
            number = next(other.number for other in self.problem.layers if other.name == layer)
            line = line_up(self.problem.parents, unit)
            self._above[unit, layer] = tuple(
                above for above in line if self.problem.layer_of.get(above) == number
            )
        return self._above[unit, layer]

    def counts(self, column: Variable, sign: int, bits: int, unit: int) -> None:
        """Note that a column adds people to a unit who count for some demands, or takes them away."""
        for number, demand in enumerate(self.problem.demands):
            if bits >> number & 1:
                for place in self.above(unit, demand):
                    self.count[number, place].append((int(column), sign))

    def sits(self, column: Variable, sign: int, unit: int) -> None:
        """Note that a column adds people to a unit, or takes them away."""
        self.sitting[unit].append((int(column), sign))

    # -- cells by place

    @cached_property
    def cells_in(self) -> dict[int, list[Cell]]:
        """Unit → the cells of people who are alike."""
        cells: dict[int, list[Cell]] = {}
        for cell in self.cells:
            for unit in cell.seats:
                if unit != NOWHERE:
                    cells.setdefault(unit, []).append(cell)
        return cells

    @cached_property
    def persons_in(self) -> dict[int, list[Person]]:
        """Unit → those told apart who sit there today, or may in the end."""
        persons: dict[int, list[Person]] = {}
        for person in self.persons.values():
            for unit in person.inside:
                persons.setdefault(unit, []).append(person)
        return persons

    @cached_property
    def cell_of(self) -> dict[int, Cell]:
        """Member → the cell, of people who are alike."""
        return {person: cell for cell in self.cells for person in cell.people}

    @cached_property
    def steps_of(self) -> dict[int, list[Step]]:
        """Cell number → its columns; complete once the people's columns are there."""
        steps: dict[int, list[Step]] = {}
        for step in self.steps:
            steps.setdefault(step.cell.number, []).append(step)
        return steps

    def leaving(self, cell: Cell, layer: int) -> Sum:
        """How many of a cell leave their unit of a layer."""
        columns = [step.column for step in self.steps_of.get(cell.number, []) if step.leaves(layer)]
        return total(columns)

    @cached_property
    def layer_of(self) -> dict[int, int]:
        """Unit of the part → the number of its layer."""
        return {unit: self.problem.layer_of[unit] for unit in self.part.units}

    @cached_property
    def units_of(self) -> list[list[int]]:
        """Layer → its units in the part."""
        units: list[list[int]] = [[] for _ in self.problem.layers]
        for unit in self.part.units:
            units[self.problem.layer_of[unit]].append(unit)
        return units

    @property
    def base_units(self) -> list[int]:
        """The base units of the part."""
        return self.units_of[BASE]

    def reach(self, group: int) -> frozenset[int]:
        """The base units that a group reaches today."""
        return self.problem.layers[self.layer_of[group]].reach.get(group, frozenset())

    def may_reach(self, group: int, unit: int) -> bool:
        """Whether a followed group may come to a base unit.

        It may not where people who stay fill all the units that it may reach.
        """
        if group not in self._filled:
            layer = self.problem.layers[self.layer_of[group]]
            staying = {
                cell.seats[BASE]
                for cell in self.cells_in.get(group, [])
                if not (cell.goes[BASE] or cell.goes[layer.number]) and cell.seats[BASE] >= 0
            }
            most = layer.most_base_units
            is_full = (
                most is not None
                and len(staying) >= most + layer.scatter(group)
                and not self.problem.merges
            )
            self._filled[group] = frozenset(staying) if is_full else None
        filled = self._filled[group]
        return filled is None or unit in filled

    @cached_property
    def hubs_to(self) -> dict[int, list[tuple[Hub, Variable]]]:
        """Unit → the hubs by which people come, with the column.

        It is complete once the people's columns are there.
        """
        hubs: dict[int, list[tuple[Hub, Variable]]] = {}
        for hub in self.hubs.values():
            for unit, column in hub.exits.items():
                hubs.setdefault(unit, []).append((hub, column))
        return hubs

    @cached_property
    def arrivals(self) -> dict[int, dict[int, list[tuple[Hub, Variable]]]]:
        """Group → base unit → the hubs by which its people arrive there, with the column.

        It is complete once the people's columns are there.
        """
        arrivals: dict[int, dict[int, list[tuple[Hub, Variable]]]] = {}
        for hub in self.hubs.values():
            for _, group in hub.inside:
                for unit, column in hub.exits.items():
                    arrivals.setdefault(group, {}).setdefault(unit, []).append((hub, column))
        return arrivals

    @cached_property
    def direct_entries(self) -> dict[int, list[Step]]:
        """Followed group → the columns of people who enter it."""
        steps: dict[int, list[Step]] = {}
        for step in self.steps:
            for group in step.enters.values():
                if isinstance(group, int):
                    steps.setdefault(group, []).append(step)
        return steps

    # -- how many are where

    def people(self, unit: int) -> Sum:
        """How many sit in a unit in the end, mergers apart."""
        alike = sum(cell.size for cell in self.cells_in.get(unit, []))
        seats = [person.inside[unit] for person in self.persons_in.get(unit, [])]
        return sum(seats, Sum(self.sitting.get(unit, []), alike))

    def below(self, unit: int, demand: DemandCount) -> list[int]:
        """The units whose seats count in a unit."""
        if not demand.rollup:
            return [unit]
        known = self._below
        if demand.layer not in known:
            below: dict[int, list[int]] = {}
            for seat in {*self.persons_in, *self.cells_in, *self.units}:
                for place in self.problem_above(seat, demand.layer):
                    below.setdefault(place, []).append(seat)
            known[demand.layer] = below
        return known[demand.layer].get(unit, [])

    def cells_counting(self, number: int, unit: int) -> list[Cell]:
        """The cells of people alike who may count for a demand in a unit."""
        cells = {
            cell.number: cell
            for place in self.below(unit, self.problem.demands[number])
            for cell in self.cells_in.get(place, [])
        }
        return list(cells.values())

    # -- merges

    def dissolved(self, unit: int) -> Sum:
        """Whether a base unit is merged into another."""
        if unit not in self._dissolved:
            self._dissolved[unit] = total(
                column for (_, gone), column in self.merge.items() if gone == unit
            )
        return self._dissolved[unit]

    def merged(self, unit: int) -> Sum:
        """Whether a base unit takes part in a merge."""
        return total(column for pair, column in self.merge.items() if unit in pair)

    def into(self, unit: int) -> list[tuple[int, Variable]]:
        """The base units that may be merged into one, with the columns."""
        return self._by_kept.get(unit, [])

    @cached_property
    def _by_kept(self) -> dict[int, list[tuple[int, Variable]]]:
        dissolved: dict[int, list[tuple[int, Variable]]] = {}
        for (kept, gone), column in self.merge.items():
            dissolved.setdefault(kept, []).append((gone, column))
        return dissolved

    @property
    def merges_nested(self) -> bool:
        """Whether units may be merged that count together with units above or below them."""
        return bool(self.merge and self.problem.nested)

    def at_end(self, person: Person, unit: int) -> Sum:
        """Whether somebody told apart sits in a unit in the end, all mergers made."""
        inside = person.inside.get(unit, Sum([], NO))
        if not self.merge:
            return inside
        stays = self.both(inside, 1 - self.dissolved(unit))
        follows = [
            self.both(person.inside[gone], column + 0)
            for gone, column in self.into(unit)
            if gone in person.inside
        ]
        return self.either(stays, *follows)
