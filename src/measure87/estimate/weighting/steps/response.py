"""Non-response by classes: the weight of those who did not answer goes to those who did.

In each class those who answered get the factor (all weight) / (weight of those who answered), the
inverse of the weighted response rate. Unbiased where answering depends on nothing but the class
(missing at random given the class); the more the classes tell of both answering and what is
measured, the better.

Sources: Kalton & Flores-Cervantes (2003), Weighting methods, J. Off. Stat. 19, 81-97; Haziza &
Beaumont (2017), Construction of weights in surveys: a review, Stat. Sci. 32, 206-226 (abstracts
seen, the rest unseen).
"""

from dataclasses import dataclass

import numpy as np

from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.recipe import Propensity, Response
from measure87.estimate.weighting.steps.classes import first_rows, refuse_alone
from measure87.estimate.weighting.steps.kinds import CellStep, Persons
from measure87.numerics.arrays import FloatArray, Int32Array, IntArray

ANSWERED = 1


@dataclass(frozen=True)
class _InverseRate:
    """Cells are classes by whether she answered; `first_row` (classes,) is for messages."""

    where: str
    first_row: IntArray

    def factors(self, total: FloatArray, squares: FloatArray) -> FloatArray:
        by_class = total.reshape(-1, 2)
        rate = inverse_rates(by_class, self.first_row, self.where)
        return np.stack([np.zeros_like(rate), rate], axis=1).ravel()


def inverse_rates(by_class: FloatArray, first_row: IntArray, where: str) -> FloatArray:
    """All weight of each class over that of those who answered, (classes,)."""
    silent, answered = by_class[:, 0], by_class[:, ANSWERED]
    refuse_alone(silent, answered, first_row, where, "answered")
    return 1.0 + np.divide(silent, answered, out=np.zeros_like(silent), where=answered > 0.0)


def statuses_of_response(
    step: Response | Propensity, columns: Columns, persons: Persons
) -> Int32Array:
    """0 who did not answer, 1 who did, -1 who does not count; (n,)."""
    named = {"not_answered": step.not_answered, "answered": step.answered}
    return columns.statuses(step.column, named, persons.drawn)


def prepare_response(step: Response, columns: Columns, persons: Persons, where: str) -> CellStep:
    """Read the columns of the step."""
    status = statuses_of_response(step, columns, persons)
    classes, n_classes = columns.codes(step.classes)
    cell = np.where(status >= 0, classes * 2 + status, -1).astype(np.int32)
    rule = _InverseRate(where, first_rows(classes, n_classes))
    return CellStep(cell, 2 * n_classes, rule, persons.only(status == ANSWERED))
