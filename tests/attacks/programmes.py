"""Attack: integer programmes over everything that is shown, of all measures and releases at once.

Beyond sums: no count is below nought, cases of a narrow measure are cases of a wide one, and a
figure kept back for few respondents has fewer than the rules say, and a share in steps bounds how
many answered. A count is told where least and
greatest are one number.

Each count is first bounded by linear programmes; where less than one person is left between the
bounds, whole numbers decide. Where the linear bounds are further apart and whole numbers alone
would tell, this finds nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tests.attacks.beside import told_by_all
from tests.attacks.claims import Claim, Count, distinct
from tests.attacks.evidence import Evidence, nested_among, shown
from tests.attacks.reading import Figure
from tests.attacks.shares import unknown_by_share
from tests.attacks.truth import Group

MOST_UNKNOWNS = 1000
MOST_TARGETS = 1000
FEW_RESPONDENTS = 24
KINDS = ("cases", "others", "unknown")
HAZARD = "hazard_"
"""How the measures of single hazards begin."""


@dataclass(frozen=True)
class Programme:
    """Whole numbers of persons in each cell: of each measure cases, others, unknown."""

    evidence: Evidence

    @cached_property
    def measures(self) -> list[str]:
        return sorted({figure.name for figure in self.evidence.figures})

    @property
    def size(self) -> int:
        return self.evidence.cells.number * len(KINDS) * len(self.measures)

    def row(self, kind: str, measure: str, group: Group) -> np.ndarray:
        """(size,) which unknowns a count is the sum of."""
        kinds = {"asked": KINDS, "answered": KINDS[:2]}.get(kind, (kind,))
        found = np.zeros((len(self.measures), len(KINDS), self.evidence.cells.number))
        inside = self.evidence.cells.inside(group)
        for one in kinds:
            found[self.measures.index(measure), KINDS.index(one)] = inside
        return found.ravel()

    @cached_property
    def constraint(self) -> LinearConstraint:
        """Everything that is shown, and what the definitions say."""
        said = [*self._shown(), *self._definitions()]
        rows, least, most = zip(*said, strict=True)
        return LinearConstraint(csr_array(np.array(rows)), np.array(least), np.array(most))

    def _shown(self) -> Iterator[tuple[np.ndarray, float, float]]:
        for figure in self.evidence.figures:
            for kind in ("asked", *KINDS):
                number = shown(figure, kind)
                if number is not None:
                    yield self.row(kind, figure.name, figure.group), number, number
            if figure.is_of_few:
                kind = "answered" if figure.leaves_out else "asked"
                yield self.row(kind, figure.name, figure.group), 0, FEW_RESPONDENTS
            least_and_most = unknown_by_share(figure, self.evidence.public)
            if least_and_most is not None:
                yield self.row("unknown", figure.name, figure.group), *least_and_most
        for count in self.evidence.outside + told_by_all(self.evidence):
            yield self.row(count.kind, count.measure, count.group), count.number, count.number

    def _definitions(self) -> Iterator[tuple[np.ndarray, float, float]]:
        cells = [self._cell(k) for k in range(self.evidence.cells.number)]
        for first, other in pairwise(self.measures):
            for cell in cells:  # all measures are of the same persons
                yield self._of("asked", first, cell) - self._of("asked", other, cell), 0, 0
        for narrow, wide in nested_among(self.measures):
            for cell in cells:
                yield self._of("cases", wide, cell) - self._of("cases", narrow, cell), 0, np.inf
        for whole, parts in made_of(self.measures):
            for cell in cells:
                total = sum(self._of("cases", part, cell) for part in parts)
                yield total - self._of("cases", whole, cell), 0, np.inf

    def _cell(self, k: int) -> np.ndarray:
        return np.eye(self.evidence.cells.number)[k]

    def _of(self, kind: str, measure: str, cell: np.ndarray) -> np.ndarray:
        found = np.zeros((len(self.measures), len(KINDS), len(cell)))
        for one in KINDS if kind == "asked" else (kind,):
            found[self.measures.index(measure), KINDS.index(one)] = cell
        return found.ravel()

    def least(self, target: np.ndarray, *, whole: bool) -> tuple[float, np.ndarray] | None:
        """The least that a sum can be, with a way things could be then; None if not solved."""
        found = milp(
            target,
            constraints=self.constraint,
            integrality=np.full(self.size, int(whole)),
            bounds=Bounds(0, np.inf),
            options={"node_limit": 2000},
        )
        return (found.fun, found.x) if found.status == 0 else None


def made_of(measures: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Measures of which whoever is a case is a case of one of others, where all are released.

    Of hazards those are released that were asked, two at least.
    """
    hazards = tuple(name for name in measures if name.startswith(HAZARD))
    both = ("child_labour_sdg_b", "hazardous_conditions")
    found = [("hazardous_conditions", hazards)] if len(hazards) > 1 else []
    return [
        (whole, parts)
        for whole, parts in (*found, ("child_labour_mics_pr34", both))
        if {whole, *parts} <= set(measures)
    ]


def by_programmes(evidence: Evidence) -> list[Claim]:
    """Hidden counts that can be one number only, and not nought."""
    programme = Programme(evidence)
    hidden = list(evidence.hidden)
    if programme.size > MOST_UNKNOWNS or not 0 < len(hidden) <= MOST_TARGETS:
        return []
    if not _is_one_population(evidence.figures):
        return []
    targets = np.array([programme.row(*key) for key in hidden])
    found = _unique(programme, targets)
    return distinct(
        Count(kind, name, group, found[k], "by integer programmes")
        for k, (kind, name, group) in enumerate(hidden)
        if found.get(k, 0) > 0
    )


def _is_one_population(figures: list[Figure]) -> bool:
    """Whether all measures are asked of the same persons, as far as it shows."""
    asked: dict[tuple[int, Group], set[int]] = {}
    for figure in figures:
        if figure.asked is not None:
            asked.setdefault((figure.release, figure.group), set()).add(figure.asked)
    return all(len(numbers) == 1 for numbers in asked.values())


def _unique(programme: Programme, targets: np.ndarray) -> dict[int, int]:
    """The number of each target that can be only one."""
    found: dict[int, int] = {}
    low = np.full(len(targets), np.inf)
    high = np.full(len(targets), -np.inf)
    for k, target in enumerate(targets):
        for sign in (1, -1):
            if high[k] - low[k] < 1 - 1e-6:
                solved = programme.least(sign * target, whole=False)
                if solved is None:
                    break
                values = targets @ solved[1]
                low, high = np.minimum(low, values), np.maximum(high, values)
        if high[k] - low[k] < 1 - 1e-6:
            bounds = [programme.least(sign * target, whole=True) for sign in (1, -1)]
            if None not in bounds and round(bounds[0][0]) == -round(bounds[1][0]):
                found[k] = round(bounds[0][0])
    return found
