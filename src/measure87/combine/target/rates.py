"""Yearly rates: how fast a share falls, how fast it would have to, and where it leads.

A rate is that of *reduction*: 0.05 means that each year's share is 5 % smaller than the last one;
a negative rate is a rise. Between shares p0 and p1 that lie n years apart it is

    r = 1 - (p1 / p0)^(1/n)

and a share p goes on as p (1 - r)^n. Everything is computed within each draw.
"""

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import RefusedError, UsageError


def annual_rate_of_reduction(first: FloatArray, last: FloatArray, years: int) -> FloatArray:
    """Yearly rate of reduction from one share (or number) to another, draw by draw.

    1 where the last is 0 and the first is not: everything went.

    Raises
    ------
    UsageError
        If there is no year between them.
    RefusedError
        `share-is-zero`: a rate from 0 is not defined.

    >>> annual_rate_of_reduction(np.array([0.1, 0.1]), np.array([0.081, 0.121]), 2).round(9)
    array([ 0.1, -0.1])
    """
    _require_years(years)
    nothing = int((first <= 0).sum())
    if nothing:
        raise RefusedError(
            f"the share is 0 in {nothing} of {first.size} draws: a rate from 0 is not defined",
            code="share-is-zero",
            hint="look at the change itself",
        )
    return np.asarray(1.0 - (last / first) ** (1.0 / years), dtype=np.float64)


def required_rate(now: FloatArray, target: float, years: int) -> FloatArray:
    """Yearly rate of reduction that leads from each draw's share to the target.

    Negative where the target is reached already.

    Raises
    ------
    UsageError
        If the target is not above 0 (no steady rate leads to 0), or no year is left.
    RefusedError
        As `annual_rate_of_reduction`.

    >>> required_rate(np.array([0.08]), 0.01, 3).round(9)
    array([0.5])
    """
    if not target > 0:
        raise UsageError(
            f"no steady rate leads to {target:g}",
            code="target",
            hint="take a small share for it, such as 0.01, and say so",
        )
    return annual_rate_of_reduction(now, np.full_like(now, target), years)


def is_reached(required: FloatArray) -> bool:
    """Whether a target is reached already, by most of the draws of the rate that it requires.

    >>> is_reached(np.array([-0.2, -0.1, 0.1])), is_reached(np.array([-0.2, 0.1]))
    (True, False)
    """
    return bool((required <= 0).mean() > 0.5)


def acceleration(required: FloatArray, estimated: FloatArray) -> FloatArray:
    """How many times faster than estimated: required over estimated rate, draw by draw.

    0 where the target is reached already; infinite where the share does not fall, for no multiple
    of a rise leads there. The median over draws is finite if most of them fall.

    >>> acceleration(np.array([0.2, 0.2, -0.1]), np.array([0.05, -0.05, 0.05]))
    array([ 4., inf,  0.])
    """
    factor = np.full(required.shape, np.inf)
    np.divide(required, estimated, out=factor, where=estimated > 0)
    return np.where(required <= 0, 0.0, factor)


def continued(share: FloatArray, rate: FloatArray | float, years: int) -> FloatArray:
    """The share after some years at a steady rate of reduction; never above 1.

    >>> continued(np.array([0.1, 0.8]), np.array([0.1, -0.5]), 2).round(9)
    array([0.081, 1.   ])
    """
    return np.asarray(np.minimum(share * (1.0 - rate) ** years, 1.0), dtype=np.float64)


def _require_years(years: int) -> None:
    if years < 1:
        raise UsageError(
            f"a rate over {years} years cannot be",
            code="years",
            hint="the first year comes before the last one",
        )
