"""How many sets of persons the rows of groups that overlap leave, all of them taken together.

Sex, area, wealth and three variables more, none crossed with another, are twelve rows beside that
of everybody. Each leaves millions of sets of persons who could be its cases, and all of them
together one: of 60 children with 14 cases an integer programme finds it in half a minute. Sets of
more than ten persons are too many to go through, and a programme would have to be solved anew for
each row that might give way. So the sets that are left are counted as they are to be expected.

Of all sets of as many persons as are cases, the numbers that rows tell (counts, and sums of weights
and of their squares) are nearly normal, with a mean and a covariance that follow from weights and
groups. A number in steps leaves those sets that lie within one. What all of them say together is
1/2 log2 det(1 + S / D) bits, S being the covariance and D the variances of the steps, which counts
nothing twice: the row of boys says little where those of girls and of everybody are shown. These
bits are taken from those of all sets, and so is what numbers say that are far from the mean. Of
each person it is asked how many sets are left in which she is no case.

All of it follows from what is released and from what a reader of the public-use file knows, so
that what is coarser for it, or hidden, tells nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import e, lgamma, log, log2, pi

import numpy as np

from measure87.disseminate.gate.survey.precision.steps import Rung, step_of, stepped_error
from measure87.disseminate.gate.survey.rows.possible_sets import by_lots, rows_of
from measure87.disseminate.gate.survey.rows.row_audit import Weighing
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.status import YES

ENOUGH_BITS = 10.0
"""Sets that must be left without any one person, as a power of two."""
MOST_BITS = 128.0
"""Sets that there may be of all persons, as a power of two, for it to be asked."""
_DRAWN = 400
"""Sets by which it is found how an error hangs on who is a case."""
_SEED = 87
_OF_ROUNDING = 1 / 12
"""Variance of a number that is known to within one step, in squares of it."""
_NO_STEP_IS_NORMAL = log2(2 * pi * e * _OF_ROUNDING) / 2
"""Bits that a number says beside those that it would if its rounding had a normal distribution."""
_ALIKE = 1e-9


@dataclass(frozen=True)
class Told:
    """Numbers that are sums over the cases of a group, and what is left open of them.

    Attributes
    ----------
    adds : (m, n)
        What each person of the group adds to them if she is a case.
    found, open_to : (m,)
        As released, and the variance of what rounding leaves open.
    beside
        Bits that are said beside them.
    """

    adds: FloatArray
    found: FloatArray
    open_to: FloatArray
    beside: float = 0.0


@dataclass(frozen=True)
class OverlappingRow:
    """A row of a group, or of persons of it.

    Attributes
    ----------
    could_be : (n,) bool
        Who of the row could be a case.
    place : (m,) int
        Where in the group each of these is.
    """

    weighing: Weighing
    could_be: BoolArray
    place: IntArray

    def told(self, persons: int, rung: Rung) -> Told:
        """What the row says of a group of so many where it is as coarse as a rung."""
        behind, row = self.weighing.persons, self.weighing.row
        inside, weights, squares = np.zeros((3, persons))
        weight = behind.weight[self.could_be]
        inside[self.place], weights[self.place], squares[self.place] = 1.0, weight, weight**2
        cases, size = float(self._is_case.sum()), float(behind.weight.sum())
        adds, found, open_to = [inside], [cases], [_OF_ROUNDING]
        if not 0 < cases < len(weight):
            return Told(np.array(adds), np.array(found), np.array(open_to))
        released, step = stepped_error(row.error or row.fallback, rung)
        value = round(row.value / step) * step
        adds.append(weights)
        found.append(value * size)
        open_to.append((step * size) ** 2 * _OF_ROUNDING)
        fit, beside = self._fit, 0.0
        if row.error and fit is not None:
            rounding = step_of(row.error, rung.error) ** 2 * _OF_ROUNDING
            beside = log2(1 + fit.varies / rounding) / 2 + fit.of_clusters
            off = released - fit.mean - fit.by_value * (value - fit.value)
            if fit.by_squares:
                adds.append(squares)
                found.append(fit.squares + off / fit.by_squares)
                open_to.append((rounding + fit.varies) / fit.by_squares**2)
            else:
                beside += max(off**2 / (rounding + fit.varies) - 1, 0.0) / log(4)
        return Told(np.array(adds), np.array(found), np.array(open_to), beside)

    @property
    def _is_case(self) -> BoolArray:
        return np.asarray(self.weighing.persons.status == YES)

    @cached_property
    def _fit(self) -> "_Fit | None":
        """How the error hangs on value and squares, over sets drawn at random."""
        persons, row = self.weighing.persons, self.weighing.row
        own = np.flatnonzero(self._is_case)
        rng = np.random.default_rng([_SEED, len(persons.weight), len(own)])
        could_be = np.flatnonzero(self.could_be)
        sets = could_be[by_lots(rng.random((_DRAWN, len(own))), len(could_be))]
        rows = rows_of(persons, np.concatenate([sets, own[None]]), of_rest=False)
        if not row.error or rows.error[-1] <= 0:
            return None
        error = rows.error[:-1] * (row.error / rows.error[-1])
        value, squares = rows.value[:-1], (persons.weight**2)[sets].sum(axis=1)
        beside_mean = [one - one.mean() for one in (value, squares)]
        scale = [
            max(float(one.std()), _ALIKE * float(np.abs(all_.mean())), 1e-300)
            for one, all_ in zip(beside_mean, (value, squares), strict=True)
        ]
        design = np.column_stack([one / by for one, by in zip(beside_mean, scale, strict=True)])
        slopes, *_ = np.linalg.lstsq(design, error - error.mean(), rcond=1e-6)
        rest = error - error.mean() - design @ slopes
        alike = int((rows.told_clusters[:-1] == rows.told_clusters[-1]).sum())
        matters = abs(slopes[1]) > 1e-3 * float(error.std()) > 0
        return _Fit(
            float(value.mean()),
            float(squares.mean()),
            float(error.mean()),
            float(slopes[0] / scale[0]),
            float(slopes[1] / scale[1]) if matters else 0.0,
            float(rest @ rest) / _DRAWN,
            -log2((alike + 1) / (_DRAWN + 1)),
        )


@dataclass(frozen=True)
class _Fit:
    """An error as a sum: its mean, that of value and squares, slopes, and the variance of the rest.

    `of_clusters` are the bits that are said by how many clusters have a case.
    """

    value: float
    squares: float
    mean: float
    by_value: float
    by_squares: float
    varies: float
    of_clusters: float


def bits_of_sets(persons: int, cases: int) -> float:
    """How many sets of so many cases there are, as a power of two.

    >>> round(2 ** bits_of_sets(6, 3), 6)
    20.0
    """
    found = lgamma(persons + 1) - lgamma(cases + 1) - lgamma(persons - cases + 1)
    return found / log(2)


def bits_without_each(persons: int, cases: int, rows: Sequence[Told]) -> FloatArray:
    """(persons,) the sets that are left in which each is no case, as a power of two.

    Parameters
    ----------
    persons, cases
        Of the group, fewer cases than persons.
    rows
        What is said of it.
    """
    adds = np.concatenate([row.adds for row in rows])
    found = np.concatenate([row.found for row in rows])
    share = cases / persons
    # In units of what rounding leaves open; the machine's own is left open too.
    scale = np.sqrt(np.concatenate([row.open_to for row in rows])) + _ALIKE * np.abs(found)
    beside_mean = (adds - adds.mean(axis=1, keepdims=True)) / scale[:, None]
    varies = share * (1 - share)
    spread = varies * persons / (persons - 1) * (beside_mean @ beside_mean.T) + np.eye(len(adds))
    inverse = np.linalg.inv(spread)
    off = (found - share * adds.sum(axis=1)) / scale
    far = float(off @ inverse @ off) - len(adds)
    said = float(np.linalg.slogdet(spread)[1]) / log(4) + sum(row.beside for row in rows)
    said += (len(adds) - float(np.trace(inverse))) * _NO_STEP_IS_NORMAL
    moved = inverse @ beside_mean
    of_own, of_off = np.einsum("ij,ij->j", beside_mean, moved), off @ moved
    return bits_of_sets(persons, cases) - said - far / log(4) + _of_each(of_own, of_off, share)


def _of_each(of_own: FloatArray, of_off: FloatArray, share: float) -> FloatArray:
    """(n,) the share of the sets in which each is no case, as a power of two.

    By the rule of Bayes: how far the numbers are from the mean where she is a case, and where she
    is none; with the covariance less what she adds to it herself.
    """
    varies = share * (1 - share)
    rest = np.maximum(1 - varies * of_own, _ALIKE)
    none, case = (
        2 * by * of_off + by**2 * of_own + varies * (of_off + by * of_own) ** 2 / rest
        for by in (share, share - 1)
    )
    odds = (none - case) / 2 + log(share / (1 - share))
    return np.asarray(-np.logaddexp(0.0, odds) / log(2))
