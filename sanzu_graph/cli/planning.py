"""`sanzu apply`, `preview`, `compare`, `diff`: plans on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sanzu_graph.cli.asking import confirm_layers, deliver, demanding, format_of, option, policy_of
from sanzu_graph.cli.exit_codes import FAULTY, SOUND
from sanzu_graph.cli.roster_files import mapping_in_force, read_any
from sanzu_graph.cli.terminal import say
from sanzu_graph.cli.waiting import Waiting
from sanzu_graph.errors import InputError
from sanzu_graph.messages import amount, text

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.organisation import Org
    from sanzu_graph.scenarios.comparison import Comparison
    from sanzu_graph.scenarios.scenario import Scenario

PLAN_SUFFIX = ".json"
_FORMATS = ("table", "json", "csv", "xlsx")
#: How many changes `diff` shows.
_SHOWN = 20
#: The parts of a comparison that are told in numbers.
_NUMBERS = ("effort", "findings", "measures")


def _reading() -> list[click.Parameter]:
    return [option("--encoding", metavar="NAME", help=text("cli.audit.encoding"))]


def _day(key: str) -> click.Parameter:
    return option("--on", metavar="DATE", help=text(key))


def _showing() -> list[click.Parameter]:
    return [
        option("--format", type=click.Choice(_FORMATS), help=text("cli.audit.format")),
        option("--output", metavar="FILE", help=text("cli.audit.output")),
    ]


def apply_parameters() -> list[click.Parameter]:
    """What ``apply`` may be told."""
    output = option("--output", metavar="PATH", required=True, help=text("cli.apply.output"))
    return [
        click.Argument(["path"]),
        click.Argument(["plan"]),
        output,
        _day("cli.apply.on"),
        *_reading(),
    ]


def apply_command(
    path: str, plan: str, *, output: str, on: str | None, encoding: str | None
) -> int:
    """Make the changes of a plan on a copy. Write it as tables, or as a roster of its kind."""
    from sanzu_graph.io.any_files import holds_roster
    from sanzu_graph.io.atomic import real_path
    from sanzu_graph.io.rosters.writing import write_roster
    from sanzu_graph.io.table_files import write_tables

    if real_path(output) == real_path(path):
        raise InputError("error.apply_in_place", path=output)
    scenario = _scenario(plan)
    org = _org(path, encoding)
    changed = scenario.apply(org, on=on)
    if holds_roster(path) and Path(output).suffix.lower() == Path(path).suffix.lower():
        written = write_roster(changed, output, like=path, mapping=mapping_in_force(path), on=on)
    else:
        written = write_tables(changed, output)
    _tabled(text("cli.apply.done", name=scenario.name), scenario.to_frame(org))
    say(text("cli.written", path=written))
    return SOUND


def preview_parameters() -> list[click.Parameter]:
    """What ``preview`` may be told."""
    return [
        click.Argument(["path"]),
        click.Argument(["plan"]),
        *demanding(),
        _day("cli.compare.on"),
        *_reading(),
        *_showing(),
    ]


def preview_command(
    path: str,
    plan: str,
    *,
    policy: str | None,
    layers: str | None,
    on: str | None,
    encoding: str | None,
    format: str | None,  # noqa: A002 - the option's name
    output: str | None,
) -> int:
    """Tell step by step what a plan fixes and what it breaks."""
    form = format_of(format, output, _FORMATS)
    demands = policy_of(policy, layers)
    scenario, org = _scenario(plan), _org(path, encoding)
    demands = confirm_layers(org, demands, layers)
    seen = scenario.preview(org, demands, on=on)
    frames = {
        text("sheet.preview_steps"): seen.steps,
        text("sheet.preview"): seen.table,
    }
    _deliver(form, output, lambda: "\n".join(seen.lines) or text("preview.empty"), frames)
    after, before = seen.audits[-1], seen.audits[0]
    introduced = after.since(before).query("change == 'new' and severity == 'error'")
    return FAULTY if len(introduced) else SOUND


def compare_parameters() -> list[click.Parameter]:
    """What ``compare`` may be told."""
    return [
        click.Argument(["path"]),
        click.Argument(["plans"], nargs=-1, required=True),
        *demanding(),
        _day("cli.compare.on"),
        *_reading(),
        *_showing(),
    ]


def compare_command(
    path: str,
    plans: tuple[str, ...],
    *,
    policy: str | None,
    layers: str | None,
    on: str | None,
    encoding: str | None,
    format: str | None,  # noqa: A002 - the option's name
    output: str | None,
) -> int:
    """Set plans, or other organisations, beside the organisation as it is."""
    from sanzu_graph.scenarios.comparison import compare

    form = format_of(format, output, _FORMATS)
    demands = policy_of(policy, layers)
    alternatives = [_scenario(plan) if _is_plan(plan) else _org(plan, encoding) for plan in plans]
    org = _org(path, encoding)
    demands = confirm_layers(org, demands, layers)
    with Waiting(text("cli.comparing")):
        comparison = compare(org, *alternatives, policy=demands, on=on)
    frames = {
        text("sheet.comparison"): comparison.table,
        text("sheet.fates"): comparison.findings,
    }
    _deliver(form, output, lambda: _comparison_text(comparison), frames)
    return FAULTY if comparison.reasons else SOUND


def diff_parameters() -> list[click.Parameter]:
    """What ``diff`` may be told."""
    return [
        click.Argument(["before"]),
        click.Argument(["after"]),
        option("--all", "whole", is_flag=True, help=text("cli.diff.all")),
        option("--output", metavar="PLAN.json", help=text("cli.diff.output")),
        *_reading(),
    ]


def diff_command(
    before: str, after: str, *, whole: bool, output: str | None, encoding: str | None
) -> int:
    """The changes that make one organisation of another."""
    from sanzu_graph.cli.told_turnover import told_turnover
    from sanzu_graph.scenarios.differences import diff

    if output is not None and not _is_plan(output):
        raise InputError("error.plan_ending", path=output)
    one, other = (_org(path, encoding) for path in (before, after))
    plan = diff(
        one, other, name=text("cli.diff.name", before=Path(before).stem, after=Path(after).stem)
    )
    if len(plan):
        sentences, units = told_turnover(one, other, plan)
        for sentence in sentences:
            say(sentence)
        if len(units):
            _tabled(text("cli.diff.units"), units)
        shown = plan if whole else plan.undo(max(len(plan) - _SHOWN, 0))
        title = text("cli.diff.changes", name=plan.name, count=len(plan))
        _tabled(title, shown.to_frame(one))
        if len(shown) < len(plan):
            say(text("cli.diff.more", count=len(plan) - len(shown)))
    else:
        say(text("cli.diff.same"))
    if output is not None:
        plan.write(output)
        say(text("cli.written", path=output))
    return FAULTY if len(plan) else SOUND


def _is_plan(path: str) -> bool:
    return Path(path).suffix.lower() == PLAN_SUFFIX


def _scenario(path: str) -> Scenario:
    from sanzu_graph.scenarios.scenario import Scenario

    return Scenario.read(path)


def _org(path: str, encoding: str | None) -> Org:
    with Waiting(text("cli.reading", path=path)):
        return read_any(path, strict=True, encoding=encoding)


def _deliver(
    form: str, output: str | None, table: Callable[[], str], frames: dict[str, pd.DataFrame]
) -> None:
    """As `deliver`: JSON and workbooks hold every frame, CSV the first."""
    from sanzu_graph.cli.output import records
    from sanzu_graph.io.csv_tables import to_csv

    first = next(iter(frames.values()))

    def as_json() -> str:
        return json.dumps(
            {name: records(frame) for name, frame in frames.items()}, ensure_ascii=False, indent=1
        )

    deliver(
        form,
        output,
        {"table": table, "json": as_json, "csv": lambda: to_csv(first)},
        lambda: frames,
    )


def _comparison_text(comparison: Comparison) -> str:
    """What differs: the effort, the findings, what each fixes and breaks by name, the measures;
    below it, what is the same everywhere.
    """
    from sanzu_graph.scenarios.compared import differing_rows, headings, named_differences, notes

    rows: list[list[str]] = []
    blank = [""] * (1 + len(comparison.alternatives))
    named = named_differences(comparison)
    for part, parts in groupby(differing_rows(comparison), key=lambda row: row.part):
        if part in _NUMBERS:
            rows.append([text(f"compare.{part}").upper(), *blank])
            rows += [["  " + row.title, *map(amount, row.numbers)] for row in parts]
        if part == "findings" and named:
            rows.append([text("report.differences").upper(), *blank])
            rows += [["  " + one.what, "", *one.fates] for one in named]
    table = _table_text(text("cli.compare.title"), ["", *headings(comparison)], rows)
    return "\n".join([table, *notes(comparison)])


def _tabled(title: str, frame: pd.DataFrame) -> None:
    from sanzu_graph.cli.output import console
    from sanzu_graph.cli.text_tables import text_table

    filled = frame.loc[:, (frame != "").any()]
    console().print(text_table(title, list(map(str, filled)), list(filled.itertuples(index=False))))


def _table_text(title: str, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    import io

    from sanzu_graph.cli.output import console
    from sanzu_graph.cli.text_tables import text_table

    out = console(file=io.StringIO(), width=console().width)
    out.print(text_table(title, list(headings), [list(row) for row in rows]))
    return str(out.file.getvalue()).rstrip("\n")  # type: ignore[attr-defined]
