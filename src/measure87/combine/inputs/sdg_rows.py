"""Figures of SDG indicator 8.7.1 from the UN's own words for series, area, sex, age and nature.

The CSV of the SDG database, its shorter forms, and SDMX use the same codes, so all three readers
end here.
"""

from dataclasses import dataclass

from measure87.combine.inputs.figure import Figure
from measure87.combine.inputs.figure_checks import share_of_percent
from measure87.combine.inputs.reading_words import (
    kind_of_source,
    read_ages,
    read_number,
    read_sex,
    read_year,
)
from measure87.define.classifications.geography import place_of
from measure87.vocabulary.errors import DataError

ORIGIN = "UN SDG database"
DEFINITION = "child_labour/sdg_8_7_1"
SERIES = {"SL_TLF_CHLDEA": "child_labour_sdg_a", "SL_TLF_CHLDEC": "child_labour_sdg_b"}
"""Series of percentages, and the measure of ours that each is."""
COUNTS = ("SL_TLF_CHLDEAN", "SL_TLF_CHLDECN")
"""Series of the same indicator in numbers of children."""

_REFERENCE_WEEK_DAYS = 7.0
"""Reference period of the indicator: "usually the week prior to the survey" (its metadata)."""
_PERCENT = {"percent", "pt", "percentage"}
_MODELLED = {"m": "modelled by the agency", "e": "estimated by the agency"}
_NATURES = {"c": "country data", "ca": "country data, adjusted", "g": "global monitoring"}


@dataclass(frozen=True)
class SdgRow:
    """One row as published, all text."""

    series: str
    area: str
    year: str
    value: str | None
    sex: str
    age: str
    unit: str | None
    nature: str | None = None
    source: str | None = None
    note: str | None = None
    breakdown: str | None = None
    """Another dimension that is not at its total, such as `Location URBAN`."""


def figure_of(row: SdgRow, *, where: str) -> Figure | None:
    """A figure; None if the row is about a group of countries.

    Raises
    ------
    DataError
        If a word of the row is not known, or its percentage cannot be.
    """
    country = place_of(row.area, where=where)
    if country is None:
        return None
    value, left_out = _value(row, where)
    youngest, oldest = read_ages(row.age, where=where)
    one = Figure(
        country=country,
        year=read_year(row.year, where=where),
        sex=read_sex(row.sex, where=where),
        age_from=youngest,
        age_to=oldest,
        definition=DEFINITION,
        measure=_measure(row.series, where),
        source_type=kind_of_source(row.source),
        source=row.source,
        origin=ORIGIN,
        recall_days=_REFERENCE_WEEK_DAYS,
        estimate=value,
        note=row.note,
        where=where,
    )
    if row.breakdown:
        one = one.leave_out(f"about a part of the population: {row.breakdown}")
    return one.leave_out(left_out) if left_out else _judged_by_nature(one, row.nature, where)


def _value(row: SdgRow, where: str) -> tuple[float | None, str | None]:
    """The share, and why there is none."""
    number = read_number(row.value, what="value", where=where)
    if number is None:
        return None, "no value"
    if row.series in COUNTS:
        return None, "a number of children; its percentage is another series"
    if row.unit is not None and row.unit.strip().lower() not in _PERCENT:
        raise DataError(
            f"the unit {row.unit!r} is not percent",
            code="unit",
            where=where,
            hint=f"{' and '.join(SERIES)} are published in percent",
        )
    return share_of_percent(number, where=where), None


def _measure(series: str, where: str) -> str:
    known = SERIES | {f"{code}N": measure for code, measure in SERIES.items()}
    if series not in known:
        raise DataError(
            f"the series {series!r} is not of indicator 8.7.1",
            code="unknown-series",
            where=where,
            hint=f"one of {', '.join(known)}; keep the rows of one indicator in the file",
        )
    return known[series]


def _judged_by_nature(one: Figure, nature: str | None, where: str) -> Figure:
    word = (nature or "").strip().lower()
    if word in _MODELLED:
        return one.leave_out(f"{_MODELLED[word]}, not an observation")
    if word and word not in _NATURES:
        raise DataError(
            f"the nature {nature!r} is not known",
            code="unknown-nature",
            where=where,
            hint=f"one of {', '.join((*_NATURES, *_MODELLED)).upper()}",
        )
    return one
