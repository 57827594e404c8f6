"""Which engine holds the table, and are its columns there?"""

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import polars as pl

from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.reduction import reduce_polars
from measure87.estimate.survey.sums import SampleSums
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.survey_design import SurveyDesign


def read_sums(
    table: Any,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
) -> tuple[SampleSums, Domains]:
    """Reduce a table of any engine to its sums.

    Raises
    ------
    DataError
        If a column is not in the table.
    UsageError
        If the table is of no known kind.
    """
    frame = as_frame(table)
    check_columns(frame.collect_schema().names(), outcomes, design, tables, where)
    native: Any = frame.to_native()
    if isinstance(native, pl.LazyFrame):
        return reduce_polars(native, outcomes, design, tables, where)
    from measure87.estimate.survey.group_sums import reduce_groups

    return reduce_groups(frame, outcomes, design, tables, where)


def as_frame(table: Any) -> "nw.LazyFrame[Any]":
    """The table as a lazy frame; tables in memory become polars."""
    try:
        frame = nw.from_native(table, pass_through=False)
    except TypeError as error:
        raise UsageError(
            f"a table of type {type(table).__name__} cannot be read",
            code="table-type",
            hint="give a polars, pandas or pyarrow table, a DuckDB relation or a PySpark DataFrame",
        ) from error
    if isinstance(frame, nw.LazyFrame):
        return frame
    return nw.from_native(pl.DataFrame(frame.to_polars()).lazy())


def check_columns(
    present: list[str],
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
) -> None:
    """Raise `DataError` for a column that is not there, with those that are."""
    needed = [name for outcome in outcomes for name in outcome.columns]
    needed += [*design.columns, *(v for table in tables for v in table.variables), *where]
    absent = [name for name in dict.fromkeys(needed) if name not in present]
    if absent:
        shown = ", ".join(present[:40]) + (", ..." if len(present) > 40 else "")
        raise DataError(
            f"the table has no column {', '.join(absent)}",
            code="unknown-column",
            where=", ".join(absent),
            hint=f"columns: {shown}",
        )
