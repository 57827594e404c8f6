"""What a plan costs, and how many persons to ask in a cluster.

    cost = fixed + travel * sqrt(m) + m * (per_cluster + b * per_person)

for m clusters of b persons asked, in the user's currency. Travel between m places scattered over
one area grows as their square root (Hansen, Hurwitz & Madow 1953, unseen in print). Without
travel the variance p(1 - p)(1 + (b - 1) icc)/(m b) is least for its cost at

    b = sqrt(per_cluster / per_person * (1 - icc) / icc)

(Cochran 1977, Sampling Techniques, unseen in print; the R package PracTools 1.6, `clusOpt2`, has
the same line). With whole persons and with travel the best take is found by trying (`takes`).
"""

import math
from dataclasses import dataclass

from measure87.vocabulary.errors import UsageError


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
