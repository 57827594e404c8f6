"""What figures of an input with replicate errors are estimated from.

Where a recipe makes the weights, its every step is repeated in each replicate. That takes
everybody who was drawn: those who are out are in the table, in their clusters, and count for no
figure. No weight and no factor of a replicate is written anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from measure87.collect import InputMapping
from measure87.collect.every_row import KEPT, every_row
from measure87.estimate.replicates import GivenReplicates, Replicates, look_like_replicates
from measure87.estimate.replicates.settings import METHODS
from measure87.estimate.survey.faults import bad_rows, weight_error
from measure87.estimate.weighting.prepared import PreparedRecipe
from measure87.estimate.weighting.weighted_table import WeightedTable
from measure87.files import SourceTable
from measure87.files.engines import EngineTable
from measure87.files.settings import Place
from measure87.study.survey.replicate_settings import ReplicateSettings
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.survey_design import SurveyDesign

DESIGN = ("stratum", "cluster", "cluster_2", "fpc_1", "fpc_2")
_IN = "measure87_in"
_WHERE = "study.toml [design.replicates]"
_NONE = 'replicates = { method = "none" }'


@dataclass(frozen=True)
class InputReplicates:
    """The replicates of one input.

    asked : what to make, or which columns hold those that exist
    place : where they are asked for
    rows : identifiers of the rows of the file, in its order, with the columns of the replicates, or
        with the design of everybody who was drawn; None where the persons of the study are all
    recipe : the steps to repeat, of these rows
    """

    asked: Replicates
    place: Place
    rows: pl.DataFrame | None = None
    recipe: PreparedRecipe | None = None


@dataclass(frozen=True)
class Estimated:
    """A table as figures are estimated from it: see `estimate_survey` for all of these."""

    table: EngineTable
    design: SurveyDesign
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    replicates: Replicates | None = None
    recipe: PreparedRecipe | None = None
    place: str = _WHERE


def open_replicates(
    settings: ReplicateSettings | None,
    mapping: InputMapping,
    persons: SourceTable,
    weighed: WeightedTable | None,
) -> InputReplicates | None:
    """The replicates of an input, if there are any.

    Parameters
    ----------
    settings : what the study asks for, if it is about this input
    mapping, persons : of the input, weighed where a recipe weighs it
    weighed : what the recipe made

    Raises
    ------
    StudyError
        If the file has replicate weights and nothing says how they were made, or the columns that
        are named stand beside no weight.
    DataError
        See `ReplicateSettings.in_file` and `every_row`.
    """
    present = persons.present or persons.columns
    if settings is None:
        if (pattern := look_like_replicates(present)) is not None:
            raise _ask(pattern, persons.name)
        return None
    asked = settings.in_file(present)
    if asked is None:
        return None
    if isinstance(asked, GivenReplicates):
        if "weight" not in mapping.persons:
            raise settings.place.fault(
                "replicate weights stand beside a sampling weight, and the mapping gives none",
                hint=f"map it: [{mapping.name}.persons.weight]",
            )
        rows = every_row(mapping, persons, ("person_id",), also=asked.columns)
        _require_weights(rows, asked.columns, persons)
        return InputReplicates(asked, settings.place, rows.filter(KEPT).drop(KEPT))
    if weighed is None:
        return InputReplicates(asked, settings.place)
    rows = every_row(mapping, persons, ("person_id", *DESIGN))
    key = pl.when(pl.col(KEPT)).then(pl.col("person_id")).alias("person_id")
    return InputReplicates(
        asked, settings.place, rows.with_columns(key).drop(KEPT), weighed.prepared
    )


def _require_weights(rows: pl.DataFrame, columns: Sequence[str], persons: SourceTable) -> None:
    """Refuse replicate weights that cannot be used, by the row of the file as it is opened."""
    for name in columns:
        if not rows.schema[name].is_numeric():
            continue  # told of the whole column
        bad = rows.select(pl.col(name).cast(pl.Float64), KEPT).with_row_index("place")
        bad = bad.filter(pl.col(KEPT) & bad_rows(name))
        if bad.height:
            row = persons.rows.of(int(bad["place"][0]))
            raise weight_error(name, bad.height, bad[name][0], row)


def estimated(
    classified: EngineTable,
    design: SurveyDesign,
    replicates: InputReplicates | None,
    variables: Sequence[str] = (),
) -> Estimated:
    """The table and design that figures are estimated from, by groups of these variables."""
    if replicates is None:
        return Estimated(classified, design)
    asked, place = replicates.asked, replicates.place.where
    if replicates.rows is None:
        return Estimated(classified, design, replicates=asked, place=place)
    if replicates.recipe is None:
        table = classified.join(replicates.rows, on="person_id", how="left", maintain_order="left")
        return Estimated(table, design, replicates=asked, place=place)
    inside = classified.drop(DESIGN, strict=False).with_columns(pl.lit("1").alias(_IN))
    table = replicates.rows.join(inside, on="person_id", how="left", maintain_order="left")
    return Estimated(
        _grouped(table.with_columns(pl.col(_IN).fill_null("0")), variables),
        replace(design, weight=None),
        {_IN: ("1",)},
        asked,
        replicates.recipe,
        place,
    )


def _grouped(table: pl.DataFrame, variables: Sequence[str]) -> pl.DataFrame:
    """Who is out put into a group that there is: without one there would be a group of nobody."""
    named = [name for name in dict.fromkeys(variables) if name in table.columns]
    inside = table.filter(pl.col(_IN) == "1").select(named).drop_nulls()
    if not named or inside.is_empty():
        return table
    group = inside.row(0, named=True)
    return table.with_columns(
        pl.when(pl.col(_IN) == "0").then(pl.lit(group[name])).otherwise(pl.col(name)).alias(name)
        for name in named
    )


def _ask(pattern: str, name: str) -> StudyError:
    line = f'replicates = {{ columns = "{pattern}", method = "..." }}'
    return StudyError(
        f"{name} has replicate weights ({pattern}), and nothing says how they were made",
        code="replicate-method",
        where="study.toml [design]",
        hint=f"write {line} with a method of {', '.join(METHODS)}, as the survey's documentation "
        f"says; {_NONE} leaves them out and linearises",
    )
