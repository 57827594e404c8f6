"""Whether ranks of known truths among draws are uniform, by two stated tests.

Chi-square of equal bins sees any departure, the envelope of the cumulative distribution says
where it is: a truth that lies too often outside the draws, or always on one side.

Source: Talts and others (2018), arXiv 1804.06788, for the ranks; Sailynoja, Burkner & Vehtari
(2022), Statistics and Computing 32, 32, for the envelope, here with its level found by
simulation. Neither read in print.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import UsageError

ENVELOPE_DRAWS = 2000
ENVELOPE_SEED = 87


@dataclass(frozen=True)
class Uniformity:
    """What the tests say of one quantity.

    Attributes
    ----------
    worlds : int
    chi_square : float
        Of `bins` equal bins.
    bins : int
    p_value : float
        Chance of a chi-square at least as large from uniform ranks.
    outside : float
        Largest distance of the cumulative distribution from its envelope of `level`; 0 where
        it lies inside all along, which uniform ranks do with probability `level`.
    level : float
    """

    worlds: int
    chi_square: float
    bins: int
    p_value: float
    outside: float
    level: float


def judge_uniformity(
    ranks: IntArray, draws: int, *, bins: int = 5, level: float = 0.95
) -> Uniformity:
    """Both tests of ranks 0 to `draws`.

    Raises
    ------
    UsageError
        If the ranks do not fit the draws, or the bins do not divide them evenly.
    """
    if (draws + 1) % bins:
        raise UsageError(
            f"{bins} bins do not divide {draws + 1} possible ranks evenly", code="bins"
        )
    if not ((ranks >= 0) & (ranks <= draws)).all():
        raise UsageError(f"a rank lies outside 0 to {draws}", code="ranks")
    counts = np.bincount(ranks * bins // (draws + 1), minlength=bins)
    chi_square = float(((counts - len(ranks) / bins) ** 2).sum() / (len(ranks) / bins))
    low, high = envelope(len(ranks), draws, level)
    reached = _cumulative(ranks[None, :], draws)[0]
    outside = float(np.maximum(low - reached, reached - high).max(initial=0.0))
    return Uniformity(
        worlds=len(ranks),
        chi_square=chi_square,
        bins=bins,
        p_value=float(stats.chi2.sf(chi_square, bins - 1)),
        outside=max(0.0, outside),
        level=level,
    )


def envelope(worlds: int, draws: int, level: float) -> tuple[FloatArray, FloatArray]:
    """(draws + 1,) limits between which the whole cumulative distribution lies.

    Pointwise binomial limits, their level chosen so that of 2,000 simulated sets of uniform
    ranks (a fixed seed) a share of `level` lies inside at every point.
    """
    rng = np.random.default_rng(ENVELOPE_SEED)
    simulated = _cumulative(rng.integers(0, draws + 1, (ENVELOPE_DRAWS, worlds)), draws)
    chance = np.arange(1, draws + 2) / (draws + 1)
    count = np.round(simulated * worlds)
    tail = np.minimum(
        stats.binom.cdf(count, worlds, chance), stats.binom.sf(count - 1.0, worlds, chance)
    )
    pointwise = float(np.quantile(tail.min(axis=1), 1.0 - level, method="lower"))
    # The limits are the least and the greatest count whose tail is not smaller than that.
    all_counts = np.arange(worlds + 1.0)[:, None]
    allowed = np.asarray(
        (stats.binom.cdf(all_counts, worlds, chance) >= pointwise)
        & (stats.binom.sf(all_counts - 1.0, worlds, chance) >= pointwise)
    )
    low = allowed.argmax(axis=0)
    high = worlds - allowed[::-1].argmax(axis=0)
    return low / worlds, high / worlds


def _cumulative(ranks: IntArray, draws: int) -> FloatArray:
    """(sets, draws + 1) share of ranks up to each value."""
    counts = np.stack([np.bincount(one, minlength=draws + 1) for one in ranks])
    return np.asarray(counts.cumsum(axis=1) / ranks.shape[1], dtype=np.float64)
