"""What figures say of the cells of totals: their log-odds' means and covariances, scales given.

Each cell of a total gets a row of its own that says nothing; what the model then expects of that
row, given all figures, is what the survey of the total would have found in the cell.
"""

from dataclasses import dataclass

import numpy as np

from measure87.combine.model.country_blocks import CountryBlocks
from measure87.combine.model.figures import Figures
from measure87.combine.model.marginal import Scales, block_covariance, level_variance, residuals
from measure87.combine.model.shared_effects import shared_effects
from measure87.numerics.arrays import FloatArray, IntArray

NO_INFORMATION = 1e4
"""Standard error, on the log-odds, of rows that are only to be predicted."""


@dataclass(frozen=True)
class RowsGiven:
    """Log-odds of rows given all figures, each with its survey's error, without its own.

    Attributes
    ----------
    mean : (n,)
    covariance : (K, m, m)
        Of the rows of each country, in the places of the blocks.
    block, place : (n,)
        Where in the blocks each row is.
    """

    mean: FloatArray
    covariance: FloatArray
    block: IntArray
    place: IntArray

    def among(self, rows: IntArray) -> FloatArray:
        """(..., C, C) covariances of rows (..., C) that are of one country each."""
        block, place = self.block[rows[..., :1]], self.place[rows]
        found = self.covariance[block[..., None], place[..., :, None], place[..., None, :]]
        return np.asarray(found)


def cells_of_totals(figures: Figures) -> tuple[IntArray, IntArray]:
    """Row and cell of every cell that a total tells of."""
    row, cell = np.nonzero(figures.cells & figures.total[:, None])
    return row, cell


def with_cells(linear: Figures, row: IntArray, cell: IntArray, logit: FloatArray) -> Figures:
    """The figures, and after them a row for each cell of a total, which says nothing.

    Each stands for what the survey of figure `row` would have found in that cell.
    """
    weight = np.zeros((len(row), *linear.cell_weight.shape[1:]))
    weight.reshape(len(row), -1)[np.arange(len(row)), cell] = 1.0
    added = {
        "cell_weight": weight,
        "logit": logit,
        "logit_se": np.full(len(row), NO_INFORMATION),
        "counted": np.zeros(len(row), dtype=np.bool_),
        "cases": np.zeros(len(row)),
        "effective_n": np.zeros(len(row)),
    }
    columns = {
        name: np.concatenate([values, added.get(name, values[row])])
        for name, values in vars(linear).items()
        if name != "adjustment_sd"
    }
    return Figures(**columns, adjustment_sd=linear.adjustment_sd)


def rows_given(blocks: CountryBlocks, scales: Scales) -> RowsGiven:
    """Every row given all figures; what countries share is integrated out."""
    left = residuals(np, blocks, scales, blocks.logit)
    effects = shared_effects(blocks, scales, blocks.logit)
    size = scales.group[blocks.group[blocks.column]]
    scaled = blocks.columns * size[:, None, :]
    told = block_covariance(np, blocks, scales, level_variance(np, blocks, scales))
    own_error = blocks.error_variance + ~blocks.real
    between = told - own_error[:, :, None] * np.eye(told.shape[1])
    gain = np.linalg.solve(told, between).transpose(0, 2, 1)
    shared = np.einsum("kmc,kc->km", scaled, effects.mean[blocks.column])
    expected = blocks.logit - left + shared + np.einsum("kmn,kn->km", gain, left - shared)
    free = scaled - gain @ scaled
    uncertain = np.linalg.inv(effects.precision)
    among = uncertain[blocks.column[:, :, None], blocks.column[:, None, :]]
    covariance = between - gain @ between + free @ among @ free.transpose(0, 2, 1)
    n = int(blocks.real.sum())
    mean, where = np.empty(n), np.empty((2, n), dtype=np.int64)
    mean[blocks.row[blocks.real]] = expected[blocks.real]
    where[:, blocks.row[blocks.real]] = np.nonzero(blocks.real)
    return RowsGiven(mean, covariance, where[0], where[1])
