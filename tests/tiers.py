"""Which tests belong to which tier, and does the quick one stay quick?

`make test` runs what is not marked `slow`, `make slow` what is. Tests in a browser or on Spark are
slow without a mark of their own. What a fixture of a module or a session makes is made once: tests
that share it run in one process.
"""

import resource
import time
from collections.abc import Generator, Iterable
from typing import Any

import pytest

SLOW_MARKS = ("browser", "spark")
LONG_SECONDS = 5.0
"""A test of the quick tier that takes more processor time is named at the end of the run."""
NAMED = 15


def mark_tiers(items: Iterable[pytest.Item]) -> None:
    """Mark as slow what runs in a browser or on Spark."""
    for item in items:
        if any(item.get_closest_marker(name) for name in SLOW_MARKS):
            item.add_marker("slow")


def group_by_fixtures(items: Iterable[pytest.Item]) -> None:
    """Let tests that share what takes long to make run in one process, one after the other."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None and (group := _group_of(item)):
            item.add_marker(pytest.mark.xdist_group(group))


def _group_of(item: pytest.Item) -> str | None:
    """The folder of the widest shared fixture, or the file."""
    info = getattr(item, "_fixtureinfo", None)
    found = [defs[-1] for defs in info.name2fixturedefs.values()] if info else []
    ours = [one for one in found if one.baseid.startswith("tests")]
    shared = [one for one in ours if one.scope in ("session", "module", "class", "package")]
    if not shared:
        return None
    in_session = [one for one in shared if one.scope == "session"]
    if in_session:
        return min((one.baseid for one in in_session), key=len)
    return item.nodeid.split("::")[0]


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
