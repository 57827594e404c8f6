"""Leaves out what the user names of a table; each figure stays in it with the reason."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from measure87.combine.inputs.exclusion import Exclusion
from measure87.combine.inputs.figure_table import FigureTable
from measure87.vocabulary.errors import DataError


def exclude(table: FigureTable, exclusions: Sequence[Exclusion]) -> FigureTable:
    """The table without the figures that are named; they stay in it with the reason.

    In a table two rows for the same figure have been settled already: what is to be left out
    before that is told to the reader (`exclusions=`).

    Raises
    ------
    UsageError
        If an exclusion names nothing, or has no reason.
    DataError
        If an exclusion fits no included figure: it was meant for one that is not there.
    """
    frame = table.frame
    for one in exclusions:
        fits = pl.col("included") & _has(one)
        _require_some(frame, fits, one)
        frame = frame.with_columns(
            reason=pl.when(fits).then(pl.lit(one.reason)).otherwise("reason"),
            included=pl.col("included") & ~fits,
        )
    return replace(table, frame=frame)


def require_excluded(table: FigureTable, exclusions: Sequence[Exclusion]) -> None:
    """Refuse exclusions, made when files were read, that left no figure of the table out.

    Raises
    ------
    UsageError, DataError
        As `exclude`.
    """
    for one in exclusions:
        left_out = ~pl.col("included") & (pl.col("reason") == one.reason).fill_null(False)
        _require_some(table.frame, left_out & _has(one), one)


def _has(one: Exclusion) -> pl.Expr:
    """Rows that have what the exclusion names."""
    return pl.all_horizontal(
        (pl.col(name) == value).fill_null(False) for name, value in one.named.items()
    )


def _require_some(frame: pl.DataFrame, fits: pl.Expr, one: Exclusion) -> None:
    if frame.filter(fits).is_empty():
        told = ", ".join(f"{name} {value}" for name, value in one.named.items())
        raise DataError(
            f"no included figure has {told}",
            code="exclusion",
            hint="correct the exclusion, or take it away",
        )
