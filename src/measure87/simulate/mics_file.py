"""The file of children aged 5 to 17 (`fs.sav`), laid out as MICS6 lays it out.

Names, labels, formats and value labels are in `mics6_layout.csv`, for the variables that
are filled here. Two things follow the questionnaire and trap the unwary: what was skipped
is empty, and a child whose interview was not completed (FS17 is not 1) has a row, but no
answers, and weight 0.
"""

import csv
import io
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import polars as pl
from numpy.typing import NDArray

from measure87.files import UserMissing
from measure87.numerics.arrays import IntArray
from measure87.simulate.child_answers import BLANK, YES
from measure87.simulate.identifiers import cluster_codes
from measure87.simulate.invention import Invention
from measure87.simulate.module_tables import INTERVIEW_DATE
from measure87.simulate.places import REGIONS, stratum_labels
from measure87.simulate.population import ABSENT, DAYS_PER_YEAR
from measure87.simulate.population_values import DECIMALS
from measure87.simulate.sample import COMPLETED

_ACTIVITIES = ("CL1A", "CL1B", "CL1C", "CL1X")
_HAZARDS = ("CL4", "CL5", "CL6A", "CL6B", "CL6C", "CL6D", "CL6E", "CL6X")
_CHORES = ("CL11A", "CL11B", "CL11C", "CL11D", "CL11E", "CL11F", "CL11X")
_HOURS = ("CL3", "CL8", "CL10", "CL13")
_ONCE_INTERVIEWED = ("CB", "CL", "fsdisability", "FS10")
"""Beginnings of the names of what only a completed interview gives."""


@dataclass(frozen=True)
class Layout:
    """Names and labels of the variables of `fs.sav`, in the order of the file."""

    variables: tuple[str, ...]
    labels: dict[str, str]
    formats: dict[str, str]
    value_labels: dict[str, dict[str, str]]
    missing: dict[str, UserMissing]


def fs_layout() -> Layout:
    """The layout of the file that is written."""
    text = files("measure87.simulate").joinpath("mics6_layout.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    value_labels = {row["variable"]: _pairs(row["value_labels"]) for row in rows}
    value_labels["HH7"] = {str(code): name for code, name in REGIONS.items()}
    value_labels["stratum"] = {str(code): name for code, name in stratum_labels().items()}
    missing = {
        name: UserMissing(codes=("9",))
        for name, pairs in value_labels.items()
        if "9" in pairs and name != "CB2M" and name != "FS7M"
    }
    missing |= {name: UserMissing(codes=("97", "98", "99")) for name in _HOURS}
    return Layout(
        variables=tuple(row["variable"] for row in rows),
        labels={row["variable"]: row["label"] for row in rows},
        formats={row["variable"]: row["format"] for row in rows},
        value_labels={name: pairs for name, pairs in value_labels.items() if pairs},
        missing=missing,
    )


def _pairs(text: str) -> dict[str, str]:
    """`1=YES; 2=NO` as a mapping."""
    return dict(pair.split("=", 1) for pair in text.split("; ") if pair)


def fs_table(invention: Invention) -> pl.DataFrame:
    """One row per household with a child: the child drawn, in MICS6 codes."""
    columns = {
        **_identification(invention),
        **_child_background(invention),
        **_labour(invention),
        **_household(invention),
        **_weights(invention),
    }
    complete = pl.Series(invention.sample.child_result == COMPLETED)
    table = pl.DataFrame({name: columns[name] for name in fs_layout().variables})
    return table.with_columns(
        pl.when(complete).then(pl.col(name)).otherwise(None).alias(name)
        for name in table.columns
        if name.startswith(_ONCE_INTERVIEWED)
    )


_Columns = dict[str, NDArray[np.generic] | pl.Series]


def _identification(invention: Invention) -> _Columns:
    """Cluster, household, line, and how the interview went."""
    population, sample = invention.population, invention.sample
    row, child = sample.child_household, sample.child
    cluster = cluster_codes(invention)[row]
    number = sample.household_number[row]
    line = population.persons.line[child].astype(np.int64)
    mother = population.persons.mother[child]
    caretaker = np.where(mother == ABSENT, 1, population.persons.line[mother])
    n = len(child)
    return {
        "HH1": cluster,
        "HH2": number,
        "LN": line,
        "FS1": cluster,
        "FS2": number,
        "FS3": line,
        "FS4": caretaker.astype(np.int64),
        "FS7D": np.full(n, INTERVIEW_DATE.day),
        "FS7M": np.full(n, INTERVIEW_DATE.month),
        "FS7Y": np.full(n, INTERVIEW_DATE.year),
        "FS9": np.full(n, 2),
        "FS10": np.full(n, 1),
        "FS17": sample.child_result,
        "PSU": cluster,
        "stratum": population.areas.stratum[cluster - 1].astype(np.int64),
    }


def _rows_of_children(invention: Invention) -> IntArray:
    """Row of each drawn child among all children."""
    return np.searchsorted(invention.week.child, invention.sample.child)


def _blank(codes: NDArray[np.integer]) -> pl.Series:
    """Codes, empty where not asked."""
    values = pl.Series(np.asarray(codes, dtype=np.int64))
    return values.set(values == BLANK, None)


def _child_background(invention: Invention) -> _Columns:
    """Birth, age, sex, schooling, functional difficulties."""
    persons, sample, rng = invention.population.persons, invention.sample, invention.details
    told, row = invention.child_answers, _rows_of_children(invention)
    age = persons.age_years[sample.child].astype(np.int64)
    interview = (INTERVIEW_DATE.year - 1900) * 12 + INTERVIEW_DATE.month
    months = np.floor(-persons.birth_day[sample.child] / DAYS_PER_YEAR * 12).astype(np.int64)
    born = interview - months
    level = np.where(age <= 5, 0, np.where(age <= 14, 1, 3))
    in_school = told.attends_school[row] == YES
    difficulty = invention.week.has_difficulty[row]
    return {
        "CB2M": (born - 1) % 12 + 1,
        "CB2Y": 1900 + (born - 1) // 12,
        "CB3": age,
        "CB4": _blank(told.ever_school[row]),
        "CB5A": _blank(np.where(told.ever_school[row] == YES, level, BLANK)),
        "CB7": _blank(told.attends_school[row]),
        "CB8A": _blank(np.where(in_school, level, BLANK)),
        "HL4": persons.sex[sample.child].astype(np.int64),
        "FSAGE": np.where(age <= 9, 1, np.where(age <= 14, 2, 3)),
        "FSDOI": np.full(len(age), interview),
        "FSDOB": born,
        "fsdisability": np.where(difficulty, 1, 2),
        "caretakerdis": np.where(rng.random(len(age)) < 0.04, 1, 2),
    }


def _labour(invention: Invention) -> _Columns:
    """The child labour module."""
    told, row = invention.child_answers, _rows_of_children(invention)
    single = {
        "CL3": told.work_hours,
        "CL7": told.water,
        "CL8": told.water_hours,
        "CL9": told.firewood,
        "CL10": told.firewood_hours,
        "CL13": told.chores_hours,
    }
    several = {_ACTIVITIES: told.activities, _HAZARDS: told.hazards, _CHORES: told.chores}
    columns: _Columns = {name: _blank(codes[row]) for name, codes in single.items()}
    for names, block in several.items():
        columns |= {name: _blank(block[row, place]) for place, name in enumerate(names)}
    return columns


def _household(invention: Invention) -> _Columns:
    """Where the household is, how well off, how many children."""
    population, sample, rng = invention.population, invention.sample, invention.details
    homes, areas = population.households, population.areas
    home = sample.household[sample.child_household]
    place = homes.cluster[home]
    children = np.bincount(
        population.persons.household[invention.week.child], minlength=len(homes.cluster)
    )
    quintile = homes.wealth_quintile[home].astype(np.int64)
    schooling = np.clip(np.rint(rng.normal(quintile - 1.6, 1.0)), 0, 4).astype(np.int64)
    return {
        "HH6": areas.area[place].astype(np.int64),
        "HH7": areas.region[place].astype(np.int64),
        "HH52": children[home],
        "melevel": np.where(rng.random(len(home)) < 0.003, 9, schooling),
        "wscore": homes.wealth_score[home],
        "windex5": quintile,
    }


def _weights(invention: Invention) -> _Columns:
    """Weights with mean 1 over completed interviews, as MICS publishes them."""
    sample = invention.sample
    complete = sample.child_result == COMPLETED
    household = np.where(complete, sample.household_weight[sample.child_household], 0.0)
    return {
        "fshweight": np.round(household / household[complete].mean(), DECIMALS),
        "fsweight": np.round(sample.child_weight / sample.child_weight[complete].mean(), DECIMALS),
    }
