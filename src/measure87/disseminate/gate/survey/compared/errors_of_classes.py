"""Errors of a share by how many of each class of weights are cases, persons being drawn one by one.

With weights w of classes of n persons, m of them cases, W the weight of all and N how many they
are, the square of the error is

    N / (N - 1) / W^2 sum of w^2 (m (1 - 2 f) + n f^2),

f being the weighted share of cases in the class of the population table that a class is of, or of
everybody where weights meet none (as `errors_of_sets` has it for sets of persons). The sum is
called a spread here. Which classes of the table there are the gate does not know: those who stayed
and whose weights were multiplied by one number since are of one, or else all of one weight.
"""

from dataclasses import dataclass

import numba
import numpy as np

from measure87.disseminate.gate.survey.compared.sums_by_two_weights import Classes, alike
from measure87.disseminate.gate.survey.precision.steps import FINEST, RUNGS, step_of, stepped_errors
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

type Limits = tuple[float, float]
ANY: Limits = (-np.inf, np.inf)
_ALIKE, _PLACES = 1e-9, 4401
_DIGITS = 6


def limits_of_error(released: float, digits: float | None) -> Limits:
    """The least and greatest error that is released so, beside a value in such steps.

    By the finest rung that the two may be of: coarser ones are for few cases.

    >>> tuple(round(one, 4) for one in limits_of_error(0.02, 0.002))
    (0.019, 0.0225)
    """
    if not digits:
        return ANY
    steps = (step_of(released, rung.value) for rung in RUNGS)
    same = [abs(step - digits) <= _ALIKE * digits for step in steps]
    rung = RUNGS[same.index(True)] if any(same) else FINEST
    errors = released * np.linspace(0.5, 1.6, _PLACES)
    shown = errors[np.abs(stepped_errors(errors, rung)[0] - released) <= _ALIKE * released]
    if not len(shown):
        return ANY  # Where weights are alike errors have two digits, and no such steps.
    apart = errors[1] - errors[0]
    return float(shown.min() - apart), float(shown.max() + apart)


@dataclass(frozen=True)
class Spreads:
    """Classes of weights of everybody of two releases, those who stayed being of the first of them.

    then, now : (C,) weights, 0 where nobody of a class is in a release
    size_then, size_now : (C,) persons
    table : (C,) class of the population table
    left, came : (m, C) cases of those who left, or came, in each of some ways
    """

    then: FloatArray
    now: FloatArray
    size_then: FloatArray
    size_now: FloatArray
    table: IntArray
    left: IntArray
    came: IntArray

    def of_now(self, cases: IntArray, way: int) -> FloatArray:
        """(p,) spreads of now, of (p, K) cases of those who stayed and of one way."""
        return _spreads(_beside(cases, self.came[way]), self.now, self.size_now, self.table)

    def of_then(self, cases: IntArray, way: int) -> FloatArray:
        """The same of then."""
        return _spreads(_beside(cases, self.left[way]), self.then, self.size_then, self.table)


def _beside(cases: IntArray, others: IntArray) -> FloatArray:
    """(p, C) cases of those who stayed, (p, K), and of others, (C,)."""
    found = np.tile(others.astype(np.float64), (len(cases), 1))
    found[:, : cases.shape[1]] += cases
    return found


def spreads_of(
    classes: Classes,
    weight: FloatArray,
    is_left: BoolArray,
    size: IntArray,
    left: IntArray,
    came: IntArray,
) -> list[Spreads]:
    """By each way in which classes of weights may be of a class of the population table.

    Parameters
    ----------
    classes
        Of those who stayed.
    weight, is_left, size : (kinds,)
        Of those who left or came.
    left, came : (m, kinds)
        Cases of each, in each of some ways.
    """
    number = len(classes.size)
    place = np.arange(number, number + len(weight))
    for kind, (one, gone) in enumerate(zip(weight, is_left, strict=True)):
        own = classes.then if gone else classes.now
        same = np.flatnonzero(np.abs(own - one) <= _ALIKE * one)
        if len(same):
            place[kind] = same[0]
    where = (place[:, None] == np.arange(number + len(weight))).astype(np.int64)
    then = np.concatenate([classes.then, np.where(is_left, weight, 0.0)])
    now = np.concatenate([classes.now, np.where(is_left, 0.0, weight)])
    stayed = np.concatenate([classes.size, np.zeros(len(weight), dtype=np.int64)])
    size_then = stayed + np.where(is_left, size, 0) @ where
    size_now = stayed + np.where(is_left, 0, size) @ where
    alone = number + np.arange(len(weight))
    times = np.round(classes.now / classes.then, _DIGITS)
    _, by_times = np.unique(times, return_inverse=True)
    first, _ = alike(classes.then, classes.now)
    by_weight = np.argmax(
        (np.abs(classes.then[:, None] - classes.then[first]) <= _ALIKE * classes.then[:, None])
        & (np.abs(classes.now[:, None] - classes.now[first]) <= _ALIKE * classes.now[:, None]),
        axis=1,
    )
    tables = [by_times.ravel(), by_weight.ravel()]
    if by_times.max(initial=0) == by_weight.max(initial=0):
        tables = tables[:1]
    return [
        Spreads(
            then, now, size_then.astype(float), size_now.astype(float),
            np.concatenate([one, alone]), left @ where, came @ where,
        )
        for one in tables
    ]  # fmt: skip


@numba.njit(cache=True)
def _spread(
    cases: FloatArray, weight: FloatArray, size: FloatArray, table: IntArray, sums: FloatArray
) -> float:
    """Of (C,) cases; `sums`, (tables, 2), is written over."""
    sums[:] = 0.0
    for k in range(len(cases)):
        sums[table[k], 0] += weight[k] * cases[k]
        sums[table[k], 1] += weight[k] * size[k]
    found = 0.0
    for k in range(len(cases)):
        if size[k] > 0.0 and sums[table[k], 1] > 0.0:
            share = sums[table[k], 0] / sums[table[k], 1]
            found += weight[k] ** 2 * (cases[k] * (1.0 - 2.0 * share) + size[k] * share**2)
    return found


@numba.njit(cache=True)
def _spreads(
    cases: FloatArray, weight: FloatArray, size: FloatArray, table: IntArray
) -> FloatArray:
    found = np.empty(len(cases))
    sums = np.empty((table.max() + 1, 2))
    for m in range(len(cases)):
        found[m] = _spread(cases[m], weight, size, table, sums)
    return found


@numba.njit(cache=True)
def fit_with_errors(
    then: FloatArray,
    now: FloatArray,
    cases: IntArray,
    wanted_then: FloatArray,
    off_then: float,
    wanted_now: FloatArray,
    off_now: float,
    spreads: tuple[FloatArray, FloatArray, FloatArray, FloatArray, IntArray, IntArray, IntArray],
    limits_then: tuple[float, float],
    limits_now: tuple[float, float],
) -> BoolArray:
    """(m,) whether a point, ascending by `then`, fits what is wanted, and either error as well.

    Parameters
    ----------
    spreads
        `then`, `now`, `size_then`, `size_now`, `table`, `left` and `came` of `Spreads`, of m ways.
    limits_then, limits_now
        Of spreads.
    """
    weight_then, weight_now, size_then, size_now, table, left, came = spreads
    found = np.zeros(len(wanted_then), dtype=np.bool_)
    sums = np.empty((table.max() + 1, 2))
    own = np.empty(len(table))
    for m in range(len(wanted_then)):
        at = np.searchsorted(then, wanted_then[m] - off_then)
        while at < len(then) and then[at] <= wanted_then[m] + off_then:
            if abs(now[at] - wanted_now[m]) <= off_now:
                for k in range(len(table)):
                    own[k] = came[m, k] + (cases[at, k] if k < cases.shape[1] else 0)
                one = _spread(own, weight_now, size_now, table, sums)
                if limits_now[0] <= one <= limits_now[1]:
                    for k in range(len(table)):
                        own[k] = left[m, k] + (cases[at, k] if k < cases.shape[1] else 0)
                    one = _spread(own, weight_then, size_then, table, sums)
                    if limits_then[0] <= one <= limits_then[1]:
                        found[m] = True
                        break
            at += 1
    return found
