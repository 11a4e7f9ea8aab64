"""Staging: files appear together or not at all."""

import os
import pathlib

import pytest

from sanzu_graph.io.atomic import staging


def write_two(folder: pathlib.Path, *, failing: bool = False) -> None:
    with staging(folder) as stage:
        (stage / "a").write_text("new")
        if failing:
            raise ZeroDivisionError
        (stage / "b").write_text("new")


def test_a_new_folder_appears_with_the_usual_rights(tmp_path: pathlib.Path) -> None:
    (tmp_path / "usual").mkdir()
    with staging(tmp_path / "new") as stage:
        (stage / "a").write_text("1")
        assert not (tmp_path / "new").exists()
    assert (tmp_path / "new" / "a").read_text() == "1"
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_where_links_are_not_possible_copies_are_kept(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").mkdir()  # no file can take its place

    def none(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", none)
    with pytest.raises(OSError, match="directory"):
        write_two(tmp_path)
    assert (tmp_path / "a").read_text() == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b"]


def test_a_failing_block_changes_nothing(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises(ZeroDivisionError):
        write_two(tmp_path, failing=True)
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "old"
