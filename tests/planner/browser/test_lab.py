"""The board in JupyterLab, with real pointer and key presses."""

import pytest

from tests.planner.browser.conftest import ROOT

pytestmark = pytest.mark.browser

MADE = f"""
import sanzu_graph as sg
org = sg.read_tables({str(ROOT / "data" / "guanxi")!r})
planner = sg.Planner(org, on="2026-11-22", lang="zh")
planner
"""


def test_a_drag_fixes_a_blank_team(lab, sight):
    sight.open(lab.write("drag", MADE))
    board = sight.board()
    sight.keep("01-board")
    sight.lift("M032", "T06")
    sight.page.wait_for_selector(".sanzu-bubble .sanzu-line-fixed")
    sight.keep("02-hover")
    before = sight.answered()
    sight.page.mouse.up()
    sight.wait_answer(before)
    assert "M032" in sight.people("T06")
    assert board.locator("[data-count=fixed]").inner_text().endswith("1")
    sight.keep("03-dropped")
