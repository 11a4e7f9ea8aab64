"""What stands in cells of rosters beside plain text: failures, merged names, numbers as names."""

import pathlib
import zipfile

import openpyxl
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


def formatted(folder: pathlib.Path, rows: Rows, formats: dict[str, str]) -> pathlib.Path:
    """A workbook whose cells have number formats."""
    path = book(folder, {"s": rows})
    made = openpyxl.load_workbook(path)
    for cell, code in formats.items():
        made.worksheets[0][cell].number_format = code
    made.save(path)
    return path


def test_a_cell_is_what_its_format_shows(tmp_path: pathlib.Path) -> None:
    rows: Rows = [
        ["工号", "姓名", "班组", "入职日期"],
        [1, "赵一", 1, 42430],
        [12, "钱二", "二", 42430],
    ]
    formats = {"A2": '"A"0000', "A3": "\\A0000", "C2": '0"班"', "C3": '@"班"', "D2": "yyyy-mm-dd"}
    org = reading(formatted(tmp_path, rows, formats)).org
    assert org is not None
    assert org.members["id"].tolist() == ["A0001", "A0012"]
    assert set(org.units["name"]) == {"1班", "二班"}
    assert {str(day)[:10] for day in org.members["since"]} == {"2016-03-01"}


@pytest.mark.parametrize("code", ["#,##0", "0.00", "0%", "0.00E+00", "General", "yyyy年m月", "0"])
def test_other_formats_leave_a_number_as_it_is(code: str, tmp_path: pathlib.Path) -> None:
    rows: Rows = [["工号", "姓名", "班组"], ["1", "赵一", 7], ["2", "钱二", 8]]
    found = units(formatted(tmp_path, rows, {"C2": "0", "C3": code}))
    assert found["赵一"] == {"7"}
    assert code.startswith("y") or found["钱二"] == {"8"}


def test_who_is_struck_through_is_told(tmp_path: pathlib.Path) -> None:
    path = book(tmp_path, {"s": [["姓名", "班组"], ["赵一", "一班"], ["钱二", "一班"]]})
    made = openpyxl.load_workbook(path)
    made.worksheets[0]["A3"].font = openpyxl.styles.Font(strike=True)
    made.save(path)
    found = reading(path)
    struck = [doubt for doubt in found._doubts if doubt.key == "doubt.struck_out"]
    assert [(doubt.row, doubt.fields["who"]) for doubt in struck] == [(3, ["钱二"])]
    assert set(units(path)) == {"赵一", "钱二"}


CONTENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:automatic-styles><number:number-style><number:number number:min-integer-digits="5"/>
</number:number-style></office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="s">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def test_an_open_document_shows_zeros_in_front(tmp_path: pathlib.Path) -> None:
    texts = [["工号", "姓名", "班组"], ["00012", "赵一", "一班"], ["00013", "钱二", "一班"]]
    kinds = {
        True: 'office:value-type="float" office:value="{}"',
        False: 'office:value-type="string"',
    }
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell {kinds[cell.isdigit()].format(cell.lstrip('0'))}>"
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in texts
    )
    path = tmp_path / "花名册.ods"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr("content.xml", CONTENT.replace("{rows}", rows))
    org = reading(path).org
    assert org is not None
    assert org.members["id"].tolist() == ["00012", "00013"]
