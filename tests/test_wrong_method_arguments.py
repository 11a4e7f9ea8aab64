"""Every public method of what users hold, and every change, with arguments of a wrong kind.

`tests/test_wrong_arguments.py` asks the same of public functions.
"""

from __future__ import annotations

import inspect
import pathlib
import random
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.changes.registry import all_changes
from sanzu_graph.model.drafts import Draft
from tests.searching import SEED
from tests.test_wrong_arguments import MOVE, ORG, WRONG

DAY = "2026-11-30"
ASSESSED = ORG.replace(
    assessments={
        "candidate": ["A"],
        "unit": ["P1"],
        "stage": ["peer"],
        "criterion": ["ability"],
        "score": [9],
    }
)
#: What users hold, and how a thing of that kind is made.
THINGS: dict[type, Callable[[], object]] = {
    sg.Org: lambda: ORG,
    sg.Audit: lambda: sg.audit(ORG, on=DAY),
    sg.Scenario: lambda: MOVE,
    sg.Policy: sg.Policy,
    sg.Proposal: lambda: sg.propose(ORG, on=DAY),
    sg.Comparison: lambda: sg.compare(ORG, MOVE),
    sg.Preview: lambda: MOVE.preview(ORG),
    sg.Rebase: lambda: MOVE.rebase(ORG),
    sg.Survey: lambda: sg.survey({"A": ORG}, on=DAY),
    sg.Pairing: lambda: sg.pair_mentors(ORG, on=DAY),
    sg.Balance: lambda: sg.balance_groups(ORG, on=DAY),
    sg.Leadership: lambda: sg.propose_leaders(ORG, on=DAY),
    sg.Ranking: lambda: sg.rank_candidates(ASSESSED, unit="P1", on=DAY),
    sg.RosterReading: lambda: sg.read_roster(
        pd.DataFrame({"姓名": ["赵一"], "班组": ["一班"]}), dry_run=True
    ),
    sg.Rule: lambda: sg.Rule("name", any_of=("甲",)),
    sg.Placement: lambda: sg.Placement(ORG, sg.Policy()),
}
#: What makes a call sound, by the name of the argument; an id makes most others sound.
SOUND: dict[str, Callable[[], Any]] = {
    "base": lambda: "team",
    "budget": lambda: 1,
    "change": lambda: MOVE,
    "changes": lambda: [MOVE.changes[0]],
    "column": lambda: "name",
    "content": MOVE.to_json,
    "date": lambda: DAY,
    "draft": lambda: Draft(ORG),
    "earlier": lambda: sg.audit(ORG, on=DAY),
    "edit": lambda: MOVE.edit(ORG),
    "folder": lambda: "no-such-folder",
    "frame": lambda: ORG.members,
    "G": ORG.graph,
    "id": lambda: "id",
    "layer": lambda: "team",
    "layers": lambda: ["team"],
    "manager": lambda: "name",
    "members": lambda: ORG.members,
    "memberships": lambda: ORG.memberships,
    "new_base": lambda: ORG,
    "org": lambda: ORG,
    "path": lambda: "x.json",
    "policy": sg.Policy,
    "table": lambda: "members",
    "tables": ORG.tables,
    "unit": lambda: "T1",
    "units": lambda: ORG.units,
}
#: Methods that take positions, keys or functions of the package's own.
OWN = {"Org.mask_of", "Org.names", "Org.once", "Proposal.of", "Ranking.label"}
#: What is asked of a placement by name; the rest of it takes layers and positions.
PERMISSIONS = {"Placement.may_sit", "Placement.may_lead", "Placement.may_mentor"}
METHODS = [
    f"{kind.__name__}.{name}"
    for kind in THINGS
    for name in dir(kind)
    if not name.startswith("_")
    and callable(getattr(kind, name))
    and name != "goal_text"
    and f"{kind.__name__}.{name}" not in OWN
    and (kind is not sg.Placement or f"{kind.__name__}.{name}" in PERMISSIONS)
]
NAMES = [*METHODS, "Org", "Scenario", "Policy", "Placement", *all_changes()]


@cache
def door(name: str) -> Callable[..., object]:
    """What is called: a class, or a method of a thing of its kind."""
    kind, _, method = name.partition(".")
    called: Callable[..., object] = getattr(sg, kind)
    if method:
        called = getattr(thing(kind), method)
    return called


@cache
def thing(kind: str) -> object:
    return THINGS[getattr(sg, kind)]()


def arguments(name: str) -> list[inspect.Parameter]:
    """What a call can be given by name; a wrong name is told by Python itself."""
    parameters = inspect.signature(door(name)).parameters.values()
    return [one for one in parameters if one.kind is not one.VAR_KEYWORD]


def failure(name: str, argument: inspect.Parameter, value: object) -> str:
    """What is wrong with how a call ended; nothing where it answered or said what to do."""
    needed = {
        one.name: SOUND.get(one.name, lambda: "A")()
        for one in arguments(name)
        if one.default is one.empty and one.kind is not one.VAR_POSITIONAL and one is not argument
    }
    try:
        if argument.kind is argument.VAR_POSITIONAL:
            door(name)(*needed.values(), value)
        elif argument.kind is argument.POSITIONAL_ONLY:
            door(name)(value)
        else:
            door(name)(**{**needed, argument.name: value})
    except sg.SanzuError as error:
        return "" if str(error).strip() else f"{name}({argument.name}={value!r:.40}) says nothing"
    except Exception as error:  # noqa: BLE001 - any other is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{name}({argument.name}={value!r:.40}): {error!r:.80} {last.filename}:{last.lineno}"
    return ""


def failures(calls: Iterator[tuple[str, inspect.Parameter, object]]) -> list[str]:
    return [said for call in calls if (said := failure(*call))]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_doors_are_those_that_users_know() -> None:
    known = {"Org.at", "Audit.after", "Scenario.waves", "Policy.with_layer", "MoveMember"}
    known |= {"Survey.quantiles", "Pairing.alternatives", "Ranking.in_language", "Rule.mask"}
    known |= PERMISSIONS
    assert known <= {*NAMES}
    assert len(NAMES) == len({*NAMES}) > 80


@pytest.mark.filterwarnings("ignore")
def test_wrong_arguments_of_methods_are_told() -> None:
    """One wrong value for an argument of each method and change, drawn anew in each run."""
    draw = random.Random(SEED or None)
    calls = [
        (name, draw.choice(arguments(name)), draw.choice(WRONG))
        for name in NAMES
        if arguments(name)
    ]
    assert len(calls) > 60
    assert failures(iter(calls)) == []


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_all_wrong_arguments_of_methods_are_told(name: str) -> None:
    calls = ((name, argument, value) for argument in arguments(name) for value in WRONG)
    assert failures(calls) == []
