"""Cube sampling: samples whose weighted totals of known variables are those of the frame.

A point of probabilities walks at random within the cube [0, 1]^N, staying where

    sum_k x_k s_k / pi_k = sum_k x_k,

until as many coordinates as possible are 0 or 1 (flight); the few that are left are decided by the
design over all that is left which keeps the probabilities and disturbs the balance least (landing).
Each unit is drawn with its pi. Sources: Deville and Tille (2004), Biometrika 91(4), 893-912
(opening read); Chauvet and Tille (2006), Computational Statistics 21(1), 53-62 (unseen), whose idea
it is that each step moves p + 1 units only, so that the work is that of one look at the list.
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


def draw_cube(pi: FloatArray, x: FloatArray, rng: np.random.Generator) -> BoolArray:
    """A balanced sample.

    Parameters
    ----------
    pi : (N,) float, above 0 and below 1, adding up to a whole number n
    x : (N, p) float
        Variables to balance on; the sample's size is always kept first. Variables that come first
        are given up last.

    Notes
    -----
    The order of the units is drawn, so that the design does not depend on that of the list.
    """
    order = rng.permutation(pi.size)
    balance = _scaled(np.column_stack([pi, x])[order] / pi[order, None])
    now = pi[order].copy()
    p = balance.shape[1]
    flight(balance, now, rng.random(pi.size + p + 2))
    while (left := _open(now)).size > _LANDED_TOGETHER and p > 1:
        p -= 1  # the last variable is given up
        kept = np.ascontiguousarray(balance[left][:, :p])
        part = now[left]
        flight(kept, part, rng.random(left.size + p + 2))
        now[left] = part
    left = _open(now)
    if left.size:
        metric = np.linalg.pinv((balance * (pi * (1.0 - pi))[order, None]).T @ balance)
        now[left] = _landed(balance[left], now[left], metric, rng)
    drawn = np.zeros(pi.size, dtype=bool)
    drawn[order] = now > 0.5
    return drawn


def _open(now: FloatArray) -> IntArray:
    """Units that are neither drawn nor out."""
    return np.flatnonzero((now > NEAR) & (now < 1.0 - NEAR))


def _scaled(balance: FloatArray) -> FloatArray:
    """Columns of like size, so that none decides by its unit what rounding is."""
    size = np.abs(balance).max(axis=0)
    return np.ascontiguousarray(balance / np.where(size > 0, size, 1.0))


@numba.njit(cache=True)
def flight(balance: FloatArray, now: FloatArray, u: FloatArray) -> None:
    """Walk until no p + 1 units are open; `now` is changed.

    Parameters
    ----------
    balance : (N, p) float, x_k / pi_k
    now : (N,) float, the point
    u : (N + p + 2,) float, a uniform number for each step
    """
    N, p = balance.shape
    members = np.empty(p + 1, dtype=np.int64)
    count, following, step = 0, 0, 0
    while True:
        while count <= p and following < N:
            if NEAR < now[following] < 1.0 - NEAR:
                members[count] = following
                count += 1
            following += 1
        direction, rank = _kernel(balance, members, count)
        if rank == count:  # nothing can move and keep the balance
            return
        _walk(now, members, direction, u[step % u.size])
        step += 1
        kept = 0
        for m in range(count):
            if NEAR < now[members[m]] < 1.0 - NEAR:
                members[kept] = members[m]
                kept += 1
            else:
                now[members[m]] = np.round(now[members[m]])
        count = kept


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
def _kernel(balance: FloatArray, members: IntArray, count: int) -> tuple[FloatArray, int]:
    """A direction of the first `count` members along which all sums stay, and the rank of these.

    By elimination with the largest pivot of all; the first member that is free moves by 1.
    """
    p = balance.shape[1]
    a = np.empty((p, count))
    for m in range(count):
        a[:, m] = balance[members[m]]
    place = np.arange(count)
    rank = 0
    while rank < min(p, count) and _pivoted(a, place, rank):
        a[rank] /= a[rank, rank]
        for j in range(p):
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
    balance: FloatArray, now: FloatArray, metric: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """What is left decided: over all outcomes of the right size, the chances that keep everybody's
    probability and whose mean distance from balance is least, by linear programming.

    The distance is that of Deville and Tille: in units of what the totals would vary by if units
    were drawn independently, correlations among variables included.
    """
    expected = float(now.sum())
    outcomes = np.array(list(product((0.0, 1.0), repeat=now.size)))
    sizes = outcomes.sum(axis=1)
    outcomes = outcomes[(sizes > expected - 1 + NEAR) & (sizes < expected + 1 - NEAR)]
    off = (outcomes - now) @ balance
    cost = ((off @ metric) * off).sum(axis=1)
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
