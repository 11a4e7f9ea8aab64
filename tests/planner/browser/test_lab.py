"""The board in JupyterLab, with real pointer and key presses; the pictures are those of
docs/en/board.md.
"""

import json

import pytest

import sanzu_graph as sg
from tests.planner.browser.conftest import ROOT

pytestmark = pytest.mark.browser

MADE = """
import sanzu_graph as sg
org = sg.read_tables("data/guanxi")
planner = sg.Planner(org, on="2026-11-22", lang="zh")
planner"""


def test_a_drag_fixes_a_blank_team(lab, sight):
    sight.open(lab.write("drag", MADE))
    board = sight.board()
    sight.keep("01-board")
    sight.lift("M032", "T06")
    sight.page.wait_for_selector(".sanzu-bubble .sanzu-line-fixed")
    assert "消除" in board.locator(".sanzu-bubble").inner_text()
    sight.keep("02-hover")
    before = sight.answered()
    sight.page.mouse.up()
    sight.wait_answer(before)
    assert "M032" in sight.people("T06")
    assert "M032" not in sight.people("T05")
    assert board.locator("[data-count=fixed]").inner_text().endswith("1")
    assert sight.unit("T06").locator(".sanzu-head .sanzu-flag-fixed").count() == 1
    sight.keep("03-dropped")
    assert sight.run("print(list(planner.scenario))") == "[MoveMember('M032', 'T05', 'T06')]"

    # Undo and redo, by button and by key.
    board.locator("[data-do=undo]").click()
    sight.card("M032").and_(sight.unit("T05").locator(".sanzu-card")).wait_for()
    assert board.locator("[data-do=undo]").is_disabled()
    assert board.locator("[data-count=fixed]").inner_text().endswith("0")
    sight.card("M001").click()
    sight.page.keyboard.press("Control+Shift+Z")
    sight.card("M032").and_(sight.unit("T06").locator(".sanzu-card")).wait_for()
    assert sight.run("print(len(planner.scenario))") == "1"


def test_refusals_lights_search_and_layers(lab, sight):
    sight.open(lab.write("refused", MADE))
    board = sight.board()

    # Another work type: refused while hovering, and when dropped all the same.
    sight.lift("M032", "T07")
    sight.page.wait_for_selector(".sanzu-bubble .sanzu-line-error")
    assert "work_type" in board.locator(".sanzu-bubble").inner_text()
    sight.keep("04-refused")
    sight.page.mouse.up()
    assert "M032" in sight.people("T05")
    assert "不允许" in sight.status()
    assert sight.run("print(len(planner.scenario))") == "0"

    # A group lights up across the teams.
    board.locator(".sanzu-key[data-unit=P2]").click()
    lit = board.locator(".sanzu-card:not(.sanzu-dim)").evaluate_all(
        "cards => cards.map(card => card.dataset.member)"
    )
    assert set(lit) <= set(
        sg.read_tables(ROOT / "data" / "guanxi").memberships.query("unit == 'P2'")["member"]
    )
    sight.keep("05-group-lit")
    board.locator(".sanzu-key[data-unit=P2]").click()

    # Cards by party group; those in none stand in the lane, each person once.
    board.locator("[data-do=layer]").select_option("party")
    sight.unit("P1").wait_for()
    assert sight.card("M032").count() == 1
    assert len(sight.people("")) > 10
    sight.keep("06-by-party-group")
    board.locator("[data-do=layer]").select_option("team")

    # A filter.
    board.locator("[data-do=show]").select_option("leaders")
    sight.page.wait_for_function(
        "document.querySelectorAll('.sanzu-unit[data-unit=T01] .sanzu-card').length < 3"
    )
    board.locator("[data-do=show]").select_option("all")

    # Smaller, all is in sight, and is dragged as well.
    for _ in range(3):
        board.locator("[data-do=zoom_out]").click()
    sight.drag("M060", "T10")
    assert "M060" in sight.people("T10")


def test_the_keyboard_is_enough(lab, sight):
    sight.open(lab.write("keys", MADE))
    board = sight.board()
    page = sight.page
    card = sight.card("M001")
    card.focus()
    assert "程志远" in card.locator(".sanzu-said").text_content()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focused = "document.activeElement.dataset.member ?? document.activeElement.dataset.unit"
    assert page.evaluate(focused) == "M003"
    page.keyboard.press("Enter")
    assert "陆春山" in sight.status()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "T02"
    page.wait_for_selector(".sanzu-bubble div:not(:empty)")
    sight.keep("07-keyboard")
    before = sight.answered()
    page.keyboard.press("Enter")
    sight.wait_answer(before)
    assert "M003" in sight.people("T02")
    assert page.evaluate(focused) == "M003"  # the focus goes along

    # Escape lets go; refused places say why and keep hold.
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.sanzu-status').textContent.includes('不允许')")
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == "M003"
    assert "M003" in sight.people("T02")

    # The menu: appoint, and pair with somebody chosen by the keyboard.
    page.keyboard.press("ContextMenu")
    items = board.locator(".sanzu-menu button")
    items.filter(has_text="任官溪配电二班负责人").wait_for()
    sight.keep("08-menu")
    before = sight.answered()
    items.filter(has_text="任官溪配电二班负责人").click()
    sight.wait_answer(before)
    page.keyboard.press("Control+Z")
    page.wait_for_function("document.querySelectorAll('.sanzu-changes li').length === 1")
    page.keyboard.press("z")  # no shortcut of the notebook takes it
    page.keyboard.press("d")
    page.keyboard.press("d")
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 2


def test_other_changes_by_menu(lab, sight):
    sight.open(lab.write("menus", MADE))
    board = sight.board()

    def act(element, name):
        element.click(button="right")
        board.locator(".sanzu-menu button").filter(has_text=name).click()

    before = sight.answered()
    act(sight.card("M005"), "与徒弟结对")  # the older one mentors: the board refuses the other way
    sight.card("M004").click()
    sight.wait_answer(before)
    act(sight.unit("T01").locator(".sanzu-head"), "拆分")
    for member in ("M005", "M006", "M007"):
        sight.card(member).click()
    board.locator(".sanzu-dialog input[name=name]").fill("新建配电班")
    sight.keep("09-split")
    before = sight.answered()
    board.locator(".sanzu-dialog button[type=submit]").click()
    sight.wait_answer(before)
    before = sight.answered()
    act(sight.unit("T01").locator(".sanzu-head"), "并入")
    sight.unit("T02").locator(".sanzu-head").click()
    sight.wait_answer(before)
    assert sight.unit("T01").count() == 0
    changes = json.loads(
        sight.run(
            "import json; print(json.dumps([change.to_dict() for change in planner.scenario]))"
        )
    )
    assert [one["change"] for one in changes] == ["PairMentor", "SplitUnit", "MergeUnits"]
    before = sight.answered()
    board.locator("[data-do=create]").click()
    board.locator(".sanzu-dialog input[name=name]").fill("<b>新班</b>")
    board.locator(".sanzu-dialog button[type=submit]").click()
    sight.wait_answer(before)
    assert sight.run("print(planner.scenario.changes[-1].attributes['name'])") == "<b>新班</b>"


def test_the_optimiser_fills_in_the_rest_and_two_views_are_in_step(lab, sight):
    sight.open(lab.write("propose", MADE, "planner"), cells=2)
    sight.board(1)
    board = sight.board(0)
    sight.drag("M032", "T06")
    assert "M032" in sight.people("T06", number=1)  # the other view follows
    board.locator("[data-do=propose]").first.click()
    suggestions = board.locator(".sanzu-suggestions li")
    suggestions.first.wait_for(timeout=30_000)
    total = suggestions.count()
    assert not any("侯方正（M032）由" in text for text in suggestions.all_inner_texts())  # pinned
    sight.keep("10-suggestions")
    before = sight.answered()
    board.locator("[data-do=accept]").first.click()
    sight.wait_answer(before)
    assert suggestions.count() == total - 1
    before = sight.answered()
    board.locator("[data-do=accept_all]").click()
    sight.wait_answer(before)
    assert board.locator(".sanzu-changes li").count() == total + 1
    assert (
        sight.page.locator(".sanzu-planner").nth(1).locator(".sanzu-changes li").count()
        == total + 1
    )
    sight.keep("11-accepted")

    # Edits made in Python appear on both.
    sight.run(
        "planner.scenario = planner.scenario.undo(total)\nplanner.undo()".replace(
            "total", str(total)
        )
    )
    for number in (0, 1):
        assert (
            sight.page.locator(".sanzu-planner").nth(number).locator(".sanzu-changes li").count()
            == total + 1
        )
    sight.run("planner.scenario = sg.Scenario('由 Python', [sg.MoveMember('M008', 'T01', 'T02')])")
    for number in (0, 1):
        assert "M008" in sight.people("T02", number)


def test_a_board_outlives_its_kernel_and_a_reload(lab, sight):
    sight.open(lab.write("kernel", MADE))
    board = sight.board()
    sight.drag("M032", "T06")
    sight.page.keyboard.press("Control+S")  # what is not ours goes on to the notebook
    sight.page.wait_for_function("!document.title.startsWith('*')")
    sight.page.wait_for_timeout(1_000)
    assert json.loads((lab.folder / "kernel.ipynb").read_text(encoding="utf-8"))["cells"][0][
        "outputs"
    ]

    # Reload with the kernel alive: the board is there again, with the edit.
    sight.page.reload()
    sight.page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=60_000)
    sight.board()
    assert "M032" in sight.people("T06")
    sight.drag("M008", "T02")
    assert "M008" in sight.people("T02")

    # The kernel restarts: the board goes on without Python, and says so.
    sight.page.locator(
        ".jp-NotebookPanel-toolbar [data-jp-item-name=restart] jp-button, .jp-NotebookPanel-toolbar [data-jp-item-name=restart] button"
    ).first.click()
    sight.page.locator(".jp-Dialog .jp-mod-accept").click()
    sight.page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()
    sight.page.wait_for_timeout(2_000)
    sight.lift("M004", "T02")
    sight.page.mouse.up()
    board.locator("[data-do=go_on]").click()
    sight.card("M004").and_(
        sight.unit("T02").locator(".sanzu-card")
    ).wait_for()  # what was not answered is made here
    assert "sanzu-unaudited" in sight.card("M004").get_attribute("class")
    assert "sanzu-detached" in board.get_attribute("class")
    sight.keep("14-kernel-gone")
    with sight.page.expect_download() as download:
        board.locator("[data-do=export]").click()
    assert len(json.loads(download.value.path().read_text(encoding="utf-8"))["changes"]) == 3

    # Run again, there is a new board.
    sight.page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    sight.page.keyboard.press("Shift+Enter")
    sight.page.wait_for_function(
        "!document.querySelector('.sanzu-planner')?.classList.contains('sanzu-detached')",
        timeout=30_000,
    )
    sight.board()
    assert "M004" in sight.people("T01")


LISTENERS = """
    (() => {
      const count = {};
      window.listening = count;
      for (const target of [document, window]) {
        const add = target.addEventListener.bind(target);
        target.addEventListener = (name, ...rest) => { if (new Error().stack.includes("blob:")) count[name] = (count[name] ?? 0) + 1; add(name, ...rest); };
      }
    })()
"""


def test_nothing_listens_after_the_view_is_closed(lab, sight):
    sight.page.add_init_script(LISTENERS)
    sight.open(lab.write("close", MADE))
    sight.board()
    sight.drag("M032", "T06")
    heard = sight.page.evaluate_handle("document.querySelector('.sanzu-planner')")
    assert sight.page.evaluate("window.listening") == {}  # a board listens on its own elements only
    sight.run("import ipywidgets\nfrom IPython.display import clear_output")
    sight.page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    sight.page.keyboard.press("Escape")
    sight.page.keyboard.press("d")
    sight.page.keyboard.press("d")
    sight.page.wait_for_selector(".sanzu-planner", state="detached")
    # What is left of the board no longer hears keys, nor Python.
    assert sight.page.evaluate("board => board.isConnected", heard) is False
    sight.run("planner.undo()")
    assert (
        sight.page.evaluate("board => board.querySelectorAll('.sanzu-changes li').length", heard)
        == 1
    )
    before = sight.page.evaluate("board => board.querySelector('.sanzu-status').textContent", heard)
    sight.page.evaluate(
        "board => { document.body.append(board); board.querySelector('.sanzu-card').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true})); }",
        heard,
    )
    assert (
        sight.page.evaluate("board => board.querySelector('.sanzu-status').textContent", heard)
        == before
    )
    sight.page.evaluate("board => board.remove()", heard)
