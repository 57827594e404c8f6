"""Draws of the log-odds of every country, year, sex and age, given draws of the scales.

For each draw of the scales the shared coefficients are drawn exactly, then each country's own
parts: they are first drawn as if it had no figures and then moved by what its figures say
(conditioning by kriging, "Matheron's rule"), which needs no covariance of the whole path.

Source: Matheron's rule as in Wilson and others (2021), Pathwise conditioning of Gaussian
processes, JMLR 22; known here through its use, not read in print.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from measure87.combine.model.design import Design
from measure87.combine.model.marginal import Scales, Steps, level_variance, residuals
from measure87.combine.model.own_parts import OwnParts, Span, draw_own_parts, prior_parts
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.shared_effects import draw_shared, shared_effects
from measure87.combine.model.steps import at_ages, signed_steps
from measure87.combine.model.terms import Cells, layout_of, stacked, term_columns
from measure87.numerics.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class PathDraws:
    """Draws of what is estimated.

    Attributes
    ----------
    logit : (draws, countries, years, sexes, ages)
        Log-odds under definition 0, without any survey's error.
    years : (years,) calendar years
    step : (draws, countries, definitions + 1)
        By how much the log-odds of each definition lie from those of definition 0.
    step_ages : (definitions + 1, ages)
        1 where a definition takes its step, 0 where it is the same as definition 0.
    """

    logit: FloatArray
    years: FloatArray
    step: FloatArray
    step_ages: FloatArray

    @property
    def share(self) -> FloatArray:
        """The same as shares of the population, 0 to 1."""
        return self.share_under(0)

    def logit_under(self, definition: int) -> FloatArray:
        """Log-odds under another definition, of the same draws."""
        step = self.step[:, :, definition, None, None, None] * self.step_ages[definition]
        return np.asarray(self.logit + step if definition else self.logit, dtype=np.float64)

    def share_under(self, definition: int) -> FloatArray:
        """Shares under another definition; never on the wrong side of those of definition 0."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.logit_under(definition))), dtype=np.float64)


@dataclass(frozen=True)
class PathGrid:
    """Years from the first to the last of figures and estimates, and cells of sex and age."""

    years: FloatArray
    sexes: int
    ages: int
    shared: FloatArray
    figure_year: IntArray

    @property
    def span(self) -> Span:
        """What own parts extend over."""
        return Span(len(self.years), self.sexes * self.ages, self.figure_year)


def draw_paths(draws: ScaleDraws, n: int, rng: np.random.Generator) -> PathDraws:
    """Draw up to `n` joint paths of all countries, one for each of as many draws of the scales.

    Raises
    ------
    RefusedError
        Where the draws of the scales have not converged.
    """
    draws.convergence.refuse_unless_passed()
    return draw_paths_given(draws.design, list(draws.thinned(n)), rng)


def draw_paths_given(
    design: Design, given: list[tuple[Scales, FloatArray]], rng: np.random.Generator
) -> PathDraws:
    """One joint path for each pair of scales and (K, m) log-odds of the figures."""
    grid = path_grid(design)
    wanted = np.isin(grid.years, design.parts.grid)
    # Of their own chance, so that definition 0 is drawn alike whatever else is asked for.
    (of_steps,) = rng.spawn(1)
    logit = np.stack([_one_path(design, grid, *pair, rng)[:, wanted] for pair in given])
    return _with_steps(design, logit, [scales.steps for scales, _ in given], of_steps)


def draw_paths_before(design: Design, given: list[Scales], rng: np.random.Generator) -> PathDraws:
    """One joint path for each set of scales as if there were no figures, to judge priors by."""
    grid = path_grid(design)
    wanted = np.isin(grid.years, design.parts.grid)
    logit = []
    for scales in given:
        u = rng.standard_normal(len(design.blocks.group)) * scales.group[design.blocks.group]
        variance = all_level_variances(design, scales, rng)
        own = prior_parts(scales, variance, grid.span, rng)
        logit.append(path_of(design, grid, scales, u, own)[:, wanted])
    (of_steps,) = rng.spawn(1)
    return _with_steps(design, np.stack(logit), [scales.steps for scales in given], of_steps)


def _with_steps(
    design: Design, logit: FloatArray, steps: list[Steps | None], rng: np.random.Generator
) -> PathDraws:
    return PathDraws(
        logit=logit,
        years=design.parts.grid,
        step=np.stack([signed_steps(design, one, rng) for one in steps]),
        step_ages=np.stack([at_ages(design, d) for d in range(design.definitions + 1)]),
    )


def path_grid(design: Design) -> PathGrid:
    """The years and cells of a design, and what is shared in each of them."""
    figures, parts = design.figures, design.parts
    layout = layout_of(figures, design.hierarchy, parts)
    first = min(int(figures.year.min()), parts.years[0])
    last = max(int(figures.year.max()), parts.years[1])
    years = np.arange(first, last + 1, dtype=np.float64)
    shape = (layout.subregions, len(years), layout.sexes, layout.ages)
    place, when, sex, age = (index.reshape(-1) for index in np.indices(shape))
    single = np.zeros((len(place), layout.sexes, layout.ages))
    single[np.arange(len(place)), sex, age] = 1.0
    cells = Cells(
        region=design.hierarchy.region[place],
        subregion=place,
        year=years[when],
        cell_weight=single,
        source_type=np.zeros(len(place), dtype=np.int64),
        adjustment=np.zeros((len(place), len(figures.adjustment_sd))),
    )
    return PathGrid(
        years=years,
        sexes=layout.sexes,
        ages=layout.ages,
        shared=stacked(term_columns(layout, parts, cells))[0].reshape(*shape, -1),
        figure_year=figures.year[design.blocks.row] - first,
    )


def _one_path(
    design: Design, grid: PathGrid, scales: Scales, logit: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """(countries, all years, sexes, ages)."""
    blocks = design.blocks
    u = draw_shared(shared_effects(blocks, scales, logit), rng)
    u = u * scales.group[blocks.group]
    left = residuals(np, blocks, scales, logit) - np.einsum(
        "kmc,kc->km", blocks.columns, u[blocks.column]
    )
    variance = all_level_variances(design, scales, rng)
    own = draw_own_parts(design, grid.span, scales, variance, left, rng)
    return path_of(design, grid, scales, u, own)


def path_of(
    design: Design, grid: PathGrid, scales: Scales, u: FloatArray, own: OwnParts
) -> FloatArray:
    """(countries, all years, sexes, ages) put together from its parts."""
    hierarchy = design.hierarchy
    decades = design.parts.decades(grid.years)
    level = scales.mean + hierarchy.covariates @ scales.coefficients + own.level
    in_time = level[:, None] + own.slope[:, None] * decades + own.wander
    structure = own.structure.reshape(-1, 1, grid.sexes, grid.ages)
    shared = (grid.shared @ u)[hierarchy.subregion]
    return np.asarray(shared + in_time[:, :, None, None] + structure, dtype=np.float64)


def all_level_variances(design: Design, scales: Scales, rng: np.random.Generator) -> FloatArray:
    """(countries,) with tails drawn anew for countries without figures."""
    half_df, hierarchy = design.parts.tail_df / 2.0, design.hierarchy
    tail = stats.invgamma.rvs(half_df, scale=half_df, size=hierarchy.countries, random_state=rng)
    b = scales.coefficients
    variance = scales.country**2 * tail
    variance = variance + np.einsum("q,kqr,r->k", b, hierarchy.covariate_covariance, b)
    variance[design.blocks.country] = level_variance(np, design.blocks, scales)
    return np.asarray(variance, dtype=np.float64)
