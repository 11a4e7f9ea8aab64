"""Rosters of every shape become one row a person, which is told."""

import pathlib

import pytest

from tests.io.roster_files import book
from tests.io.roster_readings import (
    Rows,
    faults,
    frame,
    leaders,
    reading,
    told,
    units,
)

# -- shapes


def team_rows(names: str) -> Rows:
    return [
        ["班组", "班长", names],
        ["一班", "赵一", "赵一、钱二，孙三"],
        ["二班", "李四", "李四 周五"],
    ]


SHAPES: dict[str, tuple[Rows, str]] = {
    "bands": (
        [
            ["姓名", "职务"],
            ["一班", ""],
            ["赵一", "班长"],
            ["钱二", ""],
            ["孙三", ""],
            ["二班（2人）", ""],
            ["李四", "班长"],
            ["周五", ""],
        ],
        "bands",
    ),
    "teams": (team_rows("成员"), "shape_teams"),
    "teams with a count": (
        [
            ["序号", *team_rows("班员")[0], "人数"],
            *(["1", *row, n] for row, n in zip(team_rows("")[1:], ("3", "2"), strict=True)),
        ],
        "shape_teams",
    ),
    "columns": (
        [["一班", "二班"], ["赵一（班长）", "李四（班长）"], ["钱二", "周五"], ["孙三", ""]],
        "shape_columns",
    ),
    "transposed": (
        [
            ["姓名", "赵一", "钱二", "孙三", "李四", "周五"],
            ["班组", "一班", "一班", "一班", "二班", "二班"],
            ["职务", "班长", "", "", "班长", ""],
        ],
        "shape_transposed",
    ),
    "blocks": (
        [
            ["姓名", "班组", "职务"] * 2,
            ["赵一", "一班", "班长", "李四", "二班", "班长"],
            ["钱二", "一班", "", "周五", "二班", ""],
            ["孙三", "一班", "", "", "", ""],
        ],
        "shape_blocks",
    ),
    "gaps": (
        [
            ["班组", "姓名", "职务"],
            ["一班", "赵一", "班长"],
            ["", "钱二", ""],
            ["", "孙三", ""],
            ["二班", "李四", "班长"],
            ["", "周五", ""],
        ],
        "filled_down",
    ),
}
FIVE = {"赵一": {"一班"}, "钱二": {"一班"}, "孙三": {"一班"}, "李四": {"二班"}, "周五": {"二班"}}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("title", [False, True])
def test_shapes_are_seen_and_told(shape: str, title: bool, tmp_path: pathlib.Path) -> None:
    rows, doubt = SHAPES[shape]
    if title and shape != "transposed":
        rows = [["运维中心花名册"], *rows]
    path = book(tmp_path, {"s": rows})
    assert units(path) == FIVE
    assert leaders(path) == {"赵一", "李四"}
    assert doubt in told(path)


def test_a_headcount_that_does_not_fit_is_told() -> None:
    rows = [["班组", "成员", "人数"], ["一班", "赵一、钱二", "3"]]
    assert told(frame(rows)) == {"shape_teams", "headcount"}


@pytest.mark.parametrize(
    ("yes", "no"), [("√", ""), ("1", "0"), ("是", "否"), ("Y", "N"), ("✓", "×")]
)
def test_marks_in_a_column_a_group(yes: str, no: str) -> None:
    rows = [
        ["姓名", "班组", "第一党小组", "第二党小组"],
        ["赵一", "一班", yes, no],
        ["钱二", "一班", no, yes],
        ["孙三", "二班", yes, yes],
    ]
    assert units(frame(rows), "party") == {
        "赵一": {"第一党小组"},
        "钱二": {"第二党小组"},
        "孙三": {"第一党小组", "第二党小组"},
    }


def test_marks_of_units_that_nobody_names_are_told_and_mapped() -> None:
    rows = [
        ["name", "team", "Apollo", "Zephyr"],
        *([f"P{n}", "A", str(n % 2), "1"] for n in range(4)),
    ]
    assert told(frame(rows)) == {"marks_unread"}
    mapping = {"Apollo": "layer:project", "Zephyr": "layer:project"}
    assert units(frame(rows), "project", mapping=mapping)["P1"] == {"Apollo", "Zephyr"}


def test_a_row_an_assignment() -> None:
    rows = [
        ["id", "name", "project", "role", "allocation"],
        ["1", "Ana", "Apollo", "", "0.5"],
        ["1", "Ana", "Zephyr", "", "0.5"],
        ["2", "Ben", "Apollo", "", "1"],
    ]
    assert units(frame(rows), "project") == {"Ana": {"Apollo", "Zephyr"}, "Ben": {"Apollo"}}
    assert "shape_long" in told(frame(rows))
    assert {key for key, _ in faults(frame(rows), shape="row")} == {"fault.roster_repeated_id"}


def test_a_repeated_id_alone_is_no_assignment() -> None:
    rows = [
        ["工号", "姓名", "班组"],
        *([str(n), f"人{n}", "一班"] for n in range(9)),
        ["3", "人3", "二班"],
    ]
    assert faults(frame(rows)) == [("fault.roster_repeated_id", 11)]
    assert units(frame(rows), shape="long")["人3"] == {"一班", "二班"}


def test_dated_rows_become_times() -> None:
    rows = [
        ["Employee ID", "Name", "Department", "Effective Date"],
        ["1", "Ana Uno", "Grid", "2020-01-01"],
        ["1", "Ana Uno", "Sales", "2024-01-01"],
        ["2", "Ben Dos", "Grid", "2021-01-01"],
        ["2", "Ben Dos", "Grid", "2023-01-01"],
    ]
    org = reading(frame(rows)).org
    assert org is not None
    assert len(org.members) == 2
    kept = org.memberships[["member", "unit", "since", "until"]].astype("str").fillna("")
    assert sorted(kept.to_numpy().tolist()) == [
        ["1", "team:Grid", "2020-01-01", "2024-01-01"],
        ["1", "team:Sales", "2024-01-01", ""],
        ["2", "team:Grid", "2021-01-01", ""],
    ]
    assert told(frame(rows)) == {"shape_dated"}


@pytest.mark.parametrize("key", ["工号", "姓名"])
def test_sheets_are_joined_by_the_people_they_name(key: str) -> None:
    staff = [["工号", "姓名", "班组"], ["1", "赵一", "一班"], ["2", "钱二", "二班"]]
    party = [[key, "政治面貌", "党小组"], ["1" if key == "工号" else "赵一", "党员", "一组"]]
    sheets = {"职工": frame(staff), "党员": frame(party)}
    assert units(sheets) == {"赵一": {"一班"}, "钱二": {"二班"}}
    assert units(sheets, "party") == {"赵一": {"一组"}, "钱二": set()}
    assert told(sheets) == {"joined_sheets"}


@pytest.mark.parametrize("mark", [" > ", "/", " / ", "\\", "-", "→"])
def test_paths_become_parents(mark: str) -> None:
    paths = [mark.join(("Corp", *rest)) for rest in (("Eng", "A"), ("Eng", "B"), ("Ops", "C"))]
    rows = [
        ["id", "name", "organization"],
        *([str(n), f"P{n}", path] for n, path in enumerate(paths)),
    ]
    org = reading(frame(rows)).org
    assert org is not None
    parents = dict(zip(org.units["name"], org.units["parent"].fillna(""), strict=True))
    assert set(units(frame(rows)).values().__iter__().__next__()) == {"A"}
    assert parents["A"].endswith("Eng")
    assert parents["Corp"] == ""
    assert told(frame(rows)) == {"paths"}


def test_people_whose_path_ends_above_are_told() -> None:
    paths = ["Corp/Eng/A", "Corp/Eng/B", "Corp/Ops/C", "Corp/Eng", "Corp/Eng", "Corp"]
    rows = [["工号", "姓名", "班组"], *([str(n), f"P{n}", path] for n, path in enumerate(paths))]
    assert told(frame(rows)) == {"paths", "path_above"}
    doubts = reading(frame(rows)).in_language("en").doubts
    (what,) = [what for what in doubts["what"] if "above the ends, and" in what]
    assert what.startswith("3 people stand in units above the ends")
    assert what.endswith(": Corp, Eng")


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("First Name", "Last Name", "Ana Uno"),
        ("Given Name", "Surname", "Ana Uno"),
        ("名", "姓", "UnoAna"),
    ],
)
def test_first_and_last_names_are_one(first: str, last: str, whole: str) -> None:
    rows = [["id", first, last, "team"], ["1", "Ana", "Uno", "Grid"]]
    assert set(units(frame(rows))) == {whole}


@pytest.mark.parametrize(
    ("alone", "cell", "parts"),
    [
        (["党一组"], "党一组，党二组", {"党一组", "党二组"}),
        (["Squad A"], "Squad A, Squad B", {"Squad A", "Squad B"}),
        (["North", "South"], "North/South", {"North", "South"}),
        (["North", "South"], "North & South", {"North", "South"}),
        (["North", "South"], "North and South", {"North", "South"}),
        (["一组", "二组"], "一组、二组", {"一组", "二组"}),
        (["Sales"], "Research, Development and Sales", {"Research, Development and Sales"}),
        (["Sales"], "R&D", {"R&D"}),
    ],
)
def test_several_units_in_a_cell(alone: list[str], cell: str, parts: set[str]) -> None:
    rows = [["姓名", "班组"], *([f"人{at}", unit] for at, unit in enumerate(alone)), ["赵一", cell]]
    assert units(frame(rows))["赵一"] == parts


@pytest.mark.parametrize("sheets", [("花名册", "花名册 (2)"), ("东区", "西区")])
def test_sheets_that_put_somebody_into_different_teams_are_not_joined(
    sheets: tuple[str, str],
) -> None:
    head = ["工号", "姓名", "班组"]
    found = {
        sheets[0]: frame([head, ["1", "赵一", "一班"]]),
        sheets[1]: frame([head, ["1", "赵一", "二班"]]),
    }
    assert faults(found) == [("fault.roster_repeated_id_elsewhere", 2)]
