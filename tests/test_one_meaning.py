"""One meaning of who may sit, lead and mentor: whatever one room offers, `Placement` allows, so none
refuses it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import (
    AbsentError,
    AppointLeader,
    Layer,
    Limit,
    Mix,
    Org,
    Placement,
    Policy,
    Rule,
    Transfer,
)
from sanzu_graph.planner.session import Session
from sanzu_graph.policy.levers import SEATING
from sanzu_graph.policy.rules import columns_missing
from sanzu_graph.schema import LEADER
from tests.edits import dice_of
from tests.policy.test_placement import Loops, placed
from tests.strategies import organisations

SEEDS = st.integers(0, 2**32 - 1)


def asked(org: Org, seed: int) -> tuple[Org, Policy, Placement]:
    """An organisation whose base layer is there, and a policy that can be asked of it."""
    org, policy = placed(org, seed)
    assume(policy.base in org.layers)
    rules = [getattr(layer, part) for layer in policy.layers for part in ("eligible", "leader")]
    assume(not any(rule is not None and columns_missing(org, rule) for rule in rules))
    return org, policy, Placement(org, policy)


def rows(org: Org, role: str | None = None) -> set[tuple[str, str]]:
    """Who has a seat, or leads, where."""
    frame = org.memberships
    frame = frame if role is None else frame[frame["role"] == role]
    return set(zip(frame["member"], frame["unit"], strict=True))


def pairs(org: Org, kind: str) -> set[tuple[str, str]]:
    """Who mentors whom."""
    frame = org.relations[org.relations["kind"] == kind]
    return {
        (one, other)
        for one, other in zip(frame["source"], frame["target"], strict=True)
        if one != other
    }


def led(org: Org, member: str) -> int:
    """How many units a member leads."""
    return sum(one == member for one, _ in rows(org, LEADER))


# -- two reproductions: one file, one answer


PARTY = Policy.for_layers("team").replace(
    layers=(
        Layer("team"),
        Layer(
            "party", eligible=Rule("status", any_of=("member",)), led=True, per_base_unit=Limit(1)
        ),
    )
)
GUESTS = Org(
    {"id": ["A", "B"], "status": ["guest", "guest"]},
    {"id": ["T", "P"], "layer": ["team", "party"]},
    {"member": ["A", "B", "A", "B"], "unit": ["T", "T", "P", "P"]},
)


def test_nobody_leads_a_group_to_which_nobody_may_belong() -> None:
    answer = Placement(GUESTS, PARTY).may_lead("A", "P")
    assert answer.reason == "ineligible"
    assert not len(sg.propose(GUESTS, PARTY, levers=["appoint"]).scenario or ())
    board = Session(GUESTS, PARTY, None).refusal(AppointLeader("A", "P"))
    assert board == answer.describe("en")
    assert not len(sg.best_moves(GUESTS, PARTY, unit="P", role="leader"))
    assert not len(sg.propose_leaders(GUESTS, PARTY).scenario)
    ranking = sg.rank_candidates(GUESTS, PARTY, unit="P")
    assert ranking.ineligible["reason"].tolist() == ["ineligible"] * 2


def test_blank_teams_and_the_audit_do_not_contradict_each_other() -> None:
    org = GUESTS.replace(memberships={"member": ["A", "B"], "unit": ["T", "T"]})
    (alone,) = sg.blank_teams(org, lang="en")["message"]
    (audited,) = sg.audit(org, PARTY, select="blank_team", lang="en").findings["message"]
    assert alone.endswith("; 2 of its 2 members are in none of these.")
    assert audited.endswith("; 0 of its 2 members could join.")


# -- whatever one offers, none refuses


@given(org=organisations(dated=False), seed=SEEDS)
def test_best_moves_are_what_placement_and_the_board_leave_open(org: Org, seed: int) -> None:
    org, policy, placement = asked(org, seed)
    assume(len(org.members) and len(org.units))
    session = Session(org, policy, None)
    member = org.members["id"].iloc[seed % len(org.members)]
    for layer in org.layers:
        units = org.units["id"][org.units["layer"] == layer].tolist()
        mine = sorted({unit for one, unit in rows(org) if one == member and unit in units})
        found = sg.best_moves(org, policy, member=member, layer=layer, ignore="data")
        offered = set(zip(found["source"], found["unit"], strict=True))
        for source in mine or [""]:
            for unit in set(units) - {*mine}:
                may = placement.may_sit(member, unit, leaving=source or None)
                assert ((source, unit) in offered) == bool(may)
                change = (
                    sg.MoveMember(member, source, unit) if source else sg.JoinUnit(member, unit)
                )
                assert (session.refusal(change) is None) == bool(may)
    unit = org.units["id"].iloc[seed % len(org.units)]
    found = sg.best_moves(org, policy, unit=unit, role="leader", ignore="data")
    for member, place in rows(org) - rows(org, LEADER):
        if place == unit:
            may = placement.may_lead(member, unit)
            assert (member in set(found["member"])) == bool(may)
            assert (session.refusal(AppointLeader(member, unit)) is None) == bool(may)


@given(org=organisations(dated=False), seed=SEEDS)
def test_everybody_who_may_come_is_ranked(org: Org, seed: int) -> None:
    org, policy, placement = asked(org, seed)
    groups = [one for one in org.units["id"] if layer_of(org, one) != policy.base]
    assume(groups)
    unit = groups[seed % len(groups)]
    alike = {one for one in org.units["id"] if layer_of(org, one) == layer_of(org, unit)}
    found = sg.best_moves(org, policy, unit=unit, role="member", ignore="data")
    offered = set(zip(found["member"], found["source"], strict=True))
    assert len(offered) == len(found)
    for member in org.members["id"]:
        mine = {place for one, place in rows(org) if one == member and place in alike}
        for source in mine or [""]:
            may = unit not in mine and placement.may_sit(member, unit, leaving=source or None)
            assert ((member, source) in offered) == bool(may)


@given(org=organisations(dated=False), seed=SEEDS)
def test_mentors_paired_may_mentor(org: Org, seed: int) -> None:
    org, policy, placement = asked(org, seed)
    assume(policy.mentors is not None)
    try:
        plan = sg.pair_mentors(org, policy, progress=False)
    except AbsentError:  # a rule for mentors about a column that is not kept
        return
    kind = policy.mentors.kind
    after = plan.apply(org) if plan.scenario else org
    before, now = pairs(org, kind), pairs(after, kind)
    for mentor, apprentice in now - before:
        # Who has room, and who mentors whom, is decided by the plan as a whole.
        assert placement.may_mentor(mentor, apprentice).reason in ("", "mentors_enough", "mutual")
        assert (apprentice, mentor) not in now
        count = sum(one == mentor for one, _ in now)
        assert count <= placement.mentor_rules.capacity[org.encoding.member_at[mentor]]


@given(org=organisations(dated=False), seed=SEEDS)
def test_leaders_proposed_may_lead(org: Org, seed: int) -> None:
    org, policy, placement = asked(org, seed)
    plan = sg.propose_leaders(org, policy)
    leads_as_placement_says(org, plan.apply(org) if plan.scenario else org, placement)


def leads_as_placement_says(org: Org, after: Org, placement: Placement) -> None:
    most = placement.policy.leaders.most_units
    for member, unit in rows(after, LEADER) - rows(org, LEADER):
        reason = placement.may_lead(member, unit).reason
        assert reason in ("", "leads_enough"), (member, unit)
        if most is not None:
            assert led(after, member) <= max(led(org, member), most.value)


@given(org=organisations(dated=False), seed=SEEDS)
def test_candidates_ranked_may_lead(org: Org, seed: int) -> None:
    org, policy, placement = asked(org, seed)
    for unit in org.units["id"]:
        refused = set(sg.rank_candidates(org, policy, unit=unit).ineligible["candidate"])
        for member, place in rows(org) - rows(org, LEADER):
            if place == unit:
                assert (member in refused) == (not placement.may_lead(member, unit))


@given(seed=SEEDS)
def test_people_exchanged_between_groups_may_sit_there(seed: int) -> None:
    """Groups that are far from even, at two sites, in which not everybody may belong."""
    dice = dice_of(seed)
    people = [f"M{number:02}" for number in range(12)]
    org = Org(
        {
            "id": people,
            "status": [dice.choice(["member", "member", "guest"]) for _ in people],
            "grade": [dice.choice([1, 1, 3]) for _ in people],
        },
        {
            "id": ["T", "P1", "P2", "P3", "P4"],
            "layer": ["team", *["party"] * 4],
            "site": ["N", "N", "N", "S", "S"],
        },
        {
            "member": [*people, *people],
            "unit": ["T"] * 12 + [dice.choice(["P1", "P2", "P3", "P4"]) for _ in people],
        },
    )
    party = Layer(
        "party", eligible=Rule("status", any_of=("member",)), exclusive=dice.random() < 0.5
    )
    policy = Policy.for_layers("team").replace(
        layers=(Layer("team"), party),
        transfer=Transfer(regroup=dice.choice([(), ("site",)])),
        mixes=(Mix("grade", Rule("grade", at_least=2)),),
    )
    plan = sg.balance_groups(org, policy, layer="party")
    after = plan.apply(org) if plan.scenario else org
    seats_as_placement_says(org, after, Placement(org, policy), ("regroup",))


def layer_of(org: Org, unit: str) -> str:
    return str(org.units.set_index("id").loc[unit, "layer"])


@given(org=organisations(dated=False), seed=SEEDS)
def test_what_is_proposed_placement_allows(org: Org, seed: int) -> None:
    org, policy, placement = asked(org, seed)
    dice = dice_of(seed)
    levers = [one for one in (*SEATING, "appoint") if dice.random() < 0.7]
    assume(levers)
    plan = sg.propose(org, policy, levers=levers, solve={"progress": False})
    after = plan.apply(org) if plan.scenario else org
    # Who is admitted is looked at as they are then.
    admitted = Placement(org.replace(members=after.members), policy)
    for member, unit in rows(after) - rows(org):
        ways = {*placement.may_sit(member, unit).levers, *admitted.may_sit(member, unit).levers}
        assert ways & {*levers}, (member, unit)
    for member, unit in rows(after, LEADER) - rows(org, LEADER):
        place, layer = org.encoding.member_at[member], layer_of(org, unit)
        may = admitted.leaders(layer)[place] or placement.leaders_admitted(layer)[place]
        assert may, (member, unit)
        most = policy.leaders.most_units
        if most is not None:
            assert led(after, member) <= max(led(org, member), most.value)


def seats_as_placement_says(
    org: Org, after: Org, placement: Placement, levers: list[str] | tuple[str, ...]
) -> None:
    """Each new seat is one that a lever opens; full units are matters of the plan as a whole."""
    for member, unit in rows(after) - rows(org):
        assert {*placement.may_sit(member, unit).levers} & {*levers}, (member, unit)


# -- the checks accuse exactly those whom placement would not let in


@given(org=organisations(dated=False), seed=SEEDS)
def test_checks_accuse_whom_placement_would_not_let_in(org: Org, seed: int) -> None:
    org, policy, placement = asked(org, seed)
    audit = sg.audit(org, policy, ignore="data", lang="en")
    told = audit.findings
    loops = Loops(org, policy)
    at = org.encoding.member_at

    def accused(check: str, *columns: str) -> set[tuple[Any, ...]]:
        mine = told[told["check"] == check]
        return (
            set(zip(*(mine[name] for name in ("entity_id", *columns)), strict=True))
            if len(mine)
            else set()
        )

    for layer in policy.layers:
        if layer.name in org.layers:
            eligible, leaders = placement.eligible(layer.name), placement.leaders(layer.name)
            inside = {one for one, unit in rows(org) if layer_of(org, unit) == layer.name}
            wrong = {(one, layer.name) for one in inside if not eligible[at[one]]}
            found = {one for one in accused("ineligible_member", "layer") if one[1] == layer.name}
            assert found == wrong
            for one, unit in rows(org, LEADER):
                if layer_of(org, unit) == layer.name:
                    blamed = (one, unit) in accused("ineligible_leader", "unit")
                    both = blamed or (one, layer.name) in wrong
                    assert both == (not leaders[at[one]])
    if policy.mentors is None or "mentor" not in {*audit.asked["check"].str.split("_").str[-1]}:
        return
    kind = policy.mentors.kind
    short = {
        (one, other)
        for one, other in pairs(org, kind)
        if placement.mentor_rules.is_short(np.array([at[one]]), np.array([at[other]]))[0]
    }
    gaps = {
        (one, other)
        for one, other, fault in accused("unqualified_mentor", "apprentice", "fault")
        if fault == "gap"
    }
    assert gaps == short
    crossed = {(one, other) for one, other in pairs(org, kind) if loops.commands(other, one)}
    assert {one[:2] for one in accused("crossed_mentor", "apprentice")} == crossed
