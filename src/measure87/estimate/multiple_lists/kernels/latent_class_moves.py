"""Moves that carry a sampler of latent classes between far parts of the posterior.

They leave the posterior as it is: each is accepted with the chance of Metropolis and Hastings.
Everything here is compiled and changes arrays in place; the model is that of
`latent_class_draws`.
"""

import math

import numba
import numpy as np

# Classes lighter than this logarithm hold nobody; moving them would change nothing.
_LIGHTEST = -20.0
_SWAPS = 4


@numba.njit(cache=True)
def log_label_density(count, alpha, a, b):  # type: ignore[no-untyped-def]
    """log p(classes, log alpha) with weights integrated out, less what labels cannot change.

    The product over sticks of Gamma(1 + n_k) Gamma(alpha + n_>k) / Gamma(1 + alpha + n_>=k)
    telescopes; alpha is Gamma(a, b).
    """
    last = len(count) - 1
    left = count.sum()
    found = (last + a) * math.log(alpha) - b * alpha - math.lgamma(1.0 + alpha + left)
    product = 1.0
    for k in range(last - 1):
        left -= count[k]
        product *= alpha + left
        if product > 1e200 or product < 1e-200:
            found -= math.log(product)
            product = 1.0
    found -= math.log(product)
    return found + math.lgamma(alpha + count[last]) - math.lgamma(1.0 + count[last])


@numba.njit(cache=True)
def relabel(rng, count, on, alpha, a, b):  # type: ignore[no-untyped-def]
    """Exchange the labels of classes together with a new alpha; returns alpha.

    Sticks favour large classes in early places, so that a chain with its largest class in the
    last place and a large alpha would stay there for very long. After Papaspiliopoulos &
    Roberts (2008), Biometrika 95(1), 169-186 (unseen), with weights integrated out.
    """
    K = len(count)
    now = log_label_density(count, alpha, a, b)
    for attempt in range(_SWAPS + 1):
        k = np.int64(rng.random() * K)
        other = np.int64(rng.random() * (K - 1))
        other += other >= k
        if attempt == _SWAPS:
            other = k
        elif count[k] == 0 and count[other] == 0:
            continue
        fresh = alpha
        if attempt % 2 == 0:
            fresh = alpha * math.exp(2.0 * rng.standard_normal())
        count[k], count[other] = count[other], count[k]
        then = log_label_density(count, fresh, a, b)
        if math.log(1.0 - rng.random()) < then - now:
            now, alpha = then, fresh
            if other != k:
                for j in range(len(on)):
                    on[j, k], on[j, other] = on[j, other], on[j, k]
        else:
            count[k], count[other] = count[other], count[k]
    return alpha


@numba.njit(cache=True)
def rescale_classes(rng, cells, alpha, log_weight, odds, log_miss, chance, total):  # type: ignore[no-untyped-def]
    """Make a class larger and harder to find at once, or smaller and easier.

    A class that is seen as often as before explains the lists nearly as well, so that the
    number unseen moves much further than when persons are moved one by one. Half of the classes
    are tried, which costs about as much as the rest of an iteration. Persons are integrated
    out: the likelihood is of the seen cells given that a person is seen.

    Parameters
    ----------
    cells : Cells of `latent_class_sampler`
    log_weight, log_miss : (K,); odds : (J, K)
        Parameters of the classes; changed.
    chance : (C, K) chance of each cell and class; total : (C,) its sums over classes
        Kept up to date.
    """
    J, K = odds.shape
    factor = np.empty(J + 1)
    tail = np.empty(K)
    for k in range(K):
        if rng.random() < 0.5:
            continue
        u = rng.random()
        step = (1.0 if u < 1 / 3 else 0.4 if u < 2 / 3 else 0.12) * rng.standard_normal()
        grown = math.exp(step)
        weight = math.exp(log_weight[k])
        log_whole = math.log1p(weight * (grown - 1.0))
        if min(log_weight[k], log_weight[k] + step - log_whole) < _LIGHTEST:
            continue
        found = 1.0
        for j in range(J):
            found *= 1.0 + odds[j, k] / grown
        miss = -math.log(found)
        factor[0] = math.exp(step - log_whole + miss - log_miss[k])
        for m in range(1, J + 1):
            factor[m] = factor[m - 1] / grown
        gain = _log_prior_ratio(k, step, weight, log_whole, alpha, log_weight, tail)
        gain += 2.0 * (miss - log_miss[k]) - J * step
        gain += _log_likelihood_ratio(k, cells, math.exp(log_whole), factor, chance, total)
        if math.log(1.0 - rng.random()) < gain:
            log_miss[k] = miss
            odds[:, k] /= grown
            log_weight -= log_whole
            log_weight[k] += step
            _rescale_chances(k, cells.sizes, math.exp(log_whole), factor, chance, total)


@numba.njit(cache=True)
def _log_likelihood_ratio(k, cells, whole, factor, chance, total):  # type: ignore[no-untyped-def]
    """Log likelihood after and before class k is rescaled."""
    M = len(cells.persons)
    gain, before, after = 0.0, 0.0, 0.0
    for c in range(len(total)):
        now = (total[c] - chance[c, k]) / whole + chance[c, k] * factor[cells.sizes[c]]
        if c < M:
            gain += cells.persons[c] * math.log(now / total[c])
        else:
            before += total[c]
            after += now
    if after >= 1.0:
        return -np.inf
    return gain - cells.persons.sum() * (math.log1p(-after) - math.log1p(-before))


@numba.njit(cache=True)
def _log_prior_ratio(k, step, weight, log_whole, alpha, log_weight, tail):  # type: ignore[no-untyped-def]
    """Log prior of the weights after and before, in coordinates where the step is a shift.

    With R_m the weight of classes m and later, the density of log-ratios of the weights is
    prod(nu) R_K^(alpha - 1) / prod(R_2 ... R_(K-1)). `tail` is scratch.
    """
    K = len(log_weight)
    tail[K - 1] = math.exp(log_weight[K - 1])
    for m in range(K - 2, 0, -1):
        tail[m] = tail[m + 1] + math.exp(log_weight[m])
    product = 1.0
    for m in range(1, min(k, K - 2) + 1):
        product *= 1.0 + (math.exp(step) - 1.0) * weight / tail[m]
    last = (alpha - 1.0) * step if k == K - 1 else 0.0
    return step + last - (alpha + 1.0) * log_whole - math.log(product)


@numba.njit(cache=True)
def _rescale_chances(k, sizes, whole, factor, chance, total):  # type: ignore[no-untyped-def]
    """Bring the chances of cells up to date after class k was rescaled."""
    for c in range(len(sizes)):
        held = chance[c, k] * factor[sizes[c]]
        whole_cell = 0.0
        for other in range(chance.shape[1]):
            chance[c, other] /= whole
            whole_cell += chance[c, other]
        total[c] = whole_cell - chance[c, k] + held
        chance[c, k] = held
