"""How tasks were handled, as tables: stage by stage, and how far as the policy asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import guarded
from sanzu_graph.model.lives import NEVER
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.year_demands import Tasks
from sanzu_graph.schema import UNIT
from sanzu_graph.year.periods import texts
from sanzu_graph.year.tasks import COMMON, handled

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: What became of a stage. Early: before a stage that should come first. Pending: nothing later was
#: done yet. Done: not asked for.
STATES = ("kept", "early", "missing", "pending", "done")
KEPT, EARLY, MISSING, PENDING, DONE = range(len(STATES))


@guarded
def task_stages(org: Org, policy: Policy | None = None, *, on: object = None) -> pd.DataFrame:
    """Who did what when on every task, and what should have been done: one row a task, stage and
    layer.

    Parameters
    ----------
    org
        The organisation.
    policy
        Its `tasks` are asked; by default the shipped policy.
    on
        The day up to which is looked; by default today.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``unit``, ``name`` (the unit's), ``goal``, ``scope``, ``stage``, ``layer``,
        ``member``, ``date`` (of the first act; empty where unknown), and ``state``: ``kept``;
        ``early`` (before a stage that should come first); ``missing`` (a later step was done
        without it); ``pending`` (nothing later was done yet); ``done`` (nobody asked for it). In
        the order of the tasks and of the stages.

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]},
    ...           tasks={"id": ["K"], "unit": ["T"], "goal": ["safety"], "scope": ["common"]},
    ...           task_events={"task": ["K", "K"], "stage": ["consult", "assign"], "layer": ["party", "team"], "date": ["2026-03-01", "2026-03-02"]})
    >>> task_stages(org, on="2026-11-22")[["stage", "layer", "state"]].head(3).to_numpy().tolist()
    [['consult', 'party', 'kept'], ['consult', 'union', 'missing'], ['assign', 'team', 'kept']]
    """
    policy = Policy() if policy is None else policy
    records = handled(org, policy.tasks or Tasks(), on=on)
    is_asked = np.zeros((max(len(records.stages), 1), max(len(records.layers), 1)), dtype=bool)
    is_asked[records.asked[:, 0], records.asked[:, 1]] = True
    acts = records.acts
    state = np.where(
        records.early,
        EARLY,
        np.where(records.common[acts.task] & is_asked[acts.stage, acts.layer], KEPT, DONE),
    )
    row, place = np.nonzero(records.common[:, None] & ~records.seen)
    absent = np.where(records.missing[row, place], MISSING, PENDING)
    nobody = np.full(len(row), -1, dtype=np.intp)
    task, stage, layer, first, member, states = (
        np.concatenate(pair)
        for pair in (
            (acts.task, row),
            (acts.stage, records.asked[place, 0]),
            (acts.layer, records.asked[place, 1]),
            (acts.first, np.full(len(row), NEVER, dtype=np.int64)),
            (acts.member, nobody),
            (state, absent),
        )
    )
    known = [one.name for one in policy.layers]
    rank = np.array(
        [known.index(name) if name in known else len(known) for name in records.layers] or [0],
        dtype=np.intp,
    )
    order = (
        np.lexsort((layer, rank[layer], stage, records.steps[stage], task))
        if len(task)
        else np.arange(0)
    )
    task, stage, layer, first, member, states = (
        column[order] for column in (task, stage, layer, first, member, states)
    )
    tasks = org.tasks
    return pd.DataFrame(
        {
            "task": tasks["id"].to_numpy(object)[task],
            "unit": org.encoding.units[records.unit[task]],
            "name": org.names(UNIT, records.unit[task]),
            "goal": tasks["goal"].fillna("").to_numpy(object)[task],
            "scope": tasks["scope"].to_numpy(object)[task],
            "stage": np.array([*(one.name for one in records.stages), ""], dtype=object)[stage],
            "layer": np.array([*records.layers, ""], dtype=object)[layer],
            "member": np.append(org.encoding.members, "")[member],
            "date": texts(first),
            "state": np.array(STATES, dtype=object)[states],
        }
    )


@guarded
def task_conformance(org: Org, policy: Policy | None = None, *, on: object = None) -> pd.DataFrame:
    """How far common tasks were handled as the policy asks: per base unit and layer, stages kept /
    stages asked so far.

    Parameters
    ----------
    org, policy, on
        As in `task_stages`.

    Returns
    -------
    pandas.DataFrame
        One row a base unit with common tasks and a layer: ``unit``, ``name``, ``layer``, ``tasks``
        (common ones), ``asked``, ``kept``, ``early``, ``missing``, and ``share`` = kept / asked, 0
        … 1; NaN where nothing was asked yet.

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]},
    ...           tasks={"id": ["K"], "unit": ["T"], "goal": ["safety"], "scope": ["common"]},
    ...           task_events={"task": ["K", "K"], "stage": ["consult", "assign"], "layer": ["party", "team"], "date": ["2026-03-01", "2026-03-02"]})
    >>> task_conformance(org, on="2026-11-22")[["layer", "asked", "kept", "share"]].to_numpy().tolist()
    [['team', 1, 1, 1.0], ['party', 1, 1, 1.0], ['union', 1, 0, 0.0]]
    """
    policy = Policy() if policy is None else policy
    records = handled(org, policy.tasks or Tasks(), on=on)
    stages = task_stages(org, policy, on=on)
    asked_for = {
        (records.stages[stage].name, records.layers[layer])
        for stage, layer in records.asked.tolist()
    }
    is_asked = [key in asked_for for key in zip(stages["stage"], stages["layer"], strict=True)]
    stages = stages[(stages["scope"] == COMMON) & np.array(is_asked, dtype=bool)]
    counted = (
        pd.crosstab([stages["unit"], stages["layer"]], stages["state"])
        if len(stages)
        else pd.DataFrame()
    )
    units = np.unique(records.unit[records.common])
    tasks = np.bincount(records.unit[records.common], minlength=org.encoding.unit_count)
    layers = [
        layer.name
        for layer in policy.layers
        if any(layer.name in stage.layers for stage in records.stages)
    ]
    index = pd.MultiIndex.from_product([org.encoding.units[units], layers], names=["unit", "layer"])
    counts = (
        counted.reindex(index=index, columns=list(STATES[: MISSING + 1]), fill_value=0)
        .fillna(0)
        .astype("int64")
    )
    totals = counts.sum(axis=1).to_numpy()
    at = np.repeat(units, len(layers))
    with np.errstate(invalid="ignore"):
        share = counts["kept"].to_numpy() / np.where(totals > 0, totals, np.nan)
    return pd.DataFrame(
        {
            "unit": org.encoding.units[at],
            "name": org.names(UNIT, at),
            "layer": np.tile(np.array(layers, dtype=object), len(units)),
            "tasks": tasks[at],
            "asked": totals,
            **{name: counts[name].to_numpy() for name in STATES[: MISSING + 1]},
            "share": share,
        }
    )
