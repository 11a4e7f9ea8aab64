"""Where two organisations differ in seats and posts, held against sets in plain loops."""

from __future__ import annotations

import random
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.optimize.seat_differences import SeatDifference
from tests.searching import examples

LAYERS = {"T": "team", "P": "party", "U": "union"}
#: (Member, unit, role) of every membership.
Rows = set[tuple[str, str, str]]


def org(members: list[str], units: list[str], rows: Rows, dice: random.Random) -> sg.Org:
    """The tables, their rows in any order."""
    table = sorted(rows)
    dice.shuffle(table)
    return sg.Org(
        {"id": members},
        {"id": units, "layer": [LAYERS[unit[0]] for unit in units]},
        {
            name: [row[place] for row in table]
            for place, name in enumerate(("member", "unit", "role"))
        },
    )


def inside(rows: Rows) -> dict[str, set[str]]:
    """Unit → who sits there."""
    sets: dict[str, set[str]] = defaultdict(set)
    for member, unit, _ in rows:
        sets[unit].add(member)
    return sets


def seats(rows: Rows) -> dict[str, set[str]]:
    """Member → where the member sits."""
    sets: dict[str, set[str]] = defaultdict(set)
    for member, unit, _ in rows:
        sets[member].add(unit)
    return sets


def post(rows: Rows, member: str, unit: str) -> int:
    """0: none, 1: deputy, 2: leader."""
    held = [
        ("member", "deputy", "leader").index(role)
        for who, where, role in rows
        if (who, where) == (member, unit)
    ]
    return max(held, default=0)


def drawn(dice: random.Random) -> tuple[list[str], list[str], Rows, Rows, dict[str, str]]:
    """Members, units, rows without and with a plan, and its merges."""
    members = [f"M{number}" for number in range(dice.randint(1, 6))]
    units = [f"T{number}" for number in range(4)] + ["P0", "P1", "P2", "U0"]
    roles = ("member", "member", "deputy", "leader")
    then = {
        (dice.choice(members), dice.choice(units), dice.choice(roles))
        for _ in range(dice.randint(0, 14))
    }
    merges = {"T3": "T0"} if dice.random() < 0.4 else {}
    now = set()
    for member, unit, role in then:
        chance = dice.random()
        alike = [other for other in units if other[0] == unit[0]]
        where = dice.choice(alike) if chance < 0.15 else unit
        what = dice.choice(roles) if 0.15 < chance < 0.3 else role
        if chance < 0.95:
            now.add((member, merges.get(where, where), what))
    if dice.random() < 0.3:
        now.add((dice.choice(members), dice.choice(["P0", "T1"]), "member"))
    return members, units, then, now, merges


def check(seed: int) -> None:
    """Hold one difference against the loops."""
    dice = random.Random(seed)
    members, units, then, now, merges = drawn(dice)
    left = [unit for unit in units if unit not in merges]
    if dice.random() < 0.3:
        dice.shuffle(left)
    there = dice.sample(members, len(members)) if dice.random() < 0.3 else members
    found = SeatDifference(org(members, units, then, dice), org(there, left, now, dice), merges)
    was, is_, before, after = seats(then), seats(now), inside(then), inside(now)
    for followers in (False, True):
        moved = [
            member
            for member in members
            if {merges.get(unit, unit) for unit in was[member]} != is_[member]
            or (
                followers
                and any(merges.get(unit, unit) not in {unit, *was[member]} for unit in was[member])
            )
        ]
        assert found.people(followers=followers) == len(moved)
    for layer in ("party", "union"):
        changed = [
            unit
            for unit in units
            if LAYERS[unit[0]] == layer
            and (
                before[unit] != after[unit]
                or {who for who in before[unit] if post(then, who, unit) == 2}
                != {who for who in after[unit] if post(now, who, unit) == 2}
                or {place for who in before[unit] for place in was[who] if place[0] == "T"}
                != {place for who in after[unit] for place in is_[who] if place[0] == "T"}
            )
        ]
        assert found.changed("team", ["party", "union"])[layer] == len(changed)
        assert found.changed("team", [layer]) == {layer: len(changed)}
    differing = [
        (member, unit)
        for member in members
        for unit in left
        if unit[0] in "TP"
        and post(now, member, unit)
        != max(post(then, member, other) for other in units if merges.get(other, other) == unit)
    ]
    assert found.posts(["team", "party"]) == len(differing)


@examples(20)
@given(st.integers(0, 2**32))
def test_differences_are_those_of_sets(seed: int) -> None:
    check(seed)


def test_nothing_differs_from_itself() -> None:
    dice = random.Random(3)
    members, units, then, _, _ = drawn(dice)
    same = org(members, units, then, dice)
    found = SeatDifference(same, same, {})
    assert (found.people(followers=True), found.posts(["team", "party"])) == (0, 0)
    assert found.changed("team", ["party"]) == {"party": 0}
