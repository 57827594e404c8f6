"""Groups less groups inside them that leave one or two persons.

Which they are does not depend on what is shown, so it is worked out once; which of them somebody
can work out does.
"""

from collections.abc import Iterator

import numpy as np

from measure87.disseminate.gate.subtraction.layers import is_few
from measure87.disseminate.gate.tables.geometry import Nesting
from measure87.disseminate.gate.tables.spans import Bools, Floats, Line


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

    def __init__(self, nested: Nesting, counts: Floats, others: Floats, minimum: int) -> None:
        self._counts, self._others, self._minimum = counts, others, minimum
        self._splits = [line for line in nested.lines if len(line.children) > 1]
        with np.errstate(invalid="ignore"):
            rest = counts[:, None] - counts[None, :]
        other_rest = _rest(others[:, None], others[None, :])
        telling = is_few(rest, other_rest, minimum) & nested.inside
        self._whole, self._part = np.nonzero(telling)
        self.few: Bools = is_few(counts, others, minimum)

    def known(self, known: Bools) -> Iterator[list[int]]:
        """Sets of groups, all `known` (K,), of which one less the others tells too much."""
        both = known[self._whole] & known[self._part]
        for i, j in zip(self._whole[both], self._part[both], strict=True):
            yield [int(i), int(j)]
        for line in self._splits:
            members = _known_part(line, known)
            if len(members) > 2 and self._leaves_few(members[0], members[1:]):
                yield members

    def _leaves_few(self, parent: int, children: list[int]) -> bool:
        left = np.array([self._counts[parent] - self._counts[children].sum()])
        others = _rest(self._others[[parent]], self._others[children].sum(keepdims=True))
        return bool(is_few(left, others, self._minimum).any())


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
