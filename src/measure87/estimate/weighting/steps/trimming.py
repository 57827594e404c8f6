"""Trimming with redistribution; see `measure87.numerics.trimming` for what is asked of weights.

The limit is a number of persons, or a multiple of the median weight of the class, taken from the
weights before the step. Trimming trades variance for bias: what it moves, it moves away from the
persons who stood for most. Benchmarks met before are missed after; calibrate again, or not before.

Source: Potter (1990), A study of procedures to identify and trim extreme sampling weights, Proc.
Survey Research Methods Section, American Statistical Association, 225-230 (unseen).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.fault import RecipeFault
from measure87.estimate.weighting.recipe import Trimming
from measure87.estimate.weighting.steps.kinds import Persons, PersonStep
from measure87.numerics.arrays import FloatArray, Int32Array, IntArray
from measure87.numerics.trimming import trimmed_weights


@dataclass(frozen=True)
class _Trimmed:
    """person : (m,) rows that count, by class; classes : (m,) theirs; ends : where each ends."""

    step: Trimming
    where: str
    person: IntArray
    classes: Int32Array
    n_classes: int

    def weights(self, weight: FloatArray) -> FloatArray:
        own = weight[self.person]
        heavy = own > 0.0
        own, classes = own[heavy], self.classes[heavy]
        found, can_be = trimmed_weights(own, self._limits(own, classes), classes, self.step.spread)
        if not can_be.all():
            raise RecipeFault(
                f"in {int((~can_be).sum())} of {self.n_classes} classes no weights keep both the "
                "limit and their total",
                code="trimming-limit",
                where=self.where,
                hint="raise the limit, or merge classes of `within`",
            )
        after = np.zeros_like(weight)
        after[self.person[heavy]] = found
        return after

    def _limits(self, weight: FloatArray, classes: Int32Array) -> FloatArray:
        """The limit of each class; `classes` ascends."""
        if self.step.times_median is None:
            return np.full(self.n_classes, self.step.largest or 0.0)
        ends = np.searchsorted(classes, np.arange(self.n_classes + 1))
        limit = np.zeros(self.n_classes)
        for k, (begin, end) in enumerate(pairwise(ends)):
            if end > begin:
                limit[k] = self.step.times_median * float(np.median(weight[begin:end]))
        return limit


def prepare_trimming(step: Trimming, columns: Columns, persons: Persons, where: str) -> PersonStep:
    """Read the columns of the step."""
    classes, n_classes = columns.codes(step.within)
    person = np.flatnonzero(persons.drawn)
    person = person[np.argsort(classes[person], kind="stable")]
    return PersonStep(_Trimmed(step, where, person, classes[person], n_classes), persons)
