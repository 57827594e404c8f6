"""What is true of child labour in the invented world, for every country, year, sex and age band.

The measure that is estimated is economic activity above the thresholds of SDG 8.7.1. The others are
tied to it as their definitions tie them:

* with chores (`child_labour_sdg_b`): more at 5 to 14, the same at 15 to 17, for the indicator has
  no threshold of chores there;
* by the resolution of the ICLS: hazardous work within child labour within children in employment.
  At 5 to 11 nearly all employment is child labour; at 15 to 17 far from it.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.simulate.world.curves import (
    heavy_tailed,
    logistic_steps,
    straight_lines,
    waves,
)
from measure87.simulate.world.known import Known
from measure87.simulate.world.places import Places
from measure87.simulate.world.shape import WorldShape

MEASURES = (
    "child_labour_sdg_a",
    "child_labour_sdg_b",
    "children_in_employment_icls",
    "child_labour_icls",
    "hazardous_work_icls",
)
ESTIMATED = MEASURES[0]

_WEALTH, _MORTALITY = -0.35, 0.2
_OF_AGE = np.array([0.15, 0.0, -0.45])
_BOYS_OF_AGE = np.array([0.15, 0.2, 0.35])
_CHORES_OF_AGE = np.array([1.0, 1.2, 0.0])
_CHORES_OF_SEX = np.array([1.2, 0.8])
_HAZARDS_OF_AGE = np.array([0.05, 0.6, 1.6])
_EMPLOYED_OF_AGE = np.array([0.05, 0.9, 2.2])
_HAZARDOUS_OF_AGE = np.array([-0.7, -0.1, 0.8])
_HIGHEST, _LOWEST = 1.0, -7.0


@dataclass(frozen=True)
class ChildLabour:
    """The truth.

    Attributes
    ----------
    share : measure to (countries, years, 2, 3)
        Girls, boys; 5-11, 12-14, 15-17; 0 to 1.
    level : (countries,)
        The estimated measure's log-odds in the middle year, standardised.
    parts : name to array
        What it was put together from, on the log-odds.
    """

    share: dict[str, FloatArray]
    level: FloatArray
    parts: dict[str, FloatArray]


def invent_child_labour(
    rng: np.random.Generator, shape: WorldShape, places: Places, known: Known
) -> ChildLabour:
    """Draw the truth."""
    parts = _parts(rng, shape, places)
    in_time = parts["country_level"][:, None] + parts["country_path"]
    in_time = in_time + _WEALTH * known.wealth + _MORTALITY * known.mortality
    in_time = in_time + (parts["region_path"] + parts["region_level"][:, None])[places.region]
    in_time = in_time + parts["subregion_level"][places.subregion][:, None] + parts["world_path"]
    logit = in_time[:, :, None, None] + parts["structure"][:, None]
    logit = np.clip(logit, _LOWEST, _HIGHEST)
    middle = in_time[:, shape.years // 2]
    return ChildLabour(
        share=_measures(rng, logit),
        level=(middle - middle.mean()) / middle.std(),
        parts=parts,
    )


def _parts(rng: np.random.Generator, shape: WorldShape, places: Places) -> dict[str, FloatArray]:
    number, regions = len(places), len(places.regions)
    years = np.array(shape.calendar, dtype=np.float64)
    world = rng.normal(-2.4, 0.25)
    world_path = straight_lines(rng, 1, years, mean=-0.12, spread=0.12)
    world_path = world_path + logistic_steps(rng, 1, years, steps=2, height=0.2)
    region_path = straight_lines(rng, regions, years, mean=0.0, spread=0.15)
    region_path = region_path + logistic_steps(rng, regions, years, steps=2, height=0.25)
    country_path = straight_lines(rng, number, years, mean=0.0, spread=0.15)
    country_path = country_path + waves(rng, number, years, spread=0.1)
    country_path = country_path + rng.normal(0.0, 0.04, (number, shape.years))
    return {
        "world_path": world + world_path[0],
        "region_level": rng.normal(0.0, 0.6, regions),
        "region_path": region_path,
        "subregion_level": rng.normal(0.0, 0.35, len(places.subregions)),
        "country_level": heavy_tailed(rng, number, spread=0.45, far=1.3, far_share=0.1),
        "country_path": shape.own_movement * country_path,
        "structure": _structure(rng, number),
    }


def _structure(rng: np.random.Generator, number: int) -> FloatArray:
    """(countries, 2, 3) what sexes and ages add."""
    boys = np.array([-0.5, 0.5])
    of_country = rng.normal(0.0, 0.12, (number, 1, 1)) * boys[:, None]
    own = rng.normal(0.0, 0.1, (number, 2, 3)) + rng.normal(0.0, 0.12, (number, 1, 3))
    return np.asarray(_OF_AGE + boys[:, None] * _BOYS_OF_AGE + of_country + own)


def _measures(rng: np.random.Generator, logit: FloatArray) -> dict[str, FloatArray]:
    """All measures, each in its place above or below the estimated one."""
    number = len(logit)
    chores = _skewed(rng, number, 0.28, 0.6)[..., None] * _CHORES_OF_SEX[:, None] * _CHORES_OF_AGE
    hazards = _skewed(rng, number, 0.15, 0.4)[..., None] * _HAZARDS_OF_AGE
    employed = _skewed(rng, number, 0.5, 0.35)[..., None] * _EMPLOYED_OF_AGE
    of_labour = rng.normal(0.0, 0.5, (number, 1, 1, 1)) + _HAZARDOUS_OF_AGE
    labour = logit + hazards
    return {
        "child_labour_sdg_a": _share(logit),
        "child_labour_sdg_b": _share(logit + chores),
        "children_in_employment_icls": _share(labour + employed),
        "child_labour_icls": _share(labour),
        "hazardous_work_icls": _share(labour) * _share(of_labour),
    }


def _skewed(rng: np.random.Generator, number: int, median: float, spread: float) -> FloatArray:
    """(number, 1, 1) log-normal steps."""
    return np.asarray(median * np.exp(spread * rng.standard_normal((number, 1, 1))))


def _share(logit: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-logit)))
