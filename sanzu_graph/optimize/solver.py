"""HiGHS, on a short lead: presolve off, one thread, no gap, every row checked again, and no status
that was not earned.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.optimize.book import FREE
from sanzu_graph.optimize.hubs import Terms

Plan = NDArray[np.int64]

OPTIMAL, FEASIBLE, INFEASIBLE, TIME_LIMIT, INTERRUPTED = (
    "optimal",
    "feasible",
    "infeasible",
    "time_limit",
    "interrupted",
)
#: How far from a whole number a solver's value may be.
_NEAR = 1e-4


@dataclass(frozen=True)
class Answer:
    """What one run came to.

    Attributes
    ----------
    status : `OPTIMAL` only if value and bound are equal; `INFEASIBLE`; else why it ended
    plan : the best values of the columns that were found, checked against every row; None if there
        are none
    value, bound : of the sum that was made small; None if there is none
    """

    status: str
    plan: Plan | None
    value: int | None
    bound: int | None


#: Told the best value and the bound now and then; answers whether to stop.
Watch = Callable[[float, float], bool]


class Model(Protocol):
    """Whole columns from 0 to an upper bound, and rows: a sum, its least and its most."""

    @property
    def upper(self) -> list[int]:
        """The upper bound of each column."""

    @property
    def rows(self) -> list[tuple[Terms, int, int]]:
        """The rows."""


class Solver:
    """A model in HiGHS, to be made small by one sum after another."""

    def __init__(
        self, book: Model, sums: Sequence[Terms] = (), *, seed: int = 0, watch: Watch | None = None
    ) -> None:
        import highspy

        self.upper = np.array(book.upper, dtype=np.int64)
        self.rows, self.least, self.most = _matrix(
            [*book.rows, *((terms, -FREE, FREE) for terms in sums)], len(book.upper)
        )
        self.first_sum = len(book.rows)
        self.watch = watch
        self.stopped = False
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        options: dict[str, Any] = {
            "output_flag": False,
            # On models like these presolve declares feasible ones infeasible, or returns wrong
            # optima (tests/optimize/test_presolve.py).
            "presolve": "off",
            "threads": 1,
            "mip_rel_gap": 0.0,
            "random_seed": seed,
            # There is a plan to begin with, and the rows are tight: searching for others by smaller
            # models costs a third of the time.
            "mip_heuristic_run_rins": False,
            "mip_heuristic_run_rens": False,
            "mip_heuristic_run_root_reduced_cost": False,
        }
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        self.highs.passModel(_lp(highspy, self.rows, self.upper, self.least, self.most))
        if watch is not None:
            self.highs.cbMipInterrupt.subscribe(self._look)

    def _look(self, event: Any) -> None:  # noqa: ANN401 - the library's own class
        try:
            data = event.data_out
            if self.watch is not None and self.watch(data.mip_primal_bound, data.mip_dual_bound):
                self.stopped = True
                event.interrupt()
        except BaseException:  # noqa: BLE001 - an exception would leave run() through C++
            self.stopped = True
            event.interrupt()

    def keep(self, number: int, most: int) -> None:
        """From now on one of the sums is at most so much."""
        row = self.first_sum + number
        self.most[row] = most
        self.highs.changeRowBounds(row, -_inf(), float(most))

    def least_of(
        self, terms: Terms, *, start: Plan | None = None, seconds: float = math.inf
    ) -> Answer:
        """Make a sum as small as can be.

        Parameters
        ----------
        terms
            The sum.
        start
            A plan to begin with; left out where it breaks a row.
        seconds
            How long it may take.
        """
        cost = np.zeros(len(self.upper))
        for column, times in terms:
            cost[column] += times
        if start is not None and not self.keeps(start):
            start = None
        weighs = cost.astype(np.int64)
        if start is None and not len(cost) and self.keeps(weighs):
            start = weighs  # there is nothing to decide
        if start is None and self._has_a_row_that_nothing_keeps():
            return Answer(INFEASIBLE, None, None, None)
        if start is not None and int(weighs @ start) == int(np.minimum(weighs, 0) @ self.upper):
            return Answer(
                OPTIMAL, start, int(weighs @ start), int(weighs @ start)
            )  # it cannot be less
        if seconds <= 0:
            value = None if start is None else int(weighs @ start)
            return Answer(TIME_LIMIT, start, value, None)
        self.highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        self.highs.clearSolver()
        self.highs.setOptionValue("time_limit", min(_inf(), seconds))
        # All values are whole, so that nothing better fits in a gap below one.
        self.highs.setOptionValue("mip_abs_gap", 0.9)
        self.highs.setOptionValue("mip_heuristic_run_feasibility_jump", start is None)
        if start is not None:
            self._begin_with(start)
        self.highs.run()
        return self._answer(weighs, start)

    def _has_a_row_that_nothing_keeps(self) -> bool:
        """Whether some row cannot be kept whatever the columns are; a model without columns has no
        other kind.
        """
        highest = self.rows.maximum(0) @ self.upper
        lowest = self.rows.minimum(0) @ self.upper
        return bool(((highest < self.least) | (lowest > self.most)).any())

    def _begin_with(self, start: Plan) -> None:
        import highspy

        solution = highspy.HighsSolution()
        solution.col_value = start.astype(float).tolist()
        self.highs.setSolution(solution)

    def _answer(self, weighs: Plan, start: Plan | None) -> Answer:
        import highspy

        status, info = self.highs.getModelStatus(), self.highs.getInfo()
        kinds = highspy.HighsModelStatus
        plan = start
        if info.primal_solution_status == 2:  # noqa: PLR2004 - kSolutionStatusFeasible
            found = np.array(self.highs.getSolution().col_value)
            whole = np.rint(found).astype(np.int64)
            if (
                np.abs(found - whole).max(initial=0) <= _NEAR
                and self.keeps(whole)
                and (plan is None or weighs @ whole < weighs @ plan)
            ):
                plan = whole
        value = None if plan is None else int(weighs @ plan)
        least = info.mip_dual_bound
        bound = (
            math.ceil(least - 1e-3) if math.isfinite(least) and abs(least) < _inf() / 2 else None
        )
        if status == kinds.kInfeasible and plan is None:
            return Answer(INFEASIBLE, None, None, None)
        if status == kinds.kOptimal and value is not None and bound is not None and value <= bound:
            return Answer(OPTIMAL, plan, value, value)
        if self.stopped:
            why = INTERRUPTED
        elif status == kinds.kTimeLimit:
            why = TIME_LIMIT
        else:
            why = FEASIBLE
        if value is not None and bound is not None:
            bound = min(bound, value)
            why = OPTIMAL if bound == value and why != FEASIBLE else why
        return Answer(why, plan, value, bound)

    def keeps(self, plan: Plan) -> bool:
        """Whether a plan keeps to every row and bound, in whole numbers."""
        if len(plan) != len(self.upper) or (plan < 0).any() or (plan > self.upper).any():
            return False
        sums = self.rows @ plan
        return bool(((sums >= self.least) & (sums <= self.most)).all())


def solver_name() -> str:
    """The solver and its version."""
    import highspy

    return f"HiGHS {highspy.Highs().version()}"  # type: ignore[no-untyped-call]


def _inf() -> float:
    import highspy

    return float(highspy.kHighsInf)


def _matrix(lines: Sequence[tuple[Terms, int, int]], columns: int) -> tuple[Any, Plan, Plan]:
    from scipy import sparse

    flat = [pair for terms, _, _ in lines for pair in terms]
    pairs = np.array(flat, dtype=np.int64).reshape(-1, 2)
    row = np.repeat(np.arange(len(lines)), [len(terms) for terms, _, _ in lines])
    rows = sparse.coo_array((pairs[:, 1], (row, pairs[:, 0])), shape=(len(lines), columns)).tocsr()
    rows.sum_duplicates()
    rows.eliminate_zeros()
    least, most = (np.array([line[side] for line in lines], dtype=np.int64) for side in (1, 2))
    return rows, least, most


def _lp(highspy: Any, rows: Any, upper: Plan, least: Plan, most: Plan) -> Any:  # noqa: ANN401
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(upper), len(least)
    lp.col_cost_ = np.zeros(len(upper))
    lp.col_lower_ = np.zeros(len(upper))
    lp.col_upper_ = upper.astype(float)
    lp.row_lower_ = np.where(least <= -FREE, -_inf(), least.astype(float))
    lp.row_upper_ = np.where(most >= FREE, _inf(), most.astype(float))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = len(upper), len(least)
    lp.a_matrix_.start_ = rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = rows.data.astype(float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(upper)
    return lp
