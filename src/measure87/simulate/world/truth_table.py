"""The truth as a table: every place, year, sex and age, and the wholes that they add up to."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from measure87.numerics.arrays import FloatArray
from measure87.simulate.world.people import SEXES, People
from measure87.simulate.world.places import Places

WORLD = "WORLD"

TRUTH_SCHEMA: dict[str, type[pl.DataType]] = {
    "measure": pl.String,
    "place_kind": pl.String,
    "place": pl.String,
    "year": pl.Int64,
    "sex": pl.String,
    "age_from": pl.Int64,
    "age_to": pl.Int64,
    "share": pl.Float64,
    "persons": pl.Float64,
    "population": pl.Float64,
}


def truth_table(
    share: Mapping[str, FloatArray], people: People, places: Places, calendar: Sequence[int]
) -> pl.DataFrame:
    """All measures of all places; `share` is the number of persons concerned over the population.

    Parameters
    ----------
    share : measure to (countries, years, 2, bands)
    """
    kinds, codes, member = _groups(places)
    population = _wholes(np.einsum("gc,cysa->gysa", member, people.persons))
    tables = []
    for measure, one in share.items():
        persons = _wholes(np.einsum("gc,cysa->gysa", member, one * people.persons))
        tables.append(_frame(measure, kinds, codes, calendar, people, persons, population))
    return pl.concat(tables)


def _groups(places: Places) -> tuple[list[str], list[str], FloatArray]:
    """Kinds, codes and (groups, countries) membership of all places."""
    number = len(places)
    member = np.concatenate(
        [
            np.ones((1, number)),
            np.arange(len(places.regions))[:, None] == places.region,
            np.arange(len(places.subregions))[:, None] == places.subregion,
            np.eye(number),
        ]
    ).astype(np.float64)
    kinds = ["world"] + ["region"] * len(places.regions)
    kinds += ["subregion"] * len(places.subregions) + ["country"] * number
    return kinds, [WORLD, *places.regions, *places.subregions, *places.codes], member


def _wholes(cells: FloatArray) -> FloatArray:
    """(groups, years, 3, bands + 1): both sexes and all ages put after the parts."""
    sexes = np.concatenate([cells, cells.sum(axis=2, keepdims=True)], axis=2)
    return np.asarray(np.concatenate([sexes, sexes.sum(axis=3, keepdims=True)], axis=3))


def _frame(
    measure: str,
    kinds: Sequence[str],
    codes: Sequence[str],
    calendar: Sequence[int],
    people: People,
    persons: FloatArray,
    population: FloatArray,
) -> pl.DataFrame:
    ages = [*people.bands, (people.bands[0][0], people.bands[-1][1])]
    group, year, sex, age = (index.reshape(-1) for index in np.indices(persons.shape))
    return pl.DataFrame(
        {
            "measure": pl.repeat(measure, persons.size, eager=True),
            "place_kind": pl.Series(kinds)[group],
            "place": pl.Series(codes)[group],
            "year": np.array(calendar)[year],
            "sex": pl.Series([*SEXES, "both"])[sex],
            "age_from": pl.Series([first for first, _ in ages])[age],
            "age_to": pl.Series([last for _, last in ages], dtype=pl.Int64)[age],
            "share": np.round((persons / population).reshape(-1), 9),
            "persons": np.round(persons.reshape(-1), 1),
            "population": population.reshape(-1),
        },
        schema=TRUTH_SCHEMA,
    )
