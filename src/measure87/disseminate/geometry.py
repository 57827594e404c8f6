"""What sums and differences of the figures of one measure give back.

Every figure of a measure counts people in a box (see `boxes`). Which figures follow from
others is a question about boxes alone: a figure can be had from those shown exactly when its
box is a sum and difference of their boxes. Boxes are held as vectors, so that the question is
whether one vector lies in the span of others; groups without persons are known to be empty
and are taken out first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measure87.disseminate.boxes import Box, Dimensions

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Vectors have length 1. A true remainder is one piece of a few dimensions and so above 1e-3;
# rounding stays below 1e-10.
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Line:
    """A group and groups apart from each other inside it, all by position."""

    parent: int
    children: tuple[int, ...]


@dataclass(frozen=True)
class Nesting:
    """Which of K groups lie in which.

    Attributes
    ----------
    inside : (K, K) bool
        `inside[i, j]`: group j lies strictly within group i.
    lines
        Every split of a group along one dimension into groups apart.
    overlap : (K, K) float
        Share of the whole that two groups have in common, if all pieces were of equal size.
    """

    inside: Bools
    lines: tuple[Line, ...]
    overlap: Floats


@dataclass(frozen=True)
class Geometry:
    """The groups of one measure, K in all.

    Attributes
    ----------
    nesting
        Which of them lie in which.
    coordinates : (K, r) float
        The boxes as vectors of length 1 at most, the known empty groups taken out.
    """

    nesting: Nesting
    coordinates: Floats

    def derivable(self, shown: Bools) -> Bools:
        """(K,) bool: which figures can be had from those `shown` (K,) by sums and differences."""
        if shown.all():
            return shown.copy()
        basis = _orthonormal(self.coordinates[shown])
        rest = self.coordinates - (self.coordinates @ basis.T) @ basis
        found: Bools = np.linalg.norm(rest, axis=1) < _TOLERANCE
        return found | shown

    def support(self, target: int, shown: Bools, dearest: Sequence[int]) -> list[int]:
        """A smallest set of shown figures from which `target` can be had.

        `dearest` lists positions, those to keep shown first; they are left out of the set
        where the others do. Empty if the target cannot be had, or is known to be nobody.
        """
        if shown[target]:
            return [target]
        kept = [k for k in self._short_route(target, shown) if shown[k]]
        for k in [k for k in dearest if k in kept]:
            fewer = [other for other in kept if other != k]
            if self._reaches(target, fewer):
                kept = fewer
        return kept

    def _short_route(self, target: int, shown: Bools) -> list[int]:
        """The split that gives the target back if one does, otherwise all that may take part."""
        for line in self.nesting.lines:
            members = (line.parent, *line.children)
            if target in members:
                others = [k for k in members if k != target]
                if shown[others].all() and self._reaches(target, others):
                    return others
        available = np.flatnonzero(shown)
        solution = np.linalg.lstsq(
            self.coordinates[available].T, self.coordinates[target], rcond=_TOLERANCE
        )[0]
        return [int(k) for k in available[np.abs(solution) > _TOLERANCE]]

    def _reaches(self, target: int, members: Sequence[int]) -> bool:
        """Whether the target's vector lies in the span of the members'."""
        basis = _orthonormal(self.coordinates[list(members)])
        vector = self.coordinates[target]
        return bool(np.linalg.norm(vector - (vector @ basis.T) @ basis) < _TOLERANCE)


def nesting(dims: Dimensions, boxes: Sequence[Box]) -> Nesting:
    """Which groups lie in which; `boxes` are K, no two alike."""
    size = len(boxes)
    inside = np.array(
        [[a is not b and a.contains(b) for b in boxes] for a in boxes], dtype=np.bool_
    ).reshape(size, size)
    overlap = np.array([[dims.overlap(a, b) for b in boxes] for a in boxes]).reshape(size, size)
    return Nesting(inside, _lines(boxes, inside), overlap)


def geometry(nested: Nesting, n: Floats) -> Geometry:
    """The groups of one measure, of `n` (K,) respondents each, NaN where not known.

    Where the respondents of the parts add up to those of the whole, nobody is outside the
    parts.
    """
    return Geometry(nested, _coordinates(nested.overlap, list(_known_empty(nested, n))))


def _lines(boxes: Sequence[Box], inside: Bools) -> tuple[Line, ...]:
    """Every split of a listed group along one dimension into listed groups apart."""
    found = []
    names = sorted({name for box in boxes for name in box.sides})
    for parent, whole in enumerate(boxes):
        within = [int(k) for k in np.flatnonzero(inside[parent])]
        for name in names:
            parts = [k for k in within if boxes[k].is_split_of(whole, name)]
            if apart := _apart(boxes, inside, parts):
                found.append(Line(parent, apart))
    return tuple(found)


def _apart(boxes: Sequence[Box], inside: Bools, parts: Sequence[int]) -> tuple[int, ...]:
    """The smallest of some groups, as far as they do not overlap."""
    chosen: list[int] = []
    for k in parts:
        smallest = not inside[k, parts].any()
        if smallest and all(boxes[k].disjoint(boxes[other]) for other in chosen):
            chosen.append(k)
    return tuple(chosen)


def _known_empty(nested: Nesting, n: Floats) -> Iterator[Floats]:
    """Vectors over the groups, each a remainder that holds nobody."""
    size = len(n)
    for line in nested.lines:
        rest = n[line.parent] - n[list(line.children)].sum()
        if np.isnan(rest) or rest == 0:
            vector = np.zeros(size)
            vector[line.parent] = 1.0
            vector[list(line.children)] = -1.0
            yield vector
    for i, j in zip(*np.nonzero(nested.inside & (n[:, None] == n[None, :])), strict=True):
        vector = np.zeros(size)
        vector[i], vector[j] = 1.0, -1.0
        yield vector


def _coordinates(overlap: Floats, empty: Sequence[Floats]) -> Floats:
    """Vectors whose inner products are the overlaps of the boxes, empty remainders taken out."""
    lengths = np.sqrt(np.diagonal(overlap))
    values, vectors = np.linalg.eigh(overlap / np.outer(lengths, lengths))
    kept = values > _TOLERANCE**2
    coordinates: Floats = vectors[:, kept] * np.sqrt(values[kept])
    if empty:
        basis = _orthonormal((np.array(empty) * lengths) @ coordinates)
        coordinates = coordinates - (coordinates @ basis.T) @ basis
    return coordinates


def _orthonormal(rows: Floats) -> Floats:
    """Orthonormal rows with the same span as `rows` (m, r)."""
    if rows.size == 0:
        return np.zeros((0, rows.shape[1]))
    _, sizes, basis = np.linalg.svd(rows, full_matrices=False)
    return basis[sizes > _TOLERANCE * max(1.0, sizes.max())]
