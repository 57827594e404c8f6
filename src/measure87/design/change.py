"""With what chance will two rounds show that a share has changed?

A change is shown when the interval of the difference leaves out 0. The interval is the one that
`estimate` makes of two figures (square-and-add of the limits of both: Zou & Donner 2008, Newcombe
1998, both unseen in print), so the answer is the power of the test that will be made, in every
state that both rounds may be in; the counts of cases are not taken for normal.

Rounds that share clusters are correlated. With the share o of clusters in both rounds and the
correlation t over time of what a cluster adds, the estimates correlate by

    r = o t icc b / (1 + (b - 1) icc)

where a round has clusters of b persons (geometric means where the rounds differ). The counts of
both rounds are then joined by a normal copula of that correlation: each round keeps its exact
law, and only how they go together is approximated.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from measure87.design.case_counts import case_counts
from measure87.design.expected_interval import IntervalRule, sums_of, weighted_states
from measure87.design.planned_sample import PlannedSample
from measure87.design.size import least_clusters
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import UsageError

_FITS = 8
"""How often the joint chances are fitted to those of each round."""


@dataclass(frozen=True)
class Rounds:
    """Two rounds: the later one, and what is other about the earlier.

    Attributes
    ----------
    later : PlannedSample
    prevalence_before : float
        Share in the earlier round, above 0 and below 1.
    clusters_before : int or None
        Clusters of the earlier round; as many as in the later one if None.
    overlap : float
        Share of the clusters of the smaller round that are in both, 0 to 1.
    cluster_correlation : float
        Correlation between the rounds of what a cluster adds to the share, 0 to 1.
    """

    later: PlannedSample
    prevalence_before: float
    clusters_before: int | None = None
    overlap: float = 0.0
    cluster_correlation: float = 1.0

    def __post_init__(self) -> None:
        """Refuse rounds that cannot be."""
        for name, value in (("overlap", self.overlap), ("correlation", self.cluster_correlation)):
            if not 0.0 <= value <= 1.0:
                raise UsageError(
                    f"the {name} of two rounds cannot be {value:g}",
                    code="rounds",
                    hint="give a share from 0 to 1",
                )
        if self.prevalence_before == self.later.prevalence:
            raise UsageError(
                "both rounds have the same prevalence, so there is no change to find",
                code="rounds",
                hint="give the prevalence of either round",
            )

    @property
    def earlier(self) -> PlannedSample:
        """The earlier round."""
        clusters = self.later.clusters if self.clusters_before is None else self.clusters_before
        return replace(self.later, prevalence=self.prevalence_before, clusters=clusters)

    @property
    def correlation(self) -> float:
        """Correlation of the two estimates."""
        later, earlier = self.later, self.earlier
        shared = self.overlap * min(later.clusters, earlier.clusters)
        places = shared / np.sqrt(later.clusters * earlier.clusters)
        take = later.effective_take
        between = later.icc * take / (1.0 + (take - 1.0) * later.icc)
        weighted = between / later.weighting_within
        return float(places * self.cluster_correlation * min(weighted, 1.0))


@dataclass(frozen=True)
class Power:
    """What two rounds will show.

    power : chance that the interval of the change leaves out 0 on the right side
    wrong : chance that it does so on the wrong side
    change : later less earlier, a share
    half_width : mean half-width of the interval of the change
    correlation : of the two estimates
    """

    power: float
    wrong: float
    change: float
    half_width: float
    correlation: float


def power_of_change(rounds: Rounds, rule: IntervalRule, *, level: float = 0.95) -> Power:
    """Chance that a change between two rounds is shown, and on which side.

    Parameters
    ----------
    rounds : Rounds
    rule : IntervalRule
        How the interval of one round is made.
    level : float
        Confidence level of the interval of the change.
    """
    later, earlier = (_round(plan, rule, level) for plan in (rounds.later, rounds.earlier))
    r = rounds.correlation
    chance = _joint(later.chance, earlier.chance, r)
    difference = later.p[:, None] - earlier.p[None, :]
    below = _together(later.p - later.lower, earlier.upper - earlier.p, r)
    above = _together(later.upper - later.p, earlier.p - earlier.lower, r)
    fell = difference + above < 0.0
    rose = difference - below > 0.0
    change = rounds.later.prevalence - rounds.prevalence_before
    right, wrong = (rose, fell) if change > 0.0 else (fell, rose)
    return Power(
        power=float(chance[right].sum()),
        wrong=float(chance[wrong].sum()),
        change=change,
        half_width=float((chance * (below + above)).sum() / 2.0),
        correlation=r,
    )


def clusters_for_power(
    rounds: Rounds,
    power: float,
    rule: IntervalRule,
    *,
    level: float = 0.95,
    most_clusters: int | None = None,
) -> int:
    """Clusters of each round (of the later one, where the earlier is fixed) for that power."""
    if not 0.0 < power < 1.0:
        raise UsageError(
            f"a power of {power:g} is none to plan for",
            code="power",
            hint="give a share such as 0.8",
        )

    def reached(clusters: int) -> float:
        asked = replace(rounds, later=rounds.later.with_clusters(clusters))
        return power_of_change(asked, rule, level=level).power

    return least_clusters(
        rounds.later,
        lambda clusters: reached(clusters) >= power,
        most_clusters,
        lambda clusters: (
            f"{clusters:,} clusters show the change with a chance of "
            f"{100 * reached(clusters):.0f} %, not {100 * power:g} %"
        ),
    )


@dataclass(frozen=True)
class _Round:
    """One round by number of cases: chance, estimate and mean limits, each (cases,)."""

    chance: FloatArray
    p: FloatArray
    lower: FloatArray
    upper: FloatArray


def _round(plan: PlannedSample, rule: IntervalRule, level: float) -> _Round:
    """States of one number of cases taken together, by their chances."""
    states = weighted_states(plan, case_counts(plan))
    sums = sums_of(plan, states)
    limits = rule(sums, level)
    # With unequal weights the share itself differs between states of one number of cases.
    key = states.cases if plan.weighting <= 1.0 else np.round(states.weight)
    _, at = np.unique(key, return_inverse=True)
    chance = np.bincount(at, states.chance)
    p, lower, upper = (
        np.bincount(at, states.chance * value) / chance
        for value in (sums.p, limits.lower, limits.upper)
    )
    return _Round(chance, p, lower, upper)


def _joint(first: FloatArray, second: FloatArray, r: float) -> FloatArray:
    """Chances of both, (first, second); margins are kept, a normal copula joins them."""
    if r <= 0.0:
        return np.outer(first, second)
    upper = np.cumsum(first)
    middle = special.ndtri(np.clip(upper - first / 2.0, 1e-15, 1.0 - 1e-15))
    edges = special.ndtri(np.clip(np.cumsum(second)[:-1], 0.0, 1.0))
    spread = np.sqrt(max(1.0 - r**2, 1e-12))
    below = special.ndtr((edges[None, :] - r * middle[:, None]) / spread)
    ends = np.zeros((first.size, 1)), np.ones((first.size, 1))
    joint = first[:, None] * np.diff(np.hstack([ends[0], below, ends[1]]), axis=1)
    for _ in range(_FITS):
        joint *= (second / np.maximum(joint.sum(axis=0), 1e-300))[None, :]
        joint *= (first / np.maximum(joint.sum(axis=1), 1e-300))[:, None]
    return np.asarray(joint)


def _together(one: FloatArray, other: FloatArray, r: float) -> FloatArray:
    """Length of two distances that correlate, (one, other)."""
    square = one[:, None] ** 2 + other[None, :] ** 2 - 2.0 * r * one[:, None] * other[None, :]
    return np.sqrt(np.maximum(square, 0.0))
