"""What the calibration regression leaves of sums over persons, by sampled unit.

Weights that meet known numbers of the population carry their own uncertainty. To first order a
figure then varies like the sum of w e, where e is what the weighted regression on the
auxiliaries of the benchmark leaves of the figure's linearised value, over *all* persons of the
benchmark: of a domain too, whose members have the value and everybody else 0. Persons of one
calibration class share their auxiliaries, so that sums by class are enough. Source: Deville &
Sarndal (1992), J. Am. Stat. Assoc. 87, 376-382 (unseen in print).
"""

from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
from scipy import sparse

from measure87.estimate.survey.group_sums import GroupedUnits
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.unit_sums import UnitSums, unit_of_row
from measure87.estimate.weighting.calibration import CLASS, Calibrated, Classes
from measure87.numerics.calibration import inverse_products, regression_coefficients
from measure87.numerics.linearisation import totals_of
from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.survey_design import SurveyDesign

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LARGEST_ARRAY = 8_000_000
"""Numbers that are held at a time: 64 MB."""

EVERYBODY = "measure87_everybody"
"""A column of a calibrated table in which everybody is a yes."""


class CalibrationRegression:
    """The weighted regression of any variable on the auxiliaries of a benchmark."""

    def __init__(self, classes: Classes) -> None:
        self._classes = classes
        self._inverse = inverse_products(classes.x, classes.given)

    @property
    def n_classes(self) -> int:
        """Calibration classes, K."""
        return len(self._classes.factor)

    def fitted(self, by_class: FloatArray) -> FloatArray:
        """What is fitted for a person of each class, (K, q) of sums of w u by class (K, q)."""
        x = self._classes.x
        given = by_class / self._classes.factor[:, None]
        return np.asarray(x @ regression_coefficients(x, self._inverse, given))

    def by_unit_and_class(
        self, weight: FloatArray, unit: npt.NDArray[Any], kind: npt.NDArray[Any], n_units: int
    ) -> FloatArray | sparse.csr_array:
        """Sums of weights of each unit in each class, (U, K); sparse where that is large."""
        shape = (n_units, self.n_classes)
        if n_units * self.n_classes > LARGEST_ARRAY:
            return sparse.csr_array((weight, (unit, kind)), shape=shape)
        place = unit.astype(np.int64) * self.n_classes + kind
        return np.bincount(place, weight, n_units * self.n_classes).reshape(shape)


class Residuals(UnitSums):
    """What the calibration regression leaves of sums over persons, unit by unit."""

    added = (CLASS,)

    def __init__(self, calibrated: Calibrated, design: SurveyDesign) -> None:
        everybody = (Outcome(EVERYBODY, EVERYBODY, coding="status"),)
        super().__init__(nw.from_native(calibrated.table), design, everybody)
        self._regression = CalibrationRegression(calibrated.classes)
        self._persons = self._by_unit_and_class()

    def _by_unit_and_class(self) -> FloatArray | sparse.csr_array:
        """Sum of weights of each unit in each class, (U, K)."""
        kind = classes_of(self.domains, self.units)
        known = kind >= 0
        weights = self.units.sums[known, 0].sum(axis=1)
        unit = unit_of_row(self.units)[known]
        n_units = len(self.units.starts)
        return self._regression.by_unit_and_class(weights, unit, kind[known], n_units)

    def of(self, values: FloatArray, unit: IntArray, kind: IntArray) -> FloatArray:
        """Residual sums of each unit.

        Parameters
        ----------
        values : (m, q) float
            Sums of w u over the persons of some rows; all other persons have u = 0.
        unit, kind : (m,) int
            The unit and the calibration class of each row; -1 is of weight 0.

        Returns
        -------
        (U, q) float
        """
        inside = kind >= 0
        own = super().of(values, unit, kind)
        by_class = totals_of(values[inside], kind[inside], self._regression.n_classes)
        return np.asarray(own - self._persons @ self._regression.fitted(by_class))


def classes_of(domains: Domains, units: GroupedUnits) -> IntArray:
    """The calibration class of each row, -1 outside; the class is the table's last variable."""
    kinds = [_last_code(domains, base) for base in range(len(domains.targets))]
    return np.array([*kinds, -1], dtype=np.int64)[units.level]


def _last_code(domains: Domains, base: int) -> int:
    """The class of a base level; -1 of one without a reported cell."""
    code = domains.cells[domains.targets[base][-1]][1][-1:]
    return -1 if code in ((), (MISSING_CATEGORY,)) else int(code[0])
