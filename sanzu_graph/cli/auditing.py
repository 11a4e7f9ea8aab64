"""`sanzu audit`: read, ask every check, show or write the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.asking import (
    confirm_layers,
    deliver,
    demanding,
    format_of,
    names_in,
    option,
    policy_of,
)
from sanzu_graph.cli.exit_codes import FAULTY, SOUND, UNASKED
from sanzu_graph.cli.reading_words import quoted
from sanzu_graph.cli.roster_files import read_any, reading_words
from sanzu_graph.messages import text

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit


def audit_parameters() -> list[click.Parameter]:
    """What ``audit`` may be told."""
    from sanzu_graph.cli.output import FORMATS

    def worded(name: str, **settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
        return option(f"--{name}", help=text(f"cli.audit.{name}"), **settings)

    return [
        click.Argument(["path"]),
        *demanding(),
        worded("select", metavar="CHECK,…", default=""),
        worded("ignore", metavar="CHECK,…", default=""),
        worded("on", metavar="DATE"),
        worded("lenient", is_flag=True),
        worded("encoding", metavar="NAME"),
        worded("format", type=click.Choice(FORMATS)),
        worded("output", metavar="FILE"),
    ]


def audit_command(
    path: str,
    *,
    policy: str | None,
    layers: str | None,
    select: str,
    ignore: str,
    on: str | None,
    lenient: bool,
    encoding: str | None,
    format: str | None,  # noqa: A002 - the option's name
    output: str | None,
) -> int:
    """Read, audit, show or write."""
    from sanzu_graph.audits.audit_run import audit
    from sanzu_graph.audits.check_questions import chosen
    from sanzu_graph.cli.output import FORMATS
    from sanzu_graph.cli.waiting import Waiting

    form = format_of(format, output, FORMATS)
    selected, ignored = names_in(select), names_in(ignore)
    chosen(selected, ignored)  # a misspelt check is told before a long reading
    demands = policy_of(policy, layers)
    with Waiting(text("cli.reading", path=path)) as progress:
        org = read_any(path, strict=not lenient, encoding=encoding)
        demands = confirm_layers(org, demands, layers)
        answer = audit(
            org, demands, on=on, select=selected or None, ignore=ignored, progress=progress
        )
    told = {"--policy": policy, "--layers": layers, "--on": on, "--encoding": encoding}
    words = [word for name, value in told.items() if value is not None for word in (name, value)]
    again = [path, *words, *reading_words(lenient=lenient)]
    _show(answer, form, output, " ".join(map(quoted, again)))
    return {True: SOUND, False: FAULTY, None: UNASKED}[answer.is_sound]


def _show(answer: Audit, form: str, output: str | None, path: str) -> None:
    from sanzu_graph.cli import output as printer
    from sanzu_graph.io.csv_tables import to_csv

    if output is None and form == "table":
        printer.print_audit(answer, printer.console(), path)
        return
    texts = {
        "table": lambda: printer.audit_text(answer, path),
        "json": lambda: printer.audit_json(answer),
        "csv": lambda: to_csv(answer.findings),
    }
    deliver(form, output, texts, lambda: printer.audit_frames(answer))
