"""Unknown eligibility: the weight of those of whom it is not known goes to those of whom it is.

In each class the persons (or addresses) of whom it is known, whether they belong to the population
or not, get the factor (all weight) / (weight of those known); then those who do not belong leave.
It supposes that within a class the share who belong is the same among those of whom nothing is
known: a class should hold alike cases, as addresses never reached of one region.

Source: Sarndal & Lundstrom (2005), Estimation in Surveys with Nonresponse, Wiley (unseen).
"""

from dataclasses import dataclass

import numpy as np

from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.recipe import Eligibility
from measure87.estimate.weighting.steps.classes import first_rows, refuse_alone
from measure87.estimate.weighting.steps.kinds import CellStep, Persons
from measure87.numerics.arrays import FloatArray, IntArray

_ELIGIBLE, _UNKNOWN = 0, 2


@dataclass(frozen=True)
class _SpreadUnknown:
    """Cells are classes by three statuses.

    first_row : (classes,) a row of each class, for messages
    """

    where: str
    first_row: IntArray

    def factors(self, total: FloatArray, squares: FloatArray) -> FloatArray:
        by_class = total.reshape(-1, 3)
        known = by_class[:, :_UNKNOWN].sum(axis=1)
        unknown = by_class[:, _UNKNOWN]
        refuse_alone(unknown, known, self.first_row, self.where, "is known to be eligible or not")
        factor = np.zeros_like(by_class)
        factor[:, _ELIGIBLE] = 1.0 + np.divide(
            unknown, known, out=np.zeros_like(known), where=known > 0.0
        )
        return factor.ravel()


def prepare_eligibility(
    step: Eligibility, columns: Columns, persons: Persons, where: str
) -> CellStep:
    """Read the columns of the step."""
    named = {
        "eligible": step.eligible,
        "ineligible": step.ineligible,
        "unknown": step.unknown,
    }
    status = columns.statuses(step.column, named, persons.drawn)
    classes, n_classes = columns.codes(step.classes)
    cell = np.where(status >= 0, classes * 3 + status, -1).astype(np.int32)
    rule = _SpreadUnknown(where, first_rows(classes, n_classes))
    return CellStep(cell, 3 * n_classes, rule, persons.only(status == _ELIGIBLE))
