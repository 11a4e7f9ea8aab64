"""An `Edit` read as a `Delta`, or refused where only the whole organisation can say what it makes.

What is read here must be what intake (`sanzu_graph.model.intake`) would make of the edited tables,
for every edit. So all that is unusual is refused:

- faults of any kind; intake says which
- cells that would turn a whole column into another type
- columns and layers that are new
- entities that come into force or out of it

The caller then makes the organisation and asks it in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.model.day_snapshots import Snapshot
from sanzu_graph.model.deltas import PAIRED, Delta
from sanzu_graph.model.edit_cells import UnfitError
from sanzu_graph.model.edited_entities import ENTITY_TABLES, EditedEntities
from sanzu_graph.model.edited_rows import EditedRows
from sanzu_graph.model.edits import Edit

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org


def delta_of(whole: Org, edit: Edit, day: Snapshot) -> Delta | None:
    """The delta of an organisation on a day that an edit of the whole one makes.

    None where that takes the whole.
    """
    try:
        entities = EditedEntities(whole, edit, day)
        pairs = EditedRows(entities)
        rows = {table: pairs.turnover(table) for table in PAIRED}
        entities.leave_nothing_dangling()
        entities.make_no_circle()
    except UnfitError:
        return None
    return Delta(
        1,
        {table: tuple(words) for table, words in pairs.words.items()},
        rows,
        gone={kind: entities.gone_on_day(kind) for kind in ENTITY_TABLES},
        come=entities.ids_that_come(),
        layers_come=entities.layers_that_come(),
        parents=entities.parents_on_day(),
        cells=entities.cells_on_day(),
        renames=entities.renames,
    )
