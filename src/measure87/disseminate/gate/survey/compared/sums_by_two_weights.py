"""Sums of weights, by two weights of each, of sets who could be the cases of those who stayed."""

from dataclasses import dataclass

import numba
import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

MOST_POINTS = 200_000
"""Numbers of cases by class up to which all are gone through."""
_STEPS, _OF_EACH, _KEPT = 40_000, 10, 4_000
"""Exchanges of a walk: so many, and so many for each person; and sets of it that are kept."""
_DIGITS = 9
"""Digits up to which two weights are one."""


@dataclass(frozen=True)
class Stayed:
    """Those who are in both releases.

    then, now : (s,) their weights in either
    part : (s,) in which part of the group each is, numbered from 0
    """

    then: FloatArray
    now: FloatArray
    part: IntArray


@dataclass(frozen=True)
class Classes:
    """Those who stayed, of whom all of a class have the same two weights and are in one part.

    then, now, part, size : (K,) of each class
    """

    then: FloatArray
    now: FloatArray
    part: IntArray
    size: IntArray

    @classmethod
    def of(cls, stayed: Stayed) -> "Classes":
        """The classes of some persons."""
        first, size = alike(stayed.then, stayed.now, stayed.part)
        return cls(stayed.then[first], stayed.now[first], stayed.part[first], size)


@dataclass(frozen=True)
class Points:
    """Sums of weights of sets of so many cases, ascending by `then`.

    cases : (m, K) how many of each class are in them; None where they are met by a walk
    are_all : whether there are no others
    """

    then: FloatArray
    now: FloatArray
    cases: IntArray | None
    are_all: bool


def alike(*columns: FloatArray | IntArray | BoolArray) -> tuple[IntArray, IntArray]:
    """The place of the first of all that are alike, and how many they are."""
    table = np.stack([_written(one.astype(float)) for one in columns], axis=1)
    _, first, size = np.unique(table, axis=0, return_index=True, return_counts=True)
    return first, size


def _written(numbers: FloatArray) -> FloatArray:
    """Numbers to as many digits as make them one."""
    with np.errstate(divide="ignore"):
        power = np.floor(np.log10(np.abs(numbers)))
    scale = 10.0 ** np.where(np.isfinite(power), _DIGITS - 1 - power, 0.0)
    found: FloatArray = np.round(numbers * scale) / scale
    return found


def numbers_up_to(sizes: IntArray) -> IntArray:
    """(m, kinds) every choice of numbers up to these.

    >>> numbers_up_to(np.array([1, 2])).tolist()
    [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    """
    if not len(sizes):
        return np.zeros((1, 0), dtype=np.int64)
    return np.indices(tuple((sizes + 1).tolist())).reshape(len(sizes), -1).T


def are_at_most(sizes: IntArray, most: int) -> bool:
    """Whether the numbers up to these sizes have at most so many choices."""
    return bool(np.log(sizes + 1.0).sum() <= np.log(most))


def points_of(
    stayed: Stayed,
    classes: Classes,
    cases: IntArray,
    low: float,
    high: float,
    rng: np.random.Generator,
) -> Points:
    """Sums of weights of so many cases of each part, (parts,), that of now being within limits."""
    persons = np.bincount(stayed.part, minlength=len(cases))
    if (cases < 0).any() or (cases > persons).any():
        return Points(np.zeros(0), np.zeros(0), np.zeros((0, len(classes.size)), np.int64), True)
    every = _every(classes, cases)
    if every is None:
        then, now = _met(stayed, cases, low, high, rng)
    else:
        then, now = every @ classes.then, every @ classes.now
    order = np.argsort(then, kind="stable")
    order = order[(now[order] >= low) & (now[order] <= high)]
    chosen = None if every is None else every[order]
    return Points(then[order], now[order], chosen, are_all=every is not None)


def _every(classes: Classes, cases: IntArray) -> IntArray | None:
    """(m, K) all numbers of each class, so many of each part; None where they are too many."""
    found = np.zeros((1, len(classes.size)), dtype=np.int64)
    for part, number in enumerate(cases.tolist()):
        own = np.flatnonzero(classes.part == part)
        own = own[np.argsort(classes.size[own], kind="stable")]
        size = np.minimum(classes.size[own], number)
        if not are_at_most(np.append(size[:-1], len(found) - 1), MOST_POINTS):
            return None
        some = numbers_up_to(size[:-1])
        last = number - some.sum(axis=1)
        inside = (last >= 0) & (last <= (size[-1] if len(size) else 0))
        some = np.column_stack([some, last])[inside][:, : len(own)]
        of_part = np.repeat(found, len(some), axis=0)
        of_part[:, own] = np.tile(some, (len(found), 1))
        found = of_part
    return found


def _met(
    stayed: Stayed, cases: IntArray, low: float, high: float, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Sums of then and of now that a walk meets."""
    own = [np.flatnonzero(stayed.part == part) for part in range(len(cases))]
    order = [rng.permutation(persons) for persons in own]
    chosen = [np.arange(len(one)) < few for one, few in zip(order, cases, strict=True)]
    persons, is_case = np.concatenate(order), np.concatenate(chosen)
    steps = _STEPS + _OF_EACH * len(persons)
    return _walk(
        stayed.then[persons],
        stayed.now[persons],
        stayed.part[persons],
        np.flatnonzero(is_case),
        np.flatnonzero(~is_case),
        low,
        high,
        rng.random((steps, 3)),
        max(1, steps // _KEPT),
    )


@numba.njit(cache=True)
def _walk(
    then: FloatArray,
    now: FloatArray,
    part: IntArray,
    cases: IntArray,
    others: IntArray,
    low: float,
    high: float,
    lots: FloatArray,
    every: int,
) -> tuple[FloatArray, FloatArray]:
    """Sums of the sets met by exchanging a case for another of her part, (m,) each.

    An exchange is made if the sum of new weights stays from `low` to `high`, or comes nearer; and
    else by a chance that falls with how far away it goes. Of those within one in `every` is kept.
    """
    first, second = then[cases].sum(), now[cases].sum()
    soft = max(high - low, 0.5 * now.mean())
    found_then, found_now = [], []
    if len(cases) == 0 or len(others) == 0:
        if low <= second <= high:
            found_then.append(first)
            found_now.append(second)
        return np.array(found_then, dtype=np.float64), np.array(found_now, dtype=np.float64)
    waits = 0
    for k in range(lots.shape[0]):
        i, j = int(lots[k, 0] * len(cases)), int(lots[k, 1] * len(others))
        one, other = cases[i], others[j]
        if part[one] == part[other]:
            new = second - now[one] + now[other]
            before = max(low - second, second - high, 0.0)
            after = max(low - new, new - high, 0.0)
            if after <= before or lots[k, 2] < np.exp((before - after) / soft):
                first += then[other] - then[one]
                second = new
                cases[i], others[j] = other, one
        waits += 1
        if waits >= every and low <= second <= high:
            found_then.append(first)
            found_now.append(second)
            waits = 0
    return np.array(found_then, dtype=np.float64), np.array(found_now, dtype=np.float64)


@numba.njit(cache=True)
def fit(
    then: FloatArray,
    now: FloatArray,
    wanted_then: FloatArray,
    off_then: float,
    wanted_now: FloatArray,
    off_now: float,
) -> BoolArray:
    """(m,) whether a point, ascending by `then`, is within these of what is wanted."""
    found = np.zeros(len(wanted_then), dtype=np.bool_)
    for m in range(len(wanted_then)):
        at = np.searchsorted(then, wanted_then[m] - off_then)
        while at < len(then) and then[at] <= wanted_then[m] + off_then:
            if abs(now[at] - wanted_now[m]) <= off_now:
                found[m] = True
                break
            at += 1
    return found
