"""How interviewers and areas meet, which decides what of their differences can be told apart."""

from typing import Literal

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from measure87.numerics.arrays import IntArray

type Meeting = Literal["shared", "own", "unknown"]
"""`shared`: areas are worked by several interviewers, who are compared within them. `own`:
interviewers have several areas each, and the means of these are the witnesses. `unknown`: no areas
are known, or each interviewer has one, and what areas differ by counts as hers."""


def meeting(who: IntArray, units: IntArray | None) -> Meeting:
    """How interviewers and areas meet.

    Parameters
    ----------
    who, units : (n,) int
        Interviewer and area of each interview; areas of -1 are unknown.
    """
    if units is None or not who.size or (units < 0).any():
        return "unknown"
    interviewers, i = np.unique(who, return_inverse=True)
    areas, a = np.unique(units, return_inverse=True)
    k = interviewers.size
    ones = np.ones(who.size, np.int32)
    graph = sparse.coo_matrix((ones, (i, k + a)), shape=(k + areas.size, k + areas.size))
    sets = int(csgraph.connected_components(graph, directed=False, return_labels=False))
    if k - sets >= (k - 1) / 2.0:
        return "shared"
    cells = np.unique(np.stack([i, a]), axis=1).shape[1]
    return "own" if cells >= 2 * k else "unknown"
