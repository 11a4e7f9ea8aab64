"""The basis: one row comes, one row goes, in any table; these never look at dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.presence import fitting
from sanzu_graph.changes.states import holds, ids_of
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.cleaning import clean_cell
from sanzu_graph.model.drafts import Draft, same
from sanzu_graph.schema import TABLES, columns


@dataclass(frozen=True, repr=False)
class AddRow(Change):
    """A row comes into a table, as it is given.

    Parameters
    ----------
    table
        The table.
    values
        Column → value; a column that is not named stays empty.
    on
        Without meaning here: the dates are in the row.
    """

    table: str
    values: Mapping[str, object]

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        add_row(draft, self.table, self.values)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        if self.table not in draft.org.tables():
            return False
        named = {
            name: cell for name, cell in ids_of(self.table, self.values).items() if cell is not None
        }
        row = {**dict.fromkeys(draft.columns(self.table)), **self.values}
        return any(holds(draft, self.table, key, row) for key in draft.find(self.table, named))


@dataclass(frozen=True, repr=False)
class RemoveRow(Change):
    """A row goes from a table, nothing else with it.

    Parameters
    ----------
    table
        The table.
    values
        What the row holds, as much as tells it from the others; None says that a column is empty. A
        row that holds this and nothing else comes before rows that hold more.
    on
        Without meaning here.
    """

    table: str
    values: Mapping[str, object]

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        if self.table not in TABLES:
            raise ChangeError("error.no_table", tables=[self.table], known=list(TABLES))
        key = self._key(draft)
        if "id" in columns(self.table):
            refuse_if_named(draft, self.table, str(draft.cell(self.table, key, "id")))
        draft.remove(self.table, key)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        # A row with the same ids would be the row, edited by somebody.
        return not draft.find(self.table, ids_of(self.table, self.values) or self.values)

    def _key(self, draft: Draft) -> int:
        """The one row that is meant."""
        cells = {
            name: clean_cell(self.table, name, value)[0] for name, value in self.values.items()
        }
        known = columns(self.table)
        ids = {
            name: cell
            for name, cell in cells.items()
            if cell is not None and name in known and (name == "id" or known[name].references)
        }
        keys = [
            key
            for key in draft.find(self.table, ids)
            if all(same(draft.cell(self.table, key, name), cells[name]) for name in cells)
        ]
        whole = [
            key
            for key in keys
            if all(
                cell is None or name in cells for name, cell in draft.row(self.table, key).items()
            )
        ]
        if len(keys) == 1 or len(whole) == 1:
            return (whole or keys)[0]
        raise ChangeError(
            "refused.rows" if keys else "refused.no_row",
            table=self.table,
            values=self.values,
            count=len(keys),
        )


def add_row(draft: Draft, table: str, values: Mapping[str, object]) -> None:
    """Add a row that fits its table, with an id of its own, and that is not there yet."""
    if table not in TABLES:
        raise ChangeError("error.no_table", tables=[table], known=list(TABLES))
    needed = [
        name
        for name, column in columns(table).items()
        if (column.required or column.default) and name not in values
    ]
    cells = fitting(draft, table, {**values, **dict.fromkeys(needed)})
    if "id" in columns(table) and draft.find(table, id=cells["id"]):
        raise ChangeError("refused.id_taken", table=table, id=cells["id"])
    if next(draft.twins(table, cells), None) is not None:
        raise ChangeError("refused.row_already", table=table, values=values)
    draft.add(table, cells)


def refuse_if_named(draft: Draft, table: str, id: str) -> None:  # noqa: A002 - what the column is called
    """An id that rows of some table still name cannot go."""
    for other in TABLES:
        for name, column in columns(other).items():
            keys = draft.find(other, {name: id}) if column.references == table else []
            if keys:
                raise ChangeError(
                    "refused.still_named",
                    id=id,
                    table=table,
                    other=other,
                    column=name,
                    count=len(keys),
                )
