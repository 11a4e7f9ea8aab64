"""Which day it is for the tests: pinned by `SANZU_TODAY`, else that of the clock."""

import datetime
import os


def today() -> datetime.date:
    """The day that the tests take as today; it is read here without the package's own code."""
    pinned = os.environ.get("SANZU_TODAY")
    return datetime.date.fromisoformat(pinned) if pinned else datetime.date.today()
