"""Probabilities of the margins of a table under a hyper-Dirichlet prior.

Source: Dawid & Lauritzen (1993), Hyper Markov laws in the statistical analysis of decomposable
graphical models, Annals of Statistics 21(3), 1272-1317 (not read in print).
"""

import numpy as np
from scipy.special import betaln, gammaln

from measure87.numerics.arrays import BoolArray, FloatArray


def log_rising(a: float, unseen: FloatArray) -> FloatArray:
    """log Gamma(unseen + a) - log Gamma(unseen + 1), without loss for many unseen."""
    if a == 1.0:
        return np.zeros(len(unseen))
    if a > 1.0:
        return np.asarray(gammaln(a - 1.0) - betaln(a - 1.0, unseen + 1.0))
    return np.asarray(betaln(1.0 - a, unseen + a) - gammaln(1.0 - a))


def log_margins(
    observed: FloatArray, possible: BoolArray, vertices: int, delta: float, unseen: FloatArray
) -> FloatArray:
    """(2**k, p) log probability of the table's margin over each set of lists.

    The cell of nobody's list enters as a ratio to Gamma(unseen + 1). Every graph has as many
    cliques as separators, the empty ones counted, so that this divisor cancels.
    """
    size = 1 << vertices
    histories = np.arange(size)
    rows = np.empty((size, len(unseen)))
    for lists in range(size):
        cells = histories & lists
        persons = np.bincount(cells, weights=observed, minlength=size)
        prior = delta * np.bincount(cells, weights=possible, minlength=size)
        kept = prior > 0.0
        kept[0] = False
        fixed = (gammaln(persons[kept] + prior[kept]) - gammaln(prior[kept])).sum()
        rows[lists] = fixed - gammaln(prior[0]) + log_rising(persons[0] + prior[0], unseen)
    return rows
