"""Plans on the command line: shown as text or JSON, written as a plan or a list to be signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanzu_graph.cli.terminal import say
from sanzu_graph.errors import InputError
from sanzu_graph.messages import text

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.scenarios.plan import Plan
    from sanzu_graph.scenarios.scenario import Scenario

#: A plan, and a list to be signed.
PLAN, WORKBOOK = ".json", ".xlsx"


def confirm_ending(output: str | None) -> None:
    """Refuse a file that is neither a plan nor a workbook."""
    if output is not None and Path(output).suffix.lower() not in (PLAN, WORKBOOK):
        raise InputError("error.proposal_ending", path=output)


def plan_record(plan: Plan) -> dict[str, Any]:
    """What a program wants to know of any plan."""
    return {
        "status": plan.status,
        "objective": dict(plan.objective),
        "bound": dict(plan.bound),
        "before": dict(plan.before),
        "solver": plan.solver,
        "seconds": round(plan.runtime, 3),
        "scenario": None if plan.scenario is None else json.loads(plan.scenario.to_json()),
    }


def show_lines(told: str) -> None:
    """A text, line by line, as the console can print it."""
    for line in told.splitlines():
        say(line)


def show_record(record: Mapping[str, Any]) -> None:
    """A record as JSON."""
    from sanzu_graph.cli.output import emit

    emit(json.dumps(record, ensure_ascii=False, indent=1))


def write_plan(
    output: str, scenario: Scenario | None, sheets: Mapping[str, pd.DataFrame], form: str
) -> None:
    """Write the changes as a plan, or tables as a workbook, and say so."""
    from sanzu_graph.io.workbooks import write_frames

    if scenario is not None and Path(output).suffix.lower() == PLAN:
        scenario.write(output)
    else:
        write_frames(output, {text(f"sheet.{name}"): frame for name, frame in sheets.items()})
    say(text("cli.written", path=output), error=form == "json")
