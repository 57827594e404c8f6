"""How the groups of one measure lie in each other, and as vectors.

Every figure of a measure counts people in a box (see `boxes`). Which figures follow from
others is a question about boxes alone: a figure can be had from those shown exactly when its
box is a sum and difference of their boxes. Boxes are held as vectors, so that the question is
whether one vector lies in the span of others (see `spans`); groups without persons are known
to be empty and are taken out first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.disseminate.gate.tables.boxes import Box, Dimensions
from measure87.disseminate.gate.tables.spans import TOLERANCE, Line, Span, orthonormal
from measure87.numerics.arrays import BoolArray, FloatArray

_SHARE = 1e-12
"""Of the whole; what is less is rounding of the machine."""


@dataclass(frozen=True)
class Nesting:
    """Which of K groups lie in which.

    Attributes
    ----------
    inside : (K, K) bool
        `inside[i, j]`: group j lies strictly within group i.
    lines
        Every split of a group along one dimension into groups apart: see `splits`.
    overlap : (K, K) float
        Share of the whole that two groups have in common, if all pieces were of equal size.
    """

    inside: BoolArray
    lines: tuple[Line, ...]
    overlap: FloatArray


@dataclass(frozen=True)
class Geometry:
    """The groups of one measure, K in all.

    Attributes
    ----------
    nesting
        Which of them lie in which.
    span
        The boxes as vectors, the known empty groups taken out.
    """

    nesting: Nesting
    span: Span


def nesting(dims: Dimensions, boxes: Sequence[Box]) -> Nesting:
    """Which groups lie in which; `boxes` are K, no two alike."""
    size = len(boxes)
    inside = ~np.eye(size, dtype=np.bool_)
    overlap = np.ones((size, size))
    for name in sorted({name for box in boxes for name in box.sides}):
        held = _held(dims.pieces[name], [box.sides.get(name) for box in boxes])
        both = held @ held.T
        inside &= both == held.sum(axis=1)
        overlap *= both / held.shape[1]
    return Nesting(inside, _lines(boxes, inside, overlap), overlap)


def _held(pieces: frozenset[str], sides: Sequence[frozenset[str] | None]) -> FloatArray:
    """(groups, pieces) 1 where a group holds a piece of a dimension; all where it names none."""
    order = sorted(pieces)
    return np.array([[side is None or piece in side for piece in order] for side in sides], float)


def geometry(nested: Nesting, n: FloatArray) -> Geometry:
    """The groups of one measure, of `n` (K,) respondents each, NaN where not known.

    Where the respondents of the parts add up to those of the whole, nobody is outside the
    parts.
    """
    coordinates = _coordinates(nested.overlap, list(_known_empty(nested, n)))
    return Geometry(nested, Span(coordinates, nested.lines))


def _lines(boxes: Sequence[Box], inside: BoolArray, overlap: FloatArray) -> tuple[Line, ...]:
    """Every split of a listed group along one dimension into listed groups apart.

    The smallest of them, and others that these do not make up: where a region is all urban, the
    regions are everybody, and urban and rural are too.
    """
    found = []
    names = sorted({name for box in boxes for name in box.sides})
    for parent, whole in enumerate(boxes):
        within = [int(k) for k in np.flatnonzero(inside[parent])]
        for name in names:
            parts = [k for k in within if boxes[k].is_split_of(whole, name)]
            smallest = apart([k for k in parts if not inside[k, parts].any()], overlap)
            others = (one for one in splits(parts, overlap) if not _made_up(one, smallest, overlap))
            found += [Line(parent, one) for one in (smallest, *others) if one]
    return tuple(found)


def splits(parts: Sequence[int], overlap: FloatArray) -> list[tuple[int, ...]]:
    """Ways to take groups apart from each other, as many as can be, each with another first one.

    Parameters
    ----------
    parts
        Groups within one, by position. Those of one table follow each other, so that of each
        table one of these ways has all groups.
    overlap : (K, K) float
        Of all groups what they have in common; 0 where nobody can be in both.
    """
    order = list(parts)
    return list(dict.fromkeys(apart(order[k:] + order[:k], overlap) for k in range(len(order))))


def apart(order: Sequence[int], overlap: FloatArray) -> tuple[int, ...]:
    """Some groups, each taken if no one before it can hold any of its persons."""
    meets = overlap[np.ix_(order, order)] > 0
    taken = np.zeros(len(order), dtype=np.bool_)
    for k in range(len(order)):
        taken[k] = not meets[k, taken].any()
    return tuple(sorted(k for k, one in zip(order, taken, strict=True) if one))


def _made_up(some: Sequence[int], of: Sequence[int], overlap: FloatArray) -> bool:
    """Whether each of some groups is one of others apart, or several of them together."""
    common, sizes = overlap[np.ix_(some, of)], overlap[of, of]
    within = np.isclose(common, sizes, rtol=0, atol=_SHARE)
    rest = overlap[some, some] - (common * within).sum(axis=1)
    return bool((np.abs(rest) <= _SHARE).all())


def _known_empty(nested: Nesting, n: FloatArray) -> Iterator[FloatArray]:
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


def _coordinates(overlap: FloatArray, empty: Sequence[FloatArray]) -> FloatArray:
    """Vectors whose inner products are the overlaps of the boxes, empty remainders taken out."""
    lengths = np.sqrt(np.diagonal(overlap))
    values, vectors = np.linalg.eigh(overlap / np.outer(lengths, lengths))
    kept = values > TOLERANCE**2
    coordinates: FloatArray = vectors[:, kept] * np.sqrt(values[kept])
    if empty:
        basis = orthonormal((np.array(empty) * lengths) @ coordinates)
        coordinates = coordinates - (coordinates @ basis.T) @ basis
    return coordinates
