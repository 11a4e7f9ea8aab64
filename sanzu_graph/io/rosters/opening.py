"""A roster file, a frame or several → sheets of text, for any kind of file."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sanzu_graph.errors import AbsentError, Fault, InputError, SchemaError
from sanzu_graph.io.csv_tables import all_lines
from sanzu_graph.io.rosters.broken_letters import BrokenText, broken_letters
from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.listed_records import rows_of_records
from sanzu_graph.io.rosters.loose_lines import between_blanks, without_line_quotes
from sanzu_graph.io.rosters.page_tables import largest_table
from sanzu_graph.io.rosters.sheets import Book, Sheet, csv_sheet, typed_sheet
from sanzu_graph.io.rosters.team_lines import team_lines
from sanzu_graph.io.rosters.words import is_known
from sanzu_graph.io.separators import separator_of, without_told
from sanzu_graph.io.text_files import decode
from sanzu_graph.io.workbook_rows import SUFFIXES, Sheets, cell_text
from sanzu_graph.messages import listed
from sanzu_graph.model.column_values import canonical_column

#: Text files, by their endings.
TEXTS = (".csv", ".txt", ".tsv", ".tab")
#: Files that hold a table where somebody says so; in a folder they may hold anything.
PAGES = (".html", ".htm", ".md", ".json", ".jsonl")
_RECORDS = (".json", ".jsonl")
#: Endings of workbooks under which many systems save web pages and text.
_BORROWED = (".xls", ".xlt", ".et", ".ett")
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|meta|head|body)", re.IGNORECASE
)
_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml|MIME-Version:", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}


def open_book(
    path: pathlib.Path, *, sheet: str | Sequence[str] | None, encoding: str | None
) -> Book:
    """Read the sheets of a file, or those named.

    Raises
    ------
    InputError
        If the path is missing, locked, or no roster file; or if it has no sheets and one is named.
    AbsentError
        If the workbook has no sheet of that name.
    SchemaError
        If a text file cannot be decoded or parsed.
    """
    suffix = path.suffix.lower()
    if not path.exists():
        raise InputError("error.no_path", path=path)
    if path.is_dir() or suffix not in (*SUFFIXES, *TEXTS, *PAGES):
        raise InputError("error.kind_of_roster", path=path)
    raw = path.read_bytes()
    if raw.startswith(_WORKBOOK):
        return _from_workbook(raw, path, sheet)
    if suffix not in (*TEXTS, *PAGES, *_BORROWED):
        raise InputError("error.not_workbook", path=path)
    if wanted := _named(sheet):
        raise InputError("error.no_sheets", path=path, sheet=listed(wanted))
    if _HTML.match(raw):
        return _from_html(raw, path, encoding)
    if suffix in _BORROWED and (_XML.match(raw) or b"\0" in raw[:4096]):
        raise InputError("error.not_workbook", path=path)
    return _from_text(raw, path, encoding)


def _from_workbook(raw: bytes, path: pathlib.Path, sheet: str | Sequence[str] | None) -> Book:
    sheets = Sheets(raw, path)
    wanted = _wanted(sheet, sheets.names)
    read = [
        _from_cells(name, path.name, sheets, is_named=bool(wanted))
        for name in (wanted or sheets.names)
    ]
    kind = path.suffix.lower().removeprefix(".")
    doubts = [Doubt("doubt.xlsb", path.name)] if kind == "xlsb" else []
    return Book(path, kind, read, list(sheets.others), doubts=doubts)


def _named(sheet: str | Sequence[str] | None) -> list[str]:
    return [sheet] if isinstance(sheet, str) else list(sheet or ())


def _wanted(sheet: str | Sequence[str] | None, known: Sequence[str]) -> list[str]:
    """The sheets that are asked for, each of which must be there."""
    wanted = _named(sheet)
    for name in wanted:
        if name not in known:
            raise AbsentError("error.no_sheet", sheet=name, known=list(known))
    return wanted


def _from_cells(name: str, file: str, sheets: Sheets, *, is_named: bool) -> Sheet:
    raw, height, merged = sheets.cells(name)
    sheet = Sheet(
        name,
        f"{file} · {name}",
        [],
        [len(raw)] * height,
        merged,
        raw,
        sheets.states.from_1904,
        sheets.states.of(name),
        name in sheets.hidden and not is_named,
    )
    return typed_sheet(sheet, list(map(_texts, raw)))


def _texts(cells: Sequence[Any]) -> list[str]:
    kinds = set(map(type, cells))
    if kinds == {str}:
        return list(map(str.strip, cells))
    # Equal numbers are written alike; 1, 1.0 and True are equal and are not, so each type has its
    # own.
    known = {
        kind: {cell: cell_text(cell) for cell in {cell for cell in cells if cell.__class__ is kind}}
        for kind in kinds - {str}
    }
    return [
        cell.strip() if cell.__class__ is str else known[cell.__class__][cell] for cell in cells
    ]


def _from_text(raw: bytes, path: pathlib.Path, encoding: str | None) -> Book:
    try:
        text, used = _decoded(raw, encoding)
        if path.suffix.lower() in _RECORDS:
            sheet = csv_sheet(rows_of_records(text), path.name)
            sheet.is_turned = True
            return Book(path, f"json, {used}", [sheet])
        broken = _broken(text)
        if lines := team_lines(text, is_known):
            sheet = csv_sheet(lines[0], path.name)
            sheet.numbers = lines[1]
            return Book(path, used, [sheet])
        told, mark = without_told(text)
        body = without_line_quotes(told, is_known)
        separator = mark or separator_of(body, is_known)
        apart = None if mark else between_blanks(body, is_known)
        sheet = csv_sheet(apart or all_lines(body, separator), path.name)
    except SchemaError as error:
        raise _placed(error, path) from None
    if '="' in text or "'" in text:
        _without_marks(sheet)
    if told is not text:
        sheet.numbers = range(2, sheet.height + 2)
    doubts = [Doubt(f"doubt.{broken.key}", path.name, fields=broken.fields)] if broken else []
    if body is not told or apart:
        sheet.is_turned = True
        doubts.append(Doubt("doubt.blank_columns" if apart else "doubt.line_quotes", path.name))
    if used == "cp1252" and encoding is None:
        doubts.append(_western(text, path))
    return Book(path, used, [sheet], separator=separator, doubts=doubts)


#: Encodings in which files without a mark are written, in the order in which they are shown.
_UNMARKED = (
    *("gb18030", "big5", "cp932", "cp949", "cp1251", "cp1252", "cp1250", "cp1254", "cp1253"),
    *("cp1255", "cp1256", "cp874", "cp1258"),
)
_BETWEEN = re.compile(r"[,;\t|，；\"^~\x1f\x01]|\s{2,}")
_LINES = 30


def _decoded(raw: bytes, encoding: str | None) -> tuple[str, str]:
    """The text of a file and its encoding.

    The bytes may not tell it, or may speak for one in which no heading is known. Then the fault
    names the encoding in which headings are known.
    """
    try:
        text, used = decode(raw, encoding)
    except SchemaError as error:
        if encoding or error.faults[0].key not in ("fault.two_scripts", "fault.undecodable"):
            raise
        if (best := _with_headings(raw)) is None:
            raise
        shown = error.faults[0].fields.get("readings")
        raise _named_encoding(best, shown if isinstance(shown, list) else []) from None
    if encoding or used not in ("gb18030", "cp1252") or _headings_in(text):
        return text, used
    if best := _with_headings(raw):
        raise _named_encoding(best, [f"{used}: {_line(text)}"])
    return text, used


def _broken(text: str) -> BrokenText | None:
    """What is wrong with the letters of a text; a fault where no heading is known because of it."""
    broken = broken_letters(text, _headings_in)
    if broken and not _headings_in(text):
        raise SchemaError("error.files", [Fault(f"fault.{broken.key}", fields=broken.fields)])
    return broken


def _headings_in(text: str) -> int:
    """The most known headings in one of the first lines."""
    lines = text[: 1 << 14].splitlines()[:_LINES]
    return max((sum(map(is_known, _BETWEEN.split(line))) for line in lines), default=0)


def _with_headings(raw: bytes) -> tuple[str, str] | None:
    """The encoding in which a line holds the most known headings, two at least, and that text."""
    texts: dict[str, str] = {}
    for name in _UNMARKED:
        try:
            texts[name] = raw.decode(name)
        except UnicodeDecodeError:
            continue
    best = max(texts, key=lambda name: _headings_in(texts[name]), default="")
    return (best, texts[best]) if best and _headings_in(texts[best]) > 1 else None


def _line(text: str) -> str:
    """The first line that holds more than ASCII, cut."""
    return next((line for line in text.splitlines() if not line.isascii()), "")[:30]


def _named_encoding(best: tuple[str, str], others: Sequence[str]) -> SchemaError:
    name, text = best
    rest = [reading for reading in others if not reading.startswith(f"{name}:")]
    fields = {"readings": [f"{name}: {_line(text)}", *rest], "example": name}
    return SchemaError("error.files", [Fault("fault.two_scripts", fields=fields)])


#: What keeps a spreadsheet from making a number of an id: ="0012", '0012.
_TEXT_MARK = re.compile(r"=\"([^\"]*)\"|'(\d+)")


def _without_marks(sheet: Sheet) -> None:
    """Take off the marks by which cells are text to a spreadsheet, and tell it."""
    marked: list[str] = []
    for column in sheet.columns:
        for at, cell in enumerate(column):
            if cell[:1] in ("=", "'") and (match := _TEXT_MARK.fullmatch(cell)):
                marked.append(cell)
                column[at] = (match[1] or match[2] or "").strip()
    if marked:
        fields = {"count": len(marked), "values": list(dict.fromkeys(marked))}
        sheet.doubts.append(Doubt("doubt.text_marks", sheet.place, fields=fields))


def _western(text: str, path: pathlib.Path) -> Doubt:
    """That a file without a mark was read as cp1252, with a word of both readings."""
    word = next((word for word in re.findall(r"[^\s,;\t]+", text) if not word.isascii()), "")
    other = word.encode("cp1252").decode("gb18030", "replace")
    fields = {"word": word, "other": other}
    return Doubt("doubt.western", path.name, fields=fields, option='encoding="gb18030"')


def _placed(error: SchemaError, path: pathlib.Path) -> SchemaError:
    faults = [
        Fault(fault.key, "members", path.name, fault.row, fields=fault.fields)
        for fault in error.faults
    ]
    return SchemaError("error.roster", faults)


# -- HTML, which many systems save under the name of a workbook


def _from_html(raw: bytes, path: pathlib.Path, encoding: str | None) -> Book:
    charset = _CHARSET.search(raw[:4096])
    name = charset[1].decode().lower() if charset else ""
    try:
        text, used = decode(raw, encoding or _WIDER.get(name, name) or None)
    except SchemaError as error:
        raise _placed(error, path) from None
    rows, merged = largest_table(text)
    sheet = csv_sheet(rows, path.name)
    width = max(map(len, rows), default=0)
    sheet.widths, sheet.merged = [width] * len(rows), merged
    return Book(path, f"html, {used}", [sheet], doubts=[Doubt("doubt.html", path.name)])


# -- frames


def book_of_frames(
    frames: pd.DataFrame | Mapping[str, pd.DataFrame], sheet: str | Sequence[str] | None = None
) -> Book:
    """A frame, or sheets by name, as a roster; the columns are the headings.

    Raises
    ------
    AbsentError
        If there is no frame of a name in `sheet`.
    InputError
        If a sheet is named of a frame that has no name.
    """
    is_single = isinstance(frames, pd.DataFrame)
    named = {"": frames} if isinstance(frames, pd.DataFrame) else dict(frames)
    if is_single and _named(sheet):
        raise InputError("error.no_sheets", path="DataFrame", sheet=listed(_named(sheet)))
    sheets = []
    for name in _wanted(sheet, list(named)) or named:
        frame = named[name]
        columns = [
            [str(heading), *canonical_column(frame.iloc[:, at]).tolist()]
            for at, heading in enumerate(frame.columns)
        ]
        rows = [list(row) for row in zip(*columns, strict=True)]
        sheets.append(csv_sheet(rows, str(name) or "DataFrame", str(name)))
    return Book(pathlib.Path("DataFrame"), "DataFrame", sheets)
