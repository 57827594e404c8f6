"""One log-linear model of overlapping lists, fitted: how many are on no list under it.

The model says which lists depend on one another. Persons on no list are the exponent of the
intercept, on the assumption that no interaction of all lists together speaks against it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.kernels.history_sums import close_supersets, sum_supersets
from measure87.estimate.multiple_lists.kernels.loglinear import (
    FITTED,
    fit_loglinear,
    intercept_variance,
    log_likelihood,
    start_from_counts,
)
from measure87.estimate.multiple_lists.loglinear.existence import Existence, existence
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

_REASONS = {
    Existence.DOES_NOT_EXIST: (
        "no-estimate",
        "the likelihood has no maximum: an interaction would be infinitely large",
    ),
    Existence.NOT_IDENTIFIABLE: (
        "not-identifiable",
        "different values of its parameters give the same expected counts",
    ),
    Existence.NEITHER: (
        "no-estimate",
        "the likelihood has no maximum, and the parameters cannot be told apart",
    ),
}


@dataclass(frozen=True)
class LoglinearFit:
    """A fitted hierarchical model.

    Attributes
    ----------
    observed : int, persons
    unobserved : float, persons
        Expected number on no list.
    log_se : float
        Standard error of the logarithm of `unobserved`, the model taken as known.
    coefficients : mapping of history to float
        By term; the intercept is 0.
    minus_infinity : tuple of histories
        Interactions of lists that share nobody; they count as parameters.
    means : (2**k - 1,) float, persons
        Expected counts in the order of the table.
    deviance, aic, bic : float
        As R's Poisson `glm`; `bic` with the number observed as sample size.
    df : int
        Possible cells less parameters, not less than 0.
    """

    observed: int
    unobserved: float
    log_se: float
    coefficients: dict[int, float]
    minus_infinity: tuple[int, ...]
    means: FloatArray
    log_likelihood: float
    deviance: float
    aic: float
    bic: float
    df: int

    @property
    def size(self) -> float:
        """Persons, known and unknown."""
        return self.observed + self.unobserved

    def limits(self, level: float) -> tuple[float, float]:
        """Interval for the size, normal for the log of the unobserved, given the model."""
        spread = float(norm.ppf(0.5 + level / 2.0)) * self.log_se
        return (
            self.observed + self.unobserved * math.exp(-spread),
            self.observed + self.unobserved * math.exp(spread),
        )


def fit_model(table: CaptureTable, interactions: Iterable[int] = ()) -> LoglinearFit:
    """Fit a hierarchical log-linear model.

    Parameters
    ----------
    table : CaptureTable
        Every list holds somebody.
    interactions : histories of two lists or more
        With each, its parts must be there.

    Raises
    ------
    NotEstimableError
        `no-estimate` or `not-identifiable`, after the linear program if the fit alone does not
        tell.
    """
    interactions = tuple(interactions)
    counts, cells = cell_arrays(table)
    statistics = counts.copy()
    sum_supersets(statistics, table.n_lists)
    finite = [term for term in interactions if statistics[term] > 0]
    infinite = tuple(term for term in interactions if statistics[term] == 0)
    for term in infinite:
        close_supersets(cells, term)
    terms = np.array([0, *(1 << j for j in range(table.n_lists)), *finite], dtype=np.int64)
    beta, sums = np.zeros(len(terms)), np.empty_like(counts)
    problem = (terms, len(terms), counts, statistics, cells, table.n_lists, beta)
    started = start_from_counts(*problem[:3], cells, table.n_lists, beta)
    if not started or fit_loglinear(*problem, sums) != FITTED:
        refuse_model(table, interactions)
    value = float(log_likelihood(terms, len(terms), statistics, beta, sums, counts))
    n_parameters = len(terms) + len(infinite)
    means = _means(terms, beta, cells, table.n_lists)
    observed = table.observed
    return LoglinearFit(
        observed=observed,
        unobserved=math.exp(beta[0]),
        log_se=math.sqrt(intercept_variance(terms, len(terms), sums)),
        coefficients=dict(zip(terms.tolist(), beta.tolist(), strict=True)),
        minus_infinity=infinite,
        means=means,
        log_likelihood=value,
        deviance=2.0 * (_saturated(table.counts) - value),
        aic=2.0 * n_parameters - 2.0 * value,
        bic=math.log(observed) * n_parameters - 2.0 * value,
        df=max(int(table.possible.sum()) - n_parameters, 0),
    )


def refuse_model(table: CaptureTable, interactions: Sequence[int]) -> None:
    """Say why a model could not be fitted.

    Raises
    ------
    NotEstimableError
    """
    found = existence(table, interactions)
    code, text = _REASONS.get(
        found, ("fit-failed", "its estimate exists but could not be computed to full precision")
    )
    names = ", ".join(interaction_name(table.lists, term) for term in interactions)
    raise NotEstimableError(
        f"the model with {names or 'no interaction'} cannot be fitted: {text}",
        code=code,
        hint="merge lists or leave out interactions",
    )


def cell_arrays(
    table: CaptureTable,
) -> tuple[FloatArray, BoolArray]:
    """Counts and possible cells indexed by history, from 0 on; 0 is not observed."""
    counts = np.zeros(len(table.counts) + 1)
    counts[1:] = table.counts
    return counts, np.concatenate([[False], table.possible])


def interaction_name(lists: Sequence[str], term: int) -> str:
    """Names of the lists of a term, as `A:B`."""
    return ":".join(name for j, name in enumerate(lists) if term >> j & 1)


def interactions_in(
    table: CaptureTable, lists: Sequence[str], terms: Iterable[int]
) -> tuple[str, ...]:
    """Names of terms of `table`, each with its lists in the order of `lists`."""
    place = {name: j for j, name in enumerate(lists)}
    return tuple(
        ":".join(
            sorted((table.lists[j] for j in range(table.n_lists) if term >> j & 1), key=place.get)  # type: ignore[arg-type]
        )
        for term in terms
    )


def _means(
    terms: IntArray,
    beta: FloatArray,
    cells: BoolArray,
    n_lists: int,
) -> FloatArray:
    """(2**k - 1,) expected counts."""
    histories = np.arange(1, 1 << n_lists)
    logs = np.zeros(len(histories))
    for term, value in zip(terms, beta, strict=True):
        logs[(histories & term) == term] += value
    return np.asarray(np.where(cells[1:], np.exp(logs), 0.0))


def _saturated(counts: IntArray) -> float:
    """Log-likelihood if every mean were its count."""
    seen = counts[counts > 0].astype(np.float64)
    logs = np.array([math.lgamma(n + 1.0) for n in seen])
    return float((seen * np.log(seen) - seen - logs).sum())
