"""Which of equals leads: what decides where no goal does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.audits.ranking import best_moves
from sanzu_graph.errors import AbsentError
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    import datetime

    from sanzu_graph.leaders.leader_question import LeaderQuestion, Members
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: Place of a unit → place of a member → a number.
Ranks = Mapping[int, Mapping[int, int]]
#: What decides among equals, first things first; then the id.
ASSESSED, DEPUTY, FINDINGS, SENIORITY = ORDER = ("assessed", "deputy", "findings", "seniority")
#: New findings are counted for at most `UNITS` units, in organisations of at most `FEW` members.
FEW, UNITS = 5_000, 50


@dataclass(frozen=True)
class LeaderOrder:
    """What decides among equals: less is better.

    Attributes
    ----------
    ranks : unit → member → rank by the organisation's own assessments
    findings : unit → member → how many findings are new if this member is appointed
    seniority : member → how many distinct numbers of years are more than theirs
    """

    ranks: Ranks
    findings: Ranks
    seniority: tuple[int, ...]

    @classmethod
    def of(
        cls,
        org: Org,
        policy: Policy,
        question: LeaderQuestion,
        ranks: Ranks,
        on: datetime.date | None,
    ) -> LeaderOrder:
        """The order in an organisation, on a day."""
        open_ = [
            unit
            for unit, may in question.may.items()
            if unit in question.candidates and len(may - question.leaders(unit)) > 1
        ]
        findings = {}
        if org.encoding.member_count <= FEW and len(open_) <= UNITS:
            findings = {unit: _new_findings(org, policy, unit, on) for unit in open_}
        return cls(ranks, findings, _seniority(org))

    def cost(self, question: LeaderQuestion, name: str, unit: int, member: int) -> int:
        """What it counts by one part of the order that a member leads a unit."""
        if name == ASSESSED:
            ranks = self.ranks.get(unit)
            return 0 if ranks is None else ranks.get(member, len(ranks) + 1)
        if member in question.leaders(unit):
            return 0
        if name == DEPUTY:
            return int(member not in question.deputies.get(unit, ()))
        if name == FINDINGS:
            return self.findings.get(unit, {}).get(member, 0)
        return self.seniority[member]

    def costs(self, question: LeaderQuestion, leaders: Mapping[int, Members]) -> dict[str, int]:
        """Part of the order → what a plan counts by it."""
        return {
            name: sum(
                self.cost(question, name, unit, member)
                for unit, some in leaders.items()
                for member in some
            )
            for name in ORDER
        }


def _new_findings(org: Org, policy: Policy, unit: int, on: datetime.date | None) -> dict[int, int]:
    code = org.encoding
    moves = best_moves(org, policy, unit=str(code.units[unit]), role=LEADER, on=on)
    counts = zip(moves["member"].tolist(), moves["breaks"].tolist(), strict=True)
    return {code.member_at[member]: int(count) for member, count in counts}


def _seniority(org: Org) -> tuple[int, ...]:
    try:
        years = np.nan_to_num(org.numbers("members", "seniority_years"), nan=-1.0)
    except AbsentError:
        return (0,) * org.encoding.member_count
    return tuple(np.unique(-years, return_inverse=True)[1].tolist())
