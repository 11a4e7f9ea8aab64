"""The model of lines: how many of whom report to which manager instead, solved with cuts.

A circle, or a chain that is too deep, is known only once all lines are known. So the model begins
without them. A plan that closes one gives a row that forbids just this one, and is solved again.

Three models are solved. The first knows the people who must go and the managers with room. The second
knows no single pair at all, only counts; it is a relaxation and proves. Where both differ and the
organisation is small, the third knows everybody.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sanzu_graph.checks.reporting_limits import sharing
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.person_lines import Hierarchy, person_lines
from sanzu_graph.optimize.line_problem import LineProblem
from sanzu_graph.optimize.request import GAPS, MANAGERS, ROOTS, SPANS, UNMET
from sanzu_graph.schema import DOTTED_LINE
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.lexicographic import Goal, in_order
from sanzu_graph.solving.models import Model, Vector
from sanzu_graph.solving.statuses import OPTIMAL
from sanzu_graph.solving.sums import Sum, Variable, total

#: So many pairs of a kind of people and a manager are in one model at most.
MOST_PAIRS = 40_000
#: After so many rounds of cuts the best plan that breaks nothing is kept.
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
    least = _Counts(problem).bounds(effort)
    receivers = np.flatnonzero(problem.room)
    for movers in dict.fromkeys(
        tuple(_must_go(problem, simple=simple)) for simple in (True, False)
    ):
        some = np.array(movers, dtype=np.intp)
        found = _solved(problem, some, receivers, effort, near=True)
        values = _values(problem, found.plan)
        if all(least.get(name) == values[name] for name in (UNMET, MANAGERS)):
            return LinePlan(found.plan, values, OPTIMAL)
    everybody = np.flatnonzero(~problem.fixed)
    if len(everybody) * len(problem.receivers) <= MOST_PAIRS:
        whole = _solved(problem, everybody, problem.receivers, effort, near=False)
        values = _values(problem, whole.plan)
        is_proven = whole.status == OPTIMAL
        return LinePlan(whole.plan, values if is_proven else least, whole.status)
    return LinePlan(found.plan, least, "feasible" if found.status == OPTIMAL else found.status)


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
) -> LinePlan:
    """The best plan among some people and managers, without circles and chains too deep."""
    model = _LineModel(problem, _kinds(problem, movers), receivers, near=near)
    best: dict[int, int] = {}
    status = OPTIMAL
    for _ in range(_ROUNDS):
        answer = in_order(model, model.goals(), effort=effort)
        if answer.plan is None:
            break
        status, plan = answer.status, model.decoded(answer.plan)
        cuts = list(model.violated(plan))
        if not cuts:
            return LinePlan(plan, {}, status)
        model.forbid(cuts)
        if status != OPTIMAL:
            break
        status = "feasible"
    return LinePlan(best, {}, status)


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
    found: dict[object, AlikePeople] = {}
    for member in movers.tolist():
        managers = problem.managers_of(member)
        alone = problem.above is not None or member in dotted or problem.lines.reports[member]
        key: object = member if alone else (managers, seats[member])
        found.setdefault(key, AlikePeople([], managers)).people.append(member)
    return list(found.values())


def _distances(problem: LineProblem, member: Positions, managers: Positions) -> Positions:
    """How far one member goes to each manager: steps in the tree from the manager of today, two for
    each level gained or lost, and two where they share no unit.
    """
    lines, start = problem.lines, int(problem.lines.manager[member[0]]) if len(member) else -1
    asked, shared = sharing(problem.org, member, managers, None)
    far: Positions = 2 * (asked & ~shared).astype(np.intp)
    if start < 0 or lines.depth[start] < 0:
        return far
    depth = np.maximum(lines.depth[managers], 0)
    own, at = int(lines.depth[start]), start
    meets = np.full(len(managers), -1, dtype=np.intp)
    while at >= 0:
        under = lines.is_below(managers, np.full(len(managers), at)) | (managers == at)
        meets = np.where((meets < 0) & under, lines.depth[at], meets)
        at = int(lines.manager[at])
    found: Positions = far + own + depth - 2 * meets + 2 * np.abs(depth - own)
    return found


class _LineModel(Model):
    """How many of each kind report to each manager instead."""

    def __init__(
        self,
        problem: LineProblem,
        kinds: Sequence[AlikePeople],
        receivers: Positions,
        *,
        near: bool,
    ) -> None:
        super().__init__()
        self.problem, self.kinds = problem, kinds
        self.kind_of = {member: at for at, kind in enumerate(kinds) for member in kind.people}
        #: (kind, manager) → how many of the kind report there instead.
        self.goes: dict[tuple[int, int], Variable] = {}
        self.far: dict[tuple[int, int], int] = {}
        self.leaving: dict[int, list[Variable]] = defaultdict(list)
        self.coming: dict[int, list[Variable]] = defaultdict(list)
        for at, manager, far in self._pairs(receivers, near=near):
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

    def _pairs(self, receivers: Positions, *, near: bool) -> Iterator[tuple[int, int, int]]:
        """The pairs that are open, and how far they are apart; with `near` only so many as fit, the nearest of each kind."""
        kinds, problem = self.kinds, self.problem
        each = max(MOST_PAIRS // max(len(kinds), 1), 4) if near else len(receivers)
        room = problem.room
        for at, kind in enumerate(kinds):
            member = np.full(len(receivers), kind.people[0], dtype=np.intp)
            fits = problem.is_open(member, receivers)
            if near:
                fits &= ~problem.lines.is_below(receivers, member)
                if problem.above is not None:
                    own, deep = problem.lines.depth[kind.people[0]], problem.lines.depth[receivers]
                    fits &= deep + 1 <= max(problem.above, int(own))
            managers, member = receivers[fits], member[fits]
            far = _distances(problem, member, managers)
            order = np.lexsort((managers, -room[managers], far))[:each]
            for place in order.tolist():
                yield at, int(managers[place]), int(far[place])

    def _spans(self) -> None:
        """Managers have at most so many reports, and those who are too many; and keep the least."""
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
            int(problem.too_many[one])
            for one in np.flatnonzero(problem.too_many).tolist()
            if one not in fixed
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
        kinds = {self.kind_of[one] for one in people.tolist() if one in self.kind_of}
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

    def violated(self, plan: dict[int, int]) -> Iterator[tuple[list[int], dict[int, int]]]:
        """The circles and deep chains that a plan makes: whose lines they are, and the plan."""
        problem, end = self.problem, self.problem.after(plan)
        label = end.labels()
        for member, manager in plan.items():
            if label[member] == label[manager]:
                yield _way(end, label, manager, member), plan
        if problem.above is not None:
            deep = np.flatnonzero(end.depth > np.maximum(problem.lines.depth, problem.above))
            for member in deep.tolist():
                chain, at = [], member
                while end.manager[at] >= 0:
                    chain.append(at)
                    at = int(end.manager[at])
                yield chain, plan

    def forbid(self, cuts: Sequence[tuple[list[int], dict[int, int]]]) -> None:
        """Forbid that all of these people have the managers that they have in the plan."""
        for people, plan in cuts:
            held, fixed = Sum(), 0
            for one in people:
                at = self.kind_of.get(one)
                if one in plan and at is not None:
                    held = held + self.goes[at, plan[one]]
                elif at is None or not self.leaving[at]:
                    fixed += 1
                else:
                    held = held + 1 - total(self.leaving[at])
            self.add(held <= len(people) - fixed - 1, ("cut", len(people)))


def _way(end: Hierarchy, label: Positions, start: int, goal: int) -> list[int]:
    """The people from a new manager up to the member, the member too, within a circle."""
    before: dict[int, int] = {start: -1}
    queue = deque([start])
    while goal not in before:
        at = queue.popleft()
        rows, _ = end.by_member.rows_of(np.array([at], dtype=np.intp))
        for above in end.lines_to[rows].tolist():
            if above not in before and label[above] == label[start]:
                before[above] = at
                queue.append(above)
    way, at = [], goal
    while at != -1:
        way.append(at)
        at = before[at]
    return way


class _Counts(Model):
    """Only how many: who reports to one set of managers is one kind, all managers with room are one.

    Every plan is one of these, so what none of these can beat, no plan can.
    """

    def __init__(self, problem: LineProblem) -> None:
        super().__init__()
        self.problem = problem
        wide = set(np.flatnonzero(problem.too_many).tolist())
        released, own = defaultdict[int, list[Variable]](list), list[Variable]()
        pool, leaving = Sum(), list[Variable]()
        for managers, size in self._sets(wide).items():
            goes = self.column(size, name=("goes", *managers))
            stays = {one: self.column(size, name=("to", one, *managers)) for one in managers}
            stays = stays if len(managers) > 1 else {}
            columns = [goes, *stays.values()]
            leaving += columns
            self.add(total(columns) <= size)
            own += stays.values()
            for one in managers:
                gone = [goes, *(column for other, column in stays.items() if other != one)]
                released[one] += gone
                if one not in wide:
                    pool = pool - total(gone)
        tops = self.column(len(problem.tops), name=("tops",))
        gaps = self.column(len(problem.gaps), name=("gaps",))
        back = {one: self.column(problem.lines.total, name=("back", one)) for one in sorted(wide)}
        to_pool = self.column(problem.lines.total, name=("pool",))
        arriving = to_pool + total(back.values()) + total(own)
        self.changed = total(leaving) + tops + gaps
        self.add(arriving == self.changed)
        if problem.most is not None:
            room = int(problem.room.sum())
            self.add(pool + to_pool <= room)
        over = []
        for one in sorted(wide):
            today = int(problem.too_many[one])
            slack = self.column(today, today, ("over", one))
            over.append(slack)
            self.add(back[one] - total(released[one]) - slack <= -today)
        self.unmet = total(over) if SPANS in problem.counted else Sum()
        beyond = 0 if problem.roots is None else max(len(problem.tops) - problem.roots, 0)
        excess = self.column(beyond, beyond, ("excess",))
        self.add(excess + tops >= beyond)
        if ROOTS in problem.counted:
            self.unmet = self.unmet + excess
        if GAPS in problem.counted:
            self.unmet = self.unmet + len(problem.gaps) - gaps

    def _sets(self, wide: set[int]) -> dict[tuple[int, ...], int]:
        """The sets of managers that matter, and how many people have each."""
        problem, found = self.problem, defaultdict[tuple[int, ...], int](int)
        rows, _ = problem.lines.by_manager.rows_of(np.array(sorted(wide), dtype=np.intp))
        several = np.flatnonzero(problem.lines.managers > 1)
        people = np.unique(np.concatenate([problem.lines.lines_from[rows], several]))
        for member in people.tolist():
            if not problem.fixed[member]:
                found[problem.managers_of(member)] += 1
        return found

    def bounds(self, effort: Effort) -> dict[str, int]:
        """What no plan can beat: unmet, and people whose manager changes where that is reached."""
        answer = in_order(
            self, [Goal(UNMET, self.unmet), Goal(MANAGERS, self.changed)], effort=effort
        )
        return dict(answer.bounds)
