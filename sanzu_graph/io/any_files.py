"""Whether a path holds tables or a roster, and the organisation in it."""

from __future__ import annotations

import os
import pathlib
from typing import TYPE_CHECKING

from sanzu_graph.errors import unreadable
from sanzu_graph.io.collecting import NAMES
from sanzu_graph.io.rosters.opening import PAGES, TEXTS
from sanzu_graph.io.rosters.reader import read_roster
from sanzu_graph.io.table_files import read_tables
from sanzu_graph.io.workbook_rows import SUFFIXES, Sheets

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.io.rosters.reader import MappingSource
    from sanzu_graph.model.organisation import Org

#: The bytes with which workbooks begin: packed ones and old ones.
_MARKS = (b"PK", b"\xd0\xcf")
#: The endings of files of a folder that may hold a roster.
ROSTER_ENDINGS = (*SUFFIXES, *TEXTS)


def read_any(
    path: str | os.PathLike[str],
    *,
    mapping: MappingSource = None,
    strict: bool = True,
    encoding: str | None = None,
    keep_private: bool = False,
) -> Org:
    """The organisation that a path holds: its tables, or a roster.

    A folder holds tables. So does a workbook with a sheet named like a table.

    Parameters
    ----------
    path, strict, encoding
        As in `read_tables` and `read_roster`.
    mapping
        How the roster is read; tables need none.
    keep_private
        As in `read_roster`; tables hold what they hold.

    Raises
    ------
    SchemaError
        With every fault of the file.
    InputError
        If the path cannot be read.
    """
    if not holds_roster(path):
        return read_tables(path, strict=strict, encoding=encoding)
    return read_roster(
        path, mapping=mapping, strict=strict, encoding=encoding, keep_private=keep_private
    )


def organisation_of(source: str | os.PathLike[str] | pd.DataFrame) -> Org:
    """The organisation at a path, or of a roster that is a frame."""
    if isinstance(source, str | os.PathLike):
        return read_any(source)
    return read_roster(source)


def holds_roster(path: str | os.PathLike[str]) -> bool:
    """Whether a path holds a roster, and no tables.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    file = pathlib.Path(path)
    suffix = file.suffix.lower()
    # Of names that no system has, Path.is_file of Python 3.11 raises where this says no.
    if not os.path.isfile(file) or suffix not in (*ROSTER_ENDINGS, *PAGES):  # noqa: PTH113
        return False
    try:
        content = file.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    if suffix in (*TEXTS, *PAGES) or not content.startswith(_MARKS):
        return True
    return not set(Sheets(content, file).names) & set(NAMES)
