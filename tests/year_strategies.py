"""Hypothesis strategies: a working year on top of an organisation as odd as they come."""

import datetime
import random

import pandas as pd
from hypothesis import note
from hypothesis import strategies as st

from sanzu_graph import Holiday, Limit, Org, Policy, Routine, Stage, Tasks
from sanzu_graph.schema import columns
from tests.strategies import LAYERS, organisations

#: The days of `organisations` are the first of January 2026; so is the middle of these months.
FIRST = datetime.date(2025, 8, 20)
DAYS = [FIRST + datetime.timedelta(days=number) for number in range(300)]
KINDS = ["safety_class", "heart_to_heart", "drill"]
STAGES = list(columns("task_events")["stage"].values)
ON = st.sampled_from(
    [datetime.date(2026, 1, day) for day in (1, 2, 3, 4, 5, 31)]
    + [datetime.date(2026, 2, 28), *DAYS[::17]]
)


@st.composite
def years(draw: st.DrawFn) -> Org:
    """A sound organisation with records of a year: any of the tables may be missing or empty,
    months stand for days.
    """
    org = draw(organisations())
    dice = random.Random(draw(st.integers(0, 2**32 - 1)))
    members, units = org.members["id"].tolist(), org.units["id"].tolist()
    often = dice.choice([5, 20, 60, 150])
    tables: dict[str, dict[str, list]] = {}
    if dice.random() < 0.93:
        held = [
            (f"K{number}", dice.choice(units), dice.choice(KINDS), _date(dice))
            for number in range(dice.randrange(often))
            if units
        ]
        tables["activities"] = _table(["id", "unit", "kind", "date"], held)
        took = {
            (dice.choice(held)[0], dice.choice(members))
            for _ in range(dice.randrange(often))
            if held and members
        }
        if dice.random() < 0.9:
            tables["participants"] = _table(["activity", "member"], sorted(took))
        if dice.random() < 0.9:
            tables["remedies"] = _table(
                ["activity", "problem", "remedy", "owner", "due", "done"],
                _remedies(dice, held, members),
            )
    if dice.random() < 0.93:
        tasks = [
            (
                f"J{number}",
                dice.choice(units),
                dice.choice(["safety", None, "{0}"]),
                dice.choice(["common", "common", "specific"]),
            )
            for number in range(dice.randrange(6))
            if units
        ]
        tables["tasks"] = _table(["id", "unit", "goal", "scope"], tasks)
        near = dice.choice([1, 5, 40])
        acts = {
            (
                dice.choice(tasks)[0],
                dice.choice(STAGES),
                dice.choice([*LAYERS[:3], "<b>"]),
                dice.choice([None, *members]),
                dice.choice([None, *DAYS[130 : 130 + near]]),
            )
            for _ in range(dice.randrange(30))
            if tasks
        }
        tables["task_events"] = _table(
            ["task", "stage", "layer", "member", "date"], sorted(acts, key=str)
        )
    if dice.random() < 0.7:
        gone = {
            (dice.choice(members), dice.choice(DAYS), dice.choice([None, *DAYS]))
            for _ in range(dice.randrange(6))
            if members
        }
        tables["absences"] = _table(["member", "since", "until"], sorted(gone, key=str))
    note(str(tables))
    return org.replace(**tables)


def routines() -> st.SearchStrategy[Routine]:
    """A routine of any shape."""
    days = st.none() | st.sampled_from([1, 3, 10, 15, 25, 31]).map(Limit)
    return st.builds(
        Routine,
        layer=st.sampled_from(LAYERS),
        kind=st.sampled_from(KINDS),
        every=st.sampled_from(["week", "month", "month", "quarter", "year"]),
        since=st.none() | st.sampled_from(DAYS),
        labels=st.just({"en": "drill {0}", "zh": "演练"}),
        exempt=st.sampled_from([(), ("001", "A"), ("no such unit",)]),
        least_days=days,
        by_day=days,
        grace_days=days,
        reach=st.none() | st.sampled_from([0, 1, 3]).map(Limit),
        periods=st.sampled_from([1, 3, 12, 30]),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy that asks for routines and task stages of any kind."""
    asked = {
        (routine.layer, routine.kind): routine
        for routine in draw(st.lists(routines(), min_size=1, max_size=3))
    }
    breaks = draw(
        st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from([1, 8, 40])), max_size=2)
    )
    holidays = tuple(
        Holiday(since, since + datetime.timedelta(days=length)) for since, length in breaks
    )
    names = draw(st.lists(st.sampled_from(STAGES), unique=True, max_size=6))
    stages = tuple(
        Stage(
            name,
            draw(st.integers(0, 4)),
            tuple(draw(st.lists(st.sampled_from(LAYERS[:3]), unique=True))),
        )
        for name in names
    )
    return Policy(
        layers=tuple(Policy().layer(layer) for layer in LAYERS),
        requirements=(),
        routines=tuple(asked.values()),
        holidays=holidays,
        tasks=draw(st.sampled_from([Tasks(stages), Policy().tasks])),
    )


def _date(dice: random.Random) -> str:
    day = dice.choice(DAYS)
    return f"{day:%Y-%m}" if dice.random() < 1 / 4 else day.isoformat()


def _remedies(dice: random.Random, held: list, members: list) -> list[tuple]:
    found = {}
    for number in range(dice.randrange(8)):
        if held:
            row = (
                dice.choice(held)[0],
                f"p{number % 3}",
                dice.choice([None, "r"]),
                dice.choice([None, *members]),
            )
            found[row] = (*row, dice.choice([None, *DAYS]), dice.choice([None, None, *DAYS]))
    return list(found.values())


def _table(names: list[str], found: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame([list(row) for row in found], columns=names, dtype=object)
