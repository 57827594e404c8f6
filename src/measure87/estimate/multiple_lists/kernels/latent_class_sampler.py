"""Chains of a sampler for the number unseen under a latent class model of overlapping lists.

The sampler goes over the cells of the table, not over persons: the persons of a cell are split
over the classes by one multinomial draw. The number unseen is drawn with persons integrated
out; with a prior 1/N it is negative binomial given the chance to be on no list. Histories that
are impossible are filled with imagined persons, as many as the model without that restriction
would have, which are not part of the population.

Sources: Manrique-Vallier (2016), Bayesian population size estimation using Dirichlet process
mixtures, Biometrics 72(4), 1246-1254; Manrique-Vallier & Reiter (2014), Bayesian estimation of
discrete multivariate latent structure models with structural zeros, Journal of Computational
and Graphical Statistics 23(4), 1061-1079. Both known here through R LCMCR 0.4.14 and its
documentation, not read in print. The moves beyond those of LCMCR leave the posterior as it is.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from measure87.estimate.multiple_lists.kernels.latent_class_draws import (
    draw_chances,
    draw_weights,
    split_persons,
)
from measure87.estimate.multiple_lists.kernels.latent_class_moves import relabel, rescale_classes
from measure87.numerics.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class LatentClassPrior:
    """Stick-breaking prior, truncated.

    Attributes
    ----------
    classes : int
        Most classes, K.
    a, b : float
        Shape and rate of the gamma prior of the concentration.
    """

    classes: int = 10
    a: float = 0.25
    b: float = 0.25


class Cells(NamedTuple):
    """The table as the sampler takes it.

    lists : number of lists, J
    persons : (M,) persons of the cells that hold somebody
    histories : (C,) first those M, then 0, then the impossible ones
    sizes : (C,) lists of each history
    """

    lists: int
    persons: IntArray
    histories: IntArray
    sizes: IntArray


class ChainState(NamedTuple):
    """Where one chain stands; arrays are changed in place.

    held : (K,) persons of each class, the unseen and the imagined among them
    on : (J, K) persons of each list and class
    alpha : (1,) concentration
    unseen : (1,) persons on no list
    """

    held: IntArray
    on: IntArray
    alpha: FloatArray
    unseen: IntArray


def cells_of(counts: npt.ArrayLike, possible: npt.ArrayLike) -> Cells:
    """The cells of a table.

    Parameters
    ----------
    counts : (2**J - 1,) persons
        Entry h - 1 belongs to history h.
    possible : (2**J - 1,) bool
        Whether a person can have the history.
    """
    persons = np.asarray(counts, dtype=np.int64)
    can_be = np.asarray(possible, dtype=np.bool_)
    held = np.flatnonzero(persons) + 1
    histories = np.concatenate([held, [0], np.flatnonzero(~can_be) + 1]).astype(np.int64)
    sizes = np.bitwise_count(histories).astype(np.int64)
    return Cells(len(persons).bit_length(), persons[held - 1], histories, sizes)


def start_chain(
    rng: np.random.Generator, cells: Cells, prior: LatentClassPrior, unseen: int
) -> ChainState:
    """A chain with this many unseen and persons spread over classes at random."""
    K = prior.classes
    state = ChainState(
        np.zeros(K, np.int64),
        np.zeros((cells.lists, K), np.int64),
        np.ones(1),
        np.array([unseen], dtype=np.int64),
    )
    n_seen = len(cells.persons)
    chance = rng.standard_exponential((len(cells.histories), K)) ** 3
    held = np.concatenate([cells.persons, [unseen], np.zeros(len(chance) - n_seen - 1)])
    _allocate(rng, cells.histories, held.astype(np.int64), chance, state.held, state.on)
    return state


def extend_chain(
    rng: np.random.Generator,
    cells: Cells,
    prior: LatentClassPrior,
    state: ChainState,
    iterations: int,
) -> IntArray:
    """Go on with a chain.

    Returns
    -------
    (iterations,) int64, persons
        The number unseen after each.
    """
    draws = np.empty(iterations, dtype=np.int64)
    _iterate(rng, cells, state, prior.a, prior.b, draws)
    return draws


@numba.njit(cache=True)
def _iterate(rng, cells, state, a, b, draws):  # type: ignore[no-untyped-def]
    """The iterations of one chain."""
    J, K = state.on.shape
    M, C = len(cells.persons), len(cells.histories)
    n = cells.persons.sum()
    odds, log_miss, log_weight = np.empty((J, K)), np.empty(K), np.empty(K)
    chance, total = np.empty((C, K)), np.empty(C)
    held = np.zeros(C, dtype=np.int64)
    held[:M] = cells.persons
    for t in range(len(draws)):
        state.alpha[0] = relabel(rng, state.held, state.on, state.alpha[0], a, b)
        draw_chances(rng, state.held, state.on, odds, log_miss)
        draw_weights(rng, state.held, state.alpha[0], log_weight)
        _fill_chances(cells.histories, odds, np.exp(log_weight + log_miss), chance, total)
        rescale_classes(rng, cells, state.alpha[0], log_weight, odds, log_miss, chance, total)
        state.alpha[0] = rng.standard_gamma(a + K - 1.0) / (b - log_weight[K - 1])
        draws[t] = _draw_hidden(rng, n, M, total, held)
        _allocate(rng, cells.histories, held, chance, state.held, state.on)
    if len(draws):
        state.unseen[0] = draws[-1]


@numba.njit(cache=True)
def _fill_chances(histories, odds, missed, chance, total):  # type: ignore[no-untyped-def]
    """Chance of each cell and class, and its sums over classes."""
    J, K = odds.shape
    for c in range(len(histories)):
        for k in range(K):
            chance[c, k] = missed[k]
        for j in range(J):
            if histories[c] >> j & 1:
                for k in range(K):
                    chance[c, k] *= odds[j, k]
        whole = 0.0
        for k in range(K):
            whole += chance[c, k]
        total[c] = whole


@numba.njit(cache=True)
def _draw_hidden(rng, n, M, total, held):  # type: ignore[no-untyped-def]
    """Draw the persons of nobody's list and of impossible cells; returns the former."""
    impossible = total[M + 1 :].sum()
    seen = max(1.0 - total[M] - impossible, 1e-15)
    held[M] = rng.poisson(rng.standard_gamma(n) * total[M] / seen)
    if impossible > 0.0:
        size = float(n + held[M])
        imagined = rng.poisson(rng.standard_gamma(size) * impossible / (1.0 - impossible))
        cells = total[M + 1 :]
        split_persons(rng, imagined, cells, np.empty(len(cells)), held[M + 1 :])
    return held[M]


@numba.njit(cache=True)
def _allocate(rng, histories, held, chance, count, on):  # type: ignore[no-untyped-def]
    """Split the persons of every cell over the classes."""
    J, K = on.shape
    share, rest = np.empty(K, dtype=np.int64), np.empty(K)
    count[:] = 0
    on[:] = 0
    for c in range(len(held)):
        if held[c] == 0:
            continue
        split_persons(rng, held[c], chance[c], rest, share)
        for k in range(K):
            count[k] += share[k]
        for j in range(J):
            if histories[c] >> j & 1:
                for k in range(K):
                    on[j, k] += share[k]
