"""Parquet files: read lazily, for they may be larger than memory."""

from pathlib import Path

import polars as pl

from measure87.files.selection import Selection
from measure87.files.source_table import TableContent
from measure87.files.table_form import TableForm


def read_parquet(path: Path, wanted: Selection, form: TableForm) -> TableContent:
    """Values of a Parquet file as a lazy frame, NaN turned into null (`form` is not used)."""
    frame = pl.scan_parquet(path, glob=False)
    schema = frame.collect_schema()
    names = schema.names()
    chosen = wanted.of(names, where=path.name)
    floats = [name for name in chosen if schema[name].is_float()]
    frame = frame.select(chosen)
    frame = frame.with_columns(pl.col(floats).fill_nan(None)) if floats else frame
    return TableContent(frame, present=tuple(names))
