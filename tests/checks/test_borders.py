"""The borders that the docstrings of checks name: what is just in order, and what is not asked."""

from typing import Any

import pytest

import sanzu_graph as sg
from sanzu_graph import Limit, Org, Policy, Requirement, Rule


def seats(*places: tuple[str, str, str] | tuple[str, str]) -> dict[str, list[str]]:
    """Memberships: member, unit, and a role where one is named."""
    return {
        "member": [place[0] for place in places],
        "unit": [place[1] for place in places],
        "role": [place[2] if len(place) > 2 else "member" for place in places],
    }


def related(kind: str, *pairs: str) -> dict[str, list[str]]:
    """Relations of one kind; each pair is two ids of one letter."""
    return {
        "source": [pair[0] for pair in pairs],
        "target": [pair[1] for pair in pairs],
        "kind": [kind] * len(pairs),
    }


def reporting(names: str, *pairs: str) -> Org:
    """People without units; each pair says who reports to whom."""
    return Org(
        {"id": list(names)},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        related("reports_to", *pairs),
    )


def told(frame: Any, *columns: str) -> list[Any]:
    """The ids at fault, with more columns where they are asked for."""
    rows = frame[["entity_id", *columns]].to_numpy().tolist()
    return rows if columns else [row[0] for row in rows]


# -- structure


@pytest.fixture
def four() -> Org:
    """Two teams of two, and a party group that reaches both."""
    return Org(
        {"id": list("ABCD"), "work_type": ["line", "meter", None, "line"]},
        {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        seats(
            *(("A", "T1"), ("B", "T1"), ("C", "T2"), ("D", "T2")),
            *(("A", "P"), ("B", "P"), ("C", "P")),
        ),
    )


def test_a_size_on_the_bound_is_in_order(four: Org) -> None:
    assert told(sg.size_outliers(four, smallest=3, largest=3)) == []
    assert told(sg.size_outliers(four, smallest=4), "value", "limit") == [["P", 3, 4]]
    assert told(sg.size_outliers(four, largest=2), "value", "limit") == [["P", 3, 2]]
    assert told(sg.size_outliers(four)) == []


def test_as_many_teams_or_types_as_the_limit_are_in_order(four: Org) -> None:
    assert told(sg.scattered_groups(four, limit=2)) == []
    assert told(sg.scattered_groups(four, limit=1), "value") == [["P", 2]]
    # C's work is not known, and no type of its own.
    assert told(sg.mixed_work(four, limit=2)) == []
    assert told(sg.mixed_work(four, limit=1), "value") == [["P", 2]]
    assert told(sg.mixed_work(four, "team", limit=1), "value") == [["T1", 2]]


def test_a_unit_whose_only_people_are_below_is_empty_without_rollup() -> None:
    org = Org(
        {"id": ["A"]},
        {"id": ["S", "T"], "layer": ["station", "team"], "parent": [None, "S"]},
        seats(("A", "T")),
    )
    assert told(sg.empty_units(org)) == ["S"]
    assert told(sg.empty_units(org, rollup=True)) == []
    assert told(sg.one_person_units(org, rollup=True), "member") == [["S", "A"], ["T", "A"]]
    assert told(sg.one_person_units(org, "team")) == ["T"]


# -- coverage


def test_a_person_counts_once_whether_in_the_layer_or_on_duty(four: Org) -> None:
    org = four.replace(
        duties={
            "member": ["A", "C", "D"],
            "unit": ["T1", "T1", "T2"],
            "duty": ["support", "support", "watch"],
        }
    )
    counted = {
        duty: sg.blank_teams(org, minimum=9, duty=duty)["value"].tolist()
        for duty in (None, "support", "watch", ("support", "watch"))
    }
    # A is in T1 and in the layer already; C comes to T1, D to T2.
    assert counted == {
        None: [2, 1],
        "support": [3, 1],
        "watch": [2, 2],
        ("support", "watch"): [3, 2],
    }


def test_a_team_without_members_is_blank_and_nobody_in_it_could_join(four: Org) -> None:
    units = {"id": ["T1", "T2", "P", "T3"], "layer": ["team", "team", "party", "team"]}
    found = sg.blank_teams(four.replace(units=units))
    assert told(found, "value", "limit", "headcount", "eligible_unassigned") == [["T3", 0, 1, 0, 0]]


def test_who_could_join_is_asked_only_of_those_outside_the_layer(four: Org) -> None:
    def unassigned(eligible: Rule | None, **arguments: Any) -> list[int]:
        found = sg.blank_teams(four, minimum=3, eligible=eligible, **arguments)
        return found["eligible_unassigned"].tolist()

    assert unassigned(None) == [0, 1]
    assert unassigned(Rule("work_type", any_of=("line",))) == [0, 1]
    assert unassigned(Rule("work_type", any_of=("meter",))) == [0, 0]
    unknown = Rule("grade", at_least=2)
    with pytest.raises(sg.AbsentError, match="grade"):
        unassigned(unknown)
    # As in an audit: nobody is asked, and who is in the layer belongs to it.
    assert sg.blank_teams(four, minimum=3, eligible=unknown, strict=False)["value"].tolist() == [
        2,
        1,
    ]


def test_coverage_by_two_hangs_on_nobody(four: Org) -> None:
    assert told(sg.single_points(four), "member", "value") == [["T2", "C", 1]]
    duties = {"member": ["D"], "unit": ["T2"], "duty": ["support"]}
    assert told(sg.single_points(four.replace(duties=duties), duty="support")) == []


def test_requirements_are_asked_each_and_layers_are_not(four: Org) -> None:
    policy = Policy(
        requirements=(
            Requirement("deputy", Limit(1), role="deputy"),
            Requirement("liner", Limit(1), who=Rule("work_type", any_of=("line",))),
        )
    )
    found = sg.coverage_gaps(four, policy)
    assert told(found, "requirement", "value") == [["T1", "deputy", 0], ["T2", "deputy", 0]]
    assert {*found["layer"]} == {"team"}


# -- belonging


def test_two_rows_of_one_seat_do_not_split_a_member(four: Org) -> None:
    rows = seats(("A", "T1", "leader"), ("A", "T1"), ("B", "T1"), ("B", "T2"))
    org = four.replace(memberships=rows)
    assert told(sg.split_members(org), "value") == [["B", 2]]
    assert told(sg.missing_lines(org), "value") == [["C", 0], ["D", 0]]
    line = {"column": "work_type", "any_of": ["line"]}
    assert told(sg.missing_lines(org, eligible=line)) == ["D"]
    assert told(sg.ineligible_members(org, "team", line), "value") == [["B", 2]]


# -- leadership


def test_a_unit_without_members_needs_no_leader() -> None:
    org = Org(
        {"id": list("AB")},
        {"id": ["T1", "T2", "T3"], "layer": ["team"] * 3},
        seats(("A", "T1", "leader"), ("B", "T1", "deputy"), ("B", "T2", "deputy")),
    )
    assert told(sg.vacant_leaders(org), "value", "limit") == [["T2", 0, 1]]
    assert told(sg.vacant_leaders(org, least=2), "value") == [["T1", 1], ["T2", 0]]
    assert told(sg.double_leaders(org)) == []


def test_one_who_leads_on_two_rows_is_one_leader() -> None:
    org = Org(
        {"id": list("AB")},
        {"id": ["T"], "layer": ["team"]},
        {
            "member": ["A", "A"],
            "unit": ["T", "T"],
            "role": ["leader", "leader"],
            "title": ["head", "secretary"],
        },
    )
    assert told(sg.double_leaders(org)) == []
    assert told(sg.overextended_leaders(org, limit=0), "value") == [["A", 1]]
    both = org.replace(memberships=seats(("A", "T", "leader"), ("B", "T", "leader")))
    assert told(sg.double_leaders(both), "value", "limit") == [["T", 2, 1]]
    assert told(sg.double_leaders(both, most=2)) == []


def test_units_led_count_over_all_layers_and_the_limit_is_in_order() -> None:
    org = Org(
        {"id": ["A"]},
        {"id": ["T", "P", "U"], "layer": ["team", "party", "union"]},
        seats(*(("A", unit, "leader") for unit in "TPU")),
    )
    assert told(sg.overextended_leaders(org, limit=3)) == []
    assert told(sg.overextended_leaders(org), "value", "limit") == [["A", 3, 2]]


def test_lines_that_cross_are_told_once_about_the_smaller_id() -> None:
    org = Org(
        {"id": ["B", "A"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        seats(("B", "T", "leader"), ("A", "T"), ("A", "P", "leader"), ("B", "P")),
    )
    assert told(sg.crossed_lines(org), "other", "value") == [["A", "B", 2]]
    # A solid line is a layer of its own: A leads B in P, and A reports to B.
    also = org.replace(relations=related("reports_to", "AB"))
    assert told(sg.crossed_lines(also), "other", "value") == [["A", "B", 3]]
    dotted = org.replace(relations=related("dotted_line", "AB"))
    assert told(sg.crossed_lines(dotted), "value") == [["A", 2]]


# -- mentoring


def mentoring(*pairs: str, years: tuple[float | None, ...] = (9, 5, 1, 0)) -> Org:
    return Org(
        {"id": list("ABCD"), "seniority_years": list(years)},
        {"id": ["T"], "layer": ["team"]},
        seats(*((one, "T") for one in "ABCD")),
        related("mentors", *pairs),
    )


def test_nobody_counts_as_ones_own_mentor() -> None:
    org = mentoring("AA", "AB", "AC")
    assert told(sg.overloaded_mentors(org, capacity=2)) == []
    assert told(sg.overloaded_mentors(org, capacity=1), "value", "limit") == [["A", 2, 1]]
    assert told(sg.self_mentors(org), "value") == [["A", 1]]
    assert told(sg.unmentored_members(org)) == ["A", "D"]
    assert told(sg.mutual_mentors(org)) == []


def test_a_gap_that_is_not_known_is_not_told() -> None:
    org = mentoring("AB", "AC", "BC", years=(9, None, 6, 0))
    found = sg.unqualified_mentors(org, least_gap=4)
    assert told(found, "apprentice", "fault", "value", "limit") == [["A", "C", "gap", 3, 4]]
    assert told(sg.unqualified_mentors(org, least_gap=3)) == []
    rule = {"column": "seniority_years", "at_least": 9}
    found = sg.unqualified_mentors(org, rule)
    assert told(found, "apprentice", "fault", "value", "limit") == [["B", "C", "rule", 0, 1]]


def test_an_idle_mentor_is_told_only_while_somebody_else_waits() -> None:
    mentor = {"column": "seniority_years", "at_least": 5}
    apprentice = {"column": "seniority_years", "at_most": 1}

    def idle(*pairs: str) -> list[Any]:
        found = sg.idle_mentors(mentoring(*pairs), mentor=mentor, apprentice=apprentice)
        return told(found, "value")

    assert idle() == [["A", 2], ["B", 2]]
    assert idle("AC") == [["B", 1]]
    assert idle("AC", "AD") == []
    assert idle("AC", "BD") == []


def test_another_kind_of_relation_is_mentoring_where_it_is_named() -> None:
    org = mentoring("AB").replace(relations=related("coaches", "AB", "AC", "AD"))
    assert told(sg.overloaded_mentors(org)) == []
    assert told(sg.overloaded_mentors(org, kind="coaches"), "value") == [["A", 3]]
    assert told(sg.unmentored_members(org, kind="coaches")) == ["A"]


def test_all_mentoring_checks_stand_in_one_frame(station: Org) -> None:
    assert sg.unbalanced_mentors(station).empty
    broken = station.replace(relations=None)
    found = sg.unbalanced_mentors(broken)
    assert {"unmentored_member"} <= {*found["check"]}
    alone = [getattr(sg, check)(broken) for check in ("mutual_mentors", "self_mentors")]
    assert all(frame.empty for frame in alone)


# -- reporting


def test_a_circle_is_told_once_about_its_first_member() -> None:
    org = reporting("CBAD", "AB", "BC", "CA", "DA", "DD")
    assert told(sg.reporting_circles(org), "value", "circle") == [["C", 3, "C → A → B → C"]]
    assert told(sg.self_reports(org), "value") == [["D", 1]]
    # Oneself is no further manager.
    assert told(sg.several_managers(org)) == []


def test_of_equal_tops_the_first_in_the_table_is_in_order() -> None:
    pairs = ("BA", "DC", "FE", "GE")
    assert told(sg.several_roots(reporting("ABCDEFG", *pairs)), "below", "value") == [
        ["A", 1, 3],
        ["C", 1, 3],
    ]
    assert told(sg.several_roots(reporting("ABCDEFG", *pairs), most=2)) == ["C"]
    assert told(sg.several_roots(reporting("CDABEFG", *pairs), most=2)) == ["A"]
    assert told(sg.several_roots(reporting("ABCDEFG", *pairs), most=3)) == []


def test_unmanaged_is_asked_only_where_somebody_has_a_manager() -> None:
    assert told(sg.unmanaged_members(reporting("ABC", "AB")), "value") == [["C", 0]]
    assert told(sg.unmanaged_members(reporting("ABC"))) == []
    only_dotted = reporting("ABC").replace(relations=related("dotted_line", "AB"))
    assert told(sg.unmanaged_members(only_dotted)) == []


def test_spans_and_chains_on_the_limit_are_in_order() -> None:
    org = reporting("ABCDE", "BA", "CA", "DB", "ED")
    assert told(sg.manager_spans(org, least=1, most=2)) == []
    assert told(sg.manager_spans(org, least=2), "value", "fault") == [
        ["B", 1, "narrow"],
        ["D", 1, "narrow"],
    ]
    assert told(sg.manager_spans(org, most=1), "value", "fault") == [["A", 2, "wide"]]
    assert told(sg.deep_chains(org, most=3)) == []
    assert told(sg.deep_chains(org, most=2), "value", "limit") == [["E", 3, 2]]
    # B and D have one report each, in a row; A has two.
    assert told(sg.single_report_chains(org), "value", "limit") == [["B", 2, 1]]
    assert told(sg.single_report_chains(org, most=2)) == []
    assert told(sg.single_report_chains(reporting("AB", "AB", "BA"))) == []


def test_a_manager_in_a_unit_above_is_not_outside() -> None:
    org = Org(
        {"id": list("ABCD")},
        {"id": ["S", "T", "U"], "layer": ["station", "team", "team"], "parent": [None, "S", None]},
        seats(("A", "S"), ("B", "T"), ("C", "U")),
        related("reports_to", "BA", "AB", "CA", "DA"),
    )
    # B's unit is below A's, A's is not below B's; D is in no unit.
    assert told(sg.outside_managers(org), "manager", "value") == [["A", "B", 0], ["C", "A", 0]]
    assert told(sg.outside_managers(org, "team"), "manager") == [["C", "A"]]
    with pytest.raises(sg.AbsentError):
        sg.outside_managers(org, "union")


def test_a_manager_is_absent_from_the_day_on_which_the_row_ends() -> None:
    org = Org(
        {
            "id": ["A", "B", "C"],
            "since": [None, None, "2026-03-01"],
            "until": ["2026-02-01", "", ""],
        },
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {**related("reports_to", "BA", "BC"), "kind": ["reports_to", "dotted_line"]},
    )
    absent = {
        day: told(sg.absent_managers(org, on=day), "manager", "kind")
        for day in ("2026-01-31", "2026-02-01", "2026-03-01")
    }
    gone, late = ["B", "A", "reports_to"], ["B", "C", "dotted_line"]
    assert absent == {
        "2026-01-31": [late],
        "2026-02-01": [gone, late],
        "2026-03-01": [gone],
    }


def test_a_dotted_line_to_another_is_not_doubled() -> None:
    org = reporting("ABC").replace(
        relations={
            "source": ["C", "C", "B"],
            "target": ["A", "B", "A"],
            "kind": ["reports_to", "dotted_line", "reports_to"],
        }
    )
    assert told(sg.doubled_lines(org)) == []
    doubled = org.replace(
        relations={
            "source": ["C", "C"],
            "target": ["A", "A"],
            "kind": ["reports_to", "dotted_line"],
        }
    )
    assert told(sg.doubled_lines(doubled), "manager") == [["C", "A"]]


# -- data


def test_twins_are_counted_within_one_table() -> None:
    org = Org(
        {"id": ["t1", "x", "X", "xX", "XX"]},
        {"id": ["T1"], "layer": ["team"]},
        {"member": [], "unit": []},
    )
    assert told(sg.case_twins(org), "table", "twin", "value") == [
        ["x", "members", "X", 2],
        ["X", "members", "x", 2],
        ["xX", "members", "XX", 2],
        ["XX", "members", "xX", 2],
    ]


def test_a_row_that_ends_on_the_day_it_begins_is_in_order() -> None:
    org = Org(
        {"id": ["A", "B"], "since": ["2026-02-01"] * 2, "until": ["2026-02-01", "2026-01-30"]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    assert told(sg.disordered_dates(org), "table", "row", "value") == [["B", "members", 1, -2]]
