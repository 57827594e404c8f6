"""Scenarios for years to come, and the share of one place under each; never a forecast.

| scenario | what happens |
|---|---|
| `constant_share` | every country, sex and age keeps its share |
| a stated rate | every country's, sex's and age's share falls at that rate |
| `same_rate` | the place's share goes on at its own rate between two estimated years |
| `required_rate` | the place's share goes at a steady rate to the target, and further on so |

In the first two, places move because their countries do, and parts add up to wholes in every
draw. In the last two each place has a rate of its own, and parts do not add up: a world whose
regions each go on as before is not the world going on as before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.combine.aggregation.place_draws import PlaceDraws
from measure87.combine.aggregation.sums import PopulationCells
from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.target.change_rows import TARGET_REACHED
from measure87.combine.target.rates import (
    annual_rate_of_reduction,
    continued,
    is_reached,
    required_rate,
)
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import SCENARIOS
from measure87.vocabulary.errors import RefusedError, UsageError

_NAMED = tuple(code for code, _ in SCENARIOS)


@dataclass(frozen=True)
class Scenario:
    """One of `vocabulary.combined.SCENARIOS`, or a name of the user's with a stated rate.

    Raises
    ------
    UsageError
        If a scenario of that name has no rate to state, one is missing, or it is 1 or more.
    """

    name: str
    rate: float | None = None
    """Yearly rate of reduction, below 1; negative is a rise."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.name in _NAMED and self.rate is not None:
            raise _unfit(f"{self.name} has no rate to state")
        if self.name not in _NAMED and (self.rate is None or not -1.0 < self.rate < 1.0):
            raise _unfit(f"the scenario {self.name!r} has a rate of {self.rate}")

    @property
    def by_cell(self) -> bool:
        """Whether countries move and places follow, so that parts add up."""
        return self.name == "constant_share" or self.rate is not None

    @property
    def holds_shares(self) -> bool:
        """Whether every country keeps its share, so that nothing is said of a decline of it."""
        return self.name == "constant_share" or self.rate == 0.0

    @property
    def assumes_direction(self) -> bool:
        """Whether the rate was put in, and not estimated: nothing is said of a decline then."""
        return self.name != "same_rate"


def projected_world(
    world: WorldEstimate,
    scenario: Scenario,
    base_year: int,
    years: Sequence[int],
    people: PopulationCells,
) -> WorldEstimate:
    """The world in years to come if every cell's share falls at the scenario's rate."""
    base = world.draws.share[:, :, world.draws.years.index(base_year)]
    rate = scenario.rate or 0.0
    paths = [continued(base, rate, year - base_year) for year in years]
    draws = replace(
        world.draws,
        share=np.stack(paths, axis=2),
        years=tuple(years),
        new_survey=None,  # nothing is said of surveys of years to come
    )
    return replace(world, draws=draws, cells=people, others=None)


def own_rate(found: PlaceDraws, sex: int, age: int) -> FloatArray:
    """A place's yearly rate of reduction between its two years, draw by draw.

    Raises
    ------
    RefusedError
        As `annual_rate_of_reduction`.
    """
    share = found.share[:, :, sex, age]
    return annual_rate_of_reduction(share[:, 0], share[:, -1], found.years[-1] - found.years[0])


def rate_to_target(
    found: PlaceDraws, target: float, target_year: int, sex: int, age: int
) -> FloatArray:
    """A place's yearly rate of reduction to a target share, draw by draw; 0 where it is reached.

    Raises
    ------
    RefusedError
        As `required_rate`; `target-reached` where it is reached in most draws.
    """
    rate = required_rate(found.share[:, -1, sex, age], target, target_year - found.years[-1])
    if is_reached(rate):
        raise RefusedError(
            "the target is reached already in most of the draws: no rate leads to it",
            code=TARGET_REACHED,
            hint="set a lower target",
        )
    return np.maximum(rate, 0.0)


def _unfit(what: str) -> UsageError:
    return UsageError(
        what,
        code="scenario",
        hint=f"one of {', '.join(_NAMED)}, or a name of your own with a rate between -1 and 1",
    )
