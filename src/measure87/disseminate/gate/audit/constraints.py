"""What an auditor knows while some figures are shown: sums of unknowns, and what they come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, vstack

from measure87.disseminate.gate.audit.distinct_rows import distinct_rows
from measure87.numerics.arrays import BoolArray, FloatArray

type Gone = Mapping[int, bool]
"""Figures, by position, that tell no more, or at least not how many are unknown: whether all of
what they tell is gone."""
NOBODY = -1
"""In the place of the figure that says so: it holds anyway."""


def limits_of(figure: int) -> int:
    """In the place of a figure, by position: that its share limits how many are unknown.

    >>> limits_of(0), limits_of(7), limits_of(limits_of(7))
    (-2, -9, 7)
    """
    return -2 - figure


@dataclass(frozen=True)
class Between:
    """Sums of unknowns, (rows, size), and between which they lie, (rows,) each."""

    matrix: csr_array
    least: FloatArray
    most: FloatArray


@dataclass(frozen=True)
class Constraints:
    """What is known while some figures are shown.

    Attributes
    ----------
    equal, values : (E, size) and (E,)
        Sums of unknowns, and what they are.
    said_by : (E,) int
        Position of the figure seen that an equation is from; -1 for what holds anyway.
    at_most, most : (M, size) and (M,)
        Sums of unknowns, and the most that they can be.
    at_most_said_by : (M,) int
        Position of the weighted figure that such a sum is from, or `limits_of` a figure; -1 for
        any other.
    limit : persons
        More than any group holds.
    of_unknown : (E,) bool
        Whether an equation is gone once its figure does not say how many are unknown.
    sums, persons : blocks
        What stands in the place of some count each (see `standing_for`), and of everybody.
    """

    equal: csr_array
    values: FloatArray
    said_by: np.ndarray[tuple[int], np.dtype[np.int64]]
    at_most: csr_array
    most: FloatArray
    at_most_said_by: np.ndarray[tuple[int], np.dtype[np.int64]]
    limit: float
    of_unknown: BoolArray
    sums: tuple[frozenset[int], ...] = ()
    persons: frozenset[int] = frozenset()

    @cached_property
    def every(self) -> Between:
        """All of it: the equations, then the others."""
        return Between(
            csr_array(vstack([self.equal, self.at_most])),
            np.concatenate([self.values, np.full(len(self.most), -np.inf)]),
            np.concatenate([self.values, self.most]),
        )

    @cached_property
    def distinct(self) -> BoolArray:
        """(E + M,) whether a sum of `every` is none that stands before it."""
        return distinct_rows(self.every.matrix, self.every.least, self.every.most)

    @cached_property
    def is_weighted(self) -> bool:
        """Whether weighted figures say something of counts."""
        return bool((self.at_most_said_by >= 0).any())

    def fit(self, values: FloatArray) -> bool:
        """Whether whole numbers (size,) of persons are a way things could be; exactly."""
        return bool(
            (values >= 0).all()
            and (self.equal @ values == self.values).all()
            and (self.at_most @ values <= self.most).all()
        )


@dataclass
class Gathered:
    """Sums of unknowns while they are put together, what they come to, and which figures say so."""

    matrices: list[csr_array] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    said_by: list[int] = field(default_factory=list)
    of_unknown: list[bool] = field(default_factory=list)

    def add(
        self,
        matrix: csr_array,
        values: Iterable[float],
        said_by: Sequence[int] | None = None,
        *,
        of_unknown: bool = False,
    ) -> None:
        """More of them; without `said_by` they hold anyway."""
        more = [*values]
        self.matrices.append(matrix)
        self.values += more
        self.said_by += [NOBODY] * len(more) if said_by is None else said_by
        self.of_unknown += [of_unknown] * len(more)


def constraints_of(
    equal: Gathered,
    at_most: Gathered,
    sums: tuple[frozenset[int], ...] = (),
    persons: frozenset[int] = frozenset(),
) -> Constraints:
    """Equations and inequalities as they are known."""
    return Constraints(
        csr_array(vstack(equal.matrices)),
        np.array(equal.values),
        np.array(equal.said_by, dtype=np.int64),
        csr_array(vstack(at_most.matrices)),
        np.array(at_most.values),
        np.array(at_most.said_by, dtype=np.int64),
        10.0 * max([1000.0, *equal.values]),
        np.array(equal.of_unknown, dtype=np.bool_),
        sums,
        persons,
    )
