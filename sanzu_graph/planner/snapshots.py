"""What a page is sent: once the whole board as it was first (`snapshot`), then only how it differs
from that (`patch`).

A patch tells every difference since the snapshot. So a page needs only the last one, also where it
missed some or opens later. Lists stand for rows, because names of keys would be most of what is sent.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sanzu_graph.checks.registry import all_checks
from sanzu_graph.checks.reporting_lines import FAMILY as REPORTING
from sanzu_graph.messages import text
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.person_lines import person_lines
from sanzu_graph.planner.findings import BLANK, Finding, read
from sanzu_graph.planner.session import Session
from sanzu_graph.planner.shortening import short_names_by_layer
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.scenario_files import FORMAT, VERSION
from sanzu_graph.schema import DOTTED_LINE, MEMBER, UNIT


def snapshot(session: Session) -> dict[str, Any]:
    """The board before the first change.

    Returns
    -------
    dict
        ``layers`` (name, label, whether people are sorted into it, whether each has one seat at most), ``layer`` (shown first),
        ``units`` (id, name, short name, layer, parent), ``members`` (id, name, position), ``seats``
        (three lists: positions of members and of units, roles), ``mentors`` (pairs of ids),
        ``lines``, ``dotted`` (two lists each: positions of members and of their managers), ``posts``
        (open posts: id → title, unit, manager), ``reporting`` (the checks of these lines),
        ``blank`` (the check that finds blank units),
        ``findings``, ``titles`` (of checks), ``day``, ``name``, ``scenario`` (the head of a
        scenario's file).
    """
    org, policy = session.first.org, session.policy
    code = org.encoding
    positions = np.arange(code.member_count), np.arange(code.unit_count)
    names = org.names(MEMBER, positions[0]).tolist(), org.names(UNIT, positions[1]).tolist()
    kind = session.point.ground.kind
    pairs = np.flatnonzero(code.kind == (code.kinds.index(kind) if kind in code.kinds else -2))
    findings = [finding for _, finding in read(session.first.findings)]
    scenario = session.scenario
    return {
        "layers": _layers(org, policy),
        "layer": policy.base if policy.base in org.layers else next(iter(org.layers), ""),
        "units": _units(org, policy, names[1]),
        "blank": BLANK,
        "members": [
            list(row)
            for row in zip(code.members.tolist(), names[0], _column(org, "position"), strict=True)
        ],
        "seats": [
            code.member.tolist(),
            code.unit.tolist(),
            [code.roles[role] for role in code.role.tolist()],
        ],
        "mentors": [
            list(pair)
            for pair in zip(
                code.members[code.source[pairs]], code.members[code.target[pairs]], strict=True
            )
        ],
        "lines": [column.tolist() for column in person_lines(org)],
        "dotted": [column.tolist() for column in person_lines(org, DOTTED_LINE)],
        "posts": session.point.ground.first_posts,
        "reporting": [slug for slug, one in all_checks().items() if one.family == REPORTING],
        "findings": [list(finding) for finding in findings],
        "titles": {
            check: text(f"title.{check}")
            for check in dict.fromkeys(finding.check for finding in findings)
        },
        "day": None if session.first.on is None else session.first.on.isoformat(),
        "scenario": {
            "format": FORMAT,
            "version": VERSION,
            "name": scenario.name,
            "base": session.org.fingerprint,
            "on": None if scenario.on is None else scenario.on.isoformat(),
        },
    }


def patch(session: Session) -> dict[str, Any]:
    """How the board differs by now from the snapshot.

    Returns
    -------
    dict
        ``members`` (id → name, position, seats, mentors, managers, dotted; None: no longer there),
        ``units`` (id → name, layer, parent; or None), ``renamed`` (new id → old id), ``posts`` (id → title, unit, manager; or None), ``gone`` (places of first findings), ``other`` (place → the
        finding as it is now), ``come`` (findings), ``titles``, ``changes`` (as a file holds them),
        ``sentences``, ``undo``, ``redo``, ``name``.
    """
    point, first = session.point, list(session.point.ground.first)
    places = {identity: place for place, identity in enumerate(first)}
    differing = point.found
    come = [
        finding
        for identity, finding in differing.items()
        if identity not in places and finding is not None
    ]
    return {
        "members": point.members,
        "units": point.units,
        "renamed": point.renamed,
        "posts": point.posts,
        "gone": [
            places[identity]
            for identity, finding in differing.items()
            if finding is None and identity in places
        ],
        "other": {
            str(places[identity]): list(finding)
            for identity, finding in differing.items()
            if finding and identity in places
        },
        "come": [list(finding) for finding in come],
        "titles": {
            check: text(f"title.{check}")
            for check in dict.fromkeys(finding.check for finding in come)
        },
        "changes": [change.to_dict() for change in session.scenario],
        "sentences": list(session.sentences()),
        "undo": session.can_undo,
        "redo": session.can_redo,
        "name": session.scenario.name,
    }


def told(findings: list[Finding]) -> list[list[str]]:
    """Findings as a preview shows them: severity and message, gravest first."""
    grave = {"error": 0, "warning": 1, "info": 2}
    return [
        [one.severity, one.message] for one in sorted(findings, key=lambda one: grave[one.severity])
    ]


def _layers(org: Org, policy: Policy) -> list[list[Any]]:
    """The layers of the policy, then the others; last those that nobody is in, such as branches."""
    known = [layer.name for layer in policy.layers if layer.name in org.layers]
    others = [name for name in org.layers if name not in known]
    used = {name: bool(len(org.pairs(name).member)) for name in (*known, *others)}
    return [
        [
            name,
            policy.layer(name).label(),
            name in known or used[name],
            bool(policy.layer(name).exclusive),
        ]
        for name in (*known, *others)
    ]


def _units(org: Org, policy: Policy, names: list[str]) -> list[list[Any]]:
    code = org.encoding
    own_units = {
        layer: np.flatnonzero(code.unit_layer == number) for number, layer in enumerate(org.layers)
    }
    shorts = short_names_by_layer(
        {layer: [names[place] for place in places] for layer, places in own_units.items()},
        {layer: policy.layer(layer).label() for layer in org.layers},
        [layer for layer in org.layers if len(org.pairs(layer).member)],
    )
    short = np.empty(len(names), dtype=object)
    for layer, places in own_units.items():
        short[places] = shorts[layer]
    parents = [code.units[parent] if parent >= 0 else "" for parent in code.parent.tolist()]
    layers = [org.layers[layer] for layer in code.unit_layer.tolist()]
    return [
        list(row)
        for row in zip(code.units.tolist(), names, short.tolist(), layers, parents, strict=True)
    ]


def _column(org: Org, name: str) -> list[str]:
    frame = org.members
    return frame[name].fillna("").astype(str).tolist() if name in frame else [""] * len(frame)
