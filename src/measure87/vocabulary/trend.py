"""What stands behind a slope: the rounds, the scale, and the test of it."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from measure87.vocabulary.errors import UsageError

Scale = Literal["identity", "logit"]
"""On which scale a line is straight: of the figures, or of their log odds."""

Overlap = Literal["none", "clusters", "persons"]
"""What rounds share: nothing, first-stage units, or persons drawn directly."""

YEARS = (1900, 2200)
"""What whole numbers may be years; others are codes for no answer or of another calendar."""

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MIDDLE_OF_MONTH = 15
_MIDDLE_OF_YEAR = 0.5


@dataclass(frozen=True)
class TrendRound:
    """One round: what it is called, when it was (decimal years), and from which file it is."""

    name: str
    date: float
    source: str | None = None


@dataclass(frozen=True)
class Trend:
    """Of a slope, or of a change of slope: its rounds and its test.

    p_value : of the hypothesis that it is 0; of a change of slope at the date where the test is
        largest, and then with the chance of looking at several dates counted
    p_error : standard error of a simulated p-value
    p_bonferroni : the smallest p-value times the number of dates tried, at most 1
    at : date of the change of slope, decimal years
    tried : dates at which a change of slope was looked for
    crosswalks : what carried figures of other rounds over, with its error, in words
    """

    rounds: tuple[TrendRound, ...]
    scale: Scale
    overlap: Overlap = "none"
    p_value: float | None = None
    p_error: float | None = None
    p_bonferroni: float | None = None
    at: float | None = None
    tried: int | None = None
    crosswalks: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain object; what does not apply is left out. A number that is not finite is our bug."""
        for name in ("p_value", "p_error", "p_bonferroni", "at"):
            number = getattr(self, name)
            if number is not None and not math.isfinite(number):
                raise AssertionError(f"{name} is {number}: a trend is finite or absent")
        pairs = {name: value for name, value in vars(self).items() if value not in (None, ())}
        pairs["rounds"] = [
            {name: value for name, value in vars(one).items() if value is not None}
            for one in self.rounds
        ]
        return pairs | ({"crosswalks": list(self.crosswalks)} if self.crosswalks else {})


def check_scale(scale: str) -> None:
    """Refuse a scale that does not exist, with those that do."""
    if scale not in get_args(Scale):
        raise UsageError(
            f"there is no scale {scale!r}",
            code="scale",
            hint=f"scales: {', '.join(get_args(Scale))}",
        )


def decimal_year(text: str) -> float | None:
    """A date as decimal years; a month is its middle, a year alone its middle; None of others.

    >>> decimal_year("2016"), round(decimal_year("2016-07-02"), 3), decimal_year("second")
    (2016.5, 2016.5, None)
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (None if part is None else int(part) for part in found.groups())
    if year is None:
        return None
    if month is None:
        return year + _MIDDLE_OF_YEAR
    try:
        return year_of(date(year, month, day or _MIDDLE_OF_MONTH))
    except ValueError:
        return None


def year_of(day: date) -> float:
    """A day as decimal years.

    >>> year_of(date(2019, 1, 1))
    2019.0
    """
    first, next_first = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - first).days / (next_first - first).days


def same_dates(dates: Sequence[float]) -> bool:
    """Whether two rounds are of one date.

    >>> same_dates([2016.5, 2019.5]), same_dates([2016.5, 2016.5])
    (False, True)
    """
    return len(set(dates)) < len(dates)
