"""An object as text: short for people, whole for programs that compare or repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

#: The most letters of the text that stands for an object, and of one value in it.
MOST, _PART = 400, 80
_MARK = "…"


def cut(told: str, most: int = MOST) -> str:
    """A text of so many letters at most; where it is cut, a mark says so.

    Examples
    --------
    >>> cut("abcdef", 4), cut("abc", 4)
    ('abc…', 'abc')
    """
    return told if len(told) <= most else told[: most - 1] + _MARK


class ShortText:
    """A dataclass that shows only its fields that are not as by default, and cuts what is long."""

    def __repr__(self) -> str:
        shown = [
            f"{part.name}={cut(repr(getattr(self, part.name)), _PART)}"
            for part in fields(self)  # type: ignore[arg-type]
            if part.repr and not _is_default(part, getattr(self, part.name))
        ]
        return f"{type(self).__name__}({cut(', '.join(shown))})"


def _is_default(part: Field[Any], value: object) -> bool:
    default = part.default_factory() if part.default_factory is not MISSING else part.default
    return bool(default is not MISSING and default == value)


def whole_text(value: object) -> str:
    """Everything that makes a value, as text: two values with one text are equal.

    Examples
    --------
    >>> from sanzu_graph import Limit
    >>> whole_text((Limit(1), {"a": [2]}))
    "(Limit(value=1, source={}, status='custom'), {'a': [2]})"
    """
    if is_dataclass(value) and not isinstance(value, type):
        parts = [
            f"{part.name}={whole_text(getattr(value, part.name))}"
            for part in fields(value)
            if part.repr
        ]
        return f"{type(value).__name__}({', '.join(parts)})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{whole_text(k)}: {whole_text(v)}' for k, v in value.items())}}}"
    if isinstance(value, Mapping):
        return f"{type(value).__name__}({whole_text(dict(value))})"
    if type(value) is tuple:
        return f"({', '.join(map(whole_text, value))}{',' if len(value) == 1 else ''})"
    return f"[{', '.join(map(whole_text, value))}]" if type(value) is list else repr(value)
