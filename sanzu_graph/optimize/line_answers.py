"""What solving comes to about managers, counted again by the checks."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sanzu_graph.changes.manager_lines import ChangeManager
from sanzu_graph.errors import ModelError
from sanzu_graph.optimize.line_breaches import steps_of
from sanzu_graph.optimize.line_model import LinePlan, best_lines
from sanzu_graph.optimize.line_problem import LineProblem, line_problem
from sanzu_graph.optimize.part_solving import checked
from sanzu_graph.optimize.request import MANAGERS, PRICE, REPORT, UNMET
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.pools import Pool
from sanzu_graph.solving.statuses import FEASIBLE, INTERRUPTED, OPTIMAL

if TYPE_CHECKING:
    from sanzu_graph.optimize.questions import Question
    from sanzu_graph.optimize.request import Asked

#: The share of the time that lines take at most, where seats are solved as well.
_SHARE = 0.5


class LineAnswer(NamedTuple):
    """What solving came to about lines.

    Attributes
    ----------
    problem : what was asked
    plan : member → new manager, in positions
    changes : the same as changes
    unmet : demand → member → how far it is missed afterwards; `before`: today
    values, today, bounds : goal → what it comes to, what doing nothing comes to, and what no plan
        can beat
    """

    problem: LineProblem
    plan: Mapping[int, int]
    changes: tuple[ChangeManager, ...]
    unmet: Mapping[str, Mapping[str, int]]
    before: Mapping[str, Mapping[str, int]]
    values: Mapping[str, int]
    today: Mapping[str, int]
    bounds: Mapping[str, int]
    status: str
    seconds: float


def answered(question: Question, ask: Asked) -> LineAnswer:
    """The best plan for lines, counted again by the checks.

    Raises
    ------
    ModelError
        If the recount differs, or something demanded got worse.
    """
    begin, limit = time.time(), question.solving.time_limit
    problem = line_problem(question.org, question.policy, ask, question.on)
    wants, is_alone = _wants(ask), set(ask.levers) == {REPORT}
    wanted = problem if wants else replace(problem, counted=())
    share = None if limit is None else limit * (1 if is_alone else _SHARE)
    effort = Effort.within(share, question.solving.seed)
    if question.solving.stop is not None:
        effort = replace(effort, stop=question.solving.stop)
    plan = _best(wanted, effort)
    if problem.inside is not None and not is_alone:
        # Seats may change as well: only without this demand a bound holds for all of them.
        wider = _best(replace(wanted, inside=None), effort)
        is_met = plan.status == OPTIMAL and plan.bounds == wider.bounds
        is_cut = plan.status == INTERRUPTED
        plan = plan._replace(
            bounds=wider.bounds, status=OPTIMAL if is_met else INTERRUPTED if is_cut else FEASIBLE
        )
    ids, price = problem.org.encoding.members, ask.levers[REPORT]
    changes = tuple(
        ChangeManager(str(ids[member]), str(ids[manager]))
        for member, manager in steps_of(problem, plan.plan)
    )
    after = Scenario("-", changes, on=problem.day).apply(question.org)
    after = after if problem.day is None else after.at(problem.day)
    before, unmet = problem.unmet(problem.org), problem.unmet(after)
    values = {UNMET: problem.sum_of(unmet), MANAGERS: len(changes), PRICE: price * len(changes)}
    bounds = dict(plan.bounds) if wants else {UNMET: values[UNMET], MANAGERS: 0}
    worse = problem.worse(problem.org, after)
    # How many change is bounded only for plans that leave no more unmet.
    binding = [UNMET, MANAGERS] if bounds.get(UNMET) == values[UNMET] else [UNMET]
    wrong = any(bounds.get(name, 0) > values[name] for name in binding)
    if worse or wrong or (plan.status == OPTIMAL and bounds[UNMET] != values[UNMET]):
        raise ModelError("error.model", what=f"lines {values} {bounds} {worse[:3]}", path="-")
    if MANAGERS in bounds:
        bounds[PRICE] = price * bounds[MANAGERS]
    _, bounds = checked(plan.status, values, bounds, (UNMET, MANAGERS, PRICE))
    today = {UNMET: problem.sum_of(before), MANAGERS: 0, PRICE: 0}
    seconds = time.time() - begin
    return LineAnswer(
        problem, plan.plan, changes, unmet, before, values, today, bounds, plan.status, seconds
    )


def left_of(limit: float | None, lines: LineAnswer) -> float | None:
    """The seconds that are left for seats; none once Ctrl-C was pressed."""
    if lines.status == INTERRUPTED:
        return 0.0
    return None if limit is None else max(limit - lines.seconds, 0.0)


def _best(problem: LineProblem, effort: Effort) -> LinePlan:
    """The best plan; Ctrl-C keeps what is found until then."""
    with Pool() as pool:
        (plan,) = pool.solve(best_lines, [problem], effort)
    return LinePlan({}, {}, INTERRUPTED) if plan is None else plan


def _wants(ask: Asked) -> bool:
    """Whether anything may be changed: not where fewer changes go before fewer faults."""
    costly = (MANAGERS, PRICE) if ask.levers[REPORT] else (MANAGERS,)
    first = next((goal for goal in ask.goals if goal in (UNMET, *costly)), None)
    return first == UNMET
