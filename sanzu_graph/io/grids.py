"""Rows of cells → a frame of text, with the number each row has in its file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.errors import Fault, SchemaError

#: What a blank cell may hold: spaces, tabs, no-break and full-width spaces.
BLANKS = " \t\xa0\u3000"


class Line(NamedTuple):
    """A row as it stands in a file: its number there (the first row is 1) and its cells."""

    row: int
    cells: Sequence[str]


@dataclass(frozen=True, eq=False)
class Grid:
    """A table as read.

    Attributes
    ----------
    frame : the rows that have as many cells as there are headings; headings may repeat
    rows : the number of each of them in the file
    width : how many headings the file has
    ragged : the rows that have more or fewer cells
    """

    frame: pd.DataFrame
    rows: NDArray[np.intp]
    width: int
    ragged: tuple[Line, ...] = ()


def to_grid(lines: Iterable[Line]) -> Grid:
    """A table from its rows: the first that is not blank holds the headings, blank ones are skipped.

    Raises
    ------
    SchemaError
        If every row is blank.

    Examples
    --------
    >>> grid = to_grid([Line(1, ["id", "name"]), Line(2, ["", ""]), Line(3, ["007", "An"]), Line(4, ["008"])])
    >>> grid.frame.to_dict("list"), grid.rows.tolist(), grid.ragged
    ({'id': ['007'], 'name': ['An']}, [3], (Line(row=4, cells=['008']),))
    """
    filled = (line for line in lines if not is_blank(line.cells))
    head = next(filled, None)
    if head is None:
        raise SchemaError("error.files", [Fault("fault.empty_file")])
    width = len(head.cells)
    rows: list[int] = []
    kept: list[Sequence[str]] = []
    ragged: list[Line] = []
    for line in filled:
        if len(line.cells) == width:
            rows.append(line.row)
            kept.append(line.cells)
        else:
            ragged.append(line)
    columns = zip(*kept, strict=True) if kept else [()] * width
    frame = pd.DataFrame({position: pd.Series(list(cells), dtype="str") for position, cells in enumerate(columns)})
    return Grid(with_headings(frame, head.cells), np.array(rows, dtype=np.intp), width, tuple(ragged))


def with_headings(frame: pd.DataFrame, headings: Sequence[str]) -> pd.DataFrame:
    """The frame under its headings; a column with neither heading nor content is no column."""
    keep = [at for at, heading in enumerate(headings) if heading.strip(BLANKS) or frame.iloc[:, at].ne("").any()]
    return frame.iloc[:, keep].set_axis([headings[at] for at in keep], axis="columns")


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but blanks."""
    return not any(cell.strip(BLANKS) for cell in cells)
