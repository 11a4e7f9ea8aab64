"""Tables in one form, in any order of rows and columns: equality and fingerprints compare it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.schema import LATER_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping


def fingerprint(tables: Mapping[str, pd.DataFrame]) -> str:
    """SHA-256 of all tables in their canonical form, in hexadecimal.

    A later table that is empty counts like one that is missing.
    """
    digest = hashlib.sha256()
    for name in TABLES:
        lines = canonical_lines(tables.get(name))
        if not lines and name in LATER_TABLES:
            continue
        digest.update(f"{name}:{len(lines)}\n".encode())
        digest.update("\n".join(lines).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def canonical_lines(frame: pd.DataFrame | None) -> list[str]:
    """The headings that have values, then every row, sorted; lengths keep any two different rows
    different.
    """
    if frame is None or not len(frame):
        return []
    measured = {
        name: cells for name in sorted(map(str, frame)) if (cells := _measured(frame[name]))
    }
    return [
        "".join(f"{len(name)}:{name}" for name in measured),
        *sorted(map("".join, zip(*measured.values(), strict=True))),
    ]


def _measured(column: pd.Series) -> list[str]:
    """Every cell as its length and its canonical text, each distinct value told once; nothing where
    no cell has any.
    """
    codes, distinct = pd.factorize(column)
    texts = canonical_column(pd.Series(distinct)).tolist()
    measures = np.array(
        [*(f"{len(cell)}:{cell}" for cell in texts), "0:"], dtype=object
    )  # the last answers the code -1
    return measures[codes].tolist() if any(texts) else []
