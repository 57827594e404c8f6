"""Draws of persons in one place, for every year and every sum over sexes and ages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from measure87.combine.aggregation.country_draws import AgeSpan
from measure87.combine.aggregation.groups import Place
from measure87.combine.aggregation.sums import (
    GRID,
    margins_of,
    places_in,
    summed_persons,
    summed_population,
    with_margins,
    year_places,
)
from measure87.combine.aggregation.world import WorldEstimate
from measure87.numerics.arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class PlaceDraws:
    """What is known of one place; sexes and ages with everybody first (`margins_of`)."""

    place: Place
    years: tuple[int, ...]
    sexes: tuple[str, ...]
    ages: tuple[AgeSpan, ...]
    persons: FloatArray
    """(draws, years, sexes, ages) persons with the condition."""
    population: FloatArray
    """(years, sexes, ages) persons."""
    interpolated: BoolArray
    """(years, sexes, ages) whether people of a country were interpolated between years."""
    split: BoolArray
    """(years, sexes, ages) whether an age group of the population had to be split."""

    @cached_property
    def share(self) -> FloatArray:
        """Persons over people, (draws, years, sexes, ages); NaN where there are no people."""
        shares = np.full_like(self.persons, np.nan)
        np.divide(self.persons, self.population, out=shares, where=self.population > 0)
        return shares

    @property
    def share_rounding(self) -> FloatArray:
        """How far the grid of persons can move a share, (years, sexes, ages); 0 without people."""
        parts = max(1, len(self.sexes) - 1) * max(1, len(self.ages) - 1)
        most = GRID * parts * len(self.place.members)
        none = np.zeros_like(self.population)
        return np.divide(most, self.population, out=none, where=self.population > 0)


def draws_of_place(
    world: WorldEstimate, place: Place, years: Sequence[int] | None = None
) -> PlaceDraws:
    """Sum a place's countries in every draw.

    Raises
    ------
    UsageError
        If a year is not in the estimate.
    """
    draws, cells = world.draws, world.cells
    when = year_places(draws.years, years)
    at = np.ix_(places_in(cells.countries, place.members), when)
    margins = margins_of(draws.sexes, draws.ages)
    return PlaceDraws(
        place=place,
        years=tuple(draws.years[one] for one in when),
        sexes=margins.sexes,
        ages=margins.ages,
        persons=with_margins(summed_persons(draws, cells, place.members, years)),
        population=with_margins(summed_population(cells, place.members, years)),
        interpolated=_any_of(cells.interpolated[at]),
        split=_any_of(cells.split[at]),
    )


def _any_of(flags: BoolArray) -> BoolArray:
    """Flags of countries' cells as flags of their sums."""
    counts = with_margins(flags.sum(axis=0).astype(np.float64))
    return np.asarray(counts > 0, dtype=np.bool_)
