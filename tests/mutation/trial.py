"""Does a test fail? Runs chosen tests in a process of its own, on the sources of a copy.

The process is forked from one that has imported the libraries but never the sources, so that each
mutant is imported afresh and costs no start.
"""

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
_POLL = 0.02  # seconds
_PATIENCE = 5  # times the processor time, for who waits, or shares the machine with others


@dataclass(frozen=True)
class Trial:
    """Tests to run in a copy, and the processor seconds and bytes of memory they may use.

    `keeps` says whether what Python compiles may be kept in the copy.
    """

    root: Path
    package: str
    tests: tuple[str, ...]
    kernels: Path
    seconds: int
    memory: int
    until_first_failure: bool = True
    keeps: bool = False


@dataclass(frozen=True)
class Verdict:
    """How it ended: which tests passed, and which failed or why none could run."""

    passed: int
    failed: tuple[str, ...]
    out_of_time: bool = False


def import_libraries(names: Iterable[str]) -> None:
    """Import what tests and sources will ask for, so that forked processes have it."""
    for name in _ONE_THREAD:
        os.environ[name] = "1"
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


_IMPORTED_BEFORE = "ignore::pytest.PytestAssertRewriteWarning"
_IS_NO_TEST = "ignore::pytest.PytestCollectionWarning"
"""Modules of the sources are read for their examples, and some have a class whose name is that of
tests."""


@dataclass(frozen=True)
class Child:
    """A process at work: its number, where it tells how it goes, and when it is given up."""

    number: int
    report: Path
    deadline: float


def start(trial: Trial, report: Path) -> Child:
    """Fork a process that runs the tests."""
    report.unlink(missing_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    number = os.fork()
    if number:
        return Child(number, report, time.monotonic() + _PATIENCE * trial.seconds)
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _run(trial, report)
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(70)


def ended(child: Child) -> Verdict | None:
    """How a process ended; None while it runs. It is stopped when it has waited too long."""
    done, status = os.waitpid(child.number, os.WNOHANG)
    if done:
        stop(child)  # whatever it left behind
        return _verdict(child.report, os.waitstatus_to_exitcode(status))
    if time.monotonic() < child.deadline:
        return None
    stop(child)
    os.waitpid(child.number, 0)
    return Verdict(_told(child.report)[0], (), out_of_time=True)


def wait_for(child: Child) -> Verdict:
    """How a process ended, waiting for it."""
    while (verdict := ended(child)) is None:
        time.sleep(_POLL)
    return verdict


def stop(child: Child) -> None:
    """End a process and whatever it started, if it still runs."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.number, signal.SIGKILL)


def _verdict(report: Path, exit_code: int) -> Verdict:
    passed, failed = _told(report)
    if exit_code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) or failed:
        return Verdict(passed, failed)
    if exit_code == -signal.SIGXCPU:
        return Verdict(passed, (), out_of_time=True)
    if exit_code < 0:
        return Verdict(passed, (f"the process ended by {signal.Signals(-exit_code).name}",))
    return Verdict(passed, (f"the tests could not run (exit {exit_code})",))


def _told(report: Path) -> tuple[int, tuple[str, ...]]:
    """What the process wrote so far: a line a test."""
    with contextlib.suppress(FileNotFoundError):
        lines = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
        failed = tuple(name for name, passed in lines if not passed)
        return len(lines) - len(failed), failed
    return 0, ()


def _run(trial: Trial, report: Path) -> NoReturn:
    resource.setrlimit(resource.RLIMIT_DATA, (trial.memory, trial.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (trial.seconds, trial.seconds + 1))
    _look_only_at(trial)
    _write_to(report.with_suffix(".log"))
    _no_chance_in_hypothesis()
    files = files_of(trial)
    stop = ["-x", "--tb=no"] if trial.until_first_failure else ["--tb=short"]
    code = pytest.main(
        # Libraries are there before pytest is, which it would warn of.
        [*files, "-q", *stop, "-p", "no:cacheprovider", "--no-header",
         "-W", _IMPORTED_BEFORE, "-W", _IS_NO_TEST],
        plugins=[_Chosen(trial.tests), _Witness(report)],
    )  # fmt: skip
    sys.stdout.flush()
    os._exit(code)


def files_of(trial: Trial) -> list[str]:
    """The files of its tests, the package's own modules last.

    Whoever imports a module by its path first puts it in the place of a function of that name.
    """
    files = dict.fromkeys(name.partition("::")[0] for name in trial.tests)
    return sorted(files, key=lambda name: name.startswith(f"{trial.package}/"))


def _look_only_at(trial: Trial) -> None:
    """Let this process, and those it starts, find the copy and nothing of the project itself."""
    os.chdir(trial.root)
    source = trial.root / Path(trial.package).parent
    foreign = without_the_project(sys.path, trial.package)
    sys.path[:] = [str(trial.root), str(source), *foreign]
    for name in [n for n in sys.modules if n.partition(".")[0] == "tests"]:
        del sys.modules[name]
    sys.dont_write_bytecode, sys.pycache_prefix = not trial.keeps, None
    os.environ["PYTHONPATH"] = f"{source}{os.pathsep}{trial.root}"
    os.environ["PYTHONDONTWRITEBYTECODE"] = "" if trial.keeps else "1"
    os.environ["PYTHONPYCACHEPREFIX"] = ""  # in the copy alone, or nowhere
    os.environ["NUMBA_CACHE_DIR"] = str(trial.kernels)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(trial.kernels)


def without_the_project(paths: Iterable[str], package: str) -> list[str]:
    """Places of modules in which the package does not lie, as sources or as an installed package.

    Data of a package that is worked in may lie in a folder of its name among the libraries.
    """
    own = [f"{name}/__init__.py" for name in (package, Path(package).name)]
    return [
        path for path in paths if path and not any((Path(path) / name).is_file() for name in own)
    ]


def _write_to(log: Path) -> None:
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(target, stream)


def _no_chance_in_hypothesis() -> None:
    """The same examples each time, none remembered; a slow machine is no failure."""
    hypothesis = sys.modules.get("hypothesis")
    if hypothesis is not None:
        hypothesis.settings.register_profile(
            "mutants", derandomize=True, database=None, deadline=None
        )
        hypothesis.settings.load_profile("mutants")


class _Chosen:
    """Keeps the chosen tests alone, in their order."""

    def __init__(self, tests: tuple[str, ...]) -> None:
        self._place = {name: place for place, name in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self._place]
        items[:] = sorted(chosen, key=lambda item: self._place[item.nodeid])


class _Witness:
    """Writes down each test that passed or failed at once, so that a killed process has told."""

    def __init__(self, report: Path) -> None:
        self._report = report.open("w", encoding="utf-8")

    def _tell(self, name: str, passed: bool) -> None:
        self._report.write(json.dumps([name, passed]) + "\n")
        self._report.flush()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._tell(report.nodeid, passed=False)
        elif report.when == "call" and report.passed:
            self._tell(report.nodeid, passed=True)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._tell(report.nodeid, passed=False)
