"""Tables of an invented country in which nobody answered some questions, and the bounds that stay.

A status that was asked becomes unknown, a number or code is not told: so the share of yes lies
between that of persons who are yes whatever was not answered, and that with all who may be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from measure87.classify import Tables, classify
from measure87.collect import Collected, apply_mapping, parse_mapping
from measure87.collect.form.model import Serves
from measure87.collect.presets.forced_labour import INPUT, forced_labour_mapping
from measure87.define import Definition
from measure87.files import SourceTable
from measure87.simulate import InventedCountry
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS, Table
from measure87.vocabulary.status import UNKNOWN, YES

_TABLES: Mapping[str, Table] = {"persons": PERSONS, "jobs": JOBS}
_KEYS = frozenset(("person_id", "job_id", "household_id", "weight", "stratum", "cluster"))


@dataclass(frozen=True)
class Bounds:
    """The share of persons of a measure's universe who are yes, as far as answers tell."""

    lower: float
    """Share that is yes whatever was not answered, 0 to 1, weighted."""
    upper: float
    """With all who may be."""

    @property
    def width(self) -> float:
        """How far they are apart."""
        return self.upper - self.lower


def collected_of(country: InventedCountry) -> Collected:
    """The standard tables of an invented survey of its forced-labour module."""
    section = parse_mapping(forced_labour_mapping())[INPUT]
    frames = {
        "persons": country.persons,
        "jobs": country.jobs,
        "circumstances": country.circumstances,
    }
    return apply_mapping(section, {name: _source(name, one) for name, one in frames.items()})


def _source(name: str, frame: pl.DataFrame) -> SourceTable:
    columns = tuple(frame.columns)
    return SourceTable(name, "frame", frame.lazy(), columns, present=columns)


def blanked(collected: Collected, cells: Iterable[Serves]) -> Tables:
    """The tables without what some cells say."""
    tables = {"persons": collected.persons, "jobs": collected.jobs}
    circumstances = collected.circumstances
    for cell in cells:
        if cell.table == "circumstances":
            circumstances = None if circumstances is None else _without_item(circumstances, cell)
        elif (frame := tables[cell.table]) is not None:
            tables[cell.table] = _without_column(frame, cell.table, cell.column)
    persons = tables["persons"]
    return Tables(collected.persons if persons is None else persons, tables["jobs"], circumstances)


def is_simulated(collected: Collected, cell: Serves) -> bool:
    """Whether the invented survey has what a cell says."""
    if cell.table == "circumstances":
        return cell.item in collected.items and cell.column in collected.items
    frame = collected.persons if cell.table == "persons" else collected.jobs
    return frame is not None and cell.column in frame.collect_schema().names()


def _without_column(frame: pl.LazyFrame, table: str, name: str) -> pl.LazyFrame:
    if name in _KEYS or name not in frame.collect_schema().names():
        return frame
    column = pl.col(name)
    if _TABLES[table][name].kind == "status":
        unknown = pl.lit(UNKNOWN, dtype=pl.Int8)
        return frame.with_columns(pl.when(column.is_not_null()).then(unknown).alias(name))
    return frame.with_columns(pl.when(pl.lit(value=False)).then(column).alias(name))


def _without_item(frame: pl.LazyFrame, cell: Serves) -> pl.LazyFrame:
    """Answers to one item at the stage and mode of the question are not known."""
    there = frame.collect_schema().names()
    if cell.column not in there or cell.column not in CIRCUMSTANCES:
        return frame
    told = {"item": cell.item, "stage": cell.stage, "mode": cell.mode, "by_whom": cell.by_whom}
    same = pl.all_horizontal(
        [
            (pl.col(name) == code) | pl.col(name).is_null()
            for name, code in told.items()
            if code and name in there
        ]
    )
    column = pl.col(cell.column)
    unknown = pl.lit(UNKNOWN, dtype=pl.Int8)
    lost = pl.when(same & column.is_not_null()).then(unknown).otherwise(column)
    return frame.with_columns(lost.alias(cell.column))


def bounds_of(
    tables: Tables, definitions: Sequence[tuple[Definition, Sequence[str]]]
) -> dict[str, Bounds]:
    """Bounds of each measure, by its name."""
    names = [name for _, measures in definitions for name in measures]
    weight = "weight"
    frame = classify(tables, definitions, carry=[weight], reasons=False)
    found: pl.DataFrame = nw.to_native(frame).collect()
    return {name: _bounds(found, name, weight) for name in names}


def _bounds(found: pl.DataFrame, name: str, weight: str) -> Bounds:
    inside = found.filter(pl.col(name).is_not_null())
    total = float(inside[weight].sum())
    if not total:
        return Bounds(0.0, 0.0)
    shares = [
        float(inside.filter(pl.col(name) >= least)[weight].sum()) / total
        for least in (YES, UNKNOWN)
    ]
    return Bounds(shares[0], shares[1])
