"""A row a person and unit, with a column that tells the type of the unit."""

import pytest

from tests.io.roster_readings import frame, reading, told, units

_ROWS = [
    ["工号", "姓名", "组织类型", "组织名称", "职务"],
    ["1", "赵一", "班组", "一班", "班长"],
    ["1", "赵一", "党小组", "甲组", "组长"],
    ["1", "赵一", "工会小组", "丙组", ""],
    ["2", "钱二", "班组", "一班", "技术员"],
    ["2", "钱二", "党小组", "甲组", ""],
    ["2", "钱二", "工会小组", "丙组", "组长"],
    ["3", "孙三", "班组", "二班", "班长"],
    ["3", "孙三", "工会小组", "丙组", ""],
]


def _seats(rows: list[list[str]]) -> set[tuple[str, ...]]:
    found = reading(frame(rows))
    assert found.org is not None, found.faults_text()
    return set(map(tuple, found.org.memberships[["member", "unit", "role"]].to_numpy().tolist()))


_EXPECTED = {
    ("1", "team:一班", "leader"),
    ("1", "party:甲组", "leader"),
    ("1", "union:丙组", "member"),
    ("2", "team:一班", "member"),
    ("2", "party:甲组", "member"),
    ("2", "union:丙组", "leader"),
    ("3", "team:二班", "leader"),
    ("3", "union:丙组", "member"),
}


@pytest.mark.parametrize("kind", ["组织类型", "类型", "层级", "Type", "Unit type"])
@pytest.mark.parametrize("unit", ["组织名称", "班组", "Unit"])
def test_each_unit_belongs_to_the_layer_of_its_type(kind: str, unit: str) -> None:
    rows = [["工号", "姓名", kind, unit, "职务"], *_ROWS[1:]]
    assert _seats(rows) == _EXPECTED
    assert "unit_types" in told(frame(rows))


def test_names_alone_tell_who_is_who() -> None:
    rows = [row[1:] for row in _ROWS]
    names = {"1": "赵一", "2": "钱二", "3": "孙三"}
    assert _seats(rows) == {(names[member], *seat) for member, *seat in _EXPECTED}


def test_the_post_of_the_team_stays() -> None:
    org = reading(frame(_ROWS)).org
    assert org is not None
    assert org.members["position"].tolist() == ["班长", "技术员", "班长"]


def test_departments_and_projects() -> None:
    rows = [
        ["Name", "Type", "Unit", "Role"],
        ["Ann Uno", "Department", "Sales", "Head"],
        ["Ann Uno", "Project", "Apollo", "Member"],
        ["Bob Due", "Department", "Sales", "Member"],
        ["Bob Due", "Project", "Apollo", "Lead"],
    ]
    assert _seats(rows) == {
        ("Ann Uno", "team:Sales", "leader"),
        ("Ann Uno", "project:Apollo", "member"),
        ("Bob Due", "team:Sales", "member"),
        ("Bob Due", "project:Apollo", "leader"),
    }


def test_teams_and_departments_are_two_layers() -> None:
    rows = [["Name", "Type", "Unit"], ["Ann Uno", "Team", "Red"], ["Ann Uno", "Department", "Ops"]]
    assert units(frame(rows)) == {"Ann Uno": {"Red"}}
    assert units(frame(rows), layer="department") == {"Ann Uno": {"Ops"}}


@pytest.mark.parametrize("kinds", [["正式工", "劳务派遣"], ["班组", "劳务派遣"], ["", ""]])
def test_other_types_stay_text(kinds: list[str]) -> None:
    rows = [["姓名", "类型", "班组"], ["赵一", kinds[0], "一班"], ["钱二", kinds[1], "二班"]]
    assert "unit_types" not in told(frame(rows))
    assert units(frame(rows)) == {"赵一": {"一班"}, "钱二": {"二班"}}


def test_the_settled_mapping_reads_the_same() -> None:
    found = reading(frame(_ROWS))
    again = reading(frame(_ROWS), mapping=found.settled())
    assert found.org is not None
    assert again.org is not None, again.faults_text()
    assert again.org.memberships.equals(found.org.memberships)
