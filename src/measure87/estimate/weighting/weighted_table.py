"""A table of persons with the weight that a recipe gives: what the command and a study ask for."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from measure87.estimate.weighting.prepared import PreparedRecipe, RecipeRun, prepare_recipe
from measure87.estimate.weighting.recipe import (
    Calibration,
    HouseholdShare,
    Propensity,
    Recipe,
    SelectedOne,
)
from measure87.estimate.weighting.steps.calibration import columns_of_population
from measure87.files import SourceTable, code_of, read_plain_source
from measure87.vocabulary.errors import DataError

WEIGHT_COLUMN = "measure87_weight"


@dataclass(frozen=True)
class WeightedTable:
    """The persons of a file, all of them, each with a weight; 0 for who is out.

    frame : the columns that were read, and the weight as the last
    """

    frame: pl.DataFrame
    prepared: PreparedRecipe
    run: RecipeRun


def weighted_table(
    source: SourceTable, recipe: Recipe, column: str = WEIGHT_COLUMN
) -> WeightedTable:
    """Weigh the persons of a file.

    Parameters
    ----------
    source : SourceTable
        With the columns that the recipe names, and those of its population tables.
    recipe : Recipe
    column : str
        What the weight is called.

    Raises
    ------
    DataError, RecipeFault
        As `prepare_recipe` and `PreparedRecipe.weights`; or if the file has the column already.
    """
    frame = source.lazy.collect(engine="streaming")
    taken = source.find(column)
    if taken is not None:
        raise DataError(
            f"the table has a column {taken!r} already",
            code="column-taken",
            where=source.name,
            hint="give the weight another name",
        )
    prepared = prepare_recipe(_without_declared_missing(source, frame, recipe), recipe, source.name)
    run = prepared.weights(prepared.base)
    return WeightedTable(frame.with_columns(pl.Series(column, run.weights)), prepared, run)


def variables_of(recipe: Recipe) -> tuple[str, ...]:
    """The columns that a recipe needs, those of its tables of the population among them."""
    of_tables = (
        name
        for step in recipe.steps
        if isinstance(step, Calibration) and step.population is not None
        for name in columns_of_population(read_plain_source(step.population), step).values()
    )
    return tuple(dict.fromkeys((*recipe.columns, *of_tables)))


def _without_declared_missing(
    source: SourceTable, frame: pl.DataFrame, recipe: Recipe
) -> pl.DataFrame:
    """Numbers that the file declares missing are none: 99 eligible children are no children."""
    gone = []
    for name in filter(None, map(source.find, dict.fromkeys(_numbers_of(recipe)))):
        declared = source.missing_codes.get(name)
        if declared is None:
            continue
        values = frame[name].unique().drop_nulls().to_list()
        missing = [value for value in values if declared.contains(code_of(value))]
        kept = pl.when(~pl.col(name).is_in(missing)).then(pl.col(name))
        is_text = source.has_numbers_as_text(name)
        gone.append((kept.cast(pl.Float64) if is_text else kept).alias(name))
    return frame.with_columns(gone)


def _numbers_of(recipe: Recipe) -> Iterable[str]:
    """The columns whose numbers the recipe uses."""
    yield from (*recipe.base.weights, *recipe.base.probabilities)
    for step in recipe.steps:
        if isinstance(step, Propensity):
            yield from step.numbers
        elif isinstance(step, SelectedOne):
            yield step.eligible
        elif isinstance(step, HouseholdShare) and step.links is not None:
            yield step.links
