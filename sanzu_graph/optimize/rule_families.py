"""Families of rules that a question is under, each with the question in which it is lifted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sanzu_graph.messages import text
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import (
    ADMIT,
    APPOINT,
    DEMANDS,
    EXTEND,
    GOALS,
    LED,
    LEVERS,
    MISSING,
    UNMET,
    Asked,
)
from sanzu_graph.policy.parts import Requirement
from sanzu_graph.policy.placement import Placement

#: Limits on a whole plan: family → field of `Asked`.
LIMITS = {
    "groups": "max_groups_changed",
    "people": "max_people_moved",
    "price": "max_price",
}
#: The caller's lists: family → field of `Asked`.
_LISTS = {"together": "together", "apart": "apart", "barred": "barred", "limits": "own_limits"}
#: A lever that is lifted costs this much a use.
PRICE = 1


@dataclass(frozen=True)
class Family:
    """Rules that can be lifted together.

    Attributes
    ----------
    name : its key in the catalog, behind ``held.``
    words : what fills its sentence
    asked : fields of `Asked` that differ once it is lifted
    without : what `building.problem` lifts
    """

    name: str
    words: Mapping[str, object] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    def told(self) -> str:
        """The family in words, as what holds."""
        return text(f"held.{self.name}", **self._words())

    def lifted(self) -> str:
        """The family in words, as what gives."""
        return (
            text("lift.lever", **self._words())
            if self.name == "lever"
            else text("lift.rules", rules=self.told())
        )

    def _words(self) -> dict[str, object]:
        return {
            name: text(f"lever.{value}") if name == "lever" else value
            for name, value in self.words.items()
        }


def families(problem: Problem) -> list[Family]:
    """All families in force: the limits and the caller's rules first, then the policy's, then the
    levers that are not allowed.
    """
    return [*_asked_for(problem), *_demanded(problem), *_levers(problem)]


def _asked_for(problem: Problem) -> Iterator[Family]:
    """Limits and rules of the caller."""
    ask = problem.ask
    for name, field_ in LIMITS.items():
        most = getattr(ask, field_)
        if most is not None:
            yield Family(name, {"count": most}, {field_: None})
    if ask.max_merges is not None and problem.merges:
        yield Family("merges", {"count": ask.max_merges}, {"max_merges": None})
    if ask.pins or ask.targets:
        yield Family("pins", {}, {"pins": (), "targets": ()}, ("pins",))
    for name, field_ in _LISTS.items():
        if getattr(ask, field_):
            yield Family(name, {}, {field_: ()})
    if ask.keep_headcounts:
        yield Family("headcounts", {}, {"keep_headcounts": False})
    if ask.has("attach"):
        yield Family(
            "liaisons", {"count": ask.max_liaisons}, {"max_liaisons": len(problem.base.units)}
        )
    if _goals_before_unmet(ask):
        yield Family("order", {}, {"goals": _unmet_first(ask)})


def _demanded(problem: Problem) -> Iterator[Family]:
    """What the policy holds fast."""
    policy = problem.policy
    if Placement(problem.org, policy).transfer_columns():
        yield Family("transfer", {}, {}, ("transfer",))
    if any(layer.seats.leaders for layer in problem.layers):
        yield Family("leaders", {}, {}, ("leaders",))
    most = policy.leaders.most_units
    if most is not None and problem.ask.has(APPOINT):
        yield Family("most_units", {"count": most.value}, {}, ("most_units",))
    for kind in DEMANDS:
        if kind != LED and _is_demanded(problem, kind):
            yield Family(kind, {}, {}, (kind,))


def _levers(problem: Problem) -> Iterator[Family]:
    """Levers that are not allowed, and could do something."""
    ask = problem.ask
    placement = Placement(problem.org, problem.policy)
    could_come = any(placement.candidates(layer.name).any() for layer in problem.layers)
    useless = set() if could_come else {ADMIT}
    if all(layer.is_exclusive for layer in problem.layers):
        useless.add(EXTEND)
    for lever in LEVERS:
        if not ask.has(lever) and lever not in useless:
            yield Family(
                "lever", {"lever": lever}, {"prices": priced((*ask.prices, (lever, PRICE)))}
            )


def priced(prices: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Prices in the order of `LEVERS`."""
    return tuple(sorted(prices, key=lambda pair: LEVERS.index(pair[0])))


def lifted(problem: Problem, some: Iterable[Family]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is asked, and what is left out, once some families are lifted."""
    words: dict[str, Any] = {}
    without: list[str] = []
    prices = list(problem.ask.prices)
    for family in some:
        if "prices" in family.asked:
            prices += [price for price in family.asked["prices"] if price not in prices]
        else:
            words |= family.asked
        without += family.without
    return words | {"prices": priced(prices)}, tuple(without)


def first_goals(ask: Asked) -> tuple[str, ...]:
    """The goals up to the last that asks for what is unmet; that one alone where none does."""
    places = [place for place, name in enumerate(ask.goals) if name in (MISSING, UNMET)]
    return ask.goals[: places[-1] + 1] if places else (UNMET,)


def _goals_before_unmet(ask: Asked) -> bool:
    return UNMET in ask.goals and any(name not in (MISSING, UNMET) for name in first_goals(ask))


def _unmet_first(ask: Asked) -> tuple[str, ...]:
    first = [name for name in ask.goals if name in (MISSING, UNMET)]
    return (*first, *(name for name in GOALS if name in ask.goals and name not in first))


def _is_demanded(problem: Problem, kind: str) -> bool:
    """Whether the policy has a demand of a kind."""
    policy = problem.policy
    if kind == "requirement":
        return any(isinstance(requirement, Requirement) for requirement in policy.requirements)
    return any(
        getattr(policy.layer(name), kind) is not None
        for name in (layer.name for layer in problem.layers)
    )
