"""What each estimator and definition was checked against: one register, in `checked.toml`."""

import datetime
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

from measure87.vocabulary.estimate import Result

Grade = Literal["published", "independent-program", "second-implementation", "known-truth"]

GRADES: Final = get_args(Grade)
"""The strongest first."""

LINEARISED: Final = "taylor"
"""Method of the design-based estimates, which the checks of surveys are of."""


@dataclass(frozen=True)
class Check:
    """One comparison of something in this project with something outside of it.

    Attributes
    ----------
    of : tuple of str
        `survey/STATISTIC`, `interval/NAME`, `lists/METHOD`, `world/model`, or a definition's id.
    against : str
        A program with its version, a publication, a second implementation, or a known truth.
    grade : str
        One of `GRADES`.
    evidence : str
        Where in the repository the comparison is.
    to : str or None
        How near both are, where that is said.
    date : date or None
        The day of the run, where a file says it.
    """

    of: tuple[str, ...]
    against: str
    grade: Grade
    evidence: str
    to: str | None = None
    date: datetime.date | None = None


@cache
def register() -> tuple[Check, ...]:
    """Every check, in the order of the file.

    >>> {check.grade for check in register()} <= set(GRADES)
    True
    """
    text = (Path(__file__).parent / "checked.toml").read_text("utf-8")
    entries = tomllib.loads(text)["check"]
    return tuple(Check(**{**entry, "of": tuple(entry["of"])}) for entry in entries)


def checks_of(names: Iterable[str]) -> tuple[Check, ...]:
    """The checks of some estimators and definitions, the strongest grade first.

    >>> checks_of(["lists/chao"])[0].grade
    'independent-program'
    """
    wanted = set(names)
    found = [check for check in register() if wanted & set(check.of)]
    return tuple(sorted(found, key=lambda check: GRADES.index(check.grade)))


def names_in(result: Result) -> tuple[str, ...]:
    """What a result rests on, by the names of the register, each once."""
    names: list[str] = []
    for one in (*result.estimates, *result.differences):
        if one.statistic == "size":
            names.append(f"lists/{one.method}")
        elif one.method == LINEARISED:
            names.append(f"survey/{one.statistic}")
            names += [] if one.interval is None else [f"interval/{one.interval}"]
        if one.definition is not None:
            names.append(one.definition.partition("@")[0].partition(":")[0])
    names += [f"survey/{one.statistic}" for one in result.trends]
    if "benchmark" in result.provenance.settings:
        names.append("survey/benchmark")
    return tuple(dict.fromkeys(names))


def unchecked(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that the register has nothing of.

    >>> unchecked(["survey/mean", "interval/wilson"])
    ('interval/wilson',)
    """
    known = {name for check in register() for name in check.of}
    return tuple(name for name in names if name not in known)


def checked_lines(names: Iterable[str]) -> list[str]:
    """What some estimators were checked against, in a line; and which of them were not."""
    names = tuple(names)
    found, missing = checks_of(names), unchecked(names)
    told = "; ".join(f"{one.against}{f' (to {one.to})' if one.to else ''}" for one in found)
    lines = [f"Checked against: {told}"] if told else []
    return lines + ([f"Not checked against anything else: {', '.join(missing)}"] if missing else [])
