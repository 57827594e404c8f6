"""Whether Markov chains agree, and how many independent draws they are worth.

What is answered: have several chains, begun far apart, come to the same distribution
(R-hat), and how far can their median and their limits be trusted (effective sample size,
Monte Carlo standard error)? Draws are shaped (chains, n) with the warm-up already removed.

Every chain is cut into halves, so that a trend inside a chain shows as a difference between
chains. Draws are replaced by normal scores of their ranks, so that the answers exist for heavy
tails too and do not depend on the scale.

Source: Vehtari, Gelman, Simpson, Carpenter & Burkner (2021), Rank-normalization, folding, and
localization: an improved R-hat for assessing convergence of MCMC, Bayesian Analysis 16(2),
667-718; Geyer (1992), Practical Markov chain Monte Carlo, Statistical Science 7(4), 473-483.
Both known here through their implementations, not read in print.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy import fft, stats

from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError

TAILS = (0.05, 0.95)
_FEWEST_DRAWS = 8
# A normal error covers one standard deviation either side with this probability.
_ONE_SIGMA = (0.15865525393145707, 0.8413447460685429)


def rank_normalised_r_hat(draws: npt.ArrayLike) -> float:
    """Potential scale reduction of several chains; 1 is agreement, above 1.01 is not.

    Parameters
    ----------
    draws : (chains, n)
        At least 8 per chain; a single chain is compared with itself, half with half.

    Returns
    -------
    float
        The larger of the R-hat of ranks, which sees chains in different places, and of folded
        ranks, which sees chains of different spread. 1 where all draws are equal; infinite
        where every chain stands still, in different places.

    Raises
    ------
    DataError
        For draws that are not finite, or too few.

    Notes
    -----
    Necessary, not sufficient: chains that all missed a part of the posterior agree.
    """
    split = _split(_checked(draws))
    folded = np.abs(split - np.median(split))
    return max(_r_hat(_normal_scores(split)), _r_hat(_normal_scores(folded)))


def effective_sample_size(draws: npt.ArrayLike) -> float:
    """Independent draws that say as much of the centre of the distribution (bulk).

    Parameters and errors as `rank_normalised_r_hat`. Draws that are all equal count in full.
    """
    return _effective(_normal_scores(_split(_checked(draws))))


def tail_effective_sample_size(draws: npt.ArrayLike) -> float:
    """Independent draws that say as much of the 5% and the 95% quantile, the smaller."""
    return min(quantile_effective_sample_size(draws, p) for p in TAILS)


def quantile_effective_sample_size(draws: npt.ArrayLike, p: float) -> float:
    """Independent draws that say as much of the quantile at `p`, 0 to 1.

    Where no draw lies above the quantile (a tie at the largest value) all draws count.
    """
    split = _split(_checked(draws))
    return _effective((split <= np.quantile(split, p)).astype(np.float64))


def quantile_standard_error(draws: npt.ArrayLike, p: float) -> float:
    """How far the quantile at `p` would move with other random numbers, in units of the draws.

    Half the distance between the quantiles of the draws that a beta distribution puts one
    standard deviation either side, the number of draws taken as effective.
    """
    values = _checked(draws)
    n = quantile_effective_sample_size(values, p)
    around = stats.beta.ppf(_ONE_SIGMA, n * p + 1.0, n * (1.0 - p) + 1.0)
    limits = np.quantile(values, np.asarray(around))
    return float(limits[1] - limits[0]) / 2.0


def _checked(draws: npt.ArrayLike) -> FloatArray:
    """The draws as numbers, (chains, n)."""
    values = np.asarray(draws, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] < 1:
        raise DataError(
            f"draws have shape {values.shape}; (chains, n) is needed", code="wrong-shape"
        )
    if values.shape[1] < _FEWEST_DRAWS:
        raise DataError(
            f"{values.shape[1]} draws per chain are too few to judge convergence",
            code="too-few-draws",
            hint=f"keep at least {_FEWEST_DRAWS} per chain",
        )
    bad = ~np.isfinite(values)
    if bad.any():
        raise DataError(
            f"{int(bad.sum())} of {values.size} draws are not finite", code="draw-not-finite"
        )
    return values


def _split(draws: FloatArray) -> FloatArray:
    """(2 chains, n // 2): halves as chains of their own; an odd draw in the middle goes."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normal_scores(draws: FloatArray) -> FloatArray:
    """Normal quantiles of the pooled ranks (Blom's 3/8), ties at their mean rank."""
    ranks = stats.rankdata(draws, method="average").reshape(draws.shape)
    return np.asarray(stats.norm.ppf((ranks - 0.375) / (draws.size + 0.25)), dtype=np.float64)


def _r_hat(chains: FloatArray) -> float:
    """Square root of pooled over within-chain variance."""
    n = chains.shape[1]
    if (np.ptp(chains, axis=1) == 0.0).all():
        return 1.0 if np.ptp(chains) == 0.0 else math.inf
    within = float(chains.var(axis=1, ddof=1).mean())
    between = float(chains.mean(axis=1).var(ddof=1))
    return math.sqrt((n - 1) / n + between / within)


def _effective(chains: FloatArray) -> float:
    """Draws over their integrated autocorrelation, by Geyer's monotone sequence."""
    m, n = chains.shape
    if np.ptp(chains) == 0.0:
        return float(m * n)
    covariance = _autocovariance(chains).mean(axis=0)
    within = covariance[0] * n / (n - 1)
    pooled = covariance[0] + (float(chains.mean(axis=1).var(ddof=1)) if m > 1 else 0.0)
    correlation = 1.0 - (within - covariance) / pooled
    correlation[0] = 1.0
    time = _autocorrelation_time(correlation)
    # Draws that repel one another are worth more than independent ones, within reason.
    return float(m * n / max(time, 1.0 / math.log10(m * n)))


def _autocorrelation_time(correlation: FloatArray) -> float:
    """Twice the summed correlations less 1, cut where sums of pairs stop being positive.

    The pairs are made not to increase. The even lag after the cut is added once where it is
    positive, which steadies the estimate for chains that alternate.
    """
    pairs = correlation[: len(correlation) // 2 * 2].reshape(-1, 2)
    # The last lags rest on so few products that no pair is begun there.
    sums = pairs[: (len(correlation) - 3) // 2 + 1].sum(axis=1)
    negative = np.flatnonzero(sums < 0.0)
    cut = int(negative[0]) if len(negative) else len(sums) - 1
    after = max(float(pairs[cut, 0]), 0.0)
    return -1.0 + 2.0 * float(np.minimum.accumulate(sums[:cut]).sum()) + after


def _autocovariance(chains: FloatArray) -> FloatArray:
    """(m, n) autocovariance at each lag, divided by n whatever the lag."""
    n = chains.shape[1]
    size = fft.next_fast_len(2 * n, real=True)
    spectrum = fft.rfft(chains - chains.mean(axis=1, keepdims=True), size, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    return np.asarray(fft.irfft(power, size, axis=1)[:, :n] / n, dtype=np.float64)
