"""How many persons each cell of the model holds, to weigh the parts of published totals."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.cells import Persons
from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.inputs import Population
from measure87.combine.inputs.age_splitting import Split
from measure87.combine.model.figures import Figures
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError


def population_persons(inputs: WorldInputs, asked: Asked) -> Persons:
    """Persons by country and year, of the population file; None for years that it does not reach.

    Populations are not extrapolated, here as elsewhere.
    """
    return persons_of(inputs.population, inputs.split, asked)


def persons_of(population: Population, split: Split, asked: Asked) -> Persons:
    """The same of a population; None also for a country that it does not have."""

    @cache
    def persons(country: str, year: int) -> FloatArray | None:
        try:
            return np.array(
                [
                    [
                        population.persons(country, year, sex, *ages, split=split).persons
                        for ages in asked.ages
                    ]
                    for sex in asked.sexes
                ]
            )
        except DataError:
            return None

    return persons


def persons_of_part(persons: Persons, base: CountryDraws, *, beyond: bool) -> Persons:
    """Persons of the base, or outside it: those of whom a nested measure's share is one.

    By the mean of the base's draws, in the nearest year that is estimated.
    """
    share = base.share.mean(axis=0)
    part = 1.0 - share if beyond else share
    first, last = base.years[0], base.years[-1]

    def of_part(country: str, year: int) -> FloatArray | None:
        found = persons(country, year)
        if found is None:
            return None
        when = min(max(year, first), last) - first
        return np.asarray(found * part[base.countries.index(country), when])

    return of_part


def shares_of_cells(figures: Figures, countries: Sequence[str], persons: Persons) -> FloatArray:
    """(n, sexes, ages) shares of a figure's cells among their persons, whoever weighed them there.

    A nested measure's totals are weighed by the persons of its base; what they are laid beside
    is a share of the population.
    """
    weight = figures.cell_weight.copy()
    for row in np.flatnonzero(figures.total):
        found = persons(countries[figures.country[row]], int(figures.year[row]))
        if found is not None:
            weight[row] = found * (weight[row] > 0.0)
    return np.asarray(weight / weight.sum(axis=(1, 2), keepdims=True), dtype=np.float64)
