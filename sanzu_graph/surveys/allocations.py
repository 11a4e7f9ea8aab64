"""A budget shared over many organisations, so that the fewest demands stay unmet.

The curve of an organisation says how little can stay unmet for each amount spent there (`frontier`).
Curves are put together exactly. Organisations are added one at a time. For each total, the best
splits of before say what the best split with one more organisation is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.errors import ASKED, Choices, Fault, InputError, ProblemError, SanzuError
from sanzu_graph.messages import text
from sanzu_graph.optimize.frontier_points import frontier
from sanzu_graph.optimize.request import LEVERS, PRICE, REPORT, UNMET
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.solving.statuses import OPTIMAL, weakest
from sanzu_graph.surveys.survey_figures import ORGANISATION
from sanzu_graph.surveys.survey_runs import answers
from sanzu_graph.surveys.survey_sources import SurveySource
from sanzu_graph.surveys.survey_store import SurveyQuestion

Unmet = NDArray[np.int64]


class CurvePoint(NamedTuple):
    """So much spent in an organisation, what then stays unmet, how far that is proven, the plan."""

    spent: int
    unmet: int
    status: str
    plan: Scenario | None


@dataclass(frozen=True)
class Curve:
    """What an organisation gives for what is spent there; the reason where it cannot be told."""

    name: str
    points: Sequence[CurvePoint] = ()
    reason: str = ""

    def unmet(self, budget: int) -> Unmet:
        """What stays unmet for 0, 1, …, `budget`."""
        best = np.empty(budget + 1, dtype=np.int64)
        best[:] = self.points[0].unmet
        for point in self.points:
            best[point.spent :] = np.minimum(best[point.spent :], point.unmet)
        return best

    def point(self, spent: int) -> CurvePoint:
        """The point that is reached with so much."""
        return min(
            (one for one in self.points if one.spent <= spent),
            key=lambda one: (one.unmet, one.spent),
        )


@dataclass(frozen=True)
class Lever:
    """What the budget buys, and how long one organisation may take."""

    name: str
    time_limit: float | None


@dataclass(frozen=True, eq=False)
class Allocation:
    """A budget shared over the organisations of a survey.

    Attributes
    ----------
    shares : pandas.DataFrame
        A row an organisation: ``organisation``, ``unmet_before``, ``spent``, ``unmet``, ``status``
        (of its curve at that point), ``reason`` (why it could not be asked; then it gets nothing).
        Those that get most first.
    plans : organisation → the plan that spends its share; those alone that get any
    lever, budget : what was shared
    spent, unmet : in all
    status : ``optimal``: no other split leaves less unmet; else what is proven of the weakest curve
    one_more : how many fewer stay unmet with a budget larger by one
    equal, greedy : what equal shares, and giving each unit where it helps most at once, leave unmet
    curve : pandas.DataFrame
        ``budget``, ``unmet``: the least that stays unmet for each budget up to one more
    """

    shares: pd.DataFrame
    plans: Mapping[str, Scenario]
    lever: str
    budget: int
    spent: int
    unmet: int
    status: str
    one_more: int
    equal: int
    greedy: int
    curve: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        line = text(
            "allocate.short",
            spent=self.spent,
            budget=self.budget,
            unmet=self.unmet,
            before=int(self.shares["unmet_before"].sum()),
            equal=self.equal,
            greedy=self.greedy,
        )
        return f"Allocation({line})"


class _Asked(Protocol):
    """What of a `Survey` is asked again."""

    @property
    def asks(self) -> tuple[tuple[SurveySource, ...], SurveyQuestion] | None: ...


def allocation(
    survey: _Asked,
    budget: int,
    lever: str,
    *,
    executor: Executor | None,
    time_limit: float | None,
) -> Allocation:
    """Share a budget over the organisations of a survey; see `Survey.allocate`."""
    if isinstance(budget, bool) or not isinstance(budget, int | np.integer) or budget < 0:
        raise InputError("error.allocate_budget", value=repr(budget))
    if lever not in LEVERS or lever == REPORT:
        known = Choices(name for name in LEVERS if name != REPORT)
        given, fields = str(lever), {"known": known}
        faults = [Fault("fault.unknown_word", ASKED, column="lever", value=given, fields=fields)]
        raise ProblemError("error.problem", faults)
    if survey.asks is None:
        raise InputError("error.allocate_read")
    sources, question = survey.asks
    work = partial(ask_curve, lever=Lever(lever, time_limit))
    found = {one.name: one for one in answers(sources, question, executor, work, lost_curve)}
    return allocated([found[one.name] for one in sources], lever, int(budget))


def ask_curve(source: SurveySource, question: SurveyQuestion, *, lever: Lever) -> Curve:
    """The curve of one organisation, in a worker."""
    try:
        org = source.organisation(
            strict=question.strict, encoding=question.encoding, mapping=question.mapping
        )
        found = frontier(
            org,
            question.policy_for(org),
            x=PRICE,
            y=UNMET,
            levers={lever.name: 1},
            solve={} if lever.time_limit is None else {"time_limit": lever.time_limit},
            on=question.on_for(org),
        )
    except SanzuError as error:
        return Curve(source.name, reason=error.describe())
    points = [
        CurvePoint(int(row.price), int(row.unmet), str(row.status), row.plan.scenario)  # type: ignore[arg-type, union-attr]
        for row in found.itertuples(index=False)
    ]
    if not points or points[0].spent:
        return Curve(source.name, reason=text("allocate.no_start"))
    return Curve(source.name, tuple(points))


def lost_curve(name: str, reason: str) -> Curve:
    """The curve of an organisation whose worker gave none."""
    return Curve(name, reason=reason)


def allocated(curves: Sequence[Curve], lever: str, budget: int) -> Allocation:
    """The best split of a budget over organisations with these curves."""
    asked = [curve for curve in curves if curve.points]
    best, choices = _combined([curve.unmet(budget + 1) for curve in asked], budget + 2)
    spent, left = {}, int(np.argmin(best[: budget + 1])) if asked else 0
    total = left
    for curve, choice in zip(reversed(asked), reversed(choices), strict=True):
        spent[curve.name] = int(choice[left])
        left -= spent[curve.name]
    rows: list[tuple[object, ...]] = []
    plans, statuses = {}, []
    for curve in curves:
        if not curve.points:
            rows.append((curve.name, pd.NA, 0, pd.NA, "", curve.reason))
            continue
        point = curve.point(spent[curve.name])
        rows.append((curve.name, curve.points[0].unmet, point.spent, point.unmet, point.status, ""))
        statuses += [one.status for one in curve.points if one.spent <= budget + 1]
        if point.spent and point.plan is not None:
            plans[curve.name] = point.plan
    columns = [ORGANISATION, "unmet_before", "spent", "unmet", "status", "reason"]
    shares = pd.DataFrame(rows, columns=columns).astype(
        {ORGANISATION: "str", "unmet_before": "Int64", "spent": "int64", "unmet": "Int64"}
    )
    unmet = int(best[total]) if asked else 0
    further = int(best[: budget + 2].min()) if asked else 0
    return Allocation(
        shares.sort_values("spent", ascending=False, kind="stable").reset_index(drop=True),
        plans,
        lever,
        budget,
        int(shares["spent"].sum()),
        unmet,
        weakest(statuses) if statuses else OPTIMAL,
        unmet - further,
        _equal(asked, budget),
        _greedy(asked, budget),
        pd.DataFrame(
            {"budget": np.arange(budget + 2), "unmet": np.minimum.accumulate(best[: budget + 2])}
        ),
    )


def _combined(curves: Sequence[Unmet], length: int) -> tuple[Unmet, list[NDArray[np.intp]]]:
    """The least unmet in all for each total spent; and the choices, one array an organisation.

    A choice is what the organisation gets, for each total over it and those before it.
    """
    if not curves:
        return np.zeros(length, dtype=np.int64), []
    total = np.full(length, np.iinfo(np.int64).max // 4, dtype=np.int64)
    total[0] = 0
    choices = []
    for curve in curves:
        steps = np.flatnonzero(np.diff(curve, prepend=curve[0] + 1))  # where more buys something
        best = np.full_like(total, np.iinfo(np.int64).max // 2)
        choice = np.zeros(len(total), dtype=np.intp)
        for step in steps.tolist():
            sums = total[: len(total) - step] + curve[step]
            better = sums < best[step:]
            best[step:][better] = sums[better]
            choice[step:][better] = step
        total = best
        choices.append(choice)
    return total, choices


def _equal(curves: Sequence[Curve], budget: int) -> int:
    """What stays unmet with equal shares; what is over goes to the first."""
    if not curves:
        return 0
    share, over = divmod(budget, len(curves))
    return sum(
        int(curve.unmet(budget)[share + (place < over)]) for place, curve in enumerate(curves)
    )


def _greedy(curves: Sequence[Curve], budget: int) -> int:
    """What stays unmet where each single unit goes where it helps most at once."""
    unmet = [curve.unmet(budget + 1) for curve in curves]
    spent = [0] * len(curves)
    for _ in range(budget if curves else 0):
        gains = [int(one[at] - one[at + 1]) for one, at in zip(unmet, spent, strict=True)]
        place = int(np.argmax(gains))
        if gains[place] <= 0:
            break
        spent[place] += 1
    return sum(int(one[at]) for one, at in zip(unmet, spent, strict=True))
