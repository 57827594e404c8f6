"""Which tests can notice a change at a place? The map that a recorded run of the tests made.

Who enters a function may notice a change in it. Compiled functions are not seen when they run, and
what a module does when it is imported happens once for all: there the tests count that enter
any function of the module or of one that imports from it, and those whose file does.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from tests.mutation.sources import Sources

MAP = ".cache/tests-of-functions.json"


@dataclass(frozen=True, eq=False)
class KnownTest:
    """A test that passed: its own processor seconds, and those of each fixture it shares."""

    name: str
    seconds: float
    shared: dict[str, float]
    entered: frozenset[str]

    @property
    def seconds_alone(self) -> float:
        """What it takes when it is the only test that is run."""
        return self.seconds + sum(self.shared.values())

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.name.partition("::")[0]


@dataclass(frozen=True)
class KnownTests:
    """All recorded tests, what importing enters, and the hash of each module at that time."""

    tests: tuple[KnownTest, ...]
    at_import: frozenset[str]
    digests: dict[str, str]

    @cached_property
    def _by_function(self) -> dict[str, set[KnownTest]]:
        return self._grouped_by(lambda function: function)

    @cached_property
    def _by_module(self) -> dict[str, set[KnownTest]]:
        return self._grouped_by(lambda function: function.partition("::")[0])

    def _grouped_by(self, key: Callable[[str], str]) -> dict[str, set["KnownTest"]]:
        found: dict[str, set[KnownTest]] = {}
        for test in self.tests:
            for name in {key(function) for function in test.entered}:
                found.setdefault(name, set()).add(test)
        return found

    def reaching(self, sources: Sources, path: str, line: int) -> set[KnownTest]:
        """The tests that can notice a change at a line of a file.

        A file of data counts as used by the modules of its folder.
        """
        if path not in sources.modules:
            folder = Path(path).parent
            return self._entering(m for m in sources.modules if Path(m).parent == folder)
        function = sources.modules[path].function_at(line)
        seen = f"{path}::{function}"
        if function and function not in sources.modules[path].compiled:
            entering = self._by_function.get(seen, set())
            if seen not in self.at_import:
                return entering
            return entering | self._entering(sources.users(path))
        files = sources.tests_using(path)
        calling = {test for test in self.tests if test.file in files}
        return calling | self._entering(sources.users(path))

    def _entering(self, modules: Iterable[str]) -> set[KnownTest]:
        return set().union(*(self._by_module.get(module, set()) for module in modules))

    def outdated(self, sources: Sources) -> list[str]:
        """Modules that are other than when the tests were recorded, or new."""
        return [
            path
            for path, module in sources.modules.items()
            if self.digests.get(path) != module.digest
        ]

    def updated_by(self, newer: "KnownTests") -> "KnownTests":
        """With the files of tests that ran anew in place of what was known of them."""
        files = {test.file for test in newer.tests}
        kept = tuple(test for test in self.tests if test.file not in files)
        return replace(newer, tests=kept + newer.tests, at_import=self.at_import | newer.at_import)

    def written(self) -> str:
        """As a JSON text, each name of a function once."""
        functions = sorted(self.at_import.union(*(test.entered for test in self.tests)))
        number = {name: index for index, name in enumerate(functions)}
        tests = [
            asdict(test) | {"entered": sorted(number[name] for name in test.entered)}
            for test in self.tests
        ]
        at_import = sorted(number[name] for name in self.at_import)
        return json.dumps(
            {
                "digests": self.digests,
                "functions": functions,
                "at_import": at_import,
                "tests": tests,
            }
        )


def read_known_tests(path: Path) -> KnownTests:
    """The map as it was written."""
    content = json.loads(path.read_text("utf-8"))
    return known_tests_from([content], content["digests"])


def known_tests_from(parts: Iterable[dict], digests: dict[str, str]) -> KnownTests:
    """The map out of the parts that the processes of a recorded run wrote."""
    tests: dict[str, KnownTest] = {}
    at_import: set[str] = set()
    for part in parts:
        functions = part["functions"]
        at_import |= {functions[number] for number in part["at_import"]}
        for test in part["tests"]:
            entered = frozenset(functions[number] for number in test["entered"])
            tests[test["name"]] = KnownTest(**(test | {"entered": entered}))
    return KnownTests(tuple(tests.values()), frozenset(at_import), digests)


_NO_TIME = 0.05  # seconds of fixtures for whose sake nobody waits, such as one of all tests


def in_order(tests: Iterable[KnownTest]) -> list[KnownTest]:
    """Fastest first; tests that share a fixture of their file stay together, so it is made once."""
    groups: dict[str, list[KnownTest]] = {}
    for test in tests:
        together = any(seconds > _NO_TIME for seconds in test.shared.values())
        groups.setdefault(test.file if together else test.name, []).append(test)
    ordered = [sorted(group, key=lambda t: (t.seconds_alone, t.name)) for group in groups.values()]
    ordered.sort(key=lambda group: (group[0].seconds_alone, group[0].name))
    return [test for group in ordered for test in group]


def within(tests: Iterable[KnownTest], seconds: float) -> list[KnownTest]:
    """The first of some tests in order that fit into so many seconds; one at least."""
    chosen: list[KnownTest] = []
    made: set[str] = set()
    used = 0.0
    for test in in_order(tests):
        new = sum(cost for name, cost in test.shared.items() if name not in made)
        if chosen and used + test.seconds + new > seconds:
            continue
        used += test.seconds + new
        made |= set(test.shared)
        chosen.append(test)
    return chosen
