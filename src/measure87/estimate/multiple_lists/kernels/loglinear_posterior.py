"""Draws from the posterior of a Poisson log-linear model with normal priors.

What is answered: where do the coefficients lie, given counts of capture histories, when
interactions are held near zero by a prior?

The log posterior is concave, so it has one mode, found by Newton's method. Hamiltonian Monte
Carlo then walks in coordinates in which the posterior is nearly a round normal: those of the
Cholesky factor of the curvature at the mode. A path of a quarter of a period then ends at an
almost independent draw. The length of a step is tuned before the draws that count.

Sources: Neal (2011), MCMC using Hamiltonian dynamics, Handbook of Markov Chain Monte Carlo,
ch. 5 (unseen).
"""

import math

import numba
import numpy as np

from measure87.estimate.multiple_lists.kernels.cholesky import factorise, solve_factorised
from measure87.estimate.multiple_lists.kernels.history_sums import sum_subsets, sum_supersets
from measure87.estimate.multiple_lists.kernels.loglinear import fill_information

_QUARTER_PERIOD = math.pi / 2.0
_WANTED_ACCEPTANCE = 0.8
_STEPS = 200
_SMALL_STEP = 1e-8


@numba.njit(cache=True)
def _slope(problem, beta, mean, slope):  # type: ignore[no-untyped-def]
    """Fill the gradient of the log posterior and the superset sums of the means; return it."""
    terms, statistics, precisions, cells, n_lists = problem
    mean[:] = 0.0
    for i in range(len(terms)):
        mean[terms[i]] = beta[i]
    sum_subsets(mean, n_lists)
    value = 0.0
    for h in range(len(mean)):
        mean[h] = math.exp(mean[h]) if cells[h] else 0.0
        value -= mean[h]
    sum_supersets(mean, n_lists)
    for i in range(len(terms)):
        statistic = statistics[terms[i]]
        slope[i] = statistic - mean[terms[i]] - precisions[i] * beta[i]
        value += statistic * beta[i] - 0.5 * precisions[i] * beta[i] * beta[i]
    return value


@numba.njit(cache=True)
def find_mode(problem, mode, factor):  # type: ignore[no-untyped-def]
    """Newton's method to the mode, in place.

    Parameters
    ----------
    problem : tuple
        Terms (p,) int64; superset sums of the counts (2**k,) float64; precisions of the
        normal priors around zero (p,) float64, positive; open cells (2**k,) bool; k.
    mode : (p,) float64
        Where to start; on return the mode.
    factor : (p, p) float64
        Filled with the Cholesky factor of the curvature there, in the lower triangle.

    Returns
    -------
    bool
        Whether the steps became small.
    """
    terms, _, precisions, _, n_lists = problem
    p, mean = len(terms), np.empty(1 << n_lists)
    slope, step = np.empty(p), np.empty(p)
    value = _slope(problem, mode, mean, slope)
    for _ in range(_STEPS):
        fill_information(terms, p, mean, factor)
        for i in range(p):
            factor[i, i] += precisions[i]
        if not factorise(factor, p):
            return False
        step[:] = slope
        solve_factorised(factor, p, step)
        share = 1.0
        better = _slope(problem, mode + step, mean, slope)
        while not better >= value - 1e-9 * (1.0 + abs(value)) and share > 1e-9:
            share *= 0.5
            better = _slope(problem, mode + share * step, mean, slope)
        mode += share * step
        value = better
        if np.abs(step).max() < _SMALL_STEP:
            return True
    return False


@numba.njit(cache=True)
def _place(mode, factor, z, beta):  # type: ignore[no-untyped-def]
    """Coefficients of a point in round coordinates."""
    for i in range(len(z) - 1, -1, -1):
        entry = z[i]
        for m in range(i + 1, len(z)):
            entry -= factor[m, i] * (beta[m] - mode[m])
        beta[i] = mode[i] + entry / factor[i, i]


@numba.njit(cache=True)
def _round_slope(factor, slope):  # type: ignore[no-untyped-def]
    """Turn a gradient into that in round coordinates, in place."""
    for i in range(len(slope)):
        entry = slope[i]
        for m in range(i):
            entry -= factor[i, m] * slope[m]
        slope[i] = entry / factor[i, i]


@numba.njit(cache=True)
def draw_posterior(problem, mode, factor, warm_up, draws, rng):  # type: ignore[no-untyped-def]
    """Run one chain.

    Parameters
    ----------
    problem, mode, factor : as in `find_mode`
    warm_up : int
        Draws that tune the step and are forgotten.
    draws : (n, p) float64
        Filled with coefficients.
    rng : numpy Generator

    Returns
    -------
    float
        Share of the paths accepted.

    Notes
    -----
    The chain starts at a point drawn twice as wide as the posterior is at its mode.
    """
    terms, _, _, _, n_lists = problem
    p, mean = len(terms), np.empty(1 << n_lists)
    z, far = 2.0 * rng.standard_normal(p), np.empty(p)
    beta, slope, far_slope = mode.copy(), np.empty(p), np.empty(p)
    _place(mode, factor, z, beta)
    value = _slope(problem, beta, mean, slope)
    _round_slope(factor, slope)
    log_step, accepted = math.log(0.4), 0
    for draw in range(-warm_up, len(draws)):
        step = math.exp(log_step) * rng.uniform(0.8, 1.2)
        n_steps = max(1, round(_QUARTER_PERIOD / step))
        momentum = rng.standard_normal(p)
        energy = value - 0.5 * (momentum * momentum).sum()
        far[:], far_slope[:] = z, slope
        far_value = value
        for _ in range(n_steps):
            momentum += 0.5 * step * far_slope
            far += step * momentum
            _place(mode, factor, far, beta)
            far_value = _slope(problem, beta, mean, far_slope)
            _round_slope(factor, far_slope)
            momentum += 0.5 * step * far_slope
        change = far_value - 0.5 * (momentum * momentum).sum() - energy
        chance = min(1.0, math.exp(min(change, 0.0))) if change == change else 0.0
        taken = rng.random() < chance
        if taken:
            z[:], slope[:] = far, far_slope
            value = far_value
        if draw < 0:
            log_step += (chance - _WANTED_ACCEPTANCE) / math.sqrt(draw + warm_up + 10.0)
            log_step = min(log_step, math.log(_QUARTER_PERIOD / 2.0))
        else:
            _place(mode, factor, z, beta)
            draws[draw] = beta
            accepted += taken
    return accepted / len(draws)
