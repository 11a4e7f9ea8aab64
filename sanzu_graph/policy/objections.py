"""The reasons of placement: why somebody may not sit, lead or mentor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Codes = NDArray[np.int8]

#: Why somebody may not sit in a unit: the rule of the layer, one seat a person, a seat there
#: already, the transfer rule, the largest headcount.
INELIGIBLE, SPLIT, SEATED, TRANSFER, FULL = "ineligible", "split", "seated", "transfer", "full"
#: Why somebody may not lead: the layer's rule for leaders, too many units led.
NO_LEADER, LEADS_ENOUGH = "no_leader", "leads_enough"
#: Why somebody may not mentor somebody. They are the same person, or no mentor by the rule, or too
#: little ahead. The mentor leads the apprentice. The apprentice leads or mentors the mentor. Or the
#: mentor has as many apprentices as allowed.
ONESELF, NO_MENTOR, GAP, OWN_LEADER = "oneself", "no_mentor", "gap", "own_leader"
CROSSED, MUTUAL, MENTORS_ENOUGH = "crossed", "mutual", "mentors_enough"
#: Every reason; the first place says that nothing speaks against it.
REASONS = (
    "",
    INELIGIBLE,
    SPLIT,
    SEATED,
    TRANSFER,
    FULL,
    NO_LEADER,
    LEADS_ENOUGH,
    ONESELF,
    NO_MENTOR,
    GAP,
    OWN_LEADER,
    CROSSED,
    MUTUAL,
    MENTORS_ENOUGH,
)
CODE = {reason: code for code, reason in enumerate(REASONS)}


def first(shape: tuple[int, ...], *reasons: tuple[str, Mask]) -> Codes:
    """The code of the first reason that holds, in the order given; 0 where none does.

    Examples
    --------
    >>> holds = np.array([True, False])
    >>> [REASONS[code] for code in first((2,), (INELIGIBLE, holds), (FULL, ~holds & False))]
    ['ineligible', '']
    """
    codes = np.zeros(shape, dtype=np.int8)
    for reason, holds in reversed(reasons):
        codes[np.broadcast_to(holds, shape)] = CODE[reason]
    return codes
