"""Rosters that nobody told the reader of: read right, or told."""

import pathlib

import pytest

from tests.io.roster_files import book
from tests.io.roster_readings import Rows, faults, frame, leaders, reading, text, told, units


def as_text(folder: pathlib.Path, rows: Rows, encoding: str = "utf-8") -> pathlib.Path:
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    return text(folder, "a.csv", "\n".join(lines), encoding)


@pytest.mark.parametrize("last", ["成员3", "成员三", "成员（10）", ""])
def test_members_of_a_team_stand_in_several_columns(last: str, tmp_path: pathlib.Path) -> None:
    rows = [
        ["班组", "班长", "成员1", "成员2", last],
        ["一班", "赵一", "钱二", "孙三", "李四"],
        ["二班", "周五", "吴六", "", ""],
    ]
    path = as_text(tmp_path, rows)
    first, second = {"一班"}, {"二班"}
    assert units(path) == {
        **dict.fromkeys(["赵一", "钱二", "孙三", "李四"], first),
        **dict.fromkeys(["周五", "吴六"], second),
    }
    assert leaders(path) == {"赵一", "周五"}


def test_of_two_columns_of_units_the_finer_one_is_that_of_the_row(tmp_path: pathlib.Path) -> None:
    rows = [
        ["部门", "班组", "班长", "成员"],
        ["输电部", "一班", "赵一", "钱二、孙三"],
        ["输电部", "二班", "李四", "周五"],
    ]
    path = as_text(tmp_path, rows)
    assert set().union(*units(path).values()) == {"一班", "二班"}
    assert "columns_unread" in told(path)


def test_teams_in_columns_may_have_a_heading_over_several(tmp_path: pathlib.Path) -> None:
    rows = [
        ["运维班组", "", "检修班组", ""],
        ["一班", "二班", "一班", "三班"],
        ["赵一", "钱二", "孙三", "李四"],
        ["周五", "吴六", "郑七", "王八"],
    ]
    assert units(as_text(tmp_path, rows)) == {
        "赵一": {"运维班组一班"},
        "周五": {"运维班组一班"},
        "钱二": {"二班"},
        "吴六": {"二班"},
        "孙三": {"检修班组一班"},
        "郑七": {"检修班组一班"},
        "李四": {"三班"},
        "王八": {"三班"},
    }


@pytest.mark.parametrize("note", ["（班长）", "(代班长)", "【班长】"])
def test_a_role_behind_a_unit_is_read_and_told(note: str) -> None:
    rows = [["姓名", "班组"], ["赵一", f"一班{note}"], ["钱二", "一班"], ["孙三", "二班（东区）"]]
    assert units(frame(rows)) == {"赵一": {"一班"}, "钱二": {"一班"}, "孙三": {"二班（东区）"}}
    assert leaders(frame(rows)) == {"赵一"}
    assert "unit_note" in told(frame(rows))


def test_a_leader_named_in_a_title_is_told(tmp_path: pathlib.Path) -> None:
    head = ["姓名", "岗位"]
    path = book(
        tmp_path,
        {
            "一班": [["一班名单  班长：赵一"], head, ["赵一", "电工"], ["钱二", "电工"]],
            "二班": [["二班名单  联系人：某某"], head, ["孙三", "电工"], ["李四", "电工"]],
        },
    )
    found = reading(path)
    assert [doubt.fields for doubt in found._doubts if doubt.key == "doubt.title_names"] == [
        {"value": "班长：赵一"}
    ]


@pytest.mark.parametrize(
    ("last", "first", "encoding"),
    [("Nachname", "Vorname", "cp1252"), ("Nom", "Prénom", "latin-1"), ("姓", "名", "utf-8")],
)
def test_first_and_last_names_of_other_languages(
    last: str, first: str, encoding: str, tmp_path: pathlib.Path
) -> None:
    rows = [[last, first, "Team"], ["Müller", "Jörg", "Grid"], ["Weiß", "Änne", "Grid"]]
    if encoding == "utf-8":
        rows = [[last, first, "班组"], ["赵", "一", "一班"], ["欧阳", "二", "一班"]]
    names = set(units(as_text(tmp_path, rows, encoding)))
    assert names == ({"赵一", "欧阳二"} if encoding == "utf-8" else {"Jörg Müller", "Änne Weiß"})


@pytest.mark.parametrize("heading", ["姓名(工号)", "姓名（编号）", "Name (ID)"])
def test_a_heading_with_another_behind_it_is_the_first(heading: str) -> None:
    rows = [[heading, "班组"], ["赵一(001)", "一班"], ["钱二(002)", "一班"]]
    assert faults(frame(rows)) == []
    assert told(frame(rows)) == {"name_note"}


@pytest.mark.parametrize("post", ["召集人", "牵头人", "Foreperson", "值长", "Shift Supervisor"])
def test_a_post_that_may_lead_is_told(post: str) -> None:
    rows = [["姓名", "班组", "职务"], ["赵一", "一班", post], ["钱二", "一班", "电工"]]
    assert told(frame(rows)) == {"title_unread"}


def test_one_name_in_two_scripts_is_told() -> None:
    rows = [["姓名", "班组"], ["赵一", "运维一班"], ["钱二", "运维一班"], ["孙三", "運維一班"]]
    assert told(frame(rows)) == {"near_units"}


def test_a_relation_in_words_is_told() -> None:
    rows = [
        ["姓名", "班组", "师徒关系"],
        ["赵一", "一班", "师傅"],
        ["钱二", "一班", "徒弟（赵一）"],
    ]
    assert told(frame(rows)) == {"person_column"}


def test_gaps_in_two_columns_of_units_are_filled_down(tmp_path: pathlib.Path) -> None:
    rows = [
        ["部门", "班组", "姓名"],
        ["输电部", "线路班", "赵一"],
        ["", "", "钱二"],
        ["", "电缆班", "孙三"],
        ["变电部", "运维班", "李四"],
        ["", "", "周五"],
    ]
    path = as_text(tmp_path, rows)
    assert {name: own.pop() for name, own in units(path).items()} == {
        "赵一": "线路班",
        "钱二": "线路班",
        "孙三": "电缆班",
        "李四": "运维班",
        "周五": "运维班",
    }
    assert told(path) == {"filled_down", "above"}


@pytest.mark.parametrize("title", [True, False])
def test_gaps_below_departments_whose_teams_have_one_name(
    title: bool, tmp_path: pathlib.Path
) -> None:
    cells = [
        ["部门", "班组", "姓名"],
        ["输电部", "", "郑七"],
        ["", "一班", "赵一"],
        ["", "", "钱二"],
        ["", "二班", "孙三"],
        ["变电部", "", "王八"],
        ["", "一班", "李四"],
        ["", "", "周五"],
    ]
    rows = [["某公司花名册", None, None]] * title + cells
    path = book(tmp_path, {"S": rows}, ["A1:C1"] * title)
    assert units(path) == {
        "赵一": {"输电部一班"},
        "钱二": {"输电部一班"},
        "孙三": {"输电部二班"},
        "李四": {"变电部一班"},
        "周五": {"变电部一班"},
        "郑七": set(),
        "王八": set(),
    }
    assert units(path, "department")["王八"] == {"变电部"}
    assert told(path) == {"filled_down", "told_apart", "above"}


def test_a_team_is_filled_down_within_its_department(tmp_path: pathlib.Path) -> None:
    rows = [
        ["部门", "班组", "姓名"],
        *[["输电部", "线路班", "赵一"], ["输电部", "", "钱二"], ["输电部", "", "吴六"]],
        *[["变电部", "", "王八"], ["变电部", "运维班", "李四"], ["变电部", "", "周五"]],
    ]
    found = units(as_text(tmp_path, rows))
    assert (found["吴六"], found["王八"], found["周五"]) == ({"线路班"}, set(), {"运维班"})


def test_gaps_that_may_be_meant_are_told() -> None:
    rows = [
        ["姓名", "班组"],
        *[["赵一", "线路班"], ["钱二", ""], ["孙三", "电缆班"], ["李四", "运维班"], ["周五", ""]],
    ]
    assert told(frame(rows)) == {"gaps_left"}


def test_a_name_alone_beside_merged_cells_is_a_person(tmp_path: pathlib.Path) -> None:
    rows = [
        ["部门", "班组", "姓名", "职务"],
        ["输电部", "线路班", "赵一", "班长"],
        [None, None, "钱二", None],
        [None, "电缆班", "孙三", "班长"],
    ]
    path = book(tmp_path, {"s": rows}, merged=["A2:A4", "B2:B3"])
    assert units(path) == {"赵一": {"线路班"}, "钱二": {"线路班"}, "孙三": {"电缆班"}}


@pytest.mark.parametrize("mark", [" & ", " and ", ", ", " / "])
def test_units_of_one_kind_are_several_by_any_mark(mark: str) -> None:
    rows = [["Name", "Squad"], ["Ann Lee", f"Squad A{mark}Squad B"], ["Bob Ray", "Squad C"]]
    assert units(frame(rows), "squad")["Ann Lee"] == {"Squad A", "Squad B"}
    assert "split_units" in told(frame(rows))
    whole = [["Name", "Team"], ["Ann Lee", f"Research{mark}Growth"], ["Bob Ray", "Sales"]]
    assert units(frame(whole))["Ann Lee"] == {f"Research{mark}Growth"}


@pytest.mark.parametrize("name", ["★赵一", "赵一*", "※赵一"])
def test_a_mark_beside_a_name_is_told(name: str) -> None:
    assert told(frame([["姓名", "班组"], [name, "一班"], ["钱二", "一班"]])) == {"name_note"}


def test_other_separators_and_days_without_end(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", "姓名；班组；离职日期\n赵一；一班；0000-00-00\n钱二；一班；\n")
    assert units(path) == {"赵一": {"一班"}, "钱二": {"一班"}}
    assert faults(path) == []


def test_a_heading_may_tell_the_order_of_names(tmp_path: pathlib.Path) -> None:
    rows = [
        ["Employee #", "Last name, First name", "Department", "Reporting to"],
        ["1", "Lee, Ann", "Grid", ""],
        ["2", "Ray, Bob", "Grid", "Ann Lee"],
    ]
    org = reading(as_text(tmp_path, rows)).org
    assert org is not None
    assert org.relations[["source", "target"]].to_numpy().tolist() == [["2", "1"]]


@pytest.mark.parametrize(
    "heads",
    [
        ["一级部门", "二级部门", "三级部门"],
        ["Level 1", "Level 2", "Level 3"],
        ["部门1", "部门2", "部门3"],
    ],
)
def test_levels_of_units_are_parents(heads: list[str]) -> None:
    rows = [
        [*heads, "姓名", "职务"],
        ["公司", "运维部", "线路班", "赵一", "班长"],
        ["公司", "运维部", "电缆班", "钱二", "班长"],
        ["公司", "检修部", "机电班", "孙三", ""],
        ["公司", "检修部", "", "李四", ""],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert dict(zip(org.units["id"], org.units["parent"].fillna(""), strict=True)) == {
        "team:线路班": "level_2:运维部",
        "team:电缆班": "level_2:运维部",
        "team:机电班": "level_2:检修部",
        "level_2:运维部": "level_1:公司",
        "level_2:检修部": "level_1:公司",
        "level_1:公司": "",
    }
    assert units(frame(rows), "level_2")["李四"] == {"检修部"}
    assert leaders(frame(rows)) == {"赵一", "钱二"}


def test_titles_and_days_as_they_are_called_in_taiwan() -> None:
    rows = [
        ["員工編號", "姓名", "部門", "職稱", "到職日"],
        ["001", "陳大文", "電網組", "組長", "2010/7/1"],
        ["002", "林小華", "電網組", "技術員", "2015/3/1"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert leaders(frame(rows)) == {"001"}
    assert org.members["since"].notna().all()


@pytest.mark.parametrize("word", ["非党员", "不是党员", "群众", "未编入", "暂未编入", "不适用"])
def test_who_is_in_no_group_by_a_word_is_in_none(word: str) -> None:
    rows = [["姓名", "班组", "党小组"], ["赵一", "一班", "第一党小组"], ["钱二", "二班", word]]
    assert units(frame(rows), "party") == {"赵一": {"第一党小组"}, "钱二": set()}
    assert told(frame(rows)) == {"no_unit_told"}


def test_groups_that_stand_beside_the_first_of_a_team_are_told(tmp_path: pathlib.Path) -> None:
    rows = [
        ["班组", "党小组", "姓名"],
        ["线路班", "第一党小组", "赵一"],
        *[["", "", "钱二"], ["", "", "孙三"]],
        ["运维班", "第二党小组", "李四"],
        ["", "", "周五"],
    ]
    assert told(as_text(tmp_path, rows)) == {"filled_down", "gaps_left"}


def test_a_row_an_assignment_with_managers_is_no_row_a_team(tmp_path: pathlib.Path) -> None:
    rows = [
        ["Resource", "Project", "% Allocation", "Manager"],
        ["Ann Lee", "Apollo", "60", ""],
        ["Bob Ray", "Apollo", "100", "Ann Lee"],
        ["Cy Fox", "Zephyr", "100", "Ann Lee"],
    ]
    assert units(as_text(tmp_path, rows), "project")["Bob Ray"] == {"Apollo"}


@pytest.mark.parametrize("heading", ["离职", "Left?", "是否退休"])
def test_marks_of_who_is_gone_are_told(heading: str) -> None:
    rows = [["姓名", "班组", heading], ["赵一", "一班", ""], ["钱二", "一班", "是"]]
    assert told(frame(rows)) == {"status_unread"}


@pytest.mark.parametrize("heading", ["Active", "在职", "Is active"])
def test_marks_of_who_is_there_are_read(heading: str) -> None:
    rows = [["姓名", "班组", heading], ["赵一", "一班", "是"], ["钱二", "一班", "否"]]
    assert set(units(frame(rows))) == {"赵一"}
    assert "gone" in told(frame(rows))


def test_notes_behind_the_names_of_a_team_are_told(tmp_path: pathlib.Path) -> None:
    rows = [["班组", "成员"], ["一班", "赵一（班长）、钱二（借调）"], ["二班", "孙三、李四"]]
    path = as_text(tmp_path, rows)
    assert "notes_left_out" in told(path)
    assert units(path)["钱二"] == {"一班"}
    rows[1][1] = "赵一（班长）、钱二"
    assert "notes_left_out" not in told(as_text(tmp_path, rows))


@pytest.mark.parametrize(
    ("layer", "word"), [("班组", "√"), ("党小组", "否"), ("党小组", "中共党员")]
)
def test_units_that_are_called_by_an_answer_are_told(layer: str, word: str) -> None:
    rows = [["姓名", layer], ["赵一", "一组"], ["钱二", word], ["孙三", "一组"]]
    assert "odd_units" in told(frame(rows))


def test_a_note_behind_a_unit_and_blanks_between_units() -> None:
    rows = [
        ["姓名", "班组"],
        *[["赵一", "一班"], ["钱二", "二班"], ["孙三", "一班（副）"], ["李四", "一班 二班"]],
    ]
    assert units(frame(rows))["李四"] == {"一班", "二班"}
    assert told(frame(rows)) == {"near_units", "split_units"}


@pytest.mark.parametrize("word", ["TBH", "VACANT", "空缺"])
def test_who_is_in_no_team_yet_is_in_none(word: str) -> None:
    rows = [["name", "team"], ["Ann", "Grid"], ["Bo", word]]
    assert units(frame(rows)) == {"Ann": {"Grid"}, "Bo": set()}
    assert told(frame(rows)) == {"no_unit_told"}


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "frame"])
@pytest.mark.parametrize("blank", ["  ", "\u3000"])
def test_blanks_in_front_of_units_and_people_are_told(
    suffix: str, blank: str, tmp_path: pathlib.Path
) -> None:
    def doubts(rows: Rows) -> set[str]:
        made = {"xlsx": lambda: book(tmp_path, {"S": rows}), "csv": lambda: as_text(tmp_path, rows)}
        return told(made.get(suffix, lambda: frame(rows))())

    people, levels = ["赵一", "钱二", "孙三", "李四"], [0, 1, 2, 1]
    places = ["公司", "输电部", "线路班", "变电部"]
    rows = [["姓名", "部门"]]
    rows += [
        [who, blank * at + where] for who, at, where in zip(people, levels, places, strict=True)
    ]
    assert doubts(rows) == {"indented"}
    rows = [
        ["姓名", "部门"],
        *([blank * at + who, "一班"] for who, at in zip(people, levels, strict=True)),
    ]
    assert doubts(rows) == {"indented"}
    rows = [["姓名", "部门"], ["赵一", "一班"], ["钱二", blank + "一班"], [blank + "孙三", "二班"]]
    assert doubts(rows) == set()
