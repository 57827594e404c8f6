"""Reads covariates of countries out of long and wide files."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from measure87.combine.inputs.covariates import Covariates
from measure87.combine.inputs.reading_words import (
    named_columns,
    plain_name,
    read_number,
    read_year,
)
from measure87.define.classifications.geography import place_of
from measure87.files import SourceTable, code_of, read_plain_source, with_notices_told
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.published_figures import COVARIATE_VALUES

_LONG = ("country", "year", "covariate", "value")


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
    table = with_notices_told(read_plain_source(path))
    rows = (
        _long_rows(table, country, vintage, source)
        if columns is None
        else _wide_rows(table, columns, country, vintage, source)
    )
    return Covariates(_without_repeats(rows, table.name), {table.name: table.sha256})


def _long_rows(
    table: SourceTable, country: str, vintage: str, source: str | None
) -> list[tuple[object, ...]]:
    needed = (country, *_LONG[1:])
    _refuse_wide(table, country)
    found = named_columns(table, (*needed, "vintage", "source"), needed=needed)
    rows: list[tuple[object, ...]] = []
    for place, row in enumerate(table.lazy.collect().iter_rows(named=True)):
        where = f"{table.name} row {table.rows.of(place)}"
        cells = (row[found[name]] for name in needed)
        told = {name: row[found[name]] for name in ("vintage", "source") if name in found}
        one = _row(*cells, where=where)
        if one is not None:
            rows.append((*one, told.get("vintage") or vintage, told.get("source") or source, where))
    return rows


def _refuse_wide(table: SourceTable, country: str) -> None:
    """Raise `DataError` for a wide file whose columns nobody named."""
    plain = {plain_name(name): name for name in table.columns}
    if {plain_name(country), "year"} <= plain.keys() and not {"covariate", "value"} & plain.keys():
        others = [name for key, name in plain.items() if key not in (plain_name(country), "year")]
        if not others:
            raise DataError(
                "the file has countries and years, and no column of a covariate",
                code="unknown-column",
                where=table.name,
                hint="add a column for each covariate, or the columns covariate and value",
            )
        raise DataError(
            "each column is a covariate of its own, and it is not said which are taken",
            code="unknown-column",
            where=table.name,
            hint=f"write under [covariates]: columns = {json.dumps(others, ensure_ascii=False)}",
        )


def _wide_rows(
    table: SourceTable, columns: Sequence[str], country: str, vintage: str, source: str | None
) -> list[tuple[object, ...]]:
    names = [table.column(name) for name in (country, "year", *columns)]
    rows: list[tuple[object, ...]] = []
    for place, cells in enumerate(table.lazy.collect().select(names).iter_rows()):
        where = f"{table.name} row {table.rows.of(place)}"
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
