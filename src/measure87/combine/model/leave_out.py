"""What the model says of each country's figures when these are taken away.

Given the scales, taking one country away is exact: its part is subtracted from what all say of
the shared coefficients. The scales themselves would be a little different without it; their
draws are weighted by one over the density of its figures given the others, truncated at the
square root of the number of draws. Its own factors (how far off it and its surveys
are, its step between definitions) are integrated over their prior at a set of nodes. Totals are
predicted in the linear form that they have with all figures (`totals`), and turned back.

Source: Vehtari, Gelman & Gabry (2017), Statistics and Computing 27, 1413-1432, for weights;
Ionides (2008), J. Comput. Graph. Stat. 17(2), 295-311, for truncation. Neither read in print.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special, stats

from measure87.combine.model.design import Design
from measure87.combine.model.marginal import (
    Scales,
    block_covariance,
    residuals,
    shared_effects_without_each,
)
from measure87.combine.model.sampling import ScaleDraws
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

NODES = 24


@dataclass(frozen=True)
class LeftOut:
    """Predictions of figures without any figure of their country.

    Attributes
    ----------
    country : (K,)
        Countries with figures.
    expected : (n,)
        Mean log-odds of each figure, as it is published.
    predicted : (draws, n)
        Draws of each figure's log-odds, with its survey and sampling error, equally weighted;
        those of counts without the sampling error.
    log_score : (K,)
        Log density of all figures of a country.
    log_score_each : (n,)
        Log density of each figure by itself, its country's others not given.
    effective_draws : (K,)
        What the weighted draws are worth; where few, fit again without the country.
    """

    country: IntArray
    expected: FloatArray
    predicted: FloatArray
    log_score: FloatArray
    log_score_each: FloatArray
    effective_draws: FloatArray


def leave_countries_out(draws: ScaleDraws, n: int, rng: np.random.Generator) -> LeftOut:
    """Predict each country's figures from all others.

    Parameters
    ----------
    n : int
        Draws of the scales to use.

    Raises
    ------
    RefusedError
        Where the draws have not converged.
    """
    draws.convergence.refuse_unless_passed()
    design = draws.design
    nodes = _nodes(design, rng)
    found = [
        _without_each(design, scales, sites, nodes, rng)
        for (scales, _), sites in zip(draws.thinned(n), _step_scales(draws, n), strict=True)
    ]
    log_density = np.stack([one.log_density for one in found])
    weight = truncated_weights(-log_density)
    chosen = np.stack([rng.choice(len(found), size=len(found), p=w) for w in weight.T], axis=1)
    predicted = np.stack([one.predicted for one in found])
    k = np.arange(len(design.blocks.country))
    published = design.linear.published
    expected = np.einsum("sk,skm->km", weight, np.stack([one.expected for one in found]))
    each = np.stack([one.log_density_each for one in found]) + np.log(weight)[:, :, None]
    widening = _widening(design)
    return LeftOut(
        country=design.blocks.country,
        expected=published(design.by_figure(expected)),
        predicted=published(np.stack([design.by_figure(predicted[row, k]) for row in chosen])),
        # The harmonic mean's weights, truncated: the density averaged over the scales.
        log_score=special.logsumexp(log_density + np.log(weight), axis=0) - widening.sum(axis=1),
        log_score_each=design.by_figure(special.logsumexp(each, axis=0) - widening),
        effective_draws=1.0 / (weight**2).sum(axis=0),
    )


@dataclass(frozen=True)
class _Nodes:
    """(nodes,) tails of countries, (nodes, surveys) those of surveys, and standard normal steps
    (nodes, K, m) equal within a step.
    """

    tail: FloatArray
    survey_tail: FloatArray
    step: FloatArray


def tails_at(middle: FloatArray, df: float) -> FloatArray:
    """Factors on a variance that make a normal a t with `df`, at probabilities from 0 to 1."""
    return np.asarray(stats.invgamma.ppf(middle, df / 2.0, scale=df / 2.0), dtype=np.float64)


@dataclass(frozen=True)
class _Without:
    """For one draw: log density (K,) and of each figure, expected and drawn log-odds (K, m)."""

    log_density: FloatArray
    log_density_each: FloatArray
    expected: FloatArray
    predicted: FloatArray


def _nodes(design: Design, rng: np.random.Generator) -> _Nodes:
    """Middles of equally probable slices of the priors, paired at random for each step."""
    middle = (np.arange(NODES) + 0.5) / NODES
    tails = tails_at(middle, design.parts.tail_df)
    of_survey = tails_at(middle, design.parts.survey_df)
    survey_tail = np.stack([rng.permutation(of_survey) for _ in range(design.surveys)], axis=1)
    scores = stats.norm.ppf(middle)
    steps = [np.zeros(NODES)] + [rng.permutation(scores) for _ in design.step_definition]
    return _Nodes(
        tail=tails,
        survey_tail=np.where(design.surveys_with_tails, survey_tail, 1.0),
        step=np.stack(steps, axis=1)[:, design.step],
    )


def _step_scales(draws: ScaleDraws, n: int) -> list[tuple[FloatArray, FloatArray]]:
    """Log median and log spread (K, m) of the steps, for the draws that `thinned` gives."""
    design = draws.design
    chosen = np.unique(np.linspace(0, draws.n - 1, min(n, draws.n)).astype(np.int64))
    if not len(design.step_definition):
        none = np.zeros(design.step.shape)
        return [(none, none)] * len(chosen)
    which = np.concatenate([[0], design.step_definition - 1])[design.step]
    flat = {
        name: draws.sites[name].reshape(draws.n, -1)
        for name in ("step_log_median", "step_log_spread")
    }
    return [(flat["step_log_median"][i][which], flat["step_log_spread"][i][which]) for i in chosen]


def _without_each(
    design: Design,
    scales: Scales,
    steps: tuple[FloatArray, FloatArray],
    nodes: _Nodes,
    rng: np.random.Generator,
) -> _Without:
    blocks = design.blocks
    effects = shared_effects_without_each(blocks, scales, blocks.logit)
    scaled = blocks.columns * scales.group[blocks.group[blocks.column]][:, None, :]
    mean = np.take_along_axis(effects.mean, blocks.column, axis=1)
    fitted = np.einsum("kmc,kc->km", scaled, mean)
    spread = _spread(effects.precision, scaled, blocks.column)
    bare = replace(scales, shift=np.zeros(blocks.real.shape))
    apart = residuals(np, blocks, bare, blocks.logit) - fitted
    median, wide = steps
    sign = np.concatenate([[0.0], design.step_sign])[design.step]
    shift = sign * design.step_weight * np.exp(median + wide * nodes.step)
    density, each, covariances = [], [], []
    for g in range(NODES):
        here = replace(scales, survey_tail=nodes.survey_tail[g])
        covariance = spread + _covariance_at(design, here, float(nodes.tail[g]))
        root = np.linalg.cholesky(covariance)
        density.append(log_density_of(root, apart - shift[g], blocks.real))
        own_spread = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
        each.append(stats.norm.logpdf(apart - shift[g], scale=own_spread))
        covariances.append(covariance)
    pick = rng.integers(0, NODES, len(blocks.country))
    k = np.arange(len(pick))
    # Counts are predicted without their own error, which a binomial draw adds.
    own = design.sampling_variance - blocks.error_variance
    chosen = np.stack(covariances)[pick, k] + own[:, :, None] * np.eye(own.shape[1])
    root = np.linalg.cholesky(chosen)
    noise = np.einsum("kmn,kn->km", root, rng.standard_normal(apart.shape))
    centre = blocks.logit - apart
    return _Without(
        log_density=special.logsumexp(np.stack(density), axis=0) - np.log(NODES),
        log_density_each=special.logsumexp(np.stack(each), axis=0) - np.log(NODES),
        expected=centre + shift.mean(axis=0),
        predicted=centre + shift[pick, k] + noise,
    )


def _spread(precision: FloatArray, scaled: FloatArray, column: IntArray) -> FloatArray:
    """(K, m, m) covariance that figures have through the shared coefficients."""
    k, m, _ = scaled.shape
    full = np.zeros((k, precision.shape[1], m))
    for country in range(k):
        np.add.at(full[country], column[country], scaled[country].T)
    return np.asarray(full.transpose(0, 2, 1) @ np.linalg.solve(precision, full))


def _covariance_at(design: Design, scales: Scales, tail: float) -> FloatArray:
    b = scales.coefficients
    unknown = np.einsum("q,kqr,r->k", b, design.blocks.covariate_covariance, b)
    level = scales.country**2 * tail + unknown
    return np.asarray(block_covariance(np, design.blocks, scales, level), dtype=np.float64)


def log_density_of(root: FloatArray, apart: FloatArray, real: BoolArray) -> FloatArray:
    """(K,) normal log density of blocks; rows filled up have variance 1 and no deviation."""
    white = np.linalg.solve(root, (apart * real)[:, :, None])[:, :, 0]
    half_log_det = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    figures = real.sum(axis=1)
    return np.asarray(
        -0.5 * (white**2).sum(axis=1) - half_log_det - 0.5 * figures * np.log(2.0 * np.pi)
    )


def truncated_weights(log_ratio: FloatArray) -> FloatArray:
    """(draws, K) weights that add to 1, none over sqrt(draws) times their mean before that."""
    mean = special.logsumexp(log_ratio, axis=0) - np.log(len(log_ratio))
    cut = np.minimum(log_ratio, mean + 0.5 * np.log(len(log_ratio)))
    return np.asarray(special.softmax(cut, axis=0), dtype=np.float64)


def _widening(design: Design) -> FloatArray:
    """(K, m) from the log density of figures in linear form to that of published ones."""
    slope = np.where(design.blocks.real, design.linear.slope[design.blocks.row], 1.0)
    return np.asarray(np.log(slope), dtype=np.float64)
