"""What is true of forced labour in the invented world: three forms, adults and children.

Shares are of persons in it on any one day (a stock), about 3 per 1,000 in the whole world. Who was
in it at any time within a period (a flow) follows from how long it lasts: if entries are steady and
nobody enters twice, flow = stock x (1 + period / mean duration).
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
from measure87.simulate.world.people import People
from measure87.simulate.world.places import Places
from measure87.simulate.world.shape import WorldShape

FORMS = ("forced_labour_private", "forced_labour_commercial_sexual", "forced_labour_state")
"""As the 20th ICLS has them: persons in it at any time in a period, a flow."""
TOTAL = "forced_labour"
STOCK = "_stock"
"""Ends the name of a measure of persons in it on one day."""
WORLD_SHARE = 0.003
_OF_FORM = np.log([0.62, 0.23, 0.15])
_SPREAD_OF_FORM = (0.45, 0.5, 0.9)
_MALE = np.array([0.35, -1.6, 0.7])
_CHILD = np.array([-0.7, -0.5, -1.1])
_DAYS = np.array([620.0, 780.0, 240.0])
_WEALTH, _MORTALITY = -0.2, 0.1


@dataclass(frozen=True)
class ForcedLabour:
    """The truth.

    Attributes
    ----------
    share : measure to (countries, years, 2, 2)
        Stocks; female, male; 5-17, 18 and over; 0 to 1. `forced_labour_stock` is their sum.
    level : (countries,)
        Log of the total in the middle year, standardised.
    days : (forms, 2)
        Mean duration of an episode, children and adults.
    """

    share: dict[str, FloatArray]
    level: FloatArray
    days: FloatArray


def invent_forced_labour(
    rng: np.random.Generator, shape: WorldShape, places: Places, known: Known, people: People
) -> ForcedLabour:
    """Draw the truth."""
    paths = [
        _path_of_form(rng, shape, places, spread) + _OF_FORM[f]
        for f, spread in enumerate(_SPREAD_OF_FORM)
    ]
    common = _WEALTH * known.wealth + _MORTALITY * known.mortality
    common = common + rng.normal(0.0, 0.35, len(places.regions))[places.region][:, None]
    share = {}
    for f, form in enumerate(FORMS):
        own = rng.normal(0.0, 0.15, (len(places), 1, 2, 2))
        of_cell = _MALE[f] * np.array([[0.0], [1.0]]) + _CHILD[f] * np.array([[1.0, 0.0]])
        share[form + STOCK] = np.exp((common + paths[f])[:, :, None, None] + of_cell + own)
    share = _about(rng.normal(np.log(WORLD_SHARE), 0.15), share, people, shape)
    share[TOTAL + STOCK] = np.asarray(sum(share.values()))
    level = np.log(share[TOTAL + STOCK][:, shape.years // 2].mean(axis=(1, 2)))
    days = _DAYS[:, None] * np.exp(rng.normal(0.0, 0.15, (3, 2)))
    return ForcedLabour(share, (level - level.mean()) / level.std(), np.rint(days))


def ever_within(stock: FloatArray | float, days: float, mean_duration: float) -> FloatArray:
    """Share that was in it at any time within so many days; see the module."""
    return np.minimum(0.5, np.asarray(stock) * (1.0 + days / mean_duration))


def _path_of_form(
    rng: np.random.Generator, shape: WorldShape, places: Places, spread: float
) -> FloatArray:
    number, regions = len(places), len(places.regions)
    years = np.array(shape.calendar, dtype=np.float64)
    region = rng.normal(0.0, 0.3, (regions, 1))
    region = region + logistic_steps(rng, regions, years, steps=2, height=0.15)
    own = heavy_tailed(rng, number, spread=spread, far=2.0 * spread, far_share=0.1)
    own_path = straight_lines(rng, number, years, mean=0.0, spread=0.1)
    own_path = own_path + waves(rng, number, years, spread=0.08)
    return np.asarray(region[places.region] + own[:, None] + shape.own_movement * own_path)


def _about(
    log_wanted: float, share: dict[str, FloatArray], people: People, shape: WorldShape
) -> dict[str, FloatArray]:
    """All shares times what brings the world's total in the middle year to what is wanted."""
    y = shape.years // 2
    persons = people.persons[:, y]
    cases = sum(float((one[:, y] * persons).sum()) for one in share.values())
    factor = float(np.exp(log_wanted)) * float(persons.sum()) / cases
    return {form: np.minimum(0.2, one * factor) for form, one in share.items()}
