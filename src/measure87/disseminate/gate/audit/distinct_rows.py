"""Which sums say something that no sum before them says: each is kept once.

All measures of the same persons say of each group how many it has, so that most equations of a
release are said many times. To look for a way things could be, once is enough.
"""

import numpy as np
from scipy.sparse import csr_array

from measure87.numerics.arrays import BoolArray, FloatArray

_SEED = 87
_TIMES = 2


def distinct_rows(matrix: csr_array, least: FloatArray, most: FloatArray) -> BoolArray:
    """The first of all rows that are the same sum between the same limits.

    Parameters
    ----------
    matrix, least, most : (rows, size), (rows,) and (rows,)
        Sums of unknowns, and between which they lie.

    Notes
    -----
    Rows count as the same that give the same number for two random vectors: different ones do by a
    chance of about 1e-28. Whoever uses it checks what was found by all rows.

    >>> distinct_rows(csr_array([[1.0, 0.0], [1.0, 1.0], [1.0, 0.0]]), np.zeros(3), np.ones(3))
    array([ True,  True, False])
    """
    random = np.random.default_rng(_SEED).uniform(1.0, 2.0, (_TIMES, matrix.shape[1]))
    rows = np.stack([*(matrix @ one for one in random), least, most])
    order = np.lexsort(rows)
    ordered = rows[:, order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    found = np.zeros(len(order), dtype=np.bool_)
    found[order[new]] = True  # the sort is stable, so the first of each comes first
    return found
