"""How many cases will a survey find, and how will they lie in its clusters?

The number of cases in a cluster of b persons is beta-binomial with mean b p and correlation
`icc`; clusters are independent. Of the sum over m clusters this gives, exactly and without any
normal approximation, the chance of every number of cases x, and with it of the pairs of cases
that share a cluster, T = sum over clusters of y (y - 1)/2. A variance that is estimated from
clusters is a function of both, since the sum of squared cases per cluster is x + 2 T.

Method: the generating function of one cluster to the power m, by the discrete Fourier transform.
Where cases are many the table of x and T would be large; there T has its exact mean and variance
given x, and the shape of a gamma distribution (`_by_moments`).
"""

from dataclasses import dataclass

import numpy as np
from scipy import fft, special

from measure87.design.planned_sample import PlannedSample
from measure87.numerics.arrays import FloatArray

_MOST_STATES = 30_000
"""Entries of a table of x and T that is still made in full: up to some 15 cases. Above them the
moments give the mean half-width to 0.3 %."""

_LEAST_CHANCE = 1e-11
"""States below it are left out; together they are less than the rounding of what is shown."""

NODES: FloatArray = np.asarray((np.arange(9) + 0.5) / 9.0, dtype=np.float64)
"""Quantiles that stand for a distribution, equally likely."""


@dataclass(frozen=True)
class CaseCounts:
    """States that a survey may be in, with their chances; arrays of one shape (states,).

    chance : sums to 1
    cases : persons with the outcome
    pairs : pairs of cases in one cluster
    clusters_with_cases : expected, given cases and pairs
    cases_by_take : sum over clusters of cases times persons, expected
    """

    chance: FloatArray
    cases: FloatArray
    pairs: FloatArray
    clusters_with_cases: FloatArray
    cases_by_take: FloatArray


def beta_binomial(size: int, p: float, icc: float) -> FloatArray:
    """Chances of 0 to `size` cases among `size` persons who correlate by `icc`.

    >>> beta_binomial(2, 0.5, 1.0).round(3).tolist()
    [0.5, 0.0, 0.5]
    >>> beta_binomial(2, 0.5, 0.0).round(3).tolist()
    [0.25, 0.5, 0.25]
    """
    y = np.arange(size + 1.0)
    if icc >= 1.0:
        found = np.zeros(size + 1)
        found[0] += 1.0 - p
        found[-1] += p
        return found
    ways = -special.betaln(y + 1.0, size - y + 1.0) - np.log(size + 1.0)
    if icc <= 1e-9:
        return np.asarray(np.exp(ways + special.xlogy(y, p) + special.xlog1py(size - y, -p)))
    a, b = (chance * (1.0 - icc) / icc for chance in (p, 1.0 - p))
    return np.asarray(np.exp(ways + special.betaln(y + a, size - y + b) - special.betaln(a, b)))


def cluster_law(plan: PlannedSample) -> tuple[FloatArray, FloatArray]:
    """Chance of each number of cases in one cluster, and the same times its persons."""
    takes = plan.takes()
    chances = np.zeros(takes[-1][0] + 1)
    by_take = np.zeros_like(chances)
    for size, share in takes:
        found = share * beta_binomial(size, plan.prevalence, plan.icc)
        chances[: size + 1] += found
        by_take[: size + 1] += found * size
    return chances, by_take


def chance_of_no_case(plan: PlannedSample) -> float:
    """Chance that the whole survey finds no case: that of one cluster, to the power m."""
    return float(cluster_law(plan)[0][0] ** plan.clusters)


def case_counts(plan: PlannedSample) -> CaseCounts:
    """The states that a planned survey may be in, with their chances."""
    law, by_take = cluster_law(plan)
    cases = np.arange(law.size, dtype=np.float64)
    rows = _length(plan.clusters, law, cases)
    columns = _length(plan.clusters, law, cases * (cases - 1.0) / 2.0)
    # Unequal weights part every state again, by as many nodes.
    most = _MOST_STATES if plan.weighting <= 1.0 else _MOST_STATES // NODES.size
    if rows * columns <= most:
        return _in_full(plan.clusters, law, by_take, (rows, columns))
    return _by_moments(plan.clusters, law, by_take, rows)


def _length(clusters: int, law: FloatArray, value: FloatArray) -> int:
    """Entries that hold a sum over clusters but for a chance that cannot be told from 0."""
    mean, square = float(law @ value), float(law @ value**2)
    spread = float(np.sqrt(max(clusters * (square - mean**2), 0.0)))
    of_one = float(np.sqrt(square / mean)) if mean > 0.0 else 0.0
    far = clusters * mean + 12.0 * (spread + of_one) + 30.0
    most = clusters * float(value[-1])
    return int(fft.next_fast_len(int(min(most, far)) + 1, real=True))


def _in_full(
    clusters: int, law: FloatArray, by_take: FloatArray, shape: tuple[int, int]
) -> CaseCounts:
    """Every pair of x and T."""
    y = np.arange(law.size)
    pairs = y * (y - 1) // 2

    def transformed(values: FloatArray) -> FloatArray:
        table = np.zeros(shape)
        np.add.at(table, (y % shape[0], pairs % shape[1]), values)
        return np.asarray(fft.rfft2(table))

    one, rest = transformed(law), transformed(law)
    rest = rest ** (clusters - 1)
    chance = fft.irfft2(rest * one, shape)
    with_cases = clusters * fft.irfft2(rest * transformed(np.where(y > 0, law, 0.0)), shape)
    taken = clusters * fft.irfft2(rest * transformed(by_take * y), shape)
    at = np.nonzero(chance > _LEAST_CHANCE)
    found = chance[at]
    return CaseCounts(
        found / found.sum(),
        at[0].astype(np.float64),
        at[1].astype(np.float64),
        np.clip(with_cases[at] / found, np.minimum(at[0], 1), at[0]),
        np.maximum(taken[at] / found, 0.0),
    )


def _by_moments(clusters: int, law: FloatArray, by_take: FloatArray, rows: int) -> CaseCounts:
    """Every x; T given x by its mean and variance, in the shape of a gamma distribution."""
    y = np.arange(law.size, dtype=np.float64)
    pairs = y * (y - 1.0) / 2.0
    one, mean1, mean2 = (fft.rfft(law * weight, rows) for weight in (1.0, pairs, pairs**2))
    rest = one ** (clusters - 1)

    def total(values: FloatArray) -> FloatArray:
        return np.asarray(clusters * fft.irfft(rest * fft.rfft(values, rows), rows))

    chance = fft.irfft(rest * one, rows)
    kept = np.nonzero(chance > _LEAST_CHANCE)[0]
    found = chance[kept]
    two = clusters * (clusters - 1) * fft.irfft(one ** max(clusters - 2, 0) * mean1**2, rows)
    mean = total(law * pairs)[kept] / found
    square = (clusters * fft.irfft(rest * mean2, rows) + two)[kept] / found
    nodes = gamma_nodes(np.maximum(mean, 0.0), np.maximum(square - mean**2, 0.0), NODES)
    n_nodes = NODES.size
    return CaseCounts(
        np.repeat(found / found.sum() / n_nodes, n_nodes),
        np.repeat(kept.astype(np.float64), n_nodes),
        nodes.ravel(),
        np.repeat(np.clip(total(law * (y > 0))[kept] / found, 0.0, kept), n_nodes),
        np.repeat(np.maximum(total(by_take * y)[kept] / found, 0.0), n_nodes),
    )


def gamma_nodes(mean: FloatArray, variance: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Equally likely values of gamma distributions, (cells, nodes), with exact means.

    A mean or a variance of 0 gives the mean at every node.
    """
    spread = (mean > 0.0) & (variance > 1e-12 * mean**2)
    shape = np.where(spread, mean**2 / np.where(spread, variance, 1.0), 1.0)
    raw = special.gammaincinv(shape[:, None], quantiles[None, :])
    centre = raw.mean(axis=1)
    usable = spread & (centre > 1e-12)
    scale = np.where(usable, mean / np.where(usable, centre, 1.0), 0.0)
    return np.where(usable[:, None], raw * scale[:, None], mean[:, None])
