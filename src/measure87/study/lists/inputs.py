"""From a file of lists to what the list methods take."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import polars as pl

from measure87.estimate.multiple_lists.capture.adding_nobody import lists_adding_nobody
from measure87.estimate.multiple_lists.capture.inputs import capture_tables_from, persons_from
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.persons_on_lists import PersonsOnLists, RowOf
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.files import RowsOfFile, SourceTable
from measure87.files.source_table import column_in_index
from measure87.study.lists.answers import answers_as_numbers
from measure87.study.lists.count_columns import refuse_unnamed_count
from measure87.vocabulary.errors import ReadingWarning, UsageError

_ROW = "measure87_row"


@dataclass(frozen=True)
class ListColumns:
    """Which column of a file is what.

    Attributes
    ----------
    lists : tuple of str
        Columns of 1 and 0, or of yes and no in words; empty is every column that nothing else here
        names.
    count : str or None
        Persons of each row; None: one row is one person.
    strata, draw : str or None
        Strata to estimate separately; number of the draw of an uncertain linkage.
    covariates : tuple of str
        What is known of each person.
    mutually_exclusive : pairs of lists that cannot share a person
    suppressed_from : int
        What a count "<5" means at least, 0 or 1.
    """

    lists: tuple[str, ...] = ()
    count: str | None = None
    strata: str | None = None
    draw: str | None = None
    covariates: tuple[str, ...] = ()
    mutually_exclusive: tuple[tuple[str, str], ...] = ()
    suppressed_from: int = 1

    def in_spelling_of(self, source: SourceTable) -> "ListColumns":
        """The same in the file's spelling of its columns; refuses those it does not have."""

        def spelled(name: str | None) -> str | None:
            return None if name is None else source.column(name)

        count, strata, draw = (spelled(name) for name in (self.count, self.strata, self.draw))
        covariates = tuple(source.column(name) for name in self.covariates)
        used = {count, strata, draw, *covariates}
        lists = tuple(source.column(name) for name in self.lists) or tuple(
            name for name in source.columns if name not in used
        )
        if not lists and source.in_index:
            raise column_in_index(source.in_index[0], source.name)
        exclusive = tuple((source.column(a), source.column(b)) for a, b in self.mutually_exclusive)
        return ListColumns(lists, count, strata, draw, covariates, exclusive, self.suppressed_from)


def list_study(source: SourceTable, columns: ListColumns, counted: PopulationCounted) -> ListStudy:
    """A file of lists as the methods take it.

    Raises
    ------
    DataError
        For columns that are not there, and rows that cannot be read; with row and value.
    StudyError
        For a table of counts of which no column is named as the count.
    UsageError
        For covariates of a table that is not one row per person.
    """
    source = replace(source, frame=_in_words(source.frame))
    columns = columns.in_spelling_of(source)
    if columns.count is None:
        told = {columns.strata, columns.draw, *columns.covariates}
        refuse_unnamed_count(source, columns.lists, [name for name in told if name])
    read = answers_as_numbers(source.frame, columns.lists)
    persons = _persons(read, columns, source.rows)
    if columns.draw is None:
        whole = _tables(read, columns, source.rows.of)
        _tell_of_lists_adding_nobody(source.name, [*whole.values()])
        tables = {stratum: [table] for stratum, table in whole.items()}
        return ListStudy(counted, tables, persons)
    found = [
        _tables(part.drop(_ROW), columns, part[_ROW].item)
        for part in source.rows.numbered(read, _ROW).collect().partition_by(columns.draw)
    ]
    _tell_of_lists_adding_nobody(source.name, [*found[0].values()])
    by_stratum = sorted(
        ((stratum, table) for tables in found for stratum, table in tables.items()),
        key=lambda entry: entry[0],
    )
    draws = {
        stratum: [table for _, table in entries]
        for stratum, entries in groupby(by_stratum, key=lambda entry: entry[0])
    }
    return ListStudy(counted, draws, persons)


def _tell_of_lists_adding_nobody(name: str, strata: Sequence[CaptureTable]) -> None:
    """Warn whoever holds the file of that name; no release says it, with or without names."""
    if any(table.suppressed for table in strata):
        return
    whole = strata[0].with_counts(np.sum([table.counts for table in strata], axis=0))
    for one, persons in lists_adding_nobody(whole):
        warnings.warn(
            f"{name}: all {persons} persons on list {one!r} are on one of the other lists too; if "
            "they come on it by way of the others alone, leave it out: with it estimates are too "
            "small",
            ReadingWarning,
            stacklevel=2,
        )


def _in_words(frame: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame | pl.LazyFrame:
    """The table with its categories as text, which they stand for."""
    return frame.with_columns(pl.selectors.by_dtype(pl.Categorical, pl.Enum).cast(pl.String))


def _tables(
    frame: pl.DataFrame | pl.LazyFrame, columns: ListColumns, row_of: RowOf
) -> Mapping[str, CaptureTable]:
    """One table for each stratum."""
    return capture_tables_from(
        frame,
        columns.lists,
        columns.strata,
        count=columns.count,
        apart=columns.mutually_exclusive,
        lowest_suppressed=columns.suppressed_from,
        row_of=row_of,
    )


def _persons(
    frame: pl.DataFrame | pl.LazyFrame, columns: ListColumns, rows: RowsOfFile
) -> PersonsOnLists | None:
    """The persons with what is known of each, if anything is."""
    if not columns.covariates:
        return None
    if columns.count is not None or columns.draw is not None:
        raise UsageError(
            "covariates need a table with one row per person",
            code="covariates-of-counts",
            hint="leave out the column of counts and of draws, or the covariates",
        )
    return persons_from(frame, columns.lists, covariates=columns.covariates, row_of=rows.of)


def pair_of(text: str) -> tuple[str, str]:
    """Two names of lists from `A,B`.

    >>> pair_of("police, NGO")
    ('police', 'NGO')
    """
    names: Sequence[str] = [name.strip() for name in text.split(",")]
    if len(names) != 2 or not all(names):
        raise UsageError(
            f"{text!r} does not name two lists",
            code="mutually-exclusive",
            hint="write two names, as A,B",
        )
    return names[0], names[1]
