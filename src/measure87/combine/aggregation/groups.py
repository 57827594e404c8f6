"""Which countries a figure is summed over, and how many people those without a number can have.

Regions and sub-regions divide the countries; groups (least developed countries, small island
states) may overlap each other and them. A place holds the countries of the estimate that belong
to it, and names those that do not come with the estimate: a sum without them is not silently the
sum of the region.

A place whose countries are not all in the population has an unknown number of people, and which
share of them countries with figures hold is unknown too. Areas so small that population files
seldom show them (`small_areas`) are the exception: they have few people at most, whoever counts
them, and a place is not refused for them where it may be published even with the most.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from measure87.combine.aggregation.country_draws import AgeSpan
from measure87.define.classifications.countries import country_names
from measure87.define.classifications.geography import (
    Membership,
    load_region_set,
    partition_of,
    standard_name,
)
from measure87.define.classifications.geography.small_areas import small_areas
from measure87.vocabulary.releases.world import StatedSentence

WORLD = "WORLD"
"""Code of the whole of a run's countries, whatever these are; its title says which."""

THE_WORLD = "World"
ALL_COUNTRIES = "All countries of these regions"
"""Name of the whole of a region set that is not of the world and has no name for it."""
WHOLE = "world"
"""Level of a region set that names the whole of its members, as the African Union's does."""

LEVELS = (
    ("region", "region"),
    ("subregion", "subregion"),
    ("group", "group"),
)
"""Kind of place and level of the region set that it is taken from; levels it lacks are skipped."""

_DIVIDING = ("region", "subregion")


@dataclass(frozen=True)
class Place:
    """A country or a set of countries."""

    kind: str
    """As `vocabulary.combined.PLACE_KINDS`."""
    code: str
    name: str
    region: str | None
    """Region that it lies in; None for regions, the world, and what lies in several."""
    members: tuple[str, ...]
    """Countries of the estimate, in alphabetical order of code."""
    missing: tuple[str, ...] = ()
    """Countries that belong to it and are not in the estimate."""
    seen: str = "secondary"
    """How its membership was seen; `unseen` where that holds for any country of it."""

    @property
    def title(self) -> str:
        """Its name, and of how many of its countries its sum is; never the world for less.

        >>> Place("region", "AU", "African Union", None, ("KEN",), ("SYC", "TZA")).title
        'African Union, 1 of 3 countries'
        """
        if self.kind == "country" or not self.missing:
            return self.name
        part = f"{len(self.members)} of {len(self.members) + len(self.missing)} countries"
        return part if self.name in (THE_WORLD, ALL_COUNTRIES) else f"{self.name}, {part}"


def places_of(
    countries: Sequence[str],
    members: Sequence[Membership],
    *,
    levels: Sequence[tuple[str, str]] = LEVELS,
    names: Mapping[str, str] | None = None,
) -> tuple[Place, ...]:
    """The world, then regions, sub-regions, groups and countries, each in alphabetical order.

    Parameters
    ----------
    countries
        ISO 3166-1 alpha-3 codes that there are estimates of.
    members
        A region set, from `load_region_set` or `read_region_file`.
    levels
        Kind of place and level of the set, such as ("region", "continent").
    names
        Names of countries that are not in the code list, such as invented ones.

    Raises
    ------
    UsageError
        If countries are in two regions or two sub-regions of a level.
    """
    known = {**country_names(), **(names or {})}
    present = {one.level for one in members}
    asked = [(kind, level) for kind, level in levels if level in present]
    region_of = _region_of(members, asked)
    world = _world(countries, members, {level for _, level in asked})
    sums = [
        place
        for kind, level in asked
        for place in _places_of_level(kind, level, countries, members, region_of)
    ]
    each = [
        Place("country", code, known.get(code, code), region_of.get(code), (code,))
        for code in countries
    ]
    order = {kind: n for n, kind in enumerate(("region", "subregion", "group", "country"))}
    rest = sorted((*sums, *each), key=lambda one: (order[one.kind], standard_name(one.name)))
    return (world, *rest)


def without_region(places: Sequence[Place]) -> tuple[str, ...]:
    """Countries of the estimate that lie in no region of the set: in the world's sum alone."""
    inside = {code for one in places if one.kind == "region" for code in one.members}
    return tuple(
        sorted(one.code for one in places if one.kind == "country" and one.code not in inside)
    )


def _region_of(members: Sequence[Membership], asked: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Country to region; refuses levels of regions and sub-regions that do not divide."""
    found: dict[str, str] = {}
    for kind, level in asked:
        if kind in _DIVIDING:
            divided = partition_of(tuple(members), level)
            found = divided if kind == "region" else found
    return found


def _world(countries: Sequence[str], members: Sequence[Membership], levels: set[str]) -> Place:
    """The whole of the region set; what it is called is what it holds."""
    named = [one for one in members if one.level == WHOLE]
    everywhere = {one.iso3 for one in named or members if named or one.level in levels}
    inside = [one for one in countries if one in everywhere or not named]
    missing = tuple(sorted(everywhere - set(countries)))
    if named:
        name = named[0].name
    else:
        name = THE_WORLD if _the_world() <= everywhere | set(countries) else ALL_COUNTRIES
    return Place("world", WORLD, name, None, tuple(sorted(inside)), missing)


@cache
def _the_world() -> frozenset[str]:
    """The countries and areas of the UN's list."""
    return frozenset(one.iso3 for one in load_region_set("sdg"))


def _places_of_level(
    kind: str,
    level: str,
    countries: Sequence[str],
    members: Sequence[Membership],
    region_of: Mapping[str, str],
) -> list[Place]:
    present = set(countries)
    found: list[Place] = []
    of_level = [one for one in members if one.level == level]
    for code in dict.fromkeys(one.code for one in of_level):
        mine = [one for one in of_level if one.code == code]
        inside = sorted(one.iso3 for one in mine if one.iso3 in present)
        outside = sorted(one.iso3 for one in mine if one.iso3 not in present)
        around = {region_of.get(one.iso3) for one in mine}
        region = around.pop() if kind == "subregion" and len(around) == 1 else None
        seen = "unseen" if any(one.seen == "unseen" for one in mine) else mine[0].seen
        found.append(Place(kind, code, mine[0].name, region, tuple(inside), tuple(outside), seen))
    return found


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
