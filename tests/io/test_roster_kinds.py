"""Rosters of every kind: what is in cells, files, days and ids is read right, told, or refused."""

import pathlib

import openpyxl
import pytest

import sanzu_graph as sg
from sanzu_graph.errors import SchemaError
from tests.io.roster_files import book
from tests.io.roster_readings import (
    EN,
    faults,
    frame,
    reading,
    text,
    told,
    units,
)

# -- cells that failed, and what is hidden


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"])
@pytest.mark.parametrize("column", ["工号", "姓名", "班组", "职务", "师傅", "退休日期"])
def test_a_failed_formula_is_a_fault_at_its_cell(
    column: str, error: str, tmp_path: pathlib.Path
) -> None:
    head = ["工号", "姓名", "班组", "职务", "师傅", "退休日期"]
    good = ["1", "赵一", "一班", "班长", "", ""]
    bad = ["2", "钱二", "一班", "班员", "赵一", "2030-01-01"]
    bad[head.index(column)] = error
    path = book(tmp_path, {"s": [head, good, bad]})
    assert faults(path) == [("fault.failed_formula", 3)]
    with pytest.raises(SchemaError, match=r"row 3, column " + column):
        sg.read_roster(path, lang=EN)


def test_a_failed_formula_that_nobody_asks_about_is_told(tmp_path: pathlib.Path) -> None:
    path = book(tmp_path, {"s": [["姓名", "班组", "爱好"], ["赵一", "一班", "#N/A"]]})
    assert told(path) == {"failed_formula"}


def test_a_failed_formula_in_a_table_is_a_fault(tmp_path: pathlib.Path) -> None:
    sheets = {
        "members": [["id"], ["A"]],
        "units": [["id", "layer", "parent"], ["T", "team", "#REF!"]],
        "memberships": [["member", "unit"], ["A", "T"]],
    }
    with pytest.raises(SchemaError) as raised:
        sg.read_tables(book(tmp_path, sheets))
    assert [(f.key, f.table, f.row) for f in raised.value.faults] == [
        ("fault.failed_formula", "units", 2)
    ]


def test_hidden_columns_are_read_and_told(tmp_path: pathlib.Path) -> None:
    path = book(tmp_path, {"s": [["姓名", "班组"], ["赵一", "一班"]]})
    made = openpyxl.load_workbook(path)
    made["s"].column_dimensions["B"].hidden = True
    made.save(path)
    assert units(path) == {"赵一": {"一班"}}
    assert told(path) == {"hidden_column"}


def test_rows_that_a_filter_hides_are_read_and_told(tmp_path: pathlib.Path) -> None:
    path = book(tmp_path, {"s": [["姓名", "班组"], ["赵一", "一班"], ["钱二", "二班"]]}, hidden=[3])
    made = openpyxl.load_workbook(path)
    made["s"].auto_filter.ref = "A1:B3"
    made["s"].auto_filter.add_filter_column(1, ["一班"])
    made.save(path)
    assert set(units(path)) == {"赵一", "钱二"}
    assert told(path) == {"filtered_rows"}
    assert set(units(path, hidden=False)) == {"赵一"}


@pytest.mark.parametrize(
    ("name", "is_hidden", "doubt"),
    [
        ("旧表", True, "hidden_sheet"),
        ("离职人员", False, "leavers_sheet"),
        ("退休", False, "leavers_sheet"),
        ("Leavers 2025", False, "leavers_sheet"),
        ("备份", False, "old_sheet"),
        ("填写示例", False, "old_sheet"),
    ],
)
def test_a_sheet_of_people_who_are_gone_is_told_and_left(
    name: str, is_hidden: bool, doubt: str, tmp_path: pathlib.Path
) -> None:
    head = ["工号", "姓名", "班组"]
    path = book(
        tmp_path, {"花名册": [head, ["1", "赵一", "一班"]], name: [head, ["9", "旧人", "三班"]]}
    )
    if is_hidden:
        made = openpyxl.load_workbook(path)
        made[name].sheet_state = "hidden"
        made.save(path)
    assert set(units(path)) == {"赵一"}
    assert told(path) == {doubt}
    assert set(units(path, sheet=name)) == {"旧人"}
    assert set(units(path, sheet=["花名册", name])) == {"赵一", "旧人"}


@pytest.mark.parametrize(
    ("heading", "here", "gone"),
    [
        ("在职状态", "在职", "离职"),
        ("人员状态", "在岗", "退休"),
        ("状态", "正常", "已调出"),
        ("员工状态", "在职", "离职（2025年）"),
        ("是否在职", "是", "否"),
        ("Status", "Active", "Terminated"),
        ("Employment Status", "Full-Time", "Inactive"),
    ],
)
def test_people_whose_status_says_that_they_are_gone(heading: str, here: str, gone: str) -> None:
    rows = [["姓名", "班组", heading], ["赵一", "一班", here], ["旧人", "二班", gone]]
    assert set(units(frame(rows))) == {"赵一"}
    assert told(frame(rows)) == {"gone"}
    kept = {"values": {gone: "present"}}
    assert set(units(frame(rows), mapping=kept)) == {"赵一", "旧人"}
    assert set(units(frame(rows), mapping={heading: "keep"})) == {"赵一", "旧人"}


@pytest.mark.parametrize("note", ["已调出", "退休", "2025年离职"])
def test_a_remark_that_somebody_is_gone_is_told(note: str) -> None:
    rows = [["姓名", "班组", "备注"], ["赵一", "一班", ""], ["旧人", "二班", note]]
    assert told(frame(rows)) == {"remark"}


@pytest.mark.parametrize("name", ["示例", "例", "张三（示例）", "Example", "样例1"])
def test_an_example_row_is_told_and_left(name: str) -> None:
    rows = [["序号", "姓名", "班组"], ["1", name, "示例班"], ["1", "赵一", "一班"]]
    assert set(units(frame(rows))) == {"赵一"}
    assert told(frame(rows)) == {"example"}


@pytest.mark.parametrize("name", ["Vacant", "Open – Req 12", "TBH", "空缺", "TBD - Q3"])
def test_a_vacant_post_is_no_person(name: str) -> None:
    rows = [["id", "name", "team"], ["1", "Ana Uno", "Grid"], ["", name, "Grid"]]
    assert set(units(frame(rows))) == {"Ana Uno"}


# -- what Excel and people write


@pytest.mark.parametrize(
    ("name", "content", "encoding"),
    [
        ("a.csv", "工号;姓名;班组\n1;赵一;一班\n", "gb18030"),
        ("a.txt", "工号\t姓名\t班组\n1\t赵一\t一班\n", "gb18030"),
        ("a.tsv", "工号\t姓名\t班组\n1\t赵一\t一班\n", "utf-8"),
        ("a.csv", "工号，姓名，班组\n1，赵一，一班\n", "utf-8"),
        ("a.csv", "工号|姓名|班组\n1|赵一|一班\n", "utf-8"),
        ("a.csv", "sep=;\n工号;姓名;班组\n1;赵一;一班\n", "utf-8-sig"),
        ("a.csv", "工号\t姓名\t班组\n1\t赵一\t一班\n", "utf-16"),
        ("a.xls", "工号\t姓名\t班组\n1\t赵一\t一班\n", "gb18030"),
        (
            "a.xls",
            (
                "<html><meta charset=gb2312><table><tr><th>工号<th>姓名<th>班组</tr>"
                "<tr><td>1</td><td>赵一</td><td>一班</td></tr></table></html>"
            ),
            "gb18030",
        ),
    ],
)
def test_separators_marks_and_encodings(
    name: str, content: str, encoding: str, tmp_path: pathlib.Path
) -> None:
    assert units(text(tmp_path, name, content, encoding)) == {"赵一": {"一班"}}


def test_a_separator_moves_no_row_number(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", "sep=;\n工号;姓名\n1;赵一\n1;钱二\n")
    assert faults(path) == [("fault.roster_repeated_id", 4)]


@pytest.mark.parametrize(
    "name", ["Noah Müller", "Emma García", "Zoë Größe", "Inês Conceição", "Élodie Å"]
)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_western_letters_are_not_taken_for_chinese(
    name: str, encoding: str, tmp_path: pathlib.Path
) -> None:
    path = text(tmp_path, "a.csv", f"id,name,team\n1,{name},Grid\n2,Ben Dos,Grid\n", encoding)
    assert name in units(path)
    assert told(path) == {"western"}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("name,team\n陳大文,甲班\n張三豐,乙班\n黃麗華,丙班\n", "big5"),
        ("name,team\nŁukasz,Grid\n", "cp1250"),
    ],
)
def test_where_the_bytes_do_not_tell_both_readings_are_shown(
    content: str, encoding: str, tmp_path: pathlib.Path
) -> None:
    path = text(tmp_path, "a.csv", content, encoding)
    with pytest.raises(SchemaError, match=encoding) as raised:
        sg.read_roster(path, lang=EN)
    assert raised.value.faults[0].key == "fault.two_scripts"
    assert units(path, encoding=encoding)


# -- days


DAYS = {
    "day first": (["31/01/2020", "05/06/2021"], "", ["2020-01-31", "2021-06-05"]),
    "month first": (["01/31/2020", "05/06/2021"], "", ["2020-01-31", "2021-05-06"]),
    "points": (["05.06.2021"], "", ["2021-06-05"]),
    "asked": (["05/06/2021"], "mdy", ["2021-05-06"]),
    "two digits": (["31/01/20", "05/06/98"], "", ["2020-01-31", "1998-06-05"]),
    "names": (["5-Jun-2021", "June 5, 2021"], "", ["2021-06-05", "2021-06-05"]),
    "midnight": (["2021/6/5 0:00", "2021-06-05 00:00:00"], "", ["2021-06-05", "2021-06-05"]),
    "republic": (["民國98年7月1日", "106/03/05"], "", ["2009-07-01", "2017-03-05"]),
    "republic asked": (["106/03/05", "0981001"], "roc", ["2017-03-05", "2009-10-01"]),
}


@pytest.mark.parametrize("kind", DAYS)
def test_days_are_read_as_the_whole_column_shows(kind: str) -> None:
    cells, dates, expected = DAYS[kind]
    rows = [["姓名", "入职日期"], *([f"人{at}", cell] for at, cell in enumerate(cells))]
    org = reading(frame(rows), dates=dates or None).org
    assert org is not None
    assert org.members["since"].dt.strftime("%Y-%m-%d").tolist() == expected


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (["05/06/2021"], "fault.day_order"),
        (["31/01/2020", "01/31/2020"], "fault.day_order"),
        (["106/03/05"], "fault.day_calendar"),
        (["31/31/2020"], "fault.not_date"),
    ],
)
def test_days_that_nothing_tells_are_faults(cells: list[str], fault: str) -> None:
    rows = [["姓名", "入职日期"], *([f"人{at}", cell] for at, cell in enumerate(cells))]
    assert {key for key, _ in faults(frame(rows))} == {fault}


# -- ids


@pytest.mark.parametrize("id_", ["1001.0", "2.0230101E+09"])
def test_an_id_that_was_a_number_is_a_fault(id_: str) -> None:
    assert faults(frame([["工号", "姓名"], [id_, "赵一"]])) == [("fault.id_was_number", 2)]


def test_an_id_keeps_the_zeros_that_its_cell_shows(tmp_path: pathlib.Path) -> None:
    path = book(tmp_path, {"s": [["工号", "姓名"], [7, "赵一"]]})
    made = openpyxl.load_workbook(path)
    made["s"]["A2"].number_format = "00000"
    made.save(path)
    org = reading(path).org
    assert org is not None
    assert org.members["id"].tolist() == ["00007"]


def test_identity_numbers_are_no_staff_numbers() -> None:
    rows = [
        ["工号", "姓名", "班组"],
        ["330110197001101000", "赵一", "一班"],
        ["330111197102111001", "钱二", "一班"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.members["id"].tolist() == ["赵一", "钱二"]
    assert told(frame(rows)) == {"private_id"}
