"""The dates of records: read rightly in every usual spelling, or refused with row and cure."""

import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.model.column_values import period
from tests.year_strategies import years

BASE = {
    "members": {"id": ["A"]},
    "units": {"id": ["P"], "layer": ["party"]},
    "memberships": {"member": ["A"], "unit": ["P"]},
}


def dated(*dates: object, **settings: object) -> sg.Org:
    count = len(dates)
    held = {
        "id": [f"K{number}" for number in range(count)],
        "unit": ["P"] * count,
        "kind": ["safety_class"] * count,
        "date": list(dates),
    }
    return sg.Org.from_tables({**BASE, "activities": held}, **settings)


@pytest.mark.parametrize(
    ("given_date", "kept"),
    [
        ("2026-11-22", "2026-11-22"),
        ("2026/11/22", "2026-11-22"),
        ("2026年11月22日", "2026-11-22"),
        ("2026.11.22", "2026-11-22"),
        ("2026-1-2", "2026-01-02"),
        ("2024-02-29", "2024-02-29"),
        ("2026-11-22 00:00:00", "2026-11-22"),
        (" 2026-11-22 ", "2026-11-22"),
        ("2026-11", "2026-11"),
        ("2026年11月", "2026-11"),
        ("2026/11", "2026-11"),
        ("2026.11", "2026-11"),
        ("2026年3月", "2026-03"),
        ("2026-1", "2026-01"),
        ("2026.10", "2026-10"),
        ("2026.2", "2026-02"),
        (2026.11, "2026-11"),
        (datetime.date(2026, 11, 22), "2026-11-22"),
        (datetime.datetime(2026, 11, 22), "2026-11-22"),
        (pd.Period("2026-11", "M"), "2026-11"),
    ],
)
def test_days_and_months_are_read(given_date: object, kept: str) -> None:
    assert dated(given_date).activities["date"].tolist() == [kept]


@pytest.mark.parametrize(
    ("given_date", "fault", "cure"),
    [
        ("2023-02-29", "not_period", "2026-11-22"),
        ("2026-02-30", "not_period", "2026-11 where only the month is known"),
        ("2026-13", "not_period", "2026-11"),
        ("2026-00", "not_period", "2026-11"),
        ("0000-01", "not_period", "2026-11"),
        ("2026-11-22T08:00+08:00", "not_period", "without time or time zone"),
        ("2026-11-22T00:00:00Z", "not_period", "time zone"),
        ("2026-11-22 08:30", "not_period", "without time"),
        (datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC), "not_period", "time zone"),
        ("2026Q4", "not_period", "2026-11"),
        ("22/11/2026", "not_period", "2026-11-22"),
        ("soon", "not_period", "2026-11-22"),
        ("46348", "serial_date", "write 2026-11-22"),
        (46348, "serial_date", "write 2026-11-22"),
        ("2026.1", "month_unclear", "Write 2026-01 or 2026-10"),
        (2026.1, "month_unclear", "Write 2026-01 or 2026-10"),
        (None, "empty_cell", "Fill it in"),
    ],
)
def test_what_is_neither_is_refused_with_row_and_cure(
    given_date: object, fault: str, cure: str
) -> None:
    with pytest.raises(sg.SchemaError) as caught:
        dated("2026-11-22", given_date)
    (found,) = caught.value.faults
    assert (found.key, found.row, found.column) == (f"fault.{fault}", 1, "date")
    assert cure in found.describe("en")
    assert "请" in found.describe("zh")
    org = dated("2026-11-22", given_date, strict=False, lang="en")
    assert len(org.activities) == 1
    assert org.rejected[["table", "row", "column"]].to_numpy().tolist() == [
        ["activities", "1", "date"]
    ]


def test_time_zones_of_a_whole_column_are_refused() -> None:
    held = pd.DataFrame(
        {
            "id": ["K"],
            "unit": ["P"],
            "kind": ["x"],
            "date": pd.to_datetime(["2026-11-22"]).tz_localize("Asia/Shanghai"),
        }
    )
    with pytest.raises(sg.SchemaError, match="time zone"):
        sg.Org.from_tables({**BASE, "activities": held})


def test_a_column_of_days_is_read_as_days() -> None:
    frame = pd.DataFrame(
        {"id": ["K"], "unit": ["P"], "kind": ["x"], "date": pd.to_datetime(["2026-11-22"])}
    )
    assert sg.Org.from_tables({**BASE, "activities": frame}).activities["date"].tolist() == [
        "2026-11-22"
    ]


@given(st.dates(datetime.date(1000, 1, 1)))
def test_every_day_and_month_round_trips(day: datetime.date) -> None:
    for text in (day.isoformat(), f"{day:%Y-%m}"):
        assert period(text) == text
    assert period(f"{day.year}年{day.month}月{day.day}日") == day.isoformat()


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_the_records_of_a_year_round_trip(working: sg.Org, kind: str, tmp_path: Path) -> None:
    org = working.replace(
        activities=working.activities.assign(date=["2026-03", *working.activities["date"].iloc[1:]])
    )
    path = sg.write_tables(
        org,
        tmp_path / ("year.xlsx" if kind == "xlsx" else "year"),
        **({} if kind == "xlsx" else {"format": kind}),
    )
    again = sg.read_tables(path)
    assert again == org
    assert again.activities["date"].iloc[0] == "2026-03"
    assert list(again.tables()) == list(org.tables())


@given(org=years())
def test_any_year_round_trips_through_its_tables(org: sg.Org) -> None:
    assert sg.Org.from_tables(org.tables()) == org


def test_records_date_an_organisation() -> None:
    assert dated("2026-11").is_dated
    assert not sg.Org.from_tables(BASE).is_dated


def test_a_table_that_is_not_kept_is_told() -> None:
    org = sg.Org.from_tables(BASE)
    for asked in (
        lambda: org.referred("activities", "unit"),
        lambda: org.codes("activities", "kind"),
    ):
        with pytest.raises(sg.AbsentError, match="no table activities"):
            asked()


def test_positions_point_into_the_home_table(working: sg.Org) -> None:
    home = working.activities["id"].to_numpy()
    assert (
        home[working.referred("participants", "activity")] == working.participants["activity"]
    ).all()
    assert working.referred("task_events", "member")[-1] == 6
    assert working.referred("task_events", "member").min() == 0
    assert working.referred("remedies", "owner").tolist() == [3, 8]


def test_a_day_on_which_two_who_acted_are_gone_tells_their_acts_once(working: sg.Org) -> None:
    acts = pd.DataFrame(
        {
            "task": ["K1"] * 2,
            "stage": ["consult"] * 2,
            "layer": ["party"] * 2,
            "member": ["M02", "M06"],
            "date": [None, None],
        }
    )
    org = working.replace(
        members=working.members.assign(
            until=["2026-07-01" if one in ("M02", "M06") else None for one in working.members["id"]]
        )
    )
    later = org.replace(task_events=acts).at("2026-07-02")
    assert later.task_events["member"].isna().tolist() == [True]
