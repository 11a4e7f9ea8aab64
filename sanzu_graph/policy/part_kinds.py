"""Values of a policy made in Python that are of a kind their field does not take."""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from numbers import Integral, Real
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

#: A kind → how what it needs is told, in a file as in Python.
NEEDED: Mapping[Any, str] = {
    bool: "true / false",
    str: "“…”",
    float: "0, 1, 2, …",
    int: "0, 1, 2, …",
    datetime.date: "2026-01-01",
}


def misfits(part: Any, path: str = "") -> Iterator[tuple[str, Any, str]]:  # noqa: ANN401 - any part
    """Place, value and what is needed, for each value below a part that its field does not take.

    Examples
    --------
    >>> from sanzu_graph.policy.parts import Layer
    >>> list(misfits(Layer("team", smallest="3", everyone=1), "layers.team."))
    [('layers.team.everyone', 1, 'true / false'), ('layers.team.smallest', '3', '0, 1, 2, …')]
    """
    cls: Any = type(part)
    for name, hint in _hints(cls).items():
        value = getattr(part, name)
        if not _fits(hint, value):
            yield f"{path}{name}", value, _needed(hint)
            continue
        several = isinstance(value, tuple | list)
        for number, inner in enumerate(value if several else [value]):
            if is_dataclass(inner):
                called = getattr(inner, "name", "") or f"[{number}]" if several else ""
                joint = "." if called and not called.startswith("[") else ""
                yield from misfits(inner, f"{path}{name}{joint}{called}.")


@cache
def _hints(cls: Any) -> dict[str, Any]:  # noqa: ANN401 - any class of parts
    hints = get_type_hints(cls)
    return {part.name: hints[part.name] for part in fields(cls)}


def _fits(hint: Any, value: Any) -> bool:  # noqa: ANN401 - any type of any field
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(one, value) for one in get_args(hint))
    if origin is tuple:
        is_several = isinstance(value, tuple | list)
        return is_several and all(_fits(get_args(hint)[0], one) for one in value)
    if origin is not None:
        return isinstance(value, Mapping)
    if hint in (int, float):
        number = Integral if hint is int else Real
        return isinstance(value, number) and not isinstance(value, bool)
    if hint is bool:
        return isinstance(value, bool | np.bool_)
    return isinstance(value, hint)


def _needed(hint: Any) -> str:  # noqa: ANN401 - any type of any field
    """What a field needs, in the words of a policy file."""
    kinds = [one for one in get_args(hint) or [hint] if one is not types.NoneType]
    origin = get_origin(hint)
    if origin is tuple:
        return "[ … ]"
    if origin not in (None, Union, types.UnionType):
        return "{ … }"
    first = kinds[0]
    if getattr(first, "__name__", "") == "Limit":
        return NEEDED[float]
    return NEEDED.get(first, "[ … ]" if get_origin(first) is tuple else "{ … }")
