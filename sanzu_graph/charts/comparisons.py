"""Alternatives side by side: what each fixes, breaks and leaves, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, SEVERITIES
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Line, Scene, heading
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.errors import speaking
from sanzu_graph.messages import amount
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.comparison import BEFORE, Comparison, compare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.scenarios.plan import Plan
    from sanzu_graph.scenarios.scenario import Scenario

_TEXT, _ROW, _HEAD = 7.5, 17.0, 30.0
_LABEL, _CELL, _NUMBERS = 190.0, 128.0, 46.0
_EFFORT = ("changes", "people", "units")
#: How many checks are drawn, from detailed to plain; of more the gravest.
_MOST = (40, 20, 10)


@dataclass(frozen=True)
class _Fate:
    """What becomes of a check's findings in one alternative."""

    left: int
    introduced: int
    fixed: int

    @property
    def now(self) -> int:
        return self.left + self.introduced


@chart
def plot_comparison(
    org: Org | Comparison,
    *scenarios: Scenario | Plan | Org,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    on: object = None,
) -> Drawing:
    """Checks × alternatives: how many findings each leaves, fixes and introduces; below, what it
    takes.

    Full bars are findings that stay, dashed ones are fixed, hatched ones are new. Checks that find
    nothing anywhere are not drawn. An alternative that cannot be made has an empty column and says
    so.

    Parameters
    ----------
    org, *scenarios, policy, on
        As in `compare`; or, alone, what `compare` returned.
    lang
        ``"en"`` or ``"zh"``; by default the comparison's, else the user's locale.

    Raises
    ------
    InputError
        If something among the alternatives is neither a scenario, a plan, nor an organisation.
    ProblemError
        If a plan has no scenario, because no plan keeps its rules.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import AppointLeader, Policy, Scenario
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"]})
    >>> ax = plot_comparison(org, Scenario("lead", [AppointLeader("A", "T")]), policy=Policy.for_layers("team").with_layer("team", led=True), lang="en")
    >>> [text.get_text() for text in ax.texts if "−" in text.get_text()]
    ['−1']
    >>> plt.close(ax.figure)
    """
    comparison = (
        org if isinstance(org, Comparison) else compare(org, *scenarios, policy=policy, on=on)
    )
    with speaking(None, comparison.lang):
        words = Lettering()
    return Drawing(words, [partial(_scene, comparison, words, most) for most in _MOST])


def _scene(found: Comparison, words: Lettering, most: int) -> Scene:
    fates, names = _fates(found), [one.name for one in found.alternatives]
    slugs = list(fates)[:most]
    scene = Scene(width=2 * MARGIN + _LABEL + _CELL * (1 + len(names)))
    worst = max(
        (fate.now + fate.fixed for slug in slugs for fate in fates[slug] if fate is not None),
        default=1,
    )
    keys = [
        Key(words.text("chart.comparison_left"), SEVERITIES["error"][1]),
        Key(words.text("chart.comparison_fixed"), PAPER, FAINT, dashed=True),
        Key(words.text("chart.comparison_new"), PAPER, ALARM, hatched=True),
    ]
    on = found.before.on
    title = words.text(
        "chart.comparison" if on is None else "chart.comparison_on", count=len(names), on=on
    )
    notes = [
        words.text("chart.comparison_reason", name=name, why=why)
        for name, why in found.reasons.items()
    ]
    top = heading(scene, words, title, notes, keys, scene.width)
    top = _headings(scene, words, [words.text("chart.before"), *names], top)
    for slug in slugs:
        top = _check(scene, words, slug, fates[slug], worst, top)
    if len(fates) > len(slugs):
        scene.labels.append(
            Label(
                MARGIN,
                top + _TEXT * 1.4,
                words.text("chart.comparison_more", count=len(fates) - len(slugs)),
                _TEXT,
                FAINT,
            )
        )
        top += _ROW
    elif not fates:
        scene.labels.append(
            Label(MARGIN, top + _TEXT * 1.4, words.text("chart.comparison_sound"), _TEXT, FAINT)
        )
        top += _ROW
    scene.height = _efforts(scene, words, found, top + 6) + MARGIN
    return scene


def _fates(found: Comparison) -> dict[str, list[_Fate | None]]:
    """Per check that finds anything anywhere, gravest first: before, then each alternative; None
    where it cannot be made.
    """
    table = found.table.set_index(["part", "item"])
    wanted = [BEFORE, *(one.name for one in found.alternatives)]
    fates: dict[str, list[_Fate | None]] = {}
    for slug in found.before.summary()["check"].tolist() + list(all_checks()):
        if slug in fates or ("checks", slug) not in table.index:
            continue
        parts = {part: table.loc[(part, slug)] for part in ("left", "introduced", "fixed")}
        before = int(table.loc[("checks", slug)].iloc[1])
        row: list[_Fate | None] = [_Fate(before, 0, 0)]
        for number in range(1, len(wanted)):
            numbers = [parts[part].iloc[1 + number] for part in ("left", "introduced", "fixed")]
            row.append(None if pd.isna(numbers[0]) else _Fate(*map(int, numbers)))
        if any(fate is not None and fate.now + fate.fixed for fate in row):
            fates[slug] = row
    return fates


def _headings(scene: Scene, words: Lettering, names: list[str], top: float) -> float:
    for number, name in enumerate(names):
        x = MARGIN + _LABEL + number * _CELL
        scene.boxes.append(Box(x, top, _CELL - 4, _HEAD, PANEL))
        lines = words.wrap(words.name(name), _TEXT + 0.5, _CELL - 16, 2)
        for place, line in enumerate(lines):
            scene.labels.append(
                Label(x + 6, top + 12.5 + place * 11 - (len(lines) - 2) * 5, line, _TEXT + 0.5)
            )
    return top + _HEAD + 4


def _check(
    scene: Scene, words: Lettering, slug: str, fates: list[_Fate | None], worst: int, top: float
) -> float:
    """A row: the check, then a bar and its numbers for each column."""
    color = SEVERITIES[all_checks()[slug].severity][1]
    base = top + _ROW * 0.68
    scene.boxes.append(Box(MARGIN, top + 4, 6, _ROW - 8, color))
    scene.labels.append(
        Label(MARGIN + 11, base, words.fit(words.text(f"title.{slug}"), _TEXT, _LABEL - 20), _TEXT)
    )
    scene.lines.append(Line(((MARGIN, top), (scene.width - MARGIN, top)), RULE, 0.3))
    unit = (_CELL - _NUMBERS - 12) / worst
    for number, fate in enumerate(fates):
        x = MARGIN + _LABEL + number * _CELL
        if fate is None:
            scene.labels.append(Label(x + 2, base, "–", _TEXT, FAINT))
            continue
        scene.labels.append(Label(x + 16, base, str(fate.now), _TEXT, INK, "right"))
        start = x + 20
        for count, fill, edge, dashed, hatched in (
            (fate.left, color, "none", False, False),
            (fate.introduced, PAPER, ALARM, False, True),
            (fate.fixed, PAPER, FAINT, True, False),
        ):
            if count:
                scene.boxes.append(
                    Box(
                        start,
                        top + 4,
                        count * unit,
                        _ROW - 8,
                        fill,
                        edge,
                        dashed=dashed,
                        hatched=hatched,
                    )
                )
                start += count * unit
        change = " ".join(
            [f"−{fate.fixed}"] * bool(fate.fixed) + [f"+{fate.introduced}"] * bool(fate.introduced)
        )
        if change:
            scene.labels.append(
                Label(start + 4, base, words.fit(change, _TEXT - 1, _NUMBERS - 4), _TEXT - 1, FAINT)
            )
    return top + _ROW


def _efforts(scene: Scene, words: Lettering, found: Comparison, top: float) -> float:
    """What each alternative takes: changes, people, units."""
    table = found.table[found.table["part"] == "effort"].set_index("item")
    scene.lines.append(Line(((MARGIN, top), (scene.width - MARGIN, top)), INK, 0.6))
    for item in _EFFORT:
        base = top + _ROW * 0.68
        scene.labels.append(Label(MARGIN + 11, base, words.text(f"compare.item_{item}"), _TEXT))
        for number, name in enumerate([BEFORE, *(one.name for one in found.alternatives)]):
            value = table[name].loc[item]
            told = amount(value)
            scene.labels.append(
                Label(
                    MARGIN + _LABEL + number * _CELL + 16,
                    base,
                    told,
                    _TEXT,
                    FAINT if told == "–" else INK,
                    "right",
                )
            )
        top += _ROW
    return top
