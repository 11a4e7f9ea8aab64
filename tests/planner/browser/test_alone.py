"""The page that `to_html` writes, alone: no Python, no network, no other file."""

import pytest

import sanzu_graph as sg
from tests.planner.browser.conftest import ROOT

pytestmark = pytest.mark.browser

HOSTILE = '</script><img src=x onerror="window.hacked=1">{name}'


@pytest.fixture
def page_file(tmp_path):
    planner = sg.Planner(sg.read_tables(ROOT / "data" / "guanxi"), on="2026-11-22", lang="zh")
    planner.scenario = planner.scenario.then(sg.MoveMember("M032", "T05", "T06"))
    planner.to_html(tmp_path / "board.html")
    return tmp_path / "board.html"


def test_it_shows_searches_drags_and_exports(page_file, sight, tmp_path):
    sight.page.goto(page_file.as_uri())
    board = sight.board()
    assert "Python" in sight.status()
    assert "M032" in sight.people("T06")
    sight.drag("M060", "T10")
    assert "M060" in sight.people("T10")
    assert "sanzu-unaudited" in sight.card("M060").get_attribute("class")
    assert "sanzu-unaudited" not in sight.card("M032").get_attribute("class")
    sight.keep("12-alone")
    sight.drag("M004", "T02")
    board.locator("[data-do=undo]").click()
    assert "M004" in sight.people("T01")
    board.locator("[data-do=search]").fill("戚")
    sight.unit("T01").and_(sight.page.locator(".sanzu-dim")).wait_for()
    with sight.page.expect_download() as download:
        board.locator("[data-do=export]").click()
    download.value.save_as(tmp_path / "plan.json")
    plan = sg.Scenario.read(tmp_path / "plan.json")
    assert list(plan) == [sg.MoveMember("M032", "T05", "T06"), sg.MoveMember("M060", "T09", "T10")]
    assert not plan.is_for_another(sg.read_tables(ROOT / "data" / "guanxi"))


INK = """
    (texts) => texts.map((text) => {
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = '40px ' + getComputedStyle(document.querySelector('.sanzu-name')).fontFamily;
      pen.fillText(text, 10, 60);
      return pen.getImageData(0, 0, 300, 150).data.filter((value, place) => place % 4 === 3 && value > 0).length;
    })
"""


def test_chinese_is_drawn(page_file, sight):
    """Without a font Chromium draws nothing, or a box that is the same for every character; a
    picture of that would prove nothing.
    """
    sight.page.goto(page_file.as_uri())
    sight.board()
    few, many, none = sight.page.evaluate(INK, ["一", "鑫", " "])
    assert none < 50 < few < many


def test_hostile_names_are_text(sight, tmp_path):
    members = {
        "id": ["<b>1", "2"],
        "name": [HOSTILE, "{words}"],
        "position": ["<i>p</i>", "__proto__"],
    }
    units = {
        "id": ["T<", "G'\"", "__proto__"],
        "name": [HOSTILE, "<u>g", "constructor"],
        "layer": ["team", "party", "team"],
    }
    org = sg.Org(members, units, {"member": ["<b>1", "2", "<b>1"], "unit": ["T<", "T<", "G'\""]})
    planner = sg.Planner(
        org,
        sg.Policy.for_layers("team", ["party"]),
        sg.Scenario("</title><script>window.hacked=1</script>"),
        lang="en",
    )
    planner.scenario = planner.scenario.then(sg.MoveMember("2", "T<", "__proto__"))
    planner.to_html(tmp_path / "board.html")
    sight.page.goto((tmp_path / "board.html").as_uri())
    board = sight.board()
    assert board.locator(".sanzu-name").first.text_content() == HOSTILE
    assert board.locator("img, script, b, i, u").count() == 0
    assert sight.page.evaluate("window.hacked") is None
    sight.card("<b>1").click(button="right")
    board.locator(".sanzu-menu button").first.wait_for()
    sight.page.keyboard.press("Escape")
    sight.card("<b>1").click()
    sight.keep("13-hostile")
    assert board.locator("img, script, b, i, u").count() == 0
    assert sight.people("__proto__") == ["2"]


def test_a_finger_drags_after_a_moment(page_file, browser):
    context = browser.new_context(viewport={"width": 1100, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.locator(".sanzu-card[data-member=M002]").wait_for()
    fingers = context.new_cdp_session(page)

    def middle(selector):
        box = page.locator(selector).first.bounding_box()
        return {"x": box["x"] + box["width"] / 2, "y": box["y"] + min(box["height"] / 2, 40)}

    def touch(kind, *points):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    start, end = middle(".sanzu-card[data-member=M002]"), middle(".sanzu-unit[data-unit=T02]")
    touch("touchStart", start)
    page.wait_for_selector(".sanzu-ghost")  # held, not moved
    touch("touchMove", {"x": (start["x"] + end["x"]) / 2, "y": end["y"]})
    touch("touchMove", end)
    page.locator(".sanzu-unit[data-unit=T02].sanzu-target").wait_for()
    touch("touchEnd")
    page.locator(".sanzu-unit[data-unit=T02] .sanzu-card[data-member=M002]").wait_for()
    context.close()


OFFERED = """
    () => [...document.querySelectorAll('.sanzu-unit .sanzu-card')].map((card) => {
      const offer = document.createElement('span');
      offer.className = 'sanzu-offer';
      offer.textContent = '▲ ✓128';
      card.querySelector('.sanzu-name').after(offer);
      return card.scrollWidth - card.clientWidth;
    })
"""


def test_nothing_on_a_card_is_cut_off_without_a_sign(sight, tmp_path):
    """An offer beside badges, and a name whose letters join and run from the right."""
    people = [f"M{number}" for number in range(4)]
    units = {"T": "一班", "P": "第一党小组", "U": "第一工会小组", "Q": "项目甲乙丙丁"}
    org = sg.Org(
        {
            "id": people,
            "name": ["محمد عبد الرحمن الشريف", "محمد عبدالله", "陈三", "An"],
            "position": ["head of everything"] * len(people),
        },
        {
            "id": [*units, "V"],
            "name": [*units.values(), "第二党小组"],
            "layer": ["team", "party", "union", "project", "party"],
        },
        {
            "member": people * 5,
            "unit": [unit for unit in [*units, "V"] for _ in people],
            "role": [*["leader"] * 2, *["member"] * 18],
        },
    )
    sg.Planner(org, on="2026-11-22", lang="zh").to_html(tmp_path / "board.html")
    sight.page.goto((tmp_path / "board.html").as_uri())
    sight.board()
    assert sight.page.evaluate(OFFERED) == [0] * len(people)
    assert sight.card("M0").locator(".sanzu-name > *").all_inner_texts() == [org.members["name"][0]]
