"""All hierarchical log-linear models of overlapping lists, each fitted from its neighbour.

What is answered: how well does every model up to a given order of interaction fit, and what
does it say of the persons on no list?

A model is a whole number whose bit c says whether candidate c is in it. Candidates stand in
the order of their number of lists, so that a model without its last candidate is hierarchical
too: it is the model's parent, from whose fit the model's starts. Models are walked depth
first. A model without estimate hands that on to its children, except where a child's new term
closes cells.
"""

import math

import numba
import numpy as np

from measure87.estimate.multiple_lists.kernels.forward_selection import (
    open_model,
    where_independence_runs,
)
from measure87.estimate.multiple_lists.kernels.history_sums import close_supersets
from measure87.estimate.multiple_lists.kernels.loglinear import (
    FITTED,
    NO_ESTIMATE,
    SINGULAR,
    fit_loglinear,
    log_likelihood,
    start_from_counts,
)


@numba.njit(cache=True)
def _add_term(term, statistics, terms, n_terms, cells, beta, sums, warm):  # type: ignore[no-untyped-def]
    """Put a term into a model, in place; return its number of terms."""
    if statistics[term] == 0:
        close_supersets(cells, term)
        return n_terms
    terms[n_terms] = term
    beta[n_terms] = math.log(statistics[term] / sums[term]) if warm and sums[term] > 0 else 0.0
    return n_terms + 1


@numba.njit(cache=True)
def fit_from(terms, n_terms, counts, statistics, cells, n_lists, beta, sums, warm):  # type: ignore[no-untyped-def]
    """Fit from where the parent's fit ended, or from the counts."""
    if warm:
        status = fit_loglinear(terms, n_terms, counts, statistics, cells, n_lists, beta, sums)
        if status in (FITTED, NO_ESTIMATE):
            return status
    if not start_from_counts(terms, n_terms, counts, cells, n_lists, beta):
        return SINGULAR
    return fit_loglinear(terms, n_terms, counts, statistics, cells, n_lists, beta, sums)


@numba.njit(cache=True)
def search_models(  # type: ignore[no-untyped-def]
    counts, possible, n_lists, candidates, parts, models, likelihoods, intercepts, statuses
):
    """Fit all hierarchical models.

    Parameters
    ----------
    counts : (2**k,) float64, persons
    possible : (2**k,) bool
    n_lists : int
    candidates : (m,) int64
        Interactions as histories, those of fewer lists first; at most 62.
    parts : (m,) int64
        For each the candidates that must be in the model before it, as a model.
    models : (n,) int64
        Filled; n must be the number of models.
    likelihoods, intercepts : (n,) float64
        Filled where the status is `FITTED`.
    statuses : (n,) int64
        Filled with the status of each fit.

    Returns
    -------
    int
        Number of models.
    """
    m, size = len(candidates), 1 << n_lists
    room = 1 + n_lists + m
    statistics = np.empty(size)
    terms = np.empty((m + 1, room), dtype=np.int64)
    beta, sums = np.zeros((m + 1, room)), np.zeros((m + 1, size))
    cells = np.empty((m + 1, size), dtype=np.bool_)
    n_terms, following = np.zeros(m + 1, dtype=np.int64), np.zeros(m + 1, dtype=np.int64)
    code, status = np.zeros(m + 1, dtype=np.int64), np.zeros(m + 1, dtype=np.int64)
    n_terms[0] = open_model(counts, possible, n_lists, statistics, cells[0], terms[0])
    status[0] = fit_from(
        terms[0], n_terms[0], counts, statistics, cells[0], n_lists, beta[0], sums[0], False
    )
    n_models, depth = 0, 0
    fresh = True
    while depth >= 0:
        if fresh:
            models[n_models], statuses[n_models] = code[depth], status[depth]
            intercepts[n_models] = beta[depth, 0]
            if status[depth] == FITTED:
                likelihoods[n_models] = log_likelihood(
                    terms[depth], n_terms[depth], statistics, beta[depth], sums[depth], counts
                )
            n_models += 1
            fresh = False
        c = following[depth]
        if c == m:
            depth -= 1
            continue
        following[depth] = c + 1
        if parts[c] & ~code[depth]:
            continue
        depth += 1
        terms[depth], beta[depth], cells[depth] = (
            terms[depth - 1],
            beta[depth - 1],
            cells[depth - 1],
        )
        code[depth], following[depth] = code[depth - 1] | (1 << c), c + 1
        warm = status[depth - 1] == FITTED
        closes = statistics[candidates[c]] == 0
        n_terms[depth] = _add_term(
            candidates[c], statistics, terms[depth], n_terms[depth - 1], cells[depth], beta[depth],
            sums[depth - 1], warm,
        )  # fmt: skip
        if status[depth - 1] == NO_ESTIMATE and not closes:
            status[depth] = NO_ESTIMATE
        else:
            status[depth] = fit_from(
                terms[depth], n_terms[depth], counts, statistics, cells[depth], n_lists,
                beta[depth], sums[depth], warm,
            )  # fmt: skip
        fresh = True
    return n_models


@numba.njit(cache=True)
def _assemble(terms, start, statistics, n_lists, n_mains, model, cells, beta):  # type: ignore[no-untyped-def]
    """Add interactions to main effects, and where all of them start; return their number.

    Main effects stand in the order of the lists; those of lists of nobody are missing.
    """
    for i in range(n_mains):
        beta[i] = start[0 if model[i] == 0 else 1 + int(math.log2(model[i]) + 0.5)]
    n = n_mains
    for i in range(len(terms)):
        if statistics[terms[i]] > 0:
            model[n], beta[n] = terms[i], start[1 + n_lists + i]
            n += 1
        else:
            close_supersets(cells, terms[i])
    return n


@numba.njit(cache=True)
def choose_models(  # type: ignore[no-untyped-def]
    samples, at, possible, n_lists, terms, n_terms, starts, intercepts, chosen, undecided
):
    """For each of many samples the model with the lowest BIC of a few.

    Parameters
    ----------
    samples : (b, m) int64, persons
        Column c holds the counts of history `at[c]`; other histories are empty.
    at : (m,) int64
    possible : (2**k,) bool
    n_lists : int
    terms : (t, p) int64
        Interactions of each model, padded; earlier models win ties.
    n_terms : (t,) int64
        Interactions in each.
    starts : (t, 1 + k + p) float64
        Coefficients to start from: intercept, main effects, interactions.
    intercepts : (b,) float64
        Filled with the log of the unobserved number under the model chosen. If none fits:
        -inf if a list holds everybody, inf if lists share nobody, NaN otherwise.
    chosen : (b,) int64
        Filled with the place of that model, or -1.
    undecided : (b,) int64
        Filled with the number of models that neither fitted nor were proved to have no
        estimate.
    """
    size = 1 << n_lists
    counts, statistics, sums = np.zeros(size), np.empty(size), np.empty(size)
    open_cells, cells = np.empty(size, dtype=np.bool_), np.empty(size, dtype=np.bool_)
    room = 1 + n_lists + terms.shape[1]
    mains, model = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    beta = np.empty(room)
    for b in range(len(samples)):
        for c in range(len(at)):
            counts[at[c]] = samples[b, c]
        n_mains = open_model(counts, possible, n_lists, statistics, open_cells, mains)
        intercepts[b], chosen[b], undecided[b] = np.nan, -1, 0
        lowest = np.inf
        for t in range(len(terms)):
            cells[:] = open_cells
            model[:n_mains] = mains[:n_mains]
            n = _assemble(
                terms[t, : n_terms[t]], starts[t], statistics, n_lists, n_mains, model, cells, beta
            )
            status = fit_from(model, n, counts, statistics, cells, n_lists, beta, sums, True)
            if status == FITTED:
                bic = (1 + n_lists + n_terms[t]) * math.log(statistics[0])
                bic -= 2.0 * log_likelihood(model, n, statistics, beta, sums, counts)
                if bic < lowest - 1e-9:
                    lowest, chosen[b], intercepts[b] = bic, t, beta[0]
            elif status != NO_ESTIMATE:
                undecided[b] += 1
        if chosen[b] < 0:
            intercepts[b] = where_independence_runs(statistics, n_lists, np.nan)
