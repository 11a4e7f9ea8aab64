"""`diff`: the changes that lead from one organisation to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sanzu_graph.changes.changing import Change
from sanzu_graph.doors import spoken
from sanzu_graph.errors import ChangeError, SchemaError
from sanzu_graph.messages import text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.membership_readings import read_memberships, read_pairs_and_duties
from sanzu_graph.scenarios.remainder import Remainder
from sanzu_graph.scenarios.row_differences import row_differences
from sanzu_graph.scenarios.row_readings import read_rows
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.scenarios.structure_readings import (
    read_arrivals,
    read_closings,
    read_departures,
    read_edits,
    read_renames,
)

Reading = Callable[[Remainder], None]


def _read_all(rest: Remainder) -> None:
    read_edits(rest)
    read_memberships(rest)
    read_pairs_and_duties(rest)


#: What is read in which order; each reading sees what those before it have left. The second look
#: finds what the first could not, because it hung on what the first has changed.
_READINGS: tuple[Reading, ...] = (
    read_renames,
    read_arrivals,
    read_departures,
    _read_all,
    _read_all,
    read_closings,
    lambda rest: read_edits(rest, ends=True),
    read_rows,
)


@spoken
def diff(before: Org, after: Org, *, name: str | None = None, lang: str | None = None) -> Scenario:
    """The net changes from one organisation to another.

    Parameters
    ----------
    before, after
        Any two organisations.
    name
        What the scenario is called.
    lang
        The language of its name, where none is given.

    Returns
    -------
    Scenario
        Named changes (moves, appointments, mergers, …) where they say what happened, rows that go
        and come where none does; ``diff(before, after).apply(before) == after``, always. Where
        tables have dates, changes name their day.

    Notes
    -----
    The inverse of a scenario is ``diff(plan.apply(org), org)``. A reading is taken only if all that
    it does is part of the difference. The whole is made once more and compared before it is
    returned. A unit that keeps its people under another id is renamed (`EditUnit`), as
    `unit_turnover` tells it; which people came and left is told as of any unit.

    Examples
    --------
    >>> before = Org({"id": ["M1", "M2"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["M1", "M2"], "unit": ["T1"] * 2})
    >>> after = before.replace(memberships={"member": ["M1", "M2"], "unit": ["T1", "T2"], "role": ["leader", ""]})
    >>> diff(before, after).changes
    (AppointLeader('M1', 'T1'), MoveMember('M2', 'T1', 'T2'))
    """
    steps, is_whole = _read(before, after, _READINGS)
    if not is_whole:
        steps, _ = _read(before, after, [read_rows])
    return Scenario(text("scenario.diff") if name is None else name, steps).on_base(before)


def _read(before: Org, after: Org, readings: Sequence[Reading]) -> tuple[list[Change], bool]:
    """The steps, and whether they lead there.

    All are made on one draft, as a scenario makes them; it is looked at after each reading.
    """
    steps: list[Change] = []
    touched: set[str] = set()
    current, draft, differences = before, Draft(before), row_differences(before, after)
    for reading in readings:
        if not differences:
            break
        rest = Remainder(current, after, differences)
        reading(rest)
        later = draft.copy()
        changes = list(_made(later, rest.read))
        if not changes:
            continue
        edit = later.edit()
        try:
            current = before.edited(edit)
        except SchemaError:  # together they leave no organisation: none of them is made
            continue
        draft, steps = later, steps + changes
        touched |= {*edit.tables}
        untouched = {name: rows for name, rows in differences.items() if name not in touched}
        differences = untouched | row_differences(current, after, touched)
    return steps, not differences


def _made(draft: Draft, changes: Iterable[Change]) -> Iterator[Change]:
    """Make those of the changes that can be made; which these are."""
    for change in changes:
        try:
            change.make(draft)
        except ChangeError:
            continue
        yield change
