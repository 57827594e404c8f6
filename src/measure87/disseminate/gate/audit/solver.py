"""A sum of unknowns made as small as can be: in parts of persons, and in whole numbers.

Whole numbers are found by HiGHS as scipy has it; what may be parts of persons, and is asked most
often, by a solver that is kept (see `linear`).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds as MilpBounds
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from measure87.disseminate.gate.audit.linear import Bounds, LinearProgramme, solved_once
from measure87.disseminate.gate.audit.smaller import Smaller
from measure87.disseminate.gate.audit.tightening import ContradictionError
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.remembered import digest, remembered
from measure87.numerics.solver_output import solver_output_aside

MOST_NODES = 1_000
"""Of the tree that an integer programme searches; who is not through by then has not shown that
a count is safe. Nodes and no seconds, so that a release comes out the same on every machine."""
FEW_NODES = 30
"""Where weighted figures say something of counts: such programmes seldom come to an end, and a way
things could be that is not found soon is not found late either."""
TOLERANCE = 1e-5
"""Persons, and prices; the solver keeps its rows to 1e-7."""
_WHOLE = 1e-6
_INFEASIBLE = 2


@dataclass(frozen=True)
class Sums:
    """Sums of unknowns, between which they lie, and between which each unknown lies.

    Attributes
    ----------
    matrix, least, most : (rows, size), (rows,) and (rows,)
        Of the sums.
    lower, upper : (size,) persons
        Of the unknowns.
    """

    matrix: csr_array
    least: FloatArray
    most: FloatArray
    lower: FloatArray
    upper: FloatArray

    @cached_property
    def linear(self) -> LinearProgramme:
        """In parts of persons, kept to be solved again."""
        return LinearProgramme(self.matrix, self.bounds)

    @cached_property
    def smaller(self) -> Smaller:
        """In parts of persons, without what says nothing, for the least cost alone."""
        return Smaller(self.matrix, self.bounds)

    @cached_property
    def digest(self) -> bytes:
        """What tells these sums from all others."""
        return digest(self.matrix, self.least, self.most, self.lower, self.upper)

    @property
    def bounds(self) -> Bounds:
        """Of sums and of unknowns."""
        return Bounds(self.least, self.most, self.lower, self.upper)

    def fit(self, values: FloatArray) -> bool:
        """Whether whole numbers (size,) are a solution; exactly."""
        sums: FloatArray = self.matrix @ values
        return bool(
            (values >= self.lower).all()
            and (values <= self.upper).all()
            and (sums >= self.least).all()
            and (sums <= self.most).all()
        )

    def with_bounds(self) -> "Sums":
        """The same solutions, with sums of one unknown, plus or minus, written as its bounds.

        That is exact, for nothing is divided. The solver does it too, but much slower: where most
        unknowns are left as they are, most sums are of one.
        """
        matrix = self.matrix
        alone = np.diff(matrix.indptr) == 1
        first = matrix.indptr[:-1][alone]
        whole = np.abs(matrix.data[first]) == 1
        alone[alone] = whole
        column, plus = matrix.indices[first[whole]], matrix.data[first[whole]] > 0
        least, most = self.least[alone], self.most[alone]
        lower, upper = self.lower.copy(), self.upper.copy()
        np.maximum.at(lower, column, np.where(plus, least, -most))
        np.minimum.at(upper, column, np.where(plus, most, -least))
        return Sums(csr_array(matrix[~alone]), self.least[~alone], self.most[~alone], lower, upper)


def cheapest(
    sums: Sums, costs: FloatArray, linear: LinearProgramme | None = None
) -> tuple[FloatArray | None, float]:
    """The solution (size,) of a linear programme if it comes out whole, and its cost.

    `linear` is the programme where it was kept. Raises ContradictionError if there is none.
    """
    found = (linear or sums.linear).solved(costs)
    return (None, -np.inf) if found is None else (_whole(sums, found.unknowns), found.cost)


def cheapest_parts_of_persons(sums: Sums, costs: FloatArray) -> FloatArray | None:
    """The solution (size,) of a linear programme, whole or not; None if there is none."""
    try:
        found = sums.linear.solved(costs)
    except ContradictionError:
        return None
    return None if found is None else found.unknowns


def fewest_parts_of_persons(sums: Sums) -> FloatArray | None:
    """The solution (size,) that has the fewest persons in all, whole or not; None if there is none.

    Where nobody at all keeps nearly all sums: the solver goes from there.
    """
    try:
        found = solved_once(sums.matrix, sums.bounds, np.ones(len(sums.lower)), is_reduced=False)
    except ContradictionError:
        return None
    return None if found is None else found.unknowns


@remembered(ContradictionError)
def cheapest_whole(sums: Sums, costs: FloatArray, nodes: int = MOST_NODES) -> FloatArray | None:
    """Whole numbers (size,) of least cost; None if none were found within so many nodes.

    Raises ContradictionError if there are none.
    """
    with solver_output_aside():
        found = milp(
            costs,
            integrality=np.ones(len(costs), dtype=np.int64),
            bounds=MilpBounds(sums.lower, sums.upper),
            constraints=LinearConstraint(sums.matrix, sums.least, sums.most),
            options={"node_limit": nodes, "mip_rel_gap": 0.0},
        )
    if found.status == _INFEASIBLE:
        raise ContradictionError
    return _whole(sums, found.x)


def costing_at_most(sums: Sums, costs: FloatArray, most: float) -> Sums:
    """Of the solutions those that cost at most so much."""
    return Sums(
        csr_array(vstack([sums.matrix, csr_array(costs[None, :])])),
        np.append(sums.least, -np.inf),
        np.append(sums.most, most),
        sums.lower,
        sums.upper,
    )


def _whole(sums: Sums, values: FloatArray | None) -> FloatArray | None:
    """The nearest whole numbers, if they are near and a solution."""
    if values is None:
        return None
    whole: FloatArray = np.round(values)
    near = (np.abs(values - whole) < _WHOLE).all()
    return whole if near and sums.fit(whole) else None


def priced(sums: Sums, costs: FloatArray) -> tuple[float, BoolArray]:
    """The least cost, and the (rows,) sums that have a price in it.

    Minus infinity, and none, if there is no solution. A programme that is reduced first and asked
    for these costs alone finds what says it most directly: of several sums that say the same one
    has the price, and which one hangs on the way there.
    """
    try:
        found = solved_once(sums.matrix, sums.bounds, costs)
    except ContradictionError:
        found = None
    if found is None:
        return -np.inf, np.zeros(len(sums.least), dtype=np.bool_)
    return found.cost, np.abs(found.prices) > TOLERANCE
