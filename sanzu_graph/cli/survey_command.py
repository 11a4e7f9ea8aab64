"""`sanzu survey`: many organisations in a folder, side by side."""

from __future__ import annotations

import contextlib
import json
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.asking import deliver, demanding, format_of, option, policy_of
from sanzu_graph.cli.exit_codes import FAULTY, SOUND, UNASKED
from sanzu_graph.cli.roster_files import mapping_given, mapping_option, told_in_force
from sanzu_graph.cli.set_aside import confirm_place, is_asked, tell
from sanzu_graph.cli.terminal import say
from sanzu_graph.io.rosters.mapping import RosterMapping, joined
from sanzu_graph.messages import listed, text

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.surveys.survey_results import Survey

#: How many organisations and how many faults the terminal shows.
_SHOWN = 25


def survey_parameters() -> list[click.Parameter]:
    """What ``survey`` may be told."""
    from sanzu_graph.cli.output import FORMATS

    return [
        click.Argument(["paths"], nargs=-1, required=True, metavar="FOLDER"),
        *demanding(),
        option("--on", metavar="DATE", help=text("cli.audit.on")),
        option("--by", metavar="COLUMN", help=text("cli.survey.by")),
        option("--brief", metavar="FILE", help=text("cli.survey.brief")),
        option("--keep", metavar="FOLDER", help=text("cli.survey.keep")),
        option("--workers", type=click.IntRange(1), metavar="N", help=text("cli.survey.workers")),
        option("--lenient", is_flag=True, help=text("cli.audit.lenient")),
        mapping_option(),
        option("--encoding", metavar="NAME", help=text("cli.audit.encoding")),
        option("--format", type=click.Choice(FORMATS), help=text("cli.audit.format")),
        option("--output", metavar="FILE", help=text("cli.audit.output")),
    ]


def survey_command(
    paths: tuple[str, ...],
    *,
    policy: str | None,
    layers: str | None,
    on: str | None,
    by: str | None,
    brief: str | None,
    keep: str | None,
    workers: int | None,
    lenient: bool,
    mapping: tuple[str, ...],
    encoding: str | None,
    format: str | None,  # noqa: A002 - the option's name
    output: str | None,
) -> int:
    """Survey, show or write."""
    from sanzu_graph.cli.output import FORMATS
    from sanzu_graph.cli.waiting import Waiting
    from sanzu_graph.io.csv_tables import to_csv
    from sanzu_graph.surveys.survey_figures import require_column
    from sanzu_graph.surveys.survey_sources import sources_of
    from sanzu_graph.surveys.surveying import survey

    form = format_of(format, output, FORMATS)
    if brief is not None:  # said before all are read
        from sanzu_graph.reports.briefs import require_format
        from sanzu_graph.reports.reporting import SURVEY_FORMATS

        require_format(Path(brief), SURVEY_FORMATS)
    demands = policy_of(policy, layers)
    lenient = lenient or is_asked()
    told = joined(mapping_given(mapping), told_in_force())
    for path in paths:
        confirm_place(path)
    if by is not None:  # so is this
        require_column({one.name: one.labels for one in sources_of(paths)[0]}, by)
    with _executor(workers) as executor, Waiting(text("cli.reading", path=paths[0])) as progress:
        surveyed = survey(
            paths,
            demands,
            executor=executor,
            progress=progress,
            keep=keep,
            on=on,
            strict=not lenient,
            encoding=encoding,
            mapping=told if told != RosterMapping() else None,
            by_label=layers is not None,
        )
    if layers is not None:
        _tell_unknown(surveyed, demands)
    if lenient:
        tell(", ".join(paths), _rejected(surveyed))
    if brief is not None:
        from sanzu_graph.reports.reporting import report

        with Waiting(text("cli.writing", path=brief)):
            report(surveyed, path=brief, by=by)
        say(text("cli.written", path=brief))
    figures = surveyed.summary if by is None else surveyed.groups(by)
    if output is None and form == "table":
        _show(surveyed, figures)
    elif form == "xlsx" and output is not None:
        surveyed.write(output)
        say(surveyed.headline())
        say(text("cli.written", path=output))
    else:
        texts = {
            "table": lambda: surveyed.headline() + "\n",
            "json": lambda: _json(surveyed, figures),
            "csv": lambda: to_csv(figures),
        }
        deliver(form, output, texts, dict)
    return {True: SOUND, False: FAULTY, None: UNASKED}[surveyed.is_sound]


def _tell_unknown(surveyed: Survey, policy: Policy) -> None:
    """Say which layers no organisation has: a typing error must not look like soundness."""
    from sanzu_graph.policy.layer_words import layer_called
    from sanzu_graph.surveys.survey_answers import layers_in

    layers = layers_in(surveyed.answers)
    for layer in policy.layers if layers else ():
        if not layer_called(layer.name, layers):
            say(text("survey.no_layer", layer=layer.name, known=listed(layers)), error=True)


def _executor(workers: int | None) -> contextlib.AbstractContextManager[Executor | None]:
    """Processes, as many as were asked for; None: the survey chooses."""
    from sanzu_graph.surveys.survey_runs import processes

    own: contextlib.AbstractContextManager[ProcessPoolExecutor | None]
    own = contextlib.nullcontext() if workers is None else processes(workers)
    return own


def _rejected(surveyed: Survey) -> pd.DataFrame:
    """The rows that were set aside in all organisations; the name of each is the place."""
    rows = surveyed.rejected
    return rows.assign(place=rows["organisation"]).drop(columns="organisation")


def _show(surveyed: Survey, figures: pd.DataFrame) -> None:
    from sanzu_graph.cli.output import console
    from sanzu_graph.cli.text_tables import text_table
    from sanzu_graph.surveys.survey_html import (
        failed_rows,
        figure_columns,
        figure_text,
        figure_title,
        ignored_line,
    )

    out = console()
    out.print(surveyed.headline())
    if len(figures):
        columns = figure_columns(figures)
        worst = figures.sort_values("errors", ascending=False, kind="stable").head(_SHOWN)
        rows = [[figure_text(name, row[name]) for name in columns] for _, row in worst.iterrows()]
        title = text("survey.worst") if "organisation" in figures else figure_title(columns[0])
        out.print(text_table(title, [figure_title(name) for name in columns], rows))
        if len(figures) > _SHOWN:
            out.print(text("list.more", count=len(figures) - _SHOWN))
    if surveyed.count_failed:
        headings = [figure_title("organisation"), text("column.reason")]
        out.print(text_table(text("survey.failed"), headings, failed_rows(surveyed)[:_SHOWN]))
    if len(surveyed.doubts):
        out.print(text("survey.doubts", count=len(surveyed.doubts)))
    if surveyed.ignored:
        out.print(ignored_line(surveyed))


def _json(surveyed: Survey, figures: pd.DataFrame) -> str:
    def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
        kept = frame.astype(object).where(frame.notna(), None)
        return [{str(key): value for key, value in row.items()} for row in kept.to_dict("records")]

    content = {
        "headline": surveyed.headline(),
        "on": str(surveyed.on),
        "sound": surveyed.is_sound,
        "summary": rows(figures),
        "failed": rows(surveyed.failed),
        "doubts": rows(surveyed.doubts),
        "ignored": list(surveyed.ignored),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
