"""What the measures and checks of the working year promise at their borders, on records one can count."""

import math
from typing import Any

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import Org, Policy, Routine, Stage, Tasks

DAY = "2026-11-22"
STAGES = Tasks(
    (
        Stage("consult", 1, ("party",)),
        Stage("assign", 2, ("team",)),
        Stage("assess", 3, ("team", "party")),
    )
)


def table(columns: str, *rows: tuple[Any, ...]) -> dict[str, list[Any]]:
    """A table of rows under headings."""
    return {name: [row[at] for row in rows] for at, name in enumerate(columns.split())}


def crew(**tables: Any) -> Org:
    """A leads team T with deputy B and member C; D is in a unit above, which E leads."""
    return Org(
        {"id": list("ABCDE"), "name": ["An", "Bo", "Ci", "Di", "Ed"]},
        {
            "id": ["S", "T", "P"],
            "layer": ["station", "team", "party"],
            "parent": [None, "S", None],
        },
        table(
            "member unit role",
            *(("A", "T", "leader"), ("B", "T", "deputy"), ("C", "T", "")),
            *(("D", "S", "deputy"), ("E", "S", "leader"), ("A", "P", "leader"), ("C", "P", "")),
        ),
        **tables,
    )


# -- tasks


def handled(*acts: tuple[str, str, str | None], scope: str = "common") -> Org:
    """One task of T, and what was done on it: stage, layer, day."""
    return crew(
        tasks=table("id unit goal scope", ("K", "T", "safety", scope)),
        task_events=table(
            "task stage layer date", *(("K", stage, layer, day) for stage, layer, day in acts)
        ),
    )


def states(org: Org) -> dict[str, str]:
    rows = sg.task_stages(org, Policy.for_layers("team", ["party"]).replace(tasks=STAGES), on=DAY)
    return {f"{row.stage} {row.layer}": row.state for row in rows.itertuples()}


def test_each_state_of_a_stage() -> None:
    assert states(handled()) == {
        "consult party": "pending",
        "assign team": "pending",
        "assess team": "pending",
        "assess party": "pending",
    }
    later = handled(("assign", "team", "2026-03-01"), ("consult", "party", "2026-03-05"))
    assert states(later)["assign team"] == "early"
    assert states(later)["consult party"] == "kept"
    skipped = handled(("assess", "team", "2026-03-09"))
    assert states(skipped) == {
        "consult party": "missing",
        "assign team": "missing",
        "assess team": "kept",
        "assess party": "pending",
    }
    alone = handled(("consult", "party", "2026-03-01"), ("consult", "team", "2026-03-02"))
    assert states(alone)["consult team"] == "done"


def test_the_same_day_is_in_order_and_what_lies_ahead_has_not_happened() -> None:
    same = handled(("consult", "party", "2026-03-01"), ("assign", "team", "2026-03-01"))
    assert states(same)["assign team"] == "kept"
    ahead = handled(("consult", "party", "2026-11-22"), ("assign", "team", "2026-11-23"))
    assert (states(ahead)["consult party"], states(ahead)["assign team"]) == ("kept", "pending")
    undated = handled(("assign", "team", None), ("consult", "party", "2026-03-05"))
    assert states(undated)["assign team"] == "kept"


def test_conformance_is_kept_of_asked_so_far_and_of_common_tasks_alone() -> None:
    policy = Policy.for_layers("team", ["party"]).replace(tasks=STAGES)
    org = handled(("assign", "team", "2026-03-01"), ("consult", "party", "2026-03-05"))
    rows = sg.task_conformance(org, policy, on=DAY).set_index("layer")
    columns = ["tasks", "asked", "kept", "early", "missing", "share"]
    assert rows.loc["team", columns].tolist() == [1, 1, 0, 1, 0, 0]
    assert rows.loc["party", columns].tolist() == [1, 1, 1, 0, 0, 1]
    nothing = sg.task_conformance(handled(), policy, on=DAY)
    assert nothing["asked"].tolist() == [0, 0]
    assert all(math.isnan(share) for share in nothing["share"])
    specific = handled(("assign", "team", "2026-03-01"), scope="specific")
    assert sg.task_conformance(specific, policy, on=DAY).empty


@pytest.mark.parametrize("measure", ["task_stages", "task_conformance"])
def test_who_keeps_no_tasks_is_told_and_a_day_must_be_one(measure: str) -> None:
    with pytest.raises(sg.AbsentError):
        getattr(sg, measure)(crew())
    with pytest.raises(sg.InputError):
        getattr(sg, measure)(handled(), on="soon")


def test_a_task_of_one_layer_and_one_of_several() -> None:
    policy = Policy.for_layers("team", ["party"]).replace(tasks=STAGES)
    acts = [("assign", "team", None), ("assess", "team", None)]
    assert sg.solo_tasks(handled(*acts), policy, on=DAY)["entity_id"].tolist() == ["T"]
    assert sg.solo_tasks(handled(*acts[:1]), policy, on=DAY).empty  # one step only
    assert sg.solo_tasks(handled(*acts, ("assess", "party", None)), policy, on=DAY).empty
    joint = handled(("assign", "team", None), ("assign", "party", None), scope="specific")
    assert sg.overjoint_tasks(joint, policy, on=DAY)["value"].tolist() == [2]
    assert sg.overjoint_tasks(handled(*acts, scope="specific"), policy, on=DAY).empty


# -- routines


def held(*days: str, **parts: Any) -> pd.DataFrame:
    """The calendar of one monthly routine of P, held on these days."""
    log = crew(
        activities=table(
            "id unit kind date",
            *((f"K{number}", "P", "safety_class", day) for number, day in enumerate(days)),
        )
    )
    policy = Policy.for_layers("team", ["party"]).replace(
        routines=(Routine("party", "safety_class", **parts),)
    )
    rows = sg.routine_calendar(log, policy, on=DAY)
    # Of the months before the log began nothing is known.
    assert (rows["state"] == "unknown").tolist() == (rows["period"] < min(days)[:7]).tolist()
    return rows[rows["state"] != "unknown"].set_index("period")


def test_what_became_of_each_month() -> None:
    rows = held("2026-07-10", "2026-09-30", "2026-10-02", by_day=25)
    assert rows["state"].to_dict() == {
        "2026-07": "kept",
        "2026-08": "missed",
        "2026-09": "late",
        "2026-10": "kept",
        "2026-11": "open",
    }
    assert rows["held"].tolist() == [1, 0, 1, 1, 0]
    assert rows["days_late"].to_dict()["2026-09"] == 5
    assert rows["first"].tolist() == ["2026-07-10", "", "2026-09-30", "2026-10-02", ""]
    assert [str(day)[:10] for day in rows.loc["2026-09", ["begins", "ends"]]] == [
        "2026-09-01",
        "2026-09-30",
    ]


def test_no_more_periods_are_looked_back_on_than_asked() -> None:
    days = [f"2026-{month:02}-10" for month in range(1, 12)]
    assert held(*days, periods=3).index.tolist() == [
        *("2026-08", "2026-09", "2026-10"),
        "2026-11",  # the one that goes on
    ]


def test_another_kind_does_not_count_and_several_in_a_month_do() -> None:
    rows = held("2026-09-01", "2026-09-20", "2026-10-05")
    assert rows["held"].to_dict() == {"2026-09": 2, "2026-10": 1, "2026-11": 0}


# -- whom people can turn to


def away(*people: str) -> dict[str, list[str]]:
    return table("member since until", *((one, "2026-11-20", "2026-11-25") for one in people))


@pytest.mark.parametrize(
    ("gone", "stand_in", "contact"),
    [
        ((), "", "A"),
        (("A",), "B", "B"),
        (("A", "B"), "E", "E"),
        (("A", "B", "E"), "D", "D"),
        (("A", "B", "E", "D"), "", ""),
    ],
)
def test_deputies_stand_in_before_those_above(
    gone: tuple[str, ...], stand_in: str, contact: str
) -> None:
    org = crew(absences=away(*gone)) if gone else crew()
    rows = sg.support_contacts(org, Policy.for_layers("team", ["party"]), on=DAY)
    row = rows[(rows["member"] == "C") & (rows["layer"] == "team")].iloc[0]
    assert (row["leader"], row["unit"], row["is_away"]) == ("A", "T", "A" in gone)
    assert (row["stand_in"], row["contact"]) == (stand_in, contact)
    # Who is away turns to somebody too.
    assert {*rows["member"]} == {*"ABCDE"}


def test_an_absence_ends_on_its_last_day() -> None:
    org = crew(absences=away("A"))
    told = {
        day: sg.contactless_members(org, "party", on=day)["entity_id"].tolist()
        for day in ("2026-11-19", "2026-11-20", "2026-11-24", "2026-11-25")
    }
    assert told == {
        "2026-11-19": [],
        "2026-11-20": ["C"],
        "2026-11-24": ["C"],
        "2026-11-25": [],
    }


# -- powers, support, remedies, records


def test_a_supporter_of_two_teams_counts_each_once() -> None:
    org = crew(duties=table("member unit duty", ("A", "T", "support"), ("A", "T", "report")))
    assert sg.overloaded_supporters(org, limit=0, on=DAY)["value"].tolist() == [1]
    assert sg.overloaded_supporters(org, limit=1, on=DAY).empty
    assert sg.unsupported_teams(org, on=DAY).empty
    by_member = crew(duties=table("member unit duty", ("C", "T", "support")))
    assert sg.unsupported_teams(by_member, on=DAY)["entity_id"].tolist() == ["T"]
    assert sg.stray_powers(crew(duties=table("member unit duty", ("C", "T", "report"))), on=DAY)[
        "entity_id"
    ].tolist() == ["C"]


def test_a_problem_is_overdue_from_the_day_after_and_not_once_done() -> None:
    def overdue(until: str | None, done: str | None, on: str, **asked: Any) -> list[float]:
        org = crew(
            activities=table("id unit kind date", ("K", "P", "safety_analysis", "2026-10-10")),
            remedies=table(
                "activity problem owner due done", ("K", "loose rail", "A", until, done)
            ),
        )
        return sg.overdue_remedies(org, on=on, **asked)["value"].tolist()

    assert overdue("2026-11-01", None, "2026-11-01") == []
    assert overdue("2026-11-01", None, "2026-11-02") == [1]
    assert overdue("2026-11-01", "2026-11-20", "2026-11-22") == []
    assert overdue("2026-11-01", None, "2026-11-22", due=False) == []
    assert overdue(None, None, "2026-11-22") == []
    assert overdue(None, None, "2026-11-22", most_days=42) == [43]
    assert overdue(None, None, "2026-11-22", most_days=43) == []


def test_a_month_is_wrong_only_where_all_of_it_is() -> None:
    def faults(date: str) -> list[str]:
        org = crew(activities=table("id unit kind date", ("K", "P", "safety_class", date)))
        return sg.misdated_records(org, today=DAY)["fault"].tolist()

    assert faults("2026-11") == []
    assert faults("2026-12") == ["future"]
    assert faults("2026-11-22") == []
    assert faults("2026-11-23") == ["future"]
