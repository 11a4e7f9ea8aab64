"""How far common tasks were handled as they should be: teams × stages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.charts.colors import COUNTS, PANEL, RULE, SEVERITIES, layer_color, mixed, tint
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.grids import Grid, GridColumn, GridRow, grid_scene
from sanzu_graph.charts.headlines import short_stages
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import Key
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.messages import percent
from sanzu_graph.model.days import day_or_today
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.year_demands import Tasks
from sanzu_graph.year.task_frames import task_stages
from sanzu_graph.year.tasks import COMMON

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.organisation import Org

#: The most teams that are drawn, and fewer where the axes are small.
_MOST = (40, 20, 10, 5)
_KEPT, _PENDING, _SHORT = 1, 2, 3
_STEPS = 100


@chart
def plot_tasks(
    org: Org,
    *,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    on: object = None,
) -> Drawing:
    """Base units × stages and layers: how many common tasks went through each stage in order, the
    worst units first.

    “2/3” is two tasks in order of three that should have gone through the stage by now; what was
    left out or came too early is red. Of many units the 40 that fall shortest are drawn, and below
    them the sums over all.

    Parameters
    ----------
    org
        The organisation.
    policy
        Its `tasks`; by default ``Policy()``.
    on
        The day up to which is looked; by default today.

    Raises
    ------
    AbsentError
        If the organisation keeps no tasks or no events of tasks.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]},
    ...           tasks={"id": ["K"], "unit": ["T"], "goal": ["safety"], "scope": ["common"]},
    ...           task_events={"task": ["K", "K"], "stage": ["consult", "assign"], "layer": ["party", "team"], "date": ["2026-03-01", "2026-03-02"]})
    >>> ax = plot_tasks(org, on="2026-11-22", lang="en")
    >>> ax.texts[1].get_text()
    'Common tasks up to 2026-11-22: 1, stages in order: 2 of 3'
    >>> plt.close(ax.figure)
    """
    policy = Policy() if policy is None else policy
    words = Lettering()
    stages_now = task_stages(org, policy, on=on)
    stages_now = stages_now[
        (stages_now["scope"] == COMMON)
        & stages_now["state"].isin(["kept", "early", "missing", "pending"])
    ]
    return Drawing(words, [partial(_scene, stages_now, policy, words, on, most) for most in _MOST])


def _scene(stages: pd.DataFrame, policy: Policy, words: Lettering, on: object, most: int) -> Scene:
    return grid_scene(_grid(stages, policy, words, on, most), words)


def _grid(events: pd.DataFrame, policy: Policy, words: Lettering, on: object, most: int) -> Grid:
    stages = (policy.tasks or Tasks()).stages
    columns_wanted = [
        (stage, layer)
        for stage in sorted(stages, key=lambda of_policy: of_policy.step)
        for layer in stage.layers
    ]
    place = {(stage.name, layer): number for number, (stage, layer) in enumerate(columns_wanted)}
    events = events[
        np.array(
            [key in place for key in zip(events["stage"], events["layer"], strict=True)], dtype=bool
        )
    ]
    units = list(dict.fromkeys(events["unit"]))
    names = dict(zip(events["unit"], events["name"], strict=True))
    row = (
        pd.Index(units).get_indexer(pd.Index(events["unit"]))
        if units
        else np.empty(0, dtype=np.intp)
    )
    column = np.array(
        [place[key] for key in zip(events["stage"], events["layer"], strict=True)], dtype=np.intp
    )
    counts = {
        state: np.zeros((len(units), len(columns_wanted)), dtype=np.int64)
        for state in ("kept", "short", "pending")
    }
    for state, wanted in (
        ("kept", ["kept"]),
        ("short", ["early", "missing"]),
        ("pending", ["pending"]),
    ):
        is_wanted = events["state"].isin(wanted).to_numpy()
        np.add.at(counts[state], (row[is_wanted], column[is_wanted]), 1)
    order = np.argsort(-counts["short"].sum(axis=1), kind="stable")
    drawn, rest = order[:most], len(units) - len(order[:most])
    shown = {
        state: np.vstack([of_policy[drawn], of_policy.sum(axis=0)]) if rest else of_policy[drawn]
        for state, of_policy in counts.items()
    }
    rows = [
        GridRow(
            words.name(names[units[at]], units[at]), margin=_share(counts, at), entity=units[at]
        )
        for at in drawn.tolist()
    ]
    if rest:
        rows.append(
            GridRow(
                words.text("chart.all_of_layer", layer=words.layer(policy, policy.base)),
                margin=_share(counts, slice(None)),
            )
        )
    codes, texts = _cells(shown)
    in_order, short = int(counts["kept"].sum()), int(counts["short"].sum())
    tasks = events["task"].nunique()
    colors = {stage.name: tint(layer_color(number)) for number, stage in enumerate(stages)}
    keys = [
        Key(words.text("chart.tasks_kept"), COUNTS[0]),
        *([Key(words.text("chart.tasks_short"), _color(_SHORT + _STEPS))] if short else []),
        *([Key(words.text("chart.tasks_pending"), PANEL, RULE)] if counts["pending"].any() else []),
    ]
    return Grid(
        title=words.told(
            short_stages,
            [
                words.name(names[units[at]], units[at])
                for at in order.tolist()
                if counts["short"][at].any()
            ],
            int(((counts["kept"] + counts["short"]).sum(axis=1) > 0).sum()),
            policy,
            policy.base,
        ),
        subtitle=words.text(
            "chart.tasks", on=day_or_today(on), tasks=tasks, kept=in_order, asked=in_order + short
        ),
        notes=[words.text("chart.tasks_note", base=words.layer(policy, policy.base))]
        if units
        else [],
        keys=keys if units else [],
        rows=rows,
        columns=[
            GridColumn(words.layer(policy, layer), words.label(stage), colors[stage.name])
            for stage, layer in columns_wanted
        ],
        counts=codes,
        color=lambda code, _: _color(code),
        margin=words.text("chart.tasks_share"),
        corner=words.layer(policy, policy.base),
        texts=texts,
        footnotes=[
            words.text("chart.more_of_layer", count=rest, layer=words.layer(policy, policy.base))
        ]
        if rest
        else [],
    )


def _cells(
    shown: dict[str, np.ndarray[tuple[int, int], np.dtype[np.int64]]],
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.int64]], list[list[str]]]:
    """The colours' numbers and the texts; behind `_SHORT` stands how many of a hundred fall short."""
    in_order, short, pending = shown["kept"], shown["short"], shown["pending"]
    due = in_order + short
    share = np.ceil(_STEPS * short / np.maximum(due, 1)).astype(np.int64)
    codes = np.select([short > 0, due > 0, pending > 0], [_SHORT + share, _KEPT, _PENDING], 0)
    texts = [
        [f"{a}/{b}" if b else "…" if c else "" for a, b, c in zip(*line, strict=True)]
        for line in zip(in_order, due, pending, strict=True)
    ]
    return codes, texts


def _color(code: int) -> str:
    if code <= _PENDING:
        return COUNTS[0] if code == _KEPT else PANEL
    return mixed(*SEVERITIES["error"], (code - _SHORT) / _STEPS)


def _share(
    counts: dict[str, np.ndarray[tuple[int, int], np.dtype[np.int64]]], at: int | slice
) -> str:
    in_order, short = int(counts["kept"][at].sum()), int(counts["short"][at].sum())
    return percent(in_order, in_order + short)
