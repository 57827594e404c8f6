"""A sampling frame as it stands in a table: one row a unit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.files.rows_of_file import RowsOfFile
from measure87.files.source_table import SourceTable, code_text
from measure87.files.total_row import refuse_totals
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class FrameColumns:
    """Columns of a frame.

    ids : columns that together name a unit; none: rows are numbered
    size : measure of size; of a cluster where units lie in clusters, and then alike within each
    strata : columns that together name a stratum
    cluster : column of the cluster that a unit lies in
    balance : variables of a cube sample
    """

    ids: Sequence[str] = ()
    size: str | None = None
    strata: Sequence[str] = ()
    cluster: str | None = None
    balance: Sequence[str] = ()


@dataclass(frozen=True)
class Frame:
    """N units.

    ids : N texts, the parts of a name parted by `/`; each stands once
    size : (N,) float, above 0, or None
    stratum : (N,) int, place of each unit's stratum in `strata`
    cluster : (N,) int, place of each unit's cluster in `clusters`, or None
    balance : (N, p) float
    rows : where the units stand in the file
    """

    name: str
    sha256: str
    columns: FrameColumns
    ids: tuple[str, ...]
    strata: tuple[str, ...]
    stratum: IntArray
    size: FloatArray | None
    clusters: tuple[str, ...]
    cluster: IntArray | None
    balance: FloatArray
    rows: RowsOfFile


def read_frame(source: SourceTable, columns: FrameColumns) -> Frame:
    """The frame in a table.

    Raises
    ------
    DataError
        If a column is not there, a unit stands twice, a name is empty, a size is not above 0, a
        cluster lies in two strata, or a row is of totals. Rows are named, never what is in them.
    """
    frame = source.lazy.collect()
    if frame.height == 0:
        raise DataError(f"{source.name} has no row", code="no-unit", where=source.name,
                        hint="give one row a unit")  # fmt: skip
    ids = _names(source, frame, columns.ids)
    if columns.ids:
        _refuse_twice(source, ids, columns.ids)
    else:
        ids = [str(row + 1) for row in range(frame.height)]
    strata_names = _names(source, frame, columns.strata)
    _refuse_one_name(source, frame, columns.strata, strata_names)
    strata, stratum = _coded(strata_names, frame.height)
    cluster_names = [] if columns.cluster is None else _names(source, frame, (columns.cluster,))
    clusters, cluster = _coded(cluster_names, frame.height)
    balance = [_numbers(source, frame, name) for name in columns.balance]
    size = None if columns.size is None else _numbers(source, frame, columns.size)
    if size is not None:
        _refuse(source, columns.size or "", ~(size > 0), "is not above 0",
                "take units of no size out, or give them a size")  # fmt: skip
        if columns.cluster is None:
            refuse_totals(source, frame, size.tolist(), columns.size or "")
    found = Frame(
        source.name, source.sha256, columns, tuple(ids), strata, stratum, size,
        clusters if cluster_names else (), cluster if cluster_names else None,
        np.column_stack(balance) if balance else np.zeros((frame.height, 0)),
        source.rows,
    )  # fmt: skip
    if found.cluster is not None:
        _check_clusters(source, found)
    return found


def _names(source: SourceTable, frame: pl.DataFrame, names: Sequence[str]) -> list[str]:
    """Texts of columns, parted by `/`; empty where no column is named."""
    if not names:
        return []
    columns = [source.column(name) for name in names]
    parts = frame.select(code_text(one, frame.schema[one]) for one in columns)
    for one in columns:
        _refuse(
            source,
            one,
            parts[one].is_null().to_numpy(),
            "is empty",
            "fill it, or leave the rows out",
        )
    return parts.select(pl.concat_str(columns, separator="/").alias("name"))["name"].to_list()


def _refuse_one_name(
    source: SourceTable, frame: pl.DataFrame, named: Sequence[str], names: Sequence[str]
) -> None:
    """Refuse crossings of codes that have one name: `a/b` and `c`, `a` and `b/c`."""
    columns = [source.column(name) for name in named]
    codes = frame.select(code_text(one, frame.schema[one]) for one in columns).rows()
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        before = first.setdefault(name, row)
        if codes[before] != codes[row]:
            raise DataError(
                f"rows {source.rows.of(before)} and {source.rows.of(row)} lie in two strata that"
                f" have one name by {', '.join(named)}",
                code="stratum-name",
                where=f"{source.name}, {', '.join(named)}",
                hint="strata are named by their codes with / between: take the / out of the codes",
            )


def _coded(names: Sequence[str], height: int) -> tuple[tuple[str, ...], IntArray]:
    """Distinct names in order of first appearance, and the place of each row's name among them."""
    if not names:
        return ("",), np.zeros(height, dtype=np.int64)
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return tuple(places), np.array([places[name] for name in names], dtype=np.int64)


def _numbers(source: SourceTable, frame: pl.DataFrame, name: str) -> FloatArray:
    column = source.column(name)
    values = frame[column].cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy()
    bad = ~np.isfinite(values)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        kind = cell_kind(frame[column][row])
        _refuse(source, column, bad, f"is {kind} and no number", "give a number in every row")
    return np.array(values, dtype=np.float64)


def _refuse(source: SourceTable, column: str, bad: BoolArray, wrong: str, hint: str) -> None:
    """Refuse rows of a column, by their number."""
    rows = np.flatnonzero(bad)
    if rows.size:
        more = f" and in {rows.size - 1:,} more rows" if rows.size > 1 else ""
        raise DataError(
            f"column {column} {wrong} in row {source.rows.of(int(rows[0]))}{more}",
            code="bad-frame",
            where=f"{source.name}, {column}",
            hint=hint,
        )


def _refuse_twice(source: SourceTable, ids: Sequence[str], columns: Sequence[str]) -> None:
    first: dict[str, int] = {}
    twice = [
        (first[name], row) for row, name in enumerate(ids) if first.setdefault(name, row) != row
    ]
    if twice:
        before, again = twice[0]
        more = f"; {len(twice) - 1:,} more rows do so too" if len(twice) > 1 else ""
        raise DataError(
            f"rows {source.rows.of(before)} and {source.rows.of(again)} name the same unit by"
            f" {', '.join(columns)}" + more,
            code="unit-twice",
            where=f"{source.name}, {', '.join(columns)}",
            hint="take one of them out, or name a further column with --id",
        )


def _check_clusters(source: SourceTable, frame: Frame) -> None:
    """Refuse a cluster in two strata, or of two sizes."""
    cluster, column = frame.cluster, frame.columns.cluster or ""
    if cluster is None:
        return
    first = np.full(len(frame.clusters), -1, dtype=np.int64)
    rows = np.arange(cluster.size)
    first[cluster[::-1]] = rows[::-1]
    _refuse(source, column, frame.stratum != frame.stratum[first[cluster]],
            "has a cluster that began in another stratum", "keep each in one stratum")  # fmt: skip
    if frame.size is not None:
        _refuse(source, frame.columns.size or "", frame.size != frame.size[first[cluster]],
                "differs from the row in which its cluster began",
                "give the size of the whole cluster in each of its rows")  # fmt: skip
