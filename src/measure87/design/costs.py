"""What a plan costs, and how many persons to ask in a cluster.

    cost = fixed + travel * sqrt(m) + m * (per_cluster + b * per_person)

for m clusters of b persons asked, in the user's currency. Travel between m places scattered over
one area grows as their square root (Hansen, Hurwitz & Madow 1953, unseen in print). Without
travel the variance p(1 - p)(1 + (b - 1) icc)/(m b) is least for its cost at

    b = sqrt(per_cluster / per_person * (1 - icc) / icc)

(Cochran 1977, Sampling Techniques, unseen in print; the R package PracTools 1.6, `clusOpt2`, has
the same line). With whole persons and with travel the best take is found by trying.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from measure87.vocabulary.errors import UsageError

MOST_TAKE = 200
"""Persons per cluster up to which a best take is looked for."""


@dataclass(frozen=True)
class Costs:
    """Prices in the user's currency; none is negative.

    Attributes
    ----------
    per_cluster : float
        Of one more cluster: listing, days of travel of its own, a guide.
    per_person : float
        Of one more person who is asked, whether she answers or not.
    travel : float
        Between clusters, times the square root of their number.
    fixed : float
        Of the survey, whatever its size.
    """

    per_cluster: float
    per_person: float
    travel: float = 0.0
    fixed: float = 0.0

    def __post_init__(self) -> None:
        """Refuse prices that cannot be."""
        if self.per_person <= 0.0:
            raise UsageError(
                f"an interview that costs {self.per_person:g} leaves no plan to compare",
                code="cost",
                hint="give what one more person asked costs, above 0",
            )
        for name in ("per_cluster", "travel", "fixed"):
            if getattr(self, name) < 0.0:
                raise UsageError(
                    f"a cost cannot be {getattr(self, name):g}",
                    code="cost",
                    hint=f"give {name} as 0 or more",
                )

    def total(self, clusters: float, asked: float) -> float:
        """Cost of so many clusters with so many persons asked in each."""
        visits = clusters * (self.per_cluster + asked * self.per_person)
        return self.fixed + self.travel * math.sqrt(clusters) + visits


def textbook_take(per_cluster: float, per_person: float, icc: float) -> float:
    """Persons per cluster with the least variance for their cost, without travel; not whole.

    Infinite where persons of a cluster do not resemble each other.

    >>> round(textbook_take(750.0, 100.0, 0.05), 1)
    11.9
    """
    if icc <= 0.0:
        return math.inf
    return math.sqrt(per_cluster / per_person * (1.0 - icc) / icc)


@dataclass(frozen=True)
class BestTake:
    """A whole number of persons per cluster, and what it is best for.

    take : persons per cluster, with an answer
    clusters : what the effective number of persons then needs, not whole
    cost : in the user's currency
    """

    take: int
    clusters: float
    cost: float


def best_take(
    costs: Costs,
    icc: float,
    effective_persons: float,
    *,
    most: int = MOST_TAKE,
    answer: float = 1.0,
) -> BestTake:
    """Whole take that reaches an effective number of persons at the least cost.

    Parameters
    ----------
    costs : Costs
    icc : float
        Correlation within clusters, 0 to 1.
    effective_persons : float
        Persons of a simple random sample that the survey is to be worth.
    most : int
        Largest take: persons that a cluster has, or that its team can ask in its days.
    answer : float
        Share of those asked who answer, above 0.
    """
    return min(_takes(costs, icc, effective_persons, range(1, most + 1), answer),
               key=lambda one: (one.cost, one.take))  # fmt: skip


def _takes(
    costs: Costs, icc: float, effective_persons: float, takes: Iterable[int], answer: float
) -> Iterable[BestTake]:
    for take in takes:
        clusters = effective_persons * (1.0 + (take - 1.0) * icc) / take
        yield BestTake(take, clusters, costs.total(clusters, take / answer))
