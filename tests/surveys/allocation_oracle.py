"""Budgets shared over organisations, by all end states of each and by every split.

Written from the words of `Survey.allocate` alone: how little can stay unmet with so many uses of a
lever, and who gets how many. The end states are those of the oracle of `propose`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

from tests.optimize.seats.definitions import GOALS, Case
from tests.optimize.seats.enumeration import TooLargeError, enumerate_all
from tests.optimize.seats.instances import DAY, SHAPES, Draw, Instance, Shape

#: Lever and how many end states of an organisation are looked at.
LEVERS = ("move", "join", "regroup", "extend", "appoint", "attach", "merge", "admit")
MOST = 4_000


@dataclass(frozen=True)
class Shared:
    """Organisations with a policy in common, a lever and a budget."""

    orgs: dict[str, Any]
    policy: Any
    lever: str
    budget: int

    def case(self, name: str) -> Case:
        return Case(self.orgs[name], self.policy, levers=[self.lever], on=DAY)

    def curve(self, name: str) -> list[int]:
        """The least that can stay unmet with 0, 1, 2, … uses, up to one more than the budget."""
        reached = enumerate_all(self.case(name), MOST).found
        ends = [dict(zip(GOALS, vector, strict=True)) for vector in reached]
        return [
            min(end["unmet"] for end in ends if end["price"] <= uses)
            for uses in range(self.budget + 2)
        ]

    def curves(self) -> dict[str, list[int]]:
        return {name: self.curve(name) for name in self.orgs}


def least(curves: dict[str, list[int]], budget: int) -> int:
    """The least unmet in all, by every split of a budget."""
    return min(
        sum(curve[uses] for curve, uses in zip(curves.values(), split, strict=True))
        for split in itertools.product(range(budget + 1), repeat=len(curves))
        if sum(split) <= budget
    )


def equal_shares(curves: dict[str, list[int]], budget: int) -> set[int]:
    """What may stay unmet where everybody gets as much as anybody else, or one more."""
    share, rest = divmod(budget, len(curves))
    return {
        sum(curve[share + (name in more)] for name, curve in curves.items())
        for more in itertools.combinations(curves, rest)
    }


def greedy(curves: dict[str, list[int]], budget: int) -> set[int]:
    """What may stay unmet where each single use goes where it helps most at once."""
    found: set[int] = set()
    start = tuple(0 for _ in curves)
    seen, look = {start}, [start]
    rows = list(curves.values())
    while look:
        spent = look.pop()
        gains = [row[uses] - row[uses + 1] for row, uses in zip(rows, spent, strict=True)]
        if sum(spent) == budget or max(gains) == 0:
            found.add(sum(row[uses] for row, uses in zip(rows, spent, strict=True)))
            continue
        for at, gain in enumerate(gains):
            if gain == max(gains):
                further = (*spent[:at], spent[at] + 1, *spent[at + 1 :])
                if further not in seen:
                    seen.add(further)
                    look.append(further)
    return found


def invented(seed: int) -> Shared:
    """Up to three odd organisations, asked by the policy that was drawn for the first."""
    for number in itertools.count():
        draw = Draw(f"shared {seed} {number}", SHAPES["small"])
        lever = LEVERS[seed % len(LEVERS)]
        orgs, policy = {}, None
        for name in ("north", "south", "west")[: draw.random.choice([1, 2, 2, 3, 3])]:
            one = _drawn(draw, lever)
            orgs[name], policy = one.org, policy or one.policy
        made = Shared(orgs, policy, lever, draw.random.randint(0, 4))
        try:
            made.curves()
        except TooLargeError:
            continue
        return made
    raise AssertionError(seed)


def _drawn(draw: Draw, lever: str) -> Instance:
    shape: Shape = replace(draw.shape, levers=(lever,))
    inner = Draw(draw.random.random(), shape)
    inner.draw_units()
    inner.draw_members()
    inner.draw_memberships()
    inner.draw_duties()
    inner.draw_dates()
    return Instance("", inner.org(), inner.draw_policy())
