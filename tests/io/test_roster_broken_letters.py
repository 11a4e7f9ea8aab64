"""Letters that were broken before a file was saved, and text files with a line a team."""

import pathlib

import pytest

from sanzu_graph.errors import SchemaError
from tests.io.roster_readings import leaders, reading, text, told, units


def test_letters_read_twice_are_told_with_what_they_were(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.csv", "Name,Team\nJÃ¤ger,Rot\nMÃ¼ller,Rot\n")
    (doubt,) = reading(path)._doubts
    assert doubt.key == "doubt.read_twice"
    assert doubt.fields == {"word": "JÃ¤ger", "other": "Jäger"}


def test_lost_letters_are_told(tmp_path: pathlib.Path) -> None:
    assert told(text(tmp_path, "a.csv", "姓名,班组\n锟斤拷,一班\n钱二,一班\n")) == {"letters_lost"}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("锟斤拷锟斤拷,锟斤拷锟斤拷\n锟斤拷,一班\n", "fault.letters_lost"),
        ("姓名,班组\n赵一一,一班\n".encode().decode("gb18030", "replace"), "fault.letters_lost"),
        ("濮撳悕,鐝粍\n璧典竴,涓€鐝\n", "fault.read_twice"),
    ],
)
def test_headings_of_broken_letters_are_a_fault(
    content: str, key: str, tmp_path: pathlib.Path
) -> None:
    with pytest.raises(SchemaError) as caught:
        reading(text(tmp_path, "a.csv", content))
    assert [fault.key for fault in caught.value.faults] == [key]


@pytest.mark.parametrize("name", ["SÃO João", "Ångström", "Ärger", "Élan", "赵一"])
def test_sound_letters_are_not_told(name: str, tmp_path: pathlib.Path) -> None:
    assert not told(text(tmp_path, "a.csv", f"Name,Team\n{name},Rot\n"))


@pytest.mark.parametrize("title", ["", "班组名单\n", "\n\n"])
def test_a_line_a_team(title: str, tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.txt", f"{title}一班：赵一（班长）、钱二\n二班: 孙三、李四\n")
    assert units(path) == {"赵一": {"一班"}, "钱二": {"一班"}, "孙三": {"二班"}, "李四": {"二班"}}
    assert leaders(path) == {"赵一"}
    assert told(path) == {"shape_teams"}


def test_a_line_a_team_in_english(tmp_path: pathlib.Path) -> None:
    path = text(tmp_path, "a.txt", "Team Red: Ann Uno, Bob Due\nTeam Blue: Cy Tres, Dee Quattro\n")
    assert units(path)["Dee Quattro"] == {"Team Blue"}


@pytest.mark.parametrize("content", ["From: Ann Uno\nTo: Bob Due\n", "一班：12\n二班：15\n"])
def test_other_lines_are_no_teams(content: str, tmp_path: pathlib.Path) -> None:
    assert reading(text(tmp_path, "a.txt", content)).org is None
