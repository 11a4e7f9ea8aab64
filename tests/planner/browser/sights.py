"""What the browser tests do with a page: open notebooks, drag, look, keep pictures."""

import os
from pathlib import Path

from PIL import Image

#: Pictures are kept where this says; by default beside the tests' other leavings.
PICTURES = Path(os.environ.get("SANZU_PICTURES", Path(__file__).parents[3] / "out" / "board"))


class Sight:
    """A page with a board on it."""

    def __init__(self, page) -> None:
        self.page = page
        page.set_default_timeout(10_000)

    # -- JupyterLab

    def open(self, url: str, cells: int = 1) -> None:
        """Open a notebook and run its first cells."""
        self.page.goto(url)
        self.page.wait_for_selector(".jp-Notebook .jp-CodeCell .cm-content", timeout=60_000)
        self.page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=60_000)
        self.page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
        for _ in range(cells):
            self.page.keyboard.press("Shift+Enter")

    def run(self, source: str) -> str:
        """Run Python in the notebook's last cell, and what it printed."""
        cell = self.page.locator(".jp-Notebook .jp-CodeCell").last
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source + "\nprint('DONE')")
        self.page.keyboard.press("Control+Enter")
        output = cell.locator(".jp-OutputArea-output", has_text="DONE")
        output.wait_for(timeout=30_000)
        return output.inner_text().removesuffix("DONE").rstrip("\n").removesuffix("DONE").strip()

    # -- the board

    def board(self, number: int = 0):
        found = self.page.locator(".sanzu-planner").nth(number)
        found.locator(".sanzu-unit .sanzu-card").first.wait_for(timeout=60_000)
        found.scroll_into_view_if_needed()
        return found

    def card(self, member: str, number: int = 0):
        return (
            self.page.locator(".sanzu-planner")
            .nth(number)
            .locator(f'.sanzu-card[data-member="{member}"]:not(.sanzu-ghost)')
        )

    def unit(self, unit: str, number: int = 0):
        return (
            self.page.locator(".sanzu-planner")
            .nth(number)
            .locator(f'.sanzu-unit[data-unit="{unit}"]')
        )

    def status(self, number: int = 0) -> str:
        return self.page.locator(".sanzu-planner").nth(number).locator(".sanzu-status").inner_text()

    def people(self, unit: str, number: int = 0) -> list[str]:
        return (
            self.unit(unit, number)
            .locator(".sanzu-card")
            .evaluate_all("cards => cards.map(card => card.dataset.member)")
        )

    def middle(self, element) -> tuple[float, float]:
        box = element.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 60)

    def bring(self, member: str, unit: str, number: int = 0) -> None:
        """Scroll the board until a card and the head of a unit are in sight, as a user would."""
        self.card(member, number).evaluate(
            """(card, target) => {
              const scroller = card.closest('.sanzu-scroller');
              if (!scroller?.contains(target)) return;
              const sight = scroller.getBoundingClientRect();
              const [mine, theirs] = [card, target].map(each => each.getBoundingClientRect());
              const above = Math.min(mine.top, theirs.top) - sight.top;
              const below = Math.max(mine.bottom, Math.min(theirs.bottom, theirs.top + 100));
              if (above < 0 || below > sight.bottom) scroller.scrollTop += above - 10;
            }""",
            self.unit(unit, number).element_handle(),
        )
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => done()))")

    def lift(self, member: str, unit: str, number: int = 0) -> None:
        """Drag somebody over a unit with the mouse, without letting go."""
        self.bring(member, unit, number)
        mouse = self.page.mouse
        mouse.move(*self.middle(self.card(member, number)))
        mouse.down()
        x, y = self.middle(self.unit(unit, number))
        mouse.move(x - 40, y - 20, steps=4)
        mouse.move(x, y, steps=4)

    def drag(self, member: str, unit: str, number: int = 0) -> None:
        """Drag somebody to a unit with the mouse, and wait for the answer."""
        before = self.answered(number)
        self.lift(member, unit, number)
        self.page.mouse.up()
        self.wait_answer(before, number)

    def answered(self, number: int = 0) -> int:
        return int(
            self.page.locator(".sanzu-planner").nth(number).get_attribute("data-answered") or 0
        )

    def wait_answer(self, before: int, number: int = 0) -> None:
        self.page.wait_for_function(
            "([number, before]) => Number(document.querySelectorAll('.sanzu-planner')[number].dataset.answered ?? 0) > before",
            arg=[number, before],
        )

    def keep(self, name: str) -> Path:
        """A picture of the page."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        self.page.screenshot(path=path)
        with Image.open(path) as picture:  # 256 colours tell everything, in a third of the bytes
            small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
        return path
