"""Suggestions: the kernel answers while the optimiser is at work, a stop keeps the best plan, and
some are accepted with their reasons.
"""

import pytest

pytestmark = pytest.mark.browser

HARD = """
import sanzu_graph as sg
org = sg.read_tables("data/juhua")
planner = sg.Planner(org, lang="zh", keep=False, height=900)
planner"""
EASY = """
import sanzu_graph as sg
org = sg.read_tables("data/guanxi")
planner = sg.Planner(org, on="2026-11-22", lang="zh", keep=False, height=900)
planner"""


def test_drags_are_answered_while_the_optimiser_is_at_work(lab, sight):
    sight.open(lab.write("hard", HARD))
    board = sight.board()
    board.locator("[data-do=propose]").first.click()
    progress = board.locator(".sanzu-solving")
    progress.wait_for()
    assert board.locator("[data-do=propose]").first.is_disabled()
    sight.page.wait_for_function(
        "Number((document.querySelector('.sanzu-solving')?.textContent.match(/要求 (\\d+)/) ?? [0, 999])[1]) < 172",
        timeout=120_000,
    )
    first = sight.unit(
        board.locator(".sanzu-scroller .sanzu-unit").first.get_attribute("data-unit")
    )
    member = first.locator(".sanzu-card:not(.sanzu-suggested)").last.get_attribute("data-member")
    first.locator(f"[data-member={member}]").click(button="right")
    before = sight.answered()
    board.locator(".sanzu-menu button", has_text="调出").click()
    sight.wait_answer(before)
    assert progress.count() == 1  # it is still at work, and the edit is answered
    assert board.locator(".sanzu-changes li").count() == 1
    sight.keep("30-solving")
    board.locator("[data-do=stop]").click()
    board.locator(".sanzu-suggestions li").first.wait_for(timeout=60_000)
    assert progress.count() == 0
    assert "求解提前结束" in sight.status()
    told = sight.run(
        "print(planner.proposal.status, len(planner.proposal.scenario) - len(planner.suggestions))"
    )
    assert told.split()[0] == "interrupted"
    assert sight.run("print(len(planner.scenario))") == "1"


def test_some_are_accepted_each_with_its_reason(lab, sight):
    sight.open(lab.write("some", EASY))
    board = sight.board()
    board.locator("[data-do=propose]").first.click()
    rows = board.locator(".sanzu-suggestions li")
    rows.first.wait_for(timeout=60_000)
    total = rows.count()
    assert "消除" in rows.first.locator(".sanzu-reason").inner_text()
    # An arrow leads from the seat to the ghost; pointing at a row makes it bold.
    assert board.locator(".sanzu-wire-arrows").get_attribute("d").startswith("M")
    assert not board.locator(".sanzu-wire-lit").get_attribute("d")
    rows.first.hover()
    sight.page.wait_for_function("document.querySelector('.sanzu-wire-lit').getAttribute('d')")
    assert board.locator(".sanzu-suggested.sanzu-lit").count() == 1
    sight.keep("31-arrows")

    board.locator("[data-do=reasons]").click()
    sight.page.wait_for_function(
        "document.querySelector('.sanzu-reason').textContent.includes('次优')", timeout=60_000
    )
    for number in (0, 2):
        rows.nth(number).locator("input").check()
    chosen = board.locator("[data-do=accept_chosen]")
    assert "(2)" in chosen.inner_text()
    sight.keep("32-reasons")
    before = sight.answered()
    chosen.click()
    sight.wait_answer(before)
    assert rows.count() == total - 2
    assert board.locator(".sanzu-changes li").count() == 2
    board.locator("[data-do=undo]").click()  # one step
    sight.page.wait_for_function(
        "document.querySelectorAll('.sanzu-changes li').length === 0", timeout=10_000
    )

    # Who is appointed where they sit bears a mark; a press accepts it.
    offer = board.locator(".sanzu-offer").first
    board.locator("[data-do=layer]").select_option("union")
    offer.scroll_into_view_if_needed()
    assert "★" in offer.inner_text()
    sight.keep("33-offer")
    before = sight.answered()
    offer.click()
    sight.wait_answer(before)
    assert sight.run("print(type(planner.scenario.changes[-1]).__name__)") == "AppointLeader"
