"""The cheapest sample that keeps every precision that is asked: multi-domain allocation.

    minimise sum_h c_h n_h   subject to   sum_h a_hj / n_h <= 1 for all j,   low_h <= n_h <= high_h.

The problem is convex in 1 / n. With multipliers m_j >= 0 the best numbers are

    n_h(m) = clip(sqrt(sum_j m_j a_hj / c_h), low_h, high_h),

and the dual g(m) = sum_h (c_h n_h + sum_j m_j a_hj / n_h) - sum_j m_j is concave. Chromy's rule
multiplies each m_j by the square of the constraint that it stands for, which goes fast at first
and slowly at the end; Newton's steps on the multipliers that are not 0 finish. What the numbers
cost over g, which no allocation can be cheaper than, is given as the gap.

Source: Bethel (1989), Survey Methodology 15(1), 47-57; Chromy (1987), Proceedings of the Survey
Research Methods Section, ASA, 194-199; both as told by De Meo (2009) (the papers themselves
unseen).
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

_CHROMY_STEPS = 60
_NEWTON_STEPS = 200
_HALVINGS = 40
_SETTLINGS = 30
CLOSE_ENOUGH = 1e-12
"""Largest gap and largest excess over a constraint, as shares."""


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

    def numbers(self, m: FloatArray) -> tuple[FloatArray, BoolArray]:
        """n(m), and which lie between their bounds."""
        wanted = np.sqrt(self.a @ m / self.cost)
        return np.clip(wanted, self.low, self.high), (wanted > self.low) & (wanted < self.high)

    def dual(self, m: FloatArray, n: FloatArray) -> float:
        """No allocation is cheaper than this."""
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
    live = (a > 0).any(axis=0)
    problem = _Problem(a[:, live], cost, np.maximum(low, 1e-9), np.maximum(high, 1e-9))
    m = _by_newton(problem, _by_chromy(problem))
    n, _ = problem.numbers(m)
    n = _kept(problem, n)
    least = problem.dual(m, problem.numbers(m)[0])
    multiplier = np.zeros(a.shape[1])
    multiplier[live] = m
    spent = float(cost @ n)
    n = np.where((a > 0).any(axis=1), n, low)
    return Cheapest(n, multiplier, max(spent - least, 0.0) / spent if spent > 0 else 0.0)


def _by_chromy(problem: _Problem) -> FloatArray:
    """Multipliers after some of Chromy's steps."""
    a, cost = problem.a, problem.cost
    m = np.full(a.shape[1], 1.0 / max(a.shape[1], 1))
    m *= float(np.sqrt(a @ m * cost).sum()) ** 2  # at which the constraints' mean is used up
    for _ in range(_CHROMY_STEPS):
        n, _ = problem.numbers(m)
        m = m * problem.used(n) ** 2
    return m


def _by_newton(problem: _Problem, m: FloatArray) -> FloatArray:
    """Multipliers at the top of the dual."""
    n, free = problem.numbers(m)
    value = problem.dual(m, n)
    for _ in range(_NEWTON_STEPS):
        gradient = problem.used(n) - 1.0
        if _is_top(m, gradient):
            break
        m, value, moved = _newton_step(problem, m, value, gradient, n, free)
        if not moved:
            break
        n, free = problem.numbers(m)
    return m


def _is_top(m: FloatArray, gradient: FloatArray) -> bool:
    return _off(m, gradient) <= CLOSE_ENOUGH


def _off(m: FloatArray, gradient: FloatArray) -> float:
    """How far from the top: what constraints are broken by, and what those that count leave."""
    counts = float(m @ np.abs(gradient)) / max(float(m.sum()), 1e-300)
    return max(float(gradient.max(initial=0.0)), counts)


def _newton_step(
    problem: _Problem,
    m: FloatArray,
    value: float,
    gradient: FloatArray,
    n: FloatArray,
    free: BoolArray,
) -> tuple[FloatArray, float, bool]:
    """One step up the dual, multipliers at 0 that would fall held there."""
    off, near = _off(m, gradient), 1e-9 * float(m.max(initial=1.0))
    moving = (gradient > 0) | (m > near)
    b = problem.a[free] / np.sqrt(2.0 * problem.cost[free] * n[free] ** 3)[:, None]
    step = np.where(moving, 0.0, -m)
    for _ in range(_SETTLINGS):
        step[moving] = _solved(b[:, moving], gradient[moving] - b[:, moving].T @ (b @ step))
        fallen = moving & (m + step < 0)
        if not fallen.any():
            break
        step = np.where(fallen, -m, np.where(moving, 0.0, step))
        moving &= ~fallen
    for towards in (step, m * gradient):  # the second: Chromy's own direction, always upward
        length = 1.0
        for _ in range(_HALVINGS):
            moved = np.maximum(m + length * towards, 0.0)
            at, _ = problem.numbers(moved)
            higher = problem.dual(moved, at)
            if higher > value + 1e-14 * abs(value) or (
                higher >= value - 1e-12 * abs(value)  # at the top, where the dual is flat
                and _off(moved, problem.used(at) - 1.0) < 0.9 * off
            ):
                return moved, higher, True
            length /= 2.0
    return m, value, False


def _solved(b: FloatArray, gradient: FloatArray) -> FloatArray:
    """The step x with b'b x = gradient, nearly, where constraints repeat each other."""
    curvature = b.T @ b
    size = curvature.shape[0]
    ridge = 1e-13 * float(np.trace(curvature)) / max(size, 1) + 1e-300
    return np.linalg.solve(curvature + ridge * np.eye(size), gradient)


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
