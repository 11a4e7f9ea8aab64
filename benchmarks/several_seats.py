"""The smallest reorganisation where people have several seats and units several leaders: all goals
proven, beside a plain CP-SAT model of the same definitions.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.arc_form import seat_arcs, with_highs
from benchmarks.optimizing import _told
from benchmarks.sites import LEVERS, demands, organisation
from benchmarks.tables import Table, seconds
from sanzu_graph import Org, Policy
from sanzu_graph.optimize.problem_building import problem
from sanzu_graph.optimize.request_faults import asked
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.optimize.solving_parts import solve

SIZES = (200, 2_000, 20_000, 200_000)
#: So many seconds a cell may take; of the largest, so many.
PATIENCE, LONGEST = 60.0, 300.0
#: The share of members of a group who sit in a second one of their site, and of groups with a second
#: leader.
SECOND, JOINT = 0.15, 0.1
#: CP-SAT is asked up to so many members.
PEERS = 200


def several(members: int, seed: int = 7) -> Org:
    """The invented organisation of `benchmarks.sites` with second seats and second leaders."""
    org, dice = organisation(members, seed), np.random.default_rng(seed)
    site = dict(zip(org.units["id"], org.units["site"], strict=True))
    layer = dict(zip(org.units["id"], org.units["layer"], strict=True))
    groups: dict[str, list[str]] = {}
    for unit, name in layer.items():
        if name == "party":
            groups.setdefault(site[unit], []).append(unit)
    rows = list(org.memberships[["member", "unit", "role"]].itertuples(index=False, name=None))
    joint = {unit for some in groups.values() for unit in some if dice.random() < JOINT}
    further = []
    for place, (member, unit, role) in enumerate(rows):
        if layer[unit] != "party":
            continue
        others = [one for one in groups[site[unit]] if one != unit]
        if others and dice.random() < SECOND:
            further.append((member, others[int(dice.integers(len(others)))], "member"))
        if unit in joint and role == "member":
            joint.remove(unit)
            rows[place] = (member, unit, "leader")
    frame = pd.DataFrame([*rows, *further], columns=["member", "unit", "role"])
    return Org(org.members, org.units, frame)


def policy(*, reach: bool) -> Policy:
    """The demands of `benchmarks.sites`, with groups that are open and have one or two leaders."""
    return demands(reach=reach).with_layer("party", exclusive=False, led={"least": 1, "most": 2})


def tables(largest: int) -> Iterator[Table]:
    sizes = [size for size in SIZES if size <= largest]
    orgs = {size: several(size) for size in sizes}
    for reach in (False, True):
        bound = "groups in three teams at most" if reach else "any number of teams a group"
        yield Table(
            f"Several seats a person: all goals proven, one thread, {bound}",
            (
                "levers",
                *(f"{size:,} members" for size in sizes),
                f"one column a seat and unit, three goals, {PEERS} members",
                f"CP-SAT, {PEERS} members",
            ),
            [_row(levers, orgs, reach=reach) for levers in LEVERS],
        )


def _row(levers: tuple[str, ...], orgs: dict[int, Org], *, reach: bool) -> list[str]:
    cells, answers = [], {}
    for size, org in orgs.items():
        if size > SIZES[2] and (levers not in LEVERS[:2] or reach):
            cells.append("not run")
            continue
        found, took = _solved(org, levers, reach=reach)
        answers[size] = found
        cells.append(_told(found, took))
    plain = peer = "not run"
    if PEERS in answers:
        if levers in LEVERS[:2] and not reach:
            plain = _with_arcs(answers[PEERS])
        peer = _with_cp_sat(orgs[PEERS], levers, answers[PEERS], reach=reach)
    return [", ".join(levers), *cells, plain, peer]


def _with_arcs(ours: Solution) -> str:
    """How long one MIP with a column for each seat and unit takes; its first three goals."""
    made = seat_arcs(ours.problem)
    values, is_proven, took = with_highs(made, PATIENCE)
    wanted = [ours.values[name] for name in ours.problem.ask.goals[:3]]
    if ours.status == "optimal" and values != wanted[: len(values)]:
        raise AssertionError(f"{wanted} ≠ {values}")
    return seconds(took) if is_proven else f"no proof in {PATIENCE:g} s"


def _solved(org: Org, levers: tuple[str, ...], *, reach: bool) -> tuple[Solution, float]:
    from concurrent.futures import ThreadPoolExecutor

    start = time.process_time()
    posed = problem(org, policy(reach=reach).resolve(org), asked(levers))
    patience = LONGEST if len(org.members) > SIZES[2] else PATIENCE
    with ThreadPoolExecutor(1) as one:
        found = solve(posed, executor=one, time_limit=patience)
    return found, time.process_time() - start


def _with_cp_sat(org: Org, levers: tuple[str, ...], ours: Solution, *, reach: bool) -> str:
    """How long the plain model takes, in a process of its own; OR-Tools and highspy bar each other."""
    question = pickle.dumps((org, policy(reach=reach), levers))
    code = (
        "import pickle, sys\n"
        "from tests.optimize.seats.cp_model import Model\n"
        "from tests.optimize.seats.definitions import Case\n"
        "org, policy, levers = pickle.load(sys.stdin.buffer)\n"
        "case = Case(org, policy, levers=levers)\n"
        "print(list(Model(case).best(case.goals)))\n"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=question,
            capture_output=True,
            check=False,
            timeout=4 * PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return f"no proof in {4 * PATIENCE:g} s of wall time"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        return f"no proof in {seconds(took)}"
    same = str([ours.values[name] for name in ours.problem.ask.goals])
    told = done.stdout.decode().strip()
    if ours.status == "optimal" and told != same:
        raise AssertionError(f"{told} ≠ {same}")
    return seconds(took)
