"""Titles, layers, statuses and columns of a roster, and what is told of them."""

import ast

import pytest

from tests.io.roster_files import roles
from tests.io.roster_readings import (
    frame,
    leaders,
    reading,
    told,
    units,
)

# -- titles


@pytest.mark.parametrize(
    "post",
    [
        "代班长",
        "班长（代理）",
        "代理班长",
        "负责人",
        "一班负责人",
        "站长",
        "所长",
        "主任",
        "班长兼安全员",
        "一班班长",
        "临时负责人",
        "Manager",
        "Head of 一班",
        "Acting Team Leader",
        "Team Lead (interim)",
        "副班长（主持工作）",
        "队长",
        "经理",
        "班组负责人",
    ],
)
def test_titles_that_lead(post: str) -> None:
    rows = [["姓名", "班组", "职务"], ["赵一", "一班", post], ["钱二", "一班", "班员"]]
    assert leaders(frame(rows)) == {"赵一"}


@pytest.mark.parametrize(
    "post",
    [
        "值班长",
        "工作负责人",
        "原班长",
        "班长助理",
        "Product Manager",
        "项目经理",
        "二班班长",
        "班长（原）",
        "拟任班长",
    ],
)
def test_titles_that_do_not_lead(post: str) -> None:
    rows = [["姓名", "班组", "职务"], ["赵一", "一班", post], ["钱二", "一班", "班员"]]
    assert leaders(frame(rows)) == set()


@pytest.mark.parametrize(
    "post", ["副班长", "常务副班长", "副站长", "Deputy Manager", "班长（副）", "Assistant Manager"]
)
def test_titles_of_deputies(post: str) -> None:
    rows = [["姓名", "班组", "职务"], ["赵一", "一班", post], ["钱二", "一班", "班长"]]
    org = reading(frame(rows)).org
    assert org is not None
    assert roles(org) == {("赵一", "team:一班", "deputy"), ("钱二", "team:一班", "leader")}


def test_a_title_leads_only_where_nobody_does_for_sure_and_the_user_decides() -> None:
    rows = [
        ["姓名", "班组", "职务"],
        ["赵一", "一班", "主任"],
        ["钱二", "一班", "班长"],
        ["孙三", "二班", "Manager"],
        ["李四", "二班", "Manager"],
    ]
    assert leaders(frame(rows)) == {"钱二"}
    assert told(frame(rows)) == {"title_left"}
    assert leaders(frame(rows), mapping={"values": {"主任": "leader"}}) == {"赵一", "钱二"}


def test_an_apprentice_column_tells_the_mentors() -> None:
    rows = [
        ["姓名", "班组", "徒弟"],
        ["赵一", "一班", "钱二，孙三"],
        ["钱二", "一班", ""],
        ["孙三", "一班", ""],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert set(zip(org.relations["source"], org.relations["target"], strict=True)) == {
        ("赵一", "钱二"),
        ("赵一", "孙三"),
    }


def test_a_mentor_is_found_by_what_he_is_called() -> None:
    rows = [["姓名", "班组", "师傅"], ["赵一二", "一班", ""], ["钱二", "一班", "赵一二师傅"]]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.relations[["source", "target"]].to_numpy().tolist() == [["赵一二", "钱二"]]


# -- layers and statuses


@pytest.mark.parametrize("heading", ["党支部", "所在党支部", "所在支部"])
def test_branches_are_a_layer_and_nobody_is_put_into_an_invented_group(heading: str) -> None:
    rows = [
        ["姓名", "班组", "政治面貌", heading],
        ["赵一", "一班", "党员", "第一党支部"],
        ["钱二", "一班", "群众", ""],
    ]
    assert units(frame(rows), "branch") == {"赵一": {"第一党支部"}, "钱二": set()}
    assert units(frame(rows), "party") == {"赵一": set(), "钱二": set()}
    assert told(frame(rows)) == {"branch_only"}
    assert units(frame(rows), "party", mapping={heading: "party"})["赵一"] == {"第一党支部"}


def test_secretaries_lead_their_branch() -> None:
    rows = [
        ["姓名", "所在党支部", "党内职务"],
        ["赵一", "第一党支部", "支部书记"],
        ["钱二", "第一党支部", "组织委员"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert roles(org) == {
        ("赵一", "branch:第一党支部", "leader"),
        ("钱二", "branch:第一党支部", "组织委员"),
    }


def test_an_invented_group_of_party_members_is_told() -> None:
    assert told(frame([["姓名", "班组", "政治面貌"], ["赵一", "一班", "党员"]])) == {
        "invented_unit"
    }


@pytest.mark.parametrize(("heading", "yes"), [("是否党员", "是"), ("人员类别", "正式党员")])
def test_who_is_a_party_member_is_told_in_other_columns(heading: str, yes: str) -> None:
    rows = [
        ["姓名", "班组", "党小组", heading],
        ["赵一", "一班", "一组", yes],
        ["钱二", "一班", "", "否" if yes == "是" else "群众"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.members["political_status"].tolist() == ["party_member", "non_member"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("运维一班", "运维1班"), ("变电运维一班", "运维一班"), ("检修班", "检修班组")],
)
def test_units_that_may_be_one_are_told(one: str, other: str) -> None:
    rows = [["姓名", "班组"], *([f"人{n}", one] for n in range(4)), ["赵一", other]]
    assert told(frame(rows)) == {"near_units"}
    option = reading(frame(rows)).doubts["option"].tolist()[0]
    mapping = ast.literal_eval(option.removeprefix("mapping="))
    assert len({*map(tuple, units(frame(rows), mapping=mapping).values())}) == 1


def test_units_told_apart_by_a_number_are_no_slip() -> None:
    rows = [
        ["姓名", "班组"],
        ["赵一", "运维一班"],
        ["钱二", "运维二班"],
        ["孙三", "运维甲班"],
        ["李四", "运维乙班"],
    ]
    assert told(frame(rows)) == set()


@pytest.mark.parametrize("unseen", ["\u200b", "\u200e", "\u00ad", "\ufe0e", "\ufeff"])
def test_what_cannot_be_seen_makes_no_second_unit(unseen: str) -> None:
    rows = [
        ["工号", "姓名", "班组", "师傅"],
        ["1", f"赵{unseen}一", "一班", ""],
        ["2", "钱二", f"一{unseen}班", "赵一"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert org.units["name"].tolist() == ["一班"]
    assert org.relations[["source", "target"]].to_numpy().tolist() == [["1", "2"]]
    assert "unseen" in told(frame(rows))


@pytest.mark.parametrize(
    "name", ["阿依•古丽", "阿依・古丽", "阿依．古丽", "阿依‧古丽", "阿依 ·古丽", "⻓江"]
)
def test_names_are_found_however_their_dots_are_written(name: str) -> None:
    rows = [
        ["姓名", "班组", "师傅"],
        ["阿依·古丽", "一班", ""],
        ["长江", "一班", ""],
        ["钱二", "一班", name],
    ]
    assert len(getattr(reading(frame(rows)).org, "relations", ())) == 1


@pytest.mark.parametrize(
    ("heading", "cells", "doubt"),
    [
        ("所属片区", ["东部", "东部", "西部"], "layer_unread"),
        ("工会", ["甲", "甲", "乙"], "layer_unread"),
        ("主管领导", ["赵一", "赵一", ""], "person_column"),
        ("备用列", ["离职", "", ""], "status_unread"),
    ],
)
def test_what_a_column_looks_like_is_told(heading: str, cells: list[str], doubt: str) -> None:
    rows = [
        ["姓名", "班组", heading],
        *([name, "一班", cell] for name, cell in zip(("赵一", "钱二", "孙三"), cells, strict=True)),
    ]
    assert told(frame(rows)) == {doubt}


def test_a_note_in_a_name_is_told() -> None:
    assert told(frame([["姓名", "班组"], ["赵一（借用）", "一班"], ["钱二", "一班"]])) == {
        "name_note"
    }


HEADS = [
    ["id", "name", "department", "team", "title"],
    ["1", "Ana Uno", "Grid", "Grid A", "Head of Grid"],
    ["2", "Ben Dos", "Grid", "Grid B", "Engineer"],
    ["3", "Cy Tres", "Lab", "Lab A", "Head of Lab"],
    ["4", "Di Cuatro", "Lab", "Lab B", "Engineer"],
    ["5", "Ed Cinco", "Lab", "", "Head of Lab"],
]


def test_a_post_that_the_user_says_leads_leads_the_unit_above_that_it_names() -> None:
    meant = {"Head of Grid": "leader", "Head of Lab": "deputy"}
    org = reading(frame(HEADS), mapping={"values": meant}).org
    assert org is not None
    roles = org.memberships[org.memberships["role"] != "member"]
    assert set(roles[["member", "unit", "role"]].itertuples(index=False, name=None)) == {
        ("1", "department:Grid", "leader"),
        ("3", "department:Lab", "deputy"),
        ("5", "department:Lab", "deputy"),
    }
    assert len(org.memberships) == len(HEADS) - 1 + 2  # 5 sits in the department alone


def test_a_post_that_names_no_unit_above_leads_the_own_one() -> None:
    rows = [*HEADS[:1], *([*row[:4], "Boss"] for row in HEADS[1:])]
    org = reading(frame(rows), mapping={"values": {"Boss": "leader"}}).org
    assert org is not None
    led = org.memberships[org.memberships["role"] == "leader"]
    assert led["unit"].tolist() == [
        *(f"team:{row[3]}" for row in HEADS[1:-1]),
        "department:Lab",
    ]
