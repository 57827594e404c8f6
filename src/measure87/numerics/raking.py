"""Raking of classes to margins, fast enough to be repeated in every replicate.

What is answered: with which factor exp(b_1 + ... + b_m) must the weights of a cell be multiplied,
one b for its class in each of m margins, so that weights add up to the known total of every
class. It is the distance `raking` of `measure87.numerics.calibration` where the auxiliaries say in
which class of each margin a cell is: the same equations, solved by the same Newton steps, whose
sums take m and m^2 additions a cell where the general ones take the square of all classes.

Source: Deville & Sarndal (1992), J. Am. Stat. Assoc. 87, 376-382 (unseen in print). Agrees with
`calibration_factors`, which shares none of the sums, to rounding.
"""

from dataclasses import dataclass

import numba
import numpy as np

from measure87.numerics.arrays import FloatArray, Int32Array
from measure87.numerics.calibration import CLOSE_ENOUGH

_MOST_STEPS = 200
_MOST_HALVINGS = 40
_LARGEST_EXPONENT = 50.0


@dataclass(frozen=True)
class Raked:
    """Factors of the cells, and whether they meet the totals.

    factor : (K,) float
    exponent : (p,) float
        b of each class; a start for weights that are almost the same.
    misfit : largest distance from a total, as a share of that total
    is_met : whether `misfit` is rounding
    """

    factor: FloatArray
    exponent: FloatArray
    misfit: float
    is_met: bool


def raking_factors(
    place: Int32Array, weight: FloatArray, totals: FloatArray, start: FloatArray | None = None
) -> Raked:
    """Factors by which the weights of cells meet the totals of all classes.

    Parameters
    ----------
    place : (K, m) int32
        The class of each cell in each margin; classes of all margins are numbered through.
    weight : (K,) float
        Sum of the given weights of each cell, 0 or more.
    totals : (p,) float
        Known total of each class; every margin adds up to the same.
    start : (p,) float, optional
        `exponent` of an earlier solution. Where it lies changes rounding alone.

    >>> place = np.array([[0, 2], [0, 3], [1, 2], [1, 3]], dtype=np.int32)
    >>> found = raking_factors(place, np.ones(4), np.array([6.0, 4.0, 5.0, 5.0]))
    >>> found.factor.round(12).tolist(), found.is_met
    ([3.0, 3.0, 2.0, 2.0], True)
    """
    b = np.zeros(totals.size) if start is None else start.copy()
    factor, sums = np.empty(weight.size), np.empty(totals.size)
    cross = np.empty((totals.size, totals.size))
    _add_up(place, weight, b, factor, sums, cross)
    gap = totals - sums
    for _ in range(_MOST_STEPS):
        if _misfit(gap, totals) <= CLOSE_ENOUGH:
            break
        step = np.linalg.lstsq(cross, gap, rcond=None)[0]
        before, length = float(gap @ gap), 1.0
        for _ in range(_MOST_HALVINGS):
            moved = b + length * step
            _add_up(place, weight, moved, factor, sums, cross)
            if float((totals - sums) @ (totals - sums)) < before:
                break
            length /= 2.0
        else:
            _add_up(place, weight, b, factor, sums, cross)
            break
        b, gap = moved, totals - sums
    misfit = _misfit(gap, totals)
    return Raked(factor, b, misfit, misfit <= 1e3 * CLOSE_ENOUGH)


def _misfit(gap: FloatArray, totals: FloatArray) -> float:
    """Largest distance from a total, as a share of it (of the largest one, where it is 0)."""
    below = np.where(totals > 0.0, totals, totals.max(initial=1.0))
    return float(np.abs(gap / below).max(initial=0.0))


@numba.njit(cache=True)
def _add_up(place, weight, exponent, factor, sums, cross):  # type: ignore[no-untyped-def]
    """The factors of an exponent, the sums of classes with them, and of pairs of classes."""
    sums[:] = 0.0
    cross[:] = 0.0
    m = place.shape[1]
    for k in range(place.shape[0]):
        u = 0.0
        for j in range(m):
            u += exponent[place[k, j]]
        factor[k] = np.exp(min(max(u, -_LARGEST_EXPONENT), _LARGEST_EXPONENT))
        w = weight[k] * factor[k]
        if w == 0.0:
            continue
        for j in range(m):
            sums[place[k, j]] += w
            for i in range(j + 1):
                cross[place[k, j], place[k, i]] += w
    for one in range(cross.shape[0]):
        for other in range(one):
            both = cross[one, other] + cross[other, one]
            cross[one, other] = both
            cross[other, one] = both
