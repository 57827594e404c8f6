"""Given the scales: the probability of the figures, everything else integrated out exactly.

Write y for the log-odds of a country's figures, X for the columns it shares with others, u for
their coefficients, and

    y = X u + x'b + c + s t + w(t) + h(cell) + v(survey) + delta(definition) + e,

with u normal with one scale per group, c the country's own level (normal with a scale that is
itself uncertain, so that some may be far off), s its slope, w an AR(1) in years, h its own
structure by sex and age, v what is wrong with one survey beyond sampling, and e sampling error.
Given scales, covariate coefficients b and crosswalk steps delta all of this is normal: given u
each country is a small block with covariance V, and u is integrated out by

    A = I + sum D X' V^-1 X D,    D the scales of u,

so that no matrix grows with the number of figures. Covariates that are not known enter with
their expected value and add b' S b to the variance of the country's level. The same algebra gives
what countries share, its mean and precision, with or without a country.

The functions take the array library as their first argument, `numpy` or `jax.numpy`: the same
text is sampled and tested.

Source: Woodbury's identity and the matrix determinant lemma; textbook results.
"""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular

from measure87.combine.model.country_blocks import CountryBlocks
from measure87.numerics.arrays import FloatArray

# numpy or jax arrays: no type holds for both.
Array = Any


@dataclass(frozen=True)
class Steps:
    """Steps between definitions, positive; each field may be a numpy or a jax array.

    Attributes
    ----------
    size : (steps,)
        Of countries with figures of another definition.
    log_median, log_spread : (definitions,)
        Of all countries: log-normal.
    """

    size: Array
    log_median: Array
    log_spread: Array


@dataclass(frozen=True)
class Scales:
    """What the normal parts depend on; each field may be a numpy or a jax array.

    Attributes
    ----------
    group : (groups,)
        Standard deviation of the coefficients of each group.
    mean : float
        Prior mean of the world's log-odds.
    coefficients : (q,)
        Covariate coefficients.
    country : float
        Scale of the countries' own levels.
    tail : (K,)
        Factor on the variance of each country's own level.
    slope : float, per decade
    wander : float
        Standard deviation of the AR(1).
    persistence : float, 0 to 1
        Its correlation from year to year.
    structure : float
        Standard deviation of a country's own structure by sex and age.
    survey : (source types,)
        Standard deviation of survey errors beyond sampling.
    survey_tail : (surveys,)
        Factor on the variance of each survey's error: large for surveys that are far off.
    shift : (K, m)
        Step from definition 0 to that of each figure.
    steps : Steps or None
        The steps by country, and how they are spread; None where there are none.
    """

    group: Array
    mean: Array
    coefficients: Array
    country: Array
    tail: Array
    slope: Array
    wander: Array
    persistence: Array
    structure: Array
    survey: Array
    survey_tail: Array
    shift: Array
    steps: Steps | None = None


@dataclass(frozen=True)
class Whitened:
    """Blocks divided by the roots of their covariances.

    Attributes
    ----------
    columns : (K, m, c)
    residual : (K, m)
    half_log_det : float
        Half the log determinant of all covariances.
    """

    columns: Array
    residual: Array
    half_log_det: Array


def level_variance(xp: ModuleType, blocks: CountryBlocks, scales: Scales) -> Array:
    """(K,) variance of each country's level: its own, and that of covariates not known."""
    b = scales.coefficients
    unknown = xp.einsum("q,kqr,r->k", b, blocks.covariate_covariance, b)
    return scales.country**2 * scales.tail + unknown


def block_covariance(xp: ModuleType, blocks: CountryBlocks, scales: Scales, level: Array) -> Array:
    """(K, m, m) covariance of a country's figures given u; 1 on the diagonal where filled up.

    Parameters
    ----------
    level : (K,)
        Variance of the countries' levels.
    """
    real = xp.asarray(blocks.real, dtype=float)
    pair = real[:, :, None] * real[:, None, :]
    t = blocks.decades
    survey = scales.survey[blocks.survey_type] * xp.sqrt(scales.survey_tail)[blocks.survey]
    covariance = level[:, None, None] * pair
    covariance = covariance + scales.slope**2 * t[:, :, None] * t[:, None, :]
    covariance = covariance + scales.wander**2 * scales.persistence**blocks.lag * pair
    covariance = covariance + scales.structure**2 * blocks.same_cell
    covariance = covariance + survey[:, :, None] * survey[:, None, :] * blocks.same_survey
    diagonal = blocks.error_variance + (1.0 - real)
    return covariance + diagonal[:, :, None] * xp.eye(blocks.real.shape[1])


def residuals(xp: ModuleType, blocks: CountryBlocks, scales: Scales, logit: Array) -> Array:
    """(K, m) figures less what is set before any u: world mean, covariates, definition."""
    expected = scales.mean + (blocks.covariates @ scales.coefficients)[:, None] + scales.shift
    return (logit - expected) * xp.asarray(blocks.real, dtype=float)


def whitened(xp: ModuleType, blocks: CountryBlocks, scales: Scales, logit: Array) -> Whitened:
    """Columns times scales, and residuals, divided by the root of each country's covariance."""
    scaled = blocks.columns * scales.group[blocks.group[blocks.column]][:, None, :]
    left = residuals(xp, blocks, scales, logit)[:, :, None]
    covariance = block_covariance(xp, blocks, scales, level_variance(xp, blocks, scales))
    root = xp.linalg.cholesky(covariance)
    white = _solve_lower(xp, root, xp.concatenate([scaled, left], axis=2))
    half_log_det = xp.log(xp.diagonal(root, axis1=1, axis2=2)).sum()
    return Whitened(white[:, :, :-1], white[:, :, -1], half_log_det)


def log_marginal(xp: ModuleType, blocks: CountryBlocks, scales: Scales, logit: Array) -> Array:
    """Log density of the figures given the scales.

    Parameters
    ----------
    logit : (K, m)
        Log-odds; `blocks.logit`, or other figures in their place.
    """
    white = whitened(xp, blocks, scales, logit)
    p = len(blocks.group)
    square = xp.einsum("kmc,kmd->kcd", white.columns, white.columns)
    precision = xp.eye(p) + summed_square(xp, blocks.column, square, p)
    pull = summed(xp, blocks.column, xp.einsum("kmc,km->kc", white.columns, white.residual), p)
    root = xp.linalg.cholesky(precision)
    fitted = _solve_lower(xp, root, pull[:, None])[:, 0]
    quadratic = (white.residual**2).sum() - (fitted**2).sum()
    half_log_det = white.half_log_det + xp.log(xp.diagonal(root)).sum()
    figures = blocks.real.sum()
    return -0.5 * (figures * xp.log(2.0 * xp.pi) + quadratic) - half_log_det


def summed_square(xp: ModuleType, column: Array, square: Array, p: int) -> Array:
    """(p, p) sum over countries of squares (K, c, c), each at the places of its columns."""
    place = column[:, :, None] * p + column[:, None, :]
    return summed(xp, place, square, p * p).reshape(p, p)


def summed(xp: ModuleType, place: Array, values: Array, length: int) -> Array:
    """(length,) sums of the values that have the same place."""
    if xp is np:
        return np.bincount(place.ravel(), weights=values.ravel(), minlength=length)
    return xp.zeros(length).at[place.ravel()].add(values.ravel())


def _solve_lower(xp: ModuleType, root: Array, right: Array) -> Array:
    """Solve with lower triangles, (..., n, n) and (..., n, r)."""
    if xp is np:
        return np.linalg.solve(root, right)
    from jax.lax.linalg import triangular_solve

    return triangular_solve(root, right, left_side=True, lower=True)


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
