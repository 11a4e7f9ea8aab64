"""How time and memory grow with size: each figure in a process of its own, over decades, beside a
peer as far as that finishes; and the exponents that fit.

An exponent of 1 is linear. It is the slope of a straight line through the logarithms.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from benchmarks.organisations import invent
from benchmarks.organisations import tables as tables_of
from benchmarks.surveying import write_set
from benchmarks.tables import Table, seconds

#: A run that takes longer has no figure.
PATIENCE = 90.0
_PROGRAM = """
import json, pathlib, tempfile, time, warnings
warnings.simplefilter("ignore")
import pandas
import sanzu_graph as sg

def made(size):
    policy = sg.Policy.for_layers("team", ["party", "union"])
    names = globals() | {{"folder": {folder!r}, "size": size, "policy": policy}}
    exec({code!r}, names)
    return names["work"]

made({smallest})()  # loads what is loaded late
work = made({size})
started = time.process_time()
kept = work()
took = time.process_time() - started
with open("/proc/self/status") as status:
    peak = int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024
print(json.dumps([took, peak]))
"""
_ORG = "org = sg.read_tables(f'{folder}/{size}')\n"
_PROPOSED = """
from benchmarks.arc_form import bare, with_highs
from benchmarks.sites import organisation
from sanzu_graph.optimize.problem_building import problem
from sanzu_graph.optimize.request_faults import asked
org = organisation(size)
policy = sg.Policy.for_layers("team", ["party"]).replace(transfer=sg.Policy().transfer)
policy = policy.with_layer("party", led=False)
goals = ["unmet", "people_moved"]
"""
_PAIRED = """
from benchmarks.pairing import organisation, scores_of
from sanzu_graph.mentoring.market import market
org, policy = organisation(size, max(size // 100, 2), capacity=1)
"""
_DRAWN = """
from benchmarks.drawing import by_artists
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.errors import speaking
org = sg.synthetic(members=size, seed=7)
"""
_SURVEYED = """
from concurrent.futures import ThreadPoolExecutor
from benchmarks.surveying import with_duckdb
place = f"{folder}/set{size}"
"""


class Way(NamedTuple):
    """How a piece of work is done: by whom, what stands before the clock, what is timed."""

    name: str
    before: str
    work: str
    largest: int = 10**9


@dataclass(frozen=True)
class Work:
    """A piece of work at several sizes, ours and a peer's."""

    title: str
    unit: str
    sizes: Sequence[int]
    ours: Way
    peer: Way


WORKS = (
    Work(
        "read Parquet",
        "people",
        (10_000, 100_000, 1_000_000),
        Way("read_tables", "", "sg.read_tables(f'{folder}/{size}')"),
        Way(
            "pandas.read_parquet",
            "files = sorted(pathlib.Path(folder, str(size)).iterdir())\n",
            "[pandas.read_parquet(file) for file in files]",
        ),
    ),
    Work(
        "audit",
        "people",
        (10_000, 100_000, 1_000_000),
        Way("audit, all checks, findings told", _ORG, "len(sg.audit(org, policy).findings)"),
        Way(
            "networkx, structural questions",
            "from benchmarks.organisations import invent\n"
            "from benchmarks.with_networkx import PlainLoops\nask = PlainLoops(invent(size))\n",
            "ask()",
            100_000,
        ),
    ),
    Work(
        "propose",
        "people",
        (1_000, 10_000, 100_000),
        Way(
            "propose, fewest people moved",
            _PROPOSED,
            "sg.propose(org, policy, levers=['move'], goals=goals)",
        ),
        Way(
            "HiGHS on counts",
            _PROPOSED + "posed = problem(org, policy, asked(['move'], goals))\n",
            "with_highs(bare(posed), 60)",
        ),
    ),
    Work(
        "pair",
        "pairs",
        (100, 1_000, 10_000),
        Way("pair_mentors", _PAIRED, "sg.pair_mentors(org, policy)"),
        Way(
            "scipy, scores included",
            _PAIRED + "from scipy.optimize import linear_sum_assignment\n",
            "linear_sum_assignment(scores_of(market(org, policy)), maximize=True)",
            1_000,
        ),
    ),
    Work(
        "draw",
        "people",
        (100, 1_000, 10_000),
        Way(
            "plot_layers as SVG",
            _DRAWN,
            "to_svg(drawing(sg.plot_layers, org).full())",
        ),
        Way(
            "matplotlib, an artist a label",
            _DRAWN + "scene = drawing(sg.plot_layers, org).full()\n",
            "by_artists(scene, 'svg')",
        ),
    ),
    Work(
        "survey",
        "organisations of 200",
        (10, 100, 1_000),
        Way(
            "survey, all checks, kept",
            _SURVEYED + "one, keep = ThreadPoolExecutor(1), tempfile.mkdtemp(dir=folder)\n",
            "sg.survey(place, policy, executor=one, keep=keep)",
        ),
        Way("DuckDB, three questions", _SURVEYED, "with_duckdb(place)", 100),
    ),
)


def tables() -> Iterator[Table]:
    """The table of growth, and that of exponents."""
    rows: list[list[str]] = []
    exponents: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        write_tables(folder)
        for work in WORKS:
            measured = {
                way.name: figures(way, work.sizes, folder) for way in (work.ours, work.peer)
            }
            ours, peer = measured.values()
            for size in work.sizes:
                sides = [cell for side in (ours, peer) for cell in cells(side.get(size))]
                rows.append([work.title, f"{size:,} {work.unit}", *sides])
            exponents.append([work.title, work.ours.name, *fits(ours), work.peer.name, *fits(peer)])
    headings: tuple[str, ...] = (
        *("work", "size", "sanzu_graph", "peak memory"),
        *("peer", "peak memory"),
    )
    yield Table("Growth, seconds of the processor", headings, rows)
    headings = ("work", "sanzu_graph", "time", "memory", "peer", "time", "memory")
    yield Table("Fitted exponents (1 is linear)", headings, exponents)


def write_tables(folder: str) -> None:
    """The tables to be read, by size; and the data sets to be surveyed."""
    for size in WORKS[0].sizes:
        place = pathlib.Path(folder, str(size))
        place.mkdir()
        for name, frame in tables_of(invent(size)).items():
            frame.to_parquet(place / f"{name}.parquet", index=False)
    for count in WORKS[-1].sizes:
        write_set(f"{folder}/set{count}", count, 200)


def figures(way: Way, sizes: Sequence[int], folder: str) -> dict[int, tuple[float, float]]:
    """Size → seconds of the processor and megabytes, as far as it finishes."""
    done: dict[int, tuple[float, float]] = {}
    for size in sizes:
        if size > way.largest:
            break
        code = f"{way.before}work = lambda: {way.work}\n"
        program = _PROGRAM.format(folder=folder, size=size, code=code, smallest=sizes[0])
        try:
            run = subprocess.run(
                [sys.executable, "-c", program],
                capture_output=True,
                text=True,
                check=True,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            break
        except subprocess.CalledProcessError as error:
            raise AssertionError(f"{way.name} at {size}: {error.stderr[-2000:]}") from error
        took, peak = json.loads(run.stdout.splitlines()[-1])
        done[size] = (took, peak)
    return done


def cells(figure: tuple[float, float] | None) -> tuple[str, str]:
    """Seconds and megabytes in words."""
    return ("–", "–") if figure is None else (seconds(figure[0]), f"{figure[1]:,.0f} MB")


def fits(done: dict[int, tuple[float, float]]) -> tuple[str, str]:
    """The exponents of time and of memory; a dash where there are fewer than two sizes."""
    if len(done) < 2:
        return "–", "–"
    size = np.log([*done])
    time, memory = np.log(np.array([*done.values()])).T
    return f"{exponent(size, time):.2f}", f"{exponent(size, memory):.2f}"


def exponent(size: np.ndarray, value: np.ndarray) -> float:
    """The slope of the line through logarithms.

    Examples
    --------
    >>> round(exponent(np.log([1, 10, 100]), np.log([2, 200, 20_000])), 6)
    2.0
    """
    return float(np.polyfit(size, value, 1)[0])
