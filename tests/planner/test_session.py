"""The session: what edits do, what is refused, undo and redo, and that every audit is the audit of
the whole.
"""

import contextlib
import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.planner import points
from sanzu_graph.planner.findings import read
from sanzu_graph.planner.refusals import Refusals
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.snapshots import patch
from sanzu_graph.policy.parts import Layer, Limit

#: After so many edits the ground is laid anew; as on the board, but sooner.
FEW_TOUCHED = 4


@pytest.fixture(scope="module")
def guanxi() -> sg.Org:
    return sg.read_tables("data/guanxi")


@pytest.fixture
def session(guanxi: sg.Org) -> Session:
    return Session(guanxi, sg.Policy(), None, on="2026-11-22")


def told(findings) -> list[tuple[str, ...]]:
    return sorted(tuple(one) for one in findings)


def whole(session: Session) -> list[tuple[str, ...]]:
    """The findings of the organisation made of the scenario and audited in full: the oracle."""
    after = session.scenario.made_on(session.org)
    audit = sg.audit(after, session.policy, on=session.first.on, lang=session.lang)
    return told(one for _, one in read(audit.keeping_past(session.first).findings))


def test_a_move_fixes_a_blank_team(session):
    move = sg.MoveMember("M032", "T05", "T06")
    fixed, introduced = session.point.effects(session.tried(move))
    assert [one.check for one in fixed] == ["blank_team"]
    assert [one.check for one in introduced] == ["single_point"]
    session.make([move])
    assert list(session.scenario) == [move]
    assert told(session.point.findings()) == whole(session)


@given(st.integers(0, 10_000))
def test_after_any_edits_the_findings_are_those_of_a_full_audit(guanxi, number):
    chance = random.Random(number)
    session = Session(guanxi, sg.Policy(), None, on="2026-11-22")
    members, units = (
        guanxi.members["id"].tolist(),
        guanxi.units.query("layer in ['team', 'party', 'union']")["id"].tolist(),
    )
    for _ in range(8):
        what = chance.randrange(6)
        member, unit, other = chance.choice(members), chance.choice(units), chance.choice(units)
        change = {
            0: sg.JoinUnit(member, unit),
            1: sg.AppointLeader(member, unit),
            2: sg.MoveMember(member, unit, other),
            3: sg.LeaveUnit(member, unit),
            4: sg.PairMentor(member, chance.choice(members)),
            5: sg.MergeUnits(unit, other),
        }[what]
        try:
            session.make([change])
        except sg.ChangeError:
            session.undo() if chance.random() < 0.3 else session.redo()
    assert told(session.point.findings()) == whole(session)


@pytest.mark.parametrize("rests", [False, True])
def test_a_unit_that_the_plan_makes_and_renames_is_the_same_one(session, rests):
    first = session.point
    session.make([sg.CreateUnit("N1", "team")])
    created = session.point
    assert first.effects(created)[1], "an empty team is a finding"
    if rests:
        session.rest()
    assert created.effects(session.tried(sg.EditUnit("N1", {"id": "N2"}))) == ([], [])
    session.make([sg.EditUnit("N1", {"id": "N2"}), sg.CreateUnit("N1", "team")])
    _, come = created.effects(session.point)
    assert {one.entity_id for one in come} == {"N1"}


@pytest.mark.parametrize("steps", [1, 2])
def test_a_unit_under_another_id_is_the_same_one(session, steps):
    session.make([sg.MoveMember("M032", "T05", "T06")])
    if steps == 2:  # on an organisation of its own
        session.rest()
    before = session.point
    rename = sg.EditUnit("T05", {"id": "T5-new"})
    assert before.effects(session.tried(rename)) == ([], [])
    session.make([rename])
    session.rest()
    session.make([sg.MoveMember("M032", "T06", "T5-new")])
    assert session.point.renamed == {"T5-new": "T05"}
    assert patch(session)["renamed"] == {"T5-new": "T05"}
    ids = {(one.check, one.entity_id, one.layer) for one in session.point.findings()}
    first = {(one.check, one.entity_id, one.layer) for one in before.ground.first.values()}
    assert {(check, {"T5-new": "T05"}.get(id_, id_), layer) for check, id_, layer in ids} == first
    assert not patch(session)["gone"]
    assert not patch(session)["come"]


def test_many_edits_are_laid_on_new_ground(guanxi, monkeypatch):
    monkeypatch.setattr(points, "MOST_TOUCHED", FEW_TOUCHED)
    session = Session(guanxi, sg.Policy(), None, on="2026-11-22")
    rows = guanxi.memberships.query("unit.str.startswith('T')")[["member", "unit"]].itertuples(
        index=False
    )
    for member, unit in list(rows)[: 3 * FEW_TOUCHED]:
        session.make([sg.MoveMember(member, unit, "T10" if unit != "T10" else "T09")])
        session.rest()
    assert session.point.ground.audit is not session.first
    assert told(session.point.findings()) == whole(session)
    for _ in range(2 * FEW_TOUCHED):
        session.undo()
    assert told(session.point.findings()) == whole(session)
    while session.can_undo:
        session.undo()
    assert told(session.point.findings()) == whole(session)
    assert session.point.found == {}
    while session.can_redo:
        session.redo()
    assert len(session.scenario) == 3 * FEW_TOUCHED
    assert told(session.point.findings()) == whole(session)
    assert len(session.sentences()) == len(session.scenario)


def test_sentences_are_those_of_the_way_there(session):
    session.make([sg.AppointLeader("M002", "T01")])
    assert session.sentences() == (
        "Appoint 贺文柏 (M002) leader of 官溪配电一班 (T01); no longer leading: 程志远 (M001); no longer “班长” in 官溪配电一班 (T01): 程志远 (M001); no longer “副班长” in 官溪配电一班 (T01): 贺文柏 (M002)",
    )
    session.make([sg.RelieveLeader("M002", "T01")])
    session.undo()
    session.make([sg.MoveMember("M002", "T01", "T02")])
    assert len(session.sentences()) == 2
    assert session.sentences()[1].startswith(
        "Move 贺文柏 (M002) from 官溪配电一班 (T01) to 官溪配电二班 (T02)"
    )


def test_what_cannot_be_made_changes_nothing(session):
    before = session.point
    with pytest.raises(sg.ChangeError):
        session.make([sg.MoveMember("M001", "T01", "T02"), sg.MoveMember("M001", "T01", "T02")])
    with pytest.raises(sg.ChangeError, match=r"[Ss]tep 1"):
        session.become(sg.Scenario("wrong", [sg.LeaveUnit("M001", "T02")]))
    assert session.point is before
    assert not session.can_undo


def test_a_new_step_forgets_what_was_taken_back(session):
    session.make([sg.LeaveUnit("M001", "T01")])
    session.undo()
    assert session.can_redo
    session.make([sg.LeaveUnit("M002", "T01")])
    assert not session.can_redo
    session.redo()
    assert list(session.scenario) == [sg.LeaveUnit("M002", "T01")]


# -- refusals


def layered(**team: object) -> sg.Policy:
    team = {"exclusive": False, **team}
    return sg.Policy.for_layers("team", ["party"]).replace(
        layers=(Layer("team", **team), Layer("party", exclusive=False))
    )


ORG = sg.Org(
    {"id": ["A", "B", "C"], "grade": ["x", "y", "x"]},
    {
        "id": ["T1", "T2", "T3", "P"],
        "layer": ["team", "team", "team", "party"],
        "site": ["North", "North", None, None],
    },
    {"member": ["A", "B", "C"], "unit": ["T1", "T2", "T2"], "role": ["leader", "member", "member"]},
)


@pytest.mark.parametrize(
    ("policy", "change", "word"),
    [
        (layered(largest=Limit(2)), sg.MoveMember("A", "T1", "T2"), "Full"),
        (
            layered(eligible=sg.Rule("grade", any_of=("x",))),
            sg.MoveMember("B", "T2", "T1"),
            "grade",
        ),
        (layered(exclusive=True), sg.JoinUnit("A", "T2"), "T1"),
        (layered(exclusive=True), sg.AppointLeader("A", "T2"), "T1"),
        (
            layered().replace(transfer=sg.Transfer(move=("site",))),
            sg.MoveMember("A", "T1", "T3"),
            "site",
        ),
        (
            layered().replace(transfer=sg.Transfer(move=("site",))),
            sg.MergeUnits("T1", "T3"),
            "site",
        ),
        (layered(largest=Limit(2)), sg.MergeUnits("T1", "T2"), "Full"),
        (layered(), sg.MoveMember("A", "T2", "T1"), "not in"),
    ],
)
def test_refusals_say_why(policy, change, word):
    assert word in Session(ORG, policy, None).refusal(change)


@pytest.mark.parametrize(
    ("policy", "change"),
    [
        (layered(largest=Limit(3)), sg.MoveMember("A", "T1", "T2")),
        (layered(eligible=sg.Rule("grade", any_of=("x",))), sg.MoveMember("A", "T1", "T2")),
        (layered(exclusive=True), sg.MoveMember("A", "T1", "T2")),
        (layered(exclusive=True), sg.AppointLeader("B", "T2")),
        (
            layered().replace(transfer=sg.Transfer(move=("site", "no_such_column"))),
            sg.MoveMember("A", "T1", "T2"),
        ),
        (
            layered(eligible=sg.Rule("no_such_column", any_of=("x",))),
            sg.MoveMember("A", "T1", "T2"),
        ),
        (layered(), sg.LeaveUnit("A", "T1")),
    ],
)
def test_what_nothing_speaks_against_is_not_refused(policy, change):
    assert Session(ORG, policy, None).refusal(change) is None


def test_closed_units_agree_with_best_moves(guanxi, session):
    """`best_moves` ranks what the board leaves open, full units left out in both."""
    for member, unit in guanxi.memberships.query("unit.str.startswith('T')")[
        ["member", "unit"]
    ].itertuples(index=False):
        closed = Refusals(session.point).closed(member, unit, "team")
        places = sg.best_moves(guanxi, member=member, layer="team", on="2026-11-22")["unit"]
        teams = guanxi.units.query("layer == 'team'")["id"]
        assert closed == set(teams) - set(places) - {unit}


@given(st.integers(0, 10_000))
def test_closed_units_are_those_that_say_why(guanxi, number):
    chance = random.Random(number)
    policy = sg.Policy().with_layer("team", largest=Limit(8)).with_layer("union", exclusive=False)
    session = Session(guanxi, policy, None, on="2026-11-22")
    session.make(
        [
            sg.CreateUnit("T11", "team", attributes={"site": "官溪"}),
            sg.EditUnit("T02", {"work_type": None}),
            sg.MergeUnits("T10", "T09"),
        ]
    )
    for layer in ("team", "party", "union"):
        refusals = Refusals(session.point)
        member = chance.choice(guanxi.members["id"].tolist())
        for source in (None, *(unit for unit in refusals.units(layer) if chance.random() < 0.3)):
            told = {
                unit
                for unit in refusals.units(layer)
                if unit != source and refusals.why_not(member, source, unit) is not None
            }
            assert refusals.closed(member, source, layer) == told


@given(st.integers(0, 10_000))
def test_the_board_answers_as_placement_of_the_organisation_by_now(guanxi, number):
    """Whatever was edited: a draft is read as the organisation that would be made of it."""
    chance = random.Random(number)
    policy = sg.Policy().with_layer("union", exclusive=False, rollup=chance.random() < 0.2)
    session = Session(guanxi, policy, None, on="2026-11-22")
    members = guanxi.members["id"].tolist()
    units = guanxi.units.query("layer in ['team', 'party', 'union']")["id"].tolist()

    def some_change():
        member, unit, other = chance.choice(members), chance.choice(units), chance.choice(units)
        return chance.choice(
            [
                sg.JoinUnit(member, unit),
                sg.AppointLeader(member, unit, joint=chance.random() < 0.5),
                sg.AssignRole(member, unit, "leader"),
                sg.MoveMember(member, unit, other),
                sg.LeaveUnit(member, unit),
                sg.PairMentor(member, chance.choice(members)),
            ]
        )

    for _ in range(12):
        with contextlib.suppress(sg.ChangeError):
            session.make([some_change()])
    by_now = sg.Placement(session.point.audit.org, policy)
    for _ in range(60):
        change = some_change()
        if isinstance(change, sg.PairMentor):
            answer = by_now.may_mentor(change.mentor, change.apprentice)
        elif isinstance(change, sg.MoveMember):
            answer = by_now.may_sit(change.member, change.target, leaving=change.source)
        elif isinstance(change, sg.JoinUnit):
            answer = by_now.may_sit(change.member, change.unit)
        elif isinstance(change, sg.LeaveUnit):
            continue
        else:
            answer = by_now.may_lead(change.member, change.unit)
        told = None if answer else answer.describe("en")
        assert Refusals(session.point).of(change) == told, change


def test_a_full_unit_may_take_in_a_part_of_itself():
    """Nobody comes who is not in it already, so it grows no fuller."""
    org = sg.Org(
        {"id": ["A", "B"]},
        {"id": ["T1", "T2"], "layer": ["team", "team"]},
        {"member": ["A", "B", "A"], "unit": ["T1", "T1", "T2"]},
    )
    session = Session(org, layered(largest=Limit(1)), None)
    assert session.refusal(sg.MergeUnits("T2", "T1")) is None
    assert "Full" in session.refusal(sg.JoinUnit("B", "T2"))


def test_refusals_see_the_edits_so_far():
    session = Session(ORG, layered(largest=Limit(2), exclusive=True), None)
    session.make(
        [sg.CreateUnit("T9", "team", attributes={"site": "North"}), sg.MoveMember("B", "T2", "T9")]
    )
    assert session.refusal(sg.MoveMember("A", "T1", "T2")) is None  # room was made
    assert session.refusal(sg.JoinUnit("B", "T1")) is not None
    assert Refusals(session.point).closed("A", "T1", "team") == set()
    session.make([sg.EditMember("A", {"grade": "y"}), sg.MergeUnits("T9", "T1")])
    assert set(Refusals(session.point).units("team")) == {"T1", "T2", "T3"}


# -- days


def test_on_a_day_rows_end_and_begin():
    org = sg.Org(
        {"id": ["A"]},
        {"id": ["T1", "T2"], "layer": ["team"] * 2},
        pd.DataFrame({"member": ["A"], "unit": ["T1"], "since": ["2020-01-01"]}),
    )
    session = Session(org, layered(), None, on="2027-01-01")
    session.make([sg.MoveMember("A", "T1", "T2")])
    after = session.scenario.apply(org)
    assert after.memberships["unit"].tolist() == ["T1", "T2"]
    assert after.at("2026-12-31").memberships["unit"].tolist() == ["T1"]
    assert told(session.point.findings()) == whole(session)


def test_a_change_of_a_later_day_moves_the_day_looked_at_and_undo_moves_it_back():
    """However a plan came about, the same day is looked at, and what the plan does is seen."""
    org = sg.Org(
        {"id": ["A"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["A"], "unit": ["T1"]}
    )
    late = sg.AddMember("X", on="2999-01-01")
    session = Session(org, layered(), None)
    assert session.first.on is None
    session.make([late])
    assert str(session.first.on) == "2999-01-01"
    assert list(session.point.members) == ["X"]
    assert session.point.members["X"] is not None
    assert told(session.point.findings()) == whole(session)
    opened = Session(org, layered(), session.scenario)
    assert (opened.first.on, opened.point.members) == (session.first.on, session.point.members)
    session.undo()
    assert session.first.on is None
    session.redo()
    session.become(sg.Scenario("other", [sg.AddMember("Y")]))
    assert session.first.on is None
    assert list(session.point.members) == ["Y"]
    fixed = Session(org, layered(), None, on="2030-01-01")
    fixed.make([late])
    assert str(fixed.first.on) == "2030-01-01"
