"""Forward selection of two-list interactions in log-linear models of overlapping lists.

What is answered: which pairs of lists depend on one another, if interactions come in one at a
time, always the one whose overlap is least expected under the model so far?

The overlap of a pair is the number of persons on both lists, whatever else they are on. Under
a model without the pair's interaction it is taken as Poisson with the fitted mean; its p-value
is the smaller of the two tails, each with the observed number in it. An interaction whose
model has no identifiable maximum likelihood estimate is passed over.

Source: Chan, Silverman & Vincent (2021), J. Am. Stat. Assoc. 116(535), 1297-1306 (unseen; the
procedure as described in the manual of the authors' R package SparseMSE 2.0.1).
"""

import math

import numba
import numpy as np

from measure87.estimate.multiple_lists.kernels.history_sums import close_supersets, sum_supersets
from measure87.estimate.multiple_lists.kernels.loglinear import (
    FITTED,
    NO_ESTIMATE,
    SINGULAR,
    fit_loglinear,
    start_from_counts,
)

_NEGLIGIBLE = 1e-17


@numba.njit(cache=True)
def log_tail(count, mean):  # type: ignore[no-untyped-def]
    """Log of the smaller Poisson tail, P(X <= count) or P(X >= count).

    Sums the terms of the tail that runs away from the mean; the other follows from it.
    """
    if mean <= 0.0:
        return 0.0 if count == 0 else -np.inf
    log_mass = count * math.log(mean) - mean - math.lgamma(count + 1.0)
    total, term, at = 1.0, 1.0, count
    down = count <= mean
    while term > _NEGLIGIBLE * total:
        if down:
            if at == 0:
                break
            term *= at / mean
            at -= 1
        else:
            at += 1
            term *= mean / at
        total += term
    near = log_mass + math.log(total)
    far = 1.0 - math.exp(near) + math.exp(log_mass)
    return min(near, math.log(far)) if far > 0.0 else near


@numba.njit(cache=True)
def open_model(counts, possible, n_lists, statistics, cells, terms):  # type: ignore[no-untyped-def]
    """Statistics, open cells and terms of the independence model; lists of nobody go."""
    statistics[:] = counts
    sum_supersets(statistics, n_lists)
    cells[:] = possible
    terms[0] = 0
    n_terms = 1
    for j in range(n_lists):
        if statistics[1 << j] > 0:
            terms[n_terms] = 1 << j
            n_terms += 1
        else:
            close_supersets(cells, 1 << j)
    return n_terms


@numba.njit(cache=True)
def where_independence_runs(statistics, n_lists, intercept):  # type: ignore[no-untyped-def]
    """Limit of the intercept where independence has no estimate.

    A list of everybody says that nobody is missing; lists that share nobody, that the missing
    are without number. Elsewhere other coefficients run away and the intercept stays as given.
    """
    total = 0.0
    for j in range(n_lists):
        total += statistics[1 << j]
        if statistics[1 << j] == statistics[0]:
            return -np.inf
    return np.inf if total == statistics[0] else intercept


@numba.njit(cache=True)
def _fill_tails(statistics, sums, pairs, taken, passed, values):  # type: ignore[no-untyped-def]
    """Log p-values of pairs that may come in; 0 for the others."""
    for c in range(len(pairs)):
        values[c] = 0.0
        pair = pairs[c]
        low = pair & -pair
        if not (taken[c] or passed[c]) and statistics[low] > 0 and statistics[pair ^ low] > 0:
            values[c] = log_tail(statistics[pair], sums[pair])


@numba.njit(cache=True)
def select_forward(  # type: ignore[no-untyped-def]
    counts, possible, n_lists, pairs, log_threshold, path, log_values, intercepts, refused
):
    """Add pairs until no p-value is below the threshold.

    Parameters
    ----------
    counts : (2**k,) float64, persons
    possible : (2**k,) bool
        Histories that can be observed; False at 0.
    pairs : (m,) int64
        Pairs that may interact, as histories of two lists.
    log_threshold : float
        Log of the p-value that stops the selection.
    path : (m,) int64
        Filled with the places in `pairs` of those taken, in order.
    log_values : (m + 1,) float64
        Filled with the log p-value at which each was taken; after the last that of the pair
        at which the selection stopped (0 if none was left).
    intercepts : (m + 1,) float64
        Filled with the log of the unobserved number before and after each was taken; inf or
        -inf where the independence model runs there.
    refused : (m, 3) int64
        Filled with (place, number already taken, status) of models whose fit failed.

    Returns
    -------
    (int, int, int)
        Number taken, number of models refused, and the status of the independence model.
    """
    size, n_pairs = 1 << n_lists, len(pairs)
    statistics, sums = np.empty(size), np.empty(size)
    cells = np.empty(size, dtype=np.bool_)
    terms = np.empty(1 + n_lists + n_pairs, dtype=np.int64)
    beta, tried = np.zeros(len(terms)), np.zeros(len(terms))
    tried_cells, tried_sums = np.empty(size, dtype=np.bool_), np.empty(size)
    n_terms = open_model(counts, possible, n_lists, statistics, cells, terms)
    status = SINGULAR
    if start_from_counts(terms, n_terms, counts, cells, n_lists, beta):
        status = fit_loglinear(terms, n_terms, counts, statistics, cells, n_lists, beta, sums)
    intercepts[0] = beta[0]
    if status != FITTED:
        intercepts[0] = where_independence_runs(statistics, n_lists, beta[0])
        log_values[0] = 0.0
        return 0, 0, status
    values, passed = np.empty(n_pairs), np.zeros(n_pairs, dtype=np.bool_)
    taken = np.zeros(n_pairs, dtype=np.bool_)
    n_taken, n_refused = 0, 0
    while n_taken < n_pairs:
        _fill_tails(statistics, sums, pairs, taken, passed, values)
        while True:
            best = np.argmin(values)
            if values[best] >= log_threshold or values[best] >= 0.0:
                log_values[n_taken] = values[best]
                return n_taken, n_refused, FITTED
            pair = pairs[best]
            tried[:n_terms] = beta[:n_terms]
            tried_cells[:] = cells
            empty = statistics[pair] == 0
            n_tried = n_terms
            if empty:
                close_supersets(tried_cells, pair)
            else:
                terms[n_terms] = pair
                tried[n_terms] = math.log(statistics[pair] / sums[pair])
                n_tried += 1
            found = fit_loglinear(
                terms, n_tried, counts, statistics, tried_cells, n_lists, tried, tried_sums
            )
            if found == FITTED:
                break
            # The same direction serves every larger model on the same cells.
            passed[best] = True
            values[best] = 0.0
            refused[n_refused, 0], refused[n_refused, 1] = best, n_taken
            refused[n_refused, 2] = found
            n_refused += 1
        beta[:n_tried] = tried[:n_tried]
        cells[:] = tried_cells
        sums[:] = tried_sums
        if empty:
            passed[:] = False
        n_terms = n_tried
        taken[best] = True
        path[n_taken] = best
        log_values[n_taken] = values[best]
        n_taken += 1
        intercepts[n_taken] = beta[0]
    log_values[n_taken] = 0.0
    return n_taken, n_refused, FITTED


@numba.njit(cache=True)
def select_forward_many(  # type: ignore[no-untyped-def]
    samples, at, possible, n_lists, pairs, log_threshold, intercepts, doubtful
):
    """Select for each of many samples.

    Parameters
    ----------
    samples : (b, m) int64, persons
        Column c holds the counts of history `at[c]`; other histories are empty.
    at : (m,) int64
    possible, n_lists, pairs, log_threshold : as in `select_forward`
    intercepts : (b,) float64
        Filled with the log of the unobserved number of the model selected.
    doubtful : (b,) bool
        Filled with whether a refusal, or the independence model, was left undecided.
    """
    n_pairs = len(pairs)
    counts = np.zeros(1 << n_lists)
    path = np.empty(n_pairs, dtype=np.int64)
    values, found = np.empty(n_pairs + 1), np.empty(n_pairs + 1)
    refused = np.empty((n_pairs * (n_pairs + 1), 3), dtype=np.int64)
    for b in range(len(samples)):
        for c in range(len(at)):
            counts[at[c]] = samples[b, c]
        taken, n_refused, status = select_forward(
            counts, possible, n_lists, pairs, log_threshold, path, values, found, refused
        )
        intercepts[b] = found[taken]
        doubtful[b] = status not in (FITTED, NO_ESTIMATE) and np.isfinite(found[0])
        for r in range(n_refused):
            doubtful[b] |= refused[r, 2] != NO_ESTIMATE
