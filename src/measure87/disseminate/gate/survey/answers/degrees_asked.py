"""Limits, effective size and a flag by the degrees of freedom of all who were asked.

They are released beside these degrees of freedom, and made with others they would tell which: of
three in place of four limits are a tenth further out.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace

from measure87.disseminate.gate.audit.seen import GroupKey, measures_of
from measure87.disseminate.gate.survey.precision.digits import same_weights
from measure87.disseminate.gate.survey.precision.limits import (
    Pair,
    agrees,
    formula_of,
    own_n_effective,
    total_limits,
)
from measure87.numerics.proportion_intervals import effective_n, student_quantile
from measure87.vocabulary.estimate import Alternative, Estimate
from measure87.vocabulary.flags import FEW_DEGREES_OF_FREEDOM, FEWEST_DF

_OWN = (None, "own")
"""Where a design effect comes from in which nothing is everybody's."""


def with_degrees_asked(figures: Sequence[Estimate], asked: Sequence[Estimate]) -> list[Estimate]:
    """Figures in their order, with all that follows from other degrees of freedom.

    Parameters
    ----------
    figures
        As they were estimated.
    asked
        The same, with the degrees of freedom of all who were asked, and limits as they were.
    """
    measures = measures_of(figures)
    keys = [(measure, one.statistic) for measure, one in zip(measures, figures, strict=True)]
    pools: dict[Hashable, tuple[float, float]] = {}
    for key, figure, now in zip(keys, figures, asked, strict=True):
        if not figure.group and figure.df is not None and now.df is not None:
            pools[key] = figure.df, now.df
    found = list(asked)
    shares: dict[tuple[Hashable, GroupKey], int] = {}
    order = sorted(range(len(found)), key=lambda k: figures[k].statistic == "total")
    for k in order:
        was, now = figures[k], asked[k]
        place = (measures[k], frozenset(was.group.items()))
        if was.statistic == "proportion":
            shares[place] = k
        if not (was.df and now.df) or was.level is None:
            continue
        before, after = _of_effect(was, now, pools.get(keys[k], (was.df, now.df)))
        if (was.df, before) == (now.df, after):
            continue
        share = shares.get(place)
        if share is not None and not same_weights(was, figures[share]):
            share = None
        beside = None if share is None else (figures[share], found[share])
        found[k] = _with_limits(was, now, (before, after), beside)
    return found


def _of_effect(was: Estimate, now: Estimate, pool: tuple[float, float]) -> tuple[float, float]:
    """Degrees of freedom behind the effective size: borrowed, they are everybody's if more."""
    own = (was.df or 0.0, now.df or 0.0)
    if was.deff_source in _OWN:
        return own
    return max(own[0], pool[0]), max(own[1], pool[1])


def _with_limits(
    was: Estimate,
    now: Estimate,
    effect: tuple[float, float],
    share: tuple[Estimate, Estimate] | None,
) -> Estimate:
    level = was.level or 0.0
    n_effective = was.n_effective
    if n_effective is not None and was.n:
        before, after = (float(effective_n(was.n, df, deff=1.0, level=level)) for df in effect)
        n_effective *= after / before
    found = flagged(replace(now, n_effective=n_effective))
    if was.lower is None or was.upper is None:
        return found
    limits = _limits(was, found, share) or _by_quantile(was, (was.lower, was.upper), now.df or 0.0)
    alternatives = tuple(_alternative(one, was, now) for one in was.alternatives)
    return replace(found, lower=limits[0], upper=limits[1], alternatives=alternatives)


def _limits(was: Estimate, now: Estimate, share: tuple[Estimate, Estimate] | None) -> Pair | None:
    """By the formula that gives the limits that were; None where none does."""
    value, error = was.value or 0.0, was.se or 0.0
    if was.statistic != "total" or was.interval == "wald":
        return _by_formula(was, now, was.n_effective, now.n_effective)
    if share is None or not share[0].value:
        return None
    pairs = [(one.lower, one.upper) for one in share]
    size, share_error = value / share[0].value, share[0].se or 0.0
    found: list[Pair | None] = []
    for (lower, upper), of in zip(pairs, (was, now), strict=True):
        if lower is None or upper is None:
            return None
        found.append(total_limits((lower, upper), value, error, size, share_error, of))
    return found[1] if agrees(was, found[0]) else None


def _by_formula(
    was: Estimate, now: Estimate, before: float | None, after: float | None
) -> Pair | None:
    value, error = was.value or 0.0, was.se or 0.0
    old, new = formula_of(was, before), formula_of(now, after)
    if old is None or new is None or not agrees(was, old(value, error)):
        return None
    return new(value, error)


def _by_quantile(was: Estimate, limits: Pair, df: float) -> Pair:
    """Limits around the value, as far away as the quantile of Student's t is greater."""
    level, value = was.level or 0.0, was.value or 0.0
    times = float(student_quantile(df, level) / student_quantile(was.df or df, level))
    lower, upper = value - times * (value - limits[0]), value + times * (limits[1] - value)
    if limits[0] >= 0:
        lower = max(lower, 0.0)
    return lower, min(upper, 1.0) if was.statistic == "proportion" else upper


def _alternative(one: Alternative, was: Estimate, now: Estimate) -> Alternative:
    """The interval with the figure's own design effect."""
    beside = replace(was, lower=one.lower, upper=one.upper)
    limits = _by_formula(
        beside, now, own_n_effective(was, one.deff), own_n_effective(now, one.deff)
    ) or _by_quantile(was, (one.lower, one.upper), now.df or 0.0)
    return replace(one, lower=limits[0], upper=limits[1])


def flagged(figure: Estimate) -> Estimate:
    """With the flag only where the degrees of freedom that are released are few."""
    is_few = (figure.df or 0.0) < FEWEST_DF
    if is_few:
        return figure.with_flags(FEW_DEGREES_OF_FREEDOM)
    others = tuple(one for one in figure.flags if one != FEW_DEGREES_OF_FREEDOM)
    return replace(figure, flags=others)
