"""`sanzu pair` and `sanzu rank`: mentor pairs, and candidates for a leadership, on the command
line.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sanzu_graph.cli.asking import SOUND, demanding, names_in, option, policy_of
from sanzu_graph.cli.roster_files import read_any
from sanzu_graph.cli.waiting import Waiting
from sanzu_graph.errors import InputError
from sanzu_graph.messages import text

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.pairing.candidates import Ranking
    from sanzu_graph.pairing.leaders import Leadership
    from sanzu_graph.pairing.pairings import Pairing

#: Exit codes besides 0: somebody stays without a mentor, or nobody can be ranked; best found until
#: a limit.
LEFT, BEST_FOUND = 1, 3
_PLAN, _WORKBOOK = ".json", ".xlsx"


def _common(lang: str) -> list[click.Parameter]:
    return [
        option("--on", metavar="DATE", help=text("cli.propose.on", lang)),
        option("--encoding", metavar="NAME", help=text("cli.audit.encoding", lang)),
        option(
            "--format",
            type=click.Choice(("table", "json")),
            default="table",
            help=text("cli.propose.format", lang),
        ),
    ]


def pair_parameters(lang: str) -> list[click.Parameter]:
    """What ``pair`` may be told."""
    return [
        click.Argument(["path"]),
        *demanding(lang),
        option(
            "--objective",
            type=click.Choice(("best", "most")),
            default="best",
            help=text("cli.pair.objective", lang),
        ),
        option(
            "--forbid",
            metavar="MENTOR:APPRENTICE,…",
            default="",
            help=text("cli.pair.forbid", lang),
        ),
        option(
            "--require",
            metavar="MENTOR:APPRENTICE,…",
            default="",
            help=text("cli.pair.require", lang),
        ),
        option(
            "--keep-price",
            type=click.FloatRange(min=0),
            default=0.0,
            metavar="POINTS",
            help=text("cli.pair.keep_price", lang),
        ),
        option(
            "--time-limit",
            type=click.FloatRange(min=0),
            metavar="SECONDS",
            help=text("cli.propose.time_limit", lang),
        ),
        option("--output", metavar="FILE", help=text("cli.pair.output", lang)),
        *_common(lang),
    ]


def pair_command(
    path: str,
    lang: str,
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
    from sanzu_graph.pairing.matching import pair_mentors

    _confirm_ending(output, lang)
    forbidden, required = _pairs(forbid, lang), _pairs(require, lang)
    demands = policy_of(policy, layers, lang)
    with Waiting(text("cli.reading", lang, path=path)):
        org = read_any(path, strict=True, encoding=encoding, lang=lang)
    found = pair_mentors(
        org,
        demands,
        objective=objective,
        forbidden=forbidden,
        required=required,
        keep_price=keep_price,
        time_limit=time_limit,
        on=on,
        lang=lang,
    )
    _show(found, format)
    if output is not None:
        sheets = {
            "changes": found.scenario.to_frame(org, lang=lang),
            "pairs": found.pairs,
            "unmatched": found.unmatched,
            "loads": found.loads,
        }
        _write(output, found.scenario, sheets, format, lang)
    if found.status != "optimal":
        return BEST_FOUND
    return LEFT if len(found.unmatched) else SOUND


def rank_parameters(lang: str) -> list[click.Parameter]:
    """What ``rank`` may be told."""
    return [
        click.Argument(["path"]),
        *demanding(lang),
        option("--unit", metavar="ID", help=text("cli.rank.unit", lang)),
        option("--output", metavar="FILE", help=text("cli.rank.output", lang)),
        *_common(lang),
    ]


def rank_command(
    path: str,
    lang: str,
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
    from sanzu_graph.pairing.candidates import rank_candidates
    from sanzu_graph.pairing.leaders import propose_leaders

    _confirm_ending(output, lang)
    demands = policy_of(policy, layers, lang)
    with Waiting(text("cli.reading", lang, path=path)):
        org = read_any(path, strict=True, encoding=encoding, lang=lang)
    if unit is not None:
        ranking = rank_candidates(org, demands, unit=unit, on=on, lang=lang)
        _show(ranking, format)
        if output is not None:
            if Path(output).suffix.lower() == _PLAN:
                raise InputError("error.ranking_ending", lang=lang, path=output)
            sheets = {
                "ranking": ranking.table,
                "terms": ranking.terms,
                "ineligible": ranking.ineligible,
                "sensitivity": ranking.sensitivity,
            }
            _write(output, None, sheets, format, lang)
        return SOUND if ranking.totals else LEFT
    plan = propose_leaders(org, demands, on=on, lang=lang)
    _show(plan, format)
    if output is not None:
        _write(
            output,
            plan.scenario,
            {"changes": plan.scenario.to_frame(org, lang=lang), "reasons": plan.reasons},
            format,
            lang,
        )
    if plan.status != "optimal":
        return BEST_FOUND
    return (
        LEFT
        if any(plan.objective[goal] for goal in ("vacant", "ineligible", "overload", "unaligned"))
        else SOUND
    )


def _pairs(listed: str, lang: str) -> list[tuple[str, str]]:
    """Pairs of ids, written mentor:apprentice."""
    pairs = []
    for one in names_in(listed):
        mentor, colon, apprentice = (part.strip() for part in one.partition(":"))
        if not (mentor and colon and apprentice):
            raise InputError("error.pair_ids", lang=lang, value=one)
        pairs.append((mentor, apprentice))
    return pairs


def _confirm_ending(output: str | None, lang: str) -> None:
    if output is not None and Path(output).suffix.lower() not in (_PLAN, _WORKBOOK):
        raise InputError("error.proposal_ending", lang=lang, path=output)


def _show(found: Pairing | Ranking | Leadership, form: str) -> None:
    from sanzu_graph.cli.output import emit, printable

    if form == "json":
        emit(json.dumps(_plain(found), ensure_ascii=False, indent=1))
        return
    for line in found.summary().splitlines():
        click.echo(printable(line))


def _plain(found: Pairing | Ranking | Leadership) -> dict[str, Any]:
    """What a program wants to know."""
    from sanzu_graph.cli.output import records
    from sanzu_graph.pairing.candidates import Ranking
    from sanzu_graph.pairing.pairings import Pairing

    if isinstance(found, Ranking):
        frames = {
            "ranking": found.table,
            "terms": found.terms,
            "ineligible": found.ineligible,
            "sensitivity": found.sensitivity,
        }
        return {
            "unit": found.unit,
            **{name: records(frame) for name, frame in frames.items()},
            "unassessed": records(found.unassessed),
        }
    proof = {
        "status": found.status,
        "objective": dict(found.objective),
        "bound": dict(found.bound),
        "before": dict(found.before),
        "solver": found.solver,
        "seconds": round(found.runtime, 3),
        "scenario": json.loads(found.scenario.to_json()),
    }
    if isinstance(found, Pairing):
        return {
            **proof,
            "pairs": records(found.pairs),
            "unmatched": records(found.unmatched),
            "loads": records(found.loads),
        }
    return {**proof, "reasons": records(found.reasons), "unfilled": records(found.unfilled)}


def _write(
    output: str,
    scenario: Any,  # noqa: ANN401
    sheets: dict[str, pd.DataFrame],
    form: str,
    lang: str,
) -> None:
    from sanzu_graph.io.workbooks import write_frames

    if Path(output).suffix.lower() == _PLAN:
        scenario.write(output, lang=lang)
    else:
        write_frames(
            output,
            {text(f"sheet.{name}", lang): frame for name, frame in sheets.items()},
            lang=lang,
        )
    click.echo(text("cli.written", lang, path=output), err=form == "json")
