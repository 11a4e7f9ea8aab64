"""Workbooks we write: no formulas, real dates and numbers, readable."""

import pathlib
import zipfile

import openpyxl
import pandas as pd
import pytest

from sanzu_graph import Org
from sanzu_graph.errors import FaultsError, InputError
from sanzu_graph.io.table_files import write_tables
from sanzu_graph.io.workbook_rows import Sheets
from sanzu_graph.io.workbooks import write_frames

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@A1",
    "\t=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    '=HYPERLINK("http://x")',
    "http://example.org",
]


def sheet_of(
    path: pathlib.Path, frame: pd.DataFrame, **options: object
) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(write_frames(path, {"findings": frame}, **options))["findings"]


def test_no_cell_is_a_formula_or_a_link(tmp_path: pathlib.Path) -> None:
    sheet = sheet_of(tmp_path / "a.xlsx", pd.DataFrame({"=name": FORMULAS}))
    found = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in found} == {"inlineStr"} or {
        cell.data_type for cell in found
    } == {"s"}
    assert [cell.value for cell in found] == ["=name", *FORMULAS]
    assert [cell.value for cell in found if cell.quotePrefix] == ["=name", *FORMULAS[:-1]]
    assert not any(cell.hyperlink for cell in found)


def test_tables_are_written_without_formulas(tmp_path: pathlib.Path) -> None:
    org = Org(
        {"id": FORMULAS[:4]},
        {"id": ["=T"], "layer": ["team"]},
        {"member": FORMULAS[:1], "unit": ["=T"], "title": ["=1"]},
    )
    book = openpyxl.load_workbook(write_tables(org, tmp_path / "a.xlsx"))
    assert book.sheetnames == ["members", "units", "memberships", "relations", "duties"]
    assert not [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]


def test_numbers_and_days_are_real(tmp_path: pathlib.Path) -> None:
    frame = pd.DataFrame(
        {
            "n": [1, 2],
            "f": [0.5, None],
            "d": pd.to_datetime(["2026-11-22", None]),
            "b": [True, False],
            "s": ["007", ""],
        }
    )
    sheet = sheet_of(tmp_path / "a.xlsx", frame)
    assert [cell.value for cell in sheet[2]] == [1, 0.5, pd.Timestamp("2026-11-22"), "True", "007"]
    assert sheet["C2"].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in sheet[3]] == [2, None, None, "False", None]


def test_it_is_good_to_read(tmp_path: pathlib.Path) -> None:
    frame = pd.DataFrame({"unit": ["运维检修一班"], "message": ["这条消息很长，" * 10]})
    sheet = sheet_of(tmp_path / "a.xlsx", frame, titles={"unit": "单元"})
    assert [cell.value for cell in sheet[1]] == ["单元", "message"]
    assert sheet["A1"].font.bold
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B2")
    assert sheet.column_dimensions["A"].width == pytest.approx(13, abs=1)
    assert (sheet["B2"].alignment.wrap_text, sheet["A2"].alignment.wrap_text) == (True, None)


def test_frames_without_rows_and_columns(tmp_path: pathlib.Path) -> None:
    path = write_frames(
        tmp_path / "a.xlsx", {"none": pd.DataFrame(), "heads": pd.DataFrame({"a": []})}
    )
    sheets = Sheets(path.read_bytes(), path)
    assert [list(line.cells) for name in sheets.names for line in sheets.lines(name)] == [["a"]]


def test_sheet_names_are_made_acceptable(tmp_path: pathlib.Path) -> None:
    names = ["a/b", "A_B", "x" * 40, "x" * 41, "", "History", "'q'"]
    path = write_frames(tmp_path / "a.xlsx", dict.fromkeys(names, pd.DataFrame({"a": [1]})))
    assert Sheets(path.read_bytes(), path).names == (
        "a_b",
        "A_B 2",
        "x" * 31,
        "x" * 29 + " 2",
        "_",
        "History 2",
        "q",
    )


def test_same_titles_for_two_columns(tmp_path: pathlib.Path) -> None:
    sheet = sheet_of(
        tmp_path / "a.xlsx", pd.DataFrame({"a": [1], "b": ["x"]}), titles={"a": "t", "b": "t"}
    )
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["t", "t"], [1, "x"]]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x" * 32_768, "fault.cell_too_long"),
        ("😀" * 16_384, "fault.cell_too_long"),
        ("a\uffff", "fault.no_xml"),
    ],
)
def test_what_a_sheet_cannot_hold_is_refused(text: str, key: str, tmp_path: pathlib.Path) -> None:
    with pytest.raises(FaultsError) as caught:
        write_frames(tmp_path / "a.xlsx", {"findings": pd.DataFrame({"note": ["fine", text]})})
    assert [(fault.key, fault.table, fault.row, fault.column) for fault in caught.value.faults] == [
        (key, "findings", 1, "note")
    ]
    assert not list(tmp_path.iterdir())


def test_too_many_rows_and_columns_are_refused(tmp_path: pathlib.Path) -> None:
    frames = {"long": pd.DataFrame({"a": range(2**20)}), "wide": pd.DataFrame([range(2**14 + 1)])}
    with pytest.raises(FaultsError) as caught:
        write_frames(tmp_path / "a.xlsx", frames)
    assert [fault.key for fault in caught.value.faults] == [
        "fault.too_many_rows",
        "fault.too_many_columns",
    ]


def test_the_folder_has_to_be_there(tmp_path: pathlib.Path) -> None:
    with pytest.raises(InputError, match="There is no file or folder"):
        write_frames(tmp_path / "none" / "a.xlsx", {"a": pd.DataFrame()})


def test_a_disk_that_fills_up_leaves_the_old_workbook(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_frames(tmp_path / "a.xlsx", {"a": pd.DataFrame({"a": [1]})})
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "write", full)
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_frames(path, {"a": pd.DataFrame({"a": [2]})})
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a.xlsx": before}
