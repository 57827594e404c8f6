"""Differences of two figures of one survey, or of two surveys, with the error that goes with them.

Two domains of one survey share clusters, and two definitions share persons, so the variance of
a difference is not the sum of two variances: the covariance comes from the table of units.
Two rounds are independent samples, and their covariance is 0.

The interval is put together from those of both figures (Zou & Donner's square-and-add,
`mover`). With a and b the figures, r their correlation, (l, u) their limits:

    lower = a - b - sqrt((a - la)^2 + (ub - b)^2 - 2 r (a - la)(ub - b))

and the upper end likewise. It keeps what the intervals of the figures know of rare events, and
exists where one side has no case; it never goes beyond -1 and 1 for proportions. With the
interval `wald` it is the estimate and a t quantile. Source: Zou & Donner (2008), Statistics in
Medicine 27, 1693-1702; Newcombe (1998), Statistics in Medicine 17, 873-890 (both unseen in
print).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from measure87.numerics.proportion_intervals import student_quantile
from measure87.vocabulary import flags as flagging
from measure87.vocabulary.estimate import Estimate, Minus, Refusal, rounding_variance

MOVER = "mover"
_OF_ONE_FIGURE = frozenset(
    {flagging.WIDE_INTERVAL, flagging.BORROWED, flagging.UNKNOWNS_MATTER, flagging.NO_VARIANCE}
)
"""Flags of a figure that say nothing of a difference."""


@dataclass(frozen=True)
class Side:
    """One of the two figures: an outcome in a group; no group is everybody."""

    outcome: str
    group: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, frozenset[tuple[str, str]]]:
        """Tells figures apart, whatever the order of the variables."""
        return self.outcome, frozenset(self.group.items())


@dataclass(frozen=True)
class Contrast:
    """A difference: the first side less the second."""

    first: Side
    second: Side


@dataclass(frozen=True)
class Differences:
    """The differences that could be had, and why others could not."""

    estimates: tuple[Estimate, ...]
    refused: tuple[Refusal, ...] = ()


def difference(
    first: Estimate,
    second: Estimate,
    covariance: float | None = 0.0,
    *,
    source: str | None = None,
) -> Estimate:
    """The first figure less the second.

    Parameters
    ----------
    first, second : Estimate
        Two figures with values, of the same statistic and unit.
    covariance : float or None
        Of the two; 0 of independent samples, None where it is not known (one side has no
        standard error), which counts as 0. Figures that were released in steps are off by
        rounding too, which adds its variance to theirs.
    source : str or None
        Where the second figure comes from, if not from the same result.

    >>> a = Estimate("y", "mean", "taylor", value=3.0, se=0.4, df=20.0, n=50)
    >>> b = Estimate("y", "mean", "taylor", value=1.0, se=0.3, df=20.0, n=50)
    >>> found = difference(a, b)
    >>> found.value, found.se
    (2.0, 0.5)
    """
    if first.value is None or second.value is None:
        raise AssertionError("a difference is of two values")
    value, se = first.value - second.value, None
    correlation = 0.0
    if first.se is not None and second.se is not None:
        shared = covariance or 0.0
        rounding = rounding_variance(first.digits) + rounding_variance(second.digits)
        se = math.sqrt(max(first.se**2 + second.se**2 - 2.0 * shared, 0.0) + rounding)
        product = first.se * second.se
        correlation = max(-1.0, min(1.0, shared / product)) if product > 0.0 else 0.0
    known = [df for df in (first.df, second.df) if df is not None]
    df = min(known, default=None)
    lower, upper, interval = _limits(first, second, value, se, df, correlation)
    unknown = [flagging.NO_VARIANCE] if _lacks_variance(first, second, lower, se) else []
    flags = [flag for flag in (*first.flags, *second.flags) if flag not in _OF_ONE_FIGURE]
    return Estimate(
        name=first.name,
        statistic="difference",
        method=first.method,
        group=dict(first.group),
        labels=dict(first.labels),
        definition=first.definition,
        unit=first.unit,
        quantile=first.quantile,
        value=value,
        se=se,
        lower=lower,
        upper=upper,
        level=first.level if lower is not None else None,
        interval=interval if lower is not None else None,
        df=df,
        minus=Minus(
            second.name, second.statistic, dict(second.group), dict(second.labels),
            second.definition, source,
        ),
        flags=tuple(dict.fromkeys([*flags, *unknown])),
    )  # fmt: skip


def _lacks_variance(
    first: Estimate, second: Estimate, lower: float | None, se: float | None
) -> bool:
    """Whether a side has no variance, which the limits of the difference may then borrow."""
    return (lower is None and se is None) or any(
        flagging.NO_VARIANCE in side.flags for side in (first, second)
    )


def _limits(
    first: Estimate,
    second: Estimate,
    value: float,
    se: float | None,
    df: float | None,
    correlation: float,
) -> tuple[float | None, float | None, str]:
    """Limits and their name; None where a side has none, or the sides have different levels."""
    level = first.level
    if level is None or level != second.level:
        return None, None, MOVER
    if first.interval == second.interval == "wald" and se is not None and df is not None:
        half = float(student_quantile(df, level)) * se
        return value - half, value + half, "wald"
    ends = (first.lower, first.upper, second.lower, second.upper)
    a, b = first.value, second.value
    if None in (*ends, a, b):
        return None, None, MOVER
    low_a, high_a, low_b, high_b = (float(end) for end in ends if end is not None)
    a, b = float(a or 0.0), float(b or 0.0)
    below = _together(a - low_a, high_b - b, correlation)
    above = _together(high_a - a, b - low_b, correlation)
    return value - below, value + above, MOVER


def _together(one: float, other: float, correlation: float) -> float:
    """Length of two distances that are correlated."""
    return math.sqrt(max(one**2 + other**2 - 2.0 * correlation * one * other, 0.0))


def differences_of_rounds(
    later: Sequence[Estimate], earlier: Sequence[Estimate], source: str
) -> Differences:
    """Every figure of a later survey less the same figure of an earlier, independent one.

    The same figure has the same name, statistic, quantile and group. Suppressed figures have
    no difference, and a figure that one of the two lacks is passed over.
    """
    known = {_identity(figure): figure for figure in earlier if figure.statistic != "difference"}
    found, refused = [], []
    for figure in later:
        other = known.get(_identity(figure))
        if other is None:
            continue
        if figure.value is None or other.value is None:
            text = "one of the two figures is not shown"
            refused.append(Refusal(figure.name, "side-not-shown", text, dict(figure.group)))
        elif figure.unit != other.unit:
            text = f"the later figure is in {figure.unit} and the earlier one in {other.unit}"
            refused.append(Refusal(figure.name, "different-units", text, dict(figure.group)))
        else:
            found.append(difference(figure, other, 0.0, source=source))
    return Differences(tuple(found), tuple(refused))


def _identity(figure: Estimate) -> tuple[Any, ...]:
    group = frozenset(figure.group.items())
    return figure.name, figure.statistic, figure.quantile, group
