"""Tables of Parquet on an engine, read by the same rules as polars reads them: decision 60."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import narwhals as nw
import polars as pl

from measure87.files.engines.engine import Engine, Frame
from measure87.files.parts import PARQUET_SUFFIX, in_parts, is_address, locations_of
from measure87.vocabulary.errors import UsageError

_TYPES = {pl.Int64(): nw.Int64(), pl.String(): nw.String()}
"""What keys in names of folders can be."""


def read_on(engine: Engine, path: Path | str, columns: Sequence[str]) -> Frame:
    """Columns of a Parquet file or of a table in parts as a lazy table of an engine.

    Raises
    ------
    UsageError
        If it is another kind of file, or lies in an object store.
    """
    if is_address(path):
        raise UsageError(
            f"{engine.name} reads no object store here",
            code="engine",
            hint="polars does: leave --engine out, or copy the parts to a disk",
        )
    groups, keys = locations_of(Path(path)) if in_parts(path) else ({(): [_one(engine, path)]}, {})
    frames = [_with_keys(engine.scan(found), keys, said) for said, found in groups.items()]
    chosen = [frame.select(*columns) for frame in frames]
    return _without_nan(chosen[0] if len(chosen) == 1 else nw.concat(chosen, how="vertical"))


def _with_keys(frame: Frame, keys: Mapping[str, pl.DataType], said: Sequence[str | None]) -> Frame:
    """Parts with what the names of their folders say as columns."""
    columns = {
        name: nw.lit(value, dtype=nw.String()).cast(_TYPES[dtype])
        for (name, dtype), value in zip(keys.items(), said, strict=True)
    }
    return frame.with_columns(**columns) if columns else frame


def _one(engine: Engine, path: Path | str) -> str:
    """Where a single Parquet file lies."""
    if Path(path).suffix.lower() != PARQUET_SUFFIX:
        raise UsageError(
            f"{engine.name} reads Parquet alone, and {Path(path).name} is none",
            code="engine",
            hint="leave --engine out for polars, or write the table as Parquet",
        )
    return str(Path(path))


def read_written(engine: Engine, folder: Path) -> Frame:
    """What an engine, or polars, wrote as Parquet parts into a folder."""
    return engine.scan([str(part.absolute()) for part in sorted(folder.rglob("*.parquet"))])


def _without_nan(frame: Frame) -> Frame:
    """NaN is null, as everywhere."""
    floats = [name for name, dtype in frame.collect_schema().items() if dtype.is_float()]
    return frame.with_columns(nw.col(*floats).fill_nan(None)) if floats else frame
