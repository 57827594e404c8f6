"""Attack: count kinds of children, where measures are crossed person by person.

Who carries loads carries loads and uses tools, or carries loads and uses none. Of every cell it is
written down how many there are of each kind: of which of the measures that are crossed a child is a
case. Every figure is a sum over kinds, and some kinds cannot be. A pencil takes sums and
differences of these; integer programmes find the least and the greatest that a hidden count can be.
Measures here count whoever gave no answer as no case.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attacks.claims import Claim, Count, distinct
from tests.attacks.evidence import Evidence, nested_among
from tests.attacks.programmes import made_of
from tests.attacks.reading import Figure
from tests.attacks.sums import System
from tests.attacks.truth import CROSSINGS, Group

BY_RULE = "__by__"
Row = np.ndarray


@dataclass(frozen=True)
class Kinds:
    """Children of each cell by kind, and then one number for each figure by rule."""

    evidence: Evidence

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Those that are crossed."""
        pairs = self.evidence.releases[0].said["diagnostics"]["comparison"]
        return tuple(dict.fromkeys(pair[side] for pair in pairs for side in ("first", "second")))

    @cached_property
    def kinds(self) -> list[dict[str, bool]]:
        """Of which of them a child can be a case."""
        every = product((False, True), repeat=len(self.measures))
        found = [dict(zip(self.measures, one, strict=True)) for one in every]
        return [one for one in found if self._can_be(one)]

    def _can_be(self, kind: dict[str, bool]) -> bool:
        nested = all(kind[wide] or not kind[narrow] for narrow, wide in nested_among(self.measures))
        return nested and all(
            any(kind[part] for part in parts) or not kind[whole]
            for whole, parts in made_of(self.evidence.releases[0].measures)
            if {whole, *parts} <= kind.keys()
        )

    @cached_property
    def by_rule(self) -> list[Figure]:
        """Figures of those in one measure alone by the rule that made them cases of it."""
        return [one for one in self.evidence.figures if BY_RULE in one.name]

    @property
    def size(self) -> int:
        return self.evidence.cells.number * len(self.kinds) + len(self.by_rule)

    def row(self, name: str | None, group: Group) -> Row:
        """(size,) which numbers the cases of a figure are the sum of; of no figure, all persons."""
        of_kinds = np.array([float(name is None or _is_case(kind, name)) for kind in self.kinds])
        inside = np.outer(self.evidence.cells.inside(group), of_kinds).ravel()
        return np.concatenate([inside, np.zeros(len(self.by_rule))])

    @cached_property
    def said(self) -> tuple[np.ndarray, np.ndarray]:
        """(rows, size) what is shown, or said by names, and (rows,) what it comes to."""
        found = [*self._shown(), *self._rules()]
        return np.array([row for row, _ in found]), np.array([float(number) for _, number in found])

    def _shown(self) -> Iterator[tuple[Row, int]]:
        for figure in self.evidence.figures:
            if figure.asked is not None:
                yield self.row(None, figure.group), figure.asked
            if figure.n_cases is not None and BY_RULE not in figure.name:
                yield self.row(figure.name, figure.group), figure.n_cases

    def _rules(self) -> Iterator[tuple[Row, int]]:
        start = self.size - len(self.by_rule)
        alone: dict[tuple[str, Group], Row] = {}
        for k, figure in enumerate(self.by_rule):
            key = (figure.name.split(BY_RULE)[0], figure.group)
            alone.setdefault(key, self.row(*key))[start + k] = -1
            if figure.n_cases is not None:
                yield np.eye(self.size)[start + k], figure.n_cases
        yield from ((row, 0) for row in alone.values())


def _is_case(kind: dict[str, bool], name: str) -> bool:
    """Whether a child of a kind is a case of a figure."""
    for word, of_both in CROSSINGS.items():
        if word in name:
            first, second = name.split(word)
            return kind[first] and kind[second] == of_both
    return kind[name]


def hidden_cases(evidence: Evidence) -> list[tuple[str, Group]]:
    """Figures that are kept back, those by rule aside."""
    return [
        (name, group)
        for kind, name, group in evidence.hidden
        if kind == "cases" and BY_RULE not in name
    ]


def by_pencil(evidence: Evidence) -> list[Claim]:
    """Hidden numbers of cases that sums and differences give, without kinds that are nobody's."""
    kinds = Kinds(evidence)
    rows, numbers = kinds.said
    nobody = rows[(numbers == 0) & (rows >= 0).all(axis=1)].any(axis=0)
    hidden = hidden_cases(evidence)
    targets = np.array([kinds.row(*key) for key in hidden]).reshape(-1, kinds.size)
    found = System(rows[:, ~nobody], numbers).had(targets[:, ~nobody])
    return distinct(
        Count("cases", name, group, round(number), "by a pencil")
        for (name, group), number in zip(hidden, found, strict=True)
        if number > 0.5
    )


def by_kinds(evidence: Evidence) -> list[Claim]:
    """Hidden numbers of cases that can be one number only, and not nought."""
    kinds = Kinds(evidence)
    ways: list[np.ndarray] = []
    found: list[Claim] = []
    for name, group in hidden_cases(evidence):
        target = kinds.row(name, group)
        if len({round(target @ way) for way in ways}) > 1:
            continue
        for sign in (1, -1):
            way = _way(kinds, sign * target)
            if way is None:
                break
            ways.append(way)
        else:
            values = {round(target @ way) for way in ways}
            if len(values) == 1 and (number := values.pop()) > 0:
                found.append(Count("cases", name, group, number, "by kinds of children"))
    return distinct(found)


def _way(kinds: Kinds, costs: Row) -> np.ndarray | None:
    """Whole numbers of children of each kind that cost least."""
    rows, numbers = kinds.said
    solved = milp(
        costs,
        constraints=LinearConstraint(rows, numbers, numbers),
        integrality=np.ones(kinds.size),
        bounds=Bounds(0, np.inf),
        options={"node_limit": 2000},
    )
    return np.round(solved.x) if solved.status == 0 else None
