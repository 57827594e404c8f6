"""A basis in which the columns of a model are orthogonal, and whether any repeat each other.

Columns are centred where one of them is constant, then made orthogonal by the Cholesky factor
of their weighted products, so that a column of years and its square do no harm.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError

BLOCK = 8192
"""Rows that are read at a time."""

COLLINEAR = 1e-11
"""Share of a column's variance that may be left by the others before it tells nothing."""


class Columns(Protocol):
    """A model matrix that gives some rows at a time, so that it need not lie in memory."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns, (n, k)."""

    def block(self, part: slice) -> FloatArray:
        """Some rows (m, k), all finite."""


@dataclass(frozen=True)
class ArrayColumns:
    """A matrix that lies in memory."""

    array: FloatArray

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.array.shape[0], self.array.shape[1]

    def block(self, part: slice) -> FloatArray:
        """Some rows."""
        return self.array[part]


def columns_of(given: FloatArray | Columns, names: Sequence[str]) -> Columns:
    """An array as columns, if all its values are finite; columns as they are."""
    if not isinstance(given, np.ndarray):
        return given
    for j, name in enumerate(names):
        if not (np.isfinite(given[:, j].sum()) or np.isfinite(given[:, j]).all()):
            raise DataError(f"{name} holds values that are not finite", code="bad-number")
    return ArrayColumns(given)


def orthogonal_basis(columns: Columns, weights: FloatArray, names: Sequence[str]) -> FloatArray:
    """A matrix T (k, k) with which the columns x T are orthogonal, of weighted mean square 1."""
    first = _centring(columns, weights)
    products = np.zeros((len(names), len(names)))
    for part in parts_of(len(weights)):
        x = columns.block(part) @ first
        products += (x * weights[part, None]).T @ x
    size = np.sqrt(products.diagonal())
    if (size == 0.0).any():
        raise _collinear(names[int(np.argmin(size))])
    _refuse_collinear(products / np.outer(size, size), names)
    lower = np.linalg.cholesky(products / float(weights.sum()))
    return np.asarray(first @ np.linalg.inv(lower).T)


def parts_of(n: int) -> Iterator[slice]:
    """All rows, some at a time."""
    for begin in range(0, n, BLOCK):
        yield slice(begin, begin + BLOCK)


def _centring(columns: Columns, weights: FloatArray) -> FloatArray:
    """A matrix (k, k) that takes the mean out of each column, if one column is constant."""
    k = columns.shape[1]
    low, high, total = np.full(k, np.inf), np.full(k, -np.inf), np.zeros(k)
    for part in parts_of(len(weights)):
        x, w = columns.block(part), weights[part]
        total += w @ x
        low = np.minimum(low, x[w > 0.0].min(axis=0, initial=np.inf))
        high = np.maximum(high, x[w > 0.0].max(axis=0, initial=-np.inf))
    matrix = np.eye(k)
    constant = np.flatnonzero((low == high) & (low != 0.0))
    if constant.size:
        others = np.arange(k) != constant[0]
        matrix[constant[0], others] = -total[others] / total[constant[0]]
    return matrix


def _refuse_collinear(correlation: FloatArray, names: Sequence[str]) -> None:
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
