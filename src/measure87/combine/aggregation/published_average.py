"""The population-weighted average of published country values, as publishers make them.

It is no estimate: it is the arithmetic behind a published regional figure, done again in the open,
so that a difference can be looked into. Countries that hold less than a stated share of the
region's people make no average, nor does a region of which that share is unknown, for the
population lacks some of its countries. Marks are UNICEF's unless the caller says otherwise, as the
notes of one of its own tables have it: values marked "x" are about other years and left out, those
marked "y" stay if their year is in the table's period (`period`). By that rule its averages come
out; `LEAVE_OUT_ALL_MARKED` leaves every marked value out.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from measure87.combine.aggregation.coverage import CoverageRule, rounded_down
from measure87.combine.aggregation.groups import Place, most_people, why_unknown
from measure87.combine.aggregation.published_values import PublishedValue, values_by_country
from measure87.combine.inputs import UNICEF_MARKS, Population
from measure87.combine.inputs.footnote_marks import MarkRules, judge_marks
from measure87.vocabulary.errors import DataError

SIMPLE_COVERAGE = CoverageRule(maximum_years_away=None)
"""At least half of the people; which years may be used is for `period` to say."""


@dataclass(frozen=True)
class AverageRules:
    """How an average is made.

    `exclusions` are the user's own: country to the reason. `period` is the first and the last
    year that a value may be about; a value whose year is not stated is refused with it.
    """

    marks: MarkRules = field(default_factory=lambda: UNICEF_MARKS)
    period: tuple[int, int] | None = None
    exclusions: Mapping[str, str] = field(default_factory=dict)
    coverage: CoverageRule = SIMPLE_COVERAGE


@dataclass(frozen=True)
class MemberValue:
    """What one country of the place brings."""

    country: str
    share: float | None
    """Published value, 0 to 1; None where there is none."""
    people: float | None
    """Its people, in the year of the population; None where they are not known."""
    weight: float
    """Its people over those of all countries used; 0 where it is not used."""
    left_out: str | None
    """Why it is not used; None where it is."""
    year: int | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublishedAverage:
    """An average of published values and all that went into it."""

    place: str
    average: float | None
    """0 to 1; None where too few people are covered."""
    covered: float | None
    """Share of the place's people in countries used, 0 to 1; None where it is unknown, for the
    population lacks countries of the place that are no small areas."""
    refused: str | None
    members: tuple[MemberValue, ...]
    """Every country of the place, in alphabetical order of code."""
    population_year: int
    ages: tuple[int, int | None]
    sex: str

    @property
    def used(self) -> tuple[MemberValue, ...]:
        """The countries in the average."""
        return tuple(one for one in self.members if one.left_out is None)

    @property
    def without_people(self) -> tuple[str, ...]:
        """Countries that the population does not have: in no weight, and their people unknown."""
        return tuple(one.country for one in self.members if one.people is None)


def published_average(
    values: Iterable[PublishedValue],
    place: Place,
    population: Population,
    year: int,
    *,
    sex: str = "both",
    ages: tuple[int, int | None] = (5, 17),
    rules: AverageRules | None = None,
) -> PublishedAverage:
    """Average of a place's published values, weighted with the people of one year.

    Parameters
    ----------
    values
        At most one of each country; those of other countries are passed over.
    place
        Its `members` and `missing` countries are all asked for a value.
    year
        Year of the population.

    Raises
    ------
    DataError
        If a country has two values, a value is no share, a mark has no rule, a year is needed
        and not told, or the population does not reach the year or the ages.
    """
    chosen = rules or AverageRules()
    countries = tuple(sorted({*place.members, *place.missing}))
    by_country = values_by_country(values, set(countries))
    known = set(population.countries)
    people = {
        code: population.persons(code, year, sex, *ages).persons if code in known else None
        for code in countries
    }
    reasons = {code: _why_left_out(by_country.get(code), people[code], chosen) for code in people}
    weights = {code: people[code] or 0.0 for code, why in reasons.items() if why is None}
    covered, total = sum(weights.values()), sum(one or 0.0 for one in people.values())
    members = tuple(
        _member(code, by_country.get(code), people[code], weights.get(code, 0.0), covered, why)
        for code, why in reasons.items()
    )
    nobody = [code for code in countries if people[code] is None]
    possible = most_people(nobody, ages)
    share = _part(covered, total)
    refused = _why_refused(chosen.coverage, share, len(weights), place.name)
    if refused is None and not _part(covered, total + possible) >= _least(chosen):
        refused = why_unknown(place.name, nobody, len(countries)).text
    average = None if refused else sum(one.weight * (one.share or 0.0) for one in members)
    told = None if math.isinf(possible) else share
    return PublishedAverage(place.code, average, told, refused, members, year, ages, sex)


def _part(covered: float, total: float) -> float:
    return covered / total if total else 0.0


def _least(rules: AverageRules) -> float:
    return rules.coverage.minimum_population_share


def _why_left_out(
    value: PublishedValue | None, people: float | None, rules: AverageRules
) -> str | None:
    if value is None:
        return "no published value"
    if value.country in rules.exclusions:
        return rules.exclusions[value.country]
    _, against = judge_marks(value.marks, rules.marks, where=value.country)
    if against is not None:
        return against
    if rules.period is not None and not _is_within(value, rules.period):
        return f"about {value.year}, outside {rules.period[0]}-{rules.period[1]}"
    if not people:
        return "no population" if people is None else "no people"
    return None


def _is_within(value: PublishedValue, period: tuple[int, int]) -> bool:
    if value.year is None:
        raise DataError(
            f"the year of the value of {value.country} is not stated",
            code="published-value",
            hint="give the year, or no period",
        )
    return period[0] <= value.year <= period[1]


def _member(
    country: str,
    value: PublishedValue | None,
    people: float | None,
    weight: float,
    covered: float,
    left_out: str | None,
) -> MemberValue:
    share = None if value is None else value.share
    part = weight / covered if covered else 0.0
    year, marks = (None, ()) if value is None else (value.year, value.marks)
    return MemberValue(country, share, people, part, left_out, year, marks)


def _why_refused(rule: CoverageRule, share: float, countries: int, name: str) -> str | None:
    if not countries:
        return f"no country of {name} has a value that may be used"
    if countries < rule.minimum_countries:
        return f"{countries} countries of {name} are used, fewer than {rule.minimum_countries}"
    if share < rule.minimum_population_share:
        return (
            f"the countries used hold {rounded_down(share)} % of the people of {name}, less than "
            f"{100 * rule.minimum_population_share:g} %"
        )
    return None
