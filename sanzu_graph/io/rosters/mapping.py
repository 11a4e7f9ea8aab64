"""What a user says of a roster: headings, values, shape, sheets, encoding, dates; in Python or TOML."""

from __future__ import annotations

import os
import pathlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sanzu_graph.errors import AbsentError, Fault, SchemaError, unreadable
from sanzu_graph.io.rosters.words import folded, targets
from sanzu_graph.schema import ROLES, value_aliases

#: The shapes that a roster may have. ``row`` is one row a person, without bands.
SHAPES = ("row", "bands", "teams", "columns", "transposed", "blocks", "long", "dated")
#: The orders of a day that its digits do not show; ``roc`` counts years from 1912.
DATES = ("ymd", "dmy", "mdy", "roc")
#: Behind the name of a roster, the mapping that belongs to it.
ENDING = ".sanzu.toml"
#: What values may mean beside the name of another unit.
MEANINGS = (*ROLES, "gone", "present", *dict.fromkeys(value_aliases("political_status").values()))


@dataclass(frozen=True)
class RosterMapping:
    """How a roster is to be read, where it does not say so itself.

    Attributes
    ----------
    columns : heading → field, as in ``read_roster(mapping=)``
    values : value → role, status, ``gone``, ``present``, or the unit that is meant
    shape : one of `SHAPES`, or empty
    sheet : the sheets to read; none: all that have headings
    encoding : the encoding of a text file, or empty
    dates : one of `DATES`, or empty
    hidden : whether hidden rows and sheets are read; None: by the file's own evidence
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    shape: str = ""
    sheet: tuple[str, ...] = ()
    encoding: str = ""
    dates: str = ""
    hidden: bool | None = None

    def fields(self) -> dict[str, str]:
        """Folded heading → field, checked."""
        return targets(self.columns)

    def meanings(self) -> dict[str, str]:
        """Folded value → what it means."""
        return {folded(value): meaning for value, meaning in self.values.items()}


def mapping_of(
    given: Mapping[str, Any] | str | os.PathLike[str] | RosterMapping | None,
) -> RosterMapping:
    """A mapping as `read_roster` takes it: heading → field, the parts by name, or a TOML file.

    Raises
    ------
    InputError
        If the file is missing.
    SchemaError
        Naming every key and value that is none.
    """
    if given is None:
        return RosterMapping()
    if isinstance(given, RosterMapping):
        return given
    if isinstance(given, (str, os.PathLike)):
        return _read(pathlib.Path(given))
    parts = {part.name for part in fields(RosterMapping)}
    if set(given) <= parts and any(isinstance(value, Mapping) for value in given.values()):
        return _checked(dict(given), "mapping")
    return RosterMapping(columns=dict(given))


def beside(path: pathlib.Path) -> RosterMapping:
    """The mapping that lies beside a roster under its name, or an empty one."""
    file = path.with_name(path.name + ENDING)
    return _read(file) if file.is_file() else RosterMapping()


def joined(file: RosterMapping, asked: RosterMapping) -> RosterMapping:
    """Both; what was asked for goes before what the file says."""
    return replace(
        file,
        columns={**file.columns, **asked.columns},
        values={**file.values, **asked.values},
        shape=asked.shape or file.shape,
        sheet=asked.sheet or file.sheet,
        encoding=asked.encoding or file.encoding,
        dates=asked.dates or file.dates,
        hidden=file.hidden if asked.hidden is None else asked.hidden,
    )


def _read(path: pathlib.Path) -> RosterMapping:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise unreadable(path, error) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = Fault("fault.toml", "members", path.name, fields={"why": str(error)})
        raise SchemaError("error.roster", [fault]) from None
    return _checked(content, path.name)


def _checked(content: dict[str, Any], place: str) -> RosterMapping:
    known = {item.name for item in fields(RosterMapping)}
    sheet = content.get("sheet", ())
    content["sheet"] = (sheet,) if isinstance(sheet, str) and sheet else tuple(sheet or ())
    faults = [
        Fault("fault.mapping_key", "members", place, column=key, fields={"known": sorted(known)})
        for key in content
        if key not in known
    ]
    for key in ("columns", "values"):
        part = content.get(key, {})
        if not isinstance(part, Mapping) or not all(isinstance(v, str) for v in part.values()):
            faults.append(Fault("fault.mapping_part", "members", place, column=key))
    for key, choices in (("shape", SHAPES), ("dates", DATES)):
        if content.get(key, "") not in ("", *choices):
            faults.append(
                Fault(
                    "fault.mapping_value",
                    "members",
                    place,
                    column=key,
                    value=str(content[key]),
                    fields={"known": list(choices)},
                )
            )
    if faults:
        raise SchemaError("error.roster", faults)
    mapping = RosterMapping(**content)
    mapping.fields()
    return mapping


def confirm_choice(name: str, value: str | None, known: Sequence[str]) -> str:
    """The value, or an error that names those there are."""
    if value not in (None, "", *known):
        raise AbsentError("error.roster_choice", name=name, value=value, known=list(known))
    return value or ""


def to_toml(mapping: RosterMapping) -> str:
    """The mapping as TOML, to be edited by hand.

    Examples
    --------
    >>> print(to_toml(RosterMapping({"科室": "team"}, dates="dmy")), end="")
    dates = "dmy"
    <BLANKLINE>
    [columns]
    "科室" = "team"
    """
    lines = [
        f"{name} = {_quoted(value)}"
        for name in ("shape", "encoding", "dates")
        if (value := getattr(mapping, name))
    ]
    if mapping.sheet:
        lines.append(f"sheet = [{', '.join(map(_quoted, mapping.sheet))}]")
    if mapping.hidden is not None:
        lines.append(f"hidden = {str(mapping.hidden).lower()}")
    for name in ("columns", "values"):
        part = getattr(mapping, name)
        if part:
            lines += ["", f"[{name}]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in part.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
