"""Whether the error of a difference of two measures would tell how many are cases of one alone.

The error of a difference of two measures of the same persons follows from how many are cases of
both, of the first alone and of the second alone: where weights are alike, it gives these numbers
back, however it is rounded, when few are cases of one alone. No figure shows them, so one or two
are kept from it: the difference then is what the two figures give, without error and limits.
"""

from itertools import count

import numpy as np

from measure87.numerics.weighed_persons import KnownPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import YES


def tells_of_few(item: Estimate, persons: KnownPersons | None, minimum: int) -> bool:
    """Whether fewer than `minimum` persons, and somebody, are cases of both measures, or of one.

    Of a difference of two groups it is never so, nor where the persons are not known.
    """
    other = item.minus
    if other is None or persons is None or other.source or other.name == item.name:
        return False
    if dict(other.group) != dict(item.group):
        return False
    for sample in count():
        names = ((item.name, item.definition), (other.name, other.definition))
        found = [
            persons.of((name, definition or "", sample), "proportion", item.group)
            for name, definition in names
        ]
        behind = [one for one in found if one is not None and one.rows is not None]
        if len(behind) < len(found):
            return False
        first, second = (one.rows[one.status == YES] for one in behind if one.rows is not None)
        both = len(np.intersect1d(first, second))
        if any(0 < one < minimum for one in (both, len(first) - both, len(second) - both)):
            return True
    return False
