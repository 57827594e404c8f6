"""Countries that have a figure on each of two measures: what a crosswalk is estimated from."""

import math

import polars as pl

from measure87.combine.inputs.figure_table import FigureTable
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.published_figures import CROSSWALK_PAIRS

_SAME = ("country", "year", "sex", "age_from", "age_to")


def crosswalk_pairs(table: FigureTable, first: str, second: str) -> pl.DataFrame:
    """Pairs of included figures that differ in nothing but the measure.

    Country, year, sex and ages must be the same, and the survey too where both figures name one.
    The difference is logit(second) less logit(first); it has no standard error, for two figures
    of one survey are correlated and no covariance is published.

    Parameters
    ----------
    table
        Figures of both measures.
    first, second
        Measures, such as `child_labour_sdg_a` and `child_labour_sdg_b`.

    Returns
    -------
    DataFrame
        Columns of `CROSSWALK_PAIRS`, ordered by country, year, sex and age.

    Raises
    ------
    DataError
        If a measure has no included figure, or no country has both.
    """
    a, b = _of(table, first, "first"), _of(table, second, "second")
    both = a.join(b, on=_SAME, how="inner", nulls_equal=True, suffix="_second")
    same_survey = pl.col("source").str.to_lowercase() == pl.col("source_second").str.to_lowercase()
    pairs = both.filter(same_survey.fill_null(True), _inside("first"), _inside("second"))
    if pairs.is_empty():
        raise DataError(
            f"no country has both {first} and {second} for the same year, sex and ages",
            code="no-pairs",
            hint="a crosswalk between them would be a guess",
        )
    differences = [
        _logit(two) - _logit(one) for one, two in pairs.select("first", "second").iter_rows()
    ]
    told = pairs.with_columns(pl.Series("log_odds_difference", differences, pl.Float64))
    return told.select(CROSSWALK_PAIRS.names).sort(_SAME, nulls_last=True)


def _of(table: FigureTable, measure: str, name: str) -> pl.DataFrame:
    rows = table.included.filter(pl.col("measure") == measure)
    if rows.is_empty():
        present = ", ".join(table.included["measure"].unique().sort().to_list())
        raise DataError(
            f"there is no included figure of {measure!r}",
            code="unknown-measure",
            hint=f"measures present: {present}",
        )
    return rows.select(*_SAME, "source", pl.col("estimate").alias(name))


def _inside(name: str) -> pl.Expr:
    return (pl.col(name) > 0.0) & (pl.col(name) < 1.0)


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))
