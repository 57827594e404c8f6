"""Populations that plans are drawn from: a table of persons, or the invented country."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from measure87.design.drawing import Scheme
from measure87.design.measured_plan import needs_households, scheme_of_plan
from measure87.design.planning import Plan
from measure87.design.population import Population, population_of
from measure87.files import SourceTable, read_source, with_notices_told
from measure87.library.frames import frame_of
from measure87.library.reading import answered_by_a_call
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import DataError, UsageError

_YES_OR_NO = "0 and 1, or true and false; nothing for who does not count"


@dataclass(frozen=True)
class Drawn:
    """Columns of a population: what is measured, and where persons live."""

    outcome: str
    cluster: str
    stratum: str | None = None
    household: str | None = None


@dataclass(frozen=True)
class Known:
    """A population, what it is called, and whether its households are known."""

    population: Population
    name: str
    has_households: bool


def table_population(given: Any, columns: Drawn) -> Known:
    """A population from a file or a table."""
    source = given
    if isinstance(given, str | Path):
        with answered_by_a_call(given):
            source = with_notices_told(read_source(Path(given)))
    is_source = isinstance(source, SourceTable)
    frame = frame_of(source.lazy if is_source else source)
    names = [name for name in vars(columns).values() if name is not None]
    frame.require(names)
    rows = frame.in_memory()
    if rows is None:
        raise UsageError("a population of an engine is not drawn from", code="table-type",
                         hint="give a table in memory, or a file")  # fmt: skip
    table = rows.select(names).collect()
    if table.height == 0:
        raise DataError("the population has no rows", code="empty-table")
    name = source.name if is_source else "the table"
    return _known(table, columns, name)


def invented(seed: int, columns: Drawn) -> Known:
    """Everybody in the invented country of a seed."""
    from measure87.simulate.whole_population import TRUE_STATUSES, invent_population

    if columns.outcome not in TRUE_STATUSES:
        raise UsageError(
            f"the invented country has no outcome {columns.outcome!r}",
            code="unknown-column",
            hint=f"name one of {', '.join(TRUE_STATUSES)}",
        )
    table = invent_population(seed)
    where = Drawn(columns.outcome, "cluster", "stratum", columns.household)
    return _known(table, where, f"invented country {seed}")


def scheme_of(plan: Plan, known: Known) -> Scheme:
    """How a plan is drawn from a population, with households where it visits them."""
    if needs_households(plan.settings) != known.has_households:
        text = "visits households, and the population has none"
        if known.has_households:
            text = "visits persons, and a column of households was named"
        raise UsageError(
            f"the plan {text}", code="households",
            hint="name the column of households for one child or reports on family, and only then",
        )  # fmt: skip
    return scheme_of_plan(plan.settings, plan.fieldwork.plan.clusters)


def _known(table: pl.DataFrame, columns: Drawn, name: str) -> Known:
    outcome = _outcome(table[columns.outcome])
    if columns.household is None:  # persons who do not count are not visited
        counts = np.isfinite(outcome)
        table, outcome = table.filter(pl.Series(counts)), outcome[counts]
    if outcome.size == 0:
        raise DataError("nobody in the population counts", code="population",
                        hint=f"the outcome holds {_YES_OR_NO}")  # fmt: skip
    codes = {
        part: _codes(table[column])
        for part in ("cluster", "stratum", "household")
        if (column := getattr(columns, part)) is not None
    }
    made = population_of(codes["cluster"], outcome, codes.get("stratum"), codes.get("household"))
    return Known(made, name, columns.household is not None)


def _outcome(column: pl.Series) -> FloatArray:
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise DataError(f"the outcome {column.name!r} holds no numbers", code="population",
                        hint=f"give {_YES_OR_NO}")  # fmt: skip
    return np.asarray(column.cast(pl.Float64).fill_null(float("nan")), dtype=np.float64)


def _codes(column: pl.Series) -> IntArray:
    """Codes from 0 without gaps; nobody may live nowhere."""
    if n := column.null_count():
        who = "1 person has" if n == 1 else f"{n} persons have"
        text = f"{who} no {column.name!r}"
        raise DataError(
            text,
            code="population",
            hint="give everybody a place, or leave her out",
        )
    return np.unique(column.to_numpy(), return_inverse=True)[1].ravel()
