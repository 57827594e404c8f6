"""The cheapest sample that keeps every precision that is asked: multi-domain allocation.

    minimise sum_h c_h n_h   subject to   sum_h a_hj / n_h <= 1 for all j,   low_h <= n_h <= high_h.

The problem is convex in x = 1 / n and is solved by an interior point method (`interior`). With
multipliers m_j >= 0 of the constraints no allocation can cost less than

    g(m) = sum_h (c_h n_h + sum_j m_j a_hj / n_h) - sum_j m_j,
    n_h = clip(sqrt(sum_j m_j a_hj / c_h), low_h, high_h);

what the numbers found cost above it is given as the gap, which certifies them however they were
found.

Source: Bethel (1989), Survey Methodology 15(1), 47-57; Chromy (1987), Proceedings of the Survey
Research Methods Section, ASA, 194-199, whose multiplicative rule for m finds the same (as tests
hold) but slowly, and is not meant for bounds; both as told by De Meo (2009) (the papers unseen).
"""

from dataclasses import dataclass

import numpy as np

from measure87.design.allocation.interior import interior_point
from measure87.numerics.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Cheapest:
    """The real numbers that cost least.

    n : (H,) float, units, which keep every constraint
    multiplier : (J,) float, by how much the cost falls for each constraint that is loosened
    gap : what n costs above the least cost there can be, as a share of the cost
    """

    n: FloatArray
    multiplier: FloatArray
    gap: float


@dataclass(frozen=True)
class _Problem:
    a: FloatArray
    cost: FloatArray
    low: FloatArray
    high: FloatArray

    def dual(self, m: FloatArray) -> float:
        """No allocation is cheaper than this, whatever the multipliers are."""
        n = np.clip(np.sqrt(self.a @ m / self.cost), self.low, self.high)
        return float(self.cost @ n + (self.a @ m) @ (1.0 / n) - m.sum())

    def used(self, n: FloatArray) -> FloatArray:
        """(J,) what each constraint allows, as used: above 1 it is broken."""
        return (1.0 / n) @ self.a


def unattainable(a: FloatArray, high: FloatArray) -> IntArray:
    """Constraints that no numbers up to `high` keep."""
    return np.flatnonzero((1.0 / np.maximum(high, 1e-300)) @ a > 1.0 + 1e-12)


def cheapest(a: FloatArray, cost: FloatArray, low: FloatArray, high: FloatArray) -> Cheapest:
    """Real numbers of units that keep all constraints at the least cost.

    Parameters
    ----------
    a : (H, J) float, not negative
    cost : (H,) float, above 0
    low, high : (H,) float
        Bounds; `high` keeps every constraint (see `unattainable`).

    >>> found = cheapest(np.array([[4.0], [1.0]]), np.ones(2), np.ones(2), np.full(2, 50.0))
    >>> found.n  # Neyman: in proportion to the square roots of a
    array([6., 3.])
    """
    single = (a > 0).sum(axis=0) == 1  # of one stratum: no more than a least number of it
    bounds = a[:, single].max(axis=1, initial=0.0)
    least = np.minimum(np.maximum(low, bounds), high)
    live = ~single & (a > 0).any(axis=0)
    problem = _Problem(a[:, live], cost, np.maximum(least, 1e-9), np.maximum(high, 1e-9))
    n, m = _solved(problem)
    n = _kept(problem, n)
    bottom = problem.dual(m)
    multiplier = np.zeros(a.shape[1])
    multiplier[live] = m
    n = np.where((a > 0).any(axis=1), n, low)
    spent = float(cost @ n)
    return Cheapest(n, multiplier, max(spent - bottom, 0.0) / spent if spent > 0 else 0.0)


def _solved(problem: _Problem) -> tuple[FloatArray, FloatArray]:
    """Numbers and multipliers; strata without room, or that no constraint is on, stand at their
    least."""
    a, low, high = problem.a, problem.low, problem.high
    n = low.copy()
    moving = (high > low * (1 + 1e-12)) & (a > 0).any(axis=1)
    b = 1.0 - (1.0 / low[~moving]) @ a[~moving]
    binding = (b > 0) & (a[moving] > 0).any(axis=0) & ((1.0 / low) @ a > 1.0)
    m = np.zeros(a.shape[1])
    if not binding.any():
        return n, m
    part = a[moving][:, binding]
    x, m[binding] = interior_point(
        part, b[binding], problem.cost[moving], 1.0 / high[moving], 1.0 / low[moving]
    )
    n[moving] = 1.0 / x
    return n, m


def _kept(problem: _Problem, n: FloatArray) -> FloatArray:
    """The numbers, made larger by what rounding in the multipliers left of the constraints."""
    for _ in range(60):
        excess = float(problem.used(n).max(initial=0.0))
        if excess <= 1.0:
            break
        n = np.minimum(n * excess * (1 + 1e-15), problem.high)
    return n


def whole_numbers(
    a: FloatArray,
    cost: FloatArray,
    n: FloatArray,
    multiplier: FloatArray,
    low: IntArray,
    high: IntArray,
) -> IntArray:
    """Whole numbers that keep all constraints, none of which could be one less.

    Rounded up, then units taken away one by one where all constraints allow it, first where what
    the unit is worth by the multipliers is least beside its cost. They are not proved to be the
    cheapest; they cost less than one unit of each stratum above the real solution.
    """
    whole = np.clip(np.ceil(n - 1e-9), low, high).astype(np.int64)
    least = np.where((a > 0).any(axis=1), np.maximum(low, 1), low)
    whole = np.maximum(whole, least)
    slack = 1.0 + 1e-12 - (1.0 / np.maximum(whole, 1)) @ a
    left = np.flatnonzero(whole > least)
    while left.size:
        worth = (a @ multiplier)[left] / (whole[left] * (whole[left] - 1.0)) / cost[left]
        taken = []
        for h in left[np.argsort(worth, kind="stable")]:
            lost = a[h] / max(whole[h] * (whole[h] - 1.0), 1.0)
            if (lost <= slack).all():
                whole[h] -= 1
                slack = slack - lost
                taken.append(h)
        left = np.array([h for h in taken if whole[h] > least[h]], dtype=np.int64)
    return whole
