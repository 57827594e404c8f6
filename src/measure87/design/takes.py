"""How many to ask in a cluster: few in many places, or many in few?

Found by trying every whole number for the least cost at equal variance, with travel and with the
long interviews that come of it. The default interval assumes a correlation of 0.05 until cases
say otherwise, so what is cheapest for the variance need not be for the interval: sizes for the
interval itself are laid side by side (`side_by_side`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from measure87.design.costs import Costs
from measure87.design.fieldwork import Fieldwork

MOST_ASKED = 200
"""Asked in a cluster up to which the cheapest number is looked for."""

FieldworkOf = Callable[[int], Fieldwork]
"""The fieldwork with so many asked in a cluster."""


@dataclass(frozen=True)
class Take:
    """A number asked in a cluster, and what it needs.

    asked : households, respondents or persons visited in a cluster
    clusters : what the aim then needs; not whole where it is the aim of a variance
    cost : in the user's currency
    """

    asked: int
    clusters: float
    cost: float


def cheapest_take(
    fieldwork: FieldworkOf,
    costs: Costs,
    effective_persons: float,
    *,
    per_long_interview: float = 0.0,
    fewest: int = 1,
    most: int = MOST_ASKED,
) -> Take:
    """The number asked that reaches an effective number of persons at the least cost.

    Parameters
    ----------
    fieldwork : callable
        The fieldwork with so many asked in a cluster.
    costs : Costs
    effective_persons : float
        Persons of a simple random sample that the survey is to be worth.
    per_long_interview : float
        Cost of a long interview, where there are such.
    fewest, most : int
        Between which numbers it is looked for; no more than a cluster has.
    """
    takes = (
        _needed(fieldwork(asked), costs, effective_persons, per_long_interview, asked)
        for asked in range(fewest, most + 1)
    )
    return min(takes, key=lambda take: (take.cost, take.asked))


def _needed(
    work: Fieldwork, costs: Costs, effective_persons: float, per_long: float, asked: int
) -> Take:
    clusters = effective_persons / (work.plan.effective_persons / work.plan.clusters)
    price = costs.total(clusters, work.asked) + clusters * work.long_interviews * per_long
    return Take(asked, clusters, price)


def side_by_side(
    fieldwork: FieldworkOf,
    costs: Costs,
    clusters_of: Callable[[Fieldwork], int],
    numbers: tuple[int, ...],
    *,
    per_long_interview: float = 0.0,
) -> tuple[Take, ...]:
    """The same aim with several numbers asked in a cluster, by `clusters_of`."""
    found = []
    for asked in sorted(set(numbers)):
        work = fieldwork(asked)
        work = replace(work, plan=work.plan.with_clusters(clusters_of(work)))
        found.append(Take(asked, work.plan.clusters, work.cost(costs, per_long_interview)))
    return tuple(found)
