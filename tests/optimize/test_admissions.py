"""Who may sit and lead once admitted, and by which lever a first seat comes: against plain loops."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

import sanzu_graph as sg
from sanzu_graph import Layer, Org, Policy, Rule
from sanzu_graph.optimize.admissions import Admissions
from sanzu_graph.optimize.problem_building import problem
from sanzu_graph.optimize.request_faults import asked
from sanzu_graph.policy.placement import Placement

STATUSES = ["full", "probation", "active", "none"]
#: Layer → statuses that may belong, may lead, could be admitted; and the cells of admission.
RULES = {
    "party": ({"full", "probation"}, {"full"}, {"active"}, {"status": "probation"}),
    "union": ({"full", "probation", "active"}, {"probation", "active"}, {"none"}, {}),
}


def policy() -> Policy:
    layers = [Layer("team")]
    for name, (belong, lead, could, cells) in RULES.items():
        eligible, leader, candidates = (
            Rule("status", any_of=tuple(sorted(some))) for some in (belong, lead, could)
        )
        layers.append(
            Layer(name, eligible=eligible, leader=leader, candidates=candidates, admission=cells)
        )
    return Policy.for_layers("team").replace(layers=tuple(layers))


def organisation(seed: int) -> Org:
    dice = random.Random(seed)
    people = [f"p{number}" for number in range(dice.randint(2, 6))]
    seats = [(person, "T") for person in people]
    seats += [(person, unit) for person in people for unit in "PU" if dice.random() < 0.3]
    return Org(
        {"id": people, "status": [dice.choice(STATUSES) for _ in people]},
        {"id": list("TPU"), "layer": ["team", "party", "union"]},
        {"member": [one for one, _ in seats], "unit": [unit for _, unit in seats]},
    )


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("is_open", [True, False])
def test_who_may_sit_and_lead_once_admitted(seed: int, *, is_open: bool) -> None:
    org = organisation(seed)
    today = org.members["status"].tolist()
    admissions = Admissions(Placement(org, policy()), ("team", *RULES), is_open=is_open)
    could = {name: [is_open and status in RULES[name][2] for status in today] for name in RULES}
    assert {name: admissions.admissible[name].tolist() for name in RULES} == could
    open_ = [name for name in RULES if any(could[name])]
    wanted = [frozenset(some) for size in range(3) for some in combinations(open_, size)]
    assert list(admissions.placements) == wanted
    for admission in wanted:
        cells: dict[str, str] = {}
        for name in RULES:  # the policy's order
            cells |= RULES[name][3] if name in admission else {}
        for name, (belong, lead, _, _) in RULES.items():
            sits, leads = [], []
            for member, status in enumerate(today):
                after = cells.get("status", status)
                is_admitted = all(could[other][member] for other in admission)
                sits.append(is_admitted and (after in belong or name in admission))
                leads.append(sits[-1] and after in lead)
            assert admissions.may_sit(name)[admission].tolist() == sits
            assert admissions.may_lead(name)[admission].tolist() == leads


@pytest.mark.parametrize("seed", range(10))
def test_the_lever_of_a_first_seat_and_who_is_new(seed: int) -> None:
    org = organisation(seed)
    posed = problem(org, policy(), asked(("join", "admit"), None, None))
    seated = set(zip(org.memberships["member"], org.memberships["unit"], strict=True))
    for layer in posed.groups:
        unit = {"party": "P", "union": "U"}[layer.name]
        for member, (id_, status) in enumerate(
            zip(org.members["id"], org.members["status"], strict=True)
        ):
            could = status in RULES[layer.name][2]
            assert layer.entry(member) == ("admit" if could else "join")
            assert layer.newcomers[member] == (could and (id_, unit) not in seated)


def test_admission_in_a_plan_writes_its_cells_and_no_more() -> None:
    """Active A is admitted to the party: the plan says so before A joins, and only of A."""
    org = Org(
        {"id": list("AB"), "status": ["active", "active"]},
        {"id": list("TP"), "layer": ["team", "party"]},
        {"member": list("AB"), "unit": ["T", "T"]},
    )
    demands = policy().with_layer("party", per_base_unit=1)
    plan = sg.propose(org, demands, levers={"admit": 1}, goals=("unmet", "people_moved"))
    after = plan.apply(org)
    joined = after.memberships.loc[after.memberships["unit"] == "P", "member"].tolist()
    assert len(joined) == 1
    statuses = dict(zip(after.members["id"], after.members["status"], strict=True))
    assert statuses.pop(joined[0]) == "probation"
    assert set(statuses.values()) == {"active"}
    assert [type(change).__name__ for change in plan.scenario] == ["EditMember", "JoinUnit"]
