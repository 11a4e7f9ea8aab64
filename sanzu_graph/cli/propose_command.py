"""`sanzu propose`: the smallest reorganisation, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.asking import confirm_layers, demanding, names_in, option, policy_of
from sanzu_graph.cli.exit_codes import BEST_FOUND, IMPOSSIBLE, OPTIMAL
from sanzu_graph.cli.plans import (
    confirm_ending,
    plan_record,
    show_lines,
    show_record,
    write_plan,
)
from sanzu_graph.cli.roster_files import read_any
from sanzu_graph.cli.terminal import say
from sanzu_graph.cli.waiting import Waiting
from sanzu_graph.errors import InputError
from sanzu_graph.messages import text

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.optimize.proposals import Proposal
    from sanzu_graph.scenarios.other_plans import Alternatives

#: Columns of the two tables, and the sentences above them.
_REASONS = {
    "what": "sign.what",
    "repairs": "plan.reason_repairs",
    "why": "plan.reason_why",
    "next_best": "plan.reason_next_best",
}
_CAUSES = {
    "what": "plan.column_unmet",
    "why": "plan.cause_why",
    "would_help": "plan.cause_would_help",
}


def propose_parameters() -> list[click.Parameter]:
    """What ``propose`` may be told."""

    def worded(name: str, **settings: Any) -> click.Option:  # noqa: ANN401 - click's own settings
        return option(f"--{name}", help=text(f"cli.propose.{name.replace('-', '_')}"), **settings)

    return [
        click.Argument(["path"]),
        *demanding(),
        worded("max-groups", type=click.IntRange(min=0), metavar="N"),
        worded("levers", metavar="LEVER[=PRICE],…", default=""),
        worded("goals", metavar="GOAL,…", default=""),
        worded("repair", metavar="DEMAND,…", default=""),
        worded("pin", metavar="ID,…", default=""),
        worded("keep-headcounts", is_flag=True),
        worded("time-limit", type=click.FloatRange(min=0), metavar="SECONDS"),
        worded("alternatives", type=click.IntRange(min=0), default=0, metavar="N"),
        worded("reasons", is_flag=True),
        option("--on", metavar="DATE", help=text("cli.propose.on")),
        option("--encoding", metavar="NAME", help=text("cli.audit.encoding")),
        worded("format", type=click.Choice(("table", "json")), default="table"),
        worded("output", metavar="FILE"),
    ]


def propose_command(
    path: str,
    *,
    policy: str | None,
    layers: str | None,
    max_groups: int | None,
    levers: str,
    goals: str,
    repair: str,
    pin: str,
    keep_headcounts: bool,
    time_limit: float | None,
    alternatives: int,
    reasons: bool,
    on: str | None,
    encoding: str | None,
    format: str,  # noqa: A002 - the option's name
    output: str | None,
) -> int:
    """Ask for the smallest plan, show it with its proof, and write it where wanted."""
    from sanzu_graph.optimize.proposing import propose

    confirm_ending(output)
    demands = policy_of(policy, layers)
    rules: dict[str, object] = {"pins": names_in(pin), "keep_headcounts": keep_headcounts}
    rules |= {"repair": names_in(repair)} if repair else {}
    with Waiting(text("cli.reading", path=path)):
        org = read_any(path, strict=True, encoding=encoding)
    demands = confirm_layers(org, demands, layers)
    plan = propose(
        org,
        demands,
        max_groups_changed=max_groups,
        levers=_levers(levers) if levers else None,
        goals=names_in(goals) or None,
        rules=rules,
        solve={"time_limit": time_limit},
        on=on,
    )
    others = plan.alternatives(alternatives) if alternatives and plan.has_plan else None
    _show(plan, others, format, reasons=reasons)
    if output is not None and plan.scenario is not None:
        sheets = {"changes": plan.scenario.to_frame(org), "left": plan.shortfalls}
        write_plan(output, plan.scenario, sheets, format)
    return _outcome(plan)


def _outcome(proposal: Proposal) -> int:
    if proposal.status == "infeasible":
        return IMPOSSIBLE
    if proposal.status != "optimal":
        return BEST_FOUND
    return IMPOSSIBLE if len(proposal.shortfalls) else OPTIMAL


def _levers(given: str) -> dict[str, int]:
    """Levers with their prices; a price that is no whole number is told."""
    prices: dict[str, int] = {}
    for pair in names_in(given):
        name, equals, price = (part.strip() for part in pair.partition("="))
        if equals and not price.isdecimal():
            raise InputError("error.lever_price", value=pair)
        prices[name] = int(price) if equals else 1
    return prices


def _show(
    proposal: Proposal, others: Alternatives[Proposal] | None, form: str, *, reasons: bool
) -> None:
    from sanzu_graph.cli.output import records

    if form == "json":
        content = {**_record(proposal), "alternatives": [_record(other) for other in others or ()]}
        if reasons and proposal.has_plan:
            content |= {"reasons": records(proposal.reasons), "unmet": records(proposal.unmet)}
        show_record(content)
        return
    show_lines(proposal.summary())
    if reasons and proposal.has_plan:
        _frame(text("plan.reasons_title"), proposal.reasons, _REASONS)
        _frame(text("plan.unmet_title"), proposal.unmet, _CAUSES)
    if others is not None:
        say()
        show_lines(others.summary())


def _record(proposal: Proposal) -> dict[str, Any]:
    """What a program wants to know of a proposal."""
    from sanzu_graph.cli.output import records

    more = {"left": records(proposal.shortfalls), "conflicts": list(proposal.conflicts)}
    return plan_record(proposal) | more


def _frame(title: str, frame: pd.DataFrame, columns: dict[str, str]) -> None:
    """Some columns of a table, under headings of the catalog."""
    from sanzu_graph.cli.output import console
    from sanzu_graph.cli.text_tables import text_table

    if len(frame):
        console().print(
            text_table(
                title,
                [text(key) for key in columns.values()],
                list(frame[list(columns)].itertuples(index=False)),
            )
        )
