"""A pass and a fail for every check of the working year: the sound half-year, broken one way."""

import datetime

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import Limit, Org, Policy, Routine
from sanzu_graph.checks.found import COLUMNS
from sanzu_graph.checks.registry import all_checks, singular
from tests.breaking import added, edited, without
from tests.checks.test_examples import CASES as OTHERS
from tests.conftest import WORKING_DAY


def duty(member: str, unit: str, name: str) -> dict[str, str]:
    return {"member": member, "unit": unit, "duty": name}


def act(stage: str, layer: str, date: str | None = None, task: str = "K1") -> dict[str, str | None]:
    return {"task": task, "stage": stage, "layer": layer, "member": None, "date": date}


def left(org: Org, member: str, day: str) -> Org:
    """The organisation with somebody gone from a day on."""
    return edited(
        org.replace(members=org.members.assign(until=None)), "members", {"id": member}, until=day
    )


PROBLEM = {
    "activity": "safety_analysis-5",
    "problem": "leak",
    "remedy": None,
    "owner": "M04",
    "due": None,
    "done": None,
}
#: Check → its arguments, how the half-year is broken, and the findings: id, value, limit and the
#: check's own columns.
CASES = {
    "missed_routines": (
        {},
        lambda org: without(org, "activities", id="safety_class-4"),
        [("P1", 0, 1, "safety_class", "2026-04")],
    ),
    "late_routines": (
        {},
        lambda org: edited(org, "activities", {"id": "safety_class-4"}, date="2026-04-28"),
        [("P1", 3, 0, "safety_class", "2026-04", "2026-04-28")],
    ),
    "unreached_members": (
        {},
        lambda org: org.replace(
            participants=org.participants[(org.participants["member"] != "M08")]
        ),
        [("M08", 5, 4, "heart_to_heart", "")],
    ),
    "stale_logs": (
        {},
        lambda org: org.replace(
            activities=org.activities[org.activities["date"] < "2026-05"],
            participants=None,
            remedies=None,
        ),
        [("activities", 2, 0, "2026-04-12")],
    ),
    "overdue_remedies": (
        {"most_days": 30},
        lambda org: added(
            edited(org, "remedies", {"problem": "worn rope"}, due="2026-07-10"), "remedies", PROBLEM
        ),
        [
            ("P1", 5, 0, "safety_analysis-6", "worn rope", "", "M09", "2026-07-10", 35),
            ("P1", 66, 30, "safety_analysis-5", "leak", "", "M04", "", 66),
        ],
    ),
    "ownerless_remedies": (
        {},
        lambda org: added(left(org, "M09", "2026-07-01"), "remedies", {**PROBLEM, "owner": None}),
        [
            ("P1", 0, 1, "safety_analysis-5", "leak", "", "", "nobody"),
            ("P1", 0, 1, "safety_analysis-6", "worn rope", "", "M09", "left"),
        ],
    ),
    "unheld_powers": (
        {},
        lambda org: added(
            edited(
                edited(
                    without(
                        without(org, "duties", unit="T2", duty="report"),
                        "duties",
                        unit="T2",
                        duty="recommend",
                    ),
                    "duties",
                    {"unit": "T2", "duty": "participate"},
                    member="M02",
                ),
                "duties",
                {"unit": "T1", "duty": "report"},
                member="M05",
            ),
            "duties",
            duty("M05", "T2", "recommend"),
        ),
        [
            ("T2", 0, 1, "participate", "moved", "M02"),
            ("T2", 0, 1, "report", "nobody", ""),
            ("T2", 0, 1, "recommend", "moved", "M05"),
        ],
    ),
    "stray_powers": (
        {},
        lambda org: added(org, "duties", duty("M02", "T1", "report")),
        [("M02", 0, 1, "T1", "report")],
    ),
    "unsupported_teams": (
        {},
        lambda org: without(org, "duties", unit="T2", duty="support"),
        [("T2", 0, 1)],
    ),
    "overloaded_supporters": (
        {"limit": 2},
        lambda org: added(
            added(org, "units", {"id": "T3", "layer": "team"}),
            "duties",
            duty("M01", "T3", "support"),
        ),
        [("M01", 3, 2)],
    ),
    "unconsulted_tasks": (
        {},
        lambda org: without(org, "task_events", stage="consult", layer="union"),
        [("T1", 0, 1, "K1", "safety")],
    ),
    "unassured_tasks": (
        {},
        lambda org: without(org, "task_events", stage="assure"),
        [("T1", 0, 1, "K1", "safety")] * 2,
    ),
    "skipped_stages": (
        {},
        lambda org: without(org, "task_events", stage="inspect", layer="party"),
        [("T1", 0, 1, "K1", "inspect", "safety")],
    ),
    "disordered_stages": (
        {},
        lambda org: edited(
            org, "task_events", {"stage": "consult", "layer": "union"}, date="2026-03-05"
        ),
        [("T1", 2, 0, "K1", "assign", "consult", "safety")],
    ),
    "solo_tasks": (
        {},
        lambda org: org.replace(task_events=org.task_events[(org.task_events["layer"] == "team")]),
        [("T1", 1, 2, "K1", "safety")],
    ),
    "overjoint_tasks": (
        {},
        lambda org: added(org, "task_events", act("inspect", "party", task="K2")),
        [("T2", 2, 1, "K2", "production")],
    ),
    "contactless_members": (
        {},
        lambda org: without(org, "duties", unit="T2", duty="support"),
        [("M08", 0, 1, "nobody", ""), ("M09", 0, 1, "nobody", ""), ("M10", 0, 1, "nobody", "")],
    ),
    # M01 is responsible for the team, the party group, and everybody outside the party; M04 is
    # away.
    "overloaded_contacts": ({"limit": 6}, lambda org: org, [("M01", 8, 6)]),
    "misdated_records": (
        {},
        lambda org: added(
            added(
                org,
                "activities",
                {"id": "K9", "unit": "P1", "kind": "safety_class", "date": "2026-08"},
            ),
            "remedies",
            {**PROBLEM, "due": "2026-05-01", "done": "2026-08-01"},
        ),
        [
            ("P1", 17, 0, "activities", 21, "date", "future", "2026-08-01"),
            ("P1", 9, 0, "remedies", 2, "due", "before_found", "2026-05-01"),
            ("P1", 17, 0, "remedies", 2, "done", "future", "2026-08-01"),
        ],
    ),
}
#: Five whole months without since the log began; the shipped six would need a longer one.
CASES["unreached_members"][0]["policy"] = Policy(
    routines=(Routine("party", "heart_to_heart", reach=Limit(4)),)
)


def asked(name: str, org: Org, **arguments: object) -> pd.DataFrame:
    day = {"today" if name == "misdated_records" else "on": WORKING_DAY}
    return getattr(sg, name)(org, **arguments, **day)


def test_every_check_has_its_example() -> None:
    assert set(CASES) | set(OTHERS) == {made.name for made in all_checks().values()}
    of_a_day = {made.name for made in all_checks().values() if made.history}
    assert of_a_day - {"absent_managers"} == set(CASES) - {"misdated_records"}


@pytest.mark.parametrize("name", CASES)
def test_the_sound_half_year_passes(working: Org, name: str) -> None:
    found = asked(name, working)
    assert found.empty
    assert list(found)[: len(COLUMNS)] == list(COLUMNS)


@pytest.mark.parametrize("name", CASES)
def test_the_broken_half_year_fails(working: Org, name: str) -> None:
    arguments, broken, expected = CASES[name]
    found = asked(name, broken(working), **arguments)
    told = found[["entity_id", "value", "limit", *found.columns[len(COLUMNS) :]]]
    assert sorted(told.itertuples(index=False, name=None), key=str) == sorted(expected, key=str)
    assert set(found["check"]) == {singular(name)}


def test_the_half_year_is_sound_to_the_last_note(working: Org) -> None:
    found = sg.audit(working, on=WORKING_DAY)
    assert found.findings.empty
    assert found.skipped.empty
    assert (
        found.metrics.set_index("metric")["value"]
        .filter(regex="kept|joint|on_time|reached|held|supported|contact")
        .eq(1)
        .all()
    )


@pytest.mark.parametrize(
    "table", ["activities", "participants", "remedies", "tasks", "task_events"]
)
def test_who_keeps_no_table_is_not_accused(working: Org, table: str) -> None:
    behind = {"activities": ["participants", "remedies"], "tasks": ["task_events"]}.get(table, [])
    org = working.replace(**dict.fromkeys([table, *behind]))
    found = sg.audit(org, on=WORKING_DAY, lang="en")
    assert found.findings.empty
    assert found.skipped["reason"].str.contains("keeps no table").all()
    assert len(found.skipped)


def test_who_keeps_an_empty_log_has_held_nothing(working: Org) -> None:
    org = working.replace(activities=working.activities.iloc[:0], participants=None, remedies=None)
    missed = sg.missed_routines(org, on=WORKING_DAY)
    assert len(missed) == 3 * 12
    assert missed["period"].min() == "2025-07"
    assert sg.stale_logs(org, on=WORKING_DAY).empty


def test_a_single_power_or_layer_may_stand_alone(working: Org) -> None:
    report = working.duties.index[working.duties["duty"] == "report"]
    org = working.replace(duties=working.duties.drop(report[0]))
    for name, value in (("powers", "report"), ("groups", "party")):
        alone, listed = (
            sg.unheld_powers(org, on=WORKING_DAY, **{name: given}) for given in (value, [value])
        )
        assert alone.equals(listed)
        assert set(alone["power"]) == {"report"}


def test_who_records_no_powers_is_not_accused(working: Org) -> None:
    org = working.replace(duties=working.duties.iloc[:0])
    for name in ("unheld_powers", "stray_powers", "unsupported_teams", "overloaded_supporters"):
        with pytest.raises(sg.AbsentError, match="Nobody is recorded"):
            asked(name, org)
    assert asked("contactless_members", org).empty


def routine(**parts: object) -> Policy:
    return Policy(routines=(Routine("party", "safety_class", **parts),))


def test_a_month_alone_fills_its_month_and_is_never_late(working: Org) -> None:
    org = edited(working, "activities", {"id": "safety_class-4"}, date="2026-04")
    assert sg.missed_routines(org, on=WORKING_DAY).empty
    assert sg.late_routines(org, on=WORKING_DAY).empty


def test_a_month_alone_fills_one_week_only(working: Org) -> None:
    held = {
        "id": ["A", "B"],
        "unit": ["P1"] * 2,
        "kind": ["safety_class"] * 2,
        "date": ["2026-06-03", "2026-06"],
    }
    org = working.replace(activities=held, participants=None, remedies=None)
    missed = sg.missed_routines(
        org, routine(every="week", since=datetime.date(2026, 6, 1), periods=6), on="2026-06-30"
    )
    assert missed["period"].tolist() == [
        "2026-W25",
        "2026-W26",
    ]  # of W23–W26 the log holds one by its day, another by the month


def test_a_second_one_in_time_makes_up_for_a_month_without(working: Org) -> None:
    org = edited(working, "activities", {"id": "safety_class-4"}, date="2026-05-03")
    told = sg.late_routines(org, on=WORKING_DAY)[["period", "value", "held_on"]]
    assert told.to_numpy().tolist() == [["2026-04", 8, "2026-05-03"]]
    assert sg.missed_routines(org, on=WORKING_DAY).empty
    assert sg.missed_routines(org, routine(grace_days=2), on=WORKING_DAY)["period"].tolist() == [
        "2026-04"
    ]


def test_holidays_excuse_a_period_that_is_all_holidays(working: Org) -> None:
    org = without(working, "activities", id="safety_class-4")
    rest = sg.Holiday(datetime.date(2026, 4, 1), datetime.date(2026, 5, 1))
    short = sg.Holiday(datetime.date(2026, 4, 1), datetime.date(2026, 4, 30))
    assert sg.missed_routines(org, routine().replace(holidays=(rest,)), on=WORKING_DAY).empty
    assert len(sg.missed_routines(org, routine().replace(holidays=(short,)), on=WORKING_DAY)) == 1
    assert sg.missed_routines(
        org, routine(least_days=2).replace(holidays=(short,)), on=WORKING_DAY
    ).empty


def test_groups_owe_while_they_exist(working: Org) -> None:
    org = working.replace(units=working.units.assign(since=None, until=None))
    org = added(
        org,
        "units",
        {
            "id": "P2",
            "name": "新党小组",
            "layer": "party",
            "since": "2026-03-20",
            "until": "2026-06-03",
        },
    )
    assert sg.missed_routines(org, Policy(), on=WORKING_DAY).empty  # nobody ever belonged to it
    org = added(org, "memberships", {"member": "M02", "unit": "P2", "role": None})
    missed = sg.missed_routines(org, Policy(), on=WORKING_DAY)
    assert sorted(missed.loc[missed["routine"] == "safety_class", "period"]) == [
        "2026-04",
        "2026-05",
    ]
    assert set(missed["name"]) == {"新党小组"}  # though it is closed on the day
    assert sg.audit(org, on=WORKING_DAY, select="missed_routines").findings[
        "entity_id"
    ].unique().tolist() == ["P2"]
    assert sg.missed_routines(org, routine(exempt=("P2",)), on=WORKING_DAY).empty


@pytest.mark.parametrize(
    ("on", "periods"),
    [("2026-04-30", []), ("2026-05-01", ["2026-04"]), ("2024-01-01", [])],
)
def test_a_period_counts_when_it_is_over(working: Org, on: str, periods: list[str]) -> None:
    assert (
        sg.missed_routines(without(working, "activities", id="safety_class-4"), on=on)[
            "period"
        ].tolist()
        == periods
    )


def test_leap_days_quarters_and_years_are_periods_like_others() -> None:
    org = Org(
        {"id": ["A"]},
        {"id": ["P"], "layer": ["party"]},
        {"member": ["A"], "unit": ["P"]},
        activities={
            "id": ["K1", "K2"],
            "unit": ["P"] * 2,
            "kind": ["safety_class"] * 2,
            "date": ["2024年2月29日", "2024/07/01"],
        },
    )

    def told(every: str) -> list[str]:
        frame = sg.routine_calendar(
            org, routine(every=every, periods=4, since=datetime.date(2024, 1, 1)), on="2025-01-01"
        )
        return [f"{row.period} {row.state}" for row in frame.itertuples()]

    assert told("quarter") == [
        "2024-Q1 kept",
        "2024-Q2 missed",
        "2024-Q3 kept",
        "2024-Q4 unknown",
        "2025-Q1 open",
    ]
    assert told("year")[-2:] == ["2024 kept", "2025 open"]


def test_whoever_returns_or_joins_is_given_time(working: Org) -> None:
    org = working.replace(
        participants=working.participants[working.participants["member"] != "M08"]
    )
    four = CASES["unreached_members"][0]["policy"]
    gone = added(org, "absences", {"member": "M08", "since": "2026-01-01", "until": "2026-03-01"})
    assert sg.unreached_members(org, four, on=WORKING_DAY)["entity_id"].tolist() == ["M08"]
    assert sg.unreached_members(gone, four, on=WORKING_DAY).empty
    still = added(org, "absences", {"member": "M08", "since": "2026-01-01", "until": None})
    assert sg.unreached_members(still, four, on=WORKING_DAY).empty
    joined = edited(
        org.replace(members=org.members.assign(since=None)),
        "members",
        {"id": "M08"},
        since="2026-02-10",
    )
    assert sg.unreached_members(joined, four, on=WORKING_DAY).empty


def test_somebody_stands_in_for_who_is_away(working: Org) -> None:
    org = added(working, "absences", {"member": "M01", "since": "2026-07-01", "until": None})
    told = sg.support_contacts(org, on=WORKING_DAY).set_index(["member", "layer"])
    assert told.loc[("M03", "team"), ["leader", "is_away", "stand_in", "contact"]].tolist() == [
        "M01",
        True,
        "M02",
        "M02",
    ]
    assert told.loc[("M09", "party"), ["leader", "stand_in"]].tolist() == ["M01", "M06"]
    assert told.loc[("M09", "team"), ["leader", "is_away", "stand_in"]].tolist() == [
        "M06",
        False,
        "",
    ]
    assert sg.contactless_members(org, on=WORKING_DAY).empty
    both = added(org, "absences", {"member": "M06", "since": "2026-07-01", "until": None})
    missing = sg.contactless_members(both, on=WORKING_DAY, lang="zh")
    assert "M09" in missing["entity_id"].tolist()
    assert missing["message"].str.contains("安一（M01）不在岗，且无人代理").all()
    assert sg.contactless_members(both, on="2026-06-30").empty


def test_a_power_of_somebody_who_left_is_unheld(working: Org) -> None:
    org = edited(working, "duties", {"unit": "T1", "duty": "report"}, member="M06")
    org = left(org, "M06", "2026-07-01")
    told = sg.unheld_powers(org, on=WORKING_DAY, lang="en")
    assert told[["entity_id", "power", "fault", "holder"]].to_numpy().tolist() == [
        ["T1", "report", "left", "M06"]
    ]
    assert "has left" in told["message"].iloc[0]


def test_the_table_of_tasks_says_who_did_what_when(working: Org) -> None:
    org = without(working, "task_events", stage="assure", layer="union")
    told = sg.task_stages(org, on=WORKING_DAY)
    whole = told[told["task"] == "K1"]
    assert whole[["stage", "layer", "member", "date", "state"]].iloc[0].tolist() == [
        "consult",
        "party",
        "M01",
        "2026-03-02",
        "kept",
    ]
    assert whole.loc[whole["state"] == "missing", ["stage", "layer"]].to_numpy().tolist() == [
        ["assure", "union"]
    ]
    assert told.loc[told["task"] == "K2", "state"].tolist() == ["done", "done"]
    share = sg.task_conformance(org, on=WORKING_DAY).set_index("layer")
    assert share.loc["union", ["asked", "kept", "missing", "share"]].tolist() == [4, 3, 1, 0.75]
    early = (
        sg.task_stages(org, on="2026-03-08")
        .query("task == 'K1'")
        .set_index(["stage", "layer"])["state"]
    )
    assert (early["inspect", "team"], early["implement", "team"]) == ("pending", "pending")


def test_no_record_holds_what_anybody_thinks_or_feels() -> None:
    from sanzu_graph.schema import TABLES, columns

    held = {f"{table}.{name}" for table in TABLES for name in columns(table)}
    assert {name for name in held if name.startswith(("participants.", "absences."))} == {
        "participants.activity",
        "participants.member",
        "absences.member",
        "absences.since",
        "absences.until",
    }
    assert not any(
        word in name
        for name in held
        for word in ("mood", "feeling", "attitude", "reason_away", "opinion", "note", "content")
    )


def test_a_trend_is_the_audits_of_its_days(working: Org) -> None:
    org = without(working, "activities", id="safety_class-6")
    days = ["2026-06-15", "2026-07-15"]
    told = sg.trend({"as it is": org, "sound": working}, days)
    assert list(told) == ["snapshot", "date", "metric", "layer", "value"]
    for day in days:
        one = told[(told["snapshot"] == "as it is") & (told["date"] == day)]
        expected = sg.audit(org, on=day).metrics
        pd.testing.assert_frame_equal(
            one[["metric", "layer", "value"]].reset_index(drop=True), expected
        )
    kept = told[told["metric"] == "routines_kept"]["value"].round(3).tolist()
    assert kept == [1.0, round(17 / 18, 3), 1.0, 1.0]


@pytest.mark.parametrize("name", [name for name in CASES if name != "misdated_records"])
def test_a_day_that_is_none_is_refused(working: Org, name: str) -> None:
    with pytest.raises(sg.InputError, match="soon"):
        getattr(sg, name)(working, on="soon")


def test_a_manager_is_a_contact_and_the_next_above_stands_in() -> None:
    org = sg.Org(
        {"id": list("ABCDE")},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"]},
        {
            "source": list("BCDEE"),
            "target": list("ABCED"),
            "kind": ["reports_to"] * 4 + ["dotted_line"],
        },
        absences={"member": ["C"], "since": ["2026-11-20"], "until": ["2026-11-25"]},
    )
    told = sg.support_contacts(org, sg.Policy.for_layers("team"), on="2026-11-22")
    managers = told[told["layer"] == ""]
    assert managers[["member", "leader", "is_away", "stand_in", "contact"]].to_numpy().tolist() == [
        ["B", "A", False, "", "A"],
        ["C", "B", False, "", "B"],
        ["D", "C", True, "B", "B"],
    ]
