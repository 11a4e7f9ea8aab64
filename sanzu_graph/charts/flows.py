"""Groups, base units, groups: how people spread over them, as bands as wide as there are people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.flow_bars import FlowBars, columns_width
from sanzu_graph.charts.flow_columns import (
    LayerSeats,
    flow_columns,
    layer_seats,
)
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.reach import blank_keys, blank_units, coverage_headline
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import heading
from sanzu_graph.charts.scenes import MARGIN, Scene
from sanzu_graph.charts.seat_cards import seat_sums
from sanzu_graph.errors import InputError
from sanzu_graph.messages import listed
from sanzu_graph.policy.demands import Policy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.organisation import Org

#: How many bars a column has at most, from detailed to plain; units beyond are rolled up or counted
#: together.
_MOST = (36, 16, 8)
_FULLEST = 150
_FEWEST_COLUMNS, _MOST_COLUMNS = 2, 3
#: How high all bars of a column are at most; on a slide they are lower.
_HIGH, _FLAT = 420.0, 205.0


@chart
def plot_flow(
    org: Org,
    *,
    layers: Collection[str] | None = None,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
) -> Drawing:
    """How people spread over the layers: a column of bars a layer, a band for everybody who is in
    one bar and in another.

    A band is as high as there are people in the bars at both its ends. A bar is as high as its
    bands; its number is how many people are in it. A person in several units of a layer has a band
    for each. People in no unit of a layer have a bar too. Bars stand so that few bands cross. Where
    a layer has many units, those above them are drawn instead, else the largest and the others
    together.

    Parameters
    ----------
    org
        The organisation.
    layers
        Two or three layers, from left to right; by default the policy's first group, its base and
        its second group, where they exist.
    policy
        Labels of layers, and which base units are blank; by default ``Policy()``.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.
    InputError
        If there are not two or three layers.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A", "B", "A"], "unit": ["T", "T", "P"]})
    >>> ax = plot_flow(org, lang="en")
    >>> [text.get_text() for text in ax.texts][-6:]
    ['P', '1', 'in no party group', '1', 'T', '2']
    >>> plt.close(ax.figure)
    """
    policy = (Policy() if policy is None else policy).resolve(org)
    words = Lettering()
    chosen = _usual_layers(org, policy) if layers is None else list(layers)
    if not _FEWEST_COLUMNS <= len(chosen) <= _MOST_COLUMNS:
        raise InputError("error.flow_layers", layers=listed(chosen))
    seats = layer_seats(org, chosen)
    return Drawing(
        words,
        [partial(_scene, org, chosen, seats, policy, words, most) for most in _MOST],
        partial(_scene, org, chosen, seats, policy, words, _FULLEST),
        flat=partial(_scene, org, chosen, seats, policy, words, _MOST[0], _FLAT),
    )


def _usual_layers(org: Org, policy: Policy) -> list[str]:
    """The policy's first group, its base and its second group, where they exist."""
    groups = [layer.name for layer in policy.groups if layer.name in org.layers]
    org.pairs(policy.base)  # raises where the organisation lacks it
    if not groups:
        raise InputError("error.flow_groups", base=policy.base, known=list(org.layers))
    return [*groups[:1], policy.base, *groups[1:2]]


def _scene(
    org: Org,
    layers: Sequence[str],
    seats: Sequence[LayerSeats],
    policy: Policy,
    words: Lettering,
    most: int,
    high: float = _HIGH,
) -> Scene:
    people = len(np.unique(seats[0].member))
    columns = flow_columns(org, seats, most)
    scene = Scene(width=2 * MARGIN + columns_width(columns))
    labels = [words.layer(policy, layer) for layer in layers]
    subtitle = words.text("chart.flow", layers=words.listed(labels), people=people)
    notes = [words.text("chart.flow_note")]
    sums = seat_sums(org, policy, tuple(layers), words)
    if sums:
        notes += [words.text("chart.flow_seats"), *sums]
    rolled = [label for label, column in zip(labels, columns, strict=True) if column.rolled]
    notes += [words.text("chart.flow_rolled", layers=words.listed(rolled))] if rolled else []
    groups = tuple(layer for layer in layers if layer != policy.base)
    blank = blank_units(org, policy, policy.base, groups) if policy.base in layers else frozenset()
    count = sum(unit in blank for column in columns for unit in column.bars)
    keys = blank_keys(words, policy, policy.base, count)
    middle = policy.base if policy.base in layers else layers[1]
    sides = [layer for layer in layers if layer != middle]
    title = coverage_headline(org, policy, middle, sides, words) if people else ""
    top = heading(scene, words, title, subtitle, notes=notes, keys=keys)
    if not people:
        scene.height = top + MARGIN
        return scene
    FlowBars(scene, org, words, columns, layers, labels, blank, high).draw(top)
    return scene
