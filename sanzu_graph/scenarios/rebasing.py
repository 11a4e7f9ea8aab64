"""Rebasing: what of a plan is still to be done once others have changed the organisation meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import in_force
from sanzu_graph.changes.names import Named, named
from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import ChangeError, shown
from sanzu_graph.messages import language, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.html import rebase_html


class _NamedChanges(Protocol):
    """A scenario, as far as it is shown here."""

    @property
    def name(self) -> str: ...
    def __len__(self) -> int: ...


#: The scenario of what applies.
S = TypeVar("S", bound=_NamedChanges)
APPLIES, DONE, CONFLICT = "applies", "done", "conflict"


@dataclass(frozen=True)
class Conflict:
    """A change that can no longer be made.

    Attributes
    ----------
    step : its place in the scenario, from 1
    change : the change
    error : why it cannot be made, and the cure
    now : the units of that layer in which the member is by now, if that stands in the way
    """

    step: int
    change: Change
    error: ChangeError
    now: tuple[Named, ...] = ()

    @spoken
    def why(self, lang: str | None = None) -> str:
        """Why it cannot be made, where somebody is by now, and the cure."""
        why = self.error.describe(language())
        return text("rebase.elsewhere", why=why, units=shown(self.now)) if self.now else why


@dataclass(frozen=True)
class Rebase(Generic[S]):
    """A scenario sorted against a new base.

    Attributes
    ----------
    applies : Scenario
        The changes that apply, one after another, to the new base; its fingerprint is recorded.
    already_done : tuple of Change
        Changes whose result holds already.
    conflicts : tuple of Conflict
        Changes that can be made no longer: step, change, and `why`.
    table : pandas.DataFrame
        One row a change: ``step`` (from 1), ``kind``, ``change`` (a sentence), ``outcome``
        (``applies``, ``done``, ``conflict``), ``why`` (empty but for conflicts).
    lang : the language of the table
    """

    applies: S
    already_done: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    table: pd.DataFrame
    lang: str

    @own_language
    def __repr__(self) -> str:
        applies, done = str(len(self.applies)), str(len(self.already_done))
        conflicts = str(len(self.conflicts))
        return f"Rebase({text('repr.rebase', applies=applies, done=done, conflicts=conflicts)})"

    @own_language
    def _repr_html_(self) -> str:
        return rebase_html(
            self.applies.name,
            self.table,
            applies=len(self.applies),
            done=len(self.already_done),
            conflicts=len(self.conflicts),
        )


class Sorted(NamedTuple):
    """The changes of a scenario, sorted against a new base; see `Rebase`."""

    applies: tuple[Change, ...]
    done: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    table: pd.DataFrame


def sorted_against(new_base: Org, changes: Iterable[Change], on: object) -> Sorted:
    """The changes that apply to another base, those already done, and conflicts.

    Each change is tried on what those before it leave. `on` is the day of those that name none.
    """
    draft, telling = (Draft(new_base, on=on) for _ in range(2))
    applies: list[Change] = []
    done: list[Change] = []
    conflicts: list[Conflict] = []
    rows = []
    for step, change in enumerate(changes, 1):
        outcome, why = APPLIES, ""
        sentence = change.describe_on(telling)
        try:
            change.make(draft)
            applies.append(change)
        except ChangeError as error:
            if change.is_done(draft):
                outcome = DONE
                done.append(change)
            else:
                conflicts.append(
                    Conflict(step, change, error, tuple(_whereabouts(change, error, draft)))
                )
                outcome, why = CONFLICT, conflicts[-1].why()
        rows.append((step, type(change).__name__, sentence, outcome, why))
    table = pd.DataFrame(rows, columns=["step", "kind", "change", "outcome", "why"])
    table = table.astype(dict.fromkeys(["kind", "change", "outcome", "why"], "str"))
    return Sorted(tuple(applies), tuple(done), tuple(conflicts), table)


def _whereabouts(change: Change, error: ChangeError, draft: Draft) -> Iterator[Named]:
    """Where somebody is who is not where the change wants them to be."""
    member, unit = (
        getattr(change, "member", None),
        getattr(change, "source", None) or getattr(change, "unit", None),
    )
    if error.key != "refused.not_in" or member is None:
        return
    layer = {draft.cell("units", key, "layer") for key in draft.find("units", id=unit)}
    keys = in_force(draft, "memberships", draft.day("memberships", on=change.on), member=member)
    for other in dict.fromkeys(draft.cell("memberships", key, "unit") for key in keys):
        if {draft.cell("units", key, "layer") for key in draft.find("units", id=other)} == layer:
            yield named(draft, "units", other)
