"""Rows of cells → a frame of text, with the number each row has in its file."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.errors import Fault, SchemaError
from sanzu_graph.model.word_columns import WordColumn

#: What a blank cell may hold: spaces, tabs, no-break and full-width spaces.
BLANKS = " \t\xa0\u3000"
_CHUNK = 400


class RawLine(NamedTuple):
    """A row as it stands in a file: its number there (the first row is 1) and its cells."""

    row: int
    cells: Sequence[str]


@dataclass(frozen=True, eq=False)
class RawRows:
    """A table as read.

    Attributes
    ----------
    frame : the rows that have as many cells as there are headings; headings may repeat
    rows : the number of each of them in the file
    width : how many headings the file has
    ragged : the rows that have more or fewer cells
    words : the columns of few words of which the file tells the words, by heading
    """

    frame: pd.DataFrame
    rows: Sequence[int] | NDArray[np.intp]
    width: int
    ragged: tuple[RawLine, ...] = ()
    words: Mapping[str, WordColumn] = field(default_factory=dict)


def to_grid(lines: Iterable[RawLine]) -> RawRows:
    """A table from its rows: the first that is not blank holds the headings, blank ones are
    skipped.

    Raises
    ------
    SchemaError
        If every row is blank.

    Examples
    --------
    >>> grid = to_grid([RawLine(1, ["id", "name"]), RawLine(2, ["", ""]), RawLine(3, ["007", "An"]), RawLine(4, ["008"])])
    >>> grid.frame.to_dict("list"), grid.rows.tolist(), grid.ragged
    ({'id': ['007'], 'name': ['An']}, [3], (RawLine(row=4, cells=['008']),))
    """
    filled = (line for line in lines if not is_blank(line.cells))
    head = next(filled, None)
    if head is None:
        raise SchemaError("error.files", [Fault("fault.empty_file")])
    width = len(head.cells)
    rows: list[int] = []
    columns: list[list[tuple[str, ...]]] = [[] for _ in head.cells]
    ragged: list[RawLine] = []
    # Turned over by the hundred: a million lists kept alive would cost as much again in garbage
    # collection.
    while chunk := list(itertools.islice(filled, _CHUNK)):
        even = [line for line in chunk if len(line.cells) == width]
        ragged += [line for line in chunk if len(line.cells) != width]
        rows += [line.row for line in even]
        for parts, cells in zip(
            columns, zip(*(line.cells for line in even), strict=True), strict=bool(even)
        ):
            parts.append(cells)
    series = [
        pd.Series(list(itertools.chain.from_iterable(parts)), dtype="str") for parts in columns
    ]
    frame = pd.DataFrame(dict(enumerate(series)))
    return RawRows(
        with_headings(frame, head.cells), np.array(rows, dtype=np.intp), width, tuple(ragged)
    )


def with_headings(frame: pd.DataFrame, headings: Sequence[str]) -> pd.DataFrame:
    """The frame under its headings; a column with neither heading nor content is no column."""
    keep = [
        at
        for at, heading in enumerate(headings)
        if heading.strip(BLANKS) or frame.iloc[:, at].ne("").any()
    ]
    return frame.iloc[:, keep].set_axis([headings[at] for at in keep], axis="columns")


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but blanks."""
    if cells and cells[0].strip(BLANKS):
        return False  # nearly every row ends here
    return not any(cell.strip(BLANKS) for cell in cells)
