"""One country's paths given a release and its figures, its older ones not counted twice.

The global draws are given all figures of the run, those y of the country among them. With figures
y* of its own in their place, a draw's weight is

    w = p(y* | global) / p(y | global),

the densities integrated over what is the country's own: level, slope, deviations and structure
exactly, how far off it and its surveys are and its steps at nodes. So what y said of the global
values is taken away before y* says it anew; y = y* leaves every weight at 1. Given a draw and a
node the country's own parts are drawn as in the run. Weights are truncated at the square root of
the number of draws; where they are worth too few draws the country moves the world too much, and
the run has to be made anew.

Source: importance weights as in `leave_out`; Ionides (2008), J. Comput. Graph. Stat. 17(2),
295-311, for truncation (not read in print).
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from measure87.combine.model.leave_out import truncated_weights
from measure87.combine.release.country_model import (
    CountryModel,
    country_model,
    left_of_figures,
    log_densities,
    nodes_of,
    paths_given,
    scales_at,
    step_ages,
    steps_given,
)
from measure87.combine.release.global_draws import GlobalDraws
from measure87.combine.release.own_figures import OwnFigures
from measure87.combine.release.run_layout import RunLayout
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import RefusedError

COPIES = 96
"""Nodes at which a country's own values are tried, in each global draw."""
PATHS_EACH = 16
"""Paths that are kept of each global draw, before they are weighted."""
FEWEST_EFFECTIVE = 100.0
"""Draws that the weighted ones must be worth."""


@dataclass(frozen=True)
class CountryPaths:
    """Draws of one country's log-odds.

    Attributes
    ----------
    logit : (draws, years, sexes, ages)
        Equally weighted.
    effective_draws : float
        What the weighted global draws are worth.
    weights : (global draws,)
        That add to 1.
    step : (draws, definitions + 1)
        By how much the log-odds of each definition lie from those of definition 0.
    step_ages : (definitions + 1, ages)
        1 where a definition takes its step.
    """

    logit: FloatArray
    effective_draws: float
    weights: FloatArray
    step: FloatArray
    step_ages: FloatArray

    @property
    def share(self) -> FloatArray:
        """The same as shares of the population, 0 to 1."""
        return self.share_under(0)

    def share_under(self, definition: int) -> FloatArray:
        """Shares under another definition, of the same draws."""
        step = self.step[:, definition, None, None, None] * self.step_ages[definition]
        return np.asarray(special.expit(self.logit + step), dtype=np.float64)


def country_given_release(
    draws: GlobalDraws,
    layout: RunLayout,
    country: str,
    before: OwnFigures | None,
    now: OwnFigures,
    seed: int,
) -> CountryPaths:
    """Paths of a country with figures `now` in the place of those `before` that the run had.

    Parameters
    ----------
    before
        Its figures in the run; None where it had none.

    Raises
    ------
    RefusedError
        `release-layout`; `world-sensitive-to-country`, where the weights are worth fewer draws than
        `FEWEST_EFFECTIVE`.
    """
    place = layout.countries.index(country)
    told = country_model(now, place, layout, COPIES)
    old = None if before is None else country_model(before, place, layout, COPIES)
    ratio = np.zeros(draws.n)
    kept: list[tuple[FloatArray, FloatArray]] = []
    rng = np.random.default_rng([seed, 1])
    for draw in range(draws.n):
        density, paths = _one(told, draws, draw, seed, rng)
        ratio[draw] = special.logsumexp(density)
        if old is not None:
            ratio[draw] -= special.logsumexp(_densities(old, draws, draw, seed))
        kept.append(paths)
    weights = truncated_weights(ratio[:, None])[:, 0]
    effective = float(1.0 / (weights**2).sum())
    if effective < FEWEST_EFFECTIVE:
        raise RefusedError(
            f"{country}: with these figures the draws of the release are worth {effective:.0f}, "
            f"and {FEWEST_EFFECTIVE:.0f} are needed: they say too much of what all countries share",
            code="world-sensitive-to-country",
            hint="look at the new figures; if they are right, make the world run anew with them",
        )
    chosen = _systematic(weights, draws.n * PATHS_EACH, rng)
    logit = np.stack([paths for paths, _ in kept])  # (draws, paths of each, years, sexes, ages)
    step = np.stack([steps for _, steps in kept])
    turn = np.arange(len(chosen)) % PATHS_EACH
    return CountryPaths(
        logit=logit[chosen, turn],
        effective_draws=effective,
        weights=weights,
        step=step[chosen, turn],
        step_ages=step_ages(told, step.shape[-1] - 1),
    )


def _densities(model: CountryModel, draws: GlobalDraws, draw: int, seed: int) -> FloatArray:
    """(copies,) at nodes that hang on the seed and the draw alone."""
    nodes = nodes_of(model, np.random.default_rng([seed, 0, draw]))
    scales = scales_at(model, draws.at(draw), nodes)
    return log_densities(model, scales, left_of_figures(model, scales, draws.shared[draw]))


def _one(
    model: CountryModel, draws: GlobalDraws, draw: int, seed: int, rng: np.random.Generator
) -> tuple[FloatArray, tuple[FloatArray, FloatArray]]:
    """Densities at the nodes, and `PATHS_EACH` paths and steps at nodes drawn by them."""
    shared = draws.shared[draw]
    nodes = nodes_of(model, np.random.default_rng([seed, 0, draw]))
    scales = scales_at(model, draws.at(draw), nodes)
    left = left_of_figures(model, scales, shared)
    density = log_densities(model, scales, left)
    paths = paths_given(model, scales, shared, left, rng)
    chosen = rng.choice(len(density), PATHS_EACH, p=special.softmax(density))
    (of_steps,) = rng.spawn(1)
    return density, (paths[chosen], steps_given(model, scales, of_steps)[chosen])


def _systematic(weights: FloatArray, n: int, rng: np.random.Generator) -> np.ndarray:
    """n places drawn in proportion to weights, as evenly as can be."""
    at = (np.arange(n) + rng.random()) / n
    return np.searchsorted(np.cumsum(weights), at, side="right").clip(max=len(weights) - 1)
