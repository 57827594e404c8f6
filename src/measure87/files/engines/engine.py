"""What an engine offers: to read Parquet lazily, and to write it where nobody collects a row."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw

from measure87.files.engines.choice import EngineName

Frame = nw.LazyFrame[Any]
type EngineTable = Any
"""A table in the kind of whichever engine holds it: a polars DataFrame, a relation of DuckDB, a
DataFrame of Spark. What they have in common is what narwhals reads."""


class Engine(Protocol):
    """A running engine; it is started when it is first asked for a table."""

    name: EngineName

    def scan(self, locations: Sequence[str]) -> Frame:
        """Parquet files of the same columns as one lazy table; names of folders are no columns."""

    def write(self, table: Frame, folder: Path) -> None:
        """Write a lazy table as Parquet parts into a folder that is not there yet."""

    def working(self) -> AbstractContextManager[None]:
        """Whatever goes wrong inside is said in one sentence that repeats nothing of the engine."""

    def close(self) -> None:
        """Stop it, and remove what it left on this machine."""
