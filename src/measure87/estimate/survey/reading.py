"""A sample as it is read for its figures: benchmarked or not, linearised or by replicates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.estimate.replicates.settings import Replicates
from measure87.estimate.survey.benchmarked import calibrated_table, read_benchmarked
from measure87.estimate.survey.engines import read_sums
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.replicate_sums import Sampled
from measure87.estimate.survey.replicated import ReplicatedCells, replicate
from measure87.estimate.survey.single_cluster import judge_lone_strata
from measure87.estimate.survey.sums import SampleSums
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign


@dataclass(frozen=True)
class ReadSample:
    """A sample as it was read: its sums, and what its variances come from.

    covariance : of the totals, where it does not follow from the sums
    replicated : variances of replicates, where there are any
    """

    sums: SampleSums
    levels: Domains
    covariance: FloatArray | None
    replicated: ReplicatedCells | None
    notices: tuple[Notice, ...]


def read_sample(
    table: "nw.LazyFrame[Any]",
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    benchmark: Benchmark | None,
    replicates: Replicates | None,
) -> ReadSample:
    """Read a sample, benchmarked or not, with or without replicates."""
    if replicates is not None:
        return _read_replicated(table, outcomes, design, tables, where, benchmark, replicates)
    covariance = None
    notices: tuple[Notice, ...] = ()
    if benchmark is None:
        sums, levels = read_sums(table, outcomes, design, tables, where)
    else:
        found = read_benchmarked(table, outcomes, design, tables, where, benchmark)
        sums, levels, covariance = found.sums, found.levels, found.covariance
        notices = found.calibrated.notices
    _refuse_empty(sums)
    lone = judge_lone_strata(sums, design.single_cluster, design.strata)
    return ReadSample(sums, levels, covariance, None, (*notices, *lone))


def _read_replicated(
    table: "nw.LazyFrame[Any]",
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    benchmark: Benchmark | None,
    replicates: Replicates,
) -> ReadSample:
    """Read a sample and its replicates."""
    calibrated, weighted = None, design
    notices: tuple[Notice, ...] = ()
    if benchmark is not None:
        calibrated, weighted = calibrated_table(table, outcomes, design, tables, where, benchmark)
        table, notices = nw.from_native(calibrated.table), calibrated.notices
    sums, levels = read_sums(table, outcomes, weighted, tables, where)
    _refuse_empty(sums)
    sampled = Sampled(table, outcomes, design, sums, levels, benchmark, calibrated)
    found = replicate(sampled, replicates)
    return ReadSample(sums, levels, None, found, (*notices, *found.notices))


def _refuse_empty(sums: SampleSums) -> None:
    if sums.rows == 0:
        raise DataError("the table has no rows", code="empty-table")
