"""A sample as it is read for its figures: benchmarked or not, linearised or by replicates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.replicates.settings import Replicates
from measure87.estimate.survey.benchmarked import calibrated_table, read_benchmarked
from measure87.estimate.survey.engines import read_sums
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.replicate_sample import Sampled, Weighted
from measure87.estimate.survey.replicated import ReplicatedCells, replicate
from measure87.estimate.survey.single_cluster import judge_lone_strata
from measure87.estimate.survey.sums import SampleSums
from measure87.estimate.survey.unit_codes import clusters_of_one
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import CLASS, WEIGHT
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

if TYPE_CHECKING:
    from measure87.estimate.weighting.prepared import PreparedRecipe
    from measure87.estimate.weighting.recipe import Recipe

_BASE = "measure87_base_weight"


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
    recipe: "Recipe | PreparedRecipe | None" = None,
) -> ReadSample:
    """Read a sample, benchmarked or weighted or not, with or without replicates."""
    if recipe is not None:
        replicates = _asked(benchmark, replicates)
    if replicates is not None:
        return _read_replicated(
            table, outcomes, design, tables, where, benchmark, replicates, recipe
        )
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
    return ReadSample(sums, levels, covariance, None, (*notices, *_of_units(sums, design), *lone))


def _read_replicated(
    table: "nw.LazyFrame[Any]",
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    benchmark: Benchmark | None,
    replicates: Replicates,
    recipe: "Recipe | PreparedRecipe | None",
) -> ReadSample:
    """Read a sample and its replicates."""
    sampled, notices = sample_of(table, outcomes, design, tables, where, benchmark, recipe)
    found = replicate(sampled, replicates)
    return ReadSample(sampled.sums, sampled.levels, None, found, (*notices, *found.notices))


def sample_of(
    table: "nw.LazyFrame[Any]",
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    benchmark: Benchmark | None = None,
    recipe: "Recipe | PreparedRecipe | None" = None,
) -> tuple[Sampled, tuple[Notice, ...]]:
    """A sample after its pass, from which replicates are made; parameters as `estimate_survey`."""
    if recipe is not None:
        return _weighted_sample(table, outcomes, design, tables, where, recipe)
    calibrated, weighted = None, design
    notices: tuple[Notice, ...] = ()
    if benchmark is not None:
        calibrated, weighted = calibrated_table(table, outcomes, design, tables, where, benchmark)
        table, notices = nw.from_native(calibrated.table), calibrated.notices
    sums, levels = read_sums(table, outcomes, weighted, tables, where)
    _refuse_empty(sums)
    sampled = Sampled(table, outcomes, design, sums, levels, benchmark, calibrated)
    return sampled, (*notices, *_of_units(sums, design))


def _asked(benchmark: Benchmark | None, replicates: Replicates | None) -> Replicates:
    """The replicates that a recipe needs, which calibrates by itself."""
    if benchmark is not None:
        raise UsageError(
            "weights come from a recipe, and a benchmark is given besides",
            code="recipe",
            hint="make calibration a step of the recipe",
        )
    if replicates is None:
        raise UsageError(
            "a recipe has no linearised variance",
            code="recipe",
            hint="ask for replicates: every step is then repeated in each of them",
        )
    return replicates


def _weighted_sample(
    table: "nw.LazyFrame[Any]",
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    recipe: "Recipe | PreparedRecipe",
) -> tuple[Sampled, tuple[Notice, ...]]:
    """A sample whose weights a recipe makes."""
    from measure87.estimate.weighting.prepared import PreparedRecipe, prepare_recipe

    native: Any = table.to_native()
    if not isinstance(native, pl.LazyFrame):
        raise UsageError(
            "recipes are for polars, pandas and pyarrow tables alone",
            code="table-type",
            hint="collect the table into polars first",
        )
    if design.weight is not None:
        raise UsageError(
            f"weights come from a recipe, and {design.weight} is named besides",
            code="recipe",
            hint="name base weights in the recipe alone",
        )
    frame = native.collect()
    prepared = recipe if isinstance(recipe, PreparedRecipe) else prepare_recipe(frame, recipe)
    run = prepared.weights(prepared.base)
    cell = prepared.cell if prepared.is_by_cells else np.zeros(frame.height, dtype=np.int32)
    told = frame.with_columns(
        pl.Series(_BASE, prepared.base), pl.Series(WEIGHT, run.weights), pl.Series(CLASS, cell)
    )
    lazy = nw.from_native(told.lazy())
    sums, levels = read_sums(lazy, outcomes, replace(design, weight=WEIGHT), tables, where)
    _refuse_empty(sums)
    drawn = replace(design, weight=_BASE)
    weighted = Weighted(prepared, run)
    sampled = Sampled(lazy, outcomes, drawn, sums, levels, weighted=weighted)
    return sampled, (*prepared.notices, *_of_units(sums, drawn))


def _of_units(sums: SampleSums, design: SurveyDesign) -> tuple[Notice, ...]:
    """What is odd in the units that were drawn."""
    return (*sums.notices, *clusters_of_one(design, sums.rows, float(sums.units.sum())))


def _refuse_empty(sums: SampleSums) -> None:
    if sums.rows == 0:
        raise DataError("the table has no rows", code="empty-table")
