"""Reads ILOSTAT tables as CSV: with codes (bulk download) and with labels (from the data pages).

Codes: `ref_area`, `source`, `indicator`, `sex`, `classif1` (age), `classif2` where there is one,
`time`, `obs_value`, `obs_status`, and notes; the columns were seen in public descriptions of the
download (`secondary`). Labels: `Reference area`, `Source`, `Sex`, `Age`, `Time`, `Total`, and notes
in a last column. What a file measures, and in which unit, is declared by the caller.

Most ILOSTAT tables on child labour count children in thousands. A share needs a population: given
one, the share is that count over it, and the note says so; without one the figure stays in the
table and is left out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from measure87.combine.inputs.age_splitting import Split, uniform_split
from measure87.combine.inputs.exclusion import Exclusion
from measure87.combine.inputs.figure import Figure
from measure87.combine.inputs.figure_checks import share_of_percent
from measure87.combine.inputs.figure_table import REACH, FigureTable, figure_table
from measure87.combine.inputs.population import Population
from measure87.combine.inputs.reading_words import (
    kind_of_source,
    named_columns,
    read_ages,
    read_number,
    read_sex,
    read_year,
)
from measure87.define.classifications.geography import place_of
from measure87.files import SourceTable, code_of, read_plain_source, with_notices_told
from measure87.vocabulary.errors import DataError

ORIGIN = "ILOSTAT"
_CODES = ("ref_area", "sex", "classif1", "time", "obs_value")
_LABELS = ("Reference area", "Sex", "Age", "Time", "Total")
_AGGREGATE = re.compile(r"^X\d\d$")
_YOUNGEST = re.compile(r"minimum age:\s*(\d+)", re.IGNORECASE)
_MODELLED_SOURCE = re.compile(r"^XA:|modelled estimates", re.IGNORECASE)


@dataclass(frozen=True)
class IlostatSeries:
    """What a file of ILOSTAT measures."""

    measure: str
    """For instance `hazardous_work`."""
    unit: Literal["percent", "thousands"]
    definition: str = "ilostat"
    indicator: str | None = None
    """Rows of this indicator alone, where the file has several."""


def is_of_ilostat(source: SourceTable) -> bool:
    """Whether a table has the columns of ILOSTAT, with codes or with labels."""
    return any(
        len(named_columns(source, names, needed=())) == len(names) for names in (_CODES, _LABELS)
    )


@dataclass(frozen=True)
class _Denominator:
    population: Population | None
    split: Split


def read_ilostat(
    path: Path | str,
    series: IlostatSeries,
    *,
    population: Population | None = None,
    split: Split = uniform_split,
    exclusions: Sequence[Exclusion] = (),
    reach: tuple[int, int] = REACH,
) -> FigureTable:
    """Figures out of a CSV file of ILOSTAT.

    Modelled estimates are left out, and so are surveys that begin above the age that the figure
    names ("minimum age: 16 years old"). Regions are counted and passed over.

    Parameters
    ----------
    path
        The file.
    series
        What it measures.
    population
        Denominators for counts.
    split
        How the population of 15-17 comes out of five-year groups.
    exclusions
        What is left out before rows are checked against each other.
    reach
        First and last year that a figure may be about.

    Raises
    ------
    DataError
        If the file cannot be read, or a row cannot be: see `figure_table`; or if a count is
        more than the population.
    """
    source = with_notices_told(read_plain_source(path))
    coded = all(name in source.columns for name in _CODES)
    needed = _CODES if coded else _LABELS
    found = named_columns(source, needed, needed=needed)
    notes = [c for c in source.columns if c.startswith(("note_", "obs_status", "Unnamed", "Note"))]
    figures, groups = [], 0
    for place, row in enumerate(source.lazy.collect().iter_rows(named=True)):
        if not _wanted(row, series):
            continue
        words = [None if row[found[name]] is None else code_of(row[found[name]]) for name in needed]
        where = f"{source.name} row {source.rows.of(place)}"
        note = " | ".join(_words(row[c], c) for c in notes if row[c] is not None) or None
        one = _figure(words, row, note, series, _Denominator(population, split), where)
        groups += one is None
        figures += [] if one is None else [one]
    _require_some(source, figures, groups, series)
    inputs = dict(population.inputs if population else {}) | {source.name: source.sha256}
    return figure_table(
        figures,
        inputs=inputs,
        passed_over={source.name: groups},
        exclusions=exclusions,
        reach=reach,
    )


def _wanted(row: Mapping[str, Any], series: IlostatSeries) -> bool:
    """Whether a row is of the indicator and not of a part, such as one economic activity."""
    if series.indicator is not None and row.get("indicator") != series.indicator:
        return False
    part = row.get("classif2")
    return part is None or str(part).upper().endswith("TOTAL")


def _figure(
    words: list[str | None],
    row: Mapping[str, Any],
    note: str | None,
    series: IlostatSeries,
    denominator: _Denominator,
    where: str,
) -> Figure | None:
    area, sex, age, time, value = words
    if area is None or _AGGREGATE.match(area):
        return None
    country = place_of(area, where=where)
    if country is None:
        return None
    survey = row.get("source", row.get("Source"))
    youngest, oldest = read_ages(age, where=where)
    one = Figure(
        country=country,
        year=read_year(time, where=where),
        sex=read_sex(sex, where=where),
        age_from=youngest,
        age_to=oldest,
        definition=series.definition,
        measure=series.measure,
        source_type=kind_of_source(survey),
        source=survey,
        origin=ORIGIN,
        estimate=None,
        note=note,
        included=False,
        reason="no value",
        where=where,
    )
    number = read_number(value, what="value", where=where)
    return one if number is None else _judged(_valued(one, number, series, denominator))


def _valued(one: Figure, number: float, series: IlostatSeries, denominator: _Denominator) -> Figure:
    """The figure with its share, or with the reason why it has none."""
    if series.unit == "percent":
        share = share_of_percent(number, where=one.where)
        return replace(one, estimate=share, included=True, reason=None)
    if denominator.population is None or one.age_from is None:
        return replace(one, reason="a number of children, and no population to divide it by")
    people = denominator.population.persons(
        one.country, one.year, one.sex, one.age_from, one.age_to, split=denominator.split
    )
    if number < 0 or number * 1000 > people.persons:
        raise DataError(
            f"{number:g} thousand children of {people.persons / 1000:g} thousand cannot be",
            code="count-out-of-range",
            where=one.where,
            hint="look at the unit of the count and at the ages",
        )
    how = "interpolated" if people.interpolated else "as given"
    ages = ", age groups split" if people.split else ""
    told = f"count over population of {one.year} ({how}{ages})"
    return replace(
        one,
        estimate=number * 1000 / people.persons,
        note=f"{told} | {one.note}" if one.note else told,
        included=True,
        reason=None,
    )


def _judged(one: Figure) -> Figure:
    if one.source and _MODELLED_SOURCE.search(one.source):
        return one.leave_out("modelled by the agency, not an observation")
    covered = _YOUNGEST.search(one.note or "")
    if covered and one.age_from is not None and int(covered[1]) > one.age_from:
        return one.leave_out(f"the survey covers ages from {covered[1]} alone")
    return one


def _words(value: object, column: str) -> str:
    text = re.sub(r"\s+", " ", code_of(value)).strip()
    return text if column.startswith(("Unnamed", "Note")) else f"{column}: {text}"


def _require_some(
    source: SourceTable, figures: list[Figure], groups: int, series: IlostatSeries
) -> None:
    if not figures and not groups:
        raise DataError(
            "no row is of what was asked for",
            code="no-rows",
            where=source.name,
            hint=f"indicator {series.indicator!r}; rows that are not totals are passed over",
        )
