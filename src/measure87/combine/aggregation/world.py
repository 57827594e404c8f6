"""One measure's draws, with people, places and rules: what every table is made from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.aggregation.coverage import (
    Coverage,
    CoverageRule,
    Reason,
    coverage_of,
    near_figures,
    nobody_estimated,
    why_not_covered,
)
from measure87.combine.aggregation.groups import (
    LEVELS,
    UNKNOWN_PEOPLE,
    Place,
    most_people,
    places_of,
    why_unknown,
    without_people,
)
from measure87.combine.aggregation.sums import (
    PopulationCells,
    places_in,
    population_cells,
    require_same_cells,
    summed_population,
)
from measure87.combine.inputs import Population, uniform_split
from measure87.combine.inputs.age_splitting import Split
from measure87.define.classifications.geography import Membership
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.releases.world import StatedSentence

NO_NATIONAL_DATA = "no-national-data"
NOT_COVERED = "coverage"


@dataclass(frozen=True)
class PublicationRules:
    """What may be published."""

    coverage: CoverageRule = field(default_factory=CoverageRule)
    countries_with_own_figures_only: bool = False
    """Whether a country without figures of its own gets none (forced labour)."""
    figure_years: Mapping[str, Sequence[int]] | None = None
    """Country to the years of its figures; without it only the latest year is known."""


@dataclass(frozen=True)
class WorldEstimate:
    """Draws of one measure and all that they are summed with.

    Raises
    ------
    UsageError
        If draws and people have different cells, or the level cannot be.
    """

    draws: CountryDraws
    cells: PopulationCells
    places: tuple[Place, ...]
    rules: PublicationRules = field(default_factory=PublicationRules)
    level: float = 0.9
    """Probability between the limits of intervals, 0 to 1."""
    others: PopulationCells | None = None
    """People of countries that belong to a place and are not in the estimate, where known."""
    unsupported: tuple[tuple[Place, Reason], ...] = ()
    """Countries that no estimate is made of, and why; in no place and no sum."""

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        require_same_cells(self.draws, self.cells)
        if not 0.0 < self.level < 1.0:
            raise UsageError(
                f"a level of {self.level:g} cannot be", code="level", hint="between 0 and 1"
            )

    @cached_property
    def near(self) -> BoolArray:
        """(countries, years) whether there is a figure near enough, by the rule."""
        away = self.rules.coverage.maximum_years_away
        return near_figures(self.draws, away, self.rules.figure_years)

    def coverage(self, place: Place) -> Coverage:
        """Coverage of a place in every year."""
        at = places_in(self.draws.countries, place.members)
        people = self.cells.persons[at].sum(axis=(2, 3))
        unknown = most_people(self.without_people(place), self.draws.whole_age)
        return coverage_of(self.near[at], people, self._people_missing(place), unknown)

    def why_not(self, place: Place, year: int) -> tuple[str, str] | None:
        """Code and text of why a place may not be published in a year; None if it may."""
        if place.kind == "country":
            return self._why_not_country(place)
        why = self.why_not_covered(place, year)
        if why is None:
            return None
        return (why.code if why.code == UNKNOWN_PEOPLE else NOT_COVERED), why.text

    def why_not_covered(self, place: Place, year: int) -> StatedSentence | None:
        """Why the rule of coverage keeps a sum back in a year; None if it does not."""
        if not place.members:
            return nobody_estimated(place.name)
        found = self.coverage(place)
        when = self.draws.years.index(year)
        rule, n_countries = self.rules.coverage, int(found.n_countries[when])
        share, least = float(found.share[when]), float(found.least[when])
        known = why_not_covered(rule, share, n_countries, place.name, year)
        if known is None and not least >= rule.minimum_population_share:
            n_all = len(place.members) + len(place.missing)
            return why_unknown(place.name, self.without_people(place), n_all)
        return known

    def coverage_refusals(self) -> Iterator[StatedSentence]:
        """Each sentence of the rule of coverage on a place and a year of this estimate."""
        for place in self.places:
            if place.kind != "country":
                for year in self.draws.years:
                    why = self.why_not_covered(place, year)
                    if why is not None:
                        yield why

    def n_figures(self, place: Place) -> int:
        """Published figures of a place that were used."""
        return int(self.draws.n_figures[places_in(self.draws.countries, place.members)].sum())

    def latest_figure(self, place: Place) -> int | None:
        """Year of the latest of them."""
        at = places_in(self.draws.countries, place.members)
        return int(self.draws.latest_figure[at].max(initial=0)) or None

    def people_missing(self, place: Place) -> FloatArray:
        """(years, sexes, ages) people of its countries that are not in its sum, where known.

        Of countries in `without_people` nothing is known.
        """
        if self.others is None:
            return np.zeros(self.cells.persons.shape[1:])
        known = [one for one in place.missing if one in self.others.countries]
        return summed_population(self.others, known)

    def without_people(self, place: Place) -> tuple[str, ...]:
        """Countries that belong to a place, and of which the run has no population."""
        others = () if self.others is None else self.others.countries
        return without_people(place, {*self.draws.countries, *others})

    def _why_not_country(self, place: Place) -> tuple[str, str] | None:
        if not self.rules.countries_with_own_figures_only or self.n_figures(place):
            return None
        return NO_NATIONAL_DATA, (
            f"{place.name} has no usable figure in this run; countries without national data are "
            "in the sums and get no figure"
        )

    def _people_missing(self, place: Place) -> FloatArray:
        return np.asarray(self.people_missing(place).sum(axis=(1, 2)), dtype=np.float64)


def world_estimate(
    draws: CountryDraws,
    population: Population,
    members: Sequence[Membership],
    *,
    rules: PublicationRules | None = None,
    level: float = 0.9,
    levels: Sequence[tuple[str, str]] = LEVELS,
    names: Mapping[str, str] | None = None,
    split: Split = uniform_split,
    unsupported: Mapping[str, Reason] | None = None,
) -> WorldEstimate:
    """Put draws, people, places and rules together.

    Countries that belong to a place and are in the population, and not in the estimate, count in
    the coverage of the place; where some are not in the population either, the coverage is unknown.

    Parameters
    ----------
    unsupported
        Countries of the draws that no estimate is made of, with the reason: as
        `unsupported_countries` finds them.

    Raises
    ------
    DataError
        If a country of the estimate has no population, or the population does not reach a year
        or an age.
    UsageError
        As `places_of` and `WorldEstimate`.
    """
    why = unsupported or {}
    refused = [
        (one, why[one.code])
        for one in places_of(draws.countries, members, levels=levels, names=names)
        if one.kind == "country" and one.code in why
    ]
    draws = draws.without(why)
    labels = (draws.years, draws.sexes, draws.ages)
    cells = population_cells(population, draws.countries, *labels, split=split)
    places = places_of(draws.countries, members, levels=levels, names=names)
    present = set(population.countries)
    lacking = sorted({code for one in places for code in one.missing} & present)
    others = population_cells(population, lacking, *labels, split=split) if lacking else None
    return WorldEstimate(
        draws,
        cells,
        places,
        rules or PublicationRules(),
        level=level,
        others=others,
        unsupported=tuple(refused),
    )
