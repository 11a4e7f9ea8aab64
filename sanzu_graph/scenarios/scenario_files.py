"""Scenarios as JSON: one change a line, so that two versions of a plan can be laid side by side."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.registry import change_from_dict
from sanzu_graph.errors import SCENARIO, Fault, SanzuError, ScenarioError, unreadable
from sanzu_graph.model.days import as_day

FORMAT = "sanzu_graph scenario"
VERSION = 1
KEYS = ("format", "version", "name", "base", "on", "changes")


class Parts(NamedTuple):
    """The parts of a scenario, as a file holds them."""

    name: str
    changes: Sequence[Change] = ()
    on: datetime.date | None = None
    base: str | None = None


def to_json(scenario: Parts) -> str:
    r"""A scenario as JSON text: stable, one change a line, and a newline at the end.

    Examples
    --------
    >>> print(to_json(Parts("nothing yet")), end="")
    {
      "format": "sanzu_graph scenario",
      "version": 1,
      "name": "nothing yet",
      "base": null,
      "on": null,
      "changes": []
    }
    """
    on = None if scenario.on is None else scenario.on.isoformat()
    head = {
        "format": FORMAT,
        "version": VERSION,
        "name": scenario.name,
        "base": scenario.base,
        "on": on,
    }
    lines = [f"  {_line(key)}: {_line(value)},\n" for key, value in head.items()]
    changes = ",\n".join(f"    {_line(change.to_dict())}" for change in scenario.changes)
    return (
        "{\n"
        + "".join(lines)
        + '  "changes": ['
        + (f"\n{changes}\n  " if changes else "")
        + "]\n}\n"
    )


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def read(path: str | os.PathLike[str]) -> Parts:
    """The parts of the scenario that a file holds; see `Scenario.read`."""
    file = pathlib.Path(path)
    try:
        content = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError(
            "error.scenario", [Fault("fault.scenario_encoding", place=file.name)]
        ) from None
    except OSError as error:
        raise unreadable(path, error) from error
    return from_json(content, place=file.name)


def from_json(content: str, *, place: str = "") -> Parts:
    """The parts of the scenario that a text holds; `place` is the file that faults name."""
    try:
        given = json.loads(content, object_pairs_hook=_once, parse_constant=_refused)
        json.dumps(given, ensure_ascii=False).encode()  # half a letter ("\\ud800") is none
    except (ValueError, RecursionError) as error:
        fault = Fault("fault.json", place=place, fields={"why": error})
        if isinstance(content, str) and content.strip().lower().endswith(".json"):
            fault = Fault("fault.json_path", place=place, fields={"path": repr(content.strip())})
        raise ScenarioError("error.scenario", [fault]) from None
    if not isinstance(given, Mapping) or given.get("format") != FORMAT:
        raise ScenarioError(
            "error.scenario",
            [Fault("fault.scenario_format", place=place, fields={"format": FORMAT})],
        )
    if given.get("version") != VERSION:
        wrong = Fault(
            "fault.scenario_version",
            SCENARIO,
            place,
            None,
            "version",
            _line(given.get("version")),
            {"known": VERSION},
        )
        raise ScenarioError("error.scenario", [wrong])
    faults: list[Fault] = [
        Fault("fault.unknown_key", SCENARIO, place, None, key, fields={"known": list(KEYS)})
        for key in given
        if key not in KEYS
    ]
    head = {key: _headed(key, given.get(key), place, faults) for key in ("name", "base", "on")}
    changes = _changes(given.get("changes"), place, faults)
    if faults:
        raise ScenarioError("error.scenario", faults)
    return Parts(head["name"], changes, as_day(head["on"] or ""), head["base"])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON whose keys are all different: of two equal ones, the first would be lost."""
    content = dict(pairs)
    if len(content) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"{next(key for key in keys if keys.count(key) > 1)!r} × 2")
    return content


def _refused(constant: str) -> Any:  # noqa: ANN401 - it never returns
    raise ValueError(constant)


def _headed(key: str, value: Any, place: str, faults: list[Fault]) -> Any:  # noqa: ANN401 - JSON holds anything
    """One entry of the head, and what is wrong with it."""
    fits = {
        "name": isinstance(value, str),
        "base": value is None or isinstance(value, str),
        "on": value is None or (isinstance(value, str) and as_day(value) is not None),
    }
    if not fits[key]:
        faults.append(Fault(f"fault.scenario_{key}", SCENARIO, place, None, key, _line(value)))
    return value


def _changes(given: Any, place: str, faults: list[Fault]) -> list[Change]:  # noqa: ANN401 - JSON holds anything
    """The changes, and what is wrong with each."""
    if not isinstance(given, list):
        faults.append(
            Fault("fault.scenario_changes", SCENARIO, place, None, "changes", _line(given))
        )
        return []
    changes: list[Change] = []
    for step, entry in enumerate(given, 1):
        try:
            changes.append(change_from_dict(entry))
        except SanzuError as error:
            key = str(error.fields.get("field", ""))
            faults.append(
                Fault(
                    error.key,
                    SCENARIO,
                    place,
                    step,
                    key,
                    str(error.fields.get("value", "")),
                    error.fields,
                )
            )
    return changes
