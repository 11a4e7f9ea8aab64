"""The bars of each alternative: what it fixes to the left, what it breaks to the right."""

from __future__ import annotations

from dataclasses import dataclass

from sanzu_graph.charts.colors import PAPER
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.plots import Bars, Panel
from sanzu_graph.charts.scenes import MARGIN
from sanzu_graph.messages import grouped

TEXT = 8.0
LABEL_WIDTH, CELL, GUTTER = 150.0, 196.0, 10.0
#: How thick a bar is, and the room above, for the numbers at its ends, and below a row.
BAR, ENDS, UNDER = 10.0, 24.0, 5.0
#: The bars of a native chart are equally far from each other. So a row is a whole number of these
#: steps high, and a native chart can stand in its place.
STEP = 12.0


@dataclass(frozen=True)
class ComparedCheck:
    """A check of which some alternative changes findings: what each fixes and breaks, by name.

    None stands for an alternative that cannot be made.
    """

    check: str
    severity: str
    fates: tuple[tuple[list[str], list[str]] | None, ...]


#: What is fixed: a green that is darker in grey than paper and lighter than what is written.
GREEN = "#4fae8e"


def option_left(option: int) -> float:
    """Where the column of an alternative begins."""
    return MARGIN + LABEL_WIDTH + option * CELL


def option_panels(
    words: Lettering,
    options: list[str],
    rows: list[tuple[ComparedCheck, float]],
    top: float,
    bottom: float,
) -> list[Panel]:
    """The bars of each alternative, all on one scale; heights are points below the first row."""
    known = [fates for row, _ in rows for fates in row.fates if fates is not None]
    fixed, new = (max([len(fates[part]) for fates in known], default=0) for part in (0, 1))
    room = CELL - GUTTER - 2 * ENDS
    unit = room / max(fixed + new, 1)
    ends = (-fixed - ENDS / unit, new + ENDS / unit)
    titles = tuple(check_title(words, row) for row, _ in rows)
    named = {at: title for title, (_, at) in zip(titles, rows, strict=True)}
    panels = []
    for number, option in enumerate(options):
        column = [
            (title, row.fates[number], at) for title, (row, at) in zip(titles, rows, strict=True)
        ]
        bars = []
        for part, sign, color in ((0, -1, GREEN), (1, 1, PAPER)):
            cells = [
                (title, len(outcome[part]), at)
                for title, outcome, at in column
                if outcome and outcome[part]
            ]
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
                    breadth=BAR,
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
                (option_left(number), top, CELL - GUTTER, bottom - top),
                ends,
                (bottom - top, 0.0),
                bars=tuple(bars),
                across=True,
                rules=False,
                categories=tuple(
                    (at, named.get(at, ""))
                    for at in [(step + 0.5) * STEP for step in range(round((bottom - top) / STEP))]
                ),
            )
        )
    return panels


def check_title(words: Lettering, row: ComparedCheck) -> str:
    """What a check is called, with a capital letter."""
    title = words.text(f"title.{row.check}")
    return title[:1].upper() + title[1:]
