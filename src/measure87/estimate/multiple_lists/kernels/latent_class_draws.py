"""Draws from full conditionals of a latent class model of overlapping lists.

A person of class k is on list j with chance lambda_jk, whatever the other lists. Class weights
are a truncated stick-breaking process: v_k ~ Beta(1, alpha), and what is left goes to the last
class. Chances are uniform a priori. Everything here is compiled and changes arrays in place.

Weights are kept as logarithms and chances as odds, so that classes that hold nobody lose no
precision however small they are.
"""

import math

import numba

# Below this mean a binomial is drawn by inversion; up to so many persons are split singly.
_INVERSION = 8.0
_ONE_BY_ONE = 16


@numba.njit(cache=True)
def log_gamma_draw(rng, shape):  # type: ignore[no-untyped-def]
    """Logarithm of a gamma draw; shapes near 0 would underflow otherwise."""
    if shape < 1.0:
        return math.log(rng.standard_gamma(shape + 1.0)) + math.log(1.0 - rng.random()) / shape
    return math.log(rng.standard_gamma(shape))


@numba.njit(cache=True)
def draw_binomial(rng, n, p):  # type: ignore[no-untyped-def]
    """A binomial draw with p at most 1/2; few expected successes are drawn by inversion."""
    mean = n * p
    if mean >= _INVERSION:
        return rng.binomial(n, p)
    u = rng.random()
    if u < 1.0 - mean:  # never more than the chance of no success
        return 0
    mass = math.exp(n * math.log1p(-p))
    below = mass
    k = 0
    while u >= below and k < n and mass > 0.0:
        mass *= (n - k) / (k + 1.0) * p / (1.0 - p)
        k += 1
        below += mass
    return k


@numba.njit(cache=True)
def split_persons(rng, persons, weights, rest, out):  # type: ignore[no-untyped-def]
    """A multinomial draw with unnormalised weights into `out`; `rest` is scratch."""
    last = len(weights) - 1
    whole = 0.0
    for k in range(last + 1):
        out[k] = 0
        whole += weights[k]
    if persons <= _ONE_BY_ONE:
        for _ in range(persons):
            u = rng.random() * whole
            k = 0
            while k < last and u >= weights[k]:
                u -= weights[k]
                k += 1
            out[k] += 1
        return
    rest[last] = weights[last]
    for k in range(last - 1, -1, -1):
        rest[k] = rest[k + 1] + weights[k]
    left = persons
    for k in range(last):
        if left == 0:
            return
        p = weights[k] / rest[k]
        if p > 0.5:
            out[k] = left - draw_binomial(rng, left, rest[k + 1] / rest[k])
        else:
            out[k] = draw_binomial(rng, left, p)
        left -= out[k]
    out[last] = left


@numba.njit(cache=True)
def draw_chances(rng, count, on, odds, log_miss):  # type: ignore[no-untyped-def]
    """Draw the chances of each class given its persons.

    `odds` (J, K) takes lambda / (1 - lambda), `log_miss` (K,) the log chance to be on no list.
    """
    for k in range(len(count)):
        found = 1.0
        for j in range(len(on)):
            if count[k] == 0:
                yes, no = rng.standard_exponential(), rng.standard_exponential()
            else:
                yes = rng.standard_gamma(1.0 + on[j, k])
                no = rng.standard_gamma(1.0 + count[k] - on[j, k])
            odds[j, k] = yes / no
            found *= 1.0 + yes / no
        log_miss[k] = -math.log(found)


@numba.njit(cache=True)
def draw_weights(rng, count, alpha, log_weight):  # type: ignore[no-untyped-def]
    """Draw log class weights given the persons of each class, stick by stick."""
    left = count.sum()
    beyond = 0.0
    last = len(count) - 1
    for k in range(last):
        left -= count[k]
        taken = log_gamma_draw(rng, 1.0 + count[k])
        kept = log_gamma_draw(rng, alpha + left)
        high = max(taken, kept)
        both = high + math.log(math.exp(taken - high) + math.exp(kept - high))
        log_weight[k] = beyond + taken - both
        beyond += kept - both
    log_weight[last] = beyond
