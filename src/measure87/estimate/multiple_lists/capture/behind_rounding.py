"""Tables that may lie behind one whose cells were rounded at random to multiples of a base.

A rounded table is not what was counted, and an interval that takes it for that is too narrow. The
tables that may lie behind it are drawn as withheld cells are filled: from a log-linear model with
all lists and all pairs of lists. How far a method's figure moves over them is what the rounding
adds to its error.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from measure87.estimate.multiple_lists.capture.suppressed_cells import (
    fill_suppressed,
    lists_and_pairs,
)
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.kernels.poisson_regression import fit_poisson
from measure87.numerics.arrays import FloatArray, IntArray

TABLES_BEHIND = 20
_SETTLING, _BETWEEN = 20, 3
"""Rounds of the sampler before the first table and between tables."""
_LARGEST_LOG = 50.0


@dataclass(frozen=True)
class TablesBehind:
    """A rounded table (withheld cells filled), and tables that may lie behind it.

    Both have their lists in canonical order, and the same withheld cells filled alike.
    """

    rounded: CaptureTable
    behind: tuple[CaptureTable, ...]


def tables_behind(
    table: CaptureTable, base: int, rng: np.random.Generator, number: int = TABLES_BEHIND
) -> TablesBehind:
    """Draw tables that random rounding may have made into this one.

    Parameters
    ----------
    table : CaptureTable
        With multiples of `base` in its cells.
    base : int, persons
    rng : numpy Generator
    number : int
        Tables to draw.

    Returns
    -------
    TablesBehind

    Notes
    -----
    The rounding is systematic among cells of persons on equally many lists: in an unknown order,
    from an unknown beginning, the remainders are added up, and a cell goes up where the sum passes
    a multiple of the base. The excess of the sum over the last multiple (0 to base - 1) before and
    after a cell differ by its count less its rounded count. So given the order the excesses are a
    Markov chain, whose steps weigh as the Poisson probability of the count that they imply; it
    is drawn forwards and backwards. A new order is proposed each time, and taken by Metropolis's
    rule. Poisson means come from a regression on lists and pairs of lists as in `fill_suppressed`.

    The chain is our own: it follows from the definition of systematic sampling.
    """
    ordered = table.in_canonical_order()
    withheld = np.array(sorted(ordered.suppressed), dtype=np.int64)
    if withheld.size:
        ordered = fill_suppressed(ordered, 1, rng)[0]
    free = ordered.possible & ~np.isin(ordered.histories, withheld)
    return TablesBehind(ordered, tuple(_drawn(ordered, np.flatnonzero(free), base, rng, number)))


def _drawn(
    table: CaptureTable, free: IntArray, base: int, rng: np.random.Generator, number: int
) -> Iterator[CaptureTable]:
    """By turns the coefficients given the counts, and the counts of the free cells given those."""
    cells = np.flatnonzero(table.possible)
    design, penalty = lists_and_pairs(table, cells)
    on = np.array([int(history).bit_count() for history in table.histories])
    groups = [
        _RoundedTogether(where, table.counts[where], base, rng.permutation(len(where)))
        for where in (free[on[free] == m] for m in range(1, table.n_lists + 1))
        if len(where)
    ]
    counts, start = table.counts.copy(), None
    for turn in range(_SETTLING + (number - 1) * _BETWEEN + 1):
        fit = fit_poisson(design, counts[cells].astype(np.float64), None, penalty, start)
        start = fit.coefficients
        drawn = rng.multivariate_normal(fit.coefficients, fit.covariance, method="cholesky")
        means = np.zeros(len(counts))
        means[cells] = np.exp(np.clip(design @ drawn, -_LARGEST_LOG, _LARGEST_LOG))
        for group in groups:
            counts[group.cells] = group.counts_behind(means[group.cells], rng)
        if turn >= _SETTLING and (turn - _SETTLING) % _BETWEEN == 0:
            yield table.with_counts(counts.copy())


@dataclass
class _RoundedTogether:
    """Cells that share one pass of systematic rounding.

    Attributes
    ----------
    cells : (n,) places in the table
    rounded : (n,) persons
    base : persons
    order : (n,) the order in which the remainders were added up, as far as it is drawn
    """

    cells: IntArray
    rounded: IntArray
    base: int
    order: IntArray

    def counts_behind(self, means: FloatArray, rng: np.random.Generator) -> IntArray:
        """(n,) persons: a draw given that the rounding gave `rounded`; takes a new order or not."""
        steps = self._steps(means)
        other = rng.permutation(len(self.cells))
        now, then = (_forwards(steps[order]) for order in (self.order, other))
        if rng.random() < np.exp(then.log_weight - now.log_weight):
            self.order, now = other, then
        excess = _backwards(now.reached, steps[self.order], rng)
        counts = self.rounded.copy()
        counts[self.order] += np.diff(excess)
        return counts

    def _steps(self, means: FloatArray) -> FloatArray:
        """(n, base, base) weights of an excess after the cell (column) given that before (row).

        Each cell's largest is 1, so that only ratios within a cell are lost.
        """
        change = np.arange(self.base)[None, :] - np.arange(self.base)[:, None]
        behind = self.rounded[:, None, None] + change
        possible = np.maximum(behind, 0)
        logs = special.xlogy(possible, means[:, None, None]) - special.gammaln(possible + 1.0)
        logs = np.where(behind < 0, -np.inf, logs)
        weights: FloatArray = np.exp(logs - logs.max(axis=(1, 2), keepdims=True))
        return weights


@dataclass(frozen=True)
class _Forwards:
    """Weights of the excess before the first and after each cell, and the log of their sum."""

    reached: FloatArray
    log_weight: float


def _forwards(steps: FloatArray) -> _Forwards:
    """(n + 1, base) weights that lead to each excess; begun with all alike."""
    reached = np.empty((len(steps) + 1, steps.shape[1]))
    reached[0] = 1.0 / steps.shape[1]
    log_weight = 0.0
    for place, step in enumerate(steps):
        led = reached[place] @ step
        log_weight += float(np.log(led.sum()))
        reached[place + 1] = led / led.sum()
    return _Forwards(reached, log_weight)


def _backwards(reached: FloatArray, steps: FloatArray, rng: np.random.Generator) -> IntArray:
    """(n + 1,) excesses, drawn from the last to the first."""
    excess = np.empty(len(reached), dtype=np.int64)
    excess[-1] = _one_of(reached[-1], rng)
    for place in range(len(steps) - 1, -1, -1):
        excess[place] = _one_of(reached[place] * steps[place][:, excess[place + 1]], rng)
    return excess


def _one_of(weights: FloatArray, rng: np.random.Generator) -> int:
    return int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum(), side="right"))
