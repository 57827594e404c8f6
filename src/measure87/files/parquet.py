"""Parquet files: read lazily, for they may be larger than memory."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from measure87.files.selection import select_columns
from measure87.files.source_table import TableContent


def read_parquet(
    path: Path, columns: Sequence[str] | None, encoding: str | None = None
) -> TableContent:
    """Values of a Parquet file as a lazy frame, NaN turned into null (`encoding` is not used)."""
    frame = pl.scan_parquet(path)
    schema = frame.collect_schema()
    chosen = select_columns(columns, schema.names(), where=path.name)
    floats = [name for name in chosen if schema[name].is_float()]
    frame = frame.select(chosen)
    return TableContent(frame.with_columns(pl.col(floats).fill_nan(None)) if floats else frame)
