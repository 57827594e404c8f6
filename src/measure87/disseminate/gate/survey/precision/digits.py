"""Digits that follow the error: all numbers of a released figure in steps of it.

The value goes to a multiple of its step, the error to one of its own, which is coarser (`steps`).
Everything else follows from these two as they are released, so that a further column tells nothing
that they do not:

* limits are made anew by the interval's formula (`limits`), and moved outwards to a multiple of a
  tenth of the error; where there is no formula (quantiles, means of a share of a period) they lie
  around the released value, at distances that are rounded up to a step;
* so do the bounds for the unknowns; one that is the value itself stays so;
* where steps are wider than half an error, limits are half a step further out;
* a total with the weights of its share is the released share times persons, its error that of the
  share times persons, but for how much more uncertain the size of the group makes it, to a tenth;
* design effects and effective n are those of the released error, in two digits;
* the weighted n is in one step for all measures of a group where one leaves unknown answers out:
  the coarsest of their steps, as a share of everybody.

Counts of persons are no estimates and stay. A value of 0 stays 0, one that is not stays so, and
so it is with 1 of a share.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isclose, isfinite, sqrt

from measure87.disseminate.gate.audit.seen import GroupKey, Measure, measures_of
from measure87.disseminate.gate.survey.precision.design_effects import (
    own_deff,
    ratio_of_deffs,
    two_digits,
    with_design_effects,
)
from measure87.disseminate.gate.survey.precision.limits import (
    Pair,
    agrees,
    limits_by_formula,
    outwards,
    own_n_effective,
    total_limits,
)
from measure87.disseminate.gate.survey.precision.steps import (
    LADDER,
    RUNGS,
    Rung,
    decimals_of,
    step_of,
    stepped_error,
    to_step,
    up_to_step,
)
from measure87.disseminate.gate.survey.precision.weighted_n import one_weighted_n
from measure87.vocabulary.estimate import Alternative, Estimate

_ERRORS_IN_WIDTH = 4.0
"""Errors that an interval is taken to be wide where there is no error: 2 at either side."""
_FEWEST = 1.0
"""Cases that a figure with neither error nor interval is taken to rest on, at least."""
_EXACT = 1e-9
_DIGITS_OF_SIZE = 12
"""Of persons that a total is a share of: the machine's rounding would tell one share from another
where the total lies in the middle between two steps."""
PARTS_OF_RATIO = 10
"""A total's error by that of its share is given to a tenth."""


@dataclass(frozen=True)
class _Share:
    """The proportion beside a total: as estimated, and as it is released."""

    exact: Estimate
    released: Estimate


def in_digits(
    estimates: Sequence[Estimate],
    *,
    rungs: Mapping[int, int] | None = None,
    left_out: Collection[str] = (),
) -> tuple[Estimate, ...]:
    """Figures as they are released, in their order, each with its step in `digits`.

    Parameters
    ----------
    estimates
        What may be shown; those that are not shown stay as they are.
    rungs
        Positions of figures that are coarser than others, to their rung of `steps.RUNGS`.
    left_out
        Measures that leave their unknowns out, so that the weighted n tells what these weigh.
    """
    found = list(estimates)
    shares: dict[tuple[Measure, GroupKey], _Share] = {}
    order = sorted(range(len(found)), key=lambda k: found[k].statistic == "total")
    for k, measure in zip(order, measures_of([found[k] for k in order]), strict=True):
        figure = found[k]
        if figure.value is None:
            continue
        key = (measure, frozenset(figure.group.items()))
        share = shares.get(key)
        if share is not None and not same_weights(figure, share.exact):
            share = None
        rung = RUNGS[(rungs or {}).get(k, 0)]
        found[k] = _in_digits(figure, rung, share)
        if figure.statistic == "proportion":
            shares[key] = _Share(figure, found[k])
    return one_weighted_n(found, left_out)


def error_of(figure: Estimate) -> float:
    """The error that a figure's step goes by, in its unit; 0 where nothing tells one.

    The standard error; without one (no case, all cases, no degree of freedom) a quarter of the
    interval's width; without an interval what it were for so many cases drawn at random.
    """
    if figure.se:
        return figure.se
    if figure.lower is not None and figure.upper is not None and figure.upper > figure.lower:
        return (figure.upper - figure.lower) / _ERRORS_IN_WIDTH
    value = abs(figure.value or 0.0)
    if figure.statistic == "proportion" and figure.n:
        least = max(value * (1 - value), (1 - 1 / (figure.n + 1)) / (figure.n + 1))
        return sqrt(least / figure.n)
    persons = figure.n if figure.n_cases is None else figure.n_cases
    return value / sqrt(max(persons or _FEWEST, _FEWEST))


def difference_in_digits(item: Estimate, first: Estimate, second: Estimate) -> Estimate:
    """A difference of two released figures, with no digit that they do not have.

    Its value is what a reader gets who subtracts one from the other; error and limits go by the
    step of its own error. Without them nothing is told of the difference to all digits.
    """
    steps = [one.digits for one in (first, second) if one.digits]
    if first.value is None or second.value is None or item.value is None or not steps:
        return item
    error = error_of(item) if item.se or item.lower is not None else 0.0
    released, step = stepped_error(error) if error else (0.0, min(steps))
    decimals = max(map(decimals_of, steps))
    own = round(first.value - second.value, decimals)
    around = _Around(item.value, own, step, is_share=False)
    return replace(
        item,
        value=own,
        se=released if item.se else item.se,
        lower=around.lower(item.lower),
        upper=around.upper(item.upper),
        digits=min(step, 10.0**-decimals) if decimals else min(step, *steps),
    )


def is_coarse(shown: Estimate) -> bool:
    """Whether a released figure has wider steps than those of every figure.

    >>> figure = Estimate("y", "proportion", "taylor", value=0.1, se=0.03, digits=0.002)
    >>> is_coarse(figure), is_coarse(replace(figure, digits=0.005))
    (False, True)
    """
    if not shown.digits or not shown.se:
        return False
    return shown.digits > step_of(shown.se) * (1 + _EXACT)


def same_weights(one: Estimate, other: Estimate) -> bool:
    """Whether two figures of the same persons were estimated with the same weights."""
    if one.weighted_n is None or other.weighted_n is None:
        return one.weighted_n is other.weighted_n
    return isclose(one.weighted_n, other.weighted_n, rel_tol=1e-9)


def ratio_of_errors(total: Estimate, share: Estimate) -> float | None:
    """A total's error by that of its share times persons, to a tenth; None without both."""
    if not (total.value and total.se and share.value and share.se):
        return None
    ratio = total.se / (share.se * total.value / share.value)
    return round(ratio * PARTS_OF_RATIO) / PARTS_OF_RATIO


def _in_digits(figure: Estimate, rung: Rung, share: _Share | None) -> Estimate:
    """One figure; of a total, `share` is the proportion beside it."""
    error = error_of(figure)
    if not error or figure.value is None or not isfinite(figure.value):
        return figure
    size = None
    released, step = stepped_error(error, rung)
    if share is not None and share.exact.value and share.released.value is not None:
        size = float(f"{figure.value / share.exact.value:.{_DIGITS_OF_SIZE}g}")
        ratio = ratio_of_errors(figure, share.exact)
        if ratio is not None and share.released.se:
            follows = max(ratio, 1 / PARTS_OF_RATIO) * size * share.released.se
            released = to_step(follows, step_of(follows))
            step = step_of(released, rung.value)
    if size is not None and share is not None:
        own = _value(figure, size * (share.released.value or 0.0), step)
    else:
        own = _value(figure, figure.value, step)
    shown = replace(figure, value=own, se=released if figure.se else figure.se, digits=step)
    shown = with_design_effects(shown, figure, None if share is None else share.released)
    away = _Around(figure.value, own, step, is_share=figure.statistic == "proportion")
    limits = _limits(figure, shown, released if figure.se else 0.0, share, size)
    lower, upper = away.lower(figure.lower), away.upper(figure.upper)
    if limits is not None:
        lower, upper = outwards(limits, shown, step_of(released), figure)
    lower, upper = _with_rounding(lower, upper, shown, rung)
    return replace(
        shown,
        lower=lower,
        upper=upper,
        value_if_no=away.lower(figure.value_if_no),
        value_if_yes=away.upper(figure.value_if_yes),
        alternatives=tuple(
            _alternative(one, figure, shown, away, rung) for one in figure.alternatives
        ),
    )


def _with_rounding(
    lower: float | None, upper: float | None, shown: Estimate, rung: Rung
) -> tuple[float | None, float | None]:
    """Limits that hold those of every value with the released row, where its steps are wide.

    A value may be half a step away. Up to steps of half an error that is little beside the
    interval; beyond, limits around the released value would leave out those of the estimate.
    """
    half = (shown.digits or 0.0) / 2
    if rung.value <= LADDER[-1].value or not half:
        return lower, upper
    if lower is not None:
        lower = round(lower - half if lower < 0 else max(lower - half, 0.0), 12)
    if upper is not None:
        most = 1.0 if shown.statistic == "proportion" else inf
        upper = round(min(upper + half, most), 12)
    return lower, upper


def _limits(
    figure: Estimate, shown: Estimate, error: float, share: _Share | None, size: float | None
) -> Pair | None:
    """Limits by formula from what is shown, if there is one."""
    if shown.value is None:
        return None
    if figure.statistic == "total" and share is not None and size is not None:
        exact, released = _bounds(share.exact), _bounds(share.released)
        if exact is not None and released is not None:
            own = total_limits(
                exact, figure.value or 0.0, figure.se or 0.0, size, share.exact.se or 0.0, figure
            )
            if agrees(figure, own):
                se = share.released.se or 0.0
                return total_limits(released, shown.value, error, size, se, figure)
    formula = limits_by_formula(figure, shown.n_effective)
    return None if formula is None else formula(shown.value, error)


def _bounds(figure: Estimate) -> Pair | None:
    if figure.lower is None or figure.upper is None:
        return None
    return figure.lower, figure.upper


def _value(figure: Estimate, value: float, step: float) -> float:
    """The nearest multiple; never 0 or, of a share, 1 where it is not that."""
    found = to_step(value, step)
    if value > 0 and found <= 0:
        return step
    if figure.statistic == "proportion" and value < 1 <= found:
        return round(1 - step, decimals_of(step))
    return found


class _Around:
    """Limits around a released value, in distances of whole steps."""

    def __init__(self, value: float, released: float, step: float, *, is_share: bool) -> None:
        self._value, self._released, self._step = value, released, step
        self._is_share = is_share

    def lower(self, limit: float | None) -> float | None:
        """At most the value; not under 0 if the limit is not."""
        if limit is None:
            return None
        away = self._released - self._distance(self._value - limit)
        return self._written(max(away, 0.0) if limit >= 0 else away)

    def upper(self, limit: float | None) -> float | None:
        """At least the value; of a share at most 1."""
        if limit is None:
            return None
        away = self._released + self._distance(limit - self._value)
        return self._written(min(away, 1.0) if self._is_share else away)

    def _distance(self, exact: float) -> float:
        return up_to_step(max(exact, 0.0), self._step)

    def _written(self, number: float) -> float:
        """Without what the machine's rounding adds."""
        return round(number, 12) if number != self._value else number


def _alternative(
    one: Alternative, figure: Estimate, shown: Estimate, away: _Around, rung: Rung
) -> Alternative:
    """The interval with the figure's own design effect, from what is shown."""
    own = own_deff(shown)
    exact = own_n_effective(figure, one.deff)
    if own is not None and exact is not None and shown.value is not None:
        beside = replace(figure, lower=one.lower, upper=one.upper, n_effective=exact)
        formula = limits_by_formula(beside, own_n_effective(figure, own))
        limits = None if formula is None else formula(shown.value, shown.se or 0.0)
        if limits is not None:
            limits = outwards(limits, shown, step_of(shown.se or 1.0), figure)
            lower, upper = _with_rounding(*limits, shown, rung)
            return replace(one, lower=lower or 0.0, upper=upper or 0.0, deff=two_digits(own))
    ratio = ratio_of_deffs(figure, shown)
    lower, upper = _with_rounding(away.lower(one.lower), away.upper(one.upper), shown, rung)
    return replace(
        one, lower=lower or 0.0, upper=upper or 0.0, deff=two_digits(max(one.deff * ratio, 1.0))
    )
