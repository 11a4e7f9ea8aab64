"""Tables in one form, whatever the order of rows and columns: what equality and fingerprints compare."""

from __future__ import annotations

import pandas as pd

from sanzu_graph.model.cells import canonical_column


def canonical_lines(frame: pd.DataFrame | None) -> list[str]:
    """The headings that have values, then every row, sorted; lengths keep any two different rows different."""
    if frame is None or not len(frame):
        return []
    headings = [name for name in sorted(map(str, frame)) if canonical_column(frame[name]).ne("").any()]
    measured = [[f"{len(cell)}:{cell}" for cell in canonical_column(frame[name])] for name in headings]
    return ["".join(f"{len(name)}:{name}" for name in headings), *sorted(map("".join, zip(*measured, strict=True)))]
