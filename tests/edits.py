"""Random edits of an organisation, of every kind; most leave it sound, and some do not."""

import random
from typing import Any

from sanzu_graph import Layer, Leaders, Limit, Mentors, Org, Policy, Reporting, Requirement, Rule
from sanzu_graph.model.edits import Edit
from tests.strategies import DAYS, DUTIES, IDS, KINDS, LAYERS, NAMES, ROLES, STATUSES

ENDS = {
    "memberships": ("member", "unit"),
    "relations": ("source", "target"),
    "duties": ("member", "unit"),
}
WORDS = {"memberships": ("role", ROLES), "relations": ("kind", KINDS), "duties": ("duty", DUTIES)}
CELLS = {
    "political_status": STATUSES,
    "seniority_years": [None, 0, 1, 2.5, 9, 3, "4", "many"],
    "work_type": ["line", "meter", "空", None, "new"],
    "grade": ["1", "2.5", "line", "x", None, "7", 7],
}


def dice_of(seed: int) -> random.Random:
    """Dice that fall the same for the same seed."""
    return random.Random(seed)


class Editor:
    """Makes one edit, move by move; what it removes and adds fits together as a rule."""

    def __init__(self, org: Org, dice: random.Random) -> None:
        self.org, self.dice = org, dice
        self.removed: dict[str, list[int]] = {}
        self.changed: dict[str, dict[int, dict[str, Any]]] = {}
        self.added: dict[str, list[dict[str, Any]]] = {}
        self.ids = {"members": org.members["id"].tolist(), "units": org.units["id"].tolist()}
        self.is_dated = org.is_dated or dice.random() < 0.1

    def edit(self) -> Edit:
        moves = [self.move_row] * 6 + [self.change_word, self.add_row, self.remove_row] * 2
        moves += [
            self.change_member,
            self.change_unit,
            self.add_member,
            self.add_unit,
            self.remove_member,
            self.remove_unit,
            self.date_row,
        ]
        for _ in range(self.dice.choice([1, 1, 1, 2, 4])):
            self.dice.choice(moves)()
        return Edit(self.removed, self.changed, self.added)

    def any_id(self, table: str) -> str | None:
        return self.dice.choice(self.ids[table]) if self.ids[table] else None

    def pair_table(self) -> str:
        return self.dice.choice(["memberships"] * 4 + ["relations", "duties"])

    def row_of(self, table: str) -> int | None:
        left = [
            row
            for row in range(len(self.org.table(table)))
            if row not in self.removed.get(table, [])
        ]
        return self.dice.choice(left) if left else None

    def set(self, table: str, row: int, /, **cells: Any) -> None:
        self.changed.setdefault(table, {}).setdefault(row, {}).update(cells)

    def move_row(self) -> None:
        table = self.pair_table()
        row = self.row_of(table)
        if row is None:
            return
        end = self.dice.choice(ENDS[table])
        other = self.any_id("members" if end != "unit" else "units")
        if self.dice.random() < 0.5:
            self.set(table, row, **{end: other})
        else:
            cells = dict(self.org.table(table).iloc[row].dropna().items())
            self.removed.setdefault(table, []).append(row)
            self.added.setdefault(table, []).append({**cells, end: other})

    def change_word(self) -> None:
        table = self.pair_table()
        row, (column, words) = self.row_of(table), WORDS[table]
        if row is not None:
            self.set(
                table,
                row,
                **{
                    column: self.dice.choice(
                        [*words, "leader"] if table == "memberships" else words
                    )
                },
            )
            if table == "memberships" and self.dice.random() < 0.3:
                self.set(table, row, title=self.dice.choice(["x", "y", None, ""]))

    def add_row(self) -> None:
        table = self.pair_table()
        first, second = ENDS[table]
        column, words = WORDS[table]
        row = {
            first: self.any_id("members"),
            second: self.any_id("members" if second == "target" else "units"),
            column: self.dice.choice(words),
        }
        self.added.setdefault(table, []).append({**row, **self.dates()})

    def dates(self) -> dict[str, Any]:
        if not self.is_dated or self.dice.random() < 0.5:
            return {}
        return {
            name: self.dice.choice([None, *DAYS, "2026-01-02"])
            for name in ("since", "until")
            if self.dice.random() < 0.6
        }

    def remove_row(self) -> None:
        table = self.pair_table()
        row = self.row_of(table)
        if row is not None:
            self.removed.setdefault(table, []).append(row)

    def date_row(self) -> None:
        table = self.dice.choice(["memberships"] * 3 + ["relations", "duties", "members", "units"])
        row = self.row_of(table)
        if row is not None and self.is_dated:
            self.set(table, row, **self.dates())

    def cells(self, table: str) -> dict[str, Any]:
        known = [
            name
            for name in self.org.table(table)
            if name not in ("id", "layer", "parent", "since", "until")
        ]
        named = {"name": NAMES, **CELLS} if table == "members" else {"name": NAMES}
        return {
            name: self.dice.choice(named.get(name, ["x", None, 1, 2.5, "1"]))
            for name in known
            if self.dice.random() < 0.4
        }

    def change_member(self) -> None:
        row = self.row_of("members")
        if row is not None:
            self.set("members", row, **self.cells("members"))

    def change_unit(self) -> None:
        row = self.row_of("units")
        if row is not None:
            cells = self.cells("units") if self.dice.random() < 0.4 else {}
            if self.dice.random() < 0.7:
                cells["parent"] = self.dice.choice([None, self.any_id("units")])
            if self.dice.random() < 0.1:
                cells["layer"] = self.dice.choice(LAYERS)
            self.set("units", row, **cells)

    def new_id(self, table: str) -> str:
        return self.dice.choice(
            [name for name in [*IDS, "new", "NEW", "another"] if name not in self.ids[table]]
            or ["last"]
        )

    def add_member(self) -> None:
        name = self.new_id("members")
        self.added.setdefault("members", []).append(
            {"id": name, **self.cells("members"), **self.dates()}
        )
        self.ids["members"].append(name)
        if self.ids["units"] and self.dice.random() < 0.7:
            self.added.setdefault("memberships", []).append(
                {"member": name, "unit": self.any_id("units"), "role": self.dice.choice(ROLES)}
            )

    def add_unit(self) -> None:
        name = self.new_id("units")
        layer = self.dice.choice([*self.org.layers, *self.org.layers, *LAYERS])
        parent = self.dice.choice([None, self.any_id("units")])
        self.added.setdefault("units", []).append(
            {"id": name, "layer": layer, "parent": parent, **self.cells("units"), **self.dates()}
        )
        self.ids["units"].append(name)

    def remove_member(self) -> None:
        self.remove_entity("members", ("member", "source", "target"))

    def remove_unit(self) -> None:
        row = self.row_of("units")
        if row is not None:
            units = self.org.units
            for child in range(len(units)):
                if units["parent"].iloc[child] == units["id"].iloc[row]:
                    self.set("units", child, parent=None)
        self.remove_entity("units", ("unit",), row)

    def remove_entity(self, table: str, columns: tuple[str, ...], row: int | None = None) -> None:
        row = self.row_of(table) if row is None else row
        if row is None:
            return
        name = self.org.table(table)["id"].iloc[row]
        self.removed.setdefault(table, []).append(row)
        self.ids[table] = [other for other in self.ids[table] if other != name]
        for pairs in ENDS:
            frame = self.org.table(pairs)
            hanging = [
                place
                for place in range(len(frame))
                for column in columns
                if column in frame and frame[column].iloc[place] == name
            ]
            gone = self.removed.setdefault(pairs, [])
            gone += [place for place in dict.fromkeys(hanging) if place not in gone]
            self.added[pairs] = [
                row
                for row in self.added.get(pairs, [])
                if name not in [row.get(column) for column in columns]
            ]


def random_policy(dice: random.Random) -> Policy:
    """A policy that asks a lot: every limit on now and then, counting duties, rollup, requirements
    of all shapes.
    """
    rules = [
        None,
        Rule("political_status", any_of=("party_member",)),
        Rule("political_status", none_of=("non_member",)),
        Rule("seniority_years", at_least=1),
        Rule("grade", at_most=2),
        Rule("id", any_of=("001", "A", "a", "new", "NEW", "1")),
        Rule("name", none_of=("空", "b")),
        Rule("seniority_years", at_least=0, also=(Rule("work_type", any_of=("line", "new")),)),
    ]

    def limit(*values: float) -> Limit | None:
        return Limit(dice.choice(values)) if dice.random() < 0.7 else None

    def some() -> bool:
        return dice.random() < 0.5

    layers = tuple(
        Layer(
            name,
            eligible=dice.choice(rules),
            leader=dice.choice(rules),
            everyone=some(),
            exclusive=dice.choice([True, False, None]),
            led=dice.choice([True, False, None, {"least": 2}, {"least": 0, "most": 1}]),
            aligned=some(),
            smallest=limit(1, 2, 3),
            largest=limit(3, 4),
            per_base_unit=limit(0, 1, 2),
            counting_duties=dice.choice([(), ("support",), ("support", "watch")]),
            most_base_units=limit(0, 1, 2),
            most_work_types=limit(0, 1),
            rollup=dice.random() < 0.3,
        )
        for name in LAYERS
    )

    def requirement(number: int) -> Requirement:
        parts = {
            "role": dice.choice([None, "leader", "secretary"]),
            "duty": dice.choice([None, None, "support"]),
            "layer": dice.choice([None, None, *LAYERS]),
            "units": dice.choice([(), (), (), ("001",), ("A", "a")]),
            "who": dice.choice(rules),
        }
        if not any(parts.values()):
            parts["role"] = "deputy"
        name = dice.choice(["one", "{0}", f"n{number}"])
        return Requirement(
            name,
            Limit(dice.choice([1, 1.5, 2])),
            per=dice.choice([None, *LAYERS]),
            rollup=dice.random() < 0.3,
            **parts,
        )

    mentors = Mentors(
        limit(0, 1),
        limit(1, 3),
        dice.choice(rules),
        dice.choice(rules),
        dice.choice(["mentors", "coaches"]),
    )
    reporting = Reporting(
        most_managers=limit(1, 2),
        most_roots=limit(0, 1),
        least_reports=limit(2),
        most_reports=limit(1, 2),
        most_above=limit(0, 1),
        most_single=limit(0, 1),
        inside=dice.choice([None, *LAYERS]),
    )
    return Policy(
        base=dice.choice(["team", "team", "party"]),
        layers=layers,
        reporting=reporting if dice.random() < 0.6 else None,
        leaders=Leaders(limit(0, 1)),
        mentors=mentors if dice.random() < 0.8 else None,
        requirements=tuple(requirement(number) for number in range(dice.randrange(3))),
        routines=(),
    )
