"""`propose_leaders`: all vacancies and alignments at once, as a scenario."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.roles import AppointLeader, RelieveLeader
from sanzu_graph.checks.leading import (
    ineligible_leaders,
    overextended_leaders,
    unaligned_leaders,
    vacant_leaders,
)
from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import ModelError
from sanzu_graph.messages import language, listed, plain, text
from sanzu_graph.model.days import day_for
from sanzu_graph.pairing.appointing import (
    CHANGED,
    INELIGIBLE,
    OVERLOAD,
    UNALIGNED,
    VACANT,
    Offices,
    decide,
    offices,
)
from sanzu_graph.pairing.candidates import Ranking, rank_candidates
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.plan import Plan, Proof
from sanzu_graph.scenarios.plan_text import change_lines
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.schema import MEMBER, UNIT
from sanzu_graph.solving.highs import solver_name

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org


@dataclass(frozen=True, eq=False, repr=False)
class Leadership(Plan):
    """What `propose_leaders` found.

    Attributes
    ----------
    policy : which layers are led, by whom
    offices, leader : the units decided and who may lead them; unit → leader, or -1, in positions
    rankings : unit id → the ranking that was used, where the unit's candidates were assessed
    """

    policy: Policy = field(repr=False)
    offices: Offices = field(repr=False)
    leader: Mapping[int, int] = field(repr=False)
    rankings: Mapping[str, Ranking] = field(repr=False)
    scenario: Scenario = field(repr=False, kw_only=True)

    solves_reasons: ClassVar[bool] = False
    name_key: ClassVar[str] = "leaders.name"
    met_key: ClassVar[str] = "leaders.all_led"

    @cached_property
    @own_language
    def reasons(self) -> pd.DataFrame:
        """One row an appointment: unit, name, before, leader, leader_name, why, others, step,
        change, what.

        ``others``: who else may lead the unit and was not ranked below; where these are, the
        records do not decide, and people must.
        """
        rows = [
            self._reason(unit, one)
            for unit, one in self.leader.items()
            if one >= 0 and self.offices.sitting.get(unit, []) != [one]
        ]
        names = ["unit", "name", "before", "leader", "leader_name", "why", "others"]
        frame = pd.DataFrame(rows, columns=names, dtype="str")
        steps = {
            change.unit: (step, change, what)
            for step, (change, what) in enumerate(
                zip(self.scenario, change_lines(self), strict=True), 1
            )
            if isinstance(change, AppointLeader)
        }
        told = [steps[unit] for unit in frame["unit"]]
        behind = pd.DataFrame(told, columns=["step", "change", "what"], index=frame.index)
        return pd.concat([frame, behind], axis=1)

    @cached_property
    @own_language
    def unfilled(self) -> pd.DataFrame:
        """One row a unit that stays without a leader: unit, name, why."""
        rows = []
        for unit, one in self.leader.items():
            if one < 0:
                may = self.offices.may[unit]
                key = "leaders.all_busy" if may else "leaders.nobody"
                rows.append(
                    (
                        self.org.encoding.units[unit],
                        self._unit(unit),
                        text(key, count=len(may)),
                    )
                )
        return pd.DataFrame(rows, columns=["unit", "name", "why"], dtype="str")

    def _unit(self, unit: int) -> str:
        return str(self.org.names(UNIT, np.array([unit]))[0])

    def _named(self, members: list[int]) -> list[str]:
        return [str(name) for name in self.org.names(MEMBER, np.array(members, dtype=np.intp))]

    def _reason(self, unit: int, one: int) -> tuple[str, ...]:
        made, ids = self.offices, self.org.encoding
        sitting = made.sitting.get(unit, [])
        ranking = self.rankings.get(ids.units[unit])
        told = [self._cause(unit, sitting, one)]
        fit = made.may[unit] & set(sitting) if one in sitting else made.may[unit] - set(sitting)
        equals = [other for other in fit if other != one]
        if ranking is not None and ids.members[one] in ranking.totals:
            rank = ranking.ranks
            told.append(
                text(
                    "leaders.ranked",
                    rank=rank[ids.members[one]],
                    count=len(rank),
                    score=plain(float(ranking.totals[ids.members[one]])),
                )
            )
            equals = [
                other
                for other in equals
                if rank.get(ids.members[other], len(rank) + 1) <= rank[ids.members[one]]
            ]
        elif unit in made.aligned and one in self._base_leaders:
            equals = [other for other in equals if other in self._base_leaders]
        if one in made.deputies.get(unit, ()):
            told.append(text("leaders.deputy"))
            equals = [
                other for other in equals if ranking is not None or other in made.deputies[unit]
            ]
        if made.limit is not None:
            equals = [other for other in equals if made.firm.get(other, 0) < made.limit]
        names = listed(self._named(sorted(equals)), most=5) if equals else ""
        who = self._named([one])[0]
        before = text("list.comma").join(self._named(sitting))
        return (
            ids.units[unit],
            self._unit(unit),
            before,
            ids.members[one],
            who,
            text("leaders.semicolon").join(told),
            names,
        )

    @cached_property
    def _base_leaders(self) -> set[int]:
        """Who leads a base unit in the plan."""
        return set(self.offices.firm_base) | {
            one for unit, one in self.leader.items() if unit in self.offices.base
        }

    def _cause(self, unit: int, sitting: list[int], one: int) -> str:
        made = self.offices
        if not sitting:
            return text("leaders.vacant")
        if len(sitting) > 1:
            return text("leaders.double", count=len(sitting))
        if not set(sitting) & made.may[unit]:
            return text("leaders.ineligible")
        if unit in made.aligned and one in self._base_leaders:
            return text("leaders.aligned")
        return text("leaders.relieves", name=self._named(sitting)[0])

    @cached_property
    @own_language
    def unmet(self) -> pd.DataFrame:
        """`unfilled`, and ``what`` in a sentence."""
        frame = self.unfilled
        what = [text("leaders.stays", unit=name) for name in frame["name"]]
        return frame.assign(what=pd.Series(what, index=frame.index, dtype="str"))


@spoken
def propose_leaders(
    org: Org,
    policy: Policy | None = None,
    *,
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
    AbsentError
        If a rule names a column, or the policy a base layer, that the organisation does not have.
    ModelError
        If the plan does not stand the recount: an error of ours.

    Notes
    -----
    Decided are units of led layers (`Layer.led`) that have members and no leader, several, or one
    who may not lead; groups of aligned layers whose leader leads no base unit though somebody in
    them does; units led by people who lead too much; and what hangs on these: groups that somebody
    who already leads enough would give up for them, and aligned groups of people who could come to
    lead a base unit. All others keep their leaders. Only a unit's own members who may lead it are
    appointed. Nobody comes to lead more than `Leaders.most_units`.

    Goals, first things first. *vacant*: units without a leader. *ineligible*: with a leader who may
    not lead. *overload*: units led beyond what one may, summed over people. *unaligned*: groups
    that stand apart. *appointments*: units whose leader changes. Among equals the organisation's
    assessments decide (`rank_candidates`), then who is the deputy; where even these do not, the
    choice is by id, and `Leadership.reasons` names the others.

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
    lang = language(lang, policy.lang)
    day = day_for(org, on)
    here = org if day is None else org.at(day)
    made = offices(here, policy)
    rankings = _rankings(here, policy, made, lang)
    place = {name: number for number, name in enumerate(here.encoding.members.tolist())}
    ranks = {
        unit: {place[one]: rank for one, rank in rankings[here.encoding.units[unit]].ranks.items()}
        for unit in made.decided
        if here.encoding.units[unit] in rankings
    }
    found = decide(made, ranks)
    ids = here.encoding
    changes: list[Change] = [
        RelieveLeader(ids.members[sitting], ids.units[unit])
        for unit, one in sorted(found.leader.items())
        if one < 0
        for sitting in made.sitting.get(unit, [])
    ]
    changes += [
        AppointLeader(ids.members[one], ids.units[unit])
        for unit, one in sorted(found.leader.items())
        if one >= 0 and made.sitting.get(unit, []) != [one]
    ]
    scenario = Scenario(
        text("leaders.name", lang) if name is None else name, changes, on=day
    ).on_base(org)
    after = scenario.made_on(org) if changes else org
    before, now = (_counted(one if day is None else one.at(day), policy) for one in (org, after))
    now[CHANGED], before[CHANGED] = sum(isinstance(change, AppointLeader) for change in changes), 0
    told = {goal: found.values[goal] for goal in now}
    if now != told:
        raise ModelError("error.pairing", what=f"{told} ≠ {now}")
    proof = Proof(found.status, now, before, found.bounds, time.monotonic() - began, solver_name())
    return Leadership(
        policy,
        made,
        found.leader,
        rankings,
        org=here,
        scenario=scenario,
        proof=proof,
        lang=lang,
    )


def _rankings(org: Org, policy: Policy, made: Offices, lang: str) -> dict[str, Ranking]:
    assessed = set(org.assessments["unit"].tolist()) if policy.assessment is not None else set()
    units = [org.encoding.units[unit] for unit in made.decided]
    found = {
        unit: rank_candidates(org, policy, unit=unit, lang=lang)
        for unit in units
        if unit in assessed
    }
    return {unit: ranking for unit, ranking in found.items() if ranking.totals}


def _counted(org: Org, policy: Policy) -> dict[str, int]:
    """The goals as the checks count them, which know nothing of the model."""
    led = [layer for layer in policy.layers if layer.led and layer.name in org.layers]
    found = dict.fromkeys((VACANT, INELIGIBLE, OVERLOAD, UNALIGNED), 0)
    for layer in led:
        found[VACANT] += len(vacant_leaders(org, layer.name))
        wrong = set()
        for rule in (layer.leader, layer.eligible):
            if rule is not None:
                frame = ineligible_leaders(org, layer.name, rule)
                wrong |= set(zip(frame["entity_id"], frame["unit"], strict=True))
        found[INELIGIBLE] += len(wrong)
    if policy.leaders.most_units is not None:
        frame = overextended_leaders(org, policy.leaders.most_units.value)
        found[OVERLOAD] = int((frame["value"] - np.floor(frame["limit"])).sum())
    for layer in policy.groups:
        if layer.aligned and layer.name in org.layers:
            found[UNALIGNED] += unaligned_leaders(org, layer.name, policy.base)["group"].nunique()
    return found
