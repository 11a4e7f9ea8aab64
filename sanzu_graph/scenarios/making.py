"""Making many changes one after another, so that a fault names its step and the organisation is
rebuilt once.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sanzu_graph.changes.changing import Change
from sanzu_graph.errors import ChangeError, SchemaError
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.organisation import Org


def made(draft: Draft, changes: Sequence[Change], *, first: int = 1) -> Draft:
    """A draft with changes made on it, in order; the first of them is this step of its scenario.

    Raises
    ------
    ChangeError
        If one cannot be made: the step, what it is, why not, and the cure.
    """
    for step, change in enumerate(changes, first):
        try:
            change.make(draft)
        except ChangeError as error:
            raise ChangeError("error.step", step=step, what=change, why=error) from error
    return draft


def with_ids(draft: Draft, changes: Sequence[Change]) -> list[Change]:
    """Changes with an id in place of each name that one alone has when their turn comes.

    Each is made on the draft, as far as it can be made.
    """
    by_ids = []
    for change in changes:
        by_ids.append(change.by_ids(draft))
        with suppress(ChangeError):
            change.make(draft)
    return by_ids


def rebuilt(org: Org, changes: Sequence[Change], draft: Draft) -> Org:
    """The organisation that a draft comes to after these changes.

    Raises
    ------
    ChangeError
        If its tables make no organisation: the step after which they no longer do. A row added or
        removed by hand may leave others without what they need.
    """
    try:
        return org.edited(draft.edit())
    except SchemaError as error:
        sound, unsound = 0, len(changes)
        while unsound - sound > 1:  # sound after `sound` steps, and not after `unsound`
            middle = (sound + unsound) // 2
            fault = _fault_after(org, changes[:middle], draft.on)
            sound, unsound, error = (
                (middle, unsound, error) if fault is None else (sound, middle, fault)
            )
        raise ChangeError(
            "error.step_unsound", step=unsound, what=changes[unsound - 1], why=list(error.faults)
        ) from error


def _fault_after(org: Org, changes: Sequence[Change], on: object) -> SchemaError | None:
    try:
        org.edited(made(Draft(org, on=on), changes).edit())
    except SchemaError as error:
        return error
    return None
