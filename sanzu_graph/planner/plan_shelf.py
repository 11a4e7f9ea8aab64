"""Several plans on one board: one is worked on, the others wait with their steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from sanzu_graph.errors import InputError
from sanzu_graph.messages import text
from sanzu_graph.planner.findings import Finding, Identity
from sanzu_graph.planner.points import Point
from sanzu_graph.scenarios.scenario import Scenario


class PlanSteps(NamedTuple):
    """A plan with the steps that led there, and those that were taken back."""

    scenario: Scenario
    done: tuple[Scenario, ...]
    undone: tuple[Scenario, ...]


class _Desk(Protocol):
    """What is asked of the `Session` that works on one plan."""

    scenario: Scenario
    point: Point

    @property
    def steps(self) -> PlanSteps: ...
    def take(self, steps: PlanSteps) -> None: ...


class _Waiting(NamedTuple):
    """A plan that is not worked on, and how many errors it leaves."""

    steps: PlanSteps
    errors: int


class PlanShelf:
    """The plans of a board.

    Parameters
    ----------
    session
        Holds the plan that is worked on.

    Attributes
    ----------
    current : int
        Which plan is worked on, counted from 0.
    """

    def __init__(self, session: _Desk) -> None:
        self.session = session
        self.current = 0
        self._first: Mapping[Identity, Finding] = {}
        self._first_errors = 0
        self._waiting: list[_Waiting | None] = [None]  # None: the one that is worked on

    @property
    def plans(self) -> list[Scenario]:
        """All plans, in their order."""
        return [
            self.session.scenario if one is None else one.steps.scenario for one in self._waiting
        ]

    def told(self) -> dict[str, Any]:
        """What a page is told: ``plans`` (name, count of changes, count of errors), ``current``."""
        errors = [self._errors() if one is None else one.errors for one in self._waiting]
        rows = zip(self.plans, errors, strict=True)
        return {
            "plans": [[plan.name, len(plan), count] for plan, count in rows],
            "current": self.current,
        }

    def add(self, scenario: Scenario | None = None) -> None:
        """Go on with one more plan: a scenario, or a copy of the one that is worked on.

        Raises
        ------
        ChangeError
            If a change of the scenario cannot be made; then nothing is changed.
        """
        base = self.session.scenario if scenario is None else scenario
        plan = replace(base, name=self._free_name(base.name))
        steps = self._here()
        self.session.take(PlanSteps(plan, (), ()))
        self._waiting[self.current] = steps
        self._waiting.append(None)
        self.current = len(self._waiting) - 1

    def turn_to(self, number: int) -> None:
        """Work on another plan.

        Raises
        ------
        InputError
            If there is no such plan.
        """
        waiting = self._at(number)
        if waiting is None:
            return
        here = self._here()
        self.session.take(waiting.steps)
        self._waiting[self.current], self._waiting[number] = here, None
        self.current = number

    def drop(self) -> None:
        """Let the plan go that is worked on, and go on with the one before; the last one stays."""
        if len(self._waiting) == 1:
            return
        gone = self.current
        self.turn_to(gone - 1 if gone else 1)
        del self._waiting[gone]
        self.current -= self.current > gone

    def _at(self, number: int) -> _Waiting | None:
        if not 0 <= number < len(self._waiting):
            raise InputError("error.no_plan_there", number=number + 1, count=len(self._waiting))
        return self._waiting[number]

    def _here(self) -> _Waiting:
        return _Waiting(self.session.steps, self._errors())

    def _errors(self) -> int:
        """How many errors the plan leaves that is worked on: those of the first audit, and what differs
        from them.
        """
        point = self.session.point
        first = point.ground.first
        if self._first is not first:
            self._first = first
            self._first_errors = sum(one.severity == "error" for one in first.values())
        was = sum(one in first and first[one].severity == "error" for one in point.found)
        now = sum(one is not None and one.severity == "error" for one in point.found.values())
        return self._first_errors - was + now

    def _free_name(self, name: str) -> str:
        """A name that no plan has; a copy of the second plan is called the third."""
        taken = {plan.name for plan in self.plans}
        numbers = range(2, len(taken) + 3)

        def numbered(first: str) -> list[str]:
            return [text("planner.another_plan", name=first, number=number) for number in numbers]

        root = next((one for one in sorted(taken) if name in numbered(one)), name)
        return next(one for one in (name, *numbered(root)) if one not in taken)
