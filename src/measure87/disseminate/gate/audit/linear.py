"""A linear programme that is kept, to be solved for one cost after the other (HiGHS, by highspy).

The auditor asks for thousands of sums of the same unknowns. A solver that is made anew for each
reads the programme and starts from nothing; one that is kept goes on from the corner at which it
stood, mostly few steps away. One that is asked once goes to a solver that forgets the one before.
"""

from dataclasses import dataclass
from functools import cache
from weakref import finalize

import highspy
import numpy as np
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.tightening import ContradictionError
from measure87.numerics.arrays import FloatArray
from measure87.numerics.solver_output import solver_output_dropped

_OPTIONS: dict[str, bool | int | str] = {"output_flag": False, "threads": 1}
"""One thread, so that a release comes out the same on every machine."""
_LARGE = 10_000
"""Factors from which a solver reduces a programme each time; below, that takes longer than to go on
where the last one ended."""

_SOLVED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)


@dataclass(frozen=True)
class Bounds:
    """Between which sums (rows,) and unknowns (size,) lie."""

    least: FloatArray
    most: FloatArray
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True)
class Solution:
    """The least cost, the unknowns (size,), and the prices (rows,) of the sums.

    A price is by how much the least cost rises where the bound of a sum does; 0 where it does not.
    """

    cost: float
    unknowns: FloatArray
    prices: FloatArray


class LinearProgramme:
    """Sums of unknowns, (rows, size), ready to be solved for one cost after the other."""

    def __init__(self, matrix: csr_array, bounds: Bounds) -> None:
        self._solver = _lent(self, "choose" if matrix.nnz >= _LARGE else "off")
        _pass(self._solver, matrix, bounds, np.zeros(matrix.shape[1]))
        self._rows = np.arange(matrix.shape[0], dtype=np.int32)
        self._columns = np.arange(matrix.shape[1], dtype=np.int32)

    @property
    def rows(self) -> int:
        """How many sums there are."""
        return len(self._rows)

    def within(self, bounds: Bounds) -> None:
        """Let the same sums lie between others."""
        columns, rows = self._columns, self._rows
        self._solver.changeColsBounds(len(columns), columns, bounds.lower, bounds.upper)
        self._solver.changeRowsBounds(  # type: ignore[attr-defined]
            len(rows), rows, bounds.least, bounds.most
        )

    def solved(self, costs: FloatArray) -> Solution | None:
        """The solution of least cost; None where the solver does not come to one.

        Raises ContradictionError if there is none.
        """
        self._solver.changeColsCost(len(self._columns), self._columns, costs)
        return _solved(self._solver)


def solved_once(
    matrix: csr_array, bounds: Bounds, costs: FloatArray, *, is_reduced: bool = True
) -> Solution | None:
    """The solution of least cost of a programme that is asked for nothing else.

    The same as by a solver made for it, which would take longer to make than most are to solve.
    It is reduced first but where `is_reduced` is False: that takes most of the time where all lower
    bounds keep nearly all sums and cost least, for the solver starts there.
    Raises ContradictionError if there is none; None where the solver does not come to one.
    """
    solver = _solver_of_one("choose" if is_reduced else "off")
    solver.clearModel()
    _pass(solver, matrix, bounds, costs)
    return _solved(solver)


@cache
def _solver_of_one(presolve: str) -> highspy.Highs:
    return _solver(presolve)


_FREE: dict[str, list[highspy.Highs]] = {"choose": [], "off": []}
"""Solvers of programmes that nobody asks any more, by whether they reduce them."""


def _lent(programme: LinearProgramme, presolve: str) -> highspy.Highs:
    """A solver for as long as a programme lives: one that is free, for to make one takes long."""
    solver = _FREE[presolve].pop() if _FREE[presolve] else _solver(presolve)
    finalize(programme, _give_back, solver, presolve)
    return solver


def _give_back(solver: highspy.Highs, presolve: str) -> None:
    solver.clearModel()
    _FREE[presolve].append(solver)


def _solver(presolve: str) -> highspy.Highs:
    with solver_output_dropped():
        made = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (_OPTIONS | {"presolve": presolve}).items():
        made.setOptionValue(name, value)
    return made


def _pass(solver: highspy.Highs, matrix: csr_array, bounds: Bounds, costs: FloatArray) -> None:
    """Give a programme to a solver, as arrays: lists of numbers take it seven times as long."""
    rows, size = matrix.shape
    solver.passModel(
        size,
        rows,
        matrix.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        costs,
        bounds.lower,
        bounds.upper,
        bounds.least,
        bounds.most,
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data,
        np.zeros(size, dtype=np.int32),
    )


def _solved(solver: highspy.Highs) -> Solution | None:
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise ContradictionError
    if status not in _SOLVED:
        return None
    found = solver.getSolution()
    unknowns, prices = np.array(found.col_value), np.array(found.row_dual)
    return Solution(float(solver.getObjectiveValue()), unknowns, prices)
