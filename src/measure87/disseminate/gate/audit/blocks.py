"""Small programmes of some blocks of unknowns, the rest left as it is, or left out.

A block is one kind of count of one measure over all cells. With the rest left as it is in one
way things could be, whatever is found is another way (a restriction). With everything left out
that is said of other blocks too, no less is possible than is found (a relaxation). Together
they settle most counts without a programme of everything.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csc_array, csr_array

from measure87.disseminate.gate.audit.constraints import Constraints, Gone
from measure87.disseminate.gate.audit.linear import LinearProgramme
from measure87.disseminate.gate.audit.relaxation import Relaxation, Side, Told
from measure87.disseminate.gate.audit.solver import FEW_NODES, Sums, cheapest, cheapest_whole
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray


class Blocks:
    """What is published, by blocks of `width` unknowns."""

    def __init__(self, known: Constraints, width: int) -> None:
        self._known = known
        self._matrix = csc_array(known.every.matrix)
        self._least, self._most = known.every.least, known.every.most
        self._restricted = 0
        self._is_weighted = known.is_weighted
        self._said_by = np.concatenate([known.said_by, known.at_most_said_by])
        no_more = np.zeros(len(known.at_most_said_by), dtype=np.bool_)
        self._of_unknown = np.concatenate([known.of_unknown, no_more])
        self._limit, self._width = known.limit, width
        self._sums_of_blocks, self._persons = known.sums, known.persons
        entries = self._matrix.tocoo()
        touched = csr_array(
            (np.ones(entries.nnz), (entries.row, entries.col // width)),
            shape=(len(self._least), self._matrix.shape[1] // width),
        )
        touched.data[:] = 1.0
        self._touched = touched
        self._cut: dict[tuple[bytes, bool], tuple[IntArray, IntArray, csr_array]] = {}
        self._ways: dict[bytes, list[FloatArray]] = {}
        self._bounds: dict[tuple[bytes, bytes], float] = {}
        self._relaxations: dict[bytes, Relaxation] = {}
        self._restrictions: dict[bytes, LinearProgramme] = {}

    @property
    def solved(self) -> int:
        """How many programmes were solved."""
        return self._restricted + sum(one.solved for one in self._relaxations.values())

    def around(self, row: FloatArray) -> tuple[BoolArray, BoolArray]:
        """(blocks,) those of a sum (size,), and those that share an equation with them too."""
        own: BoolArray = row.reshape(-1, self._width).any(axis=1)
        narrow = own & (self._touched.sum(axis=0) < self._touched.shape[0] / 2)
        rows = self._touched @ narrow.astype(float) > 0
        linked: BoolArray = own | (self._touched.T @ rows.astype(float) > 0)
        return own, linked

    def in_sums_with(self, own: BoolArray) -> BoolArray | None:
        """(blocks,) some, and those that are in one sum with them that stands for a count.

        With the persons of whom these are; None where they are in no such sum.
        """
        found = [one for one in self._sums_of_blocks if own[list(one)].any()]
        if not found:
            return None
        near = own.copy()
        for one in found:
            near[list(one)] = True
        near[list(self._persons)] = True
        return near

    def each(self, costs: FloatArray) -> Iterator[BoolArray]:
        """(blocks,) one block after the other of those that cost something."""
        touched = costs.reshape(-1, self._width).any(axis=1)
        for k in np.flatnonzero(touched):
            yield np.arange(len(touched)) == k

    def restricted(self, costs: FloatArray, blocks: BoolArray, at: FloatArray) -> FloatArray | None:
        """Whole numbers (size,) of least cost that are as `at`, which fits, outside the blocks.

        None if the programme does not come out whole.
        """
        rows, columns, part = self._part(blocks, alone=False)
        rest = (self._matrix @ at)[rows] - part @ at[columns]
        sums = self._sums(part, self._least[rows] - rest, self._most[rows] - rest).with_bounds()
        if (sums.lower == sums.upper)[costs[columns] != 0].all():
            return at  # everything that costs is as it is
        self._restricted += 1
        found, _ = cheapest(sums, costs[columns], self._kept(blocks, sums))
        if found is None and self._is_weighted:
            found = cheapest_whole(sums, costs[columns], FEW_NODES)
        if found is None:
            return None
        values = at.copy()
        values[columns] = found
        return values

    def _kept(self, blocks: BoolArray, sums: Sums) -> LinearProgramme:
        """The programme of some blocks, of which bounds alone change with the rest."""
        key = blocks.tobytes()
        if key in self._restrictions:
            self._restrictions[key].within(sums.bounds)
        else:
            self._restrictions[key] = sums.linear
        return self._restrictions[key]

    def relaxed(self, costs: FloatArray, blocks: BoolArray) -> float:
        """The least that unknowns of some blocks can cost by what is said of them alone."""
        key = (costs.tobytes(), blocks.tobytes())
        if key not in self._bounds:
            least, way = self._relaxation(blocks).least(self._own(costs, blocks))
            if way is not None:
                self._ways.setdefault(blocks.tobytes(), []).append(way)
            self._bounds[key] = least
        return self._bounds[key]

    def told_by(
        self, sides: Sequence[Side], blocks: BoolArray, gone: Gone | None = None
    ) -> tuple[Told, BoolArray]:
        """On what it rests that unknowns of some blocks cost more than so much, and which blocks.

        By what is said of them alone, where some figures tell no more; if that does not do, what
        has a price in the least costs. Where some are `gone` it is asked only whether that does.
        Costs are (size,) of all unknowns. Limits of numbers of unknowns are named apart: see
        `limits_of`.
        """
        own = [Side(self._own(side.costs, blocks), side.above) for side in sides]
        rows, *_ = self._part(blocks, alone=True)
        said_by, of_unknown = self._said_by[rows], self._of_unknown[rows]
        out = np.isin(said_by, [k for k, whole in (gone or {}).items() if whole])
        out |= of_unknown & np.isin(said_by, [*(gone or {})])
        told = self._relaxation(blocks).told_by(own, out, only_above=gone is not None)
        where = np.asarray(self._touched[rows[told.rows]].sum(axis=0) > 0)
        for side in sides:
            where |= side.costs.reshape(-1, self._width).any(axis=1)
        return told, where

    def _relaxation(self, blocks: BoolArray) -> Relaxation:
        key = blocks.tobytes()
        if key not in self._relaxations:
            rows, _, part = self._part(blocks, alone=True)
            sums = self._sums(part, self._least[rows], self._most[rows])
            self._relaxations[key] = Relaxation(sums, self._said_by[rows])
        return self._relaxations[key]

    def _own(self, costs: FloatArray, blocks: BoolArray) -> FloatArray:
        """Of costs (size,) those of the unknowns of some blocks."""
        return costs[np.repeat(blocks, self._width)]

    def cost_less(self, costs: FloatArray, blocks: BoolArray, bound: float) -> bool:
        """Whether `relaxed` is known to find no more than a bound.

        What it found for other costs of the same blocks can be so for these as well: the least is
        that or less.
        """
        ways = self._ways.get(blocks.tobytes(), [])
        own = self._own(costs, blocks)
        return any(float(own @ way) <= bound for way in ways)

    def _sums(self, matrix: csr_array, least: FloatArray, most: FloatArray) -> Sums:
        size = matrix.shape[1]
        return Sums(matrix, least, most, np.zeros(size), np.full(size, self._limit))

    def _part(self, blocks: BoolArray, *, alone: bool) -> tuple[IntArray, IntArray, csr_array]:
        """Rows about some blocks (`alone`: about no other), their columns, and what is in both."""
        key = (blocks.tobytes(), alone)
        if key not in self._cut:
            columns = np.flatnonzero(np.repeat(blocks, self._width))
            own = csc_array(self._matrix[:, columns])
            others = self._touched @ (~blocks).astype(float)
            # Who tells a sum may be any of those that say the same; for a way once is enough.
            held = others == 0 if alone else self._known.distinct.copy()
            if not alone:
                held &= np.diff(csr_array(own).indptr) > 0
            rows = np.flatnonzero(held)
            self._cut[key] = rows, columns, csr_array(csr_array(own)[rows])
        return self._cut[key]
