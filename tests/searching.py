"""From which seed this run of the tests searches, how widely, and what it found is kept."""

import os
import pathlib
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


#: Examples that failed, with what repeats them. Hypothesis itself keeps none where there is a seed.
KEPT = pathlib.Path(__file__).parents[1] / ".hypothesis" / "failing.txt"


def keep(test: str, told: str, repeat: str, path: pathlib.Path = KEPT) -> bool:
    """Keep what failed in a search; whether it did."""
    if not any(word in told for word in ("Falsifying example", "Failing test case")):
        return False
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{test}\n{repeat}\n{told}\n\n")
    return True
