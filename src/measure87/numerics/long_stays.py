"""Whether a chain rested somewhere else for much longer than its memory.

A chain forgets where it was within its correlation time, and has then come to where it agrees with
the others. One that stays elsewhere for many correlation times was held there: its later draws do
not tell how long it may rest, and chains that are shorter, or have other random numbers, may give
the place of rest as the answer. R-hat does not see this once the stay lies in the warm-up.

Twenty correlation times are what Sokal (1997), Monte Carlo methods in statistical mechanics:
foundations and new algorithms, in Functional Integration, NATO ASI Series B 361, 131-192, holds
more than enough to leave out at the beginning if nothing holds a chain (unseen; from memory).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from measure87.numerics.arrays import Int8Array
from measure87.numerics.convergence import effective_sample_size

LONGEST_CORRELATED = 20
"""Correlation times after which a chain that nothing holds has forgotten where it was."""
_OUTSIDE = 0.025
"""Share of the later draws on either side that counts as elsewhere."""


@dataclass(frozen=True)
class LongStay:
    """The longest stay of one chain away from where all chains agree.

    Attributes
    ----------
    chain : int
        Its place among the chains, from 0.
    begin, length : int, iterations
    value : float
        Median of the draws of the stay.
    entered : bool
        Whether the chain had been where all agree before; else it began away from there.
    """

    chain: int
    begin: int
    length: int
    value: float
    entered: bool = False


def long_stays(
    draws: npt.ArrayLike, agreed: npt.ArrayLike, correlation_time: float
) -> tuple[LongStay, ...]:
    """The longest stay elsewhere of each chain that has one of more than 20 correlation times.

    Parameters
    ----------
    draws : (chains, n)
        Whole chains, from their first iteration.
    agreed : array
        The draws that are believed, of all chains, warm-up removed.
    correlation_time : float, iterations
        Draws for each independent one, of those that are believed; see `correlation_time`.

    Returns
    -------
    tuple of LongStay
        One for each chain that has one, in the order of the chains.

    Notes
    -----
    Chains are cut into stretches of one correlation time. A stretch is elsewhere if its median
    lies outside the middle 95 % of the believed draws; a stay is stretches elsewhere in a row,
    all on one side. For stretches as good as independent, 20 in a row have a chance under 10^-31.
    Necessary, not sufficient: a place that no chain came to is not seen, and one that holds a good
    share of the believed draws is not elsewhere but a second centre.

    >>> held = np.r_[np.zeros(300), np.tile([9.0, 10.0, 11.0], 300)]
    >>> [(s.begin, s.length, s.value) for s in long_stays([held], held[300:], 10.0)]
    [(0, 300, 0.0)]
    """
    chains = np.asarray(draws, dtype=np.float64)
    low, high = np.quantile(np.asarray(agreed, dtype=np.float64), (_OUTSIDE, 1.0 - _OUTSIDE))
    stretch = max(1, math.ceil(correlation_time))
    n = chains.shape[1] // stretch
    medians = np.median(chains[:, : n * stretch].reshape(len(chains), n, stretch), axis=2)
    side = (medians > high).astype(np.int8) - (medians < low)
    found = []
    for chain, sides in enumerate(side):
        begin, length = _longest_run(sides)
        if length > LONGEST_CORRELATED:
            stay = chains[chain, begin * stretch : (begin + length) * stretch]
            entered = bool((sides[:begin] == 0).any())
            found.append(
                LongStay(chain, begin * stretch, len(stay), float(np.median(stay)), entered)
            )
    return tuple(found)


def correlation_time(agreed: npt.ArrayLike) -> float:
    """Draws for each independent one, in the chain in the middle: (chains, n) draws, at least 1.

    A chain that was held says by itself that it forgets slowly, so each is asked alone.
    """
    chains = np.asarray(agreed, dtype=np.float64)
    times = [chain.size / effective_sample_size(chain[None, :]) for chain in chains]
    return max(1.0, float(np.median(times)))


def share_limit(stays: Sequence[LongStay], iterations: int, confidence: float = 0.95) -> float:
    """How much of the distribution may lie where chains rested: an upper limit.

    Parameters
    ----------
    stays : sequence of LongStay
    iterations : int
        Of all chains together, their stays among them.
    confidence : float
        0 to 1.

    Returns
    -------
    float
        0 to 1; 0 without stays.

    Notes
    -----
    Chains come and go between there and elsewhere as a process without memory: the odds of being
    there are the rate of entering over the rate of leaving. The limit is that of the ratio of two
    Poisson rates: (entered + 1) over the iterations elsewhere, against stays over their iterations,
    times the quantile of F with 2 (entered + 1) and 2 stays degrees of freedom. Stays from which a
    chain began say how long one lasts, and not how often one is entered. What no chain came to is
    not in it.

    Source: Cox (1953), Some simple approximate tests for Poisson variates, Biometrika 40, 354-360
    (unseen; the form with one event more is conservative).

    >>> round(share_limit([LongStay(c, 0, 10_000, 5.0) for c in range(3)], 430_000), 3)
    0.114
    """
    if not stays:
        return 0.0
    there = sum(stay.length for stay in stays)
    entered = sum(stay.entered for stay in stays) + 1
    quantile = float(stats.f.ppf(confidence, 2 * entered, 2 * len(stays)))
    odds = quantile * (entered / (iterations - there)) / (len(stays) / there)
    return odds / (1.0 + odds)


def _longest_run(sides: Int8Array) -> tuple[int, int]:
    """First place and length of the longest run of one value that is not 0."""
    if not len(sides):
        return 0, 0
    starts = np.flatnonzero(np.r_[True, sides[1:] != sides[:-1]])
    lengths = np.diff(np.r_[starts, len(sides)])
    lengths[sides[starts] == 0] = 0
    longest = int(lengths.argmax())
    return int(starts[longest]), int(lengths[longest])
