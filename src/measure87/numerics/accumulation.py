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

import numba
import numpy as np

DONE = 0
NEEDS_SLOTS = 1
BAD_WEIGHT = 2
BAD_STATUS = 3
BAD_CORRECTION = 4


@numba.njit(cache=True)
def fraction_sampled(units: int, correction: float, is_fraction: bool) -> float:
    """Share of the population's units that are in the sample; 0 without a correction."""
    if np.isnan(correction):
        return 0.0
    return correction if is_fraction else units / correction


@numba.njit(cache=True)
def _mark(units, stage, cell):  # type: ignore[no-untyped-def]
    """Note that the open unit of a stage has persons of a cell."""
    if not units.touched[stage, cell]:
        units.touched[stage, cell] = True
        units.order[stage, units.n_touched[stage]] = cell
        units.n_touched[stage] += 1


@numba.njit(cache=True)
def _spread_leaf(total, stage):  # type: ignore[no-untyped-def]
    """Move the leaf's sums to the cells they belong to."""
    leaf, units, plan = total.leaf, total.units, total.plan
    n_outcomes = leaf.sums.shape[1]
    for position in range(total.state.n_base[0]):
        base = leaf.order[position]
        leaf.touched[base] = False
        for where in range(plan.target_start[base], plan.target_start[base + 1]):
            cell = plan.target[where]
            _mark(units, stage, cell)
            for o in range(n_outcomes):
                for k in range(3):
                    units.first[stage, cell, o, k] += leaf.sums[base, o, k]
                    units.counts[stage, cell, o, k] += leaf.counts[base, o, k]
        leaf.sums[base] = 0.0
        leaf.counts[base] = 0.0
    total.state.n_base[0] = 0


@numba.njit(cache=True)
def _slot_of(total, cell):  # type: ignore[no-untyped-def]
    """The slot of a cell in the open stratum, made if need be."""
    slots, state = total.slots, total.state
    slot = slots.slot_of[state.stratum[0], cell]
    if slot < 0:
        slot = state.n_slots[0]
        state.n_slots[0] += 1
        slots.slot_of[state.stratum[0], cell] = slot
        slots.cell[slot] = cell
        slots.stratum[slot] = state.stratum[0]
    return slot


@numba.njit(cache=True)
def _inside(units, stage, cell, o, fraction, average, out):  # type: ignore[no-untyped-def]
    """Variance inside an open unit from the stages below it, into `out` (6,)."""
    m = units.children[stage]
    scale = (1.0 - fraction) * m / (m - 1.0) if m > 1 else 0.0
    deeper = fraction
    if average and units.lone[stage, cell, o] < units.present[stage, cell, o]:
        deeper *= units.present[stage, cell, o] / (
            units.present[stage, cell, o] - units.lone[stage, cell, o]
        )
    pair = 0
    for a in range(3):
        for b in range(a, 3):
            product = units.first[stage, cell, o, a] * units.first[stage, cell, o, b]
            out[pair] = (
                scale * (units.second[stage, cell, o, pair] - product / m)
                + deeper * units.within[stage, cell, o, pair]
            )
            pair += 1


@numba.njit(cache=True)
def _count_cluster(total, cell, o, n, cases):  # type: ignore[no-untyped-def]
    """Count an open first-stage unit for the cell's design effect."""
    cells, units, plan = total.cells, total.units, total.plan
    if plan.is_number[o]:
        weight = units.first[0, cell, o, 2]
    else:
        weight = 0.0
        for k in range(3):
            weight += plan.in_denominator[o, k] * units.first[0, cell, o, k]
    cells.clusters[cell, o] += n > 0
    cells.clusters_with_cases[cell, o] += cases > 0
    cells.cluster_n2[cell, o] += n * n
    cells.cluster_w2[cell, o] += weight * weight
    for k in range(3):
        cells.counts[cell, o, k] += units.counts[0, cell, o, k]


@numba.njit(cache=True)
def _add_unit(first, second, within, present, lone, a, inside, is_present, is_lone):  # type: ignore[no-untyped-def]
    """Add one unit's sums to those of its parent; all arrays of one cell and outcome."""
    pair = 0
    for j in range(3):
        first[j] += a[j]
        for k in range(j, 3):
            second[pair] += a[j] * a[k]
            within[pair] += inside[pair]
            pair += 1
    if is_present:
        present[0] += 1.0
        if is_lone:
            lone[0] += 1.0


@numba.njit(cache=True)
def _persons(plan, counts, o):  # type: ignore[no-untyped-def]
    """Persons of the denominator and cases among a unit's three counts."""
    n = 0.0
    cases = 0.0
    for k in range(3):
        n += plan.in_denominator[o, k] * counts[k]
        cases += plan.is_case[o, k] * counts[k]
    return n, cases


@numba.njit(cache=True)
def _hand_to_stratum(total, cell, inside, is_leaf, fraction, is_lone):  # type: ignore[no-untyped-def]
    """Add one cell of the open first-stage unit to its stratum and to the whole sample."""
    units, slots, plan = total.units, total.slots, total.plan
    slot = _slot_of(total, cell)
    for o in range(units.first.shape[2]):
        if not is_leaf:
            _inside(units, 0, cell, o, fraction, plan.averages, inside)
        n, cases = _persons(plan, units.counts[0, cell, o], o)
        _add_unit(
            slots.first[slot, o], slots.second[slot, o], slots.within[slot, o],
            slots.present[slot, o : o + 1], slots.lone[slot, o : o + 1],
            units.first[0, cell, o], inside, n > 0, is_lone,
        )  # fmt: skip
        _count_cluster(total, cell, o, n, cases)


@numba.njit(cache=True)
def _hand_to_parent(total, stage, cell, inside, is_leaf, fraction, is_lone):  # type: ignore[no-untyped-def]
    """Add one cell of the open unit of a later stage to the open unit above it."""
    units, plan = total.units, total.plan
    up = stage - 1
    _mark(units, up, cell)
    for o in range(units.first.shape[2]):
        if not is_leaf:
            _inside(units, stage, cell, o, fraction, plan.averages, inside)
        n, _ = _persons(plan, units.counts[stage, cell, o], o)
        _add_unit(
            units.first[up, cell, o], units.second[up, cell, o], units.within[up, cell, o],
            units.present[up, cell, o : o + 1], units.lone[up, cell, o : o + 1],
            units.first[stage, cell, o], inside, n > 0, is_lone,
        )  # fmt: skip
        for k in range(3):
            units.counts[up, cell, o, k] += units.counts[stage, cell, o, k]


@numba.njit(cache=True)
def _empty(units, stage, cell):  # type: ignore[no-untyped-def]
    """Forget one cell of a unit that has closed."""
    units.touched[stage, cell] = False
    units.first[stage, cell] = 0.0
    units.second[stage, cell] = 0.0
    units.within[stage, cell] = 0.0
    units.counts[stage, cell] = 0.0
    units.present[stage, cell] = 0.0
    units.lone[stage, cell] = 0.0


@numba.njit(cache=True)
def _count_unit(total, stage):  # type: ignore[no-untyped-def]
    """Count a unit that has closed, whether or not anybody in it counts."""
    units, strata, state = total.units, total.strata, total.state
    units.n_touched[stage] = 0
    units.children[stage] = 0
    if stage > 0:
        units.children[stage - 1] += 1
        return
    strata.units[state.stratum[0]] += 1
    strata.weighted_units[state.stratum[0]] += state.is_weighted[0]
    state.is_weighted[0] = 0


@numba.njit(cache=True)
def _close_unit(total, stage, is_fraction, inside):  # type: ignore[no-untyped-def]
    """Close the open unit of a stage: its sums go to its parent, and it is emptied."""
    units = total.units
    is_leaf = stage == units.first.shape[0] - 1
    fraction = 0.0
    is_lone = False
    if is_leaf:
        _spread_leaf(total, stage)
        inside[:] = 0.0
    else:
        fraction = fraction_sampled(
            units.children[stage], units.correction[stage], is_fraction[stage + 1]
        )
        if fraction > 1.0 + 1e-9:
            return BAD_CORRECTION
        is_lone = units.children[stage] == 1 and fraction < 1.0 - 1e-7
    for position in range(units.n_touched[stage]):
        cell = units.order[stage, position]
        if stage == 0:
            _hand_to_stratum(total, cell, inside, is_leaf, fraction, is_lone)
        else:
            _hand_to_parent(total, stage, cell, inside, is_leaf, fraction, is_lone)
        _empty(units, stage, cell)
    _count_unit(total, stage)
    return DONE


@numba.njit(cache=True)
def close_units(total, first_stage, is_fraction):  # type: ignore[no-untyped-def]
    """Close the open units from the last stage up to `first_stage`; 0 closes all."""
    inside = np.zeros(6)
    for stage in range(total.units.first.shape[0] - 1, first_stage - 1, -1):
        code = _close_unit(total, stage, is_fraction, inside)
        if code != DONE:
            return code
    return DONE


@numba.njit(cache=True)
def _enter(total, rows, i, is_fraction):  # type: ignore[no-untyped-def]
    """Close what ends before row i and open what begins with it."""
    units, state = total.units, total.state
    n_stages = units.first.shape[0]
    change = rows.change[i]
    if state.is_open[0] and change >= n_stages:
        return DONE
    if state.is_open[0]:
        if state.n_slots[0] + units.first.shape[1] > total.slots.cell.shape[0]:
            return NEEDS_SLOTS
        code = close_units(total, change, is_fraction)
        if code != DONE:
            return code
    else:
        change = 0
    state.is_open[0] = 1
    for stage in range(change, n_stages - 1):
        units.correction[stage] = rows.correction[stage + 1, i]
    if change == 0:
        state.stratum[0] = rows.stratum[i]
        total.strata.correction[rows.stratum[i]] = rows.correction[0, i]
    return DONE


@numba.njit(cache=True)
def _touch(leaf, state, base):  # type: ignore[no-untyped-def]
    """Note that the open unit has a person of this level."""
    if not leaf.touched[base]:
        leaf.touched[base] = True
        leaf.order[state.n_base[0]] = base
        state.n_base[0] += 1


@numba.njit(cache=True)
def _add_number(leaf, base, o, w, y, x):  # type: ignore[no-untyped-def]
    """Add one person's number; a missing one is only counted."""
    if np.isnan(y) or np.isnan(x):
        leaf.counts[base, o, 2] += 1.0
        return
    leaf.sums[base, o, 0] += w * y
    leaf.sums[base, o, 1] += w * x
    leaf.sums[base, o, 2] += w
    leaf.counts[base, o, 0] += 1.0
    leaf.counts[base, o, 1] += y != 0.0
    leaf.squares[base, o, 0] += w * w
    leaf.squares[base, o, 1] += w * y * y
    leaf.squares[base, o, 2] += w * x * y
    leaf.squares[base, o, 3] += w * x * x


@numba.njit(cache=True)
def _add_person(total, rows, i, w):  # type: ignore[no-untyped-def]
    """Add one person to her base levels; False if one of her statuses is none."""
    leaf = total.leaf
    n_status = rows.status.shape[0]
    for d in range(rows.level.shape[0]):
        base = rows.level[d, i]
        if base < 0:
            continue
        _touch(leaf, total.state, base)
        for o in range(n_status):
            s = rows.status[o, i]
            if s < 0:
                continue
            if s > 2:
                return False
            leaf.sums[base, o, s] += w
            leaf.counts[base, o, s] += 1.0
            leaf.squares[base, o, s] += w * w
        for j in range(rows.number.shape[0]):
            _add_number(leaf, base, n_status + j, w, rows.number[j, i], rows.divisor[j, i])
    return True


@numba.njit(cache=True)
def add_rows(total, rows, begin, is_fraction):  # type: ignore[no-untyped-def]
    """Add a batch of persons, from row `begin` on.

    Returns
    -------
    (int, int)
        What happened (`DONE`, `NEEDS_SLOTS`, or what is bad) and at which row. After
        `NEEDS_SLOTS` call again from that row with larger slots.
    """
    state = total.state
    last_stage = total.units.first.shape[0]
    for i in range(begin, rows.weight.shape[0]):
        if rows.change[i] < last_stage or not state.is_open[0]:
            code = _enter(total, rows, i, is_fraction)
            if code != DONE:
                return code, i
        w = rows.weight[i]
        if not (w >= 0.0 and w < np.inf):
            return BAD_WEIGHT, i
        if w == 0.0:
            state.n_zero_weight[0] += 1
            continue
        state.is_weighted[0] = 1
        if not _add_person(total, rows, i, w):
            return BAD_STATUS, i
    return DONE, rows.weight.shape[0]


@numba.njit(cache=True)
def add_groups(total, groups, begin, is_fraction):  # type: ignore[no-untyped-def]
    """Add sums that an engine has made; returns as `add_rows`."""
    leaf, state = total.leaf, total.state
    for i in range(begin, groups.level.shape[0]):
        code = _enter(total, groups, i, is_fraction)
        if code != DONE:
            return code, i
        if groups.n_weighted[i] > 0:
            state.is_weighted[0] = 1
        base = groups.level[i]
        if base < 0:
            continue
        _touch(leaf, state, base)
        leaf.sums[base] += groups.sums[i]
        leaf.counts[base] += groups.counts[i]
        leaf.squares[base] += groups.squares[i]
    return DONE, groups.level.shape[0]
