"""Methods that walk along a list once: systematic, pivotal and Chromy's.

All take inclusion probabilities that are above 0 and below 1 and add up to a whole number n, and
draw exactly n units; each unit is drawn with its probability.
"""

import numba
import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

NEAR = 1e-9
"""Probabilities nearer to 0 or 1 than this are 0 or 1: what sums of many of them are off by."""


def draw_systematic(pi: FloatArray, rng: np.random.Generator) -> BoolArray:
    """Systematic sampling: units in whose stretch u, u + 1, u + 2 ... fall, u uniform on 0 to 1.

    The cumulated probabilities lay the units out on a line. Source: Madow (1949), Annals of
    Mathematical Statistics 20(3), 333-354 (unseen).
    """
    ends = whole_ended(np.cumsum(pi))
    u = rng.random()
    passed = np.floor(ends - u)  # the points u + k that lie before each end
    before = np.concatenate([[np.floor(-u)], passed[:-1]])
    return passed > before


def draw_pivotal(pi: FloatArray, rng: np.random.Generator) -> BoolArray:
    """Ordered pivotal sampling: neighbours in the list contend until one is drawn or out.

    Source: Deville and Tille (1998), Biometrika 85(1), 89-101 (unseen).
    """
    return _pivotal(pi, rng.random(pi.size))


def draw_chromy(pi: FloatArray, rng: np.random.Generator) -> BoolArray:
    """Chromy's sequential sampling from a random start, as SAS's METHOD=PPS_SEQ has it.

    The list is a closed loop. It begins with a unit drawn in proportion to its probability, so
    that all pairs have a chance. Source: Chromy (1979), Proceedings of the Survey Research Methods
    Section, ASA, 401-406 (unseen); Chauvet (2019), arXiv:1912.10896 (introduction read); the loop
    as the documentation of SAS's SURVEYSELECT tells it of METHOD=SEQ (read).
    """
    ends = np.cumsum(pi)
    start = min(int(np.searchsorted(ends, rng.random() * ends[-1], side="right")), pi.size - 1)
    turned = np.roll(pi, -start)
    return np.roll(_chromy(whole_ended(np.cumsum(turned)), rng.random(pi.size)), start)


def whole_ended(ends: FloatArray) -> FloatArray:
    """Cumulated probabilities whose whole numbers are whole: what rounding did is undone."""
    near = np.abs(ends - np.round(ends)) < NEAR
    return np.where(near, np.round(ends), ends)


@numba.njit(cache=True)
def _pivotal(pi: FloatArray, u: FloatArray) -> BoolArray:
    """A unit holds what is open; each next one contends with it."""
    drawn = np.zeros(pi.size, dtype=np.bool_)
    holder, a = -1, 0.0
    for k in range(pi.size):
        b = pi[k]
        if holder < 0:
            holder, a = k, b
            continue
        both = a + b
        if abs(both - 1.0) < NEAR:
            drawn[holder if u[k] < a else k] = True
            holder = -1
        elif both < 1.0:
            if u[k] * both < b:
                holder = k
            a = both
        else:
            if u[k] * (2.0 - both) < 1.0 - b:  # the holder is drawn, and k stays
                drawn[holder] = True
                holder = k
            else:
                drawn[k] = True
            a = both - 1.0
    if holder >= 0 and a > 0.5:
        drawn[holder] = True
    return drawn


@numba.njit(cache=True)
def _chromy(ends: FloatArray, u: FloatArray) -> BoolArray:
    """Drawn so far is always the whole part of what is expected so far, or one more."""
    drawn = np.zeros(ends.size, dtype=np.bool_)
    count, whole, part = 0, 0.0, 0.0
    for k in range(ends.size):
        new_whole = np.floor(ends[k])
        new_part = ends[k] - new_whole
        ahead = count > whole
        if new_whole == whole:
            more = not ahead and u[k] * (1.0 - part) < new_part - part
        elif ahead:  # count is the new whole part
            more = u[k] * part < new_part
        else:
            more = True
        if more:
            drawn[k] = True
            count += 1
        whole, part = new_whole, new_part
    return drawn


@numba.njit(cache=True)
def pivotal_pairs(pi: FloatArray) -> FloatArray:
    """(N, N) joint probabilities of ordered pivotal sampling, exactly.

    What is open before unit j is the fractional part a of the sum before it, whoever holds it. If i
    holds it with probability h, both i and j are drawn with probability h max(0, a + pi_j - 1)
    from there on; if i is drawn already, with pi_i - h a in all, j is with its own pi_j.
    """
    N = pi.size
    pairs = np.zeros((N, N))
    total = 0.0
    for i in range(N):
        pairs[i, i] = pi[i]
        a = total - np.floor(total)
        if a < NEAR or a > 1.0 - NEAR:
            a = 0.0
        total += pi[i]
        h, open_part = _kept(1.0, a, pi[i], True)
        for j in range(i + 1, N):
            settled = pi[i] - h * open_part
            both = h * max(0.0, open_part + pi[j] - 1.0) if open_part > 0.0 else 0.0
            pairs[i, j] = pairs[j, i] = settled * pi[j] + both
            h, open_part = _kept(h, open_part, pi[j], False)
    return pairs


@numba.njit(cache=True)
def _kept(h: float, a: float, b: float, is_new: bool) -> tuple[float, float]:
    """Chance that a unit holds what is open after a contest of a with b, and what is open then.

    The unit is the new one (of b), or it held a with the chance h.
    """
    both = a + b
    if a == 0.0:
        return (1.0 if is_new else 0.0), both
    if abs(both - 1.0) < NEAR:
        return 0.0, 0.0
    if both < 1.0:
        return (b / both if is_new else h * a / both), both
    stays = (1.0 - b) / (2.0 - both)  # the chance that the new one stays
    return (stays if is_new else h * (1.0 - stays)), both - 1.0


@numba.njit(cache=True)
def chromy_pairs(pi: FloatArray) -> FloatArray:
    """(N, N) joint probabilities of Chromy's sampling from a random start, exactly.

    From a given start it is the design of ordered pivotal sampling (Chauvet 2019); the start is
    unit k with probability pi_k / n.
    """
    N = pi.size
    pairs = np.zeros((N, N))
    n = pi.sum()
    turned = np.empty(N)
    for k in range(N):
        for i in range(N):
            turned[i] = pi[(i + k) % N]
        part = pivotal_pairs(turned)
        share = pi[k] / n
        for i in range(N):
            for j in range(N):
                pairs[(i + k) % N, (j + k) % N] += share * part[i, j]
    return pairs


@numba.njit(cache=True)
def systematic_pairs(pi: FloatArray, ends: FloatArray) -> FloatArray:
    """(N, N) joint probabilities of systematic sampling in this order, exactly.

    Between two fractional parts of `ends` (from `whole_ended`) that follow each other every u
    draws the same units.
    """
    N = pi.size
    pairs = np.zeros((N, N))
    cuts = np.sort(np.append(ends - np.floor(ends), 1.0))
    drawn: IntArray = np.empty(N, dtype=np.int64)
    last = 0.0
    for cut in cuts:
        width = cut - last
        if width <= 0.0:
            continue
        u = last + 0.5 * width
        count, before = 0, np.floor(-u)
        for k in range(N):
            passed = np.floor(ends[k] - u)
            if passed > before:
                drawn[count] = k
                count += 1
            before = passed
        for x in range(count):
            for y in range(count):
                pairs[drawn[x], drawn[y]] += width
        last = cut
    return pairs
