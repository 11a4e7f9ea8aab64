"""`balance_groups`: regroup so that old and new, strong and weak are spread and each group has a
backbone; the least that does it, with proof.
"""

from __future__ import annotations

import datetime
import math
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.memberships import MoveMember
from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import ASKED, AbsentError, Fault, ModelError, ProblemError
from sanzu_graph.messages import language, listed, plain, text
from sanzu_graph.metrics.mixes import group_mix
from sanzu_graph.model.days import day_for
from sanzu_graph.optimize.people import keys
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.other_plans import Alternatives, by_change
from sanzu_graph.scenarios.plan import Plan, Proof, Section
from sanzu_graph.scenarios.plan_text import SHOWN, change_lines
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.schema import LEADER, MEMBER
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import solver_name
from sanzu_graph.solving.lexicographic import Goal, in_order
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.statuses import OPTIMAL
from sanzu_graph.solving.sums import Sum, Terms

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.rules import Rule

LACKING, OFF, MOVED = "groups_without_backbone", "imbalance_of_mix", "people_moved"
GOALS = (LACKING, OFF, MOVED)
#: The most changes that reasons are given for, and the seconds after which no trial begins.
_EXPLAINED, _PATIENCE = 50, 60.0


@dataclass(frozen=True)
class Kind:
    """People whom nothing tells apart: in one group, of the same kinds, from the same base units.

    Attributes
    ----------
    group : the group they are in
    bits : per mix, then per requirement, then for the backbone, whether they count
    homes : their base units, where the reach of groups is bounded
    people : who may be moved; members' positions, by id
    staying : how many more there are who stay
    """

    group: int
    bits: tuple[bool, ...]
    homes: tuple[int, ...]
    people: tuple[int, ...]
    staying: int


@dataclass(frozen=True)
class Region:
    """Groups that may exchange members, and the bounds that hold there.

    Attributes
    ----------
    size : group → headcount, kept
    shares : per mix, group → fewest and most
    least : per requirement, group → fewest
    reach : group → the most base units; empty where that is not bounded
    backbone : whether groups must have a backbone member
    """

    size: dict[int, int]
    kinds: tuple[Kind, ...]
    shares: tuple[dict[int, tuple[int, int]], ...]
    least: tuple[dict[int, int], ...]
    reach: dict[int, int]
    backbone: bool


@dataclass(frozen=True)
class _Found:
    moves: list[tuple[int, int, int]]
    values: dict[str, int]
    bounds: dict[str, int]
    status: str


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
    moves: tuple[tuple[int, int, int], ...] = field(repr=False)
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
        made = self.scenario.made_on(self.org) if len(self.scenario) else self.org
        return made if self.scenario.on is None else made.at(self.scenario.on)

    @cached_property
    @own_language
    def reasons(self) -> pd.DataFrame:
        """Why each change is in the plan: step, change, what, and

        - ``repairs``: what the goals come to without the exchange that this move is part of (as headcounts stay, moves go in rings);
        - ``why``: who else would have done as well;
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
            member = self.moves[step - 1][0]
            asked = ""
            if time.monotonic() - began < _PATIENCE:
                asked = self._told(self._without(change).objective)
            lines.append((step, change, what, self._told(without), self._alike(member), asked))
        return pd.DataFrame(
            lines, columns=["step", "change", "what", "repairs", "why", "next_best"]
        )

    def _told(self, values: Mapping[str, float]) -> str:
        worse = [
            text(
                "balance.instead",
                goal=text(f"goal.{name}"),
                value=plain(values[name]),
                best=plain(self.objective[name]),
            )
            for name in GOALS
            if name in values and values[name] != self.objective[name]
        ]
        return listed(worse, most=len(worse)) if worse else text("balance.as_good")

    def _alike(self, member: int) -> str:
        moving = {one for one, _, _ in self.moves}
        pinned = _positions(self.org, self.pins)
        for region in _regions(self.org, self.policy, self.layer, pinned, []):
            for kind in region.kinds:
                if member in kind.people:
                    others = [one for one in kind.people if one not in moving]
                    names = self.org.names(MEMBER, np.array(others, dtype=np.intp)).tolist()
                    key = "balance.alike" if names else "balance.only"
                    return text(key, names=listed(names))
        return ""

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
                key, off = "balance.off", plain(row["off_after"])
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
            text("balance.line", unit=row[0], kinds=listed(told, most=9))
            for row in rows
            if (told := [f"{h} {c}" for h, c in zip(headings[1:], row[1:], strict=True)])
        ]
        title = text("balance.mix")
        return [Section(title, headings, rows, lines, len(self.mix))]


def _turned(row: Mapping[Hashable, object], name: str) -> str:
    """A count today and afterwards; one number where it stays."""
    now, then = row[name], row[f"{name}_after"]
    return plain(now) if now == then else f"{plain(now)} → {plain(then)}"


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
    """Regroup so that every group has a backbone member and its share of every kind of people, with
    the fewest moves; proven.

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
        Members who stay.
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
    Members go to another group alike in the columns of `Transfer.regroup`. Every group keeps its
    headcount; who leads a group stays, and so does whoever is in several groups of the layer. No
    group comes to draw on more base units than `Layer.most_base_units` (or than today), and none
    has fewer people for a requirement than it asks (or than today).

    Goals, first things first. *groups_without_backbone*: groups with members and without a backbone
    member. *imbalance_of_mix*: `group_mix`'s ``off``, summed. *people_moved*: people whose group
    differs.

    Examples
    --------
    >>> from sanzu_graph import Mix, Org, Policy, Rule
    >>> org = Org({"id": list("ABCD"), "years": [20, 22, 1, 2]}, {"id": ["G", "H"], "layer": ["party"] * 2},
    ...           {"member": list("ABCD"), "unit": ["G", "G", "H", "H"]})
    >>> policy = Policy.for_layers("team", ["party"]).replace(mixes=(Mix("old", Rule("years", at_least=9)),))
    >>> plan = balance_groups(org, policy, lang="en")
    >>> plan.status, dict(plan.objective)
    ('optimal', {'groups_without_backbone': 0, 'imbalance_of_mix': 0, 'people_moved': 2})
    """
    began = time.monotonic()
    policy = Policy() if policy is None else policy
    lang = language(lang, policy.lang)
    day = day_for(org, on)
    here = org if day is None else org.at(day)
    layer = (
        next((one.name for one in policy.groups if one.name in here.layers), policy.base)
        if layer is None
        else layer
    )
    here.pairs(layer)  # says so where there is none
    pins = frozenset([pins] if isinstance(pins, str) else pins)
    pinned = _positions(here, pins)
    left_out: list[str] = []
    before = _counted(here, policy, layer, None)
    effort = Effort.within(time_limit)
    regions = list(_regions(here, policy, layer, pinned, left_out))
    answers = [_solved(region, effort) for region in regions]
    moves = sorted(
        (move for answer in answers for move in answer.moves),
        key=lambda move: here.encoding.members[move[0]],
    )
    ids = here.encoding
    changes = [
        MoveMember(ids.members[one], ids.units[source], ids.units[target])
        for one, source, target in moves
    ]
    scenario = Scenario(
        text("balance.name", lang) if name is None else name, changes, on=day
    ).on_base(org)
    after = scenario.made_on(org) if changes else org
    now = _counted(after, policy, layer, day)
    now[MOVED] = len(moves)
    elsewhere = {
        goal: before.get(goal, 0) - sum(_today(region)[goal] for region in regions)
        for goal in GOALS
    }
    told = {
        goal: sum(answer.values[goal] for answer in answers) + elsewhere[goal] for goal in GOALS
    }
    if told != now or _sizes(after if day is None else after.at(day), layer) != _sizes(here, layer):
        raise ModelError("error.pairing", what=f"{told} ≠ {now}")
    statuses = [answer.status for answer in answers if answer.status != OPTIMAL]
    bounds = {
        goal: sum(answer.bounds[goal] for answer in answers) + elsewhere[goal]
        for goal in GOALS
        if all(goal in answer.bounds for answer in answers)
    }
    proof = Proof(
        statuses[0] if statuses else OPTIMAL,
        {goal: now[goal] for goal in GOALS},
        {**before, MOVED: 0},
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
        partial(balance_groups, org, policy, layer=layer, time_limit=time_limit, on=day, lang=lang),
        org=here,
        scenario=scenario,
        proof=proof,
        lang=lang,
    )


def _counted(org: Org, policy: Policy, layer: str, day: datetime.date | None) -> dict[str, int]:
    """The goals as the measure counts them, which knows nothing of the model."""
    frame = group_mix(org if day is None else org.at(day), policy, layer=layer)
    asked = policy.backbone is not None and policy.backbone.column in org.members
    bare = int(((frame["backbone"] == 0) & (frame["headcount"] > 0)).sum()) if asked else 0
    return {LACKING: bare, OFF: int(frame["off"].sum())}


def _sizes(org: Org, layer: str) -> dict[str, int]:
    found = org.pairs(layer)
    return dict(
        zip(
            org.encoding.units[found.units].tolist(),
            found.per_unit[found.units].tolist(),
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


def _who(org: Org, rule: Rule | None, place: str, left_out: list[str]) -> list[bool] | None:
    if rule is None:
        return None
    try:
        return [bool(one) for one in rule.mask(org).tolist()]
    except AbsentError:
        left_out.append(place)
        return None


def _regions(
    org: Org, policy: Policy, layer: str, pinned: set[int], left_out: list[str]
) -> Iterator[Region]:
    """The groups that may exchange members, with everything that counts there."""
    demands, found = policy.layer(layer), org.pairs(layer)
    key = keys(org, policy.transfer.regroup, left_out, "transfer.regroup")
    mixes = [
        who
        for mix in policy.mixes
        if (who := _who(org, mix.who, f"mixes.{mix.name}", left_out)) is not None
    ]
    asked = [
        (who, math.ceil(one.minimum.value))
        for one in policy.requirements
        if one.per == layer
        and one.who is not None
        and not (one.role or one.duty or one.layer or one.units or one.rollup)
        and (who := _who(org, one.who, f"requirements.{one.name}", left_out)) is not None
    ]
    anchor = _who(org, policy.backbone, "backbone", left_out)
    columns = [*mixes, *(who for who, _ in asked), *([anchor] if anchor is not None else [])]
    bounded = (
        demands.most_base_units is not None and policy.base in org.layers and layer != policy.base
    )
    homes: dict[int, list[int]] = defaultdict(list)
    if bounded:
        based = org.pairs(policy.base)
        for member, unit in zip(based.member.tolist(), based.unit.tolist(), strict=True):
            homes[member].append(unit)
    firm = (
        pinned
        | set(org.pairs(layer, LEADER).member.tolist())
        | set(np.flatnonzero(found.per_member > 1).tolist())
    )
    inside: dict[int, list[int]] = defaultdict(list)
    for member, unit in zip(found.member.tolist(), found.unit.tolist(), strict=True):
        inside[unit].append(member)
    by_key: dict[int, list[int]] = defaultdict(list)
    for unit in found.units.tolist():
        if inside[unit]:
            by_key[int(key[unit])].append(unit)
    names = org.encoding.members
    for groups in by_key.values():
        alike: dict[tuple[int, tuple[bool, ...], tuple[int, ...]], list[list[int]]] = defaultdict(
            lambda: [[], []]
        )
        for group in groups:
            for member in sorted(inside[group], key=lambda one: names[one]):
                bits = tuple(column[member] for column in columns)
                alike[group, bits, tuple(sorted(homes[member]))][member in firm].append(member)
        kinds = tuple(Kind(*at, tuple(free), len(stays)) for at, (free, stays) in alike.items())
        size = {group: len(inside[group]) for group in groups}
        whole = sum(size.values())
        shares = []
        for column in mixes:
            count = sum(column[member] for group in groups for member in inside[group])
            shares.append(
                {
                    group: (count * size[group] // whole, -(-count * size[group] // whole))
                    for group in groups
                }
            )
        least = tuple(
            {group: min(minimum, sum(who[one] for one in inside[group])) for group in groups}
            for who, minimum in asked
        )
        limit = (
            math.floor(demands.most_base_units.value) if bounded and demands.most_base_units else 0
        )
        reach = (
            {
                group: max(limit, len({home for one in inside[group] for home in homes[one]}))
                for group in groups
            }
            if bounded
            else {}
        )
        yield Region(size, kinds, tuple(shares), least, reach, anchor is not None)


def _count(region: Region, bit: int, group: int) -> int:
    return sum(
        len(kind.people) + kind.staying
        for kind in region.kinds
        if kind.group == group and kind.bits[bit]
    )


def _today(region: Region) -> dict[str, int]:
    """What the goals come to in a region if nothing is done."""
    off = 0
    for bit, shares in enumerate(region.shares):
        for group, (low, high) in shares.items():
            count = _count(region, bit, group)
            off += max(low - count, 0) + max(count - high, 0)
    bare = sum(not _count(region, -1, group) for group in region.size) if region.backbone else 0
    return {LACKING: bare, OFF: off, MOVED: 0}


def _solved(region: Region, effort: Effort) -> _Found:
    """The best exchange in a region."""
    model = Model()
    goes = {
        (number, group): model.column(len(kind.people), name=("goes", number, group)).number
        for number, kind in enumerate(region.kinds)
        for group in region.size
        if kind.people and group != kind.group
    }
    if not goes:  # nobody to exchange
        values = _today(region)
        return _Found([], values, values, OPTIMAL)
    for number, kind in enumerate(region.kinds):
        model.row(
            [(goes[number, group], 1) for group in region.size if (number, group) in goes],
            most=len(kind.people),
        )
    goals: dict[str, Terms] = {
        LACKING: [],
        OFF: [],
        MOVED: [(column, 1) for column in goes.values()],
    }
    for group in region.size:
        _bounds(region, model, group, goes, goals)
        if region.reach:
            _reach(region, model, group, goes)
    return _in_turn(region, model, goals, goes, effort)


def _change(
    region: Region, goes: Mapping[tuple[int, int], int], group: int, bit: int | None
) -> Terms:
    """What a group gains and loses of those who have a bit; None: of all."""
    terms: Terms = []
    for (number, target), column in goes.items():
        kind = region.kinds[number]
        if (bit is None or kind.bits[bit]) and group in (target, kind.group):
            terms.append((column, 1 if target == group else -1))
    return terms


def _bounds(
    region: Region,
    model: Model,
    group: int,
    goes: Mapping[tuple[int, int], int],
    goals: dict[str, Terms],
) -> None:
    """The group keeps its headcount and its requirements, and has its share of every kind and a
    backbone as far as can be.
    """
    model.row(_change(region, goes, group, None), 0, 0)
    for bit, shares in enumerate(region.shares):
        low, high = shares[group]
        today, terms = _count(region, bit, group), _change(region, goes, group, bit)
        away = model.column(
            region.size[group], max(low - today, today - high, 0), ("off", group, bit)
        ).number
        model.row([*terms, (away, 1)], least=low - today)
        model.row([*terms, (away, -1)], most=high - today)
        goals[OFF].append((away, 1))
    for number, least in enumerate(region.least):
        bit = len(region.shares) + number
        model.row(
            _change(region, goes, group, bit), least=least[group] - _count(region, bit, group)
        )
    if region.backbone:
        bare = model.column(1, int(not _count(region, -1, group)), ("bare", group)).number
        model.row(
            [*_change(region, goes, group, -1), (bare, 1)], least=1 - _count(region, -1, group)
        )
        goals[LACKING].append((bare, 1))


def _reach(region: Region, model: Model, group: int, goes: Mapping[tuple[int, int], int]) -> None:
    """A group draws on no more base units than it may."""
    there: Terms = []
    for home in sorted({home for kind in region.kinds for home in kind.homes}):
        is_today = any(kind.group == group and home in kind.homes for kind in region.kinds)
        is_there = model.column(1, int(is_today), ("reaches", group, home)).number
        there.append((is_there, 1))
        for number, kind in enumerate(region.kinds):
            if home not in kind.homes:
                continue
            if kind.group == group:
                leaving = [(column, 1) for (one, _), column in goes.items() if one == number]
                stays = len(kind.people) + kind.staying
                model.row([*leaving, (is_there, stays)], least=stays)
            elif (number, group) in goes:
                model.row([(goes[number, group], 1), (is_there, -len(kind.people))], most=0)
    model.row(there, most=region.reach[group])


def _in_turn(
    region: Region,
    model: Model,
    goals: dict[str, Terms],
    goes: Mapping[tuple[int, int], int],
    effort: Effort,
) -> _Found:
    outcome = in_order(
        model,
        [Goal(goal, Sum(goals[goal])) for goal in GOALS],
        effort=effort,
    )
    plan, status = outcome.plan, outcome.status
    assert plan is not None  # doing nothing keeps every row
    moves = []
    left = {number: list(kind.people) for number, kind in enumerate(region.kinds)}
    for (number, target), column in goes.items():
        moves += [
            (left[number].pop(0), region.kinds[number].group, target)
            for _ in range(int(plan[column]))
        ]
    # Slack may be larger than needed where its goal was not reached.
    values = {**outcome.values, **_afterwards(region, moves)}
    return _Found(moves, values, dict(outcome.bounds), status)


def _afterwards(region: Region, moves: list[tuple[int, int, int]]) -> dict[str, int]:
    """What moves come to in a region."""
    goes = {one: target for one, _, target in moves}
    kinds = []
    for kind in region.kinds:
        kinds += [
            replace(kind, group=goes.get(one, kind.group), people=(one,), staying=0)
            for one in kind.people
        ]
        kinds.append(replace(kind, people=()))
    return {**_today(replace(region, kinds=tuple(kinds))), MOVED: len(moves)}


def _rings(moves: Iterable[tuple[int, int, int]]) -> list[int]:
    """Which ring of exchanges each move belongs to; as headcounts stay, whoever leaves a group
    makes room for another.
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
