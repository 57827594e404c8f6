"""Which persons could be the few cases of a measure, by the row of a narrower one beside it.

The cases of the narrower measure are among those of the wider. So a reader goes through the sets of
persons that the narrower row leaves, adds so many others to each, and keeps those that have the
wider row. One row alone may leave thousands of sets without somebody, and both together none.
"""

from dataclasses import dataclass
from math import comb

import numpy as np

from measure87.disseminate.gate.survey.rows.possible_sets import (
    each_once,
    every_set,
    only_sets,
    sets_of,
)
from measure87.numerics.arrays import IntArray

MOST_NARROW = 200_000
"""Sets of the narrower measure up to which all are looked at; else some are drawn."""
_DRAWN_NARROW = 60_000
_MORE = 4
"""Times as many are drawn as are wanted, for those in which somebody is twice are none."""
_SEED = 88


@dataclass(frozen=True)
class NarrowSets:
    """Sets of persons that the row of a narrower measure leaves.

    Attributes
    ----------
    sets : (m, size) int
        By place among those whom the wider measure is about.
    persons
        How many these are.
    """

    sets: IntArray
    persons: int

    def with_others(self, others: int, drawn: int) -> IntArray:
        """Sets of the wider measure, (m, size + others): each of these with others at random.

        The same for whoever knows what is shown.
        """
        if not len(self.sets):
            return np.zeros((0, self.sets.shape[1] + others), dtype=np.int64)
        rng = np.random.default_rng([_SEED, self.persons, others])
        number = _MORE * drawn
        which = rng.integers(0, len(self.sets), number)
        added = rng.integers(0, self.persons, (number, others))
        found = np.concatenate([self.sets[which], added], axis=1)
        return each_once(found[only_sets(found)][:drawn])

    def holding(self, person: int, others: int, drawn: int) -> IntArray:
        """The same of those alone that a person is in, in either part."""
        is_inside = (self.sets == person).any(axis=1)
        found = [NarrowSets(self.sets[is_inside], self.persons).with_others(others, drawn)]
        if others:
            without = self.sets[~is_inside]
            with_her = np.column_stack([without, np.full(len(without), person)])
            found.append(NarrowSets(with_her, self.persons).with_others(others - 1, drawn))
        return np.concatenate(found)


def sets_of_narrow(persons: int, size: int) -> IntArray:
    """Sets of `size` of those whom the narrower measure is about, (m, size): all, or some drawn."""
    if comb(persons, size) <= MOST_NARROW:
        return every_set(persons, size)
    return sets_of(persons, size, _DRAWN_NARROW)
