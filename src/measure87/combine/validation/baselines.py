"""Simple predictions that the model has to beat, made from the same figures.

Each is a least-squares fit: a mean per region, the same with a straight line over the years, or
region and covariates. What is predicted is never among what is fitted, and the limits are
those of a new observation under normal errors (Student's t), so that coverage and scores can be
compared with the model's. The simplest of all, of a country's last survey, is what the one before
it found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from measure87.combine.model.figures import Figures
from measure87.combine.model.parts import Hierarchy
from measure87.combine.validation.predicted import (
    Predicted,
    joined_predictions,
    observed_logit,
    scored_rows,
    whole_counts,
)
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import RefusedError

QUANTILES = 401
"""Draws of a baseline: quantiles at equal steps of probability, no chance in them."""
FEWEST_DEGREES = 3


@dataclass(frozen=True)
class Baseline:
    """Columns of a least-squares fit.

    Attributes
    ----------
    name : str
    columns : (figures, p)
        Effects of place first, then what else is known. A column that is alike for all that is
        fitted, such as the year where there is one, is passed over.
    places : int
        How many of the columns are places.
    known : (figures,) bool
        Figures for which all columns are known.
    """

    name: str
    columns: FloatArray
    places: int
    known: BoolArray


def region_mean(figures: Figures, hierarchy: Hierarchy, *, subregions: bool = False) -> Baseline:
    """The mean of the region (or sub-region), with differences by sex and age if there are any.

    It has no year: `region_year` is the same with one.
    """
    place = hierarchy.subregion if subregions else hierarchy.region_of_country
    columns = _indicator(place[figures.country])
    name = "subregion_mean" if subregions else "region_mean"
    known = np.ones(figures.n, dtype=np.bool_)
    return Baseline(name, np.column_stack([columns, _cells(figures)]), columns.shape[1], known)


def region_year(figures: Figures, hierarchy: Hierarchy) -> Baseline:
    """The mean of the region, and one straight line over the years for all regions."""
    mean = region_mean(figures, hierarchy)
    columns = np.column_stack([mean.columns, _decades(figures)])
    return Baseline("region_year", columns, mean.places, mean.known)


def region_regression(
    figures: Figures, hierarchy: Hierarchy, covariates: Sequence[int]
) -> Baseline:
    """Region and some covariates, of countries for which these are published.

    Parameters
    ----------
    covariates
        Columns of `hierarchy.covariates`, such as those of log GDP and log under-5 mortality.
    """
    which = list(covariates)
    mean = region_mean(figures, hierarchy)
    uncertain = np.diagonal(hierarchy.covariate_covariance, axis1=1, axis2=2)[:, which]
    return Baseline(
        "region_regression",
        np.column_stack([mean.columns, hierarchy.covariates[figures.country][:, which]]),
        mean.places,
        np.asarray((uncertain == 0.0).all(axis=1)[figures.country]),
    )


def without_each_country(figures: Figures, baseline: Baseline, rows: BoolArray) -> Predicted:
    """Predict each country's figures from those of all others.

    Parameters
    ----------
    rows : (figures,) bool
        What is fitted and predicted; figures whose columns are not known are passed over.

    Raises
    ------
    RefusedError
        `too-few-figures`, where the others are too few for the columns.
    """
    use = np.flatnonzero(rows & baseline.known)
    country = figures.country[use]
    return joined_predictions(
        [
            predict_rows(figures, baseline, use[country != k], use[country == k])
            for k in np.unique(country)
        ]
    )


def predict_rows(
    figures: Figures, baseline: Baseline, fitted: IntArray, wanted: IntArray
) -> Predicted:
    """Predict the rows `wanted` from the rows `fitted`.

    A row of a region that no fitted row is of is predicted without any region.
    """
    x, y = baseline.columns, observed_logit(figures)
    centre, spread, df = np.empty(len(wanted)), np.empty(len(wanted)), np.empty(len(wanted))
    for i, row in enumerate(wanted):
        columns = _told(_varying(x, baseline.places, fitted), baseline.places, fitted, row)
        centre[i], spread[i], df[i] = _new_observation(
            columns[fitted], y[fitted], columns[row], baseline.name
        )
    return student_predictions(figures, wanted, centre, spread, df)


def student_predictions(
    figures: Figures, wanted: IntArray, centre: FloatArray, spread: FloatArray, df: FloatArray
) -> Predicted:
    """Predictions that are Student's t around `centre`."""
    observed = observed_logit(figures)[wanted]
    chance = (np.arange(QUANTILES) + 0.5) / QUANTILES
    density = stats.t.logpdf(observed, df, centre, spread)
    return Predicted(
        row=wanted,
        observed=observed,
        expected=centre,
        draws=centre + spread * stats.t.ppf(chance[:, None], df),
        log_density=np.where(
            figures.counted[wanted], _log_probability(figures, wanted, centre, spread, df), density
        ),
    )


def _log_probability(
    figures: Figures, wanted: IntArray, centre: FloatArray, spread: FloatArray, df: FloatArray
) -> FloatArray:
    """(wanted,) log probability that Student's t gives to a count; anything of other figures.

    The log-odds are cut halfway between those of one count and the next: k cases of n have what
    lies between the log-odds of k / (n + 1) and of (k + 1) / (n + 1), which is all of the line.
    """
    persons, cases = (of[wanted] for of in whole_counts(figures))
    with np.errstate(divide="ignore"):
        low = (special.logit(cases / (persons + 1.0)) - centre) / spread
        high = (special.logit((cases + 1.0) / (persons + 1.0)) - centre) / spread
    # Differences of small tails: those of the side that the count lies on.
    flip = low > 0.0
    low, high = np.where(flip, -high, low), np.where(flip, -low, high)
    upper, lower = stats.t.logcdf(high, df), stats.t.logcdf(low, df)
    return np.asarray(upper + np.log1p(-np.exp(lower - upper)))


def _varying(x: FloatArray, places: int, fitted: IntArray) -> FloatArray:
    """The columns without those that what is fitted says nothing of, for they are alike in it."""
    known = x[fitted, places:]
    says = (known != known[:1]).any(axis=0)
    return np.column_stack([x[:, :places], x[:, places:][:, says]])


def _told(x: FloatArray, places: int, fitted: IntArray, row: int) -> FloatArray:
    """The columns, with one mean for all places where the row's place has no fitted row."""
    mine = int(np.argmax(x[row, :places]))
    if x[fitted, mine].any():
        return x
    return np.column_stack([np.ones(len(x)), x[:, places:]])


def _new_observation(
    x: FloatArray, y: FloatArray, new: FloatArray, name: str
) -> tuple[float, float, float]:
    """Centre, spread and degrees of freedom of a new observation."""
    coefficients, _, rank, _ = np.linalg.lstsq(x, y, rcond=None)
    df = len(y) - int(rank)
    if df < FEWEST_DEGREES:
        raise RefusedError(
            f"{len(y)} figures of other countries are too few for the {rank} columns of {name}",
            code="too-few-figures",
            hint="compare on more figures, or without this baseline",
        )
    variance = float(((y - x @ coefficients) ** 2).sum()) / df
    leverage = float(new @ np.linalg.pinv(x.T @ x) @ new)
    return float(new @ coefficients), float(np.sqrt(variance * (1.0 + leverage))), float(df)


def _cells(figures: Figures) -> FloatArray:
    """(n, cells - 1) differences from the first sex and age; of totals, weighted means of them."""
    weight = figures.cell_weight.reshape(figures.n, -1)
    return np.asarray(weight[:, figures.cells.any(axis=0)][:, 1:])


def _decades(figures: Figures) -> FloatArray:
    """(n,) years from their mean, in tens."""
    return np.asarray((figures.year - figures.year.mean()) / 10.0, dtype=np.float64)


def _indicator(code: IntArray) -> FloatArray:
    return np.asarray(code[:, None] == np.arange(int(code.max()) + 1), dtype=np.float64)


def carried_forward(figures: Figures, wanted: IntArray, definition: int = 0) -> Predicted:
    """Each figure as the latest earlier one of its country, sex and age.

    Limits are Student's t with the root mean square of the differences in *other* countries.
    Rows without an earlier figure are passed over.

    Raises
    ------
    RefusedError
        `too-few-figures`, where fewer than four countries can be compared.
    """
    observed = observed_logit(figures)
    before = {int(row): _previous(figures, int(row), definition) for row in wanted}
    rows = np.array([row for row in wanted.tolist() if before[row] is not None], dtype=np.int64)
    country = figures.country[rows]
    if len(np.unique(country)) <= FEWEST_DEGREES:
        raise RefusedError(
            f"{len(np.unique(country))} countries have an earlier figure of the same sex and age",
            code="too-few-figures",
            hint="compare where four countries or more have two surveys",
        )
    centre = np.array([observed[before[row]] for row in rows.tolist()])
    square = (observed[rows] - centre) ** 2
    spread = np.array([np.sqrt(square[country != k].mean()) for k in country])
    df = np.array([len(np.unique(country)) - 1.0] * len(rows))
    return student_predictions(figures, rows, centre, spread, df)


def _previous(figures: Figures, row: int, definition: int) -> int | None:
    """Row of the latest earlier figure that is about the same."""
    same = scored_rows(figures, definition) & (figures.year < figures.year[row])
    same = same & (figures.country == figures.country[row])
    same = same & (figures.cells == figures.cells[row]).all(axis=1)
    found = np.flatnonzero(same)
    return int(found[np.argmax(figures.year[found])]) if len(found) else None
