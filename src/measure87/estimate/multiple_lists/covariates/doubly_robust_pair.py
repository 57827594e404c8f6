"""One pair of lists, independent given covariates: its size and each person's influence.

Notation of Das, Kennedy & Jewell: among persons on either list q1(x) and q2(x) are the chances
of being on the first and second, q12(x) on both. Independence given x makes the share of the
population on either list q12 / (q1 q2).
"""

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from scipy import optimize

from measure87.estimate.multiple_lists.kernels.multinomial_regression import fit_multinomial
from measure87.numerics.arrays import FloatArray, IntArray

Basis = Literal["auto", "linear", "quadratic"]

MARGIN = 0.005
"""Chances of any of the three classes are not taken to be smaller (drpop's default)."""
SHARED_PER_COLUMN = 200
_PRECISION = 1.0
"""Of the normal prior of a coefficient whose covariate has standard deviation 1."""
_ON_BOTH, _ON_FIRST, _ON_SECOND = 0, 1, 2
_ROUNDS = 500


@dataclass(frozen=True)
class PairSums:
    """What one pair says.

    size : float, persons
    influence : (n,) float
        Of each person observed; persons on neither list have none. The size of a one-step
        estimate is their sum.
    petersen : float, persons, without covariates
    on_both : int, persons
    at_margin : int, persons whose chance of both was cut
    """

    size: float
    influence: FloatArray
    petersen: float
    on_both: int
    at_margin: int


def covariate_basis(
    covariates: FloatArray, basis: Basis, shared: int
) -> tuple[FloatArray, FloatArray]:
    """Columns of a regression, of mean 0 and standard deviation 1, and their penalties.

    Parameters
    ----------
    covariates : (n, p) float
    basis : str
        `auto`: quadratic if 200 persons are shared for each of its columns.
    shared : int, persons on both lists of the pair that shares most

    Returns
    -------
    design : (n, c) float, the intercept first
    penalty : (c,) float
    """
    linear = _scaled(covariates)
    columns = linear
    if basis != "linear":
        squares = [column**2 for column in linear.T if len(np.unique(column)) > 2]
        products = [a * b for a, b in combinations(linear.T, 2)]
        more = _scaled(np.column_stack([*squares, *products])) if squares or products else None
        whole = linear if more is None else np.column_stack([linear, more])
        if basis == "quadratic" or shared >= SHARED_PER_COLUMN * whole.shape[1]:
            columns = whole
    design = np.column_stack([np.ones(len(linear)), columns])
    return design, np.r_[0.0, np.full(columns.shape[1], _PRECISION)]


def pair_sums(
    on: IntArray, design: FloatArray, penalty: FloatArray, fold: IntArray, kind: str
) -> PairSums:
    """Estimate one pair.

    Parameters
    ----------
    on : (n, 2) of 0 and 1
    design, penalty : of the regression
    fold : (n,) int
        With one fold there is no cross-fitting.
    kind : `one-step`, `targeted` or `plug-in`
    """
    rows = np.flatnonzero(on.any(axis=1))
    seen = np.where(
        on[rows].all(axis=1), _ON_BOTH, np.where(on[rows, 0] == 1, _ON_FIRST, _ON_SECOND)
    )
    chances = _cross_fitted(design[rows], seen, penalty, fold[rows])
    at_margin = int((chances[:, _ON_BOTH] < MARGIN).sum())
    chances = _cut(chances)
    if kind == "targeted":
        chances = _targeted(chances, seen)
    values = _influence(chances)[np.arange(len(rows)), seen]
    inverse = _inverse_share(chances)
    influence = np.zeros(len(on))
    influence[rows] = values
    n1, n2 = (float(total) for total in on.sum(axis=0))
    both = int(on.all(axis=1).sum())
    return PairSums(
        size=float(values.sum() if kind == "one-step" else inverse.sum()),
        influence=influence,
        petersen=n1 * n2 / both,
        on_both=both,
        at_margin=at_margin,
    )


def _cross_fitted(
    design: FloatArray, seen: IntArray, penalty: FloatArray, fold: IntArray
) -> FloatArray:
    """(m, 3) chances of both lists, the first alone and the second alone."""
    chances = np.empty((len(seen), 3))
    for one in np.unique(fold):
        inside = fold == one
        others = ~inside if (~inside).any() else inside
        rows, classes = design[others], seen[others]
        if len(np.unique(classes)) < 3:
            # A class that nobody else has would have no finite log odds: one average person of
            # each class is added, who matters the less the more persons there are.
            rows = np.vstack([rows, np.repeat(rows.mean(axis=0)[None], 3, axis=0)])
            classes = np.r_[classes, [_ON_BOTH, _ON_FIRST, _ON_SECOND]]
        chances[inside] = fit_multinomial(rows, classes, 3, penalty).chances(design[inside])
    return chances


def _cut(chances: FloatArray) -> FloatArray:
    """Chances that are nowhere next to nothing, and add up to 1."""
    kept = np.maximum(chances, MARGIN)
    return np.asarray(kept / kept.sum(axis=1, keepdims=True), dtype=np.float64)


def _inverse_share(chances: FloatArray) -> FloatArray:
    """(m,) q1 q2 / q12: persons like this one, for each on either list."""
    both = chances[:, _ON_BOTH]
    return (both + chances[:, _ON_FIRST]) * (both + chances[:, _ON_SECOND]) / both


def _influence(chances: FloatArray) -> FloatArray:
    """(m, 3) influence of a person, were she on both, the first alone, or the second alone."""
    both = chances[:, _ON_BOTH]
    first, second = both + chances[:, _ON_FIRST], both + chances[:, _ON_SECOND]
    inverse = first * second / both
    return np.column_stack(
        [inverse * (1 / first + 1 / second - 1 / both), inverse / first, inverse / second]
    )


def _targeted(chances: FloatArray, seen: IntArray) -> FloatArray:
    """Chances moved along the influence until what is seen and what is expected of it agree.

    Each round multiplies the chances by 1 + e * (influence less its mean), with e by maximum
    likelihood among those that leave every chance at least half of what it was; it ends once the
    mean of the influence is small beside its standard error.
    """
    m = len(seen)
    place = np.arange(m)
    for _ in range(_ROUNDS):
        direction = _influence(chances)
        direction = direction - (direction * chances).sum(axis=1, keepdims=True)
        along = direction[place, seen]
        if abs(along.mean()) <= along.std() / (math.sqrt(m) * math.log(m + 1.0)):
            break
        most = 0.5 / float(np.abs(direction).max())
        e = _root(along, most)
        chances = _cut(chances * (1.0 + e * direction))
    return chances


def _root(along: FloatArray, most: float) -> float:
    """Where sum of along / (1 + e along) is nought, or the end of [-most, most] towards it."""

    def slope(e: float) -> float:
        return float((along / (1.0 + e * along)).sum())

    towards = most if slope(0.0) > 0 else -most
    if slope(towards) * slope(0.0) > 0:
        return towards
    return float(optimize.brentq(slope, min(0.0, towards), max(0.0, towards)))


def _scaled(columns: FloatArray) -> FloatArray:
    """Columns of mean 0 and standard deviation 1; those that do not vary are dropped."""
    centred = columns - columns.mean(axis=0)
    spread = centred.std(axis=0)
    kept = spread > 1e-12 * np.maximum(1.0, np.abs(columns).max(axis=0))
    return np.asarray(centred[:, kept] / spread[kept], dtype=np.float64)
