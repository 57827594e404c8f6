"""A sample as it is read for its figures: benchmarked or not, linearised or by replicates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from measure87.estimate.survey.engines import read_sums
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.single_cluster import judge_lone_strata
from measure87.estimate.survey.sums import SampleSums, refuse_empty
from measure87.estimate.survey.unit_codes import odd_units
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

if TYPE_CHECKING:
    from measure87.estimate.replicates.settings import Replicates
    from measure87.estimate.survey.replicated import ReplicatedCells
    from measure87.estimate.weighting.benchmark import Benchmark
    from measure87.estimate.weighting.prepared import PreparedRecipe
    from measure87.estimate.weighting.recipe import Recipe


@dataclass(frozen=True)
class ReadSample:
    """A sample as it was read: its sums, and what its variances come from.

    covariance : of the totals, where it does not follow from the sums
    replicated : variances of replicates, where there are any
    """

    sums: SampleSums
    levels: Domains
    covariance: FloatArray | None
    replicated: "ReplicatedCells | None"
    notices: tuple[Notice, ...]


def read_sample(
    table: "nw.LazyFrame[Any]",
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    benchmark: "Benchmark | None",
    replicates: "Replicates | None",
    recipe: "Recipe | PreparedRecipe | None" = None,
) -> ReadSample:
    """Read a sample, benchmarked or weighted or not, with or without replicates.

    Replicates and benchmarks load when they are asked for.
    """
    if replicates is not None or recipe is not None:
        from measure87.estimate.survey.replicated_reading import read_replicated

        sampled, found, notices = read_replicated(
            table, outcomes, design, tables, where, benchmark, replicates, recipe
        )
        return ReadSample(sampled.sums, sampled.levels, None, found, notices)
    covariance = None
    told: tuple[Notice, ...] = ()
    if benchmark is None:
        sums, levels = read_sums(table, outcomes, design, tables, where)
    else:
        from measure87.estimate.survey.benchmarked import read_benchmarked

        read = read_benchmarked(table, outcomes, design, tables, where, benchmark)
        sums, levels, covariance = read.sums, read.levels, read.covariance
        told = read.calibrated.notices
    refuse_empty(sums)
    lone = judge_lone_strata(sums, design.single_cluster, design.strata)
    return ReadSample(sums, levels, covariance, None, (*told, *odd_units(sums, design), *lone))
