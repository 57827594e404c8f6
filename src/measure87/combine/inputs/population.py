"""How many people of a sex and age live in a country in a year.

Years between two given ones are interpolated and flagged; years outside them are refused, for a
population file that does not reach the year is the wrong file. Interpolation is linear within each
sex and age group, so that ages and sexes still add up to their totals.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import polars as pl

from measure87.combine.inputs.age_splitting import AgeCount, Split, persons_of_span, uniform_split
from measure87.vocabulary.errors import DataError

WIDEST_GAP = 5
"""Years between two given ones over which a population may be interpolated."""

_ByYear = dict[int, tuple[AgeCount, ...]]


@dataclass(frozen=True)
class Persons:
    """A number of people and how it was come by."""

    persons: float
    interpolated: bool
    """Whether the year lies between two given ones."""
    split: bool
    """Whether an age group had to be split."""


@dataclass(frozen=True)
class Population:
    """People by country, year, sex and age group.

    `frame` has the columns of `POPULATION_COUNTS`, `inputs` the SHA-256 of the files.
    """

    frame: pl.DataFrame
    inputs: Mapping[str, str] = field(default_factory=dict)
    _index: dict[tuple[str, str], _ByYear] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the index; refuses groups that overlap and counts that cannot be."""
        object.__setattr__(self, "_index", _index_of(self.frame))

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries that the files have, in order."""
        return tuple(sorted({country for country, _ in self._index}))

    def persons(
        self,
        country: str,
        year: int,
        sex: str,
        age_from: int,
        age_to: int | None,
        *,
        split: Split = uniform_split,
        widest_gap: int = WIDEST_GAP,
    ) -> Persons:
        """People of ages `age_from` to `age_to` (completed years; None is open).

        `both` is the sum of female and male where the files do not give it.

        Raises
        ------
        DataError
            If the files do not have the country, do not reach the year, leave a gap of more
            than `widest_gap` years around it, or do not cover the ages.
        """
        sexes: tuple[str, ...] = (sex,)
        if sex == "both" and (country, "both") not in self._index:
            sexes = ("female", "male")
        parts = [
            self._of_sex(country, year, one, age_from, age_to, split, widest_gap) for one in sexes
        ]
        return Persons(
            sum(part.persons for part in parts),
            any(part.interpolated for part in parts),
            any(part.split for part in parts),
        )

    def _of_sex(
        self,
        country: str,
        year: int,
        sex: str,
        age_from: int,
        age_to: int | None,
        split: Split,
        widest_gap: int,
    ) -> Persons:
        given = self._index.get((country, sex))
        if given is None:
            raise DataError(
                f"there is no population of {country}, {sex}",
                code="population-country",
                where=", ".join(self.inputs) or "population",
                hint="add the country to the population file, or leave it out",
            )
        years = _years_around(year, sorted(given), country, widest_gap)
        end = None if age_to is None else age_to + 1
        found = [
            persons_of_span(given[one], age_from, end, split, where=f"{country} {one}")
            for one in years
        ]
        if len(years) == 1:
            return Persons(found[0][0], interpolated=False, split=found[0][1])
        share = (year - years[0]) / (years[1] - years[0])
        persons = (1 - share) * found[0][0] + share * found[1][0]
        return Persons(persons, interpolated=True, split=found[0][1] or found[1][1])


def population_for(
    population: Population, wanted: pl.DataFrame, *, split: Split = uniform_split
) -> pl.DataFrame:
    """`wanted` (country, year, sex, age_from, age_to) with persons, interpolated and split.

    Raises
    ------
    DataError
        As `Population.persons`, for the first row that cannot be answered.
    """
    names = ("country", "year", "sex", "age_from", "age_to")
    found = [population.persons(*row, split=split) for row in wanted.select(names).iter_rows()]
    return wanted.with_columns(
        pl.Series("persons", [one.persons for one in found], pl.Float64),
        pl.Series("interpolated", [one.interpolated for one in found], pl.Boolean),
        pl.Series("split", [one.split for one in found], pl.Boolean),
    )


def _years_around(year: int, years: list[int], country: str, widest_gap: int) -> tuple[int, ...]:
    if not years[0] <= year <= years[-1]:
        raise DataError(
            f"the population file does not reach {year}: it has {country} from {years[0]} to "
            f"{years[-1]}",
            code="population-year",
            where=country,
            hint="take a file that does; populations are never extrapolated",
        )
    place = bisect_left(years, year)
    if years[place] == year:
        return (year,)
    before, after = years[place - 1], years[place]
    if after - before > widest_gap:
        raise DataError(
            f"the population file has nothing for {country} between {before} and {after}",
            code="population-gap",
            where=country,
            hint=f"{widest_gap} years are interpolated over at most; fill the gap",
        )
    return before, after


def _index_of(frame: pl.DataFrame) -> dict[tuple[str, str], _ByYear]:
    index: dict[tuple[str, str], dict[int, list[AgeCount]]] = defaultdict(lambda: defaultdict(list))
    columns = ("country", "year", "sex", "age_from", "age_to", "persons")
    for country, year, sex, first, last, persons in frame.select(columns).iter_rows():
        if persons is None:
            raise DataError(
                f"there is no number of persons: {country} {year}, {sex}, from age {first}",
                code="population-count",
                where="population",
                hint="write it, or 0 where nobody is",
            )
        if not 0 <= persons < float("inf"):
            raise DataError(
                f"a number of persons of {persons} cannot be: {country} {year}, {sex}, "
                f"from age {first}",
                code="population-count",
                where="population",
                hint="counts are numbers from 0",
            )
        end = None if last is None else last + 1
        if first is None or first < 0 or (end is not None and end <= first):
            raise DataError(
                f"ages from {first} to {last} cannot be: {country} {year}, {sex}",
                code="population-ages",
                where="population",
                hint="completed years from 0, the youngest first",
            )
        index[country, sex][year].append(AgeCount(first, end, persons))
    return {
        key: {year: _in_order(groups, (*key, year)) for year, groups in by_year.items()}
        for key, by_year in index.items()
    }


def _in_order(groups: list[AgeCount], about: tuple[object, ...]) -> tuple[AgeCount, ...]:
    ordered = sorted(groups, key=lambda group: group.first)
    for one, following in pairwise(ordered):
        if (one.first, one.end) == (following.first, following.end):
            raise DataError(
                f"the ages from {one.first} are there twice, of {', '.join(map(str, about))}",
                code="population-overlap",
                where="population",
                hint="keep one row per country, year, sex and ages, and one variant",
            )
        if one.end is None or one.end > following.first:
            raise DataError(
                f"age groups overlap: {one.first}-{'' if one.end is None else one.end - 1} and "
                f"one from {following.first}, of {', '.join(map(str, about))}",
                code="population-overlap",
                where="population",
                hint="keep one set of age groups per country, year and sex, and one variant",
            )
    return tuple(ordered)
