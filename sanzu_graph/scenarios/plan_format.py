"""The format of a plan file as a JSON Schema: made from the changes that read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.registry import all_changes
from sanzu_graph.scenarios.scenario_files import FORMAT, KEYS, VERSION
from sanzu_graph.schema.field_words import field_words, summary

Shape = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_ID: Shape = {"type": ["string", "integer"]}
_DAY: Shape = {"type": ["string", "null"], "format": "date"}
#: What a field of a change may hold, by the annotation that it has (`changes/given_values.py`).
SHAPES: Mapping[str, Shape] = {
    "str": _ID,
    "str | None": {"type": ["string", "integer", "null"]},
    "bool": {"type": "boolean"},
    "Sequence[str]": {"anyOf": [_ID, {"type": "array", "items": _ID}]},
    "Mapping[str, object]": {
        "type": "object",
        "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
    },
    "datetime.date | None": _DAY,
}
_HEAD: Mapping[str, Shape] = {
    "format": {"const": FORMAT, "description": "What kind of file it is."},
    "version": {"const": VERSION, "description": "The version of the format."},
    "name": {"type": "string", "description": "What the plan is called."},
    "base": {
        "type": ["string", "null"],
        "description": "The fingerprint of the organisation for which it was made.",
    },
    "on": {**_DAY, "description": "The day on which the changes take effect."},
    "changes": {
        "type": "array",
        "items": {"$ref": "#/$defs/Change"},
        "description": "The changes, in the order in which they are made.",
    },
}


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of plan files: every change with its fields, and what they mean.

    An editor or another program checks a plan by it before `Scenario.read` does. It is made from
    the classes of changes, so it accepts every file that can be read. Whether a change can be made
    on an organisation, only the organisation tells.

    Parameters
    ----------
    None

    Returns
    -------
    dict
        A schema of the draft 2020-12, to be written with `json.dump`.

    Examples
    --------
    >>> schema = plan_schema()
    >>> schema["required"]
    ['format', 'version', 'name', 'changes']
    >>> schema["$defs"]["MoveMember"]["required"]
    ['change', 'member', 'source', 'target']
    """
    kinds = all_changes()
    return {
        "$schema": DRAFT,
        "title": FORMAT,
        "type": "object",
        "properties": {key: _HEAD[key] for key in KEYS},
        "required": [key for key in KEYS if "null" not in _HEAD[key].get("type", "")],
        "additionalProperties": False,
        "$defs": {
            "Change": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in kinds]},
            **{name: _change(kind) for name, kind in kinds.items()},
        },
    }


def _change(kind: type[Change]) -> Shape:
    """One change as it stands in a file."""
    words = {**field_words(kind), "on": field_words(Change)["on"]}
    own = fields(kind)
    return {
        "type": "object",
        "description": summary(kind),
        "properties": {
            "change": {"const": kind.__name__},
            **{
                part.name: {
                    **SHAPES[str(part.type)],
                    **({"description": words[part.name]} if part.name in words else {}),
                }
                for part in (*own[1:], own[0])
            },
        },
        "required": [
            "change",
            *(
                part.name
                for part in own
                if part.default is MISSING and part.default_factory is MISSING
            ),
        ],
        "additionalProperties": False,
    }
