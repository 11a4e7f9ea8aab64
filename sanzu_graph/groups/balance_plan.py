"""`Balance`: moves between groups as a plan, with their reasons."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.memberships import MoveMember
from sanzu_graph.doors import guarded, own_language
from sanzu_graph.groups.balance_counts import asks_backbone, balance_today
from sanzu_graph.groups.balance_question import (
    GOALS,
    LACKING,
    OFF,
    Move,
    balance_parts,
    pinned_members,
)
from sanzu_graph.messages import amount, listed, text
from sanzu_graph.metrics.mixes import group_mix
from sanzu_graph.model.readable_frames import read_easily
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.other_plans import Alternatives, by_change
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import Section
from sanzu_graph.scenarios.plan_text import SHOWN, change_lines
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.schema import MEMBER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: The most changes that reasons are given for, and the seconds after which no trial begins.
_EXPLAINED, _PATIENCE = 50, 60.0


@dataclass(frozen=True, eq=False, repr=False)
class Balance(Plan):
    """What `balance_groups` found: moves between groups, and their proof.

    Attributes
    ----------
    policy, layer, pins : what was asked, of which groups, and who had to stay
    moves : (member, source, target), in positions
    left_out : demands that are not looked at: the organisation has no column for them, or they ask
        for more than people and deputies of the groups
    again : asks the same again, with other keywords
    """

    policy: Policy = field(repr=False)
    layer: str
    pins: frozenset[str]
    moves: tuple[Move, ...] = field(repr=False)
    left_out: tuple[str, ...]
    again: Callable[..., Balance] = field(repr=False)
    scenario: Scenario = field(repr=False, kw_only=True)

    name_keys: ClassVar[tuple[str, ...]] = ("balance.name",)
    met_key: ClassVar[str] = "balance.nothing_left"

    @cached_property
    def mix(self) -> pd.DataFrame:
        """`group_mix` of the groups that may exchange members, today and afterwards: the counts
        side by side, afterwards behind ``_after``.
        """
        now, then = (
            group_mix(org, self.policy, layer=self.layer) for org in (self.org, self.after)
        )
        kinds = [name for name in now if name not in ("unit", "name", "layer", "headcount")]
        behind = then[kinds].add_suffix("_after")
        both = pd.concat([now, behind], axis=1)
        return both[
            [
                "unit",
                "name",
                "layer",
                "headcount",
                *(f"{name}{end}" for name in kinds for end in ("", "_after")),
            ]
        ]

    @own_language
    def notes(self) -> list[str]:
        """Which demands the plan and its proof leave out, in a sentence."""
        if not self.left_out:
            return []
        return [text("balance.left_out", names=listed(self.left_out, most=20))]

    @cached_property
    def after(self) -> Org:
        """The organisation on the day, after the plan."""
        org = self.scenario.made_on(self.org) if len(self.scenario) else self.org
        return org if self.scenario.on is None else org.at(self.scenario.on)

    @cached_property
    @own_language
    @read_easily
    def reasons(self) -> pd.DataFrame:
        """Why each change is in the plan: step, change, what, and

        - ``repairs``: what the goals come to without the exchange that this move is part of. As
          headcounts stay, moves go in rings;
        - ``why``: who else would have done as well: those alike in everything, or those who go
          instead in the next best plan if that is as good;
        - ``next_best``: what the best plan comes to in which this member stays, solved again.

        The first 50 changes are explained; no trial begins after a minute.
        """
        began, rows = time.monotonic(), []
        steps = change_lines(self)
        rings = _rings(self.moves)
        for step, (change, what) in enumerate(zip(self.scenario, steps, strict=True), 1):
            if step > _EXPLAINED:
                break
            ring = rings[step - 1]
            rest = Scenario(
                "",
                [other for number, other in enumerate(self.scenario) if rings[number] != ring],
                on=self.scenario.on,
            )
            then = rest.made_on(self.org) if len(rest) else self.org
            day = self.scenario.on
            without = balance_today(then if day is None else then.at(day), self.policy, self.layer)
            next_best, other = "", None
            if time.monotonic() - began < _PATIENCE:
                other = self._without(change)
                next_best = self._instead(other.objective)
            why = self._others(self.moves[step - 1], other)
            rows.append((step, change, what, self._instead(without), why, next_best))
        names = ["step", "change", "what", "repairs", "why", "next_best"]
        return pd.DataFrame(rows, columns=names)

    def _instead(self, values: Mapping[str, float]) -> str:
        """What another plan comes to instead, in words."""
        worse = [
            text(
                "balance.instead",
                goal=text(f"goal.{name}"),
                value=amount(values[name]),
                best=amount(self.objective[name]),
            )
            for name in GOALS
            if name in values and values[name] != self.objective[name]
        ]
        return listed(worse, most=len(worse)) if worse else text("balance.as_good")

    def _others(self, move: Move, other: Balance | None) -> str:
        """Who else could go from the same group as well; `other`: the best plan without the move."""
        member, source, _ = move
        leaving = {mover for mover, group, _ in self.moves if group == source}
        pinned = pinned_members(self.org, self.pins, self.org, None)
        for part in balance_parts(self.org, self.policy, self.layer, pinned, []):
            for kind in part.kinds:
                if kind.group == source and member in kind.people:
                    others = [person for person in kind.people if person not in leaving]
                    if others:
                        return text("balance.alike", names=self._called(others))
        if other is not None and dict(other.objective) == dict(self.objective):
            others = [mover for mover, group, _ in other.moves if group == source]
            others = [mover for mover in others if mover not in leaving]
            if others:
                return text("balance.others", names=self._called(others))
        return text("balance.only")

    def _called(self, members: list[int]) -> str:
        """Members by name."""
        return listed(self.org.names(MEMBER, np.array(members, dtype=np.intp)).tolist())

    # -- as every plan

    @guarded
    def alternatives(self, count: int = 3, *, seconds: float = 120.0) -> Alternatives[Balance]:
        """Other plans: for each move the best plan in which that member stays; the best first."""
        return by_change(self, self._without, count, seconds=seconds)

    def _without(self, change: Change) -> Balance:
        assert isinstance(change, MoveMember)
        return self.again(pins=self.pins | {change.member})

    @cached_property
    @own_language
    @read_easily
    def unmet(self) -> pd.DataFrame:
        """One row a group that has no backbone member, or not its share of a kind, afterwards:
        unit, name, what, and ``why``: proven, or not settled.
        """
        asks = LACKING in self.objective and asks_backbone(self.org, self.policy)
        rows = []
        for row in self.mix.to_dict("records"):
            left = []
            if asks and row["headcount"] and not row["backbone_after"]:
                left.append((LACKING, text("balance.no_backbone", unit=row["name"])))
            if row["off_after"]:
                key, off = "balance.off", amount(row["off_after"])
                left.append((OFF, text(key, unit=row["name"], count=off)))
            rows += [(row["unit"], row["name"], what, self._cause(goal)) for goal, what in left]
        return pd.DataFrame(rows, columns=["unit", "name", "what", "why"], dtype="str")

    def _cause(self, goal: str) -> str:
        """Why something stays as it is, in words."""
        proven = self.gap.get(goal) == 0
        return text("balance.least_proven" if proven else "cause.not_proven")

    @own_language
    def sections(self) -> list[Section]:
        """The mix of every group, today and afterwards."""
        kinds = [mix for mix in self.policy.mixes if mix.name in self.mix]
        headings = [
            *(text(f"balance.column_{heading}") for heading in ("group", "headcount", "backbone")),
            *(mix.label() for mix in kinds),
        ]
        shown = self.mix.head(SHOWN).to_dict("records")
        names = ("backbone", *(mix.name for mix in kinds))
        rows = [
            (row["name"], row["headcount"], *(_turned(row, name) for name in names))
            for row in shown
        ]
        lines = [
            text("balance.line", unit=row[0], kinds=listed(cells, most=9))
            for row in rows
            if (cells := [f"{h} {c}" for h, c in zip(headings[1:], row[1:], strict=True)])
        ]
        title = text("balance.mix")
        return [Section(title, headings, rows, lines, len(self.mix))]


def _turned(row: Mapping[Hashable, Any], name: str) -> str:
    """A count today and afterwards; one number where it stays."""
    now, then = row[name], row[f"{name}_after"]
    return amount(now) if now == then else f"{amount(now)} → {amount(then)}"


def _rings(moves: Sequence[Move]) -> list[int]:
    """Which ring of exchanges each move belongs to.

    As headcounts stay, somebody who leaves a group makes room for another one.
    """
    leaving: dict[int, list[int]] = defaultdict(list)
    for number, (_, source, _) in enumerate(moves):
        leaving[source].append(number)
    ring = [-1] * len(moves)
    for number in range(len(moves)):
        step = number
        while ring[step] < 0:
            ring[step] = number
            leaving[moves[step][1]].remove(step)
            onward = leaving[moves[step][2]]
            if not onward:
                break
            step = onward[0]
    return ring
