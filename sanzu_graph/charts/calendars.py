"""Which groups held what they owe, month by month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.charts.colors import COUNTS, PANEL, RULE, SEVERITIES, mixed
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.grids import Grid, GridColumn, GridRow, grid_scene
from sanzu_graph.charts.headlines import missed_routines
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import Key
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.messages import percent
from sanzu_graph.model.days import day_or_today
from sanzu_graph.policy.demands import Policy
from sanzu_graph.year.routine_calendars import monthly, routine_calendar

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.organisation import Org

#: The most groups that are drawn, and fewer where the axes are small.
_MOST = (40, 20, 10, 5)
#: The cells' colours by number; from `_MISSED` on as many were missed.
_KEPT, _LATE, _OPEN, _UNKNOWN, _MISSED = 1, 2, 3, 4, 5
_COLORS = {_KEPT: COUNTS[0], _LATE: SEVERITIES["warning"][0], _OPEN: PANEL, _UNKNOWN: "#ffffff"}
_DARKEST = 3


@chart
def plot_calendar(
    org: Org,
    *,
    kind: str | None = None,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    on: object = None,
) -> Drawing:
    """Groups × months: how many of the routines owed were held, what was missed in red, the worst
    groups first.

    “2/3” is two held of three owed; a routine counts in the month in which its period ends. Of many
    groups the 40 with most missed are drawn, and below them the sums over all.

    Parameters
    ----------
    org
        The organisation with its history.
    kind
        Only this routine (``activities.kind``).
    policy
        Its `routines` and `holidays`; by default ``Policy()``.
    on
        The day up to which is looked; by default today.

    Raises
    ------
    AbsentError
        If the organisation keeps no activities.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org, Routine
    >>> org = Org({"id": ["A"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1", "K2"], "unit": ["P"] * 2, "kind": ["safety_class"] * 2, "date": ["2026-08-10", "2026-10-10"]})
    >>> ax = plot_calendar(org, policy=Policy(routines=(Routine("party", "safety_class"),)), on="2026-11-22", lang="en")
    >>> ax.texts[1].get_text()
    'Routines up to 2026-11-22: 2 of 3 held, 1 missed'
    >>> plt.close(ax.figure)
    """
    policy = Policy() if policy is None else policy
    if kind is not None:
        policy = policy.replace(
            routines=tuple(routine for routine in policy.routines if routine.kind == kind)
        )
    words = Lettering()
    calendar = routine_calendar(org, policy, on=on)
    return Drawing(
        words, [partial(_scene, org, calendar, policy, words, on, most) for most in _MOST]
    )


def cell(kept: int, late: int, missed: int, pending: int, unknown: int) -> tuple[int, str]:
    """The colour's number and the text of a cell: held / owed, “~” where some were late, “…” where
    some are still open.
    """
    owed = kept + late + missed + pending
    if not owed:
        return (_UNKNOWN, "?") if unknown else (0, "")
    code = _MISSED + missed - 1 if missed else _OPEN if pending else _LATE if late else _KEPT
    return code, f"{kept + late}/{owed}" + ("~" if late else "") + ("…" if pending else "")


def _scene(
    org: Org, calendar: pd.DataFrame, policy: Policy, words: Lettering, on: object, most: int
) -> Scene:
    return grid_scene(_grid(org, calendar, policy, words, on, most), words)


def _grid(
    org: Org, calendar: pd.DataFrame, policy: Policy, words: Lettering, on: object, most: int
) -> Grid:
    counted = monthly(calendar)
    units, months = (
        list(dict.fromkeys(counted.index.get_level_values(level))) for level in ("unit", "month")
    )
    names = dict(zip(calendar["unit"], calendar["name"], strict=True))
    states = counted.to_numpy().reshape(len(units), len(months), counted.shape[1])
    order = np.argsort(-states[:, :, 2].sum(axis=1), kind="stable")
    drawn = order[:most]
    rows = [
        _row(str(names[units[place]]), units[place], states[place], words)
        for place in drawn.tolist()
    ]
    shown = states[drawn]
    rest = len(units) - len(drawn)
    if rest:
        rows.append(_row(words.text("chart.all_groups"), "", states.sum(axis=0), words))
        shown = np.concatenate([shown, states.sum(axis=0, keepdims=True)])
    cells = [[cell(*counts) for counts in row.tolist()] for row in shown]
    if rest:  # sums are too long for a cell
        cells[-1] = [
            (min(code, _MISSED), percent(int(counts[:2].sum()), int(counts[:3].sum())))
            for (code, _), counts in zip(cells[-1], shown[-1], strict=True)
        ]
    held, missed = int(states[:, :, :2].sum()), int(states[:, :, 2].sum())
    seen = {
        name: bool(states[:, :, place].any())
        for place, name in enumerate(("kept", "late", "missed", "open", "unknown"))
    }
    keys = [
        Key(words.text("chart.calendar_kept"), _COLORS[_KEPT]),
        *([Key(words.text("chart.calendar_late"), _COLORS[_LATE])] if seen["late"] else []),
        *([Key(words.text("chart.calendar_missed"), _color(_MISSED))] if seen["missed"] else []),
        *([Key(words.text("chart.calendar_open"), _COLORS[_OPEN], RULE)] if seen["open"] else []),
        *(
            [Key(words.text("chart.calendar_unknown"), _COLORS[_UNKNOWN], RULE)]
            if seen["unknown"]
            else []
        ),
    ]
    kinds = [words.label(routine) for routine in policy.routines if routine.layer in org.layers]
    return Grid(
        title=words.told(
            missed_routines,
            [
                words.name(str(names[units[place]]), units[place])
                for place in order.tolist()
                if states[place, :, 2].any()
            ],
            int((states[:, :, :3].sum(axis=(1, 2)) > 0).sum()),
        ),
        subtitle=words.text(
            "chart.calendar", on=day_or_today(on), held=held, owed=held + missed, missed=missed
        ),
        notes=[words.text("chart.calendar_note", kinds=words.listed(kinds, most=len(kinds)))]
        if units
        else [],
        keys=keys if units else [],
        rows=rows,
        columns=[GridColumn(month) for month in months],
        counts=np.array([[code for code, _ in row] for row in cells], dtype=np.int64).reshape(
            len(rows), len(months)
        ),
        color=lambda count, _: _color(count),
        margin=words.text("chart.calendar_share"),
        corner=words.text("column.group"),
        texts=[[label for _, label in row] for row in cells],
        footnotes=[words.text("chart.more_groups", count=rest)] if rest else [],
    )


def _color(code: int) -> str:
    return (
        _COLORS[code]
        if code in _COLORS
        else mixed(*SEVERITIES["error"], min(1.0, (code - _MISSED) / _DARKEST))
    )


def _row(
    name: str, unit: str, states: np.ndarray[tuple[int, int], np.dtype[np.int64]], words: Lettering
) -> GridRow:
    held, owed = int(states[:, :2].sum()), int(states[:, :3].sum())
    return GridRow(words.name(name, unit), margin=percent(held, owed), entity=unit)
