"""How far a plan has come: the draft after some changes, its audit, and whom and what that
concerns.

Each audit is made of one some changes ago, on a draft that lies over that one's organisation. So no
organisation is made from change to change; only now and then, to keep drafts small, one is
(`Point.grounded`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sanzu_graph.audits.audit_run import Audit
from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import Day
from sanzu_graph.changes.mentors import MENTORS
from sanzu_graph.model.drafts import Draft
from sanzu_graph.planner.board_seats import (
    lined,
    open_posts,
    people,
    shown_member,
    shown_unit,
)
from sanzu_graph.planner.drafted import DraftOccupancy
from sanzu_graph.planner.findings import Differences, Finding, Identity, between, differences, read
from sanzu_graph.planner.touching import Touched, touched
from sanzu_graph.policy.occupancy import Occupancy
from sanzu_graph.policy.placement import Placement
from sanzu_graph.scenarios.making import made

#: What a page shows of a member or unit, as a list; None: it is no longer there.
Shown = list[Any] | None
#: So many people may a draft touch before an organisation is made of it.
MOST_TOUCHED = 10


@dataclass(frozen=True, eq=False)
class Ground:
    """An audit that others are made of, and how far it is from the first one.

    Attributes
    ----------
    audit : the audit
    first : the findings of the first audit, in its order
    found : how the findings differ from these
    touched : who is touched since the first audit
    memberships : whose memberships
    members, units : what a page shows of all these
    first_posts, posts : the open posts at first, and those that differ by now
    kind : the relation that counts as mentoring
    start : the first audit
    """

    audit: Audit
    first: Mapping[Identity, Finding]
    found: Differences
    touched: Touched
    memberships: frozenset[str]
    members: Mapping[str, Shown]
    units: Mapping[str, Shown]
    first_posts: Mapping[str, Shown]
    posts: Mapping[str, Shown]
    kind: str
    start: Audit

    @cached_property
    def placement(self) -> Placement:
        """Who may sit, lead and mentor where in the organisation audited."""
        return Placement(self.audit.org, self.audit.policy)

    @classmethod
    def of(cls, audit: Audit) -> Ground:
        """The first one."""
        kind = MENTORS if audit.policy.mentors is None else audit.policy.mentors.kind
        posts = open_posts(Draft(audit.whole), _moment(audit.on))
        first = dict(read(audit.findings))
        return cls(audit, first, {}, Touched(), frozenset(), {}, {}, posts, {}, kind, audit)


@dataclass(frozen=True, eq=False)
class Point:
    """Where a plan stands after some changes.

    Attributes
    ----------
    ground : what the draft lies over
    draft : the organisation by now
    changes : every change since the first audit
    audit : the audit by now
    """

    ground: Ground
    draft: Draft
    changes: tuple[Change, ...]
    audit: Audit

    @classmethod
    def start(cls, audit: Audit, on: object, today: object) -> Point:
        """Before the first change. Where it names no day, it takes effect on the plan's, else today.

        The day audited may be a later one, on which the whole plan has taken effect.
        """
        return cls(Ground.of(audit), Draft(audit.whole, on=on, today=today), (), audit)

    def after(self, changes: Sequence[Change]) -> Point:
        """The point after more changes.

        Raises
        ------
        ChangeError
            If one cannot be made; it names the step.
        """
        draft = made(self.draft.copy(), changes, first=len(self.changes) + 1)
        return self._with(draft, changes)

    def after_one(self, change: Change) -> Point:
        """The point after one more change, whose error is its own."""
        draft = self.draft.copy()
        change.make(draft)
        return self._with(draft, [change])

    def _with(self, draft: Draft, changes: Sequence[Change]) -> Point:
        return replace(
            self,
            draft=draft,
            changes=(*self.changes, *changes),
            audit=self.ground.audit.after(draft.edit()),
        )

    def grounded(self) -> Point:
        """The same point, its draft empty over an organisation of its own."""
        ground = Ground(
            self.audit,
            self.ground.first,
            self.found,
            self.touched,
            self.memberships,
            self.members,
            self.units,
            self.ground.first_posts,
            self.posts,
            self.ground.kind,
            self.ground.start,
        )
        draft = Draft(self.audit.whole, on=self.draft.on, today=self.draft.today)
        return replace(self, ground=ground, draft=draft)

    @property
    def is_wide(self) -> bool:
        """Whether the draft touches so many, or such rows, that the next steps would be slow."""
        return len(self.touched_here.members) > MOST_TOUCHED or self._edits_entities

    @cached_property
    def placement(self) -> tuple[Placement, Occupancy]:
        """Who may sit, lead and mentor where by now, and who does."""
        if self._edits_entities:
            placement = Placement(self.audit.org, self.audit.policy)
            return placement, placement.today
        below = self.ground.placement
        drafted = DraftOccupancy(
            below,
            self.draft,
            self.day,
            self.touched_here,
            self.ground.kind,
            lambda: self.audit.org,
        )
        return below, drafted

    @property
    def _edits_entities(self) -> bool:
        """Whether the draft edits rows of members or units themselves."""
        return bool({"members", "units"} & {*self.draft.edit().tables})

    @cached_property
    def day(self) -> Day:
        """The day looked at; None where no row has dates."""
        return _moment(self.audit.on)

    # -- what differs

    @cached_property
    def found(self) -> Differences:
        """How the findings differ from those of the first audit."""
        ground = self.ground
        return (
            differences(ground.first, ground.found, ground.audit, self.audit, ground.start)
            if self.draft.edit()
            else ground.found
        )

    @cached_property
    def touched_here(self) -> Touched:
        """Who is touched since the ground."""
        return touched(self.draft.org, self.draft.edit())

    @property
    def touched(self) -> Touched:
        """Who is touched since the first audit."""
        return self.ground.touched | self.touched_here

    @property
    def memberships(self) -> frozenset[str]:
        """Whose memberships are touched since the first audit."""
        return (
            self.ground.memberships
            | touched(self.draft.org, self.draft.edit(), ("memberships",)).members
        )

    @cached_property
    def members(self) -> Mapping[str, Shown]:
        """What a page shows of every member touched since the first audit."""
        shown = {
            one: shown_member(self.draft, one, self.ground.kind, self.day)
            for one in sorted(self.touched_here.members | self._beside_dated)
        }
        return {**self.ground.members, **shown}

    @property
    def _beside_dated(self) -> set[str]:
        """Who belongs to a unit, or has a line with a member, that is there on other days now."""
        edit, draft = self.draft.edit(), self.draft
        beside: set[str] = set()
        for table in ("units", "members"):
            ids = draft.org.lookup.cells(table)["id"]
            for row, cells in edit.changed.get(table, {}).items():
                if cells.keys().isdisjoint(("since", "until")):
                    continue
                one = str(cells.get("id") or ids[row])
                beside |= {*people(draft, one, None)} if table == "units" else lined(draft, one)
        return beside

    @cached_property
    def units(self) -> Mapping[str, Shown]:
        """The same of units."""
        return {
            **self.ground.units,
            **{
                one: shown_unit(self.draft, one, self.day)
                for one in sorted(self.touched_here.units)
            },
        }

    @property
    def renamed(self) -> dict[str, str]:
        """The units that have another id since the first audit: new id → old id."""
        return {new: old for old, new in self.audit.renamed_since(self.ground.start).items()}

    @cached_property
    def posts(self) -> Mapping[str, Shown]:
        """The open posts that differ from those at first; None: no longer open."""
        if "positions" not in self.draft.edit().tables:
            return self.ground.posts
        first, now = self.ground.first_posts, open_posts(self.draft, self.day)
        gone: dict[str, Shown] = dict.fromkeys(first.keys() - now.keys())
        return {**gone, **{id_: row for id_, row in now.items() if first.get(id_) != row}}

    def findings(self) -> list[Finding]:
        """The findings by now: those of the first audit in its order, then those that came."""
        first = self.ground.first
        stays = [self.found.get(identity, finding) for identity, finding in first.items()]
        come = [finding for identity, finding in self.found.items() if identity not in first]
        return [finding for finding in (*stays, *come) if finding is not None]

    def effects(self, later: Point) -> tuple[list[Finding], list[Finding]]:
        """The findings that going on to a later point fixes, and those that it introduces."""
        return between(self.ground.first, self.found, later.found)


def _moment(day: datetime.date | None) -> Day:
    return None if day is None else datetime.datetime.combine(day, datetime.time())
