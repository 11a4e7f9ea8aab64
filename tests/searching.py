"""From which seed this run of the tests searches, and how widely."""

import os
import secrets

from hypothesis import settings

#: Where continuous integration runs, or a search is repeated, all that is drawn hangs on one seed.
#: Elsewhere Hypothesis draws freely, and begins with what failed last.
SEED = os.environ.get("SANZU_SEED") or (str(secrets.randbelow(2**32)) if "CI" in os.environ else "")
if SEED:
    os.environ["SANZU_SEED"] = SEED  # the workers of pytest-xdist inherit it
#: How many examples a test draws that says nothing else, and how many in `make test`. Each run
#: searches elsewhere, so that many short runs find what a long one finds.
USUAL, FEW = 20, 6


def examples(count: int) -> settings:
    """So many examples, in the same proportion to a profile's own as `count` is to `USUAL`."""
    return settings(max_examples=max(count * settings.default.max_examples // USUAL, 1))
