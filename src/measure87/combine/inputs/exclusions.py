"""Figures that the user leaves out, each with a reason that stays in the table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from measure87.combine.inputs.figure_table import FigureTable
from measure87.vocabulary.errors import DataError, UsageError

_WHICH = ("country", "year", "sex", "measure", "origin", "source", "source_type")


@dataclass(frozen=True)
class Exclusion:
    """Which figures are left out, by what they have in common, and why."""

    reason: str
    country: str | None = None
    year: int | None = None
    sex: str | None = None
    measure: str | None = None
    origin: str | None = None
    source: str | None = None
    source_type: str | None = None


def exclude(table: FigureTable, exclusions: Sequence[Exclusion]) -> FigureTable:
    """The table without the figures that are named; they stay in it with the reason.

    Leave out before tables are joined what would contradict another table there.

    Raises
    ------
    UsageError
        If an exclusion names nothing, or has no reason.
    DataError
        If an exclusion fits no included figure: it was meant for one that is not there.
    """
    frame = table.frame
    for one in exclusions:
        named = {name: getattr(one, name) for name in _WHICH if getattr(one, name) is not None}
        if not named or not one.reason.strip():
            raise UsageError(
                "an exclusion names at least one thing and a reason",
                code="exclusion",
                hint=f"name any of {', '.join(_WHICH)}",
            )
        fits = pl.col("included")
        for name, value in named.items():
            fits = fits & (pl.col(name) == value).fill_null(False)
        if frame.filter(fits).is_empty():
            told = ", ".join(f"{name} {value}" for name, value in named.items())
            raise DataError(
                f"no included figure has {told}",
                code="exclusion",
                hint="correct the exclusion, or take it away",
            )
        frame = frame.with_columns(
            reason=pl.when(fits).then(pl.lit(one.reason)).otherwise("reason"),
            included=pl.col("included") & ~fits,
        )
    return replace(table, frame=frame)
