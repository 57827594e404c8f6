"""Figures laid out country by country, with the columns that countries share.

Given what countries share, countries are independent, so that a covariance of all figures is one
of small blocks, all of one size: shorter ones are filled up with rows that carry nothing.

What they share are columns of which each has a coefficient with mean 0; the coefficients of one
group have one standard deviation. World, region, sub-region, drift, trend, sex, age and source type
are such groups.

A second-order random walk is written through its second differences: with knots 0, 1, 2, ...
the path with a single bend at knot j is max(0, t - j), so that independent normal bends give
the walk, and the group for level and slope give its two free constants.
"""

from dataclasses import dataclass

import numpy as np

from measure87.combine.model.figures import Figures
from measure87.combine.model.parts import Hierarchy, ModelParts, check_countries, check_trend
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

WORLD_SD = 3.0
WORLD_MEAN = -4.0
DRIFT_SD = 0.3
# Groups whose scale is set, not estimated: one coefficient says nothing of a spread.
SET_SCALES = {"world": WORLD_SD, "drift": DRIFT_SD, "adjustment": 1.0}
# Half-normal prior of the other scales, on the log-odds (bends: per decade and bend).
SCALE_PRIORS = {
    "region": 1.0,
    "subregion": 0.5,
    "region_drift": 0.3,
    "bend": 0.3,
    "region_bend": 0.3,
    "sex": 0.5,
    "age": 1.0,
    "sex_age": 0.3,
    "source": 0.5,
}


@dataclass(frozen=True)
class Layout:
    """How many columns each group has.

    Attributes
    ----------
    regions, subregions, sexes, ages, source_types : int
    knots : (bends,)
        Calendar years at which a trend may bend; empty without a trend.
    """

    regions: int
    subregions: int
    sexes: int
    ages: int
    source_types: int
    knots: FloatArray


@dataclass(frozen=True)
class Cells:
    """Where figures or estimates lie: (n,) codes and calendar years, weights of cells
    (n, sexes, ages), adjustments in SDs (n, a).
    """

    region: IntArray
    subregion: IntArray
    year: FloatArray
    cell_weight: FloatArray
    source_type: IntArray
    adjustment: FloatArray


def layout_of(figures: Figures, hierarchy: Hierarchy, parts: ModelParts) -> Layout:
    """The columns that these figures need."""
    first = min(int(figures.year.min()), parts.years[0])
    last = max(int(figures.year.max()), parts.years[1])
    knots = np.arange(first + parts.knots_every, last, parts.knots_every, dtype=np.float64)
    return Layout(
        regions=int(hierarchy.region.max()) + 1,
        subregions=len(hierarchy.region),
        sexes=figures.cell_weight.shape[1],
        ages=figures.cell_weight.shape[2],
        source_types=int(figures.source_type.max()) + 1,
        knots=knots if parts.trend else np.zeros(0),
    )


def cells_of(figures: Figures, hierarchy: Hierarchy) -> Cells:
    """Where the figures lie."""
    return Cells(
        region=hierarchy.region_of_country[figures.country],
        subregion=hierarchy.subregion[figures.country],
        year=figures.year.astype(np.float64),
        cell_weight=figures.cell_weight,
        source_type=figures.source_type,
        adjustment=figures.adjustment * figures.adjustment_sd,
    )


def term_columns(layout: Layout, parts: ModelParts, cells: Cells) -> dict[str, FloatArray]:
    """Columns of each group, (n, columns) each; groups without a choice are left out.

    A row of several cells has their weighted mean: its columns are its weights.
    """
    n = len(cells.year)
    decades = parts.decades(cells.year)
    region = _indicator(cells.region, layout.regions)
    columns = {
        "world": np.ones((n, 1)),
        "region": region,
        "subregion": _indicator(cells.subregion, layout.subregions),
        "drift": decades[:, None],
    }
    if len(layout.knots):
        bend = np.maximum(0.0, cells.year[:, None] - layout.knots) / 10.0
        columns["bend"] = bend
        columns["region_drift"] = region * decades[:, None]
        columns["region_bend"] = (region[:, :, None] * bend[:, None, :]).reshape(n, -1)
    if layout.sexes > 1:
        columns["sex"] = cells.cell_weight.sum(axis=2)
    if layout.ages > 1:
        columns["age"] = cells.cell_weight.sum(axis=1)
    if layout.sexes > 1 and layout.ages > 1:
        columns["sex_age"] = cells.cell_weight.reshape(n, -1)
    # Source type 0 is held to be without bias, unless its bias is stated; it has no column.
    free = [kind for kind in range(1, layout.source_types) if kind not in parts.known_sources]
    if free:
        columns["source"] = _indicator(cells.source_type, layout.source_types)[:, free]
    if cells.adjustment.shape[1]:
        columns["adjustment"] = cells.adjustment
    return columns


def stacked(columns: dict[str, FloatArray]) -> tuple[FloatArray, IntArray, tuple[str, ...]]:
    """All columns side by side (n, p), the group of each (p,), and the groups' names."""
    names = tuple(columns)
    widths = [columns[name].shape[1] for name in names]
    group = np.repeat(np.arange(len(names)), widths)
    return np.concatenate([columns[name] for name in names], axis=1), group, names


def _indicator(code: IntArray, levels: int) -> FloatArray:
    return np.asarray(code[:, None] == np.arange(levels), dtype=np.float64)


@dataclass(frozen=True)
class CountryBlocks:
    """K countries with figures, at most m figures each, q covariates.

    Of the p shared columns a country has only few that are not 0 (its region's, not others'):
    at most c, which are kept together with the places of their coefficients.

    Attributes
    ----------
    country : (K,)
        Which country each block is.
    row : (K, m)
        Row of `Figures`; 0 where filled up.
    real : (K, m) bool
        Whether the row is a figure and not filled up.
    columns : (K, m, c)
        The country's shared columns; 0 where filled up.
    column : (K, c)
        Which of the p coefficients each column has; 0 where filled up.
    group : (p,)
        Group of each column, an index into `groups`.
    groups : tuple of str
    decades : (K, m)
        Time from the reference year.
    cell_weight : (K, m, cells)
        Weights of the cells of sex and age; 0 where filled up.
    lag : (K, m, m), years, and same_cell, same_survey : (K, m, m)
        How two figures of a country are related; 0 where filled up. `same_survey` is 0 or 1, and
        so is `same_cell` of single cells: it is their covariance where every cell has variance 1.
    survey_type, survey : (K, m)
        Source type, which sets the scale of the survey's own error; which survey, from 0.
    adjustment : (K, m, a)
    logit, error_variance : (K, m)
    covariates : (K, q)
    covariate_covariance : (K, q, q)
    """

    country: IntArray
    row: IntArray
    real: BoolArray
    columns: FloatArray
    column: IntArray
    group: IntArray
    groups: tuple[str, ...]
    decades: FloatArray
    cell_weight: FloatArray
    lag: FloatArray
    same_cell: FloatArray
    same_survey: FloatArray
    survey_type: IntArray
    survey: IntArray
    adjustment: FloatArray
    logit: FloatArray
    error_variance: FloatArray
    covariates: FloatArray
    covariate_covariance: FloatArray


def country_blocks(figures: Figures, hierarchy: Hierarchy, parts: ModelParts) -> CountryBlocks:
    """The blocks of these figures.

    Raises
    ------
    DataError, RefusedError
        For figures of unknown countries; for a trend that the figures cannot carry.
    """
    check_countries(figures, hierarchy)
    check_trend(figures, hierarchy, parts)
    country, row, real = _rows(figures.country)
    layout = layout_of(figures, hierarchy, parts)
    columns, group, groups = stacked(term_columns(layout, parts, cells_of(figures, hierarchy)))
    few, column = _not_zero(columns[row] * real[:, :, None])
    pair = (real[:, :, None] & real[:, None, :]).astype(np.float64)
    weight = figures.cell_weight.reshape(figures.n, -1)[row] * real[:, :, None]
    year = figures.year[row].astype(np.float64)
    return CountryBlocks(
        country=country,
        row=row,
        real=real,
        columns=few,
        column=column,
        group=group,
        groups=groups,
        decades=parts.decades(year) * real,
        cell_weight=weight,
        lag=np.abs(year[:, :, None] - year[:, None, :]) * pair,
        same_cell=weight @ weight.transpose(0, 2, 1),
        same_survey=_same(figures.survey[row]) * pair,
        survey_type=figures.source_type[row],
        survey=figures.survey[row],
        adjustment=figures.adjustment[row],
        logit=figures.logit[row] * real,
        error_variance=figures.logit_se[row] ** 2 * real,
        covariates=hierarchy.covariates[country],
        covariate_covariance=hierarchy.covariate_covariance[country],
    )


def _rows(country: IntArray) -> tuple[IntArray, IntArray, BoolArray]:
    """Countries with figures, their rows and which of these are figures."""
    present, counts = np.unique(country, return_counts=True)
    order = np.argsort(country, kind="stable")
    real = np.arange(counts.max()) < counts[:, None]
    row = np.zeros(real.shape, dtype=np.int64)
    row[real] = order
    return present, row, real


def _not_zero(columns: FloatArray) -> tuple[FloatArray, IntArray]:
    """Columns with something in them, country by country (K, m, c), and their places (K, c)."""
    used = (columns != 0.0).any(axis=1)
    # A stable sort of "unused" brings the used columns to the front, in their order.
    column = np.argsort(~used, axis=1, kind="stable")[:, : used.sum(axis=1).max()]
    kept = np.take_along_axis(used, column, axis=1)
    few = np.take_along_axis(columns, column[:, None, :], axis=2)
    return few * kept[:, None, :], np.where(kept, column, 0)


def _same(code: IntArray) -> FloatArray:
    return np.asarray(code[:, :, None] == code[:, None, :], dtype=np.float64)
