"""The exceptions of sanzu_graph, all under `SanzuError`, each able to say itself in English and
Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from sanzu_graph.messages import LANGUAGES, SPOKEN, catalog, language, listed, plain, text

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5
#: The most faults told where they stand in an order of their own.
MOST = 20
#: The most characters of a value that a fault line repeats.
LONGEST = 60
#: The most characters of a word of the user's that a sentence repeats.
LONGEST_FIELD = 1000
#: What a fault of a policy file names as its table.
POLICY = "policy"
#: What a fault of a scenario's file names as its table; its rows are the changes, counted from 1.
SCENARIO = "scenario"
#: What a fault of the arguments of an optimisation names as its table.
ASKED = "propose"
#: What the part of a table at fault is called, where it is no column.
_PARTS = {POLICY: "fault.key", SCENARIO: "fault.key", ASKED: "fault.argument"}


#: The most letters of an error's text where it stands for itself.
_SHORT = 400


class SanzuError(Exception):
    """Something the user can mend: a catalog sentence and the fields that fill it.

    Parameters
    ----------
    key
        The sentence's key in the catalog.
    lang
        The language of ``str(error)``; by default that of the public function that raises it, else
        the one in force when it is shown.
    **fields
        What fills the sentence. A list is shown cut at five.
    """

    def __init__(self, key: str, /, *, lang: str | None = None, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.lang = _kept(lang)
        self.fields = fields

    def describe(self, lang: str | None = None) -> str:
        """The error in `lang`, by default in the language it was raised for."""
        with speaking(lang or self.lang):
            filled = {name: shown(value) for name, value in self.fields.items()}
            if f"entity.{filled.get('entity')}" in catalog():  # a word of ours, not of the user's
                filled["entity"] = text(f"entity.{filled['entity']}")
            return text(self.key, **filled)

    def __str__(self) -> str:
        return self.describe()

    def __repr__(self) -> str:
        told = self.describe()
        return f"{type(self).__name__}({told if len(told) <= _SHORT else told[:_SHORT] + '…'!r})"


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
        self.lang = _kept(lang)
        self.fields = fields

    def __str__(self) -> str:
        with speaking(self.lang):
            return text(self.key, **{name: shown(value) for name, value in self.fields.items()})


@contextmanager
def speaking(lang: str | None, *fallbacks: str | None) -> Iterator[str]:
    """Every sentence told inside is told in one language.

    Parameters
    ----------
    lang
        The language that was asked for; None: nobody asked here.
    *fallbacks
        What counts where nobody has asked, inside or outside: a policy's language.

    Yields
    ------
    str
        ``"en"`` or ``"zh"``.

    Raises
    ------
    LanguageError
        If there is no such language.
    """
    code = _known(lang, *fallbacks)
    outside = SPOKEN.get()
    is_asked = bool(lang) or any(fallbacks) or (outside is not None and outside[1])
    token = SPOKEN.set((code, is_asked))
    try:
        yield code
    finally:
        SPOKEN.reset(token)


def _known(lang: str | None, *fallbacks: str | None) -> str:
    if lang is not None and not isinstance(lang, str):
        raise LanguageError(lang)
    try:
        return language(lang, *fallbacks)
    except KeyError:
        raise LanguageError(next(code for code in (lang, *fallbacks) if code)) from None


def _kept(lang: str | None) -> str | None:
    """The language that something keeps which is made now and told later: the one asked for, else
    that of the public door inside which it is made. Outside of all doors it is chosen when told.
    """
    return _known(lang) if lang or SPOKEN.get() is not None else None


class AbsentError(SanzuError):
    """A layer, column, table or id was named that the organisation does not have."""


class InputError(SanzuError):
    """A file or value cannot be used as it is: missing, locked, of another kind, not a date."""


class ArgumentError(InputError, TypeError):
    """An argument is of a kind that the function does not take."""


def unreadable(path: object, error: OSError) -> InputError:
    """What is said of a file that cannot be read: it is not there, it is a folder, or why."""
    path = str(error.filename or path)
    if isinstance(error, FileNotFoundError):
        return InputError("error.no_path", path=path)
    if isinstance(error, IsADirectoryError):
        return InputError("error.is_folder", path=path)
    return InputError("error.unreadable", path=path, why=error.strerror or str(error))


class LanguageError(InputError):
    """A language was asked for that the catalog does not have; said in every language it has."""

    def __init__(self, wanted: object) -> None:
        super().__init__("error.language", wanted=wanted)

    def describe(self, lang: str | None = None) -> str:
        """The error in `lang`; by default in all languages, because none was understood."""
        if lang:
            return super().describe(lang)
        describe = super().describe
        return " ".join(describe(code) for code in LANGUAGES)


class ChangeError(SanzuError):
    """A change cannot be made on this organisation as it is; the sentence says why, and what to do
    instead.
    """


class DependencyError(SanzuError):
    """An optional library is needed that is not installed."""


class GraphError(SanzuError):
    """A networkx graph cannot be made from the tables, or the tables from the graph."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one cell, row, column or file.

    Of a table from a file, `row` is the number that a spreadsheet shows (headings are row 1). Of a
    frame it is the position, from 0. `place` is the file or sheet.
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
        with speaking(lang):
            where, what = self._where(), self.reason()
            return text("fault.line", where=where, what=what) if where else what

    def reason(self, lang: str | None = None) -> str:
        """What is wrong and the cure, without the place."""
        with speaking(lang):
            filled = {name: shown(value) for name, value in self.fields.items()}
            if filled.get("hint"):  # a phrase of its own, there only when something similar exists
                filled["hint"] = text("fault.hint", alike=filled["hint"])
            value = self.value if len(self.value) <= LONGEST else self.value[: LONGEST - 1] + "…"
            own = {"value": value, "column": shown(self.column), "table": shown(self.table)}
            return text(self.key, **{**own, **filled})

    def _where(self) -> str:
        parts = [self.place or ("" if self.table == ASKED else self.table)]
        if self.row is not None:
            counted = (
                "fault.step"
                if self.table == SCENARIO
                else "fault.row"
                if self.place
                else "fault.position"
            )
            parts.append(text(counted, row=self.row))
        if self.column:
            named = _PARTS.get(self.table, "fault.column")
            parts.append(text(named, column=shown(self.column)))
        return text("fault.comma").join(part for part in parts if part)


class FaultsError(SanzuError):
    """Several faults at once; `faults` holds every one, the text shows five of each kind: each
    value once, and those first that something similar is named for.
    """

    def __init__(
        self, key: str, faults: Iterable[Fault], /, *, lang: str | None = None, **fields: object
    ) -> None:
        super().__init__(key, lang=lang, **fields)
        self.faults = tuple(faults)

    def describe(self, lang: str | None = None) -> str:
        """The heading, then the faults: five of a kind, “and 37 more” behind them."""
        with speaking(lang or self.lang):
            fields = {name: shown(value) for name, value in self.fields.items()}
            lines = [text(self.key, count=len(self.faults), **fields)]
            for _, group in groupby(sorted(self.faults, key=_kind), key=_kind):
                alike = list(group)
                first = _first(alike)
                lines += [f"- {fault.describe()}" for fault in first]
                if len(alike) > len(first):
                    lines.append("  " + text("fault.more", count=len(alike) - len(first)))
            return "\n".join(lines)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """Every fault as a row: table, place, row, column, value, reason."""
        import pandas as pd

        with speaking(lang or self.lang):
            rows = [(f.table, f.place, f.row, f.column, f.value, f.reason()) for f in self.faults]
        return pd.DataFrame(rows, columns=["table", "place", "row", "column", "value", "reason"])


class SchemaError(FaultsError):
    """The tables do not make an organisation; `faults` names every row and cure."""


class PolicyError(FaultsError):
    """A policy file has unknown keys or values that make no sense; `faults` names all of them."""


class ProblemError(FaultsError):
    """What is asked of the optimiser is unknown or contradicts itself; `faults` names all of it."""


class ModelError(SanzuError):
    """The optimiser's answer does not stand the recount: an error of ours, with the instance saved,
    never a wrong proof.
    """


class ScenarioError(FaultsError):
    """A scenario's file is none, or holds changes that make no sense; `faults` names all of them."""

    def describe(self, lang: str | None = None) -> str:
        """The heading, then the faults in the order of the file, “and 37 more” behind the first
        twenty.
        """
        with speaking(lang or self.lang):
            lines = [
                text(self.key, count=len(self.faults)),
                *(f"- {fault.describe()}" for fault in self.faults[:MOST]),
            ]
            if len(self.faults) > MOST:
                lines.append("  " + text("list.more", count=len(self.faults) - MOST))
            return "\n".join(lines)


def _first(alike: list[Fault]) -> list[Fault]:
    """The faults of a kind that are shown."""
    if len(alike) <= SHOWN:
        return alike
    by_value = {fault.value or str(at): fault for at, fault in reversed([*enumerate(alike)])}
    distinct = list(reversed(by_value.values()))
    return sorted(distinct, key=lambda fault: not fault.fields.get("hint"))[:SHOWN]


def _kind(fault: Fault) -> tuple[str, str, str, str]:
    return (fault.table, fault.place, fault.key, fault.column)


class Choices(tuple[str, ...]):
    """The words of ours among which one may choose: a sentence tells all of them."""

    __slots__ = ()


def shown(value: object) -> str:
    """A field of a sentence in the language in force; a list is cut at five, `Choices` are not."""
    if isinstance(value, (list, tuple)):
        most = max(SHOWN, len(value)) if isinstance(value, Choices) else SHOWN
        return listed([shown(item) for item in value], most=most)
    if isinstance(value, SanzuError):  # it has a language of its own
        return value.describe(language())
    homes = {base.__module__.partition(".")[0] for base in type(value).__mro__}
    is_ours = __package__ in homes  # a frame of pandas describes itself, too
    words = str(value.describe()) if is_ours and hasattr(value, "describe") else plain(value)
    return words if len(words) <= LONGEST_FIELD else words[:LONGEST_FIELD] + "…"
