"""Checks of mentoring: overloaded, idle, unqualified and crossed mentors, newcomers without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sanzu_graph.checks.finding_frames import together
from sanzu_graph.checks.found import (
    BY_RELATIONS,
    WITH_RELATIONS_IN_BASE,
    Call,
    Found,
    Only,
    Partners,
)
from sanzu_graph.checks.mentor_pairs import FAMILY, NEEDS
from sanzu_graph.checks.registry import all_checks, check
from sanzu_graph.doors import spoken
from sanzu_graph.messages import plain, text
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.ties import mentorship
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.rules import Rule, everybody
from sanzu_graph.schema import MEMBER

AnyRule = Rule | Mapping[str, Any] | None


def _capacity(policy: Policy) -> Iterator[Call]:
    if policy.mentors is not None and policy.mentors.capacity is not None:
        yield Call(
            {"capacity": policy.mentors.capacity.value, "kind": policy.mentors.kind},
            policy.mentors.capacity,
        )


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    calls=_capacity,
    near=BY_RELATIONS,
)
def overloaded_mentors(org: Org, capacity: float = 2, kind: str = "mentors") -> Found:
    """Mentors with more than `capacity` apprentices.

    Parameters
    ----------
    org
        The organisation.
    capacity
        The most apprentices that are still in order.
    kind
        The relation that counts as mentoring. Nobody counts as one's own mentor.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: apprentices.

    Examples
    --------
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["A", "A"], "target": ["B", "C"], "kind": ["mentors"] * 2})
    >>> overloaded_mentors(org, capacity=1)[["entity_id", "value"]].to_numpy().tolist()
    [['A', 2.0]]
    """
    count = mentorship(org, kind).apprentice_count
    rows = np.flatnonzero(count > capacity)
    return Found(MEMBER, rows, count[rows], capacity)


def _rules(policy: Policy) -> Iterator[Call]:
    if policy.mentors is not None:
        yield Call(
            {
                "base": policy.base,
                "mentor": policy.mentors.mentor,
                "apprentice": policy.mentors.apprentice,
                "kind": policy.mentors.kind,
            }
        )


def _unmentored_and_idle(
    org: Org, mentor: AnyRule, apprentice: AnyRule, kind: str, **_: object
) -> Partners:
    pairs = mentorship(org, kind)
    unmentored = everybody(org, apprentice) & (pairs.mentor_count == 0)
    return Partners(unmentored, everybody(org, mentor) & (pairs.apprentice_count == 0))


@check(
    severity="info",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    calls=_rules,
    near=WITH_RELATIONS_IN_BASE,
    partners=_unmentored_and_idle,
)
def idle_mentors(
    org: Org,
    base: str = "team",
    mentor: AnyRule = None,
    apprentice: AnyRule = None,
    kind: str = "mentors",
) -> Found:
    """Qualified mentors without an apprentice while somebody else in their base unit is unmentored.

    Parameters
    ----------
    org, kind
        As in `overloaded_mentors`.
    base
        The base layer.
    mentor, apprentice
        Who is qualified, and who is owed a mentor (rules or mappings in their words); by default
        everybody.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: unmentored people in their base units, once for each base
        unit that is shared.

    Raises
    ------
    AbsentError
        If the layer or a rule's column does not exist.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"], "years": [9, 0]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"]})
    >>> idle_mentors(org, mentor={"column": "years", "at_least": 5}, apprentice={"column": "years", "at_most": 1})["entity_id"].tolist()
    ['A']
    """
    based = org.pairs(base)
    unmentored, idle, _ = _unmentored_and_idle(org, mentor, apprentice, kind)
    waiting = np.bincount(based.unit[unmentored[based.member]], minlength=org.encoding.unit_count)
    others = waiting[based.unit] - unmentored[based.member]
    count = np.bincount(based.member, weights=others, minlength=org.encoding.member_count)
    rows = np.flatnonzero(idle & (count > 0))
    return Found(MEMBER, rows, count[rows], 0, base)


def _owed(policy: Policy) -> Iterator[Call]:
    if policy.mentors is not None:
        yield Call({"apprentice": policy.mentors.apprentice, "kind": policy.mentors.kind})


@check(
    severity="warning", family=FAMILY, scope="member", needs=NEEDS, calls=_owed, near=BY_RELATIONS
)
def unmentored_members(org: Org, apprentice: AnyRule = None, kind: str = "mentors") -> Found:
    """Members who are owed a mentor and have none.

    Parameters
    ----------
    org, kind
        As in `overloaded_mentors`.
    apprentice
        Who is owed a mentor (a `Rule` or a mapping in its words); by default everybody.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: mentors (0).

    Raises
    ------
    AbsentError
        If the rule's column does not exist.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": [], "layer": []}, {"member": [], "unit": []})
    >>> unmentored_members(org)["entity_id"].tolist()
    ['A']
    """
    rows = np.flatnonzero(everybody(org, apprentice) & (mentorship(org, kind).mentor_count == 0))
    return Found(MEMBER, rows, 0, 1)


def _qualified(policy: Policy) -> Iterator[Call]:
    mentors = policy.mentors
    if mentors is not None and mentors.mentor is not None:
        yield Call({"mentor": mentors.mentor, "kind": mentors.kind})
    if mentors is not None and mentors.least_gap is not None:
        yield Call({"least_gap": mentors.least_gap.value, "kind": mentors.kind}, mentors.least_gap)


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    keys=("apprentice", "fault"),
    calls=_qualified,
    near=BY_RELATIONS,
)
def unqualified_mentors(
    org: Org,
    mentor: AnyRule = None,
    least_gap: float | None = None,
    column: str = "seniority_years",
    kind: str = "mentors",
) -> Found:
    """Mentors who break the rule for mentors, or are too little ahead of an apprentice.

    Parameters
    ----------
    org, kind
        As in `overloaded_mentors`.
    mentor
        Who is qualified (a `Rule` or a mapping in its words); by default everybody.
    least_gap
        The fewest years by which a mentor is ahead; None: not asked. Where a seniority is unknown,
        so is the gap, and nothing is told.
    column
        The column of `members` that holds the years.

    Returns
    -------
    pandas.DataFrame
        Findings about members (the mentors), one per ``apprentice`` and ``fault`` (``rule`` or
        ``gap``); value and limit: for a gap, the years ahead and the fewest asked; for the rule, 0
        and 1.

    Raises
    ------
    AbsentError
        If a column does not exist.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"], "seniority_years": [2, 1]}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["A"], "target": ["B"], "kind": ["mentors"]})
    >>> unqualified_mentors(org, least_gap=3)[["entity_id", "apprentice", "value"]].to_numpy().tolist()
    [['A', 'B', 1.0]]
    """
    pairs, code = mentorship(org, kind), org.encoding
    breaks = np.flatnonzero(~everybody(org, mentor)[pairs.mentor])
    gap, short = np.empty(0), np.empty(0, dtype=np.intp)
    if least_gap is not None:
        years = org.numbers("members", column)
        gap = years[pairs.mentor] - years[pairs.apprentice]
        short = np.flatnonzero(gap < least_gap)
    rows = np.concatenate([breaks, short])
    apprentice = pairs.apprentice[rows]
    fault = np.array(["rule"] * len(breaks) + ["gap"] * len(short), dtype=object)
    return Found(
        MEMBER,
        pairs.mentor[rows],
        np.concatenate([np.zeros(len(breaks)), gap[short]]),
        np.concatenate([np.ones(len(breaks)), np.full(len(short), least_gap or 0.0)]),
        extra={"apprentice": code.labels_of(apprentice), "fault": fault},
        words={
            "apprentice_name": lambda: org.names(MEMBER, apprentice),
            "why": _reasons(len(breaks), gap[short], least_gap),
        },
    )


def _reasons(breaking: int, gaps: Iterable[float], least: float | None) -> list[str]:
    """Why each mentor falls short: first those who break the rule, then those too little ahead."""
    return [text("mentor.rule")] * breaking + [
        text("mentor.gap", value=plain(gap), limit=plain(least)) for gap in gaps
    ]


@spoken
def unbalanced_mentors(
    org: Org, policy: Policy | None = None, *, only: Only = None, lang: str | None = None
) -> pd.DataFrame:
    """The mentoring checks together, as the policy asks them.

    Parameters
    ----------
    org
        The organisation.
    policy
        Its `mentors` are asked; by default the shipped policy.
    only, lang
        As in every check.

    Returns
    -------
    pandas.DataFrame
        The findings of every mentoring check in one frame, their own columns behind the common
        ones.

    Raises
    ------
    AbsentError
        If a rule names a column that the organisation does not have.

    Examples
    --------
    >>> org = Org({"id": ["A"], "seniority_years": [0]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> unbalanced_mentors(org)["check"].tolist()
    ['unmentored_member']
    """
    policy = Policy() if policy is None else policy
    checks = [check for check in all_checks().values() if check.family == FAMILY]
    frames = [
        check.function(org, **call.arguments, only=only)
        for check in checks
        for call in check.calls(policy)
    ]
    return together(frames)
