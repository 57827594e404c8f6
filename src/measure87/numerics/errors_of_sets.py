"""Errors of benchmarked weights, and of replicates, for whichever persons the cases are.

What is answered: if a set of a group's persons were its cases, what would the error of their share
be, made as that of the figure is? Either error is a sum of squares of sums over the set,

    sum_q s_q (sum of a_iq over i in the set)^2,    s_q of 1 or -1,

so that it takes one row of numbers for each person, whatever the set is.

Benchmarked weights: of sums z_c = u_c - A_c'B by cluster, u being the set's weights and B = sum of
w_i t_i its regression on the auxiliaries, with A_c = sum of w_i x_i, the variance in strata h is

    V(u) - 2 B'g + B'H B,    g = sum of w_i f_h (A_c - mean A_h),    H = V(A),

where V is the one without a benchmark, which is known elsewhere. Source: see
`estimate.survey.residuals`. Replicates: shares of the set by the weights of each, as they are.
"""

from dataclasses import dataclass
from typing import Protocol

import numba
import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

_ROUNDING = 1e-10
"""Share of its terms up to which a sum of squares is the machine's rounding."""


@dataclass(frozen=True)
class SquaredErrors:
    """Of sets of cases, (m,) each, in squared persons represented.

    share : the variance of the share, times the square of the weight of all
    total, total_of_rest : that of the weighted number of cases, and of all others
    """

    share: FloatArray
    total: FloatArray
    total_of_rest: FloatArray


@dataclass(frozen=True)
class SquaresOfPersons:
    """Numbers of each person of which errors are sums of squares.

    Attributes
    ----------
    of_share, of_total : (n, q)
        For the share, and for the number of persons.
    sign : (q,)
        1 or -1.
    is_all : bool
        Whether they are the whole variance, or what comes to the one between clusters.
    """

    of_share: FloatArray
    of_total: FloatArray
    sign: FloatArray
    is_all: bool

    def of(self, sets: IntArray, before: SquaredErrors, terms: FloatArray) -> SquaredErrors:
        """The errors of sets (m, size), `before` being those between clusters.

        A share's is exactly 0 where it is the machine's rounding of `terms`, (m,), that came to
        them, or of its own.
        """
        nothing = np.zeros(len(self.sign))
        share = square_sums(sets, self.of_share, self.sign, nothing)
        total = square_sums(sets, self.of_total, self.sign, nothing)
        rest = square_sums(sets, -self.of_total, self.sign, self.of_total.sum(axis=0))
        if self.is_all:
            terms = (self.of_share**2).sum(axis=1)[sets].sum(axis=1)
        else:
            share, total, rest = (
                share + before.share,
                total + before.total,
                rest + before.total_of_rest,
            )
        return SquaredErrors(np.where(share <= _ROUNDING * terms, 0.0, share), total, rest)


class ErrorsOfSets(Protocol):
    """How the errors of a group's figures are made."""

    @property
    def part(self) -> IntArray:
        """(n,) parts whose persons the error may take for one another, numbered from 0."""

    def only(self, inside: BoolArray) -> "ErrorsOfSets":
        """Those of some persons, (n,) whether each is."""

    def squares(self, weight: FloatArray, cluster: IntArray) -> SquaresOfPersons:
        """What errors are made of, by the weight and cluster of each."""


@dataclass(frozen=True)
class BenchmarkRegression:
    """What a benchmark leaves of sums over a whole sample; see the module.

    fitted : (K, p) coefficients by unit of weight of each calibration class, t
    of_cluster : (C, p) by unit of weight of each cluster, f_h (A_c - mean A_h)
    between : (p, p) H
    """

    fitted: FloatArray
    of_cluster: FloatArray
    between: FloatArray


def benchmark_regression(
    fitted: FloatArray,
    auxiliaries: FloatArray,
    stratum: IntArray,
    units: FloatArray,
    unasked: FloatArray | None = None,
) -> BenchmarkRegression:
    """The regression of a sample.

    Parameters
    ----------
    fitted : (K, p) float
        Coefficients by unit of weight of each class.
    auxiliaries : (C, p) float
        Sums of w x of each cluster.
    stratum : (C,) int
        Of each cluster.
    units, unasked : (strata,) float
        As `WeighedPersons` has them; strata of one cluster add nothing.
    """
    sums = np.zeros((len(units), auxiliaries.shape[1]))
    np.add.at(sums, stratum, auxiliaries)
    factor = between_factor(units, unasked)
    apart = auxiliaries - (sums / np.maximum(units, 1.0)[:, None])[stratum]
    of_cluster = factor[stratum][:, None] * apart
    return BenchmarkRegression(fitted, of_cluster, of_cluster.T @ auxiliaries)


def between_factor(units: FloatArray, unasked: FloatArray | None) -> FloatArray:
    """(strata,) n / (n - 1) of their clusters, times the share that is not in the sample.

    >>> between_factor(np.array([1.0, 2.0, 5.0]), np.array([1.0, 0.5, 1.0])).tolist()
    [0.0, 1.0, 1.25]
    """
    factor = np.where(units > 1, units / np.maximum(units - 1, 1.0), 0.0)
    return np.asarray(factor if unasked is None else factor * unasked)


@dataclass(frozen=True)
class ErrorsOfBenchmark:
    """Errors by residuals of some persons; `part` is the calibration class of each."""

    regression: BenchmarkRegression
    part: IntArray

    def only(self, inside: BoolArray) -> "ErrorsOfBenchmark":
        """See `ErrorsOfSets`."""
        return ErrorsOfBenchmark(self.regression, self.part[inside])

    def squares(self, weight: FloatArray, cluster: IntArray) -> SquaresOfPersons:
        """See `ErrorsOfSets`."""
        of = self.regression
        fitted = weight[:, None] * of.fitted[self.part]
        beside = weight[:, None] * of.of_cluster[cluster]
        # Both are of one size, so that their squares are told apart from rounding.
        scale = np.sqrt(_size(beside) / _size(fitted))
        persons = np.concatenate([fitted * scale, beside / scale], axis=1)
        p = len(of.between)
        form = np.zeros((2 * p, 2 * p))
        form[:p, :p] = of.between / scale**2
        form[:p, p:] = form[p:, :p] = -np.eye(p)
        found, vectors = np.linalg.eigh(form)
        columns = persons @ (vectors * np.sqrt(np.abs(found)))
        columns, sign = _fewest(columns, np.sign(found))
        share = columns - np.outer(weight / weight.sum(), columns.sum(axis=0))
        return SquaresOfPersons(share, columns, sign, is_all=False)


@dataclass(frozen=True)
class ErrorsOfReplicates:
    """Errors by replicates of some persons.

    Attributes
    ----------
    weights : (n, R) float
        Of each in each replicate, as figures are made with them.
    factor : (R,) float
        By which squares of the replicates are multiplied.
    mse : bool
        Whether squares are around the estimate; otherwise around the mean of the replicates that
        count.
    part : (n,) int
        Parts of persons who move with one another, as those who weigh the same in all replicates.
    """

    weights: FloatArray
    factor: FloatArray
    mse: bool
    part: IntArray

    def only(self, inside: BoolArray) -> "ErrorsOfReplicates":
        """See `ErrorsOfSets`."""
        return self.at(np.flatnonzero(inside))

    def at(self, place: IntArray) -> "ErrorsOfReplicates":
        """Those of persons by their places."""
        return ErrorsOfReplicates(self.weights[place], self.factor, self.mse, self.part[place])

    def squares(self, weight: FloatArray, cluster: IntArray) -> SquaresOfPersons:
        """See `ErrorsOfSets`; a group that is empty in a replicate has no error."""
        everybody = weight.sum()
        sums = self.weights.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(sums > 0, everybody / sums, 0.0) * self.weights
        share = self._apart(shares, weight)
        total = self._apart(self.weights, weight)
        both, sign = _fewest(np.concatenate([share, total]), np.ones(len(self.factor)))
        n = len(weight)
        return SquaresOfPersons(both[:n], both[n:], sign, is_all=True)

    def _apart(self, weights: FloatArray, weight: FloatArray) -> FloatArray:
        counts = self.factor > 0
        centre = weight if self.mse or not counts.any() else weights[:, counts].mean(axis=1)
        return np.asarray((weights - centre[:, None]) * np.sqrt(self.factor))


def constant_part(weights: FloatArray, weight: FloatArray) -> IntArray:
    """(n,) 1 of those whose weight is the same in all replicates (n, R), 0 of others.

    >>> constant_part(np.array([[2.0, 2.0], [1.0, 3.0]]), np.array([2.0, 2.0])).tolist()
    [1, 0]
    """
    moved = np.ptp(weights, axis=1) > 1e-6 * weight
    return np.asarray(~moved, dtype=np.int64)


def _size(numbers: FloatArray) -> float:
    """The largest of some numbers, 1 where all are 0."""
    return float(np.abs(numbers).max(initial=0.0)) or 1.0


def _fewest(columns: FloatArray, sign: FloatArray) -> tuple[FloatArray, FloatArray]:
    """As few columns (n, q) with the same sums of squares: no more than there are rows."""
    if len(sign) <= len(columns):
        return columns, sign
    found, vectors = np.linalg.eigh((columns * sign) @ columns.T)
    return vectors * np.sqrt(np.abs(found)), np.sign(found)


@numba.njit(cache=True)
def square_sums(
    sets: IntArray, columns: FloatArray, sign: FloatArray, start: FloatArray
) -> FloatArray:
    """(m,) sums of squares of sums over sets (m, size) of the rows of columns (n, q).

    Sums begin with `start`, (q,).

    >>> square_sums(np.array([[0, 1], [1, 2]]), np.array([[1.0], [2.0], [3.0]]), np.ones(1),
    ...             np.zeros(1))
    array([ 9., 25.])
    """
    found = np.zeros(sets.shape[0])
    sums = np.empty(len(sign))
    for m in range(sets.shape[0]):
        sums[:] = start
        for j in range(sets.shape[1]):
            one = sets[m, j]
            for k in range(len(sign)):
                sums[k] += columns[one, k]
        for k in range(len(sign)):
            found[m] += sign[k] * sums[k] ** 2
    return found
