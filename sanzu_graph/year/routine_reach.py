"""Whom the routines of a layer reach outside of it, and for how long they did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.metrics.counts import is_unit_of
from sanzu_graph.model.lives import NEVER, Days, life
from sanzu_graph.policy.year_demands import Routine
from sanzu_graph.year.in_force import Mask, away, standing
from sanzu_graph.year.periods import first_day, period_of, spans, the_day

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
from sanzu_graph.year.routines import held_rows, log_of, value_of


@dataclass(frozen=True, eq=False)
class Reached:
    """Whom a routine reaches.

    Attributes
    ----------
    asked : which members are asked about: those outside the layer who are there and not away
    without : whole periods without having taken part, all members
    last : the day of the last one, `NEVER` where there is none
    """

    asked: Mask
    without: NDArray[np.int64]
    last: Days


def reached(org: Org, routine: Routine, *, on: object = None) -> Reached:
    """For how many whole periods each colleague outside a routine's layer has not taken part.

    The count begins with the latest of these days:

    - the last time that they took part
    - the day of joining
    - the return from an absence
    - the first day of the log, or of the routine

    Periods behind the end of the log are not counted.

    Raises
    ------
    AbsentError
        If the organisation keeps no activities or no participants, or has no such layer.
    """
    day, every = the_day(on), routine.every
    log, in_layer, today = (
        log_of(org, day),
        is_unit_of(org, routine.layer),
        standing(org, the_day(on)),
    )
    total = org.encoding.member_count
    member, activity = (
        org.referred("participants", "member"),
        org.referred("participants", "activity"),
    )
    begun = spans(org, "activities")
    took_part = np.flatnonzero(held_rows(org, routine, day)[activity])
    last = np.full(total, NEVER, dtype=np.int64)
    np.maximum.at(last, member[took_part], np.minimum(begun.last[activity[took_part]], day))
    # Only periods that the log reaches into are counted.
    now = (
        int(
            period_of(
                min(day, int(first_day(period_of(min(log.last, day), every) + 1, every))), every
            )
        )
        if log.last > NEVER
        else None
    )
    start = life(org.members).since
    if org.keeps("absences"):
        back = life(org.absences).until
        returned = back <= day
        start = start.copy()
        np.maximum.at(start, org.referred("absences", "member")[returned], back[returned])
    start = np.maximum(
        start, max(log.first, NEVER) if routine.since is None else the_day(routine.since)
    )
    is_asked = today.members & ~away(org, day)
    is_asked[today.member[in_layer[today.unit]]] = False
    if now is None:
        return Reached(np.zeros(total, dtype=bool), np.zeros(total, dtype=np.int64), last)
    unknown = start <= NEVER
    begins = np.where(unknown, first_day(now - int(value_of(routine.reach, 0)) - 1, every), start)
    whole = period_of(begins, every) + (first_day(period_of(begins, every), every) != begins)
    whole = np.where(
        last > NEVER, np.maximum(period_of(np.maximum(last, 0), every) + 1, whole), whole
    )
    return Reached(is_asked, np.maximum(now - whole, 0), last)
