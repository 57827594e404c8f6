"""How coarse a mean share of a period (a stock) must be, so that it tells nobody's days.

Value times weighted n is how long all cases were in the status together. Whoever knows who they are
knows that each was so for some of the period, between none and all. So where all together come near
to none of it, or to all of it, each did. And whoever is one of few takes her own days off first.

So half of what one case could be of the stock stands open: of few cases at both ends of what was
released, in steps of at least so much; of more between either end and what is farthest from it. A
case is taken to weigh what cases do on average. All that follows from numbers that are released:
the share of the status, how many are cases, and the stock. That one is hidden tells that it is near
to none of the period or to all, and not to which.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from measure87.disseminate.gate.kept_releases import KeptReleases
from measure87.disseminate.gate.rules import CONFIDENTIAL
from measure87.disseminate.gate.survey.answers.days_of_the_rest import Stocks, shown_before
from measure87.disseminate.gate.survey.precision.steps import (
    down_to_step,
    step_of,
    to_step,
    up_to_step,
)
from measure87.disseminate.gate.survey.rows.possible_sets import MOST_PERSONS
from measure87.disseminate.gate.tables.tables import base_of
from measure87.vocabulary.estimate import Estimate

OPEN = 0.5
"""Part of what one case could be of a stock that stands open."""
_NEXT = 2.5
"""Times a step that the next one is at most."""
_EXACT = 1e-9


def with_safe_stocks(
    estimates: Iterable[Estimate],
    nested: Collection[tuple[str, str]] = (),
    kept: KeptReleases | None = None,
    found_before: Sequence[Estimate] | None = None,
) -> list[Estimate]:
    """Released figures, in their order, with stocks that tell nobody's days.

    How many persons a stock is of, and what they weigh, is kept back where few gave no answer, and
    stands then for other persons than those of whom it is told. A reader knows nearly what they
    weigh: stocks are taken from each other as they are of the persons who answered.

    Parameters
    ----------
    estimates
        As they are released otherwise.
    nested
        Names of measures of which the cases of the first are among those of the second.
    kept
        What earlier releases show.
    found_before
        The same figures before the gate; as they are released if None.
    """
    figures = list(estimates)
    sizes = figures if found_before is None else found_before
    shares = {
        (_measure(one), frozenset(one.group.items())): replace(
            one, n=size.n, weighted_n=size.weighted_n
        )
        for one, size in zip(figures, sizes, strict=True)
        if one.statistic == "proportion" and one.n_cases
    }
    counted = {measure for measure, _ in shares}
    status_of = {
        k: shares[key]
        for k, one in enumerate(figures)
        if _is_stock(one)
        and (key := (base_of(_measure(one), counted), frozenset(one.group.items()))) in shares
    }
    found = [
        safe_stock(one, status_of[k]) if k in status_of else one for k, one in enumerate(figures)
    ]
    stocks = Stocks(found, status_of, OPEN, nested)
    if kept is not None:
        stocks.without_told_by(shown_before(found, status_of, kept))
    return stocks.without_told()


def _measure(figure: Estimate) -> tuple[str, str]:
    return figure.name, figure.definition or ""


def _is_stock(figure: Estimate) -> bool:
    """Whether a figure is a mean share of a period, and no mean of hours or wages."""
    return figure.statistic == "mean" and figure.unit == "proportion"


def safe_stock(stock: Estimate, status: Estimate) -> Estimate:
    """A released stock in wider steps, or not shown, where it would tell of the days of a case.

    Parameters
    ----------
    stock, status
        As they are released otherwise, of one group; the share of the status has cases.

    >>> def figure(statistic, value, **more):
    ...     return Estimate("y", statistic, "taylor", value=value, digits=0.001, **more)
    >>> four = figure("proportion", 0.08, n_cases=4)
    >>> [safe_stock(figure("mean", value), four).value for value in (0.002, 0.041, 0.078)]
    [None, 0.04, None]
    """
    if stock.value is None or status.value is None or not status.n_cases:
        return stock
    one_open = OPEN * status.value / status.n_cases
    if status.n_cases <= MOST_PERSONS:
        stock = in_wider_steps(stock, one_open)
    value, half = stock.value or 0.0, (stock.digits or 0.0) / 2
    low, high = value - half, value + half
    if status.n_cases > MOST_PERSONS:
        low, high = high, low
    is_open = min(low, status.value - high) >= one_open * (1 - _EXACT)
    return stock if is_open else stock.suppress(CONFIDENTIAL)


def in_wider_steps(figure: Estimate, least: float) -> Estimate:
    """A released figure in steps of at least so much, limits outwards and bounds further away.

    >>> figure = Estimate("y", "mean", "taylor", value=0.041, lower=0.013, upper=0.13, digits=0.001)
    >>> found = in_wider_steps(figure, 0.015)
    >>> found.value, found.lower, found.upper, found.digits
    (0.04, 0.0, 0.14, 0.02)
    """
    if figure.value is None or (figure.digits or 0.0) >= least:
        return figure
    step = step_of(least)
    while step < least * (1 - _EXACT):
        step = step_of(step * _NEXT, 1.0)
    value = to_step(figure.value, step)
    return replace(
        figure,
        value=value,
        digits=step,
        lower=None if figure.lower is None else max(down_to_step(figure.lower, step), 0.0),
        upper=None if figure.upper is None else min(up_to_step(figure.upper, step), 1.0),
        value_if_no=_away(value, figure.value, figure.value_if_no, step),
        value_if_yes=_away(value, figure.value, figure.value_if_yes, step),
    )


def _away(value: float, before: float, bound: float | None, step: float) -> float | None:
    """A bound as far from a value as it was, in whole steps; the value itself stays so."""
    if bound is None:
        return None
    far = up_to_step(abs(bound - before), step)
    return round(min(value + far, 1.0) if bound > before else max(value - far, 0.0), 12)
