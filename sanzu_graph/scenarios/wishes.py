"""Whether what a change wants is so already, whoever brought it about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import Day, in_force
from sanzu_graph.changes.duties import AssignDuty, RevokeDuty
from sanzu_graph.changes.manager_lines import STAY, ChangeManager, managed
from sanzu_graph.changes.members import AddMember, EditMember, RemoveMember
from sanzu_graph.changes.memberships import EditMembership, JoinUnit, LeaveUnit, MoveMember
from sanzu_graph.changes.mentors import PairMentor, UnpairMentor
from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.roles import AppointLeader, AssignRole, RelieveLeader
from sanzu_graph.changes.row_changes import AddRow, RemoveRow
from sanzu_graph.changes.splitting import SplitUnit
from sanzu_graph.changes.units import CloseUnit, CreateUnit, EditUnit
from sanzu_graph.model.cleaning import clean_cell
from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import LEADER, columns


def is_fulfilled(change: Change, draft: Draft) -> bool:
    """Whether the state that a change wants holds on a draft, on the day on which the change would
    take effect.

    Examples
    --------
    >>> from sanzu_graph import MoveMember, Org
    >>> org = Org({"id": ["M1"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["M1"], "unit": ["T2"]})
    >>> is_fulfilled(MoveMember("M1", "T1", "T2"), Draft(org)), is_fulfilled(MoveMember("M1", "T2", "T1"), Draft(org))
    (True, False)
    """
    return _WISHES[type(change)](change, draft)


def _moved(change: MoveMember, draft: Draft) -> bool:
    return _is_in(draft, change, change.member, change.target) and not _is_in(
        draft, change, change.member, change.source
    )


def _joined(change: JoinUnit, draft: Draft) -> bool:
    cells = {"role": change.role, **({} if change.title is None else {"title": change.title})}
    return _is_in(draft, change, change.member, change.unit, **cells)


def _left(change: LeaveUnit, draft: Draft) -> bool:
    return not _is_in(draft, change, change.member, change.unit)


def _has_role(change: AssignRole, draft: Draft) -> bool:
    cells = {"role": change.role, **({} if change.title is None else {"title": change.title})}
    keys = _memberships(draft, change, change.member, change.unit)
    return bool(keys) and all(_holds(draft, "memberships", key, cells) for key in keys)


def _leads(change: AppointLeader, draft: Draft) -> bool:
    leaders = _leaders(draft, change, change.unit)
    return change.member in leaders and (change.joint or len(leaders) == 1)


def _leads_not(change: RelieveLeader, draft: Draft) -> bool:
    return change.member not in _leaders(draft, change, change.unit)


def _paired(change: PairMentor, draft: Draft) -> bool:
    return bool(_relations(draft, change))


def _unpaired(change: UnpairMentor, draft: Draft) -> bool:
    return not _relations(draft, change)


def _reports(change: ChangeManager, draft: Draft) -> bool:
    day = _day(draft, change, "relations")
    managers = set(managed(draft, change.kind, day, source=change.member).values())
    left = in_force(draft, "relations", day, target=change.member, kind=change.kind)
    return managers == {change.manager} - {None} and not (change.reports == STAY and left)


def _has_duty(change: AssignDuty, draft: Draft) -> bool:
    return bool(_duties(draft, change))


def _has_no_duty(change: RevokeDuty, draft: Draft) -> bool:
    return not _duties(draft, change)


def _is_there(change: AddMember | CreateUnit, draft: Draft) -> bool:
    table, cells = (
        ("members", {"id": change.member})
        if isinstance(change, AddMember)
        else ("units", {"id": change.unit})
    )
    more = {} if isinstance(change, AddMember) else {"layer": change.layer, "parent": change.parent}
    return any(
        _holds(draft, table, key, {**more, **change.attributes}) for key in draft.find(table, cells)
    )


def _is_gone(change: RemoveMember | CloseUnit, draft: Draft) -> bool:
    table, id_ = (
        ("members", change.member) if isinstance(change, RemoveMember) else ("units", change.unit)
    )
    return not _standing(draft, change, table, id_)


def _is_edited(change: EditMember | EditUnit, draft: Draft) -> bool:
    table, id_ = (
        ("members", change.member) if isinstance(change, EditMember) else ("units", change.unit)
    )
    return any(_holds(draft, table, key, change.values) for key in draft.find(table, id=id_))


def _membership_is_edited(change: EditMembership, draft: Draft) -> bool:
    keys = _memberships(draft, change, change.member, change.unit)
    return bool(keys) and all(_holds(draft, "memberships", key, change.values) for key in keys)


def _merged(change: MergeUnits, draft: Draft) -> bool:
    """The unit is no more, the other is; who was in it, nobody knows any longer."""
    there, gone = (
        _standing(draft, change, "units", change.into),
        not _standing(draft, change, "units", change.unit),
    )
    return (
        there
        and gone
        and (change.leader is None or _leaders(draft, change, change.into) == {change.leader})
    )


def _is_split(change: SplitUnit, draft: Draft) -> bool:
    if not _standing(draft, change, "units", change.new):
        return False
    moved = all(
        _is_in(draft, change, member, change.new) and not _is_in(draft, change, member, change.unit)
        for member in change.members
    )
    below = all(draft.find("units", id=child, parent=change.new) for child in change.children)
    return (
        moved
        and below
        and (change.leader is None or _leaders(draft, change, change.new) == {change.leader})
    )


def _row_is_there(change: AddRow, draft: Draft) -> bool:
    return change.table in draft.org.tables() and bool(
        _same_rows(draft, change.table, change.values)
    )


def _row_is_gone(change: RemoveRow, draft: Draft) -> bool:
    """The row is not there, nor one of the same ids, which would be the row edited by somebody."""
    ids = {
        name: cell
        for name, cell in change.values.items()
        if name == "id" or _names_somebody(change.table, name)
    }
    return not draft.find(change.table, ids or change.values)


_WISHES: Mapping[type[Change], Callable[[Any, Draft], bool]] = {
    MoveMember: _moved,
    JoinUnit: _joined,
    LeaveUnit: _left,
    AssignRole: _has_role,
    AppointLeader: _leads,
    RelieveLeader: _leads_not,
    PairMentor: _paired,
    ChangeManager: _reports,
    UnpairMentor: _unpaired,
    AssignDuty: _has_duty,
    RevokeDuty: _has_no_duty,
    AddMember: _is_there,
    CreateUnit: _is_there,
    RemoveMember: _is_gone,
    CloseUnit: _is_gone,
    EditMember: _is_edited,
    EditUnit: _is_edited,
    EditMembership: _membership_is_edited,
    MergeUnits: _merged,
    SplitUnit: _is_split,
    AddRow: _row_is_there,
    RemoveRow: _row_is_gone,
}


def _day(draft: Draft, change: Change, table: str) -> Day:
    return draft.day(table, on=change.on)


def _memberships(draft: Draft, change: Change, member: str, unit: str) -> list[int]:
    return in_force(
        draft, "memberships", _day(draft, change, "memberships"), member=member, unit=unit
    )


def _is_in(draft: Draft, change: Change, member: str, unit: str, **cells: object) -> bool:
    return any(
        _holds(draft, "memberships", key, cells)
        for key in _memberships(draft, change, member, unit)
    )


def _leaders(draft: Draft, change: Change, unit: str) -> set[object]:
    keys = in_force(
        draft, "memberships", _day(draft, change, "memberships"), unit=unit, role=LEADER
    )
    return {draft.cell("memberships", key, "member") for key in keys}


def _relations(draft: Draft, change: PairMentor | UnpairMentor) -> list[int]:
    day = _day(draft, change, "relations")
    return in_force(
        draft, "relations", day, source=change.mentor, target=change.apprentice, kind=change.kind
    )


def _duties(draft: Draft, change: AssignDuty | RevokeDuty) -> list[int]:
    return in_force(
        draft,
        "duties",
        _day(draft, change, "duties"),
        member=change.member,
        unit=change.unit,
        duty=change.duty,
    )


def _standing(draft: Draft, change: Change, table: str, id_: str) -> bool:
    """Whether a member or unit is there on the day, or will be."""
    day = _day(draft, change, table)
    keys = draft.find(table, id=id_)
    return bool(keys) and (day is None or (draft.cell(table, keys[0], "until") or day.max) > day)


def _holds(draft: Draft, table: str, key: int, cells: Mapping[str, object]) -> bool:
    """Whether a row has these cells, in whatever spelling the change gives them."""
    return all(
        _text(draft.cell(table, key, name)) == _text(clean_cell(table, name, value)[0])
        for name, value in cells.items()
    )


def _same_rows(draft: Draft, table: str, values: Mapping[str, object]) -> list[int]:
    ids = {
        name: cell
        for name, cell in values.items()
        if cell is not None and (name == "id" or _names_somebody(table, name))
    }
    whole = {**dict.fromkeys(draft.columns(table)), **values}
    return [key for key in draft.find(table, ids) if _holds(draft, table, key, whole)]


def _names_somebody(table: str, column: str) -> bool:
    return column in columns(table) and bool(columns(table)[column].references)


def _text(cell: object) -> str:
    return "" if cell is None else canonical(cell)
