"""How many people there can be at most in countries of which the run has no population.

A place whose countries are not all in the population has an unknown number of people, and which
share of them countries with figures hold is unknown too. Areas so small that population files
seldom show them (`small_areas`) are the exception: they have few people at most, whoever counts
them, and a place is not refused for them where it may be published even with the most.
"""

import math
from collections.abc import Collection, Sequence

from measure87.combine.aggregation.country_draws import AgeSpan
from measure87.combine.aggregation.groups import Place
from measure87.define.classifications.countries import country_names
from measure87.define.classifications.geography.small_areas import small_areas
from measure87.vocabulary.releases.world import StatedSentence

UNKNOWN_PEOPLE = "population-unknown"

MOST_OF_SMALL = 110_000.0
"""People of a small area at most. Ours: the largest of them, Jersey, had fewer in 2019."""
MOST_OF_ONE_AGE = 0.03
"""Of a population at most in one completed year of age. Ours: the youngest countries reach it."""
_NAMED = 5
"""Countries that the reason names."""


def without_people(place: Place, known: Collection[str]) -> tuple[str, ...]:
    """Countries that belong to a place, and of which there is no population.

    Parameters
    ----------
    known
        Countries with a population.
    """
    return tuple(one for one in (*place.members, *place.missing) if one not in known)


def most_people(countries: Collection[str], ages: AgeSpan) -> float:
    """People of some ages in countries without a population at most; infinite where unbounded.

    >>> most_people(["VAT", "PCN"], (5, 14)), most_people(["VAT", "DEU"], (5, 14))
    (66000.0, inf)
    """
    if not small_areas() >= set(countries):
        return math.inf
    youngest, oldest = ages
    part = 1.0 if oldest is None else min(1.0, MOST_OF_ONE_AGE * (oldest + 1 - youngest))
    return len(countries) * MOST_OF_SMALL * part


def why_unknown(name: str, countries: Sequence[str], n_all: int) -> StatedSentence:
    """Why a place has no figure whose coverage is unknown, and what to do.

    Parameters
    ----------
    countries
        Those without a population; the first that are not small areas are named.
    n_all
        Countries of the place.
    """
    large = [one for one in countries if one not in small_areas()] or list(countries)
    named = large[:_NAMED]
    names = ", ".join(country_names().get(one, one) for one in named)
    return StatedSentence(
        code=UNKNOWN_PEOPLE,
        text=f"{len(countries)} of {n_all} countries of {name} have no population in this run "
        f"(among them {names}), so that it is unknown which share of its people countries with "
        "figures hold: bring the population of all of its countries",
        values={"count": len(countries), "all": n_all, "place": name, "countries": named},
    )
