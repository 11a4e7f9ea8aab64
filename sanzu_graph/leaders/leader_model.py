"""The best leaders of the units that are decided: the model, and its solution part by part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sanzu_graph.leaders.leader_order import ORDER, LeaderOrder
from sanzu_graph.leaders.leader_question import LeaderQuestion, Members
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.lexicographic import Goal, Outcome, in_order
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.pools import Pool
from sanzu_graph.solving.statuses import weakest
from sanzu_graph.solving.sums import Sum, Variable, total

#: What shall be small, first things first. The most leaders of a unit are never exceeded.
VACANT, SURPLUS, INELIGIBLE, OVERLOAD, UNALIGNED, APPOINTED, RELIEVED = GOALS = (
    "vacant",
    "surplus",
    "ineligible",
    "overload",
    "unaligned",
    "appointments",
    "relieved",
)


@dataclass(frozen=True)
class LeaderChoice:
    """Decided unit → who leads it, what the goals come to, and what is proven of each."""

    leaders: Mapping[int, Members]
    values: Mapping[str, int]
    bounds: Mapping[str, int]
    status: str


def choose_leaders(question: LeaderQuestion, order: LeaderOrder) -> LeaderChoice:
    """The best leaders of all units that are decided.

    Parameters
    ----------
    question
        What is decided.
    order
        What decides among equals.
    """
    parts, effort = list(_parts(question)), Effort()
    with Pool() as pool:
        answers = pool.solve(partial(_choice, question, order), parts, effort, weigh=len)
    if effort.is_stopped:
        raise KeyboardInterrupt
    choices = [answer for answer in answers if answer is not None]
    untouched = {OVERLOAD: _untouched_overload(question), UNALIGNED: question.apart}
    values, bounds = (
        {
            goal: untouched.get(goal, 0) + sum(some[goal] for some in sums)
            for goal in GOALS
            if all(goal in some for some in sums)
        }
        for sums in ([choice.values for choice in choices], [choice.bounds for choice in choices])
    )
    leaders = {unit: some for choice in choices for unit, some in choice.leaders.items()}
    return LeaderChoice(leaders, values, bounds, weakest([choice.status for choice in choices]))


def _untouched_overload(question: LeaderQuestion) -> int:
    """How many units people lead too many, of those whom no decision concerns."""
    if question.limit is None:
        return 0
    concerned = {member for people in question.candidates.values() for member in people}
    return sum(
        max(count - question.limit, 0)
        for member, count in question.load.items()
        if member not in concerned
    )


def _parts(question: LeaderQuestion) -> Iterable[list[int]]:
    """Units that share candidates, or an aligned group, belong together."""
    top: dict[tuple[str, int], tuple[str, int]] = {}

    def find(member: tuple[str, int]) -> tuple[str, int]:
        while top.setdefault(member, member) != member:
            top[member] = top[top[member]]
            member = top[member]
        return member

    for unit, candidates in question.candidates.items():
        for member in candidates:
            top[find(("member", member))] = find(("unit", unit))
    for unit, people in question.aligned.items():
        for member in people | question.leaders(unit):
            if ("member", member) in top:
                top[find(("member", member))] = find(("group", unit))
        if unit in question.candidates:
            top[find(("unit", unit))] = find(("group", unit))
    parts: dict[object, list[int]] = defaultdict(list)
    for unit in question.candidates:
        parts[find(("unit", unit))].append(unit)
    return parts.values()


def _choice(
    question: LeaderQuestion, order: LeaderOrder, units: Sequence[int], effort: Effort
) -> LeaderChoice:
    """The best leaders of units that nothing ties to others."""
    model = _LeaderModel(question, units)
    answer = model.solved(order, effort)
    assert (
        answer.plan is not None
    )  # those who lead today may go on, as far as they are not too many
    leaders = {
        unit: frozenset(
            member for member in question.candidates[unit] if answer.plan[model.leads[unit, member]]
        )
        for unit in units
    }
    return LeaderChoice(leaders, answer.values, answer.bounds, answer.status)


class _LeaderModel(Model):
    """Who leads what, of some units."""

    def __init__(self, question: LeaderQuestion, units: Sequence[int]) -> None:
        super().__init__()
        self.question, self.units = question, frozenset(units)
        self.leads: dict[tuple[int, int], Variable] = {}
        self.short: list[Variable] = []
        self.over: list[Variable] = []
        self.apart: list[Variable] = []
        for unit in units:
            self._unit(unit)
        self.of: dict[int, list[Variable]] = defaultdict(list)
        self.new: dict[int, list[tuple[int, Variable]]] = defaultdict(list)
        self.at_base: dict[int, list[Variable]] = defaultdict(list)
        for (unit, member), column in self.leads.items():
            self.of[member].append(column)
            if member not in question.leaders(unit):
                self.new[member].append((unit, column))
            if unit in question.base:
                self.at_base[member].append(column)
        if question.limit is not None:
            for member in self.of:
                self._nobody_leads_too_much(member, question.limit)
        for group, people in question.aligned.items():
            if group in units or (group not in question.candidates and self._concerns(group)):
                self._group_leaders_lead_a_base_unit(group, people)

    def _concerns(self, group: int) -> bool:
        people = self.question.aligned[group] | self.question.leaders(group)
        return any(member in self.of for member in people)

    def _unit(self, unit: int) -> None:
        """A unit has its leaders, or some are missing; never more than it may have."""
        question = self.question
        least, most = question.least[unit], question.most[unit]
        sitting = sorted(
            question.leaders(unit), key=lambda member: (member not in question.may[unit], member)
        )
        stays = sitting[:most]
        for member in question.candidates[unit]:
            name = ("leads", member, unit)
            self.leads[unit, member] = self.column(1, int(member in stays), name)
            if (unit, member) in question.kept:
                self.add(self.leads[unit, member] >= 1, ("kept", member, unit))
        leaders = self._leaders(unit)
        if least:
            short = self.column(least, max(least - len(stays), 0), ("short", unit))
            self.short.append(short)
            self.add(leaders + short >= least, ("least", unit))
        if most is not None:
            self.add(leaders <= most, ("most", unit))

    def _leaders(self, unit: int) -> Sum:
        return total(self.leads[unit, member] for member in self.question.candidates[unit])

    def _nobody_leads_too_much(self, member: int, limit: int) -> None:
        """At most the limit, or as many as today; who is newly appointed keeps to the limit."""
        today = self.question.load.get(member, 0)
        # Anybody who sits in a decided unit is one of its candidates, so that the unit is in this
        # part.
        elsewhere = today - len(self.of[member]) + len(self.new[member])
        most = max(limit, today)
        led = total(self.of[member]) + elsewhere
        self.add(led <= most, ("load", member))
        if most == limit:
            return
        here = sum(self.start[column] for column in self.of[member])
        over = self.column(most - limit, max(elsewhere + here - limit, 0), ("over", member))
        self.over.append(over)
        self.add(led - over <= limit, ("limit", member))
        for unit, column in self.new[member]:
            self.add(led + (most - limit) * column <= most, ("new", member, unit))

    def _group_leaders_lead_a_base_unit(self, group: int, people: Members) -> None:
        """A group stands apart if somebody in it leads a base unit, and none of its leaders does."""
        firm = self.question.firm_base
        if group in self.units:
            apart = self._apart(group)
            excused = apart + self._vacant(group) + self._aligned(group)
        else:
            leaders = self.question.leaders(group)
            if not leaders or firm & leaders:
                return
            apart = self._apart(group)
            excused = apart + sum(self._leads_base(group, member) for member in sorted(leaders))
        if firm & people:
            self.add(excused >= 1, ("meets", group))
            return
        for member in sorted(people):
            for column in self.at_base[member]:
                self.add(excused >= column, ("meets", group, member))

    def _apart(self, group: int) -> Variable:
        self.apart.append(self.column(1, 1, ("apart", group)))
        return self.apart[-1]

    def _vacant(self, group: int) -> Variable:
        """Whether nobody leads a decided group; then it does not stand apart."""
        vacant = self.column(1, 0, ("vacant", group))
        for member in self.question.candidates[group]:
            self.add(vacant + self.leads[group, member] <= 1, ("vacant", group))
        return vacant

    def _aligned(self, group: int) -> Sum:
        """How many leaders of a decided group lead a base unit, at most."""
        total_sum = Sum()
        for member in self.question.candidates[group]:
            leads = self.leads[group, member]
            if member in self.question.firm_base:
                total_sum += leads
            else:
                both = self._leads_base(group, member)
                self.add(both <= leads, ("aligned", group, member))
                total_sum += both
        return total_sum

    def _leads_base(self, group: int, member: int) -> Variable:
        """Whether a leader of a group leads a base unit that is decided; it may be said too little."""
        column = self.column(1, 0, ("aligned", group, member))
        self.add(column <= total(self.at_base[member]), ("aligned", group, member))
        return column

    def solved(self, order: LeaderOrder, effort: Effort) -> Outcome:
        """The goals, first things first; the last ones choose among equals and are not told."""
        question = self.question
        new = [(unit, member) for member, some in self.new.items() for unit, _ in some]
        sitting = [at for at in self.leads if at[1] in question.leaders(at[0])]
        wrong = [at for at in self.leads if at[1] not in question.may[at[0]]]
        goals = [
            Goal(VACANT, total(self.short)),
            Goal(SURPLUS, Sum()),
            Goal(INELIGIBLE, self._total(wrong)),
            Goal(OVERLOAD, total(self.over)),
            Goal(UNALIGNED, total(self.apart)),
            Goal(APPOINTED, self._total(new)),
            Goal(RELIEVED, len(sitting) - self._total(sitting)),
            *(Goal("", self._ordered(order, name)) for name in ORDER),
            Goal("", Sum((self.leads[at].number, at[1] + 1) for at in self.leads)),
        ]
        return in_order(self, goals, effort=effort)

    def _ordered(self, order: LeaderOrder, name: str) -> Sum:
        costs = {at: order.cost(self.question, name, *at) for at in self.leads}
        return Sum((self.leads[at].number, cost) for at, cost in costs.items() if cost)

    def _total(self, some: Iterable[tuple[int, int]]) -> Sum:
        return total(self.leads[at] for at in some)
