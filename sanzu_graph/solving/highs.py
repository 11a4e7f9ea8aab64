"""HiGHS, on a short lead: presolve off, one thread, no gap, every row checked again, and no status
that was not earned.
"""

from __future__ import annotations

import ctypes
import math
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from sanzu_graph.solving.models import Model, Vector, matrix
from sanzu_graph.solving.statuses import FEASIBLE, INFEASIBLE, INTERRUPTED, OPTIMAL, TIME_LIMIT
from sanzu_graph.solving.sums import FREE, Sum, Terms, as_sum

#: How far from a whole number a solver's value may be.
_NEAR = 1e-4
#: How far above the truth a solver's bound may be.
_SLIP = 1e-3
#: The solver's greatest number of nodes: it ends before.
_MOST_NODES = 2**31 - 1
#: The numbers that the dual ray of a relaxation is rounded to.
_FINE = 2**20

#: Told the best value and the bound now and then; answers whether to stop.
Watch = Callable[[float, float], bool]


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
    plan: Vector | None
    value: int | None
    bound: int | None


class Solver:
    """A model in HiGHS, to be made small by one sum after another.

    Parameters
    ----------
    model
        Its columns and rows; later ones are not seen.
    sums
        Sums that are to be kept small afterwards; see `keep`.
    seed
        The same seed gives the same plan.
    watch
        Is told the value and the bound some 25 times a second, and answers whether to stop.
    """

    def __init__(
        self,
        model: Model,
        sums: Sequence[Terms | Sum] = (),
        *,
        seed: int = 0,
        watch: Watch | None = None,
    ) -> None:
        self.upper = np.array(model.upper, dtype=np.int64)
        goals = [as_sum(some) for some in sums]
        self.rows = model.matrix(goals)
        self.first_sum = len(model.least)
        self.constants = [goal.constant for goal in goals]
        self.least = np.array([*model.least, *[-FREE] * len(goals)], dtype=np.int64)
        self.most = np.array([*model.most, *[FREE] * len(goals)], dtype=np.int64)
        self.watch = watch
        self.stopped = False
        self.highs = instance()
        options: dict[str, Any] = {
            "output_flag": False,
            # On models like these presolve declares feasible ones infeasible, or returns wrong
            # optima (tests/solving/test_highs_traps.py).
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
        self.highs.passModel(_lp(self.rows, self.upper, self.least, self.most))
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
        """From now on one of the sums is at most `most`."""
        row = self.first_sum + number
        self.most[row] = most - self.constants[number]
        self.highs.changeRowBounds(row, -_inf(), float(self.most[row]))

    def limit(self, column: int, most: int) -> None:
        """From now on a column is at most `most`."""
        if self.upper[column] != most:
            self.upper[column] = most
            self.highs.changeColBounds(int(column), 0.0, float(most))

    def cut(self, terms: Terms | Sum, least: int) -> None:
        """A row that every plan keeps which keeps the sums so far: it only helps the proof."""
        from scipy import sparse

        some = as_sum(terms)
        row = matrix(some.columns, some.times, [len(some.columns)], len(self.upper))
        self.rows = sparse.vstack([self.rows, row], format="csr")
        self.least = np.append(self.least, least - some.constant)
        self.most = np.append(self.most, FREE)
        self.highs.addRow(
            float(least - some.constant),
            _inf(),
            row.nnz,
            row.indices.astype(np.int32),
            row.data.astype(float),
        )

    def least_of(
        self,
        terms: Terms | Sum,
        *,
        start: Vector | None = None,
        seconds: float = math.inf,
        nodes: int | None = None,
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
        nodes
            The search ends without a proof after this many nodes; None: never.
        """
        some = as_sum(terms)
        constant = some.constant
        weights = np.zeros(len(self.upper), dtype=np.int64)
        np.add.at(weights, some.columns, some.times)
        if start is not None and not self.keeps(start):
            start = None
        if start is None and not len(weights) and self.keeps(weights):
            start = weights  # there is nothing to decide
        if start is None and self._has_a_row_that_nothing_keeps():
            return Answer(INFEASIBLE, None, None, None)
        value = None if start is None else int(weights @ start) + constant
        if value is not None and value == int(np.minimum(weights, 0) @ self.upper) + constant:
            return Answer(OPTIMAL, start, value, value)  # it cannot be less
        if seconds <= 0:
            return Answer(TIME_LIMIT, start, value, None)
        self.stopped = False
        self.highs.setOptionValue("mip_max_nodes", _MOST_NODES if nodes is None else nodes)
        self._pose(weights, start, seconds)
        self._run()
        return self._answer(weights, constant, start)

    def _pose(self, weights: Vector, start: Vector | None, seconds: float) -> None:
        columns = np.arange(len(weights), dtype=np.int32)
        self.highs.changeColsCost(len(weights), columns, weights.astype(float))
        self.highs.clearSolver()
        self.highs.setOptionValue("time_limit", min(_inf(), seconds))
        # All values are whole, so that nothing better fits in a gap below one.
        self.highs.setOptionValue("mip_abs_gap", 0.9)
        self.highs.setOptionValue("mip_heuristic_run_feasibility_jump", start is None)
        if start is not None:
            import highspy

            solution = highspy.HighsSolution()
            solution.col_value = start.astype(float).tolist()
            self.highs.setSolution(solution)

    def _run(self) -> None:
        """Run; where other code of this process has set up another number of threads, with these."""
        import highspy

        if self.highs.run() == highspy.HighsStatus.kError:
            self.highs.setOptionValue("threads", 0)
            self.highs.run()

    def _has_a_row_that_nothing_keeps(self) -> bool:
        """Whether some row cannot be kept, for any values of the columns.

        A model without columns has no other kind of row that is broken.
        """
        highest = self.rows.maximum(0) @ self.upper
        lowest = self.rows.minimum(0) @ self.upper
        return bool(((highest < self.least) | (lowest > self.most)).any())

    def _answer(self, weights: Vector, constant: int, start: Vector | None) -> Answer:
        import highspy

        status, info = self.highs.getModelStatus(), self.highs.getInfo()
        kinds = highspy.HighsModelStatus
        plan = start
        if info.primal_solution_status == 2:  # noqa: PLR2004 - kSolutionStatusFeasible
            values = np.array(self.highs.getSolution().col_value)
            whole = np.rint(values).astype(np.int64)
            if (
                np.abs(values - whole).max(initial=0) <= _NEAR
                and self.keeps(whole)
                and (plan is None or weights @ whole < weights @ plan)
            ):
                plan = whole
        value = None if plan is None else int(weights @ plan) + constant
        bound = whole_bound(info.mip_dual_bound)
        bound = None if bound is None else bound + constant
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

    def keeps(self, plan: Vector) -> bool:
        """Whether a plan keeps to every row and bound, in whole numbers."""
        if len(plan) != len(self.upper) or (plan < 0).any() or (plan > self.upper).any():
            return False
        sums = self.rows @ plan
        return bool(((sums >= self.least) & (sums <= self.most)).all())


class Relaxation(Solver):
    """The same rows for fractions of columns: what these cannot do, no plan can."""

    def __init__(self, model: Model, sums: Sequence[Terms | Sum] = (), *, seed: int = 0) -> None:
        import highspy

        super().__init__(model, sums, seed=seed)
        columns = len(self.upper)
        kinds = np.array([highspy.HighsVarType.kContinuous] * columns)
        self.highs.changeColsIntegrality(columns, np.arange(columns, dtype=np.int32), kinds)

    def is_refuted(self, seconds: float = math.inf) -> bool:
        """Whether a sum of rows proves that nothing keeps all of them.

        The proof is checked in whole numbers, so that nothing depends on what the solver says.
        """
        import highspy

        self.highs.setOptionValue("time_limit", min(_inf(), max(seconds, 0.0)))
        self._run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
            return False
        _, has_ray, ray = self.highs.getDualRay()
        ray = np.asarray(ray)[: len(self.least)]
        if not has_ray or not np.abs(ray).max(initial=0):
            return False
        whole = np.rint(ray / np.abs(ray).max() * _FINE).astype(np.int64)
        return self._proves(whole) or self._proves(-whole)

    def _proves(self, weights: Vector) -> bool:
        """Whether rows, each taken some times, ask for more than the columns can give."""
        bare = ((weights > 0) & (self.least <= -FREE)) | ((weights < 0) & (self.most >= FREE))
        weights = np.where(bare, 0, weights)
        ends = np.where(weights > 0, self.least, np.where(weights < 0, self.most, 0))
        return int(weights @ ends) > int(np.maximum(self.rows.T @ weights, 0) @ self.upper)


def whole_bound(bound: float) -> int | None:
    """The least whole number that a solver's bound leaves; None where it is none.

    Examples
    --------
    >>> whole_bound(1.9999), whole_bound(2.0001), whole_bound(2.1), whole_bound(float("-inf"))
    (2, 2, 3, None)
    """
    if not math.isfinite(bound) or abs(bound) >= _inf() / 2:
        return None
    return math.ceil(bound - _SLIP)


def solver_name() -> str:
    """The solver and its version."""
    return f"HiGHS {instance().version()}"


_banner = threading.Lock()
_is_silenced = False


def instance() -> Any:  # noqa: ANN401 - the library's own class
    """An empty HiGHS; what the library prints with the first of a process is kept from stdout."""
    global _is_silenced  # noqa: PLW0603 - once a process
    import highspy

    with _banner:
        if not _is_silenced:
            with _without_stdout():
                highspy.Highs()  # type: ignore[no-untyped-call]
            _is_silenced = True
    return highspy.Highs()  # type: ignore[no-untyped-call]


@contextmanager
def _without_stdout() -> Iterator[None]:
    """What the C library writes to standard output meanwhile is dropped."""
    try:
        streams, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # there is no standard output
        yield
        return
    _flush()
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        _flush()
        os.dup2(streams, 1)
        os.close(streams)
        os.close(nowhere)


def _flush() -> None:
    """Empty the C library's own buffers, where it can be asked."""
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).fflush(None)


def _inf() -> float:
    import highspy

    return float(highspy.kHighsInf)


def _lp(rows: Any, upper: Vector, least: Vector, most: Vector) -> Any:  # noqa: ANN401
    import highspy

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
