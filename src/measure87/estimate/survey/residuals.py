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

from measure87.estimate.survey.covariance import covariance_of_sums
from measure87.estimate.survey.group_sums import GroupedUnits
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.unit_sums import UnitSums, unit_of_row
from measure87.estimate.weighting.calibration import CLASS, Calibrated, Classes
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.calibration import inverse_products, regression_coefficients
from measure87.numerics.cell_sums import add_auxiliaries
from measure87.numerics.linearisation import totals_of
from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.survey_design import SurveyDesign

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

    def coefficients(self, by_class: FloatArray) -> FloatArray:
        """Coefficients (p, q) of variables u, of their sums of w u by class (K, q)."""
        given = by_class / self._classes.factor[:, None]
        return regression_coefficients(self._classes.x, self._inverse, given)

    @property
    def by_weight(self) -> FloatArray:
        """Coefficients (K, p) of a variable by its unit of weight in each class."""
        x = self._classes.x / self._classes.factor[:, None]
        return np.asarray(x @ self._inverse.T)

    def auxiliaries(
        self, weight: FloatArray, unit: npt.NDArray[Any], kind: npt.NDArray[Any], n_units: int
    ) -> FloatArray:
        """Sums of w x of each unit, (U, p), of persons or of sums of their weights.

        Times coefficients they are what is fitted of the unit's sum of w u.
        """
        x = self._classes.x
        row, column = np.nonzero(x)
        starts = np.searchsorted(row, np.arange(len(x) + 1))
        sums = np.zeros((n_units, x.shape[1]))
        add_auxiliaries(weight, unit, kind, starts, column, x, sums)
        return sums


def in_benchmark(auxiliaries: FloatArray) -> BoolArray:
    """Which units have persons in the benchmark, (U,), by their sums of w x.

    In these every figure has residuals, of a domain that has nobody in them too.
    """
    return np.asarray((auxiliaries != 0.0).any(axis=1))


class Residuals(UnitSums):
    """What the calibration regression leaves of sums over persons, unit by unit."""

    added = (CLASS,)

    def __init__(self, calibrated: Calibrated, design: SurveyDesign) -> None:
        everybody = (Outcome(EVERYBODY, EVERYBODY, coding="status"),)
        super().__init__(nw.from_native(calibrated.table), design, everybody)
        self._regression = CalibrationRegression(calibrated.classes)
        self._auxiliaries = self._auxiliaries_by_unit()

    def covariance(self, z: FloatArray, present: BoolArray) -> FloatArray:
        """Covariance matrix of sums of residuals over units, (U, k) to (k, k)."""
        reached = in_benchmark(self._auxiliaries)
        return covariance_of_sums(self.units, self.design, z, present, reached)

    def _auxiliaries_by_unit(self) -> FloatArray:
        """Sums of w x of each unit, (U, p)."""
        weights = self.units.sums[:, 0].sum(axis=1)
        kind = classes_of(self.domains, self.units)
        n_units = len(self.units.starts)
        return self._regression.auxiliaries(weights, unit_of_row(self.units), kind, n_units)

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
        return np.asarray(own - self._auxiliaries @ self._regression.coefficients(by_class))


def classes_of(domains: Domains, units: GroupedUnits) -> IntArray:
    """The calibration class of each row, -1 outside; the class is the table's last variable."""
    kinds = [_last_code(domains, base) for base in range(len(domains.targets))]
    return np.array([*kinds, -1], dtype=np.int64)[units.level]


def _last_code(domains: Domains, base: int) -> int:
    """The class of a base level; -1 of one without a reported cell."""
    code = domains.cells[domains.targets[base][-1]][1][-1:]
    return -1 if code in ((), (MISSING_CATEGORY,)) else int(code[0])
