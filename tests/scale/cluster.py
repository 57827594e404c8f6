"""A cluster of Spark on this machine: a master and workers of PySpark's wheel, on loopback alone.

    python -m tests.scale.cluster          starts one and says its address, until it is stopped

Each daemon leads a group of processes of its own, so that a worker dies with its executors.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyspark

HOST = "127.0.0.1"
SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"
DAEMON_MEMORY = "256m"
_CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"
_DEFAULTS = """\
spark.ui.enabled false
spark.sql.shuffle.partitions 4
spark.executor.memory 1g
spark.executor.extraJavaOptions -XX:ActiveProcessorCount=1
"""
"""An executor has the one core of its worker: without being told so, Java makes threads for
garbage and for compiling as for all cores of this machine, once for each worker."""
_PATIENCE_SECONDS = 180.0


@dataclass
class Cluster:
    """A master and its workers.

    url : of the master
    workers : one process each
    """

    url: str
    folder: Path
    workers: list[subprocess.Popen] = field(default_factory=list)

    @property
    def variables(self) -> dict[str, str]:
        """Of the environment, for whoever speaks to it."""
        return variables(self.folder)

    def wait_for_workers(self) -> None:
        """Wait until the master knows all workers: whoever comes to a cluster finds it standing."""
        told = self.folder / "master.log"
        _wait(
            lambda: told.read_text().count("Registering worker") >= len(self.workers),
            "the master does not know its workers",
        )

    def executors(self) -> int:
        """Executors that workers have started."""
        return len(list(self.folder.glob("work-*/app-*/*")))

    def kill_worker(self, number: int) -> None:
        """Kill a worker with its executors, without a word."""
        _end(self.workers[number], signal.SIGKILL)


def variables(folder: Path) -> dict[str, str]:
    """The environment of a daemon or a driver."""
    return {
        **os.environ,
        "SPARK_LOCAL_IP": HOST,
        "SPARK_CONF_DIR": str(folder),
        "SPARK_DAEMON_MEMORY": DAEMON_MEMORY,
        "SPARK_LOCAL_DIRS": str(folder / "spilled"),
    }


def configured(folder: Path) -> Path:
    """The folder with a configuration of Spark in it, for few persons on few cores."""
    folder.mkdir(exist_ok=True)
    (folder / "spark-defaults.conf").write_text(_DEFAULTS)
    return folder


@contextmanager
def started_cluster(folder: Path, workers: int = 2, memory: str = "1500m") -> Iterator[Cluster]:
    """A cluster whose workers have a core each; all are stopped at the end, by their ids."""
    configured(folder)
    port = free_port()
    cluster = Cluster(f"spark://{HOST}:{port}", folder)
    place = ["--host", HOST, "--webui-port", "0"]
    master = _daemon(folder, "master", _MASTER, *place, "--port", str(port))
    try:
        wait_for(port)
        for number in range(workers):
            work = [
                "--cores",
                "1",
                "--memory",
                memory,
                "--work-dir",
                str(folder / f"work-{number}"),
            ]
            cluster.workers.append(
                _daemon(folder, f"worker-{number}", _WORKER, *place, *work, cluster.url)
            )
        cluster.wait_for_workers()
        yield cluster
    finally:
        for process in (*cluster.workers, master):
            _end(process, signal.SIGTERM)


@contextmanager
def connect_server(folder: Path) -> Iterator[str]:
    """A server of Spark Connect with two threads on this machine; gives its address."""
    configured(folder)
    port = free_port()
    options = ["--master", "local[2]", "--class", _CONNECT]
    options += ["--conf", f"spark.connect.grpc.binding.port={port}"]
    options += ["--conf", f"spark.connect.grpc.binding.address={HOST}"]
    options += ["--conf", "spark.driver.memory=1g", "spark-internal"]
    process = _daemon(
        folder, "connect", "org.apache.spark.deploy.SparkSubmit", *options, memory="1g"
    )
    try:
        wait_for(port)
        yield f"sc://{HOST}:{port}"
    finally:
        _end(process, signal.SIGTERM)


def _daemon(
    folder: Path, name: str, *arguments: str, memory: str = DAEMON_MEMORY
) -> subprocess.Popen:
    """Start a daemon; the server of Spark Connect is a driver too, and needs a driver's memory."""
    with (folder / f"{name}.log").open("w") as log:
        return subprocess.Popen(
            [str(SPARK_CLASS), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=variables(folder) | {"SPARK_DAEMON_MEMORY": memory},
            start_new_session=True,
        )


def _end(process: subprocess.Popen, how: signal.Signals) -> None:
    """End a daemon and what it started, and wait for it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody answers on loopback."""
    _wait(lambda: _answers(port), f"nobody answers on port {port}")


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1.0):
        return True
    return False


def _wait(is_so: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.2)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as made, started_cluster(Path(made)) as running:
        print(running.url, flush=True)
        with suppress(KeyboardInterrupt):
            signal.pause()
