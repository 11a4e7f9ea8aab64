"""Changes of which posts there are, and who holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanzu_graph.changes.cascade import dissolve
from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import begin, in_force
from sanzu_graph.changes.manager_lines import ChangeManager, managed
from sanzu_graph.changes.members import add_entity
from sanzu_graph.changes.names import named
from sanzu_graph.changes.presence import there
from sanzu_graph.changes.states import exists, has_cells
from sanzu_graph.errors import ChangeError
from sanzu_graph.messages import text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import PLAIN, REPORTS_TO

_TABLE = "positions"


@dataclass(frozen=True, repr=False)
class OpenPosition(Change):
    """A post comes into being that nobody holds yet.

    Parameters
    ----------
    position
        The id, which no post has yet.
    title, unit, manager
        What it is called, where it belongs, and the member to whom its holder will report.
    attributes
        Further columns → values, such as `share` or `above`.
    on
        See `Change`; where posts have dates it becomes the post's `since`.
    """

    position: str
    title: str | None = field(default=None, kw_only=True)
    unit: str | None = field(default=None, kw_only=True)
    manager: str | None = field(default=None, kw_only=True)
    attributes: Mapping[str, object] = field(default_factory=dict, kw_only=True)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        is_told = any([self.title, self.unit, self.manager, self.attributes])
        return "open_position_with" if is_told else "open_position"

    def joined_words(self, named: Mapping[str, str]) -> dict[str, str]:
        """What is known of the post, and nothing of what is not."""
        told = [
            text(f"change.position_{name}", value=named[name])
            for name in ("title", "unit", "manager", "attributes")
            if getattr(self, name)
        ]
        return {"details": text("list.semicolon").join(told)}

    def units(self, draft: Draft) -> list[str]:  # noqa: ARG002 - nobody holds it yet
        """None: nobody holds it yet."""
        return []

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        own = {"title": self.title, "unit": self.unit, "manager": self.manager}
        for name in own:
            if name in self.attributes:
                raise ChangeError("refused.twice", column=name)
        add_entity(draft, _TABLE, self.position, {**own, **self.attributes}, self)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        own = {"title": self.title, "unit": self.unit, "manager": self.manager}
        return has_cells(draft, _TABLE, self.position, {**own, **self.attributes})


@dataclass(frozen=True, repr=False)
class FillPosition(Change):
    """A member holds an open post: joins its unit with its title, and reports to its manager alone.

    Parameters
    ----------
    position, member
        Which post, and who. A member who is in the unit already stays as they are there.
    on
        See `Change`.
    """

    position: str
    member: str

    def units(self, draft: Draft) -> list[str]:
        """The unit of the post."""
        keys = draft.find(_TABLE, id=self.position)
        unit = draft.cell(_TABLE, keys[0], "unit") if keys else None
        return [] if unit is None else [str(unit)]

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("memberships", on=self.on)
        key = there(draft, _TABLE, self.position, draft.day(_TABLE, on=self.on))
        there(draft, "members", self.member, day)
        post = draft.row(_TABLE, key)
        if post["holder"] is not None:
            raise ChangeError(
                "refused.post_held",
                position=self.position,
                member=named(draft, "members", str(post["holder"])),
            )
        unit, manager = post["unit"], post["manager"]
        joins = unit is not None and not in_force(
            draft, "memberships", day, member=self.member, unit=unit
        )
        if joins:
            there(draft, "units", str(unit), day)
        if manager is not None:
            when = draft.day("relations", on=self.on)
            lines = managed(draft, REPORTS_TO, when, source=self.member)
            if set(lines.values()) != {manager}:
                ChangeManager(self.member, manager, on=self.on).make(draft)
        if joins:
            cells = {"member": self.member, "unit": unit, "role": PLAIN, "title": post["title"]}
            share = {} if post.get("share") is None else {"share": post["share"]}
            begin(draft, "memberships", {**cells, **share}, day)
        draft.set(_TABLE, key, holder=self.member)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return has_cells(draft, _TABLE, self.position, {"holder": self.member})


@dataclass(frozen=True, repr=False)
class ClosePosition(Change):
    """A post comes to its end; who holds it stays in the organisation.

    Parameters
    ----------
    position
        Which.
    on
        See `Change`.
    """

    position: str

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day(_TABLE, on=self.on)
        there(draft, _TABLE, self.position, day, ahead=True)
        dissolve(draft, _TABLE, self.position, day, on=self.on)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return not exists(draft, _TABLE, draft.day(_TABLE, on=self.on), self.position)
