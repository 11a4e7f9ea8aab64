"""`Question`: everything that `propose` was asked, in one value, so that it can be asked again with
one thing changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields, replace
from numbers import Integral, Real
from typing import TYPE_CHECKING

from sanzu_graph.errors import ASKED, Fault, ProblemError
from sanzu_graph.messages import plain
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.problem_building import problem
from sanzu_graph.optimize.request import DEMANDS, MISSING, PER_BASE_UNIT, Asked, Rules
from sanzu_graph.optimize.request_faults import asked
from sanzu_graph.solving.progress import Progress

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: What is told about progress: who is called, whether anything is shown, or None: where somebody is
#: looking.
Told = Callable[[Progress], None] | bool | None


@dataclass(frozen=True)
class Solving:
    """How to solve.

    Parameters
    ----------
    time_limit
        Seconds; the best plan until then is kept. None: until it is proven.
    seed
        The same seed gives the same plan; another one a plan as good.
    executor
        Where independent parts are solved: any `concurrent.futures.Executor`; by default threads,
        one a core. Reasons, causes and alternatives, which are asked for later, always use threads:
        by then it may have been closed.
    progress
        Called now and then with a `Progress`; True: always shown, False: never; None: after a
        second, on a terminal or in a notebook.
    stop
        An event that another thread sets to stop at once; the best plan until then is kept, as
        after Ctrl-C. Questions asked of the plan later do not look at it.
    """

    time_limit: float | None = None
    seed: int = 0
    executor: Executor | None = None
    progress: Told = None
    stop: threading.Event | None = None


@dataclass(frozen=True, eq=False)
class Question:
    """What was asked.

    Attributes
    ----------
    org, policy : the organisation as given, and what it demands of itself
    ask : levers, goals, rules and limits
    solving : how to solve
    on : the day, where one was named
    name : what the plan is called
    """

    org: Org = field(repr=False)
    policy: Policy = field(repr=False)
    ask: Asked
    solving: Solving
    on: object
    name: str

    def posed(self, *, without: Iterable[str] = (), **changed: object) -> Problem:
        """The problem, with some of what was asked changed, and some families of rules lifted."""
        return problem(
            self.org,
            self.policy,
            replace(self.ask, **changed),  # type: ignore[arg-type]
            on=self.on,
            without=without,
        )


def all_asked(
    levers: Mapping[str, int] | Iterable[str] | None,
    goals: Iterable[str] | None,
    rules: Rules | Mapping[str, object] | None,
    solve: Solving | Mapping[str, object] | None,
    limits: Mapping[str, int | None],
) -> tuple[Asked, Solving]:
    """What is asked and how to solve it, checked together.

    Raises
    ------
    ProblemError
        Naming everything that is unknown or makes no sense.
    """
    faults = list(_solving_faults(solve))
    try:
        ask = asked(levers, goals, rules, **limits)
    except ProblemError as error:
        raise ProblemError("error.problem", [*error.faults, *faults]) from None
    if faults:
        raise ProblemError("error.problem", faults)
    if goals is None and ask.max_groups_changed is not None and _repairs_more(ask):
        # A limit forces a choice among demands: blank base units go first.
        ask = replace(ask, goals=(MISSING, *ask.goals))
    return ask, solve if isinstance(solve, Solving) else Solving(**(solve or {}))  # type: ignore[arg-type]


def _repairs_more(ask: Asked) -> bool:
    """Whether blank base units count as unmet, and other demands do so too."""
    kinds = {word.rpartition(".")[2] for word in ask.repair}
    return PER_BASE_UNIT in kinds and len(kinds) > 1


def _solving_faults(solve: Solving | Mapping[str, object] | None) -> Iterator[Fault]:
    known = [part.name for part in fields(Solving)]
    given = (
        {name: getattr(solve, name) for name in known}
        if isinstance(solve, Solving)
        else dict(solve or {})
    )
    for name in given:
        if name not in known:
            yield _fault("fault.unknown_word", "solve", name, known=known)
    limit, seed = given.get("time_limit"), given.get("seed", 0)
    if limit is not None and (
        isinstance(limit, bool) or not isinstance(limit, Real) or not float(limit) >= 0
    ):
        yield _fault("fault.not_seconds", "solve.time_limit", limit)
    if isinstance(seed, bool) or not isinstance(seed, Integral) or int(seed) < 0:
        yield _fault("fault.not_whole", "solve.seed", seed)
    if given.get("executor") is not None and not hasattr(given["executor"], "submit"):
        yield _fault("fault.no_executor", "solve.executor", given["executor"])
    if not isinstance(given.get("stop"), threading.Event | None):
        yield _fault("fault.no_event", "solve.stop", given["stop"])
    progress = given.get("progress")
    if not (progress is None or isinstance(progress, bool) or callable(progress)):
        yield _fault("fault.not_callable", "solve.progress", progress)


def _fault(key: str, place: str, value: object, **words: object) -> Fault:
    return Fault(key, ASKED, column=place, value=plain(value), fields=words)


__all__ = ["DEMANDS", "Question", "Solving", "all_asked"]
