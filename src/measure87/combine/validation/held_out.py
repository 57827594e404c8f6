"""Figures and countries taken away, fold by fold, and predictions of them.

A figure is taken away without changing the layout of the model: it keeps its row, with an error so
wide that it says nothing. Scales that were drawn without it then fit the blocks with it, and what
the model says of it is exact Gaussian algebra: normal given each draw of the scales, a mixture of
normals over all draws. Predictions without a country are exact where that can be had, and from new
fits elsewhere.

Countries fall into folds by a hash of their code, so that the same country is in the same fold
in every run, whatever else is in the table.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from measure87.combine.model.design import Design, design_of, laid_out
from measure87.combine.model.figures import Figures
from measure87.combine.model.leave_out import LeftOut, leave_countries_out
from measure87.combine.model.marginal import (
    Scales,
    block_covariance,
    level_variance,
    residuals,
    shared_effects,
)
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.typical_scales import NO_INFORMATION
from measure87.combine.validation.predicted import (
    Predicted,
    as_published,
    joined_predictions,
    log_probability_of_counts,
    observed_logit,
)
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import DataError, RefusedError, UsageError


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


Fit = Callable[[Design], ScaleDraws]
"""Draws the scales of a design; `draw_scales` with a seed fixed beforehand."""

FEWEST_EFFECTIVE_DRAWS = 100.0


@dataclass(frozen=True)
class Budget:
    """How much work may be done.

    Attributes
    ----------
    seed : int
        Of all chance in predictions; the fits have the seed of the sampler.
    draws : int
        Draws of the scales per prediction.
    folds : int
        Fits for an exercise in folds.
    single_refits : int
        Fits for countries whose weights are poor, one country each.
    """

    seed: int
    draws: int = 500
    folds: int = 5
    single_refits: int = 5


def without_countries(
    draws: ScaleDraws, codes: Sequence[str], fit: Fit, budget: Budget
) -> tuple[Predicted, list[str]]:
    """Predictions of every figure without its country."""
    design, figures = draws.design, draws.design.figures
    rng = np.random.default_rng(budget.seed)
    left = leave_countries_out(draws, budget.draws, rng)
    rows = np.arange(figures.n)
    expected, drawn = as_published(figures, rows, left.expected, left.predicted, rng)
    predicted = Predicted(
        row=rows,
        observed=observed_logit(figures),
        expected=expected,
        draws=drawn,
        log_density=np.where(
            figures.counted,
            log_probability_of_counts(figures, rows, left.predicted),
            left.log_score_each,
        ),
        together=figures.country,
    )
    return _mended(design, predicted, _poorest(left, budget), codes, fit, budget)


def _poorest(left: LeftOut, budget: Budget) -> IntArray:
    """Countries whose weighted draws are worth too few, the fewest first."""
    order = np.argsort(left.effective_draws, kind="stable")
    limit = min(FEWEST_EFFECTIVE_DRAWS, budget.draws / 2)
    return left.country[order[left.effective_draws[order] < limit]]


def _mended(
    design: Design,
    predicted: Predicted,
    poor: IntArray,
    codes: Sequence[str],
    fit: Fit,
    budget: Budget,
) -> tuple[Predicted, list[str]]:
    """Predictions of countries with poor weights from fits without them, within the budget."""
    parts: list[Predicted] = []
    told: list[str] = []
    for country in poor[: budget.single_refits]:
        held = np.asarray(design.figures.country == country)
        try:
            parts.append(refitted(design, [held], fit, budget))
        except RefusedError as error:
            told.append(f"weights are poor and stay, {codes[country]}: without it {error.text}")
        else:
            told.append(f"weights are poor, fitted again without: {codes[country]}")
    if len(beyond := poor[budget.single_refits :]):
        names = ", ".join(codes[country] for country in beyond)
        told.append(f"weights are poor, beyond the budget of fits: {names}")
    again = np.concatenate([part.row for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    kept = np.setdiff1d(predicted.row, again)
    return joined_predictions([predicted.of_rows(kept), *parts] if len(kept) else parts), told


def refitted(design: Design, parts: list[BoolArray], fit: Fit, budget: Budget) -> Predicted:
    """Predictions of each part from a fit without it."""
    rng = np.random.default_rng(budget.seed)
    return joined_predictions(
        [
            predict_held(design, fit(design_without(design, held)), held, budget.draws, rng)
            for held in parts
            if held.any()
        ]
    )


def country_folds(codes: Sequence[str], folds: int) -> IntArray:
    """(countries,) fold of each country, 0 to `folds` less one.

    Raises
    ------
    UsageError
        For fewer than two folds.
    """
    if folds < 2:
        raise UsageError(f"{folds} fold leaves nothing to fit", code="folds")
    digests = [hashlib.sha256(code.encode()).digest() for code in codes]
    return np.array([int.from_bytes(one[:8], "big") % folds for one in digests], dtype=np.int64)


def last_survey_rows(figures: Figures) -> BoolArray:
    """(n,) bool: all figures of each country's last survey, where it has an earlier one.

    The last survey is the one of the latest year; of several in that year all are last, and an
    earlier year has to be left.
    """
    latest = _per_country(figures, np.maximum)
    earliest = _per_country(figures, np.minimum)
    return np.asarray((figures.year == latest) & (earliest < latest))


def source_type_rows(figures: Figures) -> dict[int, BoolArray]:
    """For each source type its figures; only where there are others."""
    types = np.unique(figures.source_type)
    if len(types) < 2:
        return {}
    return {int(one): np.asarray(figures.source_type == one) for one in types}


def _per_country(figures: Figures, reduce: np.ufunc) -> IntArray:
    """(n,) a reduction of the years of each figure's country."""
    extreme = np.full(int(figures.country.max()) + 1, int(figures.year[0]), dtype=np.int64)
    for country in np.unique(figures.country):
        extreme[country] = reduce.reduce(figures.year[figures.country == country])
    return extreme[figures.country]
