"""Intake: tables of anybody's making become sound tables, or every fault in them is named at once."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.errors import Fault, SchemaError
from sanzu_graph.model.cells import (
    Mask,
    as_frame,
    attribute_column,
    canonical_column,
    date_column,
    day_of_serial,
    number_column,
    text_column,
)
from sanzu_graph.model.encoding import ID_COLUMNS, Encoding, Positions, encode, id_positions
from sanzu_graph.schema import CORE, REJECTED, REQUIRED, TABLES, Column, columns, look_alikes, value_aliases

Tables = dict[str, pd.DataFrame]
#: The columns that name things; blanks around such a name would quietly make a second thing of it.
_NAMING = ("id", "layer")
_READERS = {"text": text_column, "number": number_column, "date": date_column}
_WRONG_TYPE = {"text": "fault.not_text", "number": "fault.not_number", "date": "fault.not_date"}


@dataclass(frozen=True, eq=False)
class Place:
    """Where a table came from: a file or sheet name, and each row's number there.

    Without a name the table came from a frame, and rows are counted by position from 0.
    """

    name: str = ""
    rows: NDArray[np.intp] | None = None

    def row(self, position: int) -> int:
        """The row number a person finds that row under."""
        return int(position if self.rows is None else self.rows[position])


@dataclass(frozen=True, eq=False)
class Flaw:
    """One kind of fault in one column: the rows it concerns, or None for the whole table."""

    key: str
    table: str
    column: str = ""
    rows: Positions | None = None
    fields: Callable[[int], Mapping[str, object]] = field(default=lambda _: {})


@dataclass(frozen=True, eq=False)
class Intake:
    """What came of it: sound tables, their encoding, and the rows set aside."""

    tables: Tables
    encoding: Encoding
    rejected: pd.DataFrame


def take_in(
    given: Mapping[str, object], *, places: Mapping[str, Place] | None = None, strict: bool = True, lang: str | None = None
) -> Intake:
    """Clean and check tables.

    Parameters
    ----------
    given
        Table name → anything tabular, or None.
    places
        Where tables came from, for the fault lines.
    strict
        Raise on any fault; otherwise set faulty rows aside, and then the rows that refer to them.
    lang
        The language of the error and of the reasons in `rejected`.

    Raises
    ------
    SchemaError
        With every fault. Faults of a whole table (a heading is missing) are raised in either mode.
    """
    raw = {table: as_frame(value) for table, value in given.items() if value is not None and table != REJECTED}
    where = {table: (places or {}).get(table, Place()) for table in TABLES}
    set_aside: list[tuple[Fault, str]] = []
    while True:
        tables, flaws = _cleaned(raw)
        positions = id_positions(tables)
        flaws += _reference_flaws(tables, positions, where)
        if not flaws:
            break
        whole = [flaw for flaw in flaws if flaw.rows is None]
        if strict or whole:
            raise SchemaError("error.schema", _faults(flaws if strict else whole, raw, where), lang=lang)
        raw, where = _without(flaws, raw, where, set_aside)
    rejected = _rejected(given.get(REJECTED), set_aside, lang)
    return Intake(tables, encode(tables, positions), rejected)


def _cleaned(raw: Tables) -> tuple[Tables, list[Flaw]]:
    """Every table with its columns in their types; the cells that resist are flaws."""
    tables: Tables = {}
    flaws = [Flaw("fault.missing_table", table) for table in REQUIRED if table not in raw]
    for table in TABLES:
        if table in raw or table in CORE:
            tables[table], found = clean(table, raw.get(table, pd.DataFrame()))
            flaws += found
    return tables, flaws


def clean(table: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Flaw]]:
    """One table in its schema's types, and the flaws of its headings and cells."""
    frame = frame.set_axis([str(heading) for heading in frame.columns], axis="columns").reset_index(drop=True)
    flaws = _heading_flaws(table, frame)
    schema, series = columns(table), {}
    for column in schema.values():
        if column.name in frame:
            heading = frame[column.name]
            one = heading if isinstance(heading, pd.Series) else heading.iloc[:, 0]
            series[column.name], found = _clean_column(table, column, one)
            flaws += found
        elif column.structural:
            default = column.default or np.nan
            series[column.name] = _READERS[column.dtype](pd.Series([default] * len(frame), dtype="str"))[0]
    series |= {name: attribute_column(frame[name]) for name in frame if name not in schema and isinstance(frame[name], pd.Series)}
    return pd.DataFrame(series), flaws


def _heading_flaws(table: str, frame: pd.DataFrame) -> list[Flaw]:
    if not len(frame.columns) and not len(frame):
        return []  # an empty frame is a table without rows
    headings = list(frame.columns)
    flaws = [Flaw("fault.repeated_heading", table, name) for name in dict.fromkeys(headings) if headings.count(name) > 1]
    for column in columns(table).values():
        if column.required and column.name not in headings:
            alike = look_alikes(table, column.name, headings)
            key = "fault.missing_heading_alike" if alike else "fault.missing_heading"
            named: dict[str, object] = {"alike": alike[0] if alike else "", "headings": headings}
            flaws.append(Flaw(key, table, column.name, fields=lambda _, named=named: named))  # type: ignore[misc]
    return flaws


def _clean_column(table: str, column: Column, given: pd.Series) -> tuple[pd.Series, list[Flaw]]:
    cells, wrong = _READERS[column.dtype](given)
    flaws = [Flaw(_WRONG_TYPE[column.dtype], table, column.name, rows) for rows in _rows(wrong & ~_serials(column, given))]
    for rows in _rows(wrong & _serials(column, given)):
        flaws.append(Flaw("fault.serial_date", table, column.name, rows, lambda row: {"day": day_of_serial(int(float(given.iloc[row])))}))
    if column.default:
        cells = cells.fillna(column.default)
    if column.required:
        flaws += [Flaw("fault.empty_cell", table, column.name, rows) for rows in _rows(cells.isna().to_numpy() & ~wrong)]
    if column.name in _NAMING and len(cells):
        padded = (cells.str.strip() != cells).fillna(False).to_numpy(dtype=bool) & cells.notna().to_numpy()
        flaws += [Flaw("fault.padded", table, column.name, rows) for rows in _rows(padded)]
    if column.values and column.structural:
        flaws += _value_flaws(table, column, cells)
    return cells, flaws


def _serials(column: Column, given: pd.Series) -> Mask:
    """Cells of a date column that hold an Excel serial number of 1955–2119; the cure can say which day."""
    if column.dtype != "date" or pd.api.types.is_datetime64_any_dtype(given.dtype):
        return np.zeros(len(given), dtype=bool)
    return canonical_column(given).str.fullmatch(r"[2-7]\d{4}").to_numpy(dtype=bool)


def _value_flaws(table: str, column: Column, cells: pd.Series) -> Iterator[Flaw]:
    """Values that stand for a known one under another spelling, and unknown ones where the list is closed."""
    aliases = value_aliases(column.name)
    for value in cells.dropna().unique():
        meant = aliases.get(value.strip().casefold())
        if value in column.values or (meant not in column.values and column.open):
            continue
        fields: dict[str, object] = {"meant": meant or "", "values": list(column.values)}
        key = "fault.other_spelling" if meant in column.values else "fault.unknown_value"
        rows = np.flatnonzero((cells == value).to_numpy(dtype=bool))
        yield Flaw(key, table, column.name, rows, lambda _, fields=fields: fields)  # type: ignore[misc]


def _reference_flaws(tables: Tables, positions: Mapping[tuple[str, str], Positions], where: Mapping[str, Place]) -> list[Flaw]:
    flaws: list[Flaw] = []
    for table, frame in tables.items():
        flaws += _repeated_ids(table, frame, positions, where[table])
        for column in columns(table).values():
            if column.references and column.name in frame and column.references in tables:
                flaws += _dangling(table, column, tables, positions)
        if "id" not in frame:
            flaws += [Flaw("fault.equal_rows", table, rows=rows) for rows in _rows(_repeated_rows(table, frame, positions))]
    for rows in _rows(on_cycle(positions["units", "parent"])):
        ids, parent = tables["units"]["id"], positions["units", "parent"]
        flaws.append(Flaw("fault.parent_cycle", "units", "parent", rows, lambda row: {"cycle": " → ".join(_cycle(row, parent, ids))}))
    return flaws


def _repeated_ids(table: str, frame: pd.DataFrame, positions: Mapping[tuple[str, str], Positions], place: Place) -> Iterator[Flaw]:
    if "id" not in frame:
        return
    first = positions[table, "id"] if (table, "id") in positions else frame["id"].map(frame.reset_index().groupby("id")["index"].first()).fillna(-1).to_numpy(dtype=np.intp)
    repeated = (first != np.arange(len(frame))) & frame["id"].notna().to_numpy()
    for rows in _rows(repeated):
        yield Flaw("fault.repeated_id", table, "id", rows, lambda row: {"first": place.row(int(first[row]))})


def _dangling(table: str, column: Column, tables: Tables, positions: Mapping[tuple[str, str], Positions]) -> Iterator[Flaw]:
    cells, home = tables[table][column.name], tables[column.references]["id"]
    known = positions[table, column.name] >= 0 if (table, column.name) in positions else cells.isin(home).to_numpy()
    for rows in _rows(~known & cells.notna().to_numpy()):
        alike = {_folded(name): name for name in home.dropna()}
        yield Flaw(
            "fault.dangling", table, column.name, rows,
            lambda row: {"home": column.references, "hint": alike.get(_folded(cells.iloc[row]), "")},
        )  # fmt: skip


def _folded(name: str) -> str:
    """What two spellings of one id have in common: “m7 ”, “M7” and full-width “Ｍ７”; “007”, “7” and “7.0”."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    return plain.removesuffix(".0").lstrip("0") or plain


def _repeated_rows(table: str, frame: pd.DataFrame, positions: Mapping[tuple[str, str], Positions]) -> Mask:
    """Rows equal to an earlier one in every column. Integer keys find the few rows worth comparing."""
    keys = [positions[table, name] for t, name, _ in ID_COLUMNS if t == table]
    repeated = np.zeros(len(frame), dtype=bool)
    if not keys:
        return frame.duplicated().to_numpy()
    key = keys[0] * (int(keys[1].max(initial=0)) + 2) + keys[1]
    rows = np.flatnonzero(pd.Series(key).duplicated(keep=False).to_numpy() & (keys[0] >= 0) & (keys[1] >= 0))
    repeated[rows] = frame.iloc[rows].apply(canonical_column).duplicated().to_numpy() if len(rows) else False
    return repeated


def on_cycle(parent: Positions) -> Mask:
    """Which units are their own ancestor; after enough doublings every chain has ended or circles."""
    end = len(parent)
    step = np.append(np.where(parent < 0, end, parent), end)
    for _ in range(max(end, 1).bit_length()):
        step = step[step]
    found = np.zeros(end + 1, dtype=bool)
    found[step] = True
    return found[:end]


def _cycle(row: int, parent: Positions, ids: pd.Series) -> list[str]:
    path, at = [str(ids.iloc[row])], int(parent[row])
    while at != row and len(path) < 6:
        path.append(str(ids.iloc[at]))
        at = int(parent[at])
    return [*path, str(ids.iloc[row]) if at == row else "…"]


def _rows(mask: Mask) -> Iterator[Positions]:
    """The positions of a mask, once, if it has any."""
    rows = np.flatnonzero(mask)
    if len(rows):
        yield rows


def _faults(flaws: list[Flaw], raw: Tables, where: Mapping[str, Place]) -> list[Fault]:
    return [
        fault
        for flaw in flaws
        for fault in (
            [Fault(flaw.key, flaw.table, where[flaw.table].name, None, flaw.column, "", flaw.fields(-1))]
            if flaw.rows is None
            else [_fault(flaw, row, raw[flaw.table], where[flaw.table]) for row in flaw.rows.tolist()]
        )
    ]


def _fault(flaw: Flaw, row: int, frame: pd.DataFrame, place: Place) -> Fault:
    value = frame[flaw.column].iloc[row] if flaw.column and flaw.column in frame else ""
    shown = "" if pd.isna(value) else str(value)
    return Fault(flaw.key, flaw.table, place.name, place.row(row), flaw.column, shown, flaw.fields(row))


def _without(
    flaws: list[Flaw], raw: Tables, where: dict[str, Place], set_aside: list[tuple[Fault, str]]
) -> tuple[Tables, dict[str, Place]]:
    """The tables without their faulty rows; each such row goes aside once, for its first flaw."""
    raw, where = dict(raw), dict(where)
    for table in {flaw.table: None for flaw in flaws}:
        frame, place = raw[table], where[table]
        bad: dict[int, Flaw] = {}
        for flaw in flaws:
            if flaw.table == table and flaw.rows is not None:
                bad = dict.fromkeys(flaw.rows.tolist(), flaw) | bad
        rows = sorted(bad)
        records = frame.iloc[rows].apply(canonical_column).to_dict("records") if rows else []
        for row, record in zip(rows, records, strict=True):
            set_aside.append((_fault(bad[row], row, frame, place), json.dumps(_text_keys(record), ensure_ascii=False)))
        keep = np.setdiff1d(np.arange(len(frame)), rows)
        raw[table] = frame.iloc[keep].reset_index(drop=True)
        where[table] = Place(place.name, (np.arange(len(frame)) if place.rows is None else place.rows)[keep])
    return raw, where


def _text_keys(record: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(heading): value for heading, value in record.items()}


def _rejected(before: object, set_aside: list[tuple[Fault, str]], lang: str | None) -> pd.DataFrame:
    """The table of rows set aside, those of an earlier reading first."""
    rows = [
        (f.table, f.place, str(f.row), f.column, f.value, f.key.removeprefix("fault."), f.reason(lang), record)
        for f, record in set_aside
    ]
    frame = pd.DataFrame(rows, columns=list(columns(REJECTED)), dtype="str")
    earlier = as_frame(before) if before is not None else frame.iloc[:0]
    return clean(REJECTED, pd.concat([earlier, frame], ignore_index=True))[0]
