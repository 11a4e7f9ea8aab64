"""Who is in which unit, as a survey keeps it: so that units are known under other ids later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.checks.found import UNIT_KEYS
from sanzu_graph.model.encoding import Ids
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import renamed_units
from sanzu_graph.schema import UNIT

if TYPE_CHECKING:
    import pyarrow as pa

    from sanzu_graph.audits.audit_run import Audit
    from sanzu_graph.checks.finding_frames import FrameColumns

#: The columns of told units, all of them texts.
_TEXTS = ("id", "name", "layer", "parent")
#: The column of told units that says who is in each, as rows of people.
_PEOPLE = "people"


@dataclass(frozen=True, eq=False)
class UnitSeats:
    """The units of an organisation that findings name, on the day of its audit, and who is in each.

    The units directly below them are told as well. Of the others the id alone is known: they need
    no other id, and are many.

    Attributes
    ----------
    units : ``id``, ``name``, ``layer``, ``parent`` of each told unit
    ends : where the people of each told unit end in `people`, behind a 0
    people : who is in the first told unit, then in the second, …: rows of everybody
    others : the ids of the other units
    """

    units: Mapping[str, NDArray[np.object_]]
    ends: NDArray[np.int32]
    people: NDArray[np.int32]
    others: Ids

    @classmethod
    def of(cls, found: Audit) -> Self:
        """Those of an audited organisation. The rows are those of the whole organisation."""
        org, code, pairs = found.org, found.org.encoding, found.org.pairs()
        is_told = np.zeros(len(code.unit_ids), dtype=bool)
        for ids in _told_of(found.finding_columns):
            places = code.unit_places.of(ids)
            is_told[places[places >= 0]] = True
        is_told |= np.append(is_told, False)[code.parent]
        rows, seats = np.flatnonzero(is_told), np.flatnonzero(is_told[pairs.unit])
        unit = pairs.unit[seats]
        people = pairs.member[seats[np.argsort(unit, kind="stable")]]
        if org is not found.whole:  # on the day there may be fewer
            places = found.whole.encoding.member_places.of(pd.Series(code.member_ids))
            people = places[people]
        units = {
            "id": _texts(code.unit_ids, rows),
            "name": org.names(UNIT, rows),
            "layer": np.array([*code.layers, ""], dtype=object)[code.unit_layer[rows]],
            "parent": _texts(code.unit_ids, code.parent[rows]),
        }
        ends = np.concatenate([[0], np.cumsum(np.bincount(unit, minlength=len(is_told))[rows])])
        others = code.unit_ids[~is_told]
        return cls(units, ends.astype(np.int32), people.astype(np.int32), others)

    def columns(self) -> dict[str, pa.Array]:
        """As columns of Arrow, a row a unit; of the other units all but the id is missing."""
        import pyarrow as pa

        others, kind = len(self.others), pa.large_string()
        told = {name: pa.array(self.units[name], kind) for name in _TEXTS}
        told[_PEOPLE] = pa.ListArray.from_arrays(self.ends, self.people)
        below = {name: pa.nulls(others, column.type) for name, column in told.items()}
        below["id"] = _in_one(pa.array(self.others, kind))
        return {name: pa.concat_arrays([told[name], below[name]]) for name in told}

    @classmethod
    def from_table(cls, table: pa.Table) -> Self:
        """From these columns."""
        people: Any = table.column(_PEOPLE).combine_chunks()
        is_told = people.is_valid()
        told = table.filter(is_told)
        counts = people.drop_null().value_lengths().to_numpy(zero_copy_only=False)
        units = {name: np.asarray(told.column(name).to_pylist(), dtype=object) for name in _TEXTS}
        ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        others = pd.array(table.filter(~is_told.to_numpy(False)).column("id").to_pylist(), "str")
        return cls(units, ends, people.flatten().to_numpy(zero_copy_only=False), others)

    def part(self, gone: set[str], kept: set[str], members: NDArray[np.object_]) -> Org:
        """An organisation of some told units alone.

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
                "parent": np.where(_among(parents, gone & {*ids}), parents, "")[rows],
            },
            {"member": people, "unit": ids[unit[seats]]},
        )

    def below(self, units: set[str]) -> set[str]:
        """The told units that are directly below some others."""
        return {*self.units["id"][_among(self.units["parent"], units)]}

    def ids(self) -> set[str]:
        """The ids of all units."""
        return {*self.units["id"], *self.others}


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
    ...                      np.array([0, 2]), np.array([0, 1]), pd.array([], dtype="str"))
    >>> renamed_between(seats("T1"), seats("T9"), names, names)
    {'T1': 'T9'}
    """
    ids = before.ids(), after.ids()
    gone, come = ids[0] - ids[1], ids[1] - ids[0]
    if not gone or not come:
        return {}
    stay = (before.below(gone) | after.below(come)) & ids[0] & ids[1]
    first = before.part(gone, stay, members_before)
    second = after.part(come, stay, members_after)
    return {old: new for new, old in renamed_units(first, second).items()}


def _told_of(columns: FrameColumns) -> Iterator[pd.Series]:
    """The ids that findings name as a unit's, and perhaps others."""
    yield pd.Series(columns["entity_id"])[np.asarray(pd.Series(columns["entity"]) == UNIT)]
    for key in UNIT_KEYS:
        if key in columns:
            yield pd.Series(columns[key]).dropna()


def _in_one(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Texts in one piece; those that pandas has from Arrow are in several."""
    return texts.combine_chunks() if hasattr(texts, "combine_chunks") else texts


def _texts(ids: Ids, rows: Positions) -> NDArray[np.object_]:
    """Ids of some rows; empty for -1."""
    texts = np.append(np.asarray(ids[rows], dtype=object), "")
    return np.where(rows >= 0, texts[:-1], "")


def _among(values: NDArray[np.object_], wanted: set[str]) -> NDArray[np.bool_]:
    return pd.Series(values, dtype=object).isin(wanted).to_numpy(dtype=bool)
