"""What an audit is about: the organisation, the day, and what was chosen of it.

Also the audit that another was made of.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any, NamedTuple, Protocol
from weakref import ref

from sanzu_graph.audits.answers import Answers
from sanzu_graph.audits.finding_differences import Difference
from sanzu_graph.audits.unit_lineage import UnitLineage
from sanzu_graph.checks.found import Check, Only
from sanzu_graph.model.day_snapshots import Snapshot
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import renamed_units


class Subject:
    """An organisation on a day.

    Parameters
    ----------
    whole
        Gives the organisation with all its rows. After a change it is made only if somebody looks
        at it.
    moment
        The day; None: all dates.
    lineage
        How the ids of its units have changed since an organisation was handed in.
    """

    def __init__(
        self, whole: Callable[[], Org], moment: datetime.datetime | None, lineage: UnitLineage
    ) -> None:
        self._make: Callable[[], Org] | None = whole
        self.moment, self.lineage = moment, lineage

    def after(self, edit: Edit) -> Subject:
        """What an edit of it makes, on the same day."""
        return Subject(lambda: self.whole.edited(edit), self.moment, self._lineage_after(edit))

    def edited_from(self, earlier: Subject, edit: Edit) -> Subject:
        """The same, made of another by an edit."""
        return Subject(lambda: self.whole, self.moment, earlier._lineage_after(edit))

    def _lineage_after(self, edit: Edit) -> UnitLineage:
        rows = list(edit.removed.get("units", ()))
        return self.lineage.after(edit, self.whole.units["id"].iloc[rows].tolist())

    def renamed_since(self, earlier: Subject) -> dict[str, str]:
        """Old id → new id of units: as edits say, else as people and units below were kept."""
        known = self.lineage.since(earlier.lineage)
        is_planned = self.lineage.is_edited or earlier.lineage.is_edited
        if known is not None and (is_planned or self.moment == earlier.moment):
            return known
        return {old: new for new, old in renamed_units(earlier.org, self.org).items()}

    def first_ids(self, start: Subject) -> dict[str, str]:
        """The ids of units → those at the start; see `UnitLineage.first_ids`."""
        return self.lineage.first_ids(self.renamed_since(start))

    @cached_property
    def whole(self) -> Org:
        """Every row, in force or not."""
        assert self._make is not None
        org, self._make = self._make(), None  # what it was made of may go
        return org

    @cached_property
    def org(self) -> Org:
        """The rows in force on the day."""
        return self.whole if self.moment is None else self.whole.at(self.moment)

    def looked_at(self, check: Check) -> Org:
        """What a check is asked of: the day; the whole where it is about a stretch of time.

        The data too is judged as it was given: on no day is a row in force that ends before it
        begins.
        """
        return self.whole if check.family == "data" or check.history else self.org

    @cached_property
    def day(self) -> Snapshot:
        """The same, with where the rows stand in it."""
        return Snapshot.of(self.whole, self.org, self.moment)


class Choice(NamedTuple):
    """What of the organisation is audited: see `audit`."""

    only: Only
    select: str | Collection[str] | None
    ignore: str | Collection[str]


class Origin(NamedTuple):
    """The audit that another was made of, as long as somebody has it, and how they differ."""

    answers: ref[Answers]
    difference: Difference

    def difference_from(self, answers: Answers) -> Difference | None:
        """How the two differ, if the other audit has these answers."""
        return self.difference if self.answers() is answers else None


class AuditedChange(Protocol):
    """All that makes an `Edit` of an organisation."""

    def edit(self, org: Org, *, on: Any = None, today: Any = None) -> Edit:  # noqa: ANN401 - dates in any form
        """The rows that it changes."""
        ...
