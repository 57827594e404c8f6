"""From the sums of a pass to values, variances and design effects of every cell."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from measure87.estimate.survey.levels import EVERYBODY
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.scaled_weights import LEAST_PERSONS_REPRESENTED
from measure87.estimate.survey.single_cluster import (
    add_up,
    covariance_of_totals,
    has_variance,
    is_whole,
)
from measure87.estimate.survey.sums import SampleSums
from measure87.numerics.arrays import FloatArray
from measure87.numerics.design_effects import design_effect, design_effect_replacement
from measure87.numerics.linearisation import PAIRS, ratio_gradient, variance
from measure87.vocabulary.survey_design import SingleCluster

if TYPE_CHECKING:
    from measure87.estimate.survey.replicated import ReplicatedCells


@dataclass(frozen=True)
class LinearisedCells:
    """One outcome in every cell; arrays of shape (R,).

    value, variance : the figure and its linearised variance, NaN where there is none
    n, n_cases, n_unknown : persons; of a number, `n_cases` is persons with a value not 0
        and `n_unknown` persons without a value
    n_clusters, n_clusters_with_cases, n_strata, df : clusters, strata and their difference
    weighted_n, sum_w2, cluster_w2 : sums of weights, squared weights, and squared cluster
        sums of weights, of the denominator
    deff, deff_replacement : design effects, NaN where not defined
    share, share_variance : of a status, the proportion behind the figure (the figure itself
        for a proportion); NaN for a number
    size : persons of whom a total of a status is that share; `weighted_n` otherwise
    unit_variance : of the status or number between persons, weighted
    value_if_no, value_if_yes : bounds of a status; NaN for a number
    """

    value: FloatArray
    variance: FloatArray
    n: FloatArray
    n_cases: FloatArray
    n_unknown: FloatArray
    n_clusters: FloatArray
    n_clusters_with_cases: FloatArray
    n_strata: FloatArray
    df: FloatArray
    weighted_n: FloatArray
    sum_w2: FloatArray
    cluster_w2: FloatArray
    deff: FloatArray
    deff_replacement: FloatArray
    share: FloatArray
    share_variance: FloatArray
    size: FloatArray
    unit_variance: FloatArray
    value_if_no: FloatArray
    value_if_yes: FloatArray


def linearise(
    sums: SampleSums,
    outcomes: tuple[Outcome, ...],
    rule: SingleCluster,
    covariance: FloatArray | None = None,
    replicated: "ReplicatedCells | None" = None,
) -> list[LinearisedCells]:
    """Values and variances of every outcome in every cell.

    `covariance` (R, O, 6) is that of the totals where it does not follow from the sums alone,
    as with benchmarked weights; `replicated` has variances and degrees of freedom that
    replicates give in the place of linearised ones.
    """
    if replicated is not None:
        covariance = np.zeros((*sums.clusters.shape, len(PAIRS)))
    elif covariance is None:
        covariance = covariance_of_totals(sums, rule)
    scale = add_up(sums, sums.second) + add_up(sums, np.abs(sums.within))
    present = sums.present > 0
    strata = add_up(sums, present.astype(np.float64))
    whole = is_whole(sums.units, sums.fraction, rule)[sums.slot_stratum]
    sampled = add_up(sums, (present & ~whole[:, None]).astype(np.float64))
    known = has_variance(sums.clusters - strata, sampled)
    covariance = np.where(known[..., None], covariance, np.nan)
    return [
        _linearise_one(sums, outcome, i, covariance[:, i], scale[:, i], strata[:, i], replicated)
        for i, outcome in enumerate(outcomes)
    ]


def _linearise_one(
    sums: SampleSums,
    outcome: Outcome,
    i: int,
    covariance: FloatArray,
    scale: FloatArray,
    strata: FloatArray,
    replicated: "ReplicatedCells | None",
) -> LinearisedCells:
    """One outcome in every cell."""
    totals, counts, squares = sums.totals[:, i], sums.counts[:, i], sums.squares[:, i]
    n = counts @ np.array(outcome.in_denominator)
    if outcome.kind == "status":
        figure = _status(outcome, totals, squares, n, covariance, scale)
    else:
        figure = _number(outcome, totals, squares, n, covariance, scale, float(sums.shift[i]))
    df = sums.clusters[:, i] - strata
    if replicated is not None:
        figure, df = _replicated(figure, outcome, totals, replicated, i), replicated.df[:, i]
    deff, deff_replacement = _design_effects(figure, n)
    if _weights_are_normalised(sums, figure, n):
        deff = deff_replacement
    return LinearisedCells(
        value=figure.value,
        variance=figure.variance,
        n=n,
        n_cases=counts @ np.array(outcome.is_case),
        n_unknown=counts[:, 1] if outcome.kind == "status" else counts[:, 2],
        n_clusters=sums.clusters[:, i],
        n_clusters_with_cases=sums.clusters_with_cases[:, i],
        n_strata=strata,
        df=df,
        weighted_n=figure.weighted_n,
        sum_w2=figure.sum_w2,
        cluster_w2=sums.cluster_w2[:, i],
        deff=deff,
        deff_replacement=deff_replacement,
        share=figure.share,
        share_variance=figure.share_variance,
        size=figure.size,
        unit_variance=figure.unit_variance,
        value_if_no=figure.if_no,
        value_if_yes=figure.if_yes,
    )


def _replicated(
    figure: "_Figure", outcome: Outcome, totals: FloatArray, found: "ReplicatedCells", i: int
) -> "_Figure":
    """The figure with the variances of its replicates."""
    own, share = found.variance[:, i], found.share_variance[:, i]
    if outcome.kind == "status":
        to_mean = _divide(np.ones_like(figure.size), figure.size)
        mean = own * to_mean**2 if outcome.statistic == "total" else share
        return replace(figure, variance=own, share_variance=share, mean_variance=mean)
    below = np.ones_like(figure.weighted_n) if outcome.statistic == "total" else totals[:, 1]
    to_mean = _divide(below, figure.weighted_n)
    return replace(figure, variance=own, mean_variance=own * to_mean**2)


@dataclass(frozen=True)
class _Figure:
    """A figure, and what its design effect needs; `mean_variance` is that of the mean behind
    a total or ratio, `unit_variance` the variance between persons."""

    value: FloatArray
    variance: FloatArray
    weighted_n: FloatArray
    sum_w2: FloatArray
    unit_variance: FloatArray
    mean_variance: FloatArray
    share: FloatArray
    share_variance: FloatArray
    size: FloatArray
    if_no: FloatArray
    if_yes: FloatArray


def _status(
    outcome: Outcome,
    totals: FloatArray,
    squares: FloatArray,
    n: FloatArray,
    covariance: FloatArray,
    scale: FloatArray,
) -> _Figure:
    """Proportion or total of a status."""
    cases = np.array(outcome.is_case)
    base = np.array(outcome.in_denominator)
    weighted = totals @ base
    share = _divide(totals @ cases, weighted)
    share_variance = variance(ratio_gradient(cases, base, share, weighted), covariance, scale)
    is_total = outcome.statistic == "total"
    everyone = totals.sum(axis=1)
    per = np.ones_like(everyone) if is_total else everyone
    size = everyone if outcome.spread_unknown else weighted
    gradient = _total_gradient(outcome, cases, base, share, weighted, size)
    total_variance = variance(gradient, covariance, scale)
    unit_variance = share * (1.0 - share) * _divide(n, n - 1.0)
    return _Figure(
        value=share * size if outcome.spread_unknown else totals @ cases if is_total else share,
        variance=total_variance if is_total else share_variance,
        weighted_n=weighted,
        sum_w2=squares[:, :3] @ base,
        unit_variance=unit_variance,
        mean_variance=_divide(total_variance, size**2) if is_total else share_variance,
        share=share,
        share_variance=share_variance,
        size=size,
        if_no=_divide(totals[:, 2], per),
        if_yes=_divide(totals[:, 1] + totals[:, 2], per),
    )


def _total_gradient(
    outcome: Outcome,
    cases: FloatArray,
    base: FloatArray,
    share: FloatArray,
    weighted: FloatArray,
    size: FloatArray,
) -> FloatArray:
    """Gradient of a total by the three totals, (R, 3).

    Of a share p = Y/D times everybody S it is S/D (cases - p base) + p.
    """
    if not outcome.spread_unknown:
        return np.broadcast_to(cases, (len(size), 3))
    p = np.nan_to_num(share)[:, None]
    grown = np.nan_to_num(_divide(size, weighted))[:, None]
    return grown * (cases - p * base) + p


def _number(
    outcome: Outcome,
    totals: FloatArray,
    squares: FloatArray,
    n: FloatArray,
    covariance: FloatArray,
    scale: FloatArray,
    shift: float,
) -> _Figure:
    """Mean, total or ratio of a number; the totals are w (y - shift x), w x and w."""
    y_total, x_total, weighted = totals.T
    ratio = _divide(y_total, x_total)
    sum_w2, yy, xy, xx = squares.T
    if outcome.statistic == "total":
        value = y_total + shift * x_total
        gradient = np.broadcast_to(np.array([1.0, shift, 0.0]), totals.shape)
        to_mean = _divide(np.ones_like(weighted), weighted)
    else:
        value = shift + ratio
        gradient = ratio_gradient(
            np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]), ratio, x_total
        )
        to_mean = _divide(x_total, weighted)
    spread = variance(gradient, covariance, scale)
    residual = np.maximum(yy - 2.0 * ratio * xy + ratio**2 * xx, 0.0)
    empty = np.full_like(value, np.nan)
    return _Figure(
        value=value,
        variance=spread,
        weighted_n=weighted,
        sum_w2=sum_w2,
        unit_variance=_divide(residual, weighted) * _divide(n, n - 1.0),
        mean_variance=spread * to_mean**2,
        share=empty,
        share_variance=empty,
        size=weighted,
        if_no=empty,
        if_yes=empty,
    )


def _design_effects(figure: _Figure, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Both design effects."""
    return (
        design_effect(figure.mean_variance, figure.unit_variance, n, figure.weighted_n),
        design_effect_replacement(figure.mean_variance, figure.unit_variance, n),
    )


def _weights_are_normalised(sums: SampleSums, figure: _Figure, n: FloatArray) -> bool:
    """Whether the weights do not add up to a population.

    Producers often scale weights to a mean of 1 (MICS). Their sum is then the size of the
    sample, a simple random sample of "all" of it would have no variance, and the design
    effect without replacement has no meaning; the one with replacement stands for it.
    Taken to be so where no population correction is given and a person of the sample
    stands for less than two.
    """
    corrected = bool(np.any(sums.fraction > 0.0))
    persons, weight = float(n[EVERYBODY]), float(figure.weighted_n[EVERYBODY])
    return not corrected and persons > 0.0 and weight < LEAST_PERSONS_REPRESENTED * persons


def _divide(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Quotient, NaN where the denominator is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator != 0.0, numerator / denominator, np.nan)
