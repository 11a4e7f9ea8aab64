"""Units written as paths, ``Corp > Engineering > Team 1``: the last one, and those above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

#: What separates the steps of a path, in the order in which it is tried.
_STEPS = tuple(
    re.compile(mark)
    for mark in (
        r"(?:(?<!\s)\s++)?[>›»→＞]++\s*+",
        r"(?:(?<!\s)\s++)?\\++\s*+",
        r"(?<!\s)\s++/\s++|/",
        r"(?<!\s)\s++-\s++",
        r"-",
    )
)
_ANY = re.compile(r"[>›»→＞\\/-]")
_MOSTLY, _LEAST = 0.8, 2


class UnitStep(NamedTuple):
    """One unit of a path: its layer, the name that it bears there, and the id of the one above."""

    layer: str
    name: str
    parent: str


def paths_of(units: Sequence[str], base: str) -> dict[str, list[UnitStep]]:
    """Unit as written → its steps from the top; empty where the units are no paths.

    They are where most hold the same separator and all of those begin with one of few first steps. A unit that
    nothing stands below is of the layer `base`; those above are of ``level_1``, ``level_2``, …

    Examples
    --------
    >>> found = paths_of(["Corp > Eng > A", "Corp > Eng > B", "Corp > Ops"], "team")
    >>> [step.layer for step in found["Corp > Eng > A"]], found["Corp > Ops"][-1]
    (['level_1', 'level_2', 'team'], UnitStep(layer='team', name='Ops', parent='level_1:Corp'))
    """
    if _ANY.search("".join(units)) is None:
        return {}
    for mark in _STEPS:
        split = {unit: [part for part in mark.split(unit) if part] for unit in units}
        long = [parts for parts in split.values() if len(parts) >= _LEAST]
        firsts = {parts[0] for parts in long}
        if (
            len(long) < max(_MOSTLY * len(units), _LEAST)
            or len(firsts) > max(1, len(long) // 3)
            or (len(firsts) > 1 and mark == _STEPS[-1])
        ):
            continue
        tuples = {unit: tuple(parts) for unit, parts in split.items()}
        above = {parts[:depth] for parts in tuples.values() for depth in range(1, len(parts))}
        everything = above | set(tuples.values())
        last = [parts[-1] for parts in everything if parts not in above]
        repeated = {name for name, count in Counter(last).items() if count > 1}
        return {unit: _steps(parts, above, repeated, base) for unit, parts in tuples.items()}
    return {}


def _steps(
    parts: tuple[str, ...], above: set[tuple[str, ...]], repeated: set[str], base: str
) -> list[UnitStep]:
    steps: list[UnitStep] = []
    for depth in range(1, len(parts) + 1):
        here = parts[:depth]
        layer = f"level_{depth}" if here in above else base
        unique = here[-1] not in repeated if layer == base else depth == 1
        name = here[-1] if unique or depth == 1 else " > ".join(here[1:] if len(here) > 1 else here)
        parent = f"{steps[-1].layer}:{steps[-1].name}" if steps else ""
        steps.append(UnitStep(layer, name, parent))
    return steps
