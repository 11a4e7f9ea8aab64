"""The bundled station 官溪供电所: written by its script byte for byte, and telling the story that it is
said to tell.
"""

import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from sanzu_graph import Audit, Org, Policy, audit, blank_teams, read_tables
from tests.breaking import edited

DATA = Path(__file__).parents[2] / "data"
TODAY, LATER = "2026-11-22", "2028-01-01"
BLANK = {"T06": "柳湾配电二班", "T10": "石埠营业二班"}

Move = tuple[str, str, str]


@pytest.fixture(scope="module")
def guanxi() -> Org:
    return read_tables(DATA / "guanxi")


@pytest.fixture(scope="module")
def today(guanxi: Org) -> Audit:
    return audit(guanxi, Policy(), on=TODAY, lang="zh")


def in_layer(org: Org, layer: str) -> dict[str, str]:
    """Member → unit of a layer, of which everybody has one at most."""
    units = set(org.units.loc[org.units["layer"] == layer, "id"])
    return {
        member: unit
        for member, unit in org.memberships[["member", "unit"]].itertuples(index=False)
        if unit in units
    }


def blank(team: dict[str, str], group: dict[str, str]) -> set[str]:
    """Teams nobody of which is in a group: plain sets, nothing of the library."""
    return {f"T{number:02}" for number in range(1, 11)} - {
        home for member, home in team.items() if member in group
    }


def moves(org: Org) -> Iterator[Move]:
    """Everybody to every other team that the transfer rule allows: member, from, to."""
    teams = org.units[org.units["layer"] == "team"].set_index("id")
    for member, home in in_layer(org, "team").items():
        for other in teams.index.drop(home):
            if all(
                teams.loc[home, column] == teams.loc[other, column]
                for column in Policy().transfer.move
            ):
                yield member, home, other


def after(org: Org, *made: Move) -> Org:
    for member, home, other in made:
        org = edited(org, "memberships", {"member": member, "unit": home}, unit=other)
    return org


def leaders(org: Org) -> set[str]:
    return set(org.memberships.loc[org.memberships["role"] == "leader", "member"])


def test_the_script_writes_the_files_again_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, DATA / "make_guanxi.py", tmp_path / "again"],
        check=True,
        capture_output=True,
    )
    written = {file.name: file.read_bytes() for file in (tmp_path / "again").iterdir()}
    assert written == {file.name: file.read_bytes() for file in (DATA / "guanxi").iterdir()}


def test_the_files_are_of_the_size_told(guanxi: Org) -> None:
    assert len(guanxi.members) == 72
    assert guanxi.units.groupby("layer").size().to_dict() == {
        "branch": 1,
        "party": 5,
        "station": 1,
        "team": 10,
        "union": 4,
    }
    assert [len(table) for table in (guanxi.memberships, guanxi.relations, guanxi.duties)] == [
        166,
        10,
        33,
    ]
    records = (
        guanxi.activities,
        guanxi.participants,
        guanxi.remedies,
        guanxi.tasks,
        guanxi.task_events,
        guanxi.absences,
    )
    assert [len(table) for table in records] == [179, 742, 16, 11, 93, 3]
    assert guanxi.units["site"].nunique() == guanxi.units["work_type"].nunique() == 3
    assert guanxi.members["name"].is_unique
    assert list(guanxi.tables()) == [
        "members",
        "units",
        "memberships",
        "relations",
        "duties",
        "activities",
        "participants",
        "remedies",
        "tasks",
        "task_events",
        "assessments",
        "absences",
    ]
    assert len(guanxi.assessments) == 5 * (4 * 4 + 3 + 1)


def test_the_parents_are_station_and_branch(guanxi: Org) -> None:
    parents = guanxi.units.groupby("layer")["parent"].agg(
        lambda column: "".join(sorted(set(column.dropna())))
    )
    assert parents.to_dict() == {
        "station": "",
        "branch": "S1",
        "team": "S1",
        "party": "B1",
        "union": "S1",
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_audit_names_the_two_blank_teams(guanxi: Org, lang: str) -> None:
    found = audit(guanxi, Policy(), on=TODAY, lang=lang).findings
    told = found[(found["check"] == "blank_team") & (found["layer"] == "party")]
    assert dict(zip(told["entity_id"], told["name"], strict=True)) == BLANK
    assert all(
        name in message for name, message in zip(BLANK.values(), told["message"], strict=True)
    )
    assert told["eligible_unassigned"].tolist() == [0, 0]


def test_the_other_findings_are_those_told(today: Audit) -> None:
    told = today.findings[["check", "entity_id"]].to_numpy().tolist()
    assert sorted(told) == sorted(
        [
            ["blank_team", "T06"],
            ["blank_team", "T10"],
            ["missing_line", "M019"],
            ["vacant_leader", "U3"],
            ["size_outlier", "P5"],
            ["coverage_gap", "P5"],
            ["scattered_group", "P2"],
            ["mixed_work", "P2"],
            ["overextended_leader", "M001"],
            ["unaligned_leader", "M024"],
            ["crossed_line", "M024"],
            ["single_point", "T07"],
            ["overloaded_mentor", "M035"],
            ["unqualified_mentor", "M063"],
            ["crossed_mentor", "M010"],
            ["unmentored_member", "M072"],
            ["idle_mentor", "M067"],
            ["missed_routine", "P5"],
            ["late_routine", "P2"],
            ["late_routine", "P4"],
            ["unreached_member", "M044"],
            ["unreached_member", "M057"],
            ["overdue_remedy", "P3"],
            ["overdue_remedy", "P4"],
            ["ownerless_remedy", "P4"],
            *[["unheld_power", "T06"]] * 3,
            *[["unheld_power", "T10"]] * 3,
            ["unheld_power", "T08"],
            ["stray_power", "M017"],
            ["unsupported_team", "T06"],
            ["unsupported_team", "T10"],
            ["unconsulted_task", "T05"],
            *[["unconsulted_task", "T06"]] * 2,
            ["unassured_task", "T09"],
            ["skipped_stage", "T02"],
            ["disordered_stage", "T03"],
            ["solo_task", "T06"],
            ["overjoint_task", "T10"],
            *[["contactless_member", f"M{number:03}"] for number in range(66, 73)],
        ]
    )
    assert len(told) == 50
    assert not len(today.skipped)


def test_both_readmes_tell_every_finding(today: Audit) -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    chinese, english = text.split("\n# English\n")
    of_everybody = {f"M{number:03}" for number in range(66, 72)}  # told as everybody in T10
    for part in (chinese, english):
        assert {*today.findings["entity_id"], "M047"} - of_everybody <= set(
            re.findall(r"\b[MTPU]\d+\b", part)
        )
        assert {*today.findings["task"].dropna()} <= set(re.findall(r"\bJ\d+\b", part))


def test_no_single_move_fills_both_and_none_leaves_a_team_blank(guanxi: Org) -> None:
    team, group = in_layer(guanxi, "team"), in_layer(guanxi, "party")
    assert blank(team, group) == set(BLANK)
    for member, _, other in moves(guanxi):
        left = blank({**team, member: other}, group)
        assert left == set(BLANK) - ({other} if member in group else set())


def test_every_pair_of_moves_that_fills_both_comes_from_the_same_two_groups(guanxi: Org) -> None:
    team, group = in_layer(guanxi, "team"), in_layer(guanxi, "party")
    filling = [
        (one, other)
        for one, other in itertools.combinations(moves(guanxi), 2)
        if one[0] != other[0] and not blank({**team, one[0]: one[2], other[0]: other[2]}, group)
    ]
    ways = {((group[one[0]], *one[1:]), (group[other[0]], *other[1:])) for one, other in filling}
    assert ways == {(("P3", "T05", "T06"), ("P4", "T09", "T10"))}
    free = [pair for pair in filling if not {move[0] for move in pair} & leaders(guanxi)]
    assert [len(filling), len(free)] == [16, 9]


def test_no_party_group_alone_can_fill_both(guanxi: Org) -> None:
    group = in_layer(guanxi, "party")
    reach = pd.DataFrame(
        [
            (group[member], other)
            for member, _, other in moves(guanxi)
            if member in group and other in BLANK
        ]
    )
    assert reach.groupby(0)[1].nunique().to_dict() == {"P3": 1, "P4": 1}


@pytest.mark.parametrize("mover", ["M032", "M033", "M034"])
@pytest.mark.parametrize("other", ["M060", "M061", "M062"])
def test_the_two_moves_bring_no_fault_with_them(
    guanxi: Org, today: Audit, mover: str, other: str
) -> None:
    moved = after(guanxi, (mover, "T05", "T06"), (other, "T09", "T10"))
    change = audit(moved, Policy(), on=TODAY, lang="zh").since(today)
    changed = (
        change[change["change"] != "still there"][["change", "check", "entity_id"]]
        .to_numpy()
        .tolist()
    )
    assert set(change.loc[change["change"] == "new", "severity"]) == {"info"}
    assert sorted(changed) == [
        ["gone", "blank_team", "T06"],
        ["gone", "blank_team", "T10"],
        ["new", "idle_mentor", other],  # who could now mentor M072
        ["new", "single_point", "T06"],
        ["new", "single_point", "T10"],
    ]


def test_a_liaison_counts_where_a_policy_says_so(guanxi: Org) -> None:
    assert blank_teams(guanxi, duty="liaison")["entity_id"].tolist() == ["T10"]


def test_retirements_leave_one_more_team_blank(guanxi: Org, today: Audit) -> None:
    later = guanxi.at(LATER)
    assert set(guanxi.members["id"]) - set(later.members["id"]) == {"M003", "M026", "M047"}
    assert set(blank_teams(later)["entity_id"]) == {*BLANK, "T07"}
    change = audit(guanxi, Policy(), on=LATER, lang="zh").since(today)
    changed = (
        change[change["change"] != "still there"][["change", "check", "entity_id"]]
        .to_numpy()
        .tolist()
    )
    assert sorted(changed) == [
        ["gone", "late_routine", "P2"],  # more than twelve months ago by then
        ["gone", "late_routine", "P4"],
        ["gone", "missed_routine", "P5"],
        ["gone", "single_point", "T07"],
        ["new", "blank_team", "T07"],
        ["new", "stale_log", "activities"],  # what the log does not reach is not judged
    ]
    assert "T07" in set(blank_teams(guanxi.at("2027-07-01"))["entity_id"])
    assert "T07" not in set(blank_teams(guanxi.at("2027-06-30"))["entity_id"])
