"""Every change by name, and the way back from JSON."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from importlib import import_module

from sanzu_graph.changes.changing import Change
from sanzu_graph.doors import guarded
from sanzu_graph.errors import ChangeError


@cache
def all_changes() -> Mapping[str, type[Change]]:
    """Every class of changes by its name, in alphabetical order."""
    package = import_module("sanzu_graph.changes")
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(Change.known.items()))


@guarded
def change_from_dict(mapping: Mapping[str, object]) -> Change:
    """The change that `Change.to_dict` wrote.

    Parameters
    ----------
    mapping
        ``{"change": "MoveMember", "member": …, "source": …, "target": …, "on": …}``; what is left
        out is as by default.

    Returns
    -------
    Change

    Raises
    ------
    ChangeError
        If there is no such change, or a field is missing, unknown or of a wrong kind.

    Examples
    --------
    >>> change_from_dict({"change": "MoveMember", "member": "M1", "source": "T1", "target": "T2", "on": "2027-01-01"})
    MoveMember('M1', 'T1', 'T2', on='2027-01-01')
    """
    if not isinstance(mapping, Mapping) or "change" not in mapping:
        raise ChangeError("refused.no_kind", value=repr(mapping))
    kind = all_changes().get(str(mapping["change"]))
    if kind is None:
        raise ChangeError(
            "refused.unknown_kind", value=mapping["change"], known=", ".join(all_changes())
        )
    own = {part.name: part for part in fields(kind)}
    given = {str(name): value for name, value in mapping.items() if name != "change"}
    unknown = [name for name in given if name not in own]
    missing = [
        name
        for name, part in own.items()
        if name not in given and part.default is MISSING and part.default_factory is MISSING
    ]
    if unknown or missing:
        key = "refused.unknown_fields" if unknown else "refused.missing_fields"
        raise ChangeError(
            key, change=kind.__name__, fields=unknown or missing, known=", ".join(own)
        )
    return kind(**given)  # type: ignore[arg-type]
