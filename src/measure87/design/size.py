"""How many clusters must a survey have?

By three aims: that a share of surveys keep a half-width of the interval; that a change between
two rounds is found (`change`); that a survey without any case is unlikely. Each is the least
number of clusters from which on the aim is met: chances of whole cases go up and down by steps,
so the numbers just above are looked at too.
"""

from collections.abc import Callable

from measure87.design.case_counts import chance_of_no_case
from measure87.design.expected_interval import (
    KEPT_BY,
    ExpectedInterval,
    IntervalRule,
    expected_interval,
)
from measure87.design.planned_sample import MOST_PERSONS, PlannedSample
from measure87.vocabulary.errors import RefusedError, UsageError

_AHEAD = 1.1
"""How far above the least number of clusters it is checked that the aim stays met."""

_CHECKS = 8


def clusters_for_half_width(
    plan: PlannedSample,
    half_width: float,
    rule: IntervalRule,
    *,
    level: float = 0.95,
    kept_by: float = KEPT_BY,
    most_clusters: int | None = None,
) -> int:
    """Clusters with which a share `kept_by` of surveys have a half-width of at most `half_width`.

    Parameters
    ----------
    plan : PlannedSample
        Its number of clusters does not count.
    half_width : float
        A share, not points of 100.
    most_clusters : int, optional
        Clusters that there are.

    Raises
    ------
    RefusedError
        If not even all clusters are enough.
    """
    if not 0.0 < half_width < 0.5:
        raise UsageError(
            f"a half-width of {100 * half_width:g} points says nothing",
            code="half-width",
            hint="give points of 100 above 0 and below 50, such as 0.2",
        )

    def kept(clusters: int) -> ExpectedInterval:
        asked = plan.with_clusters(clusters)
        return expected_interval(asked, rule, level=level, kept_by=kept_by)

    return least_clusters(
        plan,
        lambda clusters: kept(clusters).half_width_kept <= half_width,
        most_clusters,
        lambda clusters: (
            f"a half-width of {100 * half_width:g} points cannot be had: "
            f"with {clusters:,} clusters {100 * kept_by:g} % of surveys keep "
            f"{100 * kept(clusters).half_width_kept:.3g}"
        ),
    )


def clusters_for_a_case(
    plan: PlannedSample, chance_without: float, *, most_clusters: int | None = None
) -> int:
    """Clusters with which a survey finds no case with at most that chance."""
    if not 0.0 < chance_without < 1.0:
        raise UsageError(
            f"a chance of {100 * chance_without:g} % is none to plan for",
            code="chance",
            hint="give the chance of finding no case, above 0 and below 100 %, such as 5",
        )
    return least_clusters(
        plan,
        lambda clusters: chance_of_no_case(plan.with_clusters(clusters)) <= chance_without,
        most_clusters,
        lambda clusters: (
            f"{clusters:,} clusters find no case with a chance of "
            f"{100 * chance_of_no_case(plan.with_clusters(clusters)):.2g} %"
        ),
    )


def least_clusters(
    plan: PlannedSample,
    is_met: Callable[[int], bool],
    most_clusters: int | None,
    why_not: Callable[[int], str],
) -> int:
    """The least number of clusters from which on an aim is met, as far as it is looked.

    Raises
    ------
    RefusedError
        If the most clusters that can be do not meet it; `why_not` says what they do.
    """
    fewest = plan.strata + 1
    most = int(MOST_PERSONS / plan.take)
    if most_clusters is not None:
        most = min(most, most_clusters)
    if most < fewest:
        raise UsageError(
            f"{most} clusters are too few for {plan.strata} strata",
            code="plan",
            hint="plan fewer strata",
        )
    top = fewest
    while not is_met(top):
        if top >= most:
            raise RefusedError(
                why_not(most), code="unattainable",
                hint="ask for less, take fewer persons per cluster, or another design",
            )  # fmt: skip
        top = min(2 * top, most)
    found = _between(max(fewest, top // 2), top, is_met)
    return _from_there_on(found, most, is_met)


def _between(low: int, high: int, is_met: Callable[[int], bool]) -> int:
    """By halving: the aim is met at `high`."""
    if is_met(low):
        return low
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_met(middle) else (middle, high)
    return high


def _from_there_on(found: int, most: int, is_met: Callable[[int], bool]) -> int:
    """Go up past numbers of clusters just above which the aim is missed again."""
    while True:
        reach = max(int(found * _AHEAD), found + _CHECKS)
        step = max((reach - found) // _CHECKS, 1)
        ahead = range(found + 1, min(reach, most) + 1, step)
        missed = [clusters for clusters in ahead if not is_met(clusters)]
        if not missed or missed[-1] + 1 > most:
            return found
        found = _met_after(missed[-1], most, is_met)


def _met_after(clusters: int, most: int, is_met: Callable[[int], bool]) -> int:
    """The next number that meets the aim; the most there is where none does."""
    for number in range(clusters + 1, most + 1):
        if is_met(number):
            return number
    return most
