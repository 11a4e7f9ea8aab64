"""What differs between two organisations, as a picture of it needs: who went from where to where,
and what became of units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from sanzu_graph.charts.reach import blank_by_layer
from sanzu_graph.model.canon import canonical_lines
from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import under_new_ids
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER, UNIT


@dataclass(frozen=True)
class Movement:
    """Somebody who is in another unit of a layer than before; no source: joined, no target: left."""

    member: str
    source: str | None
    target: str | None


@dataclass
class State:
    """A unit on one side of the picture; None stands where it does not exist there.

    Attributes
    ----------
    name, headcount : as shown
    leaders, duties : ids of leaders, and (duty, member id), in order
    blank : the layers that do not reach it
    """

    name: str
    headcount: int = 0
    leaders: list[str] = field(default_factory=list)
    duties: list[tuple[str, str]] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reorganisation:
    """What a picture of a reorganisation shows, layer by layer.

    Attributes
    ----------
    moves : layer → who moved in it
    before, after : unit id → its state, of the units that differ
    layer_of : unit id → its layer
    names : member id → name
    relations, attributes : how many relations came or went, how many members or units have other
        attributes
    blank : how many base units are blank before and after; None where nothing asks for that
    homes : member id → the name of their base unit before, else after
    homes_after : the same, after, else before
    arrived, gone : members who are in the organisation only after, or only before
    renamed : unit id → its name before and after, of those that have another name; where the name
        is the same, its id before and after
    """

    moves: dict[str, list[Movement]]
    before: dict[str, State]
    after: dict[str, State]
    layer_of: dict[str, str]
    names: dict[str, str]
    relations: int
    attributes: int
    blank: tuple[int, int] | None = None
    homes: dict[str, str] = field(default_factory=dict)
    homes_after: dict[str, str] = field(default_factory=dict)
    arrived: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    renamed: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def layers(self) -> list[str]:
        """The layers that something happened in."""
        return [layer for layer in self.moves if self.moves[layer] or self.units(layer)]

    def units(self, layer: str) -> list[str]:
        """The units of a layer that differ, those of before first."""
        return [
            unit
            for unit in dict.fromkeys([*self.before, *self.after])
            if self.layer_of[unit] == layer
        ]

    @property
    def people(self) -> int:
        """How many people are in another unit than before."""
        return len({move.member for moves in self.moves.values() for move in moves})


def reorganisation(
    before: Org, after: Org, policy: Policy, other_ids: Mapping[str, str] = MappingProxyType({})
) -> Reorganisation:
    """What differs between two organisations; the layers of the policy first, base layer in front.

    A unit that has another id afterwards (`other_ids`: old → new) is one, by the new id.
    """
    called = before.names(UNIT, np.arange(before.encoding.unit_count)).tolist()
    before = under_new_ids(before, other_ids)
    named = [policy.base, *(layer.name for layer in policy.groups)]
    layers = [
        name
        for name in dict.fromkeys([*named, *before.layers, *after.layers])
        if name in (*before.layers, *after.layers)
    ]
    moves = {layer: _moves(before, after, layer) for layer in layers}
    sides = [_Side(before, policy, called), _Side(after, policy)]
    renamed = _renamed(sides, other_ids)
    touched = {
        unit
        for movements in moves.values()
        for move in movements
        for unit in (move.source, move.target)
        if unit is not None
    }
    touched |= sides[0].differing(sides[1]) | renamed.keys()
    layer_of = sides[0].layer_of | sides[1].layer_of
    then, now = (side.states(touched) for side in sides)
    members = {move.member for movements in moves.values() for move in movements} | {
        *_people(then.values()),
        *_people(now.values()),
    }
    return Reorganisation(
        moves,
        then,
        now,
        {unit: layer_of[unit] for unit in touched},
        sides[0].names(members) | sides[1].names(members),
        _differing(before, after, "relations"),
        sum(_edited(before, after, table) for table in ("members", "units")),
        (len(sides[0].blank), len(sides[1].blank))
        if any(layer.per_base_unit is not None and layer.name in layers for layer in policy.groups)
        and policy.base in layers
        else None,
        _homes((before, after), policy.base, members),
        _homes((after, before), policy.base, members),
        frozenset(members - set(before.encoding.member_at)),
        frozenset(members - set(after.encoding.member_at)),
        renamed,
    )


def _renamed(sides: Sequence[_Side], other_ids: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Unit → what it was called and is called; see `Reorganisation`."""
    then, now = sides
    old_ids = {new: old for old, new in other_ids.items()}
    names = {
        unit: (then.called[then.position[unit]], now.called[place])
        for unit, place in now.position.items()
        if unit in then.position
    }
    return {
        unit: pair if pair[0] != pair[1] else (old_ids[unit], unit)
        for unit, pair in names.items()
        if pair[0] != pair[1] or unit in old_ids
    }


def _homes(orgs: tuple[Org, Org], base: str, members: set[str]) -> dict[str, str]:
    """The name of each member's base unit in one organisation, else in the other: the first one."""
    homes: dict[str, str] = {}
    for org in orgs:
        if base in org.layers:
            pairs, code = org.pairs(base), org.encoding
            names = org.names(UNIT, pairs.unit)
            for member, name in zip(code.members[pairs.member], names, strict=True):
                if member in members:
                    homes.setdefault(member, str(name))
    return homes


def _moves(before: Org, after: Org, layer: str) -> list[Movement]:
    """Who left which unit of a layer for which; several of one person are paired in the order of
    the ids.
    """
    then, now = (_memberships(org, layer) for org in (before, after))
    left, come = then[~then.isin(now)], now[~now.isin(then)]
    sources, targets = (dict(_grouped(index)) for index in (left, come))
    moves = []
    for member in sorted({*sources, *targets}):
        ends = sorted(sources.get(member, ())), sorted(targets.get(member, ()))
        for number in range(max(map(len, ends))):
            source, target = (end[number] if number < len(end) else None for end in ends)
            moves.append(Movement(member, source, target))
    return moves


def _memberships(org: Org, layer: str) -> pd.MultiIndex:
    if layer not in org.layers:
        return pd.MultiIndex.from_arrays([[], []])
    pairs, code = org.pairs(layer), org.encoding
    return pd.MultiIndex.from_arrays([code.members[pairs.member], code.units[pairs.unit]])


def _grouped(pairs: pd.MultiIndex) -> Iterator[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for member, unit in pairs:
        groups.setdefault(member, []).append(unit)
    yield from groups.items()


class _Side:
    """One of the two organisations, asked about its units; what these are called may be given."""

    def __init__(self, org: Org, policy: Policy, called: Sequence[str] | None = None) -> None:
        code = org.encoding
        names = org.names(UNIT, np.arange(code.unit_count)) if called is None else called
        self.called = [str(name) for name in names]
        self.org, self.position = org, {unit: place for place, unit in enumerate(code.units)}
        self.layer_of = {
            unit: code.layers[number]
            for unit, number in zip(code.units, code.unit_layer.tolist(), strict=True)
        }
        self.blank, self.leaders, self.duties = _blank(org, policy), _leaders(org), _duties(org)

    def differing(self, other: _Side) -> set[str]:
        """Units that are on one side only, or differ in leaders, duties, or in which layers reach
        them.
        """
        units = set(self.position) ^ set(other.position)
        units |= {unit for unit, _ in (self.leaders ^ other.leaders) | (self.duties ^ other.duties)}
        return units | {
            unit
            for unit in (*self.blank, *other.blank)
            if self.blank.get(unit) != other.blank.get(unit)
        }

    def states(self, units: Iterable[str]) -> dict[str, State]:
        """The units that this side has, in table order."""
        placed = sorted((self.position[unit], unit) for unit in units if unit in self.position)
        headcount = self.org.pairs().per_unit
        states = {
            unit: State(self.called[place], int(headcount[place]), blank=self.blank.get(unit, []))
            for place, unit in placed
        }
        for unit, member in sorted(self.leaders):
            if unit in states:
                states[unit].leaders.append(member)
        for unit, (duty, member) in sorted(self.duties):
            if unit in states:
                states[unit].duties.append((duty, member))
        return states

    def names(self, members: Iterable[str]) -> dict[str, str]:
        """The names of members, by id, of those this side has."""
        rows = np.flatnonzero(pd.Index(self.org.encoding.members, dtype=object).isin(list(members)))
        return dict(zip(self.org.encoding.members[rows], self.org.names(MEMBER, rows), strict=True))


def _leaders(org: Org) -> set[tuple[str, str]]:
    """Unit and leader."""
    led, code = org.pairs(role=LEADER), org.encoding
    return set(zip(code.units[led.unit], code.members[led.member], strict=True))


def _duties(org: Org) -> set[tuple[str, tuple[str, str]]]:
    """Unit, and what who does in it."""
    code = org.encoding
    duties = np.array([*code.duties, ""], dtype=object)[code.duty]
    return set(
        zip(
            code.units[code.duty_unit],
            zip(duties, code.members[code.duty_member], strict=True),
            strict=True,
        )
    )


def _blank(org: Org, policy: Policy) -> dict[str, list[str]]:
    """Base unit → the layers that do not reach it."""
    reasons: dict[str, list[str]] = {}
    groups = [layer.name for layer in policy.groups]
    for layer, units in blank_by_layer(org, policy, policy.base, groups).items():
        for unit in units:
            reasons.setdefault(unit, []).append(layer)
    return reasons


def _people(states: Iterable[State]) -> Iterator[str]:
    for state in states:
        yield from state.leaders
        yield from (member for _, member in state.duties)


def _differing(before: Org, after: Org, table: str) -> int:
    """How many rows of a table are on one side only."""
    then, now = (set(canonical_lines(org.table(table))[1:]) for org in (before, after))
    return len(then ^ now)


def _edited(before: Org, after: Org, table: str) -> int:
    """How many members or units of both sides have other attributes; other names of units are told
    by themselves.
    """
    told = ["name"] if table == "units" else []
    then, now = (
        org.table(table)
        .set_index("id", drop=False)
        .drop(columns=told, errors="ignore")
        .apply(canonical_column)
        for org in (before, after)
    )
    both, named = then.index.intersection(now.index), then.columns.union(now.columns)
    one, other = (
        frame.reindex(index=both, columns=named, fill_value="").astype("str")
        for frame in (then, now)
    )
    return int((one != other).any(axis=1).sum())
