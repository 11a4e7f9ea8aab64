"""Alternatives side by side: what each fixes and breaks, by name, and what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, SEVERE
from sanzu_graph.charts.headlines import fewest
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.plot_scenes import PlotDrawing, drawing_of
from sanzu_graph.charts.plots import Bars, Panel, Plot
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Line, Scene, heading
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.errors import speaking
from sanzu_graph.messages import amount, grouped
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.comparison import BEFORE, Comparison, compare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.scenarios.plan import Plan
    from sanzu_graph.scenarios.scenario import Scenario

_TEXT = 8.0
_LEADING = _TEXT * 1.36
_LABEL, _CELL, _GUTTER = 150.0, 196.0, 10.0
#: How thick a bar is, and the room above, for the numbers at its ends, and below a row.
_BAR, _ENDS, _BELOW = 10.0, 24.0, 5.0
#: Rows are a whole number of steps high, each as high as a bar needs, so that a native chart, whose
#: bars are equally far from each other, can stand in their place.
_STEP = 12.0
_EFFORT = ("changes", "people", "units")
_FIXED, _NEW = "fixed", "introduced"
#: How many checks are drawn, and how many names and lines of names for each: from detailed to plain.
_SHAPES = ((16, 4, 3), (10, 3, 2), (6, 2, 1))


@dataclass(frozen=True)
class _Row:
    """A check of which some alternative changes findings: what each fixes and breaks, by name.

    None stands for an alternative that cannot be made.
    """

    check: str
    severity: str
    fates: tuple[tuple[list[str], list[str]] | None, ...]


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
        [partial(_plot, comparison, rows, words, *one) for one in _SHAPES],
        rows,
        lambda some: _plot(comparison, some, words, *_SHAPES[0]),
    )


def _rows(found: Comparison, words: Lettering) -> list[_Row]:
    """The checks of which some alternative changes findings, the gravest first."""
    frame = found.differences
    rows = []
    for check, part in frame.groupby("check", sort=False):
        names = [
            words.name(name, id_) for name, id_ in zip(part["name"], part["entity_id"], strict=True)
        ]
        fates = [
            None
            if one.audit is None
            else (_of(part, names, one.name, _FIXED), _of(part, names, one.name, _NEW))
            for one in found.alternatives
        ]
        rows.append(_Row(str(check), str(part["severity"].iloc[0]), tuple(fates)))
    sizes = {str(check): len(part) for check, part in frame.groupby("check")}
    rows.sort(key=lambda row: (SEVERITIES.index(row.severity), -sizes[row.check]))
    return rows


def _of(part: pd.DataFrame, names: Sequence[str], option: str, fate: str) -> list[str]:
    return [name for name, one in zip(names, part[option], strict=True) if one == fate]


def _plot(
    found: Comparison, rows: Sequence[_Row], words: Lettering, most: int, named: int, lines: int
) -> Plot:
    options = [one.name for one in found.alternatives]
    frame = Scene(width=2 * MARGIN + _LABEL + max(len(options), 1) * _CELL)
    on = found.before.on
    technical = words.text(
        "chart.comparison" if on is None else "chart.comparison_on", count=len(options), on=on
    )
    notes = [
        words.text("chart.comparison_reason", name=name, why=why)
        for name, why in found.reasons.items()
    ]
    keys = [
        Key(words.text("chart.comparison_fixed"), _GREEN),
        Key(words.text("chart.comparison_new"), PAPER, ALARM, hatched=True),
    ]
    top = heading(
        frame, words, _headline(found, words), technical, notes=notes, keys=keys if rows else []
    )
    top = _headings(frame, words, found, top)
    start, places = top, []
    for row in rows[:most]:
        places.append(top + _STEP / 2)
        top = _row(frame, words, row, top, named, lines)
    plot = Plot(frame)
    if places:
        shown = [
            (row, round((at - start) / _STEP - 0.5) * _STEP + _STEP / 2)
            for row, at in zip(rows, places, strict=False)
        ]
        plot.panels += _panels(words, options, shown, start, top)
    rest = ""
    if len(rows) > most:
        rest = words.text("chart.comparison_more", count=len(rows) - most)
    elif not rows:
        found_any = len(found.before.findings)
        rest = words.text("chart.comparison_same" if found_any else "chart.comparison_sound")
    if rest:
        frame.add(Label(MARGIN, top + _LEADING, rest, _TEXT, FAINT))
        top += _LEADING + 4
    frame.height = top + MARGIN
    return plot


#: What is fixed: a green that is darker in grey than paper and lighter than what is written.
_GREEN = "#4fae8e"


def _counts(found: Comparison) -> dict[tuple[str, str], dict[str, float]]:
    """The effort and the findings of each severity: before, and in each alternative."""
    names = [BEFORE, *(one.name for one in found.alternatives)]
    return {
        (str(part), str(item)): dict(zip(names, map(float, numbers), strict=True))
        for part, item, _, *numbers in found.table.itertuples(index=False, name=None)
        if part in ("effort", "findings")
    }


def _left(option: int) -> float:
    return MARGIN + _LABEL + option * _CELL


def _headings(scene: Scene, words: Lettering, found: Comparison, top: float) -> float:
    """Each alternative's name, what it takes, and how many errors and warnings it leaves."""
    counts = _counts(found)
    blocks = []
    for one in found.alternatives:
        lines = words.wrap(words.name(one.name), _TEXT + 1, _CELL - _GUTTER - 12, 2)
        facts = []
        if one.audit is not None:
            for part, items in (("effort", _EFFORT), ("findings", SEVERITIES[:2])):
                told = []
                for item in items:
                    value = counts[part, item][one.name]
                    if pd.isna(value):
                        continue
                    before = counts[part, item][BEFORE]
                    key = f"compare.item_{item}" if part == "effort" else f"severity.{item}"
                    shown = (
                        amount(value) if pd.isna(before) else f"{amount(before)} → {amount(value)}"
                    )
                    told.append(words.text("chart.named", one=words.text(key), other=shown))
                facts += words.wrap(words.listed(told), _TEXT, _CELL - _GUTTER - 12, 2)
        blocks.append((lines, facts))
    high = max([len(lines) + len(facts) for lines, facts in blocks], default=0) * _LEADING + 8
    for number, (lines, facts) in enumerate(blocks):
        x, y = _left(number), top
        scene.add(Box(x, top, _CELL - _GUTTER, high, PANEL))
        for line in lines:
            y += _LEADING
            scene.add(Label(x + 6, y + 1, line, _TEXT + 1))
        for line in facts:
            y += _LEADING
            scene.add(Label(x + 6, y + 1, line, _TEXT, FAINT))
    return top + high + 6


def _row(scene: Scene, words: Lettering, row: _Row, top: float, named: int, lines: int) -> float:
    """The check at the left, names below the bars; where the next row begins."""
    scene.add(Line(((MARGIN, top), (scene.width - MARGIN, top)), RULE, 0.3))
    word = words.text(f"severity.{row.severity}")
    scene.add(Box(MARGIN, top + 3, 6, _BAR, SEVERE[row.severity], title=word))
    title = words.text(f"title.{row.check}")
    title = title[:1].upper() + title[1:]
    y = top + 1
    for line in words.wrap(title, _TEXT, _LABEL - 22, 3):
        y += _LEADING
        scene.add(Label(MARGIN + 12, y, line, _TEXT))
    scene.add(Label(MARGIN + 12, y + _LEADING, word, _TEXT - 1, FAINT))
    bottom = y + _LEADING
    for number, fates in enumerate(row.fates):
        if fates is None:
            scene.add(Label(_left(number), top + _BAR, "–", _TEXT, FAINT))
            continue
        y = top + _STEP
        for key, names, ink in (
            ("chart.comparison_fixes", fates[0], INK),
            ("chart.comparison_breaks", fates[1], ALARM),
        ):
            if names:
                told = words.text(key, names=words.listed(dict.fromkeys(names), most=named))
                for line in words.wrap(told, _TEXT, _CELL - _GUTTER, lines):
                    y += _LEADING
                    scene.add(Label(_left(number), y, line, _TEXT, ink))
        bottom = max(bottom, y)
    return top + -(-(bottom + _BELOW - top) // _STEP) * _STEP


def _panels(
    words: Lettering, options: list[str], rows: list[tuple[_Row, float]], top: float, bottom: float
) -> list[Panel]:
    """The bars of each alternative, all on one scale; heights are points below the first row."""
    known = [fates for row, _ in rows for fates in row.fates if fates is not None]
    fixed, new = (max([len(fates[part]) for fates in known], default=0) for part in (0, 1))
    room = _CELL - _GUTTER - 2 * _ENDS
    unit = room / max(fixed + new, 1)
    ends = (-fixed - _ENDS / unit, new + _ENDS / unit)
    titles = tuple(_title(words, row) for row, _ in rows)
    named = {at: title for title, (_, at) in zip(titles, rows, strict=True)}
    panels = []
    for number, option in enumerate(options):
        mine = [
            (title, row.fates[number], at) for title, (row, at) in zip(titles, rows, strict=True)
        ]
        bars = []
        for part, sign, color in ((0, -1, _GREEN), (1, 1, PAPER)):
            cells = [(title, len(one[part]), at) for title, one, at in mine if one and one[part]]
            if not cells:
                continue
            mark = "−" if sign < 0 else "+"
            meaning = words.text("chart.comparison_fixed" if sign < 0 else "chart.comparison_new")
            bars.append(
                Bars(
                    meaning,
                    tuple(at for _, _, at in cells),
                    tuple(float(sign * count) for _, count, _ in cells),
                    color,
                    hatched=sign > 0,
                    breadth=_BAR,
                    told=tuple(f"{mark}{grouped(count)}" for _, count, _ in cells),
                    titles=tuple(
                        words.text("chart.named", one=f"{title}, {meaning}", other=count)
                        for title, count, _ in cells
                    ),
                )
            )
        panels.append(
            Panel(
                words.name(option),
                (_left(number), top, _CELL - _GUTTER, bottom - top),
                ends,
                (bottom - top, 0.0),
                bars=tuple(bars),
                across=True,
                rules=False,
                categories=tuple(
                    (at, named.get(at, ""))
                    for at in [
                        (step + 0.5) * _STEP for step in range(round((bottom - top) / _STEP))
                    ]
                ),
            )
        )
    return panels


def _title(words: Lettering, row: _Row) -> str:
    title = words.text(f"title.{row.check}")
    return title[:1].upper() + title[1:]


def _headline(found: Comparison, words: Lettering) -> str:
    """Which alternative leaves the fewest errors; without errors, the fewest warnings."""
    counts = _counts(found)
    for severity in SEVERITIES[:2]:
        own = counts["findings", severity]
        before = int(own[BEFORE])
        after = {one.name: own[one.name] for one in found.alternatives if one.audit is not None}
        if before and after:
            least = int(min(after.values()))
            names = [words.name(name) for name, value in after.items() if value == least]
            return words.told(fewest, names, severity, before, least)
    return ""
