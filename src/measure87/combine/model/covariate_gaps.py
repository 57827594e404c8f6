"""What is expected of a covariate that nobody published, and how sure that is.

Covariates of countries are taken as normal around a mean, with one covariance; the mean and
the covariance are found by expectation-maximisation. For a country with gaps the expected
values given those it has, and their covariance, go into the model, which adds the uncertainty
to that of the country. Figures on labour are not used.

Source: the EM algorithm for a multivariate normal with missing values (Dempster, Laird & Rubin
1977, known here through textbooks, not read in print).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from measure87.combine.model.figures import Flags, Floats
from measure87.vocabulary.errors import DataError

FEWEST_KNOWN = 10
_STEPS = 200
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class FilledCovariates:
    """Standardised covariates without gaps.

    Attributes
    ----------
    mean : (countries, q)
        Known values, or what is expected given the others, in standard deviations.
    covariance : (countries, q, q)
        Uncertainty of `mean`; 0 where known.
    known : (countries, q) bool
    centre, spread : (q,)
        What was taken off, and what was divided by.
    """

    mean: Floats
    covariance: Floats
    known: Flags
    centre: Floats
    spread: Floats


def fill_covariate_gaps(values: npt.ArrayLike, known: npt.ArrayLike) -> FilledCovariates:
    """Standardise covariates and fill their gaps with a normal model.

    Parameters
    ----------
    values : (countries, q)
        On the scale on which they should act (log GDP, not GDP).
    known : (countries, q) bool
        False where `values` is to be ignored.

    Raises
    ------
    DataError
        For known values that are not finite; for a covariate known in fewer than 10 countries
        or equal in all.
    """
    x, has = np.array(values, dtype=np.float64), np.asarray(known, dtype=np.bool_)
    if not np.isfinite(x[has]).all():
        raise DataError("a covariate marked as known is not finite", code="covariate-not-finite")
    for j in range(x.shape[1]):
        if has[:, j].sum() < FEWEST_KNOWN or np.ptp(x[has[:, j], j]) == 0.0:
            raise DataError(
                f"covariate {j} is known in {int(has[:, j].sum())} countries or equal in all",
                code="covariate-unusable",
                hint=f"leave it out, or bring values for {FEWEST_KNOWN} countries or more",
            )
    x[~has] = 0.0
    centre = x.sum(axis=0) / has.sum(axis=0)
    spread = np.sqrt((((x - centre) * has) ** 2).sum(axis=0) / has.sum(axis=0))
    scaled = np.where(has, (x - centre) / spread, 0.0)
    mean, covariance = _fit(scaled, has)
    filled, uncertain = _expected(scaled, has, mean, covariance)
    return FilledCovariates(filled, uncertain, has, centre, spread)


def _fit(x: Floats, known: Flags) -> tuple[Floats, Floats]:
    """Mean (q,) and covariance (q, q) by expectation-maximisation."""
    mean, covariance = np.zeros(x.shape[1]), np.eye(x.shape[1])
    for _ in range(_STEPS):
        filled, uncertain = _expected(x, known, mean, covariance)
        before, mean = mean, filled.mean(axis=0)
        apart = filled - mean
        covariance = (apart.T @ apart + uncertain.sum(axis=0)) / len(x)
        if np.abs(mean - before).max() < _TOLERANCE:
            break
    return mean, covariance


def _expected(x: Floats, known: Flags, mean: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Expected values and their covariance, country by country."""
    filled, uncertain = x.copy(), np.zeros((*x.shape, x.shape[1]))
    for k in np.flatnonzero(~known.all(axis=1)):
        has, gap = np.flatnonzero(known[k]), np.flatnonzero(~known[k])
        weight = np.linalg.solve(covariance[np.ix_(has, has)], covariance[np.ix_(has, gap)])
        filled[k, gap] = mean[gap] + (x[k, has] - mean[has]) @ weight
        left = covariance[np.ix_(gap, gap)] - covariance[np.ix_(gap, has)] @ weight
        uncertain[np.ix_([k], gap, gap)] = left
    return filled, uncertain
