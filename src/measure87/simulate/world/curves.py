"""Smooth curves over years, drawn by other means than random walks.

The model under test has random walks for trends and an autoregression for deviations. The truth is
made from steps of logistic shape and from waves, so that the model is tried on curves that are not
its own.
"""

import numpy as np

from measure87.numerics.arrays import FloatArray

_SLOWEST_STEP, _FASTEST_STEP = 3.5, 1.0
_LONGEST_WAVE, _SHORTEST_WAVE = 24.0, 4.0


def logistic_steps(
    rng: np.random.Generator, curves: int, years: FloatArray, *, steps: int, height: float
) -> FloatArray:
    """(curves, years) sums of smooth steps up or down, 0 in the middle year.

    Each step has a normal height, falls anywhere from the first year to the last, and takes some
    4 to 14 years.
    """
    middle = rng.uniform(years[0], years[-1], (curves, steps, 1))
    width = rng.uniform(_FASTEST_STEP, _SLOWEST_STEP, (curves, steps, 1))
    size = rng.normal(0.0, height, (curves, steps, 1))
    path = (size / (1.0 + np.exp(-(years - middle) / width))).sum(axis=1)
    return np.asarray(path - path[:, [len(years) // 2]])


def straight_lines(
    rng: np.random.Generator, curves: int, years: FloatArray, *, mean: float, spread: float
) -> FloatArray:
    """(curves, years) lines through 0 in the middle year; slopes per decade are normal."""
    slope = rng.normal(mean, spread, (curves, 1))
    return np.asarray(slope * (years - years[len(years) // 2]) / 10.0)


def waves(
    rng: np.random.Generator, curves: int, years: FloatArray, *, spread: float, number: int = 4
) -> FloatArray:
    """(curves, years) sums of waves of random length and phase, of standard deviation `spread`."""
    length = rng.uniform(_SHORTEST_WAVE, _LONGEST_WAVE, (curves, number, 1))
    phase = rng.uniform(0.0, 2.0 * np.pi, (curves, number, 1))
    wave = np.sqrt(2.0 / number) * np.sin(2.0 * np.pi * years / length + phase)
    return np.asarray(spread * wave.sum(axis=1))


def heavy_tailed(
    rng: np.random.Generator, number: int, *, spread: float, far: float, far_share: float
) -> FloatArray:
    """(number,) normal values, a share of which are much further off than the others."""
    is_far = rng.random(number) < far_share
    return np.asarray(rng.standard_normal(number) * np.where(is_far, far, spread))
