"""A process killed anywhere while it writes: afterwards all is old or all is new, never both."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

import sanzu_graph as sg
from sanzu_graph.io import atomic
from sanzu_graph.io.atomic import mend, staging
from tests.io.killing import WRITERS

#: Writes tables in a child of this process that is killed at every third look at the file system,
#: until one is not killed; after each kill, what can be read is printed.
WRITER = """
import json, os, shutil, signal, sys
import sanzu_graph as sg
folder, old, new = sys.argv[1:]
def size(name):
    return len(sg.read_tables(name).members)
def copy():
    shutil.rmtree(folder, ignore_errors=True)
    if old != "none":
        shutil.copytree(old, folder)
whole = sg.read_tables(new)
killed_at = 0
while True:
    killed_at += 3
    copy()
    child = os.fork()
    if child == 0:
        count = 0
        def count_down(event, arguments):
            global count
            if event.split(".")[0] in ("open", "os", "shutil"):
                count += 1
                if count == killed_at:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count_down)
        sg.write_tables(whole, folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    there = os.path.exists(folder) and bool([name for name in os.listdir(folder) if name[0] != "."])
    seen = size(folder) if there else 0
    left = [name for name in os.listdir(folder) if name[0] == "."] if there else []
    print(json.dumps([os.WIFSIGNALED(status), seen, left]))
    if not os.WIFSIGNALED(status):
        break
"""


def org_of(count: int) -> sg.Org:
    members = [f"M{number}" for number in range(count)]
    return sg.Org(
        {"id": members},
        {"id": ["T"], "layer": ["team"]},
        {"member": members, "unit": ["T"] * count},
        duties={"member": members, "unit": ["T"] * count, "duty": ["x"] * count},
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("is_new", [True, False])
def test_killed_anywhere_all_is_old_or_all_is_new(is_new: bool, tmp_path: pathlib.Path) -> None:
    old, new = (tmp_path / name for name in ("old", "new"))
    sg.write_tables(org_of(3), old)
    sg.write_tables(org_of(5), new)
    given = [str(tmp_path / "tables"), "none" if is_new else str(old), str(new)]
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WRITER, *given],
        capture_output=True,
        text=True,
        check=True,
    )
    told = [json.loads(line) for line in run.stdout.splitlines()]
    seen = [size for _, size, _ in told]
    first = 0 if is_new else 3
    assert len(told) > 8
    assert {*seen} == {first, 5}  # a mixture could not be read, or had another number
    assert seen == sorted(seen)
    assert not any(left for _, _, left in told)


def killed(writers: str, most: int, folder: pathlib.Path, *how: str) -> list[list[object]]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.io.killing", writers, str(folder), str(most), *how],
        capture_output=True,
        text=True,
        check=False,
        cwd=pathlib.Path(__file__).parents[2],
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def torn(told: list[list[object]]) -> list[list[object]]:
    """The kills after which not all is old or all is new, or something is left over."""
    return [one for one in told if not one[0] or one[1] not in ("old", "new") or one[2]]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_each_writer_leaves_old_or_new_wherever_it_is_killed(tmp_path: pathlib.Path) -> None:
    told = killed("plan,board,roster,mermaid,chart", 6, tmp_path)
    assert torn(told) == []
    assert {one[1] for one in told} == {"old", "new"}


@pytest.mark.heavy
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("writer", WRITERS)
def test_at_every_system_call_that_changes_files(writer: str, tmp_path: pathlib.Path) -> None:
    """Of reports, which take a second each, as many as fit in two minutes."""
    how = ["strace"] if can_trace() else []
    told = killed(writer, 80 if writer == "report" else 10**9, tmp_path, *how)
    assert len(told) > 10
    assert torn(told) == []
    assert {one[1] for one in told} == {"old", "new"}


def can_trace() -> bool:
    """Whether strace is there, and may look at another process."""
    tool = shutil.which("strace")
    if tool is None:
        return False
    seen = subprocess.run([tool, "-o", os.devnull, "true"], capture_output=True, check=False)
    return seen.returncode == 0


def test_what_a_killed_process_left_over_is_removed(tmp_path: pathlib.Path) -> None:
    (tmp_path / ".sanzu-0123").mkdir()
    (tmp_path / ".sanzu-0123" / "members.csv").write_text("id\nsecret\n")
    mend(tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_another_process_still_writes_is_left_alone(tmp_path: pathlib.Path) -> None:
    if atomic.fcntl is None:
        pytest.skip("this system cannot lock folders")
    with staging(tmp_path) as stage:
        (stage / "a").write_text("1")
        mend(tmp_path)
        assert (stage / "a").exists()
    assert [file.name for file in tmp_path.iterdir()] == ["a"]


def test_a_mark_leads_nowhere_else(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "tables"
    stage = folder / ".sanzu-0123"
    stage.mkdir(parents=True)
    (tmp_path / "precious").write_text("old")
    (stage / ".sanzu-commit").write_text("../precious\0../../precious\0..\0")
    (stage / ".sanzu-undo").touch()
    mend(folder)
    assert (tmp_path / "precious").read_text() == "old"


@pytest.mark.skipif(os.name == "nt", reason="rights are other ones there")
def test_staged_files_are_private(tmp_path: pathlib.Path) -> None:
    with staging(tmp_path) as stage:
        assert stage.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name == "nt", reason="rights are other ones there")
def test_the_plan_of_a_board_is_its_owners(tmp_path: pathlib.Path) -> None:
    board = sg.Planner(org_of(3), sg.Policy.for_layers("team"), on="2026-11-22")
    board.save(tmp_path / "board.json")
    assert (tmp_path / "board.json").stat().st_mode & 0o077 == 0
    board.scenario.write(tmp_path / "plan.json")  # what is asked for is as others are there
    (tmp_path / "usual").touch()
    assert (tmp_path / "plan.json").stat().st_mode == (tmp_path / "usual").stat().st_mode
    (tmp_path / "board.json").chmod(0o640)
    board.save(tmp_path / "board.json")
    assert (tmp_path / "board.json").stat().st_mode & 0o777 == 0o640  # the owner's own choice
