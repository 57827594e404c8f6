"""Identifiers of the sample's households and persons; they begin with the country's code."""

import numpy as np
import polars as pl

from measure87.numerics.arrays import IntArray
from measure87.simulate.invention import Invention
from measure87.simulate.places import COUNTRY_CODE


def cluster_codes(invention: Invention) -> IntArray:
    """Code of the cluster of each sampled household, (households,)."""
    sample = invention.sample
    return invention.population.households.cluster[sample.household] + 1


def household_ids(invention: Invention, rows: IntArray) -> pl.Series:
    """Identifiers of sampled households, given by row."""
    cluster = pl.Series(cluster_codes(invention)[rows]).cast(pl.String).str.zfill(5)
    number = pl.Series(invention.sample.household_number[rows]).cast(pl.String).str.zfill(2)
    return (f"{COUNTRY_CODE}-" + cluster + "-" + number).alias("household_id")


def person_ids(invention: Invention) -> pl.Series:
    """Identifiers of all sampled persons, in the order of the sample."""
    sample = invention.sample
    line = pl.Series(invention.population.persons.line[sample.person]).cast(pl.String)
    homes = household_ids(invention, sample.person_household)
    return (homes + "-" + line.str.zfill(2)).alias("person_id")


def sampled_episodes(invention: Invention) -> tuple[IntArray, IntArray]:
    """Episodes of sampled persons, and the row of the person in the sample.

    Both are (episodes of the sample,), in the order of the sample.
    """
    sample = invention.sample
    place = np.full(len(invention.population), -1)
    place[sample.person] = np.arange(len(sample.person))
    owner = place[invention.episodes.person]
    rows = np.flatnonzero(owner >= 0)
    rows = rows[np.argsort(owner[rows], kind="stable")]
    return rows, owner[rows]


def job_numbers(owner: IntArray) -> IntArray:
    """Number of each job within its person, from 1; `owner` is sorted."""
    first = np.searchsorted(owner, owner)
    return np.arange(len(owner)) - first + 1
