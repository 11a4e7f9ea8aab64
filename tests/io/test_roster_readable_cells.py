"""What stands in cells of rosters beside plain text: failures, merged names, numbers as names."""

import pathlib
import zipfile

import pytest

import sanzu_graph as sg
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.io.failed_formulas import is_failure
from tests.io.roster_files import Rows, book, csv
from tests.io.roster_readings import EN, faults, frame, leaders, reading, told, units

HEAD = ["工号", "姓名", "班组", "党小组"]


def failed_book(folder: pathlib.Path, failure: str) -> pathlib.Path:
    """A workbook of two people, the team of the second a failure that openpyxl cannot write."""
    path = book(folder, {"s": [HEAD, ["1", "赵一", "一班", ""], ["2", "钱二", "#N/A", ""]]})
    with zipfile.ZipFile(path) as given:
        parts = {name: given.read(name) for name in given.namelist()}
    with zipfile.ZipFile(path, "w") as taken:
        for name, content in parts.items():
            taken.writestr(name, content.replace(b"#N/A", failure.encode()))
    return path


@pytest.mark.parametrize(
    "failure",
    ["#SPILL!", "#CALC!", "#GETTING_DATA", "#BUSY!", "#FIELD!", "#UNKNOWN!", "#CONNECT!", "#NEXT!"],
)
def test_a_failure_of_a_newer_program_is_a_fault_at_its_cell(
    failure: str, tmp_path: pathlib.Path
) -> None:
    path = failed_book(tmp_path, failure)
    found = reading(path)
    assert [(fault.row, fault.column, fault.value) for fault in found.faults] == [
        (3, "班组", failure)
    ]
    org = sg.read_roster(path, strict=False)
    assert set(org.members["id"]) == {"1", "2"}
    assert len(org.rejected) == 1


@pytest.mark.parametrize(
    "failure",
    [
        *(
            "#溢出!",
            "#スピル!",
            "#¡DESBORDAMIENTO!",
            "#¿NOMBRE?",
            "#ПЕРЕНОС!",
            "#Н/Д",
            "#N/D",
            "#YOK",
        ),
        *("＃N/A", "####", "Err:508", "错误:508", "Fehler:522", "Err :502", "#DIV/0!", "#SAYI/0!"),
    ],
)
def test_a_failure_is_known_in_any_language(failure: str, tmp_path: pathlib.Path) -> None:
    assert is_failure(failure)
    rows = ["姓名,班组", "赵一,一班", f"钱二,{failure}"]
    assert faults(csv(tmp_path, *rows)) == [("fault.failed_formula", 3)]


@pytest.mark.parametrize("cell", ["#1", "#3 班", "Team #2", "Error team", "一班!", "# 1!", "", "E"])
def test_other_cells_are_no_failure(cell: str) -> None:
    assert not is_failure(cell)


def test_a_name_merged_over_rows_is_one_person(tmp_path: pathlib.Path) -> None:
    rows = [
        ["姓名", "班组", "职务"],
        ["赵一", "一班", "班长"],
        [None, "二班", "班员"],
        ["钱二", "一班", ""],
    ]
    path = book(tmp_path, {"s": rows}, ["A2:A3"])
    assert units(path) == {"赵一": {"一班", "二班"}, "钱二": {"一班"}}
    assert leaders(path) == {"赵一"}
    assert "merged_people" in told(path)
    assert faults(path, shape="row") == [("fault.roster_homonym", 3)]


def test_two_of_one_name_stay_a_question_beside_merged_names(tmp_path: pathlib.Path) -> None:
    rows: Rows = [
        ["姓名", "班组"],
        ["赵一", "一班"],
        [None, "二班"],
        ["钱二", "一班"],
        ["钱二", "二班"],
    ]
    path = book(tmp_path, {"s": rows}, ["A2:A3"])
    assert faults(path) == [("fault.roster_homonym", 5)]


@pytest.mark.parametrize("merged", [["B2:B3"], ["A2:A3", "B2:B3"]])
def test_a_person_merged_over_rows_has_one_id(merged: list[str], tmp_path: pathlib.Path) -> None:
    others = [[str(at), f"人{at}", "三班", ""] for at in range(20, 40)]
    rows: Rows = [HEAD, ["1", "赵一", "一班", "甲组"], [None, None, "二班", ""], *others]
    path = book(tmp_path, {"s": rows}, merged)
    assert units(path)["赵一"] == {"一班", "二班"}
    assert units(path, "party")["赵一"] == {"甲组"}


def test_a_team_written_as_a_fraction_is_the_team() -> None:
    rows: Rows = [["姓名", "班组"], ["赵一", "1"], ["钱二", "1.0"], ["孙三", "2.00"]]
    assert units(frame(rows)) == {"赵一": {"1"}, "钱二": {"1"}, "孙三": {"2"}}
    assert "float_units" in told(frame(rows))
    named = {"values": {"1.0": "甲班"}}
    assert units(frame(rows), mapping=named)["钱二"] == {"甲班"}


def test_sections_that_are_counted_in_fractions_stay() -> None:
    rows: Rows = [["姓名", "班组"], ["赵一", "1.0"], ["钱二", "1.1"]]
    assert units(frame(rows)) == {"赵一": {"1.0"}, "钱二": {"1.1"}}


def test_a_sheet_of_what_has_none_is_an_error(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, "姓名,班组", "赵一,一班")
    with pytest.raises(InputError, match="Leave sheet out"):
        sg.read_roster(path, sheet="一月", lang=EN)
    with pytest.raises(InputError, match="Leave sheet out"):
        sg.read_roster(frame([["姓名"], ["赵一"]]), sheet="一月", lang=EN)


def test_a_sheet_of_frames_is_chosen() -> None:
    frames = {"一月": frame([["姓名"], ["赵一"]]), "二月": frame([["姓名"], ["钱二"]])}
    assert set(units(frames, sheet="二月")) == {"钱二"}
    with pytest.raises(AbsentError, match="二月"):
        sg.read_roster(frames, sheet="三月")


def test_what_is_private_is_not_shown() -> None:
    columns = reading(frame([["姓名", "手机"], ["赵一", "13800000000"]])).columns
    assert columns["examples"].tolist() == ["赵一", "not shown"]
