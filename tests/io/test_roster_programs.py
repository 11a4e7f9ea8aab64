"""Files of other programs and hands: pages, records, wide encodings, roles and units in one cell."""

import json
import pathlib

import pytest

from tests.io.roster_files import csv, roles
from tests.io.roster_readings import faults, leaders, reading, text, told, units

PAGE = """<html><body><table><tr><td colspan=2>花名册<tr><th>姓名</th><th>班组</th></tr>
<tr><td>赵一</td><td rowspan="2">一班</td></tr><tr><td>钱二</td></tr><tr><td>孙三</td><td>二班</td></tr></table>"""


@pytest.mark.parametrize("name", ["a.xls", "a.html", "a.htm"])
def test_a_cell_of_a_page_over_several_rows_is_that_of_each(
    name: str, tmp_path: pathlib.Path
) -> None:
    path = text(tmp_path, name, PAGE)
    assert units(path) == {"赵一": {"一班"}, "钱二": {"一班"}, "孙三": {"二班"}}


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_records_are_rows(name: str, tmp_path: pathlib.Path) -> None:
    records = [
        {"id": 7, "name": "Ana Uno", "team": {"name": "Grid"}, "manager": None},
        {"id": 8, "name": "Ben Dos", "team": [3, "Yard"], "manager": [7, "Ana Uno"]},
    ]
    lines = [json.dumps(record) for record in records]
    content = "\n".join(lines) if name.endswith("l") else json.dumps({"data": records, "page": 1})
    path = text(tmp_path, name, content)
    assert units(path) == {"Ana Uno": {"Grid"}, "Ben Dos": {"Yard"}}
    org = reading(path).org
    assert org is not None
    assert org.relations[["source", "target"]].to_numpy().tolist() == [["8", "7"]]


def test_a_text_of_no_records_is_refused_with_its_cause(tmp_path: pathlib.Path) -> None:
    assert faults(text(tmp_path, "a.json", '{"unit": "Grid"}'))


def test_markdown_is_a_table(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.md", "| 姓名 | 班组 |\n|---|---|\n| 赵一 | 一班 |\n")
    assert units(path) == {"赵一": {"一班"}}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_read(encoding: str, tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", "姓名,班组\r\n赵一,一班\r\n", encoding)
    assert units(path) == {"赵一": {"一班"}}
    assert reading(path).encoding == encoding


def test_a_file_with_zeros_that_is_no_text_stays_refused(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(Exception, match="no text file"):
        reading(path)


def test_a_line_break_in_a_unit_is_one_unit_where_that_stands_elsewhere(
    tmp_path: pathlib.Path,
) -> None:
    path = csv(tmp_path, "姓名,班组", '赵一,"运维\n一班"', "钱二,运维一班")
    assert units(path) == {"赵一": {"运维一班"}, "钱二": {"运维一班"}}


def test_a_line_break_in_a_unit_that_nothing_explains_is_told(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班组", '赵一,"运维\n一班"', "钱二,二班")
    assert told(path) == {"split_units"}
    path = csv(tmp_path, "姓名,班组", '赵一,"一班\n二班"', "钱二,二班")
    assert told(path) == set()


def test_an_id_with_zeros_means_the_one_that_lost_them(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "工号,姓名,班组,师傅工号", "1,赵一,一班,", "2,钱二,一班,0001")
    org = reading(path).org
    assert org is not None
    assert org.relations[["source", "target"]].to_numpy().tolist() == [["1", "2"]]
    assert told(path) == {"zeros_lost"}


def test_roles_of_a_branch_and_of_a_group_in_one_cell_are_parted(tmp_path: pathlib.Path) -> None:
    path = csv(
        tmp_path,
        "姓名,所在支部,所在党小组,党内职务,班组",
        "赵一,机关支部,第一党小组,支部书记、党小组长,一班",
        "钱二,机关支部,第二党小组,组织委员兼小组长,一班",
    )
    org = reading(path).org
    assert org is not None
    assert {seat for seat in roles(org) if seat[2] != "member"} == {
        ("赵一", "branch:机关支部", "leader"),
        ("赵一", "party:第一党小组", "leader"),
        ("钱二", "party:第二党小组", "leader"),
        ("钱二", "party:第二党小组", "组织委员"),
    }


def test_a_remark_that_somebody_died_is_told(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班组,备注", "赵一,一班,", "钱二,一班,已故")
    assert told(path) == {"remark"}


def test_lines_of_comment_are_no_people(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "# exported", "id,name,team", "1,Ana,Grid", "# end")
    assert units(path) == {"Ana": {"Grid"}}


@pytest.mark.parametrize(
    ("head", "leader"),
    [
        ("사번,성명,부서,팀,직책", "팀장"),
        ("社員番号,氏名,部署,チーム,役職", "班長"),
        ("Mã nhân viên,Họ và tên,Phòng ban,Tổ,Chức vụ", "Tổ trưởng"),
        ("工号,姓名,部门,班,职务", "班长"),
    ],
)
def test_the_finer_of_two_columns_is_the_team(
    head: str, leader: str, tmp_path: pathlib.Path
) -> None:
    path = csv(tmp_path, head, f"1,A A,Ops,Tổ 1,{leader}", "2,B B,Ops,Tổ 2,")
    assert units(path) == {"A A": {"Tổ 1"}, "B B": {"Tổ 2"}}
    assert leaders(path) == {"1"}


@pytest.mark.parametrize(
    "content",
    [
        '{"people": {"1": {"name": "Ana", "team": "Grid"}, "2": {"name": "Ben", "team": "Grid"}}}',
        '{"columns": ["name", "team"], "data": [["Ana", "Grid"], ["Ben", "Grid"]]}',
        '[["name", "team"], ["Ana", "Grid"], ["Ben", "Grid"]]',
    ],
)
def test_rows_of_json_may_be_lists_or_stand_under_their_ids(
    content: str, tmp_path: pathlib.Path
) -> None:
    assert units(text(tmp_path, "a.json", content)) == {"Ana": {"Grid"}, "Ben": {"Grid"}}


def test_a_remark_of_another_team_is_told(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班组,备注", "赵一,一班,调二班", "钱二,二班,2026年1月调入")
    assert told(path) == {"remark"}
