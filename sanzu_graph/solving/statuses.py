"""How solving may end; no status is given that was not earned."""

from __future__ import annotations

from collections.abc import Iterable

OPTIMAL, FEASIBLE, INFEASIBLE, TIME_LIMIT, INTERRUPTED = (
    "optimal",
    "feasible",
    "infeasible",
    "time_limit",
    "interrupted",
)

#: In place of a solver's name: what is best was counted, and no model was needed.
WITHOUT_MODEL = "without_model"

STATUSES = (INFEASIBLE, INTERRUPTED, TIME_LIMIT, FEASIBLE, OPTIMAL)


def weakest(statuses: Iterable[str]) -> str:
    """The weakest of some statuses."""
    return min(statuses, key=STATUSES.index, default=OPTIMAL)
