"""Mentor pairs: the same optimum beside scipy, munkres, mentor-match and matching; then as many as
a province has, proven.

All begin with the organisation's columns in integers. The peers need the whole matrix of scores,
which is made for them by the same terms and timed apart (“scores”); the ratios count it.
mentor-match and matching install a package of the same name, so that each lives in an environment
of its own, made here and skipped with a word when it cannot be had. matching answers another
question (stable pairs); it is told what share of the best score these have.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.tables import Table, at_most, seconds, times
from sanzu_graph import Limit, Org, Policy, pair_mentors
from sanzu_graph.mentoring.assignment import assign
from sanzu_graph.mentoring.market import Market, market

SIZES = (100, 1_000, 3_000, 5_000)
LARGE = (10_000, 50_000)
#: Size → how often ours, the scores and scipy are measured in turns; larger ones thrice.
REPEATS = {100: 101}
#: A peer gets so many seconds; one that did not finish is not asked for more pairs.
PATIENCE = 100.0
#: Times as fast as mentor-match, and share of the fastest of all peers.
FASTER, SHARE = 100, 1.2
_MUNKRES = """
from munkres import Munkres
pairs = Munkres().compute([[-value for value in row] for row in scores])
"""
_MENTOR_MATCH = """
from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data

class Given:
    def apply(self, match):
        return scores[match.mentee.role][match.mentor.role]

mentors = [Mentor(email=f"m{number}", role=number, grade=0) for number in range(len(scores[0]))]
mentees = [Mentee(email=f"a{number}", role=number, grade=0) for number in range(len(scores))]
process_data(mentors, mentees, [[Given()]])
pairs = [(one.role, other.role) for one in mentees for other in one.mentors]
"""
_MATCHING = """
from matching.games import StableMarriage

def order(values):
    return sorted(range(len(values)), key=lambda other: -values[other])

rows = {number: order(row) for number, row in enumerate(scores)}
columns = {number: order(column) for number, column in enumerate(zip(*scores))}
game = StableMarriage.create_from_dictionaries(rows, columns)
pairs = [(one.name, other.name) for one, other in game.solve().items()]
"""
#: Package → what it is asked to do.
PEERS = {"munkres": _MUNKRES, "mentor-match": _MENTOR_MATCH, "matching": _MATCHING}
_PROGRAM = """
import json, sys, time
scores = json.load(open(sys.argv[1]))
start = time.perf_counter()
%s
took = time.perf_counter() - start
print(json.dumps([took, sum(scores[row][column] for row, column in pairs), len(pairs)]))
"""


def organisation(pairs: int, sites: int, *, capacity: int) -> tuple[Org, Policy]:
    """As many newcomers as people who may mentor, in teams of ten at some sites, of five work
    types; invented.
    """
    rng = np.random.default_rng(7)
    parts = [
        pd.DataFrame(
            {
                "id": [f"{kind}{number}" for number in range(pairs)],
                "seniority_years": rng.integers(low, high, pairs),
                "skill_level": rng.integers(*skill, pairs),
                "site": rng.integers(0, sites, pairs).astype(str),
                "work_type": rng.integers(0, 5, pairs).astype(str),
            }
        )
        for kind, low, high, skill in (("a", 0, 2, (1, 3)), ("m", 5, 36, (3, 6)))
    ]
    members = pd.concat(parts).sort_values(["site", "work_type"], kind="stable")
    team = np.arange(2 * pairs) // 10
    names = [f"T{number}" for number in range(int(team[-1]) + 1)]
    org = Org(
        members,
        {"id": names, "layer": ["team"] * len(names)},
        {"member": members["id"].tolist(), "unit": [names[at] for at in team]},
    )
    rules = Policy().mentors
    assert rules is not None
    return org, Policy().replace(
        mentors=replace(rules, capacity=Limit(capacity), backbone_per=None)
    )


def tables(largest: int) -> Iterator[Table]:
    sizes = [size for size in SIZES if size <= largest]
    with tempfile.TemporaryDirectory() as folder:
        peers = {name: _environment(Path(folder), name) for name in PEERS}
        tired = {name for name, python in peers.items() if not python.exists()}
        rows = [_beside(Path(folder), size, peers, tired) for size in sizes]
        missing = ", ".join(sorted(name for name, python in peers.items() if not python.exists()))
    told = f"; not to be had here: {missing}" if missing else ""
    yield Table(
        f"Mentor pairs, one apprentice a mentor, the same optimum{told}",
        (
            "pairs",
            "ours",
            "scores",
            "scipy, dense",
            *PEERS,
            "than mentor-match",
            "of the fastest with scores",
        ),
        rows,
    )
    yield Table(
        "Mentor pairs, two apprentices a mentor: peers get each mentor twice",
        ("pairs", "ours", "scores", "scipy, dense", "of scipy with scores"),
        [_with_capacities(size) for size in sizes],
    )
    yield Table(
        "Mentor pairs in all, from organisation to changes, two apprentices a mentor",
        (
            "newcomers × mentors",
            "assignment",
            "with changes and recount",
            "pairs looked at, of all",
            "status",
            "peak memory",
        ),
        [_whole(size) for size in LARGE if size <= largest],
    )


def _environment(folder: Path, name: str) -> Path:
    """The Python of an environment that holds one peer."""
    place = folder / name
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    try:
        subprocess.run(
            [sys.executable, "-m", "venv", str(place)], check=True, capture_output=True, timeout=120
        )
        wanted = [str(python), "-m", "pip", "install", "--quiet", name]
        subprocess.run(wanted, check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError):
        shutil.rmtree(place, ignore_errors=True)
    return python


def scores_of(made: Market) -> np.ndarray:
    """Apprentices × mentors; what is not allowed, or worth nothing, counts nothing."""
    mentor, apprentice = made.mentors[None, :], made.apprentices[:, None]
    points = made.points(*np.broadcast_arrays(mentor, apprentice))
    return np.where(made.allowed(mentor, apprentice), np.maximum(points, 0), 0)


def _in_turns(work: dict[str, Callable[[], Any]], size: int) -> dict[str, tuple[float, Any]]:
    """Medians of processor time, one after the other in turns; and the answers."""
    took: dict[str, list[float]] = {name: [] for name in work}
    answers: dict[str, Any] = {}
    for number in range(REPEATS.get(size, 3) + 1):
        for name, one in work.items():
            start = time.process_time()
            answers[name] = one()
            if number:  # the first turn warms up
                took[name].append(time.process_time() - start)
    return {name: (float(np.median(took[name])), answers[name]) for name in work}


def _ours(made: Market, times_each: int) -> dict[str, tuple[float, Any]]:
    """Ours, the scores for a peer who gets each mentor so many times, and scipy's solver."""
    from scipy.optimize import linear_sum_assignment

    def scored() -> np.ndarray:
        return np.repeat(scores_of(made), times_each, axis=1) if times_each > 1 else scores_of(made)

    scores = scored()
    took = _in_turns(
        {
            "ours": lambda: assign(made, "best"),
            "scores": scored,
            "scipy": lambda: linear_sum_assignment(scores, maximize=True),
        },
        len(made.apprentices),
    )
    found, (row, column) = took["ours"][1], took["scipy"][1]
    value = int(made.points(made.mentors[found.mentor], made.apprentices[found.apprentice]).sum())
    if found.value != found.bound or value != int(scores[row, column].sum()):
        raise AssertionError(f"{found.value} of {found.bound}, {value} points")
    return took


def _beside(folder: Path, size: int, peers: dict[str, Path], tired: set[str]) -> list[str]:
    org, policy = organisation(size, max(size // 100, 2), capacity=1)
    made = market(org, policy)
    took_here = _ours(made, 1)
    ours, (making, scores), (dense, (row, column)) = (
        took_here["ours"][0],
        took_here["scores"],
        took_here["scipy"],
    )
    wanted = int(scores[row, column].sum())
    file = folder / "scores.json"
    file.write_text(json.dumps(scores.tolist()), encoding="utf-8")
    took: dict[str, float] = {}
    cells = [_peer(file, name, python, tired, wanted, took) for name, python in peers.items()]
    match = took.get("mentor-match")
    fastest = min([dense, *took.values()]) + making
    than = "" if match is None else times((match + making) / ours, FASTER)
    return [
        f"{size:,}",
        seconds(ours),
        seconds(making),
        seconds(dense),
        *cells,
        than,
        at_most(ours / fastest, SHARE),
    ]


def _peer(
    file: Path, name: str, python: Path, tired: set[str], wanted: int, took: dict[str, float]
) -> str:
    if name in tired:
        return "not run"
    program = _PROGRAM % PEERS[name]
    try:
        answer = subprocess.run(
            [str(python), "-c", program, str(file)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        tired.add(name)
        return f"over {PATIENCE:g} s"
    if answer.returncode:
        tired.add(name)
        return f"fails ({answer.stderr.strip().splitlines()[-1][:40]})"
    needed, value, _ = json.loads(answer.stdout)
    if value < wanted:
        return f"{seconds(needed)}, {100 * value / wanted:.4g} % of the optimum"
    took[name] = needed
    return seconds(needed)


def _with_capacities(size: int) -> list[str]:
    org, policy = organisation(size, max(size // 100, 2), capacity=2)
    made = market(org, policy)
    ours, making, dense = (took for took, _ in _ours(made, 2).values())
    return [
        f"{size:,}",
        seconds(ours),
        seconds(making),
        seconds(dense),
        at_most(ours / (dense + making), SHARE),
    ]


def _whole(size: int) -> list[str]:
    org, policy = organisation(size, max(size // 250, 2), capacity=2)
    made = market(org, policy)
    start = time.perf_counter()
    found = assign(made, "best")
    assigning = time.perf_counter() - start
    whole = pair_mentors(org, policy, objective="best")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    looked = f"{found.pairs_looked_at:,} of {2 * size * size:,}"
    return [
        f"{size:,} × {size:,}",
        seconds(assigning),
        seconds(whole.runtime),
        looked,
        whole.status,
        f"{peak:.1f} GB",
    ]
