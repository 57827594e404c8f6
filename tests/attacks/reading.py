"""What a reader finds in `out/`: every figure in every file, as numbers about groups.

She knows the file formats from their documentation, and that a key which is not there does not
apply. Figures are found wherever they lie in an object, by having a name and a group.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.attacks.truth import Group

NUMBERS = (
    "value", "se", "lower", "upper", "n", "n_cases", "n_unknown", "weighted_n", "value_if_no",
    "value_if_yes", "digits", "n_clusters", "n_clusters_with_cases", "df",
)  # fmt: skip
COUNTS = ("n", "n_cases", "n_unknown", "n_clusters", "n_clusters_with_cases")


@dataclass(frozen=True)
class Figure:
    """One figure as it is released; `None` is a number that is not there.

    `leaves_out` says that unknown answers are left out of the persons that the figure is taken of.
    """

    release: int
    name: str
    statistic: str
    group: Group
    flags: frozenset[str]
    leaves_out: bool = False
    value: float | None = None
    se: float | None = None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    n_cases: int | None = None
    n_unknown: int | None = None
    weighted_n: float | None = None
    value_if_no: float | None = None
    value_if_yes: float | None = None
    digits: float | None = None
    n_clusters: int | None = None
    n_clusters_with_cases: int | None = None
    df: float | None = None

    @property
    def is_hidden(self) -> bool:
        return "suppressed" in self.flags

    @property
    def is_of_few(self) -> bool:
        """Whether it is hidden because few were asked."""
        return "few-respondents" in self.flags

    @property
    def hides_unknown(self) -> bool:
        return self.is_hidden or "unknown-not-shown" in self.flags

    @property
    def unknown(self) -> int | None:
        """How many gave no answer; none where nothing is said of them."""
        return None if self.hides_unknown else self.n_unknown or 0

    @property
    def asked(self) -> int | None:
        """How many were asked, whether or not they answered."""
        if self.n is None or not self.leaves_out or self.hides_unknown:
            return self.n
        return self.n + (self.n_unknown or 0)

    @property
    def answered(self) -> int | None:
        """How many are known to be cases or none."""
        if self.asked is None or self.unknown is None:
            return None
        return self.asked - self.unknown


@dataclass(frozen=True)
class Release:
    """One `out/` as it is read."""

    figures: tuple[Figure, ...]
    said: dict[str, Any] = field(default_factory=dict)
    """Everything else in `estimates.json`."""
    folder: Path | None = None

    @cached_property
    def shares(self) -> dict[tuple[str, Group], Figure]:
        """Proportions by measure and group."""
        return {(f.name, f.group): f for f in self.figures if f.statistic == "proportion"}

    @cached_property
    def measures(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f.name for f in self.shares.values()))

    @cached_property
    def hidden(self) -> dict[tuple[str, str, Group], Figure]:
        """Kind, measure and group of every count that is kept back."""
        found = {}
        for (name, group), figure in self.shares.items():
            for kind in ("cases", "others") if figure.is_hidden else ():
                found[kind, name, group] = figure
            if figure.hides_unknown:
                found["unknown", name, group] = figure
        return found


def read_release(folder: Path, number: int = 0) -> Release:
    """Everything in a released folder."""
    said = json.loads((folder / "estimates.json").read_text(encoding="utf-8"))
    left_out = {
        name
        for name, about in said.get("diagnostics", {}).get("measures", {}).items()
        if about.get("unknown") == "exclude"
    }
    found = [_figure(one, number, left_out) for one in objects(said) if _is_figure(one)]
    with (folder / "estimates.csv").open(encoding="utf-8-sig", newline="") as file:
        found += [_figure(_from_row(row), number, left_out) for row in csv.DictReader(file)]
    return Release(tuple(_fullest(found)), said, folder)


def objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON text, at any depth."""
    if isinstance(tree, dict):
        yield tree
    for inner in (
        tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    ):
        yield from objects(inner)


def _is_figure(one: dict[str, Any]) -> bool:
    return {"name", "group", "statistic"} <= one.keys()


def _from_row(row: dict[str, str]) -> dict[str, Any]:
    group = {key.removeprefix("by_"): code for key, code in row.items() if key.startswith("by_")}
    numbers = {key: float(row[key]) for key in NUMBERS if row.get(key)}
    return {
        "name": row["name"],
        "statistic": row["statistic"],
        "group": {variable: code for variable, code in group.items() if code},
        "flags": [flag for flag in row["flags"].split(";") if flag],
        **numbers,
    }


def _figure(one: dict[str, Any], number: int, left_out: Iterable[str]) -> Figure:
    numbers = {key: one[key] for key in NUMBERS if isinstance(one.get(key), int | float)}
    whole = {key: int(numbers[key]) for key in COUNTS if key in numbers}
    return Figure(
        number,
        one["name"],
        one["statistic"],
        frozenset((variable, str(code)) for variable, code in one["group"].items()),
        frozenset(one.get("flags", ())),
        one["name"] in left_out,
        **(numbers | whole),
    )


def _fullest(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Each figure once, as the file has it that tells most."""
    found: dict[tuple[str, str, Group], Figure] = {}
    for figure in figures:
        key = (figure.name, figure.statistic, figure.group)
        if key not in found or _told(figure) > _told(found[key]):
            found[key] = figure
    yield from found.values()


def _told(figure: Figure) -> int:
    return sum(getattr(figure, key) is not None for key in NUMBERS)
