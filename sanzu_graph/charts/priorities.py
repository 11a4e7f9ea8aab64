"""What to do first: kinds of findings in the order of their severity, then of how many people and
units they concern; in words, with names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.charts.colors import FAINT, INK, SEVERE, ink_on
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.scenes import Box, Label, Scene
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.schema import MEMBER, UNIT

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit

#: How wide the list is, and its letters.
WIDTH = 236.0
_TEXT, _SWATCH = 8.0, 15.0
_LEADING = _TEXT * 1.36
#: At most so many lines tell a title and its names; so many names stand in them.
_LINES, _NAMED = 2, 4
_GAP = 7.0


@dataclass(frozen=True)
class Priority:
    """A kind of findings.

    Attributes
    ----------
    check, severity : what was found, and how grave it is
    people : distinct people whom it concerns: at fault themselves, or in a unit at fault
    units : distinct units at fault
    findings : how many findings there are
    names : what is at fault by name: units with most people first, else members as found
    """

    check: str
    severity: str
    people: int
    units: int
    findings: int
    names: tuple[str, ...]


def priorities(audit: Audit, words: Lettering) -> list[Priority]:
    """The kinds of findings: the gravest first, of these the ones of most people, then units."""
    kinds = [
        _priority(audit, str(check), part, words)
        for check, part in audit.findings.groupby("check", sort=False)
    ]
    return sorted(
        kinds,
        key=lambda priority: (
            SEVERITIES.index(priority.severity),
            -priority.people,
            -priority.units,
            -priority.findings,
        ),
    )


def _priority(audit: Audit, check: str, part: pd.DataFrame, words: Lettering) -> Priority:
    org = audit.org
    code, pairs = org.encoding, org.pairs()
    heads = pairs.per_unit
    units = pd.unique(part.loc[part["entity"] == UNIT, "entity_id"])
    at = pd.Index(code.units).get_indexer(pd.Index(units))
    at = at[at >= 0]
    own = pd.unique(part.loc[part["entity"] == MEMBER, "entity_id"])
    members = pd.Index(code.members).get_indexer(pd.Index(own))
    members = members[members >= 0]
    concerned = np.union1d(members, pairs.member[np.isin(pairs.unit, at)])
    order = at[np.argsort(-heads[at], kind="stable")]
    named = [(UNIT, order, code.units), (MEMBER, members, code.members)]
    names = [
        words.name(name, ids[place])
        for entity, places, ids in named
        for name, place in zip(org.names(entity, places), places.tolist(), strict=True)
    ]
    severity = str(part["severity"].iloc[0])
    return Priority(check, severity, len(concerned), len(at), len(part), tuple(names))


def draw_priorities(
    scene: Scene,
    words: Lettering,
    ranked: Sequence[Priority],
    at: tuple[float, float, float],
    high: float,
) -> float:
    """Draw the list from a place on, `at`: left, top, width. As many kinds as fit are told, five
    at least; the rest is counted. Where it ends.
    """
    left, top, width = at
    y = top + _TEXT
    scene.add(Label(left, y, words.text("chart.priorities"), _TEXT + 1, INK))
    y += _GAP
    for rank, priority in enumerate(ranked, 1):
        blocks = _lines(words, priority, width - _SWATCH - 8)
        needed = sum(map(len, blocks)) * _LEADING + _GAP
        last = rank == len(ranked)
        if rank > _AT_LEAST and y + needed + (0 if last else _LEADING) > top + high:
            rest = words.text("chart.priorities_more", count=len(ranked) - rank + 1)
            scene.add(Label(left, y + _LEADING, rest, _TEXT, FAINT))
            return y + _LEADING + _GAP
        color = SEVERE[priority.severity]
        word = words.text(f"severity.{priority.severity}")
        scene.add(Box(left, y + 2, _SWATCH, _TEXT * 1.5, color, title=word))
        scene.add(
            Label(left + _SWATCH / 2, y + _LEADING, str(rank), _TEXT, ink_on(color), "center")
        )
        for color, lines in zip((INK, FAINT), blocks, strict=True):
            for line in lines:
                y += _LEADING
                scene.add(Label(left + _SWATCH + 6, y, line, _TEXT, color))
        y += _GAP
    return y


_AT_LEAST = 5


def _lines(words: Lettering, priority: Priority, room: float) -> tuple[list[str], list[str]]:
    """The title, and how many are concerned with the first names."""
    title, concerned = words.text(f"title.{priority.check}"), _concerned(words, priority)
    if priority.names:
        names = words.listed(priority.names, most=_NAMED)
        concerned = words.text("chart.named", one=concerned, other=names)
    return (
        words.wrap(title[:1].upper() + title[1:], _TEXT, room, _LINES),
        words.wrap(concerned, _TEXT, room, _LINES),
    )


def first_line(words: Lettering, priority: Priority) -> str:
    """A kind of findings in one line: what it is, and how many it concerns."""
    title = words.text(f"title.{priority.check}")
    return words.text(
        "chart.named", one=title[:1].upper() + title[1:], other=_concerned(words, priority)
    )


def _concerned(words: Lettering, priority: Priority) -> str:
    """How grave it is, and how many units and people it concerns."""
    key = "units" if priority.units else "people" if priority.people else "rows"
    return words.text(
        f"chart.priorities_{key}",
        severity=words.text(f"severity.{priority.severity}"),
        units=priority.units,
        people=priority.people,
        count=priority.findings,
    )
