"""What people saved with an earlier version still loads, and says what it said."""

import json
from pathlib import Path

import pytest

import sanzu_graph as sg

FOLDER = Path(__file__).parent / "written_2026_11_29"
DAY = "2026-11-29"


@pytest.fixture(scope="module")
def org() -> sg.Org:
    return sg.read_tables(FOLDER / "tables")


def test_tables(org: sg.Org) -> None:
    sizes = {name: len(rows) for name, rows in org.tables().items() if len(rows)}
    assert sizes == {
        "members": 75,
        "units": 20,
        "memberships": 172,
        "relations": 6,
        "duties": 45,
        "activities": 12,
        "participants": 85,
        "remedies": 3,
        "tasks": 6,
        "task_events": 42,
        "absences": 3,
    }
    last = org.members[org.members["id"] == "M0075"]
    assert last[["name", "until"]].astype(str).to_numpy().tolist() == [["田娥明", "2027-06-30"]]


@pytest.mark.parametrize(
    ("file", "name", "changes"),
    [
        ("propose.json", "最小调整方案", [sg.MoveMember("M0067", "T0009", "T0008")]),
        ("propose_leaders.json", "负责人调整", [sg.AppointLeader("M0039", "T0005")]),
        (
            "pair_mentors.json",
            "mentor pairs",
            [
                sg.UnpairMentor("M0036", "M0037"),
                sg.UnpairMentor("M0043", "M0044"),
                sg.UnpairMentor("M0049", "M0050"),
                sg.UnpairMentor("M0064", "M0065"),
                sg.PairMentor("M0027", "M0037"),
                sg.PairMentor("M0040", "M0044"),
                sg.PairMentor("M0047", "M0050"),
                sg.PairMentor("M0056", "M0065"),
            ],
        ),
        (
            "balance_groups.json",
            "balanced groups",
            [
                *(sg.MoveMember(one, "P0001", "P0003") for one in ("M0020", "M0021", "M0022")),
                *(sg.MoveMember(one, "P0003", "P0001") for one in ("M0067", "M0068", "M0069")),
            ],
        ),
        (
            "board.json",
            "方案",
            [
                sg.MoveMember("M0067", "T0009", "T0008"),
                sg.AppointLeader("M0039", "T0005"),
                sg.EditMember("M0011", {"position": "安全员"}),
            ],
        ),
    ],
)
def test_a_plan(org: sg.Org, file: str, name: str, changes: list[sg.Change]) -> None:
    plan = sg.Scenario.read(FOLDER / file)
    assert (plan.name, str(plan.on)) == (name, "2026-11-22")
    assert list(plan) == changes
    assert plan.base == org.fingerprint  # so that no warning is given when it is applied
    assert plan.apply(org) != org


def test_every_change_with_its_fields() -> None:
    plan = sg.Scenario.read(FOLDER / "every_change.json")
    written = json.loads((FOLDER / "every_change.json").read_text(encoding="utf-8"))["changes"]
    assert len(plan) == 22
    for change, row in zip(plan, written, strict=True):
        told = change.to_dict()
        assert {key: told[key] for key in row} == row


def test_the_shipped_policy_of_then_finds_what_it_found(org: sg.Org) -> None:
    policy = sg.Policy.read(FOLDER / "policy_shipped.toml")
    assert [layer.name for layer in policy.layers] == ["team", "party", "union"]
    assert [one.kind for one in policy.routines] == [
        "safety_class",
        "safety_analysis",
        "heart_to_heart",
    ]
    audit = sg.audit(org, policy, on=DAY, lang="en")
    errors = audit.findings.query("check in ('blank_team', 'vacant_leader')")
    assert errors[["check", "entity_id", "layer"]].to_numpy().tolist() == [
        ["blank_team", "T0008", "party"],
        ["vacant_leader", "T0005", "team"],
    ]


def test_a_policy_made_by_hand() -> None:
    policy = sg.Policy.read(FOLDER / "policy.toml")
    station, party = policy.layers
    assert (policy.base, station.name, party.name) == ("station", "station", "party")
    assert (bool(station.led), bool(party.led)) == (True, False)
    assert (station.exclusive, party.exclusive) == (True, False)
    assert station.largest == sg.Limit(12, {"zh": "本单位规定", "en": "our own rule"}, "rule")
    assert party.per_base_unit == sg.Limit(2)
    assert party.counting_duties == ("liaison",)
    assert policy.leaders.most_units == sg.Limit(3)
    assert policy.transfer == sg.Transfer((), ("site",))
    (need,) = policy.requirements
    assert need.who == sg.Rule("position", any_of=("safety officer",))


def test_a_mapping_and_a_graph() -> None:
    mapping = json.loads((FOLDER / "mapping.json").read_text(encoding="utf-8"))
    org = sg.read_roster(FOLDER / "roster.csv", mapping=mapping)
    assert org.members["id"].tolist() == ["007", "008", "009"]
    assert org.members["seniority_years"].tolist() == [12, 3, 1]
    sizes = sg.unit_sizes(org)
    assert dict(zip(sizes["name"], sizes["headcount"], strict=True)) == {
        "一班": 2,
        "二班": 1,
        "第一小组": 2,
    }
    assert sg.read_graphml(FOLDER / "roster.graphml") == org
