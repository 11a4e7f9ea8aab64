"""Solving: limits that parts share, executors, time, interruption, and a recount that would tell."""

from __future__ import annotations

import json
import random
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations, count, product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from benchmarks.sites import demands, organisation
from sanzu_graph.errors import ModelError
from sanzu_graph.optimize import part_solving, plan_values, solving_parts, stages
from sanzu_graph.optimize.fewer_levers import SmallPlan
from sanzu_graph.optimize.goals import goal_of
from sanzu_graph.optimize.independent_parts import combine, parts
from sanzu_graph.optimize.part_solving import PartRun, PartTask
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.problem_building import problem
from sanzu_graph.optimize.request_faults import asked
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.optimize.solving_parts import limits_of, solve
from sanzu_graph.solving import efforts
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.pools import Pool
from sanzu_graph.solving.progress import Progress

USUAL = ("move", "join", "regroup", "appoint")


@pytest.fixture(scope="module")
def works() -> sg.Org:
    """Five sites of some sixty people."""
    return organisation(600, seed=3)


def posed(org: sg.Org, levers: tuple[str, ...] = USUAL, **words: Any) -> Problem:
    reach = words.pop("reach", False)
    return problem(
        org,
        demands(reach=reach),
        asked(levers, words.pop("goals", None), words.pop("rules", None), **words),
    )


def same(one: Any, other: Any) -> bool:
    return (one.status, one.values, one.bounds) == (other.status, other.values, other.bounds)


# -- parts


@given(
    st.lists(
        st.dictionaries(
            st.integers(0, 3),
            st.tuples(st.integers(0, 5), st.integers(0, 5)),
            min_size=1,
            max_size=3,
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 5),
)
def test_the_combination_is_the_best_of_all(
    curves: list[dict[int, tuple[int, int]]], limit: int
) -> None:
    all_of_them = [
        (
            tuple(
                sum(side)
                for side in zip(
                    *(curve[use] for curve, use in zip(curves, uses, strict=True)), strict=True
                )
            ),
            uses,
        )
        for uses in product(*curves)
        if sum(uses) <= limit
    ]
    found = combine(
        [{(use,): values for use, values in curve.items()} for curve in curves], (limit,)
    )
    if not all_of_them:
        assert found is None
        return
    assert found is not None
    values, uses = found
    assert values == min(all_of_them)[0]
    assert sum(use for (use,) in uses) <= limit
    assert values == tuple(
        sum(side)
        for side in zip(
            *(curve[use] for curve, (use,) in zip(curves, uses, strict=True)), strict=True
        )
    )


def test_two_limits_are_combined_too() -> None:
    curves = [{(0, 0): (5,), (1, 0): (3,), (0, 1): (2,)}, {(0, 0): (4,), (1, 1): (0,)}]
    assert combine(curves, (1, 1)) == ((5,), [(0, 0), (1, 1)])
    assert combine(curves, (0, 1)) == ((6,), [(0, 1), (0, 0)])


def test_every_unit_and_everybody_is_in_a_part(works: sg.Org) -> None:
    made = posed(works, reach=True)
    pieces = parts(made)
    assert len(pieces) == 5
    assert sorted(unit for piece in pieces for unit in piece.units) == list(range(len(works.units)))
    assert {number for piece in pieces for number in piece.cells} == set(range(len(made.cells)))


@pytest.mark.parametrize(
    "levers", [("move",), USUAL, ("move", "merge"), ("move", "appoint", "attach")]
)
@pytest.mark.parametrize("limit", [None, 0, 2, 4])
def test_limits_are_kept_over_all_parts(
    works: sg.Org, levers: tuple[str, ...], limit: int | None
) -> None:
    rules = {"max_merges": 2} if "merge" in levers else {}
    made = posed(works, levers, max_groups_changed=limit, rules=rules)
    found, whole = solve(made), solve(made, whole=True)
    assert same(found, whole)
    assert found.status == "optimal"
    assert limit is None or found.values["groups_changed"] <= limit
    assert sum(type(change).__name__ == "MergeUnits" for change in found.changes) <= 2


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("reach", [False, True])
@pytest.mark.parametrize(
    "levers",
    [("move",), ("move", "regroup"), USUAL, ("move", "appoint", "attach"), ("move", "merge")],
)
def test_larger_ones_equal_the_undivided_model(
    levers: tuple[str, ...], reach: bool, seed: int
) -> None:
    """The undivided model is given a while; where it has no proof by then, its first bound and its
    plan enclose ours.
    """
    for limit in (None, 3):
        made = posed(organisation(600, seed=seed), levers, reach=reach, max_groups_changed=limit)
        ours, whole = solve(made), solve(made, whole=True, time_limit=20)
        assert ours.status == "optimal"
        if whole.status == "optimal":
            assert same(ours, whole)
        first = made.ask.goals[0]
        assert whole.bounds.get(first, 0) <= ours.values[first] <= whole.values[first]


@pytest.mark.parametrize("levers", [("move",), ("move", "regroup")])
@pytest.mark.parametrize("seed", range(3))
def test_several_seats_equal_a_column_for_each_seat_and_unit(
    levers: tuple[str, ...], seed: int
) -> None:
    from benchmarks.arc_form import seat_arcs, with_highs
    from benchmarks.several_seats import policy, several

    org = several(60, seed)
    made = problem(org, policy(reach=False).resolve(org), asked(levers))
    values, is_proven, _ = with_highs(seat_arcs(made), 60)
    assert is_proven
    assert vector(solve(made))[:3] == values


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("reach", [False, True])
@pytest.mark.parametrize("levers", [("move",), ("move", "regroup")])
def test_larger_ones_equal_the_arc_form(levers: tuple[str, ...], reach: bool, seed: int) -> None:
    """The arc form is given a minute; with bounds on reach it may get no further than its first
    goals, and must agree in these.
    """
    from benchmarks.arc_form import arcs, with_highs

    goals = ("unmet", "groups_changed", "people_moved")
    made = posed(organisation(300, seed=seed), levers, reach=reach, goals=goals)
    values, proven, _ = with_highs(arcs(made), 60)
    found = solve(made)
    assert found.status == "optimal"
    assert proven or reach
    assert values == [found.values[name] for name in goals][: len(values)]


# -- how


class Now(Executor):
    """Does everything at once, in the caller's thread; and counts."""

    def __init__(self, fail_at: int | None = None) -> None:
        self.count, self.fail_at = 0, fail_at

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.count += 1
        if self.count == self.fail_at:
            raise KeyboardInterrupt
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_any_executor_gives_the_same_plan(works: sg.Org) -> None:
    made = posed(works)
    usual = solve(made)
    with (
        ThreadPoolExecutor(1) as one,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart,
    ):
        for executor in (one, apart, Now()):
            found = solve(made, executor=executor)
            assert same(found, usual)
            assert found.changes == usual.changes


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")  # a cluster's own threads and sockets end when they like
def test_a_cluster_gives_the_same_plan(works: sg.Org) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra [cluster]")
    made = posed(works, reach=True)
    usual = solve(made)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = solve(made, executor=client.get_executor())
    assert same(found, usual)
    assert found.changes == usual.changes


def test_the_same_seed_gives_the_same_plan_and_another_one_as_good(works: sg.Org) -> None:
    made = posed(works)
    usual = solve(made)
    assert solve(made).changes == usual.changes
    assert same(solve(made, seed=1), usual)


def test_progress_ends_with_the_answer(works: sg.Org) -> None:
    told: list[Progress] = []
    found = solve(posed(works), progress=told.append)
    assert told[-1].done == told[-1].total == len(found.parts)
    assert told[-1].value == told[-1].bound == found.values["unmet"]
    assert all(one.bound <= one.value for one in told)


def test_within_a_time_limit_progress_is_never_worse_than_today_nor_better_than_its_bound(
    works: sg.Org,
) -> None:
    told: list[Progress] = []
    found = solve(posed(works), time_limit=60, progress=told.append)
    assert told
    assert all(found.values["unmet"] <= one.value <= found.today["unmet"] for one in told)
    assert all(one.bound <= one.value for one in told)


def test_out_of_time_the_best_plan_is_kept_and_goals_not_reached_have_no_bound(
    works: sg.Org,
) -> None:
    found = solve(posed(works), time_limit=0)
    assert found.status == "time_limit"
    assert found.changes == ()
    assert found.values == found.today
    assert "groups_changed" not in found.bounds
    assert "groups_changed" not in found.gap


def test_ctrl_c_keeps_what_is_done(works: sg.Org) -> None:
    made = posed(works)
    found = solve(made, executor=Now(fail_at=2))
    assert found.status == "interrupted"
    assert found.values["unmet"] <= found.today["unmet"]
    assert all(bound <= found.values[name] for name, bound in found.bounds.items())


def test_ctrl_c_reaches_running_threads(works: sg.Org, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("sanzu_graph.solving.pools.wait", interrupted)
    found = solve(posed(works))
    assert found.status in (
        "interrupted",
        "optimal",
    )  # optimal where all was done before the key was heard
    assert found.after is not None


def test_what_cannot_be_kept_together_is_proven_so(works: sg.Org) -> None:
    first, second = (
        works.memberships.loc[works.memberships["unit"] == unit, "member"].iloc[1]
        for unit in ("T00000-000", "T00000-001")
    )
    found = solve(posed(works, rules={"together": [(first, second)]}))
    assert (found.status, found.values, found.changes, found.after) == ("infeasible", {}, (), None)


# -- the fewest groups


@pytest.fixture
def always_searching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets of groups are tried in small parts, too."""
    monkeypatch.setattr(stages, "_SMALL", 0)


@pytest.mark.usefixtures("always_searching")
@pytest.mark.parametrize("seed", range(3, 8))
def test_however_many_sets_of_groups_are_tried_the_answer_is_the_same(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = organisation(80, seed=seed)
    usual = solve(posed(works, reach=True))
    monkeypatch.setattr(stages, "_FIRST_MISSES", 0)
    assert same(solve(posed(works, reach=True)), usual)


@pytest.mark.usefixtures("always_searching")
@pytest.mark.parametrize("seed", range(3, 8))
def test_what_is_come_upon_reaches_the_goals_before(seed: int) -> None:
    made = posed(organisation(80, seed=seed), reach=True)
    seen = 0
    for part in parts(made):
        run = PartRun(PartTask(made, part, limits_of(made)))
        while not run.is_done:
            run.step(Effort())
        if (fewest := run.known.fewest) is None or fewest.is_refuted:
            continue
        plan = fewest.look_for_any(Effort())
        assert fewest.found is not None
        assert fewest.least <= len(fewest.found) <= len(fewest.groups)
        assert all(
            goal_of(fewest.closest, name).value(plan) == least for name, least in fewest.kept
        )
        seen += 1
    assert seen


@dataclass
class Turn:
    """A part in its turns, as far as its place among others hangs on it."""

    has_reached_a_goal: bool
    needs: float


def test_a_goal_that_is_proven_together_with_others_is_reached() -> None:
    made, alone = posed(organisation(60, seed=3)), []
    for part in parts(made):
        run = PartRun(PartTask(made, part, limits_of(made)))
        assert not run.has_reached_a_goal
        while not run.is_done:
            run.step(Effort())
        assert run.has_reached_a_goal
        alone.append(bool(run.known.values))
    assert not all(alone)


def test_all_parts_reach_the_first_goal_then_the_hardest_go_on_last() -> None:
    early, harder, hopeless = (Turn(has_reached_a_goal=False, needs=some) for some in (0, 4, 9))
    easy, hard, hardest = (Turn(has_reached_a_goal=True, needs=some) for some in (2, 4, 20))
    fair = 1.0
    assert part_solving.next_runs([hardest, early, easy, harder, hopeless], fair) == [early]
    assert part_solving.next_runs([hardest, easy, harder, hopeless], fair) == [harder]
    assert part_solving.next_runs([hardest, easy, hard, hopeless], fair) == [easy, hard]
    assert part_solving.next_runs([hardest, hopeless], fair) == [hopeless]
    assert part_solving.next_runs([hardest], fair) == [hardest]


# -- trust


def test_a_plan_that_does_not_stand_the_recount_is_never_told(
    works: sg.Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = plan_values.plan_values

    def mean(*given: Any, **named: Any) -> Any:
        counted = honest(*given, **named)
        values = {**counted.values, "people_moved": counted.values["people_moved"] + 1}
        return replace(counted, values=values)

    monkeypatch.setattr(plan_values, "plan_values", mean)
    with pytest.raises(ModelError) as caught:
        solve(posed(works))
    folder = Path(str(caught.value.fields["path"]))
    assert sg.read_tables(folder / "tables") == works
    assert (
        json.loads((folder / "problem.json").read_text(encoding="utf-8"))["ask"]["goals"][0]
        == "unmet"
    )
    assert str(folder) in caught.value.describe("zh")


def test_a_demand_that_got_worse_is_never_told(
    works: sg.Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = plan_values.plan_values
    monkeypatch.setattr(
        plan_values,
        "plan_values",
        lambda *given, **named: replace(honest(*given, **named), worse=("smallest T1: 0 → 1",)),
    )
    with pytest.raises(ModelError, match="got worse"):
        solve(posed(works))


def test_parts_are_told_in_a_table(works: sg.Org) -> None:
    found = solve(posed(works))
    table = found.part_table()
    assert (table["status"] == "optimal").all()
    assert table["unmet"].sum() <= found.values["unmet"]
    assert table["base_units"].sum() == 60
    assert found.gap == dict.fromkeys(found.values, 0)


def test_the_sum_over_parts_is_today(works: sg.Org) -> None:
    made = posed(works, reach=True)
    today = solving_parts.today_by_part(made, parts(made))
    still = solve(problem(works, demands(reach=True), asked([], rules={})))
    assert sum(one["unmet"] for one in today) == still.values["unmet"] == still.today["unmet"]
    assert still.changes == ()


@pytest.mark.parametrize("most", [None, 2])
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (0, 2, 3, 4))]
)
def test_further_levers_never_make_a_worse_plan(
    seed: int, most: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However soon the time is over, once the plans of fewer levers are found: of any of them."""
    org = organisation(100, seed=seed)
    words = {"reach": True, "max_groups_changed": most}
    levers = random.Random(seed).sample(("join", "regroup", "appoint", "attach", "merge"), 2)
    whole = posed(org, ("move", *levers), **words)
    fewer = [
        vector(solve(posed(org, some, **words)))
        for size in (1, 2)
        for some in combinations(("move", *levers), size)
    ]
    small_plans = solving_parts._small_plans

    def unhurried(problem: Problem, pool: Pool, effort: Effort, **further: Any) -> object:
        return small_plans(problem, pool, Effort(seed=effort.seed), **further)

    monkeypatch.setattr(solving_parts, "_small_plans", unhurried)
    best = solve(whole)
    for limit in (0, 0.03, 0.1):
        found = solve(whole, time_limit=limit)
        assert vector(best) <= vector(found) <= min(fewer)
        first = whole.ask.goals[0]
        assert found.bounds.get(first, 0) <= best.values[first]


class Clock:
    """A clock that counts how often it is looked at."""

    def __init__(self) -> None:
        self.looks = count()

    def time(self) -> float:
        return next(self.looks) / 20


def check_against_what_was_found(seed: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """No plan of fewer levers that a call comes upon is better than its plan; how many there were."""
    dice = random.Random(seed)
    org = organisation(dice.choice([30, 60, 100]), seed=seed)
    others = dice.sample(("join", "regroup", "appoint", "attach", "merge"), dice.choice([1, 2, 3]))
    most = dice.choice([{}, {}, {"max_groups_changed": 1}, {"max_people_moved": 2}])
    goals = ["unmet", "groups_changed", "people_moved", "price"]
    goals = dice.sample(goals, 4) if dice.random() < 0.3 else goals
    made = posed(org, ("move", *others), reach=dice.random() < 0.6, goals=goals, **most)
    small_plans, seen = solving_parts._small_plans, list[list[int]]()

    def noted(problem: Problem, pool: Pool, effort: Effort, **further: Any) -> list[SmallPlan]:
        plans = small_plans(problem, pool, effort, **further)
        seen.extend(plan.values for plan in plans if plan.values is not None)
        return plans

    with monkeypatch.context() as patched:
        patched.setattr(solving_parts, "_small_plans", noted)
        for room in (efforts, part_solving, solving_parts):
            patched.setattr(room, "time", Clock())
        found = vector(solve(made, time_limit=dice.choice([1, 3, 5])))
    assert all(found <= other for other in seen), (found, seen)
    return len(seen)


def test_no_plan_of_fewer_levers_that_was_found_is_better(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = (19, 24, 36, 37)  # where parts alone came to less
    assert sum(check_against_what_was_found(seed, monkeypatch) for seed in seeds)


def vector(found: Solution) -> list[int]:
    return [found.values[name] for name in found.problem.ask.goals]
