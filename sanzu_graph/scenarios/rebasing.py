"""Rebasing: what of a plan is still to be done once others have changed the organisation meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import in_force
from sanzu_graph.changes.names import Named, named
from sanzu_graph.doors import spoken
from sanzu_graph.errors import ChangeError, shown
from sanzu_graph.messages import language, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.html import rebase_html
from sanzu_graph.scenarios.plan import Plan, scenario_of
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.scenarios.wishes import is_fulfilled

APPLIES, DONE, CONFLICT = "applies", "done", "conflict"


@dataclass(frozen=True)
class Conflict:
    """A change that can no longer be made.

    Attributes
    ----------
    step : its place in the scenario, from 1
    change : the change
    error : why it cannot be made, and the cure
    now : the units of that layer in which the member is by now, if it is for being elsewhere that
        it cannot be made
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
class Rebase:
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

    applies: Scenario
    already_done: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    table: pd.DataFrame
    lang: str

    def __repr__(self) -> str:
        return f"Rebase({len(self.applies)} apply, {len(self.already_done)} done, {len(self.conflicts)} in conflict)"

    def _repr_html_(self) -> str:
        return rebase_html(self)


def rebase(scenario: Scenario | Plan, new_base: Org, *, on: object = None) -> Rebase:
    """Sort the changes of a scenario into those that apply to another base, those already done, and
    conflicts.

    Parameters
    ----------
    scenario
        The scenario, or a plan that has one.
    new_base
        The organisation as it is by now.
    on
        The day on which changes take effect that name none; by default as in `Scenario.apply`.

    Returns
    -------
    Rebase

    Raises
    ------
    ProblemError
        If a plan has no scenario, because no plan keeps its rules.

    Notes
    -----
    Each change is tried on what those before it leave. One that cannot be made is done already if
    the state that it wants holds: the person is where they should go, the unit is closed, the pair
    is made.

    Examples
    --------
    >>> from sanzu_graph import MoveMember
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T1", "T2", "T3"], "layer": ["team"] * 3}, {"member": ["A", "B"], "unit": ["T2", "T3"]})
    >>> plan = Scenario("both to T2", [MoveMember("A", "T1", "T2"), MoveMember("B", "T1", "T2")])
    >>> plan.rebase(org, lang="en").table[["outcome", "why"]].to_numpy().tolist()[0]
    ['done', '']
    """
    scenario = scenario_of(scenario)
    draft, telling = (Draft(new_base, on=scenario.on if on is None else on) for _ in range(2))
    applies: list[Change] = []
    done: list[Change] = []
    conflicts: list[Conflict] = []
    rows = []
    for step, change in enumerate(scenario, 1):
        outcome, why = APPLIES, ""
        sentence = change.describe_on(telling)
        try:
            change.make(draft)
            applies.append(change)
        except ChangeError as error:
            if is_fulfilled(change, draft):
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
    kept = replace(scenario, changes=tuple(applies)).on_base(new_base)
    return Rebase(kept, tuple(done), tuple(conflicts), table, language())


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
