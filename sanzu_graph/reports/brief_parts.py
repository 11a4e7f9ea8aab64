"""The lists of a brief: what is changed, who moves along, who gains or loses a post, what gets worse,
what stays open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.messages import called, listed, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import under_new_ids
from sanzu_graph.reports.brief_room import BriefPart
from sanzu_graph.reports.packs import Pack, PackOption
from sanzu_graph.scenarios.differences import diff
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.scenarios.signing import change_key, named_ids
from sanzu_graph.schema import DEPUTY, LEADER

#: So many names stand in a line, and so many changes are told one by one before they are counted.
NAMES, CHANGES = 4, 9


def parts_of(pack: Pack, chosen: PackOption) -> Iterator[BriefPart]:
    """The lists that say something, each whole."""
    assert chosen.audit is not None
    scenario = chosen.scenario or diff(pack.org, chosen.audit.org)
    left, orgs = chosen.audit.findings, (pack.org, chosen.audit.org)
    lists = {
        "changes": _changes(pack.org, scenario),
        "along": _along(pack, chosen, scenario),
        "posts": posts_of(pack, chosen),
        "worse": by_check(moved(pack, chosen, "introduced"), orgs),
        "open": by_check(left[left["severity"] == SEVERITIES[0]], orgs),
    }
    for name, lines in lists.items():
        if lines:
            yield BriefPart(text(f"brief.part_{name}"), tuple(lines))


def moved(pack: Pack, option: PackOption, fate: str) -> pd.DataFrame:
    """The findings that an alternative fixes or introduces, gravest first."""
    frame = pack.comparison.findings
    frame = frame[(frame["alternative"] == option.name) & (frame["fate"] == fate)]
    return frame.iloc[frame["severity"].map(SEVERITIES.index).to_numpy().argsort(kind="stable")]


def by_check(frame: pd.DataFrame, orgs: Iterable[Org]) -> list[str]:
    """Findings in words, a line a check, with the names of those concerned: of a pair both."""
    known = _names(orgs, "members")
    return [
        text(
            "brief.of_check",
            title=text(f"title.{check}"),
            names=listed(dict.fromkeys(_concerned(part, known)), most=NAMES),
        )
        for check, part in frame.groupby("check", sort=False)
    ]


def _concerned(findings: pd.DataFrame, members: Mapping[str, object]) -> Iterator[str]:
    """Whom or what each finding is about; a pair of members as one text."""
    others = findings.get("other", findings["entity_id"])
    for name, id_, other in zip(findings["name"], findings["entity_id"], others, strict=True):
        if other != id_ and other in members:
            yield text("brief.pair", one=name or id_, other=members[other])
        else:
            yield name or id_


def posts_of(pack: Pack, option: PackOption) -> list[str]:
    """Who gains or loses which post, in lines."""
    assert option.audit is not None
    orgs = _before(pack.before.org, option), option.audit.org
    before, after = map(_held, orgs)
    names = [_names(orgs, table) for table in ("members", "units")]
    lines = []
    for key, held in (("gains", after - before), ("loses", before - after)):
        for *ids, role in sorted(held):
            member, unit = (called(known[id_], id_) for known, id_ in zip(names, ids, strict=True))
            what = text(f"role.{role}")
            lines.append(text(f"brief.{key}", member=member, unit=unit, role=what))
    return lines


def _changes(org: Org, scenario: Scenario) -> list[str]:
    """What is done, a line a change; many are counted by their kind first."""
    draft, lines = Draft(org, on=scenario.on), []
    for change in scenario:
        lines.append(change.action_on(draft))
        change.make(draft)
    if len(lines) <= CHANGES:
        return lines
    kinds = Counter(text(f"kind.{change_key(change)}") for change in scenario)
    sentences = [
        text("brief.of_kind", kind=kind, count=count) for kind, count in kinds.most_common()
    ]
    return [listed(sentences), *lines]


def _before(org: Org, option: PackOption) -> Org:
    """The organisation with units under the ids that they have in an alternative: who is in a
    renamed unit goes nowhere.
    """
    return org if option.outcome is None else under_new_ids(org, option.outcome.renamed)


def _along(pack: Pack, option: PackOption, scenario: Scenario) -> list[str]:
    """Who is in another unit without being named by a change: those of units that are merged or
    split; a line for each way.
    """
    changes = scenario.by_ids(pack.org)
    named = {member for change in changes for member in named_ids(change, "members")}
    assert option.audit is not None
    before, after = _before(pack.before.org, option), option.audit.org
    seats = [_seats(before), _seats(after)]
    ways: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for member in sorted({*seats[0], *seats[1]} - named):
        old, new = (of_side.get(member, set()) for of_side in seats)
        if old != new:
            ways.setdefault((tuple(sorted(old - new)), tuple(sorted(new - old))), []).append(member)
    members, units = (_names((before, after), table) for table in ("members", "units"))
    return [
        text(
            "brief.along" if old and new else "brief.along_joins" if new else "brief.along_leaves",
            count=len(who),
            names=listed([members[of_side] for of_side in who], most=NAMES),
            source=listed([called(units[of_side], of_side) for of_side in old]),
            target=listed([called(units[of_side], of_side) for of_side in new]),
        )
        for (old, new), who in ways.items()
    ]


def _seats(org: Org) -> dict[str, set[str]]:
    """Member → the units they are in."""
    seats: dict[str, set[str]] = {}
    for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True):
        seats.setdefault(member, set()).add(unit)
    return seats


def _names(orgs: Iterable[Org], table: str) -> dict[str, object]:
    """Id → name, or the id of one without a name, of all that is there before or after."""
    frames = [getattr(org, table) for org in orgs]
    return {
        id_: id_ if pd.isna(name) else name
        for frame in frames
        for id_, name in zip(frame["id"], frame.get("name", frame["id"]), strict=True)
    }


def _held(org: Org) -> set[tuple[str, str, str]]:
    """Member, unit and post of all who lead, or are deputies."""
    members, units = org.encoding.members, org.encoding.units
    return {
        (str(members[member]), str(units[unit]), role)
        for role in (LEADER, DEPUTY)
        for pairs in (org.pairs(None, role),)
        for member, unit in zip(pairs.member.tolist(), pairs.unit.tolist(), strict=True)
    }
