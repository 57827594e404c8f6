"""The few hierarchical models with the lowest BIC, where there are too many to fit them all.

What is answered: which models would be on top, had every one been fitted? The answer is exact
as long as the search is not cut short.

Models are walked depth first, a model's children being those with one candidate more that
comes later. All models below a child are parts of the child with all later candidates in it.
That largest model bounds their likelihood, and the child bounds their number of parameters
from below; where the BIC so bounded is not below the worst of the best so far, neither this
child nor a later one is walked (Furnival & Wilson's leaps and bounds, with likelihoods).

Candidates that do most for the model without interactions come first within each order, which
makes bounds fall early.

Source of the idea: Furnival & Wilson (1974), Technometrics 16(4), 499-511 (unseen).
"""

import math

import numba
import numpy as np

from measure87.estimate.multiple_lists.kernels.forward_selection import open_model
from measure87.estimate.multiple_lists.kernels.history_sums import close_supersets
from measure87.estimate.multiple_lists.kernels.loglinear import FITTED, NO_ESTIMATE, log_likelihood
from measure87.estimate.multiple_lists.kernels.model_search import fit_from

# A likelihood without maximum is stopped this close to its supremum.
_MARGIN = 1e-2


@numba.njit(cache=True)
def _size_of(code):  # type: ignore[no-untyped-def]
    """Candidates in a model."""
    n = 0
    while code:
        code &= code - 1
        n += 1
    return n


@numba.njit(cache=True)
def _saturated(counts):  # type: ignore[no-untyped-def]
    """Log-likelihood of a model that fits every count."""
    value = 0.0
    for n in counts:
        if n > 0:
            value += n * math.log(n) - n - math.lgamma(n + 1.0)
    return value


@numba.njit(cache=True)
def _fit_code(code, candidates, base, start, warm, spare):  # type: ignore[no-untyped-def]
    """Fit a model; where it fits, `start` takes its coefficients. Status and log-likelihood."""
    counts, statistics, open_cells, mains, n_mains, n_lists = base
    cells, terms, beta, sums = spare
    cells[:] = open_cells
    n = n_mains
    terms[:n], beta[:n] = mains[:n], start[:n]
    for c in range(len(candidates)):
        if code >> c & 1:
            if statistics[candidates[c]] > 0:
                terms[n], beta[n] = candidates[c], start[n_mains + c]
                n += 1
            else:
                close_supersets(cells, candidates[c])
    status = fit_from(terms, n, counts, statistics, cells, n_lists, beta, sums, warm)
    if status == FITTED:
        start[:n_mains] = beta[:n_mains]
        n = n_mains
        for c in range(len(candidates)):
            if code >> c & 1 and statistics[candidates[c]] > 0:
                start[n_mains + c] = beta[n]
                n += 1
    return status, log_likelihood(terms, n, statistics, beta, sums, counts)


@numba.njit(cache=True)
def find_best_models(  # type: ignore[no-untyped-def]
    counts, possible, n_lists, candidates, parts, most_fits, models, bics, intercepts
):
    """Find the models with the lowest BIC.

    Parameters
    ----------
    counts : (2**k,) float64, persons
    possible : (2**k,) bool
    n_lists : int
    candidates : (m,) int64
        Interactions as histories, those of fewer lists first; at most 62.
    parts : (m,) int64
        For each the candidates that must be in the model before it, as a model.
    most_fits : int
        Fits after which the search is cut short.
    models : (t,) int64
        Filled with the best models, in no order.
    bics, intercepts : (t,) float64
        Filled; `bics` is infinite where fewer than t models have an estimate.

    Returns
    -------
    int
        Fits used; more than `most_fits` if the search was cut short.
    """
    m, size = len(candidates), 1 << n_lists
    room = 1 + n_lists + m
    statistics, open_cells = np.empty(size), np.empty(size, dtype=np.bool_)
    mains = np.empty(room, dtype=np.int64)
    n_mains = open_model(counts, possible, n_lists, statistics, open_cells, mains)
    base = (counts, statistics, open_cells, mains, n_mains, n_lists)
    spare = (
        np.empty(size, dtype=np.bool_), np.empty(room, dtype=np.int64), np.empty(room),
        np.empty(size),
    )  # fmt: skip
    bics[:], models[:] = np.inf, 0
    start, largest_start = np.zeros((m + 1, n_mains + m)), np.zeros((m + 1, n_mains + m))
    code, following = np.zeros(m + 1, dtype=np.int64), np.zeros(m + 1, dtype=np.int64)
    first = np.zeros(m + 1, dtype=np.int64)
    warm, largest_warm = np.zeros(m + 1, dtype=np.bool_), np.zeros(m + 1, dtype=np.bool_)
    bound = np.zeros(m + 1)
    price = math.log(statistics[0])
    ceiling = _saturated(counts)
    everything = (1 << m) - 1
    status, value = _fit_code(everything, candidates, base, largest_start[0], False, spare)
    largest_warm[0] = status == FITTED
    bound[0] = value + _MARGIN if status in (FITTED, NO_ESTIMATE) else ceiling
    fits, depth, fresh = 1, 0, True
    while depth >= 0 and fits <= most_fits:
        if fresh:
            fresh = False
            status, value = _fit_code(
                code[depth], candidates, base, start[depth], warm[depth], spare
            )
            fits += 1
            warm[depth] = status == FITTED
            bic = price * (1 + n_lists + _size_of(code[depth])) - 2.0 * value
            worst = np.argmax(bics)
            if status == FITTED and bic < bics[worst]:
                bics[worst], models[worst] = bic, code[depth]
                intercepts[worst] = start[depth, 0]
        c = following[depth]
        if c == m:
            depth -= 1
            continue
        following[depth] = c + 1
        if parts[c] & ~code[depth]:
            continue
        if c > first[depth]:
            largest = code[depth] | (everything >> c << c)
            status, value = _fit_code(
                largest, candidates, base, largest_start[depth], largest_warm[depth], spare
            )
            fits += 1
            largest_warm[depth] = status == FITTED
            if status in (FITTED, NO_ESTIMATE):
                bound[depth] = min(bound[depth], value + _MARGIN)
        parameters = 1 + n_lists + _size_of(code[depth]) + 1
        if price * parameters - 2.0 * bound[depth] > bics.max():
            depth -= 1
            continue
        depth += 1
        code[depth] = code[depth - 1] | (1 << c)
        first[depth] = following[depth] = c + 1
        bound[depth], warm[depth] = bound[depth - 1], warm[depth - 1]
        largest_warm[depth] = largest_warm[depth - 1]
        largest_start[depth], start[depth] = largest_start[depth - 1], start[depth - 1]
        start[depth, n_mains + c] = 0.0
        fresh = True
    return fits if depth < 0 else most_fits + 1
