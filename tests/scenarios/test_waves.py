"""Waves against all orders of small plans, with blank and leaderless units told by plain loops."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import sanzu_graph as sg
from tests.searching import examples

TEAMS, GROUPS = ("T1", "T2", "T3"), ("P1", "P2")
POLICY = (
    sg.Policy.for_layers("team", ["party"])
    .with_layer("team", led=True)
    .with_layer("party", led=True)
)


def small(seed: int) -> tuple[sg.Org, sg.Scenario]:
    """An organisation of a few people, and a plan for it that can be made."""
    draw = random.Random(seed)
    people = "ABCDEF"[: draw.randint(2, 6)]
    rows = [(one, draw.choice(TEAMS), "") for one in people]
    rows += [(one, draw.choice(GROUPS), "") for one in people if draw.random() < 0.6]
    for unit in (*TEAMS, *GROUPS):
        here = [number for number, row in enumerate(rows) if row[1] == unit]
        if here and draw.random() < 0.8:
            number = draw.choice(here)
            rows[number] = (*rows[number][:2], "leader")
    member, unit, role = zip(*rows, strict=True)
    org = sg.Org(
        {"id": list(people)},
        {"id": [*TEAMS, *GROUPS], "layer": ["team"] * 3 + ["party"] * 2},
        {"member": list(member), "unit": list(unit), "role": list(role)},
    )
    plan = sg.Scenario("plan")
    for _ in range(draw.randint(1, 5)):
        so_far = plan.apply(org)
        if so_far.memberships.empty:  # everybody has left everything
            break
        change = drawn_change(so_far, draw)
        try:
            plan.then(change).apply(org)
        except sg.SanzuError:
            continue
        plan = plan.then(change)
    return org, plan


def drawn_change(org: sg.Org, draw: random.Random) -> sg.Change:
    frame = org.memberships
    row = draw.randrange(len(frame))
    member, unit = frame["member"][row], frame["unit"][row]
    alike = TEAMS if unit in TEAMS else GROUPS
    other = draw.choice([one for one in alike if one != unit])
    return draw.choice(
        [
            sg.MoveMember(member, unit, other),
            sg.MoveMember(member, unit, other),
            sg.AppointLeader(member, unit),
            sg.JoinUnit(draw.choice(org.members["id"].tolist()), draw.choice(GROUPS)),
            sg.LeaveUnit(member, unit),
        ]
    )


def wrong(org: sg.Org) -> set[tuple[str, str]]:
    """Units that are blank, or without a leader, by plain loops."""
    seats = list(
        zip(
            org.memberships["member"],
            org.memberships["unit"],
            org.memberships["role"].fillna(""),
            strict=True,
        )
    )
    grouped = {member for member, unit, _ in seats if unit in GROUPS}
    found = set()
    for unit in org.units["id"]:
        here = [(member, role) for member, where, role in seats if where == unit]
        if here and not any(role == "leader" for _, role in here):
            found.add(("leaderless", unit))
        if unit in TEAMS and not any(member in grouped for member, _ in here):
            found.add(("blank", unit))
    return found


def rows(org: sg.Org) -> list[tuple[str, ...]]:
    frame = org.memberships[["member", "unit", "role"]].fillna("")
    return sorted(frame.itertuples(index=False, name=None))


def after(org: sg.Org, changes: list[sg.Change]) -> sg.Org | None:
    try:
        return sg.Scenario("some", changes).apply(org) if changes else org
    except sg.SanzuError:
        return None


def most_waves(org: sg.Org, changes: tuple[sg.Change, ...]) -> int:
    """How many waves there can be: all orders of all partitions, by looking at all."""
    states: dict[tuple[int, ...], sg.Org | None] = {}

    def state_of(steps: tuple[int, ...]) -> sg.Org | None:
        if steps not in states:
            states[steps] = after(org, [changes[step] for step in steps])
        return states[steps]

    whole = after(org, list(changes))
    allowed = wrong(org) | wrong(whole)
    best = 0
    for order in itertools.permutations(range(len(changes))):
        for cuts in range(2 ** (len(changes) - 1)):
            waves, wave = [], [order[0]]
            for place, step in enumerate(order[1:]):
                if cuts >> place & 1:
                    waves.append(wave)
                    wave = []
                wave.append(step)
            waves.append(wave)
            if len(waves) <= best or any(wave != sorted(wave) for wave in waves):
                continue
            made: tuple[int, ...] = ()
            for wave in waves:
                made += tuple(wave)
                state, plain = state_of(made), state_of(tuple(sorted(made)))
                if state is None or plain is None or not wrong(state) <= allowed:
                    break
                if rows(plain) != rows(state):
                    break
            else:
                best = len(waves)
    return best


@examples(40)
@given(st.integers(0, 2**32))
def test_there_cannot_be_more_waves(seed: int) -> None:
    org, plan = small(seed)
    found = plan.waves(org, POLICY, lang="en")
    assert sorted(step for wave in found for step in wave.steps) == [*range(1, len(plan) + 1)]
    allowed = wrong(org) | wrong(plan.apply(org))
    made: list[sg.Change] = []
    for wave in found:
        made += list(wave)
        assert wrong(after(org, made)) <= allowed
        assert bool(wave.why) == (len(wave) > 1)
    assert rows(after(org, made)) == rows(plan.apply(org))
    assert {*found.exposed["entity_id"]} == {unit for _, unit in allowed - wrong(org)}
    if 0 < len(plan) <= 4:
        assert found.is_proven
        assert len(found) == most_waves(org, plan.changes)


def exchange() -> tuple[sg.Org, sg.Scenario]:
    """Each team has one party member; they exchange teams, so neither can go first."""
    org = sg.Org(
        {"id": ["A", "B", "c", "d"], "name": ["安", "白", "陈", "丁"]},
        {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        {
            "member": ["A", "B", "c", "d", "A", "B"],
            "unit": ["T1", "T2", "T1", "T2", "P", "P"],
            "role": ["", "", "leader", "leader", "leader", ""],
        },
    )
    return org, sg.Scenario(
        "exchange", [sg.MoveMember("A", "T1", "T2"), sg.MoveMember("B", "T2", "T1")]
    )


@pytest.mark.parametrize(("lang", "told"), [("en", "alone would leave"), ("zh", "单独")])
def test_what_is_exchanged_stands_together_and_says_why(lang: str, told: str) -> None:
    org, plan = exchange()
    (wave,) = plan.waves(org, POLICY, lang=lang)
    assert wave.steps == (1, 2)
    assert wave.why.count(told) == 2
    assert "T1" in wave.why
    assert wave.why in str(plan.waves(org, POLICY, lang=lang))


def test_the_list_to_sign_says_the_wave() -> None:
    org, plan = exchange()
    plan = plan.then(sg.JoinUnit("c", "P"))
    frame = plan.waves(org, POLICY, lang="en").to_frame()
    assert frame["wave"].tolist() == [1, 2, 3]
    assert frame["No."].tolist() == [3, 1, 2]  # once c has joined, A may go before B comes
    assert frame["change"][0] == "Let 陈 (c) join P"


def test_what_the_plan_itself_leaves_blank_is_told_with_its_wave() -> None:
    org, plan = exchange()
    found = sg.Scenario("leave", plan.changes[:1]).waves(org, POLICY, lang="en")
    assert found.exposed[["wave", "check", "entity_id"]].to_numpy().tolist() == [
        [1, "blank_team", "T1"]
    ]


def test_earlier_days_come_first() -> None:
    org, plan = exchange()
    first, second = plan.changes
    dated = sg.Scenario(
        "dated",
        [
            sg.MoveMember(first.member, first.source, first.target, on="2031-02-01"),
            sg.MoveMember(second.member, second.source, second.target, on="2031-01-01"),
        ],
    )
    assert [wave.steps for wave in dated.waves(org, POLICY)] == [(2,), (1,)]


def test_many_changes_in_common_are_ordered_one_after_another() -> None:
    people = [f"M{number}" for number in range(24)]
    org = sg.Org(
        {"id": people},
        {"id": ["T1", "T2"], "layer": ["team"] * 2},
        {"member": people, "unit": ["T1"] * 24, "role": ["leader", *[""] * 23]},
    )
    plan = sg.Scenario("many", [sg.MoveMember(one, "T1", "T2") for one in people[:12]])
    found = plan.waves(org, sg.Policy.for_layers("team").with_layer("team", led=True))
    assert not found.is_proven
    assert len(found) == 12


def test_a_plan_that_cannot_be_made_is_refused() -> None:
    org, _ = exchange()
    with pytest.raises(sg.ChangeError, match="1"):
        sg.Scenario("none", [sg.MoveMember("A", "T2", "T1")]).waves(org, POLICY, lang="en")


def test_a_plan_without_changes_has_no_waves() -> None:
    org, _ = exchange()
    found = sg.Scenario("none").waves(org, POLICY, lang="en")
    assert len(found) == 0
    assert str(found) == "There is nothing to do."


def test_changes_without_a_day_are_signed_with_that_of_the_plan() -> None:
    org, plan = exchange()
    first, second = plan.changes
    early = sg.MoveMember(first.member, first.source, first.target, on="2031-01-01")
    frame = sg.Scenario("dated", [second, early], on="2031-02-01").waves(org, POLICY, lang="en")
    assert frame.to_frame()["takes effect"].tolist() == ["2031-01-01", "2031-02-01"]


def test_who_came_on_an_earlier_day_counts_where_they_are() -> None:
    """On the second day B may only leave the group once A, who came the day before, has joined."""
    org = sg.Org(
        {"id": ["A", "B", "c"]},
        {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        {
            "member": ["A", "c", "B", "B"],
            "unit": ["T1", "T1", "T2", "P"],
            "role": ["", "leader", "leader", ""],
        },
    )
    plan = sg.Scenario(
        "two days",
        [
            sg.MoveMember("A", "T1", "T2", on="2031-01-01"),
            sg.LeaveUnit("B", "P", on="2031-02-01"),
            sg.JoinUnit("A", "P", on="2031-02-01"),
        ],
    )
    policy = sg.Policy.for_layers("team", ["party"]).with_layer("party", led=False)
    found = plan.waves(org, policy)
    assert [wave.steps for wave in found] == [(1,), (3,), (2,)]
    assert found.exposed.empty


@examples(20)
@example(158)  # the plan appoints, without a day, who joins on a later one
@given(st.integers(0, 2**32))
def test_on_any_days_the_plan_comes_to_the_same(seed: int) -> None:
    org, plan = small(seed)
    draw = random.Random(seed)
    days = [draw.choice([None, "2031-01-01", "2031-02-01"]) for _ in plan]
    dated = sg.Scenario(
        "dated", [replace(one, on=day) for one, day in zip(plan, days, strict=True)]
    )
    try:
        whole = dated.apply(org)
    except sg.ChangeError:
        return  # not every day suits every change
    found = dated.waves(org, POLICY, lang="en")
    again = sg.Scenario("again", [change for wave in found for change in wave])
    assert again.apply(org) == whole
    assert sorted(step for wave in found for step in wave.steps) == [*range(1, len(plan) + 1)]
