"""A small invented world: five countries, two regions, three sub-regions, a group that overlaps."""

import numpy as np
import polars as pl

from measure87.combine.aggregation import CountryDraws, PublicationRules, world_estimate
from measure87.combine.inputs import Population
from measure87.define.classifications.geography import Membership
from measure87.vocabulary.published_figures import POPULATION_COUNTS

COUNTRIES = ("ZZA", "ZZB", "ZZC", "ZZD", "ZZE")
YEARS = (2010, 2015, 2020)
BANDS = ((5, 11), (12, 14), (15, 17))
NAMES = {"ZZA": "Zonia", "ZZB": "Ébur", "ZZC": "Corvia", "ZZD": "Dunmark", "ZZE": "Aland"}
PEOPLE = {"ZZA": 1e6, "ZZB": 3e6, "ZZC": 5e5, "ZZD": 2e7, "ZZE": 1e5, "ZZF": 4e6}

_LEVELS = {
    "region": {"EAST": ("ZZA", "ZZB", "ZZF"), "WEST": ("ZZC", "ZZD")},
    "subregion": {"EAST1": ("ZZA",), "EAST2": ("ZZB", "ZZF"), "WEST1": ("ZZC", "ZZD")},
    "group": {"ISLANDS": ("ZZA", "ZZC")},
}
MEMBERS = tuple(
    Membership(iso3, level, code, code.title(), "secondary")
    for level, places in _LEVELS.items()
    for code, countries in places.items()
    for iso3 in countries
)
"""ZZE lies in no region; ZZF is in none of the estimates."""


def population(rows):
    """Rows of country, year, sex, age_from, age_to, persons as a population."""
    schema = dict.fromkeys(POPULATION_COUNTS.names, pl.Int64)
    schema |= {"country": pl.String, "sex": pl.String, "persons": pl.Float64}
    return Population(pl.DataFrame(rows, schema=schema, orient="row"))


def made_population(years=YEARS, people=PEOPLE, growth=0.02):
    """Five-year groups by sex, growing; numbers that are no whole persons."""
    return population(
        [
            (code, year, sex, first, first + 4, count * (1 + growth) ** (year - 2010) / parts)
            for code, count in people.items()
            for year in years
            for sex, parts in (("female", 6.3), ("male", 5.9))
            for first in (5, 10, 15)
        ]
    )


def made_draws(n=40, *, years=YEARS, sexes=("female", "male"), ages=BANDS, seed=1, **changes):
    """Draws of shares that have much in common; ZZB and ZZE have no figure."""
    rng = np.random.default_rng(seed)
    shape = (n, len(COUNTRIES), len(years), len(sexes), len(ages))
    common = rng.normal(size=(n, 1, 1, 1, 1))
    trend = -0.1 * np.arange(len(years)).reshape(1, 1, -1, 1, 1)
    share = 1 / (1 + np.exp(2 - trend - 0.5 * common - 0.7 * rng.normal(size=shape)))
    plain = {
        "measure": "child_labour_made",
        "share": share,
        "countries": COUNTRIES,
        "years": years,
        "sexes": sexes,
        "ages": ages,
        "n_figures": np.array([2, 0, 1, 3, 0]),
        "latest_figure": np.array([2019, 0, 2001, 2016, 0]),
    }
    return CountryDraws(**plain | changes)


def made_world(draws=None, *, rules=None, people=PEOPLE, **changes):
    """All of it put together."""
    draws = draws or made_draws()
    return world_estimate(
        draws,
        made_population(draws.years, people),
        MEMBERS,
        rules=rules or PublicationRules(),
        names=NAMES,
        **changes,
    )


def place(world, kind, code):
    """One place of a world."""
    return next(one for one in world.places if (one.kind, one.code) == (kind, code))
