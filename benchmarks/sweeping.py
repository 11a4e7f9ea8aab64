"""`sweep`: how many plans of one move are followed in a second, at 100,000 people."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pandas as pd

import sanzu_graph as sg
from benchmarks.tables import Table, seconds
from sanzu_graph.surveys.survey_runs import processes

PEOPLE = 100_000
#: So many plans a second of one processor are to be reached.
TARGET = 200_000


def random_moves(org: sg.Org, plans: int, seed: int = 1) -> pd.DataFrame:
    """About so many plans: each moves somebody from one of their teams to another team."""
    dice = np.random.default_rng(seed)
    teams = org.units.loc[org.units["layer"] == "team", "id"].to_numpy(object)
    seats = org.memberships[org.memberships["unit"].isin(teams)]
    held = pd.MultiIndex.from_frame(seats[["member", "unit"]])
    seat = seats.iloc[dice.integers(0, len(seats), plans)]
    target = teams[dice.integers(0, len(teams), plans)]
    member, source = seat["member"].to_numpy(object), seat["unit"].to_numpy(object)
    is_new = ~pd.MultiIndex.from_arrays([member, target]).isin(held)
    moves = {"plan": np.arange(plans), "member": member, "source": source, "target": target}
    return pd.DataFrame({name: column[is_new] for name, column in moves.items()})


def tables(sizes: list[int]) -> Iterator[Table]:
    """The table: so many plans each, under plain demands and under the shipped policy."""
    org = sg.synthetic(members=PEOPLE, seed=7)
    plain = sg.Policy.for_layers("team", [layer for layer in org.layers if layer != "team"])
    yield Table(
        f"Plans of one move among {PEOPLE:,} people",
        (
            "plans",
            "policy",
            "the first sweep",
            "each later one",
            "plans a second",
            "two processes, by the clock",
        ),
        [
            _row(org, random_moves(org, size), name, policy)
            for size in sizes
            for name, policy in (("plain", plain), ("shipped", sg.Policy()))
        ],
    )


def _row(org: sg.Org, moves: pd.DataFrame, name: str, policy: sg.Policy) -> list[str]:
    sg.sweep(org, moves.head(1_000), policy)
    took, first = [], []
    for _ in range(3):
        start = time.process_time()
        here = sg.sweep(org, moves, policy)
        took.append(time.process_time() - start)
    for _ in range(3):
        new = sg.Org.from_tables(org.tables())  # of which nothing is known
        start = time.process_time()
        sg.sweep(new, moves, policy)
        first.append(time.process_time() - start)
    with processes(2) as executor:
        sg.sweep(org, moves.head(1_000), policy, executor=executor)
        start = time.perf_counter()
        there = sg.sweep(org, moves, policy, executor=executor)
        wall = time.perf_counter() - start
    pd.testing.assert_frame_equal(here, there)
    best = min(took)
    return [
        f"{len(moves):,}",
        name,
        seconds(min(first)),
        seconds(best),
        f"{len(moves) / best:,.0f} {'reached' if len(moves) / best >= TARGET else 'MISSED'}",
        f"{len(moves) / wall:,.0f}",
    ]
