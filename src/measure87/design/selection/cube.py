"""Cube sampling: samples whose weighted totals of known variables are those of the frame.

A point of probabilities walks at random within the cube [0, 1]^N, staying where

    sum_k x_k s_k / pi_k = sum_k x_k,

until as many coordinates as possible are 0 or 1 (flight); the few that are left are decided by the
design over all that is left which keeps the probabilities and disturbs the balance least (landing).
Each unit is drawn with its pi. Sources: Deville and Tille (2004), Biometrika 91(4), 893-912
(opening read); Chauvet and Tille (2006), Computational Statistics 21(1), 53-62 (unseen), whose idea
it is that each step moves p + 1 units only, so that the work is that of one look at the list. That
strata keep their numbers while all of them together are balanced is after Chauvet (2009), Survey
Methodology 35(1), 115-119 (unseen).
"""

from itertools import product

import numba
import numpy as np
from scipy.optimize import linprog

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

NEAR = 1e-9
_NOTHING = 1e-10
_LANDED_TOGETHER = 12
"""Units whose 2^12 outcomes are laid side by side; before that, variables are given up in turn."""


def draw_cube(
    pi: FloatArray, x: FloatArray, rng: np.random.Generator, stratum: IntArray | None = None
) -> BoolArray:
    """A balanced sample, of fixed size in each stratum.

    Parameters
    ----------
    pi : (N,) float, above 0 and below 1, adding up to a whole number in each stratum
    x : (N, p) float
        Variables to balance on, over all strata together. Those that come first are given up last;
        numbers of units never are.
    stratum : (N,) int, or None where there is one

    Notes
    -----
    The order of the units within strata is drawn, so that the design does not depend on that of the
    list.
    """
    within = np.zeros(pi.size, dtype=np.int64) if stratum is None else stratum
    order = rng.permutation(pi.size)
    order = order[np.argsort(within[order], kind="stable")]
    within = within[order]
    balance = _scaled(x[order] / pi[order, None])
    now = pi[order].copy()
    p = x.shape[1]
    flight(balance, within, now, rng.random(pi.size + 1))
    while (left := _open(now)).size > _LANDED_TOGETHER and p > 0:
        p -= 1  # the last variable is given up
        part = now[left]
        flight(
            np.ascontiguousarray(balance[left][:, :p]),
            within[left],
            part,
            rng.random(left.size + 1),
        )
        now[left] = part
    if left.size:
        spread = (balance * (pi * (1.0 - pi))[order, None]).T @ balance
        now[left] = _landed(balance[left], within[left], now[left], np.linalg.pinv(spread), rng)
    drawn = np.zeros(pi.size, dtype=bool)
    drawn[order] = now > 0.5
    return drawn


def _open(now: FloatArray) -> IntArray:
    """Units that are neither drawn nor out."""
    return np.flatnonzero((now > NEAR) & (now < 1.0 - NEAR))


def _scaled(balance: FloatArray) -> FloatArray:
    """Columns of like size, so that none decides by its unit what rounding is."""
    size = np.abs(balance).max(axis=0, initial=0.0)
    return np.ascontiguousarray(balance / np.where(size > 0, size, 1.0))


@numba.njit(cache=True)
def flight(balance: FloatArray, stratum: IntArray, now: FloatArray, u: FloatArray) -> None:
    """Walk until nobody can move any more; `now` is changed.

    Each step moves as few units as can move: p + 1 more than there are strata among them. So it
    moves within a stratum as long as it can, and then across strata that follow each other.

    Parameters
    ----------
    balance : (N, p) float, x_k / pi_k
    stratum : (N,) int, in order
    now : (N,) float, the point
    u : (N + 1,) float, a uniform number for each step; each settles one unit at least
    """
    N, p = balance.shape
    members = np.empty(N, dtype=np.int64)
    count, strata, following, step = 0, 0, 0, 0
    while True:
        while count - strata <= p and following < N:
            if NEAR < now[following] < 1.0 - NEAR:
                if count == 0 or stratum[members[count - 1]] != stratum[following]:
                    strata += 1
                members[count] = following
                count += 1
            following += 1
        sums = _sums_kept(balance, stratum, members, count, strata)
        direction, rank = _kernel(sums)
        if rank == count:  # nothing can move and keep the balance
            return
        _walk(now, members, direction, u[step % u.size])
        step += 1
        kept, strata = 0, 0
        for m in range(count):
            k = members[m]
            if NEAR < now[k] < 1.0 - NEAR:
                if kept == 0 or stratum[members[kept - 1]] != stratum[k]:
                    strata += 1
                members[kept] = k
                kept += 1
            else:
                now[k] = np.round(now[k])
        count = kept


@numba.njit(cache=True)
def _sums_kept(
    balance: FloatArray, stratum: IntArray, members: IntArray, count: int, strata: int
) -> FloatArray:
    """(strata + p, count) what each member adds to the sums that are kept: numbers of units of each
    stratum, and balanced variables."""
    p = balance.shape[1]
    sums = np.zeros((strata + p, count))
    row = -1
    for m in range(count):
        k = members[m]
        if m == 0 or stratum[members[m - 1]] != stratum[k]:
            row += 1
        sums[row, m] = 1.0
        for j in range(p):
            sums[strata + j, m] = balance[k, j]
    return sums


@numba.njit(cache=True)
def _walk(now: FloatArray, members: IntArray, direction: FloatArray, u: float) -> None:
    """Go along a direction or against it, to the wall of the cube, so that nobody's mean moves."""
    ahead, back = np.inf, np.inf
    for m in range(direction.size):
        d, at = direction[m], now[members[m]]
        if d > 0.0:
            ahead, back = min(ahead, (1.0 - at) / d), min(back, at / d)
        elif d < 0.0:
            ahead, back = min(ahead, -at / d), min(back, (at - 1.0) / d)
    length = ahead if u * (ahead + back) < back else -back
    for m in range(direction.size):
        now[members[m]] = min(max(now[members[m]] + length * direction[m], 0.0), 1.0)


@numba.njit(cache=True)
def _kernel(a: FloatArray) -> tuple[FloatArray, int]:
    """A direction along which all sums stay, and the rank of these; `a` is used up.

    By elimination with the largest pivot of all; the first member that is free moves by 1.
    """
    rows, count = a.shape
    place = np.arange(count)
    rank = 0
    while rank < min(rows, count) and _pivoted(a, place, rank):
        a[rank] /= a[rank, rank]
        for j in range(rows):
            if j != rank:
                a[j] -= a[j, rank] * a[rank]
        rank += 1
    direction = np.zeros(count)
    if rank < count:
        direction[place[rank]] = 1.0
        for j in range(rank):
            direction[place[j]] = -a[j, rank]
    return direction, rank


@numba.njit(cache=True)
def _pivoted(a: FloatArray, place: IntArray, rank: int) -> bool:
    """Bring the largest number that is left to row and column `rank`; False if all are 0."""
    best, row, column = _NOTHING, -1, -1
    for j in range(rank, a.shape[0]):
        for m in range(rank, a.shape[1]):
            if abs(a[j, m]) > best:
                best, row, column = abs(a[j, m]), j, m
    if row < 0:
        return False
    for m in range(a.shape[1]):
        a[rank, m], a[row, m] = a[row, m], a[rank, m]
    for j in range(a.shape[0]):
        a[j, rank], a[j, column] = a[j, column], a[j, rank]
    place[rank], place[column] = place[column], place[rank]
    return True


def _landed(
    balance: FloatArray,
    stratum: IntArray,
    now: FloatArray,
    metric: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """What is left decided: over all outcomes of the right sizes, the chances that keep everybody's
    probability and whose mean distance from balance is least, by linear programming.

    The distance is that of Deville and Tille: in units of what the totals would vary by if units
    were drawn independently, correlations among variables included.
    """
    outcomes = np.array(list(product((0.0, 1.0), repeat=now.size)))
    for one in np.unique(stratum):
        inside = stratum == one
        off = outcomes[:, inside].sum(axis=1) - float(now[inside].sum())
        outcomes = outcomes[np.abs(off) < 0.5]
    away = (outcomes - now) @ balance
    cost = ((away @ metric) * away).sum(axis=1)
    chance = linprog(
        cost / max(float(cost.max(initial=0.0)), 1e-300),
        A_eq=np.vstack([outcomes.T, np.ones(len(outcomes))]),
        b_eq=np.append(now, 1.0),
        bounds=(0.0, None),
        method="highs",
    ).x
    p = np.maximum(np.zeros(len(outcomes)) if chance is None else chance, 0.0)
    landed: FloatArray = outcomes[rng.choice(len(outcomes), p=p / p.sum())]
    return landed
