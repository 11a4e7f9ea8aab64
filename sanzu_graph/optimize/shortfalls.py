"""What stays unmet, in rows and sentences; counted by the recount, not by the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sanzu_graph.audits.unmet_demands import Broken
from sanzu_graph.changes.names import Named
from sanzu_graph.messages import text
from sanzu_graph.optimize.plan_values import Violations, repaired, violations
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import DEMANDS, LED, REQUIREMENT

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.parts import Requirement

COLUMNS = ("requirement", "layer", "unit", "name", "missing", "what")


class Demands:
    """The demands of a problem, asked of any organisation that its plans could make."""

    def __init__(self, problem: Problem, before: Org | None = None) -> None:
        self.problem = problem
        self.before = problem.org if before is None else before

    def on_the_day(self, org: Org) -> Org:
        """An organisation as it is on the problem's day."""
        return org if self.problem.on is None else org.at(self.problem.on)

    def violated(self, org: Org) -> Violations:
        """Demand → by how much it is broken; gravest kinds first, then in table order."""
        violated = violations(self.problem, org)
        order = {unit: place for place, unit in enumerate(self.before.encoding.units.tolist())}
        return dict(
            sorted(
                violated.items(),
                key=lambda item: (
                    DEMANDS.index(item[0].kind),
                    item[0].place,
                    order[item[0].unit],
                ),
            )
        )

    def repaired(self, violated: Violations) -> Violations:
        """Those that count as unmet."""
        return repaired(self.problem, violated)


def names(org: Org, of: str = "units") -> Mapping[str, str]:
    """Id → name of the units or members that have one."""
    frame = org.table(of)
    if "name" not in frame:
        return {}
    return {
        id_: name
        for id_, name in zip(frame["id"].tolist(), frame["name"].tolist(), strict=True)
        if isinstance(name, str)
    }


def table(problem: Problem, violated: Violations) -> pd.DataFrame:
    """One row a demand that stays unmet in a unit: requirement (its place in the policy), layer,
    unit, name, missing, what.
    """
    import pandas as pd

    named = names(problem.org)
    rows = [
        (
            key.place,
            _told_layer(problem, key),
            key.unit,
            named.get(key.unit, ""),
            count,
            sentence(problem, key, count, named),
        )
        for key, count in violated.items()
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(COLUMNS, "str") | {"missing": "int64"})


def sentence(problem: Problem, key: Broken, count: int, named: Mapping[str, str]) -> str:
    """What is short or too much, in one sentence."""
    kind, place, unit = key.kind, key.place, key.unit
    who, layer = (
        Named(unit, named.get(unit)).describe(),
        problem.policy.layer(_told_layer(problem, key)).label(),
    )
    if kind == REQUIREMENT:
        return text(
            "short.requirement", who=who, count=count, label=_requirement(problem, place).label()
        )
    if kind == LED and key.is_most:
        kind = "double"
    return text(f"short.{kind}", who=who, count=count, layer=layer)


def sentences(problem: Problem, violated: Violations) -> list[str]:
    """Each as a sentence."""
    named = names(problem.org)
    return [sentence(problem, key, count, named) for key, count in violated.items()]


def less(more: Mapping[Broken, int], than: Mapping[Broken, int]) -> Violations:
    """By how many each demand is violated more than in another count."""
    return {
        key: count - than.get(key, 0) for key, count in more.items() if count > than.get(key, 0)
    }


def _told_layer(problem: Problem, key: Broken) -> str:
    """The layer that a demand is told of: of a requirement, the one that its people belong to."""
    if key.kind == REQUIREMENT:
        return _requirement(problem, key.place).layer or key.layer
    return key.layer


def _requirement(problem: Problem, place: str) -> Requirement:
    return next(
        requirement
        for requirement in problem.policy.requirements
        if f"requirements.{requirement.name}" == place
    )


__all__ = ["Demands", "less", "names", "sentence", "sentences", "table"]
