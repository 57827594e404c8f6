"""Bootstrap intervals of a size that repeat whatever selection led to it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from measure87.estimate.multiple_lists.kernels.bca import (
    BcaInterval,
    bca_interval,
    bca_standard_errors,
    jackknife_acceleration,
)
from measure87.estimate.multiple_lists.size_estimate import MonteCarloError, NotEstimableError
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.progress import progress

FIRST_REPLICATES = 1000
MOST_REPLICATES = 20_000
STEADY = 0.01
"""Standard error over seeds, as a share of the estimate, at which a limit counts as steady."""

_PART = 500
_FEW = 20
"""A limit with fewer replicates beyond it hangs on these few."""


@dataclass(frozen=True)
class Bootstrap:
    """A size from many samples like the one observed.

    lower, upper : float, persons; `upper` is None where a share of samples has no bound
    sizes : (b,) float, persons; finite ones only
    unbounded, unanswered : numbers of samples in which the size is infinite, or has no answer
    beyond_lower, beyond_upper : replicates outside each limit
    """

    lower: float
    upper: float | None
    interval: BcaInterval
    monte_carlo: MonteCarloError | None
    sizes: FloatArray
    unbounded: int
    unanswered: int
    beyond_lower: float
    beyond_upper: float


def selection_bootstrap(
    counts: IntArray,
    estimate: float,
    sizes_of: Callable[[IntArray], FloatArray],
    *,
    level: float,
    replicates: int | None,
    rng: np.random.Generator,
    most: int = MOST_REPLICATES,
) -> Bootstrap:
    """BCa interval of a size over multinomial samples.

    Parameters
    ----------
    counts : (m,) int, persons
        Histories that were seen, each with somebody.
    estimate : float, persons
    sizes_of : (b, m) int samples to (b,) float sizes
        The whole procedure; infinite where a sample has no bound, NaN where no answer.
    level : float
    replicates : int or None
        None begins with `FIRST_REPLICATES` and goes on until the standard error of both limits
        over seeds is at most `STEADY` times the estimate and `_FEW` replicates lie beyond each,
        or `most` are drawn.
    rng : numpy Generator
    most : int

    Raises
    ------
    NotEstimableError
        `bootstrap-failed`, if fewer than half of the samples have an answer.

    Notes
    -----
    The acceleration comes from leaving out one person at a time. Samples without an answer are
    left out and counted.
    """
    acceleration = _acceleration(counts, sizes_of)
    wanted = FIRST_REPLICATES if replicates is None else replicates
    known = np.empty(0)
    while True:
        drawn = rng.multinomial(int(counts.sum()), counts / counts.sum(), size=wanted - len(known))
        known = np.concatenate([known, *_in_parts(drawn, sizes_of)])
        answered = known[~np.isnan(known)]
        if 2 * len(answered) < len(known):
            raise NotEstimableError(
                f"only {len(answered)} of {len(known)} bootstrap samples have an estimate",
                code="bootstrap-failed",
                hint="merge small lists",
            )
        interval = bca_interval(answered, estimate, acceleration, level)
        errors = bca_standard_errors(answered, estimate, acceleration, level, rng)
        more = _more(interval, errors, estimate, len(known), most)
        if replicates is not None or more == len(known):
            return _bootstrap(known, answered, interval, errors)
        wanted = more


def _acceleration(counts: IntArray, sizes_of: Callable[[IntArray], FloatArray]) -> float:
    """BCa acceleration from samples without one person; those without an answer do not count."""
    without = np.tile(counts, (len(counts), 1)) - np.eye(len(counts), dtype=np.int64)
    sizes = sizes_of(without)
    answered = ~np.isnan(sizes)
    return jackknife_acceleration(sizes[answered], counts[answered]) if answered.any() else 0.0


def _in_parts(samples: IntArray, sizes_of: Callable[[IntArray], FloatArray]) -> list[FloatArray]:
    """Sizes of the samples, with word of how far it has come."""
    found = []
    for begin in range(0, len(samples), _PART):
        progress("bootstrap samples", begin / len(samples))
        found.append(sizes_of(samples[begin : begin + _PART]))
    progress("bootstrap samples", 1.0)
    return found


def _more(
    interval: BcaInterval, errors: tuple[float, float], estimate: float, drawn: int, most: int
) -> int:
    """Replicates to have in all; the number drawn if they are enough."""
    needed = float(drawn)
    for error in errors:
        if math.isfinite(error):
            needed = max(needed, 1.2 * drawn * (error / (STEADY * estimate)) ** 2)
    for share in (interval.lower_share, 1.0 - interval.upper_share):
        if drawn * share < _FEW:
            needed = max(needed, 2.0 * drawn)
    if needed < 1.2 * drawn + 1 or drawn >= most:
        return drawn
    return int(min(max(needed, 2.0 * drawn), most))


def _bootstrap(
    known: FloatArray, answered: FloatArray, interval: BcaInterval, errors: tuple[float, float]
) -> Bootstrap:
    """The result as it is handed on."""
    bounded = math.isfinite(interval.upper)
    steady = all(math.isfinite(error) for error in errors) and bounded
    return Bootstrap(
        lower=interval.lower,
        upper=interval.upper if bounded else None,
        interval=interval,
        monte_carlo=MonteCarloError(0.0, *errors, len(answered)) if steady else None,
        sizes=answered[np.isfinite(answered)],
        unbounded=int(np.isinf(answered).sum()),
        unanswered=len(known) - len(answered),
        beyond_lower=interval.lower_share * len(answered),
        beyond_upper=(1.0 - interval.upper_share) * len(answered),
    )


def bootstrap_notices(boot: Bootstrap) -> tuple[Notice, ...]:
    """What a reader should know of a bootstrap interval."""
    notices = []
    total = len(boot.sizes) + boot.unbounded
    if boot.upper is None:
        notices.append(
            Notice(
                "no-upper-limit",
                f"in {boot.unbounded} of {total} bootstrap samples nobody is on two lists; "
                "the interval has no upper end",
            )
        )
    for end, beyond in (("lower", boot.beyond_lower), ("upper", boot.beyond_upper)):
        if beyond < _FEW and (end == "lower" or boot.upper is not None):
            notices.append(
                Notice(
                    f"{end}-limit-at-the-edge",
                    f"at most {max(math.ceil(beyond), 1)} of {total} bootstrap samples lie "
                    f"beyond the {end} limit: it hangs on these few, and would move with more",
                )
            )
    if boot.unanswered:
        notices.append(
            Notice(
                "samples-without-answer",
                f"{boot.unanswered} bootstrap samples had no estimate and were left out",
            )
        )
    return tuple(notices)


def bootstrap_numbers(boot: Bootstrap) -> dict[str, Any]:
    """The bootstrap's own numbers, as plain values."""
    return {
        "acceleration": boot.interval.acceleration,
        "bias_correction": boot.interval.bias_correction,
        "quantiles_used": [boot.interval.lower_share, boot.interval.upper_share],
        "replicates_without_bound": boot.unbounded,
        "replicates_without_answer": boot.unanswered,
    }
