"""Which units are the same under another id in two audits, and their findings under one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from weakref import ref

import pandas as pd

from sanzu_graph.checks.found import UNIT_KEYS
from sanzu_graph.model.edits import OTHER, Edit
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import distinct_ids
from sanzu_graph.schema import UNIT


@dataclass(frozen=True, eq=False)
class UnitLineage:
    """How the ids of units have changed since an organisation was handed in.

    Attributes
    ----------
    origin : the organisation, as long as somebody has it
    renamed : old id → new id
    created : the units that edits made and nobody removed: id at first → id
    is_edited : whether anything has been edited since
    """

    origin: ref[Org]
    renamed: Mapping[str, str] = field(default_factory=dict)
    created: Mapping[str, str] = field(default_factory=dict)
    is_edited: bool = False

    def after(self, edit: Edit, removed: Collection[str] = ()) -> UnitLineage:
        """The lineage after one more edit, and the ids of the units whose rows it removes."""
        later, gone = dict(edit.renamed), {*removed} - edit.renamed.keys()
        renamed, created = (
            {old: later.pop(new, new) for old, new in ids.items() if new not in gone}
            for ids in (self.renamed, self.created)
        )
        for first, unit in edit.created.items():
            created[_free(first, created)] = unit
        return UnitLineage(self.origin, {**later, **renamed}, created, is_edited=True)

    def since(self, earlier: UnitLineage) -> dict[str, str] | None:
        """Old id → new id between two edits of one organisation; None: they are of two."""
        if self.origin() is None or self.origin() is not earlier.origin():
            return None
        ids = {
            earlier.renamed.get(unit, unit): self.renamed.get(unit, unit)
            for unit in (*earlier.renamed, *self.renamed)
        } | {
            unit: self.created[first]
            for first, unit in earlier.created.items()
            if first in self.created
        }
        return {old: new for old, new in ids.items() if old != new}

    def first_ids(self, renamed: Mapping[str, str]) -> dict[str, str]:
        """The ids of units → their ids at first: of one that edits made, that it was made under.

        Parameters
        ----------
        renamed
            Old id → new id of the units that are the same.
        """
        first = {new: old for old, new in renamed.items()}
        for id_, unit in self.created.items():
            if unit not in first:
                first[unit] = _free(id_, first.values())
        return distinct_ids({new: old for new, old in first.items() if new != old})


def _free(unit: str, taken: Collection[str]) -> str:
    """The id, or one made of it that is not taken."""
    while unit in taken:
        unit += OTHER
    return unit


def under_other_ids(findings: pd.DataFrame, ids: Mapping[str, str]) -> pd.DataFrame:
    """Findings with other ids of units."""
    if not ids or findings.empty:
        return findings
    new = dict(ids)
    columns: dict[str, pd.Series] = {}
    is_unit = findings["entity"] == UNIT
    for name in ("entity_id", *(key for key in UNIT_KEYS if key in findings)):
        old = findings[name]
        rows = old.isin(new.keys()) & (is_unit | (name != "entity_id"))
        if rows.any():
            columns[name] = old.mask(rows, old.map(new))
    if "entity_id" in columns:  # without a name of its own it is called by its id
        rows = is_unit & (findings["name"] == findings["entity_id"])
        columns["name"] = findings["name"].mask(rows, columns["entity_id"])
    return findings.assign(**columns)
