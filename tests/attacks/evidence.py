"""All that an attacker has: releases, and what she knows from elsewhere."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from tests.attacks.claims import Count
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import Group

NESTED = (
    ("child_labour_sdg_a", "child_labour_sdg_b"),
    ("child_labour_sdg_b", "child_labour_mics_pr34"),
    ("hazardous_conditions", "child_labour_mics_pr34"),
    ("hazard_heavy_loads", "hazardous_conditions"),
    ("hazard_dangerous_tools", "hazardous_conditions"),
    ("hazard_dust_fumes_gas", "hazardous_conditions"),
    ("hazardous_conditions", "children_in_economic_activity"),
    ("child_labour_sdg_a", "children_in_economic_activity"),
)
"""Cases of the first are cases of the second: the definitions say so, for whoever reads them."""


def nested_among(measures: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of some measures, the cases of the first being cases of the second, by one reading."""
    pairs = ((a + suffix, b + suffix) for a, b in NESTED for suffix in ("", "_strict"))
    return [pair for pair in pairs if set(pair) <= set(measures)]


@dataclass(frozen=True)
class Public:
    """A public-use file: who took part, with weight and groups, and without any answer.

    `columns` are (n,) values by variable, of everybody of any release; `later` are the weights of
    the second release where it was made with others. `given` are the weights before they were
    benchmarked to numbers by the variables of `margins`; `replicates` are (n, R) weights.
    """

    columns: dict[str, np.ndarray]
    weight: np.ndarray
    later: np.ndarray | None = None
    given: np.ndarray | None = None
    margins: tuple[tuple[str, ...], ...] = ()
    replicates: np.ndarray | None = None

    def of_release(self, number: int) -> "Public":
        """The file with the weights that a release was made with."""
        if self.later is None or not number:
            return self
        return Public(self.columns, self.later)

    def inside(self, group: Group) -> np.ndarray:
        """(n,) whether each is in a group."""
        found = np.ones(len(self.weight), dtype=bool)
        for variable, code in group:
            column = self.columns[variable]
            if variable == "age":
                low, high = ages(code)
                found &= (column >= low) & (column <= high)
            else:
                found &= column.astype(str) == code
        return found


@dataclass(frozen=True)
class Evidence:
    """Releases of one survey in the order in which they came out, and other knowledge.

    Attributes
    ----------
    public : who took part, where a public-use file tells
    left : rows in that file of those who are in one of two releases alone
    there : of each the releases that she is in
    outside : counts that were published elsewhere
    parts : by variable, codes that are several others together, and these
    """

    releases: tuple[Release, ...]
    public: Public | None = None
    left: tuple[int, ...] = ()
    there: tuple[tuple[int, ...], ...] = ()
    outside: tuple[Count, ...] = ()
    parts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def figures(self) -> list[Figure]:
        return [figure for release in self.releases for figure in release.shares.values()]

    @cached_property
    def cells(self) -> "Cells":
        return Cells([figure.group for figure in self.figures], self.parts)

    @cached_property
    def hidden(self) -> dict[tuple[str, str, Group], Figure]:
        """Every count that some release keeps back and no other shows."""
        found = {what: f for release in self.releases for what, f in release.hidden.items()}
        return {what: f for what, f in found.items() if not self._is_shown(*what)}

    def _is_shown(self, kind: str, name: str, group: Group) -> bool:
        figures = (release.shares.get((name, group)) for release in self.releases)
        return any(f is not None and shown(f, kind) is not None for f in figures)


def shown(figure: Figure, kind: str) -> int | None:
    """A count of a figure as far as it is shown: `cases`, `others`, `unknown` or `asked`."""
    if figure.is_hidden:
        return None
    if kind == "others":
        least = figure.n_cases, figure.answered
        return None if None in least else figure.answered - figure.n_cases
    return {"cases": figure.n_cases, "unknown": figure.unknown, "asked": figure.asked}[kind]


def ages(code: str) -> tuple[int, int]:
    """First and last year of an age group."""
    low, _, high = code.partition("-")
    return int(low), int(high or low)


@dataclass(frozen=True)
class Cells:
    """The smallest groups that some groups are made of: every code of every variable, crossed.

    Ages are cut where some age group begins; codes of the others lie apart, and are everybody.
    """

    groups: Sequence[Group]
    parts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    _known: dict[Group, np.ndarray] = field(default_factory=dict, compare=False)

    @cached_property
    def codes(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for group in self.groups:
            for variable, code in group:
                found.setdefault(variable, set()).update(self._parts_of(variable, code))
        return {
            variable: _pieces(codes) if variable == "age" else tuple(sorted(codes))
            for variable, codes in sorted(found.items())
        }

    @cached_property
    def _grid(self) -> dict[str, np.ndarray]:
        sizes = [range(len(codes)) for codes in self.codes.values()]
        grid = np.meshgrid(*sizes, indexing="ij") if sizes else []
        return {name: axis.ravel() for name, axis in zip(self.codes, grid, strict=True)}

    def _parts_of(self, variable: str, code: str) -> tuple[str, ...]:
        return self.parts.get(variable, {}).get(code, (code,))

    @property
    def number(self) -> int:
        return int(np.prod([len(codes) for codes in self.codes.values()], dtype=int))

    def inside(self, group: Group) -> np.ndarray:
        """(cells,) 1 where a cell lies in a group."""
        if group not in self._known:
            found = np.ones(self.number)
            for variable, code in group:
                wanted = [
                    any(_lies_in(piece, one, variable) for one in self._parts_of(variable, code))
                    for piece in self.codes[variable]
                ]
                found *= np.array(wanted)[self._grid[variable]]
            self._known[group] = found
        return self._known[group]


def _pieces(codes: set[str]) -> tuple[str, ...]:
    begins = sorted({year for low, high in map(ages, codes) for year in (low, high + 1)})
    return tuple(f"{low}-{next_ - 1}" for low, next_ in pairwise(begins))


def _lies_in(piece: str, code: str, variable: str) -> bool:
    if variable != "age":
        return piece == code
    (low, high), (first, last) = ages(piece), ages(code)
    return first <= low and high <= last
