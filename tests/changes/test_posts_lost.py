"""A change that ends a role or title says so."""

from __future__ import annotations

import random
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Change, Org

SEEDS = st.integers(0, 2**32 - 1)
MEMBERS, UNITS = list("ABCD"), ["T1", "T2", "T3"]


def random_org(dice: random.Random) -> Org:
    seats = {
        (
            dice.choice(MEMBERS),
            dice.choice(UNITS),
            dice.choice(["leader", "deputy", "member", "clerk"]),
        )
        for _ in range(9)
    }
    rows = sorted((*seat, dice.choice([None, "head", "vice"])) for seat in seats)
    member, unit, role, title = zip(*rows, strict=True)
    return Org(
        {"id": MEMBERS},
        {"id": UNITS, "layer": ["team"] * 3},
        {"member": member, "unit": unit, "role": role, "title": title},
    )


def random_change(dice: random.Random) -> Change:
    member, unit, other = dice.choice(MEMBERS), dice.choice(UNITS), dice.choice(UNITS)
    return dice.choice(
        [
            sg.MoveMember(member, unit, other),
            sg.MoveMember(member, unit, other, keep_role=True),
            sg.LeaveUnit(member, unit),
            sg.RemoveMember(member),
            sg.CloseUnit(unit),
            sg.MergeUnits(unit, other),
            sg.AssignRole(member, unit, dice.choice(["leader", "deputy", "member", "clerk"])),
            sg.AppointLeader(member, unit, joint=dice.random() < 0.5),
            sg.RelieveLeader(member, unit),
            sg.EditMembership(member, unit, {"title": dice.choice(["head", None])}),
            sg.SplitUnit(unit, "T9", [member]),
        ]
    )


def posts(org: Org, column: str) -> set[tuple[str, str, str]]:
    frame = org.memberships[["member", "unit", column]].dropna()
    return set(frame.itertuples(index=False, name=None))


def lost(change: Change, before: Org, after: Org, column: str) -> set[tuple[str, str, str]]:
    """(member, unit, word) before and no longer, but where the member has it in the unit that
    follows.
    """
    heir = next(
        (getattr(change, name) for name in ("target", "into", "new") if hasattr(change, name)), ""
    )
    now = posts(after, column)
    return {
        (member, unit, word)
        for member, unit, word in posts(before, column)
        if (member, unit, word) not in now and not (unit != heir and (member, heir, word) in now)
    }


def expected(change: Change, before: Org, after: Org) -> set[str]:
    """The parts of the sentence that tell of roles and titles that end."""
    leads = {member for member, _, role in posts(after, "role") if role == "leader"}
    touched = {getattr(change, name, "") for name in ("unit", "source", "target", "into", "new")}
    here = {
        member
        for member, unit, role in posts(after, "role")
        if role == "leader" and (unit in touched or isinstance(change, sg.RemoveMember))
    }
    assert here <= leads
    ends: dict[tuple[str, str, str], list[str]] = {}
    roles, titles = (lost(change, before, after, column) for column in ("role", "title"))
    roles = {
        (member, unit, role)
        for member, unit, role in roles
        if role in ("deputy", "clerk") and not (role == "deputy" and member in here)
    }
    for seat, some in groupby(sorted(roles | titles), lambda one: one[:2]):
        words = [word for _, _, word in some]
        called = ", ".join(
            word
            for word in rows_in_order(before, seat)
            if word in words and (*seat, word) in titles
        )
        ended = [word for word in words if (*seat, word) in roles]
        for role in ended:
            post = f"{role} (“{called}”)" if called else role
            ends.setdefault(("of", seat[1], post), []).append(seat[0])
        if called and not ended:
            ends.setdefault(("in", seat[1], f"“{called}”"), []).append(seat[0])
    return {
        f"no longer {post} {word} {unit}: " + ", ".join(sorted(members))
        for (word, unit, post), members in ends.items()
    }


def rows_in_order(org: Org, seat: tuple[str, str]) -> list[str]:
    frame = org.memberships
    mine = frame[(frame["member"] == seat[0]) & (frame["unit"] == seat[1])]
    return list(dict.fromkeys(mine["title"].dropna()))


@given(seed=SEEDS)
def test_a_sentence_tells_of_every_post_that_ends(seed: int) -> None:
    dice = random.Random(seed)
    org, change = random_org(dice), random_change(dice)
    try:
        after = change.apply(org)
    except sg.ChangeError:
        assert "no longer" not in change.describe("en", org=org)
        return
    parts = change.describe("en", org=org).split("; ")
    told = {
        f"{head}: " + ", ".join(sorted(names.replace(" and ", ", ").split(", ")))
        for part in parts
        if part.startswith("no longer ") and not part.startswith("no longer leading")
        for head, names in [part.split(": ")]
    }
    assert told == expected(change, org, after)
    leading = [part for part in parts if part.startswith("no longer leading: ")]
    assert len(leading) <= 1


@given(seed=SEEDS)
def test_whoever_leads_no_longer_is_named(seed: int) -> None:
    dice = random.Random(seed)
    org, change = random_org(dice), random_change(dice)
    try:
        after = change.apply(org)
    except sg.ChangeError:
        return
    gone = {member for member, _, role in lost(change, org, after, "role") if role == "leader"}
    still = {
        member
        for member, unit, role in posts(after, "role")
        if role == "leader"
        and (
            unit
            in {getattr(change, name, "") for name in ("unit", "source", "target", "into", "new")}
            or isinstance(change, sg.RemoveMember)
        )
    }
    sentence = change.describe("en", org=org)
    tail = sentence.partition("no longer leading: ")[2].partition(";")[0]
    told = set(tail.replace(" and ", ", ").split(", ")) - {""}
    if isinstance(change, sg.RelieveLeader):
        assert change.member in sentence
        gone -= {change.member}
    assert told == gone - still


@pytest.fixture
def crew() -> Org:
    return Org(
        {"id": ["A", "B"], "name": ["An", "Bo"]},
        {"id": ["T1", "T2"], "layer": ["team"] * 2},
        {
            "member": ["A", "B"],
            "unit": ["T1", "T1"],
            "role": ["leader", "deputy"],
            "title": ["班长", "副班长"],
        },
    )


MOVE = sg.MoveMember("B", "T1", "T2")
EXPECTED = {
    "en": "no longer deputy (“副班长”) of T1: Bo (B)",
    "zh": "不再担任T1的副职（副班长）：Bo（B）",
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_place_that_tells_a_plan_tells_it(crew: Org, lang: str) -> None:
    plan = sg.Scenario("move", [MOVE])
    policy = sg.Policy.for_layers("team")
    assert EXPECTED[lang] in str(plan.preview(crew, policy, lang=lang))
    assert EXPECTED[lang] in " ".join(plan.to_frame(crew, lang=lang).iloc[0].astype(str))
    net = sg.diff(crew, plan.apply(crew))
    assert EXPECTED[lang] in " ".join(net.to_frame(crew, lang=lang).astype(str).to_numpy().ravel())


def test_it_says_whom_an_appointment_relieves_and_what_title_ends(crew: Org) -> None:
    assert sg.AppointLeader("B", "T1").describe("en", org=crew) == (
        "Appoint Bo (B) leader of T1; no longer leading: An (A); no longer “班长” in T1: An (A); "
        "no longer “副班长” in T1: Bo (B)"
    )


def test_a_deputy_who_keeps_the_role_loses_nothing(crew: Org) -> None:
    move = sg.MoveMember("B", "T1", "T2", keep_role=True)
    assert "no longer" not in move.describe("en", org=crew)
