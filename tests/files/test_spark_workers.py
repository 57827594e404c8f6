"""Is a cluster without workers told of, and only then? Asked of a context that says how many."""

import time
from types import SimpleNamespace

import pytest

from measure87.files.engines import spark_workers
from measure87.files.engines.spark_engine import SparkEngine
from measure87.files.engines.spark_session import Session
from measure87.files.engines.spark_workers import WorkerWatch

pytest.importorskip("py4j", reason="pip install 'measure87[spark]'")
_SECONDS = 20.0


class Context:
    """What the watch asks a context of Spark: its executors, of which the driver is one."""

    def __init__(self, workers):
        self.workers, self.called_off, self.looks = workers, 0, 0
        self._jsc = SimpleNamespace(sc=lambda: SimpleNamespace(statusTracker=lambda: self))

    def getExecutorInfos(self):  # noqa: N802
        self.looks += 1
        return ["driver"] * (self.workers + 1)

    def cancelAllJobs(self):  # noqa: N802
        self.called_off += 1


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(spark_workers, "_LOOK_SECONDS", 0.005)
    monkeypatch.setattr(spark_workers, "FIRST_SECONDS", 3600.0)
    monkeypatch.setattr(spark_workers, "AGAIN_SECONDS", 0.05)


def until(condition):
    end = time.monotonic() + _SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def looked(context, times=5):
    seen = context.looks
    until(lambda: context.looks > seen + times)


def test_workers_that_are_gone_end_the_work_and_those_that_come_back_go_on():
    context = Context(workers=2)
    watch = WorkerWatch(context)
    looked(context)
    assert not watch.lost
    assert not context.called_off
    context.workers = 0
    until(lambda: watch.lost)
    until(lambda: context.called_off)
    context.workers = 1
    until(lambda: not watch.lost)
    watch.stop()


def test_the_first_worker_may_take_its_time(monkeypatch):
    context = Context(workers=0)
    watch = WorkerWatch(context)
    looked(context, 50)
    assert not watch.lost
    watch.stop()
    monkeypatch.setattr(spark_workers, "FIRST_SECONDS", 0.05)
    late = WorkerWatch(context)
    until(lambda: late.lost)
    late.stop()
    assert context.called_off


def test_what_fails_without_workers_is_said_as_that():
    engine = SparkEngine(master="spark://127.0.0.1:1")
    context = Context(workers=0)
    engine._open = Session(None, WorkerWatch(context), is_ours=False)
    engine._open.watch.lost = True
    assert engine._said(RuntimeError("cell")).code == "no-workers"
    engine._open.watch.lost = False
    other = engine._said(RuntimeError("cell"))
    assert other.code == "engine-failed"
    assert "cell" not in str(other)
    engine.close()
