"""`Book`: the columns and rows of one part's model, and a ledger of what each column changes where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.optimize.asking import IMBALANCE
from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.hubs import Hub, Step
from sanzu_graph.optimize.parts import Part
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.sums import Terms


class Book(Model):
    """A model in the making."""

    def __init__(
        self,
        problem: Problem,
        part: Part,
        *,
        followed: frozenset[int] = frozenset(),
        watched_sites: frozenset[tuple[int, int]] = frozenset(),
        limits: Mapping[str, int | None] | None = None,
    ) -> None:
        super().__init__()
        self.problem, self.part = problem, part
        self.limits = dict(limits or {})
        #: (Layer, key) where the model must know in which base unit each leader works.
        self.watched_sites = watched_sites
        self.units = frozenset(part.units)
        #: Groups whose arrivals the model follows unit by unit.
        self.followed = followed
        self.cells: list[Cell] = [problem.cells.cell(number) for number in part.cells]
        self.steps: list[Step] = []
        self.home_hubs: dict[object, Hub] = {}
        self.group_hubs: dict[object, Hub] = {}
        #: (tally, unit) → what changes its count; people who count by a duty apart, with who it is.
        self.count: defaultdict[tuple[int, int], Terms] = defaultdict(list)
        self.held: defaultdict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
        self.moved: defaultdict[int, Terms] = defaultdict(list)
        self.uses: defaultdict[str, Terms] = defaultdict(list)
        self.changed: dict[int, int] = {}
        #: Kind of demand → what stays unmet whatever is done.
        self.stays_unmet: Counter[str] = Counter()
        self.short: dict[tuple[int, int], int] = {}
        self.over: dict[tuple[int, int], int] = {}
        self.scattered: dict[int, int] = {}
        self.present: dict[tuple[int, int], int] = {}
        self.appointed: dict[int, int] = {}
        self.appointed_one: dict[tuple[int, int], int] = {}
        self.sits: dict[tuple[int, int], int] = {}
        self.surplus: dict[int, int] = {}
        self.regime: dict[int, int] = {}
        self.liaison: dict[tuple[int, int], int] = {}
        self.merge: dict[tuple[int, int], int] = {}
        #: Base unit → whether it goes, and whether it takes part in a merge.
        self.dissolved: defaultdict[int, Terms] = defaultdict(list)
        self.merged: defaultdict[int, Terms] = defaultdict(list)
        self.follow: dict[int, int] = {}
        self.distance: dict[int, int] = {}
        #: Group → base unit → whether its newly appointed leader works there, where that matters.
        self.workplaces: dict[int, dict[int, int]] = {}
        self.taken_along: dict[tuple[int, tuple[int, int]], int] = {}
        self._filled: dict[int, frozenset[int] | None] = {}
        self.arrivals_of: dict[int, dict[int, list[tuple[Hub, int]]]] = {}

    def column(self, upper: int = 1, start: int = 0, name: object = None) -> int:  # type: ignore[override]
        """A whole variable from 0 to `upper`, by its number; sums here are lists of terms."""
        return super().column(upper, start, name).number

    # -- who is where

    @cached_property
    def watched(self) -> int:
        """The bits of tallies that bound somebody, or that a goal or rule looks at."""
        problem, bits = self.problem, 0
        for number, tally in enumerate(problem.tallies):
            is_size = tally.name.endswith(".size")
            asked = tally.least or tally.most is not None
            asked = asked or (
                is_size and problem.ask.keep_headcounts and tally.layer == problem.policy.base
            )
            asked = asked or (
                is_size and IMBALANCE in problem.ask.goals and tally.layer != problem.policy.base
            )
            bits |= bool(asked) << number
        return bits

    @cached_property
    def bits_of(self) -> dict[str, int]:
        """Layer → the bits of the watched tallies counted in its units."""
        found: dict[str, int] = {}
        for number, tally in enumerate(self.problem.tallies):
            found[tally.layer] = found.get(tally.layer, 0) | (self.watched & 1 << number)
        return found

    @cached_property
    def bits_joined(self) -> list[int]:
        """Per group layer, the bits of tallies whose people must belong to it."""
        tallies = self.problem.tallies
        return [
            sum(1 << n for n, tally in enumerate(tallies) if tally.belongs == layer.name)
            for layer in self.problem.layers
        ]

    def before(self, cell: Cell) -> int:
        """The tallies that people of a cell count in today."""
        return cell.belonging & cell.willing

    def after(self, cell: Cell, joined: Iterable[int] = (), admitted: int = -1) -> int:
        """Those that they count in once they have joined some layers, or are admitted to one."""
        belonging = cell.belonging
        for layer in joined:
            belonging |= self.bits_joined[layer]
        return belonging & (cell.willing if admitted < 0 else cell.admitted[admitted])

    def base_bits(self, bits: int) -> int:
        """Those of some tallies that are counted in base units."""
        return bits & self.bits_of.get(self.problem.policy.base, 0)

    def layer_bits(self, bits: int, layer: int) -> int:
        """Those of some tallies that are counted in the groups of a layer."""
        return bits & self.bits_of.get(self.problem.layers[layer].name, 0)

    def counts(self, column: int, sign: int, bits: int, unit: int, name: int = -1) -> None:
        """Note that a column adds people (or takes them away) who count in some tallies in a unit;
        `name`: who it is.
        """
        number = 0
        while bits:
            if bits & 1:
                for place in self.problem.tallies[number].above.get(unit, (unit,)):
                    if name >= 0:
                        self.held[number, place].append((column, sign, name))
                    else:
                        self.count[number, place].append((column, sign))
            bits >>= 1
            number += 1

    def tallied(self, number: int, units: Sequence[int]) -> tuple[Terms, int]:
        """A tally over one base unit or group, or over two that are merged: what changes it, and
        how it stands today.
        """
        tally = self.problem.tallies[number]
        terms: Terms = []
        for unit in units:
            terms += self.count.get((number, unit), [])
            for column, sign, name in self.held.get((number, unit), []):
                if not any(name in tally.holders.get(other, ()) for other in units):
                    terms.append((column, sign))
        today = sum(int(tally.today[unit]) for unit in units)
        if len(units) > 1 and tally.holders:
            today -= _twice(self.problem, number, units)
        return terms, today

    # -- cells by place

    @cached_property
    def cells_in(self) -> dict[int, list[Cell]]:
        """Group → its cells."""
        found: dict[int, list[Cell]] = {}
        for cell in self.cells:
            for groups in cell.groups:
                for group in groups:
                    found.setdefault(group, []).append(cell)
        return found

    @cached_property
    def cell_of(self) -> dict[int, Cell]:
        """Member → the cell."""
        return {person: cell for cell in self.cells for person in cell.people}

    @cached_property
    def cells_at(self) -> dict[int, list[Cell]]:
        """Base unit → its cells."""
        found: dict[int, list[Cell]] = {}
        for cell in self.cells:
            for unit in cell.homes:
                found.setdefault(unit, []).append(cell)
        return found

    @cached_property
    def steps_of(self) -> dict[int, list[Step]]:
        """Cell number → its columns; complete once the people's columns are there."""
        found: dict[int, list[Step]] = {}
        for step in self.steps:
            found.setdefault(step.cell.number, []).append(step)
        return found

    def leaving(self, cell: Cell, layer: int) -> Terms:
        """How many of a cell leave their group of a layer."""
        return [
            (step.column, 1)
            for step in self.steps_of.get(cell.number, [])
            if step.leaves == layer or (step.tags[layer][0] == "enter" and cell.group(layer) >= 0)
        ]

    def moving(self, cell: Cell) -> Terms:
        """How many of a cell change home."""
        return [
            (step.column, 1) for step in self.steps_of.get(cell.number, []) if step.hub is not None
        ]

    @cached_property
    def base_units(self) -> list[int]:
        """The base units of the part."""
        base = set(self.problem.base.tolist())
        return [unit for unit in self.part.units if unit in base]

    @cached_property
    def groups(self) -> list[list[int]]:
        """Per group layer, the groups of the part."""
        return [
            [unit for unit in layer.units.tolist() if unit in self.units]
            for layer in self.problem.layers
        ]

    @cached_property
    def layer_of(self) -> dict[int, int]:
        """Group → the number of its layer."""
        return {group: number for number, groups in enumerate(self.groups) for group in groups}

    def reach(self, group: int) -> frozenset[int]:
        """The base units that a group reaches today."""
        return self.problem.layers[self.layer_of[group]].reach.today.get(group, frozenset())

    def may_reach(self, group: int, unit: int) -> bool:
        """Whether a followed group may come to a base unit: not where people who stay fill all that
        it may reach.
        """
        if group not in self._filled:
            layer = self.layer_of[group]
            reach = self.problem.layers[layer].reach
            staying = {
                home
                for cell in self.cells_in.get(group, [])
                if not (cell.moves or cell.leaves[layer])
                for home in cell.homes
            }
            is_full = (
                reach.most is not None
                and len(staying) >= reach.most + reach.over(group)
                and not self.problem.merges
            )
            self._filled[group] = frozenset(staying) if is_full else None
        filled = self._filled[group]
        return filled is None or unit in filled

    @cached_property
    def exits_at(self) -> dict[int, list[tuple[Hub, int]]]:
        """Base unit → the hubs by which people come, with the column; complete once the people's
        columns are there.
        """
        found: dict[int, list[tuple[Hub, int]]] = {}
        for hub in self.home_hubs.values():
            for unit, column in hub.exits.items():
                found.setdefault(unit, []).append((hub, column))
        return found

    @cached_property
    def entries(self) -> dict[int, list[tuple[Hub, int]]]:
        """Group → the hubs by which people come, with the column."""
        found: dict[int, list[tuple[Hub, int]]] = {}
        for hub in self.group_hubs.values():
            for unit, column in hub.exits.items():
                found.setdefault(unit, []).append((hub, column))
        return found

    @cached_property
    def direct_entries(self) -> dict[int, list[Step]]:
        """Followed group → the columns of people who enter it."""
        found: dict[int, list[Step]] = {}
        for step in self.steps:
            for group in step.enters.values():
                if isinstance(group, int):
                    found.setdefault(group, []).append(step)
        return found

    def upper_array(self) -> NDArray[np.float64]:
        """The columns' upper bounds."""
        return np.array(self.upper, dtype=np.float64)


def _twice(problem: Problem, number: int, units: Sequence[int]) -> int:
    """How many people count in both of two units today, by duty or by work."""
    tally, home = problem.tallies[number], problem.people.home
    one, other = units
    by_duty = tally.holders.get(one, frozenset()) | tally.holders.get(other, frozenset())

    def counts_in(member: int, unit: int) -> bool:
        works = (
            unit in home.of(member)
            and bool(tally.belonging[member])
            and bool(tally.willing[member])
        )
        return works or member in tally.holders.get(unit, ())

    return sum(counts_in(member, one) and counts_in(member, other) for member in by_duty)
