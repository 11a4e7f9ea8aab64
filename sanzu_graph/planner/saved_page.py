"""The board where no kernel is: one HTML file that works by itself, and a picture with the list of
changes for saved notebooks.
"""

from __future__ import annotations

import base64
import io
import json
import os
import warnings
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanzu_graph.changes.names import named
from sanzu_graph.errors import SanzuWarning
from sanzu_graph.io.atomic import write_text
from sanzu_graph.messages import language, text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.planner.board_seats import people, seats
from sanzu_graph.planner.findings import BLANK, Finding
from sanzu_graph.schema import DEPUTY, LEADER, UNIT

if TYPE_CHECKING:
    from sanzu_graph.planner.session import Session

#: A page may run what stands in it and load nothing.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
)
#: A saved notebook holds so many changes, boxes, and people in a box.
_MOST, _BOXES, _PEOPLE = 200, 40, 15


#: The colour of a unit's edge by what was found there, the gravest first; the ground of a blank one.
_EDGES = {"error": "#b3261e", "warning": "#d99a1c"}
_MARKS = {LEADER: "★ ", DEPUTY: "☆ "}
#: Whose memberships the plan changes; the line is seen on light and on dark paper.
_MOVED = "font-weight:bold;text-decoration:underline 2px #4f8ef7"
_HATCHED = "repeating-linear-gradient(135deg,#e8998d 0 1px,transparent 1px 8px)"


def write_page(
    path: str | os.PathLike[str], state: Mapping[str, Any], static: Path, *, title: str
) -> None:
    """Write a page that holds a board and everything it needs, whole or not at all."""
    script, style = (
        (static / name).read_text(encoding="utf-8") for name in ("board.js", "board.css")
    )
    write_text(path, page(state, script, style, title=title))


def page(state: Mapping[str, Any], script: str, style: str, *, title: str) -> str:
    """A page that holds a board; all that is in its state stays text."""
    return (
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>html, body {{ margin: 0; height: 100% }}\n{style}</style>\n</head>\n<body>\n"
        f'<div id="sanzu-planner-page"></div>\n<script type="application/json" id="sanzu-planner-state">{_inert(state)}</script>\n'
        f'<script type="module">{_closed_in(script)}</script>\n</body>\n</html>\n'
    )


def _closed_in(script: str) -> str:
    """A script in which nothing can end the element that it stands in."""
    return script.replace("</script", "<\\/script")


def _inert(state: Mapping[str, Any]) -> str:
    """JSON in which nothing can end the element that it stands in."""
    return (
        json.dumps(state, ensure_ascii=False, allow_nan=False)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
    )


def picture(session: Session, *, is_drawn: bool = True) -> str:
    """The board as it is, what changed as a picture, and the list of changes, for wherever no
    kernel answers; what changed only where there is time to draw it.
    """
    changes = session.sentences()
    rows = [(number, sentence) for number, sentence in enumerate(changes[:_MOST], 1)]
    more = (
        [paragraph(text("list.more", count=len(changes) - _MOST))] if len(changes) > _MOST else []
    )
    listed = [table(["", text("planner.changes")], rows)] if rows else []
    drawing = _reorganisation(session) if is_drawn else ""
    caption = paragraph(text("planner.still", name=session.scenario.name))
    return "<div>" + "".join([caption, _units(session), drawing, *listed, *more]) + "</div>"


def _units(session: Session) -> str:
    """The base units as boxes with their people; of many, those that the plan touches and those
    with findings.
    """
    point, org = session.point, session.audit.org
    layer = session.policy.base
    if layer not in org.layers:
        return ""
    found: dict[str, list[Finding]] = {}
    for finding in point.findings():
        if finding.entity == UNIT and finding.severity != "info":  # a note colours nothing
            found.setdefault(finding.entity_id, []).append(finding)
    units = org.encoding.units[org.pairs(layer).units].tolist()
    chosen = sorted(units, key=lambda unit: (unit not in point.touched.units, unit not in found))[
        :_BOXES
    ]
    boxes = "".join(
        _unit(session, unit, found.get(unit, [])) for unit in units if unit in set(chosen)
    )
    more = (
        paragraph(text("list.more", count=len(units) - len(chosen)))
        if len(units) > len(chosen)
        else ""
    )
    return f'<div style="display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:6px">{boxes}</div>{more}'


def _unit(session: Session, unit: str, findings: list[Finding]) -> str:
    """A unit as a box: red with errors, amber with warnings, hatched where it is blank."""
    point = session.point
    moved = point.memberships
    lines = []
    for member in people(point.draft, unit, point.day)[:_PEOPLE]:
        mark = _MARKS.get(dict(seats(point.draft, member, point.day)).get(unit, ""), "")
        style = _MOVED if member in moved else ""
        lines.append(
            f'<div style="{style}">{mark}{escape(_name(session, "members", member))}</div>'
        )
    count = len(people(point.draft, unit, point.day))
    rest = f"<div>… {count - _PEOPLE}</div>" if count > _PEOPLE else ""
    severities = {finding.severity for finding in findings}
    edge = next((color for name, color in _EDGES.items() if name in severities), "#b9bec6")
    is_blank = any(finding.check == BLANK for finding in findings)
    ground = f"background:{_HATCHED};" if is_blank else ""
    head = f"<b>{escape(_name(session, 'units', unit))}</b> {count}"
    return f'<div style="border:1px solid #b9bec6;border-left:4px solid {edge};{ground}padding:3px 6px">{head}{"".join(lines)}{rest}</div>'


def _name(session: Session, table_name: str, id_: str) -> str:
    return named(session.point.draft, table_name, id_).name or id_


def _reorganisation(session: Session) -> str:
    """What the plan changes, drawn; nothing while it changes nothing."""
    if not session.point.memberships:
        return ""
    import matplotlib.pyplot as plt

    from sanzu_graph.charts.fonts import style
    from sanzu_graph.charts.reorganisations import plot_changes

    file = io.BytesIO()
    with warnings.catch_warnings(), style():
        warnings.simplefilter(
            "ignore", SanzuWarning
        )  # without a Chinese font the picture says ids; the boxes above say names
        ax = plot_changes(session.org, session.scenario, policy=session.policy, on=session.first.on)
        plt.figure(ax.figure.number)  # type: ignore[union-attr] # our own, so no part of another
        plt.savefig(file, format="png", dpi=90)
        plt.close()
    encoded = base64.b64encode(file.getvalue()).decode()
    return f'<img alt="{escape(session.scenario.name)}" style="max-width:100%" src="data:image/png;base64,{encoded}">'
