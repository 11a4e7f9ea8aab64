"""Brute force: every change once more, in plain loops over rows of text, written from what the
changes promise.

Nothing here uses the package's drafts, look-ups or edits. A cell is its canonical text, an empty
one is ``""``; a day is its ISO text, and ``""`` is none. What cannot be done raises `Refused`.
"""

import datetime
import re
from typing import Any

import networkx as nx
import pandas as pd

from sanzu_graph import Change, ChangeManager, Org
from tests import clock

TABLES = (
    "members",
    "units",
    "memberships",
    "relations",
    "duties",
    "activities",
    "participants",
    "remedies",
    "tasks",
    "task_events",
    "assessments",
    "absences",
    "positions",
)
#: table, column, the table it refers to, and whether a row can be without it
REFERENCES = (
    ("units", "parent", "units", False),
    ("memberships", "member", "members", True),
    ("memberships", "unit", "units", True),
    ("relations", "source", "members", True),
    ("relations", "target", "members", True),
    ("duties", "member", "members", True),
    ("duties", "unit", "units", True),
    ("activities", "unit", "units", True),
    ("participants", "activity", "activities", True),
    ("participants", "member", "members", True),
    ("remedies", "activity", "activities", True),
    ("remedies", "owner", "members", False),
    ("tasks", "unit", "units", True),
    ("task_events", "task", "tasks", True),
    ("task_events", "member", "members", False),
    ("assessments", "candidate", "members", True),
    ("assessments", "unit", "units", True),
    ("absences", "member", "members", True),
    ("positions", "unit", "units", False),
    ("positions", "manager", "members", False),
    ("positions", "above", "positions", False),
    ("positions", "holder", "members", False),
)
NEEDED = {"units": ["layer"], "relations": ["kind"], "duties": ["duty"], "tasks": ["scope"]}
WITH_ID = ("members", "units", "activities", "tasks", "positions")
#: Words that are other spellings of known ones, by column.
MISSPELT = {
    "role": {"班长", "Leader", "组长"},
    "duty": {"参与权", "SUPPORT"},
    "kind": {"师带徒", "Mentors"},
}

Row = dict[str, str]
Tables = dict[str, list[Row]]


class Refused(Exception):  # noqa: N818 - it is no fault of the test
    """The change cannot be made."""


def snake(name: str) -> str:
    """The method that makes a change: `MoveMember` → ``move_member``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def written(value: object) -> str:
    """The canonical text of a value."""
    if value is None or value != value:  # noqa: PLR0124
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat()
            if value.time() == datetime.time(0)
            else value.isoformat(sep=" ")
        )
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def rows_of(org: Org) -> Tables:
    """An organisation as rows of text."""
    tables = {name: org.table(name).astype(object) for name in TABLES}
    return {
        name: [
            {
                str(column): "" if pd.isna(cell) else written(cell)
                for column, cell in zip(frame, row, strict=True)
            }
            for row in frame.itertuples(index=False, name=None)
        ]
        for name, frame in tables.items()
    }


def organisation(tables: Tables) -> Org:
    """The way back; a table always has its columns."""
    heads = {
        "members": ["id"],
        "units": ["id", "layer"],
        "memberships": ["member", "unit"],
        "relations": ["source", "target", "kind"],
        "duties": ["member", "unit", "duty"],
    }
    frames = {}
    for name, rows in tables.items():
        columns = list(
            dict.fromkeys([*heads.get(name, ()), *(column for row in rows for column in row)])
        )
        if rows or name in heads:
            frames[name] = pd.DataFrame(
                [[row.get(column, "") for column in columns] for row in rows],
                columns=columns,
                dtype="str",
            )
    return Org(**frames)


def changed(org: Org, *changes: Change, on: str = "") -> Org:
    """The organisation with changes made one by one."""
    tables = rows_of(org)
    for change in changes:
        Maker(tables, change, on).make()
    return organisation(tables)


class Maker:
    """One change on rows of text."""

    def __init__(self, tables: Tables, change: Any, on: str) -> None:
        self.tables = tables
        self.change = change
        self.on = change.on.isoformat() if change.on is not None else on

    def make(self) -> None:
        getattr(self, snake(type(self.change).__name__))(self.change)

    # -- what all have in common

    def day(self, *tables: str) -> str:
        if self.on:
            return self.on
        dated = any(
            row.get("since") or row.get("until") for table in tables for row in self.tables[table]
        )
        return clock.today().isoformat() if dated else ""

    def the(self, table: str, id_: str) -> Row:
        for row in self.tables[table]:
            if row["id"] == id_:
                return row
        raise Refused(id_)

    def present(self, table: str, id_: str, day: str, *, ahead: bool = False) -> Row:
        row = self.the(table, id_)
        if day and (
            (row.get("until") and row["until"] <= day) or (not ahead and row.get("since", "") > day)
        ):
            raise Refused(id_)
        return row

    def open_rows(self, table: str, day: str, *, ahead: bool = False, **cells: str) -> list[Row]:
        found = []
        for row in self.tables[table]:
            if any(row[name] != cell for name, cell in cells.items()):
                continue
            if day and row.get("until") and row["until"] <= day:
                continue
            if day and not ahead and row.get("since", "") > day:
                continue
            found.append(row)
        return found

    def drop(self, table: str, row: Row) -> None:
        self.tables[table] = [other for other in self.tables[table] if other is not row]

    def tidy(self, table: str, row: Row) -> None:
        """Of two equal rows one goes."""
        full = {name: cell for name, cell in row.items() if cell}
        if any(
            other is not row and {n: c for n, c in other.items() if c} == full
            for other in self.tables[table]
        ):
            self.drop(table, row)

    def stop(self, table: str, row: Row, day: str) -> None:
        if not day or row.get("since", "") >= day:
            self.drop(table, row)
        else:
            row["until"] = day
            self.tidy(table, row)

    def start(self, table: str, cells: Row, day: str) -> None:
        if not day:
            row = dict(cells)
            self.tables[table].append(row)
            self.tidy(table, row)
            return
        bare = {
            name: cell for name, cell in cells.items() if cell and name not in ("since", "until")
        }
        for other in self.tables[table]:
            if {
                name: cell
                for name, cell in other.items()
                if cell and name not in ("since", "until")
            } != bare:
                continue
            if other.get("since", "") <= day and (not other.get("until") or other["until"] >= day):
                other["until"] = (
                    max(other["until"], cells["until"])
                    if other.get("until") and cells.get("until")
                    else ""
                )
                self.tidy(table, other)
                return
        self.tables[table].append({**cells, "since": day})

    def alter(self, table: str, row: Row, day: str, **cells: str) -> None:
        if day:
            new = {**row, **cells}
            self.stop(table, row, day)
            self.start(table, new, day)
        else:
            row.update(cells)
            self.tidy(table, row)

    def mine(self, member: str, unit: str, day: str) -> list[Row]:
        self.the("members", member)
        self.the("units", unit)
        rows = self.open_rows("memberships", day, member=member, unit=unit)
        if not rows:
            raise Refused
        return rows

    def fit(self, table: str, values: dict[str, Any]) -> Row:
        cells = {name: written(value) for name, value in values.items()}
        for name, value in values.items():
            if cells[name] in MISSPELT.get(name, ()):
                raise Refused
            if name in ("since", "until", "date", "due", "done"):
                try:
                    cells[name] = (
                        cells[name] and datetime.date.fromisoformat(cells[name]).isoformat()
                    )
                except ValueError:
                    raise Refused from None
            if name in ("seniority_years", "score"):
                if cells[name] == "many":
                    raise Refused
                cells[name] = cells[name] and written(float(cells[name]))
            if name == "role" and not cells[name]:
                cells[name] = "member"
            if name in ("id", "layer") and cells[name] != cells[name].strip():
                raise Refused
            if isinstance(value, (float, bool)) and name in (
                "id",
                "name",
                "layer",
                "parent",
                "role",
                "title",
                "work_type",
                "site",
            ):
                raise Refused
            if name in ("id", *NEEDED.get(table, ())) and not cells[name]:
                raise Refused
        for where, column, home, needed in REFERENCES:
            if where == table and column in cells:
                if needed and not cells[column]:
                    raise Refused
                if cells[column]:
                    self.the(home, cells[column])
        return cells

    # -- memberships

    def move_member(self, change: Any) -> None:
        day = self.day("memberships")
        self.present("members", change.member, day)
        layers = (
            self.the("units", change.source)["layer"],
            self.present("units", change.target, day)["layer"],
        )
        rows = self.mine(change.member, change.source, day)
        if layers[0] != layers[1] or self.open_rows(
            "memberships", day, member=change.member, unit=change.target
        ):
            raise Refused
        for row in rows:
            self.alter(
                "memberships",
                row,
                day,
                unit=change.target,
                **({} if change.keep_role else {"role": "member", "title": ""}),
            )

    def join_unit(self, change: Any) -> None:
        day = self.day("memberships")
        self.present("members", change.member, day)
        self.present("units", change.unit, day)
        cells = self.fit("memberships", {"role": change.role, "title": change.title})
        if self.open_rows("memberships", day, member=change.member, unit=change.unit):
            raise Refused
        self.start("memberships", {"member": change.member, "unit": change.unit, **cells}, day)

    def leave_unit(self, change: Any) -> None:
        day = self.day("memberships")
        for row in self.mine(change.member, change.unit, day):
            self.stop("memberships", row, day)

    def edit_membership(self, change: Any) -> None:
        day = self.day("memberships")
        rows = self.mine(change.member, change.unit, day)
        if {"member", "unit"} & set(change.values):
            raise Refused
        cells = self.fit("memberships", dict(change.values))
        rows = [
            row for row in rows if any(row.get(name, "") != cell for name, cell in cells.items())
        ]
        if not rows:
            raise Refused
        for row in rows:
            self.alter("memberships", row, "" if {"since", "until"} & set(cells) else day, **cells)

    # -- roles

    def assign_role(self, change: Any) -> None:
        day = self.day("memberships")
        rows = self.mine(change.member, change.unit, day)
        cells = self.fit("memberships", {"role": change.role})
        title = [] if change.title is None else [change.title]
        rows = [
            row
            for row in rows
            if row["role"] != cells["role"] or row["title"] not in (title or [row["title"]])
        ]
        if not rows:
            raise Refused
        for row in rows:
            self.alter("memberships", row, day, role=cells["role"], title="".join(title))

    def appoint_leader(self, change: Any) -> None:
        day = self.day("memberships")
        self.present("members", change.member, day)
        self.present("units", change.unit, day)
        leaders = {
            row["member"]
            for row in self.open_rows("memberships", day, unit=change.unit, role="leader")
        }
        if leaders == {change.member} or (change.joint and change.member in leaders):
            raise Refused
        self.crown(change.member, change.unit, day, joint=change.joint)

    def crown(self, member: str, unit: str, day: str, *, joint: bool = False) -> None:
        for row in self.open_rows("memberships", day, unit=unit, role="leader"):
            if row["member"] != member and not joint:
                self.alter("memberships", row, day, role="member", title="")
        own = self.open_rows("memberships", day, member=member, unit=unit)
        if not own:
            self.start("memberships", {"member": member, "unit": unit, "role": "leader"}, day)
        elif not [row for row in own if row["role"] == "leader"]:
            for row in own:
                self.alter("memberships", row, day, role="leader", title="")

    def relieve_leader(self, change: Any) -> None:
        day = self.day("memberships")
        rows = [
            row for row in self.mine(change.member, change.unit, day) if row["role"] == "leader"
        ]
        if not rows:
            raise Refused
        for row in rows:
            self.alter("memberships", row, day, role="member", title="")

    # -- relations and duties

    def pair_mentor(self, change: Any) -> None:
        day = self.day("relations")
        self.present("members", change.mentor, day)
        self.present("members", change.apprentice, day)
        cells = self.fit(
            "relations", {"source": change.mentor, "target": change.apprentice, "kind": change.kind}
        )
        if change.mentor == change.apprentice or self.open_rows("relations", day, **cells):
            raise Refused
        self.start("relations", cells, day)

    def unpair_mentor(self, change: Any) -> None:
        day = self.day("relations")
        rows = self.open_rows(
            "relations", day, source=change.mentor, target=change.apprentice, kind=change.kind
        )
        if not rows:
            raise Refused
        for row in rows:
            self.stop("relations", row, day)

    def change_manager(self, change: Any) -> None:
        day = self.day("relations")
        self.present("members", change.member, day)
        new = change.manager or ""
        if new:
            self.present("members", new, day)
        if new == change.member:
            raise Refused
        lines = self.open_rows("relations", day, source=change.member, kind=change.kind)
        staying = [
            row
            for row in self.open_rows("relations", day, target=change.member, kind=change.kind)
            if change.reports == "stay" and row["source"] != change.member
        ]
        if {row["target"] for row in lines} == ({new} if new else set()) and not staying:
            raise Refused
        heir = next((row["target"] for row in lines if row["target"] != change.member), "")
        above = nx.DiGraph()
        above.add_nodes_from(row["id"] for row in self.tables["members"])
        present = {row["id"] for row in self.open_rows("members", day)}
        for row in self.open_rows("relations", day, kind="reports_to"):
            if row["source"] not in present:
                continue
            if any(row is other for other in staying):
                above.add_edges_from([(row["source"], heir)] if heir else [])
            else:
                above.add_edge(row["source"], row["target"])
        if new and change.kind == "reports_to" and change.member in nx.descendants(above, new):
            raise Refused
        for row in staying:
            has = self.open_rows(
                "relations", day, source=row["source"], target=heir, kind=change.kind
            )
            if not heir or has or heir == row["source"]:
                self.stop("relations", row, day)
            else:
                self.alter("relations", row, day, target=heir)
        kept = [row for row in lines if row["target"] == new]
        other = [row for row in lines if row["target"] != new]
        if new and not kept and other:
            self.alter("relations", other.pop(0), day, target=new)
        elif new and not kept:
            self.start(
                "relations", {"source": change.member, "target": new, "kind": change.kind}, day
            )
        for row in other:
            self.stop("relations", row, day)

    def open_position(self, change: Any) -> None:
        own = {"title": change.title, "unit": change.unit, "manager": change.manager}
        if set(own) & set(change.attributes):
            raise Refused
        values = {**own, **change.attributes, "id": change.position}
        self.enter("positions", values, change.attributes)

    def fill_position(self, change: Any) -> None:
        day = self.day("memberships")
        row = self.present("positions", change.position, self.day("positions"))
        self.present("members", change.member, day)
        if row["holder"]:
            raise Refused
        joins = row["unit"] and not self.open_rows(
            "memberships", day, member=change.member, unit=row["unit"]
        )
        if joins:
            self.present("units", row["unit"], day)
        lines = self.open_rows(
            "relations", self.day("relations"), source=change.member, kind="reports_to"
        )
        if row["manager"] and {line["target"] for line in lines} != {row["manager"]}:
            self.change_manager(ChangeManager(change.member, row["manager"]))
        if joins:
            cells = {
                "member": change.member,
                "unit": row["unit"],
                "role": "member",
                "title": row.get("title", ""),
            }
            more = {"share": row["share"]} if row.get("share") else {}
            self.start("memberships", {**cells, **more}, day)
        row["holder"] = change.member

    def close_position(self, change: Any) -> None:
        day = self.day("positions")
        row = self.present("positions", change.position, day, ahead=True)
        self.finish("positions", row, day)

    def assign_duty(self, change: Any) -> None:
        day = self.day("duties")
        self.present("members", change.member, day)
        self.present("units", change.unit, day)
        cells = self.fit(
            "duties", {"member": change.member, "unit": change.unit, "duty": change.duty}
        )
        if self.open_rows("duties", day, **cells):
            raise Refused
        self.start("duties", cells, day)

    def revoke_duty(self, change: Any) -> None:
        day = self.day("duties")
        rows = self.open_rows(
            "duties", day, member=change.member, unit=change.unit, duty=change.duty
        )
        if not rows:
            raise Refused
        for row in rows:
            self.stop("duties", row, day)

    # -- members and units

    def add_member(self, change: Any) -> None:
        self.enter("members", {**dict(change.attributes), "id": change.member}, change.attributes)

    def create_unit(self, change: Any) -> None:
        if {"layer", "parent"} & set(change.attributes):
            raise Refused
        self.enter(
            "units",
            {
                "layer": change.layer,
                "parent": change.parent,
                **change.attributes,
                "id": change.unit,
            },
            change.attributes,
        )

    def enter(self, table: str, values: dict[str, Any], attributes: Any) -> None:
        day = self.day(table)
        if "id" in attributes:
            raise Refused
        self.put_in(table, {**({"since": day} if day else {}), **values})

    def put_in(self, table: str, values: dict[str, Any]) -> None:
        needed = [column for where, column, _, must in REFERENCES if where == table and must]
        needed += [
            *NEEDED.get(table, ()),
            *(["id"] if table in WITH_ID else []),
            *(["role"] if table == "memberships" else []),
        ]
        cells = self.fit(table, {**dict.fromkeys(needed), **values})
        if table in WITH_ID and any(row["id"] == cells["id"] for row in self.tables[table]):
            raise Refused
        full = {name: cell for name, cell in cells.items() if cell}
        if any(
            {name: cell for name, cell in row.items() if cell} == full for row in self.tables[table]
        ):
            raise Refused
        self.tables[table].append(cells)

    def edit_member(self, change: Any) -> None:
        self.correct("members", change.member, dict(change.values))

    def edit_unit(self, change: Any) -> None:
        if "id" not in change.values:
            self.correct("units", change.unit, dict(change.values))
            return
        values = dict(change.values)
        new = values.pop("id")
        if str(new) == change.unit:
            self.correct("units", change.unit, values)
            return
        row = self.the("units", change.unit)
        cells = self.fit("units", values)
        if (
            new is None
            or str(new) != str(new).strip()
            or any(row["id"] == str(new) for row in self.tables["units"])
            or self.is_above(change.unit, cells.get("parent", ""))
        ):
            raise Refused
        row.update(cells, id=str(new))
        for where, column, home, _ in REFERENCES:
            for other in self.tables[where] if home == "units" else []:
                if other[column] == change.unit:
                    other[column] = str(new)

    def correct(self, table: str, id_: str, values: dict[str, Any]) -> None:
        row = self.the(table, id_)
        if "id" in values:
            raise Refused
        cells = self.fit(table, values)
        if all(row.get(name, "") == cell for name, cell in cells.items()) or self.is_above(
            id_, cells.get("parent", "")
        ):
            raise Refused
        row.update(cells)

    def is_above(self, unit: str, other: str) -> bool:
        """Whether `other` is the unit or somewhere below it."""
        while other:
            if other == unit:
                return True
            other = self.the("units", other)["parent"]
        return False

    def remove_member(self, change: Any) -> None:
        day = self.day("members", "memberships", "relations", "duties")
        row = self.present("members", change.member, day, ahead=True)
        if change.reports == "fall":
            self.hand_over(change.member, self.day("relations"))
        self.finish("members", row, day)

    def hand_over(self, member: str, day: str) -> None:
        """Who reports to somebody reports to the manager of that one."""
        above = self.open_rows("relations", day, source=member, kind="reports_to")
        heir = next((row["target"] for row in above if row["target"] != member), "")
        if not heir:
            return
        for row in self.open_rows("relations", day, target=member, kind="reports_to"):
            who = {"source": row["source"], "target": heir, "kind": "reports_to"}
            if row["source"] == member:
                continue
            if row["source"] == heir or self.open_rows("relations", day, **who):
                self.stop("relations", row, day)
            else:
                self.alter("relations", row, day, target=heir)
        for row in self.tables["positions"]:
            if row.get("manager") == member and not row.get("holder"):
                row["manager"] = heir

    def close_unit(self, change: Any) -> None:
        day = self.day("units", "memberships", "duties")
        row = self.present("units", change.unit, day, ahead=True)
        inside = self.open_rows(
            "memberships", self.day("memberships"), ahead=True, unit=change.unit
        )
        if inside or self.open_rows("units", day, ahead=True, parent=change.unit):
            raise Refused
        self.finish("units", row, day)

    def finish(self, table: str, row: Row, day: str) -> None:
        if not day or row.get("since", "") >= day:
            self.erase(table, row["id"])
            return
        row["until"] = day
        for where, column, home, needed in REFERENCES:
            if home == table and needed and where in ("memberships", "relations", "duties"):
                when = self.day(where)
                for other in self.open_rows(where, when, ahead=True, **{column: row["id"]}):
                    self.stop(where, other, when)

    def erase(self, table: str, id_: str) -> None:
        for where, column, home, needed in REFERENCES:
            for row in [row for row in self.tables[where] if home == table and row[column] == id_]:
                if not needed:
                    row[column] = ""
                    self.tidy(where, row)
                elif where in WITH_ID:
                    self.erase(where, row["id"])
                else:
                    self.drop(where, row)
        self.drop(table, self.the(table, id_))

    def merge_units(self, change: Any) -> None:
        day, when = self.day("units", "memberships", "duties"), self.day("memberships")
        unit, into = (
            self.present("units", change.unit, day),
            self.present("units", change.into, day),
        )
        if unit["layer"] != into["layer"] or self.is_above(change.unit, change.into):
            raise Refused
        if change.leader is not None:
            self.present("members", change.leader, day)
            if not any(
                self.open_rows("memberships", when, member=change.leader, unit=one)
                for one in (change.unit, change.into)
            ):
                raise Refused
        sitting = {
            row["member"]
            for row in self.open_rows("memberships", when, unit=change.into, role="leader")
        }
        duties_when = self.day("duties")
        for table, moment in (("memberships", when), ("duties", duties_when)):
            for row in self.open_rows(table, moment, ahead=True, unit=change.unit):
                cells = {"unit": change.into}
                if sitting and row.get("role") == "leader" and row["member"] not in sitting:
                    cells |= {"role": "member", "title": ""}
                self.alter(
                    table, row, "" if moment and row.get("since", "") > moment else moment, **cells
                )
        if change.leader is not None:
            self.crown(change.leader, change.into, when)
        for row in self.open_rows("units", day, ahead=True, parent=change.unit):
            row["parent"] = change.into
        if day and unit.get("since", "") < day:
            unit["until"] = day
            return
        for where, column, home, _ in REFERENCES:
            for row in [
                row for row in self.tables[where] if home == "units" and row[column] == change.unit
            ]:
                row[column] = change.into
                self.tidy(where, row)
        self.drop("units", unit)

    def split_unit(self, change: Any) -> None:
        days = {table: self.day(table) for table in ("units", "memberships", "duties")}
        unit = self.present("units", change.unit, self.day("units", "memberships"))
        if (
            any(row["id"] == change.new for row in self.tables["units"])
            or change.new != change.new.strip()
        ):
            raise Refused
        for member in change.members:
            self.mine(member, change.unit, days["memberships"])
        inside = {
            row["member"]
            for row in self.open_rows("memberships", days["memberships"], unit=change.unit)
        }
        if not change.members or not inside - set(change.members):
            raise Refused
        if any(self.the("units", child)["parent"] != change.unit for child in change.children):
            raise Refused
        if change.leader is not None and change.leader not in change.members:
            raise Refused
        begun = {"since": days["units"]} if days["units"] else {}
        self.tables["units"].append({**unit, "id": change.new, "name": change.name or "", **begun})
        for child in change.children:
            self.the("units", child)["parent"] = change.new
        for table in ("memberships", "duties"):
            for member in change.members:
                for row in self.open_rows(table, days[table], member=member, unit=change.unit):
                    self.alter(table, row, days[table], unit=change.new)
        if change.leader is not None:
            self.crown(change.leader, change.new, days["memberships"])

    # -- the basis

    def add_row(self, change: Any) -> None:
        self.put_in(change.table, dict(change.values))

    def remove_row(self, change: Any) -> None:
        wanted = {name: written(value) for name, value in change.values.items()}
        rows = [
            row
            for row in self.tables[change.table]
            if all(row.get(name, "") == cell for name, cell in wanted.items())
        ]
        whole = [row for row in rows if all(name in wanted for name, cell in row.items() if cell)]
        if len(rows) != 1 and len(whole) != 1:
            raise Refused
        row = rows[0] if len(rows) == 1 else whole[0]
        named = [
            other
            for where, column, home, _ in REFERENCES
            if home == change.table
            for other in self.tables[where]
            if other[column] == row["id"]
        ]
        if named:
            raise Refused
        self.drop(change.table, row)
