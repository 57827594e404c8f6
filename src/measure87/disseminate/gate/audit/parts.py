"""What is published, cut into parts that have nothing to do with each other.

Unknowns that can have one value only are put in, sums that say nothing are left out. What is
left falls into parts without an equation in common, most of them so small that their integer
programmes are solved in little time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from measure87.disseminate.gate.audit.solver import Sums
from measure87.disseminate.gate.audit.tightening import ContradictionError, Tightened
from measure87.numerics.arrays import IntArray


@dataclass(frozen=True)
class Part:
    """Some unknowns, by position (k,), and every sum that holds them in."""

    columns: IntArray
    sums: Sums


def parts_of(known: Tightened) -> Iterator[Part]:
    """The parts, those of the first unknowns first; together they are all that is not fixed.

    Raises
    ------
    ContradictionError
        If a sum of unknowns that are fixed is not what it must be.
    """
    free = np.flatnonzero(~known.fixed)
    rows = np.flatnonzero(~known.idle)
    here = csr_array(known.matrix[rows])
    shift = here @ np.where(known.fixed, known.lower, 0.0)
    matrix = csr_array(here[:, free])
    number, label = connected_components(abs(matrix).T @ abs(matrix))
    held = np.full(len(rows), -1)
    entries = matrix.tocoo()
    held[entries.row] = label[entries.col]
    if (held < 0).any():
        raise ContradictionError
    least, most = known.least[rows] - shift, known.most[rows] - shift
    for k in range(number):
        mine, own = np.flatnonzero(label == k), np.flatnonzero(held == k)
        at = free[mine]
        part = csr_array(matrix[own])[:, mine]
        yield Part(at, Sums(part, least[own], most[own], known.lower[at], known.upper[at]))
