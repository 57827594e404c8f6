"""Strata with one sampled cluster: five ways to a variance, as options of R survey 4.4.

* `adjust`: the cluster's distance from the mean of all clusters of the strata in which the
  domain has persons;
* `average`: the mean of the variances of the other strata;
* `certainty`, `remove`: nothing, as if the cluster were the whole stratum or were not there;
* `fail`: an error that names the stratum.

A cluster that is its whole stratum by its correction is none of these: it adds nothing.
Below the first stage a parent with one unit adds nothing, and under `average` the mean of
its siblings (where R gives NaN); see `docs/departures.md`.
"""

import numpy as np
import numpy.typing as npt

from measure87.estimate.survey.levels import code_text
from measure87.estimate.survey.sums import SampleSums
from measure87.numerics.linearisation import between_units, outer
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SingleCluster

FloatArray = npt.NDArray[np.float64]


def covariance_of_totals(sums: SampleSums, rule: SingleCluster) -> FloatArray:
    """Packed covariance of the totals of every cell and outcome, (R, O, 6).

    NaN under `average` where a cell has persons in strata with one cluster only.
    """
    units = sums.units[sums.slot_stratum][:, None]
    fraction = sums.fraction[sums.slot_stratum][:, None]
    is_lone = ((units == 1) & (fraction < 1.0 - 1e-7)) & (sums.present > 0)
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
    first_stage = add_up(sums, part)
    if rule == "average":
        strata = add_up(sums, (sums.present > 0).astype(np.float64))
        lone = add_up(sums, is_lone.astype(np.float64))
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.where(lone > 0, strata / (strata - lone), 1.0)
        factor = np.where(np.isfinite(factor), factor, np.nan)
        first_stage = first_stage * factor[..., None]
    return first_stage + add_up(sums, fraction[..., None] * _later_stages(sums, rule))


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
    lone = sums.lone_strata
    if lone.size == 0:
        return []
    if strata is None:
        name = "the sample"
    else:
        name = f"stratum {code_text(sums.stratum_names[int(lone[0])])}"
    if rule == "fail":
        others = f" (and {lone.size - 1} other strata)" if lone.size > 1 else ""
        raise DataError(
            f"{name}{others} has one cluster only, so that its variance cannot be estimated",
            code="single-cluster-stratum",
            where=strata,
            hint="merge it with a neighbouring stratum, or choose --single-cluster adjust",
        )
    done = {
        "adjust": "its distance from the mean of all clusters stands for its variance",
        "average": "the mean variance of the other strata stands for its own",
        "certainty": "it counts as sampled with certainty and adds nothing to the variance",
        "remove": "it adds nothing to the variance",
    }[rule]
    others = f" and {lone.size - 1} other strata have" if lone.size > 1 else " has"
    return [Notice("single-cluster-stratum", f"{name}{others} one cluster only; {done} ({rule})")]
