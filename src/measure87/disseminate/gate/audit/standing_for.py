"""Counts that are sums of others by what definitions say, with the others in their place.

Of who works there are those below some hours, those at or above them, and those who did not tell
theirs. As an equation of every cell that would tie the counts of three measures together, so that
none of them could be tried by itself; in the place of one of them the sum of the others leaves less
to solve instead of more.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from scipy.sparse import csr_array, eye_array, kron

from measure87.vocabulary.same_persons import Count, SamePersons

Sum = dict[Count, float]
"""Counts, each with its factor."""


def is_put_in(same: SamePersons) -> bool:
    """Whether sums of counts are put in for each other: those of cases and unknown of all ages.

    Of two measures that is done for numbers of unknown answers alone.
    """
    counts = (*same.one, *same.other)
    whats = {what for what, _ in counts}
    return (
        same.ages is None
        and not same.no_more
        and (whats == {"unknown"} or (len(counts) > 2 and whats <= {"cases", "unknown"}))
    )


def standing_for(every: Iterable[SamePersons]) -> dict[Count, Sum]:
    """Of each count that needs no unknowns of its own, what it is.

    Of each equation it is the first count that others do not stand for yet; no sum holds a count
    that others stand for.
    """
    found: dict[Count, Sum] = {}
    for same in every:
        form: Sum = {}
        for sign, side in ((1.0, same.one), (-1.0, same.other)):
            for count in side:
                _add(form, sign, found.get(count, {count: 1.0}))
        left = [one for one in (*same.one, *same.other) if abs(form.get(one, 0.0)) == 1]
        if not left:
            continue  # it follows from the others
        count = left[0]
        factor = -1.0 / form.pop(count)
        found[count] = {one: factor * x for one, x in form.items()}
        for other in found.values():
            if count in other:
                _add(other, other.pop(count), found[count])
    return found


def _add(form: Sum, factor: float, more: Sum) -> None:
    """Add a sum so many times; what cancels is left out."""
    for one, x in more.items():
        form[one] = form.get(one, 0.0) + factor * x
        if not form[one]:
            del form[one]


def put_in(blocks: int, width: int, sums: Mapping[int, Mapping[int, float]]) -> csr_array:
    """(blocks x width, what is left) each unknown as a sum of those that are left.

    Parameters
    ----------
    blocks, width
        How many blocks there are, and unknowns in each.
    sums
        Block to blocks with their factors.
    """
    left = [k for k in range(blocks) if k not in sums]
    place = {k: j for j, k in enumerate(left)}
    of_blocks = np.zeros((blocks, len(left)))
    for k in range(blocks):
        for one, x in sums.get(k, {k: 1.0}).items():
            of_blocks[k, place[one]] = x
    return csr_array(kron(of_blocks, eye_array(width), format="csr"))
