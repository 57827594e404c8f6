"""How coarse the row of a group of few cases must be, so that weights name nobody in it.

A reader who knows the weight and cluster of everybody in a group can go through the sets of
persons who could be the cases, and keep those of which the same would have been released. A row
is safe where at least `ENOUGH` sets remain and nobody is in all of them; of those who are none, nor
may anybody be in none of them, for she were a case.

The rung of `steps.LADDER` is the first at which the row is safe, or none. It is found from rows as
they are released, and from what the reader knows: all sets with one row get one answer. That a
finer rung did not do tells her that the set is not of those for which it would have done; so these
are no longer counted. Where all sets are gone through, the choice so tells nothing that is not
reckoned with; where they are too many, sets drawn at random stand for them, the same for everybody
who tries. Whoever is unknown is taken to be known to the reader, and who the cases are where the
unknown are asked of: sets under which she would know less are not counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from measure87.disseminate.gate.survey.digits import PARTS_OF_RATIO
from measure87.disseminate.gate.survey.possible_sets import (
    DRAWN,
    SetRows,
    is_all,
    rows_of,
    sets_of,
    with_extremes,
)
from measure87.disseminate.gate.survey.steps import LADDER, Rung, stepped_error, stepped_errors
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.weighed_persons import WeighedPersons

ENOUGH = 20
"""Sets of persons that must fit a row."""
MOST_PERSONS = 10
"""Cases up to which a row is audited; of more there are always sets enough."""
_ALIKE = 1e-9
"""Share by which numbers that are the same may differ: rounding of the machine."""
NOBODY = np.zeros(0, dtype=np.int64)
_WIDE = 10_000
"""Values that a column takes at most, so that all columns fit into one number."""

KeysAt = Callable[[Rung], tuple[IntArray, int]]
"""The released row of each set at a rung, as a number, and that of the group itself."""


@dataclass(frozen=True)
class Row:
    """What was estimated of a group, to all digits.

    value, error : of the share, or of the number of persons by the weight of all; `error` is None
        where there is none
    total_ratio : error of the number of persons by that of the share, None without a number
    fallback : what stands for the error where there is none
    """

    value: float
    error: float | None
    total_ratio: float | None
    fallback: float


@dataclass(frozen=True)
class Weighing:
    """A released row, and the persons of the group with the weights that it was made with."""

    persons: WeighedPersons
    row: Row


def rung_of(weighings: Sequence[Weighing], chosen: BoolArray, *, are_cases: bool) -> int | None:
    """The finest rung at which rows name nobody of a set of persons; None if there is none.

    Parameters
    ----------
    weighings
        All who are known to be cases or none, the same in the same order, once for each row: a
        share and a number of persons may have weights of their own.
    chosen : (n,) bool
        The set: the cases, or those who are none.
    are_cases
        Whether the set is the cases; otherwise it is those who are none.
    """
    size = int(chosen.sum())
    told = [one for one in weighings if not _tells_nothing(one.persons)]
    if not told:
        return 0
    truth = [rows_of(one.persons, np.flatnonzero(chosen)[None]) for one in told]
    for drawn in DRAWN:
        sets, somewhere = _sets(told[0].persons, size, drawn, are_cases=are_cases)
        parts = [
            partial(_keys, rows_of(one.persons, sets), true, one.row, are_cases)
            for one, true in zip(told, truth, strict=True)
        ]
        found = _finest(sets, len(chosen), partial(_together, parts), somewhere=somewhere)
        if found == 0 or is_all(len(chosen), size):
            break
    return found


def _sets(
    persons: WeighedPersons, size: int, drawn: int, *, are_cases: bool
) -> tuple[IntArray, IntArray]:
    """Sets to try, and who must be in one of those that fit.

    Of the cases nobody must be; of those who are none everybody must, as she is a case who is in
    no set of them. Where sets are drawn it is asked of the heaviest and the lightest.
    """
    everybody = len(persons.weight)
    sets = sets_of(everybody, size, drawn)
    if are_cases:
        return sets, NOBODY
    if is_all(everybody, size):
        return sets, np.arange(everybody)
    return with_extremes(sets, persons.weight)


def _together(parts: Sequence[KeysAt], rung: Rung) -> tuple[IntArray, int]:
    """Several rows as one."""
    found = [part(rung) for part in parts]
    packed = _packed([np.append(keys, own).astype(np.float64) for keys, own in found])
    return packed[:-1], int(packed[-1])


def unknown_rung_of(
    persons: WeighedPersons, row: Row, step_of_n: float, *, leaves_out: bool, from_rung: int
) -> int | None:
    """The same of those who are unknown, by the bounds and the weighted n; from a rung on."""
    unknown = persons.status == 1
    weight, size = persons.weight, int(unknown.sum())
    if _tells_nothing(persons):
        return from_rung
    cases = float(weight[persons.status == 2].sum())
    open_to_all = persons.only(persons.status != 2)
    truth = float(weight[unknown].sum())
    of_set = partial(_bounds_keys, row, cases, float(weight.sum()), truth, step_of_n, leaves_out)
    for drawn in DRAWN:
        sets = sets_of(len(open_to_all.weight), size, drawn)
        keys_at = partial(of_set, open_to_all.weight[sets].sum(axis=1))
        found = _finest(sets, len(open_to_all.weight), keys_at, from_rung)
        if found == from_rung or is_all(len(open_to_all.weight), size):
            break
    return found


def _bounds_keys(
    row: Row,
    cases: float,
    everybody: float,
    truth: float,
    step_of_n: float,
    leaves_out: bool,
    sums: FloatArray,
    rung: Rung,
) -> tuple[IntArray, int]:
    """One number for the weight of each set of unknown persons, alike where bounds are.

    `cases` and `everybody` are sums of weights, `truth` that of those who are unknown.
    """
    _, step = stepped_error(row.error or row.fallback, rung)
    every = np.append(sums, truth)
    share = cases / (everybody - every) if leaves_out else np.full(len(every), row.value)
    low, high = cases / everybody, (cases + every) / everybody
    codes = [
        np.round(share / step),
        np.ceil((share - low) / step - _ALIKE),
        np.ceil((high - share) / step - _ALIKE),
    ]
    if leaves_out and step_of_n:
        codes.append(np.round((everybody - every) / step_of_n))
    packed = _packed(codes)
    return packed[:-1], int(packed[-1])


def _tells_nothing(persons: WeighedPersons) -> bool:
    """Whether every set has the same row: one weight, and nobody in a cluster with others."""
    one_weight = np.ptp(persons.weight) <= _ALIKE * persons.weight.max()
    return bool(one_weight) and len(np.unique(persons.cluster)) == len(persons.cluster)


def _finest(
    sets: IntArray,
    persons: int,
    keys_at: KeysAt,
    start: int = 0,
    somewhere: IntArray = NOBODY,
) -> int | None:
    """The first rung at which the row's own sets are enough, of those not settled before."""
    left = np.ones(len(sets), dtype=np.bool_)
    for number in range(start, len(LADDER)):
        keys, own = keys_at(LADDER[number])
        safe, of_set = _safe_rows(sets[left], keys[left], persons, somewhere)
        if own in safe:
            return number
        left[np.flatnonzero(left)[of_set]] = False
    return None


def _safe_rows(
    sets: IntArray, keys: IntArray, persons: int, somewhere: IntArray
) -> tuple[set[int], BoolArray]:
    """Rows that are safe, and whether each set has one of them."""
    if not len(sets):
        return set(), np.zeros(0, dtype=np.bool_)
    rows, of_set, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    safe = sizes >= ENOUGH
    candidates = safe[of_set]
    number = np.cumsum(safe) - 1
    place = (number[of_set[candidates]][:, None] * persons + sets[candidates]).ravel()
    times = np.bincount(place, minlength=int(safe.sum()) * persons).reshape(-1, persons)
    names_nobody = (times < sizes[safe][:, None]).all(axis=1)
    names_nobody &= (times[:, somewhere] > 0).all(axis=1)
    safe[np.flatnonzero(safe)[~names_nobody]] = False
    return set(rows[safe].tolist()), safe[of_set]


def _keys(
    rows: SetRows, truth: SetRows, row: Row, are_cases: bool, rung: Rung
) -> tuple[IntArray, int]:
    """One number for each set and for the group itself, alike where the released rows are."""
    value = np.append(rows.value, truth.value)
    error = np.append(rows.error, truth.error)
    if row.error is not None and truth.error[0] > 0:
        # What the arithmetic here leaves out is the same factor for all.
        error = np.maximum(error * (row.error / truth.error[0]), row.error * 1e-6)
        released, step = stepped_errors(error, rung)
    else:
        one, own = stepped_error(row.error or row.fallback, rung)
        released, step = np.full(len(value), one), np.full(len(value), own)
    codes = [np.round(value / step), np.round(released / step), np.round(np.log10(step) * 100)]
    if are_cases:
        codes.append(np.append(rows.clusters, truth.clusters).astype(np.float64))
        if row.total_ratio is not None and row.error is not None and truth.error[0] > 0:
            total = np.append(rows.total_error, truth.total_error)
            ratio = total / np.maximum(np.append(rows.error, truth.error), 1e-300)
            ratio *= row.total_ratio / ratio[-1] if ratio[-1] > 0 else 1.0
            codes.append(np.round(ratio * PARTS_OF_RATIO))
    packed = _packed(codes)
    return packed[:-1], int(packed[-1])


def _packed(codes: list[FloatArray]) -> IntArray:
    """Several numbers of each set as one, equal where all are."""
    found = np.zeros(len(codes[0]), dtype=np.int64)
    for code in codes:
        numbers = (code - code.min()).astype(np.int64)
        if numbers.max() > _WIDE:
            _, numbers = np.unique(code, return_inverse=True)
        found = found * (int(numbers.max()) + 1) + numbers
    return found
