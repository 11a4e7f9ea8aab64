"""`diff`: always exact, and in the words of whoever reorganised."""

import datetime
from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Org, Scenario, diff
from sanzu_graph.model.canon import canonical_lines
from sanzu_graph.scenarios.row_differences import row_differences, touched
from sanzu_graph.schema import TABLES
from tests.breaking import added, edited, without
from tests.changes.test_all_changes import with_later_tables
from tests.changing import sequences
from tests.searching import examples
from tests.strategies import organisations

D = datetime.date(2026, 3, 1)


def back_and_forth(before: Org, after: Org) -> list[str]:
    """The kinds of the changes found; both ways come out exactly."""
    there, back = diff(before, after), diff(after, before)
    assert there.apply(before) == after
    assert back.apply(after) == before
    return [type(change).__name__ for change in there]


@examples(8)
@given(organisations(), organisations())
def test_any_two_organisations(one: Org, other: Org) -> None:
    one = with_later_tables(one)
    back_and_forth(one, other)
    assert not len(diff(one, one))


@examples(10)
@given(st.data())
def test_rows_alone_suffice(data: st.DataObject) -> None:
    """What `diff` falls back to, should the named changes ever not come out exactly."""
    one, other = with_later_tables(data.draw(organisations())), data.draw(organisations())
    other = data.draw(st.sampled_from([other, Scenario("x", data.draw(sequences(one))).apply(one)]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sanzu_graph.scenarios.differences._READINGS", ())
        found = diff(one, other)
    assert found.apply(one) == other
    assert {type(change).__name__ for change in found} <= {"AddRow", "RemoveRow"}


@examples(10)
@given(st.data())
def test_undoing_any_changes(data: st.DataObject) -> None:
    org = with_later_tables(data.draw(organisations()))
    plan = Scenario("x", data.draw(sequences(org, most=6)))
    after = plan.apply(org)
    assert diff(after, org).apply(after) == org
    assert diff(org, after).apply(org) == after
    assert Scenario.from_json(diff(org, after).to_json()).apply(org) == after


@examples(10)
@given(organisations(), organisations())
def test_row_differences_are_those_of_canonical_lines(one: Org, other: Org) -> None:
    found = row_differences(one, other)
    assert (not found) == (one == other)
    for table in TABLES:
        names = list(dict.fromkeys([*one.table(table), *other.table(table)]))
        lines = []
        for org, side in ((one, "gone"), (other, "come")):
            frame = org.table(table).reindex(columns=names)
            rows = [tuple(canonical_lines(frame.iloc[[row]])) for row in range(len(frame))]
            lines.append(
                (rows, set(getattr(found[table], side).tolist()) if table in found else set())
            )
        for (rows, only), (others, _) in ((lines[0], lines[1]), (lines[1], lines[0])):
            assert only == {place for place, row in enumerate(rows) if row not in set(others)}


@given(organisations(), organisations())
def test_touched_are_those_who_stand_in_other_rows(one: Org, other: Org) -> None:
    about = touched(one, other)
    sides = [
        {
            tuple(canonical_lines(org.memberships.iloc[[row]])): org.memberships.iloc[row]
            for row in range(len(org.memberships))
        }
        for org in (one, other)
    ]
    for line in set(sides[0]) ^ set(sides[1]):
        row = sides[0].get(line, sides[1].get(line))
        assert row["member"] in about["member"]
        assert row["unit"] in about["unit"]
    if one == other:
        assert about == {"member": set(), "unit": set()}


# -- named changes where they fit


@pytest.mark.parametrize(
    "change",
    [
        sg.MoveMember("M03", "T1", "T2"),
        sg.MoveMember("M02", "T1", "T2", keep_role=True),
        sg.JoinUnit("M03", "P1", role="deputy", title="副组长"),
        sg.LeaveUnit("M02", "P1"),
        sg.AssignRole("M03", "T1", "deputy", title="副班长"),
        sg.AppointLeader("M03", "T1"),
        sg.AppointLeader("M03", "T1", joint=True),
        sg.AppointLeader("M03", "P1"),
        sg.RelieveLeader("M01", "T1"),
        sg.PairMentor("M02", "M04"),
        sg.PairMentor("M02", "M04", kind="coaches"),
        sg.ChangeManager("M02", "M04"),
        sg.UnpairMentor("M02", "M05"),
        sg.AddMember("M11", attributes={"name": "新", "seniority_years": 0}),
        sg.RemoveMember("M05"),
        sg.CreateUnit("T3", "team", parent="S1", attributes={"name": "三班"}),
        sg.CloseUnit("B1"),
        sg.AssignDuty("M06", "T1", "support"),
        sg.RevokeDuty("M01", "T1", "report"),
        sg.EditMember("M01", {"seniority_years": 21, "site": None}),
        sg.EditUnit("T1", {"name": "一班", "parent": "B1"}),
        sg.EditUnit("T1", {"id": "一班"}),
        sg.EditUnit("S1", {"id": "S9", "name": "新所", "site": "东"}),
        sg.EditMembership("M03", "T1", {"title": "安全员"}),
        sg.MergeUnits("U1", "U2"),
        sg.MergeUnits("T1", "T2", leader="M02"),
        sg.SplitUnit("T1", "T3", ["M01", "M02"], name="三班"),
        sg.SplitUnit("T1", "T3", ["M02", "M03"], name="三班", leader="M02"),
    ],
    ids=repr,
)
def test_a_change_is_read_as_itself(station: Org, change: sg.Change) -> None:
    org = (
        edited(station, "units", {"id": "P1"}, parent="S1")
        if isinstance(change, sg.CloseUnit)
        else station
    )
    after = change.apply(org)
    assert diff(org, after).changes == (change,)
    back_and_forth(org, after)


@examples(3)
@given(st.data())
def test_units_under_other_ids(data: st.DataObject) -> None:
    """A rename is one change, with whatever else is changed, and the way is exact."""
    org = with_later_tables(data.draw(organisations()))
    renames = [sg.EditUnit(unit, {"id": f"new {unit}"}) for unit in org.units["id"]]
    after = Scenario("x", renames).apply(org)
    people = defaultdict(set)
    for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True):
        people[unit].add(member)
    teams = [*people.values()]
    if all(teams.count(team) == 1 for team in teams):  # else two may be told as one another
        assert {rename for rename in renames if rename.unit in people} <= {*diff(org, after)}
    back_and_forth(org, Scenario("y", data.draw(sequences(after, most=4))).apply(after))


def test_a_renamed_unit_keeps_its_people(station: Org) -> None:
    plan = [
        sg.EditUnit("T1", {"id": "X1", "name": "一班"}),
        sg.LeaveUnit("M03", "X1"),
        sg.MoveMember("M06", "T2", "X1"),
        sg.SplitUnit("X1", "X2", ["M02"], name="二班"),
    ]
    after = Scenario("x", plan).apply(station)
    assert set(diff(station, after)) == set(plan)
    back_and_forth(station, after)


def test_several_at_once(station: Org) -> None:
    plan = [
        sg.CreateUnit("T3", "team", parent="S1", attributes={"name": "三班"}),
        sg.AddMember("M11", attributes={"name": "新"}),
        sg.AppointLeader("M03", "T1"),
        sg.MoveMember("M06", "T2", "T3", keep_role=True),
        sg.JoinUnit("M11", "T3"),
        sg.PairMentor("M06", "M11"),
    ]
    after = Scenario("x", plan).apply(station)
    assert set(diff(station, after)) == set(plan)
    back_and_forth(station, after)


def test_a_unit_is_closed_after_everybody_left(station: Org) -> None:
    plan = Scenario(
        "x",
        [
            sg.MergeUnits("U1", "U2"),
            sg.LeaveUnit("M01", "P1"),
            sg.LeaveUnit("M02", "P1"),
            sg.MoveMember("M06", "T2", "T1"),
        ],
    )
    after = without(plan.apply(station), "memberships", unit="P1")
    after = without(after, "units", id="P1")
    kinds = back_and_forth(station, after)
    assert kinds[0] == "MergeUnits"
    assert kinds[-1] == "CloseUnit"


def test_rows_of_later_tables_come_and_go_as_rows(station: Org) -> None:
    org = station.replace(
        activities={
            "id": ["a1", "a2"],
            "unit": ["P1", "T1"],
            "kind": ["safety_class"] * 2,
            "date": ["2026-01-02"] * 2,
        },
        participants={"activity": ["a1", "a2"], "member": ["M01", "M02"]},
        remedies={"activity": ["a1"], "problem": ["x"], "owner": ["M05"], "due": ["2026-02-01"]},
    )
    after = added(
        edited(org, "activities", {"id": "a1"}, kind="heart_to_heart"),
        "participants",
        {"activity": "a1", "member": "M03"},
    )
    assert set(back_and_forth(org, after)) == {"AddRow", "RemoveRow"}
    assert back_and_forth(org, sg.RemoveMember("M05").apply(org)) == ["RemoveMember"]
    assert back_and_forth(org, station)  # the tables vanish


def test_columns_of_ones_own_in_every_type(station: Org) -> None:
    after = station.replace(
        members=station.members.assign(
            when=pd.Timestamp("2026-01-01 08:30"), whole=range(10), part=0.5, true=True, big=1e300
        ),
        memberships=station.memberships.assign(key="x", table=3),
    )
    back_and_forth(station, after)
    other = after.replace(
        members=after.members.assign(
            whole=[f"{number:03}" for number in range(10)], part="007", true="False", big=None
        )
    )
    back_and_forth(after, other)


def test_a_column_of_infinities_comes_out_exactly(station: Org) -> None:
    back_and_forth(station, station.replace(members=station.members.assign(score=float("inf"))))


# -- dates


@pytest.fixture
def dated(station: Org) -> Org:
    """The station, with memberships that began, one of which ended."""
    memberships = station.memberships.assign(since="2020-01-01", until=None)
    return added(
        station.replace(memberships=memberships),
        "memberships",
        {"member": "M10", "unit": "T1", "since": "2019-01-01", "until": "2020-01-01"},
    )


@pytest.mark.parametrize(
    "change",
    [
        sg.MoveMember("M03", "T1", "T2", on=D),
        sg.MoveMember("M03", "T1", "T2", on="2020-01-01"),
        sg.MoveMember("M01", "T1", "T2", keep_role=True, on=D),
        sg.MoveMember("M10", "T2", "T1", on="2020-01-01"),
        sg.JoinUnit("M03", "P1", on=D),
        sg.LeaveUnit("M02", "P1", on=D),
        sg.AssignRole("M03", "T1", "deputy", on=D),
        sg.AppointLeader("M03", "T1", on=D),
        sg.RelieveLeader("M01", "T1", on=D),
        sg.RemoveMember("M05", on=D),
        sg.CloseUnit("B1", on=D),
        sg.MergeUnits("T1", "T2", on=D),
        sg.AssignDuty("M06", "T1", "support", on=D),
        sg.UnpairMentor("M02", "M05", on=D),
    ],
    ids=repr,
)
def test_a_dated_change_is_read_with_its_day(dated: Org, change: sg.Change) -> None:
    org = (
        edited(dated, "units", {"id": "P1"}, parent="S1")
        if isinstance(change, sg.CloseUnit)
        else dated
    )
    after = change.apply(org)
    assert diff(org, after).changes == (change,)
    back_and_forth(org, after)


def test_moving_there_and_back_leaves_nothing(dated: Org) -> None:
    there, back = sg.MoveMember("M03", "T1", "T2", on=D), sg.MoveMember("M03", "T2", "T1", on=D)
    assert not len(diff(dated, Scenario("x", [there, back]).apply(dated)))
    assert diff(there.apply(dated), dated).changes == (back,)


def test_what_diff_finds_does_not_hang_on_the_day_it_is_applied(
    dated: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = without(
        added(dated, "memberships", {"member": "M09", "unit": "P1"}), "memberships", member="M08"
    )
    plan = diff(dated, after)
    for today in (datetime.date(2019, 6, 1), datetime.date(2100, 1, 1)):
        day = type("date", (datetime.date,), {"today": classmethod(lambda _, today=today: today)})
        with monkeypatch.context() as patch:
            patch.setattr(datetime, "date", day)
            assert plan.apply(dated) == after


def test_days_of_rows_that_ended_are_told_as_they_were(dated: Org) -> None:
    """Between two days of one organisation, nobody leaves on the day when they came."""
    moved = sg.MoveMember("M03", "T1", "T2", on=D).apply(dated)
    found = diff(moved.at("2026-02-01"), moved.at("2026-04-01"))
    assert [type(change).__name__ for change in found] == ["JoinUnit", "RemoveRow"]
    assert found.changes[0].on == D
    assert "until = 2026-03-01" in found.changes[1].describe("en")


# -- a public organisation


def test_congress_between_two_states(congress: Org) -> None:
    units = congress.units[congress.units["layer"] == "committee"]["id"].tolist()
    seats = congress.memberships[congress.memberships["unit"].isin(units)]
    plain = seats[seats["role"] == "member"].drop_duplicates("member")
    home = dict(zip(congress.units["id"], congress.units["parent"], strict=True))
    taken = set(seats[["member", "unit"]].itertuples(index=False, name=None))
    plan: list[sg.Change] = []
    for member, unit in plain[["member", "unit"]].head(20).itertuples(index=False, name=None):
        other = next(one for one in units if home[one] == home[unit] and (member, one) not in taken)
        plan.append(sg.MoveMember(member, unit, other))
    chair = plain.iloc[-1]
    plan += [
        sg.AppointLeader(chair["member"], chair["unit"]),
        sg.CreateUnit("committee:new", "committee", parent="chamber:house"),
    ]
    plan += [sg.JoinUnit(member, "committee:new") for member in plain["member"].tail(5)]
    after = Scenario("reshuffle", plan).apply(congress)
    assert len(plan) > 15
    found = diff(congress, after)
    assert found.apply(congress) == after
    assert {type(change).__name__ for change in found} <= {
        "MoveMember",
        "AppointLeader",
        "CreateUnit",
        "JoinUnit",
        "AssignRole",
        "EditMembership",
    }
    assert diff(after, congress).apply(after) == congress
