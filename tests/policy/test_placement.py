"""Placement against plain loops over the tables; the sentences; and what each lever opens."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Layer, Limit, Mentors, Org, Placement, Policy, Rule, Transfer
from sanzu_graph.policy.levers import SEATING, opens, who_may
from sanzu_graph.policy.objections import REASONS
from sanzu_graph.schema import fold
from tests.edits import dice_of, random_policy
from tests.strategies import LAYERS, organisations

SEEDS = st.integers(0, 2**32 - 1)


def placed(org: Org, seed: int) -> tuple[Org, Policy]:
    """An organisation with sites, and a policy with rules of transfer, admission and mentoring."""
    dice = dice_of(seed)
    units = org.units.assign(
        site=pd.Series([dice.choice(["N", "S", None]) for _ in range(len(org.units))], dtype="str")
    )
    org = org.replace(units=units)
    policy = random_policy(dice)
    layers = tuple(
        dataclasses.replace(
            layer,
            candidates=dice.choice([None, Rule("grade", any_of=("1", "x"))]),
            admission=dice.choice([{}, {"grade": "new", "political_status": "party_member"}]),
        )
        for layer in policy.layers
    )
    columns = [(), ("site",), ("site", "no_such"), ("layer",)]
    transfer = Transfer(dice.choice(columns), dice.choice(columns))
    mentors = policy.mentors and dataclasses.replace(
        policy.mentors, own_leader=dice.random() < 0.5, kind="mentors"
    )
    requirements = tuple(
        dataclasses.replace(one, name=f"{one.name} {number}")
        for number, one in enumerate(policy.requirements)
    )
    policy = policy.replace(
        layers=layers, transfer=transfer, mentors=mentors, requirements=requirements
    )
    return org, policy.resolve(org)


# -- the oracle: loops over rows, which know no encoding


class Loops:
    """The definitions, read from the tables row by row."""

    def __init__(self, org: Org, policy: Policy) -> None:
        self.policy = policy
        self.people = {row["id"]: row for row in rows_of(org.members)}
        self.units = {row["id"]: row for row in rows_of(org.units)}
        self.seats = {(row["member"], row["unit"]) for row in rows_of(org.memberships)}
        self.posts = {
            (row["member"], row["unit"])
            for row in rows_of(org.memberships)
            if row["role"] == "leader"
        }
        kind = policy.mentors.kind if policy.mentors else "mentors"
        self.pairs = {
            (row["source"], row["target"])
            for row in rows_of(org.relations)
            if row["kind"] == kind and row["source"] != row["target"]
        }
        self.columns = set(org.members.columns)

    def layer(self, unit: str) -> Layer:
        return self.policy.layer(self.units[unit]["layer"])

    def satisfies(self, member: str, rule: Rule | None, *, otherwise: bool) -> bool:
        if rule is None:
            return True
        if not self.names(rule) <= self.columns:
            return otherwise
        return self.holds(self.people[member], rule)

    def names(self, rule: Rule) -> set[str]:
        return {rule.column}.union(*(self.names(one) for one in rule.also))

    def holds(self, row: dict[str, Any], rule: Rule) -> bool:
        cell = row[rule.column]
        value = None if cell is None else fold(rule.column, str(cell))
        if rule.any_of is not None and value not in {fold(rule.column, one) for one in rule.any_of}:
            return False
        if rule.none_of is not None and value in {fold(rule.column, one) for one in rule.none_of}:
            return False
        if rule.at_least is not None or rule.at_most is not None:
            try:
                number = float(cell)
            except (TypeError, ValueError):
                return False
            if (
                not (rule.at_least or -np.inf)
                <= number
                <= (np.inf if rule.at_most is None else rule.at_most)
            ):
                return False
        return all(self.holds(row, one) for one in rule.also)

    def in_layer(self, member: str, name: str, seats: set[tuple[str, str]]) -> list[str]:
        return [unit for one, unit in seats if one == member and self.units[unit]["layer"] == name]

    def eligible(self, member: str, layer: Layer) -> bool:
        inside = bool(self.in_layer(member, layer.name, self.seats))
        return self.satisfies(member, layer.eligible, otherwise=inside)

    def headcount(self, unit: str) -> int:
        layer = self.layer(unit)
        if not layer.rollup:
            return len({one for one, place in self.seats if place == unit})
        below = {unit}
        for _ in self.units:
            below |= {one for one, row in self.units.items() if row["parent"] in below}
        return len({one for one, place in self.seats if place in below})

    def alike(self, layer: Layer, one: str, other: str, *, columns: Any = None) -> bool:
        transfer = self.policy.transfer
        if columns is None:
            columns = transfer.move if layer.name == self.policy.base else transfer.regroup
        return all(
            self.units[one].get(column) == self.units[other].get(column) for column in columns
        )

    def sit(self, member: str, unit: str, source: str | None) -> str:  # noqa: PLR0911 - one return a reason
        layer = self.layer(unit)
        if source is None and (member, unit) in self.seats:
            return ""
        if not self.eligible(member, layer):
            return "ineligible"
        if source is None and layer.exclusive and self.in_layer(member, layer.name, self.seats):
            return "split"
        if (member, unit) in self.seats:
            return "seated"
        if source is not None and not self.alike(layer, source, unit):
            return "transfer"
        if layer.largest is not None and self.headcount(unit) + 1 > layer.largest.value:
            return "full"
        return ""

    def lead(self, member: str, unit: str) -> str:
        layer = self.layer(unit)
        if (member, unit) in self.posts:
            return ""
        if reason := self.sit(member, unit, None):
            return reason
        if not self.eligible(member, layer):
            return "ineligible"
        leads = bool(self.in_layer(member, layer.name, self.posts))
        if not self.satisfies(member, layer.leader, otherwise=leads):
            return "no_leader"
        most = self.policy.leaders.most_units
        others = {place for one, place in self.posts if one == member and place != unit}
        return "leads_enough" if most is not None and len(others) >= most.value else ""

    def mentor(self, mentor: str, apprentice: str) -> str:  # noqa: PLR0911 - one return a reason
        rules = self.policy.mentors
        if rules is not None and (mentor, apprentice) in self.pairs:
            return ""
        if mentor == apprentice:
            return "oneself"
        if rules is None:
            return ""
        count = sum(one == mentor for one, _ in self.pairs)
        if not self.satisfies(mentor, rules.mentor, otherwise=count > 0):
            return "no_mentor"
        years = [self.people[one].get("seniority_years") for one in (mentor, apprentice)]
        if rules.least_gap is not None and None not in years:
            ahead = float(years[0]) - float(years[1])
            if ahead < rules.least_gap.value:
                return "gap"
        if not rules.own_leader and self.commands(mentor, apprentice):
            return "own_leader"
        if self.commands(apprentice, mentor):
            return "crossed"
        if (apprentice, mentor) in self.pairs:
            return "mutual"
        full = rules.capacity is not None and count >= rules.capacity.value
        return "mentors_enough" if full else ""

    def commands(self, leader: str, member: str) -> bool:
        return any((member, unit) in self.seats for one, unit in self.posts if one == leader)

    def opens(self, lever: str, member: str, unit: str) -> bool:
        layer, base = self.layer(unit), self.policy.base
        mine = self.in_layer(member, layer.name, self.seats)
        home = self.in_layer(member, base, self.seats)
        if (member, unit) in self.seats:
            return False
        regroup = self.policy.transfer.regroup
        near = not home or any(self.alike(layer, one, unit, columns=regroup) for one in home)
        way = any(self.alike(layer, one, unit) for one in mine)
        if lever in ("move", "regroup"):
            fits = (lever == "move") == (layer.name == base)
            return fits and self.eligible(member, layer) and way
        if lever == "join":
            return self.eligible(member, layer) and not mine and near
        if lever == "extend":
            further = way if layer.name == base else near
            open_ = bool(mine) and not layer.exclusive
            return self.eligible(member, layer) and open_ and further
        rule = layer.candidates
        candidate = rule is not None and self.satisfies(member, rule, otherwise=False)
        return candidate and not self.eligible(member, layer) and not mine and near


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows, an empty cell as None."""
    columns = {
        name: [None if pd.isna(cell) else cell for cell in frame[name].tolist()] for name in frame
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@given(org=organisations(dated=False), seed=SEEDS)
def test_placement_equals_the_loops(org: Org, seed: int) -> None:
    org, policy = placed(org, seed)
    placement, loops = Placement(org, policy), Loops(org, policy)
    members, units = org.encoding.members.tolist(), org.encoding.units.tolist()
    for unit in units:
        sources = [None, *(one for one in units if loops.layer(one) == loops.layer(unit))]
        for member in members:
            for source in sources:
                answer = placement.may_sit(member, unit, leaving=source)
                assert answer.reason == loops.sit(member, unit, source), (member, unit, source)
            assert placement.may_lead(member, unit).reason == loops.lead(member, unit)
            ways = tuple(lever for lever in SEATING if loops.opens(lever, member, unit))
            assert placement.may_sit(member, unit).levers == ways
    for member in members:
        for other in members:
            assert placement.may_mentor(member, other).reason == loops.mentor(member, other)


@given(org=organisations(dated=False), seed=SEEDS)
def test_many_at_once_equal_one_by_one(org: Org, seed: int) -> None:
    """Masks and keys, factored, give what the codes give; `who_may` holds whoever a lever brings
    anywhere.
    """
    org, policy = placed(org, seed)
    placement, code = Placement(org, policy), org.encoding
    everyone = np.arange(len(code.members))
    for layer in org.layers:
        units = org.pairs(layer).units
        codes = placement.sitting(layer, everyone[:, None], units, room=False)
        seated = placement.today.sits(everyone[:, None], units)
        free = (org.pairs(layer).per_member == 0) | (not placement.is_exclusive(layer))
        may = (placement.eligible(layer) & free)[:, None] | seated
        assert ((codes == 0) == may).all()
        for lever in SEATING:
            ways = opens(placement, lever, layer, everyone[:, None], units)
            assert (ways.any(axis=1) <= who_may(placement, lever, layer)).all()
        leads = placement.leading(layer, everyone[:, None], units)
        new = (leads == 0) & ~placement.today.leads(everyone[:, None], units)
        assert placement.leaders(layer)[np.flatnonzero(new.any(axis=1))].all()
        key = placement.key(layer)
        for source in units.tolist():
            alike = placement.is_alike(layer, np.full(len(units), source), units)
            assert (alike == (key[units] == key[source])).all()


# -- one thing wrong at a time


def two_layers(**party: object) -> Policy:
    policy = Policy.for_layers("team")
    return policy.replace(
        layers=(Layer("team"), Layer("party", **party)), transfer=Transfer(("site",), ("site",))
    )


PEOPLE = {
    "id": ["A", "B", "C"],
    "status": ["member", "guest", "member"],
    "seniority_years": [9, 1, 8],
}
UNITS = {
    "id": ["T1", "T2", "P1", "P2"],
    "layer": ["team", "team", "party", "party"],
    "site": ["North", "South", "North", "South"],
}
SEATS = {
    "member": ["A", "B", "C", "A"],
    "unit": ["T1", "T1", "T2", "P1"],
    "role": ["leader", "", "", ""],
}
ORG = Org(PEOPLE, UNITS, SEATS)
MEMBERS_ONLY = Rule("status", any_of=("member",))


@pytest.mark.parametrize(
    ("policy", "member", "unit", "leaving", "word", "wort"),
    [
        (two_layers(eligible=MEMBERS_ONLY), "B", "P1", None, "status", "加入条件"),
        (two_layers(exclusive=True), "A", "P2", None, "Is in P1 already", "已在P1"),
        (two_layers(), "A", "P2", "P1", "site must be the same; here North", "site 须一致"),
        (two_layers(largest=Limit(1)), "B", "P1", None, "Full: 1 person, at most 1", "已满"),
        (two_layers(), "A", "P1", "P1", "Has a seat there already", "已在该单元"),
        (two_layers(eligible=Rule("grade", any_of=("x",))), "B", "P1", None, "no column", "无法"),
    ],
)
def test_who_may_not_sit_is_told_why(
    policy: Policy, member: str, unit: str, leaving: str | None, word: str, wort: str
) -> None:
    answer = Placement(ORG, policy).may_sit(member, unit, leaving=leaving)
    assert not answer
    assert word in answer.describe("en")
    assert wort in answer.describe("zh")


@pytest.mark.parametrize(
    ("policy", "member", "unit", "word"),
    [
        (two_layers(leader=MEMBERS_ONLY), "B", "P1", "May not lead"),
        (two_layers(eligible=MEMBERS_ONLY), "B", "P1", "May not belong"),
        (two_layers().replace(leaders=sg.Leaders(Limit(1))), "A", "P1", "Leads 1 other"),
    ],
)
def test_who_may_not_lead_is_told_why(policy: Policy, member: str, unit: str, word: str) -> None:
    assert word in Placement(ORG, policy).may_lead(member, unit).describe("en")


@pytest.mark.parametrize(
    ("mentors", "pair", "word"),
    [
        (Mentors(mentor=Rule("seniority_years", at_least=5)), ("B", "A"), "rule for mentors"),
        (Mentors(least_gap=Limit(2)), ("A", "C"), "gap is 1 year, where 2"),
        (Mentors(own_leader=False), ("A", "B"), "Leads the apprentice"),
        (Mentors(), ("B", "A"), "The apprentice leads"),
        (Mentors(), ("A", "A"), "oneself"),
        (Mentors(capacity=Limit(0)), ("A", "B"), "at most 0"),
    ],
)
def test_who_may_not_mentor_is_told_why(mentors: Mentors, pair: tuple[str, str], word: str) -> None:
    answer = Placement(ORG, two_layers().replace(mentors=mentors)).may_mentor(*pair)
    assert not answer
    assert word in answer.describe("en")


def test_who_is_seated_may_stay_though_not_eligible() -> None:
    policy = two_layers(eligible=Rule("status", any_of=("guest",)), largest=Limit(0))
    placement = Placement(ORG, policy)
    assert placement.may_sit("A", "P1")
    assert not placement.may_lead("A", "P1")
    assert placement.may_sit("A", "P1").describe("en") == "Nothing speaks against it."


def test_admission_opens_a_group_and_its_post() -> None:
    policy = two_layers(
        eligible=MEMBERS_ONLY,
        leader=Rule("status", none_of=("guest",)),
        candidates=Rule("status", any_of=("guest",)),
        admission={"status": "probation"},
    )
    placement = Placement(ORG, policy)
    assert placement.may_sit("B", "P1").levers == ("admit",)
    assert placement.may_sit("B", "P2").levers == ()  # another site
    assert placement.may_lead("B", "P1").levers == ("admit", "appoint")
    assert placement.may_lead("C", "P2").levers == ("join", "appoint")
    assert placement.leaders_admitted("party").tolist() == [False, True, False]


def test_rules_about_columns_not_kept_are_named() -> None:
    policy = two_layers(
        eligible=Rule("grade", any_of=("x",)), candidates=Rule("wish", any_of=("yes",))
    )
    policy = policy.replace(
        transfer=Transfer(("floor",), ("site",)), mentors=Mentors(mentor=Rule("skill", at_least=1))
    )
    assert list(Placement(ORG, policy).unasked()) == [
        "layers.party.eligible",
        "layers.party.candidates",
        "mentors.mentor",
        "transfer.move.floor",
    ]


def test_rules_not_asked_are_named_for_one_layer_and_one_part_alone() -> None:
    policy = two_layers(
        eligible=Rule("grade", any_of=("x",)), candidates=Rule("wish", any_of=("yes",))
    ).replace(transfer=Transfer(("floor",), ("site", "wing")))
    placement = Placement(ORG, policy)
    assert list(placement.unasked_rules("party", "eligible")) == ["layers.party.eligible"]
    assert list(placement.unasked_rules("party", "leader", "candidates")) == [
        "layers.party.candidates"
    ]
    assert list(placement.unasked_rules("team", "eligible", "leader", "candidates")) == []
    assert list(placement.unasked_rules("no such layer", "eligible")) == []
    assert list(placement.unasked_transfers("regroup")) == ["transfer.regroup.wing"]
    assert list(placement.unasked_transfers("move", "regroup")) == [
        "transfer.move.floor",
        "transfer.regroup.wing",
    ]


def test_the_columns_of_a_transfer_are_those_of_the_layer_or_of_all() -> None:
    policy = two_layers().replace(transfer=Transfer(("site", "floor"), ("site", "wing")))
    placement = Placement(ORG, policy)
    assert placement.transfer_columns("team") == ("site", "floor")
    assert placement.transfer_columns("party") == ("site", "wing")
    assert placement.transfer_columns() == ("site", "floor", "wing")
    assert Placement(ORG, two_layers().replace(transfer=Transfer())).transfer_columns() == ()


def test_the_later_layer_of_the_policy_has_the_last_word_on_an_admitted_cell() -> None:
    """Three layers: what admission to some of them sets, whatever order they are named in."""
    layers = [
        Layer("team"),
        Layer("party", admission={"status": "probation", "card": "red"}),
        Layer("union", admission={"status": "full", "fee": "paid"}),
    ]
    policy = Policy.for_layers("team").replace(layers=tuple(layers))
    placement = Placement(ORG, policy)
    assert placement.admission_cells() == placement.admission_cells("team") == {}
    assert placement.admission_cells("party") == {"status": "probation", "card": "red"}
    both = {"status": "full", "card": "red", "fee": "paid"}
    assert placement.admission_cells("union", "party") == both
    admitted = placement.admitted("union", "party")
    assert admitted is placement.admitted("party", "union")
    assert set(admitted.org.members["status"]) == {"full"}
    assert set(admitted.org.members["card"]) == {"red"}
    assert placement.admitted() is placement
    assert set(ORG.members.columns).isdisjoint({"card", "fee"})  # the organisation is not touched


@pytest.mark.parametrize("asked", [("X", "P1"), ("A", "X")])
def test_an_unknown_id_is_an_error(asked: tuple[str, str]) -> None:
    with pytest.raises(sg.AbsentError):
        Placement(ORG, two_layers()).may_sit(*asked)


def test_every_reason_has_its_sentence() -> None:
    from sanzu_graph.messages import catalog

    assert all(f"placement.{reason}" in catalog() for reason in REASONS if reason)


def test_a_large_organisation_needs_no_matrix() -> None:
    """100,000 people and 10,000 units: masks and keys are as long as these."""
    dice = random.Random(7)
    size, units = 100_000, 10_000
    org = Org(
        {"id": [f"M{number}" for number in range(size)]},
        {
            "id": [f"U{number}" for number in range(units)],
            "layer": [LAYERS[number % 2] for number in range(units)],
            "site": [f"S{number % 50}" for number in range(units)],
        },
        {
            "member": [f"M{number}" for number in range(size)],
            "unit": [f"U{dice.randrange(0, units, 2)}" for _ in range(size)],
        },
    )
    placement = Placement(org, two_layers(eligible=Rule("id", none_of=("M0",))))
    assert placement.eligible("party").sum() == size - 1
    assert len(np.unique(placement.key("party"))) == 50
    assert who_may(placement, "join", "party").sum() == size - 1
