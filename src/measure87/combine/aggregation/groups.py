"""Which countries a figure is summed over: all of them, regions, sub-regions, groups, countries.

Regions and sub-regions divide the countries; groups (least developed countries, small island
states) may overlap each other and them. A place holds the countries of the estimate that belong
to it, and names those that do not come with the estimate: a sum without them is not silently the
sum of the region.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from measure87.define.classifications.countries import country_names
from measure87.define.classifications.geography import (
    Membership,
    load_region_set,
    partition_of,
    standard_name,
)

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
