"""A file of lists in long form, one row a person on a list: known by its shape, and asked about.

Which column is the person and which the list is stated, never guessed: a wrong guess gives lists of
persons on persons. Stated, the file is turned into one row per person by `records_of_holders`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from measure87.files import SourceTable
from measure87.study.lists.answers import holds_answers
from measure87.study.lists.inputs import ListColumns
from measure87.study.lists.records_of_holders import MOST_HOLDERS
from measure87.vocabulary.errors import DataError

_MOST_SHOWN = 4
"""Columns that are named for either."""


@dataclass(frozen=True)
class LongForm:
    """Columns that could be the person, and the list, of a file in long form; likely ones first."""

    persons: tuple[str, ...]
    holders: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether no other column looks like either."""
        return len(self.persons) == len(self.holders) == 1

    def lines(self) -> tuple[str, str]:
        """The lines to write, each with the other columns that it could be."""
        return _line("person", self.persons), _line("holder", self.holders)


def long_form_of(source: SourceTable, others: frozenset[str] = frozenset()) -> LongForm | None:
    """Which columns could be the person and the list, in a file without a column of 1 and 0.

    The person has more than 20 values, of which some stand in several rows; the list has at most
    20. None where the file does not look like that. Most persons on several lists have several
    values of the list, and one of sex, region or year: by that the likely one comes first.

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
    holders = [name for name, n in counts.items() if 2 <= n <= MOST_HOLDERS]
    if not persons or not holders:
        return None
    persons.sort(key=lambda name: -counts[name])
    varying = _varying(frame, persons[0], holders)
    holders.sort(key=lambda name: -varying[name])
    return LongForm(tuple(persons), tuple(holders))


def _varying(frame: pl.DataFrame, person: str, names: Sequence[str]) -> dict[str, int]:
    """How many persons have several values of each column."""
    several = frame.group_by(person).agg(pl.col(names).n_unique() > 1)
    return {name: int(several[name].sum()) for name in names}


def ask_for_long_form(source: SourceTable, columns: ListColumns, *, is_stated: bool) -> None:
    """Ask for the columns of a file in long form, if none were stated and it looks like one.

    Raises
    ------
    DataError
        With the two lines to write.
    """
    if is_stated or columns.lists or columns.count is not None:
        return
    known = {columns.strata, columns.draw, *columns.covariates}
    others = frozenset(found for name in known if name and (found := source.find(name)))
    seen = long_form_of(source, others)
    if seen is None:
        return
    options = f"--person {_quoted(seen.persons[0])} --holder {_quoted(seen.holders[0])}"
    lines = "\n  ".join(seen.lines())
    raise DataError(
        "no column is of 1 and 0, and its rows look like one for each person on a list",
        code="long-lists",
        where=source.name,
        hint="say which column is the person and which the list; write under [lists] in the "
        f"settings, or give as options ({options}), behind # what else it could be:\n  {lines}",
    )


def _line(key: str, names: Sequence[str]) -> str:
    first, *others = [_quoted(name) for name in names[:_MOST_SHOWN]]
    return f"{key} = {first}" + (f"    # {', '.join(others)}" if others else "")


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _is_list(cells: pl.Series) -> bool:
    return bool(cells.drop_nulls().is_in(["0", "1"]).all()) or holds_answers(cells)
