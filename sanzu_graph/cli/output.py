"""Findings on a screen or in a file: table, JSON, CSV, workbook."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console

from sanzu_graph.audits.html import headline, next_steps
from sanzu_graph.changes.changing import Change
from sanzu_graph.checks.worded_frames import worded
from sanzu_graph.cli.overview import WIDTH, in_width
from sanzu_graph.cli.reading_words import in_terminal
from sanzu_graph.cli.terminal import printable_lines
from sanzu_graph.cli.text_tables import text_table
from sanzu_graph.messages import text
from sanzu_graph.model.source import source_lines

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit

FORMATS = ("table", "json", "csv", "xlsx")
SHOWN = 60
#: The call that a notebook proposes next → the command that does the same.
_COMMANDS = {
    "sg.propose": "sanzu propose {path}",
    "sg.pair_mentors": "sanzu pair {path}",
    "sg.plot_people": "sanzu chart {path} --chart people --output people.svg",
}
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def emit(content: str) -> None:
    """Text for another program, exactly; on a terminal, so that it cannot steer it."""
    lines = content.removesuffix("\n")
    sys.stdout.write((printable_lines(lines) if sys.stdout.isatty() else lines) + "\n")


class _Console(Console):
    """A console on which no text steers the terminal."""

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - rich's own
        """Print texts, in the width of the console, and tables."""
        for one in objects or [""]:
            if isinstance(one, str):
                lines = in_width(printable_lines(in_terminal(one)), self.width)
                super().print(lines, **{"soft_wrap": True, **options})
            else:
                super().print(one, **options)


def console(**options: Any) -> Console:  # noqa: ANN401 - rich's own options
    """A console that never reads names as markup; where there is no terminal, as wide as most
    terminals are.
    """
    plainly = {"markup": False, "highlight": False, "emoji": False, **options}
    screen = _Console(**plainly)
    return screen if screen.is_terminal else _Console(**{"width": WIDTH, **plainly})


def print_audit(audit: Audit, out: Console, path: str = "") -> None:
    """The audit on a console: the answer and what to do next, then which findings, what was not
    asked, and how it was read. `path` is what was read, with the options by which it is read
    and judged.
    """
    frame, summary = audit.findings, audit.summary()
    out.print(headline(audit))
    for why, call in next_steps(audit):
        command = _COMMANDS.get(call.partition("(")[0])
        if command is not None:
            out.print(text("audit.next", why=why, call=command.format(path=path)))
    out.print()
    counted = summary[summary["findings"] > 0]
    rows: list[tuple[object, ...]] = [
        (text(f"severity.{row.severity}"), row.title, row.check, row.findings)
        for row in counted.itertuples()
    ]
    headings = [text(f"column.{name}") for name in ("severity", "check", "slug", "findings")]
    styles = [_STYLES[severity] for severity in counted["severity"]]
    if rows:
        out.print(text_table(text("audit.summary"), headings, rows, styles), "")
    first = frame.head(SHOWN)
    rows = [(text(f"severity.{row.severity}"), row.message) for row in first.itertuples()]
    headings = [text(f"column.{name}") for name in ("severity", "message")]
    styles = [_STYLES[severity] for severity in first["severity"]]
    if rows:
        out.print(text_table(text("audit.findings"), headings, rows, styles))
    if len(frame) > SHOWN:
        out.print(text("cli.cut", count=len(frame) - SHOWN))
    if len(audit.skipped):
        reasons = audit.skipped.groupby("reason", sort=False)["check"].agg(
            lambda slugs: ", ".join(dict.fromkeys(slugs))
        )
        headings = [text(f"column.{name}") for name in ("reason", "check")]
        out.print("", text_table(text("audit.skipped"), headings, list(reasons.items())))
    read = audit.resolved[audit.resolved["value"]]
    if len(read):
        rows = [(reason,) for reason in read["reason"]]
        out.print("", text_table(text("audit.resolved"), [text("column.reason")], rows))
    for line in source_lines(audit.org.source):
        out.print("", line)


def audit_text(audit: Audit, path: str = "") -> str:
    """What `print_audit` prints, as text."""
    out = console(file=io.StringIO())
    print_audit(audit, out, path)
    return out.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON: whole numbers without a point, changes as files have them; missing cells are
    left out.
    """
    return [
        {str(name): _plain_number(cell) for name, cell in row.items() if not pd.isna(cell)}
        for row in frame.to_dict("records")
    ]


def audit_json(audit: Audit) -> str:
    """The whole audit as JSON."""
    content = {
        "headline": headline(audit),
        "on": None if audit.on is None else audit.on.isoformat(),
        "source": source_lines(audit.org.source),
        "summary": records(audit.summary()),
        "findings": records(audit.findings),
        "metrics": records(audit.metrics),
        "skipped": records(audit.skipped),
        "resolved": records(audit.resolved),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def audit_frames(audit: Audit) -> dict[str, pd.DataFrame]:
    """The sheets of the findings workbook: sheets, headings and codes in the words of the audit's
    language.
    """
    layers = {layer.name: layer.label() for layer in audit.policy.layers}
    metrics = audit.metrics.assign(
        title=[text(f"metric.{name}") for name in audit.metrics["metric"]]
    )
    frames = {
        "summary": audit.summary(),
        "findings": audit.findings,
        "metrics": metrics[["title", "layer", "value", "metric"]],
        "skipped": audit.skipped,
    }
    return {
        text(f"sheet.{name}"): worded(frame, lambda layer: layers.get(layer, layer))
        for name, frame in frames.items()
    }


def _plain_number(cell: Any) -> Any:  # noqa: ANN401 - any cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, Change):
        return cell.to_dict()
    return cell.item() if hasattr(cell, "item") else cell
