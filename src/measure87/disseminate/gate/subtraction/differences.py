"""Groups less groups inside them that leave one or two persons.

Which they are does not depend on what is shown, so it is worked out once; which of them somebody
can work out does.
"""

from collections.abc import Iterator

import numpy as np

from measure87.disseminate.gate.subtraction.layers import is_few
from measure87.disseminate.gate.tables.geometry import Nesting
from measure87.numerics.arrays import BoolArray, FloatArray


class Differences:
    """Counts of K groups, and which differences of them tell too much.

    Parameters
    ----------
    nested
        How the groups lie in each other.
    counts, others : (K,)
        Persons counted, and those who are not; see `Layer`.
    minimum : persons
        Fewer are too few.
    """

    def __init__(
        self, nested: Nesting, counts: FloatArray, others: FloatArray, minimum: int
    ) -> None:
        self._counts, self._others, self._minimum = counts, others, minimum
        self._splits = [line for line in nested.lines if len(line.children) > 1]
        self._parents = np.array([line.parent for line in self._splits], dtype=np.int64)
        self._children = np.zeros((len(self._splits), len(counts)))
        for row, line in zip(self._children, self._splits, strict=True):
            row[list(line.children)] = 1.0
        with np.errstate(invalid="ignore"):
            rest = counts[:, None] - counts[None, :]
        other_rest = _rest(others[:, None], others[None, :])
        telling = is_few(rest, other_rest, minimum) & nested.inside
        self._whole, self._part = np.nonzero(telling)
        self.few: BoolArray = is_few(counts, others, minimum)

    def known(self, known: BoolArray) -> Iterator[list[int]]:
        """Sets of groups, all `known` (K,), of which one less the others tells too much."""
        both = known[self._whole] & known[self._part]
        for i, j in zip(self._whole[both], self._part[both], strict=True):
            yield [int(i), int(j)]
        children = self._children * known
        several = known[self._parents] & (children.sum(axis=1) > 1)
        for k in np.flatnonzero(several & self._leave_few(children)):
            yield [self._splits[k].parent, *(j for j in self._splits[k].children if known[j])]

    def _leave_few(self, children: FloatArray) -> BoolArray:
        """(splits,) whether a parent less some of its children (splits, K) is of few."""
        left = self._counts[self._parents] - _sums(children, self._counts, np.nan)
        others = _rest(self._others[self._parents], _sums(children, self._others, np.inf))
        return is_few(left, others, self._minimum)


def _sums(children: FloatArray, counts: FloatArray, odd: float) -> FloatArray:
    """(splits,) sums of counts (K,); `odd` where a count is no finite number."""
    finite = np.isfinite(counts)
    sums: FloatArray = children @ np.where(finite, counts, 0.0)
    return np.where(children @ ~finite > 0, odd, sums)


def _rest(whole: FloatArray, part: FloatArray) -> FloatArray:
    """Difference of two numbers of persons; infinite where they need no protection."""
    with np.errstate(invalid="ignore"):
        difference = whole - part
    return np.where(np.isinf(whole) | np.isinf(part), np.inf, difference)
