"""How figures of one survey vary together: differences between domains, and their errors.

Domains of a survey share clusters, so the variance of a difference is not the sum of two
variances. This needs the table of clusters, one row per last-stage unit, and is therefore
asked for by itself and not made in the pass of `estimate_survey`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.survey.engines import as_frame, check_columns
from measure87.estimate.survey.group_sums import GroupedUnits, grouped_units
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.single_cluster import (
    WHOLE,
    has_variance,
    is_whole,
    judge_lone_parents,
    lone_factor,
    lone_stratum,
)
from measure87.estimate.survey.status_columns import with_statuses
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.linearisation import multistage_covariance, ratio_gradient, totals_of
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.survey_design import SingleCluster, SurveyDesign

_ROW = "measure87_row"


@dataclass(frozen=True)
class Covariance:
    """Figures and their covariance matrix.

    keys : (outcome, group) of each figure, in order
    values : (k,) the figures
    matrix : (k, k) their covariance
    """

    keys: tuple[tuple[str, Mapping[str, str]], ...]
    values: FloatArray
    matrix: FloatArray

    def position(self, name: str, **group: str) -> int:
        """Where a figure stands; UsageError if it is not there."""
        for place, (outcome, found) in enumerate(self.keys):
            if outcome == name and dict(found) == group:
                return place
        raise UsageError(f"there is no figure {name} for {group or 'everybody'}")

    def contrast(self, weights: Mapping[int, float]) -> tuple[float, float]:
        """Value and standard error of a weighted sum of figures.

        >>> two = Covariance((("y", {}), ("x", {})), np.array([3.0, 1.0]), np.eye(2))
        >>> two.contrast({0: 1.0, 1: -1.0})
        (2.0, 1.4142135623730951)
        """
        c = np.zeros(len(self.values))
        for place, weight in weights.items():
            c[place] = weight
        used = c != 0.0
        variance = float(c[used] @ self.matrix[np.ix_(used, used)] @ c[used])
        if math.isnan(variance):
            raise DataError(
                "the design gives no variance for this contrast",
                code="no-variance",
                hint="a figure in it has no more clusters than strata",
            )
        return float(c @ self.values), math.sqrt(max(variance, 0.0))


def estimate_covariance(
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    domain: DomainTable | None = None,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> Covariance:
    """Covariance matrix of several outcomes in the domains of one table.

    Parameters and errors are those of `estimate_survey`; figures without persons are left
    out, and the covariances of one without a variance are NaN. Persons drawn directly need a
    polars, pandas or pyarrow table. `average` has no covariance below the first stage.
    """
    frame, chosen = with_statuses(as_frame(table), outcomes)
    domain, selection = domain or DomainTable(), dict(where or {})
    check_columns(frame, chosen, design, (domain,), selection)
    domains = Domains((domain,), selection)
    by_unit = one_unit_per_row(frame, design) if not design.clusters else (frame, design)
    units = grouped_units(by_unit[0], chosen, by_unit[1], domains)
    check_lone_parents(units, design.single_cluster)
    reported = domains.reported()
    z, present, keys, values = linearised_rows(units, chosen, domains, reported)
    matrix = covariance_of_sums(
        units,
        design,
        np.add.reduceat(z, units.starts, axis=0),
        np.logical_or.reduceat(present, units.starts, axis=0),
    )
    return Covariance(keys, values, matrix)


def covariance_of_sums(
    units: GroupedUnits,
    design: SurveyDesign,
    z: FloatArray,
    present: BoolArray,
    reached: BoolArray | None = None,
) -> FloatArray:
    """Covariance matrix of sums over units, (U, k) to (k, k); NaN of one without a variance.

    `present` (U, k) says where a unit has persons of the figure. `reached` (U,) says where it has
    persons with a part in the sums of all figures, if these are others, as in a benchmark.
    """
    starts = units.starts
    stratum = units.stratum[starts].astype(np.int64)
    cluster = np.cumsum(units.change[starts] == 0) - 1
    strata = _places_with(stratum, present)
    in_use = strata if reached is None else _places_with(stratum, reached[:, None])
    first_stage = FirstStage(units, design, in_use)
    matrix = multistage_covariance(
        z,
        units.change[starts],
        units.correction[:, starts],
        units.is_fraction,
        first_stage=first_stage,
    )
    df = _places_with(cluster, present).sum(axis=0) - strata.sum(axis=0)
    known = has_variance(df, (strata & ~first_stage.whole[:, None]).sum(axis=0))
    return np.where(np.logical_and.outer(known, known), matrix, np.nan)


def check_lone_parents(units: GroupedUnits, rule: SingleCluster) -> int:
    """Raise where a rule cannot be kept for units with one unit below them; how many there are."""
    change = units.change[units.starts]
    n = 0
    for stage in range(1, units.correction.shape[0]):
        parents = np.flatnonzero(change < stage)
        children = np.add.reduceat((change <= stage).astype(np.float64), parents)
        known = units.correction[stage, units.starts][parents]
        fraction = known if units.is_fraction[stage] else children / known
        n += int(np.sum((children == 1) & (np.nan_to_num(fraction) < 1.0 - WHOLE)))
    if n and rule == "average":
        raise UsageError(
            f"average has no covariance where clusters have one unit in the sample ({n} here)",
            code="single-unit-cluster",
            hint="choose --single-cluster adjust",
        )
    judge_lone_parents(n, rule)
    return n


def one_unit_per_row(
    frame: "nw.LazyFrame[Any]", design: SurveyDesign
) -> tuple["nw.LazyFrame[Any]", SurveyDesign]:
    """Make every person a cluster of its own."""
    native: Any = frame.to_native()
    if not isinstance(native, pl.LazyFrame):
        raise UsageError(
            "covariances of persons drawn directly need a table in memory",
            hint="collect the table into polars first",
        )
    numbered = nw.from_native(native.with_row_index(_ROW))
    return numbered, SurveyDesign(
        design.weight, design.strata, (_ROW,), design.fpc, design.single_cluster
    )


def linearised_rows(
    units: GroupedUnits,
    outcomes: tuple[Outcome, ...],
    domains: Domains,
    reported: list[tuple[int, dict[str, str]]],
) -> tuple[FloatArray, BoolArray, tuple[tuple[str, Mapping[str, str]], ...], FloatArray]:
    """Linearised totals of each row of the unit table and whether it has persons, both
    (rows, k), with keys and values."""
    columns, present, keys, values = [], [], [], []
    for i, outcome in enumerate(outcomes):
        for cell, group in reported:
            member = np.array([b >= 0 and cell in domains.targets[b] for b in units.level])
            a = units.sums[:, i] * member[:, None]
            total = a.sum(axis=0)
            figure = value_and_gradient(outcome, total)
            if figure is None:
                continue
            value, gradient = figure
            columns.append(a @ gradient)
            present.append(has_persons(outcome, a))
            keys.append((outcome.name, group))
            values.append(value)
    if not columns:
        raise DataError("no figure has persons", code="empty-domain")
    return np.stack(columns, axis=1), np.stack(present, axis=1), tuple(keys), np.array(values)


def value_and_gradient(outcome: Outcome, total: FloatArray) -> tuple[float, FloatArray] | None:
    """A figure and its gradient by its three totals, (3,); None where nobody is in it."""
    numerator, denominator = _weights(outcome)
    top, bottom = float(total @ numerator), float(total @ denominator)
    if bottom == 0.0:
        return None
    share = top / bottom
    if outcome.spread_unknown:
        grown = float(total.sum()) / bottom
        return grown * top, grown * (numerator - share * denominator) + share
    if outcome.statistic == "total":
        return top, numerator
    return share, ratio_gradient(numerator, denominator, np.array(share), np.array(bottom))


def has_persons(outcome: Outcome, sums: FloatArray) -> BoolArray:
    """Which rows of sums (..., 3) have persons that an outcome rests on."""
    is_status = outcome.kind == "status"
    base = np.array(outcome.in_denominator if is_status else (0.0, 0.0, 1.0))
    return np.asarray(sums @ base > 0.0)


def _weights(outcome: Outcome) -> tuple[FloatArray, FloatArray]:
    """With which weights the three totals enter numerator and denominator."""
    if outcome.kind == "status":
        return np.array(outcome.is_case), np.array(outcome.in_denominator)
    return np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])


def _places_with(place: IntArray, present: BoolArray) -> BoolArray:
    """Which strata or clusters have persons of which figure, from units (U, k) to (places, k)."""
    counts = totals_of(present.astype(np.float64), place, int(place.max()) + 1)
    return np.asarray(counts > 0.0)


class FirstStage:
    """Covariance between clusters, stratum by stratum, with the single-cluster rule.

    `present` (H, k) says which strata have persons of which figure; (H, 1) is of all figures.
    """

    def __init__(self, units: GroupedUnits, design: SurveyDesign, present: BoolArray) -> None:
        begin = units.starts[units.change[units.starts] == 0]
        self.stratum = units.stratum[begin].astype(np.int64)
        known = units.correction[0, begin]
        self.sampled = np.bincount(self.stratum, minlength=len(present)).astype(np.float64)
        self.fraction = np.where(
            np.isnan(known),
            0.0,
            known if units.is_fraction[0] else self.sampled[self.stratum] / known,
        )
        self.is_lone = (self.sampled[self.stratum] == 1) & (self.fraction < 1.0 - WHOLE)
        self.rule = design.single_cluster
        self.strata = design.strata
        self.names = units.stratum_names
        self.present = present

    @property
    def whole(self) -> BoolArray:
        """Which strata are there as a whole, (H,)."""
        whole = np.zeros(len(self.sampled), dtype=np.bool_)
        whole[self.stratum] = is_whole(self.sampled[self.stratum], self.fraction, self.rule)
        return whole

    def __call__(self, clusters: FloatArray, begin: IntArray) -> tuple[FloatArray, FloatArray]:
        """First-stage covariance, and the fraction sampled in each cluster's stratum."""
        deviation, factor = self._deviations(clusters)
        n = self.sampled[self.stratum]
        scale = (1.0 - self.fraction) * n / np.maximum(n - 1.0, 1.0)
        covariance = (deviation * scale[:, None]).T @ deviation
        return covariance * np.outer(factor, factor), self.fraction

    def scaled_deviations(self, clusters: FloatArray) -> FloatArray:
        """Deviations (clusters, k) whose products add up to the covariance without correction."""
        deviation, factor = self._deviations(clusters)
        n = self.sampled[self.stratum]
        return np.asarray(deviation * np.sqrt(n / np.maximum(n - 1.0, 1.0))[:, None] * factor)

    def _deviations(self, clusters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Deviations from the stratum's mean (clusters, k), and what the single-cluster rule
        multiplies a figure's error by (k,)."""
        stratum, sampled, is_lone = self.stratum, self.sampled, self.is_lone
        lone_strata = np.zeros(len(sampled), dtype=np.bool_)
        lone_strata[stratum[is_lone]] = True
        if self.rule == "fail" and is_lone.any():
            found = np.flatnonzero(lone_strata)
            raise lone_stratum(found.size - 1, self.strata)
        sums = totals_of(clusters, stratum, len(sampled))
        centre = (sums / np.maximum(sampled, 1.0)[:, None])[stratum]
        deviation = clusters - centre
        if self.rule == "adjust" and is_lone.any():
            in_use = (self.present * sampled[:, None]).sum(axis=0)
            grand = clusters.sum(axis=0) / np.maximum(in_use, 1.0)
            moved = (clusters - grand) * self.present[stratum]
            deviation = np.where(is_lone[:, None], moved, deviation)
        strata = self.present.sum(axis=0).astype(np.float64)
        lone = (self.present & lone_strata[:, None]).sum(axis=0).astype(np.float64)
        factor = np.sqrt(lone_factor(strata, lone, self.rule))
        return deviation, factor
