"""What is expected of a covariate that nobody published, and how sure that is.

Covariates are normal around a mean with effects of region and sub-region: what is unknown of a
European country is expected to be as in Europe, not as in the world. The mean and the three
covariances (between regions, between sub-regions, between countries of one) are found by
expectation-maximisation over all that is known. For a country with gaps the expected values
and their covariance go into the model, which adds the uncertainty to that of the country.
Figures on labour are not used. That two countries' gaps may be wrong together is left out.

Source: the EM algorithm for multivariate random effects with missing values (Dempster, Laird &
Rubin 1977, known here through textbooks, not read in print).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import DataError

FEWEST_KNOWN = 10
_STEPS = 100
_TOLERANCE = 1e-4
_LEAST_VARIANCE = 1e-6


@dataclass(frozen=True)
class FilledCovariates:
    """Standardised covariates without gaps.

    Attributes
    ----------
    mean : (countries, q)
        Known values, or what is expected given all others, in standard deviations.
    covariance : (countries, q, q)
        Uncertainty of `mean`; 0 where known.
    known : (countries, q) bool
    centre, spread : (q,)
        What was taken off, and what was divided by.
    """

    mean: FloatArray
    covariance: FloatArray
    known: BoolArray
    centre: FloatArray
    spread: FloatArray


@dataclass(frozen=True)
class _Moments:
    """Mean (q,), and covariances (q, q): one per level of place, then between countries."""

    mean: FloatArray
    places: tuple[FloatArray, ...]
    own: FloatArray


def fill_covariate_gaps(
    values: npt.ArrayLike,
    known: npt.ArrayLike,
    subregion: IntArray,
    region: IntArray,
    *,
    names: Sequence[str] = (),
) -> FilledCovariates:
    """Standardise covariates and fill their gaps with a normal model.

    Parameters
    ----------
    values : (countries, q)
        On the scale on which they should act (log GDP, not GDP).
    known : (countries, q) bool
        False where `values` is to be ignored.
    subregion : (countries,), region : (subregions,)
        As in `Hierarchy`.
    names : (q,)
        What the covariates are called, for messages.

    Raises
    ------
    DataError
        For known values that are not finite; for a covariate known in fewer than 10 countries
        or equal in all.
    """
    x, has = np.array(values, dtype=np.float64), np.asarray(known, dtype=np.bool_)
    _check(x, has, names or [f"number {j + 1}" for j in range(x.shape[1])])
    x[~has] = 0.0
    centre = x.sum(axis=0) / has.sum(axis=0)
    spread = np.sqrt((((x - centre) * has) ** 2).sum(axis=0) / has.sum(axis=0))
    scaled = np.where(has, (x - centre) / spread, 0.0)
    uncertain = np.zeros((*x.shape, x.shape[1]))
    if not has.all():
        levels = (region[subregion], subregion)
        scaled, uncertain = _expected(scaled, has, levels, _fit(scaled, has, levels))
    return FilledCovariates(scaled, uncertain, has, centre, spread)


def _check(x: FloatArray, known: BoolArray, names: Sequence[str]) -> None:
    if not np.isfinite(x[known]).all():
        raise DataError("a covariate marked as known is not finite", code="covariate-not-finite")
    for j in range(x.shape[1]):
        n = int(known[:, j].sum())
        if n < FEWEST_KNOWN or np.ptp(x[known[:, j], j]) == 0.0:
            few = f"known in {n} of {len(x)} countries"
            why = few if n < FEWEST_KNOWN else "the same in all countries"
            raise DataError(
                f"the covariate {names[j]} is {why}",
                code="covariate-unusable",
                hint=f"leave it out, or bring values for {FEWEST_KNOWN} countries or more",
            )


def _fit(x: FloatArray, known: BoolArray, levels: tuple[IntArray, ...]) -> _Moments:
    """Mean and covariances by expectation-maximisation."""
    q = x.shape[1]
    moments = _Moments(np.zeros(q), tuple(0.3 * np.eye(q) for _ in levels), 0.5 * np.eye(q))
    for _ in range(_STEPS):
        before, moments = moments, _step(x, known, levels, moments)
        if np.abs(moments.own - before.own).max() < _TOLERANCE:
            break
    return moments


def _step(x: FloatArray, known: BoolArray, levels: tuple[IntArray, ...], old: _Moments) -> _Moments:
    """One step: expected effects and deviations, and their second moments."""
    who, what = np.nonzero(known)
    inverse = np.linalg.inv(_covariance_known(who, what, levels, old))
    pull = inverse @ (x[who, what] - old.mean[what])
    places = []
    for level, between in zip(levels, old.places, strict=True):
        second = np.zeros_like(between)
        for place in np.unique(level):
            cross = between[:, what] * (level[who] == place)
            effect = cross @ pull
            second += np.outer(effect, effect) + between - cross @ inverse @ cross.T
        places.append(second / len(np.unique(level)))
    own, deviations = np.zeros_like(old.own), np.zeros(x.shape[1])
    for k in range(len(x)):
        mine = np.flatnonzero(who == k)
        cross = old.own[:, what[mine]]
        deviation = cross @ pull[mine]
        deviations += deviation
        own += np.outer(deviation, deviation) + old.own
        own -= cross @ inverse[np.ix_(mine, mine)] @ cross.T
    mean = old.mean + deviations / len(x)
    return _Moments(mean, tuple(_sound(place) for place in places), _sound(own / len(x)))


def _sound(covariance: FloatArray) -> FloatArray:
    """Symmetric, and no direction without variance: rounding errors would grow step by step."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2.0)
    return np.asarray((vectors * np.maximum(values, _LEAST_VARIANCE)) @ vectors.T)


def _covariance_known(
    who: IntArray, what: IntArray, levels: tuple[IntArray, ...], moments: _Moments
) -> FloatArray:
    """Covariance of all known values."""
    pair = np.ix_(what, what)
    covariance = moments.own[pair] * (who[:, None] == who)
    for level, between in zip(levels, moments.places, strict=True):
        covariance = covariance + between[pair] * (level[who][:, None] == level[who])
    return np.asarray(covariance, dtype=np.float64)


def _expected(
    x: FloatArray, known: BoolArray, levels: tuple[IntArray, ...], moments: _Moments
) -> tuple[FloatArray, FloatArray]:
    """Expected values and their covariance, country by country."""
    who, what = np.nonzero(known)
    inverse = np.linalg.inv(_covariance_known(who, what, levels, moments))
    pull = inverse @ (x[who, what] - moments.mean[what])
    filled, uncertain = x.copy(), np.zeros((*x.shape, x.shape[1]))
    for k in np.flatnonzero(~known.all(axis=1)):
        gap = np.flatnonzero(~known[k])
        cross = moments.own[np.ix_(gap, what)] * (who == k)
        prior = moments.own[np.ix_(gap, gap)]
        for level, between in zip(levels, moments.places, strict=True):
            cross = cross + between[np.ix_(gap, what)] * (level[who] == level[k])
            prior = prior + between[np.ix_(gap, gap)]
        filled[k, gap] = moments.mean[gap] + cross @ pull
        uncertain[np.ix_([k], gap, gap)] = prior - cross @ inverse @ cross.T
    return filled, uncertain
