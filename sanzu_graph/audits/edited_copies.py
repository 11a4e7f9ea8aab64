"""Many edits of one organisation, each in a copy of its own, followed at once in one view.

`sanzu_graph.audits.local` follows one. What `Audit.after` tells of each edit, this tells of all, as
far as the structure goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.audits.answers import CheckQuestion
from sanzu_graph.audits.local import Seen, seen
from sanzu_graph.audits.neighbourhood import Reach, neighbourhood
from sanzu_graph.errors import AbsentError
from sanzu_graph.model.deltas import Delta, Turnover
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.views import View
from sanzu_graph.policy.demands import Policy

#: About so many membership rows are looked at together: few enough to stay in a processor's cache.
ROWS = 30_000


class CopyChanges(Protocol):
    """Edits of membership rows, one a copy."""

    def __len__(self) -> int:
        """How many edits."""
        ...

    def part(self, first: int, last: int) -> Self:
        """Some of them."""
        ...

    def turnover(self, code: Encoding) -> Turnover:
        """The membership rows that go and come, each edit in a copy of its own."""
        ...


class Effects(NamedTuple):
    """Findings that edits fix or break.

    Attributes
    ----------
    copy : whose effect it is
    question : which question's finding
    origin : about whom, as a position
    breaks : whether the finding is new, rather than gone
    """

    copy: Positions
    question: Positions
    origin: Positions
    breaks: NDArray[np.bool_]


class EditedCopies:
    """The questions that can be asked of edited copies of an organisation, and their answers.

    Parameters
    ----------
    org, policy
        The organisation on the day, and what is demanded of it.
    questions
        What is asked. Those about a stretch of time, and those that cannot be asked, are left out.
    """

    def __init__(self, org: Org, policy: Policy, questions: Sequence[CheckQuestion]) -> None:
        self.org, self.reach = org, Reach.of(org, policy)
        self.questions = [
            question
            for question in questions
            if question.check.near is not None and self._is_allowed(question)
        ]

    def _is_allowed(self, question: CheckQuestion) -> bool:
        """Whether the organisation has what a question needs; a view of nothing tells."""
        try:
            for column in question.check.needs:
                self.org.codes(*column.split("."))
            question.find(self._nothing)
        except AbsentError:
            return False
        return True

    @cached_property
    def _nothing(self) -> View:
        nothing = Delta.of_rows(self.org.encoding, 1, {})
        return View(self.org, nothing, neighbourhood(self.org, nothing, self.reach).slices)

    def effects(self, changes: CopyChanges) -> Effects:
        """What every edit fixes and breaks, so many at a time."""
        parts, first, size = [_NOTHING], 0, 16
        while first < len(changes):
            last = min(first + size, len(changes))
            effects, rows = self._followed(changes.part(first, last))
            parts.append(effects._replace(copy=effects.copy + first))
            size = int(np.clip(ROWS * (last - first) // max(rows, 1), 1, 4 * size))
            first = last
        return Effects(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _followed(self, some: CopyChanges) -> tuple[Effects, int]:
        """What some edits fix and break, and how many membership rows that took."""
        code = self.org.encoding
        delta = Delta.of_rows(code, len(some), {"memberships": some.turnover(code)})
        hood = neighbourhood(self.org, delta, self.reach)
        view = View(self.org, delta, hood.slices)
        return _between(view, list(seen(view, hood, self.questions))), len(hood.slices.memberships)


_NONE = np.empty(0, dtype=np.intp)
_NOTHING = Effects(_NONE, _NONE, _NONE, np.empty(0, dtype=np.bool_))


def _between(view: View, answers: Sequence[Seen]) -> Effects:
    """What differs between the halves of a view, by the identity of findings: check, layer, entity
    and the check's own key columns.
    """
    if not answers:
        return _NOTHING
    width = max(view.half.values())
    kinds: dict[tuple[str, str], int] = {}
    keys: dict[tuple[object, ...], int] = {}
    sides, copies, origins, identity = [], [], [], []
    for _, question, faults in answers:
        check, half = question.check, view.half[question.check.scope]
        is_after = faults.rows >= half
        slot = faults.rows - half * is_after
        layer = faults.layer if isinstance(faults.layer, str) else ""
        kind = kinds.setdefault((check.slug, layer), len(kinds))
        apart = [faults.extra[name] for name in check.keys] + (
            [] if isinstance(faults.layer, str) else [faults.layer]
        )
        sides.append(is_after)
        copies.append(view.copy[check.scope][slot])
        origins.append(view.origin[check.scope][slot])
        identity.append(
            (
                kind * width + slot,
                [keys.setdefault(key, len(keys)) for key in zip(*apart, strict=True)]
                if apart
                else None,
            )
        )
    number = np.concatenate(
        [
            slots * (len(keys) + 1) + (len(keys) if part is None else np.array(part, dtype=np.intp))
            for slots, part in identity
        ]
    )
    after = np.concatenate(sides)
    differs = np.empty(len(number), dtype=bool)
    differs[~after] = ~pd.Index(number[~after]).isin(number[after])
    differs[after] = ~pd.Index(number[after]).isin(number[~after])
    numbers = np.repeat([answer.number for answer in answers], [len(side) for side in sides])
    return Effects(
        np.concatenate(copies)[differs],
        numbers[differs],
        np.concatenate(origins)[differs],
        after[differs],
    )
