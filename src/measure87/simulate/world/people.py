"""How many people of each sex and age live in each invented country in each year.

Births follow a path of their own in every country; who is born in a year is of a certain age in a
later one, less those who died. So ages grow differently, and bands add up to their totals.
"""

from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray
from measure87.simulate.world.curves import heavy_tailed, logistic_steps
from measure87.simulate.world.places import Places
from measure87.simulate.world.shape import WorldShape

SEXES = ("female", "male")
CHILD_BANDS: tuple[tuple[int, int | None], ...] = ((5, 11), (12, 14), (15, 17))
PERSON_BANDS: tuple[tuple[int, int | None], ...] = ((5, 17), (18, None))
_OLDEST = 90
_MEDIAN_BIRTHS, _SPREAD_OF_BIRTHS = 90_000.0, 1.9
_FEWEST_BIRTHS, _MOST_BIRTHS = 250.0, 24e6


@dataclass(frozen=True)
class People:
    """Persons (countries, years, sexes, bands), whole numbers; sexes as in `SEXES`.

    Attributes
    ----------
    persons : (countries, years, 2, bands)
    bands : completed years, first and last; None is open
    """

    persons: FloatArray
    bands: tuple[tuple[int, int | None], ...]


def bands_of(topic: str) -> tuple[tuple[int, int | None], ...]:
    """The age bands of a topic."""
    return CHILD_BANDS if topic == "child-labour" else PERSON_BANDS


def invent_people(rng: np.random.Generator, shape: WorldShape, places: Places) -> People:
    """Populations of all countries in all years."""
    number, bands = len(places), bands_of(shape.topic)
    first = shape.calendar[0] - _OLDEST
    born_in = np.arange(first, shape.last_year + 1, dtype=np.float64)
    births = _births(rng, places, born_in)
    boys = 1.0 + rng.uniform(0.03, 0.09, number)
    lost = rng.uniform(0.0004, 0.009, number)
    persons = np.empty((number, shape.years, len(SEXES), len(bands)))
    for y, year in enumerate(shape.calendar):
        age = np.arange(_OLDEST + 1)
        alive = births[:, (year - age - first).astype(np.int64)] * _surviving(lost, age)
        for b, (youngest, oldest) in enumerate(bands):
            until = _OLDEST if oldest is None else oldest
            both = alive[:, youngest : until + 1].sum(axis=1)
            persons[:, y, 1, b] = both * boys / (1.0 + boys)
            persons[:, y, 0, b] = both / (1.0 + boys)
    return People(np.maximum(1.0, np.rint(persons)), bands)


def _births(rng: np.random.Generator, places: Places, years: FloatArray) -> FloatArray:
    """(countries, years) births, by growth of the region and of the country that changes."""
    number = len(places)
    size = np.log(_MEDIAN_BIRTHS) + _SPREAD_OF_BIRTHS * rng.standard_normal(number)
    now = np.clip(np.exp(size), _FEWEST_BIRTHS, _MOST_BIRTHS)
    of_region = rng.normal(0.008, 0.012, len(places.regions))[places.region]
    rate = of_region + heavy_tailed(rng, number, spread=0.006, far=0.012, far_share=0.1)
    bent = logistic_steps(rng, number, years, steps=2, height=0.25)
    log_path = rate[:, None] * (years - years[-1]) + bent - bent[:, [-1]]
    return np.asarray(now[:, None] * np.exp(log_path))


def _surviving(lost: FloatArray, age: IntArray) -> FloatArray:
    """(countries, ages) share still alive: a constant risk, and one that doubles every 9 years."""
    late = 0.00015 * 9.0 / np.log(2.0) * (2.0 ** (age / 9.0) - 1.0)
    return np.asarray(np.exp(-lost[:, None] * age - late))
