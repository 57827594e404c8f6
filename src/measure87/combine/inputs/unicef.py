"""Reads UNICEF's country tables, CSV or Excel: values by sex, footnote marks, source and year.

UNICEF lays its tables out for people: a title, several header rows, and a mark in the cell or in
the unnamed column after it. So the caller says which columns hold what, by number as a
spreadsheet letters them, and in which row the countries begin. Rows without a country (titles,
notes, empty rows) after the last country end the table; groups of countries are passed over.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measure87.combine.inputs.exclusion import Exclusion
from measure87.combine.inputs.figure import Figure
from measure87.combine.inputs.figure_checks import share_of_percent
from measure87.combine.inputs.figure_table import REACH, FigureTable, figure_table
from measure87.combine.inputs.footnote_marks import (
    UNICEF_MARKS,
    MarkRules,
    judge_marks,
    marks_in,
    split_marks,
)
from measure87.combine.inputs.reading_words import kind_of_source, read_number, read_year
from measure87.define.classifications.geography import place_of
from measure87.files import code_of, read_plain_source, with_notices_told
from measure87.files.workbook_reading import Sheet, read_sheet
from measure87.vocabulary.errors import DataError, UsageError

ORIGIN = "UNICEF"
_LETTERS = re.compile(r"^[A-Z]{1,2}$")


@dataclass(frozen=True)
class UnicefLayout:
    """Where a table has what; columns are the letters of a spreadsheet."""

    measure: str
    definition: str
    ages: tuple[int, int | None]
    values: Mapping[str, str]
    """Sex (`both`, `female`, `male`) to the column of its percentages."""
    country: str = "A"
    first_row: int = 2
    """Row of the first country, as the spreadsheet numbers it."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """Sex to the column of marks beside its value; marks inside the cell are read anyway."""
    source: str | None = None
    year: str | None = None
    sheet: str | None = None
    year_of_all: int | None = None
    """The year, where the table has no column of years."""


def read_unicef(
    path: Path | str,
    layout: UnicefLayout,
    *,
    rules: MarkRules = UNICEF_MARKS,
    exclusions: Sequence[Exclusion] = (),
    reach: tuple[int, int] = REACH,
) -> FigureTable:
    """Figures out of a table of UNICEF.

    Parameters
    ----------
    path
        .xlsx or .csv. A CSV file needs a name for every column in its first line.
    layout
        Which columns hold what.
    rules
        What the footnote marks mean, and which leave a value out.
    exclusions
        What is left out before rows are checked against each other.
    reach
        First and last year that a figure may be about.

    Raises
    ------
    DataError
        If a country, a year or a value cannot be read, a percentage cannot be, or a mark has no
        rule.
    UsageError
        If the layout names a column that cannot be, or no year.
    """
    _check_layout(layout)
    sheet = _sheet(path, layout)
    figures: list[Figure] = []
    groups = 0
    for number, cells in enumerate(sheet.cells, start=1):
        name = _cell(cells, layout.country)
        if number < layout.first_row or name is None or not _has_values(cells, layout):
            continue
        where = f"{sheet.name} row {number}"
        country = place_of(name, where=where)
        if country is None:
            groups += 1
            continue
        each = (_figure(cells, layout, country, sex, rules, where) for sex in layout.values)
        figures += [one for one in each if one is not None]
    if not figures:
        raise DataError(
            "there is no country with a value",
            code="no-rows",
            where=sheet.name,
            hint="look at the columns and the first row of the layout",
        )
    return figure_table(
        figures,
        inputs={sheet.name: sheet.sha256},
        passed_over={sheet.name: groups},
        exclusions=exclusions,
        reach=reach,
    )


def _figure(
    cells: tuple[str | None, ...],
    layout: UnicefLayout,
    country: str,
    sex: str,
    rules: MarkRules,
    where: str,
) -> Figure | None:
    """The figure of one sex; None where the cell is empty or holds a dash."""
    text, inside = split_marks(_cell(cells, layout.values[sex]) or "")
    beside = marks_in(_cell(cells, layout.marks[sex])) if sex in layout.marks else ()
    marks = tuple(dict.fromkeys((*inside, *beside)))
    note, against = judge_marks(marks, rules, where=where)
    number = read_number(text, what="value", where=where)
    if number is None:
        return None
    survey = None if layout.source is None else _cell(cells, layout.source)
    one = Figure(
        country=country,
        year=_year(cells, layout, where),
        sex=sex,
        age_from=layout.ages[0],
        age_to=layout.ages[1],
        definition=layout.definition,
        measure=layout.measure,
        source_type=kind_of_source(survey),
        source=survey,
        origin=ORIGIN,
        estimate=share_of_percent(number, where=where),
        marks=" ".join(marks) or None,
        note=note,
        where=where,
    )
    return one.leave_out(against) if against else one


def _year(cells: tuple[str | None, ...], layout: UnicefLayout, where: str) -> int:
    if layout.year is not None:
        text, _ = split_marks(_cell(cells, layout.year) or "")
        return read_year(text, where=where)
    if layout.year_of_all is None:
        raise AssertionError("the layout was checked to have a year")
    return layout.year_of_all


def _has_values(cells: tuple[str | None, ...], layout: UnicefLayout) -> bool:
    """Whether a row has something that looks like a value; notes and titles have not."""
    texts = (_cell(cells, column) for column in layout.values.values())
    return any(text is not None and re.search(r"\d", text) for text in texts)


def _cell(cells: tuple[str | None, ...], letters: str) -> str | None:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    text = cells[place - 1] if place <= len(cells) else None
    return text.strip() or None if text is not None else None


def _sheet(path: Path | str, layout: UnicefLayout) -> Sheet:
    if Path(path).suffix.lower() == ".xlsx":
        return read_sheet(path, layout.sheet)
    source = with_notices_told(read_plain_source(path))
    rows = [
        tuple(None if value is None else code_of(value) for value in row)
        for row in source.lazy.collect().iter_rows()
    ]
    return Sheet(source.name, (source.columns, *rows), source.sha256)


def _check_layout(layout: UnicefLayout) -> None:
    columns = (
        layout.country,
        *layout.values.values(),
        *layout.marks.values(),
        *filter(None, (layout.source, layout.year)),
    )
    for column in columns:
        if not _LETTERS.match(column):
            raise UsageError(
                f"{column!r} is no column of a spreadsheet",
                code="layout",
                hint="columns are letters, such as A or AB",
            )
    unknown = set(layout.values) - {"both", "female", "male"}
    if unknown or not layout.values or not set(layout.marks) <= set(layout.values):
        raise UsageError(
            "values and marks go by sex: both, female, male", code="layout", hint="check the keys"
        )
    if layout.year is None and layout.year_of_all is None:
        raise UsageError(
            "the layout has no year", code="layout", hint="give the column, or year_of_all"
        )
