"""A linear programme that is kept, to be solved for one cost after the other (HiGHS, by highspy).

The auditor asks for thousands of sums of the same unknowns. A solver that is made anew for each
reads the programme and starts from nothing; one that is kept goes on from the corner at which it
stood, mostly few steps away.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.tightening import ContradictionError
from measure87.numerics.arrays import FloatArray
from measure87.numerics.solver_output import solver_output_dropped

_OPTIONS: dict[str, bool | int | str] = {"output_flag": False, "threads": 1, "presolve": "off"}
"""One thread, so that a release comes out the same on every machine; and as it is, for to reduce a
programme takes longer than to go on where the last one ended."""
_LARGE = 10_000
"""Factors from which a programme is reduced before it is solved: it is asked few times."""


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
    """Sums of unknowns, (rows, size), ready to be solved; `reduced` first, if it is asked once."""

    def __init__(self, matrix: csr_array, bounds: Bounds, *, reduced: bool = False) -> None:
        rows, size = matrix.shape
        programme = highspy.HighsLp()
        programme.num_row_, programme.num_col_ = rows, size
        programme.col_cost_ = np.zeros(size)
        programme.col_lower_, programme.col_upper_ = bounds.lower, bounds.upper
        programme.row_lower_, programme.row_upper_ = bounds.least, bounds.most
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = matrix.indptr
        programme.a_matrix_.index_ = matrix.indices
        programme.a_matrix_.value_ = matrix.data
        with solver_output_dropped():
            self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in _OPTIONS.items():
            self._solver.setOptionValue(name, value)
        if reduced or matrix.nnz >= _LARGE:
            self._solver.setOptionValue("presolve", "choose")
        self._solver.passModel(programme)
        self._rows = np.arange(rows, dtype=np.int32)
        self._columns = np.arange(size, dtype=np.int32)

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
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise ContradictionError
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        found = self._solver.getSolution()
        unknowns, prices = np.array(found.col_value), np.array(found.row_dual)
        return Solution(float(self._solver.getObjectiveValue()), unknowns, prices)
