"""The board in the dark, on a phone, and for those who do not see it: what axe-core finds."""

import pytest

import sanzu_graph as sg
from tests.planner.browser.conftest import ROOT
from tests.planner.browser.sights import Sight

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
#: Only what is ours is looked at, by its selectors: the board, and the picture beside it.
FOUND = """
    async () => {
      const ours = ['.sanzu-planner', '[data-sanzu-picture]'].filter((one) => document.querySelector(one));
      const { violations } = await axe.run({ include: ours.map((one) => [one]) }, { resultTypes: ['violations'] });
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      return grave.map(({ id, nodes }) => [id, nodes.slice(0, 4).map(({ html, failureSummary }) => html.slice(0, 160) + ' | ' + failureSummary.slice(0, 200))]);
    }
"""
#: A unit other than the first that is well in sight, and a point in it, far from the edges.
IN_SIGHT = """
    () => {
      const area = document.querySelector('.sanzu-scroller').getBoundingClientRect();
      for (const unit of document.querySelectorAll('.sanzu-scroller .sanzu-unit:not([data-unit=T01])')) {
        const box = unit.getBoundingClientRect();
        const [top, bottom] = [Math.max(box.top, area.top + 80), Math.min(box.bottom, area.bottom - 80, innerHeight - 80)];
        if (bottom - top > 20) return [unit.dataset.unit, box.left + 100, (top + bottom) / 2];
      }
    }
"""
PAPER = "element => getComputedStyle(element).backgroundColor"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "board.html"
    planner = sg.Planner(sg.read_tables(ROOT / "data" / "guanxi"), on="2026-11-22", lang="zh")
    planner.scenario = planner.scenario.then(sg.MoveMember("M032", "T05", "T06"))
    planner.to_html(path)
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page_file, browser, scheme):
    if not AXE.exists():
        pytest.skip("axe-core is not here; `make node_modules` installs it")
    context = browser.new_context(
        viewport={"width": 1400, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    sight = Sight(context.new_page())
    sight.page.goto(page_file.as_uri())
    board = sight.board()
    assert (board.evaluate(PAPER) == "rgb(255, 255, 255)") is (scheme == "light")
    sight.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert sight.page.evaluate(FOUND) == []
    board.locator("[data-do=marks]").click()
    assert sight.page.evaluate(FOUND) == []
    board.locator("[data-do=marks]").click()
    sight.card("M001").click()
    sight.page.keyboard.press(".")
    board.locator(".sanzu-menu [role=menuitem]").first.wait_for()
    assert sight.page.evaluate(FOUND) == []
    sight.page.keyboard.press("Escape")
    sight.unit("T10").locator(".sanzu-head").click()
    board.locator("summary").nth(2).click()
    assert sight.page.evaluate(FOUND) == []
    sight.keep(f"21-{scheme}")
    context.close()


MANAGED = """
import pandas as pd
import sanzu_graph as sg
org = sg.read_tables("data/matrix")
posts = pd.DataFrame({"id": ["P1"], "title": ["Release captain"], "unit": ["D11"], "manager": ["E006"]})
policy = sg.Policy.for_layers("department", ["project"])
planner = sg.Planner(org.replace(positions=posts), policy, lang="en", keep=False, height=900)
planner"""


@pytest.mark.parametrize("is_light", [True, False])
def test_axe_finds_nothing_serious_of_ours_in_jupyterlab(lab, sight, is_light):
    if not AXE.exists():
        pytest.skip("axe-core is not here; `make node_modules` installs it")
    sight.open(lab.write(f"axe{is_light}", MANAGED))
    board = sight.board()
    sight.page.evaluate(f"document.body.dataset.jpThemeLight = '{str(is_light).lower()}'")
    sight.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert sight.page.evaluate(FOUND) == []
    board.locator("[data-do=propose]").first.click()
    board.locator(".sanzu-suggestions li").first.wait_for(timeout=60_000)
    assert sight.page.evaluate(FOUND) == []
    board.locator("[data-do=brief]").click()
    board.locator("[data-do=open_brief]").wait_for(timeout=60_000)
    board.locator("[data-do=layer]").select_option(label="manager")
    sight.unit("E001").wait_for()
    assert sight.page.evaluate(FOUND) == []
    sight.keep(f"40-axe-{'light' if is_light else 'dark'}")


def test_in_jupyterlab_the_board_follows_its_theme(lab, sight):
    sight.open(
        lab.write(
            "theme",
            "import sanzu_graph as sg\nsg.Planner(sg.read_tables('data/guanxi'), on='2026-11-22', lang='zh')",
        )
    )
    board = sight.board()
    sight.page.emulate_media(color_scheme="dark")
    assert board.evaluate(PAPER) == "rgb(255, 255, 255)"  # the theme counts, not the machine
    sight.page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    assert board.evaluate(PAPER) == "rgb(36, 40, 45)"
    sight.keep("22-dark-theme")


def test_on_a_phone_all_is_within_a_fingers_reach(page_file, browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    sight = Sight(context.new_page())
    page = sight.page
    page.goto(page_file.as_uri())
    board = sight.board()
    sizes = board.locator(
        "button:visible, select:visible, input:visible, .sanzu-card:visible"
    ).evaluate_all("all => all.map(one => [one.className, one.getBoundingClientRect().height])")
    assert len(sizes) > 20
    assert [one for one in sizes if one[1] < 44] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # Lane, units and lists stand below one another.
    tops = [
        board.locator(name).bounding_box()["y"]
        for name in (".sanzu-lane", ".sanzu-scroller", ".sanzu-panel")
    ]
    assert tops == sorted(tops)
    sight.keep("23-phone")

    # A finger holds a card and stays near the lower edge: the board scrolls below it, and says
    # which place has come under it.
    board.locator(".sanzu-scroller").evaluate("one => one.scrollIntoView({block: 'center'})")
    fingers = context.new_cdp_session(page)

    def touch(kind, *points):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    box = sight.card("M002").bounding_box()
    area = board.locator(".sanzu-scroller").bounding_box()
    start = {"x": box["x"] + 60, "y": box["y"] + 20}
    edge = {"x": area["x"] + 120, "y": min(area["y"] + area["height"], 844) - 16}
    touch("touchStart", start)
    page.wait_for_selector(".sanzu-ghost")
    touch("touchMove", {"x": edge["x"], "y": edge["y"] - 60})
    touch("touchMove", edge)
    page.locator(".sanzu-unit[data-unit=T02].sanzu-target").wait_for()
    assert board.locator(".sanzu-bubble strong").inner_text() == "官溪配电二班"
    bubble = board.locator(".sanzu-bubble").bounding_box()
    assert bubble["y"] + bubble["height"] < edge["y"]  # not below the finger
    sight.keep("24-phone-drag")
    touch("touchMove", {"x": edge["x"], "y": (area["y"] + area["height"]) / 2})
    page.wait_for_timeout(200)  # the board stands still again
    unit, x, y = page.evaluate(IN_SIGHT)
    touch("touchMove", {"x": x, "y": y})
    page.locator(f'.sanzu-unit.sanzu-target[data-unit="{unit}"]').wait_for()
    touch("touchEnd")
    page.locator(f'.sanzu-card[data-member=M002][data-seat="{unit}"]').wait_for()
    assert unit != "T01"
    context.close()
