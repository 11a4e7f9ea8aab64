"""Alternatives side by side: what each fixes and breaks, by name, and what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, SEVERE
from sanzu_graph.charts.comparison_panels import (
    BAR,
    CELL,
    GREEN,
    GUTTER,
    LABEL_WIDTH,
    STEP,
    TEXT,
    UNDER,
    ComparedCheck,
    check_title,
    option_left,
    option_panels,
)
from sanzu_graph.charts.headlines import fewest
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.plot_scenes import PlotDrawing, drawing_of
from sanzu_graph.charts.plots import Plot
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import Key, heading
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.errors import speaking
from sanzu_graph.messages import amount
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.comparison import BEFORE, Comparison, compare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.scenarios.plan import Plan
    from sanzu_graph.scenarios.scenario import Scenario

_LEADING = TEXT * 1.36
_EFFORT = ("changes", "people", "units")
_FIXED, _NEW = "fixed", "introduced"
#: How many checks are drawn, and how many names and lines of names for each: from detailed to plain.
_SHAPES = ((16, 4, 3), (10, 3, 2), (6, 2, 1))


@chart
def plot_comparison(
    org: Org | Comparison,
    *scenarios: Scenario | Plan | Org,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    on: object = None,
) -> PlotDrawing:
    """Checks × alternatives: what each fixes and breaks, by name, side by side; above, what it takes.

    Only checks are drawn of which some alternative fixes or breaks a finding, as in
    `Comparison.differences`. A bar to the left are findings that are fixed, a hatched one to the
    right are new. Names stand below them. An alternative that cannot be made has an empty column
    and says so. The bars of an alternative are the ``patches`` of axes of its own,
    ``ax.child_axes``.

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
    >>> ax.texts[0].get_text(), [float(bar.get_width()) for bar in ax.child_axes[0].patches]
    ('Lead leaves the fewest errors: 1 → 0', [-1.0])
    >>> plt.close(ax.figure)
    """
    comparison = (
        org if isinstance(org, Comparison) else compare(org, *scenarios, policy=policy, on=on)
    )
    with speaking(None, comparison.lang):
        words = Lettering()
    rows = _rows(comparison, words)
    return drawing_of(
        words,
        [partial(_plot, comparison, rows, words, *shape) for shape in _SHAPES],
        rows,
        lambda some: _plot(comparison, some, words, *_SHAPES[0]),
    )


def _rows(comparison: Comparison, words: Lettering) -> list[ComparedCheck]:
    """The checks of which some alternative changes findings, the gravest first."""
    frame = comparison.differences
    rows = []
    for check, part in frame.groupby("check", sort=False):
        names = words.names(part["name"], part["entity_id"])
        fates = [
            None
            if option.audit is None
            else (_of(part, names, option.name, _FIXED), _of(part, names, option.name, _NEW))
            for option in comparison.alternatives
        ]
        rows.append(ComparedCheck(str(check), str(part["severity"].iloc[0]), tuple(fates)))
    sizes = {str(check): len(part) for check, part in frame.groupby("check")}
    rows.sort(key=lambda row: (SEVERITIES.index(row.severity), -sizes[row.check]))
    return rows


def _of(part: pd.DataFrame, names: Sequence[str], option: str, fate: str) -> list[str]:
    return [name for name, outcome in zip(names, part[option], strict=True) if outcome == fate]


def _plot(
    comparison: Comparison,
    rows: Sequence[ComparedCheck],
    words: Lettering,
    most: int,
    named: int,
    lines: int,
) -> Plot:
    options = [option.name for option in comparison.alternatives]
    frame = Scene(width=2 * MARGIN + LABEL_WIDTH + max(len(options), 1) * CELL)
    on = comparison.before.on
    technical = words.text(
        "chart.comparison" if on is None else "chart.comparison_on", count=len(options), on=on
    )
    notes = [
        words.text("chart.comparison_reason", name=name, why=why)
        for name, why in comparison.reasons.items()
    ]
    keys = [
        Key(words.text("chart.comparison_fixed"), GREEN),
        Key(words.text("chart.comparison_new"), PAPER, ALARM, hatched=True),
    ]
    top = heading(
        frame,
        words,
        _headline(comparison, words),
        technical,
        notes=notes,
        keys=keys if rows else [],
    )
    top = _headings(frame, words, comparison, top)
    start, places = top, []
    for row in rows[:most]:
        places.append(top + STEP / 2)
        top = _row(frame, words, row, top, named, lines)
    plot = Plot(frame)
    if places:
        shown = [
            (row, round((at - start) / STEP - 0.5) * STEP + STEP / 2)
            for row, at in zip(rows, places, strict=False)
        ]
        plot.panels += option_panels(words, options, shown, start, top)
    rest = ""
    if len(rows) > most:
        rest = words.text("chart.comparison_more", count=len(rows) - most)
    elif not rows:
        found_any = len(comparison.before.findings)
        rest = words.text("chart.comparison_same" if found_any else "chart.comparison_sound")
    if rest:
        frame.add(Label(MARGIN, top + _LEADING, rest, TEXT, FAINT))
        top += _LEADING + 4
    frame.height = top + MARGIN
    return plot


def _counts(comparison: Comparison) -> dict[tuple[str, str], dict[str, float]]:
    """The effort and the findings of each severity: before, and in each alternative."""
    names = [BEFORE, *(option.name for option in comparison.alternatives)]
    return {
        (str(part), str(item)): dict(zip(names, map(float, numbers), strict=True))
        for part, item, _, *numbers in comparison.table.itertuples(index=False, name=None)
        if part in ("effort", "findings")
    }


def _headings(scene: Scene, words: Lettering, comparison: Comparison, top: float) -> float:
    """Each alternative's name, what it takes, and how many errors and warnings it leaves."""
    counts = _counts(comparison)
    blocks = []
    for option in comparison.alternatives:
        lines = words.wrap(words.name(option.name), TEXT + 1, CELL - GUTTER - 12, 2)
        facts = []
        if option.audit is not None:
            for part, items in (("effort", _EFFORT), ("findings", SEVERITIES[:2])):
                figures = []
                for item in items:
                    value = counts[part, item][option.name]
                    if pd.isna(value):
                        continue
                    before = counts[part, item][BEFORE]
                    key = f"compare.item_{item}" if part == "effort" else f"severity.{item}"
                    shown = (
                        amount(value) if pd.isna(before) else f"{amount(before)} → {amount(value)}"
                    )
                    figures.append(words.text("chart.named", one=words.text(key), other=shown))
                facts += words.wrap(words.listed(figures), TEXT, CELL - GUTTER - 12, 2)
        blocks.append((lines, facts))
    high = max([len(lines) + len(facts) for lines, facts in blocks], default=0) * _LEADING + 8
    for number, (lines, facts) in enumerate(blocks):
        x, y = option_left(number), top
        scene.add(Box(x, top, CELL - GUTTER, high, PANEL))
        for line in lines:
            y += _LEADING
            scene.add(Label(x + 6, y + 1, line, TEXT + 1))
        for line in facts:
            y += _LEADING
            scene.add(Label(x + 6, y + 1, line, TEXT, FAINT))
    return top + high + 6


def _row(
    scene: Scene, words: Lettering, row: ComparedCheck, top: float, named: int, lines: int
) -> float:
    """The check at the left, names below the bars; where the next row begins."""
    scene.add(Line(((MARGIN, top), (scene.width - MARGIN, top)), RULE, 0.3))
    word = words.text(f"severity.{row.severity}")
    scene.add(Box(MARGIN, top + 3, 6, BAR, SEVERE[row.severity], title=word))
    y = top + 1
    for line in words.wrap(check_title(words, row), TEXT, LABEL_WIDTH - 22, 3):
        y += _LEADING
        scene.add(Label(MARGIN + 12, y, line, TEXT))
    scene.add(Label(MARGIN + 12, y + _LEADING, word, TEXT - 1, FAINT))
    bottom = y + _LEADING
    for number, fates in enumerate(row.fates):
        if fates is None:
            scene.add(Label(option_left(number), top + BAR, "–", TEXT, FAINT))
            continue
        y = top + STEP
        for key, names, ink in (
            ("chart.comparison_fixes", fates[0], INK),
            ("chart.comparison_breaks", fates[1], ALARM),
        ):
            if names:
                sentence = words.text(key, names=words.listed(dict.fromkeys(names), most=named))
                for line in words.wrap(sentence, TEXT, CELL - GUTTER, lines):
                    y += _LEADING
                    scene.add(Label(option_left(number), y, line, TEXT, ink))
        bottom = max(bottom, y)
    return top + -(-(bottom + UNDER - top) // STEP) * STEP


def _headline(comparison: Comparison, words: Lettering) -> str:
    """Which alternative leaves the fewest errors; without errors, the fewest warnings."""
    counts = _counts(comparison)
    for severity in SEVERITIES[:2]:
        own = counts["findings", severity]
        before = int(own[BEFORE])
        after = {
            option.name: own[option.name]
            for option in comparison.alternatives
            if option.audit is not None
        }
        if before and after:
            least = int(min(after.values()))
            names = [words.name(name) for name, value in after.items() if value == least]
            return words.told(fewest, names, severity, before, least)
    return ""
