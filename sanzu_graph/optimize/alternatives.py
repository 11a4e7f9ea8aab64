"""Other plans: as good ones first, then the next best.

Each plan differs from all before it in the groups that change, or in the base units that are
filled. A plan that changes all groups of an earlier one and more is no alternative to it. So each
plan spares at least one of these groups. Among plans that change the same groups, each spares at
least one of the base units filled.

Parts are ranked apart: the best plan of each, the best that spares something of that, and so on.
The ranked lists are put together exactly, under the limits that all parts share.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, product
from typing import TypeVar

from sanzu_graph.messages import language, text
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.independent_parts import Part
from sanzu_graph.optimize.part_solving import PartAnswer, PartTask
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.proving import proven
from sanzu_graph.optimize.signatures import Signature, signature
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.optimize.solved_plans import SolvedPlan
from sanzu_graph.optimize.solving_parts import limits_of, today_by_part, worth_solving
from sanzu_graph.optimize.trials import Trials, solved
from sanzu_graph.scenarios.other_plans import Alternatives, cost_line
from sanzu_graph.solving.statuses import INFEASIBLE, OPTIMAL, weakest

P = TypeVar("P", bound=SolvedPlan)
#: New trials begin within this many seconds.
PATIENCE = 120.0


def alternatives(
    proposal: P,
    count: int,
    *,
    seconds: float = PATIENCE,
    stop: threading.Event | None = None,
) -> Alternatives[P]:
    """Other plans; see the module.

    Parameters
    ----------
    proposal
        With a plan.
    count
        The most plans.
    seconds
        No trial begins after this time.
    stop
        Set by another thread to stop at once; the plans found until then are kept.
    """
    if proposal.solution is None or proposal.solution.end is None:
        return Alternatives((), exhausted=True, none_as_good=True, lang=language())
    if proposal.status != OPTIMAL:
        return Alternatives(
            (),
            exhausted=False,
            none_as_good=False,
            unproven=True,
            equals=tuple(proposal.equals_lines()),
            lang=language(),
        )
    ranking = _OtherPlanRanking(proposal.solution, Trials(seconds, stop=stop))
    plans: list[P] = []
    exhausted = False
    for solution in ranking.plans(count):
        if solution is None:
            exhausted = True
            break
        plans.append(_proposal(proposal, solution, len(plans) + 1))
    return Alternatives(
        tuple(plans),
        exhausted,
        ranking.none_as_good,
        equals=tuple(proposal.equals_lines()),
        lang=language(),
    )


def _proposal(proposal: P, solution: Solution, number: int) -> P:
    name = text("alternative.name", name=proposal.question.name, number=number)
    other = type(proposal).of(replace(proposal.question, name=name), solution)
    return replace(other, compared=cost_line(proposal, other))


@dataclass(frozen=True)
class OtherPlan:
    """One way to solve a part."""

    answer: PartAnswer
    look: Signature
    values: tuple[int, ...]
    use: tuple[int, ...]


@dataclass
class _List:
    """The options of one part within some limits, the best first.

    Each spares something of those before.
    """

    part: Part
    limits: dict[str, int | None]
    options: list[OtherPlan] = field(default_factory=list)
    is_done: bool = False


class _OtherPlanRanking:
    def __init__(self, solution: Solution, trials: Trials) -> None:
        self.solution, self.problem, self.trials = solution, solution.problem, trials
        self.goals = self.problem.ask.goals
        self.today = today_by_part(self.problem, solution.pieces)
        self.parts = worth_solving(self.problem, solution.pieces, self.today)
        self.limits = limits_of(self.problem)
        self.names = [name for name, most in self.limits.items() if most is not None]
        assert solution.end is not None
        self.look = signature(self.problem, solution.end)
        self.is_proven = True
        self.none_as_good = False

    def plans(self, count: int) -> Iterator[Solution | None]:
        """As many of `all` as are asked for.

        None comes behind them where it is proven that there are no others.
        """
        if count <= 0:
            return
        for number, plan in enumerate(self.all(), 1):
            yield plan
            if number == count:
                return
        if self.is_proven and not self.trials.is_over:
            yield None

    def all(self) -> Iterator[Solution]:
        """As good plans that change other groups, and as good ones that fill other base units.

        The next best follow.
        """
        looks = [self.look]
        stream = self._stream(looks, filled=False)
        later = []
        for look, plan in stream:
            if not self._is_as_good(plan):
                later = [(look, plan)]
                break
            yield self._taken(looks, look, plan)
        for look, plan in self._stream(looks, filled=True):
            if not self._is_as_good(plan):
                break
            yield self._taken(looks, look, plan)
        self.none_as_good = self.is_proven and not self.trials.is_over
        for look, plan in chain(later, stream):
            if not any(look.holds(earlier, filled=False) for earlier in looks):
                yield self._taken(looks, look, plan)

    def _is_as_good(self, plan: Solution) -> bool:
        return dict(plan.values) == dict(self.solution.values)

    @staticmethod
    def _taken(looks: list[Signature], look: Signature, plan: Solution) -> Solution:
        looks.append(look)
        return plan

    def _stream(
        self, looks: list[Signature], *, filled: bool
    ) -> Iterator[tuple[Signature, Solution]]:
        """Plans in order of their values; each spares something of every plan in `looks`.

        The caller adds to `looks`.
        """
        lists = self._lists()
        while not self.trials.is_over:
            self._extend(
                [options for options in lists if not options.options and not options.is_done],
                filled=filled,
            )
            chosen, open_ = self._next(lists, looks, filled=filled)
            if open_:  # what comes behind the last that is known could be as good
                self._extend(open_, filled=filled)
            elif chosen is None:
                return
            else:
                yield _joined(chosen), self._solution(chosen)

    def _lists(self) -> list[_List]:
        """One list for each part and combination of limits that may matter.

        The limits go from what the part uses without limits down to nothing.
        """
        first = [_List(part, dict(self.limits)) for part in self.parts]
        if not self.names:
            return first
        self._extend(first, filled=False)
        lists = []
        for options in first:
            used = (
                self._use(options.options[0].answer) if options.options else (0,) * len(self.names)
            )
            lists.append(_List(options.part, dict(self.limits)))
            fewer = (
                most for most in product(*(range(count + 1) for count in used)) if most != used
            )
            lists += [
                _List(options.part, {**self.limits, **dict(zip(self.names, most, strict=True))})
                for most in fewer
            ]
        return lists

    def _extend(self, lists: Sequence[_List], *, filled: bool) -> None:
        """One more option for each."""
        tasks = [
            PartTask(self._sparing(options, filled=filled), options.part, options.limits)
            for options in lists
        ]
        for options, answer in zip(lists, solved(tasks, self.trials), strict=True):
            if answer.end is None:
                options.is_done = True
                self.is_proven &= answer.status == INFEASIBLE
                continue
            if answer.status != OPTIMAL:
                self.is_proven, options.is_done = False, True
            look = signature(self.problem, answer.end).within(options.part)
            options.options.append(
                OtherPlan(
                    answer,
                    look,
                    tuple(answer.values[name] for name in self.goals),
                    self._use(answer),
                )
            )

    def _sparing(self, options: _List, *, filled: bool) -> Problem:
        looks = [option.look for option in options.options]
        return replace(
            self.problem,
            spare=tuple((look.groups, look.filled if filled else frozenset()) for look in looks),
        )

    def _use(self, answer: PartAnswer) -> tuple[int, ...]:
        return tuple(answer.used.get(name, 0) for name in self.names)

    def _next(
        self, lists: Sequence[_List], looks: Sequence[Signature], *, filled: bool
    ) -> tuple[list[OtherPlan] | None, list[_List]]:
        """The best combination of known options that spares something of every plan in `looks`.

        Where that is not known: the lists that must be longer.
        """
        by_part: dict[int, dict[object, OtherPlan]] = {part.number: {} for part in self.parts}
        ends: dict[object, list[_List]] = {}
        for options in lists:
            for option in options.options:
                by_part[options.part.number].setdefault((option.use, option.look), option)
            if options.options and not options.is_done:
                ends.setdefault(
                    (options.part.number, options.options[-1].use, options.options[-1].look), []
                ).append(options)
        most = tuple(self.limits[name] or 0 for name in self.names)
        size = 4
        while True:
            ranked = combinations_of(
                [list(options.values()) for options in by_part.values()], most, size
            )
            for chosen in ranked:
                open_ = [
                    longer
                    for option in chosen
                    for longer in ends.get((option.answer.number, option.use, option.look), [])
                ]
                if open_:
                    return None, open_
                if not any(_joined(chosen).holds(earlier, filled=filled) for earlier in looks):
                    return chosen, []
            if len(ranked) < size:
                return None, []
            size *= 4

    def _solution(self, chosen: Sequence[OtherPlan]) -> Solution:
        end, others = (
            End(),
            [self.today[piece.number] for piece in self.solution.pieces if piece not in self.parts],
        )
        for option in chosen:
            end.add(option.answer.end)  # type: ignore[arg-type]
        values = {
            name: sum(
                part_values[name]
                for part_values in (*others, *(option.answer.values for option in chosen))
            )
            for name in self.goals
        }
        status = weakest([option.answer.status for option in chosen])
        bounds = values if status == OPTIMAL else {}
        answers = tuple(option.answer for option in chosen)
        return proven(
            self.problem,
            replace(
                self.solution,
                status=status,
                values=values,
                bounds=bounds,
                end=end,
                parts=answers,
                changes=(),
                after=None,
            ),
        )


def _joined(chosen: Sequence[OtherPlan]) -> Signature:
    look = Signature(frozenset(), frozenset())
    for option in chosen:
        look |= option.look
    return look


def combinations_of(
    lists: Sequence[Sequence[OtherPlan]], most: tuple[int, ...], count: int
) -> list[list[OtherPlan]]:
    """The best combinations of one option of each list, within the limits.

    They are ordered by the sum of their values; at most `count` are returned.
    """
    zero: tuple[int, ...] = (0,) * len(most)
    table: dict[tuple[int, ...], list[tuple[tuple[int, ...], tuple[object, ...]]]] = {
        zero: [((), ())]
    }
    for options in lists:
        after: dict[tuple[int, ...], list[tuple[tuple[int, ...], tuple[object, ...]]]] = {}
        for used, entries in table.items():
            for option in options:
                total = tuple(a + b for a, b in zip(used, option.use, strict=True))
                if all(a <= b for a, b in zip(total, most, strict=True)):
                    after.setdefault(total, []).extend(
                        (_sum(values, option.values), (trail, option)) for values, trail in entries
                    )
        table = {
            used: sorted(entries, key=lambda entry: entry[0])[:count]
            for used, entries in after.items()
        }
    ranked = sorted(
        (entry for entries in table.values() for entry in entries), key=lambda entry: entry[0]
    )[:count]
    return [_trail(trail) for _, trail in ranked]


def _sum(some: tuple[int, ...], more: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(some, more, strict=True)) if some else more


def _trail(trail: tuple[object, ...]) -> list[OtherPlan]:
    options: list[OtherPlan] = []
    while trail:
        trail, option = trail  # type: ignore[assignment]
        options.append(option)  # type: ignore[arg-type]
    return options[::-1]


__all__ = ["alternatives"]
