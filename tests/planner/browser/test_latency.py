"""How long a drop takes to be answered, in the page, end to end, and that only what is in sight is
in the page.

The times are kept beside the pictures (`docs/benchmarks.md` has those of one run); no test hangs on
them, but on what is in the page.
"""

import json
import os
from collections.abc import Iterator
from itertools import islice

import pytest

import sanzu_graph as sg
from sanzu_graph.planner.refusals import Refusals
from sanzu_graph.planner.session import Session
from tests.planner.browser.conftest import ROOT
from tests.planner.browser.sights import PICTURES

pytestmark = pytest.mark.browser

MADE = """
import sanzu_graph as sg
org = {org}
planner = sg.Planner(org, on="2026-11-22", lang="zh", height=1000)
planner"""
ORGS = {
    60: "sg.read_tables('data/guanxi')",
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


def made(size: int) -> sg.Org:
    return (
        sg.read_tables(ROOT / "data" / "guanxi")
        if size == 60
        else sg.synthetic(members=size, seed=7)
    )


def open_ways(org: sg.Org, seen: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Somebody of each unit in sight, and another one in sight where they may go."""
    session = Session(org, sg.Policy(), None, on="2026-11-22")
    for unit, people in seen.items():
        for member in people[1:3]:
            closed = Refusals(session.point).closed(member, unit, "team")
            places = [other for other in seen if other != unit and other not in closed]
            if places:
                session.make([sg.MoveMember(member, unit, places[0])])
                yield member, places[0]


@pytest.mark.parametrize("size", ORGS)
def test_a_drop_is_answered(lab, sight, size):
    sight.page.set_viewport_size(
        {"width": 1500, "height": 1400}
    )  # seven units are in sight, and stay so when they grow
    sight.open(lab.write(f"size{size}", MADE.format(org=ORGS[size])))
    board = sight.board()
    assert board.locator(".sanzu-card").count() < 400
    sight.page.evaluate(WATCH)
    units = sight.page.evaluate(
        "[...document.querySelectorAll('.sanzu-scroller .sanzu-unit')].slice(0, 7).map(unit => unit.dataset.unit)"
    )
    for number, (member, target) in enumerate(
        islice(open_ways(made(size), {unit: sight.people(unit) for unit in units}), 10)
    ):
        sight.lift(member, target)
        if number % 2 == 0:  # half of them look at the preview first, the others drop at once
            sight.page.wait_for_function(
                "!/检查中|^$/.test(document.querySelector('.sanzu-bubble').textContent)"
            )
        sight.page.mouse.up()
        sight.page.wait_for_function("number => window.drops.length > number", arg=number)
    drops = sight.page.evaluate("window.drops")
    assert len(drops) >= 5
    told = {
        name: [round(drop) for drop in sorted(drops[half::2])]
        for half, name in enumerate(("after the preview", "at once"))
    }
    told |= {"people": size, "load": round(os.getloadavg()[0], 1)}
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"latency-{size}.json").write_text(json.dumps(told))
    assert board.locator(".sanzu-changes li").count() == len(drops)
    assert board.locator(".sanzu-card").count() < 400
    if size > 60:  # far down, other people are in the page
        first = sight.page.evaluate(
            "document.querySelector('.sanzu-scroller .sanzu-unit').dataset.unit"
        )
        sight.page.evaluate("document.querySelector('.sanzu-scroller').scrollTop = 1e6")
        sight.unit(first).wait_for(state="detached")
        assert 0 < board.locator(".sanzu-card").count() < 400
        sight.keep(f"15-{size}-people")
