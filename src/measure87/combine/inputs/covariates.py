"""Covariates of countries: one value per country, year and name, with the vintage it is of.

A covariate is wanted for a year and is often not there for it. The rule is stated: the value of
the nearest given year is taken, the earlier one of two that are as near, and none from more than
`most_years_away` years. How far away it was stays beside the value. What is missing stays missing;
how to go on without it is for the model to say.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from measure87.combine.inputs.reading_words import named_columns, read_number, read_year
from measure87.define.classifications.geography import place_of
from measure87.files import SourceTable, code_of, read_source
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.published_figures import COVARIATE_VALUES

MOST_YEARS_AWAY = 5
_LONG = ("country", "year", "covariate", "value")

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
    most_years_away: int = MOST_YEARS_AWAY


@dataclass(frozen=True)
class Covariates:
    """Covariate values; `frame` has the columns of `COVARIATE_VALUES`, none of them twice."""

    frame: pl.DataFrame
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the covariates, in order."""
        return tuple(self.frame["covariate"].unique().sort().to_list())


def read_covariates(
    path: Path | str,
    *,
    vintage: str,
    columns: Sequence[str] | None = None,
    country: str = "country",
    source: str | None = None,
) -> Covariates:
    """Covariates out of a long file (country, year, covariate, value) or a wide one.

    Parameters
    ----------
    path
        CSV or Parquet. Rows about groups of countries are passed over.
    vintage
        Edition or day of the download; the file rarely tells. A long file may have a column
        `vintage`, which then stands.
    columns
        Of a wide file: the columns to take, each a covariate.
    country
        Column of the country's code or name.
    source
        Publisher and series; a long file may have a column.

    Raises
    ------
    DataError
        If a country, a year or a number cannot be read, or one value is there twice and differs.
    """
    table = read_source(path)
    rows = (
        _long_rows(table, country, vintage, source)
        if columns is None
        else _wide_rows(table, columns, country, vintage, source)
    )
    return Covariates(_without_repeats(rows, table.name), {table.name: table.sha256})


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
            _nearest(given.get(country, {}), year, use.most_years_away)
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


def _long_rows(
    table: SourceTable, country: str, vintage: str, source: str | None
) -> list[tuple[object, ...]]:
    needed = (country, *_LONG[1:])
    found = named_columns(table, (*needed, "vintage", "source"), needed=needed)
    rows: list[tuple[object, ...]] = []
    for number, row in enumerate(table.lazy.collect().iter_rows(named=True), start=2):
        where = f"{table.name} row {number}"
        cells = (row[found[name]] for name in needed)
        told = {name: row[found[name]] for name in ("vintage", "source") if name in found}
        one = _row(*cells, where=where)
        if one is not None:
            rows.append((*one, told.get("vintage") or vintage, told.get("source") or source, where))
    return rows


def _wide_rows(
    table: SourceTable, columns: Sequence[str], country: str, vintage: str, source: str | None
) -> list[tuple[object, ...]]:
    names = [table.column(name) for name in (country, "year", *columns)]
    rows: list[tuple[object, ...]] = []
    for number, cells in enumerate(table.lazy.collect().select(names).iter_rows(), start=2):
        where = f"{table.name} row {number}"
        for name, value in zip(columns, cells[2:], strict=True):
            one = _row(cells[0], cells[1], name, value, where=where)
            if one is not None:
                rows.append((*one, vintage, source, where))
    return rows


def _row(
    country: object, year: object, name: object, value: object, *, where: str
) -> tuple[str, int, str, float] | None:
    """A value; None where it is empty or about a group of countries."""
    number = read_number(value, what="value", where=where)
    place = _place(country, where)
    if number is None or place is None:
        return None
    if not math.isfinite(number):
        raise DataError(f"{number} is no value", code="not-a-number", where=where)
    return place, read_year(year, where=where), code_of(name), number


def _place(country: object, where: str) -> str | None:
    return place_of("" if country is None else code_of(country), where=where)


def _without_repeats(rows: list[tuple[object, ...]], where: str) -> pl.DataFrame:
    seen: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in rows:
        key = row[:3]
        before = seen.setdefault(key, row)
        if before[3] != row[3]:
            raise DataError(
                f"{row[2]} of {row[0]} in {row[1]} is there twice: {before[3]} and {row[3]}",
                code="values-disagree",
                where=f"{before[-1]} and {row[-1]}",
                hint="keep one vintage",
            )
    if not seen:
        raise DataError(
            f"{where} holds no value of a country",
            code="no-rows",
            where=where,
            hint="look at the columns",
        )
    schema = {
        "country": pl.String,
        "year": pl.Int64,
        "covariate": pl.String,
        "value": pl.Float64,
        "vintage": pl.String,
        "source": pl.String,
    }
    frame = pl.DataFrame([row[:-1] for row in seen.values()], schema=schema, orient="row")
    return frame.select(COVARIATE_VALUES.names).sort("covariate", "country", "year")
