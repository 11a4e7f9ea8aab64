"""Every sentence a user reads, in English and Chinese.

The sentences live in ``messages.csv`` (key, en, zh), which a translator can open in Excel. A place
``{count}`` is filled; ``{count:day|days}`` is the noun that goes with the number. Nothing
else in the package holds prose that reaches a user. This room imports nothing heavy, because
``sanzu --help`` has to answer at once.

To change:

- a sentence, or its translation: its line in ``messages.csv``
- how places are filled, or lists are written: `fill` and `listed` below
- how numbers are written: ``numerals.py``; in charts of PowerPoint: ``charts/native_charts.py``
- what a layer or a requirement is called: ``labels`` in ``policy/policies/sanzu.toml``
- which language is in force: `language` below, and ``sanzu_graph/doors.py``
"""

import csv
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from typing import cast

from sanzu_graph.messages.numerals import (
    GROUPED,
    amount,
    grouped,
    percent,
    plain,
    price,
    seconds,
    written,
)

__all__ = [
    "LANGUAGES",
    "SPOKEN",
    "amount",
    "called",
    "catalog",
    "fill",
    "grouped",
    "language",
    "listed",
    "percent",
    "plain",
    "price",
    "seconds",
    "settle",
    "text",
    "written",
]

LANGUAGES = ("en", "zh")


@cache
def catalog() -> dict[str, dict[str, str]]:
    """The sentences: key → language → template with ``{named}`` places."""
    # os.path: importing pathlib alone would cost a quarter of the whole answer to `sanzu --help`.
    with open(  # noqa: PTH123
        os.path.join(os.path.dirname(__file__), "messages.csv"),  # noqa: PTH118, PTH120
        encoding="utf-8",
        newline="",
    ) as file:
        return {row["key"]: {"en": row["en"], "zh": row["zh"]} for row in csv.DictReader(file)}


#: What is spoken where a door was opened: the language, and whether anybody asked for it. Where
#: nobody did, a policy that is met further inside still may.
SPOKEN: ContextVar[tuple[str, bool] | None] = ContextVar("sanzu_graph_spoken", default=None)
#: The process's own choice, made by `sanzu_graph.use`, under the key "lang".
_USED: dict[str, str] = {}


def language(lang: str | None = None, *fallbacks: str | None) -> str:
    """The language in force.

    Parameters
    ----------
    lang
        Asked for here: ``"en"``, ``"zh"``, a locale name such as ``"zh_CN.UTF-8"``, or None.
    *fallbacks
        What counts where nobody asked: a policy's language.

    Returns
    -------
    str
        ``"en"`` or ``"zh"``. The first of these counts: `lang`, the language of the public door,
        the first fallback, the choice of `sanzu_graph.use`, the user's locale. A locale of any
        other language reads English.

    Raises
    ------
    KeyError
        When a language is named that the catalog does not have; `sanzu_graph.errors.speaking` says
        so in a sentence.

    Examples
    --------
    >>> language("zh-TW")
    'zh'
    >>> language(None, "en")
    'en'
    """
    spoken = SPOKEN.get()
    if spoken is not None and not lang and (spoken[1] or not any(fallbacks)):
        return spoken[0]
    for wanted in (lang, *fallbacks):
        if wanted:
            return _CODES[str(wanted).lower()[:2]]
    return _USED.get("lang") or _locale_language()


_CODES = {code: code for code in LANGUAGES}


def settle(lang: str | None) -> None:
    """Set the process's own language; None: what the locale says. `sanzu_graph.use` is its public
    name.
    """
    _USED.clear()
    if lang:
        _USED["lang"] = language(lang)


def _locale_language() -> str:
    names = [os.environ.get(name) for name in ("SANZU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((name for name in names if name), None) or _runtime_locale()
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


def _runtime_locale() -> str:
    """What the C runtime knows where the environment says nothing, as on Windows (“Chinese
    (Simplified)_China”).
    """
    import locale

    return locale.getlocale()[0] or "en"


def text(key: str, /, **fields: object) -> str:
    """One sentence of the catalog in the language in force, its places filled.

    Examples
    --------
    >>> text("list.more", count=37)
    'and 37 more'
    """
    template, nouns = _with_nouns(catalog()[key][language()])
    for place, name, one, many in nouns:
        fields[place] = one if _is_one(fields[name]) else many
    return template.format(
        **{name: value if name in ORDINALS else written(value) for name, value in fields.items()}
    )


#: Places for numbers that count nothing, but say which one: they are never rounded or grouped.
ORDINALS = frozenset({"row", "line", "page", "number", "year", "seed"})


@cache
def _with_nouns(template: str) -> tuple[str, tuple[tuple[str, str, str, str], ...]]:
    """A template whose nouns are places: place, name of the number, singular and plural of each."""
    if "|" not in template:
        return template, ()
    nouns: list[tuple[str, str, str, str]] = []

    def place(match: re.Match[str]) -> str:
        noun = f"noun{len(nouns)}"
        nouns.append((noun, match[1], match[2], match[3]))
        return f"{{{noun}}}"

    return re.sub(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}", place, template), tuple(nouns)


def _is_one(number: object) -> bool:
    return number == 1 or number in ("1", "1.0")


def fill(key: str, columns: Mapping[str, Sequence[object]], length: int) -> list[str]:
    """One sentence for many rows: the template's places filled from columns, row by row.

    Parameters
    ----------
    key
        The sentence.
    columns
        Place → values, each `length` long; may hold more than the template uses.
    length
        How many rows; needed where a template has no places.

    Examples
    --------
    >>> fill("list.more", {"count": [1, 2]}, 2)
    ['and 1 more', 'and 2 more']
    """
    from string import Formatter

    template, nouns = _with_nouns(catalog()[key][language()])
    if nouns:
        columns = {
            **columns,
            **{
                place: [one if _is_one(number) else many for number in columns[name]]
                for place, name, one, many in nouns
            },
        }
    names = list(
        dict.fromkeys(name for _, name, _, _ in Formatter().parse(template) if name is not None)
    )
    columns = {name: _numbers(name, columns[name]) for name in names}
    for position, name in enumerate(names):
        template = template.replace(f"{{{name}}}", f"{{{position}}}")
    # Positional format over zipped columns fills a million rows in about half a second.
    return (
        list(map(template.format, *(columns[name] for name in names)))
        if names
        else [template] * length
    )


def _numbers(name: str, values: Sequence[object]) -> Sequence[object]:
    """A column of a sentence's places, its numbers as a reader sees them."""
    kinds = {str} if name in ORDINALS else set(map(type, values))
    if kinds <= {int}:  # a million are asked at once, and few of them are large
        counts = cast("Sequence[int]", values)
        return values if max(counts, default=0) < GROUPED else list(map(grouped, counts))
    return values if kinds <= {str} else list(map(written, values))


def called(name: object, id_: object) -> str:
    """Somebody or something by name, with the id behind it; the id alone where there is no other
    name.

    Examples
    --------
    >>> called("An", "M1"), called("M1", "M1"), called(None, "M1")
    ('An (M1)', 'M1', 'M1')
    """
    known = isinstance(name, str) and name not in ("", id_)
    return text("name.with_id", name=name, id=id_) if known else str(id_)


def listed(items: Iterable[object], *, most: int = 5) -> str:
    """A list of names in one line, cut at `most` with “and 37 more”.

    Examples
    --------
    >>> listed(["T1", "T2", "T3"], most=2)
    'T1, T2 and 1 more'
    """
    names = [plain(item) for item in items]
    if not names:
        return text("list.nothing")
    comma = text("list.comma")
    line = comma.join(names[:most])
    return line if len(names) <= most else line + text("list.tail", count=len(names) - most)
