"""Each field of `Rules` on organisations so small that the answer is seen at once."""

from typing import Any

import pytest

import sanzu_graph as sg
from sanzu_graph import Limit, Org, Policy

POLICY = Policy.for_layers("team", ["party"])


@pytest.fixture
def org() -> Org:
    """Three teams of two; both of T1 are in the party group, nobody of T2 and T3 is."""
    people = list("ABCDEF")
    return Org(
        {"id": people, "name": ["An", "Bo", "Ci", "Di", "Ed", "Fa"]},
        {"id": ["T1", "T2", "T3", "P"], "layer": ["team"] * 3 + ["party"]},
        {
            "member": [*people, "A", "B"],
            "unit": ["T1", "T1", "T2", "T2", "T3", "T3", "P", "P"],
        },
    )


def asked(org: Org, policy: Policy = POLICY, **rules: Any) -> sg.Proposal:
    """The plan of moves alone under the rules."""
    return sg.propose(org, policy, levers=["move"], rules=rules, lang="en")


def teams(org: Org) -> dict[str, str]:
    """Member → team."""
    rows = org.memberships[org.memberships["unit"].str.startswith("T")]
    return dict(zip(rows["member"], rows["unit"], strict=True))


def reached(org: Org) -> int:
    """Teams with somebody of the party group, counted in loops."""
    inside = {*org.memberships.loc[org.memberships["unit"] == "P", "member"]}
    return len({team for member, team in teams(org).items() if member in inside})


def test_without_rules_one_move_reaches_one_more_team(org: Org) -> None:
    plan = asked(org)
    assert plan.status == "optimal"
    after = plan.apply(org)
    assert (plan.objective["unmet"], reached(org), reached(after)) == (1, 1, 2)
    assert plan.objective["people_moved"] == 1
    assert sum(teams(after)[one] != team for one, team in teams(org).items()) == 1
    assert plan.before["unmet"] == 2


@pytest.mark.parametrize("pin", ["A", "An"])
def test_who_is_pinned_by_id_or_name_stays(org: Org, pin: str) -> None:
    after = teams(asked(org, pins=[pin]).apply(org))
    assert after["A"] == "T1"
    assert after["B"] != "T1"


def test_nobody_enters_or_leaves_a_unit_that_is_pinned(org: Org) -> None:
    plan = asked(org, pins=["T1"])
    assert len(plan.scenario) == 0
    assert plan.objective["unmet"] == 2
    assert teams(asked(org, pins=["T2"]).apply(org))["C"] == "T2"


def test_a_pin_with_a_unit_says_where_somebody_is_at_the_end(org: Org) -> None:
    after = teams(asked(org, pins={"C": "T3", "B": ["T3"]}).apply(org))
    assert (after["C"], after["B"], after["A"]) == ("T3", "T3", "T1")


def test_who_are_together_share_a_team_and_who_are_apart_do_not(org: Org) -> None:
    together = teams(asked(org, together=[["C", "E"]]).apply(org))
    assert together["C"] == together["E"]
    apart = teams(asked(org, apart=[["C", "D"], ["E", "F"]]).apply(org))
    assert apart["C"] != apart["D"]
    assert apart["E"] != apart["F"]
    both = asked(org, together=[["A", "C"]], apart=[["A", "B"]], pins=["A"])
    after = teams(both.apply(org))
    assert after["C"] == after["A"] == "T1" != after["B"]


def test_headcounts_that_are_kept_cost_an_exchange(org: Org) -> None:
    plan = asked(org, keep_headcounts=True)
    after = plan.apply(org)
    sizes = sg.unit_sizes(after, "team")["headcount"].tolist()
    assert sizes == [2, 2, 2]
    assert plan.objective["people_moved"] == 2
    assert plan.objective["unmet"] == 1


def test_what_is_barred_is_not_done(org: Org) -> None:
    after = teams(asked(org, barred=[("A", "T2"), ("A", "T3"), ("B", "T2")]).apply(org))
    assert (after["A"], after["B"]) == ("T1", "T3")


def test_a_price_is_paid_for_each_seat_gained(org: Org) -> None:
    free = asked(org)
    dear = asked(org, prices={"A": 5, "T2": 3})
    assert dear.objective["price"] == free.objective["price"] == 1
    assert teams(dear.apply(org))["B"] == "T3"
    forced = asked(org, prices={"T2": 3}, pins={"A": "T2"})
    assert forced.objective["price"] == 1 + 3


def test_a_limit_counts_seats_gained(org: Org) -> None:
    none = asked(org, limits={"A": 0, "B": 0})
    assert none.objective["unmet"] == 2
    closed = asked(org, limits={"T2": 0})
    assert teams(closed.apply(org))["C"] == "T2"
    assert reached(closed.apply(org)) == 2
    assert sg.unit_sizes(closed.apply(org)).set_index("unit")["headcount"]["T2"] == 2


def test_only_what_is_to_be_repaired_counts_as_unmet(org: Org) -> None:
    policy = POLICY.with_layer("team", smallest=Limit(3))
    assert asked(org, policy).before["unmet"] == 2 + 3
    assert asked(org, policy, repair=["per_base_unit"]).before["unmet"] == 2
    assert asked(org, policy, repair=["smallest"]).before["unmet"] == 3
    assert asked(org, policy, repair=["team.smallest"]).before["unmet"] == 3
    # What is not to be repaired gets no worse.
    plan = asked(org, policy, repair=["per_base_unit"])
    sizes = sg.unit_sizes(plan.apply(org), "team")["headcount"]
    assert sum(max(3 - size, 0) for size in sizes) <= 3


def test_at_most_so_many_teams_are_dissolved(org: Org) -> None:
    def merged(most: int | None) -> int:
        plan = sg.propose(org, POLICY, levers=["merge"], rules={"max_merges": most}, lang="en")
        assert plan.objective["unmet"] == (2 if most == 0 else 1)
        return len(sg.unit_sizes(plan.apply(org), "team"))

    # Each team is in at most one merge, so that of three no more than two become one.
    assert [merged(most) for most in (0, 1, None)] == [3, 2, 2]


def test_followers_of_a_merge_count_as_moved_unless_that_is_off(org: Org) -> None:
    counts = [
        sg.propose(
            org, POLICY, levers=["merge"], rules={"count_followers": count}, lang="en"
        ).objective["people_moved"]
        for count in (True, False)
    ]
    assert counts == [2, 0]


def test_rules_that_contradict_each_other_are_told(org: Org) -> None:
    plan = asked(org, pins=["A", "B"], apart=[["A", "B"]])
    assert plan.status == "infeasible"
    assert plan.scenario is None
    assert any("An" in line or "A" in line for line in plan.conflicts)


@pytest.mark.parametrize(
    ("rules", "word"),
    [
        ({"pins": ["Zed"]}, "Zed"),
        ({"together": [["A", "Zed"]]}, "Zed"),
        ({"barred": [("A", "T9")]}, "T9"),
        ({"prices": {"A": 1.5}}, "1.5"),
        ({"repair": ["wings"]}, "wings"),
        ({"wings": 2}, "wings"),
    ],
)
def test_what_is_unknown_or_makes_no_sense_is_named(
    org: Org, rules: dict[str, Any], word: str
) -> None:
    with pytest.raises(sg.SanzuError, match=word):
        asked(org, **rules)


def test_limits_on_a_plan_hold_and_none_is_any_number(org: Org) -> None:
    unmet = [
        sg.propose(
            org, POLICY, levers=["move", "regroup", "join"], max_people_moved=most, lang="en"
        ).objective["unmet"]
        for most in (0, 1, None)
    ]
    assert unmet == [2, 1, 0]
    price = [
        sg.propose(org, POLICY, levers={"join": 3}, max_price=most, lang="en").objective["unmet"]
        for most in (2, 3, 5, 6)
    ]
    assert price == [2, 1, 1, 0]
    groups = sg.propose(org, POLICY, levers=["join"], max_groups_changed=0, lang="en")
    assert groups.objective["unmet"] == 2
    assert groups.objective["groups_changed"] == 0


def test_each_point_of_a_frontier_buys_less_with_more(org: Org) -> None:
    curve = sg.frontier(org, POLICY, levers=["join"])
    assert curve[["people_moved", "unmet"]].to_numpy().tolist() == [[0, 2], [1, 1], [2, 0]]
    assert {*curve["status"]} == {"optimal"}
    for row in curve.itertuples():
        assert row.plan.objective["people_moved"] == row.people_moved
        assert row.plan.objective["unmet"] == row.unmet
    assert sg.frontier(org, POLICY, levers=["join"], x="price")["price"].tolist() == [0, 1, 2]


def test_a_plan_is_judged_by_its_end_and_the_organisation_is_not_touched(org: Org) -> None:
    before = org.fingerprint
    plan = sg.propose(org, POLICY, levers=["join"], name="two join", lang="en")
    assert plan.scenario.name == "two join"
    after = plan.apply(org)
    assert org.fingerprint == before
    assert sg.blank_teams(after).empty
    assert plan.unmet.empty
    assert len(plan.reasons) == len(plan.scenario) == 2
    assert plan.reasons["step"].tolist() == [1, 2]


def test_somebody_who_is_there_on_other_days_is_told_so() -> None:
    org = sg.Org(
        {"id": ["A", "B"], "until": ["", "2026-05-01"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A", "B"], "unit": ["T", "T"]},
    )
    policy, day = sg.Policy.for_layers("team"), "2026-06-01"
    rules = {"pins": ["B", "C"]}
    with pytest.raises(sg.ProblemError) as raised:
        sg.propose(org, policy, rules=rules, on=day)
    assert [fault.key for fault in raised.value.faults] == ["fault.other_day", "fault.no_such_id"]
    with pytest.raises(sg.ProblemError) as raised:
        sg.balance_groups(org, policy, layer="team", pins=["B"], on=day)
    assert [fault.key for fault in raised.value.faults] == ["fault.other_day"]
    mentors = sg.Policy(mentors=sg.Mentors(capacity=1))
    with pytest.raises(sg.ProblemError) as raised:
        sg.pair_mentors(org, mentors, required=[("A", "B")], on=day)
    assert [fault.key for fault in raised.value.faults] == ["fault.other_day"]
