"""The fewest moves without a solver: held against plain loops over every end state."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.optimize.fewest_moves import fewest_moves
from sanzu_graph.optimize.independent_parts import parts
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.problem_building import problem
from sanzu_graph.optimize.request_faults import asked
from sanzu_graph.optimize.solving_parts import solve
from sanzu_graph.solving.progress import Progress
from sanzu_graph.solving.statuses import WITHOUT_MODEL
from tests.searching import examples


@dataclass
class Works:
    """Teams at two sites, with a party and perhaps a union across them."""

    site: dict[str, str]
    seats: dict[str, frozenset[str]]
    leads: set[tuple[str, str]]
    groups: dict[str, set[str]]
    need: dict[str, int]
    years: dict[str, int]
    demands: dict[str, Any]
    pins: list[str]
    price: int

    def org(self) -> sg.Org:
        """The tables."""
        rows = [
            (member, team, "leader" if (member, team) in self.leads else "member")
            for member, teams in self.seats.items()
            for team in sorted(teams)
        ]
        rows += [
            (member, layer, "member")
            for layer, members in self.groups.items()
            for member in sorted(members)
        ]
        member, unit, role = ([row[place] for row in rows] for place in range(3))
        teams = list(self.site)
        return sg.Org(
            {"id": list(self.seats), "seniority_years": list(self.years.values())},
            {
                "id": [*teams, *self.groups],
                "layer": ["team"] * len(teams) + list(self.groups),
                "site": [*self.site.values(), *["x"] * len(self.groups)],
            },
            {"member": member, "unit": unit, "role": role},
        )

    def policy(self) -> sg.Policy:
        """What is demanded."""
        policy = sg.Policy.for_layers("team", list(self.groups))
        for layer, least in self.need.items():
            policy = policy.with_layer(layer, per_base_unit=sg.Limit(least), led=False)
        team = {
            name: self.demands[name] for name in ("smallest", "largest") if name in self.demands
        }
        policy = policy.with_layer(
            "team",
            led=self.demands.get("led", False),
            exclusive=False,
            **{name: sg.Limit(limit) for name, limit in team.items()},
        )
        requirements = ()
        if "seniors" in self.demands:
            rule = sg.Rule("seniority_years", at_least=5)
            requirements = (sg.Requirement("seniors", sg.Limit(self.demands["seniors"]), who=rule),)
        return policy.replace(transfer=sg.Transfer(("site",), ()), requirements=requirements)

    # -- in plain loops

    def broken(self, seats: dict[str, frozenset[str]]) -> dict[tuple[str, str], int]:
        """(Demand, team) → by how much it is broken."""
        found = {}
        for team in self.site:
            here = [member for member, teams in seats.items() if team in teams]
            for layer, least in self.need.items():
                there = sum(member in self.groups[layer] for member in here)
                found[layer, team] = max(0, least - there)
            found["smallest", team] = max(0, self.demands.get("smallest", 0) - len(here))
            found["largest", team] = max(0, len(here) - self.demands.get("largest", 99))
            seniors = sum(self.years[member] >= 5 for member in here)
            found["seniors", team] = max(0, self.demands.get("seniors", 0) - seniors)
            leaders = sum((member, team) in self.leads for member in here)
            found["led", team] = int("led" in self.demands and bool(here) and not leaders)
        return found

    def ways(self, member: str) -> list[frozenset[str]]:
        """Where somebody may sit in the end."""
        ends = []
        for team in sorted(self.seats[member]):
            stays = member in self.pins or team in self.pins or (member, team) in self.leads
            others = [
                other
                for other in self.site
                if self.site[other] == self.site[team]
                and other not in self.pins
                and other not in self.seats[member]
            ]
            ends.append([team] if stays else [team, *others])
        return [frozenset(end) for end in product(*ends) if len(set(end)) == len(end)]

    def best(self) -> tuple[int, int]:
        """The least unmet, and the fewest people moved for it."""
        today, found = self.broken(self.seats), []
        empty = {
            team for team in self.site if not any(team in some for some in self.seats.values())
        }
        for ends in product(*map(self.ways, self.seats)):
            seats = dict(zip(self.seats, ends, strict=True))
            if any(
                team not in empty and not any(team in some for some in ends) for team in self.site
            ):
                continue
            after = self.broken(seats)
            if all(
                amount <= (1 if key[0] == "led" and key[1] in empty else today[key])
                for key, amount in after.items()
            ):
                moved = sum(seats[member] != self.seats[member] for member in seats)
                found.append((sum(after.values()), moved))
        return min(found)


def works(seed: int) -> Works:
    """The works of a seed."""
    dice = random.Random(seed)
    teams = [f"T{number}" for number in range(dice.choice((2, 3, 3, 4)))]
    site = {team: dice.choice("xxxxy") for team in teams}
    people = [f"M{number}" for number in range(dice.randint(4, 9 - len(teams)))]
    two = dice.random() < 0.15
    seats = {}
    for number, member in enumerate(people):
        home = teams[number % len(teams)] if dice.random() < 0.4 else teams[0]
        seats[member] = frozenset({home, dice.choice(teams)} if two else {home})
    leads = {(member, team) for member in people for team in seats[member] if dice.random() < 0.2}
    layers = ["party", "union"] if dice.random() < 0.3 else ["party"]
    groups = {layer: {member for member in people if dice.random() < 0.7} for layer in layers}
    demands: dict[str, Any] = {}
    for name, limits, share in (
        ("smallest", (1, 1, 2), 0.25),
        ("largest", (4, 5), 0.2),
        ("seniors", (1,), 0.2),
        ("led", ({"least": 1},), 0.2),
    ):
        if dice.random() < share:
            demands[name] = dice.choice(limits)
    return Works(
        site,
        seats,
        leads,
        groups,
        {layer: dice.choice((1, 1, 1, 2)) for layer in layers},
        {member: dice.randint(0, 12) for member in people},
        demands,
        dice.sample([*people, *teams], dice.choice((0, 0, 1, 2))),
        dice.choice((0, 1, 3)),
    )


def posed(case: Works) -> Problem:
    """The question: nobody missing, then few people moved."""
    goals = ["unmet", "people_moved", "price"]
    return problem(
        case.org(), case.policy(), asked({"move": case.price}, goals, {"pins": case.pins})
    )


def check(seed: int) -> None:
    """Hold one works against the loops."""
    case = works(seed)
    unmet, moved = case.best()
    solution = solve(posed(case))
    price = case.price * len(solution.changes)
    assert solution.status == "optimal"
    assert solution.values == {"unmet": unmet, "people_moved": moved, "price": price}
    assert dict(solution.bounds) == dict(solution.values)


@examples(20)
@given(st.integers(0, 2**32))
def test_the_moves_are_the_fewest_of_all_end_states(seed: int) -> None:
    check(seed)


def test_some_of_these_moves_need_no_model() -> None:
    """The loops above would hold nothing if every part went to its model."""
    questions = [posed(works(seed)) for seed in (2, 20, 21, 23)]
    known = [fewest_moves(question, parts(question)) for question in questions]
    assert sum(bool(answer.end.moved) for some in known for answer in some.values()) >= 4


def case_of_two(**words: Any) -> Works:
    """T1 has two party members and a third person, T2 none."""
    given = {
        "site": {"T1": "x", "T2": "x"},
        "seats": {name: frozenset({"T2" if name == "D" else "T1"}) for name in "ABCD"},
        "leads": {("A", "T1")},
        "groups": {"party": {"A", "B"}},
        "need": {"party": 1},
        "years": dict.fromkeys("ABCD", 6),
        "demands": {},
        "pins": [],
        "price": 1,
    }
    return Works(**{**given, **words})


@pytest.mark.parametrize(
    ("words", "is_known", "values"),
    [
        ({}, True, [0, 1]),
        ({"pins": ["B"]}, True, [1, 0]),
        ({"pins": ["T2"]}, True, [1, 0]),
        ({"site": {"T1": "x", "T2": "y"}}, True, [1, 0]),
        ({"demands": {"smallest": 1}}, True, [0, 1]),
        # Without B, T1 lacks a senior; so D comes in return.
        ({"years": {"A": 0, "B": 6, "C": 0, "D": 6}, "demands": {"seniors": 1}}, False, [0, 2]),
        # Two demands are short at once.
        ({"demands": {"smallest": 2}}, False, [0, 1]),
    ],
)
def test_where_the_moves_are_known_and_where_a_model_is_asked(
    words: dict[str, Any], is_known: bool, values: list[int]
) -> None:
    case = case_of_two(**words)
    question = posed(case)
    pieces = parts(question)
    short = [piece for piece in pieces if set(piece.units) & {0, 1}]
    known = fewest_moves(question, short)
    assert (len(known) == len(short)) == is_known
    solution = solve(question)
    assert (solution.solver == WITHOUT_MODEL) == is_known
    assert [solution.values[name] for name in ("unmet", "people_moved")] == values
    assert list(case.best()) == values


@pytest.mark.parametrize(
    ("goals", "solver", "words"),
    [
        (["unmet", "people_moved"], WITHOUT_MODEL, ("counted, without a model", "未用模型")),
        (["unmet", "posts_changed"], "HiGHS ", ("HiGHS ", "HiGHS ")),
    ],
)
def test_who_solved_it_is_told(goals: list[str], solver: str, words: tuple[str, str]) -> None:
    case = case_of_two()
    plan = sg.propose(case.org(), case.policy(), levers=["move"], goals=goals)
    assert plan.solver.startswith(solver)
    for lang, word in zip(("en", "zh"), words, strict=True):
        assert word in plan.summary(lang)


@pytest.mark.parametrize(
    "words",
    [
        {"levers": ["move", "regroup"]},
        {"goals": ["people_moved", "unmet"]},
        {"goals": ["unmet", "groups_changed", "people_moved"]},
        {"goals": ["unmet", "posts_changed"]},
        {"goals": ["missing", "people_moved"]},
        {"rules": {"together": [("A", "B")]}},
        {"rules": {"barred": [("B", "T2")]}},
        {"rules": {"keep_headcounts": True}},
        {"rules": {"prices": {"B": 2}}},
        {"rules": {"limits": {"T2": 1}}},
    ],
)
def test_where_more_is_asked_nothing_is_answered_without_a_model(words: dict[str, Any]) -> None:
    case = case_of_two()
    ask = {"levers": ["move"], "goals": ["unmet", "people_moved"], **words}
    more = asked(ask["levers"], ask["goals"], ask.get("rules"))
    question = problem(case.org(), case.policy(), more)
    assert fewest_moves(question, parts(question)) == {}
    assert solve(question).status == "optimal"


def test_a_limit_on_the_whole_plan_is_kept() -> None:
    case = case_of_two()
    ask = asked(["move"], ["unmet", "people_moved"], max_people_moved=0)
    assert solve(problem(case.org(), case.policy(), ask)).values == {"unmet": 1, "people_moved": 0}


def test_progress_tells_parts_without_a_model_too() -> None:
    told: list[Progress] = []
    found = solve(posed(case_of_two()), progress=told.append)
    assert told[-1].done == told[-1].total == len(found.parts) == 1
    assert told[-1].value == told[-1].bound == found.values["unmet"]
