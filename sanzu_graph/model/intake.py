"""Intake: tables of anybody's making become sound tables, or every fault in them is named at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from sanzu_graph.errors import Fault, SchemaError
from sanzu_graph.model.cleaning import clean, sound_words
from sanzu_graph.model.column_values import as_frame, canonical_column
from sanzu_graph.model.encoding import Encoding, encode, id_positions
from sanzu_graph.model.flaws import Flaw, Place, Tables, fault_of, faults_of
from sanzu_graph.model.references import reference_flaws
from sanzu_graph.model.word_columns import Words
from sanzu_graph.schema import CORE, REJECTED, REQUIRED, TABLES, columns


@dataclass(frozen=True, eq=False)
class Intake:
    """What came of it: sound tables, their encoding, the rows set aside, and words of columns."""

    tables: Tables
    encoding: Encoding
    rejected: pd.DataFrame
    words: Words


def take_in(
    given: Mapping[str, object],
    *,
    places: Mapping[str, Place] | None = None,
    strict: bool = True,
    sound: Collection[str] = (),
    words: Words | None = None,
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
    sound
        Tables just as an earlier intake gave them: their cells need not be read again, only what
        they refer to.
    words
        Table → heading → the words of a column, as far as the reader knows them.

    Raises
    ------
    SchemaError
        With every fault. Faults of a whole table (a heading is missing) are raised in either mode.
    """
    given_tables = {
        table: value for table, value in given.items() if value is not None and table != REJECTED
    }
    raw = {
        table: _kept(value) if table in sound else _framed(table, value)
        for table, value in given_tables.items()
    }
    where = {table: (places or {}).get(table, Place()) for table in TABLES}
    set_aside: list[tuple[Fault, str]] = []
    words = {table: sound_words(table, by_heading) for table, by_heading in (words or {}).items()}
    while True:
        tables, flaws = _cleaned(raw, sound, words)
        positions = id_positions(tables)
        flaws += reference_flaws(tables, positions, where)
        if not flaws:
            break
        whole = [flaw for flaw in flaws if flaw.rows is None]
        if strict or whole:
            raise SchemaError("error.schema", faults_of(flaws if strict else whole, raw, where))
        raw, where = _without(flaws, raw, where, set_aside)
        words = {}
    is_sound = REJECTED in sound and not set_aside
    rejected = _kept(given[REJECTED]) if is_sound else _rejected(given.get(REJECTED), set_aside)
    return Intake(tables, encode(tables, positions, words), rejected, words)


def _kept(value: object) -> pd.DataFrame:
    assert isinstance(value, pd.DataFrame)
    return value


def _cleaned(raw: Tables, sound: Collection[str], words: Words) -> tuple[Tables, list[Flaw]]:
    """Every table with its columns in their types; the cells that resist are flaws."""
    tables: Tables = {}
    flaws = [Flaw("fault.missing_table", table) for table in REQUIRED if table not in raw]
    for table in TABLES:
        if table in sound:
            tables[table] = raw[table]
        elif table in raw or table in CORE:
            frame = raw.get(table, pd.DataFrame())
            tables[table], cleaned = clean(table, frame, words.get(table, {}))
            flaws += cleaned
    return tables, flaws


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
            set_aside.append(
                (
                    fault_of(bad[row], row, frame, place),
                    json.dumps(
                        {str(key): cell for key, cell in record.items()}, ensure_ascii=False
                    ),
                )
            )
        keep = np.setdiff1d(np.arange(len(frame)), rows)
        raw[table] = frame.iloc[keep].reset_index(drop=True)
        where[table] = Place(
            place.name,
            (np.arange(len(frame)) if place.rows is None else np.asarray(place.rows))[keep],
        )
    return raw, where


@cache
def _nothing_rejected() -> pd.DataFrame:
    """The table of rows set aside where there are none."""
    return clean(REJECTED, pd.DataFrame(columns=list(columns(REJECTED)), dtype="str"))[0]


def _rejected(before: object, set_aside: list[tuple[Fault, str]]) -> pd.DataFrame:
    """The table of rows set aside, those of an earlier reading first."""
    if before is None and not set_aside:
        return _nothing_rejected().copy(deep=False)
    rows = [
        (
            f.table,
            f.place,
            str(f.row),
            f.column,
            f.value,
            f.key.removeprefix("fault."),
            f.reason(),
            record,
        )
        for f, record in set_aside
    ]
    frame = pd.DataFrame(rows, columns=list(columns(REJECTED)), dtype="str")
    earlier = frame.iloc[:0] if before is None else clean(REJECTED, _framed(REJECTED, before))[0]
    return clean(REJECTED, pd.concat([earlier, frame], ignore_index=True))[0]


def _framed(table: str, value: object) -> pd.DataFrame:
    """A frame of anything tabular whose texts are whole; half a character has no text form in any
    table.
    """
    try:
        frame = as_frame(value)
        # Arrow keeps text as UTF-8, so that its columns are whole already.
        for place in np.flatnonzero(
            [
                dtype.kind == "O" and getattr(dtype, "storage", "") != "pyarrow"
                for dtype in frame.dtypes
            ]
        ):
            for cell in np.asarray(frame.iloc[:, int(place)], dtype=object):
                if isinstance(cell, str):
                    cell.encode()
    except UnicodeEncodeError:
        raise SchemaError("error.schema", [Fault("fault.not_unicode", table)]) from None
    return frame
