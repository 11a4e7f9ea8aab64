"""What is a day, and which day it is today."""

import ast
import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.model import days
from tests.speech import in_language

PACKAGE = Path(sg.__file__).parent
DAY = datetime.date(2026, 11, 22)
#: Everything that says 22 November 2026.
SAME = [
    DAY,
    datetime.datetime(2026, 11, 22),
    pd.Timestamp("2026-11-22"),
    np.datetime64("2026-11-22"),
    np.datetime64("2026-11-22T00:00:00", "ns"),
    np.str_("2026-11-22"),
    "2026-11-22",
    " 2026-11-22 ",
    "2026/11/22",
    "2026.11.22",
    "2026年11月22日",
    "2026-11-22 00:00:00",
    "2026-11-22T00:00",
]
#: Nothing of this is a day, though some of it is near one.
NO_DAY = [
    "soon",
    "",
    "2026-11",
    "2026-02-30",
    "0000-01-01",
    "2026-11-22T08:00",
    "2026-11-22T00:00+08:00",
    b"2026-11-22",
    46348,
    10**20,
    -(10**400),
    1.5,
    float("nan"),
    True,
    [],
    datetime.time(),
    datetime.datetime(2026, 11, 22, 8),
    datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC),
    pd.Timestamp(1),
    pd.NaT,
    pd.Period("2026-11", "M"),
    np.datetime64("NaT", "D"),
    np.datetime64("2026-11"),
    np.datetime64("2026-11-22T08:00"),
    np.datetime64("12026-11-22"),
    np.datetime64(2**62, "D"),
]


@pytest.mark.parametrize("value", SAME, ids=repr)
def test_a_day_is_told_in_many_ways(value: object) -> None:
    assert days.as_day(value) == days.day_of(value) == days.day_or_today(value) == DAY
    assert type(days.as_day(value)) is datetime.date
    assert days.moment_of(value) == datetime.datetime(2026, 11, 22)


@pytest.mark.parametrize("value", NO_DAY, ids=repr)
def test_what_is_no_day_is_refused_with_the_cure(value: object) -> None:
    assert days.as_day(value) is None
    has_zone = isinstance(value, datetime.datetime) and value.tzinfo is not None
    told = (
        r"has a time zone.* value\.date()" if has_zone else r"is not a day\. Write it as 2026-11-22"
    )
    with pytest.raises(sg.InputError, match=told):
        days.day_of(value)


@given(day=st.dates())
def test_every_day_is_read_back(day: datetime.date) -> None:
    assert {days.as_day(way) for way in (day, day.isoformat(), np.datetime64(day))} == {day}
    assert days.as_day(pd.Timestamp(day).as_unit("s")) == day


@given(serial=st.integers(61, 2_958_465))
def test_a_serial_number_is_the_day_that_a_spreadsheet_shows(serial: int) -> None:
    assert pd.Timestamp(days.day_of_serial(serial)) == pd.to_datetime(
        serial, unit="D", origin="1899-12-30"
    )


# -- today


def test_today_is_the_day_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANZU_TODAY")
    before, today, after = datetime.date.today(), days.today(), datetime.date.today()
    assert before <= today <= after


@pytest.mark.parametrize("pin", ["2028-02-29", " 2028年2月29日"])
def test_today_can_be_pinned(monkeypatch: pytest.MonkeyPatch, pin: str, station: sg.Org) -> None:
    monkeypatch.setenv("SANZU_TODAY", pin)
    leap = datetime.date(2028, 2, 29)
    assert days.today() == days.day_or_today() == leap
    assert days.day_for(station, None) is None
    dated = station.replace(members=station.members.assign(until="2030-01-01"))
    assert days.day_for(dated, None) == leap == sg.audit(dated, select="data").on
    assert days.day_for(dated, "2026-11-22") == DAY


@pytest.mark.parametrize(
    ("lang", "cure"),
    [("en", "Write it as 2026-11-22, or remove the variable"), ("zh", "或删除该变量")],
)
def test_a_pin_that_is_no_day_is_refused_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, lang: str, cure: str
) -> None:
    monkeypatch.setenv("SANZU_TODAY", "soon")
    with pytest.raises(sg.InputError, match=cure):
        in_language(lang, days.today)


def test_days_alone_reads_days_and_asks_for_today() -> None:
    """No other file of the package calls what reads a day, or the clock for its day."""
    asks = {"today", "now", "utcnow", "fromtimestamp", "fromisoformat", "strptime"}
    elsewhere = {
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.func.attr}"
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "model" / "days.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr in asks or node.func.attr == "to_datetime")
    }
    assert elsewhere == set()


# -- the doors


def asked(guanxi: sg.Org, on: object) -> dict[str, object]:
    """Everything public that takes a day, as it is called."""
    policy, move = sg.Policy(), sg.MoveMember("M032", "T05", "T06")
    return {
        "at": lambda: guanxi.at(on),
        "audit": lambda: sg.audit(guanxi, policy, on=on),
        "calendar": lambda: sg.routine_calendar(guanxi, policy, on=on),
        "trend": lambda: sg.plot_trend(guanxi, metrics=["mean_headcount"], on=on),
        "missed": lambda: sg.missed_routines(guanxi, policy, on=on),
        "misdated": lambda: sg.misdated_records(guanxi, today=on),
        "ranked": lambda: sg.rank_candidates(guanxi, policy, unit="U3", on=on),
        "leaders": lambda: sg.propose_leaders(guanxi, policy, on=on),
        "pairs": lambda: sg.pair_mentors(guanxi, policy, on=on),
        "balance": lambda: sg.balance_groups(guanxi, policy, on=on),
        "compare": lambda: sg.compare(guanxi, sg.Scenario("one", [move]), on=on),
        "moves": lambda: sg.best_moves(guanxi, policy, member="M032", layer="team", on=on),
        "proposal": lambda: sg.propose(guanxi, policy, on=on, solve={"time_limit": 0}),
        "scenario": lambda: sg.Scenario("one", [move], on=on).draft(guanxi),
        "change": lambda: sg.MoveMember("M032", "T05", "T06", on=on).describe(),
        "apply": lambda: sg.Scenario("one").apply(guanxi, on=on),
        "synthetic": lambda: sg.synthetic(60, on=on),
    }


DOORS = sorted(asked(None, None))


@pytest.fixture(scope="module")
def guanxi() -> sg.Org:
    return sg.read_tables("data/guanxi")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("on", ["soon", 10**20, pd.NaT, np.datetime64("2026-11")], ids=repr)
def test_a_public_door_refuses_what_is_no_day(guanxi: sg.Org, door: str, on: object) -> None:
    with pytest.raises((sg.InputError, sg.ChangeError), match="is not a day"):
        asked(guanxi, on)[door]()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_are_answered(guanxi: sg.Org, door: str, on: str) -> None:
    """Nothing but an error with a cure comes of a day at either end of the calendar."""
    try:
        asked(guanxi, on)[door]()
    except sg.SanzuError as error:
        assert str(error)  # noqa: PT017 - an answer without an error is as good


@pytest.mark.parametrize("on", [pd.Timestamp("2026-11-22"), np.datetime64("2026-11-22")], ids=repr)
def test_days_of_pandas_and_numpy_are_days(guanxi: sg.Org, on: object) -> None:
    assert sg.audit(guanxi, on=on, select="structure").on == DAY
    assert sg.MoveMember("M032", "T05", "T06", on=on).on == DAY
    assert sg.Scenario("one", on=on).on == DAY
