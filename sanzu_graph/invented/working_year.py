"""An invented working year as numbers: a sound one first, which `year_faults` then breaks.

Every party group holds its three routines each month. Each time it talks to a third of the
colleagues of its block. Every analysis finds a problem that is mended in time. In each block one
common task goes through all stages, and a specific one stays with its team. The leader of the party
group holds the powers in the teams of the block and supports them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.invented.given_names import Texts, Words
from sanzu_graph.invented.skeleton import Numbers, Skeleton

#: Kinds of activity with their letter and the day of the month.
KINDS = (("safety_class", "C", 5), ("safety_analysis", "A", 12), ("heart_to_heart", "H", 16))
ANALYSIS, TALK = 1, 2
MONTHS = 12
POWERS = ("participate", "report", "recommend")
#: The stages of a common task: stage, layer, days behind the first.
STAGES = (
    ("consult", "party", 0),
    ("consult", "union", 0),
    ("assign", "team", 1),
    ("implement", "team", 4),
    ("assure", "party", 6),
    ("assure", "union", 7),
    ("inspect", "team", 12),
    ("inspect", "party", 12),
    ("inspect", "union", 13),
    ("assess", "team", 20),
    ("assess", "party", 20),
    ("assess", "union", 21),
)


@dataclass(eq=False)
class Year:
    """A year on the drawing board.

    Attributes
    ----------
    on : the last day
    draft : the organisation
    ids, words : the ids of its members and units; the invented words of its language
    months : the first days of the months looked at, the last one that of `on`
    held : blocks × months × kinds: which activities are held
    talked : members: to whom the group talks
    open, hasty : blocks × months: which problems are left open, are due before they were found
    extra : blocks that found a further problem, which nobody sees to
    lacking : (team, duty) that the leader of the party group does not hold
    further : further duties: member, team, duty
    events : blocks × stages: how many days late each stage of the common task is done; -1: not
    """

    on: datetime.date
    draft: Skeleton
    ids: Mapping[str, Texts]
    words: Words
    months: NDArray[np.datetime64]
    held: NDArray[np.bool_]
    talked: NDArray[np.bool_]
    open: NDArray[np.bool_]
    hasty: NDArray[np.bool_]
    events: NDArray[np.int64]
    extra: list[int] = field(default_factory=list)
    lacking: list[tuple[Numbers, str]] = field(default_factory=list)
    further: list[tuple[Numbers, Numbers, str]] = field(default_factory=list)

    def day(self, month: int, kind: int) -> datetime.date:
        """The day of an activity in one of the months."""
        first: datetime.date = self.months[month].astype("datetime64[D]").item()
        return first.replace(day=KINDS[kind][2])

    def known(self, kind: int) -> list[int]:
        """The months in which an activity of a kind is over on the last day."""
        return [month for month in range(len(self.months)) if self.day(month, kind) <= self.on]

    def activity(self, month: int, kind: int, group: str) -> str:
        """The id of an activity."""
        return f"{KINDS[kind][1]}-{self.day(month, kind):%Y%m}-{group}"

    def activities(self, blocks: Numbers, month: int, kind: int) -> Texts:
        """The ids of an activity of the party groups of some blocks."""
        groups = self.ids["party"][blocks]
        return np.array([self.activity(month, kind, group) for group in groups], dtype=object)

    def problem(self, block: int, month: int) -> str:
        """The problem that an analysis finds in a block."""
        return self.words.problems[(int(block) + month) % len(self.words.problems)]


def sound_year(draft: Skeleton, on: datetime.date, ids: Mapping[str, Texts], words: Words) -> Year:
    """A year in which nothing is left undone."""
    blocks = len(draft.size)
    last = np.datetime64(on, "M")
    months = np.arange(last - np.timedelta64(MONTHS, "M"), last + np.timedelta64(1, "M"))
    return Year(
        on,
        draft,
        ids,
        words,
        months,
        held=np.ones((blocks, len(months), len(KINDS)), dtype=bool),
        talked=np.ones(len(draft.status), dtype=bool),
        open=np.zeros((blocks, len(months)), dtype=bool),
        hasty=np.zeros((blocks, len(months)), dtype=bool),
        events=np.zeros((blocks, len(STAGES)), dtype=np.int64),
    )


def common_tasks(blocks: Numbers) -> Texts:
    """The ids of the common tasks of some blocks."""
    return np.array([f"J{2 * block + 1:05d}" for block in blocks], dtype=object)
