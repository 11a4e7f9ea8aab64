"""How tasks were handled: which layer did what, when, and what the policy asks of common ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.doors import guarded
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.model.lives import NEVER, Days
from sanzu_graph.model.object_texts import whole_text
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.year_demands import Stage, Tasks
from sanzu_graph.schema import UNIT
from sanzu_graph.year.in_force import Mask
from sanzu_graph.year.periods import ordered, spans, texts, the_day

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

COMMON, SPECIFIC = "common", "specific"
#: What became of a stage. Early: before a stage that should come first. Pending: nothing later was
#: done yet. Done: not asked for.
STATES = ("kept", "early", "missing", "pending", "done")
KEPT, EARLY, MISSING, PENDING, DONE = range(len(STATES))


@dataclass(frozen=True, eq=False)
class Acts:
    """Every distinct (task, stage, layer) that has been acted on.

    Attributes
    ----------
    task, stage, layer : positions in tasks, in the policy's stages, in `Handled.layers`
    first : the day of the first act; `NEVER` where none of them has a day
    member : who acted first; -1 where nobody is named
    """

    task: Positions
    stage: Positions
    layer: Positions
    first: Days
    member: Positions


@dataclass(frozen=True, eq=False)
class Handled:
    """How every task was handled up to a day.

    Attributes
    ----------
    stages : the policy's stages
    layers : the layers that acted or should have
    unit : the base unit of each task
    common, specific : which tasks are
    acts : what was done
    step : the latest step in which anything was done, all tasks; -1 where nothing was
    asked : (stage, layer) of everything that a common task asks for
    seen : tasks × asked: whether it was done
    latest : tasks × stages: the last day on which some layer first acted in the stage; `NEVER`
        where none did
    due : tasks × stages: the last such day of all earlier steps
    """

    stages: tuple[Stage, ...]
    layers: tuple[str, ...]
    unit: Positions
    common: Mask
    specific: Mask
    acts: Acts
    step: NDArray[np.int64]
    asked: NDArray[np.intp]
    seen: Mask
    latest: Days
    due: Days

    @property
    def steps(self) -> NDArray[np.int64]:
        """The step of every stage."""
        return np.array([stage.step for stage in self.stages], dtype=np.int64)

    @cached_property
    def missing(self) -> Mask:
        """Tasks × asked: a common task has gone beyond a stage in which the layer did nothing."""
        passed = self.step[:, None] > self.steps[self.asked[:, 0]]
        return self.common[:, None] & ~self.seen & passed

    @property
    def early(self) -> Mask:
        """Which acts came before a stage that should come first."""
        first = self.acts.first
        return (first > NEVER) & (first < self.due[self.acts.task, self.acts.stage])

    @property
    def handlers(self) -> NDArray[np.int64]:
        """How many layers acted on each task."""
        width = max(len(self.layers), 1)
        return np.bincount(
            distinct(self.acts.task * width + self.acts.layer) // width, minlength=len(self.unit)
        )

    @property
    def steps_done(self) -> NDArray[np.int64]:
        """In how many different steps anything was done."""
        steps, number = np.unique(self.steps, return_inverse=True)
        width = max(len(steps), 1)
        return np.bincount(
            distinct(self.acts.task * width + number[self.acts.stage]) // width,
            minlength=len(self.unit),
        )


def handled(org: Org, demanded: Tasks, *, on: object = None) -> Handled:
    """How every task was handled up to a day, in integers; acts behind that day have not happened
    yet.

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    """
    day = the_day(on)
    return org.once(
        ("handled", whole_text(demanded), day), lambda: _handled(org, demanded.stages, day)
    )


def _handled(org: Org, stages: tuple[Stage, ...], day: int) -> Handled:
    unit, task = org.referred("tasks", "unit"), org.referred("task_events", "task")
    stage, layer = (
        _coded(org, "stage", tuple(part.name for part in stages)),
        org.codes("task_events", "layer"),
    )
    layers = tuple(
        dict.fromkeys([*map(str, layer[1]), *(name for part in stages for name in part.layers)])
    )
    dates = spans(org, "task_events").first
    rows = np.flatnonzero((stage >= 0) & (dates <= day))
    acts = _first_acts(
        task[rows],
        stage[rows],
        layer[0][rows],
        dates[rows],
        org.referred("task_events", "member")[rows],
        len(layers),
    )
    steps = np.array([part.step for part in stages], dtype=np.int64)
    step = np.full(len(unit), -1, dtype=np.int64)
    np.maximum.at(step, acts.task, steps[acts.stage])
    pairs = np.array(
        [(place, layers.index(name)) for place, part in enumerate(stages) for name in part.layers],
        dtype=np.intp,
    ).reshape(-1, 2)
    seen = np.zeros((len(unit), len(stages), max(len(layers), 1)), dtype=bool)
    seen[acts.task, acts.stage, acts.layer] = True
    latest = np.full((len(unit), len(stages)), NEVER, dtype=np.int64)
    np.maximum.at(latest.reshape(-1), acts.task * len(stages) + acts.stage, acts.first)
    due = np.full(latest.shape, NEVER, dtype=np.int64)
    for place, part in enumerate(stages):
        before = np.flatnonzero(steps < part.step)
        if len(before):
            due[:, place] = latest[:, before].max(axis=1)
    scope, scopes = org.codes("tasks", "scope")
    is_scope = {
        name: np.array([*(value == name for value in scopes), False], dtype=bool)[scope]
        for name in (COMMON, SPECIFIC)
    }
    return Handled(
        stages,
        layers,
        unit,
        is_scope[COMMON],
        is_scope[SPECIFIC],
        acts,
        step,
        pairs,
        seen[:, pairs[:, 0], pairs[:, 1]],
        latest,
        due,
    )


def _coded(org: Org, column: str, names: tuple[str, ...]) -> Positions:
    """A column of events as positions in `names`; -1 where it is none of them."""
    codes, values = org.codes("task_events", column)
    places = [names.index(value) if value in names else -1 for value in values]
    coded: Positions = np.array([*places, -1], dtype=np.intp)[codes]
    return coded


def _first_acts(
    task: Positions, stage: Positions, layer: Positions, first: Days, member: Positions, layers: int
) -> Acts:
    """Each (task, stage, layer) once, with its earliest day and who acted then; days that are
    unknown come last.
    """
    key = (task * (int(stage.max(initial=0)) + 1) + stage) * max(layers, 1) + layer
    order = ordered(key, np.where(first > NEVER, first, first.max(initial=NEVER) + 1))
    opens = order[np.diff(key[order], prepend=-1) != 0]
    return Acts(task[opens], stage[opens], layer[opens], first[opens], member[opens])


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
    tasks = np.bincount(records.unit[records.common], minlength=len(org.encoding.units))
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
