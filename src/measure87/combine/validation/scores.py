"""How good predictions are: error, bias, coverage, and scores that reward honest intervals.

Source: Gneiting & Raftery (2007), J. Am. Stat. Assoc. 102, 359-378, for the continuous ranked
probability score and the log score (not read in print).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from measure87.combine.validation.predicted import Predicted
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.combined import VALIDATION_SCORES, Cell
from measure87.vocabulary.errors import UsageError

LEVEL = 0.9
BAND = 0.95


@dataclass(frozen=True)
class Coverage:
    """How many figures lie in their intervals, and how many may be expected to.

    `band_from` and `band_to` are the ends of the middle 95 % of what is to be expected if the
    intervals are right: of a binomial of `n` figures and the intervals' level where figures
    were drawn each by itself, of its like for figures that are right or wrong together elsewhere.
    """

    n: int
    level: float
    covered: int
    band_from: int
    band_to: int

    @property
    def within_band(self) -> bool:
        """Whether the count is one that intervals of this level would give."""
        return self.band_from <= self.covered <= self.band_to


def root_mean_squared_error(expected: FloatArray, observed: FloatArray) -> float:
    """Root of the mean squared difference; log-odds."""
    return float(np.sqrt(np.mean((expected - observed) ** 2)))


def bias(expected: FloatArray, observed: FloatArray) -> float:
    """Mean of expected less observed; positive where predictions are too high."""
    return float(np.mean(expected - observed))


def mean_absolute_error(expected: FloatArray, observed: FloatArray) -> float:
    """Mean size of the difference."""
    return float(np.mean(np.abs(expected - observed)))


def crps_of_draws(draws: FloatArray, observed: npt.ArrayLike) -> FloatArray:
    """(n,) continuous ranked probability score of the distribution that the draws are.

    mean |X - y| - mean |X - X'| / 2 over all pairs of draws, pairs with themselves included;
    the second mean from the sorted draws. In the unit of the draws; small is good. For one draw
    it is the absolute error.

    Parameters
    ----------
    draws : (draws, n)
    observed : (n,)

    >>> crps_of_draws(np.array([[0.0], [2.0]]), [1.0])
    array([0.5])
    """
    m = len(draws)
    apart = np.abs(draws - np.asarray(observed, dtype=np.float64)).mean(axis=0)
    rank = 2.0 * np.arange(1, m + 1) - m - 1.0
    among = 2.0 * (rank @ np.sort(draws, axis=0)) / m**2
    return np.asarray(apart - among / 2.0, dtype=np.float64)


def intervals(draws: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """(n,) lower and upper limits with equal tails.

    Raises
    ------
    UsageError
        For a level that is not between 0 and 1.
    """
    if not 0.0 < level < 1.0:
        raise UsageError(f"a level of {level:g} is not between 0 and 1", code="level")
    tail = (1.0 - level) / 2.0
    lower, upper = np.quantile(draws, [tail, 1.0 - tail], axis=0)
    return lower, upper


def inside(draws: FloatArray, observed: FloatArray, level: float) -> BoolArray:
    """(n,) bool: whether each figure lies in its interval."""
    lower, upper = intervals(draws, level)
    return np.asarray((lower <= observed) & (observed <= upper))


def coverage_of(predicted: Predicted, level: float) -> Coverage:
    """Count figures inside their intervals and set beside it how many may be expected.

    Of figures that were drawn jointly each draw says how many of them lie in their intervals
    together; groups of figures are taken for independent, so that their numbers add up by
    convolution. With one figure in each group that is the binomial.
    """
    flags = inside(predicted.draws, predicted.observed, level)
    chances = np.cumsum(_number_inside(predicted, level))
    # A cumulative chance of 0.025 that is 0.0249999 by rounding is meant to be that.
    low, high = (int(np.argmax(chances >= one - 1e-12)) for one in ((1 - BAND) / 2, (1 + BAND) / 2))
    return Coverage(int(flags.size), level, int(flags.sum()), low, high)


def _number_inside(predicted: Predicted, level: float) -> FloatArray:
    """(n + 1,) chances of how many figures lie in their intervals, if these are right."""
    lower, upper = intervals(predicted.draws, level)
    within = (lower <= predicted.draws) & (predicted.draws <= upper)
    groups = predicted.groups
    size = np.bincount(groups)
    alone = int((size == 1).sum())
    chances = np.asarray(stats.binom.pmf(np.arange(alone + 1), alone, level))
    for group in np.flatnonzero(size > 1):
        count = within[:, groups == group].sum(axis=1)
        own = np.bincount(count, minlength=size[group] + 1) / len(count)
        chances = np.convolve(chances, own)
    return chances


def share_of(logit: FloatArray) -> FloatArray:
    """Shares of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-logit)), dtype=np.float64)


def left_out_shares(
    predicted: Predicted, figures: int, level: float = LEVEL
) -> dict[str, FloatArray]:
    """(figures,) columns of `FITTED_FIGURES`; not a number where nothing was predicted.

    `left_out_expected` is the median of the draws, so that it lies between its limits.
    """
    found = {
        "left_out_expected": np.median(predicted.draws, axis=0),
        **dict(
            zip(
                ("left_out_lower", "left_out_upper"),
                intervals(predicted.draws, level),
                strict=True,
            )
        ),
    }
    columns = {name: np.full(figures, np.nan) for name in (*found, "left_out_tail")}
    for name, logit in found.items():
        columns[name][predicted.row] = share_of(logit)
    columns["left_out_tail"][predicted.row] = two_sided_tail(predicted.draws, predicted.observed)
    return columns


def two_sided_tail(draws: FloatArray, observed: FloatArray) -> FloatArray:
    """(n,) share of draws (draws, n) at least so far to the side of `observed`, twice.

    >>> two_sided_tail(np.arange(10.0)[:, None], np.array([9.0]))
    array([0.2])
    """
    below, above = (draws <= observed).mean(axis=0), (draws >= observed).mean(axis=0)
    return np.asarray(np.minimum(2.0 * np.minimum(below, above), 1.0), dtype=np.float64)


def score_row(
    exercise: str, method: str, predicted: Predicted, level: float = LEVEL
) -> dict[str, Cell]:
    """One row of `VALIDATION_SCORES`.

    Log densities of log-odds and log probabilities of counts depend on the scale that a figure is
    on, alike for every method: differences between methods on the same figures compare them.
    """
    observed, expected = predicted.observed, predicted.expected
    covered = coverage_of(predicted, level)
    density = float(predicted.log_density.mean())
    row: dict[str, Cell] = {
        "exercise": exercise,
        "method": method,
        "n": covered.n,
        "rmse_logit": root_mean_squared_error(expected, observed),
        "bias_logit": bias(expected, observed),
        "mae_share": mean_absolute_error(share_of(expected), share_of(observed)),
        "level": level,
        "covered": covered.covered,
        "band_from": covered.band_from,
        "band_to": covered.band_to,
        "crps_logit": float(crps_of_draws(predicted.draws, observed).mean()),
        "log_score": density if np.isfinite(density) else None,
    }
    return {name: row[name] for name in VALIDATION_SCORES.names if name != "measure"}
