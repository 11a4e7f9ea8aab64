"""Findings on a screen or in a file: table, JSON, CSV, workbook."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sanzu_graph.audits.html import headline
from sanzu_graph.changes.changing import Change
from sanzu_graph.cli.terminal import printable, printable_lines
from sanzu_graph.messages import text
from sanzu_graph.model.source import source_lines

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit

FORMATS = ("table", "json", "csv", "xlsx")
SHOWN = 60
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def emit(content: str) -> None:
    """Text for another program, exactly; on a terminal, so that it cannot steer it."""
    lines = content.removesuffix("\n")
    sys.stdout.write((printable_lines(lines) if sys.stdout.isatty() else lines) + "\n")


class _Console(Console):
    """A console on which no text steers the terminal."""

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - rich's own
        """Print texts and tables."""
        super().print(
            *(printable_lines(one) if isinstance(one, str) else one for one in objects), **options
        )


def console(**options: Any) -> Console:  # noqa: ANN401 - rich's own options
    """A console that never reads names as markup, wide enough to be read where there is no
    terminal.
    """
    plainly = {"markup": False, "highlight": False, "emoji": False, **options}
    screen = _Console(**plainly)
    return screen if screen.is_terminal else _Console(**{"width": 160, **plainly})


def rich_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    styles: Sequence[str] = (),
) -> Table:
    """A table of plain text; `styles` one a row."""
    table = Table(
        title=Text(printable(title), style="bold"),
        title_justify="left",
        box=box.SIMPLE,
        show_edge=False,
    )
    for heading in headings:
        table.add_column(Text(printable(heading)), overflow="fold")
    for number, row in enumerate(rows):
        table.add_row(
            *(Text(printable(cell)) for cell in row), style=styles[number] if styles else None
        )
    return table


def print_audit(audit: Audit, out: Console) -> None:
    """The audit as tables on a console: where from, how many, which, what was not asked."""
    frame, summary = audit.findings, audit.summary()
    rows: list[tuple[object, ...]]
    for line in [*source_lines(audit.org.source), headline(audit)]:
        out.print(line)
    counted = summary[summary["findings"] > 0]
    rows = [
        (text(f"severity.{row.severity}"), row.title, row.check, row.findings)
        for row in counted.itertuples()
    ]
    headings = [text(f"column.{name}") for name in ("severity", "check", "slug", "findings")]
    out.print(
        rich_table(
            text("audit.summary"),
            headings,
            rows,
            [_STYLES[severity] for severity in counted["severity"]],
        )
    )
    first = frame.head(SHOWN)
    rows = [
        (text(f"severity.{row.severity}"), row.check, row.message) for row in first.itertuples()
    ]
    headings = [text(f"column.{name}") for name in ("severity", "slug", "message")]
    out.print(
        rich_table(
            text("audit.findings"),
            headings,
            rows,
            [_STYLES[severity] for severity in first["severity"]],
        )
    )
    if len(frame) > SHOWN:
        out.print(text("cli.cut", count=len(frame) - SHOWN))
    if len(audit.skipped):
        reasons = audit.skipped.groupby("reason", sort=False)["check"].agg(
            lambda slugs: ", ".join(dict.fromkeys(slugs))
        )
        headings = [text(f"column.{name}") for name in ("reason", "check")]
        out.print(rich_table(text("audit.skipped"), headings, list(reasons.items())))
    read = audit.resolved[audit.resolved["value"]]
    if len(read):
        rows = [(reason,) for reason in read["reason"]]
        out.print(rich_table(text("audit.resolved"), [text("column.reason")], rows))


def audit_text(audit: Audit) -> str:
    """What `print_audit` prints, as text."""
    out = console(file=io.StringIO())
    print_audit(audit, out)
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
        "findings": audit.findings.assign(
            title=[text(f"title.{slug}") for slug in audit.findings["check"]]
        ),
        "metrics": metrics[["title", "layer", "value", "metric"]],
        "skipped": audit.skipped.assign(
            title=[text(f"title.{slug}") for slug in audit.skipped["check"]]
        ),
    }
    return {text(f"sheet.{name}"): _worded(frame, layers) for name, frame in frames.items()}


def _worded(frame: pd.DataFrame, layers: Mapping[str, str]) -> pd.DataFrame:
    """A frame for people to read: the question first and its code last, codes replaced by words."""
    for name in ("severity", "family", "status", "entity"):
        if name in frame:
            frame = frame.assign(
                **{
                    name: [
                        text(f"{name}.{code}") if code else "" for code in frame[name].fillna("")
                    ]
                }
            )
    if "layer" in frame:
        frame = frame.assign(layer=frame["layer"].map(lambda code: layers.get(code, code)))
    order = [
        *(name for name in ("title",) if name in frame),
        *(name for name in frame if name not in ("title", "check")),
    ]
    frame = frame[[*order, *(name for name in ("check",) if name in frame)]]
    return frame.rename(
        columns={name: text(f"column.{'slug' if name == 'check' else name}") for name in frame}
    )


def _plain_number(cell: Any) -> Any:  # noqa: ANN401 - any cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, Change):
        return cell.to_dict()
    return cell.item() if hasattr(cell, "item") else cell
