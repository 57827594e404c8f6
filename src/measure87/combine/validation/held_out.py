"""Figures taken away without changing the layout of the model, and predictions of them.

A figure that is taken away keeps its row, with an error so wide that it says nothing. Scales that
were drawn without it then fit the blocks with it, and what the model says of it is exact
Gaussian algebra: normal given each draw of the scales, a mixture of normals over all draws.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from measure87.combine.model.cells_given import NO_INFORMATION
from measure87.combine.model.design import Design, design_of, laid_out
from measure87.combine.model.figures import Figures
from measure87.combine.model.marginal import Scales, block_covariance, level_variance, residuals
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.shared_effects import shared_effects
from measure87.combine.validation.predicted import (
    Predicted,
    as_published,
    log_probability_of_counts,
    observed_logit,
)
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import DataError


def figures_without(figures: Figures, held: BoolArray) -> Figures:
    """The figures with those in `held` (n,) saying nothing.

    Their values are replaced, so that none of them can be found in what is fitted; country,
    year, cells and kind stay.

    Raises
    ------
    DataError
        Where nothing would be left.
    """
    if held.all():
        raise DataError(
            "all figures would be taken away",
            code="no-figures",
            hint="take away fewer: what is left has to carry the model",
        )
    kept = figures.counted & ~held
    return replace(
        figures,
        logit=np.where(held, np.median(figures.logit[~held]), figures.logit),
        logit_se=np.where(held, NO_INFORMATION, figures.logit_se),
        counted=kept,
        cases=np.where(kept, figures.cases, 0.0),
        effective_n=np.where(kept, figures.effective_n, 0.0),
    )


def design_without(design: Design, held: BoolArray) -> Design:
    """The same layout without the information of some figures; totals in the form found so."""
    return design_of(figures_without(design.figures, held), design.hierarchy, design.parts)


def design_in_the_same_form(design: Design, held: BoolArray) -> Design:
    """The same layout without the information of some figures, all others exactly as they were.

    Totals keep their linear form and counts their normal figures, so that densities with and
    without the figures differ by these alone.
    """
    linear = replace(design.linear, figures=figures_without(design.linear.figures, held))
    told = figures_without(design.figures, held)
    without = laid_out(told, linear, design.hierarchy, design.parts)
    kept = ~held[design.blocks.row]
    before, after = design.blocks, without.blocks
    blocks = replace(
        after,
        logit=np.where(kept, before.logit, after.logit),
        error_variance=np.where(kept, before.error_variance, after.error_variance),
    )
    return replace(without, blocks=blocks)


def predict_held(
    design: Design, draws: ScaleDraws, held: BoolArray, n: int, rng: np.random.Generator
) -> Predicted:
    """Predict the figures in `held` with scales drawn without them.

    Parameters
    ----------
    design : Design
        With all figures.
    draws : ScaleDraws
        Of `design_without(design, held)`.
    n : int
        Draws of the scales to use.

    Raises
    ------
    RefusedError
        Where the draws have not converged.
    """
    draws.convergence.refuse_unless_passed()
    told = [_normal_given(design, draws.design, *given) for given in draws.thinned(n)]
    rows = np.flatnonzero(held)
    mean = np.stack([one.mean for one in told])[:, rows]
    spread = np.stack([one.spread for one in told])[:, rows]
    drawn = mean + spread * rng.standard_normal(mean.shape)
    figures = design.figures
    observed = observed_logit(figures)[rows]
    expected, draws_of_figures = as_published(figures, rows, mean.mean(axis=0), drawn, rng)
    density = log_mixture(mean, spread, observed)
    of_counts = log_probability_of_counts(figures, rows, drawn)
    return Predicted(
        row=rows,
        observed=observed,
        expected=expected,
        draws=draws_of_figures,
        log_density=np.where(figures.counted[rows], of_counts, density),
    )


def log_mixture(mean: FloatArray, spread: FloatArray, at: FloatArray) -> FloatArray:
    """(n,) log density of mixtures of normals, (components, n) each, equally weighted."""
    white = (at - mean) / spread
    each = -0.5 * white**2 - np.log(spread) - 0.5 * np.log(2.0 * np.pi)
    return np.asarray(special.logsumexp(each, axis=0) - np.log(len(mean)), dtype=np.float64)


@dataclass(frozen=True)
class _Normal:
    """Mean and standard deviation (n,) of every published figure given the others' information."""

    mean: FloatArray
    spread: FloatArray


def _normal_given(design: Design, without: Design, scales: Scales, logit: FloatArray) -> _Normal:
    """What the figures of `without` say of each figure of `design`, its own error included."""
    told = without.blocks
    xp = np
    effects = shared_effects(told, scales, logit)
    variance = level_variance(xp, told, scales)
    known = block_covariance(xp, told, scales, variance)
    own_error = np.where(told.real, told.error_variance, 1.0)
    between = known - own_error[:, :, None] * np.eye(told.real.shape[1])
    weight = np.linalg.solve(known, between).transpose(0, 2, 1) * told.real[:, None, :]
    scaled = told.columns * scales.group[told.group[told.column]][:, None, :]
    fitted = np.einsum("kmc,kc->km", scaled, effects.mean[told.column])
    left = residuals(xp, told, scales, logit)
    centre = logit - left
    mean = centre + fitted + np.einsum("kmn,kn->km", weight, left - fitted)
    free = scaled - weight @ scaled
    of_shared = _shared_variance(effects.precision, free, told.column)
    own = np.diagonal(between - weight @ between, axis1=1, axis2=2)
    # In the linear form that totals have without the figures that were taken away.
    linear = without.linear
    error = design.by_figure(design.sampling_variance) * design.linear.slope**2
    total = without.by_figure(own + of_shared) * linear.slope**2 + error
    return _Normal(linear.published(without.by_figure(mean)), np.sqrt(total))


def _shared_variance(precision: FloatArray, free: FloatArray, column: IntArray) -> FloatArray:
    """(K, m) variance through the shared coefficients, of columns (K, m, c)."""
    covariance = np.linalg.inv(precision)
    among = covariance[column[:, :, None], column[:, None, :]]
    return np.asarray(np.einsum("kmc,kcd,kmd->km", free, among, free))
