"""Reading a difference as changes of who is in what, with whom, and with which duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.duties import AssignDuty, RevokeDuty
from sanzu_graph.changes.manager_lines import ChangeManager
from sanzu_graph.changes.memberships import EditMembership, JoinUnit, LeaveUnit, MoveMember
from sanzu_graph.changes.mentors import PairMentor, UnpairMentor
from sanzu_graph.changes.roles import AppointLeader, AssignRole, RelieveLeader
from sanzu_graph.scenarios.remainder import Cells, Remainder, RowText, differing
from sanzu_graph.schema import LEADER, LINES, PLAIN

#: Somebody with more rows to change than this is not puzzled over: every order of every two units
#: would be tried.
_MOST = 12
_TABLE = "memberships"


@dataclass
class _Case:
    """The rows of one member that are still to be changed."""

    member: str
    going: dict[int, Cells] = field(default_factory=dict)
    coming: dict[RowText, Cells] = field(default_factory=dict)

    @property
    def gone(self) -> list[Cells]:
        """The rows that go."""
        return list(self.going.values())

    @property
    def come(self) -> list[Cells]:
        """The rows that come."""
        return list(self.coming.values())

    def note(self, rest: Remainder) -> None:
        """Forget the rows that were accounted for meanwhile."""
        self.going = {place: row for place, row in self.going.items() if place in rest.gone[_TABLE]}
        self.coming = {
            row_text: row for row_text, row in self.coming.items() if row_text in rest.come[_TABLE]
        }

    def days(self, *, dated: bool) -> list[Any]:
        """The days on which something may have happened; None where the table has no dates."""
        rows = [*self.gone, *self.come]
        return (
            sorted({row[name] for row in rows for name in ("since", "until") if name in row})
            if dated
            else [None]
        )

    def units(self) -> list[str]:
        """The units concerned, those that are left first."""
        return list(dict.fromkeys(row["unit"] for row in [*self.gone, *self.come]))

    def ways(self, *, dated: bool) -> Iterator[tuple[str, str]]:
        """From which unit to which other one the member may have gone."""
        left, joined = ({row["unit"]: None for row in rows} for rows in (self.gone, self.come))
        yield from (
            permutations(self.units(), 2)
            if dated
            else ((source, target) for source in left for target in joined if source != target)
        )


def read_memberships(rest: Remainder) -> None:
    """Moves, appointments, roles, who joined and who left; each only if it does nothing else."""
    dated, layer_of = rest.is_dated("memberships"), _layers(rest)
    for reading in (_new_leaders, _moves, _roles, _leavers, _joiners, _corrections):
        for case in _cases(rest):
            for changes in (
                reading(case, layer_of, dated=dated)
                if len(case.gone) + len(case.come) <= _MOST
                else ()
            ):
                if rest.take(*changes):
                    case.note(rest)
                    if not case.gone and not case.come:
                        break


def read_pairs_and_duties(rest: Remainder) -> None:
    """Managers, mentors and other relations, duties."""
    for row, on in _dated_rows(rest, "relations", ended=False):
        if row["kind"] in LINES:
            rest.take(ChangeManager(row["source"], row["target"], kind=row["kind"], on=on))
    for row, on in _dated_rows(rest, "relations", ended=True):
        if row["kind"] in LINES:
            rest.take(ChangeManager(row["source"], None, kind=row["kind"], on=on))
    for kind, ended in ((UnpairMentor, True), (PairMentor, False)):
        for row, on in _dated_rows(rest, "relations", ended=ended):
            rest.take(kind(row["source"], row["target"], kind=row["kind"], on=on))
    for what, ended in ((RevokeDuty, True), (AssignDuty, False)):
        for row, on in _dated_rows(rest, "duties", ended=ended):
            rest.take(what(row["member"], row["unit"], row["duty"], on=on))


Readings = Iterator[tuple[Change, ...]]


def _new_leaders(case: _Case, layer_of: dict[str, str], *, dated: bool) -> Readings:
    member = case.member
    for on in case.days(dated=dated):
        for row in [row for row in case.come if row.get("role") == LEADER]:
            unit = row["unit"]
            sources = [
                source
                for source, target in case.ways(dated=dated)
                if target == unit and layer_of.get(source) == layer_of.get(unit)
            ]
            for joint in (False, True):
                appointed = AppointLeader(member, unit, joint=joint, on=on)
                for source in sources:
                    yield (MoveMember(member, source, unit, keep_role=True, on=on),)
                    yield MoveMember(member, source, unit, on=on), appointed
                yield (appointed,)


def _moves(case: _Case, layer_of: dict[str, str], *, dated: bool) -> Readings:
    member = case.member
    for on in case.days(dated=dated):
        for source, target in case.ways(dated=dated):
            if layer_of.get(source) != layer_of.get(target):
                continue
            move = MoveMember(member, source, target, on=on)
            yield (move,)
            yield (MoveMember(member, source, target, keep_role=True, on=on),)
            for row in case.come:
                if row["unit"] == target:
                    role = row.get("role", PLAIN)
                    if role != PLAIN:
                        yield move, AssignRole(member, target, role, title=row.get("title"), on=on)
                    yield move, EditMembership(member, target, _own(row), on=on)


def _roles(case: _Case, layer_of: dict[str, str], *, dated: bool) -> Readings:  # noqa: ARG001 - all readings are asked alike
    member = case.member
    for on in case.days(dated=dated):
        for before in case.gone:
            for row in [row for row in case.come if row["unit"] == before["unit"]]:
                unit, role = row["unit"], row.get("role", PLAIN)
                if role == PLAIN and before.get("role") == LEADER:
                    yield (RelieveLeader(member, unit, on=on),)
                if role != before.get("role", PLAIN):
                    yield (AssignRole(member, unit, role, title=row.get("title"), on=on),)
                values = differing(_own(before), _own(row))
                if values:
                    yield (EditMembership(member, unit, values, on=on),)


def _leavers(case: _Case, layer_of: dict[str, str], *, dated: bool) -> Readings:  # noqa: ARG001 - all readings are asked alike
    for unit in dict.fromkeys(row["unit"] for row in case.gone):
        for on in _ends(
            [row for row in case.gone if row["unit"] == unit],
            [row for row in case.come if row["unit"] == unit],
            dated=dated,
        ):
            yield (LeaveUnit(case.member, unit, on=on),)


def _joiners(case: _Case, layer_of: dict[str, str], *, dated: bool) -> Readings:  # noqa: ARG001 - all readings are asked alike
    for row in case.come:
        on = row.get("since") if dated else None
        if dated and on is None:
            continue
        joined = JoinUnit(
            case.member, row["unit"], role=row.get("role", PLAIN), title=row.get("title"), on=on
        )
        yield (joined,)
        more = {
            name: cell
            for name, cell in row.items()
            if name not in ("member", "unit", "role", "title", "since")
        }
        if more:
            yield joined, EditMembership(case.member, row["unit"], more, on=on)


def _corrections(case: _Case, layer_of: dict[str, str], *, dated: bool) -> Readings:  # noqa: ARG001 - all readings are asked alike
    for before in case.gone if dated else ():
        for row in [row for row in case.come if row["unit"] == before["unit"]]:
            if "since" in before and differing(before, row):
                yield (
                    EditMembership(
                        case.member, row["unit"], differing(before, row), on=before["since"]
                    ),
                )


def _own(row: Cells) -> Cells:
    """What a membership says besides who, what and when."""
    return {
        name: cell for name, cell in row.items() if name not in ("member", "unit", "since", "until")
    }


def _cases(rest: Remainder) -> list[_Case]:
    cases: dict[str, _Case] = {}
    for place, row in rest.gone.get(_TABLE, {}).items():
        cases.setdefault(row["member"], _Case(row["member"])).going[place] = row
    for row_text, row in rest.come.get(_TABLE, {}).items():
        cases.setdefault(row["member"], _Case(row["member"])).coming[row_text] = row
    return list(cases.values())


def _layers(rest: Remainder) -> dict[str, str]:
    units = {
        row["unit"]
        for rows in (rest.gone_rows("memberships"), rest.come_rows("memberships"))
        for row in rows
    }
    code, layers = rest.current.encoding, {}
    for unit in units:
        for row in rest.current.lookup.rows("units", {"id": unit}):
            layers[unit] = code.layers[code.unit_layer[row]]
    return layers


def _dated_rows(rest: Remainder, table: str, *, ended: bool) -> Iterator[tuple[Cells, Any]]:
    """Rows that went (or were ended) or came, with the days on which that may have happened."""
    dated = rest.is_dated(table)
    come: dict[tuple[Any, ...], list[Cells]] = defaultdict(list)
    for row in rest.come_rows(table):
        come[_ids(row)].append(row)
    for row in rest.gone_rows(table) if ended else rest.come_rows(table):
        for on in (
            _ends([row], come[_ids(row)], dated=dated)
            if ended
            else [row.get("since")]
            if dated
            else [None]
        ):
            if on is not None or not dated:
                yield row, on


def _ends(gone: list[Cells], come: list[Cells], *, dated: bool) -> list[Any]:
    """The days on which rows may have ended: on that until which they hold now, or, if none does,
    when they had just begun. A row whose own end is known did not end when it began: it goes.
    """
    if not dated:
        return [None]
    ends = [row["until"] for row in come if "until" in row]
    begun = [row["since"] for row in gone if "since" in row and "until" not in row]
    return sorted(set(ends or begun))


def _ids(row: Cells) -> tuple[Any, ...]:
    return tuple(
        row[name] for name in ("source", "target", "kind", "member", "unit", "duty") if name in row
    )
