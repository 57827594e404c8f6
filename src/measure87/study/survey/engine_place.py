"""Where an input is worked on, if not in this process: its standard tables as an engine reads them.

The mapping is polars's, whose rules on codes and missing answers no engine's SQL has in the same
way. It is read in a stream and its tables go into `DIR/private/working`, from which the engine
goes on; the folder is gone when the run ends. docs/decisions/0070-a-study-on-a-cluster.md
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import narwhals as nw
import polars as pl

from measure87.classify import Tables
from measure87.collect import Collected
from measure87.files.engines import (
    Engine,
    EngineChoice,
    EngineTable,
    Frame,
    opened_engine,
    read_written,
)
from measure87.files.owner_folder import OWNER_ALONE, private_folder

WORKING = "working"
MISREAD = "misread"
_TABLES = ("persons", "jobs", "circumstances")
_PART = "part-0.parquet"


@dataclass(frozen=True)
class EnginePlace:
    """An engine, and the folder in which tables pass to it and from it.

    Parameters
    ----------
    engine : a running engine
    folder : for the owner alone; nothing else lies there
    """

    engine: Engine
    folder: Path
    _number: Iterator[int] = field(default_factory=count)

    def inside(self, name: str) -> "EnginePlace":
        """A place of its own in this one, for an input."""
        return replace(self, folder=_made(self.folder / name))

    def brought(self, table: pl.LazyFrame, name: str) -> pl.LazyFrame:
        """A table of this process written for the engine, and from now on read from there."""
        path = _made(self.folder / name) / _PART
        path.touch(mode=0o600)
        table.sink_parquet(path)
        return pl.scan_parquet(path)

    def read(self, name: str) -> EngineTable:
        """A table that was brought, on the engine, in the engine's own form."""
        return read_written(self.engine, self.folder / name).to_native()

    def kept(self, table: Frame) -> EngineTable:
        """A table of the engine, computed once by it: no row comes to this process."""
        folder = self.folder / f"kept-{next(self._number)}"
        self.engine.write(table, folder)
        return read_written(self.engine, folder).to_native()

    def brought_back(self, table: Frame) -> pl.LazyFrame:
        """A table of the engine for this process, by files that its workers write."""
        folder = self.folder / f"kept-{next(self._number)}"
        self.engine.write(table, folder)
        return pl.scan_parquet(sorted(folder.rglob("*.parquet")))

    def settled(self, table: Frame) -> Frame:
        """The same table, computed once by the engine, without the plan that led to it."""
        found: Frame = nw.from_native(self.kept(table))
        return found

    def listed(self, column: str, values: Sequence[str]) -> EngineTable:
        """A column of a few values that are no persons', on the engine."""
        name = f"list-{next(self._number)}"
        self.brought(pl.LazyFrame({column: list(values)}), name)
        return self.read(name)

    def collected(self, given: Collected) -> Collected:
        """Standard tables that the engine can read, and this process too."""
        frames: dict[str, EngineTable] = {
            name: frame if frame is None else self.brought(frame, name)
            for name in _TABLES
            for frame in [getattr(given, name)]
        }
        misread = given.misread
        if misread is not None:
            misread = replace(misread, persons=self.brought(misread.persons, MISREAD))
        return replace(given, **frames, misread=misread)

    def tables(self, given: Collected) -> Tables:
        """The standard tables on the engine, of those that were brought."""
        return Tables(
            *(None if getattr(given, name) is None else self.read(name) for name in _TABLES)
        )


@contextmanager
def engine_place(choice: EngineChoice, study: Path) -> Iterator[EnginePlace | None]:
    """Where a study is worked on by an engine; None where it is in this process.

    Parameters
    ----------
    study : its folder, which the engine's workers see under the same path
    """
    with opened_engine(choice) as engine:
        if engine is None:
            yield None
            return
        folder = private_folder(study) / WORKING
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed
        try:
            yield EnginePlace(engine, _made(folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path) -> Path:
    folder.mkdir(mode=OWNER_ALONE)
    return folder
