"""Counts of measures over groups: what subtraction is tried on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measure87.disseminate.gate.tables.geometry import Geometry, Nesting
from measure87.numerics.arrays import BoolArray, FloatArray

Place = tuple[int, int]
"""Layer and group, by position."""
KINDS = 3
"""Entries of a cost that say whether a figure has cases, is a total, and of a main measure."""


@dataclass(frozen=True)
class Layer:
    """One kind of count of one measure over its K groups. `shown` is changed in place."""

    geometry: Geometry
    counts: FloatArray
    """(K,) persons counted; NaN where the figure counts nobody (a mean)."""
    others: FloatArray
    """(K,) respondents that are not counted; infinite where they need no protection."""
    shown: BoolArray
    protected: BoolArray
    """(K,) which hidden figures must not be had."""
    costs: Sequence[tuple[float, ...]]
    """What hiding each figure costs; the least is hidden first. `KINDS` entries tell kinds of
    figures apart, the others figures of a kind."""

    def is_main(self, k: int) -> bool:
        """Whether a figure is of a main measure."""
        return bool(self.costs[k][2])

    def is_headline(self, k: int) -> bool:
        """Whether a figure with cases is a main measure's of everybody."""
        return tuple(map(bool, self.costs[k][:KINDS])) == (False, True, True)


@dataclass(frozen=True)
class Pair:
    """Layers of the same groups, the cases of all `narrow` ones being among those of `wide`.

    Of several narrow ones nobody is in two.
    """

    narrow: tuple[int, ...]
    wide: int
    narrow_at: tuple[tuple[int, ...], ...]
    """Positions of the groups that all have, in each narrow layer."""
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


def is_few(counts: FloatArray, others: FloatArray, minimum: int) -> BoolArray:
    """Where a count is of one or two persons, or leaves out one or two, or nobody (`minimum` 3).

    No case at all is no person. Where all are cases, whoever is known to be there is known to be
    one. Where nothing is counted (NaN) the respondents decide.
    """
    few: BoolArray = (counts > 0) & (counts < minimum)
    least = 0 if minimum > 1 else 1
    few |= (counts > 0) & (others >= least) & (others < minimum)
    few |= np.isnan(counts) & (others > 0) & (others < minimum)
    return few
