"""Scales before anything is sampled: typical ones, and those of survey errors; cells given them.

With scales as they typically are figures can be laid out, and the cells of totals have a mean and a
covariance of their log-odds: each such cell gets a row of its own that says nothing, and what the
model then expects of that row, given all figures, is what the survey of the total would have found
in the cell.

How far surveys of one country lie apart beyond sampling is stated, estimated, or set. Fieldwork,
questionnaire, season and sample of one survey move all of its figures together. Two surveys of a
country differ by that, by sampling and by what changed between them. Where enough countries have
two surveys the scale of these errors is estimated, a scale for each kind of source; where they have
one each nothing tells it from the country's own level, and it is set. What the user states of a
kind of source comes before both.
"""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy import special, stats

from measure87.combine.model.country_blocks import (
    SCALE_PRIORS,
    SET_SCALES,
    WORLD_MEAN,
    CountryBlocks,
)
from measure87.combine.model.figures import Figures
from measure87.combine.model.marginal import (
    Scales,
    block_covariance,
    level_variance,
    log_marginal,
    residuals,
    shared_effects,
)
from measure87.combine.model.parts import FEWEST_COUNTRIES_WITH_TWO_YEARS, ModelParts
from measure87.combine.model.widths import (
    COUNTRY_WIDTH,
    COVARIATE_WIDTH,
    DRIFTING_WIDTH,
    PERSISTENCE,
    SET_SURVEY_SCALE,
    SLOPE_WIDTH,
    STRUCTURE_WIDTH,
    SURVEY_WIDTH,
    WANDER_WIDTH,
)
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

NO_INFORMATION = 1e4
"""Standard error, on the log-odds, of rows that are only to be predicted."""


@dataclass(frozen=True)
class RowsGiven:
    """Log-odds of rows given all figures, each with its survey's error, without its own.

    Attributes
    ----------
    mean : (n,)
    covariance : (K, m, m)
        Of the rows of each country, in the places of the blocks.
    block, place : (n,)
        Where in the blocks each row is.
    """

    mean: FloatArray
    covariance: FloatArray
    block: IntArray
    place: IntArray

    def among(self, rows: IntArray) -> FloatArray:
        """(..., C, C) covariances of rows (..., C) that are of one country each."""
        block, place = self.block[rows[..., :1]], self.place[rows]
        found = self.covariance[block[..., None], place[..., :, None], place[..., None, :]]
        return np.asarray(found)


def cells_of_totals(figures: Figures) -> tuple[IntArray, IntArray]:
    """Row and cell of every cell that a total tells of."""
    row, cell = np.nonzero(figures.cells & figures.total[:, None])
    return row, cell


def with_cells(linear: Figures, row: IntArray, cell: IntArray, logit: FloatArray) -> Figures:
    """The figures, and after them a row for each cell of a total, which says nothing.

    Each stands for what the survey of figure `row` would have found in that cell.
    """
    weight = np.zeros((len(row), *linear.cell_weight.shape[1:]))
    weight.reshape(len(row), -1)[np.arange(len(row)), cell] = 1.0
    added = {
        "cell_weight": weight,
        "logit": logit,
        "logit_se": np.full(len(row), NO_INFORMATION),
        "counted": np.zeros(len(row), dtype=np.bool_),
        "cases": np.zeros(len(row)),
        "effective_n": np.zeros(len(row)),
    }
    columns = {
        name: np.concatenate([values, added.get(name, values[row])])
        for name, values in vars(linear).items()
        if name != "adjustment_sd"
    }
    return Figures(**columns, adjustment_sd=linear.adjustment_sd)


def rows_given(blocks: CountryBlocks, scales: Scales) -> RowsGiven:
    """Every row given all figures; what countries share is integrated out."""
    left = residuals(np, blocks, scales, blocks.logit)
    effects = shared_effects(blocks, scales, blocks.logit)
    size = scales.group[blocks.group[blocks.column]]
    scaled = blocks.columns * size[:, None, :]
    told = block_covariance(np, blocks, scales, level_variance(np, blocks, scales))
    own_error = blocks.error_variance + ~blocks.real
    between = told - own_error[:, :, None] * np.eye(told.shape[1])
    gain = np.linalg.solve(told, between).transpose(0, 2, 1)
    shared = np.einsum("kmc,kc->km", scaled, effects.mean[blocks.column])
    expected = blocks.logit - left + shared + np.einsum("kmn,kn->km", gain, left - shared)
    free = scaled - gain @ scaled
    uncertain = np.linalg.inv(effects.precision)
    among = uncertain[blocks.column[:, :, None], blocks.column[:, None, :]]
    covariance = between - gain @ between + free @ among @ free.transpose(0, 2, 1)
    n = int(blocks.real.sum())
    mean, where = np.empty(n), np.empty((2, n), dtype=np.int64)
    mean[blocks.row[blocks.real]] = expected[blocks.real]
    where[:, blocks.row[blocks.real]] = np.nonzero(blocks.real)
    return RowsGiven(mean, covariance, where[0], where[1])


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


CLOSE_YEARS = 3
"""Two surveys of a country so near to each other show more of their errors than of change; ours."""
FEWEST_COUNTRIES = FEWEST_COUNTRIES_WITH_TWO_YEARS


@dataclass(frozen=True)
class Repeats:
    """What there is to tell surveys' errors by.

    Attributes
    ----------
    countries : int
        With two surveys or more.
    close : int
        With two surveys at most `CLOSE_YEARS` apart.
    """

    countries: int
    close: int

    @property
    def enough(self) -> bool:
        """Whether surveys' errors can be told from countries' own levels."""
        return self.countries >= FEWEST_COUNTRIES


def repeats_of(figures: Figures) -> Repeats:
    """Countries with two surveys, and with two that are near to each other."""
    surveys: dict[int, dict[int, int]] = {}
    for country, survey, year in zip(
        figures.country.tolist(), figures.survey.tolist(), figures.year.tolist(), strict=True
    ):
        surveys.setdefault(country, {})[survey] = year
    years = [list(one.values()) for one in surveys.values()]
    close = [any(abs(a - b) <= CLOSE_YEARS for a, b in combinations(one, 2)) for one in years]
    return Repeats(sum(len(one) > 1 for one in years), sum(close))


def set_survey_scales(figures: Figures, parts: ModelParts) -> FloatArray:
    """(source types,) standard deviation of surveys' errors where it is not estimated, else NaN."""
    estimated = parts.survey_errors_estimated
    if estimated is None:
        estimated = repeats_of(figures).enough
    kinds = int(figures.source_type.max()) + 1
    found = np.full(kinds, np.nan if estimated else SET_SURVEY_SCALE)
    for kind, sd in parts.survey_errors:
        if kind < kinds:  # one country's figures need not be of every kind
            found[kind] = sd
    return found


def with_tails(figures: Figures, parts: ModelParts) -> BoolArray:
    """(surveys,) whether a survey's error has heavy tails: where its scale is estimated."""
    found = np.zeros(int(figures.survey.max()) + 1, dtype=np.bool_)
    found[figures.survey] = np.isnan(set_survey_scales(figures, parts))[figures.source_type]
    return found
