"""`sanzu chart`: a picture of an organisation, written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sanzu_graph.cli.asking import confirm_layers, demanding, names_in, option, policy_of
from sanzu_graph.cli.exit_codes import SOUND
from sanzu_graph.cli.planning import PLAN_SUFFIX
from sanzu_graph.cli.reading_words import quoted
from sanzu_graph.cli.roster_files import read_any
from sanzu_graph.cli.terminal import say
from sanzu_graph.cli.waiting import Waiting
from sanzu_graph.errors import InputError
from sanzu_graph.messages import text

#: The charts that take layers, and by which name.
_LAYERED = {"org": "layers", "layers": "layers", "flow": "layers"}
_DATED = ("findings", "changes", "calendar", "mentors", "tasks", "trend")


def chart_parameters() -> list[click.Parameter]:
    """What ``chart`` may be told. The names are the library's, checked by it: importing it here
    would slow every command.
    """
    return [
        click.Argument(["path"]),
        click.Argument(
            ["name"],
            metavar="[CHART]",
            required=False,
        ),
        option("--chart", metavar="NAME", help=text("cli.chart.chart")),
        option("--output", metavar="FILE", required=True, help=text("cli.chart.output")),
        option("--pages", metavar="A4|A3|…", help=text("cli.chart.pages")),
        option("--one-per", metavar="unit|leader", help=text("cli.chart.one_per")),
        option("--summary", is_flag=True, help=text("cli.chart.summary")),
        option("--after", metavar="PATH|PLAN.json", help=text("cli.chart.after")),
        option("--only", metavar="LAYER,…", help=text("cli.chart.only")),
        option("--root", metavar="ID|NAME", help=text("cli.chart.root")),
        option("--depth", type=click.IntRange(min=0), metavar="N", help=text("cli.chart.depth")),
        option("--on", metavar="DATE", help=text("cli.chart.on")),
        *demanding(),
        option("--encoding", metavar="NAME", help=text("cli.audit.encoding")),
    ]


def chart_command(
    path: str,
    name: str | None,
    *,
    chart: str | None,
    output: str,
    pages: str | None,
    one_per: str | None,
    summary: bool,
    after: str | None,
    only: str | None,
    root: str | None,
    depth: int | None,
    on: str | None,
    policy: str | None,
    layers: str | None,
    encoding: str | None,
) -> int:
    """Draw one chart into a file."""
    from sanzu_graph.charts.saving import save_chart

    name = _chosen(path, name, chart)
    given = {"root": root, "depth": depth}
    result: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if only is not None:
        if name not in _LAYERED:
            raise InputError("error.chart_only", chart=name, known=list(_LAYERED))
        result["layers"] = names_in(only)
    demands = policy_of(policy, layers)
    with Waiting(text("cli.reading", path=path)):
        org = read_any(path, strict=True, encoding=encoding)
    demands = confirm_layers(org, demands, layers)
    if name == "people" and after is not None:
        result["after"] = _after(after, encoding)
    if name == "changes":
        if after is None:
            raise InputError("error.chart_after")
        result["after"] = _after(after, encoding)
    if name == "overlap":
        groups = [layer.name for layer in demands.groups if layer.name in org.layers]
        result |= {"base": demands.base, **({"layer": groups[0]} if groups else {})}
    if on is not None and name in _DATED:
        result["on"] = on
    elif on is not None:
        org = org.at(on)
    with Waiting(text("cli.drawing")):
        full = False if summary else None
        written = save_chart(
            org,
            output,
            chart=name,
            pages=pages,
            one_per=one_per,
            full=full,
            policy=demands,
            **result,
        )
    say(text("cli.written", path=written))
    return SOUND


def _chosen(path: str, name: str | None, chart: str | None) -> str:
    """The chart that is asked for, by its place or by ``--chart``; by default ``org``.

    Raises
    ------
    InputError
        If the chart stands where the file belongs, and the file where the chart does; if two
        different charts are named.
    """
    from sanzu_graph.charts.saving import savable

    is_name = path in savable() and not Path(path).exists()
    if is_name and name is not None and name not in savable() and Path(name).exists():
        raise InputError("error.chart_order", chart=path, path=quoted(name))
    if name is not None and chart is not None and name != chart:
        raise InputError("error.chart_twice", one=name, other=chart)
    return name or chart or "org"


def _after(path: str, encoding: str | None) -> object:
    """What the organisation becomes: a plan, or another organisation."""
    from sanzu_graph.scenarios.scenario import Scenario

    if Path(path).suffix.lower() == PLAN_SUFFIX:
        return Scenario.read(path)
    return read_any(path, strict=True, encoding=encoding)
