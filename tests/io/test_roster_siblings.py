"""Siblings of the kinds of files that once failed: other spellings, columns, languages and orders."""

import datetime
import pathlib

import pytest

from sanzu_graph.io.rosters.column_days import day_by_order
from tests.io.roster_files import book
from tests.io.roster_readings import Rows, faults, frame, leaders, reading, text, told, units

# -- paths of units


def parents(rows: Rows) -> dict[str, str]:
    org = reading(frame(rows)).org
    assert org is not None
    table = org.units.set_index("id")
    names = table["name"].to_dict()
    return {
        unit.partition(":")[2]: names[parent]
        for unit, parent in table.get("parent", table["name"].iloc[:0]).dropna().items()
    }


@pytest.mark.parametrize("mark", [" > ", "/", "／", "\\", "->", "-"])
def test_a_path_of_two_steps_is_a_unit_with_the_one_above(mark: str) -> None:
    cells = ["运维部{}一班", "运维部{}一班", "运维部{}二班", "检修部{}三班"]
    rows = [["姓名", "部门"], *([f"n{at}", cell.format(mark)] for at, cell in enumerate(cells))]
    assert parents(rows) == {"一班": "运维部", "二班": "运维部", "三班": "检修部"}
    assert told(frame(rows)) == {"paths"}


@pytest.mark.parametrize("mark", [" > ", "-"])
def test_teams_of_one_name_below_two_units_stay_two(mark: str) -> None:
    cells = ["运维部{}一班", "运维部{}二班", "检修部{}一班", "检修部{}二班"]
    rows = [["姓名", "部门"], *([f"n{at}", cell.format(mark)] for at, cell in enumerate(cells))]
    assert units(frame(rows))["n0"] == {"运维部 > 一班"}
    assert len(set().union(*units(frame(rows)).values())) == len(cells)


@pytest.mark.parametrize(
    "cells", [["A-1", "A-2", "B-1"], ["R/D", "Sales", "Ops"], ["前-后班", "一班"]]
)
def test_a_name_with_a_mark_is_no_path(cells: list[str]) -> None:
    rows = [["name", "team"], *([f"n{at}", cell] for at, cell in enumerate(cells))]
    assert [units(frame(rows))[f"n{at}"] for at in range(len(cells))] == [{cell} for cell in cells]


def test_units_in_two_columns_are_parted_by_any_slash() -> None:
    rows = [
        ["姓名", "班组", "项目"],
        ["赵一", "一班", "P1／P2"],
        ["钱二", "一班", "P1/P2"],
        ["孙三", "一班", "P1"],
    ]
    rows.append(["李四", "一班", "P2"])
    assert units(frame(rows), "project")["赵一"] == {"P1", "P2"}


# -- roles of which a column asks


@pytest.mark.parametrize(
    ("heading", "layer"),
    [
        ("班长", "班组"),
        ("是否班长", "班组"),
        ("部门负责人", "班组"),
        ("党小组长", "党小组"),
        ("是否工会小组长", "工会小组"),
        ("Is team leader?", "班组"),
    ],
)
def test_marks_of_a_role_are_roles(heading: str, layer: str) -> None:
    mark = "是√Y"[len(heading) % 3]
    head = ["姓名", "班组", "党小组", "工会小组", heading]
    rows = [head, ["赵一", "一班", "甲", "子", mark], ["钱二", "一班", "甲", "子", ""]]
    found = reading(frame(rows)).org
    assert found is not None
    led = found.memberships[found.memberships["role"] == "leader"]
    prefix = {"班组": "team:一班", "党小组": "party:甲", "工会小组": "union:子"}[layer]
    assert [(row.member, row.unit) for row in led.itertuples()] == [("赵一", prefix)]
    assert len(found.units) == 3


def test_marks_stand_in_the_order_of_the_units() -> None:
    rows = [
        ["姓名", "部门", "部门负责人", "职务"],
        ["赵一", "一班,二班", "否,是", "班长"],
        ["钱二", "一班", "是", ""],
    ]
    rows.append(["孙三", "二班", "否", ""])
    org = reading(frame(rows)).org
    assert org is not None
    led = org.memberships[org.memberships["role"] == "leader"]
    assert set(led["member"] + led["unit"]) == {"赵一team:二班", "钱二team:一班"}


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        ("党内职务", "书记", "副书记"),
        ("支部职务", "支部书记", "副书记"),
        ("Party role", "Secretary", "Deputy Secretary"),
    ],
)
def test_whoever_leads_a_branch_is_called_secretary(column: str, first: str, second: str) -> None:
    rows = [["姓名", "所在党组织", column], ["赵一", "一支部", first], ["钱二", "一支部", second]]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.memberships["role"].tolist() == ["leader", "deputy"]


@pytest.mark.parametrize("mark", ["/", "-", " > ", ""])
def test_a_branch_and_its_group_in_one_cell_are_both(mark: str) -> None:
    cells = [f"运维党支部{mark}第一党小组", f"运维党支部{mark}第二党小组", "检修党支部"]
    rows = [["姓名", "所在党组织"], *([f"n{at}", cell] for at, cell in enumerate(cells))]
    assert units(frame(rows), "branch") == {
        "n0": {"运维党支部"},
        "n1": {"运维党支部"},
        "n2": {"检修党支部"},
    }
    assert units(frame(rows), "party") == {"n0": {"第一党小组"}, "n1": {"第二党小组"}, "n2": set()}


# -- days


DAY = datetime.date(2016, 7, 1)


def test_a_day_is_read_however_it_is_written() -> None:
    cells = [
        "二〇一六年七月一日",
        "民國一百零五年七月一日",
        "民105/7/1",
        "R.O.C. 105.07.01",
        "2016.07.01 周五",
        "2016-07-01（星期五）",
        "Fri, 1 Jul 2016",
        "1. Juli 2016",
        "1 de julio de 2016",
        "2016 07 01",
        "2016-07-01T00:00:00Z",
        "2016-07-01T00:00:00+08:00",
        "2016Q3",
        "Q3 2016",
        "2016年第三季度",
        "2016年三季度",
        "07/2016",
        "Jul 2016",
        "July-2016",
        "民國105年7月",
        "2016年7月1号 周五",
    ]
    rows = [
        ["姓名", "班组", "入职日期"],
        *([f"n{at}", "一班", cell] for at, cell in enumerate(cells)),
    ]
    org = reading(frame(rows)).org
    assert org is not None, reading(frame(rows)).faults_text()
    assert dict(zip(cells, org.members["since"].dt.date, strict=True)) == dict.fromkeys(cells, DAY)


@pytest.mark.parametrize(
    "cell", ["2016年7月上旬", "Jul-16", "2016-7-", "2016-13", "2016Q5", "三月", "民國", "13/2016"]
)
def test_what_is_no_day_stays_a_fault(cell: str) -> None:
    assert day_by_order(cell, "")[0] is None


@pytest.mark.parametrize("cell", ["98.12", "98年7月", "106-03", "106年3月5日", "098/07/01"])
def test_a_year_of_the_republic_is_named_and_the_cure_works(cell: str) -> None:
    rows = [["姓名", "班組", "到職日"], ["陳一", "一班", cell]]
    assert faults(frame(rows)) == [("fault.day_calendar", 2)]
    org = reading(frame(rows), dates="roc").org
    assert org is not None
    assert org.members["since"].dt.year.iloc[0] in (2009, 2017)


def test_no_day_in_words_is_none() -> None:
    cells = ["不详", "未知", "待定", "unknown", "TBD", "?", "无固定期限", "permanent"]
    rows = [
        ["姓名", "班组", "退休日期"],
        *([f"n{at}", "一班", cell] for at, cell in enumerate(cells)),
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.members["until"].isna().all()


def test_a_year_alone_is_told() -> None:
    rows = [["姓名", "班组", "入职日期"], ["赵一", "一班", "2016年"], ["钱二", "一班", "2016"]]
    assert told(frame(rows)) == {"coarse_days"}


# -- text files


@pytest.mark.parametrize("mark", ["'0012", '="0012"', '"=""0012"""'])
def test_a_mark_of_text_is_no_part_of_an_id(mark: str, tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", f"工号,姓名,班组,师傅\n{mark},赵一,一班,\n0013,钱二,一班,0012\n")
    org = reading(path).org
    assert org is not None
    assert org.members["id"].tolist() == ["0012", "0013"]
    assert told(path) == {"text_marks"}


def test_a_comma_may_stand_for_the_point_of_a_share(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", "id;name;team;FTE\n1;Ana;A;0,25\n1;Ana;B;0,75\n2;Ben;A;1,0\n")
    org = reading(path).org
    assert org is not None
    assert org.memberships["share"].tolist() == [0.25, 0.75, 1.0]


def test_a_text_of_central_europe_is_told_with_its_readings(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", "id;name;team\n1;Łukasz Żak;Sieć\n", "cp1250")
    with pytest.raises(Exception, match="cp1250: Łukasz Żak Sieć"):
        reading(path)
    assert set(units(path, encoding="cp1250")) == {"Łukasz Żak"}


def test_two_accents_side_by_side_are_letters(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", "id;name;team\n1;José Núñez;Réseau\n", "latin-1")
    assert set(units(path)) == {"José Núñez"}


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Personeelsnummer;Naam;Afdeling;Leidinggevende", "1;Ana Uno;Net;"),
        ("Matrícula;Nome;Departamento;Gestor", "1;Ana Uno;Rede;"),
        ("ID empleado;Nombre;Apellidos;Departamento;Jefe directo", "1;Ana;Uno;Red;"),
        ("Matricola;Cognome;Nome;Reparto;Responsabile", "1;Uno;Ana;Rete;"),
        ("Табельный номер;ФИО;Отдел;Руководитель", "1;Ana Uno;Сеть;"),
        ("社員番号;氏名;部署;上司", "1;Ana Uno;運用課;"),
        ("사번;이름;부서;상사", "1;Ana Uno;운영팀;"),
    ],
)
def test_headings_of_other_languages(head: str, row: str, tmp_path: pathlib.Path) -> None:
    cells = row.split(";")
    other = ["2", *("Ben" if cell == "Ana" else cell for cell in cells[1:-1]), "Ana Uno"]
    other = ["Ben Uno" if cell == "Ana Uno" and at < 3 else cell for at, cell in enumerate(other)]
    path = text(tmp_path, "a.csv", "\n".join([head, row, ";".join(other)]) + "\n")
    org = reading(path).org
    assert org is not None
    assert org.members["id"].tolist() == ["1", "2"]
    assert org.members["name"].tolist() == ["Ana Uno", "Ben Uno"]
    assert len(org.units) == 1
    assert org.relations["target"].tolist() == ["1"]


# -- who left


@pytest.mark.parametrize(
    "name", ["已调走", "停用", "Ex-employees", "Terminations 2025", "Alumni", "离任人员", "退社者"]
)
def test_a_sheet_of_those_who_left_is_known_by_its_name(name: str, tmp_path: pathlib.Path) -> None:
    head = ["姓名", "班组"]
    sheets = {"名单": [head, ["赵一", "一班"]], name: [head, ["钱二", "一班"]]}
    path = book(tmp_path, sheets)
    assert set(units(path)) == {"赵一"}
    assert told(path) == {"leavers_sheet"}
    assert set(units(path, sheet=name)) == {"钱二"}


def test_of_sheets_of_months_the_last_is_read(tmp_path: pathlib.Path) -> None:
    head = ["工号", "姓名", "班组"]
    sheets = {
        "2026年10月": [head, ["1", "赵一", "一班"]],
        "2026年9月": [head, ["2", "钱二", "一班"]],
    }
    path = book(tmp_path, sheets)
    assert set(units(path)) == {"赵一"}
    assert told(path) == {"old_sheet"}


@pytest.mark.parametrize(
    "row", ["离职人员", "以下为退休人员：", "三、调出人员（2人）", "Former employees"]
)
def test_people_below_a_row_of_leavers_are_left_out(row: str, tmp_path: pathlib.Path) -> None:
    rows = [["工号", "姓名", "班组"], ["1", "赵一", "一班"], [row, "", ""], ["2", "钱二", "一班"]]
    path = book(tmp_path, {"s": rows})
    assert set(units(path)) == {"赵一"}
    assert told(path) == {"leavers_section"}


def test_a_post_of_several_units_is_still_a_question() -> None:
    rows = [["姓名", "班组", "职务"], ["赵一", "一班、二班", "班长"]]
    assert faults(frame(rows)) == [("fault.roster_which_unit", 2)]
    assert leaders(frame([*rows[:1], ["赵一", "一班", "班长"]])) == {"赵一"}
