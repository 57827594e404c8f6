"""Compiled sums over persons in every replicate at once.

Persons of one unit share their replicate factors, so they are added up before they are
multiplied: the work is that of one pass, and that of the units times the replicates.
"""

import numba
import numpy as np


@numba.njit(cache=True)
def _close(leaf, touched, n, u, k, factors, more, row, present, in_base, sums):  # type: ignore[no-untyped-def]
    """Move the sums of a unit to those of the replicates, and forget them."""
    n_outcomes, n_replicates = leaf.shape[1], factors.shape[1]
    for r in range(n_replicates):
        row[r] = factors[u, r] * more[k, r]
    for place in range(n):
        level = touched[place]
        for o in range(n_outcomes):
            here = 0.0
            for part in range(3):
                value = leaf[level, o, part]
                here += value * in_base[o, part]
                if value != 0.0:
                    own = sums[level, o, part]
                    for r in range(n_replicates):
                        own[r] += value * row[r]
                    leaf[level, o, part] = 0.0
            if here > 0.0 and present.size > 0:
                present[level, o, u] = True


@numba.njit(cache=True)
def _add(rows, i, w, own):  # type: ignore[no-untyped-def]
    """Add one row to the sums of a unit and level, (outcomes, 3)."""
    n_status = rows.status.shape[0]
    for s in range(n_status):
        status = rows.status[s, i]
        if 0 <= status <= 2:
            own[s, status] += w
    for m in range(rows.number.shape[0]):
        y, x = rows.number[m, i], rows.divisor[m, i]
        if not (np.isnan(y) or np.isnan(x)):
            own[n_status + m, 0] += w * y
            own[n_status + m, 1] += w * x
            own[n_status + m, 2] += w


@numba.njit(cache=True)
def add_replicate_sums(rows, order, unit, kind, factors, more, in_base, present, sums):  # type: ignore[no-untyped-def]
    """Add rows to `sums` (levels, outcomes, 3, R), statuses before numbers.

    Of a status the weights w of no, unknown and yes; of a number y with divisor x those of w y,
    w x and w; each times the factor of the row's unit and that of its kind.

    order : (n,) the order in which rows are taken, those of one unit and kind together
    unit, kind : (n,) of each row; below 0 a row adds nothing
    factors, more : (units, R), (kinds, R)
    in_base : (outcomes, 3), 1 where a sum of weights is of the figure's persons
    present : (levels, outcomes, units), marked where a unit has such persons; or empty
    """
    n_tables = rows.level.shape[0]
    levels, n_outcomes = sums.shape[0], sums.shape[1]
    leaf = np.zeros((levels, n_outcomes, 3))
    is_touched = np.zeros(levels, dtype=np.bool_)
    touched = np.zeros(levels, dtype=np.int64)
    row = np.zeros(factors.shape[1])
    n, u, k = 0, -1, -1
    for at in range(order.shape[0]):
        i = order[at]
        w = rows.weight[i]
        if not w > 0.0 or unit[i] < 0 or kind[i] < 0:
            continue
        if unit[i] != u or kind[i] != k:
            if n > 0:
                _close(leaf, touched, n, u, k, factors, more, row, present, in_base, sums)
                for place in range(n):
                    is_touched[touched[place]] = False
            n, u, k = 0, unit[i], kind[i]
        for table in range(n_tables):
            level = rows.level[table, i]
            if level < 0:
                continue
            if not is_touched[level]:
                is_touched[level] = True
                touched[n] = level
                n += 1
            _add(rows, i, w, leaf[level])
    if n > 0:
        _close(leaf, touched, n, u, k, factors, more, row, present, in_base, sums)
