"""Who is in which unit, as a survey keeps it: so that units are known under other ids later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.checks.found import UNIT_KEYS
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import renamed_units
from sanzu_graph.schema import UNIT

if TYPE_CHECKING:
    import pyarrow as pa

    from sanzu_graph.audits.audit_run import Audit
    from sanzu_graph.checks.finding_frames import FrameColumns

#: The columns of units, all of them texts.
_TEXTS = ("id", "name", "layer", "parent")
#: The column of units that says who is in each, as rows of people.
_PEOPLE = "people"


@dataclass(frozen=True, eq=False)
class UnitSeats:
    """The units of an organisation on the day of its audit, and who is in some of them.

    Those are the units that findings name, and the units below them: the others need no other id,
    and are many. Of the others the id alone is known.

    Attributes
    ----------
    units : ``id``, ``name``, ``layer``, ``parent`` of each unit
    ends : where the people of each unit end in `people`, behind a 0
    people : who is in the first unit, then in the second, …: rows of everybody
    """

    units: dict[str, NDArray[np.object_]]
    ends: NDArray[np.int32]
    people: NDArray[np.int32]

    @classmethod
    def of(cls, found: Audit) -> Self:
        """Those of an audited organisation. The rows are those of the whole organisation."""
        org, code, pairs = found.org, found.org.encoding, found.org.pairs()
        is_told = _among(code.units, _told_of(found.finding_columns))
        is_told = is_told | np.append(is_told, False)[code.parent]
        seats, rows = np.flatnonzero(is_told[pairs.unit]), np.flatnonzero(is_told)
        unit = pairs.unit[seats]
        people = pairs.member[seats[np.argsort(unit, kind="stable")]]
        if org is not found.whole:  # on the day there may be fewer
            places = pd.Index(found.whole.encoding.members).get_indexer(pd.Index(code.members))
            people = places[people]
        units = {
            "id": code.units,
            "name": _spread(rows, org.names(UNIT, rows), len(code.units)),
            "layer": _spread(
                rows,
                np.array([*code.layers, ""], dtype=object)[code.unit_layer[rows]],
                len(code.units),
            ),
            "parent": _spread(rows, np.append(code.units, "")[code.parent[rows]], len(code.units)),
        }
        counts = np.bincount(unit, minlength=len(code.units))
        ends = np.concatenate([[0], np.cumsum(counts)])
        return cls(units, ends.astype(np.int32), people.astype(np.int32))

    def columns(self) -> dict[str, pa.Array]:
        """As columns of Arrow, a row a unit."""
        import pyarrow as pa

        texts = {name: pa.array(self.units[name], pa.large_string()) for name in _TEXTS}
        return texts | {_PEOPLE: pa.ListArray.from_arrays(self.ends, self.people)}

    @classmethod
    def from_table(cls, table: pa.Table) -> Self:
        """From these columns."""
        lists: Any = table.column(_PEOPLE).combine_chunks()
        counts = lists.value_lengths().to_numpy(zero_copy_only=False)
        units = {name: np.asarray(table.column(name).to_pylist(), dtype=object) for name in _TEXTS}
        ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return cls(units, ends, lists.flatten().to_numpy(zero_copy_only=False))

    def part(self, gone: set[str], kept: set[str], members: NDArray[np.object_]) -> Org:
        """An organisation of some units alone.

        Those that the other side lacks are in it with their people. So are units directly below
        one that is missing in one of the two.
        """
        ids, parents, layers = (self.units[name] for name in ("id", "parent", "layer"))
        is_gone = _among(ids, gone)
        rows = is_gone | _among(ids, kept)
        unit = np.repeat(np.arange(len(ids)), np.diff(self.ends))
        seats = is_gone[unit]
        people = members[self.people[seats]]
        return Org(
            {"id": pd.unique(people)},
            {
                "id": ids[rows],
                "name": self.units["name"][rows],
                "layer": np.where(layers == "", "?", layers)[rows],
                "parent": np.where(_among(parents, gone), parents, "")[rows],
            },
            {"member": people, "unit": ids[unit[seats]]},
        )

    def below(self, units: set[str]) -> set[str]:
        """The units that are directly below some others."""
        return {*self.units["id"][_among(self.units["parent"], units)]}


def renamed_between(
    before: UnitSeats,
    after: UnitSeats,
    members_before: NDArray[np.object_],
    members_after: NDArray[np.object_],
) -> dict[str, str]:
    """The units that have another id in a later survey: old id → new id; see `renamed_units`.

    Examples
    --------
    >>> names = np.array(["A", "B"], dtype=object)
    >>> def seats(unit):
    ...     units = {"id": [unit], "name": [unit], "layer": ["team"], "parent": [""]}
    ...     return UnitSeats({name: np.array(values, dtype=object) for name, values in units.items()},
    ...                      np.array([0, 2], dtype=np.int32), np.array([0, 1], dtype=np.int32))
    >>> renamed_between(seats("T1"), seats("T9"), names, names)
    {'T1': 'T9'}
    """
    ids = {*before.units["id"]}, {*after.units["id"]}
    gone, come = ids[0] - ids[1], ids[1] - ids[0]
    if not gone or not come:
        return {}
    stay = (before.below(gone) | after.below(come)) & ids[0] & ids[1]
    first = before.part(gone, stay, members_before)
    second = after.part(come, stay, members_after)
    return {old: new for new, old in renamed_units(first, second).items()}


def _told_of(columns: FrameColumns) -> set[str]:
    """The ids that findings name as a unit's."""
    is_unit = np.asarray(columns["entity"], dtype=object) == UNIT
    told = {*np.asarray(columns["entity_id"], dtype=object)[is_unit]}
    for key in UNIT_KEYS:
        told.update(np.asarray(columns.get(key, ()), dtype=object))
    return told


def _spread(rows: Positions, values: NDArray[np.object_], count: int) -> NDArray[np.object_]:
    """Values in their rows, nothing in the others."""
    spread = np.full(count, "", dtype=object)
    spread[rows] = values
    return spread


def _among(values: NDArray[np.object_], wanted: set[str]) -> NDArray[np.bool_]:
    return pd.Series(values, dtype=object).isin(wanted).to_numpy(dtype=bool)
