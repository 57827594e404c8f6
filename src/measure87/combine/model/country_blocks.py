"""Figures laid out country by country, in blocks of one size.

Given what countries share, countries are independent, so that a covariance of all figures is
one of small blocks. Shorter blocks are filled up with rows that carry nothing.
"""

from dataclasses import dataclass

import numpy as np

from measure87.combine.model.figures import Figures
from measure87.combine.model.hierarchy import Hierarchy, check_countries
from measure87.combine.model.parts import ModelParts, check_trend
from measure87.combine.model.terms import cells_of, layout_of, stacked, term_columns
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray


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
