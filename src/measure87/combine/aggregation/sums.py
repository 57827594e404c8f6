"""Persons of cells, and their numbers in every draw for any set of countries, sexes and ages.

A cell's persons are its share times its people, of every country, year, sex and age that shares
were drawn for. From there on there are only sums, and they are exact: the same world comes out by
way of regions, of sexes or of ages. A share of a sum is its persons over its people; no share is
ever averaged.

So that sums are exact, counts are put on a grid of 1/524,288 of a person (`GRID`), and so are the
draws that they are multiplied with. Sums of such numbers are exact in double precision up to
seventeen thousand million persons, in whatever order they are added: parts add up to wholes to the
last bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measure87.combine.aggregation.country_draws import AgeSpan, CountryDraws
from measure87.combine.inputs import Population, uniform_split
from measure87.combine.inputs.age_splitting import Split
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.errors import DataError, UsageError

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


@dataclass(frozen=True)
class Margins:
    """Sexes and ages that sums are made for: everybody first, then the parts."""

    sexes: tuple[str, ...]
    ages: tuple[AgeSpan, ...]


def margins_of(sexes: Sequence[str], ages: Sequence[AgeSpan]) -> Margins:
    """Both sexes and all ages, and the parts where there are some.

    >>> margins_of(("female", "male"), ((5, 11), (12, 14)))
    Margins(sexes=('both', 'female', 'male'), ages=((5, 14), (5, 11), (12, 14)))
    """
    whole = (ages[0][0], ages[-1][1])
    return Margins(
        sexes=("both",) if len(sexes) == 1 else ("both", *sexes),
        ages=tuple(ages) if len(ages) == 1 else (whole, *ages),
    )


def with_margins(cells: FloatArray) -> FloatArray:
    """Cells (..., sexes, ages) with their sums in front, as `margins_of` labels them."""
    for axis in (-1, -2):
        if cells.shape[axis] > 1:
            cells = np.concatenate([cells.sum(axis=axis, keepdims=True), cells], axis=axis)
    return cells


def cells_of_margin(margins: Margins, sexes: Sequence[str], ages: Sequence[AgeSpan]) -> FloatArray:
    """(margin sexes, margin ages, sexes, ages): 1 where a cell is part of a margin, else 0."""
    by_sex = _parts(len(margins.sexes), len(sexes))
    by_age = _parts(len(margins.ages), len(ages))
    return np.asarray(np.einsum("ij,kl->ikjl", by_sex, by_age), dtype=np.float64)


def summed_persons(
    draws: CountryDraws,
    cells: PopulationCells,
    countries: Sequence[str],
    years: Sequence[int] | None = None,
) -> FloatArray:
    """Persons with the condition in a set of countries: (draws, years, sexes, ages).

    Parameters
    ----------
    draws, cells
        Of the same countries, years, sexes and ages.
    countries
        Each once.
    years
        Which of the years, all without it.

    Raises
    ------
    UsageError
        If the two have different cells, a country is not among them or is there twice, or a
        year is not among them.
    """
    require_same_cells(draws, cells)
    at = places_in(draws.countries, countries)
    when = year_places(draws.years, years)
    total = np.zeros((draws.n_draws, len(when), len(draws.sexes), len(draws.ages)))
    for country in at:
        total += on_grid(draws.share[:, country, when] * cells.persons[country, when])
    return total


def summed_population(
    cells: PopulationCells, countries: Sequence[str], years: Sequence[int] | None = None
) -> FloatArray:
    """People of a set of countries: (years, sexes, ages).

    Raises
    ------
    UsageError
        If a country is not among the cells or is there twice, or a year is not among them.
    """
    at = places_in(cells.countries, countries)
    when = year_places(cells.years, years)
    return np.asarray(cells.persons[np.ix_(at, when)].sum(axis=0), dtype=np.float64)


def require_same_cells(draws: CountryDraws, cells: PopulationCells) -> None:
    """Refuse to multiply shares with people of other cells.

    Raises
    ------
    UsageError
        If countries, years, sexes or ages differ, or their order does.
    """
    for name in ("countries", "years", "sexes", "ages"):
        if getattr(draws, name) != getattr(cells, name):
            raise UsageError(
                f"shares and people have different {name}",
                code="different-cells",
                hint="make the people with population_cells from the labels of the draws",
            )


def places_in(labels: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where each wanted country stands among the labels.

    Raises
    ------
    UsageError
        If one is not there, or is asked for twice.
    """
    index = {label: place for place, label in enumerate(labels)}
    unknown = [one for one in wanted if one not in index]
    if unknown or len(set(wanted)) < len(wanted):
        what = f"{unknown[0]} is not in the estimate" if unknown else "a country is there twice"
        raise UsageError(what, code="unknown-country", hint=f"countries: {', '.join(labels)}")
    return [index[one] for one in wanted]


def year_places(labels: Sequence[int], wanted: Sequence[int] | None) -> list[int]:
    """Where each wanted year stands among the labels; all of them without a wish.

    Raises
    ------
    UsageError
        If one is not there.
    """
    if wanted is None:
        return list(range(len(labels)))
    unknown = [year for year in wanted if year not in labels]
    if unknown:
        raise UsageError(
            f"there is no estimate of {unknown[0]}",
            code="year-not-estimated",
            hint=f"years: {', '.join(map(str, labels))}",
        )
    return [labels.index(year) for year in wanted]


def _parts(margins: int, cells: int) -> FloatArray:
    own = np.eye(cells)
    return own if margins == cells else np.concatenate([np.ones((1, cells)), own])
