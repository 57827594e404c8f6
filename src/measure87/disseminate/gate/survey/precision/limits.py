"""Limits of a released figure, by its interval's own formula, from what is released of it.

Limits that follow from the value and the error that a reader has tell her nothing more. So they
are made anew, by the formula that made them: where that gives back the limits of the estimate
from its value and error to all digits, it is the right one.
"""

from collections.abc import Callable
from math import isclose, sqrt

from measure87.disseminate.gate.survey.precision.steps import down_to_step, up_to_step
from measure87.numerics.proportion_intervals import (
    Limits,
    arcsine,
    effective_n,
    exact_limits,
    korn_graubard_r,
    likelihood,
    logit,
    student_quantile,
    wald,
    wilson,
)
from measure87.vocabulary.estimate import Estimate

_SAME = 1e-6
"""Share of an interval's width by which limits may differ from those by the right formula."""

CAPPED = "korn-graubard"
"""The default interval, which takes a design effect below 1 for 1, and may borrow one."""

Pair = tuple[float, float]
"""Lower and upper limit."""
ByRows = Callable[[float, float], Pair | None]
"""Limits from value and error."""


def limits_by_formula(figure: Estimate, n_effective: float | None) -> ByRows | None:
    """The formula of a figure's own interval; None where it is not known.

    `n_effective` is the number that is released, in persons; the formula is tried with the
    figure's own.
    """
    if figure.value is None or figure.lower is None or figure.upper is None:
        return None
    of_figure = formula_of(figure, figure.n_effective)
    if of_figure is None or not agrees(figure, of_figure(figure.value, figure.se or 0.0)):
        return None
    return formula_of(figure, n_effective)


def agrees(figure: Estimate, found: Pair | None) -> bool:
    """Whether limits are those of a figure, but for the machine's rounding."""
    if found is None or figure.lower is None or figure.upper is None:
        return False
    near = _SAME * (figure.upper - figure.lower)
    return isclose(found[0], figure.lower, abs_tol=near) and isclose(
        found[1], figure.upper, abs_tol=near
    )


def own_n_effective(figure: Estimate, deff: float) -> float | None:
    """Effective persons by Korn & Graubard's rule with a design effect of the figure's own.

    The default interval has never more than there are.
    """
    if figure.n is None or figure.df is None or figure.level is None:
        return None
    found = float(effective_n(figure.n, figure.df, deff=deff, level=figure.level))
    return found if is_capped(figure) else found / min(deff, 1.0)


def is_capped(figure: Estimate) -> bool:
    """Whether the limits take a design effect below 1 for 1."""
    return figure.interval in (None, CAPPED)


def total_limits(
    share: Pair, value: float, error: float, size: float, share_error: float, figure: Estimate
) -> Pair | None:
    """Limits of a number of persons from those of its share: see `estimate.survey.intervals`.

    Parameters
    ----------
    share
        Limits of the share.
    value, error : persons
        Of the total.
    size : persons
        Of whom the total is a share.
    """
    if figure.df is None or figure.level is None:
        return None
    t = float(student_quantile(figure.df, figure.level))
    p = value / size
    rest = t**2 * max(error**2 - (size * share_error) ** 2, 0.0) if p > 0 else 0.0
    below = sqrt((size * (p - share[0])) ** 2 + rest)
    above = sqrt((size * (share[1] - p)) ** 2 + rest)
    return max(value - below, 0.0), value + above


def outwards(limits: Pair, shown: Estimate, step: float, figure: Estimate) -> Pair:
    """Limits to the next multiples of a step that lie outside; of a share from 0 to 1."""
    value = shown.value or 0.0
    lower = down_to_step(min(limits[0], value), step)
    upper = up_to_step(max(limits[1], value), step)
    if figure.statistic == "proportion":
        upper = min(upper, 1.0)
    return max(lower, 0.0) if (figure.lower or 0.0) >= 0 else lower, upper


def formula_of(figure: Estimate, n_effective: float | None) -> ByRows | None:
    """The formula that an interval's name says, with an effective size in persons."""
    level = figure.level
    if level is None:
        return None
    if figure.statistic != "proportion":
        return _of_numbers(figure, level)
    if figure.interval == CAPPED:
        if n_effective is None:
            return None
        return lambda value, _: _pair(exact_limits(value, n_effective, level=level))
    return _of_shares(figure, n_effective or 1.0, level)


def _of_numbers(figure: Estimate, level: float) -> ByRows | None:
    df, counts = figure.df, figure.n_cases is not None
    if figure.interval != "wald" or df is None:
        return None

    def limits(value: float, error: float) -> Pair:
        half = float(student_quantile(df, level)) * error
        lower = value - half
        return max(lower, 0.0) if counts else lower, value + half

    return limits


def _of_shares(figure: Estimate, n_effective: float, level: float) -> ByRows | None:
    df, n, name = figure.df, max(figure.n or 1, 1), figure.interval
    if df is None:
        return None
    if name == "wilson":
        return lambda p, se: _pair(
            wilson(p, df, n_effective=p * (1 - p) / se**2 if se else n_effective, level=level)
        )
    if name in ("likelihood", "korn-graubard-r"):
        by = likelihood if name == "likelihood" else korn_graubard_r
        return lambda p, se: _pair(by(p, se**2, n, df, n_effective=n_effective, level=level))
    plain = {"wald": wald, "asin": arcsine, "logit": logit, "xlogit": logit}.get(name or "")
    if plain is None:
        return None
    return lambda p, se: _pair(plain(p, se**2, df, n_effective=n_effective, level=level))


def _pair(limits: Limits) -> Pair:
    return float(limits.lower), float(limits.upper)
