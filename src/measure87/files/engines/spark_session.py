"""Starts a session of Spark that says nothing, and stops it.

Log4j writes to a channel of its own, which goes nowhere: it is no result, and its errors repeat
cells. A session that is open already (of a program that uses measure87) is used and left open.
"""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import environ
from typing import Any
from urllib.parse import urlsplit

from measure87.files.engines.spark_workers import WorkerWatch
from measure87.vocabulary.errors import DataError

_MASTER_PORT, _REMOTE_PORT = 7077, 15002
_ANSWER_SECONDS = 10.0
_SETTINGS = {
    "spark.app.name": "measure87",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}
SQL_SETTINGS = {
    # Columns that differ in case alone are two columns.
    "spark.sql.caseSensitive": "true",
    # Forty rules make long expressions and plans of many joins. Compiling them takes a minute and
    # more, and so does thinking about them again after each join.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    # Below this size of its columns in the file, a table is sent whole to every worker. Codes of a
    # survey take many times as much in memory; at Spark's 10 MB one was not sent in five minutes.
    "spark.sql.autoBroadcastJoinThreshold": "1m",
    "spark.sql.broadcastTimeout": "3600",
    # The driver is given every file by its name. Below this many it looks for them itself; Spark's
    # own 32 sends a job of as many tasks to workers that are still starting.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000",
}
_PARTITIONS = "spark.sql.shuffle.partitions"
_PARTITIONS_PER_CORE = 3
_JAVA_OPTIONS = "JDK_JAVA_OPTIONS"
_DRIVER_OF_WORKERS = "-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1"
"""Whoever only plans for workers runs little code often: compiling it thoroughly costs more than it
gives, on the cores that ours and, on one machine, the workers need."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass
class Session:
    """A running session.

    spark : the session of PySpark
    watch : of the workers of a cluster
    is_ours : whether it was started here, and is stopped here
    """

    spark: Any
    watch: WorkerWatch | None
    is_ours: bool

    @property
    def has_lost_workers(self) -> bool:
        """Whether it has no worker left."""
        return self.watch is not None and self.watch.lost

    def stop(self) -> None:
        """Stop it, if it was started here."""
        if self.watch is not None:
            self.watch.stop()
        if self.is_ours:
            self.spark.stop()


def start_session(master: str | None, remote: str | None) -> Session:
    """Start Spark, or reach the one that was named.

    Raises
    ------
    DataError
        `no-cluster` if nobody answers there, `no-java` if Java is too old or not there.
    """
    if remote is not None:
        return _connected(remote)
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None and master is None:
        return _prepared(Session(active, None, is_ours=False))
    return _prepared(_started(master))


def _prepared(session: Session) -> Session:
    for name, value in SQL_SETTINGS.items():
        session.spark.conf.set(name, value)
    return session


def _connected(remote: str) -> Session:
    """A session on a server of Spark Connect."""
    _require_answer(remote, _REMOTE_PORT, "a server of Spark Connect")
    from pyspark.sql.connect.session import SparkSession

    spark = SparkSession.builder.remote(remote).create()
    return _prepared(Session(spark, None, is_ours=True))


def _started(master: str | None) -> Session:
    """A session of a driver in a process beside this one."""
    is_cluster = master is not None and master.startswith("spark://")
    if master is not None and is_cluster:
        _require_answer(master, _MASTER_PORT, "a master of Spark")
    if shutil.which("java") is None and "JAVA_HOME" not in environ:
        raise _no_java()
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    conf = SparkConf().setMaster(master or "local[*]")
    for name, value in _all_settings(master):
        conf.setIfMissing(name, value)
    try:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with _options_of_java(_DRIVER_OF_WORKERS if is_cluster else ""):
            gateway: Any = launch_gateway(conf, quiet)  # type: ignore[no-untyped-call]
    except PySparkRuntimeError:
        raise _no_java() from None
    context = SparkContext(conf=conf, gateway=gateway)
    session = SparkSession(context)
    if not is_cluster and context.getConf().get(_PARTITIONS) is None:
        cores = context.defaultParallelism
        session.conf.set(_PARTITIONS, str(cores * _PARTITIONS_PER_CORE))
    return Session(session, WorkerWatch(context) if is_cluster else None, is_ours=True)


@contextmanager
def _options_of_java(options: str) -> Iterator[None]:
    """Options for Java's processes that start meanwhile; the machine's own come later and win."""
    before = environ.get(_JAVA_OPTIONS)
    environ[_JAVA_OPTIONS] = f"{options} {before or ''}".strip()
    try:
        yield
    finally:
        if before is None:
            del environ[_JAVA_OPTIONS]
        else:
            environ[_JAVA_OPTIONS] = before


def _all_settings(master: str | None) -> Iterator[tuple[str, str]]:
    """What is set where the machine's own configuration of Spark says nothing."""
    yield from _SETTINGS.items()
    yield from SQL_SETTINGS.items()
    if master is None or urlsplit(master).hostname in _LOOPBACK:
        # A cluster on this machine is spoken to on this machine alone.
        yield "spark.driver.host", "127.0.0.1"
        yield "spark.driver.bindAddress", "127.0.0.1"


def _require_answer(address: str, port: int, what: str) -> None:
    """Refuse an address at which nobody answers; it is not repeated, for it may hold a token."""
    hosts = address.partition("://")[2].partition("/")[0].split(",")
    for host in hosts:
        try:
            place = urlsplit(f"//{host}")
            found = (place.hostname or "", place.port or port)
            with socket.create_connection(found, timeout=_ANSWER_SECONDS):
                return
        except (OSError, ValueError):
            continue
    raise DataError(
        f"nobody answers where {what} should be",
        code="no-cluster",
        hint="see that it runs, and that host and port are right",
    )


def _no_java() -> DataError:
    return DataError(
        "Spark could not be started",
        code="no-java",
        hint="it needs Java 17 or newer: install it, or name it in JAVA_HOME",
    )
