"""A database in memory and a library of linkage that write nothing: no file, no log, no progress.

DuckDB spills to a folder beside the program when memory is short, and Splink logs; either could
leave names behind. Here spilling is off (a linkage too large for memory fails instead), the
database can read and write no file at all, and Splink's log goes nowhere.
"""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from measure87.vocabulary.errors import DataError, MissingExtraError

_SETTINGS = (
    "SET temp_directory = ''",
    "SET enable_progress_bar = false",
    "SET threads = 1",  # sums in one order: the same figures every time
    "SET preserve_insertion_order = true",
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


def in_quiet_database[Found](work: Callable[[Any], Found]) -> Found:
    """What `work` finds with a DuckDB connection, whose content is gone afterwards.

    Raises
    ------
    MissingExtraError
        Without DuckDB or Splink.
    DataError
        `too-large` where memory does not suffice; any other failure of the database as
        `linkage-failed`, without its text, which may show values.
    """
    try:
        import duckdb
        from splink.internals.exceptions import SplinkException
    except ImportError:
        raise MissingExtraError("Splink with DuckDB", "linkage") from None
    connection = duckdb.connect(":memory:")
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        with _silence():
            return work(connection)
    except duckdb.OutOfMemoryException:
        failed = DataError(
            "the lists are too large to be linked in memory",
            code="too-large",
            hint="link by region, or use a machine with more memory; nothing is put on disk",
        )
    except (duckdb.Error, SplinkException) as error:
        failed = DataError(
            f"linking failed in the database ({type(error).__name__})",
            code="linkage-failed",
            hint="report it, with the settings and without the data",
        )
    finally:
        connection.close()
    raise failed  # not where the first error is handled: it may show values and is let go


@contextmanager
def _silence() -> Iterator[None]:
    """No log and no warning of Splink inside the block."""
    log = logging.getLogger("splink")
    before = (log.level, log.propagate, log.disabled, log.handlers[:])
    log.handlers[:] = [logging.NullHandler()]
    log.setLevel(logging.CRITICAL + 1)
    log.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        level, log.propagate, log.disabled, log.handlers[:] = before
        log.setLevel(level)
