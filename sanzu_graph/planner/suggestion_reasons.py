"""Why a change is suggested: what it ends, who else could, what the next best costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sanzu_graph.changes.changing import Change
from sanzu_graph.errors import ChangeError
from sanzu_graph.messages import text
from sanzu_graph.planner.points import Point

#: So many findings are named as what a suggestion repairs.
NAMED = 3


@dataclass(frozen=True)
class Suggestion:
    """A change that the optimiser suggests.

    Attributes
    ----------
    change : what would be done
    step : the number of the change in the proposal, from 1
    repairs : which findings it ends, in words; empty: none by itself
    why : why this change, as `Proposal.reasons` has it; empty: not asked for
    """

    change: Change
    step: int
    repairs: str = ""
    why: str = ""

    @property
    def reason(self) -> str:
        """The reason in one line."""
        return self.why or (text("planner.repairs", findings=self.repairs) if self.repairs else "")


def repair_lines(point: Point, changes: Iterable[Change]) -> Iterator[str]:
    """What each of some changes ends, made one after another from a point on, in words."""
    for change in changes:
        try:
            later = point.after_one(change)
        except ChangeError:
            yield ""
            continue
        ended = [one.message for one in point.effects(later)[0] if one.severity != "info"]
        rest = [text("list.more", count=len(ended) - NAMED)] if len(ended) > NAMED else []
        yield " ".join([*ended[:NAMED], *rest])
        point = later.grounded() if later.is_wide else later


def reason_line(repaired: str, why: str, next_best: str) -> str:
    """The reasons of a change in one line."""
    parts = [
        text("planner.repairs", findings=repaired) if repaired else "",
        text("planner.why", what=why) if why else "",
        text("planner.next_best", what=next_best) if next_best else "",
    ]
    return text("list.semicolon").join(filter(None, parts))
