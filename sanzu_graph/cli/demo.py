"""`sanzu demo`: the main job on the bundled, invented power-supply station, from its roster to
pictures.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sanzu_graph.audits.engine import Audit, audit
from sanzu_graph.audits.html import headline
from sanzu_graph.cli.output import audit_frames, console, printable, rich_table
from sanzu_graph.io.atomic import make_folder, staging
from sanzu_graph.io.rosters.reader import read_roster
from sanzu_graph.io.table_files import read_tables
from sanzu_graph.io.workbooks import write_frames
from sanzu_graph.messages import LANGUAGES, text

if TYPE_CHECKING:
    from rich.console import Console

    from sanzu_graph.model.organisation import Org

#: The day that the demo looks at: the bundled data must not grow old.
ON = "2026-11-22"
ROSTER = "官溪供电所花名册.xlsx"
RESOLUTION = 150


def guanxi() -> Path:
    """The bundled data: in the package where it is installed, beside it in a checkout."""
    package = Path(__file__).parents[1]
    return next(
        path
        for path in (package / "data" / "guanxi", package.parent / "data" / "guanxi")
        if path.is_dir()
    )


def run_demo(folder: Path, lang: str) -> None:
    """Read the station's roster, audit it in both languages, print the blank teams, write workbooks
    and pictures.
    """
    make_folder(folder, lang=lang)
    out, source = console(), guanxi() / ROSTER
    org = read_roster(source, lang=lang)
    out.print(text("demo.about", lang, path=source))
    for spoken in (lang, *(other for other in LANGUAGES if other != lang)):
        found = audit(org, on=ON, lang=spoken)
        _tell(found, out, summary=spoken == lang)
        path = folder / f"guanxi-findings-{spoken}.xlsx"
        write_frames(path, audit_frames(found), lang=spoken)
        out.print(text("cli.written", spoken, path=path))
    station = read_tables(guanxi(), lang=lang)
    _tell_year(station, out, lang)
    for path in (*_plan(station, folder, out, lang), *_draw(org, station, folder, lang)):
        out.print(text("cli.written", lang, path=path))
    out.print()
    out.print(text("demo.next", lang, path=source))


def _tell(found: Audit, out: Console, *, summary: bool) -> None:
    """The headline, the blank teams, and where wanted how often each check found something."""
    lang = found.lang
    blank = found.findings[found.findings["check"] == "blank_team"]
    out.print()
    out.print(printable(headline(found)), style="bold")
    out.print(
        rich_table(
            text("title.blank_team", lang),
            [text("column.message", lang)],
            [[message] for message in blank["message"]],
        )
    )
    if summary:
        counted = found.summary().query("findings > 0")
        rows = [
            (text(f"severity.{row.severity}", lang), row.title, row.findings)
            for row in counted.itertuples()
        ]
        out.print(
            rich_table(
                text("audit.summary", lang),
                [text(f"column.{name}", lang) for name in ("severity", "check", "findings")],
                rows,
            )
        )


def _tell_year(station: Org, out: Console, lang: str) -> None:
    """What the records of the year, which no roster holds, say of routines and remedies."""
    out.print()
    found = audit(station, on=ON, lang=lang, select=["missed_routine", "overdue_remedy"])
    out.print(
        rich_table(
            text("demo.year", lang),
            [text("column.message", lang)],
            [[message] for message in found.findings["message"]],
        )
    )


def _plan(station: Org, folder: Path, out: Console, lang: str) -> list[Path]:
    """The smallest plan that changes two groups at most, with its proof; and what a meeting needs
    to decide on it.
    """
    from sanzu_graph.optimize.proposing import propose
    from sanzu_graph.reports.reporting import report
    from sanzu_graph.scenarios.plan_text import change_lines, proof_lines

    best, plan = (
        propose(station, max_groups_changed=2, on=ON, lang=lang),
        folder / f"guanxi-plan-{lang}.json",
    )
    out.print()
    out.print(
        rich_table(
            text("demo.plan", lang),
            [text("sign.what", lang)],
            [[line] for line in change_lines(best)],
        )
    )
    out.print(printable(proof_lines(best)[0]))
    best.required().write(plan)
    return [
        plan,
        report(station, None, best, folder / f"guanxi-report-{lang}.html", on=ON, lang=lang),
    ]


def _draw(org: Org, station: Org, folder: Path, lang: str) -> list[Path]:
    """The pictures: who reaches whom, where the findings are, and who answers to whom."""
    import matplotlib as mpl

    mpl.use("agg")  # written, never shown
    from matplotlib import pyplot as plt

    from sanzu_graph.charts.finding_maps import plot_findings
    from sanzu_graph.charts.overlaps import plot_overlap
    from sanzu_graph.charts.saving import save_chart

    pictures = {
        "overlap": plot_overlap(org, lang=lang),
        "findings": plot_findings(org, on=ON, lang=lang),
    }
    with staging(folder) as stage:
        for name, ax in pictures.items():
            figure = ax.get_figure(root=True)
            assert figure is not None  # the axes were just made
            figure.savefig(stage / f"guanxi-{name}-{lang}.png", dpi=RESOLUTION)
            plt.close(figure)
    layers = save_chart(station, folder / f"guanxi-layers-{lang}.svg", chart="layers", lang=lang)
    return [*(folder / f"guanxi-{name}-{lang}.png" for name in pictures), layers]
