"""`sanzu pair` and `sanzu rank`: mentor pairs, and candidates for a leadership, on the command
line.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.asking import confirm_layers, demanding, names_in, option, policy_of
from sanzu_graph.cli.exit_codes import BEST_FOUND, LEFT, SOUND
from sanzu_graph.cli.plans import (
    PLAN,
    confirm_ending,
    plan_record,
    show_lines,
    show_record,
    write_plan,
)
from sanzu_graph.cli.roster_files import read_any
from sanzu_graph.cli.waiting import Waiting
from sanzu_graph.errors import InputError
from sanzu_graph.messages import text

if TYPE_CHECKING:
    from sanzu_graph.leaders.candidates import Ranking
    from sanzu_graph.leaders.leadership import Leadership
    from sanzu_graph.mentoring.pairings import Pairing


def _common() -> list[click.Parameter]:
    return [
        option("--on", metavar="DATE", help=text("cli.propose.on")),
        option("--encoding", metavar="NAME", help=text("cli.audit.encoding")),
        option(
            "--format",
            type=click.Choice(("table", "json")),
            default="table",
            help=text("cli.propose.format"),
        ),
    ]


def pair_parameters() -> list[click.Parameter]:
    """What ``pair`` may be told."""
    return [
        click.Argument(["path"]),
        *demanding(),
        option(
            "--objective",
            type=click.Choice(("best", "most")),
            default="best",
            help=text("cli.pair.objective"),
        ),
        option(
            "--forbid",
            metavar="MENTOR:APPRENTICE,…",
            default="",
            help=text("cli.pair.forbid"),
        ),
        option(
            "--require",
            metavar="MENTOR:APPRENTICE,…",
            default="",
            help=text("cli.pair.require"),
        ),
        option(
            "--keep-price",
            type=click.FloatRange(min=0),
            default=0.0,
            metavar="POINTS",
            help=text("cli.pair.keep_price"),
        ),
        option(
            "--time-limit",
            type=click.FloatRange(min=0),
            metavar="SECONDS",
            help=text("cli.propose.time_limit"),
        ),
        option("--output", metavar="FILE", help=text("cli.pair.output")),
        *_common(),
    ]


def pair_command(
    path: str,
    *,
    policy: str | None,
    layers: str | None,
    objective: str,
    forbid: str,
    require: str,
    keep_price: float,
    time_limit: float | None,
    output: str | None,
    on: str | None,
    encoding: str | None,
    format: str,  # noqa: A002 - the option's name
) -> int:
    """The best mentor for every apprentice, with the proof; written where wanted."""
    from sanzu_graph.mentoring.matching import pair_mentors

    confirm_ending(output)
    forbidden, required = _pairs(forbid), _pairs(require)
    demands = policy_of(policy, layers)
    with Waiting(text("cli.reading", path=path)):
        org = read_any(path, strict=True, encoding=encoding)
    demands = confirm_layers(org, demands, layers)
    plan = pair_mentors(
        org,
        demands,
        objective=objective,
        forbidden=forbidden,
        required=required,
        keep_price=keep_price,
        time_limit=time_limit,
        on=on,
    )
    _show(plan, format)
    if output is not None:
        sheets = {
            "changes": plan.scenario.to_frame(org),
            "pairs": plan.pairs,
            "unmatched": plan.unmatched,
            "loads": plan.loads,
        }
        write_plan(output, plan.scenario, sheets, format)
    if plan.status != "optimal":
        return BEST_FOUND
    return LEFT if len(plan.unmatched) else SOUND


def rank_parameters() -> list[click.Parameter]:
    """What ``rank`` may be told."""
    return [
        click.Argument(["path"]),
        *demanding(),
        option("--unit", metavar="ID", help=text("cli.rank.unit")),
        option("--output", metavar="FILE", help=text("cli.rank.output")),
        *_common(),
    ]


def rank_command(
    path: str,
    *,
    policy: str | None,
    layers: str | None,
    unit: str | None,
    output: str | None,
    on: str | None,
    encoding: str | None,
    format: str,  # noqa: A002 - the option's name
) -> int:
    """The candidates for one unit, or leaders for all units that need one."""
    from sanzu_graph.leaders.candidates import rank_candidates
    from sanzu_graph.leaders.leadership import propose_leaders

    confirm_ending(output)
    demands = policy_of(policy, layers)
    with Waiting(text("cli.reading", path=path)):
        org = read_any(path, strict=True, encoding=encoding)
    demands = confirm_layers(org, demands, layers)
    if unit is not None:
        ranking = rank_candidates(org, demands, unit=unit, on=on)
        _show(ranking, format)
        if output is not None:
            if Path(output).suffix.lower() == PLAN:
                raise InputError("error.ranking_ending", path=output)
            sheets = {
                "ranking": ranking.table,
                "terms": ranking.terms,
                "ineligible": ranking.ineligible,
                "sensitivity": ranking.sensitivity,
            }
            write_plan(output, None, sheets, format)
        return SOUND if ranking.totals else LEFT
    plan = propose_leaders(org, demands, on=on)
    _show(plan, format)
    if output is not None:
        write_plan(
            output,
            plan.scenario,
            {"changes": plan.scenario.to_frame(org), "reasons": plan.reasons},
            format,
        )
    if plan.status != "optimal":
        return BEST_FOUND
    return (
        LEFT
        if any(plan.objective[goal] for goal in ("vacant", "ineligible", "overload", "unaligned"))
        else SOUND
    )


def _pairs(listed: str) -> list[tuple[str, str]]:
    """Pairs of ids, written mentor:apprentice."""
    pairs = []
    for one in names_in(listed):
        mentor, colon, apprentice = (part.strip() for part in one.partition(":"))
        if not (mentor and colon and apprentice):
            raise InputError("error.pair_ids", value=one)
        pairs.append((mentor, apprentice))
    return pairs


def _show(answer: Pairing | Ranking | Leadership, form: str) -> None:
    if form == "json":
        show_record(_record(answer))
    else:
        show_lines(answer.summary())


def _record(answer: Pairing | Ranking | Leadership) -> dict[str, Any]:
    """What a program wants to know."""
    from sanzu_graph.cli.output import records
    from sanzu_graph.leaders.candidates import Ranking
    from sanzu_graph.mentoring.pairings import Pairing

    if isinstance(answer, Ranking):
        frames = {
            "ranking": answer.table,
            "terms": answer.terms,
            "ineligible": answer.ineligible,
            "sensitivity": answer.sensitivity,
        }
        content = {"unit": answer.unit, **{name: records(frame) for name, frame in frames.items()}}
        return content | {"unassessed": records(answer.unassessed)}
    names = (
        ("pairs", "unmatched", "loads") if isinstance(answer, Pairing) else ("reasons", "unfilled")
    )
    return plan_record(answer) | {name: records(getattr(answer, name)) for name in names}
