"""DuckDB in this process: tables larger than memory, spilled into a folder of the owner alone."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import narwhals as nw

from measure87.files.engines.choice import EngineName
from measure87.files.engines.engine import Frame
from measure87.vocabulary.errors import DataError, MissingExtraError

_SETTINGS = (
    "SET enable_progress_bar = false",
    "SET preserve_insertion_order = false",  # nothing here hangs on the order of rows
    "SET python_enable_replacements = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
)
_ROWS_IN_A_PART = 1_000_000


class DuckdbEngine:
    """See `engine.Engine`.

    Parameters
    ----------
    memory_limit : int, optional
        Bytes; DuckDB spills what is more.
    """

    name: EngineName = "duckdb"

    def __init__(self, memory_limit: int | None = None) -> None:
        try:
            import duckdb
        except ImportError:
            raise MissingExtraError("DuckDB", "duckdb") from None
        self._library: Any = duckdb
        self._limit = memory_limit
        self._open: Any = None
        self._spill: str | None = None

    @property
    def _connection(self) -> Any:
        if self._open is None:
            self._spill = tempfile.mkdtemp(prefix="measure87-")  # mode 0700: persons may lie there
            self._open = self._library.connect(":memory:")
            for setting in _SETTINGS:
                self._open.execute(setting)
            self._open.execute(f"SET temp_directory = {_quoted(self._spill)}")
            if self._limit is not None:
                self._open.execute(f"SET memory_limit = '{self._limit}B'")
        return self._open

    def scan(self, locations: Sequence[str]) -> Frame:
        """See `engine.Engine`."""
        files = [_plain(one) for one in locations]
        relation = self._connection.read_parquet(files, hive_partitioning=False)
        found: Frame = nw.from_native(relation)
        return found

    def write(self, table: Frame, folder: Path) -> None:
        """See `engine.Engine`."""
        relation: Any = table.to_native()
        folder.mkdir(parents=True)
        relation.write_parquet(str(folder / "part-0.parquet"), row_group_size=_ROWS_IN_A_PART // 8)

    @contextmanager
    def working(self) -> Iterator[None]:
        """See `engine.Engine`."""
        try:
            yield
        except self._library.OutOfMemoryException:
            failed = DataError(
                "DuckDB has not enough memory for this",
                code="too-large",
                hint="give it more by --memory-limit, or free space for what it spills",
            )
        except self._library.Error as error:
            failed = DataError(
                f"DuckDB could not finish ({type(error).__name__})",
                code="engine-failed",
                hint="see that nobody writes to the parts, and that there is space on the disk; "
                "polars may say more: leave --engine out",
            )
        else:
            return
        raise failed from None  # the first error may show values

    def close(self) -> None:
        """See `engine.Engine`."""
        if self._open is not None:
            self._open.close()
            self._open = None
        if self._spill is not None:
            shutil.rmtree(self._spill, ignore_errors=True)


def _plain(location: str) -> str:
    """A path without patterns: signs that would be one stand in brackets."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in location)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
