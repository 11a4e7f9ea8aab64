"""The oracle against itself and the checks: an answer that is given twice is given independently."""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations, product

import pytest

import sanzu_graph as sg
from tests.optimize.seats.answers import solved
from tests.optimize.seats.comparing import in_known_words
from tests.optimize.seats.congress import WHY_SKIPPED, congress_instance, is_here
from tests.optimize.seats.definitions import (
    DOUBLE,
    GOALS,
    VACANT,
    End,
    View,
    as_today,
    broken_rules,
    counting_duties,
    resolved,
    values,
)
from tests.optimize.seats.enumeration import TooLargeError, all_merges, enumerate_all
from tests.optimize.seats.instances import drawn, instance
from tests.optimize.seats.test_seats_against_oracle import first_seed

KINDS = {
    "blank_team": {"per_base_unit"},
    "coverage_gap": {"requirement"},
    "size_outlier": {"smallest", "largest"},
    "scattered_group": {"most_base_units"},
    "vacant_leader": {VACANT},
    "double_leader": {DOUBLE},
}


def all_subsets(some):
    some = sorted(some)
    return chain.from_iterable(combinations(some, size) for size in range(len(some) + 1))


def all_ends(case):
    """All end states, without a thought: any of the members may lead, any two duties be taken."""
    for merges in all_merges(case):
        people = case.today.people
        for seats in product(*(case.ways(person, merges) for person in people)):
            view = View(case, dict(zip(people, seats, strict=True)), merges)
            units = [unit for unit in case.policy_units if unit not in merges]
            fixed = {
                unit: frozenset(some)
                for unit, some in case.today.leaders.items()
                if unit not in case.policy_units
            }
            duties = [
                (person, unit, duty)
                for person in people
                for unit in case.base_units
                for duty in counting_duties(case)
                if case.has("attach")
            ]
            for led in product(*(list(all_subsets(view.members(unit))) for unit in units)):
                leaders = {unit: frozenset(some) for unit, some in zip(units, led, strict=True)}
                leaders = {unit: some for unit, some in {**fixed, **leaders}.items() if some}
                for attached in all_subsets(duties):
                    yield End(view.seats, leaders, frozenset(attached), merges)


def states_at_most(case):
    duties = len(case.today.people) * len(case.base_units) * len(counting_duties(case))
    total = 0
    for merges in all_merges(case):
        seats = [max(map(len, case.ways(p, merges)), default=0) for p in case.today.people]
        ways = 1
        for person in case.today.people:
            ways *= len(case.ways(person, merges))
        total += ways * 2 ** sum(seats) * 2 ** (duties if case.has("attach") else 0)
    return total


@pytest.mark.parametrize("chunk", range(3))
def test_the_enumeration_finds_what_filtering_everything_finds(chunk):
    """Stage by stage, or each end state asked by every rule: the same values can be reached."""
    first, done = first_seed() + 1000 * chunk, 0
    for seed in range(first, first + 200):
        made = drawn(seed, "tiny")
        case = made.case()
        if states_at_most(case) > 4_000:
            continue
        staged = set(enumerate_all(case).found)
        filtered = set()
        for end in all_ends(case):
            if not broken_rules(case, end):
                told = values(case, end)
                filtered.add(tuple(told[goal] for goal in GOALS))
        assert staged == filtered, made.name
        done += 1
        if done == 8:
            return


def agree(make, first, count):
    done = 0
    for seed in range(first, first + count):
        made = make(seed)
        try:
            found = enumerate_all(made.case(), 10_000)
        except TooLargeError:
            continue
        assert solved(made) == found.best(made.case().goals), made.name
        assert solved(made, GOALS[::-1]) == found.best(GOALS[::-1]), made.name
        done += 1
    assert done > count // 2


def test_the_model_finds_what_the_enumeration_finds():
    agree(drawn, first_seed(), 25)


@pytest.mark.heavy
@pytest.mark.parametrize("chunk", range(10))
def test_the_model_finds_what_the_enumeration_finds_a_thousand_times(chunk):
    agree(drawn, first_seed() + 1000 * chunk, 100)


@pytest.mark.skipif(not is_here(), reason=WHY_SKIPPED)
def test_the_model_finds_what_the_enumeration_finds_in_congress():
    agree(congress_instance, first_seed(), 6)


def test_the_best_end_state_is_reached_and_worth_what_is_said():
    first = first_seed()
    for seed in range(first, first + 25):
        made = drawn(seed)
        case = made.case()
        try:
            found = enumerate_all(case, 10_000)
        except TooLargeError:
            continue
        if found.found:
            end = found.end(case.goals)
            told = values(case, end)
            assert not broken_rules(case, end), made.name
            assert tuple(told[goal] for goal in case.goals) == found.best(case.goals), made.name


def test_doing_nothing_is_always_possible():
    """“Doing nothing is always feasible, unless pins or the caller's own rules contradict each other.”"""
    first = first_seed()
    for seed in range(first, first + 25):
        made = instance(seed)
        case = made.case()
        if not (case.targets or case.together or case.apart):
            assert not broken_rules(case, as_today(case)), made.name


def test_demands_are_broken_by_what_the_checks_tell():
    first = first_seed()
    for seed in range(first, first + 25):
        made = in_known_words(instance(seed))
        if made is None:
            continue
        case = made.case()
        findings = sg.audit(made.org, made.policy, on=made.ask.get("on"), lang="en").findings
        for check, kinds in KINDS.items():
            mine, told = Counter(), Counter()
            for demand, much in case.violations_today.items():
                if demand.kind in kinds and much:
                    mine[demand.layer, demand.unit] += much
            for row in findings[findings["check"] == check].to_dict("records"):
                told[row["layer"], row["entity_id"]] += abs(row["value"] - row["limit"])
            assert mine == told, (made.name, check)


@pytest.mark.skipif(not hasattr(sg.Policy, "resolve"), reason="policies are not resolved yet")
def test_layers_are_resolved_as_the_policy_resolves_them():
    first = first_seed()
    for seed in range(first, first + 25):
        made = instance(seed)
        told = made.policy.resolve(made.org)
        for name, (exclusive, led) in resolved(made.org, made.policy).items():
            layer = told.layer(name)
            assert exclusive == layer.exclusive
            assert led == ((layer.least_leaders, layer.most_leaders) if layer.is_led else None)
