"""The commands, in click; each parses, calls the library, prints, and returns an exit code."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph import __version__
from sanzu_graph.cli import COMMANDS, key_of
from sanzu_graph.cli.roster_files import check_file_command, check_file_parameters, read_any
from sanzu_graph.cli.words import speak
from sanzu_graph.errors import AbsentError, InputError, SanzuError
from sanzu_graph.messages import LANGUAGES, language, text

if TYPE_CHECKING:
    from sanzu_graph.audits.engine import Audit
    from sanzu_graph.policy.demands import Policy

SOUND, FAULTY, UNUSABLE, INTERRUPTED = 0, 1, 2, 130


def invoke(arguments: list[str]) -> int:
    """Run a command line; whatever the user can mend is told in one message, never as a traceback."""
    lang = _asked_language(arguments)
    speak(lang)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console of another encoding must not stop the work
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _tell_warning  # type: ignore[assignment]
            return int(_group(lang).main(arguments, prog_name="sanzu", standalone_mode=False) or SOUND)
    except click.UsageError as error:
        error.show()
        return UNUSABLE
    except click.exceptions.Exit as error:
        return error.exit_code
    except SanzuError as error:
        click.echo(error.describe(lang), err=True)
        return UNUSABLE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:  # `sanzu audit … | head`
        sys.stderr.close()
        return SOUND


def _tell_warning(message: Warning | str, *_: object) -> None:
    """A warning as a sentence, without the line of code that raised it."""
    click.echo(str(message), err=True)


def _asked_language(arguments: list[str]) -> str:
    """The language of ``--lang``, before anything is parsed: help and usage errors speak it too."""
    joined = next((word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")), None)
    apart = next((arguments[place + 1] for place, word in enumerate(arguments[:-1]) if word == "--lang"), None)
    wanted = joined or apart
    return language(wanted if wanted in LANGUAGES else None)


def _group(lang: str) -> click.Group:
    """The command group, worded in `lang`."""
    group = click.Group(name="sanzu", help=text("cli.sanzu", lang), context_settings={"help_option_names": ["-h", "--help"]})
    group.params.append(
        _option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help=text("cli.version", lang))
    )
    spoken: dict[str, Any] = {"type": click.Choice(LANGUAGES), "default": lang, "help": text("cli.lang", lang)}
    group.params.append(_option("--lang", expose_value=False, **spoken))
    for name in COMMANDS:
        function, parameters = _COMMANDS[name]
        told = text(key_of(name), lang) + ("\n\n" + text("cli.audit.path", lang) if name == "audit" else "")
        group.add_command(click.Command(name, callback=function, params=[*parameters(lang), _option("--lang", **spoken)], help=told))
    return group


def _option(*names: str, **settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
    return click.Option(names, **settings)


def _version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(__version__)
        context.exit()


def _audit_parameters(lang: str) -> list[click.Parameter]:
    from sanzu_graph.cli.output import FORMATS

    def worded(name: str, **settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
        return _option(f"--{name}", help=text(f"cli.audit.{name}", lang), **settings)

    return [
        click.Argument(["path"]),
        worded("policy", metavar="FILE"),
        worded("layers", metavar="BASE:GROUP,…"),
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
    lang: str,
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
    from sanzu_graph.audits.engine import audit, chosen
    from sanzu_graph.cli.waiting import Waiting

    form = _format(format, output, lang)
    asked, ignored = _names(select), _names(ignore)
    chosen(asked, ignored, lang=lang)  # a misspelt check is told before a long reading
    demands = _policy(policy, layers, lang)
    with Waiting(text("cli.reading", lang, path=path)) as progress:
        org = read_any(path, strict=not lenient, encoding=encoding, lang=lang)
        unknown = [layer.name for layer in demands.layers if layers is not None and layer.name not in org.layers]
        if unknown:  # named in this very call: a typing error must not look like soundness
            raise AbsentError("error.no_layer", layer=unknown[0], known=list(org.layers))
        found = audit(org, demands, on=on, lang=lang, select=asked or None, ignore=ignored, progress=progress)
    _show(found, form, output)
    return SOUND if found.is_sound else FAULTY


def _policy(path: str | None, layers: str | None, lang: str) -> Policy:
    from sanzu_graph.policy.demands import Policy

    if path is not None and layers is not None:
        raise InputError("error.policy_and_layers")
    if layers is None:
        return Policy() if path is None else Policy.read(path, lang=lang)
    base, colon, groups = layers.partition(":")
    if not base.strip() or (colon and not _names(groups)) or ":" in groups:
        raise InputError("error.layers", value=layers)
    return Policy.for_layers(base.strip(), _names(groups))


def _format(form: str | None, output: str | None, lang: str) -> str:
    """The format asked for, else that of the file's ending, else a table."""
    from sanzu_graph.cli.output import FORMATS

    ending = Path(output).suffix.removeprefix(".").lower() if output else ""
    if form is None and ending not in (*FORMATS, "", "txt"):
        raise InputError("error.output_ending", lang=lang, path=output, known=FORMATS[1:])
    form = form or (ending if ending in FORMATS else "table")
    if form == "xlsx" and (output is None or ending != "xlsx"):
        raise InputError("error.xlsx_output", lang=lang)
    return form


def _show(found: Audit, form: str, output: str | None) -> None:
    from sanzu_graph.cli import output as shown
    from sanzu_graph.io.atomic import write_text
    from sanzu_graph.io.csv_tables import to_csv
    from sanzu_graph.io.workbooks import write_frames

    if output is None and form == "table":
        shown.print_audit(found, shown.console())
        return
    if output is not None and form == "xlsx":
        write_frames(output, shown.audit_frames(found), lang=found.lang)
        click.echo(text("cli.written", found.lang, path=output))
        return
    made: dict[str, Callable[[], str]] = {
        "table": lambda: shown.audit_text(found),
        "json": lambda: shown.audit_json(found),
        "csv": lambda: to_csv(found.findings),
    }
    content = made[form]()
    if output is None:
        shown.emit(content)
    else:
        # Excel takes CSV for the local code page unless it begins with a mark.
        write_text(output, content, encoding="utf-8-sig" if form == "csv" else "utf-8", lang=found.lang)
        click.echo(text("cli.written", found.lang, path=output))


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]


def _checks_parameters(lang: str) -> list[click.Parameter]:
    return [_option("--format", type=click.Choice(("table", "json")), default="table", help=text("cli.audit.format", lang))]


def checks_command(lang: str, *, format: str) -> int:  # noqa: A002 - the option's name
    """The catalogue of checks."""
    import json

    from sanzu_graph.checks.registry import all_checks
    from sanzu_graph.cli.output import console, rich_table

    rows = [
        (made.slug, made.severity, made.family, made.scope, ", ".join(made.needs), text(f"title.{made.slug}", lang))
        for made in all_checks().values()
    ]
    names = ("check", "severity", "family", "scope", "needs", "title")
    if format == "json":
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
    else:
        worded = [
            (slug, text(f"severity.{severity}", lang), text(f"family.{family}", lang), text(f"scope.{scope}", lang), needs, title)
            for slug, severity, family, scope, needs, title in rows
        ]
        headings = [text(f"column.{name}", lang) for name in ("slug", *names[1:])]
        console().print(rich_table(text("cli.checks", lang), headings, worded))
    return SOUND


def policy_command(lang: str) -> int:  # noqa: ARG001 - every command takes the language
    """The shipped policy, to be made one's own."""
    from sanzu_graph.policy.demands import SHIPPED

    click.echo(SHIPPED.read_text(encoding="utf-8"), nl=False)
    return SOUND


def _demo_parameters(lang: str) -> list[click.Parameter]:
    return [_option("--output", metavar="FOLDER", default="out", help=text("cli.demo.output", lang))]


def demo_command(lang: str, *, output: str) -> int:
    """The main job on the bundled data."""
    from sanzu_graph.cli.demo import run_demo

    run_demo(Path(output), lang)
    return SOUND


def _none(_lang: str) -> list[click.Parameter]:
    return []


_COMMANDS: dict[str, tuple[Callable[..., int], Callable[[str], list[click.Parameter]]]] = {
    "audit": (audit_command, _audit_parameters),
    "check-file": (check_file_command, check_file_parameters),
    "checks": (checks_command, _checks_parameters),
    "policy": (policy_command, _none),
    "demo": (demo_command, _demo_parameters),
}
