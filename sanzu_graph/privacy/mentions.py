"""Where free text speaks of somebody or something: terms found as people would find them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd


class Mentions:
    """Terms to look for in texts, each with what to write in its stead.

    Parameters
    ----------
    terms
        Term → replacement. Case does not count. A term with a Latin letter or a digit at an end is
        found as a whole word only: “An” is not in “Andover”. A Chinese term is found anywhere.

    Examples
    --------
    >>> spoken = Mentions({"张三": "M-1", "An": "M-2"})
    >>> spoken.replaced("张三班组 and An, not Andover")
    'M-1班组 and M-2, not Andover'
    >>> spoken.found("李四班组")
    False
    """

    def __init__(self, terms: Mapping[str, str]) -> None:
        self._terms = {_folded(term): replacement for term, replacement in terms.items() if term}
        self._starts: dict[str, list[int]] = {}
        for term in self._terms:
            self._starts.setdefault(term[0], []).append(len(term))
        for first, lengths in self._starts.items():
            self._starts[first] = sorted(set(lengths), reverse=True)

    def __bool__(self) -> bool:
        return bool(self._terms)

    def found(self, text: str) -> bool:
        """Whether a text speaks of any of them."""
        return any(True for _ in self._places(text))

    def replaced(self, text: str) -> str:
        """The text with every mention replaced; of two that begin together, the longer."""
        parts, at = [], 0
        for begin, end, places in self._places(text):
            parts += [text[at:begin], places]
            at = end
        return "".join([*parts, text[at:]]) if parts else text

    def in_column(self, column: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which cells of a column of text speak of any of them; each distinct text is read once."""
        codes, values = pd.factorize(column)
        return np.array([*(self.found(str(value)) for value in values), False], dtype=bool)[codes]

    def replaced_in(self, column: pd.Series) -> pd.Series:
        """A column of text with every mention replaced."""
        codes, values = pd.factorize(column)
        texts = np.array([*(self.replaced(str(value)) for value in values), None], dtype=object)[
            codes
        ]
        return pd.Series(texts, index=column.index, dtype="str")

    def _places(self, text: str) -> Iterable[tuple[int, int, str]]:
        folded, at = _folded(text), 0
        while at < len(folded):
            end = next(
                (
                    at + length
                    for length in self._starts.get(folded[at], ())
                    if self._stands(folded, at, at + length)
                ),
                0,
            )
            if end:
                yield at, end, self._terms[folded[at:end]]
            at = end or at + 1

    def _stands(self, text: str, begin: int, end: int) -> bool:
        if end > len(text) or text[begin:end] not in self._terms:
            return False
        return not (
            (_is_latin(text[begin]) and begin and _is_latin(text[begin - 1]))
            or (_is_latin(text[end - 1]) and end < len(text) and _is_latin(text[end]))
        )


def _folded(text: str) -> str:
    """The text without case, character by character, so that places stay places."""
    return "".join(
        low if len(low := character.casefold()) == 1 else character for character in text
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def tells(id_: str) -> bool:
    """Whether an id may be looked for in free text: “7” stands there for many things, “M07” and
    “20417” for one.

    Examples
    --------
    >>> tells("7"), tells("M07"), tells("20417"), tells("一班")
    (False, True, True, True)
    """
    return len(id_) >= 4 or (len(id_) >= 2 and not id_.isdecimal())  # noqa: PLR2004 - the shortest that mean one thing
