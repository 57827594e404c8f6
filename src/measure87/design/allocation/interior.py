"""A primal-dual interior point method for the cheapest x = 1 / n.

    minimise sum_h c_h / x_h   subject to   sum_h a_hj x_h <= b_j,   l_h < x_h < u_h.

Slacks s_j of the constraints and multipliers of everything stay positive; each step is Newton's on
the conditions of optimality with a target for the products that falls to 0. It needs no feasible
start, and does not mind constraints that repeat each other or strata that stand at their bounds.
Source: Boyd and Vandenberghe (2004), Convex Optimization, Cambridge, section 11.7 (unseen).
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from measure87.numerics.arrays import FloatArray

_STEPS = 150
_TO_WALL = 0.995
_CLOSE_ENOUGH = 1e-13


@dataclass
class _Point:
    """x, the slacks s, and multipliers of the constraints (m), of u (v) and of l (w)."""

    x: FloatArray
    s: FloatArray
    m: FloatArray
    v: FloatArray
    w: FloatArray


def interior_point(
    a: FloatArray, b: FloatArray, cost: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The best x and the multipliers of the constraints.

    Parameters
    ----------
    a : (H, J) float, not negative; b : (J,) float, above 0
    cost, low, high : (H,) float, above 0; low below high
    """
    x = _first(a, b, cost, low, high)
    scale = float((cost / x).sum())  # so that the cost is about 1
    c = cost / scale
    p = _start(a, b, c, low, high, x)
    size = b.size + 2 * low.size
    for _ in range(_STEPS):
        mean = _products(p, low, high) / size
        if mean * size <= _CLOSE_ENOUGH * float((c / p.x).sum()) and _off(a, b, p) <= 1e-12:
            break
        newton = _Newton.at(a, b, c, low, high, p)
        if newton is None:
            break
        ahead = newton.step(0.0)
        reach = min(1.0, *_lengths(p, ahead, low, high))
        after = _products(_moved(p, ahead, reach, reach), low, high) / size
        step = newton.step(mean * max((max(after, 0.0) / mean) ** 3, 1e-3), ahead)
        primal, dual = _lengths(p, step, low, high)
        p = _moved(p, step, min(1.0, _TO_WALL * primal), min(1.0, _TO_WALL * dual))
    return p.x, p.m * scale


def _first(
    a: FloatArray, b: FloatArray, cost: FloatArray, low: FloatArray, high: FloatArray
) -> FloatArray:
    """Numbers as one variable would have them, so many that most constraints are kept."""
    x = np.sqrt(cost / ((a / b).mean(axis=1) + 1e-300))
    x *= 0.7 / float(((x @ a) / b).max())
    middle = 0.5 * (low + high)
    return np.clip(x, np.minimum(1.02 * low, middle), np.maximum(high / 1.02, middle))


def _start(
    a: FloatArray, b: FloatArray, c: FloatArray, low: FloatArray, high: FloatArray, x: FloatArray
) -> _Point:
    slack = np.maximum(b - x @ a, 0.1 * b)
    mean = float((c / x).sum()) / (b.size + 2 * x.size)
    return _Point(x, slack, mean / slack, mean / (high - x), mean / (x - low))


def _products(p: _Point, low: FloatArray, high: FloatArray) -> float:
    return float(p.m @ p.s + p.v @ (high - p.x) + p.w @ (p.x - low))


def _off(a: FloatArray, b: FloatArray, p: _Point) -> float:
    """By how much constraints and their slacks do not add up, as a share."""
    return float((np.abs(p.x @ a + p.s - b) / b).max(initial=0.0))


@dataclass
class _Newton:
    """Newton's equations at a point, factored once for several right sides."""

    a: FloatArray
    p: _Point
    dual: FloatArray
    primal: FloatArray
    above: FloatArray
    below: FloatArray
    root: FloatArray
    factor: tuple[FloatArray, bool]

    @classmethod
    def at(
        cls,
        a: FloatArray,
        b: FloatArray,
        c: FloatArray,
        low: FloatArray,
        high: FloatArray,
        p: _Point,
    ) -> "_Newton | None":
        """The equations; None where rounding leaves no way on."""
        above, below = high - p.x, p.x - low
        matrix = (a * (p.m / p.s)) @ a.T
        matrix[np.diag_indices_from(matrix)] += 2.0 * c / p.x**3 + p.v / above + p.w / below
        root = np.sqrt(np.diag(matrix))  # so that strata of all sizes count alike
        try:
            factor = cho_factor(matrix / np.outer(root, root))
        except (np.linalg.LinAlgError, ValueError):
            return None
        dual = -c / p.x**2 + a @ p.m + p.v - p.w
        return cls(a, p, dual, p.x @ a + p.s - b, above, below, root, factor)

    def step(self, target: float, ahead: _Point | None = None) -> _Point:
        """The step towards products of `target`, with what `ahead` would bend them by."""
        p = self.p
        products, on_v, on_w = (
            p.m * p.s - target,
            p.v * self.above - target,
            p.w * self.below - target,
        )
        if ahead is not None:
            products = products + ahead.m * ahead.s
            on_v, on_w = on_v - ahead.v * ahead.x, on_w + ahead.w * ahead.x
        right = -self.dual - self.a @ ((p.m * self.primal - products) / p.s)
        right = right + on_v / self.above - on_w / self.below
        dx = cho_solve(self.factor, right / self.root) / self.root
        ds = -self.primal - dx @ self.a
        dm = -(products + p.m * ds) / p.s
        return _Point(dx, ds, dm, (p.v * dx - on_v) / self.above, -(p.w * dx + on_w) / self.below)


def _lengths(p: _Point, d: _Point, low: FloatArray, high: FloatArray) -> tuple[float, float]:
    """How far a direction goes to the first wall, for x and slacks, and for multipliers."""
    return (
        min(_to_wall(p.s, d.s), _to_wall(high - p.x, -d.x), _to_wall(p.x - low, d.x)),
        min(_to_wall(p.m, d.m), _to_wall(p.v, d.v), _to_wall(p.w, d.w)),
    )


def _to_wall(room: FloatArray, towards: FloatArray) -> float:
    falling = towards < 0
    return float((-room[falling] / towards[falling]).min(initial=np.inf))


def _moved(p: _Point, d: _Point, primal: float, dual: float) -> _Point:
    return _Point(
        p.x + primal * d.x,
        p.s + primal * d.s,
        p.m + dual * d.m,
        p.v + dual * d.v,
        p.w + dual * d.w,
    )
