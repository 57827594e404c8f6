"""A published regional average done again, from the files that the settings of a world name."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from measure87.combine.aggregation.groups import Place, places_of
from measure87.combine.aggregation.published_average import (
    AverageRules,
    PublishedAverage,
    published_average,
)
from measure87.combine.aggregation.published_values import PublishedValue, values_of
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.inputs import LEAVE_OUT_ALL_MARKED, UNICEF_MARKS
from measure87.study.world.inputs import read_inputs
from measure87.study.world.settings import WorldSettings, read_world_settings
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.keys import nearest


@dataclass(frozen=True)
class AverageAsked:
    """Which average.

    Attributes
    ----------
    measure : str
    region : str
        Code of a region, sub-region or group of the settings' region set, or WORLD.
    year : int or None
        Of the population that weights; the stated year without it.
    sex : str
    ages : (youngest, oldest) or None
        All ages of the settings without it.
    period : (first, last) or None
        Years that a value may be about.
    without_marked : bool
        Leaves every marked value out; without it marks are UNICEF's (`UNICEF_MARKS`).
    """

    measure: str
    region: str
    year: int | None = None
    sex: str = "both"
    ages: tuple[int, int | None] | None = None
    period: tuple[int, int] | None = None
    without_marked: bool = False


def average_of(config: Path, asked: AverageAsked) -> PublishedAverage:
    """Average of the published values of a region's countries; no model is run.

    Of a country's values of several years the latest within the period is taken.

    Raises
    ------
    StudyError, DataError
        For settings or files that are wrong, or two values of one country and year.
    UsageError
        For a measure or a region that there is not.
    """
    settings = read_world_settings(config)
    inputs = read_inputs(settings)
    ages = asked.ages or _whole_age(settings)
    values = _values(inputs, asked, ages)
    marks = LEAVE_OUT_ALL_MARKED if asked.without_marked else UNICEF_MARKS
    return published_average(
        _latest(values, asked.period),
        _place(inputs, asked.region),
        inputs.population,
        asked.year or settings.year,
        sex=asked.sex,
        ages=ages,
        rules=AverageRules(marks=marks, period=asked.period),
    )


def _whole_age(settings: WorldSettings) -> tuple[int, int | None]:
    ages = settings.measures[0].asked.ages
    return ages[0][0], ages[-1][1]


def _values(
    inputs: WorldInputs, asked: AverageAsked, ages: tuple[int, int | None]
) -> tuple[PublishedValue, ...]:
    frame = inputs.figures.frame
    known = sorted(frame["measure"].unique().to_list())
    if asked.measure not in known:
        raise UsageError(
            f"no figure is of the measure {asked.measure!r}", code="unknown-measure",
            where="--measure", hint=nearest(asked.measure, known),
        )  # fmt: skip
    oldest = pl.col("age_to").eq_missing(pl.lit(ages[1], pl.Int64))
    mine = frame.filter(
        (pl.col("measure") == asked.measure)
        & (pl.col("sex") == asked.sex)
        & (pl.col("age_from") == ages[0])
        & oldest
    )
    return values_of(mine.to_dicts())


def _latest(
    values: Iterable[PublishedValue], period: tuple[int, int] | None
) -> list[PublishedValue]:
    """The latest values of each country within the period; the latest of all where none is."""
    by_country: dict[str, list[PublishedValue]] = {}
    for one in values:
        by_country.setdefault(one.country, []).append(one)
    found: list[PublishedValue] = []
    for mine in by_country.values():
        inside = [one for one in mine if period is None or _is_within(one, period)] or mine
        last = max(one.year or 0 for one in inside)
        found += [one for one in inside if (one.year or 0) == last]
    return found


def _is_within(value: PublishedValue, period: tuple[int, int]) -> bool:
    return value.year is not None and period[0] <= value.year <= period[1]


def _place(inputs: WorldInputs, code: str) -> Place:
    places = places_of(inputs.countries, inputs.members)
    sums = {one.code: one for one in places if one.kind != "country"}
    if code not in sums:
        raise UsageError(
            f"there is no region {code!r}", code="unknown-place", where="--region",
            hint=f"regions: {', '.join(sums)}",
        )  # fmt: skip
    return sums[code]
