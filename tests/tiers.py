"""Which tests belong to which tier, and does the quick one stay quick?

`make test` runs what is not marked `slow`, `make slow` what is. Tests in a browser or on Spark are
slow without a mark of their own, and so are those marked `proof`, which `make proof` alone runs:
they repeat a slow test with more seeds, samples or ways. Of a test marked `few(n)` so many cases
are of the quick tier, and the others slow.
"""

import csv
import re
import resource
import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).parents[1]

SLOW_MARKS = ("browser", "spark", "proof")
EXAMPLES = {"tests": 25, "many": 1000}
"""How many examples hypothesis tries of a property that says nothing of it, by its profile: each
time, and in `make proof`."""
LONG_SECONDS = 5.0
"""A test of the quick tier that takes more processor time is named at the end of the run."""
NAMED = 15
BUDGETS = {"not slow": 17.0, "slow and not proof": 55.0}
"""Minutes of processor time that the tests of a tier may take, by the marks that choose it: two
cores have as many at hand in the ten and thirty minutes that it may take in all, less what two
processes load."""
LONG_FIRST = (
    "tests/attacks/test_nothing_is_told.py",
    "spark",
    "tests/contract/test_every_command.py",
    "tests/tutorials/test_tutorials.py",
    "tests/disseminate/pages/survey/test_brief_in_browser.py",
    "tests/attacks/test_scenarios.py",
    "tests/install/test_wheel.py",
    "tests/study/field/test_first_survey.py",
    "tests/examples/test_world_child_labour.py",
    "tests/study/world/test_same_bytes.py",
    "tests/collect/linkage/test_linking.py",
    "tests/site/test_site.py",
    "tests/study/world/test_whole_run.py",
    "tests/combine/model/test_totals.py",
    "tests/study/test_kills.py",
    "tests/study/field/test_field_study.py",
    "tests/install/test_pipeline.py",
    "tests/study/world/test_run_of_totals.py",
    "tests/combine/model/test_sampling.py",
    "tests/cli/speech/test_spoken.py",
)
"""Files that take longest, and all that use Spark. They begin first: one that begins last runs
alone, while the other processes have nothing left."""
TIMES = ROOT / ".cache" / "tests-processor-seconds.csv"
"""What each test of the last run took, longest first."""


def mark_tiers(items: Iterable[pytest.Item]) -> None:
    """Mark as slow what runs in a browser, on Spark, or for hours, and of `few` cases the rest."""
    with_few: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if any(item.get_closest_marker(name) for name in SLOW_MARKS):
            item.add_marker("slow")
        elif item.get_closest_marker("few") and not item.get_closest_marker("slow"):
            with_few[item.nodeid.partition("[")[0]].append(item)
    for cases in with_few.values():
        (number,) = cases[0].get_closest_marker("few").args
        for at in sorted({*range(len(cases))} - spread(number, len(cases))):
            cases[at].add_marker("slow")


def spread(number: int, size: int) -> set[int]:
    """So many of `size` positions, evenly, the first among them.

    >>> sorted(spread(3, 10)), sorted(spread(5, 2))
    ([0, 3, 6], [0, 1])
    """
    chosen = min(number, size)
    return {at * size // chosen for at in range(chosen)}


class ByFile(LoadFileScheduling):
    """Tests of a file run in one process, which makes what its fixtures make once.

    All files with tests on Spark are one, for a Spark takes half a minute and a gigabyte to start.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return "spark" if _uses_spark(file) else file

    def _assign_work_unit(self, node: Any) -> None:
        """The longest that is left, then those with most tests."""
        longest = next((one for one in LONG_FIRST if one in self.workqueue), None)
        if longest is not None:
            self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)


@cache
def _uses_spark(file: str) -> bool:
    path = ROOT / file
    return path.suffix == ".py" and path.is_file() and "mark.spark" in path.read_text("utf-8")


_SLOW_RUNS = ("slow", "slow and not proof", "proof", "browser", "spark")
_OF_SLOW_TIERS = re.compile(r"slow|proof|spark|browser|mark\.few", re.IGNORECASE)


def is_left_out(path: Path, marks: str) -> bool:
    """Whether a run of slow tests need not load a file: it has no tests, or none of their marks.

    To load all files takes two processes as long as a whole study.

    marks : the marks that choose the tests of the run
    """
    if marks not in _SLOW_RUNS or not path.is_file():
        return False
    has_tests = path.name.startswith("test_")
    return not has_tests or not _OF_SLOW_TIERS.search(path.read_text("utf-8"))


def processor_seconds() -> float:
    """Processor time of this process and of those that it started and that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def timed(item: pytest.Item, when: str) -> Generator[None, Any, Any]:
    """Note in the report of a test what its setup, call or teardown took, also when it fails."""
    start = processor_seconds()
    try:
        return (yield)
    finally:
        item.user_properties.append((f"cpu_{when}", processor_seconds() - start))


def seconds_of(reports: Iterable[Any]) -> dict[str, float]:
    """Processor time of each test, longest first.

    reports : those of pytest's teardown phase know what setup and call took too
    """
    took = {report.nodeid: sum(_seconds(report)) for report in reports if report.when == "teardown"}
    return dict(sorted(took.items(), key=lambda one: -one[1]))


def keep(took: Mapping[str, float], path: Path = TIMES) -> None:
    """Write down what each test took."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((name, f"{seconds:.2f}") for name, seconds in took.items())


def summarise(took: Mapping[str, float], budget: float | None = None) -> list[str]:
    """What to say at the end of a run: processor time, the longest tests and the longest files.

    Parameters
    ----------
    took
        Seconds of each test, longest first.
    budget
        Minutes that they may take together; None where nothing is said of them.
    """
    minutes = sum(took.values()) / 60
    lines = [f"{len(took)} tests, {minutes:.1f} minutes of processor time"]
    if budget is not None and minutes > budget:
        lines.append(
            f"MORE than the {budget:.0f} minutes of this tier: make the longest cheaper, or mark "
            "them slow and put a fast one beside them (CONTRIBUTING.md)"
        )
    return [
        *lines,
        *_named(took, ""),
        *_named(_by_file(took), ", all of it"),
    ]


def _by_file(took: Mapping[str, float]) -> dict[str, float]:
    """Seconds of each file, longest first; nothing where there is one."""
    files: dict[str, float] = defaultdict(float)
    for name, seconds in took.items():
        files[name.partition("::")[0]] += seconds
    return dict(sorted(files.items(), key=lambda one: -one[1])) if len(files) > 1 else {}


def _named(took: Mapping[str, float], more: str) -> list[str]:
    """Lines of those that took long."""
    long = [name for name in took if took[name] > LONG_SECONDS][:NAMED]
    return [f"{took[name]:8.1f} s  {name}{more}" for name in long]


def budget_of(config: pytest.Config) -> float | None:
    """Minutes that the tests of this run may take; None where it is not a tier as a whole."""
    whole = {str(ROOT / one) for one in ("tests", "src")}
    asked = {str(config.invocation_params.dir / one) for one in config.args}
    if not {str(ROOT / "tests")} <= asked <= whole:
        return None
    return BUDGETS.get(config.option.markexpr)


def _seconds(report: Any) -> list[float]:
    return [value for name, value in report.user_properties if name.startswith("cpu_")]
