"""What would be wrong without a sound: cells that moved, blanks that a merged cell left in CSV."""

from pathlib import Path

import pytest

from sanzu_graph import read_roster
from sanzu_graph.errors import SchemaError
from tests.io.rosters.files import Sheet, write


def csv_of(folder: Path, *lines: str) -> Path:
    path = folder / "roster.csv"
    write([Sheet("", [list(line.split(",")) for line in lines])], path)
    return path


def test_a_comma_too_many_is_a_fault_where_every_column_takes_words(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(
        "工号,姓名,班组,工种\nA1,王,明,一班,配电\nA2,李四,一班,配电\n", encoding="utf-8"
    )
    with pytest.raises(SchemaError) as raised:
        read_roster(path)
    assert [fault.row for fault in raised.value.faults] == [2]


def test_whoever_a_csv_of_merged_cells_leaves_without_a_team_is_told(tmp_path: Path) -> None:
    reading = read_roster(
        csv_of(tmp_path, "姓名,班组", "张三,一班", "李四,", "王五,二班"), dry_run=True, lang="en"
    )
    told = reading.values
    empty = told[(told["field"] == "layer:team") & (told["value"] == "")]
    assert reading.faults or empty["count"].tolist() == [1]


def test_a_formula_that_was_never_calculated_leaves_a_column_that_is_told_to_be_empty(
    tmp_path: Path,
) -> None:
    reading = read_roster(
        csv_of(tmp_path, "姓名,班组,工龄", "张三,一班,", "李四,一班,"), dry_run=True, lang="en"
    )
    columns = reading.columns.set_index("heading")
    assert columns.loc["工龄", "distinct"] == 0
