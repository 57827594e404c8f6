"""Compiled sums over persons by a place of theirs: a sampled unit, a class, a reported cell."""

from typing import NamedTuple

import numba
import numpy as np

from measure87.numerics.arrays import Int32Array
from measure87.numerics.pass_arrays import Rows


class CellsOfLevels(NamedTuple):
    """Which cells a base level counts in: level b in `cells[starts[b] : starts[b + 1]]`.

    A cell is numbered by where its sums stand; of the sums of numbers and statuses, `status`
    and `number` (statuses,), (numbers,) say where those of each outcome stand.
    """

    starts: Int32Array
    cells: Int32Array
    status: Int32Array
    number: Int32Array


@numba.njit(cache=True)
def add_cell_sums(rows: Rows, place: Int32Array, to: CellsOfLevels, sums):  # type: ignore[no-untyped-def]
    """Add rows to `sums` (places, cells, outcomes, 3), in their order.

    Of a status the sums of weights w of no, unknown and yes; of a number y with divisor x those
    of w y, w x and w. A row adds nothing where its weight is 0, its place or level below 0, its
    status outside the universe or its number missing.
    """
    n_tables = rows.level.shape[0]
    n_status = rows.status.shape[0]
    n_number = rows.number.shape[0]
    for i in range(place.shape[0]):
        w = rows.weight[i]
        at = place[i]
        if w <= 0.0 or at < 0:
            continue
        for table in range(n_tables):
            level = rows.level[table, i]
            if level < 0:
                continue
            for k in range(to.starts[level], to.starts[level + 1]):
                own = sums[at, to.cells[k]]
                for s in range(n_status):
                    status = rows.status[s, i]
                    if 0 <= status <= 2:
                        own[to.status[s], status] += w
                for m in range(n_number):
                    y = rows.number[m, i]
                    x = rows.divisor[m, i]
                    if not (np.isnan(y) or np.isnan(x)):
                        own[to.number[m], 0] += w * y
                        own[to.number[m], 1] += w * x
                        own[to.number[m], 2] += w


@numba.njit(cache=True)
def add_auxiliaries(weight, unit, kind, starts, columns, x, sums):  # type: ignore[no-untyped-def]
    """Add w x of persons to `sums` (units, p), in their order.

    weight, unit, kind : (n,); nothing is added where the class is below 0
    starts, columns : the columns of x that are not 0 in class k are
        `columns[starts[k] : starts[k + 1]]`
    x : (K, p); the auxiliaries of each class
    """
    for i in range(weight.shape[0]):
        k = kind[i]
        if k >= 0:
            for at in range(starts[k], starts[k + 1]):
                sums[unit[i], columns[at]] += weight[i] * x[k, columns[at]]
