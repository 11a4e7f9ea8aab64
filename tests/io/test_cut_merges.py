"""Merged cells that a file without merges keeps in their first row only."""

import pathlib

import pytest

import sanzu_graph as sg
from tests.io.roster_files import csv
from tests.io.roster_readings import EN, ZH, frame, reading, told, units

HEADS = ["姓名", "班组", "党小组"]
#: The last merges are told by hand: the first two names are followed by blanks.
TEAMS = ["一班", "", "", "二班", "", "三班", "三班", "三班 ", "四班", "四班"]
NAMES = [f"{first}某" for first in "赵钱孙李周吴郑王冯陈"]


def roster(teams: list[str], party: list[str] | None = None) -> list[list[str]]:
    rows = zip(NAMES, teams, party or [""] * len(teams), strict=False)
    return [HEADS, *map(list, rows)]


def test_blanks_below_units_in_one_place_are_told(tmp_path: pathlib.Path) -> None:
    path = csv(tmp_path, *(",".join(row) for row in roster(TEAMS)))
    (doubt,) = reading(path)._doubts
    assert (doubt.key, doubt.column, doubt.row) == ("doubt.cut_merges", "班组", 3)
    assert doubt.fields == {"count": 3, "units": ["一班", "二班"], "unit": "一班"}
    assert units(path)["钱某"] == set()


def test_the_option_settles_it_and_fills_nothing() -> None:
    rows = frame(roster(TEAMS))
    (doubt,) = reading(rows)._doubts
    assert doubt.option == 'shape="row"'
    assert told(rows, shape="row") == set()
    assert units(rows, shape="row") == units(rows)


def test_filled_cells_settle_it() -> None:
    filled = ["一班", "一班", "一班", "二班", "二班", *TEAMS[5:]]
    assert told(frame(roster(filled))) == set()


@pytest.mark.parametrize(
    "teams",
    [
        ["一班", "", "二班", "二班", "", "一班", "一班", "二班"],
        ["一班", "一班", "", "一班", "二班", "二班", "", "二班"],
        ["一班", "一班", "一班", "二班", "二班", "二班", "", ""],
        ["", "", "一班", "一班", "一班", "二班", "二班", "二班"],
        ["一班", "一班", "一班", "", "二班", "二班", "无", ""],
    ],
)
def test_people_without_a_unit_are_not_told(teams: list[str]) -> None:
    assert "cut_merges" not in told(frame(roster(teams)))


def test_any_layer_is_told_and_who_is_no_member_is_not() -> None:
    team = ["一班"] * 4 + ["二班"] * 4
    party = ["甲组", "甲组", "", "", "乙组", "乙组", "乙组", ""]
    rows = roster(team, party)
    assert told(frame(rows)) == {"cut_merges"}
    for status, doubts in (("群众", set()), ("党员", {"cut_merges"})):
        marked = [[*HEADS, "政治面貌"]]
        marked += [[*row, "党员" if row[2] else status] for row in rows[1:]]
        assert told(frame(marked)) == doubts


def test_further_rows_of_a_person_are_no_blanks() -> None:
    rows = [["工号", "姓名", "班组"]]
    for at, team in enumerate(["一班", "二班", "三班"]):
        rows += [[str(at), NAMES[at], team], [str(at), NAMES[at], ""], [f"9{at}", f"某{at}", team]]
    assert "cut_merges" not in told(frame(rows))


@pytest.mark.parametrize("lang", [EN, ZH])
def test_the_sentence_names_column_row_count_and_cure(lang: str) -> None:
    shown = sg.read_roster(frame(roster(TEAMS)), dry_run=True, lang=lang).doubts.iloc[0]
    assert "班组" in shown["where"]
    assert "3" in shown["what"]
    assert shown["what"].count("一班") == 2
    assert shown["would_change"]
