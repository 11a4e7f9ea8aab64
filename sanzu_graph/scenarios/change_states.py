"""What comes of some changes of a plan: whether they can be made, and what is then newly wrong.

A state is a set of changes that are made, in the order of the plan. It is open if nothing is newly
wrong in it: a unit is blank or without a leader only if it is so before the plan or after it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sanzu_graph.audits.audit_run import Audit
from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.names import named
from sanzu_graph.errors import ChangeError, SchemaError
from sanzu_graph.messages import listed, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.scenarios.making import made

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: What is wrong of a unit: check, unit, layer.
Wrong = tuple[str, str, str]
#: The rows in which a draft differs, in one form: compared, never looked into.
ChangedRows = tuple[Any, ...]


class ChangeStates:
    """What comes of some of the changes of a day, made in the order of the plan."""

    def __init__(
        self,
        org: Org,
        done: Sequence[Change],
        changes: Mapping[int, Change],
        on: datetime.date | None,
        before: Audit,
    ) -> None:
        self.changes, self.before = changes, before
        self._base = made(Draft(org, on=on), done)
        self._wrongs: dict[frozenset[int], frozenset[Wrong] | None] = {}

    def draft(self, *orders: Iterable[int]) -> Draft | None:
        """The draft after some changes, then others, each in order; None if one cannot be made."""
        draft = self._base.copy()
        try:
            for steps in orders:
                made(draft, [self.changes[step] for step in sorted(steps)])
        except ChangeError:
            return None
        return draft

    def wrong(self, steps: frozenset[int]) -> frozenset[Wrong] | None:
        """What is newly wrong after some changes; None if they cannot be made."""
        if steps not in self._wrongs:
            draft = self.draft(steps)
            self._wrongs[steps] = None if draft is None else self._wrong_in(draft) - self.allowed
        return self._wrongs[steps]

    def is_open(self, steps: frozenset[int]) -> bool:
        """Whether some changes can be made, and leave nothing newly wrong."""
        return self.wrong(steps) == frozenset()

    def leads_to(self, first: frozenset[int], then: frozenset[int]) -> bool:
        """Whether some changes after others come to what all do in the order of the plan."""
        apart, together = self.draft(first, then), self.draft(first | then)
        if apart is None or together is None:
            return False
        return changed_rows(apart) == changed_rows(together)

    @cached_property
    def allowed(self) -> frozenset[Wrong]:
        """What is wrong before the day's changes, or after all of them."""
        last = self.draft(self.changes)
        assert last is not None
        return self._wrong_in(self._base) | self._wrong_in(last) | {*wrongs(self.before)}

    def _wrong_in(self, draft: Draft) -> frozenset[Wrong]:
        try:
            return frozenset(wrongs(self.before.after(draft.edit()), self.before))
        except SchemaError:  # a row by hand that needs another
            return frozenset({("", "", "")})

    def why(self, earlier: Iterable[int], wave: tuple[int, ...]) -> str:
        """Why some changes are made together after earlier ones: what each would do alone."""
        done = frozenset(earlier) & {*self.changes}
        reasons = []
        for step in wave:
            alone = self.wrong(done | {step})
            draft = self.draft(done)
            assert draft is not None
            # Without anything wrong, it is the rest that could not follow.
            if not alone or not self.leads_to(done, frozenset({step})):
                reasons.append(text("waves.needs", change=self.changes[step].action_on(draft)))
                continue
            sentence = self.changes[step].describe_on(draft.copy())
            ids = self.before.after(draft.edit()).first_ids(self.before)
            by_now = {first: unit for unit, first in ids.items()}
            reasons += [
                text(
                    f"waves.{check}",
                    change=sentence,
                    units=listed(
                        named(draft, "units", by_now.get(unit, unit)).describe()
                        for name, unit, _ in sorted(alone)
                        if name == check
                    ),
                )
                for check in dict.fromkeys(check for check, *_ in sorted(alone))
                if check
            ]
        return text("waves.together", reasons=text("list.semicolon").join(reasons))


def wrongs(audit: Audit, before: Audit | None = None) -> list[Wrong]:
    """What an audit finds wrong: check, unit and layer of each finding.

    Units go by the ids that they had in the audit `before`.
    """
    frame = audit.findings
    first = {} if before is None else audit.first_ids(before)
    ids = [first.get(unit, unit) for unit in frame["entity_id"]]
    return list(zip(frame["check"], ids, frame["layer"], strict=True))


def changed_rows(draft: Draft) -> ChangedRows:
    """The rows in which a draft differs, in any order."""
    edit = draft.edit()
    added = {
        name: sorted(repr(sorted((key, str(cell)) for key, cell in row.items())) for row in rows)
        for name, rows in edit.added.items()
        if rows
    }
    changed = {name: dict(rows) for name, rows in edit.changed.items() if rows}
    removed = {name: sorted(rows) for name, rows in edit.removed.items() if len(rows)}
    return added, changed, removed
