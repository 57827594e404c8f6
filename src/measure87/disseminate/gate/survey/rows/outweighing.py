"""Whether a row of many cases could name somebody by her weight: then it is tried as one of few."""

from math import sqrt

import numba
import numpy as np

from measure87.numerics.arrays import FloatArray

_OUTWEIGHS = 1.75
"""Times the spread of what so many random persons weigh from which one outweighs them all. Of 260
studies of very unequal weights, rows that named somebody had 1.6 or more, and that of 1.6 was an
unlikely one as well."""
_UNLIKELY = 2.0
"""Times that spread from which a row is an unlikely one, where one person weighs more by once."""
_HEAVIEST = 3
"""Persons who are asked whether they outweigh all who are lighter."""
_ALIKE = 1e-9
"""Share by which numbers that are the same may differ: rounding of the machine."""


def stands_out(weight: FloatArray, cases: int, value: float) -> bool:
    """Whether a row of many cases could name somebody by her weight.

    Of so many random persons the weight varies by the root of their number times the spread of
    one. Where somebody has much more than the mean by that, a row with her is unlike one without.
    Two who are both heavy hide each other, so that the second is seen beside those who are lighter
    than she is, and the third. Where nobody does by so much, a row is still an unlikely one where
    its cases weigh much more or less than others would; and where no so many others weigh as much
    as they do, the heaviest is one of them.

    Parameters
    ----------
    weight : (n,) float
        Of everybody in the group.
    cases
        How many are cases, less than n.
    value
        Their share of the weight.

    >>> weight = np.array([1.0, 2.0] * 30 + [30.0])
    >>> stands_out(weight, 20, 0.3), stands_out(weight[:-1], 20, 0.3)
    (True, False)
    >>> stands_out(weight[:-1], 30, 0.666)  # 60 of 90, and no other 30 weigh as much
    True
    >>> stands_out(np.array([1.0, 2.0] * 30 + [30.0, 30.0]), 20, 0.3)  # the one hides the other
    True
    """
    n, everybody = len(weight), float(weight.sum())
    number = min(_HEAVIEST, n - 1)
    most = _heaviest(weight, number)
    left = n - 1 - np.arange(number)
    mean = (everybody - np.cumsum(most)) / left
    squares = (float(np.square(weight).sum()) - np.cumsum(most**2)) / left
    varies = sqrt(cases * (1 - cases / n)) * np.sqrt(np.maximum(squares - mean**2, 0.0))
    more = most - mean - _ALIKE * most
    away = abs(value * everybody - cases * float(mean[0]))
    if (more > _OUTWEIGHS * varies).any():
        return True
    if (more > varies).any() and away > _UNLIKELY * float(varies[0]):
        return True
    if value * n <= cases:
        return False
    enough = value * everybody * (1 - _ALIKE)
    if cases * float(mean[0]) >= enough:
        return False  # the heaviest weigh no less than as many of the others on average
    heaviest = float(np.partition(weight, n - 1 - cases)[n - 1 - cases :].sum())
    return heaviest - float(most[0]) < enough


@numba.njit(cache=True)
def _heaviest(weight: FloatArray, number: int) -> FloatArray:
    """So many of the greatest weights, the greatest first.

    >>> _heaviest(np.array([2.0, 5.0, 1.0, 5.0, 3.0]), 3)
    array([5., 5., 3.])
    """
    found = np.full(number, -np.inf)
    for one in weight:
        at = number
        while at > 0 and one > found[at - 1]:
            if at < number:
                found[at] = found[at - 1]
            at -= 1
        if at < number:
            found[at] = one
    return found
