"""How a line goes from card to card without running behind the others: along the gaps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.scenes import Box

Point = tuple[float, float]
Edges = NDArray[np.float64]

#: How far from a card a line may run along it, in points; lines in turn take another one first.
_LIFTS = (3.0, 4.5, 6.0, 1.8, 8.0)
#: How near to a card a line may come.
_NEAR = 0.6
#: So many ways down between cards are tried, those that make the line longest left out.
_MOST_WAYS = 60


def edges_of(boxes: list[Box]) -> Edges:
    """Left, top, right and bottom of cards."""
    return np.array(
        [(box.x, box.y, box.x + box.width, box.y + box.height) for box in boxes]
    ).reshape(-1, 4)


def detour(one: Box, other: Box, cards: Edges, turn: int = 0) -> tuple[Point, ...] | None:
    """From a card to another, at right angles, beside all cards; None where no way is found.

    Cards on one level are tied by an arc above them; of others, the line leaves the lower one at
    its top and reaches the upper one at its bottom.

    Examples
    --------
    >>> cards = [Box(x, 10.0, 20.0, 10.0, "none", entity=str(x)) for x in (0.0, 30.0, 60.0)]
    >>> detour(cards[0], cards[2], edges_of(cards))
    ((15.0, 10.0), (15.0, 7.0), (75.0, 7.0), (75.0, 10.0))
    """
    lifts = _LIFTS[turn % len(_LIFTS) :] + _LIFTS[: turn % len(_LIFTS)]
    x0, x1 = one.x + one.width * 0.75, other.x + other.width * 0.75
    if one.y + one.height > other.y and other.y + other.height > one.y:
        for lift in lifts:
            y = min(one.y, other.y) - lift
            arc = ((x0, one.y), (x0, y), (x1, y), (x1, other.y))
            if y > 0 and _is_free(arc, cards):
                return arc
        return None
    rises = one.y > other.y
    start, end = (one.y, other.y + other.height) if rises else (one.y + one.height, other.y)
    points: tuple[Point, ...]
    for lift in lifts:
        y0, y1 = (start - lift, end + lift) if rises else (start + lift, end - lift)
        if (y0 - y1) * (1 if rises else -1) <= 0:
            middle = (start + end) / 2
            points = ((x0, start), (x0, middle), (x1, middle), (x1, end))
            if _is_free(points, cards):
                return points
            continue
        for x in _ways(x0, x1, min(y0, y1), max(y0, y1), cards, lift):
            points = ((x0, start), (x0, y0), (x, y0), (x, y1), (x1, y1), (x1, end))
            if _is_free(points, cards):
                return points
    return None


def _ways(
    x0: float, x1: float, top: float, bottom: float, cards: Edges, lift: float
) -> list[float]:
    """Where a line can run from top to bottom between cards, the shortest way first."""
    across = cards[(cards[:, 1] < bottom + _NEAR) & (cards[:, 3] > top - _NEAR)]
    places = np.unique([x0, x1, *(across[:, 0] - lift), *(across[:, 2] + lift)])
    places = places[places > 1.0]
    hit = (across[:, 0] - _NEAR < places[:, None]) & (places[:, None] < across[:, 2] + _NEAR)
    free = places[~hit.any(axis=1)]
    longer = np.abs(free - x0) + np.abs(free - x1)
    ways: list[float] = free[np.argsort(longer, kind="stable")][:_MOST_WAYS].tolist()
    return ways


def _is_free(points: tuple[Point, ...], cards: Edges) -> bool:
    """Whether no part of a line at right angles is behind a card."""
    for (x0, y0), (x1, y1) in pairwise(points):
        behind = (
            (cards[:, 0] + 0.01 < max(x0, x1))
            & (cards[:, 2] - 0.01 > min(x0, x1))
            & (cards[:, 1] + 0.01 < max(y0, y1))
            & (cards[:, 3] - 0.01 > min(y0, y1))
        )
        if behind.any():
            return False
    return True
