"""Changes of who holds which duty in which unit."""

from __future__ import annotations

from dataclasses import dataclass

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import begin, end, in_force
from sanzu_graph.changes.names import Word
from sanzu_graph.changes.presence import fitting, there, who_and_where
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft


@dataclass(frozen=True, repr=False)
class AssignDuty(Change):
    """A member gets a duty or power in a unit, of which they need not be a member.

    Parameters
    ----------
    member, unit, duty
        Who, where, what: ``participate``, ``report``, ``recommend``, ``support``, ``liaison`` or
        one of your own.
    on
        See `Change`.
    """

    member: str
    unit: str
    duty: str

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("duties", on=self.on)
        there(draft, "members", self.member, day)
        there(draft, "units", self.unit, day)
        cells = fitting(
            draft, "duties", {"member": self.member, "unit": self.unit, "duty": self.duty}
        )
        if in_force(draft, "duties", day, **cells):
            raise ChangeError(
                "refused.duty_already",
                **who_and_where(draft, self.member, self.unit),
                duty=Word("duty", self.duty),
            )
        begin(draft, "duties", cells, day)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return bool(_duties(draft, self))


@dataclass(frozen=True, repr=False)
class RevokeDuty(Change):
    """A member no longer holds a duty or power in a unit.

    Parameters
    ----------
    member, unit, duty
        Who, where, what.
    on
        See `Change`.
    """

    member: str
    unit: str
    duty: str

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("duties", on=self.on)
        there(draft, "members", self.member)
        there(draft, "units", self.unit)
        keys = in_force(draft, "duties", day, member=self.member, unit=self.unit, duty=self.duty)
        if not keys:
            held = {
                draft.cell("duties", key, "duty")
                for key in in_force(draft, "duties", day, member=self.member, unit=self.unit)
            }
            where = who_and_where(draft, self.member, self.unit)
            raise ChangeError(
                "refused.duty_not", **where, duty=Word("duty", self.duty), held=sorted(held)
            )
        for key in keys:
            end(draft, "duties", key, day)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return not _duties(draft, self)


def _duties(draft: Draft, change: AssignDuty | RevokeDuty) -> list[int]:
    cells = {"member": change.member, "unit": change.unit, "duty": change.duty}
    return in_force(draft, "duties", draft.day("duties", on=change.on), **cells)
