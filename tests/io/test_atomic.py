"""Staging: files appear together or not at all."""

import os
import pathlib

import pytest

import sanzu_graph as sg
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


@pytest.mark.skipif(os.name == "nt", reason="links are rare there")
def test_links_in_a_circle_are_told(tmp_path: pathlib.Path) -> None:
    """Python 3.11 raises a RuntimeError, later ones would put a file in the place of the link."""
    org = sg.Org({"id": ["M1"]}, {"id": ["T1"], "layer": ["team"]}, {"member": [], "unit": []})
    plan = sg.Scenario("plan")

    def circle(ending: str) -> pathlib.Path:
        path = tmp_path / f"circle{ending}"
        path.symlink_to(path)
        return path

    for ending, write in {
        "": lambda path: sg.write_tables(org, path),
        ".xlsx": lambda path: sg.write_tables(org, path),
        ".csv": lambda path: sg.write_roster(org, path, lossy=True),
        ".graphml": lambda path: sg.write_graphml(org, path),
        ".md": lambda path: sg.write_mermaid(org, path),
        ".svg": lambda path: sg.save_chart(org, path, lang="en"),
        ".json": plan.write,
        ".docx": lambda path: sg.brief(org, plan, path, lang="en", on="2026-11-22"),
        ".html": lambda path: sg.report(org, None, plan, path, lang="en", on="2026-11-22"),
    }.items():
        path = circle(ending)
        with pytest.raises(sg.InputError, match="cannot be written"):
            write(path)
        with pytest.raises(sg.InputError):
            write(path / f"under{ending}")
        assert path.is_symlink()
