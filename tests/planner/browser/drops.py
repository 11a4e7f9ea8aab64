"""How long drops take in a real JupyterLab, and how much memory the page needs.

``python -m tests.planner.browser.drops 72 3000 10000 50000`` prints a line for each size.
"""

import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import sanzu_graph as sg
from sanzu_graph.planner.refusals import Refusals
from sanzu_graph.planner.session import Session
from tests.planner.browser.conftest import ROOT, Lab, chromium
from tests.planner.browser.sights import Sight

#: The people of data/guanxi.
SMALL = 72
DROPS = 10
MADE = """
import sanzu_graph as sg
org = {org}
planner = sg.Planner(org, on="2026-11-22", lang="zh", height=1000, keep=False)
planner"""
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


def source(size: int) -> str:
    """The Python that makes an organisation of so many people."""
    return (
        "sg.read_tables('data/guanxi')"
        if size == SMALL
        else f"sg.synthetic(members={size}, seed=7)"
    )


def made(size: int) -> sg.Org:
    """The same organisation here."""
    return (
        sg.read_tables(ROOT / "data" / "guanxi")
        if size == SMALL
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


def heap(sight: Sight) -> float:
    """What the scripts of the page hold, in megabytes, without what is waste."""
    session = sight.page.context.new_cdp_session(sight.page)
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"] / 1e6


def dropped(lab: Lab, sight: Sight, size: int) -> dict[str, Any]:
    """Drag some people in a board of a size: milliseconds of each drop, and memory.

    Returns
    -------
    dict
        ``people``; ``after`` (the preview had been answered), ``once`` (it had not), each sorted;
        ``heap`` and ``cards``: megabytes that the board added to the page, and cards in the page.
    """
    # Seven units are in sight, and stay so when they grow.
    sight.page.set_viewport_size({"width": 1500, "height": 1400})
    sight.open(lab.write(f"size{size}", "1 + 1", MADE.format(org=source(size))))
    sight.page.locator(".jp-OutputArea-output").first.wait_for(timeout=60_000)
    before = heap(sight)
    sight.page.keyboard.press("Shift+Enter")
    board = sight.board()
    grown = heap(sight) - before
    cards = board.locator(".sanzu-card").count()
    sight.page.evaluate(WATCH)
    units = sight.page.evaluate(
        "[...document.querySelectorAll('.sanzu-scroller .sanzu-unit')].slice(0, 7).map(unit => unit.dataset.unit)"
    )
    seen = {unit: sight.people(unit) for unit in units}
    for number, (member, target) in enumerate(islice(open_ways(made(size), seen), DROPS)):
        sight.lift(member, target)
        if number % 2 == 0:  # half of them look at the preview first, the others drop at once
            sight.page.wait_for_function(
                "!/检查中|^$/.test(document.querySelector('.sanzu-bubble').textContent)"
            )
        sight.page.mouse.up()
        sight.page.wait_for_function("number => window.drops.length > number", arg=number)
    drops = sight.page.evaluate("window.drops")
    halves = {
        name: sorted(map(round, drops[half::2])) for half, name in enumerate(("after", "once"))
    }
    return {"people": size, **halves, "heap": round(grown, 1), "cards": cards}


def main(sizes: list[int]) -> None:
    """Print what drops take at each size."""
    from playwright.sync_api import sync_playwright

    lab = Lab(Path(tempfile.mkdtemp()))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
            )
            for size in sizes:
                context = browser.new_context(locale="zh-CN")
                told = dropped(lab, Sight(context.new_page()), size)
                medians = [round(median(told[half])) for half in ("after", "once")]
                sys.stdout.write(f"{told} medians: {medians}\n")
                sys.stdout.flush()
                context.close()
    finally:
        lab.stop()


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [SMALL, 3_000, 10_000, 50_000])
