"""A pass and a fail for every check: the sound station, broken one way."""

import numpy as np
import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import Limit, Org, Requirement, Rule
from sanzu_graph.checks.found import COLUMNS
from tests.breaking import added, edited, without

FULL = Rule("political_status", any_of=("party_member",))
NEWCOMER = Rule("seniority_years", at_most=1)


def joins(member: str, unit: str, role: str = "member") -> dict[str, str]:
    return {"member": member, "unit": unit, "role": role}


def mentors(mentor: str, apprentice: str) -> dict[str, str]:
    return {"source": mentor, "target": apprentice, "kind": "mentors"}


def reports(org: Org, *lines: tuple[str, str], kind: str = "reports_to") -> Org:
    rows = ({"source": member, "target": manager, "kind": kind} for member, manager in lines)
    return added(org, "relations", *rows)


def requiring(requirement: Requirement) -> sg.Policy:
    return sg.Policy(requirements=(requirement,))


#: Check → its arguments, how the station is broken, and the findings: id, value, limit and the
#: check's own columns.
CASES = {
    "rejected_rows": (
        {},
        lambda org: Org(
            pd.concat([org.members, org.members.iloc[:1]]),
            org.units,
            org.memberships,
            strict=False,
            lang="zh",
        ),
        [
            (
                "members:10",
                1,
                0,
                "members",
                "10",
                "id",
                "“M01”已在第 0 行用过。请给每行各自的编号；一人在多个单元时，此表只写一行，在 memberships 中写多行。",
            )
        ],
    ),
    "case_twins": (
        {},
        lambda org: added(org, "units", {"id": "t1", "layer": "team"}),
        [("T1", 2, 1, "units", "t1"), ("t1", 2, 1, "units", "T1")],
    ),
    "misnamed_columns": (
        {},
        lambda org: sg.Org(
            org.members,
            org.units,
            org.memberships.rename(columns={"title": "Role title "}).assign(自="2026-01-01"),
        ),
        [
            ("memberships:Role title ", 1, 0, "memberships", "Role title ", "title"),
            ("memberships:自", 1, 0, "memberships", "自", "since"),
        ],
    ),
    "overlapping_rows": (
        {},
        lambda org: added(
            org,
            "duties",
            *(
                {**joins("M02", "T1"), "role": None, "duty": "support", **dates}
                for dates in (
                    {"since": "2026-01-01", "until": "2026-02-01"},
                    {"since": "2026-02-01", "until": "2026-04-01"},
                    {"since": "2026-03-01"},
                )
            ),
        ),
        [("M02", 1, 0, "duties", 10, 9)],
    ),
    "disordered_dates": (
        {},
        lambda org: added(
            org,
            "duties",
            {
                **joins("M02", "T1"),
                "role": None,
                "duty": "support",
                "since": "2026-03-01",
                "until": "2026-02-01",
            },
        ),
        [("M02", -28, 0, "duties", 8)],
    ),
    "empty_units": (
        {"layer": "team"},
        lambda org: added(org, "units", {"id": "T3", "layer": "team"}),
        [("T3", 0, 1)],
    ),
    "one_person_units": (
        {"layer": "team"},
        lambda org: added(
            added(org, "units", {"id": "T3", "layer": "team"}), "memberships", joins("M05", "T3")
        ),
        [("T3", 1, 2, "M05")],
    ),
    "size_outliers": (
        {"smallest": 4, "largest": 4},
        lambda org: without(org, "memberships", member="M07", unit="P1"),
        [("P1", 3, 4)],
    ),
    "scattered_groups": (
        {"limit": 2},
        lambda org: added(
            added(org, "units", {"id": "T3", "layer": "team"}), "memberships", joins("M02", "T3")
        ),
        [("P1", 3, 2)],
    ),
    "mixed_work": (
        {"limit": 2},
        lambda org: edited(org, "members", {"id": "M02"}, work_type="paint"),
        [("P1", 3, 2)],
    ),
    "blank_teams": (
        {},
        lambda org: without(
            without(org, "memberships", member="M06", unit="P1"),
            "memberships",
            member="M07",
            unit="P1",
        ),
        [("T2", 0, 1, 5, 5)],
    ),
    "single_points": (
        {},
        lambda org: without(org, "memberships", member="M07", unit="P1"),
        [("T2", 1, 2, "M06")],
    ),
    "coverage_gaps": (
        {"policy": requiring(Requirement("deputies", Limit(1), per="party", role="deputy"))},
        lambda org: edited(org, "memberships", {"member": "M06", "unit": "P1"}, role="member"),
        [("P1", 0, 1, "deputies")],
    ),
    "missing_lines": (
        {"layer": "team"},
        lambda org: without(org, "memberships", member="M05", unit="T1"),
        [("M05", 0, 1)],
    ),
    "split_members": (
        {"layer": "team"},
        lambda org: added(org, "memberships", joins("M05", "T2")),
        [("M05", 2, 1)],
    ),
    "ineligible_members": (
        {"eligible": FULL},
        lambda org: added(org, "memberships", joins("M05", "P1")),
        [("M05", 1, 0)],
    ),
    "vacant_leaders": (
        {"layer": "team"},
        lambda org: edited(org, "memberships", {"member": "M01", "unit": "T1"}, role="deputy"),
        [("T1", 0, 1, 5)],
    ),
    "double_leaders": (
        {},
        lambda org: edited(org, "memberships", {"member": "M02", "unit": "T1"}, role="leader"),
        [("T1", 2, 1)],
    ),
    "overextended_leaders": (
        {},
        lambda org: edited(org, "memberships", {"member": "M01", "unit": "U1"}, role="leader"),
        [("M01", 3, 2)],
    ),
    "ineligible_leaders": (
        {"eligible": FULL},
        lambda org: edited(org, "members", {"id": "M01"}, political_status="中共预备党员"),
        [("M01", 1, 0, "P1")],
    ),
    "unaligned_leaders": (
        {},
        lambda org: edited(
            edited(org, "memberships", {"member": "M01", "unit": "P1"}, role="member"),
            "memberships",
            {"member": "M02", "unit": "P1"},
            role="leader",
        ),
        [("M01", 0, 1, "P1"), ("M06", 0, 1, "P1")],
    ),
    "crossed_lines": (
        {},
        lambda org: edited(org, "memberships", {"member": "M02", "unit": "U1"}, role="leader"),
        [("M01", 3, 0, "M02")],
    ),
    "overloaded_mentors": (
        {"capacity": 1},
        lambda org: added(org, "relations", mentors("M02", "M10")),
        [("M02", 2, 1)],
    ),
    "idle_mentors": (
        {"mentor": Rule("seniority_years", at_least=10), "apprentice": NEWCOMER},
        lambda org: without(org, "relations", target="M10"),
        [("M06", 1, 0), ("M07", 1, 0)],
    ),
    "unmentored_members": (
        {"apprentice": NEWCOMER},
        lambda org: without(org, "relations", target="M10"),
        [("M10", 0, 1)],
    ),
    "unqualified_mentors": (
        {"mentor": Rule("seniority_years", at_least=5), "least_gap": 3},
        lambda org: edited(org, "relations", {"source": "M02"}, source="M10"),
        [("M10", 0, 1, "M05", "rule"), ("M10", 1, 3, "M05", "gap")],
    ),
    "mutual_mentors": (
        {},
        lambda org: added(org, "relations", mentors("M05", "M02")),
        [("M02", 2, 1, "M05")],
    ),
    "self_mentors": (
        {},
        lambda org: added(org, "relations", mentors("M05", "M05")),
        [("M05", 1, 0)],
    ),
    "crossed_mentors": (
        {},
        lambda org: added(org, "relations", mentors("M02", "M01")),
        [("M02", 1, 0, "M01", "T1"), ("M02", 1, 0, "M01", "P1")],
    ),
    "reporting_circles": (
        {},
        lambda org: reports(org, ("M01", "M02"), ("M02", "M01")),
        [("M01", 2, 0, "M01 → M02 → M01")],
    ),
    "self_reports": ({}, lambda org: reports(org, ("M01", "M01")), [("M01", 1, 0)]),
    "several_managers": (
        {},
        lambda org: reports(org, ("M01", "M02"), ("M01", "M03")),
        [("M01", 2, 1)],
    ),
    "several_roots": (
        {},
        lambda org: reports(org, ("M02", "M01"), ("M03", "M01"), ("M05", "M04")),
        [("M04", 2, 1, 1)],
    ),
    "unmanaged_members": (
        {},
        lambda org: reports(org, *((f"M{number:02}", "M01") for number in range(2, 10))),
        [("M10", 0, 1)],
    ),
    "manager_spans": (
        {"most": 1},
        lambda org: reports(org, ("M02", "M01"), ("M03", "M01")),
        [("M01", 2, 1, "wide")],
    ),
    "deep_chains": (
        {"most": 1},
        lambda org: reports(org, ("M02", "M01"), ("M03", "M02")),
        [("M03", 2, 1)],
    ),
    "single_report_chains": (
        {"most": 1},
        lambda org: reports(org, ("M02", "M01"), ("M03", "M02")),
        [("M01", 2, 1)],
    ),
    "outside_managers": (
        {"layer": "team"},
        lambda org: reports(org, ("M10", "M01"), ("M02", "M01")),
        [("M10", 0, 1, "M01")],
    ),
    "doubled_lines": (
        {},
        lambda org: reports(reports(org, ("M02", "M01")), ("M02", "M01"), kind="dotted_line"),
        [("M02", 2, 1, "M01")],
    ),
    "absent_managers": (
        {"on": "2026-11-29"},
        lambda org: edited(
            reports(org, ("M02", "M01")), "members", {"id": "M01"}, until="2026-01-01"
        ),
        [("M02", 1, 0, "M01", "reports_to")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_sound_station_passes(station: Org, name: str) -> None:
    found = getattr(sg, name)(station, **CASES[name][0])
    assert found.empty
    assert list(found)[: len(COLUMNS)] == list(COLUMNS)


@pytest.mark.parametrize("name", CASES)
def test_the_broken_station_fails(station: Org, name: str) -> None:
    arguments, broken, expected = CASES[name]
    found = getattr(sg, name)(broken(station), **arguments)
    told = found[["entity_id", "value", "limit", *found.columns[len(COLUMNS) :]]]
    assert sorted(told.itertuples(index=False, name=None)) == sorted(expected)
    assert set(found["check"]) == {name.removesuffix("s")}


def test_the_station_is_sound_to_the_last_note(station: Org) -> None:
    assert sg.audit(station).findings.empty


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("only", [["M99"], {"unit": ["M01"]}, {"member": ["T1"]}])
def test_unknown_ids_are_refused(station: Org, name: str, only: object) -> None:
    with pytest.raises(sg.AbsentError) as caught:
        getattr(sg, name)(station, **CASES[name][0], only=only)
    assert "member" not in caught.value.describe("zh")


LAYERED = [
    name
    for name in CASES
    if name
    in {
        "empty_units",
        "one_person_units",
        "size_outliers",
        "scattered_groups",
        "mixed_work",
        "blank_teams",
        "single_points",
        "missing_lines",
        "split_members",
        "ineligible_members",
        "vacant_leaders",
        "double_leaders",
        "ineligible_leaders",
        "unaligned_leaders",
    }
]


@pytest.mark.parametrize("name", LAYERED)
def test_an_absent_layer_is_refused(station: Org, name: str) -> None:
    with pytest.raises(sg.AbsentError, match="guild"):
        getattr(sg, name)(station, layer="guild")


@pytest.mark.parametrize(
    "name",
    ["scattered_groups", "blank_teams", "single_points", "unaligned_leaders", "idle_mentors"],
)
def test_an_absent_base_is_refused(station: Org, name: str) -> None:
    with pytest.raises(sg.AbsentError, match="guild"):
        getattr(sg, name)(station, base="guild")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("mixed_work", {"column": "salary"}),
        ("unqualified_mentors", {"least_gap": 1, "column": "salary"}),
        *(
            (name, {"eligible": {"column": "salary", "at_least": 1}})
            for name in ("blank_teams", "missing_lines", "ineligible_members", "ineligible_leaders")
        ),
        *(
            (name, {"apprentice": Rule("salary", at_most=1)})
            for name in ("idle_mentors", "unmentored_members")
        ),
    ],
)
def test_an_absent_column_is_refused(station: Org, name: str, arguments: dict) -> None:
    with pytest.raises(sg.AbsentError, match="salary"):
        getattr(sg, name)(station, **arguments)


def test_an_empty_frame_has_columns_and_types() -> None:
    nobody = Org({"id": []}, {"id": ["T"], "layer": ["team"]}, {"member": [], "unit": []})
    found = sg.split_members(nobody)
    assert list(found) == list(COLUMNS)
    assert {str(found[name].dtype) for name in COLUMNS if name not in ("value", "limit")} == {"str"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["营销二班（T2）", "党小组成员 1 名", "现有 0 名", "5 人", "2 人可加入"]),
        ("en", ["营销二班 (T2)", "0 of 1", "party group", "2 of its 5"]),
    ],
)
def test_a_message_says_what_who_and_how_many(station: Org, lang: str, words: list[str]) -> None:
    org = without(
        without(station, "memberships", member="M06", unit="P1"),
        "memberships",
        member="M07",
        unit="P1",
    )
    (message,) = sg.blank_teams(org, eligible=FULL, lang=lang)["message"]
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    "name", ["{0}", "{id!r}", "{", "%s", "<b>x</b>", "=1+1", "\u202eabc", "长" * 5_000, "a\nb"]
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names_stand_in_messages_as_they_are(station: Org, name: str, lang: str) -> None:
    org = edited(
        without(station, "memberships", member="M05", unit="T1"),
        "members",
        {"id": "M05"},
        name=name,
    )
    (message,) = sg.missing_lines(org, "team", lang=lang)["message"]
    assert message.startswith(name)
    assert "M05" in message


def test_a_duty_covers_a_team_without_membership(station: Org) -> None:
    org = without(
        without(station, "memberships", member="M06", unit="P1"),
        "memberships",
        member="M07",
        unit="P1",
    )
    org = added(org, "duties", {"member": "M01", "unit": "T2", "duty": "liaison"})
    assert sg.blank_teams(org)["entity_id"].tolist() == ["T2"]
    assert sg.blank_teams(org, duty="liaison").empty
    assert sg.blank_teams(org, duty=["support", "liaison"]).empty
    assert sg.single_points(org, duty="liaison")[["entity_id", "member"]].to_numpy().tolist() == [
        ["T2", "M01"]
    ]


def test_rules_may_be_mappings(station: Org) -> None:
    mapping = {"column": "political_status", "any_of": ["党员"]}
    org = added(station, "memberships", joins("M05", "P1"))
    pd.testing.assert_frame_equal(
        sg.ineligible_members(org, "party", mapping), sg.ineligible_members(org, "party", FULL)
    )


def test_rollup_fills_a_unit_from_below(station: Org) -> None:
    assert sg.empty_units(station)["entity_id"].tolist() == ["S1", "B1"]
    assert sg.empty_units(station, rollup=True).empty
    assert sg.vacant_leaders(station).empty


def test_values_are_numbers(station: Org) -> None:
    found = sg.overextended_leaders(station, limit=1)
    assert found[["value", "limit"]].dtypes.tolist() == [np.dtype("float64")] * 2


@pytest.mark.parametrize(
    ("name", "at_the_limit", "beyond"),
    [
        ("size_outliers", {"smallest": 4}, {"smallest": 5}),
        ("size_outliers", {"largest": 4}, {"largest": 3}),
        ("scattered_groups", {"limit": 2}, {"limit": 1}),
        ("mixed_work", {"limit": 2}, {"limit": 1}),
        ("blank_teams", {"minimum": 2}, {"minimum": 3}),
        ("overextended_leaders", {"limit": 2}, {"limit": 1}),
        ("overloaded_mentors", {"capacity": 1}, {"capacity": 0}),
        ("unqualified_mentors", {"least_gap": 10}, {"least_gap": 11}),
    ],
)
def test_at_the_limit_is_in_order(
    station: Org, name: str, at_the_limit: dict, beyond: dict
) -> None:
    assert getattr(sg, name)(station, **at_the_limit).empty
    assert not getattr(sg, name)(station, **beyond).empty


def test_a_single_id_may_stand_alone(station):
    org = without(station, "memberships", role="leader")
    assert sg.vacant_leaders(org, only="T1")["entity_id"].tolist() == ["T1"]
    assert sg.vacant_leaders(org, only={"unit": "T1"})["entity_id"].tolist() == ["T1"]


def test_only_knows_members_and_units(station):
    with pytest.raises(sg.InputError, match="team"):
        sg.blank_teams(station, only={"team": ["T1"]})
