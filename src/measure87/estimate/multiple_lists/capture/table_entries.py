"""What a capture table is made of, checked: names, pairs of lists, entries of 0 and 1, counts."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from measure87.numerics.arrays import IntArray
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError

MAXIMUM_LISTS = 16


def names_of_lists(lists: Sequence[str]) -> tuple[str, ...]:
    """The names of the lists, each once."""
    names = tuple(str(name) for name in lists)
    if not names:
        raise DataError("there is no list", code="no-lists", hint="name the columns of the lists")
    if len(names) > MAXIMUM_LISTS:
        raise DataError(
            f"{len(names)} lists are more than the {MAXIMUM_LISTS} that can be handled",
            code="too-many-lists",
            hint="merge lists of the same kind of holder first",
        )
    for name in names:
        if names.count(name) > 1:
            raise DataError(
                f"list {name!r} appears {names.count(name)} times",
                code="duplicate-list",
                hint="give each list its own name",
            )
    return names


def places_of_pair(names: tuple[str, ...], first: str, second: str) -> tuple[int, int]:
    """Places of two lists, the earlier first."""
    for name in (first, second):
        if name not in names:
            raise DataError(
                f"no list is named {name!r}",
                code="unknown-list",
                hint=f"the lists are {', '.join(names)}",
            )
    i, j = names.index(first), names.index(second)
    if i == j:
        raise DataError(f"list {first!r} cannot exclude itself", code="list-excludes-itself")
    return min(i, j), max(i, j)


def zeros_and_ones(histories: npt.ArrayLike, names: tuple[str, ...]) -> IntArray:
    """The histories as an array of 0 and 1."""
    rows = np.asarray(histories)
    if rows.ndim != 2 or rows.shape[1] != len(names):
        raise DataError(
            f"histories have shape {rows.shape}; {len(names)} lists need (rows, {len(names)})",
            code="wrong-shape",
        )
    values = rows.astype(np.float64)
    bad = ~np.isin(values, (0.0, 1.0))
    if bad.any():
        row, column = (int(place[0]) for place in np.nonzero(bad))
        raise DataError(
            f"list {names[column]!r} holds {cell_kind(values[row, column])} at row {row + 1}; "
            "a list column holds 1 (on the list) or 0 (not)",
            code="not-zero-or-one",
            hint=f"{int(bad.sum())} entries are neither; recode them",
        )
    return values.astype(np.int64)


def whole_numbers(counts: npt.ArrayLike, n_rows: int) -> IntArray:
    """Counts as whole numbers of persons."""
    values = np.asarray(counts, dtype=np.float64)
    if values.shape != (n_rows,):
        raise DataError(
            f"counts have shape {values.shape}; {n_rows} rows need ({n_rows},)", code="wrong-shape"
        )
    bad = ~(np.isfinite(values) & (values >= 0) & (values == np.floor(values)))
    if bad.any():
        row = int(np.nonzero(bad)[0][0])
        raise DataError(
            f"the count at row {row + 1} is {cell_kind(values[row])}; counts are whole numbers of "
            "persons",
            code="count-not-whole",
            hint="counts made by weighting or by match probabilities must be given as several "
            "tables of whole numbers",
        )
    return values.astype(np.int64)
