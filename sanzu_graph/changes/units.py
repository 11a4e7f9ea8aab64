"""Changes of which units there are, and of what is kept about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sanzu_graph.changes.cascade import dissolve, pass_references
from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import not_over
from sanzu_graph.changes.members import add_entity, edit_entity
from sanzu_graph.changes.names import named
from sanzu_graph.changes.presence import fitting, there
from sanzu_graph.changes.row_changes import add_row
from sanzu_graph.changes.states import exists, has_cells
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft


@dataclass(frozen=True, repr=False)
class CreateUnit(Change):
    """A unit comes into being, without members yet.

    Parameters
    ----------
    unit, layer
        The id, which no unit has yet, and the layer, which may be a new one.
    parent
        The unit above it.
    attributes
        Column → value, the name among them.
    on
        See `Change`; where units have dates it becomes the unit's `since`, unless the attributes
        name one.
    """

    unit: str
    layer: str
    parent: str | None = field(default=None, kw_only=True)
    attributes: Mapping[str, object] = field(default_factory=dict, kw_only=True)
    creates: ClassVar[tuple[str, ...]] = ("unit",)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return (
            "create_unit"
            + ("" if self.parent is None else "_below")
            + ("_with" if self.attributes else "")
        )

    def units(self, draft: Draft) -> list[str]:  # noqa: ARG002 - nobody leads it yet
        """None: nobody leads it yet."""
        return []

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        for name in ("layer", "parent"):
            if name in self.attributes:
                raise ChangeError("refused.twice", column=name)
        add_entity(
            draft,
            "units",
            self.unit,
            {"layer": self.layer, "parent": self.parent, **self.attributes},
            self,
        )

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        cells = {"layer": self.layer, "parent": self.parent, **self.attributes}
        return has_cells(draft, "units", self.unit, cells)


@dataclass(frozen=True, repr=False)
class CloseUnit(Change):
    """A unit that has neither members nor units below it comes to its end, and its duties with it.

    Parameters
    ----------
    unit
        Which.
    on
        See `Change`.
    """

    unit: str

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("units", "memberships", "duties", on=self.on)
        there(draft, "units", self.unit, day, ahead=True)
        people = not_over(
            draft, "memberships", draft.day("memberships", on=self.on), unit=self.unit
        )
        below = not_over(draft, "units", day, parent=self.unit)
        if people:
            who = dict.fromkeys(draft.cell("memberships", key, "member") for key in people)
            members = [named(draft, "members", str(member)) for member in who]
            raise ChangeError(
                "refused.has_members", unit=named(draft, "units", self.unit), members=members
            )
        if below:
            children = [named(draft, "units", str(draft.cell("units", key, "id"))) for key in below]
            raise ChangeError(
                "refused.has_children", unit=named(draft, "units", self.unit), children=children
            )
        dissolve(draft, "units", self.unit, day, on=self.on)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return not exists(draft, "units", draft.day("units", on=self.on), self.unit)


@dataclass(frozen=True, repr=False)
class EditUnit(Change):
    """Columns of a unit get other values, on all days: its parent, its layer, its name, and others.

    With another id it is renamed: all rows that name the unit, in every table, name the new id.

    Parameters
    ----------
    unit
        Which.
    values
        Column → value; None empties.
    on
        Without meaning here: a unit has one row, which is corrected.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["M1"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["M1"], "unit": ["T1"]})
    >>> EditUnit("T1", {"id": "T9", "name": "Line"}).apply(org).memberships["unit"].tolist()
    ['T9']
    """

    unit: str
    values: Mapping[str, object]

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return "rename_unit" if "id" in self.values else "edit_unit"

    def units(self, draft: Draft) -> list[str]:  # noqa: ARG002 - all changes are asked alike
        """The unit, by its old id and by the new one."""
        return [self.unit, str(self.values.get("id", self.unit))]

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        key = there(draft, "units", self.unit)
        parent = self.values.get("parent")
        if parent is not None and self.unit in above(draft, str(parent)):
            units = [named(draft, "units", unit) for unit in (self.unit, str(parent))]
            raise ChangeError("refused.circle", unit=units[0], parent=units[1])
        cells = fitting(draft, "units", self.values)
        new = str(cells.get("id", self.unit))
        if new == self.unit:
            edit_entity(draft, "units", self.unit, self.values)
            return
        add_row(draft, "units", {**draft.row("units", key), **cells})
        pass_references(draft, "units", self.unit, new)
        draft.pass_unit_on(self.unit, new)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        unit = str(self.values.get("id", self.unit))
        is_gone = unit == self.unit or not draft.find("units", id=self.unit)
        return is_gone and has_cells(draft, "units", unit, self.values)


def above(draft: Draft, unit: str) -> Iterator[str]:
    """A unit and every unit above it."""
    at: str | None = unit
    while at is not None:
        yield at
        keys = draft.find("units", id=at)
        at = draft.cell("units", keys[0], "parent") if keys else None
