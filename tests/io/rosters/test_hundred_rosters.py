"""A hundred rosters: each becomes the organisation it was made from, or a fault at its place;
nothing is read silently wrong.

The files are written when the test runs. A number names the same roster each time; its recipe
stands in the test's id, and ``python -m tests.io.rosters 17 folder`` writes one to be looked at.
"""

import datetime
import re
from pathlib import Path

import pandas as pd
import pytest

from sanzu_graph import Org, read_roster
from sanzu_graph.errors import Fault, SchemaError
from tests.io.rosters.expected import SPOKEN, Located, Tables
from tests.io.rosters.generator import Roster, make
from tests.io.rosters.recipes import FLAWS, recipe

pytestmark = pytest.mark.filterwarnings("ignore::sanzu_graph.errors.SanzuWarning")


NUMBERS = range(100)
SOUND = [number for number in NUMBERS if not recipe(number).flaw]
SPOILT = [number for number in NUMBERS if recipe(number).flaw]


def named(number: int) -> str:
    return f"{number:02}: {recipe(number)}".encode("ascii", "replace").decode()


@pytest.mark.parametrize("number", SOUND, ids=named)
def test_a_sound_roster_becomes_what_it_was_made_from(number: int, tmp_path: Path) -> None:
    roster = make(number, tmp_path)
    assert roster.outcome.tables is not None
    org = read_roster(roster.path, **roster.options)
    assert_tells(org, roster.outcome.tables)
    assert_keeps_no_secret(org, roster)
    assert_invents_no_column(org, roster)


@pytest.mark.parametrize("number", SPOILT, ids=named)
def test_a_spoilt_roster_is_a_fault_at_its_place(number: int, tmp_path: Path) -> None:
    roster = make(number, tmp_path)
    assert roster.outcome.fault is not None
    with pytest.raises(SchemaError) as raised:
        read_roster(roster.path, **roster.options)
    assert any(is_at(fault, roster.outcome.fault) for fault in raised.value.faults), (
        raised.value.describe("en")
    )
    for fault in raised.value.faults:
        assert not roster.outcome.fault.rows or fault.row in roster.outcome.fault.rows, (
            f"a fault where none is: {fault.describe('en')}"
        )
        assert_is_told_in_both_languages(fault, roster)


def assert_tells(org: Org, tables: Tables) -> None:
    members = {
        one.id: {name: spoken(getattr(one, name, "")) for name in SPOKEN}
        for one in org.members.itertuples(index=False)
    }
    assert members == tables.members
    units = set(org.units[["id", "name", "layer"]].itertuples(index=False, name=None))
    memberships = [*org.memberships[["member", "unit", "role"]].itertuples(index=False, name=None)]
    assert len(set(memberships)) == len(memberships)
    if tables.one_party is not None:
        one = {unit for unit in units if unit[2] == "party"}
        assert len(one) == bool(tables.one_party)
        inside = [
            (member, unit, role)
            for member, unit, role in memberships
            if unit in {unit for unit, *_ in one}
        ]
        assert {member for member, *_ in inside} == tables.one_party
        assert {role for *_, role in inside} <= {"member"}
        units -= one
        memberships = [row for row in memberships if row not in inside]
    assert units == tables.units
    assert set(memberships) == tables.memberships
    assert (
        set(org.relations[["source", "target", "kind"]].itertuples(index=False, name=None))
        == tables.relations
    )


def spoken(cell: object) -> str:
    """A cell as text: days in ISO, whole numbers without a point, nothing as nothing."""
    if cell is None or cell is pd.NaT or cell != cell:  # noqa: PLR0124 - NaN alone is unequal to itself
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def assert_keeps_no_secret(org: Org, roster: Roster) -> None:
    for frame in org.tables().values():
        kept = {spoken(cell) for column in frame for cell in frame[column]}
        assert not kept & roster.layout.secrets


def assert_invents_no_column(org: Org, roster: Roster) -> None:
    """Whatever else the members have stood in the file, cell by cell."""
    for heading in set(org.members) - {"id", *SPOKEN}:
        assert heading in roster.layout.junk, heading
        assert [spoken(cell) for cell in org.members[heading]] == [
            *roster.layout.junk[heading].values()
        ]


def is_at(fault: Fault, due: Located) -> bool:
    in_row = not due.rows or fault.row in due.rows
    return in_row and (not due.headings or any(heading in fault.column for heading in due.headings))


def assert_is_told_in_both_languages(fault: Fault, roster: Roster) -> None:
    english, chinese = fault.describe("en"), fault.describe("zh")
    assert english != chinese
    for sentence in (english, chinese):
        assert roster.path.name in sentence
        assert fault.row is None or str(fault.row) in sentence
        assert not re.search(r"\{\w*\}|fault\.", sentence)
    assert re.search("[\u4e00-\u9fff]", fault.reason("zh"))
    assert re.search(r"[.!?）)]$", fault.reason("en"))


# -- the generator itself


def test_every_flaw_kind_and_script_occurs() -> None:
    recipes = [recipe(number) for number in NUMBERS]
    assert {one.flaw for one in recipes} == {"", *FLAWS}
    assert {one.kind for one in recipes} == {"xlsx", "csv", "ods", "xls"}
    assert {one.script for one in recipes} == {"en", "zh-Hans", "zh-Hant"}
    assert {one.encoding for one in recipes} == {
        "",
        "utf-8",
        "utf-8-sig",
        "gb18030",
        "utf-16",
        "big5",
    }
    assert {one.teams for one in recipes} == {"repeated", "merged", "sheets"}
    for switch in (
        "two_rows",
        "total",
        "subtotals",
        "signatures",
        "repeated_headings",
        "blank_rows",
        "hidden_rows",
        "formulas",
        "empty_twin",
    ):
        assert {getattr(one, switch) for one in recipes if not one.flaw} == {True, False}, switch


@pytest.mark.parametrize("number", [1, 8, 23])
def test_a_number_names_one_roster(number: int, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    one, two = make(number, tmp_path / "one"), make(number, tmp_path / "two")
    assert (one.recipe, one.layout, one.outcome) == (two.recipe, two.layout, two.outcome)
