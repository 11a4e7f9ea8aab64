"""Changes of who reports to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import Day, begin, end, go_on, in_force
from sanzu_graph.changes.names import named
from sanzu_graph.changes.presence import there
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import LINES, REPORTS_TO

FOLLOW, STAY = "follow", "stay"


@dataclass(frozen=True, repr=False)
class ChangeManager(Change):
    """A member reports to somebody else from now on, in place of all managers by the same kind of
    line.

    Parameters
    ----------
    member, manager
        Who reports, and to whom; None: to nobody.
    kind
        ``reports_to`` (the solid line) or ``dotted_line``.
    reports
        What becomes of those who report to the member by solid lines: they ``follow``, or they
        ``stay`` and report to the member's manager of before.
    on
        See `Change`.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B", "C"], "target": ["A", "B"], "kind": ["reports_to"] * 2})
    >>> ChangeManager("C", "A").apply(org).relations["target"].tolist()
    ['A', 'A']
    """

    member: str
    manager: str | None
    kind: str = field(default=REPORTS_TO, kw_only=True)
    reports: str = field(default=FOLLOW, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.kind not in LINES:
            raise ChangeError("refused.line_kind", value=self.kind)
        if self.reports not in (FOLLOW, STAY) or (self.reports == STAY and self.kind != REPORTS_TO):
            raise ChangeError("refused.reports", value=self.reports, kind=self.kind)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        base = "end" if self.manager is None else "change"
        line = "manager" if self.kind == REPORTS_TO else "dotted_line"
        return f"{base}_{line}" + ("_stay" if self.reports == STAY else "")

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("relations", on=self.on)
        there(draft, "members", self.member, day)
        if self.manager is not None:
            there(draft, "members", self.manager, day)
        if self.manager == self.member:
            raise ChangeError("refused.own_manager", member=named(draft, "members", self.member))
        lines = managed(draft, self.kind, day, source=self.member)
        staying = self._staying(draft, day)
        if set(lines.values()) == {self.manager} - {None} and not staying:
            raise ChangeError("refused.managed_already", **self._names(draft))
        heir = next(
            (other_manager for other_manager in lines.values() if other_manager != self.member),
            None,
        )
        if self.kind == REPORTS_TO and self._closes_circle(draft, day, staying, heir):
            raise ChangeError("refused.manager_circle", **self._names(draft))
        for key, source in staying.items():
            self._hand_over(draft, day, key, source, heir)
        staying_keys = [key for key, target in lines.items() if target == self.manager]
        other = [key for key in lines if key not in staying_keys]
        if self.manager is not None and not staying_keys:
            if other:
                go_on(draft, "relations", other.pop(0), day, target=self.manager)
            else:
                cells = {"source": self.member, "target": self.manager, "kind": self.kind}
                begin(draft, "relations", cells, day)
        for key in other:
            end(draft, "relations", key, day)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        day = draft.day("relations", on=self.on)
        managers = set(managed(draft, self.kind, day, source=self.member).values())
        left = in_force(draft, "relations", day, target=self.member, kind=self.kind)
        return managers == {self.manager} - {None} and not (self.reports == STAY and left)

    def _names(self, draft: Draft) -> dict[str, Any]:
        nobody = self.manager is None
        return {
            "member": named(draft, "members", self.member),
            "manager": "–" if nobody else named(draft, "members", str(self.manager)),
        }

    def _staying(self, draft: Draft, day: Day) -> dict[int, str]:
        """The lines to the member that pass to the manager of before, and who reports by them."""
        if self.reports == FOLLOW:
            return {}
        keys = in_force(draft, "relations", day, target=self.member, kind=self.kind)
        sources = {key: str(draft.cell("relations", key, "source")) for key in keys}
        return {key: source for key, source in sources.items() if source != self.member}

    def _closes_circle(
        self, draft: Draft, day: Day, staying: Mapping[int, str], heir: str | None
    ) -> bool:
        """Whether the member is above the new manager, as it is once the others were handed over."""
        seen: set[str] = set()
        step = set() if self.manager is None else {self.manager}
        moved = set(staying.values())
        while step:
            seen |= step
            above: set[str] = set()
            for person in step:
                if not in_force(draft, "members", day, id=person):
                    continue  # who has left, or is yet to come, is above nobody
                targets = set(managed(draft, self.kind, day, source=person).values())
                if person in moved:
                    targets = (targets - {self.member}) | ({heir} if heir is not None else set())
                above |= targets
            if self.member in above:
                return True
            step = above - seen
        return False

    def _hand_over(self, draft: Draft, day: Day, key: int, source: str, heir: str | None) -> None:
        """Let somebody report to the manager of before instead."""
        has = heir is None or in_force(
            draft, "relations", day, source=source, target=heir, kind=self.kind
        )
        if has or heir == source:
            end(draft, "relations", key, day)
        else:
            go_on(draft, "relations", key, day, target=heir)


def managed(draft: Draft, kind: str, day: Day, /, **cells: str) -> dict[int, str]:
    """The lines of a kind with these cells that hold on the day, and to whom they go."""
    keys = in_force(draft, "relations", day, **cells, kind=kind)
    return {key: str(draft.cell("relations", key, "target")) for key in keys}
