"""Changes of any kind on an organisation at hand: most of them can be made, some name what is not
there.
"""

import datetime
import random
from typing import Any

from hypothesis import note
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Change, ChangeError, Org
from tests.change_oracles import snake
from tests.strategies import DAYS, DUTIES, IDS, KINDS

KINDS_OF_CHANGE = [
    name
    for name in sg.__all__
    if isinstance(found := getattr(sg, name), type)
    and issubclass(found, Change)
    and found is not Change
]
WORDS = {
    "role": ["leader", "deputy", "member", "secretary", "班长"],
    "duty": [*DUTIES, "参与权"],
    "kind": [*KINDS, "师带徒"],
}
WHEN = [None, None, *DAYS, datetime.date(2030, 1, 1)]
#: Columns that may be edited, and what may be written there; some of it cannot.
EDITS: dict[str, list[Any]] = {
    "name": ["安", None, "b"],
    "title": ["x", None, "y"],
    "work_type": ["line", None],
    "seniority_years": [3, 2.5, "4", None, "many"],
    "grade": ["2", 2, None],
    "own": ["x", 1, True, None],
    "since": [None, *DAYS],
    "until": [None, *DAYS, "soon"],
}


class Maker:
    """Draws changes that make sense on an organisation; what is missing is made up."""

    def __init__(self, org: Org, dice: random.Random) -> None:
        self.dice = dice
        self.rows = {
            name: org.table(name)
            .astype(object)
            .where(org.table(name).notna(), None)
            .to_dict("records")
            for name in org.tables()
        }
        self.members, self.units = (
            [row["id"] for row in self.rows[name]] for name in ("members", "units")
        )

    def make(self, kind: str) -> Change:
        on = {"on": self.dice.choice(WHEN)}
        made: Change = getattr(self, snake(kind))(
            **{name: value for name, value in on.items() if value is not None}
        )
        return made

    def one(self, values: list[Any], otherwise: Any = "nobody") -> Any:
        return self.dice.choice(values) if values and self.dice.random() < 0.95 else otherwise

    def some(self, **cells: Any) -> dict[str, Any]:
        """Some of these, the others left out as by default."""
        return {name: cell for name, cell in cells.items() if self.dice.random() < 0.5}

    def membership(self, **cells: Any) -> tuple[str, str]:
        rows = [
            row
            for row in self.rows["memberships"]
            if all(row[name] == cell for name, cell in cells.items())
        ]
        row = self.one(rows, {"member": self.one(self.members), "unit": self.one(self.units)})
        return row["member"], row["unit"]

    def alike(self, unit: str) -> str:
        """Another unit of the same layer, if there is one."""
        layer = next((row["layer"] for row in self.rows["units"] if row["id"] == unit), None)
        others = [
            row["id"] for row in self.rows["units"] if row["layer"] == layer and row["id"] != unit
        ]
        return str(self.one(others, self.one(self.units)))

    def values(self, *names: str) -> dict[str, Any]:
        return {
            name: self.dice.choice(EDITS[name])
            for name in self.dice.sample(names, self.dice.choice([1, 1, 2]))
        }

    def move_member(self, **on: Any) -> Change:
        member, unit = self.membership()
        return sg.MoveMember(member, unit, self.alike(unit), **self.some(keep_role=True), **on)

    def join_unit(self, **on: Any) -> Change:
        return sg.JoinUnit(
            self.one(self.members),
            self.one(self.units),
            **self.some(role=self.one(WORDS["role"]), title="x"),
            **on,
        )

    def leave_unit(self, **on: Any) -> Change:
        return sg.LeaveUnit(*self.membership(), **on)

    def edit_membership(self, **on: Any) -> Change:
        return sg.EditMembership(
            *self.membership(), self.values("title", "own", "since", "until"), **on
        )

    def assign_role(self, **on: Any) -> Change:
        return sg.AssignRole(
            *self.membership(), self.one(WORDS["role"]), **self.some(title="x"), **on
        )

    def appoint_leader(self, **on: Any) -> Change:
        who = (
            self.membership()
            if self.dice.random() < 0.5
            else (self.one(self.members), self.one(self.units))
        )
        return sg.AppointLeader(*who, **self.some(joint=True), **on)

    def relieve_leader(self, **on: Any) -> Change:
        return sg.RelieveLeader(*self.membership(role="leader"), **on)

    def pair_mentor(self, **on: Any) -> Change:
        return sg.PairMentor(
            self.one(self.members),
            self.one(self.members),
            **self.some(kind=self.one(WORDS["kind"])),
            **on,
        )

    def unpair_mentor(self, **on: Any) -> Change:
        row = self.one(
            self.rows["relations"], {"source": "nobody", "target": "nobody", "kind": "mentors"}
        )
        return sg.UnpairMentor(row["source"], row["target"], kind=row["kind"], **on)

    def change_manager(self, **on: Any) -> Change:
        lines = [row for row in self.rows["relations"] if row["kind"] == "reports_to"]
        row = self.one(lines, {"source": self.one(self.members), "target": self.one(self.members)})
        manager = self.dice.choice([self.one(self.members), row["target"], None])
        more = self.dice.choice([{}, {"reports": "stay"}, {"kind": "dotted_line"}])
        member = row[self.dice.choice(["source", "source", "target"])]
        return sg.ChangeManager(member, manager, **more, **on)

    def open_position(self, **on: Any) -> Change:
        more = self.some(
            title="Engineer", unit=self.one(self.units), manager=self.one(self.members)
        )
        return sg.OpenPosition(self.one(["q1", "q9", " q"]), **more, **on)

    def fill_position(self, **on: Any) -> Change:
        posts = [row["id"] for row in self.rows.get("positions", [])]
        return sg.FillPosition(self.one(posts, "no post"), self.one(self.members), **on)

    def close_position(self, **on: Any) -> Change:
        posts = [row["id"] for row in self.rows.get("positions", [])]
        return sg.ClosePosition(self.one(posts, "no post"), **on)

    def assign_duty(self, **on: Any) -> Change:
        return sg.AssignDuty(
            self.one(self.members), self.one(self.units), self.one(WORDS["duty"]), **on
        )

    def revoke_duty(self, **on: Any) -> Change:
        row = self.one(
            self.rows["duties"], {"member": "nobody", "unit": "nowhere", "duty": "support"}
        )
        return sg.RevokeDuty(row["member"], row["unit"], row["duty"], **on)

    def add_member(self, **on: Any) -> Change:
        return sg.AddMember(
            self.one([*IDS, "new", " padded"]),
            **self.some(attributes=self.values(*set(EDITS) - {"title"})),
            **on,
        )

    def remove_member(self, **on: Any) -> Change:
        return sg.RemoveMember(
            self.one(self.members), **self.some(reports=self.dice.choice(["fall", "end"])), **on
        )

    def edit_member(self, **on: Any) -> Change:
        return sg.EditMember(self.one(self.members), self.values(*set(EDITS) - {"title"}), **on)

    def create_unit(self, **on: Any) -> Change:
        more = self.some(
            parent=self.one(self.units), attributes=self.values("name", "own", "since")
        )
        return sg.CreateUnit(
            self.one([*IDS, "new"]), self.one(["team", "party", " team"], "choir"), **more, **on
        )

    def close_unit(self, **on: Any) -> Change:
        busy = {row["unit"] for row in self.rows["memberships"]} | {
            row["parent"] for row in self.rows["units"]
        }
        return sg.CloseUnit(
            self.one([unit for unit in self.units if unit not in busy], self.one(self.units)), **on
        )

    def edit_unit(self, **on: Any) -> Change:
        values = self.values("name", "own", "since", "work_type")
        return sg.EditUnit(
            self.one(self.units),
            values
            | self.some(parent=self.one(self.units), layer=self.one(["team", "choir"]))
            | ({"id": self.one(["new", "A", " B"])} if self.dice.random() < 0.3 else {}),
            **on,
        )

    def merge_units(self, **on: Any) -> Change:
        unit = self.one(self.units)
        leader = self.membership(unit=unit)[0] if self.dice.random() < 0.3 else None
        return sg.MergeUnits(unit, self.alike(unit), leader=leader, **on)

    def split_unit(self, **on: Any) -> Change:
        unit = self.membership()[1]
        people = list(
            dict.fromkeys(row["member"] for row in self.rows["memberships"] if row["unit"] == unit)
        )
        going = self.dice.sample(people, self.dice.randint(min(1, len(people)), len(people)))
        children = [row["id"] for row in self.rows["units"] if row["parent"] == unit]
        more = self.some(
            children=self.dice.sample(children, self.dice.randint(0, len(children))),
            name="二",
            leader=self.one(going),
        )
        return sg.SplitUnit(unit, self.one(["new", "new", "A"]), going, **more, **on)

    def add_row(self, **on: Any) -> Change:
        table = self.dice.choice(list(self.rows))
        likeness = dict(self.one(self.rows[table], {}))
        new = {
            "id": self.one([*IDS, "new"]),
            "member": self.one(self.members),
            "unit": self.one(self.units),
            "source": self.one(self.members),
            "target": self.one(self.members),
            "parent": self.one(self.units),
            "since": self.one(DAYS),
            "role": self.one(WORDS["role"]),
        }
        return sg.AddRow(
            table,
            likeness
            | {
                name: cell
                for name, cell in new.items()
                if name in likeness and self.dice.random() < 0.5
            },
            **on,
        )

    def remove_row(self, **on: Any) -> Change:
        table = self.dice.choice(list(self.rows))
        row = self.one(self.rows[table], {"id": "nobody"})
        named = {"id", "member", "unit", "source", "target"}
        left_out = {name for name in row if name not in named and self.dice.random() < 0.2}
        return sg.RemoveRow(
            table, {name: cell for name, cell in row.items() if name not in left_out}, **on
        )


@st.composite
def changes(
    draw: st.DrawFn, org: Org, *, kinds: tuple[str, ...] = tuple(KINDS_OF_CHANGE)
) -> Change:
    """A change of one of the kinds on an organisation; it may turn out that it cannot be made."""
    kind = draw(st.sampled_from(kinds))
    change = Maker(org, random.Random(draw(st.integers(0, 2**32 - 1)))).make(kind)
    note(repr(change))
    return change


@st.composite
def sequences(
    draw: st.DrawFn, org: Org, *, most: int = 4, kinds: tuple[str, ...] = tuple(KINDS_OF_CHANGE)
) -> list[Change]:
    """Changes that can be made, one after another."""
    made: list[Change] = []
    for _ in range(draw(st.integers(1, most))):
        change = draw(changes(org, kinds=kinds))
        try:
            org = change.apply(org)
        except ChangeError:
            continue
        made.append(change)
    return made
