"""Duties and several people in one cell: posts of a row a team, marks with a duty, two managers."""

import pathlib

import pytest

from tests.io.roster_files import csv, roles
from tests.io.roster_readings import faults, reading, text, told


def seats(path: pathlib.Path) -> set[tuple[str, str, str]]:
    org = reading(path).org
    assert org is not None, reading(path).faults_text()
    return roles(org)


def lines(path: pathlib.Path, kind: str = "reports_to") -> set[tuple[str, str]]:
    org = reading(path).org
    assert org is not None, reading(path).faults_text()
    relations = org.relations[org.relations["kind"] == kind]
    return set(relations[["source", "target"]].itertuples(index=False, name=None))


# -- a row a team


def test_somebody_in_two_rows_of_teams_has_two_seats_and_is_told(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "班组,班长,成员", "一班,赵一,赵一、钱二", "二班,李四,李四、钱二")
    assert seats(path) == {
        ("赵一", "team:一班", "leader"),
        ("钱二", "team:一班", "member"),
        ("钱二", "team:二班", "member"),
        ("李四", "team:二班", "leader"),
    }
    assert told(path) == {"shape_teams", "several_rows"}


def test_somebody_leads_one_team_and_is_a_member_of_another(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "班组,班长,安全员,成员", "一班,赵一,钱二,孙三", "二班,钱二,钱二,赵一")
    assert seats(path) == {
        ("赵一", "team:一班", "leader"),
        ("赵一", "team:二班", "member"),
        ("钱二", "team:一班", "安全员"),
        ("钱二", "team:二班", "leader"),
        ("钱二", "team:二班", "安全员"),
        ("孙三", "team:一班", "member"),
    }


def test_columns_of_posts_of_a_row_a_team_are_seats_with_duties(tmp_path: pathlib.Path) -> None:
    path = csv(
        tmp_path,
        "班组,班长,副班长,技术员,备注地点",
        "一班,赵一,钱二,孙三,城南",
        "二班,李四,,周五,城北",
    )
    assert seats(path) == {
        ("赵一", "team:一班", "leader"),
        ("钱二", "team:一班", "deputy"),
        ("孙三", "team:一班", "技术员"),
        ("李四", "team:二班", "leader"),
        ("周五", "team:二班", "技术员"),
    }
    assert told(path) == {"shape_teams", "duty_columns", "columns_unread"}


def test_the_option_of_a_duty_keeps_its_column_out(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "班组,班长,技术员", "一班,赵一,孙三", "二班,李四,周五")
    org = reading(path, mapping={"技术员": "skip"}).org
    assert org is not None
    assert sorted(org.members["id"]) == ["李四", "赵一"]


def test_secretaries_of_a_row_a_branch_lead_it(tmp_path: pathlib.Path) -> None:
    path = csv(
        tmp_path, "党支部,书记,副书记,组织委员", "一支部,赵一,钱二,孙三", "二支部,李四,周五,吴六"
    )
    assert ("赵一", "branch:一支部", "leader") in seats(path)
    assert ("周五", "branch:二支部", "deputy") in seats(path)
    assert ("孙三", "branch:一支部", "组织委员") in seats(path)


def test_who_leads_a_party_group_does_not_lead_the_team_of_the_row(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "班组,班长,党小组长,成员", "一班,赵一,钱二,孙三", "二班,李四,周五,吴六")
    assert {who for who, _, role in seats(path) if role == "leader"} == {"赵一", "李四"}


# -- marks with a duty


@pytest.mark.parametrize("mark", ["√(组长)", "√（组长）", "√组长", "√ 组长", "是(组长)", "组长"])
def test_a_mark_with_a_duty_is_a_seat_with_that_duty(mark: str, tmp_path: pathlib.Path) -> None:
    yes = "是" if mark.startswith("是") else "√"
    path = csv(
        tmp_path,
        "姓名,班组,第一党小组,第二党小组",
        f"赵一,一班,{mark},",
        f"钱二,一班,{yes},{yes}(副组长)",
        f"孙三,二班,,{yes}",
    )
    assert {seat for seat in seats(path) if seat[1].startswith("party")} == {
        ("赵一", "party:第一党小组", "leader"),
        ("钱二", "party:第一党小组", "member"),
        ("钱二", "party:第二党小组", "deputy"),
        ("孙三", "party:第二党小组", "member"),
    }
    assert told(path) == set()


def test_a_note_behind_a_mark_is_told(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班组,第一党小组", "赵一,一班,√(借调)", "钱二,一班,√", "孙三,一班,")
    assert ("赵一", "party:第一党小组", "member") in seats(path)
    assert told(path) == {"notes_left_out"}


# -- two managers, or one with a note


@pytest.mark.parametrize(
    "cell",
    [
        "Ana Uno / Ben Dos",
        "Ana Uno/Ben Dos",
        "Ana Uno & Ben Dos",
        "Ana Uno and Ben Dos",
        '"Ana Uno, Ben Dos"',
        "Ana Uno + Ben Dos",
        '"Uno, Ana / Dos, Ben"',
        "1 / 2",
    ],
)
def test_two_managers_in_one_cell_are_two_lines(cell: str, tmp_path: pathlib.Path) -> None:
    path = csv(
        tmp_path, "id,name,team,manager", "1,Ana Uno,Grid,", "2,Ben Dos,Grid,", f"3,Cy,Grid,{cell}"
    )
    assert lines(path) == {("3", "1"), ("3", "2")}
    assert told(path) == set()


@pytest.mark.parametrize(
    "cell",
    [
        "Ana Uno (acting)",
        '"Ana Uno, acting"',
        "Ana Uno (interim)",
        "Ana Uno - interim",
        "Acting: Ana Uno",
        "赵一（代）",
        "赵一代",
        "代赵一",
        "代：赵一",
        "赵一(兼)",
        "赵一（已满师）",
    ],
)
def test_a_manager_with_a_note_is_read_and_told(cell: str, tmp_path: pathlib.Path) -> None:
    name = "赵一" if "赵" in cell else "Ana Uno"
    path = csv(tmp_path, "id,name,team,manager", f"1,{name},Grid,", f"2,Cy Tres,Grid,{cell}")
    assert lines(path) == {("2", "1")}
    assert told(path) == {"notes_left_out"}


def test_of_two_managers_the_one_whom_nobody_knows_is_the_fault(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "id,name,team,manager", "1,Ana Uno,Grid,", "2,Cy,Grid,Ana Uno / Zed Zet")
    assert faults(path) == [("fault.roster_manager_nobody", 3)]
    assert [fault.value for fault in reading(path).faults] == ["Zed Zet"]


def test_a_number_in_brackets_that_is_another_id_is_no_note(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "id,name,team,manager", "1,Ana Uno,Grid,", "2,Cy,Grid,Ana Uno (7)")
    assert faults(path) == [("fault.roster_manager_nobody", 3)]


def test_a_post_behind_a_mentor_is_no_note(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班组,师傅", "赵一,一班,", "钱二,一班,赵一（班长）")
    assert lines(path, "mentors") == {("赵一", "钱二")}
    assert told(path) == set()


# -- text files without separators of their own

PLAIN = [
    ["工号", "姓名", "班组", "职务"],
    ["001", "赵一", "一班", "班长"],
    ["002", "钱二", "二班", "班员"],
]
THREE = {("001", "team:一班", "leader"), ("002", "team:二班", "member")}


@pytest.mark.parametrize("mark", ["^", "~", "#", "\x1f", "\x01", "¦"])
def test_signs_that_few_programs_write_separate_cells(mark: str, tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.txt", "\n".join(map(mark.join, PLAIN)))
    assert seats(path) == THREE
    assert told(path) == set()


@pytest.mark.parametrize("blanks", [" ", "   ", "\u3000", " \u3000"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_blanks_separate_cells(blanks: str, encoding: str, tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.txt", "\n".join(map(blanks.join, PLAIN)) + "\n", encoding)
    assert seats(path) == THREE
    assert told(path) == {"blank_columns"}


def test_cells_stand_below_their_headings_where_some_are_blank(tmp_path: pathlib.Path) -> None:
    rows = [
        "ID    Name          Team        Job title",
        "----- ------------- ----------- -----------",
        "1     Ana Uno       South Yard  Team leader",
        "2     Ben Dos                   Engineer",
        "3     Cy de la Cruz South Yard",
    ]
    path = text(tmp_path, "a.txt", "\n".join(rows))
    assert seats(path) == {("1", "team:South Yard", "leader"), ("3", "team:South Yard", "member")}
    org = reading(path).org
    assert org is not None
    assert org.members["name"].tolist() == ["Ana Uno", "Ben Dos", "Cy de la Cruz"]


def test_a_line_that_may_be_cut_in_two_ways_is_refused(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.txt", "姓名 班组\n赵一 一班\n王 芳 二班\n")
    assert faults(path)


@pytest.mark.parametrize(
    "rows",
    [
        ['"id,name,team"', '"1,""Uno, Ana"",Grid"', '"2,""Dos, Ben"",Grid"'],
        ["id,name,team", '"1,""Uno, Ana"",Grid"', '"2,""Dos, Ben"",Grid"'],
        ['"id;name;team";', '"1;Uno, Ana;Grid";', '"2;Dos, Ben;Grid";'],
    ],
)
def test_whole_lines_in_quotes_are_rows(rows: list[str], tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", "\n".join(rows) + "\n")
    org = reading(path).org
    assert org is not None
    assert org.members[["id", "name"]].to_numpy().tolist() == [["1", "Uno, Ana"], ["2", "Dos, Ben"]]
    assert told(path) == {"line_quotes"}


def test_a_column_of_names_in_quotes_stays_a_column(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", 'name\n"Uno, Ana"\n"Dos, Ben"\n')
    org = reading(path).org
    assert org is not None
    assert org.members["name"].tolist() == ["Uno, Ana", "Dos, Ben"]


def test_a_comma_within_names_of_a_row_a_team_stays_where_another_mark_parts_them(
    tmp_path: pathlib.Path,
) -> None:
    path = csv(tmp_path, "Team,Lead,Members", 'Grid,Ana Uno,"Dos, Ben; Tres, Cy"')
    assert {who for who, _, _ in seats(path)} == {"Ana Uno", "Dos, Ben", "Tres, Cy"}


def test_ids_behind_names_of_a_row_a_team_tell_two_of_one_name_apart(
    tmp_path: pathlib.Path,
) -> None:
    path = csv(
        tmp_path,
        "班组,班长,成员",
        "一班,赵一（001）,赵一、钱二（002）",
        "二班,李四（004）,钱二（006）",
    )
    assert seats(path) == {
        ("001", "team:一班", "leader"),
        ("002", "team:一班", "member"),
        ("004", "team:二班", "leader"),
        ("006", "team:二班", "member"),
    }
    assert told(path) == {"shape_teams"}


def test_a_mark_that_nobody_can_read_is_told(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班组,第一党小组", "赵一,一班,√", "钱二,一班,×", "孙三,二班,?")
    assert told(path) == {"marks_unread"}
