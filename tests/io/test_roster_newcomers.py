"""Rosters of other countries, programs and hands: read right, told, or refused with their cause."""

import pathlib

import pytest

from sanzu_graph.errors import SchemaError
from tests.io.roster_files import Rows, book, csv
from tests.io.roster_readings import faults, frame, leaders, reading, told, units

# -- several people, totals, lines


@pytest.mark.parametrize(
    "cell", ["钱二、孙三", "李四/王五", "钱二和孙三", "Ada Lee / Bob Ray", "钱二&孙三"]
)
def test_several_people_in_one_row_are_a_fault(cell: str) -> None:
    rows: Rows = [["姓名", "班组"], ["赵一", "一班"], [cell, "二班"]]
    assert faults(frame(rows)) == [("fault.roster_several_names", 3)]


@pytest.mark.parametrize(
    "cell", ["赵一/Zhao Yi", "阿依古丽·买买提", "Lee, Ada", "和平", "O'Neil-Smith, J."]
)
def test_one_person_may_have_a_name_in_two_scripts(cell: str) -> None:
    assert faults(frame([["姓名", "班组"], [cell, "一班"], ["钱二", "一班"]])) == []


@pytest.mark.parametrize(
    "total",
    [["男", "3"], ["其中：女", "2"], ["Ops (total 1)", ""], ["---", "---"], ["Female", "1"]],
)
def test_a_sum_or_a_line_is_nobody(total: list[str]) -> None:
    rows: Rows = [
        ["姓名", "班组", "备注"],
        ["赵一", "一班", ""],
        [*total, ""],
        ["钱二", "二班", "x"],
    ]
    assert set(units(frame(rows))) == {"赵一", "钱二"}


# -- teams that stand as rows, sheets, levels


@pytest.mark.parametrize("heading", ["部门", "班组", "Department"])
def test_teams_in_rows_of_their_own_column(heading: str) -> None:
    rows: Rows = [
        [heading, "姓名", "岗位"],
        *(["运维部", "", ""], ["", "赵一", "电工"], ["", "钱二", "电工"]),
        *(["营销部", "", ""], ["", "孙三", "电工"]),
    ]
    assert units(frame(rows)) == {"赵一": {"运维部"}, "钱二": {"运维部"}, "孙三": {"营销部"}}
    assert "bands" in told(frame(rows))


def test_a_team_above_the_headings_is_the_first_of_the_rows(tmp_path: pathlib.Path) -> None:
    head = ["姓名", "岗位"]
    rows: Rows = [
        *(["一、运维部（2人）", None], head, ["赵一", "电工"], ["钱二", "电工"]),
        *(["二、检修部（1人）", None], head, ["孙三", "电工"], [None, None]),
        *(["三、营销部（0人）", None], ["暂无", None]),
    ]
    path = book(tmp_path, {"s": rows}, ["A1:B1", "A5:B5"])
    assert units(path) == {"赵一": {"运维部"}, "钱二": {"运维部"}, "孙三": {"检修部"}}


def test_a_number_behind_a_word_for_teams_is_the_name(tmp_path: pathlib.Path) -> None:
    rows = ["Name,Grade", "Team 1,", "Ada Lee,3", "Bob Ray,2", "Team 2,", "Cy Dee,1"]
    assert units(csv(tmp_path, *rows)) == {
        "Ada Lee": {"Team 1"},
        "Bob Ray": {"Team 1"},
        "Cy Dee": {"Team 2"},
    }


def test_a_sheet_is_called_without_its_count(tmp_path: pathlib.Path) -> None:
    path = book(
        tmp_path, {"一班(2人)": [["姓名"], ["赵一"], ["钱二"]], "二班 1人": [["姓名"], ["孙三"]]}
    )
    assert units(path) == {"赵一": {"一班"}, "钱二": {"一班"}, "孙三": {"二班"}}


def test_everybody_is_in_the_lowest_of_the_levels_that_they_name() -> None:
    rows: Rows = [
        ["姓名", "L1", "L2", "L3", "L4"],
        ["赵一", "公司", "运维部", "一班", ""],
        ["钱二", "公司", "运维部", "", ""],
        ["孙三", "公司", "营销部", "二班", "甲组"],
        ["李四", "公司", "", "", ""],
    ]
    assert units(frame(rows)) == {"赵一": {"一班"}, "钱二": set(), "孙三": {"甲组"}, "李四": set()}
    assert units(frame(rows), "level_2")["钱二"] == {"运维部"}
    assert units(frame(rows), "level_1")["李四"] == {"公司"}
    assert "path_above" in told(frame(rows))


def test_of_sheets_of_years_the_last_is_read(tmp_path: pathlib.Path) -> None:
    rows: Rows = [["姓名", "班组"], ["赵一", "一班"]]
    older: Rows = [["姓名", "班组"], ["赵一", "二班"], ["钱二", "二班"]]
    path = book(tmp_path, {"2026年": rows, "2025年": older})
    assert units(path) == {"赵一": {"一班"}}
    assert "old_sheet" in told(path)


# -- several units, units that look alike, units that are days


@pytest.mark.parametrize(
    "cell", ["[公司/运维部/一班, 公司/运维部/二班]", '["公司/运维部/一班","公司/运维部/二班"]']
)
def test_a_list_of_a_program_is_several_units(cell: str) -> None:
    rows: Rows = [
        ["姓名", "部门"],
        ["赵一", cell],
        ["钱二", "公司/运维部/一班"],
        ["孙三", "公司/运维部/二班"],
    ]
    assert units(frame(rows)) == {"赵一": {"一班", "二班"}, "钱二": {"一班"}, "孙三": {"二班"}}


@pytest.mark.parametrize("further", ["从部门", "兼职部门", "其他部门", "Secondary department"])
def test_a_column_of_further_units_is_read(further: str) -> None:
    rows: Rows = [
        ["姓名", "主部门", further],
        ["赵一", "运维部/一班", "运维部/二班|营销部/三班"],
        ["钱二", "运维部/二班", ""],
        ["孙三", "营销部/三班", ""],
    ]
    assert units(frame(rows))["赵一"] == {"一班", "二班", "三班"}
    assert "numbered_column" in told(frame(rows))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1班", "01班"),
        ("一班", "ー班"),
        ("Grid", "Gr\u0456d"),
        ("一班党小组", "一班（党小组）"),
        ("一班", "(一)班"),
    ],
)
def test_units_that_look_alike_are_told(one: str, other: str) -> None:
    rows: Rows = [["姓名", "班组"], ["赵一", one], ["钱二", one], ["孙三", other]]
    assert "near_units" in told(frame(rows))


@pytest.mark.parametrize("unseen", ["\u034f", "\u3164", "\u180e", "\u061c"])
def test_nothing_unseen_tells_people_apart(unseen: str) -> None:
    rows: Rows = [
        ["姓名", "班组", "师傅"],
        ["赵一", "一班", ""],
        ["钱二", f"一{unseen}班", f"赵{unseen}一"],
    ]
    assert units(frame(rows)) == {"赵一": {"一班"}, "钱二": {"一班"}}
    assert faults(frame(rows)) == []


@pytest.mark.parametrize("day", ["2026-01-02", "1月2日", "2-Jan"])
def test_a_unit_that_became_a_day_is_told(day: str) -> None:
    rows: Rows = [["姓名", "班组"], ["赵一", day], ["钱二", "二班"]]
    assert units(frame(rows))["赵一"] == {day}
    assert "units_of_days" in told(frame(rows))


# -- party members


def test_a_question_for_members_on_probation_is_read() -> None:
    rows: Rows = [["姓名", "班组", "是否党员", "是否预备党员"]]
    rows = [
        *rows,
        ["赵一", "一班", "是", "否"],
        ["钱二", "一班", "否", "是"],
        ["孙三", "一班", "否", ""],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.members["political_status"].tolist() == [
        "party_member",
        "probationary_member",
        "non_member",
    ]


def test_a_status_without_the_word_is_read_under_its_heading_alone() -> None:
    rows: Rows = [["姓名", "班组", "党员身份"], ["赵一", "一班", "正式"], ["钱二", "一班", "预备"]]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.members["political_status"].tolist() == ["party_member", "probationary_member"]
    contract: Rows = [["姓名", "班组", "用工"], ["赵一", "一班", "正式"], ["钱二", "一班", "正式"]]
    other = reading(frame(contract)).org
    assert other is not None
    assert "political_status" not in other.members


# -- managers in two columns


def test_names_of_managers_that_differ_from_their_ids_are_told() -> None:
    rows: Rows = [
        ["Employee ID", "Name", "Team", "Manager ID", "Manager"],
        ["1", "Ann", "Ops", "", ""],
        ["2", "Bob", "Ops", "1", "Cyd"],
        ["3", "Cyd", "Ops", "", "Ann"],
        ["4", "Dee", "Ops", "1", "Ann"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    pairs = org.relations[["source", "target"]].to_numpy().tolist()
    assert sorted(pairs) == [["2", "1"], ["3", "1"], ["4", "1"]]
    assert told(frame(rows)) >= {"two_managers", "managers_beside"}
    agreed = [[*row[:4], row[4].replace("Cyd", "Ann")] for row in map(list, rows)]
    assert "two_managers" not in told(frame(agreed))


# -- days of other calendars


@pytest.mark.parametrize(
    ("day", "read"),
    [
        ("平成28年4月1日", "2016-04-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("R2.4.1", "2020-04-01"),
        ("S63/12/31", "1988-12-31"),
        ("2016년 7월 1일", "2016-07-01"),
        ("2016. 3. 5.", "2016-03-05"),
        ("15/07/2559", "2016-07-15"),
        ("2559-07-15", "2016-07-15"),
    ],
)
def test_a_day_of_another_calendar(day: str, read: str) -> None:
    org = reading(frame([["姓名", "班组", "入职日期"], ["赵一", "一班", day]])).org
    assert org is not None
    assert str(org.members["since"].iloc[0])[:10] == read


def test_a_heading_says_that_years_are_of_the_republic() -> None:
    rows: Rows = [
        ["姓名", "班組", "到職日期(民國)"],
        ["趙一", "一班", "1050305"],
        ["錢二", "一班", "980701"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert [str(day)[:10] for day in org.members["since"]] == ["2016-03-05", "2009-07-01"]
    plain: Rows = [["姓名", "班组", "入职日期"], ["赵一", "一班", "980701"]]
    assert faults(frame(plain)) == [("fault.day_calendar", 2)]
    assert faults(frame(plain), dates="roc") == []


# -- headings of further languages


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Họ và tên,Phòng ban,Chức vụ", "Nguyễn Văn An,Vận hành,Nhân viên"),
        ("ชื่อ-นามสกุล,แผนก,ตำแหน่ง", "สมชาย ใจดี,ช่าง,ช่างไฟ"),
        ("الاسم,القسم,الوظيفة", "أحمد علي,الشبكة,فني"),
        ("नाम,विभाग,पद", "राम कुमार,संचालन,तकनीशियन"),
        ("Ad Soyad,Birim,Unvan", "Ayşe Yılmaz,Şebeke,Teknisyen"),
        ("Imię i nazwisko,Dział,Stanowisko", "Łukasz Żak,Sieć,Monter"),
        ("Név,Osztály,Beosztás", "Kovács Anna,Hálózat,Szerelő"),
        ("ПІБ,Відділ,Посада", "Шевченко Тарас,Мережа,Монтер"),
    ],
)
def test_headings_of_further_languages(head: str, row: str, tmp_path: pathlib.Path) -> None:
    name, unit, _ = row.split(",")
    assert units(csv(tmp_path, head, row)) == {name: {unit}}
    assert leaders(csv(tmp_path, head, row)) == set()


def test_more_people_than_are_named_are_told(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "班组,班长,成员", "一班,赵一,钱二、孙三", "二班,李四,周五等3人")
    assert set(units(path)) == {"赵一", "钱二", "孙三", "李四", "周五"}
    assert "notes_left_out" in told(path)


@pytest.mark.parametrize(
    ("leader", "other"),
    [
        ("팀장", "팀원"),
        ("Teamleiterin", "Monteurin"),
        ("Chef d’équipe", "Technicien"),
        ("Jefe de equipo", "Técnico"),
        ("Tổ trưởng", "Nhân viên"),
        ("Бригадир", "Монтёр"),
        ("リーダー", "係員"),
        ("หัวหน้าทีม", "ช่าง"),
    ],
)
def test_who_leads_in_further_languages(leader: str, other: str) -> None:
    rows: Rows = [["Name", "Team", "Title"], ["Ann", "A", leader], ["Bob", "A", other]]
    assert leaders(frame(rows)) == {"Ann"}


def test_of_two_titles_in_japan_none_leads_in_silence() -> None:
    rows: Rows = [
        ["氏名", "部署", "役職"],
        ["山田太郎", "総務課", "課長"],
        ["佐藤花子", "総務課", "主任"],
    ]
    assert leaders(frame(rows)) == set()
    assert "title_left" in told(frame(rows))


@pytest.mark.parametrize(
    ("encoding", "head", "row"),
    [
        ("cp1251", "ФИО,Отдел", "Иванов Иван,Ремонт"),
        ("cp949", "이름,부서", "김철수,운영팀"),
        ("cp932", "氏名,所属", "山田太郎,総務課"),
        ("big5", "姓名,班組", "趙一,檢修班"),
        ("cp874", "ชื่อ,แผนก", "สมชาย ใจดี,ช่าง"),
        ("cp1256", "الاسم,القسم", "أحمد علي,الشبكة"),
        ("cp1254", "Ad Soyad,Bölüm,Yönetici", "Ayşe Yılmaz,Şebeke,"),
    ],
)
def test_the_encoding_whose_headings_are_known_is_the_cure(
    encoding: str, head: str, row: str, tmp_path: pathlib.Path
) -> None:
    path = csv(tmp_path, head, row, row.replace(row[0], row[1], 1), encoding=encoding)
    try:
        assert len(units(path)) == 2  # Turkish letters may be read at once
    except SchemaError as error:
        fault = error.faults[0]
        assert fault.key == "fault.two_scripts"
        assert fault.fields["example"] == encoding
    name, unit = row.split(",")[:2]
    assert units(path, encoding=encoding)[name] == {unit}
