"""Hadamard matrices: which half of each pair of clusters does a balanced half sample keep?

A matrix of +1 and -1 whose columns are orthogonal. Built from Sylvester's doubling and from
Paley's two constructions over prime fields; the smallest order that these give is taken (2, 4, 8,
12, 16, 20, 24, ...). R survey has other matrices; with any of them the variance of a total is the
same, and that of a ratio agrees to the order of its linearisation.

Source: Paley (1933), J. Math. and Phys. 12, 311-320 (unseen in print); orthogonality is checked
whenever a matrix is made.
"""

from functools import cache

import numpy as np

from measure87.numerics.arrays import Int8Array


def hadamard_matrix(at_least: int) -> Int8Array:
    """A Hadamard matrix of the smallest order from `at_least` on that can be made.

    Returns
    -------
    (R, R) int8
        Of +1 and -1; the first column is all +1, and every other adds up to 0.

    >>> hadamard_matrix(3)
    array([[ 1,  1,  1,  1],
           [ 1, -1,  1, -1],
           [ 1,  1, -1, -1],
           [ 1, -1, -1,  1]], dtype=int8)
    """
    order = max(1, at_least)
    while (found := _of_order(order)) is None:
        order += 1
    matrix = found.astype(np.int64)
    if not np.array_equal(matrix.T @ matrix, order * np.eye(order, dtype=np.int64)):
        raise AssertionError(f"the matrix of order {order} is not orthogonal")
    return found


@cache
def _of_order(n: int) -> Int8Array | None:
    """A matrix of this order with a first column and row of +1, None where none can be made."""
    if n < 1 or (n > 2 and n % 4):
        return None
    if n == 1:
        return np.ones((1, 1), dtype=np.int8)
    if n & (n - 1) == 0:
        return _doubled(n)
    if n % 4 == 0 and _is_prime(n - 1):
        return _normal(_paley_one(n - 1))
    if n % 4 == 0 and (n // 2 - 1) % 4 == 1 and _is_prime(n // 2 - 1):
        return _normal(_paley_two(n // 2 - 1))
    return _doubled(n)


def _doubled(n: int) -> Int8Array | None:
    """Sylvester's: that of half the order four times, once with its sign turned."""
    half = _of_order(n // 2)
    return None if half is None else np.kron(np.array([[1, 1], [1, -1]], dtype=np.int8), half)


def _is_prime(q: int) -> bool:
    return q > 1 and all(q % d for d in range(2, int(q**0.5) + 1))


def _jacobsthal(q: int) -> Int8Array:
    """Whether i - j is a square (+1), none (-1) or 0 modulo a prime, (q, q)."""
    residues = np.full(q, -1, dtype=np.int8)
    residues[[(i * i) % q for i in range(1, q)]] = 1
    residues[0] = 0
    return np.asarray(residues[(np.arange(q)[:, None] - np.arange(q)) % q])


def _paley_one(q: int) -> Int8Array:
    """Order q + 1, of a prime of the form 4k + 3."""
    s = np.zeros((q + 1, q + 1), dtype=np.int8)
    s[0, 1:], s[1:, 0], s[1:, 1:] = 1, -1, _jacobsthal(q)
    return s + np.eye(q + 1, dtype=np.int8)


def _paley_two(q: int) -> Int8Array:
    """Order 2 (q + 1), of a prime of the form 4k + 1."""
    s = np.zeros((q + 1, q + 1), dtype=np.int8)
    s[0, 1:], s[1:, 0], s[1:, 1:] = 1, 1, _jacobsthal(q)
    one = np.eye(q + 1, dtype=np.int8)
    plus, minus = np.array([[1, 1], [1, -1]]), np.array([[1, -1], [-1, -1]])
    return np.asarray(np.kron(s, plus) + np.kron(one, minus), dtype=np.int8)


def _normal(matrix: Int8Array) -> Int8Array:
    """The matrix with rows and columns turned so that its first ones are +1."""
    turned = matrix * matrix[:, :1]
    return np.asarray(turned * turned[:1], dtype=np.int8)
