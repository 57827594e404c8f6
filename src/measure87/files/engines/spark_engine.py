"""Spark: on this machine, on a cluster by its master, or by a server of Spark Connect.

Everything is Spark's own SQL, so its workers need no Python. They need to see the files under the
same paths as this machine does.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import narwhals as nw

from measure87.files.engines.choice import EngineName
from measure87.files.engines.engine import Frame
from measure87.files.engines.spark_session import Session, start_session
from measure87.vocabulary.errors import DataError, MissingExtraError

_GLOB = "*?[]{}\\"
"""Signs of patterns in Hadoop's paths."""


class SparkEngine:
    """See `engine.Engine`.

    Parameters
    ----------
    master : str, optional
        As `spark://host:7077`; None is this machine.
    remote : str, optional
        A server of Spark Connect, as `sc://host:15002`.
    """

    name: EngineName = "spark"

    def __init__(self, master: str | None = None, remote: str | None = None) -> None:
        self._failures = _failures(connect=remote is not None)
        self._where = (master, remote)
        self._open: Session | None = None

    @property
    def _session(self) -> Session:
        if self._open is None:
            self._open = start_session(*self._where)
        return self._open

    def scan(self, locations: Sequence[str]) -> Frame:
        """See `engine.Engine`."""
        spark: Any = self._session.spark
        found: Frame = nw.from_native(spark.read.parquet(*map(_plain, locations)))
        return found

    def write(self, table: Frame, folder: Path) -> None:
        """See `engine.Engine`."""
        native: Any = table.to_native()
        native.write.parquet(_plain(str(folder)))

    @contextmanager
    def working(self) -> Iterator[None]:
        """See `engine.Engine`."""
        try:
            yield
        except self._failures as error:
            failed = self._said(error)
        else:
            return
        raise failed from None  # the first error may show values

    def _said(self, error: Exception) -> DataError:
        """What went wrong, by the name of its condition alone."""
        if self._open is not None and self._open.has_lost_workers:
            return DataError(
                "Spark has no worker left, and none came back",
                code="no-workers",
                hint="start workers of the cluster again, then run again; nothing was written",
            )
        condition = getattr(error, "getCondition", lambda: None)()
        return DataError(
            f"Spark could not finish ({condition or type(error).__name__})",
            code="engine-failed",
            hint="see that the cluster runs, that its workers see the files under the same paths "
            "and may write there, and that nobody else does; its own log says more",
        )

    def close(self) -> None:
        """See `engine.Engine`."""
        if self._open is not None:
            self._open.stop()
            self._open = None


def _failures(*, connect: bool) -> tuple[type[Exception], ...]:
    """What Spark raises when it cannot do its work."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
    except ImportError:
        raise MissingExtraError("PySpark", "spark") from None
    found = (PySparkException, Py4JError, nw.exceptions.NarwhalsError)
    if not connect:
        return found
    try:
        import grpc
        import grpc_status  # noqa: F401
        import zstandard  # noqa: F401
    except ImportError:
        raise MissingExtraError("Spark Connect", "spark-connect") from None
    return (*found, grpc.RpcError)


def _plain(location: str) -> str:
    """A path on a disk without patterns, from its root: Spark knows no folder that it is in."""
    path = str(Path(location).absolute())
    return "file:" + "".join(f"\\{sign}" if sign in _GLOB else sign for sign in path)
