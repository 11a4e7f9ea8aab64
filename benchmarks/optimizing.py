"""The smallest reorganisation: all five goals proven, by size and levers; beside the undivided
model, the arc form and CP-SAT; and Juhua.

All in one thread, and in seconds of processor time: what else the machine does at the time takes
nothing from either side.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from benchmarks.arc_form import Arcs, arcs, bare, columns_of, with_cp_sat, with_highs
from benchmarks.sites import LEVERS, demands, organisation
from benchmarks.tables import Table, at_most, seconds, times
from sanzu_graph import Limit, Org, Policy, read_tables
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.problem_building import problem
from sanzu_graph.optimize.request_faults import asked
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.optimize.solving_parts import solve

SIZES = (200, 2_000, 20_000, 200_000)
#: Peers get so many seconds, and so many members at most.
PATIENCE, PEERS = 60.0, 2_000
#: So often the fewest moves are found in turns with HiGHS on counts alone.
TURNS = 5
JUHUA = Path(__file__).parents[1] / "data" / "juhua"
QUESTIONS = (
    ("move",),
    ("admit",),
    ("merge",),
    ("move", "admit"),
    ("merge", "admit"),
    ("attach", "merge", "admit"),
    ("move", "attach", "admit"),
    ("move", "regroup", "appoint", "attach", "admit"),
)


def tables(largest: int) -> Iterator[Table]:
    sizes = [size for size in SIZES if size <= largest]
    orgs = {size: organisation(size) for size in sizes}
    for reach in (False, True):
        bound = "groups in three teams at most" if reach else "any number of teams a group"
        rows = [_row(levers, orgs, reach=reach) for levers in LEVERS]
        yield Table(
            f"All five goals proven, one thread, {bound}",
            ("levers", *(f"{size:,} members" for size in sizes)),
            rows,
        )
    yield Table(
        "Unmet, groups changed and people moved, proven; beside the arc form",
        (
            "members",
            "levers",
            "ours, parts",
            "columns",
            "ours, undivided",
            "arc form, HiGHS",
            "columns",
            "arc form, CP-SAT",
        ),
        [row for size in sizes if size <= PEERS for row in _beside(orgs[size])],
    )
    yield Table(
        "Fewest people moved, no blank team, proven",
        (
            "members",
            "ours, recount and all",
            "counts alone, HiGHS",
            "counts alone, CP-SAT",
            "ours, of HiGHS on counts",
            "arc form, HiGHS",
            "arc form, CP-SAT",
            "than CP-SAT on arcs",
        ),
        [_bare(orgs[size]) for size in sizes if size >= PEERS],
    )
    yield Table(
        "Juhua: two party members in every team, five goals proven",
        ("levers", "left unmet", "groups", "people", "seconds"),
        _juhua(),
    )


def _posed(
    org: Org, levers: tuple[str, ...], goals: tuple[str, ...] | None = None, *, reach: bool = False
) -> Problem:
    return problem(org, demands(reach=reach), asked(levers, goals))


def _timed(posed: Problem, *, whole: bool = False) -> tuple[Solution, float]:
    from concurrent.futures import ThreadPoolExecutor

    start = time.process_time()
    with ThreadPoolExecutor(1) as one:
        found = solve(posed, executor=one, time_limit=PATIENCE * 10, whole=whole)
    return found, time.process_time() - start


def _told(found: Solution, took: float) -> str:
    return seconds(took) if found.status == "optimal" else f"{found.status} after {seconds(took)}"


def _row(levers: tuple[str, ...], orgs: dict[int, Org], *, reach: bool) -> list[str]:
    cells = []
    for size, org in orgs.items():
        if "merge" in levers and size > 20_000:
            cells.append("not run")
            continue
        start = time.process_time()
        posed = _posed(org, levers, reach=reach)
        posing = time.process_time() - start
        found, took = _timed(posed)
        cells.append(_told(found, posing + took))
    return [", ".join(levers), *cells]


def _beside(org: Org) -> Iterator[list[str]]:
    goals = ("unmet", "groups_changed", "people_moved")
    for levers in (("move",), ("move", "regroup")):
        posed = _posed(org, levers, goals)
        ours, took = _timed(posed)
        whole, longer = _timed(posed, whole=True)
        made = arcs(posed)
        answers = [with_highs(made, PATIENCE), with_cp_sat(made, PATIENCE)]
        wanted = [ours.values[name] for name in goals]
        if [whole.values[name] for name in goals] != wanted or any(
            values != wanted[: len(values)] for values, _, _ in answers
        ):
            raise AssertionError(f"{wanted} ≠ {whole.values}, {answers}")
        told = [
            seconds(needed) if proven else f"no proof in {PATIENCE:g} s"
            for _, proven, needed in answers
        ]
        columns = sum(answer.columns for answer in ours.parts)
        yield [
            f"{len(org.members):,}",
            ", ".join(levers),
            seconds(took),
            f"{columns:,}",
            _told(whole, longer),
            told[0],
            f"{columns_of(made):,}",
            told[1],
        ]


def _bare(org: Org) -> list[str]:
    """One goal after another: nobody missing, then few moved; beside counts of who belongs to the
    layer per team, and beside the arc form.
    """
    policy = Policy.for_layers("team", ["party"]).replace(transfer=Policy().transfer)
    policy = policy.with_layer("party", led=False)
    ask = asked(["move"], ["unmet", "people_moved"])
    posed = problem(org, policy, ask)
    took, counted = [], []
    for number in range(TURNS + 1):
        ours, here = _timed(problem(org, policy, ask))
        values, proven, worked = _peer(posed, bare, with_highs)
        if values != [ours.values[name] for name in ask.goals]:
            raise AssertionError(f"{ours.values} ≠ {values}")
        if number:  # the first turn warms up
            took.append(here)
            counted.append(worked)
    wanted, mine = [ours.values[name] for name in ask.goals], median(took)
    needed = [(median(counted), proven)]
    for form, peer in ((bare, with_cp_sat), (arcs, with_highs), (arcs, with_cp_sat)):
        values, proven, worked = _peer(posed, form, peer)
        if values != wanted[: len(values)]:
            raise AssertionError(f"{wanted} ≠ {values}")
        needed.append((worked, proven))
    told = [
        seconds(worked) if proven else f"no proof in {PATIENCE:g} s" for worked, proven in needed
    ]
    return [
        f"{len(org.members):,}",
        _told(ours, mine),
        *told[:2],
        at_most(mine / needed[0][0], 1.5),
        *told[2:],
        times(needed[3][0] / mine, 20),
    ]


def _peer(
    posed: Problem,
    form: Callable[[Problem], Arcs],
    peer: Callable[[Arcs, float], tuple[list[int], bool, float]],
) -> tuple[list[int], bool, float]:
    """The first and the last goal of a form by a peer: values, whether proven, seconds with the
    building of the form.
    """
    start = time.process_time()
    made = form(posed)
    built = time.process_time() - start
    made.goals = [made.goals[0], made.goals[-1]]
    values, proven, worked = peer(made, PATIENCE)
    return values, proven, built + worked


def _juhua() -> list[list[str]]:
    org, shipped = read_tables(JUHUA), Policy()
    party = shipped.layer("party")
    policy = Policy.for_layers("team", ["party"]).replace(transfer=shipped.transfer)
    policy = policy.with_layer(
        "party",
        per_base_unit=Limit(2),
        counting_duties=("liaison",),
        candidates=party.candidates,
        admission=party.admission,
        eligible=party.eligible,
    )
    rows = []
    for levers in QUESTIONS:
        found, took = _timed(problem(org, policy, asked(levers)))
        values = [str(found.values[name]) for name in ("unmet", "groups_changed", "people_moved")]
        rows.append([", ".join(levers), *values, _told(found, took)])
    return rows
