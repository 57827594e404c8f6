"""A file of lists in long form, one row a person on a list: known by its shape, and asked about.

Which column is the person and which the list is stated, never guessed: a wrong guess gives lists of
persons on persons. Stated, the file is turned into one row per person by `records_of_holders`.
"""

import polars as pl

from measure87.files import SourceTable
from measure87.files.table_form import Question, asked
from measure87.study.lists.inputs import ListColumns
from measure87.study.lists.records_of_holders import MOST_HOLDERS, Records


def long_form_of(source: SourceTable, others: frozenset[str] = frozenset()) -> Records | None:
    """Which columns seem to be the person and the list, in a file without a column of 1 and 0.

    The person is the column with most values, of which some stand in several rows; the list has at
    most 20 values, each in several rows. None where the file does not look like that, or where
    two columns look like either.

    Parameters
    ----------
    others : columns that are known to be something else
    """
    names = [name for name in source.columns if name not in others]
    frame = source.lazy.select(pl.col(names).cast(pl.String)).collect()
    if frame.height < 2 or any(_is_list(frame[name]) for name in names):
        return None
    counts = {name: frame[name].n_unique() for name in names if not frame[name].null_count()}
    persons = [name for name, n in counts.items() if MOST_HOLDERS < n < frame.height]
    lists = [name for name, n in counts.items() if 2 <= n <= MOST_HOLDERS]
    if len(persons) != 1 or len(lists) != 1:
        return None
    return Records(persons[0], lists[0])


def ask_for_long_form(source: SourceTable, columns: ListColumns, records: Records | None) -> None:
    """Ask for the columns of a file in long form, if none were stated and it looks like one.

    Raises
    ------
    AskedError
        With the two lines to write.
    """
    if records is not None or columns.lists or columns.count is not None:
        return
    known = {columns.strata, columns.draw, *columns.covariates}
    others = frozenset(found for name in known if name and (found := source.find(name)))
    seen = long_form_of(source, others)
    if seen is None:
        return
    raise asked(
        source.name,
        [
            Question(
                "no column is of 1 and 0, and its rows look like one for each person on a list",
                f'person = "{seen.person}"',
                code="long-lists",
            ),
            Question("then the column of the list is to be named too", f'holder = "{seen.holder}"'),
        ],
    )


def _is_list(cells: pl.Series) -> bool:
    return bool(cells.drop_nulls().is_in(["0", "1"]).all())
