"""The exceptions of sanzu_graph, all under `SanzuError`, each able to say itself in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from itertools import groupby
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from sanzu_graph.messages import catalog, language, listed, plain, text

if TYPE_CHECKING:
    import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")

SHOWN = 5
#: The most characters of a value that a fault line repeats.
LONGEST = 60
#: What a fault of a policy file names as its table.
POLICY = "policy"


class SanzuError(Exception):
    """Something the user can mend: a catalog sentence and the fields that fill it.

    Parameters
    ----------
    key
        The sentence's key in the catalog.
    lang
        The language of ``str(error)``; by default the user's locale.
    **fields
        What fills the sentence. A list is shown cut at five.
    """

    def __init__(self, key: str, /, *, lang: str | None = None, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.lang = lang
        self.fields = fields

    def describe(self, lang: str | None = None) -> str:
        """The error in `lang`, by default in the language it was raised for."""
        chosen = language(lang, self.lang)
        filled = {name: _shown(value, chosen) for name, value in self.fields.items()}
        if f"entity.{filled.get('entity')}" in catalog():  # a word of ours, not of the user's
            filled["entity"] = text(f"entity.{filled['entity']}", chosen)
        return text(self.key, chosen, **filled)

    def __str__(self) -> str:
        return self.describe()


class SanzuWarning(UserWarning):
    """Something that works less well than it could, and the cure; warned of by Python's `warnings`.

    Parameters
    ----------
    key, lang, **fields
        As in `SanzuError`.
    """

    def __init__(self, key: str, /, *, lang: str | None = None, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.lang = lang
        self.fields = fields

    def __str__(self) -> str:
        chosen = language(self.lang)
        return text(self.key, chosen, **{name: _shown(value, chosen) for name, value in self.fields.items()})


@contextmanager
def speaking(lang: str | None) -> Iterator[None]:
    """Errors raised inside say themselves in `lang`, unless they were raised for another language."""
    try:
        yield
    except SanzuError as error:
        error.lang = error.lang or lang
        raise


def spoken(function: Callable[P, R]) -> Callable[P, R]:
    """A function whose errors say themselves in the language that it was called with (``lang=``)."""

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        asked = kwargs.get("lang")
        with speaking(asked if isinstance(asked, str) else None):
            return function(*args, **kwargs)

    return inner


class AbsentError(SanzuError):
    """A layer, column, table or id was named that the organisation does not have."""


class InputError(SanzuError):
    """A file or value cannot be used as it is: missing, locked, of another kind, not a date."""


class DependencyError(SanzuError):
    """An optional library is needed that is not installed."""


class GraphError(SanzuError):
    """A networkx graph cannot be made from the tables, or the tables from the graph."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one cell, row, column or file.

    `row` is the row number as a spreadsheet shows it where the table came from a file (headings are
    row 1), and the position (from 0) where it came from a frame; `place` is the file or sheet.
    """

    key: str
    table: str = ""
    place: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)

    def describe(self, lang: str | None = None) -> str:
        """Where, what and the cure, in one line."""
        where, what = self._where(lang), self.reason(lang)
        return text("fault.line", lang, where=where, what=what) if where else what

    def reason(self, lang: str | None = None) -> str:
        """What is wrong and the cure, without the place."""
        filled = {name: _shown(value, lang) for name, value in self.fields.items()}
        if "hint" in filled:  # a phrase of its own, there only when something similar exists
            filled["hint"] = text("fault.hint", lang, alike=filled["hint"]) if filled["hint"] else ""
        value = self.value if len(self.value) <= LONGEST else self.value[: LONGEST - 1] + "…"
        return text(self.key, lang, **{"value": value, "column": self.column, "table": self.table, **filled})

    def _where(self, lang: str | None) -> str:
        parts = [self.place or self.table]
        if self.row is not None:
            parts.append(text("fault.row" if self.place else "fault.position", lang, row=self.row))
        if self.column:
            parts.append(text("fault.key" if self.table == POLICY else "fault.column", lang, column=self.column))
        return text("fault.comma", lang).join(part for part in parts if part)


class FaultsError(SanzuError):
    """Several faults at once; `faults` holds every one, the text shows five of each kind."""

    def __init__(self, key: str, faults: Iterable[Fault], /, *, lang: str | None = None, **fields: object) -> None:
        super().__init__(key, lang=lang, **fields)
        self.faults = tuple(faults)

    def describe(self, lang: str | None = None) -> str:
        """The heading, then the faults: five of a kind, “and 37 more” behind them."""
        chosen = language(lang, self.lang)
        fields = {name: _shown(value, chosen) for name, value in self.fields.items()}
        lines = [text(self.key, chosen, count=len(self.faults), **fields)]
        for _, group in groupby(sorted(self.faults, key=_kind), key=_kind):
            alike = list(group)
            lines += [f"- {fault.describe(chosen)}" for fault in alike[:SHOWN]]
            if len(alike) > SHOWN:
                lines.append("  " + text("fault.more", chosen, count=len(alike) - SHOWN))
        return "\n".join(lines)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """Every fault as a row: table, place, row, column, value, reason."""
        import pandas as pd

        rows = [(f.table, f.place, f.row, f.column, f.value, f.reason(lang or self.lang)) for f in self.faults]
        return pd.DataFrame(rows, columns=["table", "place", "row", "column", "value", "reason"])


class SchemaError(FaultsError):
    """The tables do not make an organisation; `faults` names every row and cure."""


class PolicyError(FaultsError):
    """A policy file has unknown keys or values that make no sense; `faults` names all of them."""


def _kind(fault: Fault) -> tuple[str, str, str, str]:
    return (fault.table, fault.place, fault.key, fault.column)


def _shown(value: object, lang: str | None) -> str:
    if isinstance(value, (list, tuple)):
        return listed(value, lang, most=SHOWN)
    return plain(value)
