"""Which groups reach which base units."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.charts.colors import ALARM, COUNTS, PAPER, mixed
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.grid_pages import grid_parts
from sanzu_graph.charts.grid_summaries import summary_scene
from sanzu_graph.charts.grids import Grid, GridColumn, GridRow, grid_scene
from sanzu_graph.charts.headlines import blank as blank_sentence
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import Key
from sanzu_graph.charts.seat_cards import seat_sums
from sanzu_graph.checks.covering import blank_teams
from sanzu_graph.metrics.counts import cover, shared
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import UNIT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.organisation import Org

#: The largest table whose every count is written.
_ROWS, _COLUMNS = 80, 45
#: So many blank units are named below.
_LISTED = 200
#: The cells of the plainest summary, for small axes.
_FEW = (30, 30)


@chart
def plot_overlap(
    org: Org,
    *,
    layer: str = "party",
    base: str = "team",
    rollup: bool = False,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
) -> Drawing:
    """Base units × groups: how many people each pair shares, blank units hatched and named in the
    margin.

    A table of more than 80 × 45, or one on small axes, is drawn as a map without numbers.
    Neighbours stand together; the margin shows the share of blank units.

    Parameters
    ----------
    org
        The organisation.
    layer, base, rollup
        As in `overlap`.
    policy
        Labels of layers, how many people a unit needs not to be blank, and which duties count; by
        default ``Policy()``.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T1", "T2", "P1"], "layer": ["team", "team", "party"]},
    ...           {"member": ["A", "B", "A"], "unit": ["T1", "T2", "P1"]})
    >>> ax = plot_overlap(org, lang="en")
    >>> [text.get_text() for text in ax.texts][-6:]
    ['T1', '1', 'T2', '0 blank', '1', 'Blank: T2.']
    >>> plt.close(ax.figure)
    """
    policy = Policy() if policy is None else policy
    words = Lettering()
    grid = _grid(org, layer, base, policy, words, rollup=rollup)
    summary = [
        partial(summary_scene, grid, words, "chart.overlap_together", bins=bins)
        for bins in ((110, 150), _FEW)
    ]
    whole = len(grid.rows) <= _ROWS and len(grid.columns) <= _COLUMNS
    plain = not grid.rows or not grid.columns
    return Drawing(
        words,
        [partial(grid_scene, grid, words)] * (whole or plain) + summary * (not plain),
        parts=None if plain else partial(grid_parts, grid, words),
    )


def _grid(
    org: Org, layer: str, base: str, policy: Policy, words: Lettering, *, rollup: bool
) -> Grid:
    counts = shared(org, layer, base, rollup=rollup).toarray().astype(np.int64)
    demanded = policy.layer(layer)
    minimum = demanded.per_base_unit.value if demanded.per_base_unit is not None else 1
    duty = demanded.counting_duties or None
    blank = set(
        blank_teams(org, layer, base, minimum=minimum, rollup=rollup, duty=duty)["entity_id"]
    )
    reached = np.bincount(
        cover(org, layer, base, rollup=rollup, duty=duty).unit, minlength=org.encoding.unit_count
    )
    rows, columns = org.pairs(base).units, org.pairs(layer).units
    units = org.encoding.units
    lines = [
        GridRow(
            name,
            "",
            words.text("chart.blank", count=reached[row]) if id_ in blank else str(reached[row]),
            id_ in blank,
            id_,
        )
        for row, name, id_ in zip(
            rows.tolist(), words.names(org.names(UNIT, rows), units[rows]), units[rows], strict=True
        )
    ]
    headings = list(map(GridColumn, words.names(org.names(UNIT, columns), units[columns])))
    most = int(counts.max(initial=0))

    def color(count: int, _: int) -> str:
        """From one person to the most; -1 asks for the end of the scale."""
        return mixed(*COUNTS, 1.0 if count < 0 else (count - 1) / max(most - 1, 5))

    labels = {"base": words.layer(policy, base), "layer": words.layer(policy, layer)}
    few = words.text("chart.blank_key", minimum=minimum, **labels)
    return Grid(
        title=words.told(
            blank_sentence,
            [row.label for row in lines if row.marked],
            len(rows),
            policy,
            layer,
            base,
        ),
        subtitle=words.text("chart.overlap", blank=len(blank), units=len(rows), **labels),
        notes=[
            words.text("chart.overlap_note", **labels),
            *seat_sums(org, policy, (base, layer), words),
        ],
        footnotes=[
            words.text(
                "chart.blank_units",
                units=words.listed([row.label for row in lines if row.marked], most=_LISTED),
            )
        ]
        if blank
        else [],
        share=words.text("chart.blank_share"),
        keys=[Key(few, PAPER, ALARM, hatched=True)] if blank else [],
        rows=lines,
        columns=headings,
        counts=counts,
        color=color,
        margin=words.text("chart.reached", **labels),
        corner=labels["base"],
    )
