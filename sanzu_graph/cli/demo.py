"""`sanzu demo`: the main job on the bundled, invented power-supply station."""

from __future__ import annotations

from pathlib import Path

from sanzu_graph.audits.engine import audit
from sanzu_graph.audits.html import headline
from sanzu_graph.cli.output import audit_frames, console, printable, rich_table
from sanzu_graph.io.table_files import read_tables
from sanzu_graph.io.workbooks import write_frames
from sanzu_graph.messages import LANGUAGES, text

#: Dates in the bundled data are told relative to this day, so that the demo never grows old.
ON = "2026-11-22"


def guanxi() -> Path:
    """The bundled data: in the package where it is installed, beside it in a checkout."""
    package = Path(__file__).parents[1]
    return next(path for path in (package / "data" / "guanxi", package.parent / "data" / "guanxi") if path.is_dir())


def run_demo(folder: Path, lang: str) -> None:
    """Audit the bundled station in both languages, print the blank teams, write the findings workbooks."""
    from sanzu_graph.io.atomic import make_folder

    make_folder(folder, lang=lang)
    out, source = console(), guanxi()
    org = read_tables(source, lang=lang)
    out.print(text("demo.about", lang, path=source))
    for spoken in (lang, *(other for other in LANGUAGES if other != lang)):
        found = audit(org, on=ON, lang=spoken)
        blank = found.findings[found.findings["check"] == "blank_team"]
        out.print()
        out.print(printable(headline(found)), style="bold")
        out.print(
            rich_table(text("title.blank_team", spoken), [text("column.message", spoken)], [[message] for message in blank["message"]])
        )
        if spoken == lang:
            counted = found.summary().query("findings > 0")
            rows = [(text(f"severity.{row.severity}", spoken), row.title, row.findings) for row in counted.itertuples()]
            out.print(
                rich_table(
                    text("audit.summary", spoken), [text(f"column.{name}", spoken) for name in ("severity", "check", "findings")], rows
                )
            )
        path = folder / f"guanxi-findings-{spoken}.xlsx"
        write_frames(path, audit_frames(found), lang=spoken)
        out.print(text("cli.written", spoken, path=path))
    out.print()
    out.print(text("demo.next", lang, path=source))
