"""`sanzu report`: a decision pack of an organisation and its plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.asking import confirm_layers, demanding, names_in, option, policy_of
from sanzu_graph.cli.exit_codes import SOUND
from sanzu_graph.cli.roster_files import read_any
from sanzu_graph.cli.terminal import say
from sanzu_graph.cli.waiting import Waiting
from sanzu_graph.errors import InputError, unreadable
from sanzu_graph.messages import text

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.reports.packs import Disguise
    from sanzu_graph.scenarios.scenario import Scenario

_PLAN = ".json"


def report_parameters() -> list[click.Parameter]:
    """What ``report`` may be told."""

    def worded(name: str, **settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
        return option(f"--{name}", help=text(f"cli.report.{name.replace('-', '_')}"), **settings)

    return [
        click.Argument(["path"]),
        click.Argument(["plans"], nargs=-1),
        *demanding(),
        worded("chosen", metavar="NAME"),
        worded("title", metavar="TEXT"),
        worded("min-group", type=click.IntRange(min=0), default=5, metavar="N"),
        worded("hide-layers", metavar="LAYER,…", default=""),
        worded("hide-attributes", metavar="COLUMN,…", default=""),
        worded("key-file", metavar="FILE"),
        option("--on", metavar="DATE", help=text("cli.compare.on")),
        option("--encoding", metavar="NAME", help=text("cli.audit.encoding")),
        worded("output", metavar="PATH", required=True),
    ]


def report_command(
    path: str,
    plans: tuple[str, ...],
    *,
    policy: str | None,
    layers: str | None,
    chosen: str | None,
    title: str | None,
    min_group: int,
    hide_layers: str,
    hide_attributes: str,
    key_file: str | None,
    on: str | None,
    encoding: str | None,
    output: str,
) -> int:
    """Read the organisation and the plans, and write the pack."""
    from sanzu_graph.reports.reporting import report

    demands = policy_of(policy, layers)
    disguise = _disguise(names_in(hide_layers), names_in(hide_attributes), key_file, demands)
    with Waiting(text("cli.reading", path=path)):
        laid = [_laid(one, encoding) for one in plans]
        org = _org(path, encoding)
    demands = confirm_layers(org, demands, layers)
    with Waiting(text("cli.writing", path=output)):
        written = report(
            org,
            demands,
            laid,
            output,
            chosen=chosen,
            on=on,
            title=title,
            min_group=min_group,
            disguise=disguise,
        )
    say(text("cli.written", path=written))
    return SOUND


def brief_parameters() -> list[click.Parameter]:
    """What ``brief`` may be told."""
    return [
        click.Argument(["path"]),
        click.Argument(["plans"], nargs=-1, required=True),
        *demanding(),
        option("--title", metavar="TEXT", help=text("cli.report.title")),
        option("--on", metavar="DATE", help=text("cli.compare.on")),
        option("--encoding", metavar="NAME", help=text("cli.audit.encoding")),
        option("--output", metavar="PATH", help=text("cli.brief.output")),
    ]


def brief_command(
    path: str,
    plans: tuple[str, ...],
    *,
    policy: str | None,
    layers: str | None,
    title: str | None,
    on: str | None,
    encoding: str | None,
    output: str | None,
) -> int:
    """Read the organisation and the plans, and show or write the page that is signed."""
    from sanzu_graph.reports.briefs import brief

    demands = policy_of(policy, layers)
    with Waiting(text("cli.reading", path=path)):
        laid = [_laid(one, encoding) for one in plans]
        org = _org(path, encoding)
    demands = confirm_layers(org, demands, layers)
    page = brief(org, laid, output, policy=demands, title=title, on=on)
    say(page if output is None else text("cli.written", path=page))
    return SOUND


def _laid(path: str, encoding: str | None) -> Scenario | Org:
    """The plan of a file, or the organisation of one."""
    from sanzu_graph.scenarios.scenario import Scenario

    if Path(path).suffix.lower() == _PLAN:
        return Scenario.read(path)
    return _org(path, encoding)


def _org(path: str, encoding: str | None) -> Org:
    return read_any(path, strict=True, encoding=encoding)


def _disguise(
    layers: list[str], attributes: list[str], key_file: str | None, policy: Policy
) -> Disguise | None:
    """What may be shown; None where all of it may. The key comes from a file: what is typed stays
    in a history.
    """
    key = None if key_file is None else _key(key_file)
    if not (layers or attributes or key):
        return None

    def shown(org: Org) -> Org:
        from sanzu_graph.privacy.pseudonyms import pseudonymize
        from sanzu_graph.privacy.redaction import redact

        left = redact(org, layers=layers, attributes=attributes, policy=policy)
        return left if key is None else pseudonymize(left, key)

    return shown


def _key(path: str) -> bytes:
    try:
        key = Path(path).read_bytes().strip()
    except OSError as error:
        raise unreadable(path, error) from error
    if not key:
        raise InputError("error.key")
    return key
