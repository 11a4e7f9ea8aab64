"""TOML → frozen dataclasses: the classes say which keys there are; every fault is collected,
nothing is run.
"""

from __future__ import annotations

import tomllib
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from sanzu_graph.errors import Fault, InputError, PolicyError, unreadable
from sanzu_graph.messages import LANGUAGES
from sanzu_graph.policy.part_kinds import NEEDED
from sanzu_graph.policy.rules import Rule, as_rule

#: Marks a field that no file gives.
NOT_IN_FILES = {"in_files": False}

#: What a value must be, in words that need no translation, per type.
#: No number of people, days, units or points is greater.
MOST = 10**12


class _UnusableError(Exception):
    """A value that its place cannot hold; carries what is needed instead."""


def toml_of(path: Path) -> dict[str, Any]:
    """The content of a TOML file.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be opened.
    PolicyError
        If it is no TOML, or not UTF-8.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise unreadable(path, error) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(
            "error.policy", [Fault("fault.toml", "policy", path.name, fields={"why": str(error)})]
        ) from None


def load(cls: type, content: Mapping[str, Any], *, place: str = "") -> dict[str, Any]:
    """The fields of a dataclass from a TOML table; only those that it names.

    Raises
    ------
    PolicyError
        Naming every unknown key, missing key and value of the wrong kind, with the dotted place of
        each.
    """
    faults: list[Fault] = []
    parts = _fields(cls, content, "", place, faults)
    if faults:
        raise PolicyError("error.policy", faults)
    return parts


def _fields(
    cls: type,
    content: Mapping[str, Any],
    path: str,
    place: str,
    faults: list[Fault],
    **given: object,
) -> dict[str, Any]:
    hints = get_type_hints(cls)
    known = [
        part.name
        for part in fields(cls)
        if part.name not in given and part.metadata.get("in_files", True)
    ]
    parts: dict[str, Any] = dict(given)
    for key, value in content.items():
        here = f"{path}{key}"
        if key not in known:
            nearest = get_close_matches(key, known, n=1) or known
            faults.append(
                Fault(
                    "fault.unknown_key", "policy", place, None, here, str(value), {"known": nearest}
                )
            )
            continue
        try:
            parts[key] = _value(hints[key], value, here, place, faults)
        except _UnusableError as needed:
            faults.append(
                Fault(
                    "fault.wrong_value",
                    "policy",
                    place,
                    None,
                    here,
                    str(value),
                    {"needed": str(needed)},
                )
            )
    missing = [
        p.name
        for p in fields(cls)
        if p.name not in {**parts, **content}
        and p.default is MISSING
        and p.default_factory is MISSING
    ]
    faults += [
        Fault("fault.missing_key", "policy", place, None, f"{path}{name}") for name in missing
    ]
    return parts


def _value(hint: Any, value: Any, path: str, place: str, faults: list[Fault]) -> Any:  # noqa: ANN401 - any type of any field
    """One value as the type its field declares."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(hint), value, path, place, faults)
    if hint is Rule:
        return _rule(value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _nested(hint, value, path, place, faults)
    if origin is tuple:
        return _several(get_args(hint)[0], value, path, place, faults)
    if origin is not None:
        return _texts(value, by_column=origin is dict)
    kind = (int, float) if hint is float else hint
    if isinstance(value, (int, float)) and abs(value) > MOST:
        raise _UnusableError(f"≤ {MOST}")
    return _checked(
        value,
        isinstance(value, kind) and (hint is bool or not isinstance(value, bool)),
        NEEDED[hint],
    )


def _one_of(hints: Sequence[Any], value: Any, path: str, place: str, faults: list[Fault]) -> Any:  # noqa: ANN401
    """A value as one of the types of its field; a table is a dataclass where there is one."""
    possible = [part for part in hints if part is not type(None)]
    tables = [part for part in possible if is_dataclass(part)]
    if tables and isinstance(value, Mapping):
        return _value(tables[0], value, path, place, faults)
    try:
        return _value(possible[0], value, path, place, faults)
    except _UnusableError as needed:
        is_choice = len(possible) > 1 and bool(tables)
        raise _UnusableError(f"{needed} / {{ … }}" if is_choice else str(needed)) from None


def _texts(value: Any, *, by_column: bool) -> Any:  # noqa: ANN401
    """Texts by column (``dict[str, str]``), or by language (``Mapping[str, str]``), where one text
    may stand for all.
    """
    texts = dict.fromkeys(LANGUAGES, value) if isinstance(value, str) and not by_column else value
    fits = isinstance(texts, Mapping) and all(isinstance(text, str) for text in texts.values())
    return _checked(
        texts, fits, '{ column = "…" }' if by_column else '{ zh = "…", en = "…" }', dict
    )


def _nested(cls: type, value: Any, path: str, place: str, faults: list[Fault]) -> Any:  # noqa: ANN401
    """A table as its dataclass; a bare number where a limit is expected is its value."""
    if cls.__name__ == "Limit" and isinstance(value, (int, float)) and not isinstance(value, bool):
        value = {"value": value}
    table = _checked(value, isinstance(value, Mapping), "{ … }")
    before = len(faults)
    parts = _fields(cls, table, f"{path}.", place, faults)
    return cls(**parts) if len(faults) == before else None


def _several(kind: Any, value: Any, path: str, place: str, faults: list[Fault]) -> tuple[Any, ...]:  # noqa: ANN401
    """A list; of dataclasses also a table of named tables (``[layers.party]``)."""
    if isinstance(value, Mapping) and has_name(kind):
        before = len(faults)
        parts = [
            (
                name,
                _fields(
                    kind,
                    _checked(part, isinstance(part, Mapping), "[…]"),
                    f"{path}.{name}.",
                    place,
                    faults,
                    name=name,
                ),
            )
            for name, part in value.items()
        ]
        return tuple(kind(**part) for _, part in parts) if len(faults) == before else ()
    items = _checked(value, isinstance(value, list), "[ … ]")
    return tuple(
        _value(kind, item, f"{path}[{number}]", place, faults) for number, item in enumerate(items)
    )


def has_name(kind: Any) -> bool:  # noqa: ANN401
    """Whether the head of a table may name one of a class (``[layers.party]``)."""
    is_class = isinstance(kind, type) and is_dataclass(kind)
    return is_class and "name" in {part.name for part in fields(kind)}


def _rule(value: Any) -> Rule | None:  # noqa: ANN401
    try:
        return as_rule(
            _checked(value, isinstance(value, Mapping), '{ column = "…", any_of = ["…"] }')
        )
    except InputError:
        raise _UnusableError(
            '{ column = "…", any_of | none_of = ["…"], at_least | at_most = 0 }'
        ) from None


def _checked(
    value: Any,  # noqa: ANN401
    sound: bool,
    needed: str,
    then: Callable[[Any], Any] = lambda value: value,
) -> Any:  # noqa: ANN401
    if not sound:
        raise _UnusableError(needed)
    return then(value)
