"""`Org` is a value: equal by content, closed to mutation, and the same on every way in."""

import datetime
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph import AbsentError, InputError, Org
from sanzu_graph.schema import CORE
from tests import oracles
from tests.breaking import added, edited, without
from tests.searching import examples
from tests.strategies import DAYS, organisations


def core(org: Org) -> dict[str, pd.DataFrame]:
    return {name: org.table(name) for name in CORE}


# -- equality


@given(org=organisations(), data=st.data())
def test_order_of_rows_and_columns_does_not_matter(org: Org, data: st.DataObject) -> None:
    tables = core(org)
    for name, frame in tables.items():
        order, headings = (
            data.draw(st.permutations(range(len(frame)))),
            data.draw(st.permutations(list(frame))),
        )
        tables[name] = frame.iloc[list(order)][headings]
    other = Org(**tables)
    assert other == org
    assert hash(other) == hash(org)


@given(org=organisations(), data=st.data())
def test_any_other_cell_makes_another_organisation(org: Org, data: st.DataObject) -> None:
    free = [
        (name, column)
        for name in CORE
        for column in org.table(name)
        if len(org.table(name)) and column in ("name", "title", "work_type", "grade", "{x}")
    ]
    if not free:
        return
    table, column = data.draw(st.sampled_from(free))
    frame = org.table(table).astype({column: object})
    row = data.draw(st.integers(0, len(frame) - 1))
    frame.iloc[row, list(frame).index(column)] = "something else"
    assert org.replace(**{table: frame}) != org


@pytest.mark.parametrize(
    ("table", "where", "cells"),
    [
        ("members", {"id": "M01"}, {"id": "M99"}),
        ("members", {"id": "M01"}, {"seniority_years": 21}),
        ("units", {"id": "U1"}, {"parent": None}),
        ("units", {"id": "S1"}, {"layer": "depot"}),
        ("memberships", {"member": "M02", "unit": "T1"}, {"role": "leader"}),
        ("relations", {"source": "M02"}, {"kind": "reports_to"}),
        ("duties", {"duty": "report"}, {"duty": "liaison"}),
    ],
)
def test_each_table_counts(
    station: Org, table: str, where: dict[str, str], cells: dict[str, Any]
) -> None:
    if "id" in cells:  # the id of a person who is in nothing
        station = added(station, "members", {"id": "M11"})
        where = {"id": "M11"}
    assert edited(station, table, where, **cells) != station


def test_a_row_more_or_less_makes_another_organisation(station: Org) -> None:
    assert without(station, "memberships", member="M04", unit="U2") != station
    assert added(station, "duties", {"member": "M02", "unit": "T1", "duty": "support"}) != station


def test_empty_and_missing_are_the_same() -> None:
    def made(**members: list) -> Org:
        return Org(
            {"id": ["A", "B"], **members},
            {"id": ["T"], "layer": ["team"]},
            {"member": ["A"], "unit": ["T"]},
        )

    assert made(grade=["", "x"]) == made(grade=[None, "x"]) == made(grade=[np.nan, "x"])
    assert made(grade=["", None]) == made() == made(since=[None, None]) == made(name=["", ""])
    assert made(grade=["", "x"]) != made(grade=["x", ""])


def test_cells_and_headings_do_not_run_together() -> None:
    def made(**members: list) -> Org:
        return Org(
            {"id": ["A", "B"], **members},
            {"id": ["T"], "layer": ["team"]},
            {"member": ["A"], "unit": ["T"]},
        )

    assert made(x=["1:a", "b"], y=["", "c"]) != made(x=["1:", "b"], y=["a", "c"])
    assert made(x=["a\n", "b"]) != made(x=["a", "\nb"])
    assert made(x=["a", "b"]) != made(y=["a", "b"])


def test_an_organisation_equals_only_organisations(station: Org) -> None:
    assert station != "Org"
    assert station == Org(**core(station))


def test_dates_and_numbers_equal_their_text() -> None:
    numbers = Org(
        {"id": ["A"], "seniority_years": [7], "since": [datetime.date(2026, 1, 1)]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    texts = Org(
        {"id": ["A"], "seniority_years": ["7.0"], "since": ["2026/1/1"]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    assert numbers == texts


# -- closed to mutation


def test_what_is_handed_out_cannot_change_the_value(station: Org) -> None:
    fresh = Org(**core(station))
    before = fresh.fingerprint
    frame = fresh.members
    frame.loc[0, "name"] = "changed"
    frame["extra"] = 1
    del fresh.tables()["units"]["name"]
    assert Org(**core(fresh)).fingerprint == before
    with pytest.raises(ValueError, match="read-only"):
        fresh.members["seniority_years"].to_numpy()[0] = 99
    with pytest.raises(ValueError, match="read-only"):
        fresh.incidence("team").members[0] = "changed"


def test_what_was_given_cannot_change_the_value(station: Org) -> None:
    given_members = station.members
    org = Org(given_members, station.units, station.memberships)
    given_members.loc[0, "name"] = "changed"
    assert org.members["name"].tolist() == station.members["name"].tolist()


def test_replace_makes_another_value(station: Org) -> None:
    before = station.fingerprint
    other = station.replace(duties=None, relations=station.relations.iloc[:1])
    assert (len(other.duties), len(other.relations), len(station.duties)) == (0, 1, 8)
    assert station.fingerprint == before
    assert station.replace() == station


# -- ways in


@examples(10)
@given(org=organisations(dated=False))
def test_polars_and_arrow_come_in_as_pandas_does(org: Org) -> None:
    own = {name: frame.astype("str").fillna("") for name, frame in core(org).items()}
    expected = Org(**own)
    assert (
        Org(
            **{
                name: pl.DataFrame(
                    {column: frame[column].tolist() for column in frame},
                    schema=dict.fromkeys(frame, pl.String),
                )
                for name, frame in own.items()
            }
        )
        == expected
    )
    assert (
        Org(
            **{
                name: pa.table(
                    {column: pa.array(frame[column].tolist(), pa.string()) for column in frame}
                )
                for name, frame in own.items()
            }
        )
        == expected
    )


def test_typed_polars_columns_come_in() -> None:
    members = pl.DataFrame(
        {"id": ["A", "B"], "seniority_years": [1, None], "since": [datetime.date(2026, 1, 1), None]}
    )
    org = Org(
        members,
        pl.DataFrame({"id": ["T"], "layer": ["team"]}),
        pa.table({"member": ["A"], "unit": ["T"]}),
    )
    assert org == Org(
        {"id": ["A", "B"], "seniority_years": [1, np.nan], "since": ["2026-01-01", None]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"]},
    )


def test_integer_ids_become_text_and_text_keeps_its_zeros() -> None:
    org = Org({"id": [7, 8]}, {"id": ["007"], "layer": ["team"]}, {"member": [7], "unit": ["007"]})
    assert org.members["id"].tolist() == ["7", "8"]
    assert org.units["id"].tolist() == ["007"]


def test_categories_and_odd_indexes_come_in() -> None:
    members = pd.DataFrame({"id": pd.Categorical(["NA", "null"])}, index=[5, 5])
    org = Org(
        members, {"id": ["空"], "layer": ["team"]}, {"member": ["NA", "null"], "unit": ["空", "空"]}
    )
    assert org.members["id"].tolist() == ["NA", "null"]


def test_optional_tables_are_empty_where_not_given() -> None:
    org = Org({"id": ["A"]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    assert list(org.activities) == ["id", "unit", "kind", "date"]
    assert set(org.tables()) == set(CORE)
    assert org.source is None


# -- how it shows itself


def test_repr_counts() -> None:
    org = Org(
        {"id": ["A"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": ["A"], "unit": ["T"]},
        {"source": ["A"], "target": ["A"], "kind": ["mentors"]},
    )
    assert repr(org) == "Org(1 member, 2 units in 2 layers, 1 membership, 1 relation)"
    assert "2 rows set aside" in repr(
        Org({"id": ["A"] * 3}, {"id": [], "layer": []}, {"member": [], "unit": []}, strict=False)
    )


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{0}", '"><img src=x>', "\u202eabc", "长" * 300]
)
def test_html_holds_no_markup_of_others(name: str) -> None:
    org = Org(
        {"id": ["A"], "name": [name]},
        {"id": ["T"], "name": [name], "layer": [name]},
        {"member": ["A"], "unit": ["T"]},
    )
    shown = org._repr_html_()
    assert "<script" not in shown
    assert "<img" not in shown
    assert escape(name) in shown


# -- columns as integers and numbers


def test_codes_count_spellings_as_one() -> None:
    org = Org(
        {"id": list("ABCD"), "political_status": ["党员", "party_member", None, "群众"]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    codes, values = org.codes("members", "political_status")
    assert codes.tolist() == [0, 0, -1, 1]
    assert values.tolist() == ["party_member", "non_member"]


def test_numbers_are_read_from_text() -> None:
    org = Org(
        {
            "id": list("ABCD"),
            "grade": ["3", "x", None, "2.5"],
            "seniority_years": [1, None, 2.5, 0],
        },
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    np.testing.assert_array_equal(org.numbers("members", "grade"), [3, np.nan, np.nan, 2.5])
    np.testing.assert_array_equal(org.numbers("members", "seniority_years"), [1, np.nan, 2.5, 0])


@pytest.mark.parametrize("ask", ["codes", "numbers"])
def test_an_absent_column_is_refused(station: Org, ask: str) -> None:
    with pytest.raises(AbsentError, match="salary"):
        getattr(station, ask)("members", "salary")


# -- on one day


@given(
    org=organisations(),
    day=st.sampled_from([*DAYS, datetime.date(2025, 12, 31), datetime.date(2026, 2, 1)]),
)
def test_the_organisation_on_a_day_equals_the_oracle(org: Org, day: datetime.date) -> None:
    found = org.at(day)
    for table, expected in oracles.on_day(org, pd.Timestamp(day)).items():
        assert oracles.rows(found, table) == expected, table
    assert found.at(day) == found


def test_since_is_in_force_and_until_is_not() -> None:
    org = Org(
        {"id": ["A"], "since": ["2026-01-02"], "until": ["2026-01-04"]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    assert [len(org.at(f"2026-01-0{day}").members) for day in (1, 2, 3, 4)] == [0, 1, 1, 0]


def test_what_hangs_on_others_goes_with_them() -> None:
    org = Org(
        {"id": ["A", "B"], "until": ["2026-01-01", None]},
        {
            "id": ["S", "T"],
            "layer": ["station", "team"],
            "parent": [None, "S"],
            "until": ["2026-01-01", None],
        },
        {"member": ["A", "B", "B"], "unit": ["T", "T", "S"]},
        {"source": ["A", "B"], "target": ["B", "B"], "kind": ["mentors", "coaches"]},
        {"member": ["A"], "unit": ["T"], "duty": ["report"]},
        activities={
            "id": ["K1", "K2"],
            "unit": ["S", "T"],
            "kind": ["safety_class"] * 2,
            "date": ["2025-01-01"] * 2,
        },
        participants={"activity": ["K1", "K2", "K2"], "member": ["B", "A", "B"]},
        remedies={"activity": ["K2"], "problem": ["x"], "owner": ["A"]},
    )
    later = org.at("2026-01-01")
    assert later.units["parent"].isna().tolist() == [True]
    assert {
        name: len(later.table(name))
        for name in ("memberships", "relations", "duties", "activities", "participants", "remedies")
    } == {
        "memberships": 1,
        "relations": 1,
        "duties": 0,
        "activities": 1,
        "participants": 1,
        "remedies": 1,
    }
    assert later.remedies["owner"].isna().tolist() == [True]


def test_rows_that_come_to_be_equal_are_one() -> None:
    members = {"id": ["A", "B"], "until": ["2026-02-01", None]}
    activities = {"id": ["a"], "unit": ["T"], "kind": ["safety_class"], "date": ["2026-01-05"]}
    remedies = {"activity": ["a", "a"], "problem": ["x", "x"], "owner": ["A", None]}
    units = {"id": ["T"], "layer": ["team"]}
    org = Org(
        members, units, {"member": ["B"], "unit": ["T"]}, activities=activities, remedies=remedies
    )
    assert len(org.at("2026-03-01").remedies) == 1
    assert len(org.at("2026-01-31").remedies) == 2


@pytest.mark.parametrize("date", ["soon", "2026-02", None, 46348, datetime.datetime(2026, 1, 1, 8)])
def test_what_is_no_day_is_refused(station: Org, date: object) -> None:
    with pytest.raises(InputError):
        station.at(date)


def test_dated_or_not(station: Org) -> None:
    assert not station.is_dated
    assert not station.replace(members=station.members.assign(until=pd.NaT)).is_dated
    assert station.replace(members=station.members.assign(until="2030-01-01")).is_dated


def test_an_organisation_without_units_says_so():
    empty = Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []})
    with pytest.raises(AbsentError) as caught:
        empty.pairs("team")
    assert "no units" in caught.value.describe("en")
    assert "没有任何单元" in caught.value.describe("zh")


def test_a_heading_in_place_of_a_layer_is_told_with_the_name() -> None:
    org = Org(
        {"id": ["A"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": ["A", "A"], "unit": ["T", "P"]},
    )
    with pytest.raises(AbsentError) as caught:
        org.incidence("党小组")
    assert caught.value.describe("zh").endswith("请写该层的名称：party。")
    assert caught.value.describe("en").endswith("Write its name: party.")
    with pytest.raises(AbsentError, match="It has team, party"):
        org.incidence("choir")
