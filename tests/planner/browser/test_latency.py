"""How long a drop takes to be answered, in the page, end to end, and that only what is in sight is
in the page.

The times are kept beside the pictures (`docs/benchmarks.md` has those of one run); no test hangs on
them, but on what is in the page.
"""

import json
import os

import pytest

from tests.planner.browser.drops import SMALL, dropped
from tests.planner.browser.sights import PICTURES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [SMALL, 3_000, 10_000])
def test_a_drop_is_answered(lab, sight, size):
    told = dropped(lab, sight, size)
    count = len(told["after"]) + len(told["once"])
    assert count >= 5
    assert told["cards"] < 400
    told["load"] = round(os.getloadavg()[0], 1)
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"latency-{size}.json").write_text(json.dumps(told))
    board = sight.board()
    assert board.locator(".sanzu-changes li").count() == count
    assert board.locator(".sanzu-card").count() < 400
    if size > SMALL:  # far down, other people are in the page
        first = sight.page.evaluate(
            "document.querySelector('.sanzu-scroller .sanzu-unit').dataset.unit"
        )
        sight.page.evaluate("document.querySelector('.sanzu-scroller').scrollTop = 1e6")
        sight.unit(first).wait_for(state="detached")
        assert 0 < board.locator(".sanzu-card").count() < 400
        sight.keep(f"15-{size}-people")
