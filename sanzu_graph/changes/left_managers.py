"""Who is left without a manager by a change, and to whom they fall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sanzu_graph.changes.dated_rows import Day, end, go_on, in_force
from sanzu_graph.changes.names import Named, named
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import REPORTS_TO

#: What becomes of the reports of somebody who leaves.
FALL, END = "fall", "end"
#: Who reports to somebody → their name, and the managers of the one they report to.
Reports = Mapping[str, tuple[Named, tuple[Named, ...]]]
#: The fields of changes that name somebody whose reports may be left.
_FIELDS = ("member", "mentor", "apprentice")


def hand_over(draft: Draft, day: Day, member: str) -> None:
    """Let the reports of a member report to the member's manager, if there is one; so will the
    holders of open posts.
    """
    keys = in_force(draft, "relations", day, source=member, kind=REPORTS_TO)
    above = [str(draft.cell("relations", key, "target")) for key in keys]
    heir = next((manager for manager in above if manager != member), None)
    for key in in_force(draft, "relations", day, target=member, kind=REPORTS_TO):
        source = str(draft.cell("relations", key, "source"))
        if source == member or heir is None:
            continue
        there = in_force(draft, "relations", day, source=source, target=heir, kind=REPORTS_TO)
        if there or heir == source:
            end(draft, "relations", key, day)
        else:
            go_on(draft, "relations", key, day, target=heir)
    for key in draft.find("positions", manager=member) if heir is not None else ():
        if draft.cell("positions", key, "holder") is None:
            draft.set("positions", key, manager=heir)


def reports_to(change: object, draft: Draft, day: Day) -> Reports:
    """Who reports to somebody whom a change names, and who is next above."""
    reports: dict[str, tuple[Named, tuple[Named, ...]]] = {}
    people = (getattr(change, field, None) for field in _FIELDS)
    for member in [person for person in people if isinstance(person, str)]:
        keys = in_force(draft, "relations", day, source=member, kind=REPORTS_TO)
        above = [str(draft.cell("relations", key, "target")) for key in keys]
        managers = tuple(named(draft, "members", person) for person in above if person != member)
        for key in in_force(draft, "relations", day, target=member, kind=REPORTS_TO):
            report = str(draft.cell("relations", key, "source"))
            if report != member:
                reports[report] = named(draft, "members", report), managers
    return reports


def of_reports(draft: Draft, day: Day, before: Reports) -> Iterator[tuple[str, dict[str, object]]]:
    """Which of those who reported to somebody report to nobody afterwards, and who is next above."""
    yield from _falling(draft, day, before)
    left = {
        report: report_state
        for report, report_state in before.items()
        if draft.find("members", id=report)
        and not in_force(draft, "relations", day, source=report, kind=REPORTS_TO)
    }
    if left:
        above = {manager.id: manager for _, managers in left.values() for manager in managers}
        managers = [manager for id_, manager in above.items() if id_ not in left]
        key = "change.left_without_manager" + ("_below" if managers else "")
        yield key, {"members": [member for member, _ in left.values()], "managers": managers}


def _falling(draft: Draft, day: Day, before: Reports) -> Iterator[tuple[str, dict[str, object]]]:
    """Who reports to whom now, of those whose manager is no longer there."""
    falls: dict[str, tuple[Named, list[Named]]] = {}
    for report, (name, managers) in before.items():
        keys = in_force(draft, "relations", day, source=report, kind=REPORTS_TO)
        now = {str(draft.cell("relations", key, "target")) for key in keys}
        for manager in managers:
            if manager.id in now:
                falls.setdefault(manager.id, (manager, []))[1].append(name)
    for manager, members in falls.values():
        yield "change.reports_fall", {"members": members, "manager": manager}
