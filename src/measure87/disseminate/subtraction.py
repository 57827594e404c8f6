"""Finding what a reader could work out about one or two persons, and hiding one figure more.

A `Layer` holds one kind of count (cases, or unknowns) of one measure. Looked for are

* a hidden figure that other figures give back,
* a group less a group inside it, or less several parts of it, that leaves one or two persons,
* the same for the difference of two measures, one of which holds the persons of the other.

Each finding names the figures it needs; hiding the cheapest of them, over and over, ends
because there are finitely many. What ranges or weights let one guess, beyond sums and
differences, is not looked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.disseminate.geometry import Bools, Floats, Geometry, Line, Nesting

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

    def dearest(self) -> list[int]:
        """Positions of the figures, those to keep shown first."""
        return sorted(range(len(self.costs)), key=lambda k: self.costs[k], reverse=True)


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


def is_few(counts: Floats, others: Floats, minimum: int) -> Bools:
    """Where a count is of one or two persons, or leaves out one or two (`minimum` 3).

    No case at all is no person. Where nothing is counted (NaN) the respondents decide.
    """
    few: Bools = (counts > 0) & (counts < minimum)
    few |= (counts > 0) & (others > 0) & (others < minimum)
    few |= np.isnan(counts) & (others > 0) & (others < minimum)
    return few


def hide_until_safe(layers: Sequence[Layer], pairs: Sequence[Pair], minimum: int) -> None:
    """Hide figures in place until nothing of one or two persons can be worked out.

    Figures that turn out to be hidden needlessly are shown again at the end.
    """
    at_first = [layer.shown.copy() for layer in layers]
    changed = True
    while changed:
        changed = False
        for index, layer in enumerate(layers):
            while needed := next(findings(layer, minimum), None):
                _hide(layers, [(index, k) for k in needed])
                changed = True
        for pair in pairs:
            while found := next(pair_findings(layers, pair, minimum), None):
                _hide(layers, found)
                changed = True
    for index, layer in enumerate(layers):
        concerned = [pair for pair in pairs if index in (pair.narrow, pair.wide)]
        for k in layer.dearest():
            if at_first[index][k] and not layer.shown[k]:
                layer.shown[k] = True
                layer.shown[k] = _is_safe(layers, layer, concerned, minimum)


def _is_safe(layers: Sequence[Layer], layer: Layer, pairs: Sequence[Pair], minimum: int) -> bool:
    """Whether nothing can be worked out from one layer and the pairs that it is in."""
    known = layer.geometry.derivable(layer.shown)
    if any(True for _ in _telling(layer, known, minimum)):
        return False
    return not any(True for pair in pairs for _ in _pair_telling(layers, pair, minimum))


def _hide(layers: Sequence[Layer], places: Iterable[Place]) -> None:
    """Hide the cheapest of some shown figures; of equals, that of the later measure."""
    at, k = min(places, key=lambda place: (*layers[place[0]].costs[place[1]], -place[0]))
    layers[at].shown[k] = False


def findings(layer: Layer, minimum: int) -> Iterator[list[int]]:
    """Sets of shown figures that together tell too much; each set non-empty."""
    known = layer.geometry.derivable(layer.shown)
    for targets in _telling(layer, known, minimum):
        if needed := _needed(layer, targets):
            yield needed


def _telling(layer: Layer, known: Bools, minimum: int) -> Iterator[list[int]]:
    """Sets of known figures that together tell too much."""
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


def _needed(layer: Layer, targets: Iterable[int]) -> list[int]:
    """The shown figures from which known ones are had."""
    dearest = layer.dearest()
    found: dict[int, None] = {}
    for target in targets:
        found |= dict.fromkeys(layer.geometry.support(target, layer.shown, dearest))
    return list(found)


def pair_findings(layers: Sequence[Layer], pair: Pair, minimum: int) -> Iterator[list[Place]]:
    """Sets of shown figures of two measures whose difference tells too much."""
    narrow, wide = layers[pair.narrow], layers[pair.wide]
    for targets in _pair_telling(layers, pair, minimum):
        places = [
            *((pair.narrow, k) for k in _needed(narrow, [pair.narrow_at[t] for t in targets])),
            *((pair.wide, k) for k in _needed(wide, [pair.wide_at[t] for t in targets])),
        ]
        if places:
            yield places


def _pair_telling(layers: Sequence[Layer], pair: Pair, minimum: int) -> Iterator[list[int]]:
    """Sets of common groups, known under both measures, that together tell too much."""
    narrow, wide = layers[pair.narrow], layers[pair.wide]
    narrow_at, wide_at = list(pair.narrow_at), list(pair.wide_at)
    known = (
        narrow.geometry.derivable(narrow.shown)[narrow_at]
        & wide.geometry.derivable(wide.shown)[wide_at]
    )
    extra = wide.counts[wide_at] - narrow.counts[narrow_at]
    nobody_else = np.full(len(extra), np.inf)
    for k in np.flatnonzero(known & is_few(extra, nobody_else, minimum)):
        yield [int(k)]
    yield from _differences(pair.nesting, known, extra, nobody_else, minimum)
