"""Strata as they stand in a table: one row a stratum."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl

from measure87.design.allocation.strata import Strata, make_strata, proportion_spread
from measure87.files.source_table import SourceTable, code_text
from measure87.files.total_row import refuse_totals
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError, UsageError


@dataclass(frozen=True)
class StrataColumns:
    """Columns of a table of strata; a bound is a column or a number.

    proportions : columns of shares, 0 to 1, each a variable with its standard deviation
    means, sds : columns of other variables, in the same order
    """

    stratum: str
    population: str
    proportions: Sequence[str] = field(default=())
    means: Sequence[str] = field(default=())
    sds: Sequence[str] = field(default=())
    cost: str | None = None
    effect: str | None = None
    least: str | None = None
    most: str | None = None


def read_strata(source: SourceTable, columns: StrataColumns) -> Strata:
    """The strata of a table.

    Raises
    ------
    UsageError, DataError
        If a column is not there, a cell is no number, numbers make no sense, or a row is of totals.
    """
    if len(columns.means) != len(columns.sds):
        raise UsageError(
            f"{len(columns.means)} columns of means stand beside {len(columns.sds)} of standard"
            " deviations",
            code="bad-usage",
            hint="give --mean and --sd once for each variable, in the same order",
        )
    frame = source.lazy.collect()
    population = number_column(source, frame, columns.population)
    refuse_totals(source, frame, population.tolist(), columns.population)
    shares = [_share(source, frame, name) for name in columns.proportions]
    spreads = [proportion_spread(p, np.maximum(population, 1.0)) for p in shares]
    shares += [number_column(source, frame, name) for name in columns.means]
    spreads += [number_column(source, frame, name) for name in columns.sds]
    height = frame.height
    return make_strata(
        text_column(source, frame, columns.stratum),
        population,
        variables=(*columns.proportions, *columns.means),
        mean=np.column_stack([*shares]) if shares else np.zeros((height, 0)),
        sd=np.column_stack([*spreads]) if spreads else np.zeros((height, 0)),
        cost=None if columns.cost is None else number_column(source, frame, columns.cost),
        effect=None if columns.effect is None else number_column(source, frame, columns.effect),
        low=_bound(source, frame, columns.least, "least"),
        high=_bound(source, frame, columns.most, "most"),
        rows=[source.rows.of(place) for place in range(height)],
        columns=_places(source, columns),
    )


def _places(source: SourceTable, columns: StrataColumns) -> dict[str, str]:
    """Where names and numbers stand, by what errors of strata call them."""
    named = {
        "name": columns.stratum,
        "population": columns.population,
        "cost": columns.cost,
        "design effect": columns.effect,
    }
    return {what: f"{source.name}, {source.column(name)}" for what, name in named.items() if name}


def number_column(source: SourceTable, frame: pl.DataFrame, name: str) -> FloatArray:
    """A column of numbers, without gaps."""
    column = frame[source.column(name)]
    numbers = column.cast(pl.Float64, strict=False)
    values = numbers.fill_null(float("nan")).to_numpy()
    bad = ~np.isfinite(values)
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        raise DataError(
            f"column {column.name} has {cell_kind(column[first])} in row"
            f" {source.rows.of(first)} in place of"
            " a number" + (f", and so in {int(bad.sum())} rows" if bad.sum() > 1 else ""),
            code="no-number",
            where=f"{source.name}, {column.name}",
            hint="give a number in every row",
        )
    return values.astype(np.float64)


def text_column(source: SourceTable, frame: pl.DataFrame, name: str) -> tuple[str, ...]:
    """A column of codes as texts, without gaps."""
    column = source.column(name)
    texts = frame.select(code_text(column, frame.schema[column]).alias("text"))["text"]
    gaps = np.flatnonzero(texts.is_null().to_numpy())
    if gaps.size:
        raise DataError(
            f"column {column} is empty in {gaps.size} rows, first in row "
            f"{source.rows.of(int(gaps[0]))}",
            code="empty-cell",
            where=f"{source.name}, {column}",
            hint="fill it, or take the rows out",
        )
    return tuple(texts.to_list())


def _share(source: SourceTable, frame: pl.DataFrame, name: str) -> FloatArray:
    p = number_column(source, frame, name)
    bad: BoolArray = ~((p >= 0) & (p <= 1))
    if bad.any():
        row = source.rows.of(int(np.flatnonzero(bad)[0]))
        raise DataError(
            f"column {name} has a share outside of 0 to 1 in row {row}",
            code="no-share",
            where=f"{source.name}, {name}",
            hint="write 0.05 for 5 %",
        )
    return p


def _bound(
    source: SourceTable, frame: pl.DataFrame, given: str | None, which: Literal["least", "most"]
) -> IntArray | None:
    """A bound that is told as a number for all strata, or as a column of them."""
    if given is None:
        return None
    if given.isdigit() and source.find(given) is None:
        return np.full(frame.height, int(given), dtype=np.int64)
    values = number_column(source, frame, given)
    whole = np.ceil(values) if which == "least" else np.floor(values)
    return whole.astype(np.int64)
