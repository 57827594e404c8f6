"""What countries share, given the scales: mean and precision, with or without a country."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from measure87.combine.model.country_blocks import CountryBlocks
from measure87.combine.model.marginal import Scales, summed, summed_square, whitened
from measure87.numerics.arrays import FloatArray


@dataclass(frozen=True)
class SharedEffects:
    """Coefficients u of the shared columns, in units of their scales: normal.

    Attributes
    ----------
    precision : (p, p) or (K, p, p)
    mean : (p,) or (K, p)
        With the leading axis: as they are without the figures of each country in turn.
    """

    precision: FloatArray
    mean: FloatArray


def shared_effects(blocks: CountryBlocks, scales: Scales, logit: FloatArray) -> SharedEffects:
    """Given all figures."""
    square, pull = _information(blocks, scales, logit)
    p = len(blocks.group)
    precision = np.eye(p) + summed_square(np, blocks.column, square, p)
    return SharedEffects(precision, np.linalg.solve(precision, summed(np, blocks.column, pull, p)))


def shared_effects_without_each(
    blocks: CountryBlocks, scales: Scales, logit: FloatArray
) -> SharedEffects:
    """Given the figures of all other countries, for each country in turn."""
    square, pull = _information(blocks, scales, logit)
    k, p = len(square), len(blocks.group)
    precision = np.tile(np.eye(p) + summed_square(np, blocks.column, square, p), (k, 1, 1))
    right = np.tile(summed(np, blocks.column, pull, p), (k, 1))
    for country, column in enumerate(blocks.column):
        # Columns filled up share place 0 and hold 0: they must be added, not set.
        np.subtract.at(precision[country], np.ix_(column, column), square[country])
        np.subtract.at(right[country], column, pull[country])
    mean = np.linalg.solve(precision, right[:, :, None])[:, :, 0]
    return SharedEffects(precision, mean)


def _information(
    blocks: CountryBlocks, scales: Scales, logit: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """What each country says of its coefficients: precision (K, c, c), pull (K, c)."""
    white = whitened(np, blocks, scales, logit)
    square = np.einsum("kmc,kmd->kcd", white.columns, white.columns)
    return square, np.einsum("kmc,km->kc", white.columns, white.residual)


def draw_shared(effects: SharedEffects, rng: np.random.Generator) -> FloatArray:
    """(p,) one draw of u, in units of its scales."""
    upper = np.linalg.cholesky(effects.precision).T
    noise = solve_triangular(upper, rng.standard_normal(len(effects.mean)), lower=False)
    return np.asarray(effects.mean + noise, dtype=np.float64)
