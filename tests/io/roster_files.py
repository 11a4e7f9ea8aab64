"""Small roster files for tests: rows of cells as CSV or as a workbook with merged ranges."""

import pathlib
from collections.abc import Sequence

import openpyxl

from sanzu_graph import Org

Rows = Sequence[Sequence[object]]


def csv(folder: pathlib.Path, *rows: str, encoding: str = "utf-8") -> pathlib.Path:
    """A CSV file; each row is given as it stands there."""
    path = folder / "花名册.csv"
    path.write_bytes(("\n".join(rows) + "\n").encode(encoding))
    return path


def book(
    folder: pathlib.Path,
    sheets: dict[str, Rows],
    merged: Sequence[str] = (),
    hidden: Sequence[int] = (),
) -> pathlib.Path:
    """A workbook; the merged ranges and hidden rows are those of its first sheet."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    first = made.worksheets[0]
    for cells in merged:
        first.merge_cells(cells)
    for row in hidden:
        first.row_dimensions[row].hidden = True
    path = folder / "花名册.xlsx"
    made.save(path)
    return path


def roles(org: Org) -> set[tuple[str, str, str]]:
    """Who is in which unit, in which role."""
    return set(org.memberships[["member", "unit", "role"]].itertuples(index=False, name=None))
