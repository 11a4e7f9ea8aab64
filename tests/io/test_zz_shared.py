"""Rosters of two invented workforces as people keep them, each beside what is true of it.

The files stay outside the repository: who has them beside it runs these tests.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import sanzu_graph as sg

ROSTERS = Path("/work/shared") / "cases" / "rosters"
FILES = sorted(path for path in ROSTERS.glob("*") if path.suffix != ".json")
FILES_BY_NAME = {path.name.split("_")[0].split(".")[0]: path for path in FILES}
DAY = "2026-11-29"
TEAM, PARTY, LEADERS, MENTORS = "team", "party", "leaders", "mentors"
LEAD = {"赵志强", "王芳", "沈洁", "许诺"}

#: Refused: the column that the error names.
REFUSED = {"C06c": "入职日期", "C13": "班组", "C19": "师傅"}
#: What a file of the Chinese workforce does not hold, or holds in a way that is told.
NOT_HELD = {
    "C16": {PARTY, LEADERS, MENTORS},
    "C17": {PARTY, MENTORS},
    "C20": {PARTY},
    "C21c": {TEAM, MENTORS},
    "C27": {LEADERS, MENTORS},
    "C28": {MENTORS},
    "C38": {PARTY, MENTORS},
    "C40": {LEADERS, MENTORS},
    "C42": {LEADERS, MENTORS},
    "C43": {TEAM},
}
#: Files whose own evidence decides something, or cannot: the reading says so.
DOUBTFUL = (
    "C04 C14b C16 C17 C20 C21 C25 C28 C34 C34b C35 C38 C40 C43 "
    "E01 E03 E04b E06 E08 E13b E16 E18 E23"
)
#: Files of the English workforce with a column of managers.
WITH_MANAGERS = {"E01", "E02", "E03", "E08", "E20", "E21", "E23"}
#: Their teams have other names, or one person has another one by now.
OTHER_TEAMS = {"E02", "E18", "E21"}

pytestmark = pytest.mark.skipif(not FILES, reason=f"the shared rosters are not here: {ROSTERS}")


def reading_of(path: Path) -> sg.RosterReading:
    return sg.read_roster(path, dry_run=True, lang="en")


class Facts:
    """Who is where, by names and plain loops."""

    def __init__(self, org: sg.Org) -> None:
        org = org.at(DAY)
        self.name = dict(zip(org.members["id"], org.members["name"].fillna(""), strict=True))
        called = dict(zip(org.units["id"], org.units["name"].fillna(""), strict=True))
        layer = dict(zip(org.units["id"], org.units["layer"], strict=True))
        self.seats: dict[str, dict[str, set[str]]] = defaultdict(dict)
        self.leaders = set()
        for member, unit, role in org.memberships[["member", "unit", "role"]].to_numpy().tolist():
            who, where = self.name[member], called[unit] or unit.partition(":")[2]
            self.seats[layer[unit]].setdefault(who, set()).add(where)
            if role == "leader" and layer[unit] == TEAM:
                self.leaders.add(who)
        self.lines: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for source, target, kind in org.relations[["source", "target", "kind"]].to_numpy().tolist():
            self.lines[kind].add((self.name[source], self.name[target]))

    @property
    def people(self) -> list[str]:
        return sorted(self.name.values())


@pytest.fixture(scope="module")
def truth() -> Any:
    return json.loads((ROSTERS / "truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", [one for one in FILES_BY_NAME if one.startswith("C")])
def test_the_chinese_workforce(file: str, truth: Any) -> None:
    reading = reading_of(FILES_BY_NAME[file])
    if file in REFUSED:
        assert reading.org is None
        assert f"column {REFUSED[file]}" in reading.faults_text()
        return
    assert reading.org is not None
    found, missing = Facts(reading.org), NOT_HELD.get(file, set())
    assert found.people == sorted(truth["people"])
    for layer in {TEAM, PARTY} - missing:
        assert found.seats[layer] == {who: {where} for who, where in truth[layer].items()}
    if LEADERS not in missing:
        assert found.leaders == LEAD
    if MENTORS not in missing:
        assert found.lines["mentors"] == {tuple(pair) for pair in truth["mentors"]}


@pytest.mark.parametrize("file", [one for one in FILES_BY_NAME if one.startswith("E")])
def test_the_english_workforce(file: str) -> None:
    """Each file tells what the first one tells, as far as it holds it."""
    first, org = (reading_of(FILES_BY_NAME[one]).org for one in ("E01", file))
    assert first is not None
    assert org is not None
    known, found = Facts(first), Facts(org)
    left = set(known.people) - set(found.people) if file == "E03" else set()
    assert len(left) == (3 if file == "E03" else 0)  # the terminated
    assert len(found.people) == 30 - len(left)
    if file != "E02":  # “Last, First”
        assert found.people == sorted(set(known.people) - left)
    if file not in OTHER_TEAMS:
        moved = {
            who for who in found.people if found.seats[TEAM].get(who) != known.seats[TEAM].get(who)
        }
        assert len(moved) == (1 if file == "E04b" else 0)  # in force since another day
    lines = {pair for pair in known.lines["reports_to"] if not left & {*pair}}
    assert len(found.lines["reports_to"]) == (len(lines) if file in WITH_MANAGERS else 0)
    if file in WITH_MANAGERS - {"E02"}:
        assert found.lines["reports_to"] == lines


@pytest.mark.parametrize("file", DOUBTFUL.split())
def test_what_is_doubtful_is_told(file: str) -> None:
    doubts = reading_of(FILES_BY_NAME[file]).doubts
    assert len(doubts)
    assert (doubts[["where", "what", "would_change"]] != "").all().all()
