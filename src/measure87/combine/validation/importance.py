"""Weights for draws of one distribution that stand in for another, and whether they can.

The largest weights are replaced by the expected order statistics of a generalised Pareto
distribution fitted to them. Its shape k says whether the weighted draws can be trusted: under
0.7 they can; above it single draws decide.

Source: Vehtari, Simpson, Gelman, Yao & Gabry, Pareto smoothed importance sampling (arXiv
1507.02646); Zhang & Stephens (2009), Technometrics 51(3), 316-325, for the fit. Neither read in
print.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from measure87.numerics.arrays import FloatArray

LARGEST_SHAPE = 0.7
FEWEST_TAIL = 5


@dataclass(frozen=True)
class Weights:
    """Weights of draws.

    Attributes
    ----------
    weight : (draws,)
        They add to 1.
    shape : float
        k of the tail; infinite where there are too few draws to tell.
    """

    weight: FloatArray
    shape: float

    @property
    def usable(self) -> bool:
        """Whether what is computed with the weights can be trusted."""
        return self.shape < LARGEST_SHAPE

    @property
    def effective_draws(self) -> float:
        """What the weighted draws are worth."""
        return float(1.0 / (self.weight**2).sum())


def equal_weights(draws: int, *, usable: bool = True) -> Weights:
    """Weights of draws that stand for themselves; not usable where these have not converged."""
    return Weights(np.full(draws, 1.0 / draws), -np.inf if usable else np.inf)


def smoothed_weights(log_ratio: FloatArray) -> Weights:
    """Weights proportional to exp(log_ratio), the largest smoothed."""
    draws = len(log_ratio)
    ratio = log_ratio - log_ratio.max()
    if np.ptp(ratio) < 1e-12:
        return Weights(np.full(draws, 1.0 / draws), -np.inf)
    tail = int(np.ceil(min(0.2 * draws, 3.0 * np.sqrt(draws))))
    if tail < FEWEST_TAIL or tail >= draws:
        return Weights(np.asarray(special.softmax(ratio)), np.inf)
    order = np.argsort(ratio, kind="stable")
    largest = order[-tail:]
    cutoff = np.exp(ratio[order[-tail - 1]])
    excess = np.exp(ratio[largest]) - cutoff
    shape, scale = fit_generalised_pareto(excess)
    chance = (np.arange(1, tail + 1) - 0.5) / tail
    smooth = np.log(cutoff + generalised_pareto_quantile(chance, shape, scale))
    ratio = ratio.copy()
    ratio[largest] = np.minimum(smooth, 0.0)
    return Weights(np.asarray(special.softmax(ratio), dtype=np.float64), shape)


def fit_generalised_pareto(excess: FloatArray) -> tuple[float, float]:
    """Shape k and scale of excesses over a threshold, (n,) sorted upwards.

    The profile posterior mean of Zhang & Stephens, with the weak pull of k towards 0.5 (ten
    observations' worth) of the smoothing paper.
    """
    x = np.maximum(excess, np.finfo(np.float64).tiny)
    n = len(x)
    grid = 30 + int(np.sqrt(n))
    quartile = x[max(int(n / 4 + 0.5) - 1, 0)]
    theta = 1.0 / x[-1] + (1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))) / (3.0 * quartile)
    shapes = np.log1p(-theta[:, None] * x).mean(axis=1)
    profile = n * (np.log(-theta / shapes) - shapes - 1.0)
    best = float(special.softmax(profile) @ theta)
    shape = float(np.log1p(-best * x).mean())
    scale = -shape / best
    return (n * shape + 10.0 * 0.5) / (n + 10.0), scale


def generalised_pareto_quantile(chance: FloatArray, shape: float, scale: float) -> FloatArray:
    """Quantiles of the excess over the threshold."""
    if abs(shape) < 1e-12:
        return np.asarray(-scale * np.log1p(-chance))
    return np.asarray(scale * np.expm1(-shape * np.log1p(-chance)) / shape)


def weighted_quantile(values: FloatArray, weight: FloatArray, chance: float) -> float:
    """Smallest value at which the weights up to it reach `chance`."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    at = min(int(np.searchsorted(reached, chance * reached[-1])), len(values) - 1)
    return float(values[order[at]])
