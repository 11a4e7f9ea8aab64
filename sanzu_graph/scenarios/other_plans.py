"""Other plans than a plan: what each costs more, and what is proven of those that are not shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar, overload

from sanzu_graph.changes.changing import Change
from sanzu_graph.doors import own_language
from sanzu_graph.messages import amount, language, text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.scenarios.plan_facts import MAXIMIZED, PlanFacts, scenario_of
from sanzu_graph.scenarios.plan_text import SHOWN, change_lines, changes_heading
from sanzu_graph.solving.statuses import OPTIMAL

P = TypeVar("P", bound=PlanFacts)


@dataclass(frozen=True, repr=False)
class Alternatives(Sequence[P], Generic[P]):
    """Other plans, the best first; a sequence of plans.

    Attributes
    ----------
    plans : the plans; `Plan.compared` says of each what it costs more
    exhausted : whether it is proven that there are no others: every other plan changes all the
        groups and fills all the base units of one of these; `by_change`: every plan that lacks a
        change is no better than one of these
    none_as_good : whether it is proven that no further plan is as good as the one asked about: by
        other groups or other base units; `by_change`: without one of its changes
    unproven : the plan asked about is not proven, so that nothing can be said of others
    equals : sentences: who could do the same in the plan asked about, so that it is no other plan
    by_change : whether each is the best plan without one of the changes
    lang : the language of sentences
    """

    plans: tuple[P, ...]
    exhausted: bool
    none_as_good: bool
    unproven: bool = False
    by_change: bool = False
    equals: tuple[str, ...] = ()
    lang: str = field(repr=False, default="en")

    @overload
    def __getitem__(self, place: int) -> P: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[P]: ...
    def __getitem__(self, place: int | slice) -> P | Sequence[P]:
        return self.plans[place]

    def __len__(self) -> int:
        return len(self.plans)

    @own_language
    def summary(self) -> str:
        """Each with what it costs more and its changes; and whether there are others."""
        lines = []
        for number, plan in enumerate(self.plans, 1):
            lines.append(text("alternative.line", number=number, cost=plan.compared))
            steps = change_lines(plan)
            lines += [f"  {step:3}. {what}" for step, what in enumerate(steps, 1)]
            lines += [] if steps else ["     " + changes_heading(plan)]
        return "\n".join([*lines, *self.notes])

    @property
    @own_language
    def notes(self) -> list[str]:
        """What is proven about others, in sentences."""
        if self.unproven:
            return [text("alternative.unproven"), *self.equals]
        kind = "by_change" if self.by_change else "by_group"
        best = [text(f"alternative.none_as_good_{kind}")] if self.none_as_good else []
        key = f"exhausted_{kind}" if self.exhausted else "more"
        if self.exhausted and not self.by_change and not self.plans:
            key = "exhausted_alone"
        return [*best, text(f"alternative.{key}", count=len(self)), *self.equals]

    @own_language
    def __repr__(self) -> str:
        return f"Alternatives({text('repr.alternatives', count=str(len(self)))})"

    def __str__(self) -> str:
        return self.summary()

    @own_language
    def _repr_html_(self) -> str:
        comma = text("list.comma")
        rows = [
            (
                number,
                plan.compared,
                comma.join(change_lines(plan)[:SHOWN]) or changes_heading(plan),
            )
            for number, plan in enumerate(self, 1)
        ]
        headings = [text(key) for key in ("sign.step", "alternative.column_cost", "sign.what")]
        return "<div>" + table(headings, rows) + "".join(map(paragraph, self.notes)) + "</div>"


@own_language
def cost_line(plan: PlanFacts, other: PlanFacts) -> str:
    """What another plan costs more than a plan: the first goal in which it is worse, else what
    decides against it.
    """
    for name, value in plan.objective.items():
        more = other.objective.get(name, value) - value
        if more:
            count = f"+{amount(more)}" if more > 0 else f"−{amount(-more)}"
            return text("reason.more", goal=plan.goal_text(name), count=count)
    for name, value in plan.preference.items():
        more = other.preference.get(name, value) - value
        if more:
            key = "behind" if more > 0 else "ahead"
            return text(f"alternative.{key}", what=text(f"preference.{name}"))
    return text("alternative.as_good")


@own_language
def by_change(
    plan: P, without: Callable[[Change], P | None], count: int, *, seconds: float
) -> Alternatives[P]:
    """For each change of a plan the best plan without it; each once, the best first.

    Parameters
    ----------
    plan
        The plan.
    without
        The best plan that does not make a change, asked for again; None if there is none.
    count
        The most plans.
    seconds
        After so long no plan is asked for.
    """
    if plan.status != OPTIMAL:
        return Alternatives((), exhausted=False, none_as_good=False, unproven=True, lang=language())
    began, is_whole = time.monotonic(), True
    others: dict[frozenset[str], P] = {}
    for change in scenario_of(plan):
        if time.monotonic() - began > seconds:
            is_whole = False
            break
        other = without(change)
        if other is None:
            continue
        is_whole &= other.status == OPTIMAL
        others.setdefault(frozenset(map(repr, scenario_of(other))), other)
    ranked = sorted(others.values(), key=lambda other: _costs(plan, other))
    own = _costs(plan, plan)
    plans = [_named(plan, other, number) for number, other in enumerate(ranked[: max(count, 0)], 1)]
    return Alternatives(
        tuple(plans),
        exhausted=is_whole and len(ranked) <= count,
        none_as_good=is_whole and all(_costs(plan, other) > own for other in ranked),
        by_change=True,
        lang=language(),
    )


def _costs(plan: PlanFacts, other: PlanFacts) -> list[float]:
    """The goals of a plan in another, and what decides among equals; less is better."""
    return [
        -other.objective[name] if name in MAXIMIZED else other.objective[name]
        for name in plan.objective
    ] + [other.preference[name] for name in plan.preference]


def _named(plan: P, other: P, number: int) -> P:
    """Another plan under its number, made for the same organisation."""
    name = text("alternative.name", name=plan.name, number=number)
    scenario = replace(scenario_of(other), name=name, base=scenario_of(plan).base)
    return replace(other, scenario=scenario, compared=cost_line(plan, other))
