"""`propose_leaders`: all vacancies and alignments at once, as a scenario."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.roles import AppointLeader, RelieveLeader
from sanzu_graph.checks.leading import (
    double_leaders,
    overextended_leaders,
    unaligned_leaders,
    vacant_leaders,
)
from sanzu_graph.doors import guarded, own_language, spoken
from sanzu_graph.errors import ModelError
from sanzu_graph.leaders.candidates import Ranking, rank_candidates
from sanzu_graph.leaders.leader_model import (
    APPOINTED,
    INELIGIBLE,
    OVERLOAD,
    RELIEVED,
    SURPLUS,
    UNALIGNED,
    VACANT,
    choose_leaders,
)
from sanzu_graph.leaders.leader_order import LeaderOrder
from sanzu_graph.leaders.leader_question import LeaderQuestion, Members, Post, leader_question
from sanzu_graph.leaders.leader_reasons import LeaderReasons
from sanzu_graph.messages import language, text
from sanzu_graph.model.days import day_for
from sanzu_graph.model.readable_frames import read_easily
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.placement import Placement
from sanzu_graph.scenarios.other_plans import Alternatives, by_change
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import Proof
from sanzu_graph.scenarios.plan_text import SHOWN, change_lines
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.schema import LEADER
from sanzu_graph.solving.highs import solver_name

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org


@dataclass(frozen=True, eq=False, repr=False)
class Leadership(Plan):
    """What `propose_leaders` found.

    Attributes
    ----------
    policy : which layers are led, by whom, resolved against the organisation
    question, leaders : the units decided and who may lead them; unit → who leads it in the plan;
        all in positions
    order : what decides among equals
    rankings : unit id → the ranking that was used, where the unit's candidates were assessed
    barred, kept : (member, unit) pairs that were asked never to be appointed, and to lead on
    again : asks the same again, with other keywords
    """

    policy: Policy = field(repr=False)
    question: LeaderQuestion = field(repr=False)
    leaders: Mapping[int, Members] = field(repr=False)
    order: LeaderOrder = field(repr=False)
    rankings: Mapping[str, Ranking] = field(repr=False)
    barred: tuple[Post, ...]
    kept: tuple[Post, ...]
    again: Callable[..., Leadership] = field(repr=False)
    scenario: Scenario = field(repr=False, kw_only=True)

    solves_reasons: ClassVar[bool] = False
    name_keys: ClassVar[tuple[str, ...]] = ("leaders.name",)
    met_key: ClassVar[str] = "leaders.all_led"

    @property
    def preference(self) -> dict[str, int]:
        """What decides among plans that reach the same goals, first things first."""
        return self.order.costs(self.question, self.leaders)

    @cached_property
    @own_language
    @read_easily
    def reasons(self) -> pd.DataFrame:
        """One row a change: unit, name, before, leader, leader_name, why, others, step, change,
        what.

        ``leader``: who is appointed, or relieved. ``others``: who else could be, and was not ranked
        otherwise; where these are, the records do not decide, and people must.
        """
        code = self.org.encoding
        place = {name: number for number, name in enumerate(code.members.tolist())}
        units = {name: number for number, name in enumerate(code.units.tolist())}
        reasons = LeaderReasons(self.org, self.question, self.leaders, self.rankings, self.order)
        rows = []
        for step, (change, what) in enumerate(
            zip(self.scenario, change_lines(self), strict=True), 1
        ):
            assert isinstance(change, (AppointLeader, RelieveLeader))
            unit, member = units[change.unit], place[change.member]
            is_new = isinstance(change, AppointLeader)
            why, others = (
                reasons.appointed(unit, member) if is_new else reasons.relieved(unit, member)
            )
            rows.append(
                (
                    change.unit,
                    reasons.unit_name(unit),
                    reasons.names(self.question.leaders(unit)),
                    change.member,
                    reasons.names([member]),
                    why,
                    others,
                    step,
                    change,
                    what,
                )
            )
        names = ["unit", "name", "before", "leader", "leader_name", "why", "others"]
        frame = pd.DataFrame(rows, columns=[*names, "step", "change", "what"])
        return frame.astype(dict.fromkeys([*names, "what"], "str"))

    @cached_property
    @own_language
    def unfilled(self) -> pd.DataFrame:
        """One row a unit that stays without all the leaders it needs: unit, name, why."""
        reasons = LeaderReasons(self.org, self.question, self.leaders, self.rankings, self.order)
        rows = [
            (self.org.encoding.units[unit], reasons.unit_name(unit), reasons.unfilled(unit))
            for unit, leaders in self.leaders.items()
            if len(leaders) < self.question.least[unit]
        ]
        return pd.DataFrame(rows, columns=["unit", "name", "why"], dtype="str")

    @own_language
    def notes(self) -> list[str]:
        """How many others could lead as well, by everything that decides."""
        counts: dict[str, int] = {}
        reasons = LeaderReasons(self.org, self.question, self.leaders, self.rankings, self.order)
        for change in self.scenario:
            if isinstance(change, AppointLeader):
                code = self.org.encoding
                equals = reasons.equals(code.unit_at[change.unit], code.member_at[change.member])
                counts[change.unit] = len(equals)
        return [
            text("leaders.equals", unit=unit, count=count)
            for unit, count in counts.items()
            if count
        ][:SHOWN]

    @guarded
    def alternatives(self, count: int = 3, *, seconds: float = 120.0) -> Alternatives[Leadership]:
        """Other plans: for each change the best plan without it; each once, the best first."""
        return by_change(self, self._without, count, seconds=seconds)

    def _without(self, change: Change) -> Leadership | None:
        assert isinstance(change, (AppointLeader, RelieveLeader))
        post = (change.member, change.unit)
        if isinstance(change, AppointLeader):
            return self.again(barred=(*self.barred, post), kept=self.kept)
        return self.again(barred=self.barred, kept=(*self.kept, post))

    @cached_property
    @own_language
    @read_easily
    def unmet(self) -> pd.DataFrame:
        """`unfilled`, and ``what`` in a sentence."""
        frame, question = self.unfilled, self.question
        units = {name: number for number, name in enumerate(self.org.encoding.units.tolist())}
        what = [
            text(
                "leaders.stays_short" if self.leaders[units[unit]] else "leaders.stays",
                unit=name,
                count=len(self.leaders[units[unit]]),
                least=question.least[units[unit]],
            )
            for unit, name in zip(frame["unit"], frame["name"], strict=True)
        ]
        return frame.assign(what=pd.Series(what, index=frame.index, dtype="str"))


@spoken
def propose_leaders(
    org: Org,
    policy: Policy | None = None,
    *,
    barred: Iterable[Post] = (),
    kept: Iterable[Post] = (),
    on: object = None,
    name: str | None = None,
    lang: str | None = None,
) -> Leadership:
    """Name leaders where they are missing, may not lead, lead too much or stand apart from the base
    units' leaders; all at once.

    Parameters
    ----------
    org
        The organisation; it is not touched.
    policy
        Which layers are led, by whom, how many units one may lead, which layers are aligned; by
        default the shipped one.
    barred
        (member id, unit id) pairs: this member is not appointed there.
    kept
        (member id, unit id) pairs: this leader goes on there.
    on
        The day for which the plan is made; where the organisation has dates, today by default.
    name
        What the plan is called.
    lang
        The language of sentences; by default the policy's, else the user's locale.

    Returns
    -------
    Leadership
        With `Leadership.scenario` and `Leadership.reasons`.

    Raises
    ------
    ProblemError
        Naming everybody to be kept who leads no such unit, and units with more of them than may
        lead.
    AbsentError
        If a rule names a column, or the policy a base layer, that the organisation does not have.
    ModelError
        If the plan does not stand the recount: an error of ours.

    Notes
    -----
    The policy is resolved against the organisation first (`Policy.resolve`): it says which layers
    are led, and how many leaders a unit with members needs and may have.

    Units of led layers are decided if they have too few or too many leaders. They are decided, too,
    if a leader may not lead or leads too much. So are groups of aligned layers in which no leader
    leads a base unit, though somebody in them does. Groups that depend on these are decided with
    them. Somebody who already leads enough may give up a group for one of them. People of an
    aligned group may come to lead a base unit. All others keep their leaders. Only people who have
    a seat in a unit and whom placement allows to lead it are appointed there. Nobody leads more
    than `Leaders.most_units` units of all layers together, or than today; who is newly appointed
    keeps to the limit.

    Goals, first things first. *vacant*: leaders missing, summed over units. *surplus*: leaders
    beyond the most that a unit may have; none in any plan. *ineligible*: leaders who may not lead,
    by the layer's rule for members or by that for leaders.
    *overload*: units led beyond what one may, summed over people. *unaligned*: groups that stand
    apart. *appointments*: new leaders. *relieved*: leaders who lead a unit no longer. Among equals
    the organisation's assessments decide (`rank_candidates`), then who is the deputy, then the
    fewest new findings, then seniority. Where even these do not, the choice is by id, and
    `Leadership.reasons` names the others.

    A plan may leave one unit without a leader in order to fill another. It does so where that
    serves a later goal; `Leadership.unfilled` says so.

    New findings are counted by `best_moves`, for each appointment by itself. This is done for at
    most 5,000 members and 50 open units. `Leadership.notes` tells how many are equal by all of
    that.

    Examples
    --------
    >>> from sanzu_graph import Org, Policy
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"], "role": ["member", "deputy"]})
    >>> plan = propose_leaders(org, Policy.for_layers("team").with_layer("team", led=True), lang="en")
    >>> [change.describe("en") for change in plan.scenario], plan.status
    (['Appoint B leader of T'], 'optimal')
    """
    began = time.monotonic()
    policy = (Policy() if policy is None else policy).resolve(org)
    day = day_for(org, on)
    here = org if day is None else org.at(day)
    barred, kept = tuple(barred), tuple(kept)
    question = leader_question(here, policy, barred=barred, kept=kept)
    rankings = _rankings(here, policy, question)
    place = {name: number for number, name in enumerate(here.encoding.members.tolist())}
    ranks = {
        unit: {
            place[member]: rank
            for member, rank in rankings[here.encoding.units[unit]].ranks.items()
        }
        for unit in question.candidates
        if here.encoding.units[unit] in rankings
    }
    order = LeaderOrder.of(here, policy, question, ranks, day)
    choice = choose_leaders(question, order)
    changes = list(_changes(here, question, choice.leaders))
    scenario = Scenario(text("leaders.name") if name is None else name, changes, on=day).on_base(
        org
    )
    after = scenario.made_on(org) if changes else org
    before, now = (
        _counted(state if day is None else state.at(day), policy) for state in (org, after)
    )
    posts = [_posts(state if day is None else state.at(day)) for state in (org, after)]
    before |= {APPOINTED: 0, RELIEVED: 0}
    now |= {APPOINTED: len(posts[1] - posts[0]), RELIEVED: len(posts[0] - posts[1])}
    if now != choice.values:
        raise ModelError("error.pairing", what=f"{dict(choice.values)} ≠ {now}")
    runtime = time.monotonic() - began
    proof = Proof(choice.status, now, before, choice.bounds, runtime, solver_name())
    return Leadership(
        policy,
        question,
        choice.leaders,
        order,
        rankings,
        barred,
        kept,
        partial(propose_leaders, org, policy, on=day),
        org=here,
        scenario=scenario,
        proof=proof,
        lang=language(),
    )


def _changes(
    org: Org, question: LeaderQuestion, leaders: Mapping[int, Members]
) -> Iterator[AppointLeader | RelieveLeader]:
    """Those who lead no longer, then those who newly lead; one change where one replaces all."""
    ids, appointments = org.encoding, []
    for unit, chosen in sorted(leaders.items()):
        sitting = question.leaders(unit)
        coming, leaving = sorted(chosen - sitting), sorted(sitting - chosen)
        if coming and not sitting & chosen:
            appointments.append(AppointLeader(ids.members[coming.pop(0)], ids.units[unit]))
            leaving = []
        for member in leaving:
            yield RelieveLeader(ids.members[member], ids.units[unit])
        appointments += [
            AppointLeader(ids.members[member], ids.units[unit], joint=True) for member in coming
        ]
    yield from appointments


def _posts(org: Org) -> set[tuple[str, str]]:
    """(unit, member) of every leader."""
    rows = org.memberships[org.memberships["role"] == LEADER]
    return set(zip(rows["unit"].tolist(), rows["member"].tolist(), strict=True))


def _rankings(org: Org, policy: Policy, question: LeaderQuestion) -> dict[str, Ranking]:
    assessed = set(org.assessments["unit"].tolist()) if policy.assessment is not None else set()
    units = [org.encoding.units[unit] for unit in question.candidates]
    rankings = {unit: rank_candidates(org, policy, unit=unit) for unit in units if unit in assessed}
    return {unit: ranking for unit, ranking in rankings.items() if ranking.totals}


def _counted(org: Org, policy: Policy) -> dict[str, int]:
    """The goals as the checks and placement count them, which know nothing of the model."""
    placement = Placement(org, policy)
    led = [layer for layer in policy.layers if layer.is_led and layer.name in org.layers]
    counts = dict.fromkeys((VACANT, SURPLUS, INELIGIBLE, OVERLOAD, UNALIGNED), 0)
    for layer in led:
        frame = vacant_leaders(org, layer.name, layer.least_leaders)
        counts[VACANT] += int((np.ceil(frame["limit"]) - frame["value"]).sum())
        if layer.most_leaders is not None:
            frame = double_leaders(org, layer.name, layer.most_leaders)
            counts[SURPLUS] += int((frame["value"] - np.floor(frame["limit"])).sum())
        leading = org.pairs(layer.name, LEADER).member
        counts[INELIGIBLE] += int((~placement.leaders(layer.name)[leading]).sum())
    if policy.leaders.most_units is not None:
        frame = overextended_leaders(org, policy.leaders.most_units.value)
        counts[OVERLOAD] = int((frame["value"] - np.floor(frame["limit"])).sum())
    for layer in policy.groups:
        if layer.aligned and layer.name in org.layers:
            counts[UNALIGNED] += unaligned_leaders(org, layer.name, policy.base)["group"].nunique()
    return counts
