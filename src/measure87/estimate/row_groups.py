"""Which rows of a table have the same codes, and sums over them that repeat to the last digit.

A group-by adds the parts of several threads in the order in which they are done, so that two
runs differ in the last digit. Here rows are added in their order.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

FloatArray = npt.NDArray[np.float64]

_ROW = "measure87_number_of_row"


def rows_by_codes(
    frame: pl.DataFrame, columns: Sequence[str]
) -> tuple[npt.NDArray[np.int64], pl.DataFrame]:
    """The number of each row's combination of codes, and the combinations, sorted, missing last.

    >>> place, found = rows_by_codes(pl.DataFrame({"a": [2, None, 2, 1]}), ["a"])
    >>> place.tolist(), found["a"].to_list()
    ([1, 2, 1, 0], [1, 2, None])
    """
    grouped = frame.select(columns).with_row_index(_ROW)
    grouped = grouped.group_by(columns, maintain_order=True).agg(_ROW)
    grouped = grouped.sort(columns, nulls_last=True)
    place = np.zeros(frame.height, dtype=np.int64)
    sizes = grouped[_ROW].list.len().to_numpy()
    place[grouped[_ROW].explode().to_numpy()] = np.repeat(np.arange(grouped.height), sizes)
    return place, grouped.drop(_ROW)


def sums_by_codes(
    frame: pl.DataFrame, columns: Sequence[str], numbers: Sequence[str]
) -> pl.DataFrame:
    """Sums of columns of numbers for each combination of codes; a missing number adds nothing.

    >>> sums_by_codes(pl.DataFrame({"a": [2, 1, 2], "x": [1.0, 2.0, 4.0]}), ["a"], ["x"]).rows()
    [(1, 2.0), (2, 5.0)]
    """
    place, found = rows_by_codes(frame, columns)
    return found.with_columns(
        pl.Series(name, np.bincount(place, frame[name].fill_null(0.0).to_numpy(), found.height))
        for name in numbers
    )
