"""Which tests belong to which tier, and does the quick one stay quick?

`make test` runs what is not marked `slow`, `make slow` what is. Tests in a browser or on Spark are
slow without a mark of their own.
"""

import resource
import time
from collections.abc import Generator, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).parents[1]

SLOW_MARKS = ("browser", "spark")
LONG_SECONDS = 5.0
"""A test of the quick tier that takes more processor time is named at the end of the run."""
NAMED = 15


def mark_tiers(items: Iterable[pytest.Item]) -> None:
    """Mark as slow what runs in a browser or on Spark."""
    for item in items:
        if any(item.get_closest_marker(name) for name in SLOW_MARKS):
            item.add_marker("slow")


class ByFile(LoadFileScheduling):
    """Tests of a file run in one process, which makes what its fixtures make once.

    All files with tests on Spark are one, for a Spark takes half a minute and a gigabyte to start.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return "spark" if _uses_spark(file) else file


@cache
def _uses_spark(file: str) -> bool:
    path = ROOT / file
    return path.suffix == ".py" and path.is_file() and "mark.spark" in path.read_text("utf-8")


def processor_seconds() -> float:
    """Processor time of this process and of those that it started and that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def timed(item: pytest.Item, when: str) -> Generator[None, Any, Any]:
    """Note in the report of a test what its setup or call took, also when it fails."""
    start = processor_seconds()
    try:
        return (yield)
    finally:
        item.user_properties.append((f"cpu_{when}", processor_seconds() - start))


def summarise(reports: Iterable[Any]) -> list[str]:
    """What to say at the end of a run: processor time, and the longest tests.

    reports : those of pytest's teardown phase, which know what setup and call took
    """
    took = {report.nodeid: sum(_seconds(report)) for report in reports if report.when == "teardown"}
    longest = sorted(took, key=lambda name: -took[name])[:NAMED]
    lines = [f"{len(took)} tests, {sum(took.values()) / 60:.1f} minutes of processor time"]
    return lines + [f"{took[name]:8.1f} s  {name}" for name in longest if took[name] > LONG_SECONDS]


def _seconds(report: Any) -> list[float]:
    return [value for name, value in report.user_properties if name.startswith("cpu_")]
