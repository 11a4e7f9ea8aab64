"""The workbench: what is done and undone leaves nothing, and every look-up sees what was done."""

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph import InputError, Org
from sanzu_graph.model.drafts import Draft
from tests import clock
from tests.strategies import organisations

DAY = datetime.datetime(2026, 1, 3)


def test_a_row_is_found_where_it_stands_now(station: Org) -> None:
    draft = Draft(station)
    (key,) = draft.find("memberships", member="M05", unit="T1")
    draft.set("memberships", key, unit="T2")
    assert draft.find("memberships", member="M05", unit="T1") == []
    assert draft.find("memberships", member="M05", unit="T2") == [key]
    assert key in draft.find("memberships", unit="T2")
    assert key not in draft.find("memberships", unit="T1")
    assert draft.row("memberships", key)["role"] == "member"


def test_who_is_gone_has_the_last_name() -> None:
    org = Org({"id": ["A", "B"], "name": ["Ann", "Bo"]}, {"id": ["T"], "layer": ["team"]}, {})
    draft = Draft(org)
    draft.set("members", 0, name="Anna")
    draft.remove("members", 0)
    draft.remove("members", 1)
    assert [draft.name("members", one) for one in "ABC"] == ["Anna", "Bo", None]
    tried = draft.copy()
    tried.remove("units", 0)
    assert draft.find("units", id="T")
    assert draft.name("units", "T") is None


def test_only_what_differs_is_in_the_edit(station: Org) -> None:
    draft = Draft(station)
    draft.set("memberships", 0, role="deputy", title="")
    draft.set("memberships", 1, role="leader")
    draft.set("memberships", 1, role="deputy")
    edit = draft.edit()
    assert edit.changed == {"memberships": {0: {"role": "deputy"}}}
    assert edit.tables == ["memberships"]


def test_a_row_added_and_removed_leaves_nothing(station: Org) -> None:
    draft = Draft(station)
    key = draft.add("duties", {"member": "M02", "unit": "T2", "duty": "support", "since": DAY})
    assert draft.find("duties", member="M02") == [key]
    assert draft.is_dated("duties")
    draft.remove("duties", key)
    assert draft.find("duties", member="M02") == []
    assert not draft.is_dated("duties")
    assert not draft.edit()


def test_a_row_removed_and_added_again_never_went(station: Org) -> None:
    draft = Draft(station)
    row = draft.row("memberships", 3)
    draft.set("memberships", 3, title="x")
    draft.remove("memberships", 3)
    assert draft.edit().removed == {"memberships": [3]}
    assert draft.add("memberships", row) == 3
    assert not draft.edit()
    assert draft.find("memberships", member=row["member"], unit=row["unit"]) == [3]


def test_twins_are_equal_rows(station: Org) -> None:
    draft = Draft(station)
    row = {"member": "M01", "unit": "T1", "duty": "report"}
    (key,) = draft.twins("duties", row)
    assert draft.cell("duties", key, "duty") == "report"
    draft.set("duties", key, since=DAY)
    assert list(draft.twins("duties", row)) == []
    assert list(draft.twins("duties", row, but=("since",))) == [key]


def test_the_day_is_the_changes_then_the_drafts_then_today(station: Org) -> None:
    today = datetime.datetime.combine(clock.today(), datetime.time())
    undated = Draft(station)
    assert undated.day("members") is None
    undated.set("members", 0, until=DAY)
    assert undated.day("members") == today
    assert undated.day("memberships") is None
    assert undated.day("memberships", "members") == today
    assert Draft(station, on="2026年1月3日").day("units") == DAY
    assert Draft(station, on="2030-01-01").day("units", on=DAY.date()) == DAY


def test_a_day_must_be_one(station: Org) -> None:
    with pytest.raises(InputError, match="“soon” is not a day"):
        Draft(station, on="soon")


@given(organisations(), st.integers(0, 2**32 - 1))
def test_a_draft_equals_rows_in_a_list(org: Org, seed: int) -> None:
    """The same edits on a plain dict of rows; the edit, made on the organisation, gives the same
    rows.
    """
    dice = random.Random(seed)
    draft, table = Draft(org), "memberships"
    rows = {key: draft.row(table, key) for key in range(len(org.memberships))}
    for _ in range(12):
        act = dice.choice(["set", "remove", "add"]) if rows else "add"
        if act == "add" and len(org.units):
            cells = {
                "member": dice.choice(["x", "y"]),
                "unit": dice.choice(org.units["id"]),
                "role": "deputy",
                "title": dice.choice(["", "t"]),
            }
            rows[draft.add(table, cells)] = cells
        elif rows:
            key = dice.choice(list(rows))
            if act == "remove":
                draft.remove(table, key)
                del rows[key]
            else:
                cells = {"unit": dice.choice(org.units["id"]), "own": dice.choice([None, "1"])}
                draft.set(table, key, cells)
                rows[key] = {**rows[key], **cells}
        for unit in org.units["id"]:
            assert sorted(draft.find(table, unit=unit)) == sorted(
                key for key, row in rows.items() if row["unit"] == unit
            )
            for role in ("leader", "deputy"):
                wanted = [
                    key for key, row in rows.items() if (row["unit"], row["role"]) == (unit, role)
                ]
                assert sorted(draft.find(table, unit=unit, role=role)) == sorted(wanted)
            assert sorted(draft.posts(unit)) == sorted(
                key
                for key, row in rows.items()
                if row["unit"] == unit
                and (row["role"] != "member" or row.get("title") not in (None, ""))
            )
    edit = draft.edit()
    kept = [
        key for key in range(len(org.memberships)) if key not in set(edit.removed.get(table, ()))
    ]
    made = [
        {**draft.row(table, key), **edit.changed.get(table, {}).get(key, {})} for key in kept
    ] + list(edit.added.get(table, ()))

    def bare(some: list[dict[str, object]]) -> list[str]:
        return sorted(
            repr(sorted((name, str(cell)) for name, cell in row.items() if cell not in (None, "")))
            for row in some
        )

    assert bare(made) == bare(list(rows.values()))
    assert draft.is_dated(table) == any(
        row.get(name) is not None for row in rows.values() for name in ("since", "until")
    )
