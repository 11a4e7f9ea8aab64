"""`MentorRules`: who may mentor whom, as masks over the members and codes for pairs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.ties import mentorship
from sanzu_graph.policy.objections import (
    CROSSED,
    GAP,
    MENTORS_ENOUGH,
    MUTUAL,
    NO_MENTOR,
    ONESELF,
    OWN_LEADER,
    Codes,
    first,
)
from sanzu_graph.policy.occupancy import Mask, Occupancy
from sanzu_graph.policy.rules import columns_missing, met

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: The column that `Mentors.least_gap` compares.
SENIORITY = "seniority_years"


class MentorRules:
    """The rules of mentoring in an organisation.

    Parameters
    ----------
    org, policy
        As of `sanzu_graph.policy.placement.Placement`, which says what the rules are. Without
        `Policy.mentors` nobody is refused but oneself.

    Examples
    --------
    >>> from sanzu_graph import Mentors, Org, Policy, Rule
    >>> org = Org({"id": ["A", "B"], "seniority_years": [9, 1]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> rules = MentorRules(org, Policy.for_layers("team").replace(mentors=Mentors(mentor=Rule("seniority_years", at_least=5))))
    >>> rules.mentors.tolist()
    [True, False]
    """

    def __init__(self, org: Org, policy: Policy) -> None:
        self.org, self.rules = org, policy.mentors

    @cached_property
    def mentors(self) -> Mask:
        """Who is qualified to mentor; where nobody can tell, who mentors today."""
        kind = "mentors" if self.rules is None else self.rules.kind
        rule = None if self.rules is None else self.rules.mentor
        return met(self.org, rule, lambda: mentorship(self.org, kind).apprentice_count > 0)

    @cached_property
    def apprentices(self) -> Mask:
        """Who is owed a mentor; where nobody can tell, nobody is."""
        rule = None if self.rules is None else self.rules.apprentice
        return met(self.org, rule, lambda: np.zeros(self.org.encoding.member_count, dtype=bool))

    @cached_property
    def capacity(self) -> Positions:
        """How many apprentices each member may have; one's own cell goes before the policy's limit.

        Raises
        ------
        AbsentError
            If `members` does not have the column of capacities.
        """
        total, rules = self.org.encoding.member_count, self.rules
        if rules is None:
            return np.full(total, total)
        most = np.full(total, np.inf if rules.capacity is None else rules.capacity.value)
        if rules.capacity_column is not None:
            own = self.org.numbers("members", rules.capacity_column)
            most = np.where(np.isnan(own), most, own)
        places: Positions = np.floor(np.clip(most, 0, total)).astype(np.intp)
        return places

    def is_short(self, mentor: Positions, apprentice: Positions) -> Mask:
        """Which mentors are known to be too little ahead of the apprentice."""
        gap, years = None if self.rules is None else self.rules.least_gap, self._years
        if gap is None or years is None:
            return np.zeros(np.broadcast(mentor, apprentice).shape, dtype=bool)
        answer: Mask = years[mentor] - years[apprentice] < gap.value
        return answer

    @cached_property
    def _years(self) -> NDArray[np.float64] | None:
        """How long everybody has served; None where that is not kept."""
        if SENIORITY not in self.org.members:
            return None
        return self.org.numbers("members", SENIORITY)

    def codes(self, mentor: Positions, apprentice: Positions, now: Occupancy) -> Codes:
        """Why members may not mentor others, in the state `now`; both arrays are of one shape."""
        oneself = (ONESELF, mentor == apprentice)
        if self.rules is None:
            return first(mentor.shape, oneself)
        codes = first(
            mentor.shape,
            oneself,
            (NO_MENTOR, ~self.mentors[mentor]),
            (GAP, self.is_short(mentor, apprentice)),
            (OWN_LEADER, now.commands(mentor, apprentice) & (not self.rules.own_leader)),
            (CROSSED, now.commands(apprentice, mentor)),
            (MUTUAL, now.mentors(apprentice, mentor)),
            (MENTORS_ENOUGH, now.apprentices(mentor) >= self.capacity[mentor]),
        )
        codes[now.mentors(mentor, apprentice)] = 0
        return codes

    def unasked(self) -> Iterator[str]:
        """Every rule whose column the organisation does not keep, by its place in the policy."""
        for part in ("mentor", "apprentice"):
            rule = getattr(self.rules, part, None)
            if rule is not None and columns_missing(self.org, rule):
                yield f"mentors.{part}"
