"""Cells that speak of what is taken out: what stays of them, and where a blank would mark somebody."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.privacy.mentions import Mentions

Mask = NDArray[np.bool_]

#: Between the parts of a cell: 班长兼党小组长, fitter and steward.
_BETWEEN = re.compile(r"(\s{0,9}(?:[、，,;；/|&+]|(?<!专)兼(?!职)|\band\b)\s{0,9})")


def without_mentions(column: pd.Series, speaking: Mentions) -> pd.Series:
    """A column of text without the parts of its cells that speak of something.

    Examples
    --------
    >>> posts = pd.Series(["班长兼党小组长", "党小组长", "fitter, lead"], dtype="str")
    >>> without_mentions(posts, Mentions({"党小组": ""})).fillna("").tolist()
    ['班长', '', 'fitter, lead']
    """
    codes, values = pd.factorize(column)
    texts = np.array([*(_rest(str(value), speaking) for value in values), None], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype="str")


def _rest(cell: str, speaking: Mentions) -> str | None:
    if not speaking.found(cell):
        return cell
    pieces = _BETWEEN.split(cell)
    places = [
        (between, part)
        for between, part in zip(["", *pieces[1::2]], pieces[::2], strict=True)
        if part.strip() and not speaking.found(part)
    ]
    rest = "".join(part if at == 0 else between + part for at, (between, part) in enumerate(places))
    return None if not rest or speaking.found(rest) else rest


def marked(before: pd.Series, after: pd.Series, kind: pd.Series | None = None) -> Mask:
    """The rows of a column in which a new blank would show who had something there.

    Parameters
    ----------
    before, after
        The column with what is taken out, and without it.
    kind
        Rows are compared with rows of their kind only: a leader without a title stands out though
        many members have none. By default all are of one kind.

    Returns
    -------
    numpy.ndarray of bool
        All rows of a kind in which more cells come to be blank than were blank before.

    Examples
    --------
    >>> before = pd.Series(["a", "b", None, None, "c"], dtype="str")
    >>> after = pd.Series(["a", None, None, None, "c"], dtype="str")
    >>> marked(before, after).tolist()
    [False, False, False, False, False]
    >>> marked(before, after, pd.Series(["x", "x", "y", "y", "y"])).tolist()
    [True, True, False, False, False]
    """
    was, is_now = before.isna().to_numpy(), after.isna().to_numpy()
    codes = np.zeros(len(before), dtype=np.intp) if kind is None else pd.factorize(kind)[0] + 1
    new, old = np.bincount(codes, is_now & ~was), np.bincount(codes, was)
    return (new > old)[codes]
