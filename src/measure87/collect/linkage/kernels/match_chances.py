"""What the comparison of two records is worth: how often fields agree in one person and in two."""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray

NOT_KNOWN = -1
"""The level of a field that one of two records does not have."""


@dataclass(frozen=True)
class Chances:
    """How often levels of agreement occur among matches and other pairs.

    Attributes
    ----------
    m, u : one (levels,) float for each field
        How often levels occur among matches, and among other pairs; positive.
    odds : float, natural logarithm
        That two records match, before they are compared.
    """

    m: tuple[FloatArray, ...]
    u: tuple[FloatArray, ...]
    odds: float

    @property
    def share(self) -> float:
        """Matches among all pairs."""
        return float(probability_of(np.array(self.odds)))

    @property
    def lowest(self) -> FloatArray:
        """Logarithm of m / u of the lowest level of each field; (f,)."""
        return np.array([_weights(m, u)[-2] for m, u in zip(self.m, self.u, strict=True)])

    def ratio(self, levels: IntArray, rarity: FloatArray) -> FloatArray:
        """Logarithm of m / u of each field of each pair, and what rarity adds; (p, f).

        Of a field that is not known it is what rarity adds, which is 0.
        """
        fields = enumerate(zip(self.m, self.u, strict=True))
        return rarity + np.column_stack([_weights(m, u)[levels[:, f]] for f, (m, u) in fields])

    def log_odds(self, levels: IntArray, rarity: FloatArray) -> FloatArray:
        """Log odds that each pair matches, by itself, fields being independent; (p,)."""
        return np.asarray(self.odds + self.ratio(levels, rarity).sum(axis=1))


def _weights(m: FloatArray, u: FloatArray) -> FloatArray:
    """Logarithm of m / u of each level, and 0 for `NOT_KNOWN`, which is the last place."""
    return np.append(np.log(m) - np.log(u), 0.0)


def log_odds_of(share: float) -> float:
    """Logarithm of the odds of a share; above 0 and at most a half."""
    share = min(share, 0.5)
    return float(np.log(share) - np.log1p(-share))


def probability_of(log_odds: FloatArray) -> FloatArray:
    """Probability from natural logarithms of odds, without overflow.

    >>> probability_of(np.array([0.0, 800.0]))
    array([0.5, 1. ])
    """
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * log_odds)))
