"""Cards by manager: a tree of people and open posts, by mouse and by keyboard."""

import pytest

pytestmark = pytest.mark.browser

MADE = """
import pandas as pd
import sanzu_graph as sg
org = sg.read_tables("data/matrix")
posts = pd.DataFrame({"id": ["P1"], "title": ["Release captain"], "unit": ["PR4"], "manager": ["E006"]})
org = org.replace(positions=posts)
policy = sg.Policy.for_layers("project", ["department"])
planner = sg.Planner(org, policy, lang="en", keep=False, height=1000)
planner"""


def test_people_are_dragged_under_others_and_posts_are_filled(lab, sight):
    sight.page.set_viewport_size({"width": 1800, "height": 1400})
    sight.open(lab.write("managers", MADE))
    board = sight.board()
    board.locator("[data-do=layer]").select_option(label="manager")
    sight.unit("E001").wait_for()
    assert int(sight.unit("E001").locator(".sanzu-count").inner_text()) == len(sight.people("E001"))
    assert board.locator(".sanzu-wire-tree").get_attribute("d").startswith("M")
    assert (
        board.locator(".sanzu-post")
        .first.get_attribute("title")
        .startswith("open post: Release captain")
    )
    sight.keep("34-managers")

    def seat(member: str, manager: str):
        return sight.unit(manager).locator(f'.sanzu-card[data-member="{member}"]')

    def lift(member: str, manager: str, target) -> None:
        sight.page.mouse.move(*sight.middle(seat(member, manager)))
        sight.page.mouse.down()
        sight.page.mouse.move(*sight.middle(target), steps=6)

    def drop() -> None:
        before = sight.answered()
        sight.page.mouse.up()
        sight.wait_answer(before)

    # Nobody may report to somebody below: it is said before the drop, and refused.
    first, second = sight.people("E001")[:2]
    own = sight.people(first)[0]
    lift(first, "E001", seat(own, first))
    sight.page.wait_for_selector(".sanzu-bubble .sanzu-line-error")
    assert "sanzu-closed" in seat(own, first).get_attribute("class")
    drop_status = sight.page.mouse.up()
    assert drop_status is None
    assert sight.run("print(len(planner.scenario))") == "0"

    # Under another card, with all reports; then one alone, whose reports stay.
    lift(own, first, seat(second, "E001"))
    sight.page.wait_for_selector(".sanzu-bubble div:not(:empty)")
    sight.keep("35-under-a-card")
    count = int(seat(second, "E001").locator(".sanzu-reports").inner_text()[1:])
    drop()
    assert own not in sight.people(first)
    assert seat(second, "E001").locator(".sanzu-reports").inner_text() == f"↳{count + 1}"
    assert sight.run("print(planner.scenario.changes[-1])") == f"ChangeManager('{own}', '{second}')"
    board.locator("[data-do=follow]").uncheck()
    lift(second, "E001", seat(first, "E001"))
    drop()
    seat(second, first).wait_for()
    seat(own, "E001").wait_for()
    board.locator("[data-do=follow]").check()

    # An open post is filled by who is dropped on it; a search goes there.
    board.locator("[data-do=search]").fill("Release captain")
    board.locator(".sanzu-found:not(:empty)").wait_for()
    board.locator("[data-do=search]").press("Enter")
    post = board.locator(".sanzu-post").first
    manager = post.get_attribute("data-seat")
    post.scroll_into_view_if_needed()
    somebody = sight.unit(manager).locator(".sanzu-card:not(.sanzu-post)").first
    member = somebody.get_attribute("data-member")
    sight.page.locator(".sanzu-post.sanzu-hit").wait_for()
    # Away from the edge, where the board would scroll.
    board.locator(".sanzu-scroller").evaluate("one => one.scrollBy(0, 250)")
    sight.page.wait_for_timeout(200)
    lift(member, manager, post)
    sight.page.wait_for_selector(".sanzu-bubble div:not(:empty)")
    sight.keep("36-on-a-post")
    drop()
    assert board.locator(".sanzu-post").count() == 0
    assert "FillPosition" in sight.run("print(planner.scenario.changes[-1])")
    sight.keep("44-post-filled")


def test_findings_of_lines_and_the_keyboard_lead_through_the_tree(lab, sight):
    sight.page.set_viewport_size({"width": 1800, "height": 1400})
    made = MADE.replace(
        "lang=", "scenario=sg.Scenario('gap', [sg.ChangeManager('E003', None)]), lang="
    )
    sight.open(lab.write("lines", made))
    board = sight.board()
    page = sight.page
    # A finding about a line leads to the tree.
    board.locator(".sanzu-jump", has_text="E003").first.click()
    sight.unit("E003").wait_for()
    assert page.evaluate("document.activeElement.dataset.member") == "E003"
    assert (
        board.locator("[data-do=layer]").evaluate("one => one.selectedOptions[0].text") == "manager"
    )
    assert "E003" in sight.people("")
    sight.keep("37-a-finding-in-the-tree")

    page.keyboard.press("ArrowRight")  # to the first report
    assert page.evaluate("document.activeElement.dataset.seat") == "E003"
    page.keyboard.press("ArrowLeft")  # and back
    assert page.evaluate("document.activeElement.dataset.member") == "E003"
    page.keyboard.press(".")
    board.locator(".sanzu-menu button", has_text="Report to … ").first.wait_for()
    sight.keep("38-menu-in-the-tree")
    page.keyboard.press("Enter")  # the first of the menu, with all reports
    board.locator(".sanzu-scroller").evaluate("one => one.scrollTo(0, 0)")
    before = sight.answered()
    page.locator('.sanzu-unit[data-unit="E001"] .sanzu-card').first.click()
    sight.wait_answer(before)
    assert "ChangeManager('E003'" in sight.run("print(planner.scenario.changes[-1])")
    board.locator("[data-do=search]").fill("Head")
    page.locator(".sanzu-card:not(.sanzu-dim)").first.wait_for()
    sight.keep("39-search-in-the-tree")


def test_by_keyboard_everybody_is_a_place_and_so_is_an_open_post(lab, sight):
    sight.page.set_viewport_size({"width": 1800, "height": 1400})
    sight.open(lab.write("places", MADE))
    board = sight.board()
    page = sight.page
    board.locator("[data-do=layer]").select_option(label="manager")
    sight.unit("E001").wait_for()
    focused = "document.activeElement.dataset.member"

    def walk(key: str, is_there: str) -> str:
        """Press a key until the focused card is such a one."""
        for _ in range(30):
            if page.evaluate(f"card => {is_there}", page.evaluate_handle("document.activeElement")):
                return page.evaluate(focused)
            page.keyboard.press(key)
        raise AssertionError("no such card")

    member = sight.people("E001")[0]
    sight.card(member).first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "E001"  # it begins at the manager
    page.keyboard.press("ArrowRight")
    target = walk("ArrowDown", "!card.querySelector('.sanzu-reports')")
    page.locator(f".sanzu-card.sanzu-target[data-member={target}]").wait_for()
    page.wait_for_selector(".sanzu-bubble div:not(:empty)")
    sight.keep("45-keys-in-the-tree")
    before = sight.answered()
    page.keyboard.press("Enter")
    sight.wait_answer(before)
    assert (
        sight.run("print(planner.scenario.changes[-1])") == f"ChangeManager('{member}', '{target}')"
    )

    # Left of the topmost there is no manager.
    board.locator("[data-do=undo]").click()
    board.locator(".sanzu-changes ol").wait_for(state="detached")
    board.locator(".sanzu-scroller").evaluate("one => one.scrollTo(0, 0)")
    sight.unit("E001").locator(f"[data-member={member}]").focus()
    page.keyboard.press("Enter")
    walk("ArrowLeft", "card.dataset.unit === ''")
    before = sight.answered()
    page.keyboard.press("Enter")
    sight.wait_answer(before)
    assert sight.run("print(planner.scenario.changes[-1])") == f"ChangeManager('{member}', None)"

    # An open post is reached too: taken up, somebody fills it; by itself, it has a menu.
    board.locator("[data-do=search]").fill("Release captain")
    board.locator(".sanzu-found:not(:empty)").wait_for()
    board.locator("[data-do=search]").press("Enter")
    post = board.locator(".sanzu-post.sanzu-hit")
    post.focus()
    page.keyboard.press("Enter")
    board.locator(".sanzu-menu [role=menuitem]").first.wait_for()
    page.keyboard.press("Escape")
    sight.unit(post.get_attribute("data-seat")).locator(".sanzu-card").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    walk("ArrowDown", "'post' in card.dataset")
    before = sight.answered()
    page.keyboard.press("Enter")
    sight.wait_answer(before)
    assert "FillPosition" in sight.run("print(planner.scenario.changes[-1])")
