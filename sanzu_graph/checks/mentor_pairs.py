"""Checks of mentor pairs: people who mentor each other, themselves, or somebody who leads them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sanzu_graph.checks.found import BY_RELATIONS, WITH_RELATIONS, Call, Found, Partners
from sanzu_graph.checks.registry import check
from sanzu_graph.metrics.counts import led_by
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.ties import mentorship
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER, UNIT

FAMILY = "mentoring"
NEEDS = ("relations.kind",)


def _any(policy: Policy) -> Iterator[Call]:
    if policy.mentors is not None:
        yield Call({"kind": policy.mentors.kind})


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    keys=("other",),
    calls=_any,
    near=BY_RELATIONS,
)
def mutual_mentors(org: Org, kind: str = "mentors") -> Found:
    """Pairs of members who mentor each other.

    Parameters
    ----------
    org, kind
        As in `overloaded_mentors`.

    Returns
    -------
    pandas.DataFrame
        One finding a pair, about the smaller id, with ``other``; value: 2 relations.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["A", "B"], "target": ["B", "A"], "kind": ["mentors"] * 2})
    >>> mutual_mentors(org)[["entity_id", "other"]].to_numpy().tolist()
    [['A', 'B']]
    """
    pairs, code = mentorship(org, kind), org.encoding
    total = max(code.member_count, 1)
    back = np.isin(pairs.mentor * total + pairs.apprentice, pairs.apprentice * total + pairs.mentor)
    rows = np.flatnonzero(back)
    smaller = code.labels_of(pairs.mentor[rows]) < code.labels_of(pairs.apprentice[rows])
    rows = rows[smaller.astype(bool)]
    other = pairs.apprentice[rows]
    return Found(
        MEMBER,
        pairs.mentor[rows],
        2,
        1,
        extra={"other": code.labels_of(other)},
        words={"other_name": lambda: org.names(MEMBER, other)},
    )


@check(severity="error", family=FAMILY, scope="member", needs=NEEDS, calls=_any, near=BY_RELATIONS)
def self_mentors(org: Org, kind: str = "mentors") -> Found:
    """Members who are their own mentor.

    Parameters
    ----------
    org, kind
        As in `overloaded_mentors`.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: 1.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": [], "layer": []}, {"member": [], "unit": []}, {"source": ["A"], "target": ["A"], "kind": ["mentors"]})
    >>> self_mentors(org)["entity_id"].tolist()
    ['A']
    """
    code = org.encoding
    number = code.kinds.index(kind) if kind in code.kinds else -1
    rows = (
        np.unique(code.source[(code.kind == number) & (code.source == code.target)])
        if number >= 0
        else np.empty(0, dtype=np.intp)
    )
    return Found(MEMBER, rows, 1, 0)


def _mentors_and_leading_apprentices(org: Org, kind: str) -> Partners:
    pairs = mentorship(org, kind)
    leads = led_by(org)[0] > 0
    return Partners(pairs.apprentice_count > 0, (pairs.mentor_count > 0) & leads)


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    keys=("apprentice", "unit"),
    calls=_any,
    near=WITH_RELATIONS,
    partners=_mentors_and_leading_apprentices,
)
def crossed_mentors(org: Org, kind: str = "mentors") -> Found:
    """Mentors whose apprentice leads a unit that they are in.

    Parameters
    ----------
    org, kind
        As in `overloaded_mentors`.

    Returns
    -------
    pandas.DataFrame
        Findings about members (the mentors), one per ``apprentice`` and ``unit``; layer: that of
        the unit.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"], "role": ["", "leader"]},
    ...           {"source": ["A"], "target": ["B"], "kind": ["mentors"]})
    >>> crossed_mentors(org)[["entity_id", "apprentice", "unit"]].to_numpy().tolist()
    [['A', 'B', 'T']]
    """
    pairs, code = mentorship(org, kind), org.encoding
    led, leaders, total = org.pairs(role=LEADER), org.pairs(), max(code.unit_count, 1)
    units, row = led.by_member.rows_of(pairs.apprentice)
    mentor, apprentice, unit = pairs.mentor[row], pairs.apprentice[row], led.unit[units]
    mentors = np.zeros(code.member_count, dtype=bool)
    mentors[mentor] = True
    works = np.flatnonzero(mentors[leaders.member])
    both = np.isin(mentor * total + unit, leaders.member[works] * total + leaders.unit[works])
    mentor, apprentice, unit = mentor[both], apprentice[both], unit[both]
    return Found(
        MEMBER,
        mentor,
        1,
        0,
        np.array([*code.layers, ""], dtype=object)[code.unit_layer[unit]],
        extra={"apprentice": code.labels_of(apprentice), "unit": code.units[unit]},
        words={
            "apprentice_name": lambda: org.names(MEMBER, apprentice),
            "unit_name": lambda: org.names(UNIT, unit),
        },
    )
