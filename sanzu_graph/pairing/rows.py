"""A whole-number model while it is put together, as `sanzu_graph.optimize.solver.Solver` reads one."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanzu_graph.optimize.book import FREE
from sanzu_graph.optimize.hubs import Terms


@dataclass
class Model:
    """Columns from nought to their upper bounds, and rows over them."""

    upper: list[int] = field(default_factory=list)
    rows: list[tuple[Terms, int, int]] = field(default_factory=list)

    def column(self, upper: int = 1) -> int:
        """One more column."""
        self.upper.append(upper)
        return len(self.upper) - 1

    def row(self, terms: Terms, least: int = -FREE, most: int = FREE) -> None:
        """A sum between two bounds; an empty one that nought keeps is left out."""
        if terms or least > 0 or most < 0:
            self.rows.append((terms, least, most))
