"""Whole numbers near a way things could be, at which a sum comes out less.

Where weighted figures say something of counts, a programme of everything in whole numbers seldom
comes to an end. One way things could be is known, though, and another is mostly near: a few
persons fewer here are a few more there. So first the change that is least, in parts of persons
(a linear programme); then whole numbers for the unknowns that it changes and for those that share
a short sum with them, all others left as they are.
"""

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack

from measure87.disseminate.gate.audit.solver import (
    FEW_NODES,
    Sums,
    cheapest_whole,
    costing_at_most,
    fewest_parts_of_persons,
)
from measure87.disseminate.gate.audit.tightening import ContradictionError
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.remembered import remembered

_SHORT = 3
"""Terms of a sum, such as a total and two parts: what changes one of them changes another."""
_NONE = 1e-9
"""Persons; a change that is no more than rounding of the machine."""


def whole_nearby(sums: Sums, costs: FloatArray, most: float, at: FloatArray) -> FloatArray | None:
    """Whole numbers (size,) that cost at most so much, near `at`; None if none are found.

    `at` (size,) is a solution of `sums` that costs more.
    """
    limited = costing_at_most(sums, costs, most)
    change = _least_change(limited, at)
    if change is None:
        return None
    whole: FloatArray = at + np.round(change)
    if limited.fit(whole):
        return whole
    return _restricted(limited, at, _with_neighbours(sums.matrix, np.abs(change) > _NONE))


@remembered(ContradictionError)
def _least_change(sums: Sums, at: FloatArray) -> FloatArray | None:
    """By what each unknown (size,) is to change, least in all, whole or not; None if by nothing.

    What is more and what is less are unknowns of their own, where there can be more, or less.
    """
    more, less = np.flatnonzero(at < sums.upper), np.flatnonzero(at > sums.lower)
    here = sums.matrix @ at
    columns = csc_array(sums.matrix)
    changes = Sums(
        csr_array(hstack([columns[:, more], -columns[:, less]])),
        sums.least - here,
        sums.most - here,
        np.zeros(len(more) + len(less)),
        np.concatenate([(sums.upper - at)[more], (at - sums.lower)[less]]),
    )
    found = fewest_parts_of_persons(changes)
    if found is None:
        return None
    change = np.zeros(len(at))
    change[more] += found[: len(more)]
    change[less] -= found[len(more) :]
    return change


def _with_neighbours(matrix: csr_array, some: BoolArray) -> BoolArray:
    """(size,) which unknowns are among some, or in a short sum with one of them."""
    terms = np.diff(matrix.indptr)
    holds = csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    near = (holds @ some.astype(float) > 0) & (terms <= _SHORT)
    return np.asarray(some | (holds.T @ near.astype(float) > 0))


def _restricted(sums: Sums, at: FloatArray, free: BoolArray) -> FloatArray | None:
    """Whole numbers that are as `at` where they are not free."""
    part = csr_array(sums.matrix[:, np.flatnonzero(free)])
    held = np.diff(part.indptr) > 0
    part = csr_array(part[held])
    rest = (sums.matrix @ np.where(free, 0.0, at))[held]
    here = Sums(
        part, sums.least[held] - rest, sums.most[held] - rest, sums.lower[free], sums.upper[free]
    )
    values = at.copy()
    try:
        found = cheapest_whole(here, np.zeros(part.shape[1]), FEW_NODES)
    except ContradictionError:
        return None
    if found is None:
        return None
    values[free] = found
    return values if sums.fit(values) else None
