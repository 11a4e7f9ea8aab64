"""`balance_groups`: regroup so that old and new, strong and weak are spread and each group has a
backbone; the least that does it, with proof.
"""

from __future__ import annotations

import datetime
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.memberships import MoveMember
from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import ASKED, Fault, ModelError, ProblemError
from sanzu_graph.groups.balance_model import Exchange, best_exchange
from sanzu_graph.groups.balance_question import (
    GOALS,
    LACKING,
    MOVED,
    OFF,
    POSTS,
    Move,
    balance_parts,
)
from sanzu_graph.messages import amount, language, listed, plain, text
from sanzu_graph.metrics.mixes import group_mix
from sanzu_graph.model.days import day_for
from sanzu_graph.model.naming import id_of
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.other_plans import Alternatives, by_change
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import Proof, Section
from sanzu_graph.scenarios.plan_text import SHOWN, change_lines
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.schema import DEPUTY, MEMBER
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import solver_name
from sanzu_graph.solving.pools import Pool
from sanzu_graph.solving.statuses import INTERRUPTED, weakest

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
    left_out : demands that the organisation has no column for
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
            group_mix(one, self.policy, layer=self.layer) for one in (self.org, self.after)
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

    @cached_property
    def after(self) -> Org:
        """The organisation on the day, after the plan."""
        org = self.scenario.made_on(self.org) if len(self.scenario) else self.org
        return org if self.scenario.on is None else org.at(self.scenario.on)

    @cached_property
    @own_language
    def reasons(self) -> pd.DataFrame:
        """Why each change is in the plan: step, change, what, and

        - ``repairs``: what the goals come to without the exchange that this move is part of. As
          headcounts stay, moves go in rings;
        - ``why``: who else would have done as well: those alike in everything, or those who go
          instead in the next best plan if that is as good;
        - ``next_best``: what the best plan comes to in which this member stays, solved again.

        The first 50 changes are explained; no trial begins after a minute.
        """
        began, lines = time.monotonic(), []
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
            without = _counted(
                rest.made_on(self.org) if len(rest) else self.org,
                self.policy,
                self.layer,
                self.scenario.on,
            )
            asked, other = "", None
            if time.monotonic() - began < _PATIENCE:
                other = self._without(change)
                asked = self._told(other.objective)
            why = self._others(self.moves[step - 1], other)
            lines.append((step, change, what, self._told(without), why, asked))
        return pd.DataFrame(
            lines, columns=["step", "change", "what", "repairs", "why", "next_best"]
        )

    def _told(self, values: Mapping[str, float]) -> str:
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
        moving = {one for one, group, _ in self.moves if group == source}
        pinned = _positions(self.org, self.pins)
        for part in balance_parts(self.org, self.policy, self.layer, pinned, []):
            for kind in part.kinds:
                if kind.group == source and member in kind.people:
                    others = [one for one in kind.people if one not in moving]
                    if others:
                        return text("balance.alike", names=self._called(others))
        if other is not None and dict(other.objective) == dict(self.objective):
            others = [one for one, group, _ in other.moves if group == source]
            others = [one for one in others if one not in moving]
            if others:
                return text("balance.others", names=self._called(others))
        return text("balance.only")

    def _called(self, members: list[int]) -> str:
        return listed(self.org.names(MEMBER, np.array(members, dtype=np.intp)).tolist())

    # -- as every plan

    def alternatives(self, count: int = 3, *, seconds: float = 120.0) -> Alternatives[Balance]:
        """Other plans: for each move the best plan in which that member stays; the best first."""
        return by_change(self, self._without, count, seconds=seconds)

    def _without(self, change: Change) -> Balance:
        assert isinstance(change, MoveMember)
        return self.again(pins=self.pins | {change.member})

    @cached_property
    @own_language
    def unmet(self) -> pd.DataFrame:
        """One row a group that has no backbone member, or not its share of a kind, afterwards:
        unit, name, what, and ``why``: proven, or not settled.
        """
        asked = LACKING in self.objective and self._asks_backbone
        rows = []
        for row in self.mix.to_dict("records"):
            left = []
            if asked and row["headcount"] and not row["backbone_after"]:
                left.append((LACKING, text("balance.no_backbone", unit=row["name"])))
            if row["off_after"]:
                key, off = "balance.off", amount(row["off_after"])
                left.append((OFF, text(key, unit=row["name"], count=off)))
            rows += [(row["unit"], row["name"], what, self._cause(goal)) for goal, what in left]
        return pd.DataFrame(rows, columns=["unit", "name", "what", "why"], dtype="str")

    @property
    def _asks_backbone(self) -> bool:
        return self.policy.backbone is not None and self.policy.backbone.column in self.org.members

    def _cause(self, goal: str) -> str:
        proven = self.gap.get(goal) == 0
        return text("balance.least_proven" if proven else "cause.not_proven")

    @own_language
    def sections(self) -> list[Section]:
        """The mix of every group, today and afterwards."""
        kinds = [mix for mix in self.policy.mixes if mix.name in self.mix]
        headings = [
            *(text(f"balance.column_{one}") for one in ("group", "headcount", "backbone")),
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


@spoken
def balance_groups(
    org: Org,
    policy: Policy | None = None,
    *,
    layer: str | None = None,
    pins: Iterable[str] = (),
    time_limit: float | None = None,
    on: object = None,
    name: str | None = None,
    lang: str | None = None,
) -> Balance:
    """Regroup with the fewest moves so that every group has a backbone member and its share of
    every kind; proven.

    Parameters
    ----------
    org
        The organisation; it is not touched.
    policy
        Kinds of people (`Policy.mixes`), backbone, and between which groups people may go
        (`Transfer.regroup`); by default the shipped one.
    layer
        The layer whose groups are balanced; by default the policy's first layer of groups that the
        organisation has.
    pins
        Members who stay: ids, or names that one alone has.
    time_limit
        Seconds; the best plan until then is kept.
    on
        The day for which the plan is made; where the organisation has dates, today by default.
    name
        What the plan is called.
    lang
        The language of sentences; by default the policy's, else the user's locale.

    Returns
    -------
    Balance
        With status, objective, bound, scenario, reasons; `plot_changes` draws it.

    Raises
    ------
    ProblemError
        If a pinned member does not exist.
    AbsentError
        If the organisation has no such layer.
    ModelError
        If the plan does not stand the recount: an error of ours.

    Notes
    -----
    Each seat goes by itself, to a group alike in the columns of `Transfer.regroup`. The person has
    no other seat there, and placement lets them sit. Every group keeps its headcount, so that a
    group without members stays without. Leaders of a group keep that seat; people who are pinned
    keep all of theirs. No group comes to draw on more base units than `Layer.most_base_units` (or
    than today). None has fewer people for a requirement than it asks (or than today).

    Goals, first things first. *groups_without_backbone*: groups with members and without a backbone
    member. *imbalance_of_mix*: `group_mix`'s ``off``, summed. *people_moved*: people any of whose
    seats differ. *posts_changed*: deputies who lose their post with their seat.

    Examples
    --------
    >>> from sanzu_graph import Mix, Org, Policy, Rule
    >>> org = Org({"id": list("ABCD"), "years": [20, 22, 1, 2]}, {"id": ["G", "H"], "layer": ["party"] * 2},
    ...           {"member": list("ABCD"), "unit": ["G", "G", "H", "H"]})
    >>> policy = Policy.for_layers("team", ["party"]).replace(mixes=(Mix("old", Rule("years", at_least=9)),))
    >>> plan = balance_groups(org, policy, lang="en")
    >>> plan.status, dict(plan.objective)
    ('optimal', {'groups_without_backbone': 0, 'imbalance_of_mix': 0, 'people_moved': 2, 'posts_changed': 0})
    """
    began = time.monotonic()
    policy = (Policy() if policy is None else policy).resolve(org)
    day = day_for(org, on)
    here = org if day is None else org.at(day)
    layer = (
        next((one.name for one in policy.groups if one.name in here.layers), policy.base)
        if layer is None
        else layer
    )
    here.pairs(layer)  # says so where there is none
    pins = [pins] if isinstance(pins, str) else pins
    pins = frozenset(id_of(org, "members", name) for name in pins)
    pinned = _positions(here, pins)
    left_out: list[str] = []
    before = _counted(here, policy, layer, None)
    parts = list(balance_parts(here, policy, layer, pinned, left_out))
    effort = Effort.within(time_limit)
    with Pool() as pool:
        answers_found = pool.solve(best_exchange, parts, effort, weigh=lambda part: len(part.kinds))
    answers = [
        Exchange([], part.today, {}, INTERRUPTED) if answer is None else answer
        for answer, part in zip(answers_found, parts, strict=True)
    ]
    moves = sorted(
        (move for answer in answers for move in answer.moves),
        key=lambda move: (here.encoding.members[move[0]], move[1]),
    )
    ids = here.encoding
    changes = [
        MoveMember(ids.members[one], ids.units[source], ids.units[target])
        for one, source, target in moves
    ]
    scenario = Scenario(text("balance.name") if name is None else name, changes, on=day).on_base(
        org
    )
    after = scenario.made_on(org) if changes else org
    then = after if day is None else after.at(day)
    now = _counted(then, policy, layer, None)
    before |= {MOVED: 0, POSTS: 0}
    now |= _differences(here, then, layer)
    elsewhere = {goal: before[goal] - sum(part.today[goal] for part in parts) for goal in GOALS}
    values = {
        goal: sum(answer.values[goal] for answer in answers) + elsewhere[goal] for goal in GOALS
    }
    if values != now or _sizes(then, layer) != _sizes(here, layer):
        raise ModelError("error.pairing", what=f"{values} ≠ {now}")
    bounds = {
        goal: sum(answer.bounds[goal] for answer in answers) + elsewhere[goal]
        for goal in GOALS
        if all(goal in answer.bounds for answer in answers)
    }
    proof = Proof(
        weakest([answer.status for answer in answers]),
        {goal: now[goal] for goal in GOALS},
        {goal: before[goal] for goal in GOALS},
        bounds,
        time.monotonic() - began,
        solver_name(),
    )
    return Balance(
        policy,
        layer,
        pins,
        tuple(moves),
        tuple(dict.fromkeys(left_out)),
        partial(balance_groups, org, policy, layer=layer, time_limit=time_limit, on=day),
        org=here,
        scenario=scenario,
        proof=proof,
        lang=language(),
    )


def _differences(before: Org, after: Org, layer: str) -> dict[str, int]:
    """How many people have other seats in a layer, and how many posts there are others'."""
    people, posts = (
        [found(one, layer) for one in (before, after)] for found in (_seats, _deputies)
    )
    moved = {one for one, _ in people[0] ^ people[1]}
    return {MOVED: len(moved), POSTS: len(posts[0] ^ posts[1])}


def _seats(org: Org, layer: str, role: str | None = None) -> set[tuple[str, str]]:
    """(member, unit) of every seat in a layer."""
    pairs, ids = org.pairs(layer, role), org.encoding
    return set(zip(ids.members[pairs.member].tolist(), ids.units[pairs.unit].tolist(), strict=True))


def _deputies(org: Org, layer: str) -> set[tuple[str, str]]:
    return _seats(org, layer, DEPUTY)


def _counted(org: Org, policy: Policy, layer: str, day: datetime.date | None) -> dict[str, int]:
    """The goals as the measure counts them, which knows nothing of the model."""
    frame = group_mix(org if day is None else org.at(day), policy, layer=layer)
    has_backbone = policy.backbone is not None and policy.backbone.column in org.members
    bare = int(((frame["backbone"] == 0) & (frame["headcount"] > 0)).sum()) if has_backbone else 0
    return {LACKING: bare, OFF: int(frame["off"].sum())}


def _sizes(org: Org, layer: str) -> dict[str, int]:
    pairs = org.pairs(layer)
    return dict(
        zip(
            org.encoding.units[pairs.units].tolist(),
            pairs.per_unit[pairs.units].tolist(),
            strict=True,
        )
    )


def _positions(org: Org, names: Iterable[str]) -> set[int]:
    ids = {name: number for number, name in enumerate(org.encoding.members.tolist())}
    unknown = [name for name in names if name not in ids]
    if unknown:
        raise ProblemError(
            "error.problem",
            [
                Fault("fault.no_such_id", ASKED, column="pins", value=plain(name))
                for name in unknown
            ],
        )
    return {ids[name] for name in names}


def _rings(moves: Iterable[Move]) -> list[int]:
    """Which ring of exchanges each move belongs to; as headcounts stay, who leaves a group makes
    room for another.
    """
    moves = list(moves)
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
