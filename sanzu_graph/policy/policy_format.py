"""The format of a policy file as a JSON Schema: made from the classes that `loading.py` reads by."""

from __future__ import annotations

import datetime
import types
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from sanzu_graph.messages import LANGUAGES
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.loading import MOST, has_name
from sanzu_graph.policy.parts import Limit
from sanzu_graph.policy.policy_faults import MEASURES, PERIODS, STATUSES
from sanzu_graph.policy.rules import Rule
from sanzu_graph.schema.field_words import field_words, summary

Shape = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
#: Fields that hold one of a few words.
_WORDS = {
    ("Limit", "status"): STATUSES,
    ("Term", "measure"): tuple(MEASURES),
    ("Routine", "every"): PERIODS,
    ("Policy", "lang"): LANGUAGES,
}
#: The keys without which no policy is read.
_REQUIRED = ["base", "layers"]
_SCALAR: Shape = {"type": ["string", "number", "boolean"]}
_TEXTS: Shape = {"type": "object", "additionalProperties": {"type": "string"}}
_PLAIN: dict[Any, Shape] = {
    bool: {"type": "boolean"},
    str: {"type": "string"},
    float: {"type": "number", "maximum": MOST, "minimum": -MOST},
    int: {"type": "integer", "maximum": MOST, "minimum": -MOST},
    datetime.date: {"type": "string", "format": "date"},
}
_CONDITIONS: dict[str, Shape] = {
    "any_of": {"type": "array", "items": _SCALAR},
    "none_of": {"type": "array", "items": _SCALAR},
    "at_least": {"type": "number"},
    "at_most": {"type": "number"},
    "also": {"type": "array", "items": {"$ref": "#/$defs/Rule"}},
}


def policy_schema() -> dict[str, Any]:
    """The JSON Schema of policy files: every key, what it may hold, and what it means.

    An editor that knows it completes and checks a policy while it is written. It is made from the
    classes by which `Policy.read` reads. So it accepts every file that can be read. Values
    that only make no sense together, such as a layer that is not there, `Policy.read` alone tells.

    Parameters
    ----------
    None

    Returns
    -------
    dict
        A schema of the draft 2020-12, to be written with `json.dump`. Dates are texts in it.

    Examples
    --------
    >>> schema = policy_schema()
    >>> schema["required"], schema["properties"]["powers"]["type"]
    (['base', 'layers'], 'array')
    """
    known: dict[str, Shape] = {"Rule": _rule()}
    top = _table(Policy, known, without=())
    return {
        "$schema": DRAFT,
        "title": "sanzu_graph policy",
        **top,
        "required": _REQUIRED,
        "$defs": dict(sorted(known.items())),
    }


def _rule() -> Shape:
    words = field_words(Rule)
    return {
        "type": "object",
        "description": summary(Rule),
        "properties": {
            "column": {"type": "string", "description": words["column"]},
            **{name: {**shape, "description": words[name]} for name, shape in _CONDITIONS.items()},
        },
        "required": ["column"],
        "minProperties": 2,
        "additionalProperties": False,
    }


def _table(cls: type, known: dict[str, Shape], without: tuple[str, ...]) -> Shape:
    """A table of a file as its dataclass."""
    hints, descriptions = get_type_hints(cls), field_words(cls)
    shapes: dict[str, Shape] = {}
    for part in fields(cls):
        if part.name in without or not part.metadata.get("in_files", True):
            continue
        shape = _shape(hints[part.name], known)
        if words := _WORDS.get((cls.__name__, part.name)):
            shape = {"enum": list(words)}
        if part.name in descriptions:
            shape = {**shape, "description": descriptions[part.name]}
        shapes[part.name] = shape
    needed = [
        part.name
        for part in fields(cls)
        if part.name in shapes and part.default is MISSING and part.default_factory is MISSING
    ]
    return {
        "type": "object",
        "description": summary(cls),
        "properties": shapes,
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _shape(hint: Any, known: dict[str, Shape]) -> Shape:  # noqa: ANN401 - any type of any field
    """What one value may be, by the type that its field declares."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        possible = [part for part in get_args(hint) if part is not type(None)]
        shapes = [_shape(part, known) for part in possible]
        return shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
    if hint is Rule:
        return {"$ref": "#/$defs/Rule"}
    if is_dataclass(hint) and isinstance(hint, type):
        table = _named(hint, known, named=False)
        return {"anyOf": [_PLAIN[float], table]} if hint is Limit else table
    if origin is tuple:
        return _several(get_args(hint)[0], known)
    if origin is dict:
        return _TEXTS
    return {"anyOf": [{"type": "string"}, _TEXTS]} if origin is not None else _PLAIN[hint]


def _several(kind: Any, known: dict[str, Shape]) -> Shape:  # noqa: ANN401
    """A list; of dataclasses with a name also a table of named tables (``[layers.party]``)."""
    listed = {"type": "array", "items": _shape(kind, known)}
    if not has_name(kind):
        return listed
    tables = {"type": "object", "additionalProperties": _named(kind, known, named=True)}
    return {"anyOf": [tables, listed]}


def _named(cls: type, known: dict[str, Shape], *, named: bool) -> Shape:
    """A reference to the shape of a class; `named`: its name stands in the head of its table."""
    key = f"Named{cls.__name__}" if named else cls.__name__
    if key not in known:
        known[key] = {}  # a class that holds itself ends here
        known[key] = _table(cls, known, without=("name",) if named else ())
    return {"$ref": f"#/$defs/{key}"}
