"""How long it takes to start: the import, and the command line's help."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.tables import Table, at_most, seconds
from benchmarks.timing import command_median

TIMES = 21


def tables() -> Iterator[Table]:
    python = sys.executable
    commands = {
        "python -c pass": [python, "-c", "pass"],
        "import sanzu_graph": [python, "-c", "import sanzu_graph"],
        "import pandas": [python, "-c", "import pandas"],
    }
    sanzu = Path(python).with_name("sanzu")
    if sanzu.exists():
        commands["sanzu --help"] = [str(sanzu), "--help"]
    took = command_median(commands, TIMES)
    figures = {
        "import sanzu_graph": at_most(took["import sanzu_graph"] / took["import pandas"], 1 / 5)
    }
    if "sanzu --help" in took:
        figures["sanzu --help"] = at_most(took["sanzu --help"] / took["python -c pass"], 3)
    yield Table(
        "Starting, whole processes",
        ("command", "time", "figure"),
        [[name, seconds(value), figures.get(name, "")] for name, value in took.items()],
    )
