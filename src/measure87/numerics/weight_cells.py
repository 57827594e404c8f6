"""Weights of cells of persons: sums that all a cell's diagnostics need, in one pass.

Persons of one cell get the same factor, whatever their weights are. So sums of weights and of
their squares, the largest weight and the number of persons of every cell say what steps by cells
do to all persons, without another look at any of them.
"""

from dataclasses import dataclass

import numba
import numpy as np

from measure87.numerics.arrays import FloatArray, Int32Array
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class WeightCells:
    """What is known of the weights in each of K cells.

    total, squares : (K,) sums of the weights and of their squares
    largest : (K,) the largest weight
    persons : (K,) persons with a weight above 0
    """

    total: FloatArray
    squares: FloatArray
    largest: FloatArray
    persons: FloatArray

    def times(self, factor: FloatArray) -> "WeightCells":
        """After every weight of a cell was multiplied; a cell with factor 0 has nobody left."""
        return WeightCells(
            self.total * factor,
            self.squares * factor * factor,
            self.largest * factor,
            np.where(factor > 0.0, self.persons, 0.0),
        )


def cells_of_weights(cell: Int32Array, weight: FloatArray, n_cells: int) -> WeightCells:
    """Add persons to their cells, in their order.

    Parameters
    ----------
    cell : (n,) int32, -1 for no cell
    weight : (n,) float, 0 or more; 0 where there is no cell

    Raises
    ------
    DataError
        If a weight is negative or no number, or belongs to no cell.

    >>> cell = np.array([0, 1, 0, -1], dtype=np.int32)
    >>> cells_of_weights(cell, np.array([1.0, 2.0, 3.0, 0.0]), 2).total
    array([4., 2.])
    """
    found = np.zeros((n_cells, 4))
    if not _add_weights(cell, weight, found):
        raise DataError(
            "weights are negative, no numbers, or belong to persons who were not drawn",
            code="negative-weight",
            hint="a weight is a number of persons, 0 or more, and 0 for who was not drawn",
        )
    return WeightCells(*np.ascontiguousarray(found.T))


def cells_of_groups(
    cell: Int32Array, factor: FloatArray, groups: WeightCells, n_cells: int
) -> WeightCells:
    """Add groups of persons, whose weights a factor of each group multiplies, to their cells.

    Parameters
    ----------
    cell : (G,) int32
    factor : (G,) float, 0 or more
    groups : what is known of each group
    """
    found = np.zeros((n_cells, 4))
    _add_groups(cell, factor, groups.total, groups.squares, groups.largest, groups.persons, found)
    return WeightCells(*np.ascontiguousarray(found.T))


@numba.njit(cache=True)
def _add_weights(cell, weight, found):  # type: ignore[no-untyped-def]
    """Add weights to (cells, 4); whether all could be, and belong to a cell if above 0."""
    all_right = True
    for i in range(cell.shape[0]):
        k, w = cell[i], weight[i]
        if 0.0 < w < np.inf and k >= 0:
            own = found[k]
            own[0] += w
            own[1] += w * w
            own[2] = max(own[2], w)
            own[3] += 1.0
        elif w != 0.0:
            all_right = False
    return all_right


@numba.njit(cache=True)
def _add_groups(cell, factor, total, squares, largest, persons, found):  # type: ignore[no-untyped-def]
    for i in range(cell.shape[0]):
        k, f = cell[i], factor[i]
        if k < 0 or f <= 0.0:
            continue
        own = found[k]
        own[0] += total[i] * f
        own[1] += squares[i] * f * f
        own[2] = max(own[2], largest[i] * f)
        own[3] += persons[i]


@numba.njit(cache=True)
def times_factor(cell, weight, factor):  # type: ignore[no-untyped-def]
    """Each weight times the factor of its cell; 0 for who is in none. (n,) float."""
    found = np.zeros(weight.shape[0])
    for i in range(cell.shape[0]):
        if cell[i] >= 0:
            found[i] = weight[i] * factor[cell[i]]
    return found
