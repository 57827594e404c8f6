"""What becomes of each mutant? Several are tried at once, each in a copy of the project.

Beforehand all tests that any mutant is given run once on the copies as they are, in the same
order: a test that fails there says nothing about mutants, and stops the run.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.mutation.known_tests import KnownTest, KnownTests, in_order, within
from tests.mutation.mutants import Mutant
from tests.mutation.scratch import Scratch
from tests.mutation.sources import Sources
from tests.mutation.trial import Trial, Verdict, ended, start, stop, wait_for

KILLED, TIMED_OUT, SURVIVED, NOT_REACHED = "killed", "timed out", "survived", "not reached"
_SHARE_OF_TESTS = 1 / 3  # of a mutant's seconds, so that tests which only got slower still end
_COMPILING = 90  # seconds more where compiled functions have to be compiled anew
_READ_AT_FIRST = 4  # files: to read all that reach a mutant takes longer than most tests of them
_UNMUTATED = 3600  # seconds; nothing loops there
_POLL = 0.02  # seconds


@dataclass(frozen=True)
class Limits:
    """How many mutants at once; processor seconds and bytes of memory that each may use."""

    seconds: int = 120
    memory: int = 6 * 2**30
    processes: int = 2


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: how many tests were tried, of how many that reach it; who killed it.

    A mutant that ran out of time was stopped in the test after those that passed.
    """

    mutant: Mutant
    fate: str
    tried: int = 0
    reaching: int = 0
    by: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class _Place:
    """A copy in which one process at a time runs, and the file in which it tells how it went."""

    scratch: Scratch
    report: Path


class UnmutatedTestsFailError(Exception):
    """Tests fail without any mutant."""


class Runner:
    """Tries mutants of a project with the tests that reach them."""

    def __init__(self, sources: Sources, known: KnownTests, folder: Path, limits: Limits) -> None:
        self._sources, self._known, self._limits = sources, known, limits
        self._places = [
            _Place(Scratch(sources, folder / str(number)), folder / f"{number}.report")
            for number in range(limits.processes)
        ]

    def check_unmutated(self, mutants: Iterable[Mutant]) -> int:
        """Run all tests of some mutants without them; gives how many passed."""
        tests = {test for mutant in mutants for test in self._given(self._reaching(mutant))}
        shares = _even_shares(tests, len(self._places))
        children = [
            start(self._trial_unmutated(place, share), place.report)
            for place, share in zip(self._places, shares, strict=True)
        ]
        try:
            verdicts = [wait_for(child) for child in children]
        finally:
            for child in children:
                stop(child)
        failed = [name for verdict in verdicts for name in verdict.failed]
        if failed or any(verdict.out_of_time for verdict in verdicts):
            logs = [place.report.with_suffix(".log").read_text() for place in self._places]
            told = "\n".join(log[-3000:] for log in logs)
            raise UnmutatedTestsFailError(f"{told}\nfail without a mutant: {', '.join(failed)}")
        return sum(verdict.passed for verdict in verdicts)

    def fates(self, mutants: Iterable[Mutant]) -> Iterator[Fate]:
        """Try mutants, one in each copy at a time; told as they end."""
        waiting = iter(mutants)
        at_work = [self._tried_in(place, waiting) for place in self._places]
        while at_work:
            for worker in list(at_work):
                try:
                    fate = next(worker)
                except StopIteration:
                    at_work.remove(worker)
                else:
                    if fate is not None:
                        yield fate
            time.sleep(_POLL)

    def _tried_in(self, place: _Place, waiting: Iterator[Mutant]) -> Iterator[Fate | None]:
        """Try the waiting mutants in one copy; None as long as one runs."""
        for mutant in waiting:
            reaching = self._reaching(mutant)
            if not reaching:
                yield Fate(mutant, NOT_REACHED)
                continue
            began = time.monotonic()
            passed, given = 0, self._given(reaching)
            with place.scratch.mutated(mutant) as kernels:
                for tests in in_turns(given):
                    child = start(self._trial(place, mutant, kernels, tests), place.report)
                    try:
                        while (verdict := ended(child)) is None:
                            yield None
                    finally:
                        stop(child)
                    verdict = replace(verdict, passed=passed + verdict.passed)
                    passed = verdict.passed
                    if verdict.failed or verdict.out_of_time:
                        break
            yield _fate(mutant, verdict, len(reaching), time.monotonic() - began)

    def _reaching(self, mutant: Mutant) -> set[KnownTest]:
        return self._known.reaching(self._sources, mutant.file, mutant.change.line)

    def _given(self, reaching: set[KnownTest]) -> list[KnownTest]:
        """The tests a mutant is given: those that reach it, as many as fit into its time."""
        return within(reaching, self._limits.seconds * _SHARE_OF_TESTS)

    def _trial(self, place: _Place, mutant: Mutant, kernels: Path, tests: list[KnownTest]) -> Trial:
        compiling = _COMPILING if self._sources.compiled_users(mutant.file) else 0
        return Trial(
            root=place.scratch.root,
            package=self._sources.package,
            tests=tuple(test.name for test in tests),
            kernels=kernels,
            seconds=self._limits.seconds + compiling,
            memory=self._limits.memory,
        )

    def _trial_unmutated(self, place: _Place, tests: list[KnownTest]) -> Trial:
        return Trial(
            root=place.scratch.root,
            package=self._sources.package,
            tests=tuple(test.name for test in tests),
            kernels=place.scratch.kernels,
            seconds=_UNMUTATED,
            memory=self._limits.memory,
            until_first_failure=False,
            keeps=True,
        )


def _fate(mutant: Mutant, verdict: Verdict, reaching: int, seconds: float) -> Fate:
    tried = verdict.passed + len(verdict.failed)
    if verdict.out_of_time:
        return Fate(mutant, TIMED_OUT, tried, reaching, "", seconds)
    if verdict.failed:
        return Fate(mutant, KILLED, tried, reaching, verdict.failed[0], seconds)
    return Fate(mutant, SURVIVED if tried else NOT_REACHED, tried, reaching, "", seconds)


def in_turns(tests: list[KnownTest]) -> list[list[KnownTest]]:
    """Tests of the first few files, then all others: most mutants die at the first."""
    first = list(dict.fromkeys(test.file for test in tests))[:_READ_AT_FIRST]
    turns = [t for t in tests if t.file in first], [t for t in tests if t.file not in first]
    return [turn for turn in turns if turn]


def _even_shares(tests: Iterable[KnownTest], number: int) -> list[list[KnownTest]]:
    """Tests parted by file so that the parts take about as long; each in order."""
    files: dict[str, list[KnownTest]] = {}
    for test in tests:
        files.setdefault(test.file, []).append(test)
    costs = {file: sum(test.seconds for test in group) for file, group in files.items()}
    shares: list[list[KnownTest]] = [[] for _ in range(number)]
    loads = [0.0] * number
    for file in sorted(files, key=lambda name: (-costs[name], name)):
        lightest = loads.index(min(loads))
        loads[lightest] += costs[file]
        shares[lightest] += files[file]
    return [in_order(share) for share in shares]
