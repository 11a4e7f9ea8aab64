"""How tasks were handled: which layer did what, when, and what the policy asks of common ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.model.lives import NEVER, Days
from sanzu_graph.model.object_texts import whole_text
from sanzu_graph.policy.year_demands import Stage, Tasks
from sanzu_graph.year.in_force import Mask
from sanzu_graph.year.periods import ordered, spans, the_day

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

COMMON, SPECIFIC = "common", "specific"


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
        ("handled", whole_text(demanded)),
        lambda: _handled(org, demanded.stages, day),
        day=day,
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
