"""Predictions without a country: exact where that can be had, from new fits elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.figures import Flags, Floats, Whole
from measure87.combine.model.leave_out import leave_countries_out
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.validation.folds import country_folds
from measure87.combine.validation.held_out import design_without, predict_held
from measure87.combine.validation.predicted import (
    Predicted,
    joined_predictions,
    observed_logit,
    scored_rows,
)
from measure87.combine.validation.scores import smoothed_log_density

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
    draws: int = 1000
    folds: int = 5
    single_refits: int = 5


def without_countries(
    draws: ScaleDraws, codes: Sequence[str], fit: Fit, budget: Budget
) -> tuple[Predicted, list[str]]:
    """Predictions of every figure without its country."""
    design, figures = draws.design, draws.design.figures
    if figures.counted.any():
        folds = country_folds(codes, budget.folds)[figures.country]
        parts = [folds == fold for fold in range(budget.folds)]
        note = (
            f"figures are counts: fitted {budget.folds} times, each without a fold of countries, "
            "so that predictions rest on fewer others than without one country"
        )
        return refitted(design, parts, fit, budget), [note]
    left = leave_countries_out(draws, budget.draws, np.random.default_rng(budget.seed))
    observed, notes = observed_logit(figures), []
    density = _per_figure(design, left.country, left.log_score)
    if not scored_rows(figures).all():
        notes.append("countries have figures of other definitions: log score from smoothed draws")
        density = smoothed_log_density(left.predicted, observed)
    predicted = Predicted(
        row=np.arange(figures.n),
        observed=observed,
        expected=left.expected,
        draws=left.predicted,
        log_density=density,
    )
    poor = left.country[left.effective_draws < min(FEWEST_EFFECTIVE_DRAWS, budget.draws / 2)]
    again, rest = poor[: budget.single_refits], poor[budget.single_refits :]
    if len(again):
        notes.append(_named("weights are poor, fitted again without", again, codes))
    if len(rest):
        notes.append(_named("weights are poor, beyond the budget of fits", rest, codes))
    if not len(again):
        return predicted, notes
    held = [figures.country == country for country in again]
    kept = predicted.of_rows(np.flatnonzero(~np.isin(figures.country, again)))
    return joined_predictions([kept, refitted(design, held, fit, budget)]), notes


def refitted(design: Design, parts: list[Flags], fit: Fit, budget: Budget) -> Predicted:
    """Predictions of each part from a fit without it."""
    rng = np.random.default_rng(budget.seed)
    return joined_predictions(
        [
            predict_held(design, fit(design_without(design, held)), held, budget.draws, rng)
            for held in parts
            if held.any()
        ]
    )


def _per_figure(design: Design, country: Whole, log_score: Floats) -> Floats:
    """(n,) a country's log density, spread evenly over its figures."""
    of_country = np.zeros(design.hierarchy.countries)
    of_country[country] = log_score
    figures = np.bincount(design.figures.country, minlength=design.hierarchy.countries)
    which = design.figures.country
    return np.asarray(of_country[which] / figures[which], dtype=np.float64)


def _named(what: str, countries: Whole, codes: Sequence[str]) -> str:
    return f"{what}: {', '.join(codes[k] for k in countries)}"
