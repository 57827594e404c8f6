"""Chances of being drawn in proportion to a size, with certainty units taken out."""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.errors import DataError

CERTAIN_FROM = 1e-9
"""A chance nearer to 1 than this is certainty: the methods tell no difference."""
SMALLEST = 1e-8
"""Below this, units are as good as never drawn, and their weights mean nothing."""


@dataclass(frozen=True)
class Chances:
    """Inclusion probabilities of N units of which n are drawn.

    pi : (N,) float, 0 to 1; adds up to n
    certain : (N,) bool, units that are drawn in any case, whose pi is 1
    """

    pi: FloatArray
    certain: BoolArray


def chances(size: FloatArray, n: int) -> Chances:
    """Inclusion probabilities in proportion to size, none above 1.

    Parameters
    ----------
    size : (N,) float, above 0
    n : int, units drawn, 0 to N

    Notes
    -----
    Where n size / sum(size) reaches 1 the unit is certain; it is taken out and the rest of the
    sample is shared out again among the rest, until no unit reaches 1. Equal to
    `inclusionprobabilities` of R sampling 2.10.

    >>> chances(np.array([1.0, 2.0, 1.0, 16.0]), 2).pi
    array([0.25, 0.5 , 0.25, 1.  ])
    """
    N = size.size
    if n > N:
        raise DataError(f"{n:,} units are asked of a frame of {N:,}", code="n-too-large",
                        hint="ask for fewer")  # fmt: skip
    certain = np.zeros(N, dtype=bool)
    while (left := n - int(certain.sum())) > 0:
        total = float(size[~certain].sum())
        new = ~certain & (left * size >= total * (1 - CERTAIN_FROM))
        if not new.any():
            break
        certain |= new
    left = n - int(certain.sum())
    rest = np.where(certain, 0.0, size)
    pi = left * rest / rest.sum() if left > 0 else np.zeros(N)
    return Chances(np.where(certain, 1.0, pi), certain)
