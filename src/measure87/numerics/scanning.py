"""Compiled looks along columns: where does a value change, and which number has a code?"""

import numba
import numpy as np


@numba.njit(cache=True)
def mark_changes(values, last, has_last, stage, change):  # type: ignore[no-untyped-def]
    """Write `stage` into `change` wherever a value differs from the one before it.

    values : (n,) int64; last : int64, the value before the first, if `has_last`
    change : (n,) int8, changed in place
    """
    before = last
    for i in range(values.shape[0]):
        if values[i] != before or (i == 0 and not has_last):
            change[i] = stage
        before = values[i]


@numba.njit(cache=True)
def look_up(values, offset, table, out):  # type: ignore[no-untyped-def]
    """Write `table[value - offset]` into `out`; returns whether all were known (not below 0).

    values : (n,) int64; table : (m,) int32; out : (n,) int32
    """
    known = True
    for i in range(values.shape[0]):
        number = table[np.uint64(values[i] - offset)]
        known &= number >= 0
        out[i] = number
    return known


@numba.njit(cache=True)
def take(table, numbers, out):  # type: ignore[no-untyped-def]
    """Write `table[number]` into `out`; returns whether all were known (not below 0).

    table : (m,) int32; numbers : (n,) int32; out : (n,) int32
    """
    known = True
    for i in range(numbers.shape[0]):
        found = table[np.uint64(numbers[i])]
        known &= found >= 0
        out[i] = found
    return known
