"""Which figures somebody who sees those shown can work out by sums and differences."""

from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property

import numpy as np

from measure87.disseminate.gate.subtraction.differences import Differences
from measure87.disseminate.gate.subtraction.layers import Layer, Pair, Place, Sum
from measure87.disseminate.gate.tables.spans import Line, Span, joined
from measure87.numerics.arrays import BoolArray


class Reader:
    """What somebody who sees the shown figures can work out from them."""

    def __init__(self, layers: Sequence[Layer], sums: Sequence[Sum]) -> None:
        self.layers = layers
        self._parts = [_Part(layers, members, sums) for members in linked(len(layers), sums)]
        self._part_of = {index: part for part in self._parts for index in part.members}
        self._differences: dict[Hashable, Differences] = {}

    def known(self, index: int) -> BoolArray:
        """(K,) which figures of a layer she knows."""
        return self._part_of[index].known(index)

    def differences(self, index: int, minimum: int) -> Differences:
        """Which differences of the groups of a layer tell too much."""
        if (index, minimum) not in self._differences:
            layer = self.layers[index]
            self._differences[index, minimum] = Differences(
                layer.geometry.nesting, layer.counts, layer.others, minimum
            )
        return self._differences[index, minimum]

    def pair_differences(self, pair: Pair, minimum: int) -> Differences:
        """The same for what one measure has more than others, in their common groups."""
        key = (pair.narrow, pair.wide, minimum)
        if key not in self._differences:
            extra = self.layers[pair.wide].counts[list(pair.wide_at)]
            for index, at in zip(pair.narrow, pair.narrow_at, strict=True):
                extra = extra - self.layers[index].counts[list(at)]
            nobody_else = np.full(len(extra), np.inf)
            self._differences[key] = Differences(pair.nesting, extra, nobody_else, minimum)
        return self._differences[key]

    def needed(self, places: Iterable[Place]) -> list[Place]:
        """The shown figures from which known ones are had."""
        found: dict[Place, None] = {}
        for place in places:
            found |= dict.fromkeys(self._part_of[place[0]].support(place))
        return list(found)


def linked(size: int, sums: Sequence[Sum]) -> list[list[int]]:
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

    @cached_property
    def _dearest(self) -> list[int]:
        """Positions, those of figures to keep shown first; what they cost never changes."""
        return [self._at[place] for place in dearest_first(self._layers, self._places)]

    def _shown(self) -> BoolArray:
        return np.concatenate([self._layers[k].shown for k in self.members])

    def known(self, index: int) -> BoolArray:
        start = self._at.get((index, 0), 0)
        return self._span.derivable(self._shown())[start : start + len(self._layers[index].counts)]

    def support(self, place: Place) -> list[Place]:
        found = self._span.support(self._at[place], self._shown(), self._dearest)
        return [self._places[k] for k in found]


def dearest_first(layers: Sequence[Layer], places: Iterable[Place]) -> list[Place]:
    """Figures, those to keep shown first; of equals, those of the earlier measure."""
    return sorted(
        places, key=lambda place: (layers[place[0]].costs[place[1]], -place[0]), reverse=True
    )
