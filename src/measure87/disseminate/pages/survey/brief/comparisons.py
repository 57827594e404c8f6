"""Differences and changes that hold for all that were looked at together.

A reader who is shown the largest of many differences is shown chance. So the differences and
slopes of a release, those not shown too, are one family of m, and a sentence is made where
the interval of level 1 - (1 - level) / m excludes 0 (Bonferroni, whatever depends on what). Ends
are the released ones moved out by the ratio of the two t quantiles; where they are nearer to the
value than the released error says, the error counts. All is made of released numbers.

Source: Bonferroni's inequality; no text is followed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from measure87.numerics.proportion_intervals import student_quantile
from measure87.vocabulary.estimate import Estimate, Result


@dataclass(frozen=True)
class Comparison:
    """A difference or a slope with its interval at the level of the family, in the unit of both."""

    figure: Estimate
    value: float
    lower: float
    upper: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the sign is known, for all of the family together."""
        return self.lower > 0 or self.upper < 0


@dataclass(frozen=True)
class Family:
    """All differences and slopes of a release.

    count : how many were looked at, with those that are not shown
    level : at which all intervals hold together, 0 to 1
    compared : those with an interval
    """

    count: int
    level: float
    compared: Sequence[Comparison]

    def certain(self) -> list[Comparison]:
        """Those whose interval excludes 0, the largest first, in the order of the release else."""
        found = [one for one in self.compared if one.excludes_zero]
        return sorted(found, key=lambda one: -abs(one.value))


def family_of(result: Result) -> Family:
    """The family of a release: its differences, its slopes and its changes of slope."""
    looked_at = [*result.differences, *result.trends]
    levels = [one.level for one in looked_at if one.level is not None]
    level = min(levels, default=0.95)
    compared = [_compared(one, level, len(looked_at)) for one in looked_at]
    return Family(len(looked_at), level, [one for one in compared if one is not None])


def _compared(figure: Estimate, level: float, count: int) -> Comparison | None:
    """One comparison; None where it has not all that its interval needs."""
    value, se, own = figure.value, figure.se, figure.level
    if value is None or not se or own is None:
        return None
    ends = [end for end in (figure.lower, figure.upper) if end is not None]
    if len(ends) != 2:
        return None
    df = math.inf if figure.df is None else figure.df
    single = float(student_quantile(df, own))
    ratio = float(student_quantile(df, 1.0 - (1.0 - level) / count)) / single
    below, above = (max(abs(end - value), se * single) * ratio for end in ends)
    return Comparison(figure, value, value - below, value + above)
