"""`sanzu report`: a decision pack of an organisation and its plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.asking import SOUND, confirm_layers, demanding, names_in, option, policy_of
from sanzu_graph.cli.roster_files import read_any
from sanzu_graph.cli.waiting import Waiting
from sanzu_graph.errors import InputError
from sanzu_graph.messages import text

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.reports.packs import Disguise

_PLAN = ".json"


def report_parameters(lang: str) -> list[click.Parameter]:
    """What ``report`` may be told."""

    def worded(name: str, **settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
        return option(
            f"--{name}", help=text(f"cli.report.{name.replace('-', '_')}", lang), **settings
        )

    return [
        click.Argument(["path"]),
        click.Argument(["plans"], nargs=-1),
        *demanding(lang),
        worded("chosen", metavar="NAME"),
        worded("title", metavar="TEXT"),
        worded("min-group", type=click.IntRange(min=0), default=5, metavar="N"),
        worded("hide-layers", metavar="LAYER,…", default=""),
        worded("hide-attributes", metavar="COLUMN,…", default=""),
        worded("key-file", metavar="FILE"),
        option("--on", metavar="DATE", help=text("cli.compare.on", lang)),
        option("--encoding", metavar="NAME", help=text("cli.audit.encoding", lang)),
        worded("output", metavar="PATH", required=True),
    ]


def report_command(
    path: str,
    plans: tuple[str, ...],
    lang: str,
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
    from sanzu_graph.scenarios.scenario import Scenario

    demands = policy_of(policy, layers, lang)
    disguise = _disguise(names_in(hide_layers), names_in(hide_attributes), key_file, demands, lang)
    with Waiting(text("cli.reading", lang, path=path)):
        laid = [
            Scenario.read(one, lang=lang)
            if Path(one).suffix.lower() == _PLAN
            else _org(one, encoding, lang)
            for one in plans
        ]
        org = _org(path, encoding, lang)
    confirm_layers(org, demands, layers)
    with Waiting(text("cli.writing", lang, path=output)):
        written = report(
            org,
            demands,
            laid,
            output,
            chosen=chosen,
            on=on,
            lang=lang,
            title=title,
            min_group=min_group,
            disguise=disguise,
        )
    click.echo(text("cli.written", lang, path=written))
    return SOUND


def _org(path: str, encoding: str | None, lang: str) -> Org:
    return read_any(path, strict=True, encoding=encoding, lang=lang)


def _disguise(
    layers: list[str], attributes: list[str], key_file: str | None, policy: Policy, lang: str
) -> Disguise | None:
    """What may be shown; None where all of it may. The key comes from a file: what is typed stays
    in a history.
    """
    key = None if key_file is None else _key(key_file, lang)
    if not (layers or attributes or key):
        return None

    def shown(org: Org) -> Org:
        from sanzu_graph.privacy.pseudonyms import pseudonymize
        from sanzu_graph.privacy.redaction import redact

        left = redact(org, layers=layers, attributes=attributes, policy=policy, lang=lang)
        return left if key is None else pseudonymize(left, key, lang=lang)

    return shown


def _key(path: str, lang: str) -> bytes:
    try:
        key = Path(path).read_bytes().strip()
    except OSError as error:
        raise InputError(
            "error.unreadable", lang=lang, path=path, why=error.strerror or error
        ) from error
    if not key:
        raise InputError("error.key", lang=lang)
    return key
