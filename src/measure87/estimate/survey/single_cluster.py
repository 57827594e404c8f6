"""Strata with one sampled cluster: five ways to a variance, as options of R survey 4.4.

* `adjust`: the cluster's distance from the mean of all clusters of the strata in which the
  domain has persons;
* `average`: the mean of the variances of the other strata;
* `certainty`, `remove`: nothing, as if the cluster were the whole stratum or were not there;
* `fail`: an error that names the stratum.

A cluster that is its whole stratum by its correction is none of these: it adds nothing.
Where a figure has no more clusters than strata, no rule makes a variance of them: there is
none (`has_variance`; R gives 0, or a distance between strata, and NaN under `average`).
`certainty` claims that there is no error in such strata, and gets 0.
Below the first stage a parent with one unit adds nothing, and under `average` the mean of
its siblings (where R gives NaN); see `docs/departures.md`.
"""

import numpy as np
import numpy.typing as npt

from measure87.estimate.survey.sums import SampleSums
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.linearisation import between_units, outer
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SingleCluster

WHOLE = 1e-7
"""Share of its clusters that may be missing, by rounding, where a stratum is there as a whole."""


def covariance_of_totals(sums: SampleSums, rule: SingleCluster) -> FloatArray:
    """Packed covariance of the totals of every cell and outcome, (R, O, 6)."""
    units = sums.units[sums.slot_stratum][:, None]
    fraction = sums.fraction[sums.slot_stratum][:, None]
    is_lone = ((units == 1) & (fraction < 1.0 - WHOLE)) & (sums.present > 0)
    part = between_units(
        sums.first,
        sums.second,
        np.broadcast_to(units, sums.present.shape),
        np.broadcast_to(fraction, sums.present.shape),
    )
    if rule == "adjust":
        centred = sums.first - _mean_of_clusters(sums)[sums.slot_cell]
        lonely = (1.0 - fraction[..., None]) * outer(centred)
        part = np.where(is_lone[..., None], lonely, part)
    strata = add_up(sums, (sums.present > 0).astype(np.float64))
    lone = add_up(sums, is_lone.astype(np.float64))
    first_stage = add_up(sums, part) * lone_factor(strata, lone, rule)[..., None]
    return first_stage + add_up(sums, fraction[..., None] * _later_stages(sums, rule))


def is_whole(units: FloatArray, fraction: FloatArray, rule: SingleCluster) -> BoolArray:
    """Which strata have all their clusters in the sample, by their correction or by the rule."""
    by_claim = (units == 1) & (rule == "certainty")
    return np.asarray((fraction >= 1.0 - WHOLE) | by_claim)


def has_variance(df: npt.ArrayLike, sampled_strata: npt.ArrayLike) -> BoolArray:
    """Whether a figure's variance can be told: clusters of one stratum can be compared.

    With fewer clusters than strata and one, a linearised sum is 0, or the distance between
    strata, and says nothing of chance. Strata that are there as a whole have no chance to tell.

    Parameters
    ----------
    df : (...) float
        Clusters less strata, of those with persons of the figure.
    sampled_strata : (...) float
        Those of its strata that are not there as a whole.
    """
    return np.asarray((np.asarray(df) >= 1.0) | (np.asarray(sampled_strata) == 0))


def lone_factor(strata: FloatArray, lone: FloatArray, rule: SingleCluster) -> FloatArray:
    """What the first-stage variance is multiplied by: under `average` the lone strata's part.

    Parameters
    ----------
    strata, lone : (...) float
        Strata in which a domain has persons; those of them with one cluster.
    """
    if rule != "average":
        return np.ones_like(strata)
    return np.where(lone > 0, strata / np.maximum(strata - lone, 1.0), 1.0)


def _mean_of_clusters(sums: SampleSums) -> FloatArray:
    """Mean of A over the clusters of the strata in which a cell has persons, (R, O, 3)."""
    here = (sums.present > 0).astype(np.float64)
    clusters = add_up(sums, here * sums.units[sums.slot_stratum][:, None])
    return sums.totals / np.maximum(clusters, 1.0)[..., None]


def _later_stages(sums: SampleSums, rule: SingleCluster) -> FloatArray:
    """Sum of the variances inside the clusters of each slot, (K, O, 6)."""
    if rule != "average":
        return sums.within
    known = sums.present - sums.lone
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where((known > 0) & (sums.lone > 0), sums.present / known, 1.0)
    return sums.within * factor[..., None]


def add_up(sums: SampleSums, values: FloatArray) -> FloatArray:
    """Add values of (stratum, cell) slots up to cells, (K, ...) to (R, ...)."""
    total = np.zeros((sums.totals.shape[0], *values.shape[1:]))
    np.add.at(total, sums.slot_cell, values)
    return total


def judge_lone_strata(sums: SampleSums, rule: SingleCluster, strata: str | None) -> list[Notice]:
    """Warn of strata with one cluster, or raise under `fail`.

    Raises
    ------
    DataError
        Under `fail`, if there is such a stratum.
    """
    return judge_lone(int(sums.lone_strata.size), sums.lone_parents, rule, strata)


def judge_lone(n: int, parents: int, rule: SingleCluster, strata: str | None) -> list[Notice]:
    """The same of so many strata with one cluster, and units with one unit below them."""
    notices = judge_lone_parents(parents, rule)
    if n == 0:
        return notices
    if rule == "fail":
        raise lone_stratum(n - 1, strata)
    done = {
        "adjust": "the cluster's distance from the mean of all clusters stands for the variance of "
        "its stratum",
        "average": "the mean variance of the other strata is taken for it",
        "certainty": "such a cluster counts as sampled with certainty and adds nothing to the "
        "variance",
        "remove": "such a cluster adds nothing to the variance",
    }[rule]
    have = f"{n:,} strata have" if n > 1 else f"{_name(strata)} has"
    text = f"{have} one cluster only; {done} ({rule})"
    told = {"strata": n, "rule": rule}
    return [Notice("single-cluster-stratum", text, told), *notices]


def lone_stratum(others: int, strata: str | None) -> DataError:
    """The error for a stratum with one cluster, and for so many others."""
    also = f" (and {_others(others)})" if others else ""
    return DataError(
        f"{_name(strata)}{also} has one cluster only, so that its variance cannot be estimated",
        code="single-cluster-stratum",
        where=strata,
        hint="merge it with a neighbouring stratum, or choose --single-cluster adjust",
    )


def judge_lone_parents(n: int, rule: SingleCluster) -> list[Notice]:
    """Warn of sampled units with one unit below them, or raise under `fail`."""
    if n == 0:
        return []
    have = "1 cluster has" if n == 1 else f"{n:,} clusters have"
    what = f"{have} one unit of the next stage in the sample, and more in the population"
    if rule == "fail":
        raise DataError(
            f"{what}, so that the variance inside cannot be estimated",
            code="single-unit-cluster",
            hint="leave out the corrections of the later stages, or choose --single-cluster adjust",
        )
    done = "the mean of the others stands for" if rule == "average" else "nothing is added for"
    text = f"{what}; {done} the variance inside ({rule})"
    return [Notice("single-unit-cluster", text, {"clusters": n, "rule": rule})]


def _name(strata: str | None) -> str:
    """In words, without the code: what is mapped to the stratum may tell of persons."""
    return "the sample" if strata is None else "a stratum"


def _others(n: int) -> str:
    return "1 other stratum" if n == 1 else f"{n} other strata"
