"""Everybody in the invented country, with what is true of each: a population to plan on."""

import numpy as np
import polars as pl

from measure87.simulate.invention import invent

TRUE_STATUSES = ("forced_labour", "child_labour_sdg_b")
"""What the table says of every person; child labour is empty for who is not 5 to 17."""

_YOUNGEST_TOLD_OF = 5


def invent_population(seed: int, *, persons: int = 4_000) -> pl.DataFrame:
    """The whole population of the country that `invent_country` surveys, one row a person.

    Parameters
    ----------
    seed : int, not negative
    persons : int
        As for `invent_country`: the population is 25 times as large.

    Returns
    -------
    DataFrame
        `stratum`, `cluster` (enumeration area), `household`, `age_years`; `forced_labour`
        (persons of 5 and more) and `child_labour_sdg_b` (5 to 17), true or not, empty for others.
    """
    made = invent(seed, persons)
    population = made.population
    age = population.persons.age_years
    child_labour = np.full(len(population), np.nan)
    child_labour[made.week.child] = made.child_labour.sdg_b
    forced = np.where(age >= _YOUNGEST_TOLD_OF, made.forced_labour.any, np.nan)
    cluster = population.cluster
    return pl.DataFrame(
        {
            "stratum": population.areas.stratum[cluster],
            "cluster": cluster + 1,
            "household": population.persons.household + 1,
            "age_years": age,
            "forced_labour": pl.Series(forced).fill_nan(None).cast(pl.Boolean),
            "child_labour_sdg_b": pl.Series(child_labour).fill_nan(None).cast(pl.Boolean),
        }
    )
