"""Scales as they typically are, to lay figures out before anything has been sampled."""

from dataclasses import replace

import numpy as np
from scipy import special, stats

from measure87.combine.model.cells_given import NO_INFORMATION
from measure87.combine.model.country_blocks import CountryBlocks
from measure87.combine.model.marginal import (
    Scales,
    block_covariance,
    level_variance,
    log_marginal,
    residuals,
)
from measure87.combine.model.terms import SCALE_PRIORS, SET_SCALES, WORLD_MEAN
from measure87.combine.model.widths import (
    COUNTRY_WIDTH,
    COVARIATE_WIDTH,
    DRIFTING_WIDTH,
    PERSISTENCE,
    SLOPE_WIDTH,
    STRUCTURE_WIDTH,
    SURVEY_WIDTH,
    WANDER_WIDTH,
)
from measure87.numerics.arrays import FloatArray

_MEDIAN = float(stats.halfnorm.median())
"""Of a half-normal, in units of its width."""
_NODES = 40


def typical_scales(
    blocks: CountryBlocks,
    shift: FloatArray,
    *,
    trend: bool,
    survey: FloatArray,
    structure: float | None = None,
) -> Scales:
    """Scales at the medians of their priors, tails as if normal.

    Coefficients of covariates are 0; what covariates add is part of the countries' own levels.

    Parameters
    ----------
    shift : (K, m)
        Step of each figure between definitions.
    survey : (source types,)
        Of surveys' errors where it is set; not a number where it is estimated.
    structure : float, optional
        Of countries' own structure by sex and age, where it is known better.
    """
    if structure is None:
        structure = _MEDIAN * STRUCTURE_WIDTH if blocks.cell_weight.shape[2] > 1 else 0.0
    group = [SET_SCALES.get(name, _MEDIAN * SCALE_PRIORS.get(name, 0.0)) for name in blocks.groups]
    covariates = blocks.covariates.shape[1]
    a, b = PERSISTENCE
    return Scales(
        group=np.array(group),
        mean=WORLD_MEAN,
        coefficients=np.zeros(covariates),
        country=_MEDIAN * np.hypot(COUNTRY_WIDTH, COVARIATE_WIDTH * np.sqrt(covariates)),
        tail=np.ones(len(blocks.country)),
        slope=_MEDIAN * (SLOPE_WIDTH if trend else DRIFTING_WIDTH),
        wander=_MEDIAN * WANDER_WIDTH if trend else 0.0,
        persistence=a / (a + b),
        structure=structure,
        survey=np.where(np.isnan(survey), _MEDIAN * SURVEY_WIDTH, survey),
        survey_tail=np.ones(int(blocks.survey.max()) + 1),
        shift=shift,
    )


def likely_structure(
    blocks: CountryBlocks, shift: FloatArray, *, trend: bool, survey: FloatArray
) -> float:
    """Size of countries' own structure by sex and age, given the figures.

    The root mean square of the scale: over its prior times the density of the figures, by sums
    over nodes up to four widths of the prior, other scales of typical size. The mean square and
    not the middle, for what it is needed for goes with the square. Figures that take a step
    between definitions are not asked: how large each step is is not known yet, and what is wrong
    with it would be taken for structure.

    Parameters
    ----------
    shift : (K, m)
        Step of each figure between definitions.
    survey : (source types,)
        As in `typical_scales`.
    """
    stepped = np.where(shift != 0.0, NO_INFORMATION**2, blocks.error_variance)
    told = replace(blocks, error_variance=stepped)
    at = 4.0 * STRUCTURE_WIDTH * (np.arange(_NODES) + 0.5) / _NODES
    scales = typical_scales(blocks, shift, trend=trend, survey=survey)
    density = np.array(
        [float(log_marginal(np, told, replace(scales, structure=x), told.logit)) for x in at]
    )
    weight = special.softmax(density + stats.halfnorm.logpdf(at, scale=STRUCTURE_WIDTH))
    return float(np.sqrt(weight @ at**2))


def prior_of_figures(blocks: CountryBlocks, scales: Scales) -> tuple[FloatArray, FloatArray]:
    """Mean (n,) and covariance (n, n) of all figures' log-odds without their sampling errors.

    In the order of the figures, countries tied to each other by what they share.
    """
    real = blocks.real
    n = int(real.sum())
    mean, dense = np.zeros(n), np.zeros((n, n))
    columns = np.zeros((n, len(blocks.group)))
    expected = -residuals(np, blocks, scales, np.zeros(real.shape))
    own = block_covariance(np, blocks, scales, level_variance(np, blocks, scales))
    own = own - blocks.error_variance[:, :, None] * np.eye(real.shape[1])
    for k, rows in enumerate(blocks.row):
        seen, mine = real[k], rows[real[k]]
        mean[mine] = expected[k, seen]
        dense[np.ix_(mine, mine)] = own[k][np.ix_(seen, seen)]
        np.add.at(columns, (mine[:, None], blocks.column[k][None, :]), blocks.columns[k, seen])
    scaled = columns * scales.group[blocks.group]
    return mean, dense + scaled @ scaled.T
