"""Rows that are assignments, and columns of units above the teams: what belongs to whom."""

import csv
import pathlib
import random
from collections import defaultdict

import pytest

import sanzu_graph as sg
from tests.io.roster_readings import Rows, faults, frame, leaders, reading, told, units

HEAD = ["工号", "姓名", "项目", "投入比例", "角色"]


def shares(rows: Rows) -> dict[tuple[str, str], float]:
    """(person, unit) → share, by the sums of their rows."""
    org = reading(frame(rows)).org
    assert org is not None
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in org.memberships.itertuples():
        if row.share == row.share:
            found[row.member, row.unit] += row.share
    return dict(found)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["60%", "40%", "100%"], [0.6, 0.4, 1.0]),
        (["60", "40", "100"], [0.6, 0.4, 1.0]),
        (["0.6", ".4", "1"], [0.6, 0.4, 1.0]),
        (["６０％", "40 %", ""], [0.6, 0.4, None]),
        (["1", "1", "1"], [1.0, 1.0, 1.0]),
    ],
)
@pytest.mark.parametrize("heading", ["投入比例", "FTE", "占比", "Allocation %", "share"])
def test_shares_are_parts_of_full_time(
    heading: str, cells: list[str], expected: list[float | None]
) -> None:
    rows = [
        ["工号", "姓名", "项目", heading],
        ["1", "赵一", "甲", cells[0]],
        ["1", "赵一", "乙", cells[1]],
        ["2", "钱二", "甲", cells[2]],
    ]
    keys = [("1", "project:甲"), ("1", "project:乙"), ("2", "project:甲")]
    assert shares(rows) == {
        key: value for key, value in zip(keys, expected, strict=True) if value is not None
    }


def test_shares_equal_their_sums() -> None:
    for seed in range(20):
        dice = random.Random(seed)
        people = [f"{at:03}" for at in range(1, 9)]
        rows, sums = [], defaultdict(int)
        for who in people:
            left = 100
            for _ in range(dice.randint(2, 4)):
                percent = dice.choice([5, 10, 20])
                unit = dice.choice(["甲", "乙", "丙"])
                left -= percent
                sums[who, f"project:{unit}"] += percent
                rows.append([who, f"人{who}", unit, f"{percent}%", ""])
        dice.shuffle(rows)
        found = shares([HEAD, *rows])
        assert {key: round(value * 100) for key, value in found.items()} == dict(sums), seed


def test_what_is_no_share_is_a_fault() -> None:
    rows = [HEAD, ["1", "赵一", "甲", "60%", ""], ["1", "赵一", "乙", "一半", ""]]
    assert faults(frame(rows)) == [("fault.not_share", 3)]
    rows = [HEAD, ["1", "赵一", "甲", "60%", ""], ["1", "赵一", "甲", "50%", ""]]
    assert faults(frame(rows)) == [("fault.not_share", 3)]


@pytest.mark.parametrize(
    ("cells", "wrong"), [(["0.5", "0.5", "1.2"], [4]), (["0.5", "50", "100"], [3, 4])]
)
def test_parts_of_one_beside_larger_numbers_are_no_percents(
    cells: list[str], wrong: list[int]
) -> None:
    people = [["1", "赵一", "甲"], ["1", "赵一", "乙"], ["2", "钱二", "甲"]]
    rows = [HEAD, *([*row, cell, ""] for row, cell in zip(people, cells, strict=True))]
    assert faults(frame(rows)) == [("fault.not_share", row) for row in wrong]


def test_a_one_among_percents_is_told() -> None:
    rows = [HEAD, ["1", "赵一", "甲", "1", ""], ["1", "赵一", "乙", "99", ""]]
    assert shares(rows) == {("1", "project:甲"): 0.01, ("1", "project:乙"): 0.99}
    assert "one_percent" in told(frame(rows))


def test_a_share_of_one_row_a_person_is_kept_as_it_is() -> None:
    org = reading(frame([["工号", "姓名", "班组", "FTE"], ["1", "赵一", "一班", "0.5"]])).org
    assert org is not None
    assert org.members["FTE"].tolist() == ["0.5"]
    assert "share" not in org.memberships


@pytest.mark.parametrize("word", ["负责人", "组长", "项目经理", "Lead", "Project Manager"])
def test_a_role_belongs_to_the_unit_of_its_row(word: str) -> None:
    rows = [
        ["工号", "姓名", "班组", "项目", "角色"],
        ["1", "赵一", "一班", "甲", word],
        ["1", "赵一", "一班", "乙", "成员"],
        ["2", "钱二", "一班", "乙", word],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    led = org.memberships[org.memberships["role"] == "leader"]
    assert set(zip(led["member"], led["unit"], strict=True)) == {
        ("1", "project:甲"),
        ("2", "project:乙"),
    }
    assert "row_roles" in told(frame(rows))


# -- units above the teams


def parents(rows: Rows) -> dict[str, str]:
    org = reading(frame(rows)).org
    assert org is not None
    return dict(zip(org.units["id"], org.units["parent"].fillna(""), strict=True))


@pytest.mark.parametrize(
    ("heads", "layers"),
    [
        (["公司", "部门", "班组"], ["company", "department"]),
        (["Company", "Department", "Team"], ["company", "department"]),
        (["分公司", "车间", "班组"], ["company", "workshop"]),
        (["Division", "Section", "Team"], ["division", "section"]),
    ],
)
def test_columns_above_the_team_are_its_parents(heads: list[str], layers: list[str]) -> None:
    rows = [
        ["姓名", *heads],
        ["赵一", "甲", "输电", "线路"],
        ["钱二", "甲", "输电", "电缆"],
        ["孙三", "甲", "变电", "运维"],
        ["李四", "乙", "计量", "抄表"],
        ["周五", "乙", "计量", "核算"],
        ["吴六", "乙", "计量", ""],
    ]
    upper, middle = layers
    assert parents(rows) == {
        "team:线路": f"{middle}:输电",
        "team:电缆": f"{middle}:输电",
        "team:运维": f"{middle}:变电",
        "team:抄表": f"{middle}:计量",
        "team:核算": f"{middle}:计量",
        f"{middle}:输电": f"{upper}:甲",
        f"{middle}:变电": f"{upper}:甲",
        f"{middle}:计量": f"{upper}:乙",
        f"{upper}:甲": "",
        f"{upper}:乙": "",
    }
    # who has a team belongs to the units above through it; who has none belongs there
    assert {name for name, own in units(frame(rows), middle).items() if own} == {"吴六"}
    assert told(frame(rows)) == {"above"}


def test_a_column_that_cuts_across_teams_is_no_parent() -> None:
    rows = [
        ["姓名", "部门", "班组"],
        ["赵一", "输电", "线路"],
        ["钱二", "变电", "线路"],
        ["孙三", "变电", "运维"],
    ]
    assert reading(frame(rows)).org.layers == ("team",)
    assert "second_layer" in told(frame(rows))


def test_teams_of_one_number_are_told_apart_by_their_department() -> None:
    rows = [
        ["姓名", "部门", "班组", "职务"],
        ["赵一", "输电部", "一班", "班长"],
        ["钱二", "输电部", "二班", "班长"],
        ["孙三", "变电部", "一班", "班长"],
        ["李四", "变电部", "检修班", "班长"],
    ]
    assert units(frame(rows)) == {
        "赵一": {"输电部一班"},
        "钱二": {"输电部二班"},
        "孙三": {"变电部一班"},
        "李四": {"检修班"},
    }
    assert leaders(frame(rows)) == {"赵一", "钱二", "孙三", "李四"}
    assert {"above", "told_apart"} <= told(frame(rows))


def test_a_numbered_team_without_a_department_is_told() -> None:
    rows = [
        ["姓名", "部门", "班组"],
        ["赵一", "输电部", "一班"],
        ["钱二", "变电部", "一班"],
        ["孙三", "", "一班"],
    ]
    assert {"told_apart", "apart_blank"} <= told(frame(rows))
    assert units(frame(rows))["孙三"] == {"一班"}


def test_parents_and_managers_are_written_back(tmp_path: pathlib.Path) -> None:
    rows = [
        ["工号", "姓名", "部门", "班组", "直接上级工号"],
        ["01", "赵一", "输电部", "一班", ""],
        ["02", "钱二", "输电部", "一班", "01"],
        ["03", "孙三", "变电部", "一班", "01"],
        ["04", "李四", "变电部", "二班", "03"],
    ]
    path, made = tmp_path / "old.csv", tmp_path / "new.csv"
    path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    with pytest.warns(sg.SanzuWarning):
        org = sg.read_roster(path)
    plan = sg.Scenario(
        "plan",
        [sg.MoveMember("02", "team:输电部一班", "team:变电部二班"), sg.ChangeManager("02", "03")],
    )
    sg.write_roster(plan.apply(org), made, like=path)
    with made.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert written == [
        *rows[:2],
        ["02", "钱二", "变电部", "变电部二班", "03"],
        *rows[3:],
    ]


def test_a_department_of_the_whole_file_says_nothing_of_its_teams() -> None:
    rows = [["姓名", "部门", "班组"], ["赵一", "输电部", "线路"], ["钱二", "输电部", "电缆"]]
    assert reading(frame(rows)).org.layers == ("team",)


def test_teams_are_told_apart_by_as_many_columns_as_it_takes() -> None:
    """The nearest column first; each (company, department, team) is a team, by plain loops."""
    for seed in range(60):
        dice = random.Random(seed)
        rows, expected = [["姓名", "公司", "部门", "班组"]], {}
        for at in range(dice.randint(6, 14)):
            cells = (
                dice.choice("AB") + "公司",
                dice.choice("输变") + "电部",
                dice.choice("一二") + "班",
            )
            rows.append([f"人{at:02}", *cells])
            expected[f"人{at:02}"] = cells
        found = units(frame(rows))
        teams = {who: own.copy().pop() for who, own in found.items()}
        for who, where in expected.items():
            for other, place in expected.items():
                is_apart = teams[who] != teams[other]
                if where == place:
                    assert not is_apart, (seed, who, other)
                elif where[2] == place[2] and not is_apart:
                    # One name is one team only where no column that tells it apart was read.
                    assert "told_apart" not in told(frame(rows)), (seed, who, other)


def test_a_column_to_the_right_of_departments_tells_no_teams_apart() -> None:
    rows = [
        ["姓名", "部门", "班组", "劳务公司"],
        ["赵一", "输电部", "一班", "甲公司"],
        ["钱二", "输电部", "一班", "乙公司"],
        ["孙三", "变电部", "一班", "乙公司"],
    ]
    assert set().union(*units(frame(rows)).values()) == {"输电部一班", "变电部一班"}
    assert "shared_units" in told(frame(rows))


def test_as_many_departments_as_teams_are_above_them() -> None:
    rows = [
        ["姓名", "公司", "部门", "班组"],
        *[["赵一", "A公司", "输电部", "一班"], ["钱二", "A公司", "变电部", "一班"]],
        *[["孙三", "B公司", "配电部", "二班"], ["李四", "B公司", "营销部", "二班"]],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    parents = dict(zip(org.units["id"], org.units["parent"], strict=True))
    assert parents["team:输电部一班"] == "department:输电部"
    assert parents["department:营销部"] == "company:B公司"


def test_teams_of_one_name_in_several_departments_are_told() -> None:
    rows = [
        ["姓名", "公司", "部门", "班组"],
        *[["赵一", "A公司", "输电部", "运维班"], ["钱二", "A公司", "变电部", "运维班"]],
        ["孙三", "B公司", "配电部", "抢修班"],
    ]
    assert "shared_units" in told(frame(rows))
    rows[2][2] = "输电部"
    assert "shared_units" not in told(frame(rows))


def test_posts_that_differ_within_a_person_are_told() -> None:
    rows = [
        ["工号", "姓名", "项目", "角色"],
        ["1", "赵一", "甲", "项目经理"],
        ["1", "赵一", "乙", "开发"],
        ["2", "钱二", "甲", "开发"],
    ]
    assert "first_kept" in told(frame(rows))
    rows[2][3] = "项目经理"
    assert "first_kept" not in told(frame(rows))
