"""A household of which everything is known, as it is interviewed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

type Value = str | int | float | None
type Row = Mapping[str, Value]
"""A row of a standard table; statuses in words: `yes`, `no`, `unknown`, `refused`."""

_POSITION = re.compile(r"\[(\d+)\]")


def positions(path: str) -> list[int]:
    """Positions in the repeats of a path, outermost first: 2, 1 of `persons[2]/jobs[1]/hours`."""
    return [int(number) for number in _POSITION.findall(path)]


@dataclass(frozen=True)
class Job:
    """A job, and the answers about it (rows of circumstances)."""

    row: Row
    circumstances: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Person:
    """A person with her jobs."""

    row: Row
    jobs: tuple[Job, ...] = ()


@dataclass(frozen=True)
class Household:
    """What one interview is about. `row` has what is asked once: region, area, cluster."""

    row: Row
    persons: tuple[Person, ...]


@dataclass(frozen=True)
class Where:
    """Of whom a question asks."""

    household: Household
    person: Person | None = None
    job: Job | None = None

    @property
    def row(self) -> Row:
        """What is known, the innermost before the outer."""
        inner = [one.row for one in (self.job, self.person) if one is not None]
        return {**self.household.row, **(inner[-1] if inner else {}), **(inner[0] if inner else {})}

    def members(self, of_jobs: bool) -> int:
        """How many jobs the person, or persons the household has."""
        if of_jobs:
            return len(self.person.jobs) if self.person else 0
        return len(self.household.persons)


@dataclass(frozen=True)
class Silence:
    """What was left without an answer in one interview."""

    paths: frozenset[str]

    def about(self, position: int) -> tuple[str, ...]:
        """Where something is missing of the person in that place, or of the whole household."""
        return tuple(
            path
            for path in sorted(self.paths)
            if not (found := positions(path)) or found[0] == position
        )
