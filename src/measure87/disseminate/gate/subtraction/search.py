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

import numpy as np

from measure87.disseminate.gate.subtraction.layers import Layer, Pair, Place, Sum
from measure87.disseminate.gate.subtraction.reader import Reader, dearest_first, linked


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
        for _, k in dearest_first(layers, [(index, k) for k in range(len(layer.counts))]):
            if at_first[index][k] and not layer.shown[k]:
                layer.shown[k] = True
                layer.shown[k] = _is_safe(reader, *concerned, minimum)


def _concerned(
    index: int, pairs: Sequence[Pair], sums: Sequence[Sum]
) -> tuple[list[int], list[Pair]]:
    """Layers and pairs of which something may be known once a figure of a layer is shown."""
    size = 1 + max([index, *(k for one in sums for k in (one.whole, *one.parts))])
    members = next(part for part in linked(size, sums) if index in part)
    return members, [p for p in pairs if p.narrow in members or p.wide in members]


def _is_safe(reader: Reader, members: Sequence[int], pairs: Sequence[Pair], minimum: int) -> bool:
    """Whether nothing can be worked out from some layers and the pairs that they are in."""
    if any(True for index in members for _ in _telling(reader, index, minimum)):
        return False
    return not any(True for pair in pairs for _ in _pair_telling(reader, pair, minimum))


def _hide(layers: Sequence[Layer], places: Iterable[Place]) -> None:
    """Hide the cheapest of some shown figures; of equals, that of the later measure."""
    at, k = dearest_first(layers, places)[-1]
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
    yield from reader.differences(index, minimum).known(known)


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
    narrow_at, wide_at = list(pair.narrow_at), list(pair.wide_at)
    known = reader.known(pair.narrow)[narrow_at] & reader.known(pair.wide)[wide_at]
    differences = reader.pair_differences(pair, minimum)
    for k in np.flatnonzero(known & differences.few):
        yield [int(k)]
    yield from differences.known(known)
