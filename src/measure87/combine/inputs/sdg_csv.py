"""Reads the UN SDG database as CSV: its own download, shorter forms of it, and SDMX-CSV.

Columns are found by name without case, brackets and underscores, so that `[Age]`, `age` and `AGE`
are one. The names of the long form (GeoAreaCode, SeriesCode, TimePeriod, Value, [Age], [Sex],
[Nature], [Units]) were seen in public copies of the database (`secondary`). Bounds that stand
beside a value are not taken for a standard error: what they are is not told.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from measure87.combine.inputs.exclusion import Exclusion
from measure87.combine.inputs.figure_table import REACH, FigureTable, figure_table
from measure87.combine.inputs.reading_words import named_columns, plain_name
from measure87.combine.inputs.sdg_rows import SdgRow, figure_of
from measure87.files import SourceTable, code_of, read_plain_source, with_notices_told

_NAMES = {
    "series": ("SeriesCode", "series"),
    "area": ("GeoAreaCode", "geo_area", "REF_AREA"),
    "year": ("TimePeriod", "year", "TIME_PERIOD"),
    "value": ("Value", "OBS_VALUE"),
    "sex": ("Sex",),
    "age": ("Age",),
    "unit": ("Units", "UNIT_MEASURE"),
    "power": ("UNIT_MULT",),
    "nature": ("Nature",),
    "source": ("Source", "SOURCE_DETAIL"),
    "note": ("FootNote", "COMMENT_OBS"),
}
_NEEDED = ("series", "area", "year", "value", "sex", "age")
_TOTALS = {"", "_t", "t", "total", "all", "allarea", "_z"}
_BREAKDOWNS = (
    "Location",
    "URBANISATION",
    "INCOME_WEALTH_QUANTILE",
    "Quantile",
    "EDUCATION_LEV",
    "Education level",
    "DISABILITY_STATUS",
    "Disability status",
    "CUST_BREAKDOWN",
    "COMPOSITE_BREAKDOWN",
    "ACTIVITY",
    "OCCUPATION",
)


def read_sdg_csv(
    path: Path | str, *, exclusions: Sequence[Exclusion] = (), reach: tuple[int, int] = REACH
) -> FigureTable:
    """Figures of indicator 8.7.1 out of a CSV file of the SDG database, or SDMX-CSV.

    Parameters
    ----------
    path
        The file. Rows about groups of countries are counted and passed over.
    exclusions
        What is left out before rows are checked against each other.
    reach
        First and last year that a figure may be about.

    Returns
    -------
    FigureTable
        Shares (percent over 100); no standard error and no sample size, for none is published.

    Raises
    ------
    DataError
        If the file cannot be read, a column is missing, or a row cannot be.
    """
    source = with_notices_told(read_plain_source(path))
    return sdg_table(source, exclusions=exclusions, reach=reach)


def sdg_table(
    source: SourceTable, *, exclusions: Sequence[Exclusion] = (), reach: tuple[int, int] = REACH
) -> FigureTable:
    """Figures of indicator 8.7.1 out of a table that has been read; see `read_sdg_csv`."""
    found = _columns(source)
    figures, groups = [], 0
    parts = set(map(plain_name, _BREAKDOWNS))
    breakdowns = [column for column in source.columns if plain_name(column) in parts]
    for place, row in enumerate(source.lazy.collect().iter_rows(named=True)):
        where = f"{source.name} row {source.rows.of(place)}"
        one = figure_of(_sdg_row(row, found, breakdowns), where=where)
        groups += one is None
        figures += [] if one is None else [one]
    return figure_table(
        figures,
        inputs={source.name: source.sha256},
        passed_over={source.name: groups},
        exclusions=exclusions,
        reach=reach,
    )


def is_of_sdg(source: SourceTable) -> bool:
    """Whether a table has the columns that the SDG database has, by any of their names."""
    return set(_NEEDED) <= set(_found(source))


def _columns(source: SourceTable) -> dict[str, str]:
    found = _found(source)
    missing = [_NAMES[ours][0] for ours in _NEEDED if ours not in found]
    named_columns(source, missing, needed=missing)
    return found


def _found(source: SourceTable) -> dict[str, str]:
    """Our names of its columns to those that they have there."""
    known = named_columns(source, [name for names in _NAMES.values() for name in names], needed=())
    return {
        ours: known[theirs[0]]
        for ours, names in _NAMES.items()
        if (theirs := [name for name in names if name in known])
    }


def _sdg_row(row: Mapping[str, Any], found: Mapping[str, str], breakdowns: list[str]) -> SdgRow:
    def text(name: str) -> str | None:
        value = row[found[name]] if name in found else None
        return None if value is None else code_of(value)

    parts = [
        f"{column} {row[column]}"
        for column in breakdowns
        if row[column] is not None and code_of(row[column]).lower() not in _TOTALS
    ]
    unit, power = text("unit"), text("power")
    return SdgRow(
        series=text("series") or "",
        area=text("area") or "",
        year=text("year") or "",
        value=text("value"),
        sex=text("sex") or "",
        age=text("age") or "",
        unit=unit if power in (None, "", "0") else f"{unit} x 10^{power}",
        nature=text("nature"),
        source=text("source"),
        note=text("note"),
        breakdown=", ".join(parts) or None,
    )
