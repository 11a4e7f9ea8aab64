"""One table in its schema's types, and the flaws of its headings and cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from sanzu_graph.errors import Fault
from sanzu_graph.model.arrow_texts import is_plain, same_texts
from sanzu_graph.model.column_values import (
    Mask,
    attribute_column,
    canonical_column,
    date_column,
    is_whole,
    number_column,
    period_column,
    share_column,
    text_column,
)
from sanzu_graph.model.days import day_of_serial
from sanzu_graph.model.flaws import Flaw, rows_of
from sanzu_graph.model.word_columns import WordColumn
from sanzu_graph.schema import Column, columns, look_alikes, value_aliases

#: The columns that name things; blanks around such a name would quietly make a second thing of it.
_NAMING = ("id", "layer")
_READERS = {
    "text": text_column,
    "number": number_column,
    "share": share_column,
    "date": date_column,
    "period": period_column,
}
_WRONG_TYPE = {
    "text": "fault.not_text",
    "number": "fault.not_number",
    "share": "fault.not_share",
    "date": "fault.not_date",
    "period": "fault.not_period",
}


def clean(
    table: str, frame: pd.DataFrame, sound: Container[str] = ()
) -> tuple[pd.DataFrame, list[Flaw]]:
    """One table in its schema's types, and the flaws of its headings and cells.

    Columns whose headings are in `sound` stay as they are: `sound_words` looked at their words.
    """
    frame = frame.set_axis([str(heading) for heading in frame.columns], axis="columns").reset_index(
        drop=True
    )
    flaws = _heading_flaws(table, frame)
    schema, series = columns(table), {}
    for column in schema.values():
        if column.name in frame:
            heading = frame[column.name]
            raw = heading if isinstance(heading, pd.Series) else heading.iloc[:, 0]
            if column.name in sound:
                series[column.name] = raw
                continue
            series[column.name], cells = _clean_column(table, column, raw)
            flaws += cells
        elif column.structural:
            cell = _default_cell(column.dtype, column.default)
            series[column.name] = same_texts(cell, len(frame))
    series |= {
        str(name): frame[name] if name in sound else attribute_column(frame[name])
        for name in frame
        if name not in schema and isinstance(frame[name], pd.Series)
    }
    return pd.DataFrame(series), flaws


def sound_words(table: str, words: Mapping[str, WordColumn]) -> dict[str, WordColumn]:
    """The columns of few words that are sound as they are, and would not be changed by `clean`."""
    return {
        heading: column
        for heading, column in words.items()
        if _is_sound(columns(table).get(heading), table, column)
    }


def _is_sound(column: Column | None, table: str, given: WordColumn) -> bool:
    if column is None:
        return "" not in given.words
    if column.dtype != "text" or (given.has_gaps and (column.required or column.default)):
        return False
    words = pd.Series(given.words, dtype="str")
    cells, flaws = _clean_column(table, column, words)
    return not flaws and cells.equals(words)


@lru_cache
def _default_cell(dtype: str, default: str) -> pd.Series:
    """One cell of a column that is not there."""
    return _READERS[dtype](pd.Series([default or np.nan], dtype="str"))[0]


def _heading_flaws(table: str, frame: pd.DataFrame) -> list[Flaw]:
    if not len(frame.columns) and not len(frame):
        return []  # an empty frame is a table without rows
    headings = list(frame.columns)
    flaws = [
        Flaw("fault.repeated_heading", table, name)
        for name, count in Counter(headings).items()
        if count > 1
    ]
    for column in columns(table).values():
        if column.required and column.name not in headings:
            alike = look_alikes(table, column.name, headings)
            key = "fault.missing_heading_alike" if alike else "fault.missing_heading"
            named: dict[str, object] = {"alike": alike[0] if alike else "", "headings": headings}
            flaws.append(Flaw(key, table, column.name, fields=lambda _, named=named: named))  # type: ignore[misc]
    return flaws


def _clean_column(table: str, column: Column, given: pd.Series) -> tuple[pd.Series, list[Flaw]]:
    cells, wrong = _READERS[column.dtype](given)
    flaws = list(_type_flaws(table, column, given, wrong)) if wrong.any() else []
    if column.default:
        cells = cells.fillna(column.default)
    if column.required:
        flaws += [
            Flaw("fault.empty_cell", table, column.name, rows)
            for rows in rows_of(cells.isna().to_numpy() & ~wrong)
        ]
    if column.name in _NAMING and len(cells) and not is_plain(cells):
        padded = (cells.str.strip() != cells).fillna(False).to_numpy(
            dtype=bool
        ) & cells.notna().to_numpy()
        flaws += [Flaw("fault.padded", table, column.name, rows) for rows in rows_of(padded)]
    if column.values and column.structural:
        flaws += _value_flaws(table, column, cells)
    return cells, flaws


def _type_flaws(table: str, column: Column, given: pd.Series, wrong: Mask) -> Iterator[Flaw]:
    """The flaws of cells that are not what their column holds."""
    unclear = wrong & _unclear_months(column, given)
    serials = wrong & _serials(column, given)
    for rows in rows_of(wrong & ~unclear & ~serials):
        yield Flaw(_WRONG_TYPE[column.dtype], table, column.name, rows)
    for rows in rows_of(unclear):
        yield Flaw(
            "fault.month_unclear",
            table,
            column.name,
            rows,
            lambda row: {"year": str(given.iloc[row]).strip()[:4]},
        )
    for rows in rows_of(serials):
        yield Flaw(
            "fault.serial_date",
            table,
            column.name,
            rows,
            lambda row: {"day": day_of_serial(int(float(given.iloc[row]))).isoformat()},
        )


def _serials(column: Column, given: pd.Series) -> Mask:
    """Cells of a date column that hold an Excel serial number of 1955–2119; the cure can say which
    day.
    """
    if column.dtype not in ("date", "period") or pd.api.types.is_datetime64_any_dtype(given.dtype):
        return np.zeros(len(given), dtype=bool)
    return canonical_column(given).str.fullmatch(r"[2-7]\d{4}").to_numpy(dtype=bool)


def _unclear_months(column: Column, given: pd.Series) -> Mask:
    """Cells such as 2026.1, which may mean January or October."""
    if column.dtype != "period" or pd.api.types.is_datetime64_any_dtype(given.dtype):
        return np.zeros(len(given), dtype=bool)
    return canonical_column(given).str.strip().str.fullmatch(r"\d{4}\.1").to_numpy(dtype=bool)


def _value_flaws(table: str, column: Column, cells: pd.Series) -> Iterator[Flaw]:
    """Values that stand for a known one under another spelling, and unknown ones where the list is
    closed.
    """
    aliases = value_aliases(column.name)
    for value in cells.dropna().unique():
        meant = aliases.get(value.strip().casefold())
        if value in column.values or (meant not in column.values and column.open):
            continue
        fields: dict[str, object] = {"meant": meant or "", "values": list(column.values)}
        key = "fault.other_spelling" if meant in column.values else "fault.unknown_value"
        rows = np.flatnonzero((cells == value).to_numpy(dtype=bool))
        yield Flaw(key, table, column.name, rows, lambda _, fields=fields: fields)  # type: ignore[misc]


@lru_cache(maxsize=4096, typed=True)
def clean_cell(table: str, heading: str, value: object) -> tuple[object, Fault | None]:
    """One cell as its column's type has it (None where empty), and what is wrong with it.

    Examples
    --------
    >>> clean_cell("members", "since", "2026/3/1")
    (Timestamp('2026-03-01 00:00:00'), None)
    >>> clean_cell("memberships", "role", "班长")[1].reason("en")
    '“班长” is another spelling of leader. Write leader.'
    """
    schema = columns(table)
    if isinstance(value, str) and not is_whole(value):
        return None, Fault("fault.not_unicode", table, column=heading)
    if heading not in schema:
        return (None if value == "" else value), None
    if _is_kept(schema[heading], value):
        return value, None
    cells, flaws = _clean_column(table, schema[heading], pd.Series([value], dtype=object))
    cell = None if cells.isna().iloc[0] else cells.iloc[0]
    shown = "" if value is None else str(value)
    return cell, next(
        (Fault(flaw.key, table, "", None, heading, shown, flaw.fields(0)) for flaw in flaws), None
    )


def _is_kept(column: Column, value: object) -> bool:
    """Whether a value is a text that its column keeps as it is."""
    return (
        column.dtype == "text"
        and type(value) is str
        and value != ""
        and value == value.strip()
        and (not column.values or value in column.values)
    )


def is_clean(table: str, heading: str, value: object) -> bool:
    """Whether a value stands in its column just as `clean` gives it.

    Examples
    --------
    >>> [is_clean("memberships", "role", value) for value in ("leader", "班长", "", None)]
    [True, False, False, False]
    """
    if value is not None and not isinstance(value, (str, int, float, pd.Timestamp)):
        return False
    cell, fault = clean_cell(table, heading, value)
    return fault is None and cell == value
