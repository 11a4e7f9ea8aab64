"""What `propose` answers, held against the oracle."""

from __future__ import annotations

import inspect
import traceback
from dataclasses import dataclass, replace

import sanzu_graph as sg
from sanzu_graph.optimize import request as asking
from tests.optimize.seats.definitions import (
    Case,
    End,
    as_today,
    broken_rules,
    end_cells,
    values,
    view_of,
)
from tests.optimize.seats.today import today

OPTIMAL, INFEASIBLE = "optimal", "infeasible"
#: Seconds after which an engine should long have proven a small instance.
PATIENCE = 20.0


@dataclass(frozen=True)
class Mismatch:
    """Where an answer is not what the definitions say."""

    kind: str
    expected: object
    got: object

    def __str__(self):
        return f"{self.kind}: expected {self.expected}, got {self.got}"


def in_known_words(instance):
    """The question in words that the engine knows already; None if no goal is left.

    Who writes the engine anew needs it only until levers, goals and layers have all their words.
    """
    known = inspect.signature(sg.propose).parameters
    ask = {name: value for name, value in instance.ask.items() if name in known}
    goals = {asking.MISSING, *asking.GOALS}
    ask["goals"] = [goal for goal in ask.get("goals", asking.GOALS) if goal in goals]
    levers = ask.get("levers", asking.USUAL_LEVERS)
    left = [lever for lever in levers if lever in asking.LEVERS]
    ask["levers"] = {lever: levers[lever] for lever in left} if isinstance(levers, dict) else left
    rules = dict(ask.get("rules", {}))
    if "repair" in rules:
        rules["repair"] = list(dict.fromkeys(word.split(".")[-1] for word in rules["repair"]))
    policy = instance.policy
    if not hasattr(policy, "resolve"):
        layers = [
            replace(layer, led=bool(layer.led), exclusive=bool(layer.exclusive))
            for layer in policy.layers
        ]
        policy = policy.replace(layers=tuple(layers))
    if not ask["goals"]:
        return None
    return replace(instance, policy=policy, ask={**ask, "rules": rules})


def end_of(case, after, scenario, on):
    """The end state that an organisation is in after the changes of a plan."""
    then = today(after, on)
    merges = {change.unit: change.into for change in scenario if isinstance(change, sg.MergeUnits)}
    held = {(p, merges.get(unit, unit), duty) for p, unit, duty in case.today.duties}
    leaders = {unit: frozenset(some) for unit, some in then.leaders.items() if some}
    return End(dict(then.seats), leaders, frozenset(then.duties - held), merges), then


def differences(case, end, then):
    """What is otherwise not as the definitions say: people, cells, units, deputies, duties."""
    if then.people != case.today.people:
        yield Mismatch("people", case.today.people, then.people)
        return
    view = view_of(case, end)
    for person in then.people:
        expected = end_cells(case, person, end.seats[person])
        if {k: v for k, v in expected.items() if v != ""} != {
            k: v for k, v in then.cells[person].items() if v != ""
        }:
            yield Mismatch(f"cells of {person}", expected, then.cells[person])
    units = sorted(unit for unit in case.today.units if unit not in end.merges)
    if sorted(then.units) != units:
        yield Mismatch("units", units, then.units)
    for unit in units:
        if view.deputies(unit) != then.deputies[unit] - then.leaders[unit]:
            yield Mismatch(f"deputies of {unit}", view.deputies(unit), then.deputies[unit])
    if view.duties != then.duties:
        yield Mismatch("duties", view.duties, then.duties)


def compared(instance, best, case=None):
    """Yield every mismatch between `propose` and the oracle.

    `best` gives the values of the goals in their order, or None where nothing can be reached.
    """
    case = Case(instance.org, instance.policy, **instance.ask) if case is None else case
    try:
        plan = sg.propose(
            instance.org,
            instance.policy,
            **instance.ask,
            solve={"time_limit": PATIENCE},
            lang="en",
        )
    except Exception as error:  # noqa: BLE001 - whatever is raised is a mismatch
        where = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__}: {str(error)[:300]} ({where.filename[-30:]}:{where.lineno})"
        yield Mismatch("error", best, told)
        return
    expected = INFEASIBLE if best is None else OPTIMAL
    if plan.status != expected:
        yield Mismatch("status", (expected, best), (plan.status, dict(plan.objective)))
    if best is None or not plan.has_plan:
        return
    wanted = dict(zip(case.goals, best, strict=True))
    got = {goal: plan.objective.get(goal) for goal in case.goals}
    if plan.status == OPTIMAL and got != wanted:
        yield Mismatch("values", wanted, got)
    over = {g: b for g, b in plan.bound.items() if b > wanted.get(g, b)}
    if over:
        yield Mismatch("bounds", wanted, over)
    yield from told_before(case, plan)
    try:
        after = plan.apply(instance.org)
    except Exception as error:  # noqa: BLE001 - whatever is raised is a mismatch
        yield Mismatch("apply", "an organisation", f"{type(error).__name__}: {str(error)[:300]}")
        return
    end, then = end_of(case, after, plan.scenario, instance.ask.get("on"))
    wrong = list(differences(case, end, then))
    if wrong:
        yield from wrong
        return
    broken = broken_rules(case, end)
    if broken:
        changes = [change.describe("en") for change in plan.scenario]
        yield Mismatch("a rule is broken", [], (broken, changes))
        return
    true = values(case, end)
    false = {g: (true[g], got[g]) for g in case.goals if got[g] is not None and true[g] != got[g]}
    if false:
        yield Mismatch("values of the plan", *zip(*false.values(), strict=True))


def told_before(case, plan):
    """Today's values of the goals that are not 0 by doing nothing."""
    true = values(case, as_today(case)) if not broken_today(case) else {}
    for goal in ("missing", "unmet", "imbalance"):
        if goal in plan.before and goal in true and plan.before[goal] != true[goal]:
            yield Mismatch(f"before: {goal}", true[goal], plan.before[goal])


def broken_today(case):
    return any(case.today.seats[p] not in case.ways(p, {}) for p in case.today.people)
