"""Positive values sampled through a transform that is linear where they are large.

A scale that may be 0 has a long flat tail when its logarithm is sampled, and two mirrored modes
when a signed value is sampled whose size it is. Through x = unit log(1 + exp(z)) it has one mode,
and z moves as x does once x is larger than the unit. The density of x is not changed by it.
"""

from functools import cache
from typing import Any

# Of the prior's width: near the spread that figures of many countries leave.
UNIT_SHARE = 0.3


@cache
def soft_positive(unit: float) -> Any:
    """The constraint of positive values sampled through unit log(1 + exp(z))."""
    from numpyro.distributions import biject_to, constraints
    from numpyro.distributions.transforms import (
        AffineTransform,
        ComposeTransform,
        SoftplusTransform,
    )

    class SoftPositive(type(constraints.softplus_positive)):  # type: ignore[misc]
        """Positive; a class for each unit, for transforms are found by class."""

    @biject_to.register(SoftPositive)  # type: ignore[untyped-decorator]
    def _transform(_: Any) -> Any:
        scaled = AffineTransform(0.0, unit, domain=constraints.softplus_positive)
        return ComposeTransform([SoftplusTransform(), scaled])

    return SoftPositive()


@cache
def soft_half_normal(width: float) -> Any:
    """A half-normal distribution of that width, sampled so."""
    from numpyro import distributions as dist

    class SoftHalfNormal(dist.HalfNormal):  # type: ignore[misc]
        support = soft_positive(UNIT_SHARE * width)

    return SoftHalfNormal(width)


@cache
def soft_log_normal(unit: float) -> Any:
    """The class of log-normal distributions sampled so."""
    from numpyro import distributions as dist

    class SoftLogNormal(dist.LogNormal):  # type: ignore[misc]
        support = soft_positive(unit)

    return SoftLogNormal
