"""Which engine holds the table, and are its columns there?"""

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import polars as pl

from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.reduction import reduce_polars
from measure87.estimate.survey.status_columns import is_enumeration
from measure87.estimate.survey.sums import SampleSums
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.survey_design import SurveyDesign

_OURS = "measure87_"
"""How columns begin that were added on the way."""


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
        If a column is not in the table or is of a kind that cannot be used.
    UsageError
        If the table is of no known kind.
    """
    frame = as_frame(table)
    check_columns(frame, outcomes, design, tables, where)
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
    frame: "nw.LazyFrame[Any]",
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
) -> None:
    """Raise `DataError` for a column that is not there or of the wrong kind."""
    if len(set(design.clusters)) < len(design.clusters):
        raise UsageError(
            f"a stage of sampling is named twice: {', '.join(design.clusters)}",
            code="design",
            hint="give one cluster column for each stage",
        )
    schema = frame.collect_schema()
    present = schema.names()
    needed = [name for outcome in outcomes for name in outcome.columns]
    needed += [*design.columns, *(v for table in tables for v in table.variables), *where]
    absent = [name for name in dict.fromkeys(needed) if name not in present]
    if absent:
        own = [name for name in present if not name.startswith(_OURS)]
        shown = ", ".join(own[:40]) + (", ..." if len(own) > 40 else "")
        raise DataError(
            f"the table has no column {', '.join(absent)}",
            code="unknown-column",
            where=", ".join(absent),
            hint=f"columns: {shown}",
        )
    for name in (design.weight, *design.fpc):
        if name is not None and not schema[name].is_numeric():
            text = _first_text(frame, name) if schema[name] == nw.String else ""
            raise _wrong_kind(name, schema, f"numbers{text}", "give a column of numbers alone")
    for outcome in outcomes:
        _check_outcome(outcome, schema)
    units = [name for name in (design.strata, *design.clusters) if name is not None]
    for name in (*(v for table in tables for v in table.variables), *where, *units):
        if schema[name].is_nested():
            raise _wrong_kind(name, schema, "single codes", "give a column with one code a row")


def _check_outcome(outcome: Outcome, schema: nw.Schema) -> None:
    """A status is a number, true or false, or the words of one; a number is one."""
    for name in outcome.columns:
        kind = schema[name]
        is_empty = kind == nw.Unknown  # a column of nulls alone
        if outcome.kind == "status" and not (_may_be_status(outcome, kind) or is_empty):
            raise _wrong_kind(name, schema, "statuses", "give a column of 0 and 1, 1 being yes")
        if outcome.kind == "number" and not (kind.is_numeric() or kind == nw.Boolean or is_empty):
            raise _wrong_kind(name, schema, "numbers", "give a column of numbers")


def _may_be_status(outcome: Outcome, kind: Any) -> bool:
    """Whether a type can hold what an outcome reads as statuses."""
    words = kind == nw.Boolean or is_enumeration(kind)
    return bool(kind.is_numeric() or (outcome.coding == "by-type" and words))


def _first_text(frame: "nw.LazyFrame[Any]", name: str) -> str:
    """Where the first value of a design column is that is no number, in words."""
    native: Any = frame.to_native()
    if not isinstance(native, pl.LazyFrame):
        return ""
    value, row = pl.col(name), "measure87_row"
    texts = native.select(value).with_row_index(row, offset=1).filter(value.is_not_null())
    wrong = texts.filter(value.cast(pl.Float64, strict=False).is_null()).select(row).head(1)
    found = wrong.collect()
    return f", first in row {found.item()}" if found.height else ""


def _wrong_kind(name: str, schema: nw.Schema, wanted: str, hint: str) -> DataError:
    """The error for a column whose values are of another kind."""
    kinds = {nw.String: "text", nw.Boolean: "true and false", nw.Categorical: "text"}
    found = next((word for kind, word in kinds.items() if schema[name] == kind), None)
    return DataError(
        f"{name} holds {found or f'values of type {schema[name]}'} and not {wanted}",
        code="wrong-type",
        where=name,
        hint=hint,
    )
