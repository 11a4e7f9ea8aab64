"""Single cells of an .xlsx file rewritten and coloured; everything else stays byte for byte.

A workbook is a zip of XML parts. A cell is replaced as text in the part of its sheet. It gets a copy
of its own style, with a fill. So columns, pictures, filters and formulas stay as they were.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from sanzu_graph.errors import InputError
from sanzu_graph.io.cell_states import Cell, letter

#: The fill of a changed cell.
_FILL = '<fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/><bgColor indexed="64"/></patternFill></fill>'
_ROW = re.compile(r"<row\b([^<>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(r"<c\b([^<>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_NUMBER = re.compile(r'\br="([A-Z]*)(\d+)"')
_STYLE = re.compile(r'\bs="(\d+)"')
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def edited(
    raw: bytes,
    edits: Mapping[str, Mapping[Cell, str]],
    added: tuple[str, Sequence[Sequence[str]]] | None = None,
) -> bytes:
    """The workbook with some cells rewritten as text and coloured, and a sheet added behind.

    Parameters
    ----------
    raw
        The bytes of an .xlsx or .xlsm file.
    edits
        Sheet → cell (row and column from 0) → its text; an empty text empties the cell.
    added
        The name of a further sheet, and its rows.

    Raises
    ------
    InputError
        If the file's parts are not laid out as Excel does.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    try:
        places = _sheet_parts(parts)
        styles = _Styles(parts["xl/styles.xml"].decode("utf-8"))
        for sheet, cells in edits.items():
            if cells:
                part = places[sheet]
                parts[part] = _rewritten(parts[part].decode("utf-8"), cells, styles).encode()
        parts["xl/styles.xml"] = styles.text.encode()
    except (KeyError, UnicodeDecodeError) as error:
        raise InputError("error.not_editable", why=error) from error
    _forget_chain(parts)
    if added is not None:
        _add_sheet(parts, *added)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name → the part that holds it."""
    from xml.etree import ElementTree as ET

    relations = ET.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    targets = {str(relation.get("Id")): str(relation.get("Target")) for relation in relations}
    by_sheet = {}
    for element in ET.fromstring(parts["xl/workbook.xml"]).iter(f"{{{_MAIN}}}sheet"):  # noqa: S314
        target = targets[str(element.get(f"{{{_RELATIONS}}}id"))]
        by_sheet[str(element.get("name"))] = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join("xl", target))
        )
    return by_sheet


class _Styles:
    """The part of styles, in which a style gets a twin with a fill."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._twins: dict[int, int] = {}
        self._fill = -1

    def coloured(self, style: int) -> int:
        """The number of the twin of a style."""
        if style not in self._twins:
            self._twins[style] = self._twin(style)
        return self._twins[style]

    def _twin(self, style: int) -> int:
        if self._fill < 0:
            self._fill = self._append("fills", _FILL)
        block = re.search(r"<cellXfs\b[^>]*>(.*?)</cellXfs>", self.text, re.DOTALL)
        if block is None:
            raise KeyError("cellXfs")
        kinds = re.findall(r"<xf\b[^>]*?/>|<xf\b[^>]*?>.*?</xf>", block[1], re.DOTALL)
        own = kinds[style] if style < len(kinds) else kinds[0]
        head = re.match(r"<xf\b[^>]*?(?=/?>)", own)
        plain = re.sub(r'\s(?:fillId|applyFill)="[^"]*"', "", head[0] if head else "<xf")
        return self._append(
            "cellXfs",
            f'{plain} fillId="{self._fill}" applyFill="1"' + own[len(head[0]) if head else 0 :],
        )

    def _append(self, kind: str, content: str) -> int:
        """Add an element to a list of the part; its number."""
        match = re.search(rf"<{kind}\b([^>]*)>(.*?)</{kind}>", self.text, re.DOTALL)
        if match is None:
            raise KeyError(kind)
        inner = re.findall(r"<xf\b|<fill>|<fill\s", match[2])
        count = len(inner)
        attributes = re.sub(r'count="\d+"', f'count="{count + 1}"', match[1])
        element = f"<{kind}{attributes}>{match[2]}{content}</{kind}>"
        self.text = self.text[: match.start()] + element + self.text[match.end() :]
        return count


def _rewritten(text: str, cells: Mapping[Cell, str], styles: _Styles) -> str:
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), content in cells.items():
        by_row.setdefault(row, {})[column] = content
    # What the sheet spans may change, and nobody needs to be told.
    text = re.sub(r"<dimension\b[^>]*/>", "", text, count=1)
    text, copies = _parted(text, cells)
    for row in {row for row, _ in copies}:
        by_row.setdefault(row, {})

    def row_of(match: re.Match[str]) -> str:
        number = _NUMBER.search(match[1])
        if number is None:
            raise KeyError("r")
        own_cells = by_row.pop(int(number[2]) - 1, None)
        if own_cells is None:
            return match[0]
        row_text = _row(match[2] or "", int(number[2]), own_cells, styles, copies)
        return f"<row{_without_spans(match[1])}>{row_text}</row>"

    text = _ROW.sub(row_of, text)
    further = "".join(
        f'<row r="{row + 1}">{_row("", row + 1, columns, styles, copies)}</row>'
        for row, columns in sorted(by_row.items())
    )
    if further:
        text = re.sub(r"<sheetData\s*/>", "<sheetData></sheetData>", text)
        text = text.replace("</sheetData>", further + "</sheetData>", 1)
    return text


def _without_spans(attributes: str) -> str:
    return re.sub(r'\sspans="[^"]*"', "", attributes)


_MERGED = re.compile(
    r'<mergeCell\b[^<>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"[^<>]*?(?:/>|></mergeCell>)'
)


def _parted(text: str, cells: Mapping[Cell, str]) -> tuple[str, dict[Cell, tuple[str, str]]]:
    """The sheet without the merged ranges in which a cell is rewritten, which nobody would see; and
    for their other cells the kind and content of the first one.
    """
    copies: dict[Cell, tuple[str, str]] = {}
    for match in list(_MERGED.finditer(text)):
        left, right = _position(match[1]), _position(match[3])
        top, bottom = int(match[2]) - 1, int(match[4]) - 1
        inside = {
            (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        }
        if inside.isdisjoint(cells):
            continue
        text = text.replace(match[0], "", 1)
        first = re.search(
            rf'<c\b([^>]*\br="{match[1]}{match[2]}"[^>]*?)(?:/>|>(.*?)</c>)', text, re.DOTALL
        )
        kind = re.search(r'\st="\w+"', first[1]) if first else None
        content = (kind[0] if kind else "", (first[2] or "") if first else "")
        copies |= dict.fromkeys(inside - set(cells), content)
    count = len(_MERGED.findall(text))
    text = re.sub(r"<mergeCells\b[^>]*>\s*</mergeCells>", "", text)
    return re.sub(r'(<mergeCells\b[^>]*?\bcount=")\d+"', rf'\g<1>{count}"', text), copies


def _row(
    content: str,
    number: int,
    columns: Mapping[int, str],
    styles: _Styles,
    copies: Mapping[Cell, tuple[str, str]],
) -> str:
    """The cells of a row, some of them rewritten, in order."""
    by_column: dict[int, str] = {}
    for match in _CELL.finditer(content):
        place = _NUMBER.search(match[1])
        if place is None:
            raise KeyError("r")
        column = _position(place[1])
        by_column[column] = match[0]
        if column in columns:
            style = _STYLE.search(match[1])
            by_column[column] = _cell(
                column, number, columns[column], styles.coloured(int(style[1]) if style else 0)
            )
        elif (number - 1, column) in copies:
            own = re.sub(r'\st="\w+"', "", match[1])
            kind, inner = copies[number - 1, column]
            by_column[column] = f"<c{own}{kind}>{inner}</c>"
    for row, column in copies:
        if row == number - 1 and column not in by_column:
            kind, inner = copies[row, column]
            by_column[column] = f'<c r="{letter(column)}{number}"{kind}>{inner}</c>'
    for column, text in columns.items():
        if column not in by_column:
            by_column[column] = _cell(column, number, text, styles.coloured(0))
    return "".join(by_column[column] for column in sorted(by_column))


def _cell(column: int, row: int, text: str, style: int) -> str:
    place = f'r="{letter(column)}{row}" s="{style}"'
    if not text:
        return f"<c {place}/>"
    return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _position(letters: str) -> int:
    at = 0
    for sign in letters:
        at = at * 26 + ord(sign) - ord("A") + 1
    return at - 1


def _forget_chain(parts: dict[str, bytes]) -> None:
    """Drop the order of calculation, which Excel makes anew."""
    if parts.pop("xl/calcChain.xml", None) is None:
        return
    for name, pattern in (
        ("[Content_Types].xml", rb'<Override\b[^>]*calcChain\.xml"[^>]*/>'),
        ("xl/_rels/workbook.xml.rels", rb'<Relationship\b[^>]*calcChain\.xml"[^>]*/>'),
    ):
        parts[name] = re.sub(pattern, b"", parts[name])


def _add_sheet(parts: dict[str, bytes], name: str, rows: Sequence[Sequence[str]]) -> None:
    number = 1
    while f"xl/worksheets/sheet{number}.xml" in parts:
        number += 1
    part = f"xl/worksheets/sheet{number}.xml"
    lines = []
    for at, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{letter(column)}{at}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
            for column, cell in enumerate(row)
            if cell
        )
        lines.append(f'<row r="{at}">{cells}</row>')
    parts[part] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<worksheet xmlns="{_MAIN}"><cols><col min="1" max="7" width="20" customWidth="1"/></cols>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    ).encode()
    relation = f"rIdSanzu{number}"
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="{relation}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/></Relationships>'.encode(),
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/{part}" ContentType="{_SHEET_TYPE}"/></Types>'.encode()
    )
    book = parts["xl/workbook.xml"].decode("utf-8")
    ids = [int(sheet_id) for sheet_id in re.findall(r'sheetId="(\d+)"', book)]
    sheet = f'<sheet xmlns:sg="{_RELATIONS}" name={quoteattr(name)} sheetId="{max(ids, default=0) + 1}" sg:id="{relation}"/>'
    parts["xl/workbook.xml"] = book.replace("</sheets>", sheet + "</sheets>", 1).encode()
