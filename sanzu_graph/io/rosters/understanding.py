"""A roster understood: its sheets, what was gathered from them, and the tables that they make."""

from __future__ import annotations

import gc
import os
import pathlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sanzu_graph.errors import SchemaError, unreadable
from sanzu_graph.io.rosters.building import Built, build
from sanzu_graph.io.rosters.gathering import gather
from sanzu_graph.io.rosters.mapping import RosterMapping
from sanzu_graph.io.rosters.opening import book_of_frames, open_book
from sanzu_graph.io.rosters.people import Gathered
from sanzu_graph.io.rosters.sheets import Book
from sanzu_graph.io.text_files import require_encoding
from sanzu_graph.model.organisation import Org

if TYPE_CHECKING:
    import pandas as pd


@dataclass(eq=False)
class Understood:
    """What came out of each step of reading a roster."""

    book: Book
    gathered: Gathered
    built: Built

    @cached_property
    def org(self) -> Org:
        """The organisation.

        Raises
        ------
        SchemaError
            With every fault.
        """
        faults = [*self.gathered.faults, *self.built.faults]
        if faults:
            raise SchemaError("error.roster", faults)
        return Org.from_tables(self.built.tables)

    @cached_property
    def ids(self) -> list[str]:
        """The id of the person or open post of each row."""
        return self.built.ids


def understand(
    source: str | os.PathLike[str] | pd.DataFrame | Mapping[str, pd.DataFrame],
    mapping: RosterMapping,
    *,
    keep_private: bool,
    detailed: bool,
) -> Understood:
    """Take all steps of reading a roster; faults and doubts are noted, not raised.

    Raises
    ------
    InputError
        If the path is missing, locked, or no roster file.
    AbsentError
        If there is no such sheet or field.
    SchemaError
        If a text file cannot be decoded or parsed.
    """
    mapping.fields()  # what is wrong in it is told before a long reading
    with _uncollected():
        return _understood(source, mapping, keep_private=keep_private, detailed=detailed)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection, which would take a fifth of the time.

    It looks at all cells again and again. Nothing that is read refers to itself.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _understood(
    source: str | os.PathLike[str] | pd.DataFrame | Mapping[str, pd.DataFrame],
    mapping: RosterMapping,
    *,
    keep_private: bool,
    detailed: bool,
) -> Understood:
    if isinstance(source, (str, os.PathLike)):
        require_encoding(mapping.encoding or None)
        path = pathlib.Path(source)
        try:
            book = open_book(path, sheet=mapping.sheet, encoding=mapping.encoding or None)
        except OSError as error:
            raise unreadable(path, error) from error
    else:
        book = book_of_frames(source, mapping.sheet)
    gathered = gather(book.sheets, mapping, keep_private=keep_private, detailed=detailed)
    gathered.doubts[:0] = book.doubts
    is_long = any(doubt.key == "doubt.unit_types" for doubt in gathered.doubts)
    shape = mapping.shape or ("long" if is_long else "")
    return Understood(book, gathered, build(gathered.people, detailed=detailed, shape=shape))
