"""Checks of tasks: not consulted on, assured by nobody, stages skipped or out of order, handled by
too few layers or too many.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import with_units
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lives import NEVER
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.year_demands import Tasks
from sanzu_graph.schema import UNIT
from sanzu_graph.year.in_force import Mask, words_of
from sanzu_graph.year.tasks import Handled, handled

FAMILY = "tasks"
NEEDS = ("tasks.unit", "task_events.stage")
CONSULT, ASSURE = "consult", "assure"
#: A check of what is recorded of tasks; its findings are about the units that the tasks are of.
task_check = partial(
    check,
    family=FAMILY,
    scope="unit",
    needs=NEEDS,
    history=True,
    past=True,
    by_record=True,
    stays=with_units,
)


def _tasks(policy: Policy) -> Iterator[Call]:
    if policy.tasks is not None:
        yield Call({"policy": policy})


def _asking(stage: str) -> Any:  # noqa: ANN401 - the calls of a check
    def calls(policy: Policy) -> Iterator[Call]:
        if policy.tasks is not None and any(
            part.name == stage and part.layers for part in policy.tasks.stages
        ):
            yield Call({"policy": policy})

    return calls


@task_check(severity="warning", keys=("task",), calls=_asking(CONSULT))
def unconsulted_tasks(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """Common tasks that went on without a layer having been consulted.

    Parameters
    ----------
    org
        The organisation with its history.
    policy
        Its `tasks` are asked: which layers take part in which stage; by default the shipped policy.
    on
        The day up to which is looked; by default today.

    Returns
    -------
    pandas.DataFrame
        Findings about base units, one per ``task`` and layer (the one left out), with ``goal``;
        value: consultations (0). A consultation that came too late is told by `disordered_stages`.

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]},
    ...           tasks={"id": ["K"], "unit": ["T"], "goal": ["safety"], "scope": ["common"]},
    ...           task_events={"task": ["K", "K"], "stage": ["consult", "assign"], "layer": ["party", "team"], "date": ["2026-03-01", "2026-03-02"]})
    >>> unconsulted_tasks(org, on="2026-11-22")[["entity_id", "task", "layer"]].to_numpy().tolist()
    [['T', 'K', 'union']]
    """
    records = _handled(org, policy, on)
    return _left_out(org, records, _of_stage(records, CONSULT), staged=False)


@task_check(severity="warning", keys=("task",), calls=_asking(ASSURE))
def unassured_tasks(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """Common tasks that went on to a later step without a layer having seen that they were done.

    Parameters
    ----------
    org, policy, on
        As in `unconsulted_tasks`.

    Returns
    -------
    pandas.DataFrame
        Findings about base units, one per ``task`` and layer (the one that did not assure), with
        ``goal``; value: 0.

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]},
    ...           tasks={"id": ["K"], "unit": ["T"], "scope": ["common"]},
    ...           task_events={"task": ["K", "K"], "stage": ["assure", "inspect"], "layer": ["party", "team"], "date": ["2026-03-01", "2026-03-02"]})
    >>> unassured_tasks(org, on="2026-11-22")[["entity_id", "task", "layer"]].to_numpy().tolist()
    [['T', 'K', 'union']]
    """
    records = _handled(org, policy, on)
    return _left_out(org, records, _of_stage(records, ASSURE), staged=False)


@task_check(severity="warning", keys=("task", "stage"), calls=_tasks)
def skipped_stages(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """Stages that a layer skipped: a common task went on to a later step without it.

    Parameters
    ----------
    org, policy, on
        As in `unconsulted_tasks`.

    Returns
    -------
    pandas.DataFrame
        Findings about base units, one per ``task``, ``stage`` and layer, with ``goal``; value: 0.
        Consulting and assuring have checks of their own.

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]},
    ...           tasks={"id": ["K"], "unit": ["T"], "scope": ["common"]},
    ...           task_events={"task": ["K", "K"], "stage": ["assign", "inspect"], "layer": ["team", "team"], "date": ["2026-03-01", "2026-03-02"]})
    >>> skipped_stages(org, on="2026-11-22")[["entity_id", "stage", "layer"]].to_numpy().tolist()
    [['T', 'implement', 'team']]
    """
    records = _handled(org, policy, on)
    return _left_out(
        org, records, ~_of_stage(records, CONSULT) & ~_of_stage(records, ASSURE), staged=True
    )


@task_check(severity="warning", keys=("task", "stage"), calls=_tasks)
def disordered_stages(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """Stages that a layer began before an earlier step was begun by every layer that took part in
    it.

    Parameters
    ----------
    org, policy, on
        As in `unconsulted_tasks`. Common and specific tasks are asked alike.

    Returns
    -------
    pandas.DataFrame
        Findings about base units, one per ``task``, ``stage`` and layer, with ``before`` (the stage
        that should have come first) and ``goal``; value: days too early. The same day is in order;
        acts without a day are not looked at.

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]},
    ...           tasks={"id": ["K"], "unit": ["T"], "scope": ["common"]},
    ...           task_events={"task": ["K", "K"], "stage": ["consult", "assign"], "layer": ["party", "team"], "date": ["2026-03-05", "2026-03-02"]})
    >>> disordered_stages(org, on="2026-11-22")[["stage", "before", "value"]].to_numpy().tolist()
    [['assign', 'consult', 3.0]]
    """
    records = _handled(org, policy, on)
    rows = np.flatnonzero(records.early)
    task, stage = records.acts.task[rows], records.acts.stage[rows]
    earlier = records.steps[None, :] < records.steps[stage][:, None]
    before = (
        np.where(earlier, records.latest[task], NEVER).argmax(axis=1)
        if len(rows)
        else np.empty(0, dtype=np.intp)
    )
    days = records.due[task, stage] - records.acts.first[rows]
    layers = np.array([*records.layers, ""], dtype=object)[records.acts.layer[rows]]
    return Found(
        UNIT,
        records.unit[task],
        days,
        0,
        layers,
        extra={
            "task": _ids(org, task),
            "stage": _names(records)[stage],
            "before": _names(records)[before],
            "goal": _goals(org, task),
        },
        words={
            "stage_label": lambda: _labels(records, stage),
            "before_label": lambda: _labels(records, before),
        },
    )


@task_check(severity="warning", keys=("task",), calls=_tasks)
def solo_tasks(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """Common tasks that one layer handled alone, in two steps or more.

    Parameters
    ----------
    org, policy, on
        As in `unconsulted_tasks`.

    Returns
    -------
    pandas.DataFrame
        Findings about base units, one per ``task``, with ``goal``; layer: the one that acted;
        value: layers (1).

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]},
    ...           tasks={"id": ["K"], "unit": ["T"], "scope": ["common"]},
    ...           task_events={"task": ["K", "K"], "stage": ["assign", "implement"], "layer": ["team", "team"]})
    >>> solo_tasks(org, on="2026-11-22")[["entity_id", "task", "layer"]].to_numpy().tolist()
    [['T', 'K', 'team']]
    """
    records = _handled(org, policy, on)
    task = np.flatnonzero(records.common & (records.handlers == 1) & (records.steps_done > 1))
    only = np.full(len(records.unit), -1, dtype=np.intp)
    only[records.acts.task] = records.acts.layer
    layers = np.array([*records.layers, ""], dtype=object)[only[task]]
    return Found(
        UNIT,
        records.unit[task],
        1,
        2,
        layers,
        extra={"task": _ids(org, task), "goal": _goals(org, task)},
    )


@task_check(severity="info", keys=("task",), calls=_tasks)
def overjoint_tasks(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """Specific tasks that several layers handled.

    Parameters
    ----------
    org, policy, on
        As in `unconsulted_tasks`.

    Returns
    -------
    pandas.DataFrame
        Findings about base units, one per ``task``, with ``goal``; value: layers that acted.

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]},
    ...           tasks={"id": ["K"], "unit": ["T"], "scope": ["specific"]},
    ...           task_events={"task": ["K", "K"], "stage": ["assign", "inspect"], "layer": ["team", "party"]})
    >>> overjoint_tasks(org, on="2026-11-22")[["task", "value"]].to_numpy().tolist()
    [['K', 2.0]]
    """
    records = _handled(org, policy, on)
    task = np.flatnonzero(records.specific & (records.handlers > 1))
    return Found(
        UNIT,
        records.unit[task],
        records.handlers[task],
        1,
        extra={"task": _ids(org, task), "goal": _goals(org, task)},
    )


def _handled(org: Org, policy: Policy | None, on: object) -> Handled:
    policy = Policy() if policy is None else policy
    return handled(org, policy.tasks or Tasks(), on=on)


def _of_stage(records: Handled, name: str) -> Mask:
    """Which of what is asked belongs to a stage."""
    mask: Mask = (_names(records) == name)[records.asked[:, 0]]
    return mask


def _left_out(org: Org, records: Handled, wanted: Mask, *, staged: bool) -> Found:
    task, place = np.nonzero(records.missing & wanted)
    stage, layer = records.asked[place, 0], records.asked[place, 1]
    names = {"stage": _names(records)[stage]} if staged else {}
    return Found(
        UNIT,
        records.unit[task],
        0,
        1,
        np.array([*records.layers, ""], dtype=object)[layer],
        extra={"task": _ids(org, task), **names, "goal": _goals(org, task)},
        words={"stage_label": lambda: _labels(records, stage)},
    )


def _ids(org: Org, task: Positions) -> NDArray[np.object_]:
    return words_of(org, "tasks", "id", task)


def _goals(org: Org, task: Positions) -> NDArray[np.object_]:
    return words_of(org, "tasks", "goal", task)


def _names(records: Handled) -> NDArray[np.object_]:
    return np.array([*(stage.name for stage in records.stages), ""], dtype=object)


def _labels(records: Handled, stage: Positions) -> NDArray[np.object_]:
    """What stages are called."""
    return np.array([*(part.label() for part in records.stages), ""], dtype=object)[stage]
