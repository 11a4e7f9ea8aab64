"""How long a drop takes to be answered, in the page, end to end, and that only what is in sight is in the page.

The times are kept beside the pictures (`docs/benchmarks.md` has those of one run); no test hangs on them, but on what is in the page.
"""

import json

import pytest

from tests.planner.browser.conftest import ROOT
from tests.planner.browser.sights import PICTURES

pytestmark = pytest.mark.browser

MADE = """
import sanzu_graph as sg
org = {org}
planner = sg.Planner(org, on="2026-11-22", lang="zh")
planner"""
ORGS = {
    60: f"sg.read_tables({str(ROOT / 'data' / 'guanxi')!r})",
    3_000: "sg.synthetic(members=3_000, seed=7)",
    10_000: "sg.synthetic(members=10_000, seed=7)",
}
#: From letting go of the mouse until the audit stands in the page and is drawn.
WATCH = """
    () => {
      const board = document.querySelector('.sanzu-planner');
      window.drops = [];
      let began = 0;
      board.addEventListener('pointerup', () => (began = performance.now()), true);
      new MutationObserver(() => {
        if (!began) return;
        const from = began;
        began = 0;
        requestAnimationFrame(() => window.drops.push(performance.now() - from));
      }).observe(board.querySelector('.sanzu-changes'), {childList: true, subtree: true});
    }
"""
#: Two units in sight between which a person may move.
PAIRS = """
    () => [...document.querySelectorAll('.sanzu-scroller .sanzu-unit')].filter((unit) => {
      const [own, all] = [unit.getBoundingClientRect(), unit.closest('.sanzu-scroller').getBoundingClientRect()];
      return own.top >= all.top && own.top + 90 < all.bottom;
    }).map((unit) => [unit.dataset.unit, [...unit.querySelectorAll('.sanzu-card')].slice(0, 1).map((card) => card.dataset.member)])
"""


@pytest.mark.parametrize("size", ORGS)
def test_a_drop_is_answered(lab, sight, size):
    sight.open(lab.write(f"size{size}", MADE.format(org=ORGS[size])))
    board = sight.board()
    assert board.locator(".sanzu-card").count() < 400
    sight.page.evaluate(WATCH)
    done = 0
    for _ in range(3):
        for source, members in sight.page.evaluate(PAIRS):
            for target, _ in sight.page.evaluate(PAIRS):
                if source != target and members and done < 12 and members[0] in sight.people(source):
                    sight.lift(members[0], target)
                    sight.page.wait_for_selector(
                        ".sanzu-bubble .sanzu-line-new, .sanzu-bubble .sanzu-line-fixed, .sanzu-bubble .sanzu-line-still"
                    )
                    sight.page.wait_for_function("document.querySelector('.sanzu-bubble').textContent.length > 12")
                    sight.page.mouse.up()
                    sight.page.wait_for_timeout(250)
                    done = sight.page.evaluate("window.drops.length")
    drops = sorted(sight.page.evaluate("window.drops"))
    assert len(drops) >= 5
    told = {"people": size, "drops": len(drops), "median": drops[len(drops) // 2], "worst": drops[-1]}
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"latency-{size}.json").write_text(json.dumps(told))
    assert board.locator(".sanzu-changes li").count() == len(drops)
    assert board.locator(".sanzu-card").count() < 400
    if size > 60:  # far down, other people are in the page
        first = sight.page.evaluate("document.querySelector('.sanzu-scroller .sanzu-unit').dataset.unit")
        sight.page.evaluate("document.querySelector('.sanzu-scroller').scrollTop = 1e6")
        sight.unit(first).wait_for(state="detached")
        assert 0 < board.locator(".sanzu-card").count() < 400
        sight.keep(f"15-{size}-people")
