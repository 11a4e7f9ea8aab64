"""What came of it (S12): how far routines, tasks, remedies, mentoring and support are as the policy
wants them, in one tidy table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.checks.registry import all_checks
from sanzu_graph.errors import AbsentError
from sanzu_graph.metrics.counts import is_unit_of
from sanzu_graph.metrics.sizes import seniority_mix
from sanzu_graph.model.lives import ALWAYS, as_days
from sanzu_graph.schema import LEADER
from sanzu_graph.year.contacts import reachable
from sanzu_graph.year.in_force import standing
from sanzu_graph.year.periods import date_of, spans, the_day
from sanzu_graph.year.routine_reach import reached
from sanzu_graph.year.routines import KEPT, LATE, MISSED, kept
from sanzu_graph.year.tasks import handled

if TYPE_CHECKING:
    from collections.abc import Callable

    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

Rows = Iterator[tuple[str, str, float]]


def results(org: Org, policy: Policy, *, on: object = None) -> pd.DataFrame:
    """The results of the working year up to a day.

    Parameters
    ----------
    org
        The organisation with its history.
    policy
        What is asked.
    on
        The day; by default today.

    Returns
    -------
    pandas.DataFrame
        ``metric``, ``layer`` (empty: the whole organisation), ``value``. Shares, 0 … 1, NaN where
        there is nothing to divide by, of what the organisation keeps records of:

        - ``routines_kept`` = routines held / routines owed in periods that are over, those that the log does not reach left out;
          ``routines_on_time`` = those not late / the same; per layer that owes any;
        - ``members_reached`` = colleagues outside the layer whom a routine with `Routine.reach` reached in time / all of them;
        - ``remedies_on_time`` = remedies done by their due date / those with one that is past, or done; ``remedies_open`` (a count);
        - ``tasks_joint`` = common tasks handled by several layers / those begun in two steps or more;
          ``stages_kept`` = stages of common tasks done in their order / those asked so far, per
          layer;
        - ``powers_held`` = powers held / base units × powers; ``supported_share`` = base units with a supporting group leader / base units;
        - ``contact_share`` = members with somebody to turn to / those asked about, per layer;
        - ``mentored_share`` = members owed a mentor who have one / all of them; ``mean_spread`` = mean over base units of the spread of
          seniority (`seniority_mix`);
        - ``aligned_share`` = leaders of base units in a group led by one of them / those in a led
          group; per aligned layer.

    Examples
    --------
    >>> from sanzu_graph import Org, Policy, Routine
    >>> org = Org({"id": ["A"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1", "K2"], "unit": ["P"] * 2, "kind": ["safety_class"] * 2, "date": ["2026-08-10", "2026-10-10"]})
    >>> policy = Policy.for_layers("team", ["party"]).replace(routines=(Routine("party", "safety_class"),))
    >>> results(org, policy, on="2026-11-22").round(2).to_numpy().tolist()
    [['routines_kept', 'party', 0.67], ['routines_on_time', 'party', 0.67]]
    """
    parts: list[Callable[[Org, Policy, object], Rows]] = [
        _routines,
        _remedies,
        _tasks,
        _powers,
        _contacts,
        _mentored,
        _aligned,
    ]
    rows = [row for part in parts for row in part(org, policy, on)]
    return pd.DataFrame(rows, columns=["metric", "layer", "value"]).astype(
        {"metric": "str", "layer": "str", "value": "float64"}
    )


def _routines(org: Org, policy: Policy, on: object) -> Rows:
    if not org.keeps("activities"):
        return
    counts: dict[str, list[int]] = {}
    for routine in policy.routines:
        if routine.layer in org.layers:
            state = kept(org, routine, policy.holidays, on=on).state[
                :, :-1
            ]  # the last period is still running
            numbers = [int((state == number).sum()) for number in (KEPT, LATE, MISSED)]
            counts[routine.layer] = [
                a + b for a, b in zip(counts.get(routine.layer, [0, 0, 0]), numbers, strict=True)
            ]
    for layer, (on_time, late, missed) in counts.items():
        yield "routines_kept", layer, _share(on_time + late, on_time + late + missed)
        yield "routines_on_time", layer, _share(on_time, on_time + late + missed)
    if org.keeps("participants"):
        for routine in policy.routines:
            if routine.reach is not None and routine.layer in org.layers:
                whom = reached(org, routine, on=on)
                yield (
                    "members_reached",
                    routine.layer,
                    _share(
                        int((whom.asked & (whom.without <= routine.reach.value)).sum()),
                        int(whom.asked.sum()),
                    ),
                )


def _remedies(org: Org, _policy: Policy, on: object) -> Rows:
    if not org.keeps("remedies"):
        return
    day = the_day(on)
    known = spans(org, "activities").first[org.referred("remedies", "activity")] <= day
    due, done = (as_days(org.remedies[name], ALWAYS) for name in ("due", "done"))
    closed = done <= day
    settled = known & (due < ALWAYS) & (closed | (due < day))
    yield (
        "remedies_on_time",
        "",
        _share(int((settled & closed & (done <= due)).sum()), int(settled.sum())),
    )
    yield "remedies_open", "", float((known & ~closed).sum())


def _tasks(org: Org, policy: Policy, on: object) -> Rows:
    if policy.tasks is None or not (org.keeps("tasks") and org.keeps("task_events")):
        return
    records = handled(org, policy.tasks, on=on)
    begun = records.common & (records.steps_done > 1)
    yield "tasks_joint", "", _share(int((begun & (records.handlers > 1)).sum()), int(begun.sum()))
    early = np.zeros(
        (len(records.unit), len(records.stages), max(len(records.layers), 1)), dtype=bool
    )
    early[records.acts.task, records.acts.stage, records.acts.layer] = records.early
    was_early = early[:, records.asked[:, 0], records.asked[:, 1]]
    sound, seen = (
        records.common[:, None] & records.seen & ~was_early,
        records.common[:, None] & records.seen,
    )
    for layer in (layer.name for layer in policy.layers):
        in_layer = np.array(
            [records.layers[place] == layer for place in records.asked[:, 1]], dtype=bool
        )
        if in_layer.any():
            yield (
                "stages_kept",
                layer,
                _share(
                    int(sound[:, in_layer].sum()), int((seen | records.missing)[:, in_layer].sum())
                ),
            )


def _powers(org: Org, policy: Policy, on: object) -> Rows:
    if policy.base not in org.layers:
        return
    units = int((standing(org, the_day(on)).units & is_unit_of(org, policy.base)).sum())
    for slug, metric, times in (
        ("unheld_power", "powers_held", len(policy.powers)),
        ("unsupported_team", "supported_share", 1),
    ):
        entry = all_checks()[slug]
        for call in entry.calls(policy):
            try:
                lacking = len(entry.find(org, **call.arguments, on=on).rows)
            except AbsentError:
                continue
            yield metric, policy.base, _share(units * times - lacking, units * times)


def _contacts(org: Org, policy: Policy, on: object) -> Rows:
    if policy.contacts is None or policy.base not in org.layers:
        return
    for layer in policy.layers:
        if layer.name in org.layers:
            reach = reachable(org, layer.name, policy.base, policy.contacts.duties, on=on)
            yield (
                "contact_share",
                layer.name,
                _share(int((reach.asked & (reach.contact >= 0)).sum()), int(reach.asked.sum())),
            )


def _mentored(org: Org, policy: Policy, on: object) -> Rows:
    mentors = policy.mentors
    today = org.at(date_of(the_day(on))) if org.is_dated else org
    if policy.base in today.layers and today.keeps("members", "seniority_years"):
        yield "mean_spread", policy.base, float(seniority_mix(today, policy.base)["spread"].mean())
    if mentors is None:
        return
    try:
        owed = (
            np.ones(today.encoding.member_count, dtype=bool)
            if mentors.apprentice is None
            else mentors.apprentice.mask(today)
        )
        lacking = len(
            all_checks()["unmentored_member"].find(today, mentors.apprentice, mentors.kind).rows
        )
    except AbsentError:
        return
    yield "mentored_share", "", _share(int(owed.sum()) - lacking, int(owed.sum()))


def _aligned(org: Org, policy: Policy, on: object) -> Rows:
    if policy.base not in org.layers:
        return
    code, today = org.encoding, standing(org, the_day(on))
    leads = today.role == code.roles.index(LEADER)
    base = np.zeros(code.member_count, dtype=bool)
    base[today.member[leads & is_unit_of(org, policy.base)[today.unit]]] = True
    for layer in policy.groups:
        if layer.aligned and layer.name in org.layers:
            in_layer = is_unit_of(org, layer.name)[today.unit]
            led, aligned = (
                np.zeros(code.unit_count, dtype=bool),
                np.zeros(code.unit_count, dtype=bool),
            )
            led[today.unit[in_layer & leads]] = True
            aligned[today.unit[in_layer & leads & base[today.member]]] = True
            pairs = np.unique(
                np.stack([today.member, today.unit])[
                    :, in_layer & base[today.member] & led[today.unit]
                ],
                axis=1,
            )
            yield "aligned_share", layer.name, _share(int(aligned[pairs[1]].sum()), pairs.shape[1])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else np.nan
