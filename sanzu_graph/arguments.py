"""Arguments of a kind that a function does not take: one error, with what to write instead.

Nothing is looked at while a call goes well. Where it ends in an error of Python's own, its
arguments are compared with the annotations of the function.
"""

from __future__ import annotations

import inspect
import os
import pathlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from numbers import Integral, Real
from typing import NoReturn

from sanzu_graph.errors import ArgumentError, InputError
from sanzu_graph.messages import text

#: What a call may end in whose arguments are of a wrong kind.
RAW = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
#: A number that no column of whole numbers holds.
_LARGEST = 1 << 63
_PLAIN: Mapping[str, Callable[[object], bool]] = {
    "None": lambda value: value is None,
    "str": lambda value: isinstance(value, str),
    "bytes": lambda value: isinstance(value, bytes),
    "int": lambda value: isinstance(value, Integral) and abs(int(value)) < _LARGEST,
    "float": lambda value: (
        isinstance(value, Real) and abs(float(value)) < _LARGEST
    ),  # no NaN either
    "bool": lambda value: _is_called(value, "bool", "bool_"),
    "PathLike": lambda value: isinstance(value, os.PathLike),
    "Callable": callable,
    "Executor": lambda value: hasattr(value, "submit"),
    "Event": lambda value: hasattr(value, "is_set"),
    "Pair": lambda value: isinstance(value, tuple | list) and len(value) == len(("one", "other")),
    "Mapping": lambda value: isinstance(value, Mapping),
    "AuditedChange": lambda value: hasattr(value, "edit"),
}
_ARRAYS = ("DataFrame", "Series", "ndarray")
_SEVERAL = ("Iterable", "Collection", "Sequence")
#: Classes that annotations name; any other name of an annotation takes everything.
_CLASSES = (
    *("Org", "Policy", "Scenario", "Plan", "Audit", "Survey", "Comparison", "Ranking", "Pairing"),
    *("DataFrame", "Axes", "Rule", "Rules", "Solving", "RosterMapping", "MultiDiGraph"),
    *("Change", "Edit", "Draft", "Layer", "Leaders", "Mentors", "Requirement", "Routine", "Mix"),
    *("Assessment", "Holiday", "Remedies", "Support", "Contacts", "Tasks", "Reporting"),
)
#: Names that annotations have for several kinds.
_ALIASES = {
    "AnyRule": "Rule | Mapping | None",
    "RosterSource": "str | PathLike | DataFrame | Mapping[str, DataFrame]",
    "MappingSource": "str | PathLike | Mapping[str, str | bool | Sequence | Mapping] | None",
    "Only": "Collection[str] | Mapping | None",
    "Progress": "Callable",
    "SurveyProgress": "Callable",
    "Post": "Pair",
    "Disguise": "Callable",
}
_HEAD = re.compile(r"(?:\w+\.)*(\w+)(?:\[(.*)\])?", re.DOTALL)
#: What stands for a kind that has another name → what to write.
_CURES = (
    ("Org", ("str", "PathLike"), "argument.read"),
    ("Org", ("DataFrame",), "argument.read_frame"),
    ("Policy", ("str", "PathLike"), "argument.read_policy"),
    ("Policy", ("Audit",), "argument.policy_of"),
    ("Iterable", ("str", "Scenario", "Plan", "Org", *_ARRAYS), "argument.list"),
)


def refuse(
    function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> None:
    """Raise an error if an argument is of a kind that the function does not take.

    Raises
    ------
    ArgumentError
        For the first such argument: what it is, what the function takes, and what to write.
    """
    signature = inspect.signature(function)
    try:
        given = signature.bind(*args, **kwargs).arguments
    except TypeError:
        return  # Python's own sentence says what is missing
    for name, value in given.items():
        parameter = signature.parameters[name]
        wanted = parameter.annotation
        several = parameter.kind is parameter.VAR_POSITIONAL
        for item in value if several else [value]:
            if isinstance(wanted, str) and not takes(wanted, item):
                _raise(_called(function), name, wanted, item, signature.parameters)
            if isinstance(wanted, str) and "PathLike" in _ALIASES.get(wanted, wanted):
                _refuse_path(item)


def _called(function: Callable[..., object]) -> str:
    """The name of a function, or of the class that it fills."""
    return function.__qualname__.removesuffix(".__init__").rpartition(".")[2]


def _refuse_path(value: object) -> None:
    """Refuse a path that no file can have."""
    if isinstance(value, str | os.PathLike):
        path = os.fspath(value)
        if "\0" in str(path):
            raise InputError("error.no_path", path=repr(path))
        if not pathlib.Path(str(path)).name:
            raise InputError("error.is_folder", path=path)


def takes(annotation: str, value: object) -> bool:
    """Whether an annotation takes a value, as far as can be told by its names.

    Examples
    --------
    >>> takes("str | None", None), takes("int", 2.5), takes("Iterable[str]", "one"), takes("Org", {})
    (True, False, False, False)
    """
    return any(_fits(kind, inner, value) for kind, inner in _kinds(annotation))


def _kinds(annotation: str) -> Iterator[tuple[str, str]]:
    """The kinds between the bars of an annotation, each with what stands in its brackets."""
    depth, part = 0, ""
    for sign in annotation + "|":
        depth += (sign == "[") - (sign == "]")
        if sign == "|" and not depth:
            head = _HEAD.fullmatch(part.strip())
            yield (head[1], head[2] or "") if head else (part, "")
            part = ""
        else:
            part += sign


def _fits(kind: str, inner: str, value: object) -> bool:
    if kind == "tuple" and inner.endswith(", ..."):
        kind, inner = "Sequence", inner.removesuffix(", ...")
    if kind in _SEVERAL:
        is_one = isinstance(value, str | bytes | Mapping) or _is_called(value, *_ARRAYS)
        if is_one or not isinstance(value, Iterable):
            return False
        is_read = isinstance(value, Iterator)  # what it held is gone
        return is_read or all(takes(inner or "object", item) for item in value)
    if kind == "Mapping" and isinstance(value, Mapping):
        last = inner.rpartition(",")[2].strip() or "object"
        return all(takes(last, item) for item in value.values())
    if kind in _ALIASES:
        return takes(_ALIASES[kind], value)
    if kind in _PLAIN:
        return _PLAIN[kind](value)
    return kind not in _CLASSES or _is_called(value, kind)


def _is_called(value: object, *names: str) -> bool:
    return any(one.__name__ in names for one in type(value).__mro__)


def _raise(
    function: str, name: str, annotation: str, value: object, known: Collection[str]
) -> NoReturn:
    wanted = [kind for kind, _ in _kinds(annotation)]
    cures = [
        text(key, function=function, name=name)
        for kind, instead, key in _CURES
        if (kind in wanted or (kind == "Iterable" and {*_SEVERAL} & {*wanted}))
        and any(_PLAIN[one](value) if one in _PLAIN else _is_called(value, one) for one in instead)
    ]
    if _is_called(value, "Policy"):  # where a policy stands second elsewhere
        cures = [text(f"argument.policy_{'named' if 'policy' in known else 'by_audit'}")]
    raise ArgumentError(
        "error.argument",
        function=function,
        name=name,
        wanted=" | ".join(wanted),
        given=_said(value),
        cure=(" " + cures[0]) if cures else "",
    )


def _said(value: object) -> str:
    """A value in few signs: what it is, and a word or number itself."""
    kind = type(value).__name__
    is_short = value is None or isinstance(value, str | bool | Real)
    return f"{value!r:.60} ({kind})" if is_short and value is not None else kind
