"""The marginal density of `marginal` for the sampler, with its gradient in closed form.

With G = a a' - V^-1 + V^-1 S A^-1 S' V^-1, a = V^-1 (r - S u), S = X D and u the expected
coefficients, the derivative of the log density is G / 2 by a country's covariance V,
a u' - V^-1 S A^-1 by its scaled columns S, and -a by its residuals r. That is several times
faster than differentiating the factorisations step by step.

Source: derivatives of a normal log density, textbook matrix calculus.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from measure87.combine.model.condensed import condensed, condensed_covariance
from measure87.combine.model.country_blocks import CountryBlocks
from measure87.combine.model.marginal import (
    Array,
    Scales,
    level_variance,
    residuals,
    summed,
    summed_square,
)
from measure87.numerics.arrays import IntArray


def sampled_log_marginal(blocks: CountryBlocks) -> Callable[[Scales, Array], Array]:
    """`log_marginal` as a jax function of scales and (K, m) log-odds, all with sampling errors.

    Works on condensed figures (`condensed`), which makes it several times faster again.
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
