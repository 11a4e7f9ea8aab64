"""`sanzu demo`: the main job on the bundled, invented power-supply station, from its roster to
pictures.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sanzu_graph.audits.audit_run import Audit, audit
from sanzu_graph.audits.html import headline
from sanzu_graph.cli.output import audit_frames, console
from sanzu_graph.cli.text_tables import text_table
from sanzu_graph.errors import speaking
from sanzu_graph.io.atomic import make_folder, staging
from sanzu_graph.io.rosters.reader import read_roster
from sanzu_graph.io.table_files import read_tables
from sanzu_graph.io.workbooks import write_frames
from sanzu_graph.messages import LANGUAGES, language, text

if TYPE_CHECKING:
    from rich.console import Console

    from sanzu_graph.model.organisation import Org

#: The day that the demo looks at: the bundled data must not grow old.
ON = "2026-11-22"
ROSTER = "官溪供电所花名册.xlsx"
RESOLUTION = 150
#: A roster as an office keeps it, the same without its faults, and an export with ids of managers.
SAMPLES = {
    "en": ("roster.xlsx", "roster_mended.xlsx", "hr_export.csv"),
    "zh": ("花名册.xlsx", "花名册改正.xlsx", "人事导出.csv"),
}


def bundled(name: str) -> Path:
    """A folder of the bundled data: in the package where it is installed, beside it in a checkout."""
    package = Path(__file__).parents[1]
    return next(
        path for path in (package / "data" / name, package.parent / "data" / name) if path.is_dir()
    )


def guanxi() -> Path:
    """The bundled power-supply station."""
    return bundled("guanxi")


def run_demo(folder: Path) -> None:
    """Read the station's roster, audit it in both languages, print the blank teams, write workbooks
    and pictures.
    """
    make_folder(folder)
    out, source = console(), guanxi() / ROSTER
    org = read_roster(source)
    out.print(text("demo.about", path=source))
    lang = language()
    for other in (lang, *(one for one in LANGUAGES if one != lang)):
        with speaking(other):
            answer = audit(org, on=ON)
            _tell(answer, out, summary=other == lang)
            path = folder / f"guanxi-findings-{other}.xlsx"
            write_frames(path, audit_frames(answer))
            out.print(text("cli.written", path=path))
    samples = write_samples(folder)
    station = read_tables(guanxi())
    _tell_year(station, out)
    for path in (*_plan(station, folder, out), *_draw(org, station, folder)):
        out.print(text("cli.written", path=path))
    out.print()
    out.print(text("demo.next", path=samples[0]))


def write_samples(folder: Path) -> list[Path]:
    """Rosters to try things on, those in the language of the demo first; all people in them are
    invented.
    """
    target = make_folder(folder / "samples")
    names = [*SAMPLES[language()], *(name for names in SAMPLES.values() for name in names)]
    for name in dict.fromkeys(names):
        shutil.copyfile(bundled("first_steps") / name, target / name)
    return [target / name for name in names]


def _tell(answer: Audit, out: Console, *, summary: bool) -> None:
    """The headline, the blank teams, and where wanted how often each check found something."""
    blank = answer.findings[answer.findings["check"] == "blank_team"]
    out.print()
    out.print(headline(answer), style="bold")
    out.print(
        text_table(
            text("title.blank_team"),
            [text("column.message")],
            [[message] for message in blank["message"]],
        )
    )
    if summary:
        counted = answer.summary().query("findings > 0")
        rows = [
            (text(f"severity.{row.severity}"), row.title, row.findings)
            for row in counted.itertuples()
        ]
        out.print(
            text_table(
                text("audit.summary"),
                [text(f"column.{name}") for name in ("severity", "check", "findings")],
                rows,
            )
        )


def _tell_year(station: Org, out: Console) -> None:
    """What the records of the year, which no roster holds, say of routines and remedies."""
    out.print()
    answer = audit(station, on=ON, select=["missed_routine", "overdue_remedy"])
    out.print(
        text_table(
            text("demo.year"),
            [text("column.message")],
            [[message] for message in answer.findings["message"]],
        )
    )


def _plan(station: Org, folder: Path, out: Console) -> list[Path]:
    """The smallest plan that changes two groups at most, with its proof; and what a meeting needs
    to decide on it.
    """
    from sanzu_graph.optimize.proposing import propose
    from sanzu_graph.reports.reporting import report
    from sanzu_graph.scenarios.plan_facts import scenario_of
    from sanzu_graph.scenarios.plan_text import change_lines, proof_lines

    best, plan = (
        propose(station, max_groups_changed=2, on=ON),
        folder / f"guanxi-plan-{language()}.json",
    )
    out.print()
    out.print(
        text_table(
            text("demo.plan"),
            [text("sign.what")],
            [[line] for line in change_lines(best)],
        )
    )
    for line in proof_lines(best):
        out.print(line)
    scenario_of(best).write(plan)
    return [
        plan,
        report(station, None, best, folder / f"guanxi-report-{language()}.html", on=ON),
    ]


def _draw(org: Org, station: Org, folder: Path) -> list[Path]:
    """The pictures: who reaches whom, where the findings are, and who answers to whom."""
    import matplotlib as mpl

    mpl.use("agg")  # written, never shown
    from matplotlib import pyplot as plt

    from sanzu_graph.charts.finding_maps import plot_findings
    from sanzu_graph.charts.overlaps import plot_overlap
    from sanzu_graph.charts.saving import save_chart

    pictures = {
        "overlap": plot_overlap(org),
        "findings": plot_findings(org, on=ON),
    }
    with staging(folder) as stage:
        for name, ax in pictures.items():
            figure = ax.get_figure(root=True)
            assert figure is not None  # the axes were just made
            figure.savefig(stage / f"guanxi-{name}-{language()}.png", dpi=RESOLUTION)
            plt.close(figure)
    layers = save_chart(station, folder / f"guanxi-layers-{language()}.svg", chart="layers")
    return [*(folder / f"guanxi-{name}-{language()}.png" for name in pictures), layers]
