"""Which functions of the sources does each test enter? A plugin of pytest that writes it down.

    python -m pytest -p tests.mutation.recorder --record-entered FOLDER

Python tells of each function that starts (`sys.monitoring`), once a test: after the first time it
is silent about that function until the next test begins, so that watching costs next to nothing.

What is entered while a fixture of a class, a module or the session is set up is counted for every
test that uses the fixture, and what is entered while a test module is read for every test in it.
What the sources run when they are imported happens once, whichever test comes first; it is listed
apart. Answers that the sources keep (`functools.cache`) are forgotten before each test, or only
the first test would be seen to ask. Other processes that a test starts are not seen.
"""

import functools
import inspect
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

import pytest

from tests.mutation.sources import named_function

LEFT_OUT = ("slow", "browser", "spark", "after_others")  # marks of tests that no mutant is given
TOOL = 4  # of the six that may watch at once; 1, 2, 3 and 5 are used by others


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record-entered", metavar="FOLDER", help="write what each test enters here")
    parser.addoption("--record-package", default="src/measure87", help="the folder of the sources")


def pytest_configure(config: pytest.Config) -> None:
    folder = config.getoption("--record-entered")
    only_hands_out = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if folder and not only_hands_out:
        worker = getattr(config, "workerinput", {}).get("workerid", "main")
        package = config.rootpath / config.getoption("--record-package")
        recorder = Recorder(config.rootpath, package, Path(folder) / f"{worker}.json")
        config.pluginmanager.register(recorder, "recorder-of-entered-functions")


@dataclass
class _Span:
    """A stretch of the run: functions entered in it, its processor seconds without inner spans."""

    entered: set[str] = field(default_factory=set)
    seconds: float = 0.0


class Recorder:
    """Watches a run of tests and writes a part of the map at its end."""

    def __init__(self, root: Path, package: Path, target: Path) -> None:
        self._root, self._package, self._target = root, package, target
        self._prefix = str(package) + "/"
        self._name = functools.cache(self._function_name)
        self._open: list[_Span] = []
        self._since = 0.0
        self._at_import: set[str] = set()
        self._modules: dict[str, _Span] = {}
        self._fixtures: dict[object, _Span] = {}
        self._passed: set[str] = set()
        self._tests: dict[str, dict[str, object]] = {}
        sys.monitoring.use_tool_id(TOOL, "entered functions")
        sys.monitoring.register_callback(TOOL, sys.monitoring.events.PY_START, self._started)
        sys.monitoring.set_events(TOOL, sys.monitoring.events.PY_START)

    def _started(self, code: CodeType, _: int) -> object:
        if code.co_filename.startswith(self._prefix) and code.co_flags & inspect.CO_OPTIMIZED:
            name = self._name(code.co_filename, code.co_qualname)
            if self._is_importing():
                self._at_import.add(name)
            elif self._open:
                self._open[-1].entered.add(name)
        return sys.monitoring.DISABLE

    def _function_name(self, file: str, qualified_name: str) -> str:
        return f"{Path(file).relative_to(self._root).as_posix()}::{named_function(qualified_name)}"

    def _is_importing(self) -> bool:
        """Whether a module of the sources is just being run from top to bottom."""
        frame = sys._getframe(2)
        while frame is not None:
            code = frame.f_code
            if code.co_name == "<module>" and code.co_filename.startswith(self._prefix):
                return True
            frame = frame.f_back
        return False

    def _begin(self) -> _Span:
        self._stop_clock()
        self._forget_answers()
        self._open.append(_Span())
        sys.monitoring.restart_events()
        self._since = _seconds_used()
        return self._open[-1]

    def _end(self) -> None:
        """Close the innermost span; what was entered in it was also entered in the one around."""
        self._stop_clock()
        span = self._open.pop()
        if self._open:
            self._open[-1].entered |= span.entered
        self._since = _seconds_used()

    def _stop_clock(self) -> None:
        if self._open:
            self._open[-1].seconds += _seconds_used() - self._since

    def _forget_answers(self) -> None:
        name = self._package.name
        for module in [m for n, m in sys.modules.items() if n.partition(".")[0] == name]:
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterator[None]:
        if not isinstance(collector, pytest.File):
            return (yield)
        self._modules[collector.nodeid] = self._begin()
        try:
            return (yield)
        finally:
            self._end()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [i for i in items if not any(i.get_closest_marker(name) for name in LEFT_OUT)]

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef) -> Iterator[None]:
        if fixturedef.scope == "function":
            return (yield)
        self._fixtures[fixturedef] = self._begin()
        try:
            return (yield)
        finally:
            self._end()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        span = self._begin()
        try:
            return (yield)
        finally:
            self._end()
            self._tests.setdefault(item.nodeid, {})["seconds"] = round(span.seconds, 4)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        used = [fixture for fixture in _fixtures_of(item) if fixture in self._fixtures]
        try:
            return (yield)
        finally:
            entered = set(self._open[-1].entered)
            for fixture in used:
                entered |= self._fixtures[fixture].entered
            module = item.getparent(pytest.File)
            entered |= self._modules[module.nodeid].entered if module is not None else set()
            shared = {f"{f.baseid}::{f.argname}": round(self._fixtures[f].seconds, 4) for f in used}
            self._tests[item.nodeid] = {"shared": shared, "entered": entered}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Iterator[None]:
        report = yield
        if report.when == "call" and report.passed:
            self._passed.add(item.nodeid)
        return report

    def pytest_sessionfinish(self) -> None:
        sys.monitoring.set_events(TOOL, sys.monitoring.events.NO_EVENTS)
        sys.monitoring.free_tool_id(TOOL)
        tests = {name: test for name, test in self._tests.items() if name in self._passed}
        functions = sorted(self._at_import.union(*(test["entered"] for test in tests.values())))
        number = {name: index for index, name in enumerate(functions)}
        part = {
            "functions": functions,
            "at_import": sorted(number[name] for name in self._at_import),
            "tests": [
                test | {"name": name, "entered": sorted(number[f] for f in test["entered"])}
                for name, test in tests.items()
            ],
        }
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._target.write_text(json.dumps(part), "utf-8")


def _seconds_used() -> float:
    """Processor time of this process and of those it waited for; no matter what else runs."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _fixtures_of(item: pytest.Item) -> list[object]:
    """The fixtures a test has got, those it asked for while it ran among them."""
    request = getattr(item, "_request", None)
    return list(getattr(request, "_fixture_defs", {}).values())
