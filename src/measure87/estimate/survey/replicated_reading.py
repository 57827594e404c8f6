"""A sample as it is read for replicates: benchmarked, weighted by a recipe, or as it is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.replicates.settings import Replicates
from measure87.estimate.survey.benchmarked import calibrated_table
from measure87.estimate.survey.engines import read_sums
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.replicate_sample import Sampled, Weighted
from measure87.estimate.survey.replicated import ReplicatedCells, replicate
from measure87.estimate.survey.sums import refuse_empty
from measure87.estimate.survey.unit_codes import odd_units
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import CLASS, WEIGHT
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

if TYPE_CHECKING:
    from measure87.estimate.weighting.prepared import PreparedRecipe
    from measure87.estimate.weighting.recipe import Recipe

_BASE = "measure87_base_weight"


def read_replicated(
    table: "nw.LazyFrame[Any]",
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    benchmark: Benchmark | None,
    replicates: Replicates | None,
    recipe: "Recipe | PreparedRecipe | None",
) -> tuple[Sampled, ReplicatedCells, tuple[Notice, ...]]:
    """A sample, the variances of its replicates, and what is odd; parameters as `estimate_survey`.

    Raises
    ------
    UsageError
        If a recipe comes with a benchmark, with weights, or without replicates.
    """
    if replicates is None or (recipe is not None and benchmark is not None):
        raise _not_with_a_recipe(benchmark)
    sampled, notices = sample_of(table, outcomes, design, tables, where, benchmark, recipe)
    found = replicate(sampled, replicates)
    return sampled, found, (*notices, *found.notices)


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
    refuse_empty(sums)
    sampled = Sampled(table, outcomes, design, sums, levels, benchmark, calibrated)
    return sampled, (*notices, *odd_units(sums, design))


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
    refuse_empty(sums)
    drawn = replace(design, weight=_BASE)
    weighted = Weighted(prepared, run)
    sampled = Sampled(lazy, outcomes, drawn, sums, levels, weighted=weighted)
    return sampled, (*prepared.notices, *odd_units(sums, drawn))


def _not_with_a_recipe(benchmark: Benchmark | None) -> UsageError:
    """The error of a recipe beside a benchmark, or without replicates."""
    if benchmark is not None:
        return UsageError(
            "weights come from a recipe, and a benchmark is given besides",
            code="recipe",
            hint="make calibration a step of the recipe",
        )
    return UsageError(
        "a recipe has no linearised variance",
        code="recipe",
        hint="ask for replicates: every step is then repeated in each of them",
    )
