"""Options of reading and of plans, which sentences name as Python does, in the words of the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable

_TEXT = r"[\"“]([^\"“”]*+)[\"”]"
_PAIR = re.compile(rf"{_TEXT}\s*+:\s*+{_TEXT}")
_HIDDEN = {"True": "--hidden", "False": "--no-hidden"}
#: An argument of `propose` or `pair_mentors` → the option that gives it.
_ARGUMENTS = {
    "levers": "--levers",
    "goals": "--goals",
    "pins": "--pin",
    "repair": "--repair",
    "max_groups_changed": "--max-groups",
    "time_limit": "--time-limit",
    "forbidden": "--forbid",
    "required": "--require",
    "keep_price": "--keep-price",
}
#: An option of Python, in one pattern → how the terminal calls it.
_WORDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"mapping=\{\s*\"values\":\s*\{([^{}]*)\}\s*\}"),
        lambda found: _pairs("--value", found[1]),
    ),
    (re.compile(r"mapping=\{([^{}]*)\}"), lambda found: _pairs("--mapping", found[1])),
    (
        re.compile(rf"\b(dates|shape|sheet|encoding)={_TEXT}"),
        lambda found: f"--{found[1]} {quoted(found[2])}",
    ),
    (re.compile(r"\bhidden=(True|False)"), lambda found: _HIDDEN[found[1]]),
    (re.compile(r"\bstrict=False"), lambda _: "--lenient"),
    (re.compile(r"\bkeep_private=True"), lambda _: "--keep-private"),
    (re.compile(r"read_roster\(…, dry_run=True\)\.doubts(?:, or |，或 ?)"), lambda _: ""),
    (re.compile(r"\battributes=\[…\]"), lambda _: "--hide-attributes …"),
    (re.compile(r"\bone_per\b"), lambda _: "--one-per"),
    (
        re.compile(r"(?:\bargument|参数) (?:rules\.|solve\.)?(\w++)"),
        lambda found: _ARGUMENTS.get(found[1], found[0]),
    ),
)
#: What any of them begins with.
_ANY = re.compile(
    r"mapping=|dates=|shape=|sheet=|encoding=|hidden=|strict=|keep_private=|dry_run=|attributes="
    r"|one_per|argument |参数 "
)


def quoted(word: str) -> str:
    """A word as it is typed in a command: in quotes where it has blanks."""
    return f'"{word}"' if not word or any(map(str.isspace, word)) else word


def in_terminal(sentence: str) -> str:
    """A sentence whose options are called as the terminal calls them.

    Examples
    --------
    >>> in_terminal('Say it: dates="dmy" or dates="mdy".')
    'Say it: --dates dmy or --dates mdy.'
    >>> in_terminal('mapping={"values": {"Head of Grid": "leader"}}')
    '--value "Head of Grid=leader"'
    >>> in_terminal('mapping={"a": "team", "b": "keep"}; strict=False')
    '--mapping a=team --mapping b=keep; --lenient'
    >>> in_terminal("argument rules.pins: no member or unit has the id “X”.")
    '--pin: no member or unit has the id “X”.'
    """
    if _ANY.search(sentence) is None:
        return sentence
    for pattern, word in _WORDS:
        sentence = pattern.sub(word, sentence)
    return sentence


def _pairs(option: str, listed: str) -> str:
    return " ".join(f"{option} {quoted(f'{pair[1]}={pair[2]}')}" for pair in _PAIR.finditer(listed))
