"""`Solution`: what solving came to, with its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.part_solving import PartAnswer
from sanzu_graph.optimize.problem import Problem

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.changes.changing import Change
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.optimize.best_leaders import Equals
    from sanzu_graph.optimize.independent_parts import Part


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan, and what is proven about it.

    Attributes
    ----------
    problem : what was asked
    status : ``optimal`` (every goal is proven, given those before it), ``feasible``, ``time_limit``
        or ``interrupted`` (the best
        plan found until then), or ``infeasible`` (proven: the caller's own rules cannot be kept
        together)
    values : goal → what the plan comes to, recounted on the changed organisation; empty if there is
        no plan
    bounds : goal → what no plan can beat, given the values of the goals before it; a goal that was
        not reached is not in it
    today : goal → what doing nothing comes to
    changes : the plan
    after : the organisation with the plan made (with all its dates)
    end : the plan in positions
    parts : what each part came to; a part that was sound without looking is not in it
    pieces : all parts, by number
    runtime : seconds, from the problem to here
    solver : who solved it; ``without_model`` where counting was enough
    changed : group layer → how many of its groups change
    equals : unit → who could be appointed there as well, by what was asked
    """

    problem: Problem
    status: str
    values: Mapping[str, int]
    bounds: Mapping[str, int]
    today: Mapping[str, int]
    changes: tuple[Change, ...]
    after: Org | None
    end: End | None
    parts: tuple[PartAnswer, ...]
    pieces: tuple[Part, ...] = field(repr=False)
    runtime: float = 0.0
    solver: str = ""
    changed: Mapping[str, int] = field(default_factory=dict)
    equals: Mapping[int, Equals] = field(default_factory=dict)

    @property
    def gap(self) -> dict[str, int]:
        """Goal → value less bound, where there is a bound."""
        return {
            name: self.values[name] - bound
            for name, bound in self.bounds.items()
            if name in self.values
        }

    def part_table(self) -> pd.DataFrame:
        """One row a part that was solved: its size, the value and bound of each goal that was
        reached, status, seconds.
        """
        import pandas as pd

        base, rows = set(self.problem.base.units.tolist()), []
        for answer in self.parts:
            piece = self.pieces[answer.number]
            people = sum(self.problem.cells.cell(number).size for number in piece.cells)
            count = sum(unit in base for unit in piece.units)
            # Beyond the first goal without a bound nothing was made small yet, and its columns may
            # hold anything.
            reached = {self.problem.ask.goals[0], *answer.bounds}
            goals = {
                name: answer.values.get(name) if name in reached else None
                for name in self.problem.ask.goals
            }
            bounds = {f"{name}_bound": answer.bounds.get(name) for name in self.problem.ask.goals}
            size = {
                "part": answer.number,
                "base_units": count,
                "groups": len(piece.units) - count,
                "members": people,
            }
            rows.append(
                {
                    **size,
                    **goals,
                    **bounds,
                    "status": answer.status,
                    "columns": answer.columns,
                    "rows": answer.rows,
                    "rounds": answer.rounds,
                    "seconds": answer.seconds,
                }
            )
        return pd.DataFrame(rows)
