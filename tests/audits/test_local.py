"""`Audit.after` equals the audit of the changed organisation, exactly, and asks only where the
change reaches.
"""

import datetime
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import currently_in_test_context, given, note
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Org, Policy
from sanzu_graph.audits import audit_run, local
from sanzu_graph.audits.since import changes
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.model.edits import Edit
from tests.breaking import added, without
from tests.edits import Editor, dice_of, random_policy
from tests.searching import examples
from tests.strategies import organisations
from tests.year_strategies import ON, years

GUANXI = Path(__file__).parents[2] / "data" / "guanxi"
SEEDS = st.integers(0, 2**32 - 1)
#: After so many of the edits findings are compared with those before; it takes as long as an audit.
COMPARED = 0.4


def same(one: sg.Audit, other: sg.Audit | None) -> None:
    assert other is not None
    pd.testing.assert_frame_equal(one.findings, other.findings)
    pd.testing.assert_frame_equal(one.asked, other.asked)
    pd.testing.assert_frame_equal(one.skipped, other.skipped)
    assert one.on == other.on


def follows(
    org: Org, dice: random.Random, *, steps: int, policy: Policy | None = None, **asked: Any
) -> None:
    """Some edits, one after another: each audit made of the one before equals the audit from
    nothing, or both refuse alike.
    """
    policy = random_policy(dice) if policy is None else policy
    latest = sg.audit(org, policy, **asked)
    for _ in range(steps):
        edit = Editor(org, dice).edit()
        if currently_in_test_context():
            note(str(edit))
        changed, expected, refusal = _in_full(org, edit, latest.policy, {**asked, "on": latest.on})
        if refusal is not None:
            with pytest.raises(type(refusal)) as refused:
                latest.after(edit)
            assert refused.value.describe("en") == refusal.describe("en")
            continue
        found = latest.after(edit)
        same(found, expected)
        assert expected is not None
        if dice.random() < COMPARED:
            pd.testing.assert_frame_equal(
                found.since(latest), changes(expected.findings, latest.findings)
            )
        latest, org = found, changed
    assert latest.metrics.equals(sg.audit(org, policy, on=latest.on, select="case_twin").metrics)


@given(
    org=organisations(),
    seed=SEEDS,
    on=st.sampled_from([None, "2026-01-02", "2026-01-03"]),
    lang=st.sampled_from(["en", "zh"]),
)
def test_local_equals_full(org: Org, seed: int, on: str | None, lang: str) -> None:
    dice = dice_of(seed)
    follows(org, dice, steps=2, on=on, lang=lang, ignore=dice.choice([(), "data", "data"]))


@examples(15)
@given(org=years(), seed=SEEDS, on=ON)
def test_local_equals_full_of_a_year(org: Org, seed: int, on: datetime.date) -> None:
    dice = dice_of(seed)
    follows(
        org, dice, steps=2, policy=dice.choice([Policy(), random_policy(dice)]), on=on, lang="en"
    )


@examples(15)
@given(org=organisations(dated=False), seed=SEEDS)
def test_local_equals_full_of_some(org: Org, seed: int) -> None:
    dice = dice_of(seed)
    ids = [name for name in {*org.members["id"], *org.units["id"]} if dice.random() < 0.5]
    follows(
        org,
        dice,
        steps=2,
        only=ids,
        select=dice.choice([None, ["coverage", "leadership"], ["mentoring", "split_member"]]),
    )


def _in_full(
    org: Org, edit: Edit, policy: Policy, asked: dict[str, Any]
) -> tuple[Org, sg.Audit | None, sg.SanzuError | None]:
    """The organisation with an edit made and its audit, or why there is none."""
    try:
        changed = org.edited(edit)
        return changed, sg.audit(changed, policy, **asked), None
    except sg.SanzuError as error:
        return org, None, error


def messy(dice: random.Random) -> Org:
    """A larger organisation whose neighbourhoods are parts of it, with things wrong across layers."""
    org = sg.synthetic(members=dice.choice([60, 150]), seed=dice.randrange(1_000_000))
    members, units = org.members["id"].tolist(), org.units["id"].tolist()
    count = dice.choice([0, 10, 40])
    rows: dict[str, list[dict[str, str]]] = {
        "memberships": [
            {
                "member": dice.choice(members),
                "unit": dice.choice(units),
                "role": dice.choice(["leader", "member"]),
            }
            for _ in range(count)
        ],
        "relations": [
            {"source": dice.choice(members), "target": dice.choice(members), "kind": "mentors"}
            for _ in range(count)
        ],
        "duties": [
            {"member": dice.choice(members), "unit": dice.choice(units), "duty": "support"}
            for _ in range(count)
        ],
    }
    frames = {
        name: pd.concat([org.table(name), pd.DataFrame(more, dtype="str")])
        for name, more in rows.items()
        if more
    }
    return org.replace(
        **{name: frame.drop_duplicates(list(frame)[:3]) for name, frame in frames.items()}
    )


@examples(6)
@given(seed=SEEDS)
def test_local_equals_full_where_most_is_out_of_reach(seed: int) -> None:
    dice = dice_of(seed)
    org = messy(dice)
    follows(
        org,
        dice,
        steps=5,
        policy=dice.choice([Policy(), random_policy(dice)]),
        ignore="data",
        lang="en",
    )


def small_mess(dice: random.Random) -> Org:
    """Thirty people and everything wrong across layers, so that neighbourhoods meet and miss."""
    org = sg.synthetic(members=30, seed=dice.randrange(1_000))
    members, units = org.members["id"].tolist(), org.units["id"].tolist()
    leaders = ["leader", "leader", "member", "deputy"]
    rows = {
        "memberships": [
            {
                "member": dice.choice(members),
                "unit": dice.choice(units),
                "role": dice.choice(leaders),
            }
            for _ in range(dice.choice([0, 8, 30]))
        ],
        "relations": [
            {"source": dice.choice(members), "target": dice.choice(members), "kind": "mentors"}
            for _ in range(dice.choice([0, 8]))
        ],
        "duties": [
            {
                "member": dice.choice(members),
                "unit": dice.choice(units),
                "duty": dice.choice(["support", "watch"]),
            }
            for _ in range(dice.choice([0, 8]))
        ],
    }
    frames = {
        name: pd.concat([org.table(name), pd.DataFrame(more, dtype="str")])
        for name, more in rows.items()
        if more
    }
    below = [dice.choice([None, *units[:place]]) for place in range(len(units))]
    return org.replace(
        units=org.units.assign(parent=below) if dice.random() < 0.3 else org.units,
        **{name: frame.drop_duplicates(list(frame)[:3]) for name, frame in frames.items()},
    )


def asking(org: Org, dice: random.Random) -> Policy:
    """A policy that asks a lot, and whose requirements name units that are there."""
    policy, units = random_policy(dice), org.units["id"].tolist()
    return policy.replace(
        requirements=tuple(
            replace(one, units=tuple(dice.sample(units, 2)) if one.units else ())
            for one in policy.requirements
        )
    )


def narrowed(org: Org, dice: random.Random) -> dict[str, Any]:
    """Now and then only some entities are asked about."""
    if dice.random() < 0.8:
        return {}
    ids = [*org.members["id"], *org.units["id"]]
    return {"only": dice.sample(ids, len(ids) // 2)}


@pytest.mark.parametrize("rollup", [False, True])
def test_local_equals_full_on_guanxi(rollup: bool) -> None:
    org, dice = sg.read_tables(GUANXI), dice_of(3)
    policy = (
        Policy()
        if not rollup
        else Policy().with_layer("party", rollup=True, counting_duties=("support",))
    )
    follows(org, dice, steps=8, policy=policy, lang="zh")


def test_local_equals_full_on_congress(congress: Org) -> None:
    policy = Policy.for_layers("state", ["committee", "party"])
    follows(congress, dice_of(4), steps=5, policy=policy, lang="en")


@examples(10)
@given(org=organisations(dated=False), seed=SEEDS)
def test_findings_stand_in_an_order_that_rows_of_pairs_do_not_decide(org: Org, seed: int) -> None:
    dice = dice_of(seed)
    policy, frames = (
        random_policy(dice),
        [org.table(name) for name in ("memberships", "relations", "duties")],
    )
    shuffled = [frame.iloc[dice.sample(range(len(frame)), len(frame))] for frame in frames]
    other = org.replace(**dict(zip(("memberships", "relations", "duties"), shuffled, strict=True)))
    ignored = [
        "data",
        "powers",
        "support",
    ]  # these name the first of several, and tables are asked in their order
    same(sg.audit(other, policy, ignore=ignored), sg.audit(org, policy, ignore=ignored))


# -- only where the change reaches


@pytest.fixture
def asked_in_full(monkeypatch: pytest.MonkeyPatch) -> list[Org]:
    """The organisations that were audited from nothing."""
    audited: list[Org] = []
    whole = sg.audit  # before the spy takes its place, or it would be kept as the public one

    def spy(org: Org, *args: Any, **kwargs: Any) -> sg.Audit:
        audited.append(org)
        return whole(org, *args, **kwargs)

    monkeypatch.setattr(audit_run, "audit", spy)
    return audited


MOVE = Edit(changed={"memberships": {3: {"unit": "T2"}}})


@pytest.mark.parametrize(
    "edit",
    [
        MOVE,
        Edit(removed={"memberships": [3]}),
        Edit(changed={"memberships": {3: {"title": "安全员"}}}),
        Edit(added={"relations": [{"source": "M01", "target": "M01", "kind": "mentors"}]}),
        Edit(added={"relations": [{"source": "M01", "target": "M02", "kind": "coaches"}]}),
        Edit(removed={"relations": [0]}),
        Edit(changed={"members": {0: {"political_status": "non_member", "seniority_years": 0}}}),
        Edit(changed={"members": {0: {"name": "安大"}}, "units": {2: {"name": "一班"}}}),
        Edit(
            added={
                "members": [{"id": "M11", "name": "金"}],
                "memberships": [{"member": "M11", "unit": unit} for unit in ("T1", "P1", "U1")],
            }
        ),
        Edit(added={"units": [{"id": "U3", "layer": "union", "parent": "S1"}]}),
        Edit(removed={"members": [3], "memberships": [3, 20]}),
    ],
)
def test_an_everyday_edit_needs_no_full_audit(
    station: Org, edit: Edit, asked_in_full: list[Org], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = station.edited(edit)
    before, expected = sg.audit(station, lang="zh"), sg.audit(changed, lang="zh")
    monkeypatch.setattr(Org, "edited", lambda *_: pytest.fail("the changed organisation was made"))
    found = before.after(edit)
    same(found, expected)
    assert asked_in_full == []
    monkeypatch.undo()
    assert found.org == changed


@pytest.mark.parametrize(
    ("edit", "anew"),
    [
        (Edit(removed={"memberships": [0]}), 8),
        (Edit(added={"memberships": [{"member": "M03", "unit": "T2", "role": "leader"}]}), 4),
        (Edit(removed={"duties": [0]}), 2),
        (Edit(changed={"units": {2: {"parent": None}}}), 4),
        (
            Edit(
                added={
                    "members": [{"id": "M11", "name": "金"}],
                    "memberships": [{"member": "M11", "unit": "T1"}],
                }
            ),
            2,
        ),
        (Edit(added={"units": [{"id": "T3", "layer": "team", "parent": "S1"}]}), 4),
    ],
)
def test_of_the_year_only_what_may_change_is_asked_anew(
    station: Org, edit: Edit, anew: int, asked_in_full: list[Org]
) -> None:
    """Powers, service and contacts hang on leaders everywhere: they alone are asked of the whole,
    the rest of the neighbourhood.
    """
    before = sg.audit(station)
    questions = [question for question in before._answers.questions if question.check.history]
    counts = {
        id(question): int(count)
        for question, count in zip(before._answers.questions, before._answers.counts, strict=True)
    }
    assert (
        sum(not one.check.stays(station, edit, counts[id(one)], one.call) for one in questions)
        == anew
    )
    same(before.after(edit), sg.audit(station.edited(edit)))
    assert asked_in_full == []


def test_the_last_duty_of_a_kind_takes_the_whole(station: Org, asked_in_full: list[Org]) -> None:
    """Who records nobody's support is not asked who supports whom."""
    edit = Edit(removed={"duties": [3, 7]})
    found = sg.audit(station).after(edit)
    assert len(asked_in_full) == 1
    same(found, sg.audit(station.edited(edit)))
    assert "unsupported_team" not in set(found.asked["check"])


@pytest.mark.parametrize(
    "edit",
    [
        Edit(changed={"units": {2: {"layer": "union"}}}),
        Edit(added={"units": [{"id": "X1", "layer": "choir"}]}),
        Edit(changed={"members": {0: {"new column": "x"}}}),
        Edit(changed={"members": {0: {"seniority_years": "12"}}}),
        Edit(added={"members": [{"id": "m01"}]}),
        Edit(added={"memberships": [{"member": "M01", "unit": "T2", "since": "2026-01-01"}]}),
    ],
)
def test_what_is_unusual_is_asked_in_full(
    station: Org, edit: Edit, asked_in_full: list[Org]
) -> None:
    found = sg.audit(station).after(edit)
    assert len(asked_in_full) == 1
    same(found, sg.audit(station.edited(edit)))


@pytest.mark.parametrize(
    "edit",
    [
        Edit(removed={"members": [3], "memberships": [3, 19]}),
        Edit(added={"members": [{"id": "M11"}]}),
        Edit(added={"units": [{"id": "T3", "layer": "team"}]}),
    ],
)
def test_of_some_nothing_is_taken_over_where_members_or_units_come_or_go(
    station: Org, edit: Edit, asked_in_full: list[Org]
) -> None:
    """Whom it was about stands in another place then."""
    some = ["M05", "M10", "T2", "U2"]
    org, policy = without(station, "memberships", member="M10", unit="T2"), Policy()
    found = sg.audit(org, policy, only=some).after(edit)
    assert len(asked_in_full) == 1
    same(found, sg.audit(org.edited(edit), policy, only=some))


@pytest.mark.parametrize(
    ("named", "edit"),
    [
        ("U3", Edit(added={"units": [{"id": "U3", "layer": "union"}]})),
        ("X", Edit(removed={"units": [7]})),
    ],
)
def test_a_unit_that_a_requirement_names_takes_the_whole(
    station: Org, named: str, edit: Edit, asked_in_full: list[Org]
) -> None:
    """Where it is not there, the requirement cannot be asked."""
    org = added(station, "units", {"id": "X", "layer": "union"})
    policy = Policy().replace(requirements=(sg.Requirement("r", sg.Limit(1), units=(named,)),))
    found = sg.audit(org, policy).after(edit)
    assert len(asked_in_full) == 1
    same(found, sg.audit(org.edited(edit), policy))


def test_every_row_of_a_sound_station_may_go(station: Org) -> None:
    """What is found then stands in order, however many questions find it."""
    before = sg.audit(station)
    assert before.findings.empty
    for table in ("memberships", "duties", "relations"):
        for row in range(len(station.table(table))):
            edit = Edit(removed={table: [row]})
            same(before.after(edit), sg.audit(station.edited(edit)))


def test_a_check_that_declares_nothing_is_asked_in_full(
    station: Org, asked_in_full: list[Org]
) -> None:
    made = all_checks()["blank_team"]
    before = sg.audit(station)
    object.__setattr__(made, "near", None)
    try:
        before.after(MOVE)
    finally:
        object.__setattr__(made, "near", all_checks()["single_point"].near)
    assert len(asked_in_full) == 1


def test_a_neighbourhood_too_wide_is_asked_in_full(
    station: Org, asked_in_full: list[Org], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "FEW", 0)
    before = sg.audit(station)
    same(before.after(MOVE), sg.audit(station.edited(MOVE)))
    assert len(asked_in_full) == 1


def test_an_edit_that_changes_nothing_gives_the_same_audit(station: Org) -> None:
    before = sg.audit(station)
    assert before.after(Edit()) is before


def test_what_becomes_of_the_frame_handed_out_is_no_matter(station: Org) -> None:
    before = sg.audit(station.edited(MOVE), lang="en")
    expected = before.findings
    shown = before.findings
    shown["message"] = "mine"
    shown.iloc[:, 0] = "mine"
    pd.testing.assert_frame_equal(before.findings, expected)
    back = before.after(Edit(changed={"memberships": {3: {"unit": "T1"}}}))
    same(back, sg.audit(station, lang="en"))


def test_rows_of_other_days_are_not_seen(station: Org) -> None:
    """M04 goes over to T2 for good after the day audited: nothing is found yet, and then the team
    of four.
    """
    org = station.replace(memberships=station.memberships.assign(since=None, until=None))
    later = Edit(
        changed={"memberships": {3: {"until": "2026-06-01"}}},
        added={"memberships": [{"member": "M04", "unit": "T2", "since": "2026-06-01"}]},
    )
    policy = Policy().with_layer("team", smallest=5)
    assert sg.audit(org, policy, on="2026-05-01").after(later).findings.empty
    found = sg.audit(org, policy, on="2026-06-01").after(later)
    assert found.on == datetime.date(2026, 6, 1)
    assert found.findings["check"].tolist() == ["size_outlier"]


def test_an_unsound_edit_is_refused_in_the_audits_language(station: Org) -> None:
    with pytest.raises(sg.SchemaError, match="T99"):
        sg.audit(station, lang="en").after(Edit(changed={"memberships": {3: {"unit": "T99"}}}))
    with pytest.raises(sg.SchemaError, match=r"[一-鿿]"):
        sg.audit(station, lang="zh").after(Edit(removed={"members": [0]}))


def test_a_change_is_asked_for_its_edit_on_the_day_audited(station: Org) -> None:
    class Moved:
        def edit(self, org: Org, *, on: object = None, today: object = None) -> Edit:
            self.seen = (org, on, today)
            return MOVE

    moved = Moved()
    sg.audit(station).after(moved)
    assert moved.seen == (station, None, None)
    dated = station.replace(memberships=station.memberships.assign(since="2026-01-01"))
    sg.audit(dated, on="2026-05-01").after(moved)
    assert moved.seen == (dated, None, datetime.date(2026, 5, 1))
    sg.audit(dated, on="2026-05-01").after(moved, on="2026-06-01")
    assert moved.seen == (dated, "2026-06-01", datetime.date(2026, 5, 1))


def divisions() -> Org:
    """X is in a team of D1, and reports to Z, who is in D2 above another team."""
    return Org(
        {"id": ["X", "Y", "Z"]},
        {
            "id": ["D1", "D2", "T1", "T2"],
            "layer": ["division", "division", "team", "team"],
            "parent": [None, None, "D1", "D2"],
        },
        {"member": ["X", "Y", "Z"], "unit": ["T1", "T2", "D2"]},
        {"source": ["X"], "target": ["Z"], "kind": ["reports_to"]},
    )


def test_where_a_manager_sits_is_seen_from_afar() -> None:
    policy = Policy.for_layers("team").replace(reporting=sg.Reporting(inside="team"))
    org = divisions()
    before = sg.audit(org, policy)
    assert "outside_manager" in set(before.findings["check"])
    edit = sg.MoveMember("X", "T1", "T2").edit(org)
    after = before.after(edit)
    same(after, sg.audit(org.edited(edit), policy))
    assert "outside_manager" not in set(after.findings["check"])
    back = sg.MoveMember("X", "T2", "T1").edit(org.edited(edit))
    same(after.after(back), before)


def test_the_first_and_the_last_line_from_person_to_person_take_the_whole(
    asked_in_full: list[Org],
) -> None:
    """Who keeps no lines is not asked about them."""
    org = divisions()
    gone = Edit(removed={"relations": [0]})
    without = sg.audit(org).after(gone)
    same(without, sg.audit(org.edited(gone)))
    come = Edit(added={"relations": [{"source": "Y", "target": "Z", "kind": "reports_to"}]})
    same(without.after(come), sg.audit(org.edited(gone).edited(come)))
    assert len(asked_in_full) == 2


def test_a_unit_that_a_requirement_names_is_seen_from_afar(station: Org) -> None:
    """Nobody near the edit is in the unit named."""
    org = added(station, "units", {"id": "X", "layer": "union"})
    policy = Policy().replace(requirements=(sg.Requirement("r", sg.Limit(1), units=("X",)),))
    same(sg.audit(org, policy).after(MOVE), sg.audit(org.edited(MOVE), policy))


def test_the_order_of_layers_may_hang_on_a_unit_of_another_time() -> None:
    """P0, the first of its layer, is not in force; without it the layer comes after another one in
    reasons that name all layers.
    """
    org = Org(
        {"id": ["A"]},
        {
            "id": ["T", "P0", "B", "P"],
            "layer": ["team", "party", "branch", "party"],
            "until": [None, "2020-01-01", None, None],
        },
        {"member": ["A"], "unit": ["T"], "since": ["2021-01-01"]},
    )
    edit = Edit(removed={"units": [1]})
    found = sg.audit(org, on="2026-01-03", lang="en").after(edit)
    assert "contactless_member" in found.skipped["check"].tolist()  # about the past, too
    same(found, sg.audit(org.edited(edit), on="2026-01-03", lang="en"))
