"""The default interval of a share: a design effect that is borrowed where cases are few.

What is answered: how wide must the interval of a rare outcome be when its own few cases
cannot tell how much weights and clusters cost? A design effect estimated from a handful
of cases is too small more often than too large, and with no case at all it does not
exist. The rule:

1. The correlation within clusters is estimated from everybody in the sample for the same
   outcome and drawn towards `PRIOR_ICC` the fewer clusters hold a case.
2. That correlation, with the cell's own weights and cluster sizes, implies a design
   effect for the cell (`model_design_effect`).
3. The cell uses the larger of its own design effect and this borrowed one; once more than
   `OWN_CLUSTERS` clusters of the cell hold a case, the borrowed one counts less and less.

The interval is Korn & Graubard's with the effective number of persons that follows. The
own design effect pays for the degrees of freedom of the cell, the borrowed one for those
of the sample it was borrowed from; the smaller effective number is used. So the interval
is never narrower than without borrowing. Coverage in simulations, and where it falls
short: `docs/methods/rare-events.md`. The rule is this project's own.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.design_effects import (
    effective_take,
    implied_correlation,
    model_design_effect,
    weighting_effect,
)
from measure87.numerics.proportion_intervals import Limits, effective_n, exact_limits
from measure87.vocabulary.flags import (
    FEWEST_CASES_UNEQUAL_WEIGHTS,
    FEWEST_EFFECTIVE_CASES,
    UNEQUAL_WEIGHTS,
)

PRIOR_ICC = 0.05
"""Correlation within clusters that is assumed before any case is seen."""

PRIOR_CLUSTERS = 20.0
"""Clusters with cases in the whole sample at which data and prior count alike."""

OWN_CLUSTERS = 50.0
"""Clusters with cases in the cell up to which the borrowed design effect counts in full."""


@dataclass(frozen=True)
class CellSums:
    """What one pass over the sample leaves of each cell (domain x outcome).

    All fields are float arrays of one shape (cells,), or broadcast to one.

    p : estimated share, 0 to 1
    variance : its linearised variance (0 where `p` is 0 or 1), NaN where there is none
    n : persons in the sample
    n_cases : persons in the sample with the outcome
    n_clusters_with_cases : first-stage clusters with at least one case
    sum_w, sum_w2 : sum over persons of the weight, of the squared weight
    sum_cluster_w2 : sum over first-stage clusters of the squared sum of weights
    df : degrees of freedom of the variance (clusters less strata)
    """

    p: FloatArray
    variance: FloatArray
    n: FloatArray
    n_cases: FloatArray
    n_clusters_with_cases: FloatArray
    sum_w: FloatArray
    sum_w2: FloatArray
    sum_cluster_w2: FloatArray
    df: FloatArray


@dataclass(frozen=True)
class BorrowedInterval:
    """The default interval of each cell, and what it rests on; arrays of shape (cells,).

    lower, upper : confidence limits, shares
    n_effective : persons, as used for the limits (degrees of freedom allowed for)
    deff_used : design effect behind `n_effective`, at least 1
    df_used : degrees of freedom behind `n_effective`: the cell's, or the pool's if borrowed
    deff_own : design effect of the cell alone, NaN where p is 0 or 1
    deff_borrowed : design effect that correlation, weights and cluster sizes imply
    source : `own`, `pooled` (borrowed, mostly from the data) or `icc` (mostly the prior)
    icc : correlation within clusters behind `deff_borrowed`
    coverage_doubtful : whether the interval may cover less often than it says: see
        `coverage_doubtful`
    own : limits with the cell's own design effect (1 where there is none), to be shown
        beside the default
    """

    lower: FloatArray
    upper: FloatArray
    n_effective: FloatArray
    deff_used: FloatArray
    df_used: FloatArray
    deff_own: FloatArray
    deff_borrowed: FloatArray
    source: npt.NDArray[np.str_]
    icc: FloatArray
    coverage_doubtful: BoolArray
    own: Limits


def default_interval(cells: CellSums, pooled: CellSums, *, level: float = 0.95) -> BorrowedInterval:
    """Default interval of every cell.

    Parameters
    ----------
    cells : CellSums
        One entry per domain and outcome.
    pooled : CellSums
        Everybody who counts in the same outcome, for each entry of `cells` (or one entry
        for all). A cell that is everybody is its own pool.
    level : float
        Confidence level, 0 to 1.
    """
    deff_own = own_design_effect(cells)
    own = np.fmax(deff_own, 1.0)
    icc, data_share = pooled_correlation(pooled)
    deff_borrowed = model_design_effect(
        weighting_effect(cells.n, cells.sum_w, cells.sum_w2),
        effective_take(cells.sum_w2, cells.sum_cluster_w2),
        icc,
    )
    borrowed_share = np.minimum(OWN_CLUSTERS / np.maximum(informative_clusters(cells), 1.0), 1.0)
    blended = own + borrowed_share * np.maximum(deff_borrowed - own, 0.0)
    n_own = effective_n(cells.n, cells.df, deff=own, level=level)
    df_pool = np.maximum(pooled.df, cells.df)
    n_blended = effective_n(cells.n, df_pool, deff=blended, level=level)
    is_borrowed = n_blended < n_own
    n_effective = np.where(is_borrowed, n_blended, n_own)
    limits = exact_limits(cells.p, n_effective, level=level)
    return BorrowedInterval(
        lower=limits.lower,
        upper=limits.upper,
        n_effective=n_effective,
        deff_used=np.where(is_borrowed, blended, own),
        df_used=np.where(is_borrowed, df_pool, cells.df),
        deff_own=deff_own,
        deff_borrowed=deff_borrowed,
        source=np.where(is_borrowed, np.where(data_share >= 0.5, "pooled", "icc"), "own"),
        icc=np.broadcast_to(icc, deff_own.shape),
        coverage_doubtful=coverage_doubtful(cells, n_effective),
        own=_own_limits(limits, cells.p, n_own, is_borrowed, level),
    )


def _own_limits(
    limits: Limits, p: FloatArray, n_own: FloatArray, is_borrowed: BoolArray, level: float
) -> Limits:
    """Limits by the own design effect, (cells,) as shares of 1.

    They are those of the default but where another design effect was borrowed; there they are found
    anew, of effective sizes `n_own`.
    """
    lower, upper = limits.lower.copy(), limits.upper.copy()
    own = exact_limits(p[is_borrowed], n_own[is_borrowed], level=level)
    lower[is_borrowed], upper[is_borrowed] = own.lower, own.upper
    return Limits(lower, upper)


def own_design_effect(cells: CellSums) -> FloatArray:
    """Design effect of each cell from its own variance; NaN where p is 0 or 1 or there is none."""
    binomial = cells.p * (1.0 - cells.p)
    inside = binomial > 0.0
    return np.where(inside, cells.variance * cells.n / np.where(inside, binomial, 1.0), np.nan)


def pooled_correlation(pooled: CellSums) -> tuple[FloatArray, FloatArray]:
    """Correlation within clusters of each outcome, and the share of it that is data.

    The estimate from everybody weighs m, the prior `PRIOR_CLUSTERS`, where m is the
    number of clusters that hold a case (see `informative_clusters`).
    """
    estimate = implied_correlation(
        own_design_effect(pooled),
        weighting_effect(pooled.n, pooled.sum_w, pooled.sum_w2),
        effective_take(pooled.sum_w2, pooled.sum_cluster_w2),
    )
    known = np.isfinite(estimate)
    clusters = np.where(known, informative_clusters(pooled), 0.0)
    data_share = clusters / (clusters + PRIOR_CLUSTERS)
    icc = data_share * np.where(known, estimate, 0.0) + (1.0 - data_share) * PRIOR_ICC
    return icc, data_share


def informative_clusters(cells: CellSums) -> FloatArray:
    """Clusters that hold a case, or persons without the outcome if these are fewer.

    The second matters near a share of 1, where the persons without are the rare ones.
    """
    without = np.asarray(cells.n, dtype=np.float64) - cells.n_cases
    return np.minimum(np.asarray(cells.n_clusters_with_cases, dtype=np.float64), without)


def coverage_doubtful(cells: CellSums, n_effective: FloatArray) -> BoolArray:
    """Whether the default interval may cover less often than it says.

    True with fewer than `FEWEST_EFFECTIVE_CASES` effective cases, the effective number of
    persons times the share (or the share without the outcome, if smaller). So few cases do
    not tell how they cluster: the interval then rests on the correlation assumed. With very
    unequal weights a few heavy persons decide, and more cases are needed. Simulated
    coverage fell below 93 % only where this is true.
    """
    effective_cases = n_effective * np.minimum(cells.p, 1.0 - cells.p)
    unequal = weighting_effect(cells.n, cells.sum_w, cells.sum_w2) > UNEQUAL_WEIGHTS
    fewest = np.where(unequal, FEWEST_CASES_UNEQUAL_WEIGHTS, FEWEST_EFFECTIVE_CASES)
    return np.asarray(effective_cases < fewest, np.bool_)
