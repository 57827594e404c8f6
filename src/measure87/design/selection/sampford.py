"""Sampford's sampling: n units with probabilities in proportion to size, every pair with a chance.

A sample s of n has a probability in proportion to

    prod_{k in s} w_k  sum_{k in s} (1 - pi_k),      w_k = pi_k / (1 - pi_k),

which gives each unit its pi. Source: Sampford (1967), Biometrika 54(3-4), 499-513 (unseen), as in
Tille (2006), Sampling Algorithms, Springer, section 7.4 (excerpt read).
"""

import numba
import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import RefusedError

_TRIES = 1_000_000


def draw_sampford(pi: FloatArray, rng: np.random.Generator) -> BoolArray:
    """A Sampford sample by rejection.

    Units are drawn independently, each with its pi, which gives samples of n probabilities in
    proportion to prod w; of those one is kept with the probability sum (1 - pi) over the largest
    such sum.
    """
    n = round(float(pi.sum()))
    if n in (0, pi.size):
        return np.full(pi.size, n > 0)
    left = 1.0 - pi
    largest = float(np.sort(left)[-n:].sum())
    for _ in range(_TRIES):
        drawn = rng.random(pi.size) < pi
        if drawn.sum() == n and rng.random() * largest < left[drawn].sum():
            return drawn
    raise RefusedError(
        f"Sampford's method found no sample in {_TRIES:,} tries",
        code="no-sample",
        hint="sizes are too unequal for it: take --method random-pivotal",
    )


def sampford_pairs(pi: FloatArray, of: IntArray | None = None) -> FloatArray:
    """Joint probabilities of Sampford's design, exactly.

    Parameters
    ----------
    pi : (N,) float, above 0, below 1, adding up to a whole number
    of : (M,) int, units whose pairs are asked for; all if None

    Returns
    -------
    (M, M) float; pi on the diagonal.

    Notes
    -----
    Sums over all samples are kept as probabilities of independent draws, so that only positive
    numbers are added and nothing overflows: the alternating sums of the usual formula lose all
    digits where n is large. Takes M N n steps.
    """
    n = round(float(pi.sum()))
    asked = np.arange(pi.size) if of is None else of
    if n < 2:
        return np.diag(pi[asked])
    return _pairs(pi, n, asked)


@numba.njit(cache=True)
def _extended(P: FloatArray, G: FloatArray, p: float) -> None:
    """Take one unit more into P (chances of m units) and G (the same times the sum of 1 - pi)."""
    q = 1.0 - p
    for m in range(P.size - 1, 0, -1):
        G[m] = q * G[m] + p * (G[m - 1] + q * P[m - 1])
        P[m] = q * P[m] + p * P[m - 1]
    G[0] *= q
    P[0] *= q


@numba.njit(cache=True)
def _pairs(pi: FloatArray, n: int, asked: IntArray) -> FloatArray:
    N, M = pi.size, asked.size
    P, G = np.zeros(n + 1), np.zeros(n + 1)
    P[0] = 1.0
    for k in range(N):
        _extended(P, G, pi[k])
    whole = G[n]
    pairs = np.zeros((M, M))
    ahead_P, ahead_G = np.zeros((N + 1, n)), np.zeros((N + 1, n))
    for x in range(M):
        i = asked[x]
        ahead_P[N], ahead_G[N] = 0.0, 0.0  # sums over units after each, i left out
        ahead_P[N, 0] = 1.0
        for k in range(N - 1, -1, -1):
            ahead_P[k], ahead_G[k] = ahead_P[k + 1], ahead_G[k + 1]
            if k != i:
                _extended(ahead_P[k], ahead_G[k], pi[k])
        P, G = np.zeros(n), np.zeros(n)
        P[0] = 1.0
        y = 0
        for k in range(N):
            if y < M and asked[y] == k:
                if k == i:
                    pairs[x, y] = pi[i]
                else:
                    plain, summed = 0.0, 0.0  # n - 2 others, before and after j
                    for m in range(n - 1):
                        plain += P[m] * ahead_P[k + 1, n - 2 - m]
                        summed += P[m] * ahead_G[k + 1, n - 2 - m]
                        summed += G[m] * ahead_P[k + 1, n - 2 - m]
                    own = 2.0 - pi[i] - pi[k]
                    pairs[x, y] = pi[i] * pi[k] * (own * plain + summed) / whole
                y += 1
            if k != i:
                _extended(P, G, pi[k])
    return pairs
