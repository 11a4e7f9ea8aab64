"""What the parts of a policy promise: defaults, sources, languages, ways out, and what stays as it is."""

import datetime
import json

import numpy as np
import pytest

import sanzu_graph as sg
from sanzu_graph import (
    Layer,
    LeaderBounds,
    Leaders,
    Limit,
    Mentors,
    Org,
    Policy,
    Reporting,
    Requirement,
    Routine,
    Rule,
    Transfer,
)

MEMBER = Rule("status", any_of=("member",))


@pytest.fixture
def org() -> Org:
    """Two teams on two sites, a party group; B is a guest, and nobody leads T2."""
    return Org(
        {"id": list("ABC"), "name": ["An", "Bo", "Ci"], "status": ["member", "guest", "member"]},
        {
            "id": ["T1", "T2", "P"],
            "layer": ["team", "team", "party"],
            "site": ["North", "South", "North"],
        },
        {
            "member": ["A", "B", "C", "A"],
            "unit": ["T1", "T1", "T2", "P"],
            "role": ["leader", "", "", "leader"],
        },
        {"source": ["A"], "target": ["B"], "kind": ["mentors"]},
    )


def demanding(**party: object) -> Policy:
    layers = (Layer("team", exclusive=True, led=True), Layer("party", **party))  # type: ignore[arg-type]
    return Policy.for_layers("team").replace(layers=layers)


# -- limits and labels


def test_a_source_is_told_in_the_language_asked_or_in_any() -> None:
    both = Limit(2, {"en": "Handbook 4", "zh": "手册第四条"}, "rule")
    assert (both.cited("en"), both.cited("zh")) == ("Handbook 4", "手册第四条")
    assert Limit(2, {"zh": "手册第四条"}).cited("en") == "手册第四条"
    assert Limit(2).cited("en") == ""
    assert Limit(2).status == "custom"


def test_bare_numbers_become_limits_and_none_stays_none() -> None:
    layer = Layer("team", smallest=3, largest=None, per_base_unit=1.5)  # type: ignore[arg-type]
    assert (layer.smallest, layer.largest, layer.per_base_unit) == (Limit(3), None, Limit(1.5))
    assert Leaders(2).most_units == Limit(2)  # type: ignore[arg-type]
    assert Reporting(most_reports=8).most_reports == Limit(8)  # type: ignore[arg-type]
    assert Mentors(capacity=2).capacity == Limit(2)  # type: ignore[arg-type]


def test_a_layer_is_called_by_its_label_else_by_its_name() -> None:
    layer = Layer("party", {"zh": "党小组"})
    assert (layer.label("zh"), layer.label("en")) == ("党小组", "party")
    routine = Routine("party", "safety_class", labels={"en": "safety class"})
    assert (routine.label("en"), routine.label("zh")) == ("safety class", "safety_class")


@pytest.mark.parametrize(
    ("led", "least", "most", "is_led"),
    [
        (True, 1, 1, True),
        (False, 0, None, False),
        (LeaderBounds(Limit(2)), 2, None, True),
        ({"least": 0, "most": 2}, 0, 2, True),
    ],
)
def test_bounds_of_leaders(
    led: bool | LeaderBounds, least: int, most: int | None, is_led: bool
) -> None:
    layer = Layer("team", led=led)
    assert (layer.least_leaders, layer.most_leaders, layer.is_led) == (least, most, is_led)


def test_a_layer_that_is_not_named_demands_nothing() -> None:
    layer = Policy.for_layers("team", ["party"]).layer("choir")
    assert (layer.name, layer.per_base_unit, layer.eligible) == ("choir", None, None)
    assert Policy.for_layers("team", ["party"]).layer("party").per_base_unit == Limit(1)
    assert Policy.for_layers("team", ["party"]).layer("team").per_base_unit is None


# -- another policy


def test_another_policy_is_made_and_the_first_one_stays() -> None:
    first = Policy.for_layers("team", ["party", "union"])
    second = first.with_layer("party", per_base_unit=2)
    assert first.layer("party").per_base_unit == Limit(1)
    assert second.layer("party").per_base_unit == Limit(2)
    assert second.layer("union") == first.layer("union")
    assert [layer.name for layer in second.groups] == ["party", "union"]
    with pytest.raises(sg.PolicyError, match="choir"):
        first.with_layer("choir", per_base_unit=2)
    with pytest.raises(sg.PolicyError):
        first.without_layers("team").without_layers("party", "union")


def test_what_was_resolved_is_told_and_not_compared(org: Org) -> None:
    plain = Policy.for_layers("team", ["party"])
    resolved = plain.resolve(org)
    assert {one.part for one in resolved.resolutions} == {"exclusive", "led"}
    said = plain.with_layer("team", exclusive=True, led={"least": 1}).with_layer(
        "party", exclusive=True, led={"least": 1}
    )
    assert resolved == said.resolve(org)
    assert resolved != plain
    assert resolved.resolve(org) == resolved


def test_the_schema_takes_what_can_be_read(tmp_path) -> None:
    schema = sg.policy_schema()
    assert json.loads(json.dumps(schema)) == schema
    text = 'base = "team"\n[[layers]]\nname = "team"\n'
    file = tmp_path / "policy.toml"
    file.write_text(text, encoding="utf-8")
    assert Policy.read(file).base == "team"
    for key in schema["required"]:
        lines = [
            line for line in text.splitlines() if not line.startswith((key, f"[[{key}", "name"))
        ]
        file.write_text("\n".join(lines), encoding="utf-8")
        with pytest.raises(sg.PolicyError):
            Policy.read(file)


# -- who may sit


def test_who_has_a_seat_may_stay_and_a_guest_may_not_come(org: Org) -> None:
    placement = sg.Placement(org, demanding(eligible=MEMBER))
    assert placement.may_sit("C", "P")
    assert placement.may_sit("A", "P")
    refused = placement.may_sit("B", "P")
    assert not refused
    assert refused.reason == "ineligible"
    assert "status" in refused.describe("en")
    assert placement.may_sit("A", "P").describe("en") != refused.describe("en")
    assert placement.may_sit("A", "P").reason == ""


def test_a_second_seat_in_an_exclusive_layer_needs_the_first_to_be_left(org: Org) -> None:
    placement = sg.Placement(org, demanding())
    assert not placement.may_sit("A", "T2")
    assert placement.may_sit("A", "T2", leaving="T1")
    apart = sg.Placement(org, demanding().replace(transfer=Transfer(move=("site",))))
    refused = apart.may_sit("A", "T2", leaving="T1")
    assert not refused
    assert refused.reason == "transfer"


@pytest.mark.parametrize(("largest", "allowed"), [(1, False), (2, True), (None, True)])
def test_a_unit_that_is_full_takes_nobody(org: Org, largest: int | None, allowed: bool) -> None:
    placement = sg.Placement(org, demanding(largest=largest))
    assert bool(placement.may_sit("C", "P")) is allowed
    assert placement.may_sit("A", "P")


def test_names_do_as_well_as_ids_and_unknown_ones_are_told(org: Org) -> None:
    placement = sg.Placement(org, demanding(eligible=MEMBER))
    assert placement.may_sit("Bo", "P").reason == placement.may_sit("B", "P").reason
    with pytest.raises(sg.AbsentError, match="Zed"):
        placement.may_sit("Zed", "P")
    with pytest.raises(sg.AbsentError, match="T9"):
        placement.may_lead("A", "T9")
    with pytest.raises(sg.InputError, match="org takes Org"):
        sg.Placement(None, Policy())  # type: ignore[arg-type]


# -- who may lead and mentor


def test_units_led_elsewhere_count_and_who_leads_may_go_on(org: Org) -> None:
    limited = demanding().replace(leaders=Leaders(Limit(2)))
    led = org.replace(
        memberships={
            "member": ["A", "B", "C", "A", "C"],
            "unit": ["T1", "T1", "T2", "P", "P"],
            "role": ["leader", "", "", "leader", ""],
        }
    )
    policy = limited.with_layer("team", exclusive=False)
    refused = sg.Placement(led, policy).may_lead("A", "T2")
    assert not refused
    assert sg.Placement(led, policy.replace(leaders=Leaders(Limit(3)))).may_lead("A", "T2")
    assert sg.Placement(led, policy.replace(leaders=Leaders(Limit(1)))).may_lead("A", "T1")


def test_a_rule_for_leaders_is_asked_beside_that_for_members(org: Org) -> None:
    placement = sg.Placement(org, demanding(eligible=MEMBER, leader=Rule("name", any_of=("An",))))
    assert placement.may_sit("C", "P")
    assert not placement.may_lead("C", "P")
    assert placement.may_lead("A", "P")


def test_an_apprentice_who_leads_or_mentors_the_mentor_is_refused(org: Org) -> None:
    placement = sg.Placement(org, Policy.for_layers("team").replace(mentors=Mentors(capacity=1)))
    assert placement.may_mentor("A", "B")  # goes on
    assert not placement.may_mentor("A", "C")  # no room
    assert not placement.may_mentor("B", "A")  # A mentors and leads B
    assert placement.may_mentor("C", "B")
    assert placement.may_mentor("A", "C").levers == ()


# -- requirements


@pytest.mark.parametrize(
    ("requirement", "short"),
    [
        (Requirement("x", Limit(1), role="leader"), ["T2"]),
        (Requirement("x", Limit(1), layer="party"), ["T2"]),
        (Requirement("x", Limit(1), units=("P",)), ["T2"]),
        (Requirement("x", Limit(1), who=MEMBER), []),
        (Requirement("x", Limit(2), who=MEMBER), ["T1", "T2"]),
        (Requirement("x", Limit(1), role="leader", who=Rule("name", any_of=("Bo",))), ["T1", "T2"]),
        (Requirement("x", Limit(2), per="party", layer="team"), ["P"]),
    ],
)
def test_all_conditions_of_a_requirement_hold_for_one_person(
    org: Org, requirement: Requirement, short: list[str]
) -> None:
    policy = Policy.for_layers("team", ["party"]).replace(requirements=(requirement,))
    assert sg.coverage_gaps(org, policy)["entity_id"].tolist() == short


def test_a_duty_needs_no_membership(org: Org) -> None:
    policy = Policy.for_layers("team").replace(
        requirements=(Requirement("x", Limit(1), duty="support"),)
    )
    held = org.replace(duties={"member": ["A"], "unit": ["T2"], "duty": ["support"]})
    assert sg.coverage_gaps(held, policy)["entity_id"].tolist() == ["T1"]


# -- rules


def test_an_empty_cell_is_in_no_list_and_meets_no_bound() -> None:
    org = Org(
        {"id": list("ABC"), "grade": [3, None, 7], "status": ["x", None, "y"]},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    masks = {
        "any_of": Rule("status", any_of=("x",)),
        "none_of": Rule("status", none_of=("x",)),
        "at_least": Rule("grade", at_least=3),
        "at_most": Rule("grade", at_most=7),
        "also": Rule("grade", at_least=3, also=(Rule("status", any_of=("y",)),)),
    }
    assert {name: rule.mask(org).tolist() for name, rule in masks.items()} == {
        "any_of": [True, False, False],
        "none_of": [False, True, True],
        "at_least": [True, False, True],
        "at_most": [True, False, True],
        "also": [False, False, True],
    }
    with pytest.raises(sg.AbsentError, match="years"):
        Rule("years", at_least=1).mask(org)


def test_a_holiday_ends_on_the_day_before() -> None:
    org = Org(
        {"id": ["A"]},
        {"id": ["P"], "layer": ["party"]},
        {"member": ["A"], "unit": ["P"]},
        activities={
            "id": ["K1", "K2"],
            "unit": ["P", "P"],
            "kind": ["safety_class"] * 2,
            "date": ["2026-01-10", "2026-03-10"],
        },
    )
    policy = Policy.for_layers("party").replace(routines=(Routine("party", "safety_class"),))

    def missed(until: datetime.date) -> list[str]:
        rest = sg.Holiday(datetime.date(2026, 2, 1), until)
        found = sg.missed_routines(org, policy.replace(holidays=(rest,)), on="2026-03-31")
        return found["period"].tolist()

    assert missed(datetime.date(2026, 2, 28)) == ["2026-02"]
    assert missed(datetime.date(2026, 3, 1)) == []


def test_values_of_a_wrong_kind_are_told_together() -> None:
    with pytest.raises(sg.PolicyError) as caught:
        Policy(
            base="team",
            layers=(Layer("team", smallest="3", everyone="yes"), Layer("party", eligible="member")),
            reporting=Reporting(most_reports="8", inside=3),
            requirements=(Requirement("backbone", Limit("1"), layer="party"),),
            powers="participate",
        )
    assert sorted((fault.column, fault.value) for fault in caught.value.faults) == [
        ("layers.party.eligible", "member"),
        ("layers.team.everyone", "yes"),
        ("layers.team.smallest", "3"),
        ("powers", "participate"),
        ("reporting.inside", "3"),
        ("reporting.most_reports", "8"),
        ("requirements.backbone.minimum.value", "1"),
    ]


def test_numbers_of_numpy_are_limits() -> None:
    assert Reporting(most_reports=np.int64(8)).most_reports == Limit(8)
    layer = Layer("team", largest=np.float64(9.5), everyone=np.True_)
    assert Policy.for_layers("team").replace(layers=(layer,)).layer("team").largest == Limit(9.5)
