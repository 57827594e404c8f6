"""Weighs the persons of an input by the recipe of the study, before its mapping is applied.

The recipe speaks of the variables of the file of persons, of everybody who was drawn. The weight
it gives takes the place of the standard column `weight`; who gets none is out: no answer of hers is
missing, for nobody was asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from measure87.collect import Collected, ColumnMapping, InputMapping
from measure87.estimate.weighting.weighted_table import (
    WEIGHT_COLUMN,
    WeightedTable,
    weighted_table,
)
from measure87.files import SourceTable
from measure87.study.survey.weight_settings import WeightSettings
from measure87.vocabulary.columns import PERSONS
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Notice

_WEIGHT = "weight"


@dataclass(frozen=True)
class Weighed:
    """An input with the weights of the study's recipe.

    mapping : with the column `weight`
    sources : with the file of persons weighed
    made : the weights, and what each step did
    """

    mapping: InputMapping
    sources: Mapping[str, SourceTable]
    made: WeightedTable


def weigh(
    mapping: InputMapping, sources: Mapping[str, SourceTable], settings: WeightSettings
) -> Weighed:
    """Weigh the persons of an input.

    Raises
    ------
    StudyError
        If the mapping gives a weight too.
    DataError, RecipeFault
        See `weighted_table`.
    """
    if _WEIGHT in mapping.persons:
        raise StudyError(
            "the mapping gives the column 'weight', and the study makes weights by a recipe",
            code="two-weights",
            where=f"mapping.toml [{mapping.name}.persons.weight]",
            hint=f"take it out of the mapping, or {settings.place.where} out of study.toml",
        )
    persons = sources["persons"]
    made = weighted_table(persons, settings.recipe)
    weighed = replace(persons, frame=made.frame, columns=(*persons.columns, WEIGHT_COLUMN))
    column = ColumnMapping(PERSONS[_WEIGHT], variables=(WEIGHT_COLUMN,))
    own = replace(mapping, persons={**mapping.persons, _WEIGHT: column})
    return Weighed(own, {**sources, "persons": weighed}, made)


def with_the_weighed(
    collected: Collected, made: WeightedTable, settings: WeightSettings, *, repeated: bool
) -> Collected:
    """The tables without who is out, with what the recipe warns of.

    repeated : whether its steps are repeated in replicates
    """
    out = collected.persons.filter(pl.col(_WEIGHT) <= 0.0).select("person_id")
    persons = collected.persons.filter(pl.col(_WEIGHT) > 0.0)
    kept = int(persons.select(pl.len()).collect().item())
    report = replace(
        collected.report,
        rows_kept={**collected.report.rows_kept, "persons": kept},
        left_out=(
            *collected.report.left_out,
            _notice(settings, repeated=repeated),
            *made.prepared.notices,
        ),
    )
    return replace(
        collected,
        persons=persons,
        jobs=_without(collected.jobs, out),
        circumstances=_without(collected.circumstances, out),
        report=report,
    )


def _without(table: pl.LazyFrame | None, persons: pl.LazyFrame) -> pl.LazyFrame | None:
    return None if table is None else table.join(persons, on="person_id", how="anti")


def _notice(settings: WeightSettings, *, repeated: bool) -> Notice:
    name = settings.path.name
    if repeated:
        text = f"the weights were made by the recipe {name}; each replicate repeats all its steps"
        return Notice("weights-by-recipe-repeated", text, {"recipe": name})
    text = f"the weights were made by the recipe {name}; errors take them as given"
    return Notice("weights-by-recipe", text, {"recipe": name})
