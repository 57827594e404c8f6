"""How coarse the row of a group of few cases must be, so that weights name nobody in it.

A reader who knows the weight and cluster of everybody in a group can go through the sets of
persons who could be the cases, and keep those of which the same would have been released. A row
is safe where at least `ENOUGH` sets remain and nobody is in all of them; of those who are none, nor
may anybody be in none of them, for she were a case. Nor may one of the cases, who knows that she is
one, learn of another: of the sets with her nobody else may be in all.

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
from functools import cache, partial

import numpy as np

from measure87.disseminate.gate.survey.precision.digits import PARTS_OF_RATIO
from measure87.disseminate.gate.survey.precision.steps import (
    LADDER,
    RUNGS,
    Rung,
    stepped_error,
    stepped_errors,
)
from measure87.disseminate.gate.survey.rows.known_to_a_case import (
    learns_of_another,
    tell_nothing_of_one_another,
)
from measure87.disseminate.gate.survey.rows.nested_sets import NarrowSets, sets_of_narrow
from measure87.disseminate.gate.survey.rows.possible_sets import (
    DRAWN,
    MOST_PERSONS,
    SetRows,
    each_once,
    every_set,
    has_few_beside_herself,
    is_all,
    rows_of,
    sets_of,
    with_extremes,
)
from measure87.disseminate.gate.survey.rows.rows_together import DRAWN as DRAWN_TOGETHER
from measure87.disseminate.gate.survey.rows.rows_together import Narrowed, Part, sets_in, with_left
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.status import YES

ENOUGH = 20
"""Sets of up to ten persons that must fit a row."""
_ALIKE = 1e-9
"""Share by which numbers that are the same may differ: rounding of the machine."""
NOBODY = np.zeros(0, dtype=np.int64)
_WIDE = 10_000
"""Values that a column takes at most, so that all columns fit into one number."""
_LARGEST = 2**62
"""Whole numbers that a machine has."""

Codes = list[FloatArray]
"""Numbers that tell released rows apart, (m + 1,) each: of every set, and last of the group."""
CodesAt = Callable[[Rung], Codes]
"""The released rows at a rung."""


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


def rung_of(
    weighings: Sequence[Weighing], chosen: BoolArray, *, are_cases: bool, from_rung: int = 0
) -> int | None:
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
    from_rung
        The finest that is asked of, where others need it.
    """
    size = int(chosen.sum())
    told = [one for one in weighings if not _tells_nothing(one.persons)]
    if not told:
        return from_rung
    own = np.flatnonzero(chosen)[None]
    if are_cases and has_few_beside_herself(len(chosen), size):
        sets = every_set(len(chosen), size)
        codes_at = _codes_of(told, np.concatenate([sets, own]), are_cases=True)
        return _finest(sets, len(chosen), codes_at, from_rung, of_one_another=own)
    for drawn in DRAWN:
        sets, somewhere = _sets(told[0].persons, size, drawn, are_cases=are_cases)
        codes_at = _codes_of(told, np.concatenate([sets, own]), are_cases=are_cases)
        found = _finest(sets, len(chosen), codes_at, from_rung, somewhere)
        if found == from_rung or is_all(len(chosen), size):
            break
    return found


def have_its_row(
    weighings: Sequence[Weighing], is_case: BoolArray, sets: IntArray, rung: Rung = LADDER[0]
) -> BoolArray:
    """(m,) which sets of persons, (m, size), have the group's own row at a rung."""
    own = np.flatnonzero(is_case)[None]
    codes_at = _codes_of(weighings, np.concatenate([sets, own]), are_cases=True)
    return _alike(codes_at(rung))


@dataclass(frozen=True)
class Beside:
    """A part of a group with the row that is released of it.

    weighings : those of the part, of the same persons in the same order as in the part
    rung : of the ladder, the finest at which it may be released
    is_before : whether an earlier release showed it, at that rung of `steps.RUNGS` for good
    """

    part: Part
    weighings: tuple[Weighing, ...]
    rung: int
    is_before: bool = False


def rung_together(
    weighings: Sequence[Weighing],
    is_case: BoolArray,
    known: Narrowed,
    beside: Sequence[Beside],
    from_rung: int = 0,
) -> int | None:
    """As `rung_of` of the cases, for a reader who has the groups beside the row as well.

    Parameters
    ----------
    weighings, is_case
        As `rung_of` has them.
    known
        Who could be a case, and how many are in each part.
    beside
        Rows of such parts. At the rung that is found they are as coarse as the row itself, or as
        they are by themselves where that is coarser; those that were shown before stay as they are.
    from_rung
        The finest that is asked of.
    """
    size = int(is_case.sum())
    own = np.flatnonzero(is_case)[None]
    known = with_left(known, [_left(one, known, own) if one.is_before else None for one in beside])
    found: int | None = None
    for drawn in DRAWN_TOGETHER:
        sets = known.sets(size, drawn)
        codes_at = _codes_together(weighings, sets, own, beside)
        found = _finest(sets, len(is_case), codes_at, from_rung)
        if found == from_rung or known.is_all(size):
            break
    return found


def are_safe_within(
    weighings: Sequence[Weighing],
    is_case: BoolArray,
    known: Narrowed,
    beside: Sequence[Beside],
    before: int,
) -> bool:
    """Whether parts at their rungs name nobody beside the row of a group that was shown before.

    As `rung_together` otherwise; `before` is the rung of `steps.RUNGS` of that row. That it can
    become no coarser leaves so few sets that of those drawn hardly one fits. So they are made of
    sets that fit the rows of parts, and it is asked of no coarser rung.
    """
    size = int(is_case.sum())
    own = np.flatnonzero(is_case)[None]
    known = with_left(known, [_left(one, known, own) for one in beside])
    for drawn in DRAWN_TOGETHER:
        sets = known.sets(size, drawn)
        codes = _codes_together(weighings, sets, own, beside, before)(LADDER[0])
        if _is_safe(sets[_alike(codes)], len(is_case), NOBODY):
            return True
        if known.is_all(size):
            break
    return False


def rung_beside_narrower(
    weighings: Sequence[Weighing], is_case: BoolArray, narrow: Sequence[Weighing], shown: Rung
) -> int | None:
    """As `rung_of` of the cases, for a reader who has the row of a narrower measure as well.

    Parameters
    ----------
    weighings, is_case
        As `rung_of` has them; with the sample's rows, as the next.
    narrow
        The narrower measure's, of the same persons or of some of them; its cases are among these
        cases.
    shown
        How coarse its row is.
    """
    pair = _Pair(weighings, is_case, narrow, shown)
    found: int | None = None
    for drawn in DRAWN_TOGETHER:
        sets = pair.sets(drawn)
        found = _finest(sets, len(is_case), pair.codes_of(sets), tells_a_case=pair.tells_a_case)
        if found == 0:
            break
    return found


def is_safe_beside_narrower(
    weighings: Sequence[Weighing],
    is_case: BoolArray,
    before: Rung,
    narrow: Sequence[Weighing],
    shown: Rung,
) -> bool:
    """Whether a narrower row as coarse as `shown` names nobody beside one that stays as it is."""
    pair = _Pair(weighings, is_case, narrow, shown)
    sets = pair.sets(DRAWN_TOGETHER[-1])
    alike = sets[_alike(pair.codes_of(sets)(before))]
    return _is_safe(alike, len(is_case), NOBODY) and not pair.tells_a_case(alike, before)


class _Pair:
    """Rows of a measure and of a narrower one in one group, and the sets of persons that fit both.

    The parameters are those of `rung_beside_narrower`.
    """

    def __init__(
        self,
        weighings: Sequence[Weighing],
        is_case: BoolArray,
        narrow: Sequence[Weighing],
        shown: Rung,
    ) -> None:
        self._weighings, self._own = weighings, np.flatnonzero(is_case)
        self._left = _narrow_sets(weighings, narrow, shown)
        self._others = int(is_case.sum()) - int((narrow[0].persons.status == YES).sum())

    def sets(self, drawn: int) -> IntArray:
        """So many of the wider measure, that fit the narrower row."""
        return self._left.with_others(self._others, drawn)

    def codes_of(self, sets: IntArray) -> CodesAt:
        """The wider row of each set, and last of the group's own."""
        return _codes_of(self._weighings, np.concatenate([sets, self._own[None]]), are_cases=True)

    def tells_a_case(self, alike: IntArray, rung: Rung) -> bool:
        """Whether a case learns of another from all sets with her that fit both rows.

        Where those drawn say so, more of them are drawn that she is in.
        """
        return any(
            learns_of_another(one, alike, self._own)
            and learns_of_another(one, self._with_her(one, rung), self._own)
            for one in self._own.tolist()
        )

    def _with_her(self, herself: int, rung: Rung) -> IntArray:
        sets = self._left.holding(herself, self._others, DRAWN_TOGETHER[1])
        return sets[_alike(self.codes_of(sets)(rung))]


def _narrow_sets(
    weighings: Sequence[Weighing], narrow: Sequence[Weighing], shown: Rung
) -> NarrowSets:
    """Sets that fit a narrower row, by place among those whom the wider is about."""
    rows, inside = weighings[0].persons.rows, narrow[0].persons.rows
    if rows is None or inside is None:
        raise AssertionError("nested rows are tried where it is known who is in both")
    own = np.flatnonzero(narrow[0].persons.status == YES)[None]
    sets = sets_of_narrow(len(inside), own.shape[1])
    fits = _alike(_codes_of(narrow, np.concatenate([sets, own]), are_cases=True)(shown))
    order = np.argsort(rows)
    place = order[np.searchsorted(rows, inside, sorter=order)]
    return NarrowSets(place[sets[fits]], len(rows))


def _left(one: Beside, known: Narrowed, own: IntArray) -> IntArray:
    """Sets of a part, by place in the group, that fit its row."""
    sets = known.sets_of_part(one.part)
    every = np.concatenate([one.part.place[sets], sets_in(one.part, own)])
    fits = _alike(_codes_of(one.weighings, every, are_cases=True)(RUNGS[one.rung]))
    return each_once(sets[fits])


def _codes_together(
    weighings: Sequence[Weighing],
    sets: IntArray,
    own: IntArray,
    beside: Sequence[Beside],
    before: int | None = None,
) -> CodesAt:
    """The row of a group and those of its parts as one.

    `before` is the rung of the row, where it was shown before and no longer follows the ladder.
    """
    every = np.concatenate([sets, own])
    row = _codes_of(weighings, every, are_cases=True)
    parts = [
        (_codes_of(one.weighings, sets_in(one.part, every), are_cases=True), one) for one in beside
    ]

    def codes_at(rung: Rung) -> Codes:
        least = LADDER.index(rung)
        of_parts = (
            codes(RUNGS[one.rung if one.is_before else max(one.rung, least)])
            for codes, one in parts
        )
        of_row = row(rung if before is None else RUNGS[before])
        return [*of_row, *(code for codes in of_parts for code in codes)]

    return codes_at


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


def _codes_of(weighings: Sequence[Weighing], sets: IntArray, *, are_cases: bool) -> CodesAt:
    """Several rows as one; the last of the sets is that of the group itself."""
    rows = [(rows_of(one.persons, sets, of_rest=not are_cases), one.row) for one in weighings]
    return cache(
        lambda rung: [code for of, row in rows for code in _codes(of, row, are_cases, rung)]
    )


def unknown_rung_of(
    persons: WeighedPersons,
    row: Row,
    step_of_n: float,
    *,
    leaves_out: bool,
    from_rung: int,
    possible: BoolArray | None = None,
) -> int | None:
    """The same of those who are unknown, by the bounds and the weighted n; from a rung on.

    `possible`, (n,), says who could be unknown, where not everybody could.
    """
    unknown = persons.status == 1
    weight, size = persons.weight, int(unknown.sum())
    if _weigh_alike(persons):
        return from_rung
    cases = float(weight[persons.status == 2].sum())
    is_open = persons.status != 2
    open_to_all = persons.only(is_open if possible is None else is_open & possible)
    truth = float(weight[unknown].sum())
    of_set = partial(_bounds_codes, row, cases, float(weight.sum()), truth, step_of_n, leaves_out)
    for drawn in DRAWN:
        sets = sets_of(len(open_to_all.weight), size, drawn)
        codes_at = partial(of_set, open_to_all.weight[sets].sum(axis=1))
        found = _finest(sets, len(open_to_all.weight), codes_at, from_rung)
        if found == from_rung or is_all(len(open_to_all.weight), size):
            break
    return found


def _bounds_codes(
    row: Row,
    cases: float,
    everybody: float,
    truth: float,
    step_of_n: float,
    leaves_out: bool,
    sums: FloatArray,
    rung: Rung,
) -> Codes:
    """Of the weight of each set of unknown persons, alike where bounds are.

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
    return codes


def _tells_nothing(persons: WeighedPersons) -> bool:
    """Whether every set has the same row: one weight and stratum, and nobody shares a cluster.

    Residuals of a benchmark, and replicates, tell persons apart beside that.
    """
    is_one = _weigh_alike(persons) and len(np.unique(persons.stratum)) == 1
    return is_one and persons.errors is None


def _weigh_alike(persons: WeighedPersons) -> bool:
    """Whether all have one weight, and nobody is in a cluster with others."""
    one_weight = np.ptp(persons.weight) <= _ALIKE * persons.weight.max()
    return bool(one_weight) and len(np.unique(persons.cluster)) == len(persons.cluster)


def _finest(
    sets: IntArray,
    persons: int,
    codes_at: CodesAt,
    start: int = 0,
    somewhere: IntArray = NOBODY,
    of_one_another: IntArray | None = None,
    tells_a_case: Callable[[IntArray, Rung], bool] | None = None,
) -> int | None:
    """The first rung at which the row's own sets are enough, of those not settled before.

    With `of_one_another`, (1, size), the group's own set, nobody of it may learn of another; then
    `sets` are all that there are. Where they are not, `tells_a_case` says whether somebody does, by
    those that have its row.
    """
    left = np.ones(len(sets), dtype=np.bool_)
    for number in range(start, len(LADDER)):
        codes = codes_at(LADDER[number])
        alike = sets[left & _alike(codes)]
        if of_one_another is not None:
            alike = alike[tell_nothing_of_one_another(alike, persons)]
        is_there = of_one_another is None or (alike == of_one_another).all(axis=1).any()
        tells = tells_a_case or _tells_nobody
        if is_there and _is_safe(alike, persons, somewhere) and not tells(alike, LADDER[number]):
            return number
        if number + 1 < len(LADDER):
            # Which other rows are safe matters only where the next rung is looked at.
            at, keys = np.flatnonzero(left), _packed(codes)[:-1][left]
            if of_one_another is not None:
                _, keys = np.unique(keys, return_inverse=True)
                settles = tell_nothing_of_one_another(sets[at], persons, keys)
                at, keys = at[settles], keys[settles]
            left[at[_have_safe_rows(sets[at], keys, persons, somewhere)]] = False
    return None


def _tells_nobody(_alike: IntArray, _rung: Rung) -> bool:
    return False


def _enough(sets: IntArray) -> int:
    """How many sets must fit, that nobody is in all of them being asked beside.

    Of many persons there are sets enough that no draw meets.
    """
    return ENOUGH if sets.shape[1] <= MOST_PERSONS else 2


def _alike(codes: Codes) -> BoolArray:
    """Which sets, (m,), have the row of the group itself."""
    return np.asarray(np.logical_and.reduce([code[:-1] == code[-1] for code in codes]))


def _is_safe(sets: IntArray, persons: int, somewhere: IntArray) -> bool:
    """Whether sets that have one row are enough, with nobody in all of them."""
    if len(sets) < _enough(sets):
        return False
    times = np.bincount(sets.ravel(), minlength=persons)
    return bool((times < len(sets)).all() and (times[somewhere] > 0).all())


def _have_safe_rows(sets: IntArray, keys: IntArray, persons: int, somewhere: IntArray) -> BoolArray:
    """Whether each set has a row that is safe."""
    if not len(sets):
        return np.zeros(0, dtype=np.bool_)
    _, of_set, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    safe = sizes >= _enough(sets)
    candidates = safe[of_set]
    number = np.cumsum(safe) - 1
    place = (number[of_set[candidates]][:, None] * persons + sets[candidates]).ravel()
    times = np.bincount(place, minlength=int(safe.sum()) * persons).reshape(-1, persons)
    names_nobody = (times < sizes[safe][:, None]).all(axis=1)
    names_nobody &= (times[:, somewhere] > 0).all(axis=1)
    safe[np.flatnonzero(safe)[~names_nobody]] = False
    return np.asarray(safe[of_set])


def _codes(rows: SetRows, row: Row, are_cases: bool, rung: Rung) -> Codes:
    """Of each set and, last, of the group itself, alike where the released rows are."""
    value, error = rows.value, rows.error
    own = float(error[-1])
    if row.error is not None and own > 0:
        # What the arithmetic here leaves out is the same factor for all.
        error = np.maximum(error * (row.error / own), row.error * 1e-6)
        released, step = stepped_errors(error, rung)
    else:
        one, only = stepped_error(row.error or row.fallback, rung)
        released, step = np.full(len(value), one), np.full(len(value), only)
    codes = [np.round(value / step), np.round(released / step), np.round(np.log10(step) * 100)]
    codes.append(rows.told_clusters if are_cases else rows.clusters_of_rest.astype(np.float64))
    if row.total_ratio is not None and row.error is not None and own > 0:
        total_error = rows.total_error if are_cases else rows.total_error_of_rest
        ratio = total_error / np.maximum(rows.error, 1e-300)
        ratio *= row.total_ratio / ratio[-1] if ratio[-1] > 0 else 1.0
        codes.append(np.round(ratio * PARTS_OF_RATIO))
    return codes


def _packed(codes: Codes) -> IntArray:
    """Several numbers of each set as one, equal where all are."""
    found = np.zeros(len(codes[0]), dtype=np.int64)
    for code in codes:
        numbers = (code - code.min()).astype(np.int64)
        if numbers.max() > _WIDE:
            _, numbers = np.unique(code, return_inverse=True)
        width = int(numbers.max()) + 1
        if int(found.max()) >= _LARGEST // width:
            _, found = np.unique(found, return_inverse=True)
        found = found * width + numbers
    return found
