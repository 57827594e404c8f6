"""Predictions without a country: exact where that can be had, from new fits elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.leave_out import LeftOut, leave_countries_out
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.validation.held_out import design_without, predict_held
from measure87.combine.validation.predicted import (
    Predicted,
    as_published,
    joined_predictions,
    log_probability_of_counts,
    observed_logit,
)
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.vocabulary.errors import RefusedError

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
