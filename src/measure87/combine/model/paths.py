"""Draws of every country, year, sex and age given the scales: shared, own, steps, a new survey.

For each draw of the scales the shared coefficients are drawn exactly, then what is a country's own:
its level, slope, yearly deviations and structure. These are first drawn as if it had no figures and
then moved by what its figures say (conditioning by kriging, "Matheron's rule"), which needs no
covariance of the whole path. Counts that the scales were drawn with as normal figures
(`count_sites`) are here taken as the counts they are: of several such draws one is kept by the
Metropolis-Hastings rule, with the binomial likelihood over that of the normal figure as weight.
What is shared by countries stays as it was drawn.

A step between definitions makes one measure another, draw by draw. With s the step of a country on
the log-odds, the odds of the other definition are exp(s) times those of definition 0. Where it
counts more, s > 0, and its share is that of definition 0 and a share of the rest,

    p(other) = p(0) + (1 - p(0)) q,    q = p(other) (1 - exp(-s)),

between 0 and 1 in every draw: nothing is sorted or clipped. A country with figures of the other
definition has the step that they and all others tell; of another country only the spread of
steps is known, which makes its interval wider.

What is wrong with a survey that is yet to be made, its error beyond sampling, is drawn last.

Source: Matheron's rule as in Wilson and others (2021), Pathwise conditioning of Gaussian
processes, JMLR 22, known here through its use, not read in print; Hastings (1970), Biometrika 57,
97-109, the independence chain (not read in print).
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from measure87.combine.model.count_sites import Counts
from measure87.combine.model.country_blocks import (
    Cells,
    CountryBlocks,
    layout_of,
    stacked,
    term_columns,
)
from measure87.combine.model.design import Design
from measure87.combine.model.marginal import (
    Scales,
    Steps,
    block_covariance,
    draw_shared,
    level_variance,
    residuals,
    shared_effects,
)
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.totals import ages_with_step
from measure87.numerics.arrays import FloatArray, IntArray

# Proposals for each country with counts, from normal figures with so many times the variance:
# with no case at all log-odds reach further down than any normal figure says.
PROPOSALS = 12
WIDENED = 2.0


@dataclass(frozen=True)
class OwnParts:
    """Level, slope (countries,), wander (countries, years), structure (countries, cells)."""

    level: FloatArray
    slope: FloatArray
    wander: FloatArray
    structure: FloatArray

    def of(self, who: IntArray) -> "OwnParts":
        """Those of some countries."""
        return OwnParts(self.level[who], self.slope[who], self.wander[who], self.structure[who])

    def with_those(self, who: IntArray, others: "OwnParts") -> "OwnParts":
        """A copy in which some countries have other parts."""
        copied = OwnParts(*(part.copy() for part in vars(self).values()))
        for mine, theirs in zip(vars(copied).values(), vars(others).values(), strict=True):
            mine[who] = theirs
        return copied


@dataclass(frozen=True)
class Span:
    """Years and cells that own parts extend over; (K, m) year of each figure, from 0."""

    years: int
    cells: int
    figure_year: IntArray


def prior_parts(
    scales: Scales, variance: FloatArray, span: Span, rng: np.random.Generator
) -> OwnParts:
    """Own parts of countries as if there were no figures.

    Parameters
    ----------
    variance : (countries,)
        Of the countries' levels.
    """
    k = len(variance)
    wander = np.empty((k, span.years))
    wander[:, 0] = rng.standard_normal(k)
    fresh = np.sqrt(1.0 - scales.persistence**2)
    for t in range(1, span.years):
        wander[:, t] = scales.persistence * wander[:, t - 1] + fresh * rng.standard_normal(k)
    return OwnParts(
        level=np.sqrt(variance) * rng.standard_normal(k),
        slope=scales.slope * rng.standard_normal(k),
        wander=scales.wander * wander,
        structure=scales.structure * rng.standard_normal((k, span.cells)),
    )


def draw_own_parts(
    design: Design,
    span: Span,
    scales: Scales,
    variance: FloatArray,
    left: FloatArray,
    rng: np.random.Generator,
) -> OwnParts:
    """Own parts of all countries given their figures.

    Parameters
    ----------
    variance : (countries,)
        Of the countries' levels.
    left : (K, m)
        What is left of the figures' log-odds after everything that is shared.
    """
    who = design.blocks.country
    prior = prior_parts(scales, variance, span, rng)
    moved = _moved(design.blocks, span, scales, variance[who], left, prior.of(who), rng)
    if design.counts is not None:
        moved = _with_counts(design, design.counts, span, scales, variance[who], left, moved, rng)
    return prior.with_those(who, moved.parts)


@dataclass(frozen=True)
class _Moved:
    """Parts of the K countries with figures, and (K, m) log-odds of their figures.

    The log-odds are those without sampling error, less what is shared.
    """

    parts: OwnParts
    logit: FloatArray


def _moved(
    blocks: CountryBlocks,
    span: Span,
    scales: Scales,
    variance: FloatArray,
    left: FloatArray,
    prior: OwnParts,
    rng: np.random.Generator,
) -> _Moved:
    """Parts of countries moved by their figures."""
    t = blocks.decades
    k = np.arange(len(t))[:, None]
    imagined = prior.level[:, None] + prior.slope[:, None] * t
    imagined = imagined + prior.wander[k, span.figure_year]
    imagined = imagined + np.einsum("kmc,kc->km", blocks.cell_weight, prior.structure)
    of_survey = rng.standard_normal(len(scales.survey_tail)) * np.sqrt(scales.survey_tail)
    imagined = imagined + scales.survey[blocks.survey_type] * of_survey[blocks.survey]
    error = rng.standard_normal(t.shape) * np.sqrt(blocks.error_variance)
    covariance = block_covariance(np, blocks, scales, variance)
    gap = (left - imagined - error) * blocks.real
    weight = np.linalg.solve(covariance, gap[:, :, None])[:, :, 0] * blocks.real
    lag = np.abs(np.arange(span.years) - span.figure_year[:, :, None])
    wander = scales.wander**2 * np.einsum("km,kmy->ky", weight, scales.persistence**lag)
    structure = scales.structure**2 * np.einsum("km,kmc->kc", weight, blocks.cell_weight)
    parts = OwnParts(
        level=prior.level + variance * weight.sum(axis=1),
        slope=prior.slope + scales.slope**2 * (t * weight).sum(axis=1),
        wander=prior.wander + wander,
        structure=prior.structure + structure,
    )
    return _Moved(parts, left - error - blocks.error_variance * weight)


def _with_counts(
    design: Design,
    counts: Counts,
    span: Span,
    scales: Scales,
    variance: FloatArray,
    left: FloatArray,
    first: _Moved,
    rng: np.random.Generator,
) -> _Moved:
    """Parts drawn with the counts themselves in the place of normal figures."""
    blocks = _widened(design)
    shared = blocks.logit - left
    kept, now = first.parts, _log_weight(design, counts, blocks, first.logit + shared)
    for _ in range(PROPOSALS):
        prior = prior_parts(scales, variance, span, rng)
        moved = _moved(blocks, span, scales, variance, left, prior, rng)
        log_weight = _log_weight(design, counts, blocks, moved.logit + shared)
        taken = np.log(rng.random(len(now))) < log_weight - now
        now = np.where(taken, log_weight, now)
        chosen = np.flatnonzero(taken)
        kept = kept.with_those(chosen, moved.parts.of(chosen))
    return replace(first, parts=kept)


def _widened(design: Design) -> CountryBlocks:
    counted = design.figures.counted[design.blocks.row]
    error = design.blocks.error_variance
    return replace(design.blocks, error_variance=np.where(counted, WIDENED * error, error))


def _log_weight(
    design: Design, counts: Counts, blocks: CountryBlocks, logit: FloatArray
) -> FloatArray:
    """(K,) log density of a country's counts over that of their normal figures in `blocks`."""
    counted = design.figures.counted
    at = design.by_figure(logit)[counted]
    apart = at - design.by_figure(blocks.logit)[counted]
    ratio = 0.5 * apart**2 / design.by_figure(blocks.error_variance)[counted]
    ratio = ratio + counts.log_likelihood(at)
    of_country = np.zeros(design.hierarchy.countries)
    np.add.at(of_country, design.figures.country[counted], ratio)
    return of_country[blocks.country]


def signed_steps(design: Design, steps: Steps | None, rng: np.random.Generator) -> FloatArray:
    """(countries, definitions + 1) one draw of all steps; that of definition 0 is 0.

    A definition without any figure that takes a step has none: nothing says how large it is.
    """
    if steps is None:
        return np.zeros((design.hierarchy.countries, design.definitions + 1))
    definitions = len(steps.log_median)
    found = np.zeros((design.hierarchy.countries, definitions + 1))
    noise = rng.standard_normal((design.hierarchy.countries, definitions))
    size = np.exp(np.asarray(steps.log_median) + np.asarray(steps.log_spread) * noise)
    size[design.step_country, design.step_definition - 1] = steps.size
    sign = [design.parts.sign_of_step(d) for d in range(1, definitions + 1)]
    found[:, 1:] = np.array(sign) * size
    return found


def at_ages(design: Design, definition: int) -> FloatArray:
    """(ages,) 1 where a definition takes its step, 0 where it is the same as definition 0."""
    if definition == 0:
        return np.zeros(design.figures.cell_weight.shape[2])
    return np.asarray(ages_with_step(design.figures, design.parts)[definition])


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


def new_survey_errors(draws: ScaleDraws, n: int, rng: np.random.Generator) -> FloatArray:
    """(draws, countries) errors, log-odds, of a survey of each country by the reference kind.

    Each survey is a new one, independent of those that there are: only how large such errors are
    is known from these, in as many draws as `draw_paths` makes paths of. Of a kind whose errors
    have heavy tails, as where they are estimated, new ones have them too.
    """
    design = draws.design
    scale = np.array([float(scales.survey[0]) for scales, _ in draws.thinned(n)])
    shape = (len(scale), design.hierarchy.countries)
    tail = np.ones(shape)
    if np.isnan(design.set_survey_scales[0]):
        half = design.parts.survey_df / 2.0
        tail = stats.invgamma.rvs(half, scale=half, size=shape, random_state=rng)
    return np.asarray(scale[:, None] * np.sqrt(tail) * rng.standard_normal(shape))
