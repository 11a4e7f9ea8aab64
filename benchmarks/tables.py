"""Tables of results as aligned text or as Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]

    def text(self) -> str:
        widths = [
            max(_width(row[place]) for row in (self.headings, *self.rows))
            for place in range(len(self.headings))
        ]

        def line(row: Sequence[str]) -> str:
            return "  ".join(
                _padded(cell, width, first=place == 0)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()

        rule = "  ".join("-" * width for width in widths)
        return "\n".join([self.title, line(self.headings), rule, *map(line, self.rows)])

    def markdown(self) -> str:
        rule = ["---", *("---:" for _ in self.headings[1:])]
        return "\n".join(
            [
                f"### {self.title}",
                "",
                *(f"| {' | '.join(row)} |" for row in (self.headings, rule, *self.rows)),
            ]
        )


def seconds(value: float) -> str:
    return f"{value * 1e3:.3g} ms" if value < 1 else f"{value:.3g} s"


def times(ratio: float, least: float) -> str:
    """How many times faster or smaller, and whether that reaches the figure."""
    return f"{ratio:.3g} × ({'reached' if ratio >= least else 'MISSED'}: ≥ {least:g})"


def at_most(ratio: float, most: float) -> str:
    return f"{ratio:.3g} × ({'reached' if ratio <= most else 'MISSED'}: ≤ {most:.3g})"


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in cell)


def _padded(cell: str, width: int, *, first: bool) -> str:
    gap = " " * (width - _width(cell))
    return cell + gap if first else gap + cell
