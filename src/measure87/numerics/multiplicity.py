"""Many comparisons at once: which of them stand when all are told together?

Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70, unseen in print.
"""

import numpy as np
import numpy.typing as npt

from measure87.numerics.arrays import BoolArray, FloatArray


def holm(p_values: npt.ArrayLike, alpha: float, comparisons: int | None = None) -> BoolArray:
    """Which hypotheses are rejected so that one true one or more is, with chance `alpha` at most.

    Parameters
    ----------
    p_values : (m,) float
        In any order; any dependence between them is allowed.
    alpha : float
        Chance of at least one false rejection, 0 to 1.
    comparisons : int or None
        How many were made, where only the smallest p-values are given; their number if None.

    Returns
    -------
    (m,) bool

    >>> holm([0.001, 0.04, 0.02], 0.05).tolist()
    [True, True, True]
    >>> holm([0.001, 0.04, 0.03], 0.05).tolist()
    [True, False, False]
    """
    return np.asarray(adjusted(p_values, comparisons) <= alpha)


def adjusted(p_values: npt.ArrayLike, comparisons: int | None = None) -> FloatArray:
    """P-values adjusted by Holm's method, at most 1.

    >>> adjusted([0.01, 0.04, 0.03]).round(4).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, np.float64)
    m = p.size if comparisons is None else max(comparisons, p.size)
    order = np.argsort(p, kind="stable")
    raised = np.minimum(np.maximum.accumulate(p[order] * (m - np.arange(p.size))), 1.0)
    found = np.empty_like(raised)
    found[order] = raised
    return found
