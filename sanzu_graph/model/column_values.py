"""Cells: how a column of anything becomes text, numbers or dates, and one canonical text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.errors import InputError
from sanzu_graph.model.arrow_texts import has_empty_text, is_arrow
from sanzu_graph.model.days import as_day

Mask = NDArray[np.bool_]

#: Beyond this, floats no longer tell neighbouring whole numbers apart.
_EXACT = 1e15

#: A month. Of “2026.1” nobody knows whether it is January, or October in a spreadsheet that drops
#: the last zero.
_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2})|/(\d{1,2})|\.(?!1$)(\d{1,2})|年(\d{1,2})月)")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def as_frame(value: object) -> pd.DataFrame:
    """A DataFrame of anything tabular: pandas itself, or anything with ``to_pandas``.

    Polars and PyArrow have it. A mapping of columns is one, too.

    Raises
    ------
    InputError
        If a value is no table.
    """
    if isinstance(value, pd.DataFrame):
        return value.copy(deep=False)
    if hasattr(value, "to_pandas"):
        return as_frame(value.to_pandas())
    try:
        frame: pd.DataFrame = pd.DataFrame(value)  # type: ignore[call-overload]
    except UnicodeError:  # half a character: the intake tells of it
        raise
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError("error.no_frame", value=f"{value!r:.60}") from error
    return frame


def canonical(value: object) -> str:
    """The one text of a cell's value, as CSV files and fingerprints hold it.

    Examples
    --------
    >>> [canonical(value) for value in ("007", 7, 7.0, 7.5, True, datetime.date(2026, 11, 22))]
    ['007', '7', '7', '7.5', 'True', '2026-11-22']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < _EXACT else repr(number)
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat()
            if value.time() == datetime.time(0) and value.tzinfo is None
            else value.isoformat(sep=" ")
        )
    return str(value)


def canonical_column(column: pd.Series) -> pd.Series:
    """A column as canonical text; empty and missing both become ``""``."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna("")
    present = column.notna()
    texts = np.full(len(column), "", dtype=object)
    texts[present.to_numpy()] = [canonical(value) for value in column[present].tolist()]
    return pd.Series(texts, index=column.index, dtype="str")


def is_whole(text: str) -> bool:
    """Whether a text can be written to a file: no half of a character stands in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def text_column(column: pd.Series) -> tuple[pd.Series, Mask]:
    """A column as text, and which cells are no text: floats, which lost the zeros of “007” already."""
    bad = np.zeros(len(column), dtype=bool)
    if not isinstance(column.dtype, pd.StringDtype):
        if column.dtype == object or isinstance(column.dtype, pd.CategoricalDtype):
            bad = np.array(
                [
                    isinstance(value, (float, bool, bytes)) and not _missing(value)
                    for value in column
                ],
                dtype=bool,
            )
        elif not pd.api.types.is_integer_dtype(column.dtype):
            bad = column.notna().to_numpy()
        column = canonical_column(column)
    if not len(column):
        return column.astype("str"), bad
    return column.replace("", np.nan) if has_empty_text(column) else column, bad


def attribute_column(column: pd.Series) -> pd.Series:
    """A column nobody prescribes: numbers, dates and truth values stay, all else becomes text."""
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(
        column.dtype
    ):
        return column
    if not len(column):
        return column.astype("str")
    cells = column if is_arrow(column) else canonical_column(column)
    return cells.replace("", np.nan) if has_empty_text(cells) else cells


def number_column(column: pd.Series) -> tuple[pd.Series, Mask]:
    """A column as float64, and which cells are no finite number."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        numbers = column.astype("float64")
        return numbers, np.isinf(numbers.to_numpy())
    return _by_distinct(column, _number, "float64")


def share_column(column: pd.Series) -> tuple[pd.Series, Mask]:
    """A column as float64, and which cells are no number from 0 to 1."""
    numbers, wrong = number_column(column)
    outside = ~numbers.between(0, 1).to_numpy() & numbers.notna().to_numpy()
    return numbers.mask(outside), wrong | outside


def date_column(column: pd.Series) -> tuple[pd.Series, Mask]:
    """A column as ``datetime64[us]``, and which cells are no calendar day."""
    if pd.api.types.is_datetime64_dtype(column.dtype):
        odd = column.notna() & (column != column.dt.normalize())
        return column.astype("datetime64[us]"), odd.to_numpy(dtype=bool)
    return _by_distinct(column, as_day, "datetime64[us]")


def period_column(column: pd.Series) -> tuple[pd.Series, Mask]:
    """A column of days or months as ISO text, and which cells are neither."""
    if pd.api.types.is_datetime64_dtype(column.dtype):
        days, odd = date_column(column)
        return days.dt.strftime("%Y-%m-%d").astype("str"), odd
    cells, failed = _by_distinct(column, period, "object")
    return cells.astype("str"), failed


def period(value: object) -> str | None:
    """A day or a month as ISO text, or None where the value is neither.

    Where only the month is known, that is what is kept: no day is made up.

    Examples
    --------
    >>> [period(value) for value in ("2026年11月22日", "2026/11", "2026年3月", "2026.1", "2026-11-22T08:00+08:00")]
    ['2026-11-22', '2026-11', '2026-03', None, None]
    """
    day = as_day(value)
    if day is not None:
        return day.isoformat()
    month = _MONTH.fullmatch(canonical(value).strip())
    if month is None:
        return None
    year, number = (int(part) for part in month.groups() if part is not None)
    return f"{year:04}-{number:02}" if year and 1 <= number <= 12 else None  # noqa: PLR2004 - months of a year


def positions_in(cells: pd.Series, home: pd.Series | pd.Index) -> NDArray[np.intp]:
    """Where the cells of a column stand in another, whose cells differ; -1 where one is empty or not
    there. (`Series.isin` looks at text one by one.)

    Examples
    --------
    >>> positions_in(pd.Series(["b", None, "x"], dtype="str"), pd.Series(["a", "b"], dtype="str")).tolist()
    [1, -1, -1]
    """
    codes, distinct = pd.factorize(cells)
    known = home if isinstance(home, pd.Index) else pd.Index(home)  # which keeps its hashes
    places = known.get_indexer(pd.Index(distinct))
    return np.append(places, -1)[codes].astype(np.intp)


def found_in(cells: pd.Series, home: pd.Series) -> Mask:
    """Which cells are among those of another column; an empty one is not."""
    return positions_in(cells, home.dropna().drop_duplicates()) >= 0


def _number(value: object) -> float | None:
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:  # a whole number beyond all floats
            return None
        return number if np.isfinite(number) else None
    if (
        not isinstance(value, str)
        or _NUMBER.fullmatch(value.strip(" ")) is None
        or not value.isascii()
    ):
        return None
    number = float(value)
    return number if np.isfinite(number) else None


def _by_distinct(
    column: pd.Series, read: Callable[[object], object], dtype: str
) -> tuple[pd.Series, Mask]:
    """Read each distinct value once: a million dates are a few thousand days."""
    codes, distinct = pd.factorize(column.astype(object).where(column.notna(), None))
    results = [None if value == "" else read(value) for value in distinct]
    failed = np.array(
        [result is None and value != "" for result, value in zip(results, distinct, strict=True)]
        + [False],
        dtype=bool,
    )
    values = np.array(
        [*results, None], dtype=dtype
    )  # the last place answers the code -1 of an empty cell
    return pd.Series(values[codes], index=column.index), failed[codes]


def _missing(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124 - NaN alone is unequal to itself
