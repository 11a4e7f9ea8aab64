"""The board where no kernel is: one HTML file that works by itself, and a picture with the list of changes for saved notebooks."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanzu_graph.io.atomic import write_text
from sanzu_graph.messages import text
from sanzu_graph.model.html import paragraph, table

if TYPE_CHECKING:
    from sanzu_graph.planner.session import Session

#: A page may run what stands in it and load nothing.
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
#: The list of a saved notebook holds so many changes.
_MOST = 200


def write_page(path: str | os.PathLike[str], state: Mapping[str, Any], static: Path, *, title: str, lang: str) -> None:
    """Write a page that holds a board and everything it needs, whole or not at all."""
    script, style = ((static / name).read_text(encoding="utf-8") for name in ("board.js", "board.css"))
    write_text(path, page(state, script, style, title=title, lang=lang), lang=lang)


def page(state: Mapping[str, Any], script: str, style: str, *, title: str, lang: str) -> str:
    """A page that holds a board; whatever is in its state stays text."""
    return (
        f'<!doctype html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
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
    return json.dumps(state, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def picture(session: Session) -> str:
    """A picture of the plan and the list of its changes, for wherever no kernel answers."""
    lang, changes = session.lang, session.sentences()
    rows = [(number, sentence) for number, sentence in enumerate(changes[:_MOST], 1)]
    more = [paragraph(text("list.more", lang, count=len(changes) - _MOST))] if len(changes) > _MOST else []
    listed = table(["", text("planner.changes", lang)], rows) if rows else paragraph(text("planner.no_changes", lang))
    caption = paragraph(text("planner.still", lang, name=session.scenario.name))
    return f"<div>{caption}{_drawn(session)}{listed}{''.join(more)}</div>"


def _drawn(session: Session) -> str:
    """The reorganisation as a picture; while nothing is changed, teams and groups with what is blank."""
    import base64
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from sanzu_graph.charts.fonts import style
    from sanzu_graph.charts.reorganisations import plot_changes

    if not len(session.scenario):
        return ""
    figure = Figure(figsize=(11, 6))
    FigureCanvasAgg(figure)
    plot_changes(session.first.org, session.audit.org, ax=figure.add_subplot(), policy=session.policy, lang=session.lang)
    file = io.BytesIO()
    with style():
        figure.savefig(file, format="png", dpi=90, bbox_inches="tight")
    encoded = base64.b64encode(file.getvalue()).decode()
    return f'<img alt="{escape(session.scenario.name)}" style="max-width:100%" src="data:image/png;base64,{encoded}">'
