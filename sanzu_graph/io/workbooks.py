"""Frames → a workbook that is good to read, exact, and free of formulas."""

from __future__ import annotations

import datetime
import math
import os
import pathlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from sanzu_graph.errors import FaultsError, InputError
from sanzu_graph.io.atomic import real_path, staging
from sanzu_graph.io.csv_tables import FORMULA
from sanzu_graph.io.storable import unstorable
from sanzu_graph.model.column_values import canonical, canonical_column

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: What may be added to a workbook before it is closed.
Finish = Callable[["Workbook"], None]
#: Widths of columns in characters, and how many rows are measured for them.
_NARROWEST, _WIDEST, _MEASURED = 8, 60, 1000
#: A table of more columns is moved from side to side, and its first column stays in view.
_WIDE = 12
#: Excel keeps fifteen digits of a number; longer whole numbers are written as text.
_EXACT = 10**15
#: Before March 1900 Excel counts a 29 February that never was.
_FIRST_DAY = datetime.datetime(1900, 3, 1)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31


def write_frames(
    path: str | os.PathLike[str],
    frames: Mapping[str, pd.DataFrame],
    *,
    titles: Mapping[str, str] | None = None,
    shares: Collection[str] = (),
) -> pathlib.Path:
    """Write frames as the sheets of one .xlsx workbook, replacing what is there.

    Headings are bold and stay in view. Columns are as wide as their content and can be filtered.
    Long texts wrap. Numbers and days are real ones; text is text, even where it begins like a
    formula.

    Parameters
    ----------
    path
        The workbook to write.
    frames
        Sheet name → frame, in order; a name that Excel refuses is made acceptable. The index is not
        written.
    titles
        Column → the heading to show for it, where that is another.
    shares
        Headings of columns whose numbers are shown as percents.

    Raises
    ------
    FaultsError
        If a sheet cannot hold a cell or table; nothing is written then.
    InputError
        If the folder is missing or cannot be written to; what was there before is untouched.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_frames(pathlib.Path(folder, "findings.xlsx"), {"findings": pd.DataFrame({"unit": ["T1"], "value": [0]})}).name
    'findings.xlsx'
    """
    target = real_path(path)
    named = dict(
        zip(
            sheet_names(frames),
            (frame.rename(columns=dict(titles or {})) for frame in frames.values()),
            strict=True,
        )
    )
    if faults := unstorable(named, "xlsx"):
        raise FaultsError("error.cells", faults)
    if not target.parent.is_dir():
        raise InputError("error.no_path", path=target.parent)
    try:
        with staging(target.parent) as stage:
            fill_workbook(stage / target.name, named, shares=shares)
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return pathlib.Path(path)


def fill_workbook(
    path: pathlib.Path,
    frames: Mapping[str, pd.DataFrame],
    *,
    finish: Finish | None = None,
    shares: Collection[str] = (),
) -> None:
    """Write the sheets into a new file; `unstorable` tells before whether they fit.

    Parameters
    ----------
    path
        The file.
    frames
        Sheet name → frame.
    finish
        Called with the workbook when the sheets are full, to add what is no cell of theirs.
    shares
        Headings of columns whose numbers are shown as percents.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    from sanzu_graph.io.exact_sheets import ExactSheet

    # Its temporary files go beside the workbook, so that who clears up after a failure clears them
    # too.
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    styles = _styles(book)
    for name, frame in frames.items():
        sheet = book.add_worksheet(name, worksheet_class=ExactSheet)
        _fill_sheet(sheet, frame, styles, shares)
    if finish is not None:
        finish(book)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _styles(book: Workbook) -> dict[str, Format]:
    top = {"valign": "top"}
    head = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", **top}
    looks: dict[str, dict[str, Any]] = {
        "head": head,
        "head quoted": {**head, "quote_prefix": True},
        "day": {"num_format": "yyyy-mm-dd", **top},
        "number": top,
        "share": {"num_format": "0.0%", **top},
        "text": top,
        "text quoted": {"quote_prefix": True, **top},
        "long": {"text_wrap": True, **top},
        "long quoted": {"text_wrap": True, "quote_prefix": True, **top},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _fill_sheet(
    sheet: Worksheet,
    frame: pd.DataFrame,
    styles: Mapping[str, Format],
    shares: Collection[str],
) -> None:
    headings = [str(heading) for heading in frame]
    columns = [_cells(frame.iloc[:, at]) for at in range(len(headings))]
    numbers = [styles["share" if heading in shares else "number"] for heading in headings]
    looks = []
    for at, (heading, cells) in enumerate(zip(headings, columns, strict=True)):
        widest = max([_width(heading) + 3, *(_width(_shown(cell)) for cell in cells[:_MEASURED])])
        sheet.set_column(at, at, min(max(widest + 1, _NARROWEST), _WIDEST))
        looks.append("long" if widest > _WIDEST else "text")
        _write_text(sheet, (0, at), heading, "head", styles)
    for row, line in enumerate(zip(*columns, strict=True), 1):
        for at, cell in enumerate(line):
            if isinstance(cell, str):
                _write_text(sheet, (row, at), cell, looks[at], styles)
            elif isinstance(cell, datetime.datetime):
                sheet.write_datetime(row, at, cell, styles["day"])
            elif cell is not None:
                sheet.write_number(row, at, cell, numbers[at])
    sheet.freeze_panes(1, int(len(headings) > _WIDE))  # the first column says what a row is about
    if headings:
        sheet.autofilter(0, 0, len(frame), len(headings) - 1)


def _write_text(
    sheet: Worksheet, where: tuple[int, int], cell: str, look: str, styles: Mapping[str, Format]
) -> None:
    if cell:
        sheet.write_string(*where, cell, styles[f"{look} quoted" if FORMULA.match(cell) else look])


def _cells(column: pd.Series) -> list[Any]:
    """The cells as Excel can keep them: finite numbers, days, else text; None where empty."""
    is_number = pd.api.types.is_any_real_numeric_dtype(column.dtype)
    if not is_number and not pd.api.types.is_datetime64_dtype(column.dtype):
        return list(canonical_column(column))
    keeps = _keeps_number if is_number else _keeps_day
    present = column.notna().tolist()
    return [
        None
        if not there
        else (value if is_number else value.to_pydatetime())
        if keeps(value)
        else canonical(value)
        for value, there in zip(column.tolist(), present, strict=True)
    ]


def _keeps_number(value: float) -> bool:
    """Whether a workbook gives the same number back: XlsxWriter writes sixteen digits."""
    return math.isfinite(value) and abs(value) < _EXACT and float(f"{value:.16G}") == value


def _keeps_day(value: pd.Timestamp) -> bool:
    return value >= _FIRST_DAY and value == value.normalize()


def _shown(cell: object) -> str:
    return (
        cell
        if isinstance(cell, str)
        else "2026-11-22"
        if isinstance(cell, datetime.datetime)
        else ""
        if cell is None
        else canonical(cell)
    )


def _width(text: str) -> int:
    """The columns a text takes in a fixed font: Chinese characters take two; of several lines, the
    longest counts.
    """
    return max(
        (
            sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)
            for line in text.split("\n")
        ),
        default=0,
    )


def sheet_names(names: Iterable[str]) -> list[str]:
    r"""The names as Excel allows them: at most 31 characters, no []:*?/\, unlike each other in
    lower case.
    """
    taken: dict[str, None] = {}
    for name in names:
        plain = _NOT_IN_NAMES.sub("_", name).strip("'")[:_LONGEST_NAME] or "_"
        chosen, number = plain, 2
        while chosen.casefold() in {other.casefold() for other in taken} | {"history"}:
            chosen = f"{plain[: _LONGEST_NAME - 1 - len(str(number))]} {number}"
            number += 1
        taken[chosen] = None
    return list(taken)
