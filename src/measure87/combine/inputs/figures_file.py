"""A table of published figures as a CSV file of our own columns: written, and read back.

This is the form for figures that no importer knows, such as those of a national report: one row
per figure, the columns of `PUBLISHED_FIGURES`, shares from 0 to 1. Columns that are not needed may
be missing; a column that is not declared is refused, so that a misspelt `se` is not lost.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from measure87.combine.inputs.exclusion import Exclusion
from measure87.combine.inputs.figure import Figure
from measure87.combine.inputs.figure_table import REACH, SCHEMA, FigureTable, figure_table
from measure87.combine.inputs.reading_words import plain_name, read_number, read_sex, read_year
from measure87.define.classifications.geography import place_of
from measure87.files import SourceTable, code_of, csv_text, read_plain_source, with_notices_told
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.keys import nearest

_NEEDED = ("country", "year", "sex", "age_from", "age_to", "measure", "estimate")
_APOSTROPHE = re.compile(r"^'(?= *[=+\-@\t\r])")
"""What `csv_text` puts before a text that a spreadsheet would run."""
_LIMIT = re.compile(
    r"(?:ci|ic)?(?:95|90)?(?:lower|upper|low|high|lb|ub|lcl|ucl|ll|ul|inf|sup|min|max)"
    r"(?:limit|bound|ci|cl|erior)?(?:95|90)?|[lu](?:ci|ic)|(?:ci|ic)[lu]"
)
"""Names of limits of an interval, without case, blanks and marks."""
_INTERVAL_HINT = (
    "limits are not read: write the standard error instead, in the column se; of a 95 % interval "
    "it is (upper - lower) / 3.92, of a 90 % interval (upper - lower) / 3.29"
)
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def figures_csv(table: FigureTable) -> str:
    """The table as CSV text; `read_figures` reads it back."""
    rows = (
        tuple(str(value).lower() if isinstance(value, bool) else value for value in row)
        for row in table.frame.iter_rows()
    )
    return csv_text([tuple(SCHEMA), *rows])


def read_figures(
    path: Path | str, *, exclusions: Sequence[Exclusion] = (), reach: tuple[int, int] = REACH
) -> FigureTable:
    """Figures out of a file of our own columns.

    Parameters
    ----------
    path
        CSV or Parquet with at least country, year, sex, age_from, age_to, measure, estimate.
    exclusions
        What is left out before rows are checked against each other.
    reach
        First and last year that a figure may be about.

    Raises
    ------
    DataError
        If a column is missing or not declared, a cell cannot be read, a row is about no country,
        or a figure cannot be.
    """
    source = with_notices_told(read_plain_source(path))
    check_columns(source)
    figures = [
        _figure(row, source, f"{source.name} row {source.rows.of(place)}")
        for place, row in enumerate(source.lazy.collect().iter_rows(named=True))
    ]
    if not figures:
        raise DataError(
            "there is no figure under the names of the columns",
            code="no-rows",
            where=source.name,
            hint="write one row per figure, or leave the file out",
        )
    return figure_table(
        figures, inputs={source.name: source.sha256}, exclusions=exclusions, reach=reach
    )


def check_columns(source: SourceTable) -> None:
    """Refuse a table with a column that none of figures has, or without one that all have.

    Raises
    ------
    DataError
        `unknown-column`, `missing-column`.
    """
    for name in source.columns:
        if name not in SCHEMA:
            raise DataError(
                f"the column {name!r} is none of a table of figures",
                code="unknown-column",
                where=source.name,
                hint=_INTERVAL_HINT if _is_limit(name) else nearest(name, SCHEMA),
            )
    for name in _NEEDED:
        source.column(name)


def _is_limit(name: str) -> bool:
    """Whether a column's name is that of a limit of an interval."""
    return _LIMIT.fullmatch(plain_name(name)) is not None


def _figure(row: Mapping[str, Any], source: SourceTable, where: str) -> Figure:
    def number(name: str) -> float | None:
        return read_number(row.get(name), what=name, where=where)

    place = _text(row, "country") or ""
    country = place_of(place, where=where)
    if country is None:
        raise DataError(
            f"{place} is a group of countries",
            code="not-a-country",
            where=where,
            hint="figures of groups are what comes out, not what goes in",
        )
    return Figure(
        country=country,
        year=read_year(row["year"], where=where),
        sex=read_sex(row["sex"], where=where),
        age_from=_age(row, "age_from", where),
        age_to=_age(row, "age_to", where),
        measure=_text(row, "measure") or _missing("measure", where),
        origin=_text(row, "origin") or source.name,
        source_type=_text(row, "source_type") or "unknown",
        included=_boolean(row, where),
        where=where,
        definition=_text(row, "definition"),
        source=_text(row, "source"),
        marks=_text(row, "marks"),
        note=_text(row, "note"),
        reason=_text(row, "reason"),
        recall_days=number("recall_days"),
        estimate=number("estimate"),
        se=number("se"),
        n=number("n"),
        deff=number("deff"),
    )


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    return None if value is None else _APOSTROPHE.sub("", code_of(value)) or None


def _age(row: Mapping[str, Any], name: str, where: str) -> int | None:
    number = read_number(row[name], what=name, where=where)
    if number is None:
        return None
    if not (number.is_integer() and abs(number) < 1000):
        raise DataError(f"{name} of {number:g} is no age", code="unread-ages", where=where)
    return int(number)


def _boolean(row: Mapping[str, Any], where: str) -> bool:
    written = (_text(row, "included") or "true").lower()
    if written not in _BOOLEANS:
        raise DataError(
            f"included is {written!r}",
            code="unread-included",
            where=where,
            hint="true or false; empty is true",
        )
    return _BOOLEANS[written]


def _missing(name: str, where: str) -> str:
    raise DataError(f"{name} is empty", code="empty-cell", where=where, hint=f"give the {name}")
