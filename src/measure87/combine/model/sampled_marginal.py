"""The density of `marginal` for the sampler: of condensed figures, its gradient in closed form.

A country's figures are condensed to what they say of its occasions and cells. An occasion is one
survey in one year (and one recall period, ...), a cell one sex and age. Without its own sampling
error a figure is the sum of something of its occasion and something of its cells,
y = F theta + e, a row of F being a one for the occasion and the weights of the cells (a one, where
the figure is of one cell). All that the figures say of theta lies in J = F' E^-1 F and F' E^-1 y:
with J = H H' they are worth r new figures of variance 1, z = H^+ F' E^-1 y, with r the rank of J,
and what is left of them, y' N y, which depends on nothing but the steps between definitions. A
country with three surveys of six cells on two definitions has 36 figures and r = 8.

With G = a a' - V^-1 + V^-1 S A^-1 S' V^-1, a = V^-1 (r - S u), S = X D and u the expected
coefficients, the derivative of the log density is G / 2 by a country's covariance V,
a u' - V^-1 S A^-1 by its scaled columns S, and -a by its residuals r. That is several times
faster than differentiating the factorisations step by step.

Source: sufficiency in the normal linear model, textbook, the generalised inverse taking the place
of the inverse where occasions and cells cannot be told apart; derivatives of a normal log density,
textbook matrix calculus.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from measure87.combine.model.country_blocks import CountryBlocks
from measure87.combine.model.marginal import (
    Array,
    Scales,
    level_variance,
    residuals,
    summed,
    summed_square,
)
from measure87.numerics.arrays import FloatArray, IntArray

_RANK_TOLERANCE = 1e-10


@dataclass(frozen=True)
class CondensedBlocks:
    """K countries, at most m figures, o occasions, r condensed figures, c shared columns each.

    Attributes
    ----------
    condense : (K, r, m)
        From residuals of figures to those of condensed figures.
    remainder : (K, m, m)
        N: the quadratic form of what condensed figures do not hold.
    columns : (K, r, c), column : (K, c)
        As in `CountryBlocks`, for condensed figures.
    occasion : (K, r, o)
        What each occasion adds to each condensed figure.
    cell_square : (K, r, r)
        Covariance of condensed figures where every cell has variance 1.
    decades, lag : (K, o) and (K, o, o), years
    survey_type, survey : (K, o)
    same_survey : (K, o, o), 0 or 1
    half_log_det_error : float
        Half the log determinant of all sampling errors.
    """

    condense: FloatArray
    remainder: FloatArray
    columns: FloatArray
    column: IntArray
    occasion: FloatArray
    cell_square: FloatArray
    decades: FloatArray
    lag: FloatArray
    survey_type: IntArray
    survey: IntArray
    same_survey: FloatArray
    half_log_det_error: float


@dataclass(frozen=True)
class _One:
    """One country: J's root (r, o + cells), condense (r, m), remainder (m, m), occasions."""

    root: FloatArray
    condense: FloatArray
    remainder: FloatArray
    first: IntArray


def condensed(blocks: CountryBlocks) -> CondensedBlocks:
    """Condense blocks whose figures all have a sampling error.

    Notes
    -----
    Exact: the density of the condensed figures, the remainder and the constant are together
    that of the figures.
    """
    ones = [_condense_one(blocks, k) for k in range(len(blocks.country))]
    r = max(len(one.root) for one in ones)
    o = max(len(one.first) for one in ones)
    k_all, m = blocks.real.shape
    condense = np.zeros((k_all, r, m))
    occasion = np.zeros((k_all, r, o))
    cell_square = np.zeros((k_all, r, r))
    columns = np.zeros((k_all, r, blocks.columns.shape[2]))
    first = np.zeros((k_all, o), dtype=np.int64)
    there = np.zeros((k_all, o))
    for k, one in enumerate(ones):
        rank, seen = len(one.root), len(one.first)
        condense[k, :rank] = one.condense
        occasion[k, :rank, :seen] = one.root[:, :seen]
        cells = one.root[:, seen:]
        cell_square[k, :rank, :rank] = cells @ cells.T
        # Columns are sums of something of the occasion and of the cells' weights, so that
        # condensing loses none of them.
        columns[k, :rank] = one.condense @ blocks.columns[k]
        first[k, :seen], there[k, :seen] = one.first, 1.0
    at = np.arange(k_all)[:, None]
    pair = there[:, :, None] * there[:, None, :]
    rows = (at[:, :, None], first[:, :, None], first[:, None, :])
    real = blocks.real.astype(bool)
    return CondensedBlocks(
        condense=condense,
        remainder=np.stack([one.remainder for one in ones]),
        columns=columns,
        column=blocks.column,
        occasion=occasion,
        cell_square=cell_square,
        decades=blocks.decades[at, first] * there,
        lag=blocks.lag[rows] * pair,
        survey_type=blocks.survey_type[at, first],
        survey=blocks.survey[at, first],
        same_survey=blocks.same_survey[rows] * pair,
        half_log_det_error=float(0.5 * np.log(blocks.error_variance[real]).sum()),
    )


def condensed_covariance(
    xp: ModuleType, blocks: CondensedBlocks, scales: Scales, level: Array
) -> Array:
    """(K, r, r) covariance of condensed figures given the shared coefficients.

    Parameters
    ----------
    level : (K,)
        Variance of the countries' levels.
    """
    t = blocks.decades
    survey = scales.survey[blocks.survey_type] * xp.sqrt(scales.survey_tail)[blocks.survey]
    own = level[:, None, None] + scales.slope**2 * t[:, :, None] * t[:, None, :]
    own = own + scales.wander**2 * scales.persistence**blocks.lag
    own = own + survey[:, :, None] * survey[:, None, :] * blocks.same_survey
    covariance = blocks.occasion @ own @ xp.swapaxes(xp.asarray(blocks.occasion), 1, 2)
    return covariance + scales.structure**2 * blocks.cell_square + xp.eye(covariance.shape[1])


def _condense_one(blocks: CountryBlocks, k: int) -> _One:
    real = np.flatnonzero(blocks.real[k])
    # What of the columns changes within a survey and year (adjustments) makes another occasion.
    keys = np.column_stack(
        [
            blocks.survey[k, real],
            blocks.decades[k, real],
            blocks.survey_type[k, real],
            blocks.adjustment[k, real],
        ]
    )
    _, first, occasion = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    cells = _seen(blocks.cell_weight[k, real])
    design = np.concatenate([_indicator(occasion.reshape(-1)), cells], axis=1)
    precision = 1.0 / blocks.error_variance[k, real]
    weighted = design * precision[:, None]
    values, vectors = np.linalg.eigh(design.T @ weighted)
    kept = values > _RANK_TOLERANCE * values.max()
    root = (vectors[:, kept] * np.sqrt(values[kept])).T
    inverse = (vectors[:, kept] / np.sqrt(values[kept])).T
    condense = np.zeros((len(root), blocks.real.shape[1]))
    condense[:, real] = inverse @ weighted.T
    remainder = np.zeros((blocks.real.shape[1],) * 2)
    left = np.diag(precision) - condense[:, real].T @ condense[:, real]
    remainder[np.ix_(real, real)] = left
    return _One(root, condense, remainder, real[first])


def _seen(weight: FloatArray) -> FloatArray:
    """(n, seen cells) columns with something in them, in the order of the rows they begin in."""
    seen = np.flatnonzero((weight > 0.0).any(axis=0))
    first = (weight[:, seen] > 0.0).argmax(axis=0)
    return np.asarray(weight[:, seen[np.argsort(first, kind="stable")]])


def _indicator(code: IntArray) -> FloatArray:
    return np.asarray(code[:, None] == np.arange(code.max() + 1), dtype=np.float64)


def sampled_log_marginal(blocks: CountryBlocks) -> Callable[[Scales, Array], Array]:
    """`log_marginal` as a jax function of scales and (K, m) log-odds, all with sampling errors.

    Works on condensed figures, which makes it several times faster again.
    """
    import jax.numpy as jnp

    few = condensed(blocks)
    figures, size = int(blocks.real.sum()), few.condense.shape[1]
    density = _density(few.column, size, figures, len(blocks.group))

    def log_density(scales: Scales, logit: Array) -> Array:
        covariance = condensed_covariance(jnp, few, scales, level_variance(jnp, blocks, scales))
        scaled = few.columns * scales.group[blocks.group[blocks.column]][:, None, :]
        left = residuals(jnp, blocks, scales, logit)
        condensed_left = jnp.einsum("krm,km->kr", few.condense, left)
        rest = jnp.einsum("km,kmn,kn->", left, few.remainder, left)
        constant = 0.5 * rest + few.half_log_det_error
        return density(covariance, scaled, condensed_left) - constant

    return log_density


def _density(column: IntArray, size: int, figures: int, p: int) -> Any:
    """Log density of (covariance (K, m, m), scaled columns (K, m, c), residuals (K, m)).

    `column` is the place of each column among the `p` coefficients, `size` is m, and `figures`
    how many rows are counted in the constant.
    """
    import jax
    import jax.numpy as jnp
    from jax.lax.linalg import triangular_solve

    identity = jnp.eye(size)
    constant = 0.5 * figures * float(np.log(2.0 * np.pi))

    def lower(root: Array, right: Array, transpose: bool = False) -> Array:
        return triangular_solve(root, right, left_side=True, lower=True, transpose_a=transpose)

    def forward(covariance: Array, scaled: Array, left: Array) -> tuple[Array, tuple[Array, ...]]:
        root = jnp.linalg.cholesky(covariance)
        right = jnp.concatenate(
            [scaled, left[:, :, None], jnp.broadcast_to(identity, covariance.shape)], axis=2
        )
        white = lower(root, right)
        c = scaled.shape[2]
        columns, residual, inverse_root = white[:, :, :c], white[:, :, c], white[:, :, c + 1 :]
        square = jnp.swapaxes(columns, 1, 2) @ columns
        precision = jnp.eye(p) + summed_square(jnp, column, square, p)
        pull = summed(jnp, column, jnp.einsum("kmc,km->kc", columns, residual), p)
        upper = jnp.linalg.cholesky(precision)
        # One block among none: as a single matrix the same solve takes fifty times as long.
        inverse_upper = lower(upper[None], jnp.eye(p)[None])[0]
        spread = inverse_upper.T @ inverse_upper
        u = spread @ pull
        quadratic = (residual**2).sum() - pull @ u
        half_log_det = jnp.log(jnp.diagonal(root, axis1=1, axis2=2)).sum()
        half_log_det = half_log_det + jnp.log(jnp.diagonal(upper)).sum()
        kept = (columns, residual, inverse_root, spread, u)
        return -0.5 * quadratic - half_log_det - constant, kept

    def backward(kept: tuple[Array, ...], weight: Array) -> tuple[Array, Array, Array]:
        columns, residual, inverse_root, spread, u = kept
        back = jnp.swapaxes(inverse_root, 1, 2)
        mine = u[column]
        a = jnp.einsum("kmn,kn->km", back, residual - jnp.einsum("kmc,kc->km", columns, mine))
        weighed = back @ columns
        shared = weighed @ spread[column[:, :, None], column[:, None, :]]
        by_covariance = a[:, :, None] * a[:, None, :] - back @ inverse_root
        by_covariance = by_covariance + shared @ jnp.swapaxes(weighed, 1, 2)
        by_columns = a[:, :, None] * mine[:, None, :] - shared
        return 0.5 * weight * by_covariance, weight * by_columns, -weight * a

    density = jax.custom_vjp(lambda *arrays: forward(*arrays)[0])
    density.defvjp(forward, backward)
    return density
