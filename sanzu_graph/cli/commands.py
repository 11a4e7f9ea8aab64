"""The commands, in click; each parses, calls the library, prints, and returns an exit code."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sanzu_graph import __version__
from sanzu_graph.cli.asking import option
from sanzu_graph.cli.auditing import audit_command, audit_parameters
from sanzu_graph.cli.calendar_command import calendar_command, calendar_parameters
from sanzu_graph.cli.click_words import HelpedCommand, HelpedGroup, speak
from sanzu_graph.cli.drawing import chart_command, chart_parameters
from sanzu_graph.cli.exit_codes import INTERRUPTED, SOUND, UNUSABLE
from sanzu_graph.cli.overview import COMMANDS, key_of
from sanzu_graph.cli.people_commands import (
    pair_command,
    pair_parameters,
    rank_command,
    rank_parameters,
)
from sanzu_graph.cli.plan_command import kinds_told, plan_command, plan_parameters
from sanzu_graph.cli.planning import (
    apply_command,
    apply_parameters,
    compare_command,
    compare_parameters,
    diff_command,
    diff_parameters,
    preview_command,
    preview_parameters,
)
from sanzu_graph.cli.propose_command import propose_command, propose_parameters
from sanzu_graph.cli.report_command import (
    brief_command,
    brief_parameters,
    report_command,
    report_parameters,
)
from sanzu_graph.cli.roster_files import (
    check_file_command,
    check_file_parameters,
    further_reading,
)
from sanzu_graph.cli.survey_command import survey_command, survey_parameters
from sanzu_graph.cli.terminal import say
from sanzu_graph.errors import SanzuError, speaking
from sanzu_graph.messages import LANGUAGES, catalog, language, text


def invoke(arguments: list[str]) -> int:
    """Run a command line; what the user can mend is told in one message, never as a traceback."""
    speak()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="replace"
            )  # a console of another encoding must not stop the work
    with speaking(_asked_language(arguments)):
        return _invoked(arguments)


def _invoked(arguments: list[str]) -> int:
    try:
        with warnings.catch_warnings():
            warnings.showwarning = warning_teller()
            return int(_group().main(arguments, prog_name="sanzu", standalone_mode=False) or SOUND)
    except click.UsageError as error:
        say(_usage_error(error), error=True)
        return UNUSABLE
    except click.exceptions.Exit as error:
        return error.exit_code
    except SanzuError as error:
        say(error.describe(), error=True)
        return UNUSABLE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:  # `sanzu audit … | head`
        sys.stderr.close()
        return SOUND


def _usage_error(error: click.UsageError) -> str:
    """As click shows it."""
    file = io.StringIO()
    error.show(file)
    return file.getvalue().removesuffix("\n")


def warning_teller() -> Callable[..., None]:
    """What tells a warning as a sentence, without the line of code that raised it; each once."""
    told = set[str]()

    def tell(message: Warning | str, *_: object) -> None:
        if str(message) not in told:
            told.add(str(message))
            say(message, error=True)

    return tell


def _asked_language(arguments: list[str]) -> str:
    """The language of ``--lang``, before anything is parsed: help and usage errors speak it too."""
    joined = next(
        (word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")), None
    )
    apart = next(
        (arguments[place + 1] for place, word in enumerate(arguments[:-1]) if word == "--lang"),
        None,
    )
    wanted = joined or apart
    return language(wanted if wanted in LANGUAGES else None)


def _group() -> click.Group:
    """The command group, worded in the language in force."""
    group = HelpedGroup(
        name="sanzu",
        help=text("cli.sanzu"),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    group.params.append(
        option(
            "--version",
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_version,
            help=text("cli.version"),
        )
    )
    spoken: dict[str, Any] = {
        "type": click.Choice(LANGUAGES),
        "default": language(),
        "expose_value": False,  # heard before anything is parsed
        "help": text("cli.lang"),
    }
    group.params.append(option("--lang", **spoken))
    for name in COMMANDS:
        function, parameters = _COMMANDS[name]
        given = parameters()
        further = [text("cli.audit.path")] if name in ("audit", "calendar") else []
        if name == "plan":
            further.append(kinds_told())
        codes = f"cli.exit.{name.replace('-', '_')}"
        further.append(text(codes if codes in catalog() else "cli.exit"))
        sentence = "\n\n".join([text(key_of(name)), *further])
        group.add_command(
            HelpedCommand(
                name,
                callback=function,
                params=[*given, *further_reading(given), option("--lang", **spoken)],
                help=sentence,
            )
        )
    return group


def _version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        say(__version__)
        context.exit()


def _checks_parameters() -> list[click.Parameter]:
    return [
        option(
            "--format",
            type=click.Choice(("table", "json")),
            default="table",
            help=text("cli.audit.format"),
        )
    ]


def checks_command(*, format: str) -> int:  # noqa: A002 - the option's name
    """The catalogue of checks."""
    import json

    from sanzu_graph.checks.registry import all_checks
    from sanzu_graph.cli.output import console, emit
    from sanzu_graph.cli.text_tables import text_table

    rows = [
        (
            entry.slug,
            entry.severity,
            entry.family,
            entry.scope,
            ", ".join(entry.needs),
            text(f"title.{entry.slug}"),
        )
        for entry in all_checks().values()
    ]
    names = ("check", "severity", "family", "scope", "needs", "title")
    if format == "json":
        emit(
            json.dumps(
                [dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=1
            )
        )
    else:
        worded = [
            (
                slug,
                text(f"severity.{severity}"),
                text(f"family.{family}"),
                text(f"scope.{scope}"),
                needs,
                title,
            )
            for slug, severity, family, scope, needs, title in rows
        ]
        headings = [text(f"column.{name}") for name in ("slug", *names[1:])]
        console().print(text_table(text("cli.checks"), headings, worded))
    return SOUND


def policy_command() -> int:
    """The shipped policy, to be made one's own."""
    from sanzu_graph.cli.output import emit
    from sanzu_graph.policy.demands import SHIPPED

    emit(SHIPPED.read_text(encoding="utf-8").removesuffix("\n"))
    return SOUND


def _demo_parameters() -> list[click.Parameter]:
    return [option("--output", metavar="FOLDER", default="out", help=text("cli.demo.output"))]


def demo_command(*, output: str) -> int:
    """The main job on the bundled data."""
    from sanzu_graph.cli.demo import run_demo

    run_demo(Path(output))
    return SOUND


def _none() -> list[click.Parameter]:
    return []


_COMMANDS: dict[str, tuple[Callable[..., int], Callable[[], list[click.Parameter]]]] = {
    "audit": (audit_command, audit_parameters),
    "survey": (survey_command, survey_parameters),
    "calendar": (calendar_command, calendar_parameters),
    "check-file": (check_file_command, check_file_parameters),
    "propose": (propose_command, propose_parameters),
    "pair": (pair_command, pair_parameters),
    "rank": (rank_command, rank_parameters),
    "plan": (plan_command, plan_parameters),
    "preview": (preview_command, preview_parameters),
    "compare": (compare_command, compare_parameters),
    "apply": (apply_command, apply_parameters),
    "diff": (diff_command, diff_parameters),
    "chart": (chart_command, chart_parameters),
    "brief": (brief_command, brief_parameters),
    "report": (report_command, report_parameters),
    "checks": (checks_command, _checks_parameters),
    "policy": (policy_command, _none),
    "demo": (demo_command, _demo_parameters),
}
