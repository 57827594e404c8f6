"""From tables as they lie in files to capture tables: counts, or one row per person.

Rows of a table are counted from 1, the header left out, where nothing else is said: a file may
count its rows in another way.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np

from measure87.estimate.multiple_lists.capture.count_entries import persons_of
from measure87.estimate.multiple_lists.capture.persons_on_lists import (
    PersonsOnLists,
    RowOf,
    numeric_covariates,
)
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.numerics.arrays import IntArray
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.keys import nearest

_RECODE = "recode it; a person about whom the list is unknown needs a decision"
_NO_LIST = (
    f"{_RECODE}; a column that is no list is named as what it is, such as `strata`; and where each "
    "row is one person on one list, `person` and `holder` name the columns of both"
)
_ON = {"1": 1, "1.0": 1, "true": 1, "0": 0, "0.0": 0, "false": 0}


def counted_from_1(place: int) -> int:
    """The number of a row of a table that is of no file."""
    return place + 1


def capture_table_from(
    frame: Any,
    lists: Sequence[str],
    *,
    count: str | None = None,
    apart: Sequence[tuple[str, str]] = (),
    lowest_suppressed: int = 1,
) -> CaptureTable:
    """One capture table.

    Parameters
    ----------
    frame : any table that narwhals reads (polars, pandas, pyarrow, ...)
        One column for each list, 1 (on it) or 0 (not).
    lists : names of those columns
    count : name of the column of counts, or None
        None: each row is one person. An entry is a whole number of persons or a range: "<5",
        "<=5", "1-4". The row whose lists are all 0 may have no count, as published tables show
        it.
    apart : pairs of lists that cannot share a person
    lowest_suppressed : int, persons
        What "<5" means at least: 1, or 0 where empty cells were suppressed too.

    Returns
    -------
    CaptureTable
        Cells known as a range are in its `suppressed`; see `with_suppressed_cells`.

    Raises
    ------
    DataError
        With the row, the value and what to do.
    """
    found = capture_tables_from(
        frame, lists, None, count=count, apart=apart, lowest_suppressed=lowest_suppressed
    )
    return found[""]


def capture_tables_from(
    frame: Any,
    lists: Sequence[str],
    by: str | None,
    *,
    count: str | None = None,
    apart: Sequence[tuple[str, str]] = (),
    lowest_suppressed: int = 1,
    row_of: RowOf = counted_from_1,
) -> Mapping[str, CaptureTable]:
    """One capture table for each value of a column: strata, or draws of a linkage.

    Parameters
    ----------
    by : name of the column, or None for one table under the name ""
    frame, lists, count, apart, lowest_suppressed : as in `capture_table_from`
    row_of : place of a row, from 0, to its number in messages

    Returns
    -------
    mapping of value to CaptureTable
        In order of the values, as text; rows without a value are `_missing`.
    """
    columns = _columns(frame, [*lists, *([count] if count else []), *([by] if by else [])])
    on = _indicators(columns, lists, row_of)
    groups = [""] * len(on) if by is None else [_code(value) for value in columns[by]]
    ranges = _ranges(columns, count, on, lowest_suppressed, row_of)
    found = {}
    for group in sorted(set(groups)):
        rows = np.flatnonzero(np.array([value == group for value in groups], dtype=np.bool_))
        found[group] = _summed(lists, on[rows], [ranges[row] for row in rows], apart)
    if not found:
        raise DataError("the table has no rows", code="no-rows", hint="check the file")
    return found


def persons_from(
    frame: Any,
    lists: Sequence[str],
    *,
    strata: str | None = None,
    covariates: Sequence[str] = (),
    row_of: RowOf = counted_from_1,
) -> PersonsOnLists:
    """One row per person, with strata and covariates.

    Parameters
    ----------
    frame : any table that narwhals reads
        One row per person.
    lists : names of columns of 1 and 0
    strata : name of a column, or None
    covariates : names of columns
        Numbers as they are; texts and truth values become one column of 0 and 1 for each value
        but the first in the order of the alphabet.
    row_of : place of a row, from 0, to its number in messages

    Returns
    -------
    PersonsOnLists

    Raises
    ------
    DataError
        For a person on no list, a list entry that is not 0 or 1, or a covariate that is missing.
    """
    columns = _columns(frame, [*lists, *covariates, *([strata] if strata else [])])
    on = _indicators(columns, lists, row_of)
    nobody = np.flatnonzero(on.sum(axis=1) == 0)
    if len(nobody):
        raise DataError(
            f"the person at row {row_of(int(nobody[0]))} is on no list, and {len(nobody) - 1} "
            "more are not",
            code="on-no-list",
            hint="leave them out: who is on no list cannot have been observed",
        )
    names, values = numeric_covariates(
        {name: columns[name] for name in covariates}, len(on), row_of
    )
    return PersonsOnLists(
        lists=tuple(lists),
        on=on,
        covariates=values,
        covariate_names=names,
        strata=None if strata is None else tuple(_code(value) for value in columns[strata]),
    )


def _columns(frame: Any, names: Sequence[str]) -> dict[str, list[Any]]:
    """Columns as lists of plain values; refuses names that are not there."""
    table = nw.from_native(frame)
    if isinstance(table, nw.LazyFrame):
        table = table.collect()
    for name in names:
        if name not in table.columns:
            raise DataError(
                f"there is no column {name!r}",
                code="unknown-column",
                hint=nearest(name, table.columns),
            )
        if list(names).count(name) > 1:
            raise DataError(
                f"column {name!r} is asked for twice",
                code="duplicate-list",
                hint="a column is a list, the count, a stratum or a covariate",
            )
    return {name: table[name].to_list() for name in names}


def _indicators(columns: Mapping[str, list[Any]], lists: Sequence[str], row_of: RowOf) -> IntArray:
    """(rows, k) of 0 and 1."""
    if not lists:
        raise DataError("there is no list", code="no-lists", hint="name the columns of the lists")
    on = np.empty((len(columns[lists[0]]), len(lists)), dtype=np.int64)
    for place, name in enumerate(lists):
        values = columns[name]
        meaning = {value: _ON.get(str(value).strip().lower()) for value in dict.fromkeys(values)}
        for value, known in meaning.items():
            if known is None:
                raise DataError(
                    f"list {name!r} holds {cell_kind(value)} at row "
                    f"{row_of(values.index(value))}; a list column "
                    "holds 1 (on the list) or 0 (not)",
                    code="not-zero-or-one",
                    hint=_NO_LIST if isinstance(value, str) else _RECODE,
                )
        on[:, place] = np.array([meaning[value] for value in values], dtype=np.int64)
    return on


def _ranges(
    columns: Mapping[str, list[Any]],
    count: str | None,
    on: IntArray,
    lowest: int,
    row_of: RowOf,
) -> list[tuple[int, int]]:
    """Lowest and highest number of persons of each row."""
    if count is None:
        return [(1, 1)] * len(on)
    found = []
    for row, entry in enumerate(columns[count]):
        persons = persons_of(entry, row_of(row), count, lowest)
        if persons is None and on[row].any():
            raise DataError(
                f"{count!r} is missing at row {row_of(row)}",
                code="missing-count",
                hint="write 0 where there is nobody, a range such as '<5' where the number is "
                "withheld, and declare lists mutually exclusive that cannot share a person",
            )
        found.append((0, 0) if persons is None else persons)
    return found


def _summed(
    lists: Sequence[str],
    on: IntArray,
    ranges: Sequence[tuple[int, int]],
    apart: Sequence[tuple[str, str]],
) -> CaptureTable:
    """The table; a history of which any row is a range is a range."""
    codes = on @ (1 << np.arange(len(lists), dtype=np.int64))
    sums: dict[int, tuple[int, int]] = {}
    for code, (low, high) in zip(codes.tolist(), ranges, strict=True):
        before = sums.get(code, (0, 0))
        sums[code] = (before[0] + low, before[1] + high)
    withheld = {code: bounds for code, bounds in sums.items() if bounds[0] < bounds[1]}
    if 0 in withheld:
        raise DataError(
            "the row of nobody's list has a range of persons",
            code="on-no-list",
            hint="leave it out: who is on no list cannot have been observed",
        )
    known = [0 if code in withheld else low for code, (low, _) in sums.items()]
    histories = [[code >> j & 1 for j in range(len(lists))] for code in sums]
    return CaptureTable.from_histories(
        lists,
        np.array(histories, dtype=np.int64).reshape(-1, len(lists)),
        known,
        apart=apart,
        suppressed=withheld,
    )


def _code(value: Any) -> str:
    """A value of a grouping column as text."""
    if value is None or value == "" or value != value:
        return MISSING_CATEGORY
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
