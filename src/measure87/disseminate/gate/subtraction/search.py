"""Finding what a reader could work out about one or two persons, and hiding one figure more.

A `Layer` holds one kind of count (cases, or unknowns) of one measure. Looked for are

* a hidden figure that other figures give back,
* a group less a group inside it, or less several parts of it, that leaves one or two persons,
* the same for the difference of two measures, one of which holds the persons of the other, and
  for what it leaves of several that have nobody in common.

Where one measure is the sum of others in every group, their figures are judged together.
Each finding names the figures it needs; hiding the cheapest of them, over and over, ends
because there are finitely many. What ranges or weights let one guess, beyond sums and
differences, is not looked for.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence

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
    asked = _Asked(reader, minimum)
    at_first = [layer.shown.copy() for layer in layers]
    changed = True
    while changed:
        changed = False
        for index in range(len(layers)):
            while asked.tells(index) and (needed := next(findings(reader, index, minimum), None)):
                _hide(layers, needed)
                changed = True
        for pair in pairs:
            while asked.pair_tells(pair) and (
                needed := next(pair_findings(reader, pair, minimum), None)
            ):
                _hide(layers, needed)
                changed = True
    for index, layer in enumerate(layers):
        concerned = _concerned(index, pairs, sums)
        for _, k in dearest_first(layers, [(index, k) for k in range(len(layer.counts))]):
            if at_first[index][k] and not layer.shown[k]:
                layer.shown[k] = True
                layer.shown[k] = _is_safe(asked, *concerned)


def _concerned(
    index: int, pairs: Sequence[Pair], sums: Sequence[Sum]
) -> tuple[list[int], list[Pair]]:
    """Layers and pairs of which something may be known once a figure of a layer is shown."""
    size = 1 + max([index, *(k for one in sums for k in (one.whole, *one.parts))])
    members = next(part for part in linked(size, sums) if index in part)
    return members, [p for p in pairs if not {p.wide, *p.narrow}.isdisjoint(members)]


def _is_safe(asked: "_Asked", members: Sequence[int], pairs: Sequence[Pair]) -> bool:
    """Whether nothing can be worked out from some layers and the pairs that they are in."""
    return not (any(map(asked.tells, members)) or any(map(asked.pair_tells, pairs)))


class _Asked:
    """Whether anything can be worked out; asked once of all that is known and shown alike.

    What is hidden or shown again changes what is known of one measure, or of a few.
    """

    def __init__(self, reader: Reader, minimum: int) -> None:
        self._reader, self._minimum = reader, minimum
        self._found: dict[Hashable, bool] = {}

    def tells(self, index: int) -> bool:
        """Whether too much is told of one layer."""
        shown = self._reader.layers[index].shown
        key = (index, self._reader.known(index).tobytes(), shown.tobytes())
        if key not in self._found:
            found = _telling(self._reader, index, self._minimum)
            self._found[key] = any(True for _ in found)
        return self._found[key]

    def pair_tells(self, pair: Pair) -> bool:
        """Whether too much is told of what measures leave of a wider one."""
        known = [self._reader.known(index) for index in (*pair.narrow, pair.wide)]
        key = (pair.narrow, pair.wide, *(one.tobytes() for one in known))
        if key not in self._found:
            found = _pair_telling(self._reader, pair, self._minimum)
            self._found[key] = any(True for _ in found)
        return self._found[key]


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
    """Sets of shown figures of measures whose difference tells too much."""
    for targets in _pair_telling(reader, pair, minimum):
        places = [
            *(
                (index, at[t])
                for index, at in zip(pair.narrow, pair.narrow_at, strict=True)
                for t in targets
            ),
            *((pair.wide, pair.wide_at[t]) for t in targets),
        ]
        if needed := reader.needed(places):
            yield needed


def _pair_telling(reader: Reader, pair: Pair, minimum: int) -> Iterator[list[int]]:
    """Sets of common groups, known under all measures, that together tell too much."""
    known = reader.known(pair.wide)[list(pair.wide_at)]
    for index, at in zip(pair.narrow, pair.narrow_at, strict=True):
        known = known & reader.known(index)[list(at)]
    differences = reader.pair_differences(pair, minimum)
    for k in np.flatnonzero(known & differences.few):
        yield [int(k)]
    yield from differences.known(known)
