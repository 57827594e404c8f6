"""One country in the model of a run: all that a release needs of `combine.model`, in one place.

The country stands in the design many times over, once for each node at which its own values (how
far off it and its surveys are, its steps between definitions) are tried, so that the model's own
code, which works on all countries at once, tries all nodes at once. Beside it stand countries with
rows that say nothing: they give the shared coefficients the columns that they have in the run, and
the trend the years. No formula of the model is written again here.
"""

from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from scipy import stats

from measure87.combine.model.design import Design, laid_out
from measure87.combine.model.figures import Figures
from measure87.combine.model.leave_out import log_density_of, tails_at
from measure87.combine.model.marginal import (
    Scales,
    block_covariance,
    level_variance,
    residuals,
)
from measure87.combine.model.parts import (
    FEWEST_COUNTRIES_WITH_TWO_YEARS,
    SMALLEST_SHARE_WITH_TWO_YEARS,
    Hierarchy,
)
from measure87.combine.model.paths import (
    PathGrid,
    all_level_variances,
    at_ages,
    draw_own_parts,
    path_grid,
    path_of,
    signed_steps,
)
from measure87.combine.model.priors import scales_from
from measure87.combine.model.totals import LinearFigures
from measure87.combine.model.typical_scales import NO_INFORMATION
from measure87.combine.release.own_figures import OwnFigures
from measure87.combine.release.run_layout import RunLayout, columns_of
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import RefusedError


@dataclass(frozen=True)
class CountryModel:
    """A country in many copies.

    Attributes
    ----------
    design : Design
    copies : int
        The first so many blocks are the country, the others say nothing.
    steps : (steps,)
        Which copy each step between definitions is of.
    """

    design: Design
    copies: int
    grid: PathGrid
    surveys_far_off: bool


@dataclass(frozen=True)
class Nodes:
    """Values of a country's own at which it is tried, one for each copy.

    Attributes
    ----------
    tail : (K,)
        Of all blocks, as `Scales` has them.
    survey_tail : (surveys,)
    step_score : (steps,)
        How far each step's logarithm lies from its middle, in its spreads.
    """

    tail: FloatArray
    survey_tail: FloatArray
    step_score: FloatArray


def country_model(own: OwnFigures, place: int, layout: RunLayout, copies: int) -> CountryModel:
    """The country `place` of a layout with these figures of its own.

    Raises
    ------
    RefusedError
        `release-layout`: the figures need columns that the run does not have.
    DataError, RefusedError
        As `laid_out`.
    """
    silent = _silent_beside(copies)
    together, told = (
        _beside_silent(one, layout, copies, silent) for one in (own.figures, own.linear.figures)
    )
    alone = 2 * silent
    linear = LinearFigures(
        told,
        slope=np.concatenate([np.tile(own.linear.slope, copies), np.ones(alone)]),
        offset=np.concatenate([np.tile(own.linear.offset, copies), np.zeros(alone)]),
    )
    design = laid_out(together, linear, _copied(layout, place, copies + silent), layout.parts)
    if columns_of(design) != layout.columns:
        raise RefusedError(
            "the figures do not fit the columns of the release",
            code="release-layout",
            hint="make the release and this estimate with the same version of measure87",
        )
    return CountryModel(design, copies, path_grid(design), layout.surveys_far_off)


def nodes_of(model: CountryModel, rng: np.random.Generator) -> Nodes:
    """Values of slices of the priors that are equally probable, paired at random."""
    design, parts, copies = model.design, model.design.parts, model.copies

    def slices() -> FloatArray:
        return (rng.permutation(copies) + rng.random(copies)) / copies

    tail = np.ones(len(design.blocks.country))
    tail[:copies] = tails_at(slices(), parts.tail_df)
    survey_tail = np.ones(design.surveys)
    if model.surveys_far_off:
        for surveys in _by_copy(model, _survey_of_copy(model)):
            survey_tail[surveys] = tails_at(slices(), parts.survey_df)
    step_score = np.zeros(len(design.step_definition))
    for steps in _by_copy(model, _country_of_step(model)):
        step_score[steps] = stats.norm.ppf(slices())
    return Nodes(tail, survey_tail, step_score)


def scales_at(model: CountryModel, sites: dict[str, FloatArray], nodes: Nodes) -> Scales:
    """Scales of one global draw, with the nodes' values of the country's own."""
    own: dict[str, FloatArray] = {"tail": nodes.tail}
    if model.surveys_far_off:
        own["survey_tail"] = nodes.survey_tail
    if "step_log_median" in sites:
        which = model.design.step_definition - 1
        median, spread = sites["step_log_median"][which], sites["step_log_spread"][which]
        own["step"] = np.exp(median + spread * nodes.step_score)
    return scales_from(np, model.design, {**sites, **own})


def left_of_figures(model: CountryModel, scales: Scales, shared: FloatArray) -> FloatArray:
    """(K, m) what is left of the figures' log-odds after everything that countries share."""
    blocks = model.design.blocks
    explained = np.einsum("kmc,kc->km", blocks.columns, shared[blocks.column])
    return np.asarray(residuals(np, blocks, scales, blocks.logit) - explained)


def log_densities(model: CountryModel, scales: Scales, left: FloatArray) -> FloatArray:
    """(copies,) log density of the country's figures at each node, what is shared given."""
    blocks = model.design.blocks
    covariance = block_covariance(np, blocks, scales, level_variance(np, blocks, scales))
    root = np.linalg.cholesky(covariance)
    return log_density_of(root, left, blocks.real)[: model.copies]


def paths_given(
    model: CountryModel,
    scales: Scales,
    shared: FloatArray,
    left: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """(copies, years, sexes, ages) log-odds of the country given its figures, one draw a node;
    under definition 0, as `steps_given` lead to others."""
    design, grid = model.design, model.grid
    variance = all_level_variances(design, scales, rng)
    own = draw_own_parts(design, grid.span, scales, variance, left, rng)
    wanted = np.isin(grid.years, design.parts.grid)
    return path_of(design, grid, scales, shared, own)[: model.copies][:, wanted]


def steps_given(model: CountryModel, scales: Scales, rng: np.random.Generator) -> FloatArray:
    """(copies, definitions + 1) the country's steps at each node, as in a run: those of its
    figures, and of other definitions new ones."""
    return signed_steps(model.design, scales.steps, rng)[: model.copies]


def step_ages(model: CountryModel, definitions: int) -> FloatArray:
    """(definitions + 1, ages) 1 where a definition takes its step."""
    return np.stack([at_ages(model.design, one) for one in range(definitions + 1)])


def _silent_beside(copies: int) -> int:
    """As many countries of two years as let a trend stand, whatever the country's own years."""
    share = SMALLEST_SHARE_WITH_TWO_YEARS
    return FEWEST_COUNTRIES_WITH_TWO_YEARS + ceil(copies * share / (1.0 - share))


def _beside_silent(figures: Figures, layout: RunLayout, copies: int, silent: int) -> Figures:
    """The figures in `copies` countries, and in others rows that say nothing."""
    n, kinds = figures.n, len(layout.source_types)
    said = np.tile(np.arange(n), copies)
    copy = np.repeat(np.arange(copies), n)
    empty = np.repeat(np.arange(silent), 2)
    surveys = int(figures.survey.max()) + 1
    zeros = np.zeros(2 * silent)
    cell = np.zeros((2 * silent, layout.sexes, layout.ages))
    cell[:, 0, 0] = 1.0
    added = {
        "country": copies + empty,
        "year": np.tile(np.array(layout.figure_years), silent),
        "cell_weight": cell,
        "definition": np.zeros(2 * silent, dtype=np.int64),
        "source_type": np.arange(2 * silent) % kinds,
        "survey": copies * surveys + empty,
        "logit": zeros,
        "logit_se": zeros + NO_INFORMATION,
        "counted": np.zeros(2 * silent, dtype=np.bool_),
        "cases": zeros,
        "effective_n": zeros,
        "adjustment": np.zeros((2 * silent, len(layout.adjustments))),
    }
    repeated = replace(
        _taken(figures, said),
        country=copy,
        survey=copy * surveys + figures.survey[said],
    )
    columns = {
        name: np.concatenate([values, added[name]])
        for name, values in vars(repeated).items()
        if name != "adjustment_sd"
    }
    return Figures(**columns, adjustment_sd=np.array(layout.adjustment_sd))


def _taken(figures: Figures, rows: IntArray) -> Figures:
    columns = {name: values[rows] for name, values in vars(figures).items()
               if name != "adjustment_sd"}  # fmt: skip
    return Figures(**columns, adjustment_sd=figures.adjustment_sd)


def _copied(layout: RunLayout, place: int, times: int) -> Hierarchy:
    """A country so many times, in its place among all sub-regions and regions."""
    return Hierarchy(
        subregion=np.full(times, layout.subregion[place], dtype=np.int64),
        region=np.array(layout.region, dtype=np.int64),
        covariates=np.tile(layout.covariates[place], (times, 1)),
        covariate_covariance=np.tile(layout.covariate_covariance[place], (times, 1, 1)),
    )


def _survey_of_copy(model: CountryModel) -> IntArray:
    """(surveys,) the copy that each survey is of; copies and more for those that say nothing."""
    figures = model.design.figures
    found = np.zeros(model.design.surveys, dtype=np.int64)
    found[figures.survey] = figures.country
    return found


def _country_of_step(model: CountryModel) -> IntArray:
    """(steps,) the copy that each step is of."""
    design = model.design
    found = np.zeros(len(design.step_definition), dtype=np.int64)
    taken = design.by_figure(design.step.astype(np.float64)).astype(np.int64)
    found[taken[taken > 0] - 1] = design.figures.country[taken > 0]
    return found


def _by_copy(model: CountryModel, copy: IntArray) -> list[IntArray]:
    """Places of values of all copies: the first value of each copy, the second of each, ..."""
    mine = np.flatnonzero(copy < model.copies)
    order = mine[np.argsort(copy[mine], kind="stable")]
    return list(order.reshape(model.copies, -1).T) if len(order) else []
