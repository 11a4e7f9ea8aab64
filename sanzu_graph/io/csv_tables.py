"""CSV: text → table and back, exactly, with cells that spreadsheets would run as formulas disarmed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd

from sanzu_graph.errors import Fault, SchemaError
from sanzu_graph.io.raw_rows import BLANKS, RawLine, RawRows, to_grid, with_headings
from sanzu_graph.model.arrow_texts import is_plain
from sanzu_graph.model.column_values import canonical_column

#: How a cell begins that Excel, WPS or LibreOffice may run as a formula.
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_ARMED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_DISARMED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_QUOTED = re.compile(r'[",\r\n]')
#: Python refuses cells of more than 131,072 characters unless told; this is the most a C long holds
#: anywhere.
_LONGEST_CELL = 2**31 - 1


def parse(text: str) -> RawRows:
    r"""A table from the text of a CSV file; every cell is text, as it stands.

    An apostrophe that disarms a formula (`disarmed`) is taken off again.

    Raises
    ------
    SchemaError
        If there is no row, or quotation marks do not pair. One fault, without table and place.

    Examples
    --------
    >>> grid = parse('id,name\n007,"Li, An"\n\n008,NA\n')
    >>> grid.frame.to_dict("list"), grid.rows.tolist()
    ({'id': ['007', '008'], 'name': ['Li, An', 'NA']}, [2, 4])
    """
    grid = parse_plain(text)
    if grid is None:
        grid = parse_carefully(text)
    return _rearmed(grid) if "'" in text else grid


def parse_plain(text: str) -> RawRows | None:
    """The table, read three times as fast; None where that way does not suffice.

    It suffices if no cell is quoted, and each row has as many cells as the first.
    """
    if '"' in text:
        return None
    plain = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    head, _, body = plain.rstrip("\n").partition("\n")
    headings, lines = head.split(","), body.count("\n") + 1
    # pandas drops a mark (BOM) even in a cell. With no row longer than the first (pandas refuses
    # those) and this sum, no row is shorter either.
    if (
        not head.strip(BLANKS + ",")
        or not body
        or body[0] == "\ufeff"
        or body.count(",") != (len(headings) - 1) * lines
    ):
        return None
    frame = _cells_of(body.encode(), len(headings))
    if frame is None or frame.shape != (lines, len(headings)):
        return None
    rows = np.arange(2, lines + 2, dtype=np.intp)
    blank = np.ones(lines, dtype=bool)
    for name in frame:
        cells = frame[name] if blank.all() else frame[name][blank]
        bare = cells if is_plain(cells) else cells.str.strip(BLANKS)
        blank[blank] = bare.eq("").to_numpy(dtype=bool)
        if not blank.any():
            break
    if blank.any():
        frame, rows = frame[~blank].reset_index(drop=True), rows[~blank]
    return RawRows(with_headings(frame, headings), rows, len(headings))


def _cells_of(raw: bytes, width: int) -> pd.DataFrame | None:
    """The cells between commas and line feeds as text, by pyarrow where it is installed; None where
    that cannot be read.
    """
    try:
        import pyarrow as pa
        from pyarrow import csv as arrow
    except ImportError:
        return _cells_of_pandas(raw)
    names = [str(at) for at in range(width)]
    try:
        table = arrow.read_csv(
            pa.BufferReader(raw),
            read_options=arrow.ReadOptions(column_names=names),
            parse_options=arrow.ParseOptions(quote_char=False, ignore_empty_lines=False),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowException:
        return None
    frame: pd.DataFrame = table.to_pandas()
    return frame.set_axis(range(width), axis="columns")


def _cells_of_pandas(raw: bytes) -> pd.DataFrame | None:
    try:
        return pd.read_csv(
            io.BytesIO(raw),
            header=None,
            dtype="str",
            na_filter=False,
            skip_blank_lines=False,
            quoting=csv.QUOTE_NONE,
            low_memory=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None


def parse_carefully(text: str) -> RawRows:
    """The table, row by row; a row's number is the one that a spreadsheet shows, for any number of
    lines that its cells span.
    """
    with _any_length():
        return to_grid(_lines(text))


def all_lines(text: str, separator: str = ",") -> list[list[str]]:
    """Every row of a CSV file, blank and uneven ones too, as `parse` reads cells.

    Raises
    ------
    SchemaError
        If quotation marks do not pair.
    """
    with _any_length():
        rows = [list(line.cells) for line in _lines(text, separator)]
    return [_without_apostrophes(cells) for cells in rows] if "'" in text else rows


def _lines(text: str, separator: str = ",") -> Iterator[RawLine]:
    row = 0
    read = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row, cells in enumerate(read, 1):
            yield RawLine(row, cells)
    except csv.Error:
        raise SchemaError("error.files", [Fault("fault.quotes", row=row + 1)]) from None


@contextmanager
def _any_length() -> Iterator[None]:
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rearmed(grid: RawRows) -> RawRows:
    """The table without the apostrophes that `disarmed` put there."""
    columns = {
        at: pd.Series(_without_apostrophes(grid.frame.iloc[:, at].tolist()), dtype="str")
        for at in range(grid.frame.shape[1])
    }
    frame = pd.DataFrame(columns).set_axis(
        _without_apostrophes(map(str, grid.frame)), axis="columns"
    )
    return RawRows(
        frame,
        grid.rows,
        grid.width,
        tuple(RawLine(row, _without_apostrophes(cells)) for row, cells in grid.ragged),
    )


def _without_apostrophes(cells: Iterable[str]) -> list[str]:
    return [cell[1:] if cell[:1] == "'" and _DISARMED.match(cell) else cell for cell in cells]


def disarmed(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: such a cell gets one apostrophe more in front.

    A cell with apostrophes in front of a formula gets one more, too. So reading takes exactly one
    off.

    Examples
    --------
    >>> [disarmed(cell) for cell in ("=1+1", "'=1+1", "'Hara", "An")]
    ["'=1+1", "''=1+1", "'Hara", 'An']
    """
    return f"'{cell}" if _ARMED.match(cell) else cell


def to_csv(frame: pd.DataFrame) -> str:
    r"""A table as CSV text, lines ended by a line feed; numbers and dates as canonical text.

    Examples
    --------
    >>> to_csv(pd.DataFrame({"id": ["007", "008"], "name": ["=Li, An", None]}))
    'id,name\n007,"\'=Li, An"\n008,\n'
    """
    head = [_quoted(disarmed(str(heading))) for heading in frame]
    columns = [_cells(cells) for _, cells in frame.items()]
    rows = [",".join(head), *map(",".join, zip(*columns, strict=True))]
    return "\n".join(rows) + "\n"


def _cells(column: pd.Series) -> list[str]:
    cells: list[str] = canonical_column(column).tolist()
    together = "".join(cells)  # most columns need no care, which one search over all of it tells
    if isinstance(column.dtype, pd.StringDtype) and FORMULA.search(together):
        cells = [disarmed(cell) for cell in cells]
    return [_quoted(cell) for cell in cells] if _QUOTED.search(together) else cells


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
