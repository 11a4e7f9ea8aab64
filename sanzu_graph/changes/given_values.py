"""What a change is given, in one form: texts, days and cells that JSON can hold."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from sanzu_graph.errors import ChangeError
from sanzu_graph.messages import listed, text
from sanzu_graph.model.column_values import canonical, is_whole
from sanzu_graph.model.days import day_or_none

#: A cell as a change holds it; a date is its ISO text, and an empty cell is None.
Cell = str | int | float | bool | None


class Values(Mapping[str, Cell]):
    """Cells by column, which nobody can change any more."""

    def __init__(self, cells: Mapping[str, object]) -> None:
        self._cells = {_whole(str(name)): cell(value) for name, value in cells.items()}

    def __getitem__(self, name: str) -> Cell:
        return self._cells[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __hash__(self) -> int:
        return hash(frozenset(self._cells.items()))

    def __repr__(self) -> str:
        return repr(self._cells)

    def describe(self) -> str:
        """Every column with what it becomes."""
        empty = text("change.empty")
        return listed(
            [f"{name} = {empty if value is None else value}" for name, value in self.items()],
            most=len(self),
        )


def cell(value: object) -> Cell:
    """One cell as a change holds it: numbers and truth values stay, empty is None, all else is its
    text.
    """
    value = value.item() if isinstance(value, np.generic) else value
    if _is_empty(value):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        raise ChangeError("refused.value", value=value)
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, datetime.date):
        return canonical(value)
    raise ChangeError("refused.value", value=repr(value))


def _text(name: str, value: object) -> str:
    """An id or a word; whole numbers are ids too, as in tables."""
    if isinstance(value, (str, int, np.integer)) and not isinstance(value, bool) and str(value):
        return _whole(str(value))
    raise ChangeError("refused.text", field=name, value=repr(value))


def _optional_text(name: str, value: object) -> str | None:
    return None if value is None or (isinstance(value, str) and not value) else _text(name, value)


def _whole(value: str) -> str:
    """A text, refused where no file could keep it."""
    if not is_whole(value):
        raise ChangeError("refused.half_character", value=repr(value))
    return value


def _is_empty(value: object) -> bool:
    """Whether a value is None, an empty text, or what pandas has for a missing one."""
    if isinstance(value, str):
        return not value
    is_nan = isinstance(value, float) and math.isnan(value)
    return is_nan or value is None or value is pd.NaT or value is pd.NA


def _texts(name: str, value: object) -> tuple[str, ...]:
    """Several ids, each once; one may stand alone."""
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        value = [value]
    return tuple(
        dict.fromkeys(_text(name, item) for item in ([value] if isinstance(value, str) else value))
    )


def _values(name: str, value: object) -> Values:
    if not isinstance(value, Mapping):
        raise ChangeError("refused.mapping", field=name, value=repr(value))
    return Values(value)


def _truth(name: str, value: object) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise ChangeError("refused.truth", field=name, value=repr(value))
    return bool(value)


def _day(_: str, value: object) -> datetime.date | None:
    return day_or_none(value, error=ChangeError)


#: How a field is taken in, by the annotation that it has.
TAKEN: Mapping[str, Callable[[str, object], object]] = {
    "str": _text,
    "str | None": _optional_text,
    "bool": _truth,
    "Sequence[str]": _texts,
    "Mapping[str, object]": _values,
    "datetime.date | None": _day,
}
