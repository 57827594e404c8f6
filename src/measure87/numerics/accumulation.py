"""One pass over the persons of a complex sample into small sums.

What is answered: which sums over sampled units are enough for every linearised variance
of a survey, and how are they made from rows that arrive in batches, each unit's rows
together? Two spaces of levels: *base* levels (codes found in the data) are what a row
carries; *cells* (reported levels) are sums of base levels and may overlap.

Per unit and cell there are three sums of weights: no, unknown, yes for a status;
w y, w x and w for a number. They are the vector A. For every parent of units the pass
keeps the sum of A and of A A', the number of units below it **of the whole sample**, and
the sum of the variances inside its units. A variance of the total over stages follows:

    V(parent) = (1 - f) m/(m - 1) [sum A A' - (sum A)(sum A)'/m] + f sum V(unit)

with m units of M in the population and f = m/M (0 without a correction).

Source: Sarndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, ch. 4.
Everything here is compiled; arrays are changed in place. Sums are float64.
"""

import sys
from typing import Any

import numba
import numpy as np

from measure87.numerics.pass_arrays import LARGEST, OUTSIDE

DONE = 0
NEEDS_SLOTS = 1
BAD_WEIGHT = 2
BAD_STATUS = 3
BAD_CORRECTION = 4
BAD_NUMBER = 5

_PLAIN: dict[str, Any] = {"cache": True, "error_model": "numpy"}
_WITHOUT_DOOR: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_OPTIONS = getattr(sys.modules.get("numba.core.cpu"), "CPUTargetOptions", None)
_UNCOUNTED: dict[str, Any] = {"_nrt": False} if hasattr(_OPTIONS, "_nrt") else {}
"""Counting who holds each of forty arrays, at every call, took longer than the sums of a cluster of
25 persons. Not needed below a door, which holds them all; what is compiled so may not ask for
memory. A numba without the option counts, and is right."""
_door = numba.njit(**_PLAIN)
_called_by_kernels = numba.njit(**_PLAIN, **_WITHOUT_DOOR, **_UNCOUNTED)
"""Compiles what Python never calls: a door for tuples of forty arrays takes a second to compile."""
_inlined = numba.njit(**_PLAIN, **_WITHOUT_DOOR, **_UNCOUNTED, inline="always")


@_inlined
def _fraction_sampled(units, correction, is_fraction):  # type: ignore[no-untyped-def]
    """Share of the population's units that are in the sample; 0 without a correction."""
    if np.isnan(correction):
        return 0.0
    return correction if is_fraction else units / correction


@_inlined
def _mark(touched, order, n_touched, stage, cell):  # type: ignore[no-untyped-def]
    """Note that the open unit of a stage has persons of a cell."""
    if not touched[stage, cell]:
        touched[stage, cell] = True
        order[stage, n_touched[stage]] = cell
        n_touched[stage] += 1


@_called_by_kernels
def _spread_leaf(leaf, units, plan, n_base, stage):  # type: ignore[no-untyped-def]
    """Move the leaf's sums to the cells they belong to."""
    status, number = leaf.status, leaf.number
    first, counts = units.first, units.counts
    n_status = status.shape[1]
    for position in range(n_base):
        base = leaf.order[position]
        for where in range(plan.target_start[base], plan.target_start[base + 1]):
            cell = plan.target[where]
            _mark(units.touched, units.order, units.n_touched, stage, cell)
            for o in range(n_status):
                for k in range(3):
                    first[stage, cell, o, k] += status[base, o, k, 0]
                    counts[stage, cell, o, k] += status[base, o, k, 1]
            for j in range(number.shape[1]):
                for k in range(3):
                    first[stage, cell, n_status + j, k] += number[base, j, k]
                    counts[stage, cell, n_status + j, k] += number[base, j, 3 + k]


@_called_by_kernels
def _empty_leaf(leaf, n_base):  # type: ignore[no-untyped-def]
    """Keep the squares of the leaf and forget the rest."""
    status, number, squares = leaf.status, leaf.number, leaf.squares
    touched, order = leaf.touched, leaf.order
    n_status = status.shape[1]
    for position in range(n_base):
        base = order[position]
        touched[base] = False
        for o in range(n_status):
            for k in range(4):
                if k < 3:
                    squares[base, o, k] += status[base, o, k, 2]
                for part in range(3):
                    status[base, o, k, part] = 0.0
        for j in range(number.shape[1]):
            for k in range(10):
                if k >= 6:
                    squares[base, n_status + j, k - 6] += number[base, j, k]
                number[base, j, k] = 0.0


@_called_by_kernels
def _inside(units, stage, cell, fraction, averages, position):  # type: ignore[no-untyped-def]
    """Variance inside an open unit from the stages below it, into `units.inside`."""
    first, second, within, inside = units.first, units.second, units.within, units.inside
    present, lone = units.present, units.lone
    m = units.children[stage]
    scale = (1.0 - fraction) * m / (m - 1.0) if m > 1 else 0.0
    for o in range(first.shape[2]):
        deeper = fraction
        known = present[stage, cell, o] - lone[stage, cell, o]
        if averages and known > 0.0:
            deeper *= present[stage, cell, o] / known
        pair = 0
        for a in range(3):
            for b in range(a, 3):
                product = first[stage, cell, o, a] * first[stage, cell, o, b]
                inside[position, o, pair] = (
                    scale * (second[stage, cell, o, pair] - product / m)
                    + deeper * within[stage, cell, o, pair]
                )
                pair += 1


@_inlined
def _dot(weights, values, stage, cell, o):  # type: ignore[no-untyped-def]
    """Weighted sum of the three values of one outcome in a cell of an open unit."""
    return (
        weights[o, 0] * values[stage, cell, o, 0]
        + weights[o, 1] * values[stage, cell, o, 1]
        + weights[o, 2] * values[stage, cell, o, 2]
    )


@_inlined
def _add_products(second, place, o, a, b, c):  # type: ignore[no-untyped-def]
    """Add A A' of a unit, packed, to the second moments at a place."""
    second[place, o, 0] += a * a
    second[place, o, 1] += a * b
    second[place, o, 2] += a * c
    second[place, o, 3] += b * b
    second[place, o, 4] += b * c
    second[place, o, 5] += c * c


@_inlined
def _slot(slot_of, slot_cell, slot_stratum, n_slots, stratum, cell):  # type: ignore[no-untyped-def]
    """The slot of a cell in a stratum, made if need be."""
    slot = slot_of[stratum, cell]
    if slot < 0:
        slot = n_slots[0]
        n_slots[0] += 1
        slot_of[stratum, cell] = slot
        slot_cell[slot] = cell
        slot_stratum[slot] = stratum
    return slot


@_inlined
def _add_inside(units, stage, position, within, place):  # type: ignore[no-untyped-def]
    """Add what was found inside the open unit of a stage to the sums of its parent at a place."""
    if stage < units.first.shape[0] - 1:
        inside = units.inside
        for o in range(inside.shape[1]):
            for pair in range(6):
                within[place, o, pair] += inside[position, o, pair]


@_called_by_kernels
def _hand_to_strata(units, slots, stratum, n_slots, plan, is_lone):  # type: ignore[no-untyped-def]
    """Add every cell of the open first-stage unit to its stratum."""
    unit_first, counts = units.first, units.counts
    first, second, within = slots.first, slots.second, slots.within
    present, lone, in_denominator = slots.present, slots.lone, plan.in_denominator
    for position in range(units.n_touched[0]):
        cell = units.order[0, position]
        slot = _slot(slots.slot_of, slots.cell, slots.stratum, n_slots, stratum, cell)
        for o in range(unit_first.shape[2]):
            a, b, c = (
                unit_first[0, cell, o, 0], unit_first[0, cell, o, 1], unit_first[0, cell, o, 2],
            )  # fmt: skip
            first[slot, o, 0] += a
            first[slot, o, 1] += b
            first[slot, o, 2] += c
            _add_products(second, slot, o, a, b, c)
            if _dot(in_denominator, counts, 0, cell, o) > 0.0:
                present[slot, o] += 1.0
                lone[slot, o] += is_lone
        _add_inside(units, 0, position, within, slot)


@_called_by_kernels
def _count_clusters(units, cells, plan):  # type: ignore[no-untyped-def]
    """Count the open first-stage unit for the design effects of its cells."""
    first, counts = units.first, units.counts
    totals, clusters, with_cases = cells.counts, cells.clusters, cells.clusters_with_cases
    cluster_n2, cluster_w2 = cells.cluster_n2, cells.cluster_w2
    in_denominator, is_case, is_number = plan.in_denominator, plan.is_case, plan.is_number
    for position in range(units.n_touched[0]):
        cell = units.order[0, position]
        for o in range(first.shape[2]):
            n = _dot(in_denominator, counts, 0, cell, o)
            weight = first[0, cell, o, 2]
            if not is_number[o]:
                weight = _dot(in_denominator, first, 0, cell, o)
            clusters[cell, o] += n > 0
            with_cases[cell, o] += _dot(is_case, counts, 0, cell, o) > 0
            cluster_n2[cell, o] += n * n
            cluster_w2[cell, o] += weight * weight
            for k in range(3):
                totals[cell, o, k] += counts[0, cell, o, k]


@_called_by_kernels
def _hand_to_parent(units, plan, stage, is_lone):  # type: ignore[no-untyped-def]
    """Add every cell of the open unit of a later stage to the open unit above it."""
    first, counts = units.first, units.counts
    up = stage - 1
    above = units.second[up]
    for position in range(units.n_touched[stage]):
        cell = units.order[stage, position]
        _mark(units.touched, units.order, units.n_touched, up, cell)
        for o in range(first.shape[2]):
            a, b, c = first[stage, cell, o, 0], first[stage, cell, o, 1], first[stage, cell, o, 2]
            first[up, cell, o, 0] += a
            first[up, cell, o, 1] += b
            first[up, cell, o, 2] += c
            _add_products(above, cell, o, a, b, c)
            if _dot(plan.in_denominator, counts, stage, cell, o) > 0.0:
                units.present[up, cell, o] += 1.0
                units.lone[up, cell, o] += is_lone
            for k in range(3):
                counts[up, cell, o, k] += counts[stage, cell, o, k]
        _add_inside(units, stage, position, units.within[up], cell)


@_called_by_kernels
def _empty(units, stage):  # type: ignore[no-untyped-def]
    """Forget a unit that has closed."""
    first, counts, touched = units.first, units.counts, units.touched
    has_units = stage < first.shape[0] - 1
    for position in range(units.n_touched[stage]):
        cell = units.order[stage, position]
        touched[stage, cell] = False
        for o in range(first.shape[2]):
            for k in range(3):
                first[stage, cell, o, k] = 0.0
                counts[stage, cell, o, k] = 0.0
            if has_units:
                units.present[stage, cell, o] = 0.0
                units.lone[stage, cell, o] = 0.0
                for pair in range(6):
                    units.second[stage, cell, o, pair] = 0.0
                    units.within[stage, cell, o, pair] = 0.0
    units.n_touched[stage] = 0
    units.children[stage] = 0


@_called_by_kernels
def _look_inside(units, plan, stage, is_fraction):  # type: ignore[no-untyped-def]
    """Variance inside a unit that has units below it, into `units.inside`, in the order in which
    its cells were met; returns the fraction of its units that is in the sample."""
    fraction = _fraction_sampled(
        units.children[stage], units.correction[stage], is_fraction[stage + 1]
    )
    for position in range(units.n_touched[stage]):
        cell = units.order[stage, position]
        _inside(units, stage, cell, fraction, plan.averages, position)
    return fraction


@_called_by_kernels
def _close_unit(total, stage, is_fraction):  # type: ignore[no-untyped-def]
    """Close the open unit of a stage: its sums go to its parent, and it is emptied."""
    units, plan, state = total.units, total.plan, total.state
    fraction = 0.0
    is_lone = False
    if stage == units.first.shape[0] - 1:
        _spread_leaf(total.leaf, units, plan, state.n_base[0], stage)
        _empty_leaf(total.leaf, state.n_base[0])
        state.n_base[0] = 0
    else:
        fraction = _look_inside(units, plan, stage, is_fraction)
        if fraction > 1.0 + 1e-9:
            return BAD_CORRECTION
        is_lone = units.children[stage] == 1 and fraction < 1.0 - 1e-7
        state.n_lone_parents[0] += is_lone
    if stage > 0:
        _hand_to_parent(units, plan, stage, is_lone)
        units.children[stage - 1] += 1
    else:
        stratum = state.stratum[0]
        _hand_to_strata(units, total.slots, stratum, state.n_slots, plan, is_lone)
        _count_clusters(units, total.cells, plan)
        total.strata.units[stratum] += 1
        total.strata.weighted_units[stratum] += state.is_weighted[0]
        state.is_weighted[0] = 0
    _empty(units, stage)
    return DONE


@_called_by_kernels
def _close_units(total, first_stage, is_fraction):  # type: ignore[no-untyped-def]
    """Close the open units from the last stage up to `first_stage`; 0 closes all."""
    n_stages = total.units.first.shape[0]
    for stage in range(n_stages - 1, first_stage - 1, -1):
        code = _close_unit(total, stage, is_fraction)
        if code != DONE:
            return code
    return DONE


@_called_by_kernels
def _enter(total, change, stratum, correction, i, is_fraction):  # type: ignore[no-untyped-def]
    """Close what ends before row i and open what begins with it; past the last row close all."""
    units, state = total.units, total.state
    n_stages = units.first.shape[0]
    is_end = i == change.shape[0]
    starts = 0 if is_end else change[i]
    if state.is_open[0]:
        if starts >= n_stages:
            return DONE
        if state.n_slots[0] + units.first.shape[1] > total.slots.cell.shape[0]:
            return NEEDS_SLOTS
        code = _close_units(total, starts, is_fraction)
        if code != DONE:
            return code
    else:
        starts = 0
    if is_end:
        state.is_open[0] = 0
        return DONE
    state.is_open[0] = 1
    for stage in range(starts, n_stages - 1):
        units.correction[stage] = correction[stage + 1, i]
    if starts == 0:
        state.stratum[0] = stratum[i]
        total.strata.correction[stratum[i]] = correction[0, i]
    return DONE


@_inlined
def _note_level(touched, order, n_base, base):  # type: ignore[no-untyped-def]
    """Note that the open unit has a person of a level."""
    if not touched[base]:
        touched[base] = True
        order[n_base[0]] = base
        n_base[0] += 1


@_called_by_kernels
def _check_weights(weight, begin, end):  # type: ignore[no-untyped-def]
    """The first row whose weight cannot be used (`end` if none), and how many are 0."""
    n_zero = 0
    for i in range(begin, end):
        if not (weight[i] >= 0.0 and weight[i] < LARGEST):
            return i, n_zero
        n_zero += weight[i] == 0.0
    return end, n_zero


@_inlined
def _check_statuses(weight, status, begin, end):  # type: ignore[no-untyped-def]
    """The first row of a weight above 0 that has no status (`end` if none)."""
    first = end
    for o in range(status.shape[0]):
        for i in range(begin, first):
            s = status[o, i]
            if (s > 2 or (s < 0 and s != OUTSIDE)) and weight[i] != 0.0:
                first = i
                break
    return first


@_called_by_kernels
def _add_statuses(leaf, n_base, weight, level, status, begin, end):  # type: ignore[no-untyped-def]
    """Add the statuses of rows of one unit; the first row that has none (`end`).

    The loop runs for every person: arrays are out of their tuples, and a status outside the
    universe goes to a fourth place that nobody reads.
    """
    bad = _check_statuses(weight, status, begin, end)
    if bad < end:
        return bad
    tally = leaf.status.reshape(-1)
    n_status = status.shape[0]
    width, one, two = np.uint64(n_status * 12), np.uint64(1), np.uint64(2)
    three, twelve = np.uint64(3), np.uint64(12)
    for i in range(begin, end):
        w = weight[i]
        if w == 0.0:
            continue
        for d in range(level.shape[0]):
            if level[d, i] < 0:
                continue
            _note_level(leaf.touched, leaf.order, n_base, level[d, i])
            start = np.uint64(level[d, i]) * width
            for o in range(n_status):
                s = status[o, i]
                k = start + np.uint64(s if s >= 0 else 3) * three
                tally[k] += w
                tally[k + one] += 1.0
                tally[k + two] += w * w
                start += twelve
    return end


@_called_by_kernels
def _add_numbers(leaf, n_base, weight, level, number, divisor, begin, end):  # type: ignore[no-untyped-def]
    """Add the numbers of rows of one unit; the first row with one that is no number (`end`).

    A missing number is only counted.
    """
    tally = leaf.number
    for i in range(begin, end):
        w = weight[i]
        if w == 0.0:
            continue
        for d in range(level.shape[0]):
            base = level[d, i]
            if base < 0:
                continue
            _note_level(leaf.touched, leaf.order, n_base, base)
            for j in range(number.shape[0]):
                y, x = number[j, i], divisor[j, i]
                if abs(y) >= LARGEST or abs(x) >= LARGEST:
                    return i
                if np.isnan(y) or np.isnan(x):
                    tally[base, j, 5] += 1.0
                    continue
                tally[base, j, 0] += w * y
                tally[base, j, 1] += w * x
                tally[base, j, 2] += w
                tally[base, j, 3] += 1.0
                tally[base, j, 4] += y != 0.0
                tally[base, j, 6] += w * w
                tally[base, j, 7] += w * y * y
                tally[base, j, 8] += w * x * y
                tally[base, j, 9] += w * x * x
    return end


@_called_by_kernels
def _add_members(leaf, state, rows, begin, end):  # type: ignore[no-untyped-def]
    """Add rows of one unit; returns what is bad, or `DONE`, and at which row."""
    bad, n_zero = _check_weights(rows.weight, begin, end)
    if bad < end:
        return BAD_WEIGHT, bad
    state.n_zero_weight[0] += n_zero
    state.is_weighted[0] |= n_zero < end - begin
    if rows.number.shape[0] > 0:
        bad = _add_numbers(
            leaf, state.n_base, rows.weight, rows.level, rows.number, rows.divisor, begin, end
        )
        if bad < end:
            return BAD_NUMBER, bad
    bad = _add_statuses(leaf, state.n_base, rows.weight, rows.level, rows.status, begin, end)
    return (DONE if bad == end else BAD_STATUS), bad


@_called_by_kernels
def _walk_rows(total, rows, begin, is_fraction, is_last):  # type: ignore[no-untyped-def]
    """Add persons from row `begin` on; returns as `add_rows`."""
    n = rows.weight.shape[0]
    n_stages = total.units.first.shape[0]
    i = begin
    while i < n:
        code = _enter(total, rows.change, rows.stratum, rows.correction, i, is_fraction)
        if code != DONE:
            return code, i
        end = i + 1
        while end < n and rows.change[end] >= n_stages:
            end += 1
        code, row = _add_members(total.leaf, total.state, rows, i, end)
        if code != DONE:
            return code, row
        i = end
    code = DONE
    if is_last:
        code = _enter(total, rows.change, rows.stratum, rows.correction, n, is_fraction)
    return code, n


@_called_by_kernels
def _walk_groups(total, groups, begin, is_fraction):  # type: ignore[no-untyped-def]
    """Add sums from group `begin` on; returns as `add_rows`."""
    leaf, state = total.leaf, total.state
    n = groups.level.shape[0]
    for i in range(begin, n):
        code = _enter(total, groups.change, groups.stratum, groups.correction, i, is_fraction)
        if code != DONE:
            return code, i
        state.is_weighted[0] |= groups.n_weighted[i] > 0
        base = groups.level[i]
        if base >= 0:
            _note_level(leaf.touched, leaf.order, state.n_base, base)
            for o in range(leaf.status.shape[1]):
                for k in range(4):
                    for part in range(3):
                        leaf.status[base, o, k, part] += groups.status[i, o, k, part]
            for j in range(leaf.number.shape[1]):
                for k in range(10):
                    leaf.number[base, j, k] += groups.number[i, j, k]
    return _enter(total, groups.change, groups.stratum, groups.correction, n, is_fraction), n


@_door
def add_rows(total, rows, begin, is_fraction, is_last):  # type: ignore[no-untyped-def]
    """Add a batch of persons, from row `begin` on; after the last batch close what is open.

    Returns
    -------
    (int, int)
        What happened (`DONE`, `NEEDS_SLOTS`, or what is bad) and at which row. After
        `NEEDS_SLOTS` call again from that row with larger slots.
    """
    return _walk_rows(total, rows, begin, is_fraction, is_last)


@_door
def add_groups(total, groups, begin, is_fraction):  # type: ignore[no-untyped-def]
    """Add all sums that an engine has made, and close what is open; returns as `add_rows`."""
    return _walk_groups(total, groups, begin, is_fraction)
