"""Sheets of cells → files of four kinds, as offices make them; nothing of the library is used.

Workbooks for Excel are written with XlsxWriter. OpenDocument and old Excel (.xls) are put together
by hand, with as little in them as those formats allow, because no maintained writer of them is
small.
"""

import csv
import datetime
import io
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter


@dataclass(frozen=True)
class Formula:
    """A formula that no spreadsheet has calculated yet."""

    text: str


@dataclass(frozen=True)
class Failed:
    """An error that a cell of an old workbook holds, or that its formula comes to."""

    shown: str
    by_formula: bool = False


Cell = str | int | float | datetime.date | Formula | Failed | None


@dataclass
class Sheet:
    """Cells from A1 on; `merged` holds (first row, first column, last row, last column), from 0."""

    name: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)


def write(sheets: list[Sheet], path: Path, encoding: str = "utf-8") -> None:
    """Write the sheets in the kind that the name of the path tells."""
    if path.suffix == ".csv":
        path.write_bytes(as_csv(sheets[0]).encode(encoding))
    else:
        {".xlsx": write_xlsx, ".ods": write_ods, ".xls": write_xls}[path.suffix](sheets, path)


def as_csv(sheet: Sheet) -> str:
    """What a spreadsheet saves as CSV: merged cells keep their first value, days look as they are
    shown.
    """
    text = io.StringIO(newline="")
    width = max(len(row) for row in sheet.rows)
    for row in sheet.rows:
        csv.writer(text).writerow([shown(cell) for cell in row] + [""] * (width - len(row)))
    return text.getvalue()


def shown(cell: Cell) -> str:
    if cell is None or isinstance(cell, Formula):
        return ""
    return f"{cell.year}/{cell.month}/{cell.day}" if isinstance(cell, datetime.date) else str(cell)


# -- Excel


def write_xlsx(sheets: list[Sheet], path: Path) -> None:
    book = xlsxwriter.Workbook(
        str(path),
        {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False},
    )
    day, boxed = (
        book.add_format({"num_format": "yyyy/m/d"}),
        book.add_format({"border": 1, "align": "center", "valign": "vcenter"}),
    )
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for first_row, first_column, last_row, last_column in sheet.merged:
            page.merge_range(first_row, first_column, last_row, last_column, "", boxed)
        for at_row, row in enumerate(sheet.rows):
            for at_column, cell in enumerate(row):
                if isinstance(cell, Formula):
                    page.write_formula(at_row, at_column, cell.text, boxed, "")
                elif isinstance(cell, datetime.date):
                    page.write_datetime(
                        at_row, at_column, datetime.datetime(cell.year, cell.month, cell.day), day
                    )
                elif isinstance(cell, str):
                    page.write_string(at_row, at_column, cell, boxed)
                elif cell is not None:
                    page.write_number(at_row, at_column, cell)
        for row in sheet.hidden_rows:
            page.set_row(row, None, None, {"hidden": True})
    book.close()


# -- OpenDocument

ODS = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "table", "text", "manifest")
}


def write_ods(sheets: list[Sheet], path: Path) -> None:
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in _SPACES.items())
    tables = "".join(_ods_table(sheet) for sheet in sheets)
    content = f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in {"/": ODS, "content.xml": "text/xml"}.items()
    )
    manifest = f'<manifest:manifest {spaces} manifest:version="1.2">{entries}</manifest:manifest>'
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", ODS)
        file.writestr("META-INF/manifest.xml", manifest)
        file.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?>' + content)


def _ods_table(sheet: Sheet) -> str:
    spans = {
        (top, left): (bottom - top + 1, right - left + 1)
        for top, left, bottom, right in sheet.merged
    }
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    width = max(len(row) for row in sheet.rows)
    lines = []
    for at_row, row in enumerate(sheet.rows):
        cells = [
            _ods_cell(cell, spans.get((at_row, at)), is_covered=(at_row, at) in covered)
            for at, cell in enumerate(row + [None] * (width - len(row)))
        ]
        hidden = ' table:visibility="filter"' if at_row in sheet.hidden_rows else ""
        lines.append(f"<table:table-row{hidden}>{''.join(cells)}</table:table-row>")
    return f'<table:table table:name={quoteattr(sheet.name)}><table:table-column table:number-columns-repeated="{width}"/>{"".join(lines)}</table:table>'


def _ods_cell(cell: Cell, span: tuple[int, int] | None, *, is_covered: bool) -> str:
    tag = "table:covered-table-cell" if is_covered else "table:table-cell"
    told = (
        f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
        if span
        else ""
    )
    if cell is None:
        return f"<{tag}{told}/>"
    if isinstance(cell, Formula):
        return f"<{tag}{told} table:formula={quoteattr('of:' + cell.text)}/>"
    if isinstance(cell, datetime.date):
        return f'<{tag}{told} office:value-type="date" office:date-value="{cell.isoformat()}"><text:p>{shown(cell)}</text:p></{tag}>'
    if isinstance(cell, str):
        return f'<{tag}{told} office:value-type="string"><text:p>{_ods_text(cell)}</text:p></{tag}>'
    return f'<{tag}{told} office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></{tag}>'


def _ods_text(text: str) -> str:
    return escape(text).replace(" ", "<text:s/>").replace("\n", "</text:p><text:p>")


# -- old Excel: records of BIFF8 in the one stream of a compound file

_SECTOR, _FREE, _END, _TABLE, _NONE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_DAY_FORMAT = 14
_EPOCH = datetime.date(1899, 12, 30)


def write_xls(sheets: list[Sheet], path: Path) -> None:
    path.write_bytes(_compound_file(_workbook_stream(sheets)))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _workbook_stream(sheets: list[Sheet]) -> bytes:
    begin, end = (
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 1996, 0, 6)),
        _record(0x000A),
    )
    looks = b"".join(
        _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, look, 0, 0x20, 0, 0, 0, 0, 0, 0))
        for look in (0, _DAY_FORMAT)
    )
    pages = [_sheet_stream(sheet) for sheet in sheets]
    names = [
        struct.pack("<BB", len(sheet.name), 1) + sheet.name.encode("utf-16-le") for sheet in sheets
    ]
    at = len(begin + looks + end) + sum(10 + len(name) for name in names)
    bounds = b""
    for name, page in zip(names, pages, strict=True):
        bounds += _record(0x0085, struct.pack("<IH", at, 0) + name)
        at += len(page)
    return begin + looks + bounds + end + b"".join(pages)


def _sheet_stream(sheet: Sheet) -> bytes:
    width = max(len(row) for row in sheet.rows)
    records = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 1996, 0, 6))]
    records.append(_record(0x0200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0)))
    records += [
        _record(0x0208, struct.pack("<HHHHHHHH", at_row, 0, width, 255, 0, 0, 0x20, 0))
        for at_row in sorted(sheet.hidden_rows)
    ]
    for at_row, row in enumerate(sheet.rows):
        for at_column, cell in enumerate(row):
            records += _xls_cell(at_row, at_column, cell)
    if sheet.merged:
        spans = b"".join(
            struct.pack("<HHHH", top, bottom, left, right)
            for top, left, bottom, right in sheet.merged
        )
        records.append(_record(0x00E5, struct.pack("<H", len(sheet.merged)) + spans))
    return b"".join([*records, _record(0x000A)])


def _xls_cell(row: int, column: int, cell: Cell) -> list[bytes]:
    if isinstance(cell, Failed):
        return [_xls_error(row, column, cell)]
    if cell is None or isinstance(cell, Formula):
        return []
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return [_record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)]
    is_day = isinstance(cell, datetime.date)
    number = (cell - _EPOCH).days if isinstance(cell, datetime.date) else cell
    return [_record(0x0203, struct.pack("<HHHd", row, column, int(is_day), number))]


_XLS_ERRORS = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}


def _xls_error(row: int, column: int, cell: Failed) -> bytes:
    """A value that is an error, or a formula whose result is one."""
    code, at = _XLS_ERRORS[cell.shown], struct.pack("<HHH", row, column, 0)
    if not cell.by_formula:
        return _record(0x0205, at + struct.pack("<BB", code, 1))
    result = struct.pack("<BBBBHH", 2, 0, code, 0, 0, 0xFFFF)
    return _record(0x0006, at + result + struct.pack("<HIHBB", 0, 0, 2, 0x1C, code))


def _compound_file(stream: bytes) -> bytes:
    stream = stream.ljust(8 * _SECTOR, b"\0")  # a shorter one would need a second kind of sectors
    stream += b"\0" * (-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    assert count + 2 <= _SECTOR // 4, "the table of sectors has to fit into one"
    table = [*range(1, count), _END, _END, _TABLE]  # the stream, the directory, the table itself
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = (
        bytes.fromhex("D0CF11E0A1B11AE1")
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    header += struct.pack("<IIIIIIIII", 0, 1, count, 0, 4096, _END, 0, _END, 0) + struct.pack(
        "<109I", count + 1, *[_FREE] * 108
    )
    folder = (
        _entry("Root Entry", 5, 1, _END, 0)
        + _entry("Workbook", 2, _NONE, 0, len(stream))
        + bytes(256)
    )
    return header + stream + folder + struct.pack("<128I", *table)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _NONE, _NONE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
