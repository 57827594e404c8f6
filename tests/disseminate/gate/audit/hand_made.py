"""Programmes of a few unknowns, written out row by row."""

import numpy as np
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.constraints import Gathered, constraints_of


def known(size, equal=(), at_most=(), weighted=()):
    """What is published of `size` unknowns.

    `equal` and `at_most` are rows of (coefficients, number); `weighted` are rows of the second
    kind that a weighted figure says. The figure that says an equation is its place.
    """
    exactly, limits = Gathered(), Gathered()
    exactly.add(*_rows(equal, size), list(range(len(equal))))
    limits.add(*_rows(at_most, size))
    limits.add(*_rows(weighted, size), list(range(len(weighted))))
    return constraints_of(exactly, limits)


def _rows(rows, size):
    matrix = np.array([row for row, _ in rows], dtype=float).reshape(len(rows), size)
    return csr_array(matrix), [float(number) for _, number in rows]
