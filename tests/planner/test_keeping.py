"""The plan is kept as it is made, found again, and never lost in silence; the picture stands in an
output of its own.
"""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest
from IPython import display as outputs

import sanzu_graph as sg
from sanzu_graph.planner import last_picture
from tests.planner.test_widget import asked

MOVES = [sg.MoveMember("M032", "T05", "T06"), sg.MoveMember("M008", "T01", "T02")]


@pytest.fixture(scope="module")
def guanxi() -> sg.Org:
    return sg.read_tables("data/guanxi")


def board(org: sg.Org, keep: object, **options: object) -> sg.Planner:
    return sg.Planner(org, on="2026-11-22", lang="en", keep=keep, **options)


def edit(planner: sg.Planner, change: sg.Change) -> None:
    assert "error" not in asked(planner, do="edit", change=change.to_dict())


def test_every_edit_is_kept_and_found_again(guanxi, tmp_path):
    path = tmp_path / "plan.json"
    planner = board(guanxi, path)
    assert planner.kept == {"file": "plan.json", "on": True, "found": 0, "failure": ""}
    for number, move in enumerate(MOVES, 1):
        edit(planner, move)
        assert list(sg.Scenario.read(path)) == MOVES[:number]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    asked(planner, do="undo")
    assert list(sg.Scenario.read(path)) == MOVES[:1]

    again = board(guanxi, path)
    assert again.kept["found"] == 1
    assert len(again.scenario) == 0  # nobody is asked to go on
    assert "1 change." in asked(again, do="restore")["sentence"]
    assert list(again.scenario) == MOVES[:1]
    assert again.kept["found"] == 0
    edit(again, MOVES[1])
    assert list(sg.Scenario.read(path)) == MOVES
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]


def test_a_plan_that_nobody_went_on_with_is_put_beside(guanxi, tmp_path):
    path = tmp_path / "plan.json"
    edit(board(guanxi, path), MOVES[0])
    planner = board(guanxi, path)
    asked(planner, do="forget")
    assert planner.kept["found"] == 0
    edit(planner, MOVES[1])
    assert list(sg.Scenario.read(path)) == [MOVES[1]]
    assert list(sg.Scenario.read(tmp_path / "plan.old.json")) == [MOVES[0]]


@pytest.mark.parametrize("content", ["", "{", "[1]"])
def test_what_cannot_be_read_is_put_beside_too(guanxi, tmp_path, content):
    path = tmp_path / "plan.json"
    path.write_text(content, encoding="utf-8")
    planner = board(guanxi, path)
    assert planner.kept["found"] == 0
    edit(planner, MOVES[0])
    assert (tmp_path / "plan.old.json").read_text(encoding="utf-8") == content
    assert list(sg.Scenario.read(path)) == MOVES[:1]


def test_the_plan_of_another_organisation_is_not_offered(guanxi, tmp_path):
    path = tmp_path / "plan.json"
    sg.Scenario("other", MOVES, base="f" * 64).write(path)
    assert board(guanxi, path).kept["found"] == 0


def test_keeping_can_be_switched_off(guanxi, tmp_path):
    path = tmp_path / "plan.json"
    planner = board(guanxi, path)
    asked(planner, do="keep", on=False)
    edit(planner, MOVES[0])
    assert planner.kept["on"] is False
    assert not path.exists()
    asked(planner, do="keep", on=True)
    edit(planner, MOVES[1])
    assert list(sg.Scenario.read(path)) == MOVES
    assert asked(planner, do="restore")["sentence"] == "No plan was kept."


def test_outside_notebooks_nothing_is_kept_unasked(guanxi, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for keep in (True, False):
        planner = board(guanxi, keep)
        edit(planner, MOVES[0])
        assert planner.kept == {}
    assert not [*tmp_path.iterdir()]


def test_a_folder_that_is_not_there_is_told_and_the_edit_stands(guanxi, tmp_path):
    planner = board(guanxi, tmp_path / "nowhere" / "plan.json")
    edit(planner, MOVES[0])
    assert "nowhere" in planner.kept["failure"]
    assert planner.kept["on"] is False
    assert list(planner.scenario) == MOVES[:1]


# -- the picture


class Handle:
    def __init__(self) -> None:
        self.shown: list[str] = []

    def update(self, content: outputs.HTML) -> None:
        self.shown.append(content.data)


def test_the_picture_is_an_output_of_its_own_and_follows(guanxi, monkeypatch):
    handle, shown = Handle(), []

    def display(content: object, **options: object) -> Handle | None:
        shown.append(content)
        return handle if options.get("display_id") else None

    monkeypatch.setattr(outputs, "display", display)
    monkeypatch.setattr(last_picture, "PAUSE", 0.0)
    planner = board(guanxi, False)
    planner._ipython_display_()
    picture, view = shown
    assert f'data-sanzu-picture="{planner.picture_id}"' in picture.data
    assert "侯方正" in picture.data
    assert "application/vnd.jupyter.widget-view+json" in view

    async def edits() -> None:
        for move in MOVES:
            edit(planner, move)
        await asyncio.sleep(0.05)

    asyncio.run(edits())
    (last,) = handle.shown
    assert "M008" in last
    assert "<img" not in last  # drawing takes longer than a drop may


def test_the_page_hides_the_picture_by_the_name_it_has(guanxi):
    planner = board(guanxi, False)
    page = Path(sg.__file__).parent / "planner" / "page" / "board.js"
    assert "[data-sanzu-picture=" in page.read_text(encoding="utf-8")
    assert len({planner.picture_id, board(guanxi, False).picture_id}) == 2


# -- several plans


def test_plans_are_switched_each_with_its_own_steps(guanxi):
    planner = board(guanxi, False)
    edit(planner, MOVES[0])
    first = planner.scenario
    asked(planner, do="add_plan")
    edit(planner, MOVES[1])
    assert [list(plan) for plan in planner.plans] == [MOVES[:1], MOVES]
    assert len({plan.name for plan in planner.plans}) == 2
    errors = [int((one.audit.findings["severity"] == "error").sum()) for one in [planner]]
    assert planner.shelf["current"] == 1
    assert planner.shelf["plans"][1][1:] == [2, *errors]

    asked(planner, do="turn_plan", number=0)
    assert planner.scenario == first
    asked(planner, do="undo")
    assert len(planner.scenario) == 0
    asked(planner, do="undo")  # no further: the steps of the other plan are its own
    assert [list(plan) for plan in planner.plans] == [[], MOVES]
    asked(planner, do="turn_plan", number=1)
    assert list(planner.scenario) == MOVES
    assert "no plan 6" in asked(planner, do="turn_plan", number=5)["error"]
    assert "error" in asked(planner, do="turn_plan", number="0")
    asked(planner, do="drop_plan")
    asked(planner, do="drop_plan")  # the last one stays
    assert [list(plan) for plan in planner.plans] == [[]]
    assert planner.shelf["current"] == 0


def test_the_errors_told_of_every_plan_are_those_of_its_audit(guanxi):
    planner = board(guanxi, False)
    for move in MOVES:
        planner.add_plan(sg.Scenario("one move", [move]))
    planner.add_plan(sg.Scenario("apart", [sg.RemoveMember("M001"), sg.MergeUnits("P5", "P4")]))
    assert len({plan.name for plan in planner.plans}) == 4
    for plan, (name, changes, errors) in zip(planner.plans, planner.shelf["plans"], strict=True):
        made = guanxi.edited(plan.edit(guanxi, today=planner.first_audit.on))
        audit = sg.audit(made, planner.policy, on=planner.first_audit.on)
        after = audit.keeping_past(planner.first_audit).findings  # what is over stays as it was
        told = (plan.name, len(plan), int((after["severity"] == "error").sum()))
        assert (name, changes, errors) == told


def test_a_plan_that_cannot_be_made_is_not_taken_up(guanxi):
    planner = board(guanxi, False)
    with pytest.raises(sg.ChangeError):
        planner.add_plan(sg.Scenario("wrong", [sg.LeaveUnit("M001", "T02")]))
    assert len(planner.plans) == 1


def test_all_plans_are_kept_and_found_again(guanxi, tmp_path):
    path = tmp_path / "plan.json"
    planner = board(guanxi, path)
    edit(planner, MOVES[0])
    asked(planner, do="add_plan")
    edit(planner, MOVES[1])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["plan.json", "plan_2.json"]
    again = board(guanxi, path)
    assert again.kept["found"] == 3
    asked(again, do="restore")
    assert [list(plan) for plan in again.plans] == [MOVES[:1], MOVES]
    asked(again, do="drop_plan")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]
    assert list(sg.Scenario.read(path)) == MOVES[:1]
