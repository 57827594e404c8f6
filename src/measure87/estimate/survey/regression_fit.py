"""A fitted regression of a sample, and how sums over its units vary.

    V(b) = J V(sum w u x) J,   J = (sum w v x x')^-1

with u and v of `numerics.link_families`: J times a unit's weighted scores is what the unit adds to
the coefficients (its influence), and the covariance of sums of influences, through all stages, is
that of the coefficients.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from measure87.estimate.survey.covariance import covariance_of_sums
from measure87.estimate.survey.lone_units import judge_units
from measure87.estimate.survey.regression_rows import RegressionRows
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.generalised_linear import (
    GeneralisedLinearFit,
    fit_generalised_linear,
    largest_leverage,
    scores_by_unit,
)
from measure87.numerics.link_families import Family
from measure87.numerics.model_sums import UnitScores
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign


@dataclass(frozen=True)
class FittedSample:
    """A fit with its persons and their design, and each unit's scores (U, k)."""

    rows: RegressionRows
    design: SurveyDesign
    fit: GeneralisedLinearFit
    scores: FloatArray

    @cached_property
    def influence(self) -> FloatArray:
        """What each unit adds to the coefficients, (U, k)."""
        rows, scores = self.rows, self.scores
        if not scores.size:
            scores = scores_by_unit(
                self.fit, rows.model, rows.answer, rows.weight, rows.unit, self._n_units,
                offset=rows.offset,
            )  # fmt: skip
        return scores @ self.fit.inverse_information

    @cached_property
    def clusters_and_strata(self) -> tuple[int, int]:
        """First-stage clusters, and strata, with persons in the regression."""
        present = self.present
        cluster = np.cumsum(self.rows.units.change == 0)
        return len(np.unique(cluster[present])), len(np.unique(self.rows.units.stratum[present]))

    @property
    def labels(self) -> list[str]:
        """What columns are called in errors: their terms, and no code."""
        return labels_of(self.rows)

    def largest_leverage(self) -> float:
        """The largest part that a person has in her own fitted answer."""
        rows = self.rows
        return largest_leverage(self.fit, rows.model, rows.answer, rows.weight, offset=rows.offset)

    def by_unit(self, values: FloatArray) -> FloatArray:
        """Sums of persons' values by unit, (n,) to (U,)."""
        return np.bincount(self.rows.unit, weights=values, minlength=self._n_units)

    def covariance(self, z: FloatArray) -> FloatArray:
        """Covariance of sums over units, (U, q) to (q, q)."""
        present = np.broadcast_to(self.present[:, None], z.shape)
        found = covariance_of_sums(self.rows.units, self.design, z, present)
        if np.isnan(found).any():
            raise DataError(
                "the design gives no variance: there are no more clusters than strata with "
                "persons of the regression",
                code="no-variance",
                hint="name the clusters of the sample, or merge strata",
            )
        return found

    @cached_property
    def present(self) -> BoolArray:
        """Which units have persons in the regression, (U,)."""
        return units_with(self.rows)

    @property
    def _n_units(self) -> int:
        return len(self.rows.units.starts)


def fitted(rows: RegressionRows, design: SurveyDesign, family: Family) -> FittedSample:
    """Fit the regression; errors name columns, and no code of theirs."""
    labels = labels_of(rows)
    units = UnitScores(rows.unit, len(rows.units.starts))
    fit = fit_generalised_linear(
        rows.model, rows.answer, rows.weight, family, offset=rows.offset, names=labels, units=units
    )
    return FittedSample(rows, design, fit, units.found)


def labels_of(rows: RegressionRows) -> list[str]:
    """The columns of the model by their terms, without codes."""
    return ["*".join(column.term) or column.label for column in rows.model.columns]


def units_with(rows: RegressionRows) -> BoolArray:
    """Which last-stage units have persons in the regression, (U,)."""
    return np.bincount(rows.unit, minlength=len(rows.units.starts)) > 0


def judge_design(rows: RegressionRows, design: SurveyDesign) -> list[Notice]:
    """What to know of strata and parents with one unit; raises under `fail`."""
    return judge_units(rows.units, design)
