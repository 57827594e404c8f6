"""What a row of few cases tells one of them, who knows that she is one."""

import numpy as np

from measure87.numerics.arrays import BoolArray, IntArray


def learns_of_another(herself: int, sets: IntArray, own: IntArray) -> bool:
    """Whether a case, who knows that she is one, is told of another by all sets with her.

    Parameters
    ----------
    sets : (m, size) int
        That fit what is released, by place.
    own : (size,) int
        The cases; what is released is theirs.

    >>> sets, own = np.array([[0, 1, 2], [0, 1, 3], [2, 3, 4]]), np.array([0, 1, 4])
    >>> [learns_of_another(one, sets, own) for one in own]
    [True, True, False]
    """
    with_her = sets[(sets == herself).any(axis=1)]
    times = [int((with_her == other).sum()) for other in own if other != herself]
    return len(with_her) in times


def tell_nothing_of_one_another(
    sets: IntArray, persons: int, row: IntArray | None = None
) -> BoolArray:
    """(m,) which sets with one row name nobody to any of their persons, who knows she is a case.

    She is told of another who is in every set with her. Such a set is released in coarser steps, so
    that it is none of those that a reader of this row has left; without it others may tell her
    more, and go as well.

    Parameters
    ----------
    sets : (m, size) int
        Of persons numbered from 0.
    persons
        How many there are.
    row : (m,) int
        Which row each has, numbered from 0; left out, all have one.

    >>> tell_nothing_of_one_another(np.array([[0, 1], [0, 2], [1, 2], [3, 4]]), 5).tolist()
    [True, True, True, False]
    """
    of_row = np.zeros(len(sets), dtype=np.int64) if row is None else row
    left = np.ones(len(sets), dtype=np.bool_)
    size = sets.shape[1]
    while left.any():
        one = of_row[left][:, None] * persons + sets[left]
        times = np.bincount(one.ravel())
        both = np.concatenate(
            [
                one[:, i] * persons + sets[left][:, j]
                for i in range(size)
                for j in range(size)
                if i != j
            ]
        )
        pair, together = np.unique(both, return_counts=True)
        is_told = np.zeros(len(times), dtype=np.bool_)
        is_told[pair[together == times[pair // persons]] // persons] = True
        tells = is_told[one].any(axis=1)
        if not tells.any():
            break
        left[np.flatnonzero(left)[tells]] = False
    return left
