"""The hierarchy of units as a tidy tree."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.painting import aspect_of
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.shown_units import chosen_units
from sanzu_graph.charts.tree_blocks import FULL
from sanzu_graph.charts.unit_trees import scene_of, scenes
from sanzu_graph.policy.demands import Policy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.organisation import Org


@chart
def plot_org(
    org: Org,
    *,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    layers: Collection[str] | None = None,
    root: str | None = None,
) -> Drawing:
    """The hierarchy of units as a tidy tree: a box a unit with its name, leaders and headcount, a
    colour a layer.

    Units without a parent are roots, side by side in rows. Where the tree would be too wide, leaves
    of one parent and layer stand in columns on a grey panel. Many units show less: name and
    headcount, then headcounts alone, then bare marks; so do axes that are small.

    Parameters
    ----------
    org
        The organisation; every unit that it has is drawn, of any dates (`Org.at` gives one day).
    policy
        Labels of layers, and which of them need a leader (their units without one are marked); by
        default ``Policy()``.
    layers
        Only units of these layers. What hangs on a unit left out hangs on the next one above it.
    root
        Only this unit and those below it: its id, or a name that no other unit has.

    Raises
    ------
    AbsentError
        If a layer or the root does not exist.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A"]}, {"id": ["S", "T"], "name": ["Station", "Team 1"], "layer": ["station", "team"], "parent": [None, "S"]},
    ...           {"member": ["A"], "unit": ["T"]})
    >>> ax = plot_org(org, lang="en")
    >>> [text.get_text() for text in ax.texts if "1" in text.get_text()]
    ['1 of 1 unit that needs a leader has none: Team 1', 'Hierarchy – units: 2, people: 1', 'station (1)', 'team (1)', 'no leader (1)', '1 person below', 'Team 1', '1 person']
    >>> plt.close(ax.figure)
    """
    policy = (Policy() if policy is None else policy).resolve(org)
    words = Lettering()
    units = chosen_units(org, policy, layers, root)
    return Drawing(
        words,
        list(scenes(units, policy, words, aspect_of(ax))),
        partial(scene_of, units, policy, words, FULL, aspect_of(ax)),
    )
