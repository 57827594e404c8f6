"""Surveys that come later: what a new one of each country finds, which no estimate has seen.

An interval of a country's share is right where it holds the truth; one of what a new survey would
find is right where it holds what such a survey finds. So each country is surveyed once more in the
first, the middle and the last year, by a survey that errs as all do and has no bias of its kind.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from measure87.numerics.arrays import FloatArray
from measure87.simulate.world.fieldwork import survey_errors
from measure87.simulate.world.people import People
from measure87.simulate.world.places import Places
from measure87.simulate.world.shape import WorldShape

EFFECTIVE_N = 2000.0
"""Persons asked over the design effect."""


def new_surveys(
    rng: np.random.Generator,
    shape: WorldShape,
    places: Places,
    people: People,
    share: Mapping[str, FloatArray],
    spread: float,
) -> pl.DataFrame:
    """What a new survey of each country finds, among both sexes of each span of ages.

    Parameters
    ----------
    share : measure to (countries, years, 2, bands)
        The truth.
    spread : float
        Of the errors of its kind, beside those that keep surveys of one country apart.

    Returns
    -------
    DataFrame
        `country`, `year`, `measure`, `age_from`, `age_to`, `share` found, `effective_n`, `error`.
    """
    bands = people.bands
    spans = [(b, b + 1) for b in range(len(bands))] + [(0, len(bands))]
    tables = []
    for y in sorted({0, shape.years // 2, shape.years - 1}):
        _, error = survey_errors(rng, np.full(len(places), spread), shape.survey_error)
        for measure, truth in share.items():
            odds = truth[:, y] / (1.0 - truth[:, y]) * np.exp(error)[:, None, None]
            cases = odds / (1.0 + odds) * people.persons[:, y]
            for first, last in spans:
                persons = people.persons[:, y, :, first:last].sum(axis=(1, 2))
                whole = people.persons[:, y].sum(axis=(1, 2))
                n = np.maximum(np.rint(EFFECTIVE_N * persons / whole), 1.0)
                expected = cases[:, :, first:last].sum(axis=(1, 2)) / persons
                found = rng.binomial(n.astype(np.int64), expected) / n
                tables.append(
                    pl.DataFrame(
                        {
                            "country": places.codes,
                            "year": [shape.calendar[y]] * len(places),
                            "measure": [measure] * len(places),
                            "age_from": [bands[first][0]] * len(places),
                            "age_to": pl.Series([bands[last - 1][1]] * len(places), dtype=pl.Int64),
                            "share": np.round(found, 6),
                            "effective_n": n,
                            "error": np.round(error, 6),
                        }
                    )
                )
    return pl.concat(tables)
