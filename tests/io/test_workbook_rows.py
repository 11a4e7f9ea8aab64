"""Workbooks made by others: openpyxl and XlsxWriter write them, we read them."""

import datetime
import pathlib

import openpyxl
import pytest

from sanzu_graph.errors import InputError, SchemaError
from sanzu_graph.io.table_files import read_tables


def book(path: pathlib.Path, **sheets: list[list[object]]) -> pathlib.Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


UNITS = [["id", "layer"], ["T1", "team"]]
NONE: list[list[object]] = [["member", "unit"]]


def test_cells_are_read_as_text(tmp_path: pathlib.Path) -> None:
    cells = [
        7,
        7.0,
        7.5,
        True,
        "007",
        "NA",
        datetime.date(2026, 11, 22),
        datetime.datetime(2026, 11, 22, 8, 30),
    ]
    path = book(
        tmp_path / "a.xlsx",
        members=[["id", "note"], *([f"M{at}", cell] for at, cell in enumerate(cells))],
        units=UNITS,
        memberships=NONE,
    )
    notes = read_tables(path).members["note"].tolist()
    assert notes == ["7", "7", "7.5", "TRUE", "007", "NA", "2026-11-22", "2026-11-22 08:30:00"]


def test_a_number_as_id_is_its_digits(tmp_path: pathlib.Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        members=[["id"], [7]],
        units=UNITS,
        memberships=[["member", "unit"], [7, "T1"]],
    )
    assert read_tables(path).members["id"].tolist() == ["7"]


def test_faults_bear_the_numbers_that_the_sheet_shows(tmp_path: pathlib.Path) -> None:
    members = [[], ["id", "name"], ["M1", "An"], [], [None, None], ["M1", "Bo"]]
    path = book(tmp_path / "a.xlsx", members=members, units=UNITS, memberships=NONE)
    with pytest.raises(SchemaError) as caught:
        read_tables(path)
    (fault,) = caught.value.faults
    assert (fault.place, fault.row, fault.fields) == ("members", 6, {"first": 3})


def test_area_left_of_the_table_is_no_column(tmp_path: pathlib.Path) -> None:
    path = book(
        tmp_path / "a.xlsx", members=[[None, "id"], [None, "M1"]], units=UNITS, memberships=NONE
    )
    assert read_tables(path).members["id"].tolist() == ["M1"]


def test_other_sheets_are_left_alone_and_named(tmp_path: pathlib.Path) -> None:
    path = book(
        tmp_path / "a.xlsx", members=[["id"], ["M1"]], Notes=[["x"]], units=UNITS, memberships=NONE
    )
    org = read_tables(path)
    assert org.source.ignored == ("Notes",)
    assert org.source.tables == {
        "members": ("members", "xlsx", 1),
        "units": ("units", "xlsx", 1),
        "memberships": ("memberships", "xlsx", 0),
    }


def test_an_empty_sheet_is_an_empty_file(tmp_path: pathlib.Path) -> None:
    path = book(tmp_path / "a.xlsx", members=[["id"], ["M1"]], units=UNITS, memberships=[])
    with pytest.raises(SchemaError) as caught:
        read_tables(path)
    assert [(fault.key, fault.place) for fault in caught.value.faults] == [
        ("fault.empty_file", "memberships")
    ]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
@pytest.mark.parametrize(
    "content",
    [b"", b"id,name\n", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked"],
)
def test_what_is_no_workbook_is_said_so(
    suffix: str, content: bytes, tmp_path: pathlib.Path
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    with pytest.raises(
        InputError, match=r"is not a workbook that can be read\. Save it again as \.xlsx\."
    ):
        read_tables(path, lang="en")


def test_a_workbook_cut_short(tmp_path: pathlib.Path) -> None:
    path = book(tmp_path / "a.xlsx", members=[["id"], ["M1"]], units=UNITS, memberships=NONE)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="不是可读取的工作簿"):
        read_tables(path, lang="zh")
