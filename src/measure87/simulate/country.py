"""The invented country as its survey leaves it: files, and what is true of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from measure87.simulate.invention import invent
from measure87.simulate.mics_file import fs_table
from measure87.simulate.module_tables import circumstances_table, jobs_table, persons_table
from measure87.simulate.places import COUNTRY_CODE, COUNTRY_NAME
from measure87.simulate.truth_tables import sample_truth_table, truth_values


@dataclass(frozen=True)
class InventedCountry:
    """An invented country: the files of its survey, and its truth.

    Nothing in it is real. Tables hold the sample only.
    """

    name: str
    code: str
    seed: int
    children: pl.DataFrame
    """One row per household with a child 5-17: the MICS6 file of children (`fs.sav`)."""
    persons: pl.DataFrame
    """One row per sampled person: forced-labour module, standard column names."""
    jobs: pl.DataFrame
    """One row per work episode of a sampled person."""
    circumstances: pl.DataFrame
    """One row per answer about a work episode."""
    sample_truth: pl.DataFrame
    """One row per sampled person: her true statuses, and those that the answers allow."""
    truth: Mapping[str, Any]
    """Population values by measure and domain, with the mechanism of missing answers."""


def invent_country(seed: int, *, persons: int = 40_000) -> InventedCountry:
    """Invent a country, survey it, and keep its truth.

    Parameters
    ----------
    seed : int, not negative
        The same seed gives the same country.
    persons : int
        About so many persons in the sample, at least 2,000; the population is 25 times
        as large.

    Returns
    -------
    InventedCountry
        The files of the survey, the truth about each person in the sample, and the
        population values of every measure. Answers are free of error but partly
        missing, under a known mechanism; the sample is stratified, two-stage, unequally
        weighted.

    Raises
    ------
    UsageError
        If `persons` is too small or `seed` negative.
    """
    invention = invent(seed, persons)
    return InventedCountry(
        name=COUNTRY_NAME,
        code=COUNTRY_CODE,
        seed=seed,
        children=fs_table(invention),
        persons=persons_table(invention),
        jobs=jobs_table(invention),
        circumstances=circumstances_table(invention),
        sample_truth=sample_truth_table(invention),
        truth=truth_values(invention, seed, persons),
    )
