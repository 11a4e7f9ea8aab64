"""What no plan for lines can beat, by counts alone."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from sanzu_graph.optimize.line_problem import LineProblem
from sanzu_graph.optimize.request import GAPS, MANAGERS, ROOTS, SPANS, UNMET
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.lexicographic import Goal, in_order
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.sums import Sum, Variable, total


class LineCounts(Model):
    """How many people go, and nothing else.

    People who report to the same managers are one kind; all managers with room are one. Every plan
    has such counts. So no plan can beat what no counts can beat.
    """

    def __init__(self, problem: LineProblem) -> None:
        super().__init__()
        self.problem = problem
        wide = set(np.flatnonzero(problem.too_many).tolist())
        released, own = defaultdict[int, list[Variable]](list), list[Variable]()
        pool, leaving = Sum(), list[Variable]()
        for managers, size in self._sets(wide).items():
            goes = self.column(size, name=("goes", *managers))
            stays = {
                manager: self.column(size, name=("to", manager, *managers)) for manager in managers
            }
            stays = stays if len(managers) > 1 else {}
            columns = [goes, *stays.values()]
            leaving += columns
            self.add(total(columns) <= size)
            own += stays.values()
            for manager in managers:
                gone = [goes, *(column for other, column in stays.items() if other != manager)]
                released[manager] += gone
                if manager not in wide:
                    pool = pool - total(gone)
        tops = self.column(len(problem.tops), name=("tops",))
        gaps = self.column(len(problem.gaps), name=("gaps",))
        back = {
            manager: self.column(problem.lines.total, name=("back", manager))
            for manager in sorted(wide)
        }
        to_pool = self.column(problem.lines.total, name=("pool",))
        arriving = to_pool + total(back.values()) + total(own)
        self.changed = total(leaving) + tops + gaps
        self.add(arriving == self.changed)
        if problem.most is not None:
            room = int(problem.room.sum())
            self.add(pool + to_pool <= room)
        over = []
        for manager in sorted(wide):
            today = int(problem.too_many[manager])
            slack = self.column(today, today, ("over", manager))
            over.append(slack)
            self.add(back[manager] - total(released[manager]) - slack <= -today)
        self.unmet = total(over) if SPANS in problem.counted else Sum()
        beyond = 0 if problem.roots is None else max(len(problem.tops) - problem.roots, 0)
        excess = self.column(beyond, beyond, ("excess",))
        self.add(excess + tops >= beyond)
        if ROOTS in problem.counted:
            self.unmet = self.unmet + excess
        if GAPS in problem.counted:
            self.unmet = self.unmet + len(problem.gaps) - gaps

    def _sets(self, wide: set[int]) -> dict[tuple[int, ...], int]:
        """The sets of managers that matter, and how many people have each."""
        problem, counts = self.problem, defaultdict[tuple[int, ...], int](int)
        rows, _ = problem.lines.by_manager.rows_of(np.array(sorted(wide), dtype=np.intp))
        several = np.flatnonzero(problem.lines.managers > 1)
        people = np.unique(np.concatenate([problem.lines.lines_from[rows], several]))
        for member in people.tolist():
            if not problem.fixed[member]:
                counts[problem.managers_of(member)] += 1
        return counts

    def bounds(self, effort: Effort) -> dict[str, int]:
        """What no plan can beat: unmet, and people whose manager changes where that is reached."""
        answer = in_order(
            self, [Goal(UNMET, self.unmet), Goal(MANAGERS, self.changed)], effort=effort
        )
        return dict(answer.bounds)
