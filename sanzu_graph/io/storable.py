"""What a file of a kind cannot hold, found before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from sanzu_graph.errors import Fault
from sanzu_graph.model.column_values import canonical_column

#: Two code points that are no characters, which workbooks cannot spell.
_NO_XML = re.compile("[\ufffe\uffff]")
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 2**20 - 1, 2**14, 2**15 - 1


def unstorable(tables: Mapping[str, pd.DataFrame], kind: str) -> list[Fault]:
    """Every cell, heading and table that a file of `kind` (``csv``, ``parquet``, ``xlsx``) cannot
    keep exactly.

    No file keeps half a surrogate pair; CSV cannot tell the NUL character from binary rubbish; a
    workbook cannot spell U+FFFE and U+FFFF; a sheet has an end, and so have its cells, counted in
    UTF-16 as Excel does.

    Examples
    --------
    >>> [fault.key for fault in unstorable({"members": pd.DataFrame({"id": ["M1"], "name": ["An" * 20_000]})}, "xlsx")]
    ['fault.cell_too_long']
    """
    return [
        fault
        for table, frame in tables.items()
        for fault in (*_size_faults(table, frame, kind), *_text_faults(table, frame, kind))
    ]


def _size_faults(table: str, frame: pd.DataFrame, kind: str) -> Iterator[Fault]:
    if kind == "xlsx" and len(frame) > MOST_ROWS:
        yield Fault("fault.too_many_rows", table, fields={"rows": len(frame)})
    if kind == "xlsx" and len(frame.columns) > MOST_COLUMNS:
        yield Fault("fault.too_many_columns", table, fields={"columns": len(frame.columns)})


def _text_faults(table: str, frame: pd.DataFrame, kind: str) -> Iterator[Fault]:
    for heading, column in frame.items():
        name = _printable(str(heading))
        if key := _key(str(heading), kind):
            yield Fault(
                key, table, column=name, value=name, fields={"length": _length(str(heading))}
            )
        if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(
            column.dtype
        ):
            continue
        cells: list[str] = canonical_column(column).tolist()
        if _key(
            "".join(cells), kind
        ):  # one look at all of it; only long or odd columns are looked at cell by cell
            for row, cell in enumerate(cells):
                if key := _key(cell, kind):
                    yield Fault(
                        key,
                        table,
                        row=row,
                        column=name,
                        value=_printable(cell),
                        fields={"length": _length(cell)},
                    )


def _key(cell: str, kind: str) -> str:
    """The fault of a cell, or ``""``."""
    if not cell.isascii() and not _is_unicode(cell):
        return "fault.not_unicode"
    if kind == "csv" and "\0" in cell:
        return "fault.nul"
    if kind == "xlsx" and _NO_XML.search(cell):
        return "fault.no_xml"
    return (
        "fault.cell_too_long"
        if kind == "xlsx" and len(cell) > MOST_CHARACTERS // 2 and _length(cell) > MOST_CHARACTERS
        else ""
    )


def _is_unicode(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True


def _length(cell: str) -> int:
    return len(cell.encode("utf-16-le", "surrogatepass")) // 2


def _printable(cell: str) -> str:
    return cell.encode("utf-8", "backslashreplace").decode()
