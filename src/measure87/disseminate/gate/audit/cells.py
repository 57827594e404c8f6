"""The smallest cells of every margin, and which of them a group holds.

A margin is a set of dimensions that some group restricts; its cells are all combinations of
the pieces of those dimensions (see `boxes`) that its groups tell apart. Margins that go round in
a circle are joined (see `margins`). Different margins agree where they overlap.
"""

from collections.abc import Hashable, Sequence
from itertools import combinations, product
from math import prod

from measure87.disseminate.gate.audit.margins import Margin, without_circles
from measure87.disseminate.gate.tables.boxes import Box, Dimensions

_MOST_CELLS = 500
"""Of margins that are joined; more are left apart, and what they tell together is not seen."""
Piece = frozenset[str]


class Cells:
    """The smallest cells of every margin of some groups."""

    def __init__(self, dims: Dimensions, boxes: Sequence[Box]) -> None:
        sets = {tuple(sorted(box.sides)) for box in boxes}
        single = [one for one in sets if not any(set(one) < set(other) for other in sets)]

        def size(margin: Margin) -> int:
            return prod(len(_told_apart(dims, boxes, margin, name)) for name in margin)

        self.margins: list[Margin] = without_circles(single, size, _MOST_CELLS)
        self._pieces = {
            (margin, name): _told_apart(dims, boxes, margin, name)
            for margin in self.margins
            for name in margin
        }
        self._cells: list[tuple[Margin, tuple[Piece, ...]]] = [
            (margin, cell)
            for margin in self.margins
            for cell in product(*(self._pieces[margin, name] for name in margin))
        ]
        self._of_margin: dict[Margin, list[int]] = {margin: [] for margin in self.margins}
        for k, (margin, _) in enumerate(self._cells):
            self._of_margin[margin].append(k)
        self._held: dict[tuple[Margin, frozenset[tuple[str, Piece]]], list[int]] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def within(self, name: str, pieces: frozenset[str]) -> list[int]:
        """The cells of all margins that hold nobody but of these pieces of a dimension."""
        return [
            k
            for k, (margin, cell) in enumerate(self._cells)
            if name in margin and cell[margin.index(name)] <= pieces
        ]

    def of(self, box: Box) -> list[int]:
        """The cells that a group holds, of the first margin that tells it apart."""
        sides = set(box.sides)
        return self._in(next(margin for margin in self.margins if sides <= set(margin)), box)

    def _in(self, margin: Margin, box: Box) -> list[int]:
        key = (margin, frozenset(box.sides.items()))
        if key not in self._held:
            self._held[key] = [
                k
                for k in self._of_margin[margin]
                if all(
                    name not in box.sides or piece <= box.sides[name]
                    for name, piece in zip(margin, self._cells[k][1], strict=True)
                )
            ]
        return self._held[key]

    def agreements(self) -> list[tuple[list[int], list[int]]]:
        """Cells of two margins that hold the same persons; none that follows from others.

        Two margins that agree with a third on the same cuts of the same dimensions agree with
        each other.
        """
        found = []
        agreed: dict[Hashable, list[set[Margin]]] = {}
        for one, other in combinations(self.margins, 2):
            shared = [name for name in one if name in other]
            sides = [
                _coarser(self._pieces[one, name], self._pieces[other, name]) for name in shared
            ]
            cut = (tuple(shared), tuple(frozenset(side) for side in sides))
            if not _is_new(agreed.setdefault(cut, []), one, other):
                continue
            for chosen in product(*sides):
                box = Box(dict(zip(shared, chosen, strict=True)))
                found.append((self._in(one, box), self._in(other, box)))
        return found


def _is_new(agreed: list[set[Margin]], one: Margin, other: Margin) -> bool:
    """Whether two margins did not agree yet; joins the sets of those that do."""
    touching = [group for group in agreed if group & {one, other}]
    if any({one, other} <= group for group in touching):
        return False
    agreed[:] = [group for group in agreed if not group & {one, other}]
    agreed.append({one, other}.union(*touching))
    return True


def _told_apart(dims: Dimensions, boxes: Sequence[Box], margin: Margin, name: str) -> list[Piece]:
    """The pieces of a dimension, together those that no group of a margin tells apart."""
    sides = [
        box.sides[name] for box in boxes if name in box.sides and set(box.sides) <= set(margin)
    ]
    alike: dict[tuple[bool, ...], set[str]] = {}
    for piece in sorted(dims.pieces[name]):
        alike.setdefault(tuple(piece in side for side in sides), set()).add(piece)
    return [frozenset(pieces) for pieces in alike.values()]


def _coarser(one: Sequence[Piece], other: Sequence[Piece]) -> list[Piece]:
    """The smallest sets that are unions of pieces of both cuts."""
    merged: list[set[str]] = []
    for piece in (*one, *other):
        touching = [group for group in merged if group & piece]
        merged = [group for group in merged if not group & piece]
        merged.append(set(piece).union(*touching))
    return [frozenset(group) for group in merged]
