"""Draws of a change, a rate or a projection as one row of `COMBINED_CHANGES`."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from measure87.combine.aggregation.country_draws import AgeSpan
from measure87.combine.aggregation.groups import Place
from measure87.combine.aggregation.place_draws import PlaceDraws
from measure87.combine.aggregation.tables import Row, named, refusal, who
from measure87.numerics.arrays import BoolArray, FloatArray

SHARE_HELD = "share-held-constant"
"""Flag of shares that a scenario holds where they are: they have no probability of decline."""
DIRECTION_ASSUMED = "direction-assumed"
"""Flag of what moves at a rate that was put in: that it falls is no finding."""
TARGET_REACHED = "target-reached"
"""Flag of a required rate of 0, for most draws are at the target or below it already."""
MEDIANS = frozenset({"annual_rate_of_reduction", "required_rate", "acceleration"})
"""Quantities whose value is the median: their draws are skewed, or can be infinite."""


@dataclass(frozen=True)
class Span:
    """What a row is about."""

    measure: str
    place: Place
    sex: str
    ages: AgeSpan
    from_year: int
    to_year: int
    level: float
    flags: tuple[str, ...] = ()


def span_of(
    found: PlaceDraws,
    cell: tuple[int, int],
    years: tuple[int, int],
    measure: str,
    level: float,
    flags: tuple[str, ...] = (),
) -> Span:
    """What a row about one sex and age of a place, between two years, is about."""
    sex, age = cell
    return Span(measure, found.place, found.sexes[sex], found.ages[age], *years, level, flags)


def change_row(
    span: Span,
    quantity: str,
    draws: FloatArray,
    *,
    falls: BoolArray | None = None,
    scenario: str | None = None,
) -> Row:
    """Value, equal-tailed limits and probability of decline of one quantity.

    Parameters
    ----------
    draws : (draws,) float
        May be infinite upwards; a limit that is infinite is left empty and flagged `unbounded`.
    falls : (draws,) bool
        Whether it falls, where that is asked.
    """
    tail = (1.0 - span.level) / 2.0
    ordered = np.sort(draws)
    figures = {
        "value": _quantile(ordered, 0.5) if quantity in MEDIANS else float(draws.mean()),
        "lower": _quantile(ordered, tail),
        "upper": _quantile(ordered, 1.0 - tail),
    }
    flags = list(span.flags)
    if not all(np.isfinite(one) for one in figures.values()):
        flags.append("unbounded")
    return {
        **_about(span, quantity, scenario),
        **{name: one if np.isfinite(one) else None for name, one in figures.items()},
        "level": span.level,
        "probability_of_decline": None if falls is None else float(falls.mean()),
        "flags": " ".join(flags) or None,
    }


def single_row(span: Span, quantity: str, value: float, scenario: str | None = None) -> Row:
    """A row of a quantity that is one number over all draws, such as a probability."""
    return {
        **_about(span, quantity, scenario),
        "value": value,
        "flags": " ".join(span.flags) or None,
    }


def refused_row(span: Span, why: tuple[str, str], quantity: str | None = None) -> Row:
    """The refusal of one quantity of a span, or of all of them."""
    about = who(span.sex, span.ages)
    return refusal(
        span.measure, span.place, why, year=span.to_year, about=about, statistic=quantity
    )


def cells_of(found: PlaceDraws) -> Iterator[tuple[int, int]]:
    """Places of sexes and ages that have people in all of the years."""
    for sex, age in np.ndindex(len(found.sexes), len(found.ages)):
        if (found.population[:, sex, age] > 0).all():
            yield sex, age


def _about(span: Span, quantity: str, scenario: str | None) -> Row:
    return {
        **named(span.measure, span.place),
        **who(span.sex, span.ages),
        "from_year": span.from_year,
        "to_year": span.to_year,
        "quantity": quantity,
        "scenario": scenario,
    }


def _quantile(ordered: FloatArray, p: float) -> float:
    """A quantile with linear interpolation; infinite where it lies beside an infinite draw."""
    place = p * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    if place == low or ordered[low] == ordered[high]:
        return float(ordered[low])
    return float(ordered[low] + (place - low) * (ordered[high] - ordered[low]))
