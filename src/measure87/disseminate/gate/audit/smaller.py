"""A linear programme without what says nothing in it, made once and asked for many costs.

What one sum at a time leaves of an unknown is often a single number; sums that are said again, or
that hold whatever the unknowns are, say nothing. Without these a programme of the auditor has a
third of its sums and half of its unknowns, and the same least cost. Which sum has a price in it
says nothing of the whole one, so that whose figures tell a count is not asked of it.
"""

from contextlib import suppress

import numpy as np
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.distinct_rows import distinct_rows
from measure87.disseminate.gate.audit.linear import Bounds, LinearProgramme
from measure87.disseminate.gate.audit.tightening import ContradictionError, idle, tightened
from measure87.numerics.arrays import FloatArray

_SLACK = 1e-7
"""Persons, and sums: as near as the solver keeps its rows."""


class Smaller:
    """Sums of unknowns, (rows, size), to be asked for the least of one cost after the other."""

    def __init__(self, matrix: csr_array, bounds: Bounds) -> None:
        self._free = np.ones(matrix.shape[1], dtype=np.bool_)
        self._fixed = np.zeros(matrix.shape[1])
        with suppress(ContradictionError):  # the solver says so too, or it was rounding
            matrix, bounds = self._reduced(matrix, bounds)
        self._programme = LinearProgramme(matrix, bounds)

    def _reduced(self, matrix: csr_array, bounds: Bounds) -> tuple[csr_array, Bounds]:
        once = distinct_rows(matrix, bounds.least, bounds.most)
        matrix, between = csr_array(matrix[once]), (bounds.least[once], bounds.most[once])
        limits = tightened(matrix, between, (bounds.lower, bounds.upper), slack=_SLACK)
        lower, upper = limits
        self._free = upper - lower > _SLACK
        self._fixed = np.where(self._free, 0.0, lower)
        says = ~idle(matrix, between, limits, slack=_SLACK)
        rest = (matrix @ self._fixed)[says]
        left = csr_array(csr_array(matrix[says])[:, np.flatnonzero(self._free)])
        least, most = between[0][says] - rest, between[1][says] - rest
        once = distinct_rows(left, least, most)
        return csr_array(left[once]), Bounds(
            least[once], most[once], lower[self._free], upper[self._free]
        )

    def least(self, costs: FloatArray) -> tuple[float, FloatArray | None]:
        """The least cost (size,), and a way (size,): any of those that cost it.

        Minus infinity and None where there is no solution.
        """
        try:
            found = self._programme.solved(costs[self._free])
        except ContradictionError:
            found = None
        if found is None:
            return -np.inf, None
        way = self._fixed.copy()
        way[self._free] = found.unknowns
        return float(costs @ way), way
