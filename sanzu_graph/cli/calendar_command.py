"""`sanzu calendar`: which groups held their routines, month by month."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.asking import confirm_layers, deliver, demanding, format_of, option, policy_of
from sanzu_graph.cli.exit_codes import FAULTY, SOUND
from sanzu_graph.cli.roster_files import read_any
from sanzu_graph.errors import AbsentError
from sanzu_graph.messages import called, text

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.policy.demands import Policy


def calendar_parameters() -> list[click.Parameter]:
    """What ``calendar`` may be told."""
    from sanzu_graph.cli.output import FORMATS

    def worded(name: str, key: str, **settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
        return option(f"--{name}", help=text(key), **settings)

    return [
        click.Argument(["path"]),
        *demanding(),
        worded("kind", "cli.calendar.kind", metavar="KIND"),
        worded("on", "cli.audit.on", metavar="DATE"),
        worded("lenient", "cli.audit.lenient", is_flag=True),
        worded("encoding", "cli.audit.encoding", metavar="NAME"),
        worded("format", "cli.audit.format", type=click.Choice(FORMATS)),
        worded("output", "cli.audit.output", metavar="FILE"),
    ]


def calendar_command(
    path: str,
    *,
    policy: str | None,
    layers: str | None,
    kind: str | None,
    on: str | None,
    lenient: bool,
    encoding: str | None,
    format: str | None,  # noqa: A002 - the option's name
    output: str | None,
) -> int:
    """Read, count, show or write."""
    from sanzu_graph.cli import output as printer
    from sanzu_graph.cli.waiting import Waiting
    from sanzu_graph.io.csv_tables import to_csv
    from sanzu_graph.model.days import day_or_today
    from sanzu_graph.year.routine_calendars import routine_calendar

    form = format_of(format, output, printer.FORMATS)
    demands = _of_kind(policy_of(policy, layers), kind)
    day = day_or_today(on)
    with Waiting(text("cli.reading", path=path)):
        org = read_any(path, strict=not lenient, encoding=encoding)
        demands = confirm_layers(org, demands, layers)
        calendar = routine_calendar(org, demands, on=day)
    texts = {
        "table": lambda: _text(calendar, day.isoformat()),
        "json": lambda: json.dumps(printer.records(calendar), ensure_ascii=False, indent=1),
        "csv": lambda: to_csv(calendar),
    }
    deliver(form, output, texts, lambda: {text("sheet.calendar"): calendar})
    return FAULTY if (calendar["state"] == "missed").any() else SOUND


def _of_kind(policy: Policy, kind: str | None) -> Policy:
    """The policy with one kind of routine alone."""
    known = [routine.kind for routine in policy.routines]
    if kind is not None and kind not in known:
        raise AbsentError("error.no_routine", kind=kind, known=known)
    return (
        policy
        if kind is None
        else policy.replace(
            routines=tuple(routine for routine in policy.routines if routine.kind == kind)
        )
    )


def _text(calendar: pd.DataFrame, on: str) -> str:
    """Groups × months, with a headline and a key."""
    import io

    from sanzu_graph.cli.output import console
    from sanzu_graph.cli.terminal import printable
    from sanzu_graph.cli.text_tables import text_table
    from sanzu_graph.year.routine_calendars import monthly

    counted = monthly(calendar)
    names = dict(zip(calendar["unit"], calendar["name"], strict=True))
    months = list(dict.fromkeys(counted.index.get_level_values("month")))
    rows = []
    for unit, part in counted.groupby(level="unit", sort=False):
        cells = [_cell(*(int(number) for number in line)) for line in part.to_numpy()]
        rows.append(
            [
                called(names[unit], unit),
                *cells,
            ]
        )
    state = calendar["state"].value_counts()
    held, late, missed = (int(state.get(name, 0)) for name in ("kept", "late", "missed"))
    out = console(file=io.StringIO())
    out.print(
        printable(
            text(
                "calendar.headline",
                on=on,
                owed=held + late + missed,
                held=held + late,
                late=late,
                missed=missed,
            )
        )
    )
    out.print(text_table("", [text("column.group"), *months], rows))
    out.print(text("calendar.key"))
    return str(out.file.getvalue())  # type: ignore[attr-defined]


def _cell(kept: int, late: int, missed: int, still_open: int, unknown: int) -> str:
    owed = kept + late + missed + still_open
    if not owed:
        return "?" if unknown else ""
    return f"{kept + late}/{owed}" + "~" * bool(late) + "…" * bool(still_open) + "!" * bool(missed)
