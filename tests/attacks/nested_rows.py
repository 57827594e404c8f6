"""Attack: which sets of persons fit the rows of two measures, of which one lies in the other?

As `known_rows`, by a reader who knows from the definitions that whoever is a case of the narrower
measure is one of the wider. So she goes through the sets that fit the narrower row, adds each set
of as many others as the wider measure has more, and keeps those that fit the wider row. Whoever is
in all of them is a case. The rows may be of different releases.

Persons were drawn one by one, so that a row follows from two sums over the cases, of their weights
and of the squares of these.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import comb

import numpy as np

from tests.attacks.claims import Claim, Person, distinct
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import MOST_SETS, SAME, all_sets, off_by
from tests.attacks.reading import Figure
from tests.attacks.truth import YES

MOST_PAIRS = 40_000_000


@dataclass(frozen=True)
class Pairs:
    """How many pairs of sets fit two rows, and in how many of them each of a group is a case, or
    two of them are."""

    wide: str
    number: int
    together: np.ndarray
    rows: np.ndarray

    @property
    def times(self) -> np.ndarray:
        """In how many each is."""
        return self.together.diagonal()

    @property
    def in_all(self) -> list[int]:
        """Rows of those who are in each pair; nobody where there is none."""
        return self.rows[self.times == self.number].tolist() if self.number else []

    def known_to(self, herself: int) -> list[int]:
        """Rows of others who are in each pair that a case, of this row, is in."""
        (at,) = np.flatnonzero(self.rows == herself)
        both = self.together[at] == self.times[at]
        return [row for row in self.rows[both].tolist() if row != herself and self.times[at]]


def nested_rows(evidence: Evidence, narrow: str, wide: str) -> list[Claim]:
    """Single persons who are cases of the wider of two measures, by the rows of both."""
    return distinct(
        Person(row, wide, YES, f"all {found.number} pairs of sets that fit rows of two measures")
        for found in pairs_left(evidence, narrow, wide)
        for row in found.in_all
    )


def nested_rows_for_one_of_them(
    evidence: Evidence, narrow: str, wide: str, herself: int
) -> list[Claim]:
    """The same for one who knows that she is a case of the wider measure herself."""
    return distinct(
        Person(row, wide, YES, f"all pairs of sets with person {herself} that fit two rows")
        for found in pairs_left(evidence, narrow, wide)
        if herself in found.rows
        for row in found.known_to(herself)
    )


def pairs_left(evidence: Evidence, narrow: str, wide: str) -> Iterator[Pairs]:
    """What the rows of each group leave, of releases that show both, or one each."""
    public = evidence.public
    if public is None:
        return
    shown: dict[tuple[str, object], Figure] = {}
    for release in evidence.releases:
        for key, figure in release.shares.items():
            known = shown.get(key)
            if not figure.is_hidden and (known is None or _says_more(figure, known)):
                shown[key] = figure
    for (name, group), below in shown.items():
        above = shown.get((wide, group))
        if name == narrow and above is not None:
            found = _of_group(below, above, public)
            if found is not None:
                yield found


def _says_more(figure: Figure, than: Figure) -> bool:
    return (figure.digits or 0.0) < (than.digits or 0.0)


def _of_group(below: Figure, above: Figure, public: Public) -> Pairs | None:
    rows = np.flatnonzero(public.inside(above.group))
    few, more = below.n_cases or 0, (above.n_cases or 0) - (below.n_cases or 0)
    of_all = all(one.n == len(rows) and one.unknown == 0 for one in (below, above))
    if not of_all or few < 1 or more < 1:
        return None
    if max(comb(len(rows), few), comb(len(rows), more)) > MOST_SETS:
        return None
    weight = public.weight[rows]
    sets, others = all_sets(len(rows), few), all_sets(len(rows), more)
    sets = sets[_fits(_sums(weight, sets), below, weight, len(public.weight))]
    if len(sets) * len(others) > MOST_PAIRS:
        return None
    is_other = np.zeros((len(others), len(rows)), dtype=bool)
    np.put_along_axis(is_other, others, True, axis=1)
    added = _sums(weight, others)
    number, together = 0, np.zeros((len(rows), len(rows)), dtype=int)
    for one, own in zip(sets, np.array(_sums(weight, sets)).T, strict=True):
        fits = _fits((own[0] + added[0], own[1] + added[1]), above, weight, len(public.weight))
        fits &= ~is_other[:, one].any(axis=1)
        number += int(fits.sum())
        is_case = is_other[fits]
        is_case[:, one] = True
        counts = is_case.astype(float)
        together += np.rint(counts.T @ counts).astype(int)
    return Pairs(above.name, number, together, rows)


def _sums(weight: np.ndarray, sets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of weights and of their squares, over each set."""
    return weight[sets].sum(axis=1), (weight**2)[sets].sum(axis=1)


def _fits(sums: Iterable[np.ndarray], figure: Figure, weight: np.ndarray, drawn: int) -> np.ndarray:
    """Which sums a row does not rule out."""
    of_weights, of_squares = sums
    everybody = weight.sum()
    share = of_weights / everybody
    spread = of_squares * (1 - 2 * share) + share**2 * (weight @ weight)
    error = np.sqrt(np.maximum(spread, 0.0) * drawn / (drawn - 1)) / everybody
    fits = np.abs(share - figure.value) <= (figure.digits or 0.0) / 2 + SAME
    return fits & (np.abs(error - figure.se) <= off_by(figure) + SAME)
