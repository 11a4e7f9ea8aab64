"""Columns of few words as a reader has them: a dictionary, and an integer a cell. No cell is hashed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import fold

if TYPE_CHECKING:
    import pyarrow as pa

#: In so many cells all words of a column stand, mostly.
_FIRST = 2**12


class WordColumn:
    """A column of Arrow whose chunks are dictionaries of text.

    Examples
    --------
    >>> import pyarrow as pa
    >>> column = WordColumn(pa.chunked_array([pa.array(["b", None, "a", "b"]).dictionary_encode()]))
    >>> column.words, column.has_gaps, column.coded()[0].tolist()
    (['b', 'a'], True, [0, -1, 1, 0])
    """

    def __init__(self, cells: pa.ChunkedArray) -> None:
        self._cells = cells

    @cached_property
    def words(self) -> list[str]:
        """The words that stand in cells, in order of first appearance."""
        words: dict[str | None, None] = {}
        for indices, names in self._chunks():
            for size in (_FIRST, len(indices)):
                if not words.keys() >= set(names[:-1]):
                    there = pd.unique(indices[:size]).tolist()
                    words |= dict.fromkeys(names[place] for place in there)
        return [word for word in words if word is not None]

    @property
    def has_gaps(self) -> bool:
        """Whether some cells are empty."""
        return any(None in names[:-1] for _, names in self._chunks()) or self._cells.null_count > 0

    def coded(self, first: tuple[str, ...] = ()) -> tuple[Positions, tuple[str, ...]]:
        """For each cell the position of its word, -1 where it is empty; and the words: those in
        `first`, then the others.
        """
        words = (*first, *(word for word in self.words if word not in first))
        place_of: dict[str | None, int] = {word: place for place, word in enumerate(words)}
        codes = np.empty(len(self._cells), dtype=np.intp)
        start = 0
        for indices, names in self._chunks():
            places = np.array([place_of.get(name, -1) for name in names], dtype=np.intp)
            places.take(indices, out=codes[start : start + len(indices)], mode="clip")
            start += len(indices)
        return codes, words

    def _chunks(self) -> Iterator[tuple[NDArray[np.integer[Any]], list[str | None]]]:
        """The integers of some cells, and the words that they stand for; the last one is none."""
        for chunk in self._cells.chunks:
            names = [*chunk.dictionary.to_pylist(), None]
            indices = chunk.indices
            if indices.null_count:
                indices = indices.cast("int64").fill_null(len(names) - 1)
            yield indices.to_numpy(), names


def folded_words(
    codes: Positions, words: Iterable[str], heading: str
) -> tuple[Positions, NDArray[np.object_]]:
    """Codes and their words, where spellings of one value under a heading become one."""
    again, values = pd.factorize(np.array([fold(heading, word) for word in words], dtype=object))
    if len(values) < len(again):
        codes = np.append(again, -1)[codes]
    return codes.astype(np.intp, copy=False), values


#: Table → heading → the words of the column.
Words = Mapping[str, Mapping[str, WordColumn]]


class ReadTables(dict[str, pd.DataFrame]):
    """Tables as a reader hands them over, with the words of their columns where it knows them.

    Examples
    --------
    >>> ReadTables({"members": pd.DataFrame({"id": ["M1"]})}, {}).words
    {}
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], words: Words) -> None:
        super().__init__(tables)
        self.words = words
