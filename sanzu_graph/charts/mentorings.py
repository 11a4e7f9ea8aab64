"""Mentors and their apprentices on an axis of seniority: how much each has to carry, what is wrong,
before and after.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, layer_color, mixed
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.headlines import unmentored
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Line, Scene, heading
from sanzu_graph.checks.mentor_pairs import crossed_mentors
from sanzu_graph.errors import speaking
from sanzu_graph.mentoring.market import Market, market
from sanzu_graph.mentoring.pairings import Pairing
from sanzu_graph.messages import grouped, listed, text
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.ties import mentorship
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.grouping import Positions

_TEXT, _ROW, _HEAD, _DOT = 7.5, 16.0, 20.0, 6.0
_NAME, _AXIS, _NAMES, _ALLEY = 74.0, 170.0, 150.0, 16.0
#: So many mentors are drawn, from detailed to plain; of more those with most that is wrong or
#: other.
_MOST = (60, 30, 12)
#: Years between two marks of the axis: the first of these that makes few enough.
_STEPS, _MARKS = (1, 2, 5, 10, 20, 50, 100), 6


@dataclass(frozen=True)
class _State:
    """Who mentors whom at one time: mentor → apprentices, by position; pairs that are in order;
    apprentices without a mentor.
    """

    title: str
    of: dict[int, list[int]]
    sound: frozenset[tuple[int, int]]
    without: list[int]


@dataclass(frozen=True)
class _View:
    made: Market
    names: dict[int, str]
    years: dict[int, float]
    capacity: dict[int, int]
    states: list[_State]
    owed: int


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
    view = _view(the_market, pairing, words)
    return Drawing(words, [partial(_scene, view, words, most) for most in _MOST])


def _view(made: Market, found: Pairing | None, words: Lettering) -> _View:
    org, total = made.org, made.members
    kind = "mentors" if made.policy.mentors is None else made.policy.mentors.kind
    pairs = mentorship(org, kind)
    owed = [*made.apprentices.tolist(), *(key % total for key in made.required.tolist())]
    place = {name: number for number, name in enumerate(org.encoding.members.tolist())}
    crossed = crossed_mentors(org, kind)
    broken = {
        place[one] * total + place[other]
        for one, other in zip(crossed["entity_id"], crossed["apprentice"], strict=True)
    }
    broken |= set(made.given_up.tolist())
    states = [
        _state(
            words.text("chart.before" if found else "chart.today"),
            pairs.mentor,
            pairs.apprentice,
            owed,
            broken,
            total,
        )
    ]
    if found is not None:
        mentor, apprentice = found.members
        standing = np.concatenate([made.standing, found.others.staying])
        after = (
            np.concatenate([mentor, standing // max(total, 1)]),
            np.concatenate([apprentice, standing % max(total, 1)]),
        )
        states.append(_state(words.text("chart.after"), *after, owed, broken, total))
    ids = org.encoding.members
    names = {
        number: words.name(name, ids[number])
        for number, name in enumerate(org.names(MEMBER, np.arange(total)))
    }
    years = (
        org.numbers("members", "seniority_years")
        if "seniority_years" in org.members
        else np.full(total, np.nan)
    )
    capacity = dict(zip(made.mentors.tolist(), (made.load + made.room).tolist(), strict=True))
    return _View(made, names, dict(enumerate(years.tolist())), capacity, states, len(set(owed)))


def _state(
    title: str,
    mentor: Positions,
    apprentice: Positions,
    owed: list[int],
    broken: set[int],
    total: int,
) -> _State:
    of: dict[int, list[int]] = {}
    sound = set()
    for one, other in zip(mentor.tolist(), apprentice.tolist(), strict=True):
        of.setdefault(one, []).append(other)
        if one * total + other not in broken:
            sound.add((one, other))
    taught = set(apprentice.tolist())
    return _State(title, of, frozenset(sound), [one for one in owed if one not in taught])


def _wrong(view: _View, state: _State, mentor: int) -> bool:
    its = state.of.get(mentor, [])
    over = len(its) > view.capacity.get(mentor, len(its))
    return over or any((mentor, one) not in state.sound for one in its)


def _rows(view: _View, most: int) -> tuple[list[int], int]:
    """Mentors with an apprentice at any time, the most senior first; of too many those where most
    is wrong or other.
    """
    mentors = {one for state in view.states for one in state.of}

    def weight(one: int) -> tuple[bool, bool]:
        differs = len({frozenset(state.of.get(one, ())) for state in view.states}) > 1
        return any(_wrong(view, state, one) for state in view.states), differs

    shown = sorted(mentors, key=lambda one: (*(not part for part in weight(one)), one))[:most]
    order = sorted(shown, key=lambda one: (-_years(view, one), view.names[one]))
    return order, len(mentors) - len(shown)


def _years(view: _View, one: int) -> float:
    years = view.years.get(one, math.nan)
    return 0.0 if math.isnan(years) else max(years, 0.0)


def _scene(view: _View, words: Lettering, most: int) -> Scene:
    rows, more = _rows(view, most)
    panel = _AXIS + _NAMES
    scene = Scene(
        width=2 * MARGIN + _NAME + len(view.states) * panel + (len(view.states) - 1) * _ALLEY
    )
    color = layer_color(0)
    keys = [
        Key(words.text("chart.mentor"), color),
        Key(words.text("chart.apprentice"), PAPER, color),
        Key(words.text("chart.mentor_problem"), PAPER, ALARM, hatched=True),
    ]
    longest = max(
        (
            _years(view, one)
            for state in view.states
            for pair in state.of.items()
            for one in (pair[0], *pair[1])
        ),
        default=1.0,
    )
    without = list(dict.fromkeys(view.states[-1].without))
    top = heading(
        scene,
        words,
        words.told(unmentored, [view.names[one] for one in without], view.owed),
        words.text("chart.mentors"),
        notes=[words.text("chart.mentors_note")],
        keys=keys,
    )
    for number, state in enumerate(view.states):
        _head(
            scene,
            words,
            state,
            MARGIN + _NAME + number * (panel + _ALLEY),
            top,
            max(longest, 1.0),
            len(rows),
        )
    top += _HEAD + 14
    for mentor in rows:
        base = top + _ROW * 0.66
        scene.add(Label(MARGIN, base, words.fit(view.names[mentor], _TEXT, _NAME - 8), _TEXT))
        for number, state in enumerate(view.states):
            _row(
                scene,
                words,
                view,
                state,
                mentor,
                MARGIN + _NAME + number * (panel + _ALLEY),
                top,
                max(longest, 1.0),
            )
        top += _ROW
    if more:
        scene.add(
            Label(
                MARGIN,
                top + _ROW * 0.66,
                words.text("chart.mentors_more", count=more),
                _TEXT,
                FAINT,
            )
        )
        top += _ROW
    if not rows:
        scene.add(Label(MARGIN, top + _ROW * 0.66, words.text("chart.mentors_none"), _TEXT, FAINT))
        top += _ROW
    scene.height = _without(scene, words, view, top + 4) + MARGIN
    return scene


def _head(
    scene: Scene, words: Lettering, state: _State, x: float, top: float, longest: float, rows: int
) -> None:
    """The panel's title and its axis."""
    scene.add(Box(x, top, _AXIS + _NAMES, _HEAD - 4, PANEL))
    scene.add(Label(x + 6, top + 11.5, state.title, _TEXT + 0.5))
    step = next(size for size in _STEPS if longest / size <= _MARKS or size == _STEPS[-1])
    for years in range(0, int(longest) + 1, step):
        at = _at(x, years, longest)
        scene.add(Line(((at, top + _HEAD + 12), (at, top + _HEAD + 14 + rows * _ROW)), RULE, 0.3))
        scene.add(Label(at, top + _HEAD + 8, words.plain(years), _TEXT - 1, FAINT, "center"))


def _at(x: float, years: float, longest: float) -> float:
    return x + 10 + (_AXIS - 56) * years / longest


def _row(
    scene: Scene,
    words: Lettering,
    view: _View,
    state: _State,
    mentor: int,
    x: float,
    top: float,
    longest: float,
) -> None:
    its = sorted(state.of.get(mentor, []), key=lambda one: view.names[one])
    middle, base, color = top + _ROW / 2, top + _ROW * 0.66, layer_color(0)
    capacity = view.capacity.get(mentor)
    end = _at(x, _years(view, mentor), longest)
    is_over = capacity is not None and len(its) > capacity
    if its:
        starts = [_at(x, _years(view, one), longest) for one in its]
        bad = [(mentor, one) not in state.sound for one in its]
        scene.add(
            Line(
                ((min(starts), middle), (end, middle)),
                ALARM if any(bad) else mixed(color, PAPER, 0.45),
                1.4,
            )
        )
        for start, is_bad in sorted(set(zip(starts, bad, strict=True))):
            scene.add(_dot(start, middle, PAPER, ALARM if is_bad else color, hatched=is_bad))
    scene.add(_dot(end, middle, color if its else mixed(color, PAPER, 0.7), "none"))
    load = f"{len(its)} / {capacity}" if capacity is not None else f"{len(its)} / –"
    scene.add(
        Label(
            x + _AXIS - 8,
            base,
            words.plain(load),
            _TEXT,
            ALARM if is_over else INK if its else FAINT,
            "right",
        )
    )
    label = words.text("chart.overloaded") + " " if is_over else ""
    names = label + words.listed([view.names[one] for one in its], most=max(len(its), 1))
    scene.add(
        Label(
            x + _AXIS, base, words.fit(names, _TEXT, _NAMES - 6), _TEXT, ALARM if is_over else INK
        )
    )


def _dot(x: float, y: float, fill: str, edge: str, *, hatched: bool = False) -> Box:
    return Box(x - _DOT / 2, y - _DOT / 2, _DOT, _DOT, fill, edge, 1.1, hatched=hatched)


def _counted(names: list[str]) -> str:
    """How many there are, and who."""
    count = grouped(len(names))
    return count + text("chart.colon") + listed(names, most=len(names)) if names else count


def _without(scene: Scene, words: Lettering, view: _View, top: float) -> float:
    """Below, who has no mentor."""
    scene.add(Line(((MARGIN, top), (scene.width - MARGIN, top)), INK, 0.6))
    scene.add(Label(MARGIN, top + _ROW * 0.72, words.text("chart.unmentored"), _TEXT))
    panel, lowest = _AXIS + _NAMES, top + _ROW
    for number, state in enumerate(view.states):
        x = MARGIN + _NAME + number * (panel + _ALLEY)
        names = [view.names[one] for one in state.without]
        label = words.told(_counted, names)
        for place, line in enumerate(words.wrap(label, _TEXT, panel - 16, 3)):
            base = top + _ROW * 0.72 + place * _TEXT * 1.45
            scene.add(Label(x + 6, base, line, _TEXT, ALARM if names else FAINT))
            lowest = max(lowest, base + 6)
    return lowest
