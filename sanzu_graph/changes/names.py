"""Who and what a change names, as a person reads it: by name, with the id behind it."""

from __future__ import annotations

from dataclasses import dataclass

from sanzu_graph.doors import spoken
from sanzu_graph.errors import shown
from sanzu_graph.messages import called, catalog, listed, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.naming import bearers
from sanzu_graph.model.references import folded

#: The fields of changes that name members or units → the table of these.
HOMES = {
    **dict.fromkeys(("member", "members", "mentor", "apprentice", "leader", "manager"), "members"),
    **dict.fromkeys(("unit", "source", "target", "into", "parent", "children"), "units"),
}


@dataclass(frozen=True)
class Named:
    """A member or unit by id, and by the name that it has."""

    id: str
    name: str | None

    @spoken
    def describe(self) -> str:
        """“name (id)”, or the id alone."""
        return called(self.name, self.id)


@dataclass(frozen=True)
class Word:
    """A role or duty, in the reader's language where it is one of ours."""

    column: str
    value: str

    def describe(self) -> str:
        """The word."""
        key = {"role": f"role.{self.value}", "duty": f"duty.{self.value}"}[self.column]
        return text(key) if key in catalog() else self.value


@dataclass(frozen=True)
class Post:
    """A role with the titles that go with it; or titles alone, where the role is empty."""

    role: str
    titles: tuple[str, ...]

    def describe(self) -> str:
        """“deputy (“vice head”)”, “deputy” or “vice head”."""
        titles = text("list.comma").join(self.titles)
        if not self.role:
            return titles
        role = Word("role", self.role).describe()
        return text("change.post", role=role, title=titles) if titles else role


@dataclass(frozen=True, eq=False)
class Hint:
    """The id that may have been meant; it is looked for when the error is read, for most are only
    counted.
    """

    draft: Draft
    table: str
    id: str

    def describe(self) -> str:
        """“ (did you mean “M1”?)”, “ (these are called so: M1, M2)”, that an earlier change
        removed it, or nothing.
        """
        known = self.draft.org.table(self.table)["id"]
        if (known == self.id).any():  # the organisation has it, the draft no more
            return text("fault.removed_before")
        named_so = bearers(self.draft.org, self.table, self.id)
        if len(named_so) > 1:
            return text("fault.hints", ids=listed(named_so))
        alike = [*named_so, *(name for name in known if folded(name) == folded(self.id))]
        return text("fault.hint", alike=alike[0]) if alike else ""


def named(draft: Draft, table: str, id: str) -> Named:  # noqa: A002 - it is what the column is called
    """A member or unit as a draft has it, or had it last."""
    return Named(id, draft.name(table, id))


def told(field: str, value: object, draft: Draft | None) -> object:
    """A field of a change as its sentence says it."""
    if field in ("role", "duty") and isinstance(value, str):
        return Word(field, value)
    if draft is None or field not in HOMES or value is None:
        return "" if value is None else value
    if isinstance(value, tuple):
        return [named(draft, HOMES[field], id_) for id_ in value]
    return named(draft, HOMES[field], str(value))


def in_full(value: object) -> str:
    """A field in the words of a language; who signs a list of changes reads every name, so nothing
    is cut.
    """
    if isinstance(value, (list, tuple)):
        return listed([shown(item) for item in value], most=len(value))
    return shown(value)
