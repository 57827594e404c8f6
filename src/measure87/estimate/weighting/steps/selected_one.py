"""One of several drawn: the weight of a household times the number among whom one was drawn.

Where each of the m eligible had the same chance, 1 / m, the factor is m. A `cap` holds it down:
less variance, and a bias towards persons of small households.

Source: Kish (1949), A procedure for objective respondent selection within the household, J. Am.
Stat. Assoc. 44, 380-387 (unseen).
"""

from dataclasses import dataclass

import numpy as np

from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.recipe import SelectedOne
from measure87.estimate.weighting.steps.kinds import CellStep, Persons
from measure87.numerics.arrays import FloatArray


@dataclass(frozen=True)
class KnownFactors:
    """Cells with factors that no weight changes, (C,)."""

    known: FloatArray

    def factors(self, total: FloatArray, squares: FloatArray) -> FloatArray:
        """See `CellRule`."""
        return self.known


def prepare_selected_one(step: SelectedOne, columns: Columns, persons: Persons) -> CellStep:
    """Read the column of the step."""
    eligible = columns.numbers(step.eligible, persons.drawn)
    columns.refuse(
        persons.drawn & ((eligible < 1.0) | (eligible != np.floor(eligible))),
        f"{step.eligible} is no whole number of 1 or more for",
        "not-a-count",
        "whoever was drawn is eligible herself: count her too",
    )
    factor = eligible if step.cap is None else np.minimum(eligible, step.cap)
    known, place = np.unique(factor, return_inverse=True)
    cell = np.where(persons.drawn, place, -1).astype(np.int32)
    return CellStep(cell, len(known), KnownFactors(known), persons)
