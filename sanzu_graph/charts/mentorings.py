"""Mentors and their apprentices on an axis of seniority: how much each has to carry, what is wrong,
before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, layer_color, mixed
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.headlines import unmentored
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.mentor_states import MentorState, MentorView, mentor_rows, view_of, years_of
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import Key, heading
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene
from sanzu_graph.errors import speaking
from sanzu_graph.mentoring.market import market
from sanzu_graph.mentoring.pairings import Pairing
from sanzu_graph.messages import grouped, listed, text
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_TEXT, _ROW, _HEAD, _DOT = 7.5, 16.0, 20.0, 6.0
_NAME, _AXIS, _NAMES, _ALLEY = 74.0, 170.0, 150.0, 16.0
_PANEL = _AXIS + _NAMES
#: So many mentors are drawn, from detailed to plain; of more those with most that is wrong or
#: other.
_MOST = (60, 30, 12)
#: Years between two marks of the axis: the first of these that makes few enough.
_STEPS, _MARKS = (1, 2, 5, 10, 20, 50, 100), 6


@chart
def plot_mentors(
    org: Org | Pairing,
    *,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    on: object = None,
) -> Drawing:
    """Mentors and apprentices on an axis of seniority, how much each mentor has to carry, and what
    is wrong.

    One row a mentor: a dark square at the mentor's years of service, a light one at each
    apprentice's; behind it the load and the capacity, then the apprentices' names. Pairs that break
    a rule are hatched, overloads and people without a mentor are named. Years that are unknown are
    drawn at the left end.

    Parameters
    ----------
    org
        The organisation, to see today's pairs; or what `pair_mentors` returned, to see them before
        and after.
    policy
        Who may mentor, and how many one may have; by default ``Policy()``. A pairing has its own.
    on
        The day to look at; a pairing has its own.

    Raises
    ------
    AbsentError
        If a rule of the policy names a column that the organisation does not have.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Mentors
    >>> org = Org({"id": ["A", "x"], "name": ["An", "Xu"], "seniority_years": [9, 0]}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["A"], "target": ["x"], "kind": ["mentors"]})
    >>> ax = plot_mentors(org, policy=Policy(mentors=Mentors(capacity=1)), lang="en")
    >>> {"An", "Xu", "1 / 1"} <= {text.get_text() for text in ax.texts}
    True
    >>> plt.close(ax.figure)
    """
    pairing = org if isinstance(org, Pairing) else None
    the_market = (
        pairing.market
        if pairing is not None
        else market(org, Policy() if policy is None else policy, on=on)  # type: ignore[arg-type]
    )
    with speaking(None, None if pairing is None else pairing.lang, the_market.policy.lang):
        words = Lettering()
    view = view_of(the_market, pairing, words)
    return Drawing(words, [partial(_scene, view, words, most) for most in _MOST])


@dataclass(frozen=True)
class _Axis:
    """The column of a state: where it begins, and the most years that its axis shows."""

    state: MentorState
    x: float
    longest: float

    def at(self, years: float) -> float:
        """Where so many years stand."""
        return self.x + 10 + (_AXIS - 56) * years / self.longest


def _axes(view: MentorView) -> list[_Axis]:
    people = {
        person
        for state in view.states
        for pair in state.of.items()
        for person in (pair[0], *pair[1])
    }
    longest = max([*(years_of(view, person) for person in people), 1.0])
    return [
        _Axis(state, MARGIN + _NAME + number * (_PANEL + _ALLEY), longest)
        for number, state in enumerate(view.states)
    ]


def _scene(view: MentorView, words: Lettering, most: int) -> Scene:
    rows, more = mentor_rows(view, most)
    axes, color = _axes(view), layer_color(0)
    scene = Scene(width=axes[-1].x + _PANEL + MARGIN)
    keys = [
        Key(words.text("chart.mentor"), color),
        Key(words.text("chart.apprentice"), PAPER, color),
        Key(words.text("chart.mentor_problem"), PAPER, ALARM, hatched=True),
    ]
    without = [view.names[person] for person in dict.fromkeys(view.states[-1].without)]
    title, subtitle = words.told(unmentored, without, view.owed), words.text("chart.mentors")
    note = words.text("chart.mentors_note")
    top = heading(scene, words, title, subtitle, notes=[note], keys=keys)
    for axis in axes:
        _head(scene, words, axis, top, len(rows))
    top += _HEAD + 14
    for mentor in rows:
        name = words.fit(view.names[mentor], _TEXT, _NAME - 8)
        scene.add(Label(MARGIN, top + _ROW * 0.66, name, _TEXT))
        for axis in axes:
            _row(scene, words, view, axis, mentor, top)
        top += _ROW
    if more or not rows:
        key = "chart.mentors_more" if more else "chart.mentors_none"
        rest = words.text(key, count=more)
        scene.add(Label(MARGIN, top + _ROW * 0.66, rest, _TEXT, FAINT))
        top += _ROW
    scene.height = _without(scene, words, view, axes, top + 4) + MARGIN
    return scene


def _head(scene: Scene, words: Lettering, axis: _Axis, top: float, rows: int) -> None:
    """The title of a state and its axis."""
    scene.add(Box(axis.x, top, _PANEL, _HEAD - 4, PANEL))
    scene.add(Label(axis.x + 6, top + 11.5, axis.state.title, _TEXT + 0.5))
    step = next(size for size in _STEPS if axis.longest / size <= _MARKS or size == _STEPS[-1])
    upper, lower = top + _HEAD + 12, top + _HEAD + 14 + rows * _ROW
    for years in range(0, int(axis.longest) + 1, step):
        x = axis.at(years)
        scene.add(Line(((x, upper), (x, lower)), RULE, 0.3))
        scene.add(Label(x, top + _HEAD + 8, words.plain(years), _TEXT - 1, FAINT, "center"))


def _row(
    scene: Scene, words: Lettering, view: MentorView, axis: _Axis, mentor: int, top: float
) -> None:
    """A mentor in one state: squares on the axis, load and capacity, the apprentices' names."""
    apprentices = sorted(axis.state.of.get(mentor, []), key=view.names.__getitem__)
    middle, base, color = top + _ROW / 2, top + _ROW * 0.66, layer_color(0)
    capacity, load = view.capacity.get(mentor), len(apprentices)
    end = axis.at(years_of(view, mentor))
    is_over = capacity is not None and load > capacity
    if apprentices:
        starts = [axis.at(years_of(view, person)) for person in apprentices]
        bad = [(mentor, person) not in axis.state.sound for person in apprentices]
        ink = ALARM if any(bad) else mixed(color, PAPER, 0.45)
        scene.add(Line(((min(starts), middle), (end, middle)), ink, 1.4))
        for start, is_bad in sorted(set(zip(starts, bad, strict=True))):
            scene.add(_dot(start, middle, PAPER, ALARM if is_bad else color, hatched=is_bad))
    scene.add(_dot(end, middle, color if apprentices else mixed(color, PAPER, 0.7), "none"))
    share = words.plain(f"{load} / {'–' if capacity is None else capacity}")
    ink = ALARM if is_over else INK if apprentices else FAINT
    scene.add(Label(axis.x + _AXIS - 8, base, share, _TEXT, ink, "right"))
    names = words.listed([view.names[person] for person in apprentices], most=max(load, 1))
    overload = words.text("chart.overloaded") + " " if is_over else ""
    line = words.fit(overload + names, _TEXT, _NAMES - 6)
    scene.add(Label(axis.x + _AXIS, base, line, _TEXT, ALARM if is_over else INK))


def _dot(x: float, y: float, fill: str, edge: str, *, hatched: bool = False) -> Box:
    return Box(x - _DOT / 2, y - _DOT / 2, _DOT, _DOT, fill, edge, 1.1, hatched=hatched)


def _counted(names: list[str]) -> str:
    """How many there are, and who."""
    count = grouped(len(names))
    return count + text("chart.colon") + listed(names, most=len(names)) if names else count


def _without(
    scene: Scene, words: Lettering, view: MentorView, axes: Sequence[_Axis], top: float
) -> float:
    """Below, who has no mentor."""
    scene.add(Line(((MARGIN, top), (scene.width - MARGIN, top)), INK, 0.6))
    scene.add(Label(MARGIN, top + _ROW * 0.72, words.text("chart.unmentored"), _TEXT))
    lowest = top + _ROW
    for axis in axes:
        names = [view.names[person] for person in axis.state.without]
        label = words.told(_counted, names)
        for place, line in enumerate(words.wrap(label, _TEXT, _PANEL - 16, 3)):
            base = top + _ROW * 0.72 + place * _TEXT * 1.45
            scene.add(Label(axis.x + 6, base, line, _TEXT, ALARM if names else FAINT))
            lowest = max(lowest, base + 6)
    return lowest
