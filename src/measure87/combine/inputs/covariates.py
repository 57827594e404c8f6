"""Covariates of countries: one value per country, year and name, with the vintage it is of.

A covariate is wanted for a year and is often not there for it. The rule is stated: the value of
the nearest given year is taken, the earlier one of two that are as near, and none from more than
`maximum_years_away` years. How far away it was stays beside the value. What is missing stays
missing; how to go on without it is for the model to say.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from measure87.vocabulary.errors import DataError, UsageError

MOST_YEARS_AWAY = 5

TransformName = Literal["as_is", "log", "logit_percent", "log1p"]


def _log(value: float) -> float:
    return math.log(value)


def _logit_percent(value: float) -> float:
    return math.log(value / (100.0 - value))


_TRANSFORMS: Mapping[str, tuple[Callable[[float], float], float, float]] = {
    "as_is": (float, -math.inf, math.inf),
    "log": (_log, 0.0, math.inf),
    "logit_percent": (_logit_percent, 0.0, 100.0),
    "log1p": (math.log1p, -1.0, math.inf),
}
"""Function, and the open interval in which values must lie."""


@dataclass(frozen=True)
class CovariateUse:
    """How a covariate enters a model."""

    name: str
    transform: TransformName = "as_is"
    maximum_years_away: int = MOST_YEARS_AWAY


@dataclass(frozen=True)
class Covariates:
    """Covariate values; `frame` has the columns of `COVARIATE_VALUES`, none of them twice."""

    frame: pl.DataFrame
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the covariates, in order."""
        return tuple(self.frame["covariate"].unique().sort().to_list())


def covariate_matrix(
    covariates: Covariates, wanted: pl.DataFrame, uses: Sequence[CovariateUse]
) -> pl.DataFrame:
    """`wanted` (country, year) with each covariate, transformed, and how many years away it is.

    Returns
    -------
    DataFrame
        For each use a column of its name (null where there is none near enough) and one named
        `<name>_years_away`, negative if the value is from before.

    Raises
    ------
    UsageError
        If a covariate or a transformation is not known.
    DataError
        If a value has no such transformation, as the log of 0.
    """
    for use in uses:
        _check_use(covariates, use)
    out = wanted
    for use in uses:
        given = _by_country(covariates, use.name)
        found = [
            _nearest(given.get(country, {}), year, use.maximum_years_away)
            for country, year in wanted.select("country", "year").iter_rows()
        ]
        values = [
            None if hit is None else _transformed(use, hit[1], country)
            for hit, country in zip(found, wanted["country"], strict=True)
        ]
        out = out.with_columns(
            pl.Series(use.name, values, pl.Float64),
            pl.Series(
                f"{use.name}_years_away", [None if h is None else h[0] for h in found], pl.Int64
            ),
        )
    return out


def _nearest(given: Mapping[int, float], year: int, most: int) -> tuple[int, float] | None:
    """Years away and value of the nearest year; of two as near the earlier."""
    if not given:
        return None
    best = min(given, key=lambda one: (abs(one - year), one))
    return (best - year, given[best]) if abs(best - year) <= most else None


def _by_country(covariates: Covariates, name: str) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    rows = covariates.frame.filter(pl.col("covariate") == name)
    for country, year, value in rows.select("country", "year", "value").iter_rows():
        found.setdefault(country, {})[year] = value
    return found


def _transformed(use: CovariateUse, value: float, country: str) -> float:
    function, least, most = _TRANSFORMS[use.transform]
    if not least < value < most:
        raise DataError(
            f"{use.name} of {country} is {value:g}, which has no {use.transform}",
            code="transform",
            where=use.name,
            hint=f"{use.transform} takes values between {least:g} and {most:g}",
        )
    return function(value)


def _check_use(covariates: Covariates, use: CovariateUse) -> None:
    if use.name not in covariates.names:
        raise UsageError(
            f"there is no covariate {use.name!r}",
            code="unknown-covariate",
            hint=f"covariates present: {', '.join(covariates.names)}",
        )
    if use.transform not in _TRANSFORMS:
        raise UsageError(
            f"there is no transformation {use.transform!r}",
            code="unknown-transform",
            hint=f"one of {', '.join(_TRANSFORMS)}",
        )
