"""Years of service are counted from the day of hire, on the day that is asked about."""

import datetime
import random
import warnings

import pandas as pd
import pytest

import sanzu_graph as sg
from tests.io.roster_readings import Rows, frame, reading

HEAD = ["姓名", "班组", "职务", "入职日期", "师傅"]
ROWS: Rows = [
    HEAD,
    ["赵一", "一班", "班长", "2010-12-01", ""],
    ["钱二", "一班", "", "2025-11-01", "赵一"],
    ["孙三", "二班", "班长", "2024-02-29", ""],
    ["李四", "二班", "", "", ""],
]


def read(rows: Rows = ROWS) -> sg.Org:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sg.SanzuWarning)
        return sg.read_roster(frame(rows))


def whole_years(since: datetime.date, day: datetime.date) -> int:
    """By going from birthday to birthday."""
    years = 0
    while (since.year + years + 1, since.month, since.day) <= (day.year, day.month, day.day):
        years += 1
    return years


def test_years_are_counted_on_any_day() -> None:
    dice = random.Random(7)
    org = read()
    for _ in range(40):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=dice.randrange(3000))
        members = org.at(day).members
        for row in members.itertuples():
            if pd.isna(row.since):
                assert pd.isna(row.seniority_years)
            else:
                assert row.seniority_years == whole_years(row.since.date(), day), (row, day)


def test_the_roster_itself_keeps_no_years_and_comes_back_the_same() -> None:
    org = read()
    assert "seniority_years" not in org.members
    assert org.counts_years
    assert read() == org
    assert read().fingerprint == org.fingerprint
    notes = reading(frame(ROWS)).values
    told = notes[notes["field"] == "seniority_years"] if "field" in notes else notes
    assert "whole years since that day" in told.to_string()


def test_years_that_stand_in_the_roster_go_before() -> None:
    rows = [[*row, word] for row, word in zip(ROWS, ["工龄", "3", "1", "2", ""], strict=True)]
    org = read(rows)
    assert not org.counts_years
    assert org.at("2030-01-01").members["seniority_years"].dropna().tolist() == [3, 1, 2]


def test_an_audit_asks_about_mentors_on_its_day() -> None:
    org, policy = read(), sg.Policy()
    early, late = (sg.audit(org, policy, on=day, lang="en") for day in ("2026-01-01", "2036-01-01"))
    for found in (early, late):
        reasons = found.skipped["reason"]
        assert not reasons.str.contains("no column seniority_years").any()
    new = {
        one: set(one.findings.query("check == 'unmentored_member'")["entity_id"])
        for one in (early, late)
    }
    assert new[early] == {"孙三"}
    assert new[late] == set()


@pytest.mark.parametrize(
    "change",
    [
        sg.MoveMember("钱二", "team:一班", "team:二班"),
        sg.EditMember("钱二", {"since": "2000-01-01"}),
        sg.AddMember("周五", attributes={"since": "2000-01-01"}),
        sg.PairMentor("赵一", "孙三"),
        sg.RemoveMember("赵一"),
    ],
)
def test_changes_are_followed(change: sg.Change) -> None:
    found = sg.audit(read(), on="2026-11-29", lang="en")
    after = found.after(change)
    whole = sg.audit(after.whole, found.policy, on="2026-11-29", lang="en")
    pd.testing.assert_frame_equal(after.findings, whole.findings)
    pd.testing.assert_frame_equal(after.skipped, whole.skipped)
    assert after.whole.counts_years


def test_who_comes_later_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        ["姓名", "班组", "入职日期"],
        ["赵一", "一班", "2015-03-01"],
        ["钱二", "一班", "2027-03-01"],
    ]
    monkeypatch.setenv("SANZU_TODAY", "2027-02-28")
    doubt = reading(frame(rows)).doubts.iloc[0]
    assert "2027-03-01" in doubt["what"]
    assert "row 3" in doubt["where"]
    monkeypatch.setenv("SANZU_TODAY", "2027-03-01")
    assert reading(frame(rows)).doubts.empty
