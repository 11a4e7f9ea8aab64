"""`--rejected FILE`: what a lenient reading set aside is told once and written whole."""

import csv as csv_files
import json
import pathlib

import click
import pytest
import python_calamine

from sanzu_graph.cli import run
from sanzu_graph.cli.commands import _group
from tests.cli.screens import unwrapped
from tests.io.roster_files import csv

Screen = pytest.CaptureFixture[str]
ROWS = ["姓名,班组,党小组", "张三,一班,P", "李四,二班,P", "张三,一班,=1+1"]
HEADINGS = ["path", "table", "place", "row", "column", "value", "fault", "reason", "record"]


def rows_of(path: pathlib.Path) -> list[dict[str, str]]:
    """A CSV file as its rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv_files.DictReader(file))


@pytest.mark.parametrize(
    ("lang", "told", "reason"),
    [("en", "1 entry could not be used", "no ids"), ("zh", "有 1 处无法使用", "工号")],
)
@pytest.mark.parametrize("asked", [["--lenient"], ["--rejected", "aside.csv"]])
@pytest.mark.parametrize(
    "command", [["audit"], ["calendar"], ["check-file"], ["rank", "--unit", "一班"], ["survey"]]
)
def test_what_was_set_aside_is_told_once(
    command: list[str],
    asked: list[str],
    lang: str,
    told: str,
    reason: str,
    tmp_path: pathlib.Path,
    capsys: Screen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    path = csv(tmp_path, *ROWS)
    run([command[0], str(path), *command[1:], *asked, "--lang", lang])
    err = unwrapped(capsys.readouterr().err)
    assert err.count(told) == 1
    assert reason in err
    assert ("--rejected" in err) == ("--lenient" in asked)
    assert (tmp_path / "aside.csv").exists() == ("--rejected" in asked)
    if "--rejected" in asked:
        (row,) = rows_of(tmp_path / "aside.csv")
        assert reason in row["reason"]


def test_rows_are_written_as_csv_and_as_a_workbook(tmp_path: pathlib.Path, capsys: Screen) -> None:
    path = csv(tmp_path, *ROWS, "=2+2,一班,", "=2+2,一班,")
    for ending in ("csv", "xlsx"):
        run(["audit", str(path), "--rejected", str(tmp_path / f"aside.{ending}")])
    rows = rows_of(tmp_path / "aside.csv")
    assert list(rows[0]) == HEADINGS
    assert [(row["path"], row["row"], row["value"]) for row in rows] == [
        (str(path), "4", "张三"),
        (str(path), "6", "'=2+2"),
    ]
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "aside.xlsx")
    head, *cells = book.get_sheet_by_index(0).to_python()
    assert head == HEADINGS
    assert [row[5] for row in cells] == ["张三", "=2+2"]
    assert capsys.readouterr().err.count("aside.") == 2


def test_a_sound_reading_empties_an_old_file(tmp_path: pathlib.Path, capsys: Screen) -> None:
    aside = tmp_path / "aside.csv"
    aside.write_text("old\n")
    run(["audit", str(csv(tmp_path, *ROWS[:3])), "--rejected", str(aside), "--lang", "en"])
    assert aside.read_text(encoding="utf-8-sig").split() == [",".join(HEADINGS)]
    assert "could not be used" not in capsys.readouterr().err


@pytest.mark.parametrize("keep", [[], ["--keep", "kept"]])
def test_a_survey_writes_the_rows_whole(keep, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "many"
    folder.mkdir()
    csv(folder, *ROWS)
    aside = tmp_path / "aside.csv"
    for _ in range(2):  # the second time it is taken from the folder
        run(["survey", str(folder), *keep, "--rejected", str(aside)])
        (row,) = rows_of(aside)
        assert list(row) == HEADINGS
        assert row["value"] == "张三"
        assert json.loads(row["record"]) == {"姓名": "张三", "班组": "一班", "党小组": "=1+1"}


def test_two_files_are_told_apart(tmp_path: pathlib.Path, capsys: Screen) -> None:
    one, two, aside = (tmp_path / name for name in ("one.csv", "two.csv", "aside.csv"))
    one.write_text("\n".join(ROWS))
    two.write_text("\n".join([*ROWS, "李四,二班,"]))
    assert run(["diff", str(one), str(two), "--rejected", str(aside), "--lang", "en"]) in (0, 1)
    assert [row["path"] for row in rows_of(aside)] == [str(one), str(two), str(two)]
    err = unwrapped(capsys.readouterr().err)
    assert err.count("1 entry could not be used") == err.count("2 entries could not be used") == 1


def test_many_rows_are_cut_and_all_written(tmp_path: pathlib.Path, capsys: Screen) -> None:
    names = [f"张{number}" for number in range(9)]
    lines = ["姓名,班组", *(f"{name},一班" for name in [*names, *names])]
    aside = tmp_path / "aside.csv"
    run(["audit", str(csv(tmp_path, *lines)), "--rejected", str(aside), "--lang", "en"])
    assert len(rows_of(aside)) == 9
    err = capsys.readouterr().err
    assert err.count("stands in row") == 5
    assert "and 4 more" in err


@pytest.mark.parametrize("name", ["aside.txt", "aside", "roster.csv"])
def test_a_place_that_does_not_do_is_refused(
    name: str, tmp_path: pathlib.Path, capsys: Screen
) -> None:
    path = csv(tmp_path, *ROWS).rename(tmp_path / "roster.csv")
    before = sorted((one.name, one.read_bytes()) for one in tmp_path.iterdir())
    assert run(["audit", str(path), "--rejected", str(tmp_path / name), "--lang", "en"]) == 2
    assert "Give --rejected" in capsys.readouterr().err
    assert sorted((one.name, one.read_bytes()) for one in tmp_path.iterdir()) == before


def test_it_does_not_take_the_place_of_the_answer(tmp_path: pathlib.Path, capsys: Screen) -> None:
    aside = str(tmp_path / "aside.csv")
    asked = ["audit", str(csv(tmp_path, *ROWS)), "--output", aside, "--rejected", aside]
    assert run([*asked, "--lang", "en"]) == 2
    assert "--output" in capsys.readouterr().err


def test_every_command_that_reads_takes_it() -> None:
    group = _group()
    for name, command in group.commands.items():
        options = {one.name for one in command.params if isinstance(one, click.Option)}
        assert ("rejected" in options) == ("lenient" in options) == ("encoding" in options), name
