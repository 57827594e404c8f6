"""What sums and differences of figures give back: which vectors lie in the span of others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.linalg import block_diag

from measure87.disseminate.gate.tables.orthonormal import orthonormal_rows, taken_in_turn
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

# Vectors have length 1 at most. A true remainder is one piece of a few dimensions and so above
# 1e-3; rounding stays below 1e-10. Of three invented surveys with all standard tables the least
# remainder was 0.095, the greatest rounding 4e-8: the root of what is lost where 1 is taken from 1.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Line:
    """A figure and figures of people apart from each other that add up to it or to less.

    All by position.
    """

    parent: int
    children: tuple[int, ...]


@dataclass(frozen=True)
class Span:
    """Figures as vectors, K in all.

    Attributes
    ----------
    coordinates : (K, r) float
        The figures as vectors of length 1 at most.
    lines
        Short ways from one figure to another, tried before longer ones.
    """

    coordinates: FloatArray
    lines: Sequence[Line]
    _found: dict[bytes, BoolArray] = field(default_factory=dict, repr=False, compare=False)

    def derivable(self, shown: BoolArray) -> BoolArray:
        """(K,) bool: which figures can be had from those `shown` (K,) by sums and differences.

        Those whose vectors lie in the span of the vectors shown. Where fewer are hidden than shown
        the same is asked of relations: a hidden figure can be had exactly if some relation of the
        figures holds it and no other hidden one: if, of the relations written for the hidden
        figures alone, one is its unit vector. It is asked as surely: what is looked at in the one
        and in the other are opposite blocks of one orthogonal matrix, which have the same singular
        values but for ones (the CS decomposition).
        """
        key = shown.tobytes()
        if key not in self._found:
            found, hidden = shown.copy(), np.flatnonzero(~shown)
            outside = self._outside(shown) if self._is_quicker(shown) else self._apart(hidden)
            found[hidden] = ~(outside >= TOLERANCE**2)  # what is no number counts as had
            self._found[key] = found
        return self._found[key]

    def _is_quicker(self, shown: BoolArray) -> bool:
        """Whether the span of those shown takes less arithmetic than relations of those hidden."""
        number, size = self.coordinates.shape
        some, rest = int(shown.sum()), max(number - size, 1)
        hidden = number - some
        return bool(some * size * min(some, size) < rest * hidden * min(rest, hidden))

    def _outside(self, shown: BoolArray) -> FloatArray:
        """(hidden,) squared, what of the vector of each lies outside the span of those shown."""
        basis = orthonormal(self.coordinates[shown])
        hidden = self.coordinates[~shown]
        inside = hidden @ basis.T
        found: FloatArray = (hidden**2).sum(axis=1) - (inside**2).sum(axis=1)
        return found

    def _apart(self, hidden: IntArray) -> FloatArray:
        """(hidden,) how much each unit vector lies outside the relations of the hidden figures."""
        basis = orthonormal(self._relations[:, hidden])
        found: FloatArray = 1.0 - (basis**2).sum(axis=0)
        return found

    @cached_property
    def _relations(self) -> FloatArray:
        """(L, K) orthonormal rows: all sums and differences of figures that come to nothing."""
        columns = orthonormal(self.coordinates.T)
        return orthonormal(np.eye(len(self.coordinates)) - columns.T @ columns)

    def support(self, target: int, shown: BoolArray, dearest: Sequence[int]) -> list[int]:
        """A smallest set of shown figures from which `target` can be had.

        `dearest` lists positions, those to keep shown first; they are left out of the set
        where the others do. Empty if the target cannot be had, or is known to be nobody.
        """
        if shown[target]:
            return [target]
        cheapest = [k for k in reversed(dearest) if shown[k]]
        for line in self.lines:
            members = (line.parent, *line.children)
            if target in members and all(shown[k] for k in members if k != target):
                route = self._route(target, [k for k in cheapest if k in members])
                if route is not None:
                    return route
        return self._route(target, cheapest) or []

    def _route(self, target: int, cheapest: Sequence[int]) -> list[int] | None:
        """What of some figures gives the target back, none dearer than it must be; or None.

        Each figure in turn is taken if those before it do not give it back. Of figures
        taken so the target is one sum alone, and no set without a dearer one would do.
        """
        vector = self.coordinates[target]
        found = taken_in_turn(self.coordinates[cheapest], vector, TOLERANCE)
        if found is None:
            return None
        taken = [cheapest[k] for k in found]
        shares = np.linalg.lstsq(self.coordinates[taken].T, vector, rcond=None)[0]
        return [k for k, share in zip(taken, shares, strict=True) if abs(share) > TOLERANCE]


def joined(parts: Sequence[Span], sums: Sequence[Line]) -> Span:
    """Figures of several measures together, some of which are sums of others.

    Parameters
    ----------
    parts
        One for each measure.
    sums
        Figures that are the sum of others exactly, by position in all parts one after another.
    """
    starts = np.cumsum([0, *(len(part.coordinates) for part in parts)])
    lines = [
        Line(line.parent + int(start), tuple(k + int(start) for k in line.children))
        for part, start in zip(parts, starts, strict=False)
        for line in part.lines
    ]
    coordinates: FloatArray = np.asarray(block_diag(*(part.coordinates for part in parts)))
    if sums:
        nothing = [
            coordinates[line.parent] - coordinates[list(line.children)].sum(axis=0) for line in sums
        ]
        basis = orthonormal(np.array(nothing))
        coordinates = coordinates - (coordinates @ basis.T) @ basis
    return Span(coordinates, [*sums, *lines])


def orthonormal(rows: FloatArray) -> FloatArray:
    """Orthonormal rows with the same span as `rows` (m, r)."""
    return orthonormal_rows(rows, TOLERANCE)
