"""Finding what a reader could work out about one or two persons, and hiding one figure more.

A `Layer` holds one kind of count (cases, or unknowns) of one measure. Looked for are

* a hidden figure that other figures give back,
* a group less a group inside it, or less several parts of it, that leaves one or two persons,
* the same for the difference of two measures, one of which holds the persons of the other.

Where one measure is the sum of others in every group, their figures are judged together.
Each finding names the figures it needs; hiding the cheapest of them, over and over, ends
because there are finitely many. What ranges or weights let one guess, beyond sums and
differences, is not looked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from measure87.disseminate.geometry import Geometry, Nesting
from measure87.disseminate.spans import Bools, Floats, Line, Span, joined

Place = tuple[int, int]
"""Layer and group, by position."""


@dataclass(frozen=True)
class Layer:
    """One kind of count of one measure over its K groups. `shown` is changed in place."""

    geometry: Geometry
    counts: Floats
    """(K,) persons counted; NaN where the figure counts nobody (a mean)."""
    others: Floats
    """(K,) respondents that are not counted; infinite where they need no protection."""
    shown: Bools
    protected: Bools
    """(K,) which hidden figures must not be had."""
    costs: Sequence[tuple[float, ...]]
    """What hiding each figure costs; the least is hidden first."""


@dataclass(frozen=True)
class Pair:
    """Two layers of the same groups, the cases of `narrow` being among those of `wide`."""

    narrow: int
    wide: int
    narrow_at: tuple[int, ...]
    """Positions of the groups that both have, in the narrow layer."""
    wide_at: tuple[int, ...]
    nesting: Nesting
    """Of the common groups."""


@dataclass(frozen=True)
class Sum:
    """A layer whose counts are, group by group, the sum of those of other layers."""

    whole: int
    parts: tuple[int, ...]
    at: tuple[tuple[int, ...], ...]
    """Of each common group its position in the whole and in each of the parts."""


class Reader:
    """What somebody who sees the shown figures can work out from them."""

    def __init__(self, layers: Sequence[Layer], sums: Sequence[Sum]) -> None:
        self.layers = layers
        self._parts = [_Part(layers, members, sums) for members in _linked(len(layers), sums)]
        self._part_of = {index: part for part in self._parts for index in part.members}

    def known(self, index: int) -> Bools:
        """(K,) which figures of a layer she knows."""
        return self._part_of[index].known(index)

    def needed(self, places: Iterable[Place]) -> list[Place]:
        """The shown figures from which known ones are had."""
        found: dict[Place, None] = {}
        for place in places:
            found |= dict.fromkeys(self._part_of[place[0]].support(place))
        return list(found)


def _linked(size: int, sums: Sequence[Sum]) -> list[list[int]]:
    """The layers, those together that sums link."""
    label = list(range(size))
    for one in sums:
        old = {label[k] for k in (one.whole, *one.parts)}
        label = [min(old) if name in old else name for name in label]
    return [[k for k in range(size) if label[k] == name] for name in sorted(set(label))]


class _Part:
    """Layers that sums link, or one that none links."""

    def __init__(self, layers: Sequence[Layer], members: Sequence[int], sums: Sequence[Sum]):
        self.members = members
        self._layers = layers
        self._places = [(k, j) for k in members for j in range(len(layers[k].counts))]
        self._sums = [one for one in sums if one.whole in members]

    @cached_property
    def _at(self) -> dict[Place, int]:
        return {place: k for k, place in enumerate(self._places)}

    @cached_property
    def _span(self) -> Span:
        spans = [self._layers[k].geometry.span for k in self.members]
        return spans[0] if len(spans) == 1 else joined(spans, self._sum_lines())

    def _sum_lines(self) -> list[Line]:
        lines = []
        for one in self._sums:
            for whole, *parts in one.at:
                children = zip(one.parts, parts, strict=True)
                lines.append(
                    Line(self._at[one.whole, whole], tuple(self._at[place] for place in children))
                )
        return lines

    def _shown(self) -> Bools:
        return np.concatenate([self._layers[k].shown for k in self.members])

    def known(self, index: int) -> Bools:
        start = self._at.get((index, 0), 0)
        return self._span.derivable(self._shown())[start : start + len(self._layers[index].counts)]

    def support(self, place: Place) -> list[Place]:
        order = _dearest(self._layers, self._places)
        dearest = [self._at[other] for other in order]
        found = self._span.support(self._at[place], self._shown(), dearest)
        return [self._places[k] for k in found]


def _dearest(layers: Sequence[Layer], places: Iterable[Place]) -> list[Place]:
    """Figures, those to keep shown first; of equals, those of the earlier measure."""
    return sorted(
        places, key=lambda place: (layers[place[0]].costs[place[1]], -place[0]), reverse=True
    )


def is_few(counts: Floats, others: Floats, minimum: int) -> Bools:
    """Where a count is of one or two persons, or leaves out one or two (`minimum` 3).

    No case at all is no person. Where nothing is counted (NaN) the respondents decide.
    """
    few: Bools = (counts > 0) & (counts < minimum)
    few |= (counts > 0) & (others > 0) & (others < minimum)
    few |= np.isnan(counts) & (others > 0) & (others < minimum)
    return few


def hide_until_safe(
    layers: Sequence[Layer], pairs: Sequence[Pair], sums: Sequence[Sum], minimum: int
) -> None:
    """Hide figures in place until nothing of one or two persons can be worked out.

    Figures that turn out to be hidden needlessly are shown again at the end.
    """
    reader = Reader(layers, sums)
    at_first = [layer.shown.copy() for layer in layers]
    changed = True
    while changed:
        changed = False
        for index in range(len(layers)):
            while needed := next(findings(reader, index, minimum), None):
                _hide(layers, needed)
                changed = True
        for pair in pairs:
            while needed := next(pair_findings(reader, pair, minimum), None):
                _hide(layers, needed)
                changed = True
    for index, layer in enumerate(layers):
        concerned = _concerned(index, pairs, sums)
        for _, k in _dearest(layers, [(index, k) for k in range(len(layer.counts))]):
            if at_first[index][k] and not layer.shown[k]:
                layer.shown[k] = True
                layer.shown[k] = _is_safe(reader, *concerned, minimum)


def _concerned(
    index: int, pairs: Sequence[Pair], sums: Sequence[Sum]
) -> tuple[list[int], list[Pair]]:
    """Layers and pairs of which something may be known once a figure of a layer is shown."""
    size = 1 + max([index, *(k for one in sums for k in (one.whole, *one.parts))])
    members = next(part for part in _linked(size, sums) if index in part)
    return members, [p for p in pairs if p.narrow in members or p.wide in members]


def _is_safe(reader: Reader, members: Sequence[int], pairs: Sequence[Pair], minimum: int) -> bool:
    """Whether nothing can be worked out from some layers and the pairs that they are in."""
    if any(True for index in members for _ in _telling(reader, index, minimum)):
        return False
    return not any(True for pair in pairs for _ in _pair_telling(reader, pair, minimum))


def _hide(layers: Sequence[Layer], places: Iterable[Place]) -> None:
    """Hide the cheapest of some shown figures; of equals, that of the later measure."""
    at, k = _dearest(layers, places)[-1]
    layers[at].shown[k] = False


def findings(reader: Reader, index: int, minimum: int) -> Iterator[list[Place]]:
    """Sets of shown figures that together tell too much of one layer; each set non-empty."""
    for targets in _telling(reader, index, minimum):
        if needed := reader.needed((index, k) for k in targets):
            yield needed


def _telling(reader: Reader, index: int, minimum: int) -> Iterator[list[int]]:
    """Sets of known figures of one layer that together tell too much."""
    layer, known = reader.layers[index], reader.known(index)
    for k in np.flatnonzero(known & ~layer.shown & layer.protected):
        yield [int(k)]
    yield from _differences(layer.geometry.nesting, known, layer.counts, layer.others, minimum)


def _differences(
    nested: Nesting, known: Bools, counts: Floats, others: Floats, minimum: int
) -> Iterator[list[int]]:
    """Groups less groups inside them that leave one or two persons."""
    with np.errstate(invalid="ignore"):
        rest = counts[:, None] - counts[None, :]
        other_rest = _rest(others[:, None], others[None, :])
    telling = is_few(rest, other_rest, minimum) & nested.inside & np.outer(known, known)
    for i, j in zip(*np.nonzero(telling), strict=True):
        yield [int(i), int(j)]
    for line in nested.lines:
        members = _known_part(line, known)
        if len(members) > 2:
            parent, children = members[0], members[1:]
            left = np.array([counts[parent] - counts[children].sum()])
            left_others = _rest(others[[parent]], others[children].sum(keepdims=True))
            if is_few(left, left_others, minimum).any():
                yield members


def _known_part(line: Line, known: Bools) -> list[int]:
    """The parent and the known children of a split, or nothing if the parent is not known."""
    if not known[line.parent]:
        return []
    return [line.parent, *(k for k in line.children if known[k])]


def _rest(whole: Floats, part: Floats) -> Floats:
    """Difference of two numbers of persons; infinite where they need no protection."""
    with np.errstate(invalid="ignore"):
        difference = whole - part
    return np.where(np.isinf(whole) | np.isinf(part), np.inf, difference)


def pair_findings(reader: Reader, pair: Pair, minimum: int) -> Iterator[list[Place]]:
    """Sets of shown figures of two measures whose difference tells too much."""
    for targets in _pair_telling(reader, pair, minimum):
        places = [
            *((pair.narrow, pair.narrow_at[t]) for t in targets),
            *((pair.wide, pair.wide_at[t]) for t in targets),
        ]
        if needed := reader.needed(places):
            yield needed


def _pair_telling(reader: Reader, pair: Pair, minimum: int) -> Iterator[list[int]]:
    """Sets of common groups, known under both measures, that together tell too much."""
    narrow, wide = reader.layers[pair.narrow], reader.layers[pair.wide]
    narrow_at, wide_at = list(pair.narrow_at), list(pair.wide_at)
    known = reader.known(pair.narrow)[narrow_at] & reader.known(pair.wide)[wide_at]
    extra = wide.counts[wide_at] - narrow.counts[narrow_at]
    nobody_else = np.full(len(extra), np.inf)
    for k in np.flatnonzero(known & is_few(extra, nobody_else, minimum)):
        yield [int(k)]
    yield from _differences(pair.nesting, known, extra, nobody_else, minimum)
