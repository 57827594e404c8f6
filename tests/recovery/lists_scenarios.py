"""Which populations on overlapping lists are tried: each is hard in a way of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from measure87.simulate.overlapping_lists import OverlappingLists, simulate_lists


@dataclass(frozen=True)
class Scenario:
    """A population of known size.

    shares : of the population on each list
    spread : standard deviation of how easily persons are found, log odds
    dependences : (i, j) to log odds ratio
    effects : covariate to its effect on each list, log odds
    apart : lists that never share a person; declared to the methods
    """

    title: str
    population: int
    shares: tuple[float, ...]
    spread: float = 0.0
    dependences: Mapping[tuple[int, int], float] = field(default_factory=dict)
    effects: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    apart: tuple[tuple[int, int], ...] = ()

    def draw(self, rng: np.random.Generator) -> OverlappingLists:
        """One population and its lists."""
        return simulate_lists(
            rng,
            self.population,
            self.shares,
            spread=self.spread,
            dependences=self.dependences,
            covariate_effects=self.effects,
            apart=self.apart,
        )


_RICH = (0.15, 0.12, 0.10, 0.08, 0.06)
_SPARSE = (0.06, 0.05, 0.04, 0.03, 0.02)
_SIX = (0.09, 0.075, 0.06, 0.05, 0.03, 0.02)
_SEVEN = (0.022, 0.057, 0.087, 0.074, 0.031, 0.022, 0.048)
_EIGHT = (0.07, 0.04, 0.03, 0.02, 0.012, 0.008, 0.006, 0.006)

SCENARIOS: Mapping[str, Scenario] = {
    "independent": Scenario("5 independent lists of 6 to 15 %", 3_000, _RICH),
    "independent-sparse": Scenario("5 independent lists of 2 to 6 %", 2_000, _SPARSE),
    "independent-eight": Scenario("8 independent lists, most under 2 %", 1_500, _EIGHT),
    "one-pair": Scenario(
        "5 lists, one pair attracts (odds x 5)", 3_000, _RICH, dependences={(0, 1): 1.6}
    ),
    "three-pairs": Scenario(
        "6 lists, two pairs attract (x 4.5, x 3), one repels (x 0.3)",
        6_000,
        _SIX,
        dependences={(0, 2): 1.5, (1, 4): 1.1, (3, 5): -1.2},
    ),
    "referrals": Scenario(
        "6 lists, four refer to one another in a chain (odds x 6 each)",
        6_000,
        _SIX,
        dependences={(0, 1): 1.8, (1, 2): 1.8, (2, 3): 1.8},
    ),
    "apart": Scenario(
        "5 lists, two pairs kept apart by rule, one attracts (x 4)",
        3_000,
        _RICH,
        dependences={(1, 3): 1.4},
        apart=((0, 1), (2, 4)),
    ),
    "persons-differ": Scenario("5 lists, persons differ (sd 0.6)", 3_000, _RICH, spread=0.6),
    "persons-differ-much": Scenario(
        "6 lists, persons differ much (sd 1.2)", 6_000, _SIX, spread=1.2
    ),
    "persons-differ-sparse": Scenario(
        "8 lists, most under 2 %, persons differ (sd 0.8)", 2_500, _EIGHT, spread=0.8
    ),
    "standard": Scenario(
        "7 lists of 12,000 persons, persons differ (sd 0.5), one pair attracts (x 5.5)",
        12_000,
        _SEVEN,
        spread=0.5,
        dependences={(0, 1): 1.7},
    ),
    "covariates": Scenario(
        "5 lists, chances depend on two recorded covariates",
        4_000,
        _RICH,
        effects={"age": (0.8, 0.8, -0.6, 0.6, 0.0), "area": (0.5, -0.4, 0.5, 0.5, 0.4)},
    ),
    "everything": Scenario(
        "6 lists, persons differ (sd 0.8), one pair attracts (x 4.5), one repels (x 0.3)",
        4_000,
        _SIX,
        spread=0.8,
        dependences={(0, 1): 1.5, (2, 3): -1.2},
    ),
}
