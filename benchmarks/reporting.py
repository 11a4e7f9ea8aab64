"""Chains, spans and faults of lines between people, beside networkx, pandas and Polars.

All get the lines as two columns of integers, and answer the same questions: how many people report to
each person directly and in all, how many are above, who is at the top of each chain, who has several
managers, who reports to nobody, and whether there is a circle. The answers are compared first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

import sanzu_graph as sg
from benchmarks.tables import Table, seconds, times
from benchmarks.timing import median, together
from sanzu_graph.model.person_lines import Hierarchy
from sanzu_graph.policy.manager_demands import Reporting
from sanzu_graph.policy.parts import Limit

SIZES = (10_000, 100_000, 1_000_000)
Positions = NDArray[np.intp]


class Answers(NamedTuple):
    """One number a person, but for the last."""

    direct: Positions
    below: Positions
    depth: Positions
    top: Positions
    managers: Positions
    has_circle: bool


def lines(people: int) -> tuple[Positions, Positions]:
    """Who reports to whom: spans of about seven with many exceptions, in a random order."""
    rng = np.random.default_rng(7)
    member = np.arange(1, people)
    near = (member - 1) // 7
    far = (rng.random(people - 1) * np.maximum(member // 5, 1)).astype(np.intp)
    manager = np.where(rng.random(people - 1) < 0.8, near, far)
    order, name = rng.permutation(people - 1), rng.permutation(people)
    return name[member[order]], name[manager[order]]


def ours(people: int, member: Positions, manager: Positions) -> Answers:
    order = np.argsort(member, kind="stable")  # a Hierarchy takes the lines by member
    found = Hierarchy(people, member[order], manager[order])
    return Answers(
        found.reports,
        found.below,
        found.depth,
        found.top,
        found.managers,
        bool(found.circular.any()),
    )


def with_networkx(people: int, member: Positions, manager: Positions) -> Answers:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(people))
    graph.add_edges_from(zip(manager.tolist(), member.tolist(), strict=True))
    direct, managers = (
        np.fromiter((count for _, count in degrees), dtype=np.intp, count=people)
        for degrees in (graph.out_degree(), graph.in_degree())
    )
    order = list(nx.topological_sort(graph))
    depth, top, below = [0] * people, list(range(people)), [0] * people
    for one in order:
        for report in graph.successors(one):
            depth[report], top[report] = depth[one] + 1, top[one]
    for one in reversed(order):
        below[one] = sum(below[report] + 1 for report in graph.successors(one))
    has_circle = not nx.is_directed_acyclic_graph(graph)
    return Answers(direct, np.array(below), np.array(depth), np.array(top), managers, has_circle)


def with_pandas(people: int, member: Positions, manager: Positions) -> Answers:
    frame = pd.DataFrame({"member": member, "manager": manager})
    direct, managers = (
        frame.groupby(end).size().reindex(range(people), fill_value=0).to_numpy().astype(np.intp)
        for end in ("manager", "member")
    )
    depth, top = pd.Series(0, index=range(people)), pd.Series(range(people))
    step = frame[~frame["manager"].isin(frame["member"])].assign(top=lambda one: one["manager"])
    levels: list[pd.DataFrame] = []
    while len(step) and len(levels) <= people:
        levels.append(step)
        depth[step["member"]] = len(levels)
        top[step["member"]] = step["top"].to_numpy()
        step = frame.merge(
            step[["member", "top"]].rename(columns={"member": "manager"}), on="manager"
        )
    below = pd.Series(0, index=range(people))
    for level in reversed(levels):
        sums = (below[level["member"]] + 1).groupby(level["manager"].to_numpy()).sum()
        below = below.add(sums, fill_value=0)
    seen = sum(map(len, levels))
    return Answers(
        direct,
        below.to_numpy().astype(np.intp),
        depth.to_numpy().astype(np.intp),
        top.to_numpy().astype(np.intp),
        managers,
        seen < len(frame),
    )


def with_polars(people: int, member: Positions, manager: Positions) -> Answers:
    frame = pl.DataFrame({"member": member, "manager": manager})
    everybody = pl.DataFrame({"id": np.arange(people)})

    def counted(column: str) -> Positions:
        sizes = frame.group_by(column).len()
        joined = everybody.join(
            sizes, left_on="id", right_on=column, how="left", maintain_order="left"
        )
        return joined["len"].fill_null(0).to_numpy().astype(np.intp)

    direct, managers = counted("manager"), counted("member")
    step = frame.join(frame, left_on="manager", right_on="member", how="anti")
    step = step.with_columns(top=pl.col("manager"))
    levels: list[pl.DataFrame] = []
    while len(step) and len(levels) <= people:
        levels.append(step.with_columns(depth=pl.lit(len(levels) + 1)))
        above = step.select(pl.col("member").alias("manager"), "top")
        step = frame.join(above, on="manager")
    told = pl.concat(levels) if levels else step.with_columns(depth=pl.lit(0))
    joined = everybody.join(
        told, left_on="id", right_on="member", how="left", maintain_order="left"
    )
    depth = joined["depth"].fill_null(0).to_numpy().astype(np.intp)
    top = joined["top"].fill_null(joined["id"]).to_numpy()
    below = pl.DataFrame(
        {"manager": np.empty(0, dtype=np.intp), "below": np.empty(0, dtype=np.intp)}
    )
    parts = [below]
    for level in reversed(levels):
        own = level.join(below, left_on="member", right_on="manager", how="left")
        below = own.group_by("manager").agg(below=(pl.col("below").fill_null(0) + 1).sum())
        parts.append(below.cast({"below": pl.Int64}))
    sums = pl.concat(parts)
    all_ = everybody.join(sums, left_on="id", right_on="manager", how="left", maintain_order="left")
    return Answers(
        direct,
        all_["below"].fill_null(0).to_numpy().astype(np.intp),
        depth,
        top,
        managers,
        len(told) < len(frame),
    )


PEERS = {"networkx": with_networkx, "pandas": with_pandas, "Polars": with_polars}


def confirm_same(people: int) -> None:
    """Every peer answers what we answer."""
    given = (people, *lines(people))
    own = ours(*given)
    for name, peer in PEERS.items():
        for field, one, other in zip(Answers._fields, own, peer(*given), strict=True):
            assert np.array_equal(np.asarray(one), np.asarray(other)), (name, field)


def tables(sizes: list[int]) -> Iterator[Table]:
    """Chains and spans beside the peers, then all checks of the family with findings."""
    rows, checks = [], []
    for people in sizes:
        confirm_same(people)
        given = (people, *lines(people))
        work: dict[str, Callable[[], object]] = {
            name: partial(way, *given) for name, way in {"sanzu_graph": ours, **PEERS}.items()
        }
        took = together(work, 3 if people > 200_000 else 7)
        best = min(took[name] for name in PEERS)
        rows.append(
            (
                f"{people:,}",
                *(seconds(took[name]) for name in work),
                times(best / took["sanzu_graph"], 1),
            )
        )
        checks.append((f"{people:,}", *_checked(*given)))
    yield Table(
        "Chains and spans", ("people", "sanzu_graph", *PEERS, "than the best of these"), rows
    )
    yield Table("The checks of lines, with findings", ("people", "seconds", "findings"), checks)


def _checked(people: int, member: Positions, manager: Positions) -> tuple[str, str]:
    """All checks of the family, asked of an organisation whose ids are encoded already."""
    ids = np.char.add("p", np.arange(people).astype(str)).astype(object)
    nobody: dict[str, list[str]] = {"member": [], "unit": []}
    relations = pd.DataFrame(
        {"source": ids[member], "target": ids[manager], "kind": "reports_to"}, dtype="str"
    )
    org = sg.Org({"id": ids}, {"id": [], "layer": []}, nobody, relations)
    limits = Reporting(most_reports=Limit(9), most_above=Limit(8))
    policy = replace(sg.Policy.for_layers("team"), reporting=limits)
    fresh: list[sg.Org] = []

    def encoded() -> None:
        """An organisation without caches, but for its integers."""
        fresh[:] = [sg.Org.from_tables(org.tables())]
        _ = fresh[0].encoding

    took = median(lambda: sg.audit(fresh[0], policy, select="reporting"), 3, before=encoded)
    found = sg.audit(org, policy, select="reporting")
    return seconds(took), f"{len(found.findings):,}"
