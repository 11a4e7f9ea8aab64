"""Nothing is lost: a kernel is killed, a notebook is opened again, a page is made of one."""

import json
import os
import subprocess
import sys

import pytest

from tests.planner.browser.conftest import ROOT
from tests.planner.browser.sights import Sight

pytestmark = pytest.mark.browser

MADE = """
import sanzu_graph as sg
planner = sg.Planner(sg.read_tables("data/guanxi"), on="2026-11-22", lang="zh")
planner"""
KILL = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def test_a_killed_kernel_loses_nothing_and_a_reopened_notebook_shows_the_last_picture(lab, browser):
    # JupyterLab itself complains that the model is gone; hence a page that is not watched.
    context = browser.new_context(viewport={"width": 1500, "height": 980}, locale="zh-CN")
    sight = Sight(context.new_page())
    page = sight.page
    for old in lab.folder.glob("sanzu_plan_*"):
        old.unlink()
    sight.open(lab.write("killed", MADE))
    board = sight.board()
    assert page.locator("[data-sanzu-picture]").is_hidden()
    sight.drag("M032", "T06")
    sight.drag("M008", "T02")
    (kept,) = lab.folder.glob("sanzu_plan_*.json")
    assert kept.name in board.locator(".sanzu-kept").inner_text()
    assert len(json.loads(kept.read_text(encoding="utf-8"))["changes"]) == 2
    page.wait_for_timeout(2_500)  # the picture follows a little later
    page.keyboard.press("Control+S")
    page.wait_for_function("!document.title.startsWith('*')")
    page.wait_for_timeout(1_000)
    saved = (lab.folder / "killed.ipynb").read_text(encoding="utf-8")
    assert "M008" in json.dumps(json.loads(saved)["cells"][0]["outputs"], ensure_ascii=False)

    # The kernel dies in the middle.
    cell = page.locator(".jp-Notebook .jp-CodeCell").last
    cell.locator(".cm-content").click()
    page.keyboard.insert_text(KILL)
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(3_000)
    for button in page.locator(".jp-Dialog button").all():
        button.click()
        break

    # Opened again, without its model: the last picture, and no complaint instead.
    page.reload()
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=60_000)
    page.locator("[data-sanzu-picture]").wait_for()
    page.wait_for_timeout(2_000)
    assert page.locator(".sanzu-planner").count() == 0
    assert "M008" in page.locator("[data-sanzu-picture]").inner_text()
    assert not page.get_by_text("model not found").is_visible()
    sight.keep("25-reopened")

    # Run again: the kept plan is offered, and comes back with every change.
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    board = sight.board()
    notice = board.locator(".sanzu-notice", has_text=kept.name)
    notice.wait_for()
    sight.keep("26-found-again")
    before = sight.answered()
    notice.locator("[data-do=restore]").click()
    sight.wait_answer(before)
    assert "M032" in sight.people("T06")
    assert "M008" in sight.people("T02")
    assert notice.is_hidden()
    kept.unlink()
    context.close()


def test_a_page_made_of_a_notebook_shows_picture_and_list_offline(browser, tmp_path):
    cells = [
        "import sanzu_graph as sg",
        "planner = sg.Planner(sg.read_tables('data/guanxi'), on='2026-11-22', lang='zh')",
        "planner.scenario = planner.scenario.then(sg.MoveMember('M032', 'T05', 'T06'))",
        "planner",
    ]
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("\n".join(cells))])
    (tmp_path / "data").symlink_to(ROOT / "data")
    nbformat.write(notebook, tmp_path / "board.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--execute", "board.ipynb"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")}
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
    context = browser.new_context(offline=True)  # nbconvert's own scripts ask other machines
    sight = Sight(context.new_page())
    sight.page.goto((tmp_path / "board.html").as_uri())
    picture = sight.page.locator("[data-sanzu-picture]")
    assert picture.is_visible()
    assert "柳湾配电二班" in picture.inner_text()
    assert "副班长" in picture.locator("table").last.inner_text()
    drawn = picture.locator("img").evaluate("image => image.naturalWidth")
    assert drawn > 200
    sight.page.set_viewport_size({"width": 1100, "height": 1300})
    sight.keep("27-nbconvert")
    context.close()
