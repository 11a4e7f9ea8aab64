"""What was read or left in silence: further posts, ordinals, a lone blank, sheets of months."""

import pathlib

import pytest

import sanzu_graph as sg
from tests.io.roster_files import book
from tests.io.roster_readings import frame, leaders, reading, told, units


@pytest.mark.parametrize("heading", ["兼职职务", "兼任职务", "兼任", "其他职务", "职务2"])
def test_further_posts_tell_roles(heading: str) -> None:
    rows = [
        ["姓名", "班组", "党小组", "职务", heading],
        ["赵一", "一班", "第一党小组", "班长", "党小组长"],
        ["钱二", "一班", "第一党小组", "技术员", "安全员"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    roles = org.memberships[["member", "unit", "role"]].to_numpy().tolist()
    assert ["赵一", "party:第一党小组", "leader"] in roles
    assert ["赵一", "team:一班", "leader"] in roles
    assert org.members["position"].tolist() == ["班长", "技术员"]
    assert org.members[heading].tolist() == ["党小组长", "安全员"]
    assert told(frame(rows)) == {"further_post"}
    kept = sg.read_roster(frame(rows), mapping={heading: "keep"})
    party = kept.memberships["unit"] == "party:第一党小组"
    assert set(kept.memberships.loc[party, "role"]) == {"member"}


def test_a_further_post_needs_no_first_one() -> None:
    rows = [["姓名", "班组", "兼职职务"], ["赵一", "一班", "班长"], ["钱二", "一班", ""]]
    assert leaders(frame(rows)) == {"赵一"}


def test_part_time_is_no_further_post() -> None:
    rows = [["姓名", "班组", "兼职"], ["赵一", "一班", "是"], ["钱二", "一班", "否"]]
    assert "further_post" not in told(frame(rows))


@pytest.mark.parametrize(
    "pair", [("第一班", "一班"), ("第1班", "一班"), ("运维第十班", "运维十班")]
)
def test_an_ordinal_beside_its_numeral_is_told(pair: tuple[str, str]) -> None:
    rows = [["姓名", "班组"], ["赵一", pair[0]], ["钱二", pair[1]], ["孙三", "二班"]]
    assert told(frame(rows)) == {"near_units"}


def test_ordinals_alone_are_no_twins() -> None:
    rows = [["姓名", "班组"], ["赵一", "第一班"], ["钱二", "第二班"], ["孙三", "第十班"]]
    assert not told(frame(rows))


@pytest.mark.parametrize("teams", [["一班", "", "一班", "二班"], ["一班", "一班", "", "二班"]])
def test_a_lone_blank_below_a_team_is_told_with_its_row(teams: list[str]) -> None:
    rows = [["姓名", "班组"], *zip(["赵一", "钱二", "孙三", "李四"], teams, strict=True)]
    (doubt,) = reading(frame(rows))._doubts
    assert (doubt.key, doubt.row) == ("doubt.lone_blank", teams.index("") + 2)
    assert doubt.fields["unit"] == "一班"
    assert doubt.option == 'shape="row"'
    assert not told(frame(rows), shape="row")


@pytest.mark.parametrize("teams", [["", "一班", "一班"], ["一班", "无", "一班"], ["一班", "", ""]])
def test_other_blanks_are_not_told(teams: list[str]) -> None:
    rows = [["姓名", "班组"], *zip(["赵一", "钱二", "孙三"], teams, strict=True)]
    assert "lone_blank" not in told(frame(rows))


@pytest.mark.parametrize(
    ("names", "last"),
    [
        (("Jan", "Feb", "Mar"), 2),
        (("March 2026", "February 2026"), 0),
        (("Dec 2025", "Jan 2026"), 1),
        (("Nov", "Dec", "Jan"), 2),
        (("Sept-25", "Oct-25"), 1),
        (("31 March 2026", "30 April 2026"), 1),
        (("1月", "2月", "3月份"), 2),
        (("十一月", "十二月"), 1),
    ],
)
def test_of_sheets_called_after_months_the_last_is_read(
    names: tuple[str, ...], last: int, tmp_path: pathlib.Path
) -> None:
    sheets = {
        name: [["Name", "Team"], ["Ana Uno", f"T{at}"], [f"Person {'ABC'[at]}", "Base"]]
        for at, name in enumerate(names)
    }
    found = units(book(tmp_path, sheets))
    assert found["Ana Uno"] == {f"T{last}"}
    assert len(found) == 2
    assert "old_sheet" in told(book(tmp_path, sheets))


def test_sheets_that_are_not_all_months_are_joined(tmp_path: pathlib.Path) -> None:
    sheets = {
        "May": [["Name", "Team"], ["Ana Uno", "T1"]],
        "Crew": [["Name", "Team"], ["Bob Due", "T2"]],
    }
    assert set(units(book(tmp_path, sheets))) == {"Ana Uno", "Bob Due"}


@pytest.mark.parametrize("heading", ["是否此部门主管", "是否该部门负责人", "是否部门主管"])
def test_marks_tell_who_leads_the_department(heading: str) -> None:
    rows = [
        ["姓名", "工号", "部门", "职位", heading],
        ["赵一", "001", "生产部", "工程师", "是"],
        ["钱二", "002", "生产部", "工程师", "否"],
        ["孙三", "003", "质量部", "工程师", "是"],
    ]
    assert leaders(frame(rows)) == {"001", "003"}
    assert not told(frame(rows))


@pytest.mark.parametrize("heading", ["班长", "Team leader", "Vorarbeiter", "组长"])
def test_a_column_names_the_leader_of_the_team(heading: str) -> None:
    rows = [
        ["姓名", "班组", heading],
        ["赵一", "一班", "赵一"],
        ["钱二", "一班", ""],
        ["孙三", "二班", "李四"],
        ["李四", "二班", "李四"],
    ]
    assert leaders(frame(rows)) == {"赵一", "李四"}
    assert told(frame(rows)) == {"named_leaders"}
    assert leaders(frame(rows), mapping={heading: "keep"}) == set()


def test_leaders_are_named_by_id_and_in_other_layers() -> None:
    rows = [
        ["工号", "姓名", "班组", "党小组", "副班长", "党小组长"],
        ["1", "赵一", "一班", "甲组", "2", "钱二"],
        ["2", "钱二", "一班", "甲组", "2", "钱二"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    roles = org.memberships[["member", "unit", "role"]].to_numpy().tolist()
    assert ["2", "team:一班", "deputy"] in roles
    assert ["2", "party:甲组", "leader"] in roles


def test_a_leader_who_is_not_of_the_team_or_differs_is_told() -> None:
    rows = [
        ["姓名", "班组", "班长"],
        ["赵一", "一班", "孙三"],
        ["钱二", "一班", "孙三"],
        ["孙三", "二班", "孙三"],
        ["李四", "二班", "李四"],
        ["周五", "三班", "周五"],
        ["吴六", "四班", "王八"],
    ]
    assert leaders(frame(rows)) == {"周五"}
    (left,) = [
        doubt for doubt in reading(frame(rows))._doubts if doubt.key == "doubt.named_leaders_left"
    ]
    assert left.fields["units"] == ["一班", "二班", "四班"]
