"""`frontier`: what a little more change would buy, exactly, over all parts."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from sanzu_graph.doors import spoken
from sanzu_graph.errors import ASKED, Choices, Fault, ProblemError
from sanzu_graph.messages import text
from sanzu_graph.model.days import day_or_none
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.independent_parts import Part, parts
from sanzu_graph.optimize.part_solving import PartAnswer, PartTask
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.proposals import Proposal
from sanzu_graph.optimize.proving import proven
from sanzu_graph.optimize.questions import Question, Solving, all_asked
from sanzu_graph.optimize.request import (
    GROUPS,
    IMBALANCE,
    MISSING,
    PEOPLE,
    PRICE,
    REPORT,
    UNMET,
    Rules,
)
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.optimize.solving_parts import limits_of, today_by_part, worth_solving
from sanzu_graph.optimize.trials import Trials, solved
from sanzu_graph.policy.demands import Policy
from sanzu_graph.solving.progress import Progress, Teller, Watched
from sanzu_graph.solving.statuses import INFEASIBLE, INTERRUPTED, OPTIMAL, weakest

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.organisation import Org

#: What can be limited, and what can be traded for it.
ALONG, AGAINST = (PEOPLE, GROUPS, PRICE), (UNMET, MISSING, GROUPS, PEOPLE, PRICE, IMBALANCE)
Values = tuple[int, ...]
#: The value of `x`, the value of `y`, how far that is proven, and the plan.
Point = tuple[int, int, str, Solution]


@spoken
def frontier(
    org: Org,
    policy: Policy | None = None,
    *,
    x: str = PEOPLE,
    y: str = UNMET,
    max_groups_changed: int | None = None,
    levers: Mapping[str, int] | Iterable[str] | None = None,
    rules: Rules | Mapping[str, object] | None = None,
    solve: Solving | Mapping[str, object] | None = None,
    on: object = None,
    lang: str | None = None,
) -> pd.DataFrame:
    """How small one goal can be made for each amount of another.

    Each point buys less of the one with more of the other.

    Parameters
    ----------
    org, policy, max_groups_changed, levers, rules, on
        As for `propose`.
    x
        What may be spent: ``people_moved``, ``groups_changed`` or ``price``.
    y
        What it buys: ``unmet``, ``missing``, ``groups_changed``, ``people_moved``, ``price`` or
        ``imbalance``. For all but ``unmet`` and ``missing``, only plans count that leave as little
        unmet as any plan can.
    solve
        As for `propose`; after the time limit and Ctrl-C the points found until then are told.
    lang
        The language of errors.

    Returns
    -------
    pandas.DataFrame
        One row a point: `x`, `y`, ``status``, ``plan`` (a `Proposal`), from the least of `x` on.
        ``optimal``: no plan with this much of `x` has less of `y`. Empty if no plan keeps the
        rules. `sanzu_graph.plot_frontier` draws it.

    Raises
    ------
    ProblemError
        Naming everything asked that is unknown or makes no sense.

    Notes
    -----
    Parts that nothing ties together are solved apart, each for every amount of `x` that makes a
    difference to it. Their curves are put together exactly, within the limit on groups.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org(
    ...     {"id": ["A", "B", "C"]},
    ...     {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"]},
    ...     {"member": ["A", "B", "C", "A", "B"], "unit": ["T1", "T1", "T2", "G", "G"], "role": ["leader"] + ["member"] * 2 + ["leader", "member"]},
    ... )
    >>> found = frontier(org, Policy.for_layers("team", ["party"]))
    >>> found[["people_moved", "unmet", "status"]].to_numpy().tolist()
    [[0, 1, 'optimal'], [1, 0, 'optimal']]
    """
    policy = (Policy() if policy is None else policy).resolve(org)
    _check(x, y)
    goals = tuple(dict.fromkeys((*(() if y in (UNMET, MISSING) else (UNMET,)), y, x)))
    ask, solving = all_asked(
        levers, goals, rules, solve, {"max_groups_changed": max_groups_changed}
    )
    if ask.has(REPORT):
        fault = Fault("fault.report_alone", ASKED, column="levers", value=REPORT)
        raise ProblemError("error.problem", [fault])
    question = Question(
        org, policy, ask.by_ids(org), solving, day_or_none(on), text("propose.name")
    )
    problem = question.posed()
    with Watched(solving.progress, y) as watched:
        points = _Curves(
            problem, x, y, Trials(solving.time_limit, solving.seed, solving.executor), watched.told
        ).points()
    return _framed(x, y, question, points)


def _check(x: str, y: str) -> None:
    faults = [
        Fault(
            "fault.unknown_word",
            ASKED,
            column=place,
            value=str(name),
            fields={"known": Choices(known)},
        )
        for place, name, known in (("x", x, ALONG), ("y", y, AGAINST))
        if name not in known
    ]
    if not faults and x == y:
        faults = [Fault("fault.same_goal", ASKED, column="y", value=y)]
    if faults:
        raise ProblemError("error.problem", faults)


def _framed(x: str, y: str, question: Question, points: Sequence[Point]) -> pd.DataFrame:
    import pandas as pd

    rows = [(*point[:3], Proposal.of(question, point[3])) for point in points]
    frame = pd.DataFrame(rows, columns=[x, y, "status", "plan"])
    return frame.astype({x: "int64", y: "int64", "status": "str", "plan": "object"})


@dataclass
class _Chain:
    """The points of one part within some limits: from the best on, each with less of what is spent."""

    part: Part
    limits: dict[str, int | None]
    answers: list[PartAnswer] = field(default_factory=list)
    is_done: bool = False


@dataclass(frozen=True)
class _Point:
    """What is spent and used, the values that go with it, and the answers of the parts."""

    use: Values
    values: Values
    trail: tuple[object, ...] = ()


class _Curves:
    def __init__(
        self, problem: Problem, x: str, y: str, trials: Trials, told: Teller | None = None
    ) -> None:
        self.problem, self.x, self.y, self.trials, self.told = problem, x, y, trials, told
        self.goals = problem.ask.goals
        #: What is made small, what is spent left out.
        self.bought = [name for name in self.goals if name != x]
        self.pieces = parts(problem)
        self.today = today_by_part(problem, self.pieces)
        self.asked = worth_solving(problem, self.pieces, self.today)
        self.limits = limits_of(problem)
        #: Limits that parts share besides what is spent.
        self.names = [
            name
            for name, most in self.limits.items()
            if most is not None and not (name == "groups" and x == GROUPS)
        ]
        self.statuses: list[str] = []

    def points(self) -> list[Point]:
        """The frontier."""
        try:
            chains = self._chains()
        except KeyboardInterrupt:
            self.statuses.append(INTERRUPTED)
            chains = self.known
        if any(not chain.answers for chain in chains if chain.limits == self.limits):
            return []
        table = self._table(chains)
        status = weakest([known for known in self.statuses if known != INFEASIBLE])
        points: list[_Point] = []
        for point in table:
            if not points or point.values < points[-1].values:
                points.append(point)
        first = 0 if self.y in (UNMET, MISSING) else 1
        if first and points:  # only plans that leave as little unmet as can be
            points = [
                point for point in points if point.values[:first] == points[-1].values[:first]
            ]
        plans = self._plans(points, status)
        base = {
            name: sum(
                self.today[piece.number][name] for piece in self.pieces if piece not in self.asked
            )
            for name in self.goals
        }
        place = self.bought.index(self.y)
        return [
            (point.use[0] + base[self.x], point.values[place] + base[self.y], status, plan)
            for point, plan in zip(points, plans, strict=True)
        ]

    # -- parts

    def _chains(self) -> list[_Chain]:
        self.known = [_Chain(part, dict(self.limits)) for part in self.asked]
        self._extend(self.known)
        if self.names:
            for chain in list(self.known):
                used = self._use(chain.answers[0])[1:] if chain.answers else (0,) * len(self.names)
                more = (
                    most for most in product(*(range(count + 1) for count in used)) if most != used
                )
                self.known += [
                    _Chain(chain.part, {**self.limits, **dict(zip(self.names, most, strict=True))})
                    for most in more
                ]
            self._extend([chain for chain in self.known if not chain.answers and not chain.is_done])
        while open_ := [chain for chain in self.known if not chain.is_done]:
            self._extend(open_)
        return self.known

    def _extend(self, chains: Sequence[_Chain]) -> None:
        """One more point for each: less spent than for the last."""
        tasks = []
        for chain in chains:
            capped = (
                {**chain.limits, self.x: chain.answers[-1].values[self.x] - 1}
                if chain.answers
                else chain.limits
            )
            tasks.append(PartTask(self.problem, chain.part, capped))
        for chain, answer in zip(chains, solved(tasks, self.trials), strict=True):
            self.statuses.append(answer.status)
            if not answer.values:
                chain.is_done = True
                continue
            chain.answers.append(answer)
            chain.is_done = (
                answer.values[self.x] == 0 or answer.status != OPTIMAL or self._is_past(chain)
            )
        if self.told is not None:
            self.told(self._progress())

    def _progress(self) -> Progress:
        """How many curves are whole; the value is the least of `y`, at any cost."""
        best = sum(
            chain.answers[0].values[self.y]
            for chain in self.known
            if chain.answers and chain.limits == self.limits
        )
        done = sum(chain.is_done for chain in self.known)
        return Progress(done, len(self.known), best, best, None, time.time() - self.trials.began)

    def _is_past(self, chain: _Chain) -> bool:
        """Whether a part has more unmet than it need: then no plan with the least has it."""
        if self.names or self.y in (UNMET, MISSING):
            return False
        return chain.answers[-1].values[UNMET] > chain.answers[0].values[UNMET]

    def _use(self, answer: PartAnswer) -> Values:
        return (
            answer.values[self.x],
            *(answer.used.get(name, 0) for name in self.names),
        )

    # -- all together

    def _table(self, chains: Sequence[_Chain]) -> list[_Point]:
        """The best values for every amount spent, within the limits; by the amount."""
        most = tuple(self.limits[name] or 0 for name in self.names)
        top = self.limits["groups"] if self.x == GROUPS else None
        table = [_Point((0,) * (1 + len(self.names)), (0,) * len(self.bought))]
        for part in self.asked:
            options: dict[tuple[Values, Values], PartAnswer] = {}
            for chain in chains:
                for answer in chain.answers if chain.part is part else ():
                    option = (self._use(answer), tuple(answer.values[name] for name in self.bought))
                    options.setdefault(option, answer)
            best: dict[Values, _Point] = {}
            for point, ((use, values), answer) in product(table, options.items()):
                total = _added(point.use, use)
                if any(a > b for a, b in zip(total[1:], most, strict=True)) or (
                    top is not None and total[0] > top
                ):
                    continue
                summed = _added(point.values, values)
                if total not in best or summed < best[total].values:
                    best[total] = _Point(total, summed, (point.trail, answer))
            table = list(_undominated(best.values()))
        return sorted(table, key=lambda point: (point.use[0], point.values))

    def _plans(self, points: Sequence[_Point], status: str) -> list[Solution]:
        """The plan behind every point, counted again on the changed organisation."""
        others = [self.today[piece.number] for piece in self.pieces if piece not in self.asked]
        today = {name: sum(values[name] for values in self.today) for name in self.goals}
        plans = []
        for point in points:
            answers, end = list(_answers(point.trail)), End()
            for answer in answers:
                if answer.end is not None:
                    end.add(answer.end)
            values = {
                name: sum(
                    part_values[name]
                    for part_values in (*others, *(answer.values for answer in answers))
                )
                for name in self.goals
            }
            bare = Solution(
                self.problem,
                status,
                values,
                {},
                today,
                (),
                None,
                end,
                tuple(answers),
                tuple(self.pieces),
            )
            plans.append(proven(self.problem, bare))
        return plans


def _answers(trail: tuple[object, ...]) -> Iterator[PartAnswer]:
    while trail:
        trail, answer = trail  # type: ignore[assignment]
        yield answer  # type: ignore[misc]


def _added(first: Values, other: Values) -> Values:
    return tuple(a + b for a, b in zip(first, other, strict=True))


def _undominated(points: Iterable[_Point]) -> Iterator[_Point]:
    """Points to which none is at least as good in everything, as far as that shows along what is
    spent.
    """
    by_use: dict[Values, Values] = {}
    for point in sorted(points, key=lambda point: point.use):
        rest = point.use[1:]
        if rest not in by_use or point.values < by_use[rest]:
            by_use[rest] = point.values
            yield point


__all__ = ["frontier"]
