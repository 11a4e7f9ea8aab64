"""The cells of an edit, read as the tables would hold them, or refused.

What is refused takes the long way: the whole organisation is made anew, and intake says what is
wrong.
"""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
import pandas as pd

from sanzu_graph.model.column_values import is_whole

#: Beyond this a float no longer holds every whole number.
_EXACT = 1e15


class UnfitError(Exception):
    """The edit cannot be read as a delta. This is no fault: it says that the long way is taken."""


def demand(condition: object) -> None:
    """Refuse the edit unless a condition holds."""
    if not condition:
        raise UnfitError


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing."""
    if isinstance(cell, float):
        return math.isnan(cell)
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, str) and not cell)


def fitting(cell: object, dtype: object) -> Any:  # noqa: ANN401 - a cell holds anything
    """A cell as a column of this type holds it, if it does so without becoming another."""
    if isinstance(dtype, pd.StringDtype):
        demand(is_empty(cell) or (isinstance(cell, str) and is_whole(cell)))
        return None if is_empty(cell) else cell
    if dtype == np.float64:
        demand(
            is_empty(cell)
            or (
                isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) < _EXACT
            )
        )
        return None if is_empty(cell) else float(cast("float", cell))
    if isinstance(dtype, np.dtype) and dtype.kind == "M":
        demand(is_empty(cell))
        return None
    demand(dtype == np.int64 and type(cell) is int and abs(cell) < _EXACT)
    return cell
