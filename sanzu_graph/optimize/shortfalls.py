"""What stays unmet, in rows and sentences; counted by the recount, not by the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sanzu_graph.changes.wording import Named
from sanzu_graph.messages import text
from sanzu_graph.optimize.asking import DEMANDS, LED, PER_BASE_UNIT, REQUIREMENT
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.recount import Roll, Violations, violations

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.parts import Requirement

COLUMNS = ("requirement", "layer", "unit", "name", "missing", "what")
Key = tuple[str, str, str]


class Demands:
    """The demands of a problem, asked of any organisation that its plans could make; `before` is
    the organisation today, or a part of it.
    """

    def __init__(self, problem: Problem, before: Org | None = None) -> None:
        self.problem = problem
        self.layers = [layer.name for layer in problem.layers]
        self.before = Roll(problem.org if before is None else before)
        self.skip = {
            *problem.left_out,
            *problem.without,
            *(("led",) if "leaders" in problem.without else ()),
        }

    def on_the_day(self, org: Org) -> Org:
        """An organisation as it is on the problem's day."""
        return org if self.problem.on is None else org.at(self.problem.on)

    def violated(self, roll: Roll) -> Violations:
        """(Kind, place in the policy, unit) → by how many; gravest kinds first, then in table
        order.
        """
        found = violations(self.before, roll, self.problem.policy, self.layers, skip=self.skip)
        order = {unit: place for place, unit in enumerate(self.before.layer)}
        return dict(
            sorted(
                found.items(),
                key=lambda item: (DEMANDS.index(item[0][0]), item[0][1], order[item[0][2]]),
            )
        )

    def repaired(self, found: Violations) -> Violations:
        """Those that count as unmet."""
        return {key: count for key, count in found.items() if key[0] in self.problem.ask.repair}


def names(org: Org, of: str = "units") -> Mapping[str, str]:
    """Id → name of the units or members that have one."""
    frame = org.table(of)
    if "name" not in frame:
        return {}
    return {
        one: name
        for one, name in zip(frame["id"].tolist(), frame["name"].tolist(), strict=True)
        if isinstance(name, str)
    }


def table(problem: Problem, found: Violations, roll: Roll, lang: str) -> pd.DataFrame:
    """One row a demand that stays unmet in a unit: requirement (its place in the policy), layer,
    unit, name, missing, what.
    """
    import pandas as pd

    named = names(problem.org)
    rows = [
        (
            key[1],
            layer_of(problem, key, roll),
            key[2],
            named.get(key[2], ""),
            count,
            sentence(problem, key, count, roll, lang, named),
        )
        for key, count in found.items()
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(COLUMNS, "str") | {"missing": "int64"})


def layer_of(problem: Problem, key: Key, roll: Roll) -> str:
    """The layer that a demand is about."""
    kind, place, unit = key
    if kind == PER_BASE_UNIT:
        return place.split(".")[1]
    if kind == REQUIREMENT:
        return _requirement(problem, place).layer or str(roll.layer[unit])
    return str(roll.layer[unit])


def sentence(
    problem: Problem, key: Key, count: int, roll: Roll, lang: str, named: Mapping[str, str]
) -> str:
    """What is short or too much, in one sentence."""
    kind, place, unit = key
    who, layer = (
        Named(unit, named.get(unit)).describe(lang),
        problem.policy.layer(layer_of(problem, key, roll)).label(lang),
    )
    if kind == REQUIREMENT:
        return text(
            "short.requirement",
            lang,
            who=who,
            count=count,
            label=_requirement(problem, place).label(lang),
        )
    if kind == LED and roll.leaders[unit]:
        kind = "double"
    return text(f"short.{kind}", lang, who=who, count=count, layer=layer)


def sentences(problem: Problem, found: Violations, roll: Roll, lang: str) -> list[str]:
    """Each as a sentence."""
    named = names(problem.org)
    return [sentence(problem, key, count, roll, lang, named) for key, count in found.items()]


def less(more: Mapping[Key, int], than: Mapping[Key, int]) -> Violations:
    """By how many each demand is violated more than in another count."""
    return {
        key: count - than.get(key, 0) for key, count in more.items() if count > than.get(key, 0)
    }


def _requirement(problem: Problem, place: str) -> Requirement:
    return next(one for one in problem.policy.requirements if f"requirements.{one.name}" == place)


__all__ = ["Demands", "Key", "less", "names", "sentence", "sentences", "table"]
