"""A basis in which the columns of a model are orthogonal, and whether any repeat each other.

Columns are centred where one of them is constant, then made orthogonal by the Cholesky factor
of their weighted products, so that a column of years and its square do no harm.
"""

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError

BLOCK = 8192
"""Rows that are read at a time."""

COLLINEAR = 1e-11
"""Share of a column's variance that may be left by the others before it tells nothing."""


def orthogonal_basis(columns: FloatArray, weights: FloatArray, names: list[str]) -> FloatArray:
    """A matrix T (k, k) with which the columns x T are orthogonal, of weighted mean square 1."""
    first = _centring(columns, weights)
    products = np.zeros((len(names), len(names)))
    for begin in range(0, len(weights), BLOCK):
        x = columns[begin : begin + BLOCK] @ first
        products += (x * weights[begin : begin + BLOCK, None]).T @ x
    size = np.sqrt(products.diagonal())
    if (size == 0.0).any():
        raise _collinear(names[int(np.argmin(size))])
    _refuse_collinear(products / np.outer(size, size), names)
    lower = np.linalg.cholesky(products / float(weights.sum()))
    return np.asarray(first @ np.linalg.inv(lower).T)


def _centring(columns: FloatArray, weights: FloatArray) -> FloatArray:
    """A matrix (k, k) that takes the mean out of each column, if one column is constant."""
    k = columns.shape[1]
    used = weights > 0.0
    spread = [np.ptp(columns[used, j]) for j in range(k)]
    constant = next((j for j in range(k) if spread[j] == 0.0 and columns[used, j][0] != 0.0), None)
    matrix = np.eye(k)
    if constant is None:
        return matrix
    mean = weights @ columns / float(weights.sum())
    others = np.arange(k) != constant
    matrix[constant, others] = -mean[others] / mean[constant]
    return matrix


def _refuse_collinear(correlation: FloatArray, names: list[str]) -> None:
    """Raise for the first column that those before it give exactly."""
    left = correlation.copy()
    for j, name in enumerate(names):
        if left[j, j] <= COLLINEAR:
            raise _collinear(name)
        left[j + 1 :] -= np.outer(left[j + 1 :, j] / left[j, j], left[j])


def _collinear(name: str) -> DataError:
    return DataError(
        f"{name} is given exactly by the other terms",
        code="collinear",
        where=name,
        hint="leave out one of the terms that repeat each other, or a term with one value alone",
    )
