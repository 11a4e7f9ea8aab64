"""What an assignment alone cannot see: a backbone mentor for every group, and nobody mentoring
their own mentor; solved as a whole-number model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.mentoring.places import MOST, Assigned
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.lexicographic import Goal, in_order
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.statuses import FEASIBLE, OPTIMAL
from sanzu_graph.solving.sums import Sum, Terms

if TYPE_CHECKING:
    from sanzu_graph.mentoring.market import Market
    from sanzu_graph.model.grouping import Positions

#: All pairs are in the model up to this many; beyond, those of the groups concerned.
_WHOLE = 60_000
#: The pairs of each apprentice that are in the model where not all can be.
_FEW = 12
LACKING, UNMATCHED, SCORE, LOAD, GIVEN_UP, PAIRED = (
    "without_backbone",
    "unmatched",
    "score",
    "load",
    "given_up",
    "paired",
)


@dataclass(frozen=True)
class Anchored:
    """Pairs that keep to everything, and how far each goal is proven.

    Attributes
    ----------
    mentor, apprentice : numbers in the market's lists
    status : as the solver's
    proven : goal → what no plan can beat, as the goal is told
    solver : who solved it, besides the assignment; empty if nobody was needed
    """

    mentor: Positions
    apprentice: Positions
    status: str
    proven: dict[str, float]
    solver: str = ""


class Groups:
    """Which units must have a backbone mentor, and which can."""

    def __init__(self, market: Market) -> None:
        self.market = market
        total = max(market.members, 1)
        self.of = market.units_of(market.apprentices)
        firm = market.units_of(market.required % total) if len(market.required) else []
        self.anchored = {
            unit
            for key, units in zip(market.required.tolist(), firm, strict=True)
            if market.backbone[key // total]
            for unit in units
        }
        self.units = {unit for units in [*self.of, *firm] for unit in units}
        self.rows: dict[int, list[int]] = {}
        for row, units in enumerate(self.of):
            for unit in units:
                self.rows.setdefault(unit, []).append(row)

    def lacking(self, mentor: Positions, apprentice: Positions) -> set[int]:
        """The units in which no apprentice of these pairs has a backbone mentor."""
        anchor = (
            self.market.backbone[self.market.mentors[mentor]]
            if len(mentor)
            else np.empty(0, dtype=bool)
        )
        met = {unit for row in apprentice[anchor].tolist() for unit in self.of[row]}
        return self.units - met - self.anchored

    def hopeless(self, units: set[int]) -> set[int]:
        """Those of some units where no pair that is allowed would do."""
        market = self.market
        anchors = market.mentors[market.backbone[market.mentors] & (market.room > 0)]
        return {unit for unit in units if not self._reachable(unit, anchors)}

    def _reachable(self, unit: int, anchors: Positions) -> bool:
        return any(
            bool(self.market.allowed(anchors, self.market.apprentices[row]).any())
            for row in self.rows.get(unit, ())
        )


def anchored(
    market: Market, objective: str, matching: Assigned, *, time_limit: float | None = None
) -> Anchored:
    """The assignment, mended where it must be."""
    groups = Groups(market)
    lacking = groups.lacking(matching.mentor, matching.apprentice)
    hopeless = groups.hopeless(lacking)
    mutual = _mutual(market, matching)
    is_whole = matching.value >= matching.bound
    if lacking == hopeless and not len(mutual):
        return Anchored(
            matching.mentor,
            matching.apprentice,
            OPTIMAL if is_whole else matching.stopped or FEASIBLE,
            _bounds(market, matching, objective, len(lacking), is_whole=is_whole),
        )
    return _solved(
        market, objective, matching, groups, hopeless, is_whole=is_whole, time_limit=time_limit
    )


def score(market: Market, mentor: Positions, apprentice: Positions) -> int:
    """The points of pairs, in thousandths, less what giving up today's costs."""
    points = market.points(market.mentors[mentor], market.apprentices[apprentice])
    return int(points.sum()) - market.keep_price * market.paired_today


def load(market: Market, mentor: Positions) -> int:
    """The sum over all mentors of the square of how many apprentices they have."""
    count = market.load + np.bincount(mentor, minlength=len(market.mentors))
    return int((count**2).sum())


def given_up(market: Market, mentor: Positions, apprentice: Positions) -> int:
    """How many apprentices keep none of their mentors of today, though one could stay."""
    return market.paired_today - int(
        market.is_in(market.today, market.mentors[mentor], market.apprentices[apprentice]).sum()
    )


def _bounds(
    market: Market, matching: Assigned, objective: str, lacking: int, *, is_whole: bool
) -> dict[str, float]:
    """What the assignment proves of each goal."""
    people = len(market.apprentices)
    bounds: dict[str, float] = {LACKING: lacking}
    if is_whole:
        bounds[UNMATCHED] = people - len(matching.mentor)
        bounds[SCORE] = score(market, matching.mentor, matching.apprentice) / 1000
        if matching.worth.evens:
            bounds[LOAD] = load(market, matching.mentor)
            bounds[GIVEN_UP] = given_up(market, matching.mentor, matching.apprentice)
        return bounds
    worth = matching.worth
    if objective == MOST:
        most = min(matching.bound // worth.paired + 1, people)
        bounds[UNMATCHED] = people - most
        if people - len(matching.mentor) > bounds[UNMATCHED]:
            return bounds
        left = -(-(matching.bound - len(matching.mentor) * worth.paired) // worth.point)
    else:
        left = matching.bound // worth.point
    bounds[SCORE] = (left * worth.unit - market.keep_price * market.paired_today) / 1000
    return bounds


def _mutual(market: Market, matching: Assigned) -> Positions:
    """Pairs whose reverse is a pair too."""
    mentor, other = market.mentors[matching.mentor], market.apprentices[matching.apprentice]
    key, back = mentor * market.members + other, other * market.members + mentor
    return np.flatnonzero(np.isin(key, back))


def _solved(
    market: Market,
    objective: str,
    matching: Assigned,
    groups: Groups,
    hopeless: set[int],
    *,
    is_whole: bool,
    time_limit: float | None,
) -> Anchored:
    from sanzu_graph.solving.highs import solver_name

    rows, columns, complete = _pairs(market, matching, groups)
    model = Model()
    keep = np.setdiff1d(np.arange(len(matching.mentor)), _mutual(market, matching)[1:])
    begun = set(
        zip(matching.apprentice[keep].tolist(), matching.mentor[keep].tolist(), strict=True)
    )
    pair = [
        model.column(start=int((row, column) in begun), name=("pairs", row, column)).number
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    by_row: dict[int, Terms] = {}
    by_mentor: dict[int, Terms] = {}
    for number, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        by_row.setdefault(row, []).append((pair[number], 1))
        by_mentor.setdefault(column, []).append((pair[number], 1))
    for terms in by_row.values():
        model.row(terms, most=1)
    uneven: Terms = []
    for column, terms in by_mentor.items():
        load_now, room = int(market.load[column]), min(int(market.room[column]), len(terms))
        taken = sum(model.start[number] for number, _ in terms)
        places = [
            model.column(start=int(rank < taken), name=("place", column, rank)).number
            for rank in range(room)
        ]
        uneven += [(place, 2 * (load_now + rank) + 1) for rank, place in enumerate(places)]
        model.row([*terms, *((place, -1) for place in places)], most=0)
    place_of = {(m, a): number for number, (a, m) in enumerate(_members(market, rows, columns))}
    for (mentor, apprentice), number in place_of.items():
        if mentor < apprentice and (apprentice, mentor) in place_of:
            model.row([(pair[number], 1), (pair[place_of[apprentice, mentor]], 1)], most=1)
    anchors: dict[int, Terms] = {}
    is_anchor = market.backbone[market.mentors[columns]]
    for number in np.flatnonzero(is_anchor).tolist():
        for unit in groups.of[int(rows[number])]:
            anchors.setdefault(unit, []).append((pair[number], 1))
    lacking: Terms = []
    bare = groups.lacking(matching.mentor[keep], matching.apprentice[keep])
    for unit in sorted(groups.units - groups.anchored - hopeless):
        slack = model.column(start=int(unit in bare), name=("lacks", unit)).number
        model.row([*anchors.get(unit, []), (slack, 1)], least=1)
        lacking.append((slack, 1))
    unit_of = matching.worth.unit
    points = market.points(market.mentors[columns], market.apprentices[rows]) // unit_of
    goals: dict[str, Terms] = {
        UNMATCHED: [(column, -1) for column in pair],
        LACKING: lacking,
        SCORE: [
            (column, -int(value))
            for column, value in zip(pair, points.tolist(), strict=True)
            if value
        ],
        PAIRED: [(column, -1) for column in pair],
        LOAD: uneven,
        GIVEN_UP: [
            (pair[number], -1)
            for number in np.flatnonzero(
                market.is_in(market.today, market.mentors[columns], market.apprentices[rows])
            )
        ],
    }
    order = (
        (UNMATCHED, LACKING, SCORE, LOAD, GIVEN_UP)
        if objective == MOST
        else (LACKING, SCORE, PAIRED, LOAD, GIVEN_UP)
    )
    return _in_turn(
        market,
        objective,
        model,
        goals,
        order,
        (rows, columns),
        hopeless,
        matching,
        solver_name(),
        complete,
        is_whole,
        time_limit,
    )


def _members(market: Market, rows: Positions, columns: Positions) -> list[tuple[int, int]]:
    return list(
        zip(market.apprentices[rows].tolist(), market.mentors[columns].tolist(), strict=True)
    )


def _in_turn(
    market: Market,
    objective: str,
    model: Model,
    goals: dict[str, Terms],
    order: tuple[str, ...],
    chosen: tuple[Positions, Positions],
    hopeless: set[int],
    matching: Assigned,
    name: str,
    complete: bool,
    is_whole: bool,
    time_limit: float | None,
) -> Anchored:
    rows, columns = chosen
    outcome = in_order(
        model, [Goal(goal, Sum(goals[goal])) for goal in order], effort=Effort.within(time_limit)
    )
    status, plan, proven = outcome.status, outcome.plan, outcome.proven
    assert plan is not None  # what was assigned keeps every row
    taken = np.flatnonzero(plan[: len(rows)])
    mentor, apprentice = columns[taken], rows[taken]
    bounds: dict[str, float] = {}
    assigned = _bounds(market, matching, objective, len(hopeless), is_whole=is_whole)
    if complete:
        bounds = (
            {UNMATCHED: len(market.apprentices) - len(mentor)}
            if proven.keys() & {UNMATCHED, PAIRED}
            else {}
        )
        bounds |= {LACKING: proven[LACKING] + len(hopeless)} if LACKING in proven else {}
        bounds |= {SCORE: score(market, mentor, apprentice) / 1000} if SCORE in proven else {}
        bounds |= {LOAD: load(market, mentor)} if LOAD in proven else {}
        bounds |= {GIVEN_UP: given_up(market, mentor, apprentice)} if GIVEN_UP in proven else {}
    else:
        status = FEASIBLE  # what is left out of the model could do better; the assignment without these demands is the bound
        bounds = (
            {UNMATCHED: assigned[UNMATCHED], LACKING: len(hopeless)}
            if objective == MOST
            else {LACKING: len(hopeless)}
        )
        bounds |= {SCORE: assigned[SCORE]} if SCORE in assigned else {}
    return Anchored(mentor, apprentice, status, bounds, name)


def _pairs(market: Market, matching: Assigned, groups: Groups) -> tuple[Positions, Positions, bool]:
    """The pairs of the model, by apprentice and mentor; and whether these are all that there are."""
    people, mentors = len(market.apprentices), np.flatnonzero(market.room > 0)
    if people * len(mentors) <= _WHOLE:
        row, column = np.repeat(np.arange(people), len(mentors)), np.tile(mentors, people)
        good = market.allowed(market.mentors[column], market.apprentices[row])
        return row[good], column[good], True
    lacking = groups.lacking(matching.mentor, matching.apprentice)
    concerned = [row for row, units in enumerate(groups.of) if not lacking.isdisjoint(units)]
    is_anchor = market.backbone[market.mentors[mentors]]
    chosen: set[tuple[int, int]] = set(
        zip(matching.apprentice.tolist(), matching.mentor.tolist(), strict=True)
    )
    holders: dict[int, list[int]] = {}
    for holder, mentor in chosen:
        holders.setdefault(mentor, []).append(holder)
    wave = concerned
    for _ in range(2):
        reached: set[int] = set()
        for person in wave:
            points = market.points(market.mentors[mentors], market.apprentices[person]).astype(
                float
            )
            points[~market.allowed(market.mentors[mentors], market.apprentices[person])] = -np.inf
            for among in (np.flatnonzero(is_anchor), np.arange(len(mentors))):
                best = among[np.argsort(-points[among], kind="stable")[:_FEW]]
                best = best[np.isfinite(points[best])]
                chosen |= {(person, int(mentors[place])) for place in best}
                reached |= {
                    holder for place in best for holder in holders.get(int(mentors[place]), ())
                }
        wave = sorted(reached)[:2000]
    pairs = np.array(sorted(chosen), dtype=np.intp).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1], False
