"""A sample as it is planned: how many clusters of how many persons, and what is known before.

Notation is that of Kish (1965), unseen in print, and of `numerics.design_effects`: m clusters of
b persons each, a share p, and a correlation `icc` of two persons of one cluster.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.numerics.design_effects import model_design_effect
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.printed import counted

MOST_PERSONS = 10_000_000
"""A plan of more persons than this is a slip of the pen."""

MOST_PER_CLUSTER = 5_000
"""So is one of more persons in a cluster."""

MOST_WEIGHTING = 100.0
"""And a greater loss from weights."""


@dataclass(frozen=True)
class PlannedSample:
    """What a plan assumes of the population, and what it draws.

    Attributes
    ----------
    prevalence : float
        Share of persons whom the survey would count as cases, above 0 and below 1.
    clusters : int
        First-stage clusters m.
    take : float, persons
        Persons with an answer in a cluster, on average over clusters, at least 1.
    icc : float
        Correlation of two persons of one cluster in the outcome, 0 to 1.
    strata : int
        First-stage strata. They cost degrees of freedom; what they gain is not credited, as
        the default interval does not credit it either.
    take_cv : float
        Standard deviation of the persons per cluster over their mean.
    weighting_between, weighting_within : float
        1 + CV^2 of the weights of whole clusters, and of persons within a cluster, unrelated to
        the outcome; 1 where they are equal.
    """

    prevalence: float
    clusters: int
    take: float
    icc: float
    strata: int = 1
    take_cv: float = 0.0
    weighting_between: float = 1.0
    weighting_within: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what no sample can be, each in one sentence."""
        _check(
            0.0 < self.prevalence < 1.0,
            f"a prevalence of {100 * self.prevalence:g} % leaves nothing to estimate",
            "give a prevalence above 0 and below 100 %, such as 0.3",
        )
        _check(
            0.0 <= self.icc <= 1.0,
            f"the correlation within clusters is {self.icc:g}",
            "give an icc from 0 to 1, such as 0.05",
        )
        _check(
            1.0 <= self.take <= MOST_PER_CLUSTER,
            f"{self.take:g} persons per cluster are no take",
            f"give a number from 1 to {MOST_PER_CLUSTER:,}",
        )
        _check(self.strata >= 1, f"{self.strata} strata are none", "give 1 or more")
        _check(
            self.clusters > self.strata,
            f"{counted(self.clusters, 'cluster', 'clusters')} in "
            f"{counted(self.strata, 'stratum', 'strata')} leave"
            f"{'s' if self.clusters == 1 else ''} no degree of freedom",
            "plan two clusters or more in each stratum",
        )
        _check(
            self.persons <= MOST_PERSONS,
            f"{self.persons:,.0f} persons are too many to plan",
            f"plan at most {MOST_PERSONS:,} persons",
        )
        _check(
            0.0 <= self.take_cv <= 1.0,
            f"persons per cluster vary by a CV of {self.take_cv:g}",
            "give a coefficient of variation from 0 to 1",
        )
        for effect in (self.weighting_between, self.weighting_within):
            _check(
                1.0 <= effect <= MOST_WEIGHTING,
                f"unequal weights cannot multiply a variance by {effect:g}",
                f"give 1 + CV^2 of the weights, from 1 to {MOST_WEIGHTING:g}",
            )

    @property
    def persons(self) -> float:
        """Persons with an answer, in expectation."""
        return self.clusters * self.take

    @property
    def df(self) -> int:
        """Degrees of freedom: clusters less strata."""
        return self.clusters - self.strata

    @property
    def expected_cases(self) -> float:
        """Cases that are expected among the persons."""
        return self.persons * self.prevalence

    @property
    def weighting(self) -> float:
        """Kish's loss from all weights."""
        return self.weighting_between * self.weighting_within

    @property
    def effective_take(self) -> float:
        """Persons per cluster that count for clustering, as `numerics.effective_take` has it."""
        squares = self.take * (1.0 + self.take_cv**2)
        return max(1.0, (squares + self.weighting_within - 1.0) / self.weighting_within)

    @property
    def design_effect(self) -> float:
        """Variance over that of as many persons drawn directly: weighting (1 + icc (take - 1))."""
        return float(model_design_effect(self.weighting, self.effective_take, self.icc))

    @property
    def effective_persons(self) -> float:
        """Persons of a simple random sample that would be worth as much."""
        return self.persons / self.design_effect

    def with_clusters(self, clusters: int) -> Self:
        """The same plan with another number of clusters."""
        return replace(self, clusters=clusters)

    def takes(self) -> tuple[tuple[int, float], ...]:
        """Whole persons per cluster with their chances; mean and CV are those of the plan.

        Two takes either side of the mean; each that is not whole is the two whole numbers
        beside it, in the proportion that keeps the mean.
        """
        sides = [(self.take, 1.0)]
        if self.take_cv > 0.0:
            spread = self.take * self.take_cv
            sides = [(max(self.take - spread, 0.0), 0.5), (self.take + spread, 0.5)]
        chances: dict[int, float] = {}
        for size, chance in sides:
            low = int(np.floor(size))
            above = size - low
            for whole, part in ((low, 1.0 - above), (low + 1, above)):
                if part > 1e-12:
                    chances[whole] = chances.get(whole, 0.0) + chance * part
        return tuple(sorted(chances.items()))

    @property
    def mean_square_take(self) -> float:
        """Mean of the square of the persons per cluster."""
        sizes, chances = _columns(self.takes())
        return float(chances @ sizes**2)


def _columns(pairs: tuple[tuple[int, float], ...]) -> tuple[FloatArray, FloatArray]:
    table = np.array(pairs, dtype=np.float64)
    return table[:, 0], table[:, 1]


def _check(holds: bool, text: str, hint: str) -> None:
    if not holds:
        raise UsageError(text, code="plan", hint=hint)
