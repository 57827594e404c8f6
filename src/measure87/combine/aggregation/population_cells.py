"""Persons of every country, year, sex and age that shares were drawn for.

Counts are put on a grid of 1/524,288 of a person (`GRID`), and so are the draws that they are
multiplied with in `sums`. Sums of such numbers are exact in double precision up to seventeen
thousand million persons, in whatever order they are added: parts add up to wholes to the last bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measure87.combine.aggregation.country_draws import AgeSpan
from measure87.combine.inputs import Population, uniform_split
from measure87.combine.inputs.age_splitting import Split
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.errors import DataError

GRID = 2.0**-19
"""Persons are whole multiples of this."""
MOST_PERSONS = 2.0**34
"""Up to here every sum of multiples of `GRID` is exact."""


@dataclass(frozen=True)
class PopulationCells:
    """Persons, and how the counts were come by; arrays are (countries, years, sexes, ages).

    Labels mean what they mean in `CountryDraws`.
    """

    persons: FloatArray
    """Whole multiples of `GRID`."""
    interpolated: BoolArray
    """Whether the year lies between two given ones."""
    split: BoolArray
    """Whether an age group had to be split."""
    countries: tuple[str, ...]
    years: tuple[int, ...]
    sexes: tuple[str, ...]
    ages: tuple[AgeSpan, ...]

    def of_years(self, years: Sequence[int]) -> "PopulationCells":
        """The same cells of some of the years, in the order given."""
        at = [self.years.index(year) for year in years]
        return PopulationCells(
            self.persons[:, at],
            self.interpolated[:, at],
            self.split[:, at],
            self.countries,
            tuple(years),
            self.sexes,
            self.ages,
        )


def on_grid(persons: FloatArray) -> FloatArray:
    """The nearest multiples of `GRID`: no number of persons moves by more than a millionth.

    >>> float(on_grid(np.array([0.1]))[0] / GRID)
    52429.0
    """
    return np.asarray(np.rint(persons / GRID) * GRID, dtype=np.float64)


def population_cells(
    population: Population,
    countries: Sequence[str],
    years: Sequence[int],
    sexes: Sequence[str],
    ages: Sequence[AgeSpan],
    *,
    split: Split = uniform_split,
) -> PopulationCells:
    """Persons of all cells.

    A file that gives sexes and both together is asked for what `sexes` says; a total is always the
    sum of its cells, never a total of the file.

    Raises
    ------
    DataError
        If a country is not in the population (all that are not are named), or the years or the
        ages are not covered (the first country and year is named), or there are more people than
        can be summed exactly.
    """
    _require_countries(population, countries)
    shape = (len(countries), len(years), len(sexes), len(ages))
    persons = np.empty(shape)
    interpolated = np.zeros(shape, dtype=np.bool_)
    divided = np.zeros(shape, dtype=np.bool_)
    for index in np.ndindex(*shape):
        country, year, sex, age = index
        found = population.persons(
            countries[country], years[year], sexes[sex], *ages[age], split=split
        )
        persons[index] = found.persons
        interpolated[index] = found.interpolated
        divided[index] = found.split
    _require_summable(persons)
    labels = (tuple(countries), tuple(years), tuple(sexes), tuple(ages))
    return PopulationCells(on_grid(persons), interpolated, divided, *labels)


def _require_countries(population: Population, countries: Sequence[str]) -> None:
    present = set(population.countries)
    without = [country for country in countries if country not in present]
    if without:
        raise DataError(
            f"{len(without)} of {len(countries)} countries have no population: "
            f"{', '.join(sorted(without))}",
            code="population-country",
            where=", ".join(population.inputs) or "population",
            hint="add them to the population file, or leave them out of the estimate",
        )


def _require_summable(persons: FloatArray) -> None:
    most = float(persons.sum(axis=(0, 2, 3)).max(initial=0.0))
    if most > MOST_PERSONS:
        raise DataError(
            f"{most:g} people in one year are more than there can be",
            code="population-count",
            where="population",
            hint="counts are persons, not thousands of persons times a thousand once more",
        )
