"""The arrays of one pass over a complex sample: what a batch brings, what is kept.

See `accumulation` for what is done with them. They are named tuples of arrays because the
compiled pass takes these and nothing else.
"""

from typing import NamedTuple

from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, Int32Array, IntArray

OUTSIDE = -128
"""What stands for a status outside the universe; every other number but 0, 1, 2 is a fault."""

LARGEST = 1e100
"""Weights and numbers from here on are faults: their squares leave the range of a float."""


class Rows(NamedTuple):
    """One batch of persons.

    weight : (n,) float
    change : (n,) int8; the first stage at which the row starts a new unit, or the number of
        stages where it belongs to the same unit as the row before
    stratum : (n,) int32
    correction : (stages, n) float; units in the population (above 1 or whole) or fraction,
        NaN where there is none
    level : (variables, n) int32; base level, -1 where the row does not count
    status : (outcomes, n) int8; 0, 1, 2 and `OUTSIDE`
    number : (outcomes, n) float; NaN where missing, otherwise below `LARGEST` in size
    divisor : (outcomes, n) float; the denominator of a ratio, 1 for a mean or total
    """

    weight: FloatArray
    change: Int8Array
    stratum: Int32Array
    correction: FloatArray
    level: Int32Array
    status: Int8Array
    number: FloatArray
    divisor: FloatArray


class Leaf(NamedTuple):
    """Sums of the open last-stage unit by base level (B) and outcome (O).

    status : (B, statuses, 4, 3); for no, unknown, yes and outside the universe the sum of
        weights, the persons and the sum of squared weights; emptied when the unit closes
    number : (B, numbers, 10); w y, w x, w; persons, persons not 0, persons missing; w2, w y2,
        w x y, w x2; emptied likewise
    squares : (B, O, 4); of the whole sample: the squared weights of no, unknown, yes; or the
        last four of a number
    touched, order : (B,); which levels the unit has, and in which order
    """

    status: FloatArray
    number: FloatArray
    squares: FloatArray
    touched: BoolArray
    order: IntArray


class Units(NamedTuple):
    """Sums of the open unit of each stage (S) by cell (R) and outcome (O).

    first (S, R, O, 3), second and within (S, R, O, 6), counts (S, R, O, 3): sum of A,
    of A A' over the units below, of their variances, of persons
    present, lone (S, R, O): units below with persons of the cell; those of them with one
    unit below
    touched (S, R), order (S, R), n_touched (S): which cells the open unit has
    children (S,): units below, of the whole sample; correction (S,): of the units below
    inside (R, O, 6): room for the variances inside a unit that closes, by position in `order`
    """

    first: FloatArray
    second: FloatArray
    within: FloatArray
    counts: FloatArray
    present: FloatArray
    lone: FloatArray
    touched: BoolArray
    order: IntArray
    n_touched: IntArray
    children: IntArray
    correction: FloatArray
    inside: FloatArray


class Slots(NamedTuple):
    """Sums by stratum and cell, only where a stratum has the cell.

    slot_of (H, R): slot or -1; cell, stratum (slots,)
    first (slots, O, 3), second, within (slots, O, 6), present, lone (slots, O)
    """

    slot_of: Int32Array
    cell: Int32Array
    stratum: Int32Array
    first: FloatArray
    second: FloatArray
    within: FloatArray
    present: FloatArray
    lone: FloatArray


class Cells(NamedTuple):
    """Sums over the whole sample by cell (R) and outcome (O).

    counts (R, O, 3): persons by status; or persons, persons not 0, persons missing
    clusters, clusters_with_cases (R, O): first-stage units
    cluster_n2, cluster_w2 (R, O): sums of squared numbers and squared weights of persons
    """

    counts: FloatArray
    clusters: FloatArray
    clusters_with_cases: FloatArray
    cluster_n2: FloatArray
    cluster_w2: FloatArray


class Strata(NamedTuple):
    """By stratum: sampled units, those with a positive weight, the first-stage correction."""

    units: IntArray
    weighted_units: IntArray
    correction: FloatArray


class Plan(NamedTuple):
    """What does not change during the pass.

    target_start (B + 1,), target (sum,): cells that each base level belongs to
    in_denominator, is_case (O, 3): which of a unit's three counts count as such
    is_number (O,): whether the outcome is a number
    averages : whether a parent with one unit gets the mean variance of its siblings
    """

    target_start: IntArray
    target: IntArray
    in_denominator: FloatArray
    is_case: FloatArray
    is_number: BoolArray
    averages: bool


class State(NamedTuple):
    """Counters that outlive a batch, each an array of one element.

    n_lone_parents : units below which one unit is in the sample, and not all of them
    """

    is_open: IntArray
    stratum: IntArray
    is_weighted: IntArray
    n_base: IntArray
    n_slots: IntArray
    n_zero_weight: IntArray
    n_lone_parents: IntArray


class Pass(NamedTuple):
    """All sums of one pass."""

    leaf: Leaf
    units: Units
    slots: Slots
    cells: Cells
    strata: Strata
    plan: Plan
    state: State


class Groups(NamedTuple):
    """Sums over the persons of one last-stage unit and one base level, made elsewhere.

    status (n, statuses, 4, 3) and number (n, numbers, 10) as in `Leaf`; n_weighted (n,):
    persons with a positive weight; the rest as in `Rows`.
    """

    change: Int8Array
    stratum: Int32Array
    correction: FloatArray
    level: Int32Array
    status: FloatArray
    number: FloatArray
    n_weighted: FloatArray
