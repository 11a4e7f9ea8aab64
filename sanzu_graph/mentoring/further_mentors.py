"""Further mentors of today: who stays beside the mentor that is decided, and who does not, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.mentoring.market import (
    CROSSED,
    FORBIDDEN,
    FULL,
    GAP,
    MUTUAL,
    OWN_LEADER,
    Market,
)

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions

#: Why a further pair ends, besides the reasons of the market: the mentor may not mentor, or the
#: apprentice has as many mentors as today.
NO_MENTOR, ENOUGH = "no_mentor", "enough"


@dataclass(frozen=True)
class FurtherMentors:
    """Pairs of today beside those that are decided, of apprentices who have several mentors.

    Attributes
    ----------
    staying : those that stay; written as in `Market`
    ending : those that end, with the reason
    """

    staying: Positions
    ending: tuple[tuple[int, str], ...]


def further_mentors(market: Market, mentor: Positions, apprentice: Positions) -> FurtherMentors:
    """Which further pairs of today stay where their mentor has room left.

    Those worth most stay first, then by id. Nobody has more mentors than today; and who is given no
    mentor at all keeps none.

    Parameters
    ----------
    made
        Who may be paired.
    mentor, apprentice
        The pairs that are decided: places in the market's lists.
    """
    total = max(market.members, 1)
    decided = market.mentors[mentor] * total + market.apprentices[apprentice]
    firm = {*decided.tolist(), *market.required.tolist(), *market.standing.tolist()}
    taken = {key % total for key in (*decided.tolist(), *market.required.tolist())}
    today = np.union1d(market.today, market.given_up)
    allowed = Counter((today % total).tolist())
    mentors = Counter(key % total for key in firm)
    open_pairs = np.array(
        [
            key
            for key in today.tolist()
            if key not in firm and allowed[key % total] > 1 and key % total in taken
        ],
        dtype=np.intp,
    )
    points = market.scores.points(open_pairs // total, open_pairs % total)
    ids = market.org.encoding.members
    order = sorted(
        zip(open_pairs.tolist(), points.tolist(), strict=True),
        key=lambda pair: (-pair[1], str(ids[pair[0] % total]), str(ids[pair[0] // total])),
    )
    room = dict(
        zip(
            market.mentors.tolist(),
            (market.room - np.bincount(mentor, minlength=len(market.mentors))).tolist(),
            strict=True,
        )
    )
    staying, ending = [], []
    for key, _ in order:
        who, other = divmod(key, total)
        reason = _barred(market, who, other)
        if not reason and other * total + who in firm:
            reason = MUTUAL
        elif not reason and mentors[other] >= allowed[other]:
            reason = ENOUGH
        elif not reason and not room[who]:
            reason = FULL
        if reason:
            ending.append((key, reason))
            continue
        staying.append(key)
        firm.add(key)
        room[who] -= 1
        mentors[other] += 1
    return FurtherMentors(np.array(sorted(staying), dtype=np.intp), tuple(sorted(ending)))


def _barred(market: Market, who: int, other: int) -> str:
    """The rule by which two may not be paired; empty: none."""
    mentor, apprentice = np.array([who]), np.array([other])
    if who not in market.mentors:
        return NO_MENTOR
    if market.is_short(mentor, apprentice)[0]:
        return GAP
    for name in (FORBIDDEN, OWN_LEADER, CROSSED, MUTUAL):
        if name in market.barred and market.is_in(market.barred[name], mentor, apprentice)[0]:
            return name
    return ""
