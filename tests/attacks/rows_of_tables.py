"""Attack: who of those who left or came is a case, where a population table makes weights anew?

The numbers of the table are printed, so a reader who knows who was in each release knows every
weight of it. Persons of one class, who were in the same releases, are of one kind: all that a row
says of them is how many are cases. Every figure that is shown gives the cases of its group, and in
the value their weighted number to half a step; where persons were drawn one by one the error says
how they lie in the classes. She goes through the numbers of cases of those who left and came, kind
by kind, and keeps those beside which there are numbers for everybody who stayed. Of a kind that has
all its persons in every way left each of these is a case.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attacks.claims import Claim, Person, distinct
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import SAME, off_by
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import NO, YES

MOST_WAYS = 20_000
"""Numbers of cases of those who left and came up to which all are tried."""
MOST_GRID = 1_000_000
"""Numbers of cases of those who stayed up to which all are looked at, and errors with them."""

type Classes = Mapping[tuple[tuple[str, str], ...], int]
"""Variables and codes of a class to the printed number of its population; classes are apart."""


def rows_of_tables(evidence: Evidence, population: Classes, *, errors: bool = True) -> list[Claim]:
    """Persons who left or came and are cases, or are none, by the rows of all releases."""
    public = evidence.public
    if public is None or public.given is None or not evidence.left:
        return []
    known = _known(evidence, public, population)
    claims: list[Claim] = []
    for name in sorted({name for release in evidence.releases for name, _ in release.shares}):
        ways = ways_left(known, evidence.releases, name, errors=errors)
        if ways is None:
            continue
        for at, of_kind in enumerate(known.changed):
            for numbers, status in ((len(of_kind), YES), (0, NO)):
                if (ways[:, at] == numbers).all():
                    how = f"all {len(ways)} ways that fit the rows"
                    claims += [Person(int(row), name, status, how) for row in of_kind]
    return distinct(claims)


@dataclass(frozen=True)
class _Known:
    """What a reader knows of persons.

    weights : (releases, n) in each, 0 of who is not in it
    part : (n,) the class of the table
    stayed, changed : rows of every kind of those who are in all releases, and of the others
    """

    public: Public
    weights: np.ndarray
    part: np.ndarray
    stayed: Sequence[np.ndarray]
    changed: Sequence[np.ndarray]

    @property
    def kinds(self) -> list[np.ndarray]:
        return [*self.changed, *self.stayed]


def _known(evidence: Evidence, public: Public, population: Classes) -> _Known:
    assert public.given is not None
    n = len(public.given)
    there = np.ones((len(evidence.releases), n), dtype=bool)
    for row, releases in zip(evidence.left, evidence.there, strict=True):
        there[:, row] = [k in releases for k in range(len(there))]
    part = np.zeros(n, dtype=int)
    weights = np.zeros(there.shape)
    for at, (codes, persons) in enumerate(population.items()):
        own = public.inside(frozenset(codes))
        part[own] = at
        for weight, inside in zip(weights, there & own, strict=True):
            weight[inside] = persons * public.given[inside] / public.given[inside].sum()
    variables = {v for r in evidence.releases for _, group in r.shares for v, _ in group}
    codes_of = [np.unique(public.columns[one], return_inverse=True)[1] for one in sorted(variables)]
    table = np.stack([*there.astype(int), part, *codes_of, np.round(public.given * 1e6)])
    _, kind = np.unique(table, axis=1, return_inverse=True)
    kinds = [np.flatnonzero(kind.ravel() == one) for one in range(kind.max() + 1)]
    has_stayed = [bool(there[:, rows[0]].all()) for rows in kinds]
    return _Known(
        public,
        weights,
        part,
        [rows for rows, stays in zip(kinds, has_stayed, strict=True) if stays],
        [rows for rows, stays in zip(kinds, has_stayed, strict=True) if not stays],
    )


@dataclass(frozen=True)
class _Row:
    """A released row: the least and greatest of sums over kinds of numbers of cases."""

    release: int
    figure: Figure
    counts: np.ndarray
    weights: np.ndarray
    low: float
    high: float


def ways_left(
    known: _Known, releases: Sequence[Release], name: str, *, errors: bool
) -> np.ndarray | None:
    """(ways, changed kinds) numbers of cases that fit all rows; None where nothing is learned."""
    rows = [*_rows(known, releases, name)]
    sizes = [len(one) for one in known.changed]
    if len({row.release for row in rows}) < 2 or np.prod([s + 1.0 for s in sizes]) > MOST_WAYS:
        return None
    every = np.array([*product(*(range(size + 1) for size in sizes))])
    of_stayed = [len(one) for one in known.stayed]
    grid = _grid(known, rows) if np.prod([s + 1.0 for s in of_stayed]) <= MOST_GRID else None
    fit = [
        _stands(way, rows, of_stayed) if grid is None else _fits(way, rows, grid, known, errors)
        for way in every
    ]
    found = every[np.array(fit)]
    return found if 0 < len(found) < len(every) else None


def _rows(known: _Known, releases: Sequence[Release], name: str) -> Iterator[_Row]:
    for number, release in enumerate(releases):
        for (measure, group), figure in release.shares.items():
            if measure != name or figure.is_hidden or figure.n_cases is None:
                continue
            weight = np.where(known.public.inside(group), known.weights[number], 0.0)
            if figure.n != (weight > 0).sum():
                continue
            everybody = weight.sum()
            off = (figure.digits or 0.0) / 2 + SAME
            counts = np.array([float(weight[rows[0]] > 0) for rows in known.kinds])
            yield _Row(
                number, figure, counts, np.array([weight[rows[0]] for rows in known.kinds]),
                (figure.value - off) * everybody, (figure.value + off) * everybody,
            )  # fmt: skip


def _grid(known: _Known, rows: Sequence[_Row]) -> np.ndarray:
    """(m, stayed kinds) numbers of cases of those who stayed that no count rules out alone."""
    changed = len(known.changed)
    found = np.zeros((1, 0), dtype=int)
    for one in known.stayed:
        number = np.arange(len(one) + 1)
        found = np.column_stack(
            [np.repeat(found, len(number), axis=0), np.tile(number, len(found))]
        )
    for row in rows:
        moved = row.counts[:changed] @ np.array([len(one) for one in known.changed])
        cases = found @ row.counts[changed:]
        found = found[(cases <= row.figure.n_cases) & (cases >= row.figure.n_cases - moved)]
    return found


def _fits(
    way: np.ndarray, rows: Sequence[_Row], grid: np.ndarray, known: _Known, errors: bool
) -> bool:
    """Whether there are numbers of those who stayed that fit beside those of the others."""
    changed = len(way)
    left = grid
    for row in rows:
        cases = left @ row.counts[changed:] + way @ row.counts[:changed]
        weighed = left @ row.weights[changed:] + way @ row.weights[:changed]
        left = left[(cases == row.figure.n_cases) & (weighed >= row.low) & (weighed <= row.high)]
    for row in rows if errors else ():
        if not len(left) or not row.figure.se:
            continue
        error = _errors(np.column_stack([np.tile(way, (len(left), 1)), left]), row, known)
        left = left[np.abs(error - row.figure.se) <= off_by(row.figure) + SAME * error]
    return len(left) > 0


def _errors(numbers: np.ndarray, row: _Row, known: _Known) -> np.ndarray:
    """(m,) errors by residuals if so many of each kind were the cases, persons drawn one by one."""
    public, weight = known.public, known.weights[row.release]
    assert public.given is not None
    inside = public.inside(row.figure.group)
    everybody = weight[inside].sum()
    own = [float(inside[rows[0]]) for rows in known.kinds]
    w = np.array([weight[rows[0]] for rows in known.kinds])
    d = np.where(w > 0, [public.given[rows[0]] for rows in known.kinds], 0.0)
    size = np.array([len(rows) for rows in known.kinds]) * (w > 0)
    share = numbers @ (w * own) / everybody
    of_case = own * (1 - share[:, None]) / everybody
    of_none = -np.array(own) * share[:, None] / everybody
    numbers = numbers * (w > 0)
    sums = numbers * of_case + (size - numbers) * of_none
    part = np.array([known.part[rows[0]] for rows in known.kinds])
    variance = np.zeros(len(numbers))
    for one in np.unique(part):
        k = part == one
        fitted = ((sums[:, k] @ d[k]) / (size[k] @ d[k]))[:, None]
        squares = numbers[:, k] * (of_case[:, k] - fitted) ** 2
        squares += (size[k] - numbers[:, k]) * (of_none[:, k] - fitted) ** 2
        variance += squares @ w[k] ** 2
    n = size.sum()
    return np.sqrt(n / (n - 1) * variance)


def _stands(way: np.ndarray, rows: Sequence[_Row], sizes: Sequence[int]) -> bool:
    """The same by an integer programme, where they are too many to look at."""
    changed = len(way)
    matrix, low, high = [], [], []
    for row in rows:
        counted = row.figure.n_cases - way @ row.counts[:changed]
        weighed = way @ row.weights[:changed]
        scale = max(row.weights.max(), 1e-9)
        matrix += [row.counts[changed:], row.weights[changed:] / scale]
        low += [counted, (row.low - weighed) / scale]
        high += [counted, (row.high - weighed) / scale]
    found = milp(
        np.zeros(len(sizes)),
        constraints=LinearConstraint(np.array(matrix), low, high),
        bounds=Bounds(0, np.array(sizes)),
        integrality=np.ones(len(sizes)),
    )
    return bool(found.status == 0)
