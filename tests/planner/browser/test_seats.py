"""People with several seats on the board: a card for each, each moved by itself."""

import pytest

pytestmark = pytest.mark.browser

MADE = """
import sanzu_graph as sg
org = sg.read_tables("data/matrix")
planner = sg.Planner(org, sg.Policy.for_layers("project", ["department"]), lang="en", height=1100)
planner"""


def test_one_of_two_project_seats_moves_and_both_counts_change(lab, sight):
    sight.page.set_viewport_size({"width": 1500, "height": 1500})  # all six projects are in sight
    sight.open(lab.write("seats", MADE))
    board = sight.board()

    def size(unit: str) -> int:
        return int(sight.unit(unit).locator(".sanzu-count").inner_text())

    def seat(member: str, unit: str):
        return sight.unit(unit).locator(f'.sanzu-card[data-member="{member}"]')

    assert [size(f"PR{number}") for number in range(1, 7)] == [8, 12, 14, 9, 12, 14]
    for number in range(1, 7):
        assert len(sight.people(f"PR{number}")) == size(f"PR{number}")
    # The leader of two projects stands in both, and in a third one as a member.
    marks = [seat("E025", unit).locator(".sanzu-mark").inner_text() for unit in ("PR1", "PR3")]
    assert marks == ["★", "★"]
    assert seat("E025", "PR5").locator(".sanzu-seats").inner_text() == "3 seats"
    seat("E025", "PR1").hover()
    assert board.locator(".sanzu-same").count() == 3
    sight.keep("16-seats")

    before = sight.answered()
    sight.page.mouse.move(*sight.middle(seat("E025", "PR5")))
    sight.page.mouse.down()
    sight.page.mouse.move(*sight.middle(sight.unit("PR4")), steps=6)
    sight.page.wait_for_selector(".sanzu-bubble div:not(:empty)")
    sight.page.mouse.up()
    sight.wait_answer(before)
    assert (size("PR5"), size("PR4")) == (11, 10)
    assert (size("PR1"), size("PR3")) == (8, 14)
    assert seat("E025", "PR4").count() == 1
    assert seat("E025", "PR5").count() == 0
    assert sight.run("print(list(planner.scenario))") == "[MoveMember('E025', 'PR5', 'PR4')]"
    told = "print(dict(sg.unit_sizes(planner.audit.org).query('layer == \"project\"')[['unit', 'headcount']].values))"
    assert eval(sight.run(told)) == {f"PR{number}": size(f"PR{number}") for number in range(1, 7)}  # noqa: S307 - a dict of names and numbers
    sight.keep("17-seat-moved")

    # A further seat, by the menu; the keyboard goes from seat to seat of one person.
    seat("E035", "PR1").click(button="right")
    board.locator(".sanzu-menu button", has_text="Add a seat").click()
    before = sight.answered()
    sight.unit("PR2").locator(".sanzu-head").click()
    sight.wait_answer(before)
    assert (size("PR1"), size("PR2")) == (8, 13)
    seat("E035", "PR1").click(button="right")
    board.locator(".sanzu-menu button", has_text="Go to the seat").first.click()
    assert sight.page.evaluate("document.activeElement.dataset.seat") == "PR2"
