"""Whether a change may be told at all, and of which places."""

from collections.abc import Iterator, Sequence

import numpy as np

from measure87.combine.aggregation.groups import Place
from measure87.combine.aggregation.place_draws import PlaceDraws, draws_of_place
from measure87.combine.aggregation.summary import NO_PEOPLE
from measure87.combine.aggregation.tables import Row, refusal, who
from measure87.combine.aggregation.world import WorldEstimate
from measure87.vocabulary.errors import RefusedError, UsageError

NO_TREND = "trend-not-carried"


def require_trend(world: WorldEstimate) -> None:
    """Refuse any change of an estimate of one year.

    Raises
    ------
    RefusedError
        `trend-not-carried`.
    """
    years = world.draws.years
    if len(years) == 1:
        raise RefusedError(
            f"the estimate of {world.draws.measure} is of {years[0]} alone: its figures say where "
            "countries stand, not where they go, so there is no change and no rate",
            code=NO_TREND,
            hint="bring figures of several years for at least a part of the countries",
        )


def require_years(world: WorldEstimate, from_year: int, to_year: int) -> None:
    """Refuse a change that the estimate does not have.

    Raises
    ------
    RefusedError
        `trend-not-carried`: the estimate is of one year alone.
    UsageError
        If a year is not in the estimate, or the first does not come before the last.
    """
    require_trend(world)
    for year in (from_year, to_year):
        require_year(world, year)
    if from_year >= to_year:
        raise UsageError(
            f"{from_year} does not come before {to_year}",
            code="years",
            hint="give the earlier year first",
        )


def require_year(world: WorldEstimate, year: int) -> None:
    """Refuse a year that is not in the estimate.

    Raises
    ------
    UsageError
        If it is not.
    """
    if year not in world.draws.years:
        raise UsageError(
            f"there is no estimate of {year}",
            code="year-not-estimated",
            hint=f"years: {', '.join(map(str, world.draws.years))}",
        )


def require_later(year: int, base_year: int) -> None:
    """Refuse a year to come that does not come after the base year.

    Raises
    ------
    UsageError
        If it does not.
    """
    if year <= base_year:
        raise UsageError(
            f"{year} does not come after the base year, {base_year}",
            code="years",
            hint="take an earlier base year",
        )


def published_places(
    world: WorldEstimate, years: Sequence[int], refused: list[Row], quantities: Sequence[str] = ()
) -> Iterator[PlaceDraws]:
    """Draws of the places that may be published in all of the years; adds the others to `refused`.

    Cells without people in one of the years are refused one by one. A place or cell that the last
    year refuses is refused altogether; what only an earlier year refuses are the `quantities`.
    """
    for place in world.places:
        found = draws_in(world, place, years, refused, quantities)
        if found is not None:
            yield found


def draws_in(
    world: WorldEstimate,
    place: Place,
    years: Sequence[int],
    refused: list[Row],
    quantities: Sequence[str],
) -> PlaceDraws | None:
    """Draws of a place in some years, the last first asked; None where it may not be published."""
    for year in reversed(years):
        why = world.why_not(place, year)
        if why is not None:
            asked = () if year == years[-1] else quantities
            refused += [_refused(world, place, why, year, one) for one in asked or (None,)]
            return None
    found = draws_of_place(world, place, years)
    refused += _without_people(world, found, quantities)
    return found


def _refused(
    world: WorldEstimate, place: Place, why: tuple[str, str], year: int, quantity: str | None
) -> Row:
    return refusal(world.draws.measure, place, why, year=year, statistic=quantity)


def _without_people(
    world: WorldEstimate, found: PlaceDraws, quantities: Sequence[str]
) -> Iterator[Row]:
    for sex, age in np.argwhere((found.population == 0).any(axis=0)):
        lacking = max(np.flatnonzero(found.population[:, sex, age] == 0).tolist())
        year = found.years[lacking]
        text = f"{found.place.name} has no people of that sex and age in {year}"
        asked = () if year == found.years[-1] else quantities
        for quantity in asked or (None,):
            yield refusal(
                world.draws.measure,
                found.place,
                (NO_PEOPLE, text),
                year=year,
                about=who(found.sexes[sex], found.ages[age]),
                statistic=quantity,
            )


def trend_flags(place: Place, without_trend: Sequence[str]) -> tuple[str, ...]:
    """`trend-of-region` for a country whose own figures carry no trend."""
    borrowed = place.kind == "country" and place.code in without_trend
    return ("trend-of-region",) if borrowed else ()
