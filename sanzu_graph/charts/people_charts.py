"""The chart that everybody expects: people under their managers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.painting import aspect_of
from sanzu_graph.charts.people_cards import PeopleTree
from sanzu_graph.charts.people_levels import below_root, folded
from sanzu_graph.charts.people_scenes import people_scene, people_scenes
from sanzu_graph.charts.people_trees import BY_UNIT, compared, people_of
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.tree_blocks import FULL, NAMES
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.plan_facts import scenario_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.scenarios.plan import Plan
    from sanzu_graph.scenarios.scenario import Scenario


@chart
def plot_people(
    org: Org,
    *,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    root: str | None = None,
    depth: int | None = None,
    color: str | None = BY_UNIT,
    after: Org | Scenario | Plan | None = None,
) -> Drawing:
    """People under their managers: a card each with name, title, unit and how many are below.

    Solid lines make the tree; reports without reports of their own stand in stacks. A dotted line
    is a second, quieter line, never a second card. Many people show less: names with counts; more
    than 500 only the upper levels, where cards say how many are folded away; so do axes that are
    small. Files that can be enlarged show everybody. Who has no line is counted, not drawn.

    Parameters
    ----------
    org
        The organisation; lines of all days are drawn (`Org.at` gives one day).
    policy
        Its base layer says which unit stands on a card; by default ``Policy()``.
    root
        Only this member and those below: the id, or a name that nobody else has.
    depth
        Only so many levels below the top or the root; a card says how many are folded away. The
        title and the legend count these, too.
    color
        ``"unit"``, a column of members, or None. The commonest values of those who are asked for
        have colours.
    after
        An organisation, scenario or plan: the chart shows what becomes of `org`, and marks who is
        new, who is gone and who has another manager.

    Raises
    ------
    AbsentError
        If there is no such member or column.
    InputError
        If the depth is no whole number of levels, or `after` is none of these.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"], "name": ["An", "Bo"]}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B"], "target": ["A"], "kind": ["reports_to"]})
    >>> ax = plot_people(org, lang="en")
    >>> [text.get_text() for text in ax.texts][-3:]
    ['An', '1 report', 'Bo']
    >>> plt.close(ax.figure)
    """
    policy = Policy() if policy is None else policy
    words = Lettering()
    people = shown_people(org, policy, root=root, depth=depth, color=color, after=after)
    scenes = list(people_scenes(people, words, aspect_of(ax)))
    top = folded(people)
    if depth is None and top is not None:
        scenes.insert(0, partial(people_scene, top, words, NAMES, aspect_of(ax)))
    return Drawing(words, scenes, partial(people_scene, people, words, FULL, aspect_of(ax)))


def shown_people(
    org: Org,
    policy: Policy,
    *,
    root: str | None = None,
    depth: int | None = None,
    color: str | None = BY_UNIT,
    after: Org | Scenario | Plan | None = None,
) -> PeopleTree:
    """The cards that `plot_people` shows."""
    people = people_of(org, policy, color=color)
    if after is not None:
        org = after if isinstance(after, Org) else scenario_of(after).apply(org)
        people = compared(people, people_of(org, policy, color=color))
    return below_root(org, people, root, depth)
