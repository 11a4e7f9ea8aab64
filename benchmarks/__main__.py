"""``python -m benchmarks``: measure, compare, print."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import version

from benchmarks import (
    days,
    drawing,
    encoding,
    growth,
    layouts,
    local,
    memory,
    optimizing,
    pairing,
    reading,
    reporting,
    rosters,
    several_seats,
    starting,
    structural,
    surveying,
    sweeping,
    whole_audit,
    working_year,
)
from benchmarks.tables import Table

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--largest",
        type=int,
        default=1_000_000,
        help="the most members to measure with; 10000000 needs about 12 GB",
    )
    parser.add_argument(
        "--only",
        default="",
        help="some of audit, networkx, encoding, messages, days, reading, sweep, local, memory, optimize, seats, pairs, rosters, readers, year, reporting, layout, draw, survey, growth, import; comma between them",
    )
    parser.add_argument(
        "--networkx",
        type=int,
        default=100_000,
        help="the most members for networkx, which is slow and large",
    )
    parser.add_argument(
        "--igraph",
        type=int,
        default=10_000,
        help="the most nodes for igraph, which takes a minute and more at 100000",
    )
    parser.add_argument(
        "--draw",
        type=int,
        default=1_000,
        help="the most people to draw; 10000 takes matplotlib minutes",
    )
    parser.add_argument(
        "--pairs", type=int, default=10_000, help="the most mentor pairs; 50000 takes minutes"
    )
    parser.add_argument(
        "--optimize",
        type=int,
        default=20_000,
        help="the most members to optimise for; 200000 takes minutes",
    )
    parser.add_argument(
        "--survey",
        default="20x20000",
        help="how many organisations of how many members; 100x1000000 needs an hour and 10 GB of disk",
    )
    parser.add_argument(
        "--survey-set",
        default="",
        metavar="FOLDER",
        help="a data set of that many organisations which is there already; by default it is made",
    )
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    given = parser.parse_args()
    sizes = [size for size in SIZES if size <= given.largest]
    million = [min(given.largest, 1_000_000)]
    parts: dict[str, Callable[[], Iterator[Table]]] = {
        "audit": lambda: structural.against_frames(sizes),
        "networkx": lambda: structural.against_loops(
            [size for size in sizes if size <= given.networkx]
        ),
        "encoding": lambda: encoding.tables(million),
        "messages": lambda: whole_audit.tables(million),
        "days": lambda: days.tables(million),
        "reading": lambda: reading.tables(million),
        "sweep": lambda: sweeping.tables([size for size in sizes if size >= 10_000]),
        "local": lambda: local.tables([size for size in sizes if size <= 100_000]),
        "memory": lambda: memory.tables(million[0]),
        "optimize": lambda: optimizing.tables(min(given.largest, given.optimize)),
        "seats": lambda: several_seats.tables(min(given.largest, given.optimize)),
        "pairs": lambda: pairing.tables(min(given.largest, given.pairs)),
        "rosters": lambda: rosters.tables([size for size in sizes if size <= 100_000]),
        "readers": lambda: rosters.beside([size for size in sizes if 100_000 <= size <= 1_000_000]),
        "year": lambda: working_year.tables([size for size in sizes if 10_000 <= size <= 100_000]),
        "reporting": lambda: reporting.tables([size for size in sizes if size >= 10_000]),
        "layout": lambda: layouts.tables(given.igraph),
        "draw": lambda: drawing.tables([size for size in (1_000, 10_000) if size <= given.draw]),
        "survey": lambda: surveying.tables(
            *map(int, given.survey.split("x", 1)), kept_set=given.survey_set
        ),
        "growth": growth.tables,
        "import": starting.tables,
    }
    asked = given.only.split(",") if given.only else [part for part in parts if part != "growth"]
    unknown = sorted(set(asked) - set(parts))
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(parts)}")
    packages = ", ".join(
        f"{name} {version(name)}"
        for name in (
            "numpy",
            "pandas",
            "polars",
            "duckdb",
            "networkx",
            "igraph",
            "highspy",
            "ortools",
        )
    )
    print(
        f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}\n"
    )
    for part in asked:
        for table in parts[part]():
            print((table.markdown() if given.markdown else table.text()) + "\n", flush=True)


if __name__ == "__main__":
    main()
