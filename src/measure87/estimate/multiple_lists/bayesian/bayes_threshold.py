"""Population size with interactions kept if the posterior holds them away from zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from measure87.estimate.multiple_lists.bayesian.not_converged import NotConvergedError
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import lists_for_models
from measure87.estimate.multiple_lists.kernels.history_sums import sum_supersets
from measure87.estimate.multiple_lists.kernels.loglinear_posterior import draw_posterior, find_mode
from measure87.estimate.multiple_lists.kernels.posterior_modes import modes_of_draws
from measure87.estimate.multiple_lists.loglinear.existence import all_pairs
from measure87.estimate.multiple_lists.loglinear.model import cell_arrays, interactions_in
from measure87.estimate.multiple_lists.size_estimate import (
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
    three_digits,
)
from measure87.numerics.arrays import FloatArray
from measure87.numerics.convergence import (
    effective_sample_size,
    quantile_standard_error,
    rank_normalised_r_hat,
    tail_effective_sample_size,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

CHAINS = 4
WARM_UP = 1000
LARGEST_R_HAT = 1.01
SMALLEST_ESS = 400.0
NEAR = 4.0
"""Standard errors from the threshold within which another run may decide otherwise: two runs
differ by the root of two of one's error, and three of those are all but certain."""
MAIN_EFFECT_PRECISION = 1e-4
"""Of the normal priors that stand for flat ones."""


def bayes_threshold(
    table: CaptureTable,
    *,
    threshold: float = 2.0,
    prior_variance: float = 1.0,
    order: int = 2,
    level: float = 0.95,
    draws: int = 5000,
    rng: np.random.Generator | None = None,
) -> SizeEstimate:
    """Posterior median of the size, with interactions thresholded.

    Parameters
    ----------
    table : CaptureTable
    threshold : float
        An interaction stays if its posterior mean is this many posterior standard deviations
        from zero.
    prior_variance : float
        Of the normal priors of interactions around zero.
    order : int
        2, or 3: then interactions of three lists all of whose pairs stayed are tried as well.
    level : float
        0 to 1.
    draws : int
        Kept in each of four chains; begun anew with four times as many if too few.
    rng : numpy Generator or None
        None is the generator of seed 1.

    Returns
    -------
    SizeEstimate
        `interval` is `posterior`, equal tails. `draws` are sizes. `diagnostics` has the ratio of
        each interaction, R-hat and effective sample sizes of the size.

    Raises
    ------
    NotEstimableError
        `nobody`, `too-few-lists`, `no-overlap`, `list-of-everybody`, `no-mode`.
    NotConvergedError
        `not-converged`, with the chains' medians and the modes found.
    UsageError
        For options out of range.

    Notes
    -----
    The first fit has all pairs, the last one those that stayed. What is said of the size is
    conditional on that choice; the posterior does not know that it was made. Priors of the
    intercept and main effects are normal with variance 10,000, as good as flat. A pair that
    shares nobody is an ordinary parameter here: the prior holds it.

    Source: Silverman (2020), J. R. Stat. Soc. A 183(3), 691-736 (unseen; followed through the
    author's R package MultipleSystemsEstimation 1.2.0, its default priors and threshold).
    """
    if not (threshold >= 0 and prior_variance > 0 and order in (2, 3) and draws >= 100):
        raise UsageError(
            f"threshold {threshold}, prior variance {prior_variance}, order {order}, "
            f"{draws} draws: the threshold is at least 0, the variance positive, the order 2 or "
            "3, the draws at least 100"
        )
    usable, notices = lists_for_models(table)
    chance = np.random.default_rng(1) if rng is None else rng
    pairs = all_pairs(usable)
    first = _sample(usable, pairs, prior_variance, draws, chance)
    stayed, ratios, close = _threshold(first, pairs, threshold)
    triples = _eligible(stayed, usable.n_lists) if order == 3 else ()
    if triples:
        second = _sample(usable, (*stayed, *triples), prior_variance, draws, chance)
        kept, more, also = _threshold(second, triples, threshold)
        stayed, ratios, close = (*stayed, *kept), ratios | more, (*close, *also)
    last = _sample(usable, stayed, prior_variance, draws, chance)
    other = None
    if close:
        nearest = min(close, key=lambda term: abs(ratios[term] - threshold))
        turned = _turned(stayed, nearest)
        other = _Other(
            interactions_in(usable, table.lists, (nearest,))[0],
            nearest in stayed,
            _median_size(usable, turned, prior_variance, draws, chance),
        )
    sizes = usable.observed + np.exp(last.coefficients[:, :, 0])
    tails = np.array([(1 - level) / 2, 0.5, (1 + level) / 2])
    lower, middle, upper = (float(value) for value in np.quantile(sizes, tails))
    errors = [quantile_standard_error(sizes, tail) for tail in tails]
    names = interactions_in(usable, table.lists, ratios)
    return SizeEstimate(
        method="bayes-threshold",
        value=middle,
        lower=lower,
        upper=upper,
        level=level,
        interval="posterior",
        observed=usable.observed,
        se=float(sizes.std(ddof=1)),
        terms=interactions_in(usable, table.lists, stayed),
        monte_carlo=MonteCarloError(errors[1], errors[0], errors[2], int(last.effective)),
        draws=sizes.ravel(),
        notices=(
            *notices,
            *_near(interactions_in(usable, table.lists, close), threshold, middle, other),
        ),
        diagnostics={
            "threshold": threshold,
            "prior_variance": prior_variance,
            "order": order,
            "ratios": dict(zip(names, ratios.values(), strict=True)),
            "r_hat": last.r_hat,
            "effective_draws": last.effective,
            "effective_draws_tails": last.effective_tails,
            "acceptance": last.acceptance,
        },
    )


def bayes_threshold_size(table: CaptureTable) -> float:
    """The point estimate alone, persons, from seed 1; raises as `bayes_threshold`."""
    return bayes_threshold(table, draws=2000).value


@dataclass(frozen=True)
class _Posterior:
    """Draws of one model: coefficients are (chains, draws, parameters)."""

    interactions: tuple[int, ...]
    coefficients: FloatArray
    r_hat: float
    effective: float
    effective_tails: float
    acceptance: float


def _sample(
    table: CaptureTable,
    interactions: Sequence[int],
    prior_variance: float,
    draws: int,
    rng: np.random.Generator,
) -> _Posterior:
    """Draw from the posterior of a model, again and longer if the chains disagree.

    Raises
    ------
    NotConvergedError
    """
    for length in (draws, 4 * draws):
        found = _run(table, tuple(interactions), prior_variance, length, rng)
        enough = min(found.effective, found.effective_tails) > SMALLEST_ESS
        if found.r_hat < LARGEST_R_HAT and enough:
            return found
    sizes = table.observed + np.exp(found.coefficients[:, :, 0])
    effective = min(found.effective, found.effective_tails)
    raise NotConvergedError(
        found.r_hat, effective, np.median(sizes, axis=1).tolist(), modes_of_draws(sizes, effective)
    )


def _run(
    table: CaptureTable,
    interactions: tuple[int, ...],
    prior_variance: float,
    draws: int,
    rng: np.random.Generator,
) -> _Posterior:
    """Four chains of one length."""
    counts, cells = cell_arrays(table)
    sum_supersets(counts, table.n_lists)
    mains = [0, *(1 << j for j in range(table.n_lists))]
    terms = np.array([*mains, *interactions], dtype=np.int64)
    precisions = np.full(len(terms), 1.0 / prior_variance)
    precisions[: len(mains)] = MAIN_EFFECT_PRECISION
    problem = (terms, counts, precisions, cells, table.n_lists)
    mode, factor = np.zeros(len(terms)), np.zeros((len(terms), len(terms)))
    # The posterior is concave: any start serves. Here one person in five is on a list.
    guess = 5.0 * table.observed
    mode[: len(mains)] = np.log([guess, *(counts[term] / guess for term in mains[1:])])
    if not find_mode(problem, mode, factor):
        raise NotEstimableError("the posterior has no mode that can be found", code="no-mode")
    coefficients = np.empty((CHAINS, draws, len(terms)))
    accepted = [
        draw_posterior(problem, mode, factor, WARM_UP, coefficients[chain], rng)
        for chain in range(CHAINS)
    ]
    intercepts = coefficients[:, :, 0]
    return _Posterior(
        interactions,
        coefficients,
        rank_normalised_r_hat(intercepts),
        effective_sample_size(intercepts),
        tail_effective_sample_size(intercepts),
        float(np.mean(accepted)),
    )


def _threshold(
    posterior: _Posterior, tried: Sequence[int], threshold: float
) -> tuple[tuple[int, ...], dict[int, float], tuple[int, ...]]:
    """Interactions that stay, the ratio of each, and those too close to the threshold to tell."""
    ratios: dict[int, float] = {}
    close = []
    offset = posterior.coefficients.shape[2] - len(posterior.interactions)
    for term in tried:
        drawn = posterior.coefficients[:, :, offset + posterior.interactions.index(term)]
        ratio = abs(float(drawn.mean())) / float(drawn.std(ddof=1))
        ratios[term] = ratio
        if abs(ratio - threshold) < NEAR * _error_of_ratio(drawn, ratio):
            close.append(term)
    return tuple(t for t in tried if ratios[t] >= threshold), ratios, tuple(close)


def _error_of_ratio(drawn: FloatArray, ratio: float) -> float:
    """Monte Carlo error of a mean over a standard deviation, for a normal posterior.

    Means and spreads of a chain are worth different numbers of draws: one that swings to and fro
    tells its mean well and its spread badly.
    """
    squares = (drawn - drawn.mean()) ** 2
    of_mean, of_spread = effective_sample_size(drawn), effective_sample_size(squares)
    return float(np.sqrt(1.0 / of_mean + ratio**2 / (2.0 * of_spread)))


@dataclass(frozen=True)
class _Other:
    """What the size would be had the interaction nearest to the threshold gone the other way."""

    interaction: str
    stayed: bool
    size: float | None
    """None where those chains did not agree."""


def _turned(stayed: Sequence[int], term: int) -> tuple[int, ...]:
    """The interactions with one the other way; what rests on it goes with it."""
    if term not in stayed:
        return (*stayed, term)
    return tuple(one for one in stayed if one & term != term)


def _median_size(
    table: CaptureTable,
    interactions: Sequence[int],
    prior_variance: float,
    draws: int,
    rng: np.random.Generator,
) -> float | None:
    """Posterior median of the size under other interactions; None if the chains disagree."""
    try:
        found = _sample(table, interactions, prior_variance, draws, rng)
    except NotConvergedError:
        return None
    return float(np.median(table.observed + np.exp(found.coefficients[:, :, 0])))


def _eligible(pairs: Sequence[int], n_lists: int) -> tuple[int, ...]:
    """Interactions of three lists of which all pairs are there."""
    return tuple(
        i | j | k
        for i, j, k in combinations([1 << j for j in range(n_lists)], 3)
        if {i | j, i | k, j | k} <= set(pairs)
    )


def _near(
    names: Sequence[str], threshold: float, size: float, other: _Other | None
) -> tuple[Notice, ...]:
    """A notice of interactions that other random numbers might have decided otherwise."""
    if not names or other is None:
        return ()
    text = (
        f"within chance of the threshold of {threshold:g}: {', '.join(sorted(names))}; "
        "other random numbers may decide otherwise"
    )
    if other.size is not None:
        sizes = (size, other.size) if other.stayed else (other.size, size)
        kept, gone = (three_digits(one) for one in sizes)
        text += f": {kept} persons with {other.interaction}, {gone} without"
    return (Notice("near-threshold", text),)
