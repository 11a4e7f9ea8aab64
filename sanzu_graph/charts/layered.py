"""Dual management: a card for each seat in a team, with the lines of both leaders."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.dual_grains import NAMED
from sanzu_graph.charts.dual_scenes import dual_scene, dual_scenes
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.painting import aspect_of
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.seat_cards import SeatCards, seated
from sanzu_graph.errors import InputError
from sanzu_graph.messages import listed
from sanzu_graph.policy.demands import Policy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.organisation import Org

#: Layers of groups that have a side of the containers each.
_SIDES = 2


@chart
def plot_layers(
    org: Org,
    *,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    base: str | None = None,
    layers: Collection[str] | None = None,
) -> Drawing:
    """Dual management. Base units are containers with a card for each seat. Groups stand above and
    below, with a line to each unit they reach.

    The unit's leader stands on top of the others, with a line to each; a line runs from each group
    to a tab on every unit that its members work in. Units and groups stand so that few lines cross;
    many of them go in rows, and a group is drawn in each row it reaches. A person in several base
    units has a card in each. A person in several groups of a layer has a bar for each further one;
    then the sums of people and seats are told. Large organisations and small axes show dots for
    people. A layer with too many lines to be read is left out, and a sentence says so.

    Parameters
    ----------
    org
        The organisation; every unit that it has is drawn, of any dates (`Org.at` gives one day).
    policy
        Labels of layers, which units need a leader, which are blank; by default ``Policy()``.
    base
        The layer of the containers; by default the policy's base.
    layers
        One or two layers of groups: the first above, told by colour and hull, the second below,
        told by a bar beside the name. By default the policy's groups that the organisation has.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.
    InputError
        If more than two layers of groups are asked for.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"], "name": ["An", "Bo"]}, {"id": ["T", "P"], "layer": ["team", "party"]},
    ...           {"member": ["A", "B", "A"], "unit": ["T", "T", "P"], "role": ["leader", "", "leader"]})
    >>> ax = plot_layers(org, lang="en")
    >>> [text.get_text() for text in ax.texts][-6:]
    ['2', 'An', 'Bo', '1', 'P (1)', 'leader: An']
    >>> plt.close(ax.figure)
    """
    policy = (Policy() if policy is None else policy).resolve(org)
    words = Lettering()
    seats = layers_seated(org, policy, base, layers)
    return Drawing(
        words,
        list(dual_scenes(seats, policy, words, aspect_of(ax))),
        partial(dual_scene, seats, policy, words, NAMED, aspect_of(ax)),
    )


def layers_seated(
    org: Org, policy: Policy, base: str | None, layers: Collection[str] | None
) -> SeatCards:
    """Who sits where, in the layers asked for or those that the policy and the organisation have in
    common.
    """
    base = policy.base if base is None else base
    names = (
        [layer.name for layer in policy.groups if layer.name in org.layers and layer.name != base]
        if layers is None
        else [layers]
        if isinstance(layers, str)
        else list(layers)
    )
    if len(names) > _SIDES and layers is not None:
        raise InputError("error.layers_sides", layers=listed(names))
    return seated(org, policy, base, tuple(names[:_SIDES]))
