"""Plans of one part: the best that was found, what none beats, and what the models have proven."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sanzu_graph.optimize.decode import Breach, decode, value
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.goals import goal_of
from sanzu_graph.optimize.hitting_sets import FewestGroups
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.request import PEOPLE, PRICE
from sanzu_graph.solving.lexicographic import Goal
from sanzu_graph.solving.models import Vector


@dataclass(frozen=True)
class PartPlan:
    """A plan that keeps everything.

    Attributes
    ----------
    values : goal → value
    end : how it leaves people and units
    used : what may be limited → how much of it is used
    columns : name of a column → value, where that is not 0
    """

    values: dict[str, int]
    end: End
    used: dict[str, int]
    columns: dict[object, int]


@dataclass(frozen=True)
class Unbeaten:
    """What no plan of a part beats.

    Attributes
    ----------
    values : goal → the least value
    columns : the columns of a plan of a looser problem that comes to these values
    """

    values: Mapping[str, int]
    columns: Mapping[object, int]

    def blended(self, goals: Sequence[Goal], weights: Sequence[int]) -> int | None:
        """What no plan beats in a blend of goals.

        None where a goal cannot come to what is known of it: then the weights do not keep the
        order.
        """
        values = [self.values.get(goal.name) for goal in goals]
        if any(
            value is None or not goal.least <= value <= goal.most
            for goal, value in zip(goals, values, strict=True)
        ):
            return None
        return sum(weight * (value or 0) for weight, value in zip(weights, values, strict=True))


@dataclass
class Known:
    """What the models of a part have proven and found.

    Attributes
    ----------
    closest : makes the model that follows all groups which may reach too far, if one does not yet
    values : goal → value, of the goals that were solved one by one
    fewest : the search for the fewest groups that change
    best : the best plan that keeps everything
    """

    closest: Callable[[PartModel], PartModel]
    values: dict[str, int] = field(default_factory=dict)
    fewest: FewestGroups | None = None
    best: PartPlan | None = None


def offer(model: PartModel, plan: Vector, known: Known) -> Breach:
    """Turn a plan into people. What breaks nothing, and is better than the best so far, is kept."""
    end, breach = decode(model, plan)
    if not breach:
        names = model.problem.ask.goals
        values = {name: goal_of(model, name).value(plan) for name in names}
        best = known.best
        if best is None or [values[name] for name in names] < [best.values[name] for name in names]:
            known.best = PartPlan(values, end, _used(model, plan, values), _named(model, plan))
    return breach


def _named(model: PartModel, plan: Vector) -> dict[object, int]:
    """Name of a column → value, where that is not 0."""
    return {model.column_names[at]: int(plan[at]) for at in plan.nonzero()[0].tolist()}


def _used(model: PartModel, plan: Vector, values: dict[str, int]) -> dict[str, int]:
    """How much a plan uses of what may be limited."""
    used = {
        "groups": sum(int(plan[column]) for column in model.changed.values()),
        "merges": sum(int(plan[column]) for column in model.merge.values()),
    }
    for name in (PEOPLE, PRICE):
        used[name] = values.get(name, value(plan, goal_of(model, name).sum))
    return used
