"""Ids that differ only by letter case."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanzu_graph.model.arrow_texts import TextBlock, is_arrow, text_blocks
from sanzu_graph.model.column_values import Mask
from sanzu_graph.model.encoding import Ids
from sanzu_graph.model.grouping import Positions, distinct

#: How many letters ASCII has of each case, and its last character.
_LETTERS, _ASCII = 26, 0x7F
#: Where more than this share of ids may have twins, all are folded.
_FEW = 0.1


def alike_ids(ids: Ids) -> list[list[int]]:
    """The groups of rows whose ids are the same but for letter case.

    Examples
    --------
    >>> alike_ids(np.array(["m1", "M1", "M2"], dtype=object))
    [[0, 1]]
    """
    column = pd.Series(ids)
    rows = _candidates(column) if is_arrow(column) else np.arange(len(column))
    folded = pd.Series([name.casefold() for name in column.iloc[rows]], dtype=object)
    again = folded[folded.duplicated(keep=False)]
    groups = again.groupby(again, sort=False).groups.values()
    return [rows[np.asarray(group, dtype=np.intp)].tolist() for group in groups]


def _candidates(column: pd.Series) -> Positions:
    """The rows that may have a twin.

    Of two twins in ASCII one has a small letter and one a capital. So the twins of the rarer kind
    are looked for, and those of ids with more than ASCII.
    """
    blocks = [_kinds(block) for block in text_blocks(column)]
    none = np.empty(0, dtype=np.intp)
    small, capitals, foreign = map(np.concatenate, zip((none,) * 3, *blocks, strict=True))
    rarer = min(small, capitals, key=len)
    odd = distinct(np.concatenate([rarer, foreign]))
    if len(odd) > _FEW * len(column):
        return np.arange(len(column))
    folds = {name.casefold() for name in column.iloc[odd]}
    is_alike = np.zeros(len(column), dtype=bool)
    if folds:
        is_alike |= column.str.lower().isin(folds).to_numpy(dtype=bool)
    is_alike[foreign] = True
    return np.flatnonzero(is_alike)


def _kinds(block: TextBlock) -> tuple[Positions, Positions, Positions]:
    """The rows of a block that have small letters, capitals, and more than ASCII; no id is empty."""
    small, capitals = (
        block.data - np.uint8(first) < _LETTERS for first in (ord("a"), ord("A"))
    )  # bytes below wrap round
    return _rows(block, small), _rows(block, capitals), _rows(block, block.data > _ASCII)


def _rows(block: TextBlock, mark: Mask) -> Positions:
    if not mark.any():
        return np.empty(0, dtype=np.intp)
    return block.first + np.flatnonzero(np.logical_or.reduceat(mark, block.starts))
