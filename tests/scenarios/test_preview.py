"""The preview: step by step what full audits say, and what a planner wants to read."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Audit, ChangeError, Org, Policy, Scenario, audit
from sanzu_graph.messages import LANGUAGES
from tests import clock
from tests.changing import sequences
from tests.strategies import DAYS, organisations

COLUMNS = ["check", "severity", "entity", "entity_id", "name", "layer", "value", "limit", "message"]


def told(found: Audit) -> list[tuple[str, ...]]:
    return sorted(
        tuple(map(str, row)) for row in found.findings[COLUMNS].itertuples(index=False, name=None)
    )


@given(st.data())
def test_it_equals_full_audits_step_by_step(data: st.DataObject) -> None:
    org = data.draw(organisations())
    changes = data.draw(sequences(org))
    plan = Scenario("x", changes, on=data.draw(st.sampled_from([None, *DAYS])))
    try:
        after = [plan.undo(len(plan) - steps).apply(org) for steps in range(len(plan) + 1)]
    except ChangeError:
        return  # on another day they do not follow one another
    policy = Policy.for_layers("team", ["party", "union"])
    found = plan.preview(org, policy, lang="en")
    policy = found.audits[0].policy
    audits = [audit(one, policy, on=found.audits[0].on, lang="en") for one in after]
    assert [told(one) for one in found.audits] == [told(one) for one in audits]
    for step in range(1, len(plan) + 1):
        since = audits[step].since(audits[step - 1])
        mine = found.table[found.table["step"] == step]
        for change, effect in (("gone", "fixes"), ("new", "introduces")):
            wanted = sorted(since.loc[since["change"] == change, "message"])
            assert sorted(mine.loc[mine["effect"] == effect, "message"]) == wanted
            assert found.steps[effect].iloc[step - 1] == len(wanted)
        assert (
            found.steps["errors"].iloc[step - 1]
            == (audits[step].findings["severity"] == "error").sum()
        )


def test_guanxi_with_the_guardrail_speaking(guanxi: Org, two_groups: Scenario) -> None:
    found = two_groups.preview(guanxi, lang="zh", on="2026-11-22")
    assert str(found).splitlines() == [
        "第 1 步：将侯方正（M032）由柳湾配电一班（T05）调入柳湾配电二班（T06）；不再担任柳湾配电一班（T05）的副职（副班长）：侯方正（M032）",
        "  消除——空白班组（未被某层覆盖的基础单元）：柳湾配电二班（T06）",
        "  引起——仅靠一人覆盖的基础单元：柳湾配电二班（T06）",
        "第 2 步：将成梅（M060）由石埠营业一班（T09）调入石埠营业二班（T10）；不再担任石埠营业一班（T09）的副职（副班长）：成梅（M060）",
        "  消除——空白班组（未被某层覆盖的基础单元）：石埠营业二班（T10）",
        "  引起——仅靠一人覆盖的基础单元：石埠营业二班（T10）",
        "  引起——有人待带而闲置的师傅：成梅（M060）",
    ]
    assert found.steps[["fixes", "introduces", "errors"]].to_numpy().tolist() == [
        [1, 1, 4],
        [1, 2, 3],
    ]
    assert found.table[["step", "effect", "check", "entity_id"]].to_numpy().tolist()[:2] == [
        [1, "fixes", "blank_team", "T06"],
        [1, "introduces", "single_point", "T06"],
    ]
    assert repr(found) == "Preview(2 步，消除 2 项，新增 3 项)"
    assert "引起的问题" in found._repr_html_()


def test_a_step_that_does_neither_says_so(station: Org) -> None:
    found = Scenario("x", [sg.EditMember("M01", {"site": "South"})]).preview(station, lang="en")
    assert found.lines[1] == "  neither fixes nor introduces anything"
    assert list(found.table)[:4] == ["step", "change", "effect", "check"]
    assert not len(found.table)
    empty = Scenario("x").preview(station)
    assert (len(empty.steps), len(empty.audits), str(empty)) == (0, 1, "")
    assert empty._repr_html_()


def test_an_error_names_the_step(station: Org) -> None:
    move = sg.MoveMember("M03", "T1", "T2")
    with pytest.raises(ChangeError, match="Step 2 "):
        Scenario("x", [move, move]).preview(station)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_are_escaped(lang: str) -> None:
    org = Org(
        {"id": ["<i>1</i>"], "name": ["<script>"]},
        {"id": ["<u>T"], "layer": ["team"]},
        {"member": ["<i>1</i>"], "unit": ["<u>T"]},
    )
    html = (
        Scenario("<b>", [sg.AppointLeader("<i>1</i>", "<u>T")])
        .preview(org, Policy.for_layers("team"), lang=lang)
        ._repr_html_()
    )
    assert "<i>" not in html
    assert "<script>" not in html
    assert "&lt;u&gt;T" in html


# -- the day


def test_the_day_is_late_enough_to_see_every_change(station: Org) -> None:
    org = station.replace(memberships=station.memberships.assign(since="2020-01-01"))
    today = clock.today()
    late = Scenario("x", [sg.RelieveLeader("M01", "T1", on="2999-01-01")])
    early = Scenario("x", [sg.RelieveLeader("M01", "T1", on="2021-01-01")])
    assert [plan.preview(org).audits[0].on for plan in (late, early, Scenario("x"))] == [
        datetime.date(2999, 1, 1),
        today,
        today,
    ]
    assert late.preview(org).table["effect"].tolist()
    assert not len(late.preview(org, on="2998-12-31").table)
    assert Scenario("x", [sg.RelieveLeader("M01", "T1")], on="2999-01-01").preview(org).audits[
        0
    ].on == datetime.date(2999, 1, 1)
    assert Scenario("x", [sg.RelieveLeader("M01", "T1")]).preview(station).audits[0].on is None
    assert (
        Scenario("x", [sg.EditMember("M01", {"until": "2020-01-01"})]).preview(station).audits[0].on
        == today
    )
    with pytest.raises(sg.InputError, match="soon"):
        late.preview(org, on="soon")
