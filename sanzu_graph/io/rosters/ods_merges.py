"""Which cells an OpenDocument spreadsheet marks as merged; calamine tells that of Excel's formats
only.
"""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

#: The first and the last cell of a merged range, each (row, column) from 0.
Range = tuple[tuple[int, int], tuple[int, int]]
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def merged_ranges(raw: bytes) -> dict[str, list[Range]]:
    """Sheet name → its merged ranges, from the bytes of an .ods file."""
    merges: dict[str, list[Range]] = {}
    ranges: list[Range] = []
    row = column = 0
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open("content.xml") as content:
        # The parser is expat, which since 2.4 bounds what entities may grow to.
        for event, element in ET.iterparse(content, events=("start", "end")):  # noqa: S314
            kind = element.tag.removeprefix(_TABLE)
            if event == "start":
                if kind == "table":
                    ranges = merges.setdefault(element.get(f"{_TABLE}name", ""), [])
                    row = 0
                elif kind == "table-row":
                    column = 0
                elif kind in ("table-cell", "covered-table-cell"):
                    down, right = (
                        _count(element, f"number-{way}-spanned") for way in ("rows", "columns")
                    )
                    if down * right > 1:
                        ranges.append(((row, column), (row + down - 1, column + right - 1)))
                    column += _count(element, "number-columns-repeated")
            elif kind == "table-row":
                row += _count(element, "number-rows-repeated")
                element.clear()
    return merges


def _count(element: ET.Element, name: str) -> int:
    return int(element.get(f"{_TABLE}{name}", "1"))
