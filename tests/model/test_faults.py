"""What is no organisation is refused with every fault at once, or set aside row by row; nothing is
lost.
"""

import datetime
import json
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph import AbsentError, Org, SchemaError
from sanzu_graph.model.cleaning import _clean_column, clean_cell
from sanzu_graph.model.flaws import Place
from sanzu_graph.schema import TABLES, columns

SOUND: dict[str, Any] = {
    "members": {"id": ["M1", "M2"], "name": ["An", "Bo"]},
    "units": {"id": ["T1", "T2"], "layer": ["team", "team"], "parent": [None, "T1"]},
    "memberships": {"member": ["M1", "M2"], "unit": ["T1", "T1"], "role": ["leader", ""]},
    "relations": {"source": ["M1"], "target": ["M2"], "kind": ["mentors"]},
    "duties": {"member": ["M1"], "unit": ["T1"], "duty": ["report"]},
}
ACTIVITY = {"id": ["K1"], "unit": ["T1"], "kind": ["safety_class"], "date": ["2026-01-31"]}
TASK = {"id": ["X1"], "unit": ["T1"], "scope": ["common"]}
#: Texts as they stand in one cell.
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "M1", "007", " M1", "leader", "班长", "nan", "2026-11-30", "\u3000甲"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)

#: One fault each: the table and columns given, then key, row, column and value of the only fault.
FAULTS = {
    "missing heading": ("memberships", {"member": ["M1"]}, ("missing_heading", None, "unit", "")),
    "look-alike heading in Chinese": (
        "relations",
        {"师傅": ["M1"], "target": ["M2"], "kind": ["mentors"]},
        ("missing_heading_alike", None, "source", ""),
    ),
    "look-alike heading in another case": (
        "units",
        {"id": ["T1", "T2"], "Layer ": ["team", "team"]},
        ("missing_heading_alike", None, "layer", ""),
    ),
    "repeated id": ("members", {"id": ["M1", "M2", "M1"]}, ("repeated_id", 2, "id", "M1")),
    "repeated unit": (
        "units",
        {"id": ["T1", "T2", "T2"], "layer": ["team"] * 3},
        ("repeated_id", 2, "id", "T2"),
    ),
    "unknown member": (
        "memberships",
        {"member": ["M1", "M9"], "unit": ["T1", "T1"]},
        ("dangling", 1, "member", "M9"),
    ),
    "unknown unit": (
        "duties",
        {"member": ["M1"], "unit": ["T9"], "duty": ["report"]},
        ("dangling", 0, "unit", "T9"),
    ),
    "unknown parent": (
        "units",
        {"id": ["T1", "T2"], "layer": ["team"] * 2, "parent": ["T9", ""]},
        ("dangling", 0, "parent", "T9"),
    ),
    "unknown apprentice": (
        "relations",
        {"source": ["M1"], "target": ["M9"], "kind": ["mentors"]},
        ("dangling", 0, "target", "M9"),
    ),
    "a member where a unit is needed": (
        "memberships",
        {"member": ["M1"], "unit": ["M2"]},
        ("dangling", 0, "unit", "M2"),
    ),
    "equal rows": (
        "memberships",
        {"member": ["M1", "M1"], "unit": ["T1", "T1"], "role": ["", "member"]},
        ("equal_rows", 1, "", ""),
    ),
    "role in another case": (
        "memberships",
        {"member": ["M1"], "unit": ["T1"], "role": ["Leader"]},
        ("other_spelling", 0, "role", "Leader"),
    ),
    "role in Chinese": (
        "memberships",
        {"member": ["M1"], "unit": ["T1"], "role": ["组长"]},
        ("other_spelling", 0, "role", "组长"),
    ),
    "kind in Chinese": (
        "relations",
        {"source": ["M1"], "target": ["M2"], "kind": ["师带徒"]},
        ("other_spelling", 0, "kind", "师带徒"),
    ),
    "duty in Chinese": (
        "duties",
        {"member": ["M1"], "unit": ["T1"], "duty": ["参与权"]},
        ("other_spelling", 0, "duty", "参与权"),
    ),
    "empty layer": (
        "units",
        {"id": ["T1", "T2"], "layer": ["team", ""]},
        ("empty_cell", 1, "layer", ""),
    ),
    "missing id": ("members", {"id": ["M1", "M2", None]}, ("empty_cell", 2, "id", "")),
    "float ids in a column of their own": (
        "members",
        {"id": ["M1", "M2", 7.0]},
        ("not_text", 2, "id", "7.0"),
    ),
    "truth as id": ("members", {"id": ["M1", "M2", True]}, ("not_text", 2, "id", "True")),
    "not a number": (
        "members",
        {"id": ["M1", "M2"], "seniority_years": ["3", "three"]},
        ("not_number", 1, "seniority_years", "three"),
    ),
    "number with a unit": (
        "members",
        {"id": ["M1", "M2"], "seniority_years": ["3", "3年"]},
        ("not_number", 1, "seniority_years", "3年"),
    ),
    "no finite number": (
        "members",
        {"id": ["M1", "M2"], "seniority_years": [3, np.inf]},
        ("not_number", 1, "seniority_years", "inf"),
    ),
    "not a day": (
        "members",
        {"id": ["M1", "M2"], "since": ["2026-02-30", None]},
        ("not_date", 0, "since", "2026-02-30"),
    ),
    "a month": (
        "members",
        {"id": ["M1", "M2"], "until": ["2026-02", None]},
        ("not_date", 0, "until", "2026-02"),
    ),
    "a time of day": (
        "members",
        {"id": ["M1", "M2"], "until": [pd.Timestamp("2026-02-01 08:00"), None]},
        ("not_date", 0, "until", "2026-02-01 08:00:00"),
    ),
    "serial date as text": (
        "members",
        {"id": ["M1", "M2"], "since": ["46348", None]},
        ("serial_date", 0, "since", "46348"),
    ),
    "serial date as number": (
        "members",
        {"id": ["M1", "M2"], "since": [46348.0, None]},
        ("serial_date", 0, "since", "46348.0"),
    ),
    "padded id": ("members", {"id": ["M1", "M2", " 1e5"]}, ("padded", 2, "id", " 1e5")),
    "padded layer": (
        "units",
        {"id": ["T1", "T2"], "layer": ["team", "team "]},
        ("padded", 1, "layer", "team "),
    ),
    "unknown stage": (
        "task_events",
        {"task": ["X1"], "stage": ["dream"], "layer": ["team"]},
        ("unknown_value", 0, "stage", "dream"),
    ),
    "stage in Chinese": (
        "task_events",
        {"task": ["X1"], "stage": ["部署"], "layer": ["team"]},
        ("other_spelling", 0, "stage", "部署"),
    ),
    "unknown scope": ("tasks", {**TASK, "scope": ["both"]}, ("unknown_value", 0, "scope", "both")),
    "unknown participant": (
        "participants",
        {"activity": ["K1"], "member": ["M9"]},
        ("dangling", 0, "member", "M9"),
    ),
    "unknown activity": (
        "participants",
        {"activity": ["K9"], "member": ["M1"]},
        ("dangling", 0, "activity", "K9"),
    ),
    "repeated activity": (
        "activities",
        {name: cell * 2 for name, cell in ACTIVITY.items()},
        ("repeated_id", 1, "id", "K1"),
    ),
    "equal participants": (
        "participants",
        {"activity": ["K1", "K1"], "member": ["M1", "M1"]},
        ("equal_rows", 1, "", ""),
    ),
}


def given_tables(table: str, columns: dict[str, list]) -> dict[str, Any]:
    return {**SOUND, "activities": ACTIVITY, "tasks": TASK, table: columns}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_place_and_cure(name: str) -> None:
    table, columns, (key, row, column, value) = FAULTS[name]
    with pytest.raises(SchemaError) as caught:
        Org(**given_tables(table, columns))
    (fault,) = caught.value.faults
    assert (fault.key, fault.table, fault.row, fault.column, fault.value) == (
        f"fault.{key}",
        table,
        row,
        column,
        value,
    )
    for lang in ("en", "zh"):
        told = caught.value.describe(lang)
        assert table in told
        assert column in told
        assert value in told
        assert "{" not in told
    assert "请" in fault.reason("zh")


@pytest.mark.parametrize("name", [name for name in FAULTS if FAULTS[name][2][1] is not None])
def test_a_faulty_row_is_set_aside(name: str) -> None:
    table, columns, (key, row, column, value) = FAULTS[name]
    org = Org(**given_tables(table, columns), strict=False, lang="zh")
    first = org.rejected.fillna("").iloc[0]
    assert (first["table"], first["row"], first["column"], first["value"], first["fault"]) == (
        table,
        str(row),
        column,
        value,
        key,
    )
    assert "请" in first["reason"]
    assert set(json.loads(first["record"])) == set(columns)


@pytest.mark.parametrize("name", [name for name in FAULTS if FAULTS[name][2][1] is None])
def test_a_faulty_heading_is_refused_even_leniently(name: str) -> None:
    table, columns, _ = FAULTS[name]
    with pytest.raises(SchemaError):
        Org(**given_tables(table, columns), strict=False)


def test_sound_tables_have_no_fault() -> None:
    assert len(Org(**SOUND, activities=ACTIVITY, tasks=TASK).rejected) == 0


def test_a_missing_table_is_a_fault() -> None:
    with pytest.raises(SchemaError) as caught:
        Org.from_tables({"members": SOUND["members"], "units": SOUND["units"]})
    assert [(fault.key, fault.table) for fault in caught.value.faults] == [
        ("fault.missing_table", "memberships")
    ]


def test_a_repeated_heading_is_a_fault_also_beside_others() -> None:
    with pytest.raises(SchemaError) as caught:
        Org(
            pd.DataFrame([["M1", "x"], [None, "y"]], columns=["id", "id"]),
            SOUND["units"],
            {"member": ["M1"], "unit": ["T1"]},
        )
    assert {fault.key for fault in caught.value.faults} == {
        "fault.repeated_heading",
        "fault.empty_cell",
    }


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(AbsentError, match="memberhips"):
        Org(**SOUND, memberhips=SOUND["memberships"])
    with pytest.raises(AbsentError, match="memberhips"):
        Org(**SOUND).replace(memberhips=SOUND["memberships"])
    with pytest.raises(AbsentError, match="memberhips"):
        Org(**SOUND).table("memberhips")


def test_references_to_a_table_that_is_not_there_dangle() -> None:
    with pytest.raises(SchemaError) as caught:
        Org(**SOUND, participants={"activity": ["K1"], "member": ["M1"]})
    assert [(fault.key, fault.column) for fault in caught.value.faults] == [
        ("fault.dangling", "activity")
    ]


@pytest.mark.parametrize(
    ("given_id", "known"),
    [("m1", "M1"), ("Ｍ１", "M1"), (" M1 ", "M1"), ("7", "007"), ("7.0", "007")],
)
def test_a_dangling_id_hints_at_a_similar_one(given_id: str, known: str) -> None:
    with pytest.raises(SchemaError, match=f"did you mean “{known}”"):
        Org({"id": [known]}, SOUND["units"], {"member": [given_id], "unit": ["T1"]}, lang="en")


def test_parents_in_a_circle_are_told_with_the_circle() -> None:
    circle = {"id": ["A", "B", "C", "D"], "layer": ["team"] * 4, "parent": ["B", "A", "A", "C"]}
    with pytest.raises(SchemaError) as caught:
        Org({"id": []}, circle, {"member": [], "unit": []})
    assert [(fault.key, fault.row) for fault in caught.value.faults] == [
        ("fault.parent_cycle", 0),
        ("fault.parent_cycle", 1),
    ]
    assert "A → B → A" in str(caught.value)


def test_a_unit_may_not_be_its_own_parent() -> None:
    with pytest.raises(SchemaError, match="A → A"):
        Org(
            {"id": []},
            {"id": ["A"], "layer": ["team"], "parent": ["A"]},
            {"member": [], "unit": []},
        )


def test_all_faults_come_at_once_with_five_of_a_kind_shown() -> None:
    tables = {
        "members": {"id": ["M1", "M1", " M2", None], "since": ["46348", "soon", None, None]},
        "units": {"id": ["T1"], "层": ["team"]},
        "memberships": {
            "member": [f"X{number}" for number in range(9)],
            "unit": ["T1"] * 9,
            "role": ["Leader"] + [""] * 8,
        },
    }
    with pytest.raises(SchemaError) as caught:
        Org(**tables)
    kinds = Counter(fault.key.removeprefix("fault.") for fault in caught.value.faults)
    assert kinds == {
        "repeated_id": 1,
        "padded": 1,
        "empty_cell": 1,
        "serial_date": 1,
        "not_date": 1,
        "missing_heading_alike": 1,
        "dangling": 9,
        "other_spelling": 1,
    }
    english, chinese = caught.value.describe("en"), caught.value.describe("zh")
    assert "16 to mend" in english
    assert "and 4 more like this" in english
    assert "另有 4 处同类问题" in chinese
    assert ("2026-11-22" in english, "2026-11-22" in chinese) == (True, True)
    assert (english.count("“X"), chinese.count("“X")) == (5, 5)
    frame = caught.value.to_frame("zh")
    assert list(frame) == ["table", "place", "row", "column", "value", "reason"]
    assert len(frame) == 16


def test_faults_name_the_row_of_the_file() -> None:
    places = {"members": Place("花名册.xlsx", np.array([5, 9]))}
    with pytest.raises(SchemaError) as caught:
        Org.from_tables(
            {
                **SOUND,
                "members": {"id": ["M1", "M1"]},
                "memberships": {"member": [], "unit": []},
                "relations": None,
                "duties": None,
            },
            places=places,
        )
    assert "花名册.xlsx, row 9, column id" in caught.value.describe("en")
    assert "第 5 行" in caught.value.describe("zh")


def test_the_language_of_an_error_can_be_chosen() -> None:
    with pytest.raises(SchemaError, match="需要改正"):
        Org({"id": [None]}, SOUND["units"], {"member": [], "unit": []}, lang="zh")


def test_rows_that_hang_on_rejected_rows_go_with_them() -> None:
    org = Org(
        {"id": ["M1", "M2 "]},
        {"id": ["A", "B"], "layer": ["team", None], "parent": ["B", None]},
        {"member": ["M1", "M2 ", "M1"], "unit": ["A", "A", "B"]},
        strict=False,
    )
    assert org.rejected[["table", "row", "fault"]].to_numpy().tolist() == [
        ["members", "1", "padded"],
        ["units", "1", "empty_cell"],
        ["units", "0", "dangling"],
        ["memberships", "1", "dangling"],
        ["memberships", "2", "dangling"],
        ["memberships", "0", "dangling"],
    ]
    assert [len(org.table(name)) for name in ("members", "units", "memberships")] == [1, 0, 0]


def test_rows_rejected_before_are_kept() -> None:
    first = Org({"id": ["M1", "M1"]}, SOUND["units"], {"member": [], "unit": []}, strict=False)
    again = first.replace(members={"id": ["M2"], "name": ["An"]})
    assert (
        again.rejected["record"].tolist() == first.rejected["record"].tolist() == ['{"id": "M1"}']
    )


LOOSE = st.sampled_from(["A", "B", "a", "A ", "", None, "007", "7"])


@given(
    st.lists(LOOSE, max_size=5),
    st.lists(st.tuples(LOOSE, st.sampled_from(["team", "", " team"]), LOOSE), max_size=5),
    st.lists(
        st.tuples(
            LOOSE,
            LOOSE,
            st.sampled_from(["leader", "Leader", "", "own"]),
            st.sampled_from([None, "2026-01-01", "x"]),
        ),
        max_size=6,
    ),
)
def test_a_lenient_reading_loses_no_row(members: list, units: list, memberships: list) -> None:
    tables = {
        "members": pd.DataFrame({"id": members}, dtype=object),
        "units": pd.DataFrame(units, columns=["id", "layer", "parent"], dtype=object),
        "memberships": pd.DataFrame(
            memberships, columns=["member", "unit", "role", "since"], dtype=object
        ),
    }
    org = Org(**tables, strict=False)
    aside = Counter(org.rejected["table"])
    for name, given_table in tables.items():
        kept = Counter(org.table(name)[given_table.columns[0]])
        back = Counter(
            json.loads(record)[given_table.columns[0]]
            for record in org.rejected.loc[org.rejected["table"] == name, "record"]
        )
        assert len(given_table) == len(org.table(name)) + aside[name]
        assert kept + back == Counter(given_table.iloc[:, 0].fillna(""))
        assert len(set(org.rejected.loc[org.rejected["table"] == name, "row"])) == aside[name]
    strict = Org(**{name: org.table(name) for name in tables})
    assert strict == org


def test_dates_are_read_in_the_usual_spellings() -> None:
    spellings = [
        "2026-03-01",
        "2026/3/1",
        "2026.3.1",
        "2026年3月1日",
        "2026-03-01 00:00:00",
        datetime.date(2026, 3, 1),
        pd.Timestamp("2026-03-01"),
    ]
    org = Org(
        {"id": [f"M{number}" for number in range(7)], "since": spellings},
        SOUND["units"],
        {"member": [], "unit": []},
    )
    assert org.members["since"].unique().tolist() == [pd.Timestamp("2026-03-01")]


def test_own_roles_kinds_and_statuses_are_free() -> None:
    org = Org(
        {"id": ["M1"], "political_status": ["民革党员"]},
        {"id": ["T"], "layer": ["guild"]},
        {"member": ["M1"], "unit": ["T"], "role": ["secretary"]},
        {"source": ["M1"], "target": ["M1"], "kind": ["admires"]},
        {"member": ["M1"], "unit": ["T"], "duty": ["water plants"]},
    )
    assert org.memberships["role"].tolist() == ["secretary"]


@pytest.mark.parametrize("framed", [False, True])
def test_half_a_character_is_a_fault(framed):
    members = {"id": ["A"], "name": ["\ud83d"]}
    given = (
        pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in members.items()})
        if framed
        else members
    )
    with pytest.raises(SchemaError) as error:
        Org(given, {"id": [], "layer": []}, {"member": [], "unit": []})
    assert [(fault.table, fault.key) for fault in error.value.faults] == [
        ("members", "fault.not_unicode")
    ]


@given(st.sampled_from([(table, name) for table in TABLES for name in columns(table)]), CELLS)
def test_one_cell_is_cleaned_as_its_column(place: tuple[str, str], value: str) -> None:
    table, name = place
    cells, flaws = _clean_column(table, columns(table)[name], pd.Series([value], dtype=object))
    cell, fault = clean_cell(table, name, value)
    assert cell == (None if pd.isna(cells.iloc[0]) else cells.iloc[0])
    assert (fault and fault.key) == next((flaw.key for flaw in flaws), None)
