"""What a published figure may be, and how many persons its error stands for.

A simple random sample of n persons finds a share p with a variance of p(1-p)/n, so that an error
stands for p(1-p)/se^2 persons. No survey that a national figure is taken from is as small as ten:
there the error was misread, as one in percentage points, of another column, or of the log-odds.
Such a figure is refused, one of fewer than fifty told with a warning; both limits are ours.
"""

import math

import polars as pl

from measure87.combine.inputs.figure import Figure
from measure87.define.classifications.countries import is_country_code
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.published_figures import SEXES, SOURCE_TYPES

FEWEST_PERSONS = 10.0
"""An error that stands for fewer persons is refused."""
FEW_PERSONS = 50.0
"""Below this a figure is used, and told with a warning."""
_SEXES = tuple(code for code, _ in SEXES)
_SOURCE_TYPES = tuple(code for code, _ in SOURCE_TYPES)
_OLDEST = 130


def implied_persons(share: float, se: float) -> float:
    """Persons of a simple random sample that has this standard error.

    >>> round(implied_persons(0.3, 0.45), 2), round(implied_persons(0.3, 0.0145))
    (1.04, 999)
    """
    return share * (1.0 - share) / se**2


def with_few_persons(used: pl.DataFrame) -> pl.DataFrame:
    """Rows whose standard error stands for fewer than `FEW_PERSONS` persons.

    Parameters
    ----------
    used
        Columns `estimate` and `se`; rows without an error, or with a share of exactly 0 or 1
        (whose error is no share's), are none of them.
    """
    share, se = pl.col("estimate"), pl.col("se")
    inside = (share > 0.0) & (share < 1.0)
    return used.filter(inside & (share * (1.0 - share) / se**2 < FEW_PERSONS))


def with_small_samples(used: pl.DataFrame) -> pl.DataFrame:
    """Rows without a standard error whose sample has fewer than `FEW_PERSONS` persons."""
    return used.filter(pl.col("se").is_null(), pl.col("n") < FEW_PERSONS)


def check_figure(one: Figure, reach: tuple[int, int]) -> None:
    """Refuse a figure that cannot be.

    Raises
    ------
    DataError
        Names the value, the figure and what to do.
    """
    _check_place_and_time(one, reach)
    _check_ages(one)
    _check_share(one)
    _check_precision(one)
    if one.included and one.estimate is None:
        raise _wrong(one, "there is no value", "leave the row out, or say why it has none")
    if not one.included and not one.reason:
        raise _wrong(one, "a figure is left out without a reason", "give the reason")


def share_of_percent(value: float, *, where: str) -> float:
    """A share of a percentage.

    Raises
    ------
    DataError
        If the percentage is no number from 0 to 100.

    >>> share_of_percent(25.9, where="a.csv row 2")
    0.259
    """
    if not 0.0 <= value <= 100.0:
        raise DataError(
            f"a percentage of {value:g} cannot be",
            code="percent-out-of-range",
            where=where,
            hint="percentages lie from 0 to 100; correct the cell or the unit",
        )
    return value / 100.0


def _check_place_and_time(one: Figure, reach: tuple[int, int]) -> None:
    if not is_country_code(one.country):
        raise _wrong(one, f"there is no country {one.country!r}", "give an ISO 3166-1 alpha-3 code")
    if not reach[0] <= one.year <= reach[1]:
        raise _wrong(
            one,
            f"the year {one.year} is out of reach",
            f"figures from {reach[0]} to {reach[1]} are taken; correct it or widen the reach",
        )
    if one.sex not in _SEXES:
        raise _wrong(one, f"there is no sex {one.sex!r}", f"one of {', '.join(_SEXES)}")
    if one.source_type not in _SOURCE_TYPES:
        raise _wrong(
            one,
            f"there is no kind of source {one.source_type!r}",
            f"one of {', '.join(_SOURCE_TYPES)}",
        )


def _check_ages(one: Figure) -> None:
    if one.age_from is None:
        if one.included:
            raise _wrong(one, "the ages are not stated", "give age_from and age_to")
        return
    last = _OLDEST if one.age_to is None else one.age_to
    if not 0 <= one.age_from <= last <= _OLDEST:
        raise _wrong(
            one,
            f"ages from {one.age_from} to {one.age_to} cannot be",
            f"completed years from 0 to {_OLDEST}, the youngest first",
        )


def _check_share(one: Figure) -> None:
    if one.estimate is not None and not 0.0 <= one.estimate <= 1.0:
        raise _wrong(
            one,
            f"a share of {one.estimate:g} cannot be",
            "shares lie from 0 to 1: 12.5 per cent is 0.125",
        )


def _check_precision(one: Figure) -> None:
    if one.se is not None and not (one.se > 0.0 and math.isfinite(one.se)):
        raise _wrong(
            one,
            f"a standard error of {one.se:g} cannot be",
            "leave it empty where none was published",
        )
    if one.se is not None and one.se > 0.5:
        raise _wrong(
            one,
            f"a standard error of {one.se:g} is more than a share can have",
            "give it on the scale of the share (0 to 1), not in percentage points",
        )
    _check_implied_sample(one)
    for name, least in (("n", 1.0), ("deff", 0.0), ("recall_days", 0.0)):
        value = getattr(one, name)
        if value is not None and not (value >= least and value > 0 and math.isfinite(value)):
            raise _wrong(
                one, f"{name} of {value:g} cannot be", "leave it empty where it is unknown"
            )


def _check_implied_sample(one: Figure) -> None:
    """A figure that is left out may have any error: nothing is made of it."""
    if one.se is None or not one.included or one.estimate in (None, 0.0, 1.0):
        return
    persons = implied_persons(float(one.estimate or 0.0), one.se)
    if persons < FEWEST_PERSONS:
        raise _wrong(
            one,
            f"a standard error of {one.se:g} beside a share of {one.estimate:g} is that of "
            f"{persons:.4g} persons, fewer than {FEWEST_PERSONS:g}",
            "give it on the scale of the share (0 to 1), not in percentage points or on the "
            "log-odds; leave it empty where it is unknown, or leave the figure out ([[exclude]])",
        )


def _wrong(one: Figure, text: str, hint: str) -> DataError:
    about = f"{one.country} {one.year}, {one.measure}, {one.sex}"
    return DataError(f"{text}: {about}", code="figure", where=one.where or one.origin, hint=hint)
