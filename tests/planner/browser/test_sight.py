"""What matters is seen: blank units, the score, lost posts, the search, menus and marks."""

import pytest

from tests.planner.browser.sights import Sight

pytestmark = pytest.mark.browser

MADE = """
import sanzu_graph as sg
org = sg.read_tables("data/guanxi")
planner = sg.Planner(org, on="2026-11-22", lang="zh")
planner"""


def test_errors_are_red_notes_are_folded_and_losing_a_post_is_said(lab, sight):
    sight.open(lab.write("sight", MADE))
    board = sight.board()
    score = board.locator("[data-score=error]")
    assert score.inner_text() == "✕ 错误 5"
    assert "sanzu-blank" in sight.unit("T06").get_attribute("class")
    assert (
        sight.unit("T06")
        .evaluate("unit => getComputedStyle(unit).backgroundImage")
        .startswith("repeating-linear-gradient")
    )

    # Before the drop: which role and title end.
    sight.lift("M032", "T06")
    lost = board.locator(".sanzu-bubble .sanzu-line-lost")
    lost.wait_for()
    assert "副职" in lost.inner_text()
    assert "副班长" in lost.inner_text()
    sight.keep("18-a-post-is-lost")
    before = sight.answered()
    sight.page.mouse.up()
    sight.wait_answer(before)
    assert score.inner_text() == "✕ 错误 5 → 4"
    assert "副班长" in board.locator(".sanzu-changes li").inner_text()

    # Blank no more: green, though a note has come; notes are folded away.
    names = sight.unit("T06").get_attribute("class").split()
    assert "sanzu-blank" not in names
    assert "sanzu-error" not in names
    notes = board.locator(".sanzu-findings details").nth(2)
    assert notes.get_attribute("open") is None
    assert "1" in notes.locator("summary").inner_text()
    board.locator(".sanzu-jump.sanzu-line-error").first.click()
    assert board.locator(".sanzu-totals").inner_text().startswith("7 人")
    assert "群众" in board.locator(".sanzu-totals").inner_text()

    # Only what is blank, only what has errors.
    board.locator("[data-do=show]").select_option("blank")
    assert board.locator(".sanzu-scroller .sanzu-unit").evaluate_all(
        "units => units.map(unit => unit.dataset.unit)"
    ) == ["T10"]
    board.locator("[data-do=show]").select_option("errors")
    assert sight.people("T03") == ["M019"]
    board.locator("[data-do=show]").select_option("all")


def test_the_search_lights_up_and_keeps_every_place(lab, sight):
    sight.open(lab.write("search", MADE))
    board = sight.board()
    search, found = board.locator("[data-do=search]"), board.locator(".sanzu-found")
    search.fill("侯方正")
    sight.unit("T01").and_(sight.page.locator(".sanzu-dim")).wait_for()
    assert found.inner_text() == "找到 1 处"
    assert "sanzu-dim" not in sight.card("M032").get_attribute("class")
    assert "sanzu-dim" in sight.card("M001").get_attribute("class")
    sight.drag("M032", "T06")  # each place is still one to go to
    assert "M032" in sight.people("T06")

    # Units, groups of other layers, and cells that the cards do not show; Enter jumps.
    search.fill("石埠营业二班")
    sight.unit("T10").and_(sight.page.locator(":not(.sanzu-dim)")).wait_for()
    search.press("Enter")
    sight.page.locator(".sanzu-unit.sanzu-hit[data-unit=T10]").wait_for()
    search.fill("官溪第二党小组")
    sight.page.wait_for_function(
        "document.querySelector('.sanzu-found').textContent === '找到 6 处'"
    )
    search.press("Enter")
    search.press("Enter")
    assert found.inner_text() == "2 / 找到 6 处"
    sight.keep("19-search")
    assert sight.page.evaluate("document.activeElement.dataset.do") == "search"
    search.fill("预备党员")
    sight.page.wait_for_function("/找到/.test(document.querySelector('.sanzu-found').textContent)")
    search.fill("没有这个人")
    sight.page.wait_for_function(
        "document.querySelector('.sanzu-found').textContent === '没有找到'"
    )
    search.press("Escape")
    assert sight.page.locator(".sanzu-unit.sanzu-dim").count() == 0


def test_menus_are_ours_alone_and_marks_are_explained(lab, sight):
    sight.open(lab.write("marks", MADE))
    board = sight.board()
    sight.card("M001").click(button="right")
    board.locator(".sanzu-menu [role=menuitem]").first.wait_for()
    assert sight.page.locator(".lm-Menu").count() == 0
    sight.page.keyboard.press("Escape")
    sight.card("M001").hover()
    sight.card("M001").locator(".sanzu-more").click()
    board.locator(".sanzu-menu [role=menuitem]").first.wait_for()
    sight.page.keyboard.press("Escape")
    board.locator("[data-do=marks]").click()
    assert board.locator(".sanzu-meaning").count() > 10
    sight.keep("20-marks")
    board.locator("[data-do=marks]").click()
    assert board.locator(".sanzu-marks").count() == 0

    # The colours follow the layer.
    board.locator("[data-do=layer]").select_option("party")
    badge = sight.card("M032").locator(".sanzu-badge").first
    white = "rgb(255, 255, 255)"
    assert badge.evaluate("badge => getComputedStyle(badge).color") == white
    texts = board.locator(".sanzu-key .sanzu-badge").all_inner_texts()
    assert len(texts) == len(set(texts)) == 10


def test_two_plans_stand_on_one_board(lab, sight):
    sight.open(lab.write("plans", MADE))
    board = sight.board()
    sight.drag("M032", "T06")
    before = sight.answered()
    board.locator("[data-do=add_plan]").click()
    sight.wait_answer(before)
    sight.drag("M008", "T02")
    choice = board.locator("[data-do=plan]")
    choice.wait_for()
    assert "变动 2 项，错误 4 个" in choice.locator("option").nth(1).inner_text()
    sight.keep("28-plans")
    before = sight.answered()
    choice.select_option("0")
    sight.wait_answer(before)
    assert "M008" in sight.people("T01")
    assert "M032" in sight.people("T06")
    assert sight.run("print([len(plan) for plan in planner.plans])") == "[1, 2]"


def test_the_brief_of_all_plans_is_written_and_opened(lab, sight):
    sight.open(lab.write("brief", MADE))
    board = sight.board()
    sight.drag("M032", "T06")
    before = sight.answered()
    board.locator("[data-do=add_plan]").click()
    sight.wait_answer(before)
    sight.drag("M008", "T02")
    board.locator("[data-do=brief]").click()
    link = board.locator("[data-do=open_brief]")
    link.wait_for(timeout=60_000)
    sight.keep("41-brief")
    said = link.locator("xpath=..").inner_text()
    assert [file for file in lab.folder.glob("sanzu_brief_*.html") if file.name in said]
    with sight.page.expect_popup() as opened:
        link.click()
    page = opened.value
    page.wait_for_load_state()
    names = page.locator("th").all_inner_texts()
    assert len([name for name in names if "方案" in name]) == 2
    Sight(page).keep("42-brief-opened")
    page.close()


def test_long_boards_have_a_jump_list(lab, sight):
    made = MADE.replace('sg.read_tables("data/guanxi")', "sg.synthetic(members=10_000, seed=7)")
    sight.open(lab.write("jumps", made))
    board = sight.board()
    rows = board.locator(".sanzu-jumps button")
    assert 10 < rows.count() < 80  # of all units only those in sight
    total = sight.run("print(len(planner.org.units.query('layer == \"team\"')))")
    board.locator(".sanzu-jumps").evaluate("one => one.scrollTo(0, 1e6)")
    last = sight.run("print(planner.org.units.query('layer == \"team\"')['id'].iloc[-1])")
    row = board.locator(f".sanzu-jumps [data-jump='{last}']")
    row.click()
    sight.unit(last).wait_for()
    assert int(total) > 500
    sight.keep("43-jump-list")


def test_suggestions_stand_as_ghosts_where_people_would_sit(lab, sight):
    sight.open(lab.write("ghosts", MADE))
    board = sight.board()
    board.locator("[data-do=propose]").first.click()
    board.locator(".sanzu-suggestions li").first.wait_for(timeout=60_000)
    ghost = board.locator(".sanzu-suggested").first
    ghost.wait_for()
    sight.keep("29-ghosts")
    member, unit = ghost.get_attribute("data-member"), ghost.get_attribute("data-seat")
    total = board.locator(".sanzu-suggestions li").count()
    size = int(sight.unit(unit).locator(".sanzu-count").inner_text())
    assert board.locator(f".sanzu-leaving[data-member={member}]").count() == 1
    before = sight.answered()
    ghost.click()
    sight.wait_answer(before)
    seat = sight.unit(unit).locator(f".sanzu-card[data-member={member}]:not(.sanzu-suggested)")
    assert seat.count() == 1
    assert int(sight.unit(unit).locator(".sanzu-count").inner_text()) == size + 1
    assert board.locator(".sanzu-suggestions li").count() == total - 1
    assert board.locator(".sanzu-changes li").count() == 1
