"""Changes of who mentors whom, and of other relations between two members."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import begin, end, in_force
from sanzu_graph.changes.names import named
from sanzu_graph.changes.presence import fitting, there
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft

MENTORS = "mentors"


@dataclass(frozen=True, repr=False)
class PairMentor(Change):
    """A member becomes the mentor of another.

    Parameters
    ----------
    mentor, apprentice
        Who mentors whom.
    kind
        The kind of relation, if it is another one.
    on
        See `Change`.
    """

    mentor: str
    apprentice: str
    kind: str = field(default=MENTORS, kw_only=True)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return "pair_mentor" if self.kind == MENTORS else "relate"

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("relations", on=self.on)
        for member in (self.mentor, self.apprentice):
            there(draft, "members", member, day)
        cells = fitting(
            draft,
            "relations",
            {"source": self.mentor, "target": self.apprentice, "kind": self.kind},
        )
        if self.mentor == self.apprentice:
            raise ChangeError("refused.own_mentor", member=named(draft, "members", self.mentor))
        if in_force(draft, "relations", day, **cells):
            raise ChangeError("refused.paired_already", **_pair(self, draft))
        begin(draft, "relations", cells, day)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return bool(_relations(draft, self))


@dataclass(frozen=True, repr=False)
class UnpairMentor(Change):
    """A member is no longer the mentor of another.

    Parameters
    ----------
    mentor, apprentice
        Who mentors whom.
    kind
        The kind of relation, if it is another one.
    on
        See `Change`.
    """

    mentor: str
    apprentice: str
    kind: str = field(default=MENTORS, kw_only=True)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return "unpair_mentor" if self.kind == MENTORS else "unrelate"

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("relations", on=self.on)
        for member in (self.mentor, self.apprentice):
            there(draft, "members", member)
        keys = in_force(
            draft, "relations", day, source=self.mentor, target=self.apprentice, kind=self.kind
        )
        if not keys:
            raise ChangeError("refused.paired_not", **_pair(self, draft))
        for key in keys:
            end(draft, "relations", key, day)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return not _relations(draft, self)


def _pair(change: PairMentor | UnpairMentor, draft: Draft) -> dict[str, Any]:
    mentor, apprentice = (
        named(draft, "members", member) for member in (change.mentor, change.apprentice)
    )
    return {"mentor": mentor, "apprentice": apprentice, "kind": change.kind}


def _relations(draft: Draft, change: PairMentor | UnpairMentor) -> list[int]:
    day = draft.day("relations", on=change.on)
    ends = {"source": change.mentor, "target": change.apprentice, "kind": change.kind}
    return in_force(draft, "relations", day, **ends)
