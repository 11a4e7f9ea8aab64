"""The invented works of data/juhua: exactly the published counts, counted by plain loops, and
repairable as published.
"""

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from sanzu_graph import Org, audit, blank_teams, read_tables

DATA = Path(__file__).parents[2] / "data"
MERGED, ADMITTED, LEFT = 65, 52, 652
LARGEST_TEAM, MOST_LIAISONS = 20, 2


@dataclass
class Works:
    """What the CSV files say, in dicts: nothing of the library."""

    units: dict[str, dict[str, str]]
    members: dict[str, dict[str, str]]
    home: dict[str, str] = field(default_factory=dict)
    group: dict[str, str] = field(default_factory=dict)
    group_leaders: dict[str, str] = field(default_factory=dict)

    def teams(self) -> list[str]:
        return [unit for unit, row in self.units.items() if row["layer"] == "team"]

    def key(self, team: str) -> tuple[str, str]:
        return self.units[team]["site"], self.units[team]["work_type"]

    def alike(self) -> dict[tuple[str, str], list[str]]:
        keys = defaultdict(list)
        for team in self.teams():
            keys[self.key(team)].append(team)
        return keys

    def party(self) -> dict[str, int]:
        count = dict.fromkeys(self.teams(), 0)
        for member in self.group:
            count[self.home[member]] += 1
        return count

    def applicants(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {team: [] for team in self.teams()}
        for member, row in self.members.items():
            if row["applicant"] == "yes":
                found[self.home[member]].append(member)
        return found


def rows(table: str) -> list[dict[str, str]]:
    with (DATA / "juhua" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def works() -> Works:
    told = Works(
        {row["id"]: row for row in rows("units")}, {row["id"]: row for row in rows("members")}
    )
    for row in rows("memberships"):
        layer = told.units[row["unit"]]["layer"]
        if layer in {"team", "party"}:
            into = told.home if layer == "team" else told.group
            assert row["member"] not in into, f"{row['member']} is in two units of {layer}"
            into[row["member"]] = row["unit"]
        if layer == "party" and row["role"] == "leader":
            told.group_leaders[row["unit"]] = row["member"]
    return told


@pytest.fixture(scope="module")
def juhua() -> Org:
    return read_tables(DATA / "juhua")


def test_the_script_writes_the_files_again_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, DATA / "make_juhua.py", tmp_path / "again"],
        check=True,
        capture_output=True,
    )
    written = {file.name: file.read_bytes() for file in (tmp_path / "again").iterdir()}
    assert written == {file.name: file.read_bytes() for file in (DATA / "juhua").iterdir()}


def test_the_counts_are_those_published(works: Works) -> None:
    party = works.party()
    blank = [team for team, count in party.items() if count == 0]
    assert (len(party), len(blank)) == (717, 172)
    assert f"{len(blank) / len(party):.2%}" == "23.99%"
    assert sum(max(0, 2 - count) for count in party.values()) == 471
    assert len(party) - MERGED == LEFT


def test_the_library_counts_the_same(juhua: Org) -> None:
    assert len(juhua.incidence("team").units) == 717
    none, fewer = blank_teams(juhua), blank_teams(juhua, minimum=2)
    assert len(none) == 172
    assert (fewer["limit"] - fewer["value"]).sum() == 471


def test_blank_teams_are_the_only_errors(juhua: Org) -> None:
    findings = audit(juhua).findings
    assert findings.loc[findings["severity"] == "error", "check"].value_counts().to_dict() == {
        "blank_team": 172
    }


def test_everybody_has_a_team_and_whoever_is_in_the_party_a_group(works: Works) -> None:
    in_party = {
        member
        for member, row in works.members.items()
        if row["political_status"] in {"party_member", "probationary_member"}
    }
    assert set(works.home) == set(works.members)
    assert set(works.group) == in_party
    assert all(
        works.units[works.home[member]]["site"] == works.units[group]["site"]
        for member, group in works.group.items()
    )
    assert set(works.group_leaders) == {
        unit for unit, row in works.units.items() if row["layer"] == "party"
    }


def test_applicants_are_outside_the_party_and_many(works: Works) -> None:
    applying = [row for row in works.members.values() if row["applicant"]]
    assert len(applying) == 321
    assert {row["applicant"] for row in applying} == {"yes"}
    assert {row["political_status"] for row in applying} == {"league_member", "non_member"}


def test_what_each_lever_alone_leaves_unmet(works: Works) -> None:
    party, applicants = (
        works.party(),
        {team: len(people) for team, people in works.applicants().items()},
    )
    assert 471 - sum(min(max(0, 2 - party[team]), applicants[team]) for team in party) == 300
    alike = works.alike().values()
    needed = [2 * len(teams) - sum(party[team] for team in teams) for teams in alike]
    joining = [sum(applicants[team] for team in teams) for teams in alike]
    assert (
        sum(max(0, short) for short in needed) == 208
    )  # moves within site and work type help, and do not suffice
    assert (
        sum(max(0, short - more) for short, more in zip(needed, joining, strict=True)) == 81
    )  # nor do they with admissions


def test_with_moves_and_admissions_no_team_need_be_blank(works: Works) -> None:
    party, applicants = works.party(), works.applicants()
    for teams in works.alike().values():
        assert sum(party[team] + len(applicants[team]) for team in teams) >= len(teams)


def test_both_readmes_tell_these_figures(works: Works) -> None:
    layers = Counter(row["layer"] for row in works.units.values())
    chinese, english = (DATA / "README.md").read_text(encoding="utf-8").split("\n# English\n")
    figures = [
        *layers.values(),
        len(works.members),
        172,
        "23.99",
        127,
        471,
        321,
        300,
        208,
        81,
        MERGED,
        ADMITTED,
        LEFT,
    ]
    for part in (chinese, english):
        told = part[part.index("juhua/") :]
        assert [figure for figure in figures if str(figure) not in told] == []


# -- what was done in the published case can be done here


@dataclass
class Repair:
    """Changes that were found greedily: (kept, dissolved) teams, people admitted, (leader, team)
    attached.
    """

    merges: list[tuple[str, str]]
    admitted: list[str]
    attached: list[tuple[str, str]]


def published_repair(works: Works) -> Repair:
    """65 merges of two teams that work alike, 52 applicants admitted, each where leaders are
    scarcest; then leaders attached at their site.
    """
    party, applicants, size = works.party(), works.applicants(), Counter(works.home.values())
    pairs = [
        pair
        for teams in works.alike().values()
        for pair in combinations(teams, 2)
        if sum(size[team] for team in pair) <= LARGEST_TEAM
    ]
    merges: list[tuple[str, str]] = []
    for _ in range(MERGED):
        lacking = scarcity(works, party)
        taken = {team for pair in merges for team in pair}
        free = [pair for pair in pairs if not taken & set(pair)]
        kept, dissolved = max(
            free, key=lambda pair: (saved(party, *pair), lacking[works.key(pair[0])[0]], pair)
        )
        merges.append((kept, dissolved))
        party[kept] += party.pop(dissolved)
        applicants[kept] += applicants.pop(dissolved)
    admitted: list[str] = []
    for _ in range(ADMITTED):
        lacking = scarcity(works, party)
        short = [
            team for team in party if party[team] < 2 and set(applicants[team]) - set(admitted)
        ]
        team = max(short, key=lambda team: (lacking[works.key(team)[0]], -party[team], team))
        admitted.append(next(member for member in applicants[team] if member not in admitted))
        party[team] += 1
    return Repair(merges, admitted, attached_leaders(works, party))


def saved(party: dict[str, int], one: str, other: str) -> int:
    return max(0, 2 - party[one]) + max(0, 2 - party[other]) - max(0, 2 - party[one] - party[other])


def scarcity(works: Works, party: dict[str, int]) -> Counter[str]:
    """Site → the places there that its leaders of party groups could not fill."""
    lacking: Counter[str] = Counter()
    for team, count in party.items():
        lacking[works.units[team]["site"]] += max(0, 2 - count)
    for group in works.group_leaders:
        lacking[works.units[group]["site"]] -= MOST_LIAISONS
    return lacking


def attached_leaders(works: Works, party: dict[str, int]) -> list[tuple[str, str]]:
    attached: list[tuple[str, str]] = []
    load: Counter[str] = Counter()
    for team in sorted(party, key=lambda team: (party[team], team)):
        free = [
            leader
            for group, leader in works.group_leaders.items()
            if works.units[group]["site"] == works.units[team]["site"]
            and works.home[leader] != team
            and load[leader] < MOST_LIAISONS
        ]
        for leader in sorted(free, key=lambda leader: (load[leader], leader))[
            : max(0, 2 - party[team])
        ]:
            attached.append((leader, team))
            load[leader] += 1
    return attached


def test_the_published_repair_leaves_two_in_each_of_652_teams(works: Works) -> None:
    repair, party = published_repair(works), works.party()
    assert (len(repair.merges), len(repair.admitted)) == (MERGED, ADMITTED)
    assert len(set(repair.admitted)) == ADMITTED
    assert len({team for pair in repair.merges for team in pair}) == 2 * MERGED
    assert all(works.key(kept) == works.key(dissolved) for kept, dissolved in repair.merges)
    into = {dissolved: kept for kept, dissolved in repair.merges}
    for dissolved, kept in into.items():
        party[kept] += party.pop(dissolved)
    for member in repair.admitted:
        party[into.get(works.home[member], works.home[member])] += 1
    assert len(set(repair.attached)) == len(repair.attached)
    for _, team in repair.attached:
        party[team] += 1
    assert len(party) == LEFT
    assert min(party.values()) == 2


def test_the_library_agrees_that_it_does(works: Works, juhua: Org) -> None:
    repair = published_repair(works)
    after = repaired(juhua, works, repair)
    assert len(after.incidence("team").units) == LEFT
    assert not len(blank_teams(after, duty="liaison"))
    assert not len(blank_teams(after, duty="liaison", minimum=2))


def repaired(org: Org, works: Works, repair: Repair) -> Org:
    into = {dissolved: kept for kept, dissolved in repair.merges}
    units = org.units[~org.units["id"].isin(list(into))]
    at_site = {works.units[group]["site"]: group for group in works.group_leaders}
    joined = [
        {
            "member": member,
            "unit": at_site[works.units[works.home[member]]["site"]],
            "role": "member",
        }
        for member in repair.admitted
    ]
    memberships = pd.concat(
        [org.memberships.replace({"unit": into}), pd.DataFrame(joined)], ignore_index=True
    )
    liaisons = pd.DataFrame(repair.attached, columns=["member", "unit"]).assign(duty="liaison")
    duties = pd.concat(
        [org.duties.replace({"unit": into}).drop_duplicates(), liaisons], ignore_index=True
    )
    return org.replace(units=units, memberships=memberships, duties=duties)
