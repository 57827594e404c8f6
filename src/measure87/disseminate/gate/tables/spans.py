"""What sums and differences of figures give back: which vectors lie in the span of others."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from measure87.disseminate.gate.tables.orthonormal import lengths_outside, orthonormal_rows

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Vectors have length 1 at most. A true remainder is one piece of a few dimensions and so above
# 1e-3; rounding stays below 1e-10.
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

    coordinates: Floats
    lines: Sequence[Line]
    _found: dict[bytes, Bools] = field(default_factory=dict, repr=False, compare=False)

    def derivable(self, shown: Bools) -> Bools:
        """(K,) bool: which figures can be had from those `shown` (K,) by sums and differences."""
        key = shown.tobytes()
        if key not in self._found:
            basis = orthonormal(self.coordinates[shown])
            found = shown.copy()
            found[~shown] = lengths_outside(self.coordinates[~shown], basis) < TOLERANCE
            self._found[key] = found
        return self._found[key]

    def support(self, target: int, shown: Bools, dearest: Sequence[int]) -> list[int]:
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
        taken: list[int] = []
        basis = np.zeros((len(vector), len(vector)))
        left = vector
        for k in cheapest:
            if _length(left) < TOLERANCE:
                break
            rest = _rest(self.coordinates[k], basis[: len(taken)])
            if (length := _length(rest)) > TOLERANCE:
                basis[len(taken)] = rest / length
                left = _rest(left, basis[len(taken), None])
                taken.append(k)
        if _length(left) >= TOLERANCE:
            return None
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
    coordinates: Floats = np.asarray(block_diag(*(part.coordinates for part in parts)))
    if sums:
        nothing = [
            coordinates[line.parent] - coordinates[list(line.children)].sum(axis=0) for line in sums
        ]
        basis = orthonormal(np.array(nothing))
        coordinates = coordinates - (coordinates @ basis.T) @ basis
    return Span(coordinates, [*sums, *lines])


def orthonormal(rows: Floats) -> Floats:
    """Orthonormal rows with the same span as `rows` (m, r)."""
    return orthonormal_rows(rows, TOLERANCE)


def _rest(vector: Floats, basis: Floats) -> Floats:
    """What of a vector lies outside the span of orthonormal rows; twice, against rounding."""
    for _ in range(2):
        vector = vector - (vector @ basis.T) @ basis
    return vector


def _length(vector: Floats) -> float:
    return math.sqrt(vector @ vector)
