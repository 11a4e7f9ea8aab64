"""How many changes of a balance are explained, how long is tried, and what a balance says."""

import pytest

import sanzu_graph as sg
from sanzu_graph import Mix, Org, Policy, Rule
from sanzu_graph.groups import balance_plan

OLD = Rule("years", at_least=9)
POLICY = Policy.for_layers("team", ["party"]).replace(mixes=(Mix("old", OLD),))


@pytest.fixture
def org() -> Org:
    """One group of four who are old, one of four who are new."""
    people = list("ABCDEFGH")
    return Org(
        {"id": people, "years": [20] * 4 + [1] * 4},
        {"id": ["G", "H"], "layer": ["party"] * 2},
        {"member": people, "unit": ["G"] * 4 + ["H"] * 4},
    )


def test_each_move_is_explained_by_what_it_repairs(org: Org) -> None:
    plan = sg.balance_groups(org, POLICY, lang="en")
    rows = plan.reasons
    assert rows["step"].tolist() == [1, 2, 3, 4]
    assert [*rows["change"]] == [*plan.scenario]
    assert list(rows) == ["step", "change", "what", "repairs", "why", "next_best"]
    assert all(rows["repairs"] != "")
    assert all(rows["next_best"] != "")
    assert plan.objective["people_moved"] == 4


def test_only_the_first_changes_are_explained(org: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    assert balance_plan._EXPLAINED == 50  # as the docstring says
    monkeypatch.setattr(balance_plan, "_EXPLAINED", 3)
    plan = sg.balance_groups(org, POLICY, lang="en")
    assert plan.reasons["step"].tolist() == [1, 2, 3]
    assert len(plan.scenario) == 4


def test_no_trial_begins_when_the_time_is_over(org: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    assert balance_plan._PATIENCE == 60  # a minute, as the docstring says
    monkeypatch.setattr(balance_plan, "_PATIENCE", 0.0)
    rows = sg.balance_groups(org, POLICY, lang="en").reasons
    assert {*rows["next_best"]} == {""}
    assert all(rows["repairs"] != "")


def test_who_is_pinned_stays_in_every_plan(org: Org) -> None:
    plan = sg.balance_groups(org, POLICY, pins=["A", "E"], lang="en")
    assert plan.pins == {"A", "E"}
    movers = {change.member for change in plan.scenario}
    assert not movers & plan.pins
    assert plan.objective["people_moved"] == 4
    for other in plan.alternatives(3):
        assert not {change.member for change in other.scenario} & plan.pins
    assert list(plan.alternatives(-1)) == []


def test_the_mix_stands_beside_that_of_today(org: Org) -> None:
    plan = sg.balance_groups(org, POLICY, lang="en")
    mix = plan.mix.set_index("unit")
    assert mix[["old", "old_after"]].to_numpy().tolist() == [[4, 2], [0, 2]]
    assert mix[["off", "off_after"]].to_numpy().tolist() == [[2, 0], [2, 0]]
    assert mix["headcount"].tolist() == [4, 4]
    sizes = sg.unit_sizes(plan.after, "party")["headcount"].tolist()
    assert sizes == sg.unit_sizes(org, "party")["headcount"].tolist()
    assert plan.unmet.empty
    # The organisation that was handed in is as it was.
    assert sg.group_mix(org, POLICY)["old"].tolist() == [4, 0]


def test_leaders_keep_their_group(org: Org) -> None:
    roles = ["leader", *["member"] * 6, "leader"]
    led = org.replace(memberships=org.memberships.assign(role=roles))
    plan = sg.balance_groups(led, POLICY, lang="en")
    assert plan.status == "optimal"
    assert not {"A", "H"} & {change.member for change in plan.scenario}
    assert plan.mix["old_after"].tolist() == [2, 2]


def test_a_mix_that_cannot_be_had_is_told_group_by_group(org: Org) -> None:
    plan = sg.balance_groups(org, POLICY, pins=list("ABCD"), lang="en")
    assert len(plan.scenario) == 0
    assert plan.unmet["unit"].tolist() == ["G", "H"]
    assert list(plan.unmet)[:2] == ["unit", "name"]
    assert plan.objective["imbalance_of_mix"] == 4


def test_groups_on_other_sites_do_not_exchange(org: Org) -> None:
    rule = POLICY.replace(transfer=sg.Transfer(regroup=("site",)))
    apart = org.replace(
        units={"id": ["G", "H"], "layer": ["party"] * 2, "site": ["North", "South"]}
    )
    assert len(sg.balance_groups(apart, rule).scenario) == 0
    together = org.replace(units={"id": ["G", "H"], "layer": ["party"] * 2, "site": ["North"] * 2})
    assert len(sg.balance_groups(together, rule).scenario) == 4
