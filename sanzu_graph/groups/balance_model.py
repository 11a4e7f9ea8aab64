"""The best exchange between groups: the model, and its solution part by part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sanzu_graph.groups.balance_question import (
    LACKING,
    MOVED,
    OFF,
    POSTS,
    BalancePart,
    Move,
)
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.lexicographic import Goal, in_order
from sanzu_graph.solving.models import Model, Vector
from sanzu_graph.solving.statuses import OPTIMAL
from sanzu_graph.solving.sums import Sum, Variable, total


@dataclass(frozen=True)
class Exchange:
    """The moves of a part, what the goals come to, and what is proven of each."""

    moves: list[Move]
    values: dict[str, int]
    bounds: dict[str, int]
    status: str


def best_exchange(part: BalancePart, effort: Effort) -> Exchange:
    """The best exchange in a part."""
    model = _BalanceModel(part)
    if not model.goes:  # nobody to exchange
        return Exchange([], part.today, part.today, OPTIMAL)
    goals = [
        Goal(LACKING, total(model.bare)),
        Goal(OFF, total(model.off)),
        Goal(MOVED, model.people_moved()),
        Goal(POSTS, model.posts_lost()),
    ]
    answer = in_order(model, goals, effort=effort)
    assert answer.plan is not None  # doing nothing keeps every row
    moves = list(model.moves(answer.plan))
    # Slack may be larger than needed where its goal was not reached.
    return Exchange(moves, part.afterwards(moves), dict(answer.bounds), answer.status)


class _BalanceModel(Model):
    """Which seats go where, of groups that keep their headcount."""

    def __init__(self, part: BalancePart) -> None:
        super().__init__()
        self.part = part
        #: (number of the kind, target) → how many of its seats go there.
        self.goes: dict[tuple[int, int], Variable] = {}
        self.leaving: dict[int, list[Variable]] = defaultdict(list)
        self.coming: dict[int, list[tuple[int, Variable]]] = defaultdict(list)
        self.going: dict[int, list[tuple[int, Variable]]] = defaultdict(list)
        self.kinds_in: dict[int, list[int]] = defaultdict(list)
        self.bare: list[Variable] = []
        self.off: list[Variable] = []
        for number, kind in enumerate(part.kinds):
            self.kinds_in[kind.group].append(number)
            for target in kind.targets if kind.people else ():
                column = self.column(len(kind.people), name=("goes", number, target))
                self.goes[number, target] = column
                self.leaving[number].append(column)
                self.coming[target].append((number, column))
                self.going[kind.group].append((number, column))
        if not self.goes:
            return
        for number, columns in self.leaving.items():
            self.add(total(columns) <= len(part.kinds[number].people), ("seats", number))
        self._one_seat_in_a_group()
        for group in part.size:
            self._group(group)
            if part.reach:
                self._reach(group)

    def _one_seat_in_a_group(self) -> None:
        """No two seats of one person come to the same group."""
        seats = Counter(
            person for kind in self.part.kinds for person in kind.people if len(kind.people) == 1
        )
        arrivals: dict[tuple[int, int], list[Variable]] = defaultdict(list)
        for (number, target), column in self.goes.items():
            people = self.part.kinds[number].people
            if len(people) == 1 and seats[people[0]] > 1:
                arrivals[people[0], target].append(column)
        for (person, target), columns in arrivals.items():
            if len(columns) > 1:
                self.add(total(columns) <= 1, ("once", person, target))

    def _change(self, group: int, bit: int | None = None) -> Sum:
        """What a group gains and loses of those who have a bit; None: of all."""
        kinds = self.part.kinds
        gained = total(
            column
            for number, column in self.coming[group]
            if bit is None or kinds[number].arriving[bit]
        )
        lost = total(
            column for number, column in self.going[group] if bit is None or kinds[number].bits[bit]
        )
        return gained - lost

    def _group(self, group: int) -> None:
        """A group keeps its headcount and its requirements.

        What it misses of its share of a kind, and of a backbone, is slack.
        """
        part = self.part
        self.add(self._change(group) == 0, ("size", group))
        for bit, shares in enumerate(part.shares):
            low, high = shares[group]
            today, change = part.count(bit, group), self._change(group, bit)
            start = max(low - today, today - high, 0)
            off = self.column(part.size[group], start, ("off", group, bit))
            self.off.append(off)
            self.add(change + off >= low - today, ("few", group, bit))
            self.add(change - off <= high - today, ("many", group, bit))
        for number, least in enumerate(part.least):
            bit = len(part.shares) + number
            change = self._change(group, bit)
            self.add(change >= least[group] - part.count(bit, group), ("needs", group, bit))
        if part.backbone:
            today = part.count(-1, group)
            bare = self.column(1, int(not today), ("bare", group))
            self.bare.append(bare)
            self.add(self._change(group, -1) + bare >= 1 - today, ("backbone", group))

    def _reach(self, group: int) -> None:
        """A group draws on no more base units than it may."""
        kinds = self.part.kinds
        staying: dict[int, list[int]] = defaultdict(list)
        for number in self.kinds_in[group]:
            for home in kinds[number].homes:
                staying[home].append(number)
        arriving: dict[int, list[tuple[int, Variable]]] = defaultdict(list)
        for number, column in self.coming[group]:
            for home in kinds[number].homes:
                arriving[home].append((number, column))
        there = []
        for home in sorted(staying.keys() | arriving.keys()):
            reaches = self.column(1, int(home in staying), ("reaches", group, home))
            there.append(reaches)
            for number in staying[home]:
                stays = len(kinds[number].people) + kinds[number].staying
                left = total(self.leaving[number])
                self.add(left + stays * reaches >= stays, ("reaches", group, home))
            for number, column in arriving[home]:
                self.add(column <= len(kinds[number].people) * reaches, ("reaches", group, home))
        self.add(total(there) <= self.part.reach[group], ("reach", group))

    def people_moved(self) -> Sum:
        """How many people have a seat that goes."""
        moved: dict[int, list[int]] = defaultdict(list)
        total_sum = Sum()
        seats = Counter(person for kind in self.part.kinds for person in kind.people)
        for number in list(self.leaving):
            people = self.part.kinds[number].people
            if not people:
                continue
            if seats[people[0]] > 1:  # such a person is a kind of their own
                moved[people[0]].append(number)
            else:
                total_sum += total(self.leaving[number])
        for person, numbers in moved.items():
            differs = self.column(1, 0, ("moved", person))
            total_sum += differs
            for number in numbers:
                self.add(total(self.leaving[number]) <= differs, ("moved", person, number))
        return total_sum

    def posts_lost(self) -> Sum:
        """How many deputies lose their post with their seat."""
        return total(
            column
            for number, columns in self.leaving.items()
            if self.part.kinds[number].post
            for column in columns
        )

    def moves(self, plan: Vector) -> Iterator[Move]:
        """The seats that go, people by id."""
        left = {number: list(kind.people) for number, kind in enumerate(self.part.kinds)}
        for (number, target), column in self.goes.items():
            for _ in range(int(plan[column])):
                yield left[number].pop(0), self.part.kinds[number].group, target
