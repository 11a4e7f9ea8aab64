"""People whom cells name by an address, an account, both name and id, or in other letters."""

import pandas as pd
import pytest

import sanzu_graph as sg
from tests.io.roster_readings import faults, frame, leaders, reading, told


def lines(rows: list[list[str]]) -> set[tuple[str, str]]:
    found = reading(frame(rows)).org
    assert found is not None, reading(frame(rows)).faults_text()
    return set(zip(found.relations["source"], found.relations["target"], strict=True))


def company(heading: str, *cells: str, ids: str = "Employee ID") -> list[list[str]]:
    people = [("U1", "Siân O’Neil"), ("U2", "Ben Dos"), ("U3", "Jean‐Luc Po")]
    rows = [[ids, "Name", "E-mail", "Team", heading]]
    return rows + [
        [id_, name, f"{id_.lower()}@x.example", "Grid", cell]
        for (id_, name), cell in zip(people, ["", *cells], strict=True)
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Manager E-mail",
        "Reports To Email",
        "Supervisor",
        "Mgr",
        "Line Manager Email Address",
        "直接上级邮箱",
        "直属主管邮箱",
        "上级",
        "汇报对象邮箱",
    ],
)
def test_a_manager_is_known_by_an_address_that_stays_behind(heading: str) -> None:
    rows = company(heading, "u1@x.example", "U1@X.example")
    assert lines(rows) == {("U2", "U1"), ("U3", "U1")}
    assert told(frame(rows)) == {"by_contact"}
    org = reading(frame(rows)).org
    assert org is not None
    assert "x.example" not in "".join(org.members.astype(str).to_numpy().ravel())


def test_an_address_of_nobody_is_covered_in_the_fault() -> None:
    found = reading(frame(company("Manager Email", "who@y.example", "")))
    assert [(fault.key, fault.value) for fault in found.faults] == [
        ("fault.roster_manager_nobody", "w…@y.example")
    ]
    assert "who@" not in found.faults_text() + found.columns.to_string()


@pytest.mark.parametrize("with_phones", [True, False])
def test_a_number_of_nobody_is_covered_in_the_fault(with_phones: bool) -> None:
    rows = [
        ["工号", "姓名", "部门", "上级", *["手机"] * with_phones],
        ["E1", "赵一", "运维部", "13900000009", *["13900000001"] * with_phones],
        ["E2", "钱二", "运维部", "", *["13900000002"] * with_phones],
    ]
    found = reading(frame(rows))
    assert [(fault.key, fault.value) for fault in found.faults] == [
        ("fault.roster_manager_nobody", "1…")
    ]
    assert "13900000009" not in found.faults_text() + found.columns.to_string()


def test_of_name_and_address_the_address_stays_behind() -> None:
    rows = company("Manager", "Ben Dos", "Ben Dos")
    rows = [
        [*row, text]
        for row, text in zip(rows, ["Manager Email", "", "a@b.c", "a@b.c"], strict=True)
    ]
    org = sg.read_roster(frame(rows), lang="en")
    assert "Manager Email" not in org.members


@pytest.mark.parametrize(
    "heading", ["直接上级", "上级领导", "直属上级账号", "Manager User ID", "主管上级姓名", "boss"]
)
def test_a_manager_is_known_by_account(heading: str) -> None:
    rows = [
        ["姓名", "帐号", "部门", heading],
        ["赵一", "zhaoyi", "运维部", ""],
        ["钱二", "qianer", "运维部", "zhaoyi"],
    ]
    if heading == "主管上级姓名":  # nobody knows it: it is kept, and a hint is given
        assert told(frame(rows)) == {"person_column"}
    else:
        assert lines(rows) == {("钱二", "赵一")}


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("紧急联系人", "李四"),
        ("Emergency contact", "Lee"),
        ("Number of children", "2"),
        ("家庭住址", "白塔新村"),
        ("工资", "5000"),
        ("Bank account holder", "Lee"),
    ],
)
def test_a_manager_is_not_known_by_what_is_private_of_somebody(heading: str, cell: str) -> None:
    """The manager is not in the roster; that somebody has a relative of this name means nothing."""
    rows = [
        ["工号", "姓名", "部门", "上级", heading],
        ["E1", "赵一", "运维部", cell, "x1"],
        ["E2", "钱二", "运维部", "", cell],
    ]
    faults = reading(frame(rows)).faults
    assert [(fault.key, fault.value) for fault in faults] == [("fault.roster_manager_nobody", cell)]


WAYS = [
    "{name} ({id})",
    "{id} - {name}",
    "{name}/{id}",
    "{id} {name}",
    "{name} [{id}]",
    "{id}:{name}",
]


@pytest.mark.parametrize("heading", ["师傅", "直接上级"])
def test_a_name_with_its_id_in_any_order_is_one_person(heading: str) -> None:
    rows = [
        ["工号", "姓名", "班组", heading],
        ["001", "赵一", "一班", ""],
        ["A02", "赵一", "二班", ""],
        *(
            [f"X{at}", f"孙{at}", "一班", way.format(id="A02", name="赵一")]
            for at, way in enumerate(WAYS)
        ),
    ]
    expected = {frozenset(("A02", f"X{at}")) for at in range(len(WAYS))}
    assert {frozenset(pair) for pair in lines(rows)} == expected


@pytest.mark.parametrize("cell", ["赵一(003)", "003 赵一", "赵一003", "9 赵一"])
def test_a_name_with_the_id_of_somebody_else_is_nobody(cell: str) -> None:
    rows = [
        ["工号", "姓名", "班组", "师傅"],
        ["001", "赵一", "一班", ""],
        ["003", "孙三", "一班", cell],
    ]
    assert faults(frame(rows)) == [("fault.roster_mentor_nobody", 3)]


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [
        ("Siân O'Neil", False),
        ("Siân O´Neil", False),
        ("Sian O'Neil", True),
        ("SIÂN O’NEIL", True),
        ("O'Neil, Siân", False),
        ("O`NEIL, Sian", True),
        ("u1", True),
        ("U1", False),
    ],
)
def test_case_and_accents_are_read_and_told_where_one_alone_fits(
    cell: str, *, is_told: bool
) -> None:
    rows = company("Manager", cell, "")
    assert lines(rows) == {("U2", "U1")}
    assert told(frame(rows)) == ({"other_letters"} if is_told else set())


def test_letters_that_fit_several_are_a_fault() -> None:
    names = ["José Uno", "Jose Uno", "Cy Tres"]
    rows = pd.DataFrame({"id": ["1", "2", "3"], "name": names, "manager": ["", "", "JOSE UNO"]})
    assert faults(rows.assign(team="Grid")) == [("fault.roster_manager_many", 4)]
    assert faults(rows.assign(team="Grid", manager=["", "", "Jose Uno"])) == []


def test_dots_of_any_kind_are_one() -> None:
    names = ["买买提·艾力", "买买提˙艾力", "买买提•艾力", "买买提・艾力"]
    for one in names:
        rows = [["工号", "姓名", "班组", "直接上级"], ["0", one, "一班", ""]]
        rows += [[str(at), f"钱{at}", "一班", other] for at, other in enumerate(names, 1)]
        assert lines(rows) == {(str(at), "0") for at in range(1, 5)}


@pytest.mark.parametrize(("one", "other"), [("أَحمد علي", "أحمد علي"), ("מֹשֶׁה לוי", "משה לוי")])
def test_vowel_signs_are_left_out_by_most(one: str, other: str) -> None:
    rows = [["id", "name", "team", "manager"], ["1", one, "A", ""], ["2", "Ben", "A", other]]
    assert lines(rows) == {("2", "1")}


def test_a_japanese_sound_is_no_accent() -> None:
    rows = [
        ["id", "name", "team", "manager"],
        ["1", "ダイチ", "A", ""],
        ["2", "Ben", "A", "タイチ"],
    ]
    assert faults(frame(rows)) == [("fault.roster_manager_nobody", 3)]


def test_first_and_last_names_of_managers_are_joined() -> None:
    rows = [
        [
            "Employee ID",
            "First Name",
            "Last Name",
            "Team",
            "Manager First Name",
            "Manager Last Name",
        ],
        ["1", "Ana", "Uno", "Grid", "", ""],
        ["2", "Ben", "Dos", "Grid", "Ana", "Uno"],
    ]
    assert lines(rows) == {("2", "1")}
    assert told(frame(rows)) == {"full_names"}


def test_user_ids_are_ids_where_there_are_no_others() -> None:
    assert lines(company("Manager ID", "u1", "U1", ids="User ID")) == {("U2", "U1"), ("U3", "U1")}
    rows = company("Manager ID", "", "")
    both = [["User ID", *rows[0]], *([f"x{at}", *row] for at, row in enumerate(rows[1:]))]
    org = sg.read_roster(frame(both), lang="en")
    assert org.members["id"].tolist() == ["U1", "U2", "U3"]
    assert org.members["User ID"].tolist() == ["x0", "x1", "x2"]


def test_a_post_leads_the_one_unit_of_its_kind() -> None:
    rows = [
        ["姓名", "部门", "职务"],
        ["赵一", "运维一班、安监部", "班长"],
        ["钱二", "运维一班", ""],
        ["孙三", "运维一班、运维二班", "安全员"],
    ]
    assert leaders(frame(rows)) == {"赵一"}
    assert told(frame(rows)) == {"post_unit"}
    rows[3][2] = "班长"
    assert faults(frame(rows)) == [("fault.roster_which_unit", 4)]
