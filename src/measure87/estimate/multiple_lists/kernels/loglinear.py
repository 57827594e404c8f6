"""Poisson log-linear models over capture histories, fitted by Newton's method.

What is answered: what are the expected counts of the 2**k - 1 observable histories of k lists
under a hierarchical model, how large is the history that nobody observes, and does the
maximum likelihood estimate exist at all?

A history and a term are whole numbers whose bit j stands for list j. The log mean of history
h is the sum of the coefficients of the terms inside h, and the sufficient statistic of a term
is the number of persons on at least all its lists. So the design matrix is never built:

* log means are sums over subsets, expected statistics are sums over supersets, each done in
  k 2**(k - 1) additions;
* the entry of X'WX for two terms is the expected number of persons on all lists of both.

A cell that is not open has no mean: the unobserved history 0, impossible histories, and those
below a term that is minus infinity because nobody is on all its lists.

Notes
-----
Newton's method is Fisher scoring (iteratively reweighted least squares) here, the link being
canonical. A fit that stops with small steps is a proof that the estimate exists: its means are
positive and give the statistics back. Where it runs away, the last step is tried as a proof of
the contrary: a direction along which no cell with persons moves, no cell rises and some fall
(Fienberg & Rinaldo 2012). Where neither holds the answer is `UNDECIDED`, for the linear program.

Sources: Haberman (1974), The Analysis of Frequency Data (unseen); Fienberg & Rinaldo (2012),
Annals of Statistics 40(2), 996-1023 (unseen; their criterion as stated by Chan, Silverman &
Vincent 2021, J. Am. Stat. Assoc. 116(535), 1297-1306, in the manual of R SparseMSE).
"""

import math

import numba
import numpy as np

from measure87.estimate.multiple_lists.kernels.cholesky import factorise, solve_factorised
from measure87.estimate.multiple_lists.kernels.history_sums import sum_subsets, sum_supersets

FITTED = 0
NO_ESTIMATE = 1
SINGULAR = 2
UNDECIDED = 3

_STEPS = 80
_SMALL_STEP = 1e-6  # the error after the step is of the order of its square
_FIRST_PROOF = 6
_PROOF_TOLERANCE = 1e-6


@numba.njit(cache=True)
def _means(terms, n_terms, beta, cells, n_lists, mean):  # type: ignore[no-untyped-def]
    """Fill the means of the open cells; return their sum."""
    mean[:] = 0.0
    for i in range(n_terms):
        mean[terms[i]] = beta[i]
    sum_subsets(mean, n_lists)
    total = 0.0
    for h in range(len(mean)):
        mean[h] = math.exp(mean[h]) if cells[h] else 0.0
        total += mean[h]
    return total


@numba.njit(cache=True)
def fill_information(terms, n_terms, sums, information):  # type: ignore[no-untyped-def]
    """Lower triangle of X'WX from expected superset sums."""
    for i in range(n_terms):
        for j in range(i + 1):
            information[i, j] = sums[terms[i] | terms[j]]


@numba.njit(cache=True)
def start_from_counts(terms, n_terms, counts, cells, n_lists, beta):  # type: ignore[no-untyped-def]
    """First coefficients: weighted least squares on log(count + 0.1). False if singular."""
    size = 1 << n_lists
    weight, target = np.zeros(size), np.zeros(size)
    for h in range(size):
        if cells[h]:
            weight[h] = counts[h] + 0.1
            target[h] = weight[h] * math.log(weight[h]) - 0.1
    sum_supersets(weight, n_lists)
    sum_supersets(target, n_lists)
    information = np.empty((n_terms, n_terms))
    fill_information(terms, n_terms, weight, information)
    if not factorise(information, n_terms):
        return False
    for i in range(n_terms):
        beta[i] = target[terms[i]]
    solve_factorised(information, n_terms, beta)
    return True


@numba.njit(cache=True)
def _runs_away(terms, n_terms, step, counts, cells, n_lists, move):  # type: ignore[no-untyped-def]
    """Whether a step proves that no estimate exists."""
    move[:] = 0.0
    for i in range(n_terms):
        move[terms[i]] = step[i]
    sum_subsets(move, n_lists)
    largest = 0.0
    for h in range(len(move)):
        if cells[h]:
            largest = max(largest, abs(move[h]))
    limit = _PROOF_TOLERANCE * largest
    for h in range(len(move)):
        if cells[h] and (move[h] > limit or (counts[h] > 0 and move[h] < -limit)):
            return False
    return True


@numba.njit(cache=True)
def _advance(problem, step, fit, beta, tried, mean):  # type: ignore[no-untyped-def]
    """Take a step, halved until the fit is no worse; return the log-likelihood."""
    terms, n_terms, statistics, cells, n_lists = problem
    share = 1.0
    while True:
        for i in range(n_terms):
            tried[i] = beta[i] + share * step[i]
        better = -_means(terms, n_terms, tried, cells, n_lists, mean)
        for i in range(n_terms):
            better += statistics[terms[i]] * tried[i]
        if better >= fit - 1e-9 * (1.0 + abs(fit)) or share < 1e-6:
            beta[:n_terms] = tried
            return better
        share *= 0.5


@numba.njit(cache=True)
def fit_loglinear(terms, n_terms, counts, statistics, cells, n_lists, beta, sums):  # type: ignore[no-untyped-def]
    """Fit a log-linear model, in place.

    Parameters
    ----------
    terms : (at least n_terms,) int64
        Terms of the model, the first of them 0 (the intercept).
    counts : (2**k,) float64, persons
    statistics : (2**k,) float64, persons
        Superset sums of the counts.
    cells : (2**k,) bool
        Open cells.
    beta : (at least n_terms,) float64
        Where to start; on return the coefficients, or where the fit ran to.
    sums : (2**k,) float64, persons
        On return the superset sums of the means.

    Returns
    -------
    int
        `FITTED`, `NO_ESTIMATE`, `SINGULAR` or `UNDECIDED`.
    """
    mean, move = np.empty(1 << n_lists), np.empty(1 << n_lists)
    information = np.empty((n_terms, n_terms))
    step, tried = np.empty(n_terms), np.empty(n_terms)
    problem = (terms, n_terms, statistics, cells, n_lists)
    step[:] = 0.0
    fit = _advance(problem, step, -np.inf, beta, tried, mean)
    for iteration in range(_STEPS):
        sums[:] = mean
        sum_supersets(sums, n_lists)
        fill_information(terms, n_terms, sums, information)
        if not factorise(information, n_terms):
            return SINGULAR if iteration < _FIRST_PROOF else UNDECIDED
        for i in range(n_terms):
            step[i] = statistics[terms[i]] - sums[terms[i]]
        solve_factorised(information, n_terms, step)
        largest = 0.0
        for i in range(n_terms):
            largest = max(largest, abs(step[i]))
        if (
            iteration >= _FIRST_PROOF
            and largest > 0.1
            and _runs_away(terms, n_terms, step, counts, cells, n_lists, move)
        ):
            beta[:n_terms] += step
            return NO_ESTIMATE
        fit = _advance(problem, step, fit, beta, tried, mean)
        if largest < _SMALL_STEP:
            sums[:] = mean
            sum_supersets(sums, n_lists)
            return FITTED
    return UNDECIDED


@numba.njit(cache=True)
def log_likelihood(terms, n_terms, statistics, beta, sums, counts):  # type: ignore[no-untyped-def]
    """Poisson log-likelihood of a fit, with the constants of the counts."""
    value = -sums[0]
    for i in range(n_terms):
        value += statistics[terms[i]] * beta[i]
    for h in range(len(counts)):
        if counts[h] > 1:
            value -= math.lgamma(counts[h] + 1.0)
    return value


@numba.njit(cache=True)
def intercept_variance(terms, n_terms, sums):  # type: ignore[no-untyped-def]
    """First entry of the inverse of X'WX; NaN where that is singular."""
    information = np.empty((n_terms, n_terms))
    fill_information(terms, n_terms, sums, information)
    if not factorise(information, n_terms):
        return np.nan
    unit = np.zeros(n_terms)
    unit[0] = 1.0
    solve_factorised(information, n_terms, unit)
    return unit[0]
