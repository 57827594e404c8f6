"""The tables of a world estimate: what `write_world` takes, and the files that hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from measure87.vocabulary.columns.table import Column, Table
from measure87.vocabulary.combined import (
    COMBINED_CHANGES,
    COMBINED_ESTIMATES,
    COMBINED_REFUSALS,
    FITTED_FIGURES,
    VALIDATION_SCORES,
    WHAT_MOVES,
    Cell,
)
from measure87.vocabulary.errors import DataError

if TYPE_CHECKING:
    import polars as pl

type Rows = pl.DataFrame | Sequence[Mapping[str, Cell]]

DRAWS = Table(
    "combined_draws",
    "the draws of one place, year, sex and age",
    (
        *(COMBINED_ESTIMATES[name] for name in ("measure", "place_kind", "place", "year")),
        *(COMBINED_ESTIMATES[name] for name in ("sex", "age_from", "age_to")),
        Column("draws", "number", "shares, 0 to 1, one for each draw", required=True),
    ),
)
TABLES: Mapping[str, Table] = {
    "estimates": COMBINED_ESTIMATES,
    "changes": COMBINED_CHANGES,
    "figures": FITTED_FIGURES,
    "validation": VALIDATION_SCORES,
    "moves": WHAT_MOVES,
    "refused": COMBINED_REFUSALS,
}
"""Tables by the name of their CSV file. Draws are in a file of their own kind."""


@dataclass(frozen=True)
class WorldTables:
    """Rows of the declared tables, as data frames or as one mapping a row.

    Columns that a table declares and that are not there are empty. The order of rows is kept:
    whoever makes them puts countries in alphabetical order within their regions.
    """

    estimates: Rows
    """`COMBINED_ESTIMATES`."""
    changes: Rows = ()
    """`COMBINED_CHANGES`; none where no trend was estimated."""
    figures: Rows = ()
    """`FITTED_FIGURES`, those that were left out too."""
    validation: Rows = ()
    """`VALIDATION_SCORES`."""
    moves: Rows = ()
    """`WHAT_MOVES`."""
    refused: Rows = ()
    """`COMBINED_REFUSALS`."""
    draws: Rows = ()
    """`DRAWS`: a list of shares per place, year, sex and age."""

    def frames(self) -> dict[str, "pl.DataFrame"]:
        """Each table with all of its declared columns in their order.

        Raises
        ------
        DataError
            If a table has a column that it does not declare, or lacks a required one.
        """
        declared = {**TABLES, "draws": DRAWS}
        return {
            one.name: framed(getattr(self, one.name), declared[one.name]) for one in fields(self)
        }


def framed(rows: Rows, table: Table) -> "pl.DataFrame":
    """Rows as a data frame with all columns that a table declares, in their order.

    Raises
    ------
    DataError
        If there is a column that the table does not declare, or a required one lacks.
    """
    import polars as pl

    schema = {column.name: type_of(column) for column in table.columns}
    given = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(
        list(rows), infer_schema_length=None
    )  # fmt: skip
    unknown = [name for name in given.columns if name not in schema]
    if unknown:
        raise DataError(
            f"{table.name} has no column {unknown[0]!r}",
            code="unknown-column",
            where=table.name,
            hint=f"its columns are {', '.join(schema)}",
        )
    lacking = [name for name in table.required if name not in given.columns]
    if lacking and given.height:
        raise DataError(
            f"{table.name} lacks the column {lacking[0]!r}",
            code="missing-column",
            where=table.name,
            hint=f"present are {', '.join(given.columns)}",
        )
    if not given.height:
        return pl.DataFrame(schema=schema)
    return given.select(
        (pl.col(name) if name in given.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )


def type_of(column: Column) -> "pl.DataType | type[pl.DataType]":
    """The type of a column in a data frame."""
    import polars as pl

    if column.name == "draws":
        return pl.List(pl.Float32)
    return {"integer": pl.Int64, "number": pl.Float64}.get(column.kind, pl.String)
