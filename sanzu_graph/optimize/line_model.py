"""The model of lines: how many people of a kind report to which manager instead.

A circle, or a chain that is too deep, is known only once all lines are known. So the model begins
without them. A plan that closes one gives a row that forbids just this one, and is solved again.

Three models are solved. The first (`line_counts.py`) knows no single pair, only counts. It is a
relaxation and proves. The second knows the people who must go and the managers with room. Where both
differ and the organisation is small, the third knows everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sanzu_graph.checks.reporting_line_ends import sharing
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.person_lines import person_lines
from sanzu_graph.optimize.line_breaches import breaches, unbroken
from sanzu_graph.optimize.line_counts import LineCounts
from sanzu_graph.optimize.line_problem import LineProblem
from sanzu_graph.optimize.request import GAPS, MANAGERS, ROOTS, SPANS, UNMET
from sanzu_graph.schema import DOTTED_LINE
from sanzu_graph.solving.efforts import Effort, OutOfTimeError
from sanzu_graph.solving.lexicographic import Goal, in_order
from sanzu_graph.solving.models import Model, Vector
from sanzu_graph.solving.statuses import FEASIBLE, INTERRUPTED, OPTIMAL, TIME_LIMIT
from sanzu_graph.solving.sums import Sum, Variable, total

#: The most pairs of a kind of people and a manager in one model.
MOST_PAIRS = 40_000
#: The search ends after this many rounds of cuts. Of each plan that breaks something, the changes
#: that break nothing are kept; the best of these is the plan.
_ROUNDS = 200


class LinePlan(NamedTuple):
    """A plan (member → new manager), the values that are proven of it, and how far that goes."""

    plan: dict[int, int]
    bounds: dict[str, int]
    status: str


@dataclass(frozen=True)
class AlikePeople:
    """People whom nothing tells apart: the same managers, and no reports if there are several."""

    people: list[int]
    managers: tuple[int, ...]


def best_lines(problem: LineProblem, effort: Effort) -> LinePlan:
    """The plan with least unmet, then fewest people whose manager changes."""
    if not problem.counted:
        return LinePlan({}, {UNMET: 0, MANAGERS: 0}, OPTIMAL)
    least = LineCounts(problem).bounds(effort)
    receivers = np.flatnonzero(problem.room)
    plans: list[dict[int, int]] = [{}]
    with suppress(OutOfTimeError):
        for movers, ordered in _tries(problem):
            effort.check()
            some = np.array(movers, dtype=np.intp)
            plan, _ = _solved(problem, some, receivers, effort, near=True, ordered=ordered)
            values = _values(problem, plan)
            if all(least.get(name) == values[name] for name in (UNMET, MANAGERS)):
                return LinePlan(plan, values, OPTIMAL)
            plans.append(plan)
        everybody = np.flatnonzero(~problem.fixed)
        if len(everybody) * len(problem.receivers) <= MOST_PAIRS:
            effort.check()
            plan, is_proven = _solved(problem, everybody, problem.receivers, effort, near=False)
            if is_proven:
                return LinePlan(plan, _values(problem, plan), OPTIMAL)
            plans.append(plan)
    over = INTERRUPTED if effort.is_stopped else TIME_LIMIT
    return LinePlan(_best(problem, plans), least, over if effort.is_over else FEASIBLE)


def _best(problem: LineProblem, plans: Sequence[dict[int, int]]) -> dict[int, int]:
    """The plan with least unmet, then fewest people."""
    return min(plans, key=lambda plan: tuple(_values(problem, plan).values()))


def _tries(problem: LineProblem) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Who goes, and whether tops go in order only; the smallest question first."""
    many_tops = problem.roots is not None and len(problem.tops) > problem.roots
    simple, full = (tuple(_must_go(problem, simple=simple)) for simple in (True, False))
    yield from dict.fromkeys([(simple, many_tops), (full, many_tops), (full, False)])


def _values(problem: LineProblem, plan: dict[int, int]) -> dict[str, int]:
    """What a plan comes to, by plain counting."""
    end = problem.after(plan)
    tops = int(((end.managers == 0) & (end.reports > 0)).sum())
    unmet = {
        SPANS: 0 if problem.most is None else int(np.maximum(end.reports - problem.most, 0).sum()),
        ROOTS: 0 if problem.roots is None else max(tops - problem.roots, 0),
        GAPS: sum(member not in plan for member in problem.gaps.tolist()),
    }
    return {UNMET: sum(unmet[kind] for kind in problem.counted), MANAGERS: len(plan)}


def _must_go(problem: LineProblem, *, simple: bool) -> Positions:
    """The reports of managers with too many, tops and people without a manager.

    With `simple` only those reports who have none themselves, where these are enough: they close no
    circle.
    """
    lines, parts = problem.lines, [problem.gaps]
    if problem.roots is not None and len(problem.tops) > problem.roots:
        parts.append(problem.tops)
    rows, _ = lines.by_manager.rows_of(np.flatnonzero(problem.too_many))
    reports, managers = lines.lines_from[rows], lines.lines_to[rows]
    plain = (lines.reports[reports] == 0) & ~problem.fixed[reports]
    enough = np.bincount(managers[plain], minlength=lines.total) >= problem.too_many
    parts.append(reports[plain | ~enough[managers]] if simple else reports)
    return np.setdiff1d(np.concatenate(parts), np.flatnonzero(problem.fixed))


def _solved(
    problem: LineProblem,
    movers: Positions,
    receivers: Positions,
    effort: Effort,
    *,
    near: bool,
    ordered: bool = False,
) -> tuple[dict[int, int], bool]:
    """The best plan among some people and managers, without circles and chains too deep; and whether
    it is proven to be that.
    """
    kinds = _kinds(problem, movers)
    model = _LineModel(problem, kinds, receivers, effort, near=near, ordered=ordered)
    best: dict[int, int] = {}
    for _ in range(_ROUNDS):
        answer = in_order(model, model.goals(), effort=effort)
        if answer.plan is None:
            break
        plan = model.decoded(answer.plan)
        cuts = list(breaches(problem, plan))
        if not cuts and answer.status == OPTIMAL:
            return plan, True
        best = _best(problem, [best, unbroken(problem, plan)])
        if answer.status != OPTIMAL:
            break
        model.forbid(cuts)
    return best, False


def _kinds(problem: LineProblem, movers: Positions) -> list[AlikePeople]:
    """The movers by kind; people with reports are a kind each, and so is everybody where chains are
    limited.
    """
    dotted = set(person_lines(problem.org, DOTTED_LINE).member.tolist())
    seats: dict[int, tuple[int, ...]] = defaultdict(tuple)
    pairs = problem.org.pairs(None)
    rows = np.flatnonzero(np.isin(pairs.member, movers))
    rows = rows[np.lexsort((pairs.unit[rows], pairs.member[rows]))]
    for member, unit in zip(pairs.member[rows].tolist(), pairs.unit[rows].tolist(), strict=True):
        seats[member] = (*seats[member], unit)
    people: dict[object, AlikePeople] = {}
    for member in movers.tolist():
        managers = problem.managers_of(member)
        alone = problem.above is not None or member in dotted or problem.lines.reports[member]
        key: object = member if alone else (managers, seats[member])
        people.setdefault(key, AlikePeople([], managers)).people.append(member)
    return list(people.values())


def _distances(problem: LineProblem, member: Positions, managers: Positions) -> Positions:
    """How far one member goes to each manager.

    It is the number of steps in the tree from the manager of today. Each level that is gained or
    lost counts two more. So does a manager with whom the member shares no unit.
    """
    lines, start = problem.lines, int(problem.lines.manager[member[0]]) if len(member) else -1
    known, shared = sharing(problem.org, member, managers, None)
    far: Positions = 2 * (known & ~shared).astype(np.intp)
    if start < 0 or lines.depth[start] < 0:
        return far
    depth = np.maximum(lines.depth[managers], 0)
    own, at = int(lines.depth[start]), start
    meets = np.full(len(managers), -1, dtype=np.intp)
    while at >= 0:
        under = lines.is_below(managers, np.full(len(managers), at)) | (managers == at)
        meets = np.where((meets < 0) & under, lines.depth[at], meets)
        at = int(lines.manager[at])
    distance: Positions = far + own + depth - 2 * meets + 2 * np.abs(depth - own)
    return distance


def _order_of_tops(problem: LineProblem) -> Positions:
    """The place of each top, from 1 on: those first whose people have most room; 0: no top."""
    tops, top = problem.tops, problem.lines.top
    below = top >= 0
    room = np.bincount(top[below], weights=problem.room[below], minlength=problem.lines.total)
    order = np.zeros(problem.lines.total, dtype=np.intp)
    order[tops[np.argsort(-room[tops], kind="stable")]] = np.arange(1, len(tops) + 1)
    return order


class _LineModel(Model):
    """The model: how many people of each kind report to each manager instead."""

    def __init__(
        self,
        problem: LineProblem,
        kinds: Sequence[AlikePeople],
        receivers: Positions,
        effort: Effort,
        *,
        near: bool,
        ordered: bool,
    ) -> None:
        super().__init__()
        self.effort = effort
        self.problem, self.kinds = problem, kinds
        self.kind_of = {member: at for at, kind in enumerate(kinds) for member in kind.people}
        #: (kind, manager) → how many of the kind report there instead.
        self.goes: dict[tuple[int, int], Variable] = {}
        self.far: dict[tuple[int, int], int] = {}
        self.leaving: dict[int, list[Variable]] = defaultdict(list)
        self.coming: dict[int, list[Variable]] = defaultdict(list)
        for at, manager, far in self._pairs(receivers, near=near, ordered=ordered):
            column = self.column(len(kinds[at].people), name=("goes", at, manager))
            self.goes[at, manager] = column
            self.far[at, manager] = far
            self.leaving[at].append(column)
            self.coming[manager].append(column)
        for at, columns in self.leaving.items():
            self.add(total(columns) <= len(kinds[at].people), ("once", at))
        self.over: list[Variable] = []
        self._spans()
        self.excess = self._tops()

    def _pairs(
        self, receivers: Positions, *, near: bool, ordered: bool
    ) -> Iterator[tuple[int, int, int]]:
        """The pairs that are open, and how far they are apart.

        With `near` there are at most `MOST_PAIRS`, the nearest of each kind. With `ordered` a top goes only to
        the people of tops before it: so tops close no circle.
        """
        kinds, problem = self.kinds, self.problem
        place = _order_of_tops(problem)
        each = max(MOST_PAIRS // max(len(kinds), 1), 4) if near else len(receivers)
        for at, kind in enumerate(kinds):
            self.effort.check()
            member = np.full(len(receivers), kind.people[0], dtype=np.intp)
            fits = problem.is_open(member, receivers)
            if near:
                fits &= ~problem.lines.is_below(receivers, member)
                if problem.above is not None:
                    own, deep = problem.lines.depth[kind.people[0]], problem.lines.depth[receivers]
                    fits &= deep + 1 <= max(problem.above, int(own))
            if ordered and place[kind.people[0]]:
                top = problem.lines.top[receivers]
                fits &= (top < 0) | (place[top] < place[kind.people[0]])
            managers, member = receivers[fits], member[fits]
            far = _distances(problem, member, managers)
            # Among equals everybody looks at others, so that there is room for all.
            turned = (managers - kind.people[0]) % problem.lines.total
            order = np.lexsort((turned, far))[:each]
            for row in order.tolist():
                yield at, int(managers[row]), int(far[row])

    def _spans(self) -> None:
        """Managers have at most as many reports as allowed, and at least the fewest; else: slack."""
        problem, gone = self.problem, defaultdict[int, list[Variable]](list)
        for at, columns in self.leaving.items():
            for manager in self.kinds[at].managers:
                gone[manager] += columns
        for manager in sorted({*self.coming, *gone}):
            change = total(self.coming[manager]) - total(gone[manager])
            reports = int(problem.lines.reports[manager])
            if problem.most is not None:
                today = int(problem.too_many[manager])
                over = self.column(today, today, ("over", manager)) if today else Sum()
                self.over += [over] if isinstance(over, Variable) else []
                self.add(change - over <= problem.most - reports, ("span", manager))
            if gone[manager]:
                least = int(problem.least[manager])
                self.add(change >= least - reports, ("keeps", manager))
        fixed = set(self.coming) | set(gone)
        self.stays = sum(
            int(problem.too_many[manager])
            for manager in np.flatnonzero(problem.too_many).tolist()
            if manager not in fixed
        )

    def _tops(self) -> Sum:
        """People at the top beyond the limit."""
        problem = self.problem
        if problem.roots is None or len(problem.tops) <= problem.roots:
            return Sum()
        beyond = len(problem.tops) - problem.roots
        excess = self.column(beyond, beyond, ("tops",))
        gone = total(self._left(problem.tops))
        self.add(excess + gone >= beyond, ("tops",))
        return excess + 0

    def _left(self, people: Positions) -> list[Variable]:
        """The columns by which some people go; whole kinds of them."""
        kinds = {self.kind_of[member] for member in people.tolist() if member in self.kind_of}
        return [column for at in sorted(kinds) for column in self.leaving[at]]

    def goals(self) -> list[Goal]:
        """Unmet, then people whose manager changes, then how far they go."""
        counted, unmet = self.problem.counted, Sum()
        if SPANS in counted:
            unmet = unmet + total(self.over) + self.stays
        if ROOTS in counted:
            unmet = unmet + self.excess
        if GAPS in counted:
            unmet = unmet + len(self.problem.gaps) - total(self._left(self.problem.gaps))
        far = Sum((column.number, self.far[key]) for key, column in self.goes.items())
        return [
            Goal(UNMET, unmet),
            Goal(MANAGERS, total(self.goes.values())),
            Goal("", far),
        ]

    def decoded(self, answer: Vector) -> dict[int, int]:
        """Member → new manager, people of a kind in the order of the table."""
        left = {at: list(kind.people) for at, kind in enumerate(self.kinds)}
        return {
            left[at].pop(0): manager
            for (at, manager), column in self.goes.items()
            for _ in range(int(answer[column.number]))
        }

    def forbid(self, cuts: Sequence[tuple[list[int], dict[int, int]]]) -> None:
        """Forbid that all of these people have the managers that they have in the plan."""
        for people, plan in cuts:
            held, fixed = Sum(), 0
            for member in people:
                at = self.kind_of.get(member)
                if member in plan and at is not None:
                    held = held + self.goes[at, plan[member]]
                elif at is None or not self.leaving[at]:
                    fixed += 1
                else:
                    held = held + 1 - total(self.leaving[at])
            self.add(held <= len(people) - fixed - 1, ("cut", len(people)))
