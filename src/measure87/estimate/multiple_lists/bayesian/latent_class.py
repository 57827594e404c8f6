"""Population size where persons differ: classes of persons, each with chances of its own.

Within a class being on one list says nothing about another; that persons of some classes are
found more easily than others makes the lists depend. The number of classes is not chosen.
"""

from dataclasses import dataclass, replace

import numpy as np

from measure87.estimate.multiple_lists.bayesian.not_converged import NotConvergedError
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import (
    refuse_list_of_everybody,
    usable_lists,
)
from measure87.estimate.multiple_lists.kernels.latent_class_sampler import (
    LatentClassPrior,
    cells_of,
    extend_chain,
    start_chain,
)
from measure87.estimate.multiple_lists.kernels.posterior_modes import Mode, modes_of_draws
from measure87.estimate.multiple_lists.size_estimate import (
    MonteCarloError,
    SizeEstimate,
    three_digits,
)
from measure87.numerics.arrays import IntArray
from measure87.numerics.convergence import (
    effective_sample_size,
    quantile_standard_error,
    rank_normalised_r_hat,
    tail_effective_sample_size,
)
from measure87.numerics.long_stays import (
    LongStay,
    correlation_time,
    long_stays,
    share_limit,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

CHAINS = 4
ITERATIONS = 100_000
MOST_ITERATIONS = 800_000
HIGHEST_R_HAT = 1.01
LEAST_EFFECTIVE = 400

_WARM_UP = 0.2
# The number unseen at which chains begin, for each person observed.
_STARTS = (0.0, 1.0, 5.0, 20.0)
_KEPT_DRAWS = 4000
_MODE_SHARE = 0.1


@dataclass(frozen=True)
class _Judgement:
    """Draws without the warm-up, (chains, n) persons, what they are worth, and what held chains."""

    draws: IntArray
    r_hat: float
    bulk: float
    tail: float
    stays: tuple[LongStay, ...] = ()

    @property
    def converged(self) -> bool:
        return self.r_hat < HIGHEST_R_HAT and min(self.bulk, self.tail) > LEAST_EFFECTIVE

    @property
    def iterations(self) -> int:
        """Of each chain, its warm-up among them."""
        return int(self.draws.shape[1] / (1.0 - _WARM_UP) + 0.5)

    @property
    def share_elsewhere(self) -> float:
        """How much of the posterior may lie where chains rested; see `share_limit`."""
        return share_limit(self.stays, len(self.draws) * self.iterations)


def latent_class(
    table: CaptureTable,
    *,
    rng: np.random.Generator,
    level: float = 0.95,
    prior: LatentClassPrior | None = None,
    chains: int = CHAINS,
    iterations: int = ITERATIONS,
    most_iterations: int = MOST_ITERATIONS,
) -> SizeEstimate:
    """Size by a Dirichlet process mixture of latent classes (as R LCMCR).

    Parameters
    ----------
    table : CaptureTable
        At least 3 lists that hold somebody.
    rng : Generator
        From a seed fixed beforehand.
    level : float
        0 to 1; the interval leaves out equal shares of the posterior on both sides.
    prior : LatentClassPrior
        At most 10 classes with a concentration from Gamma(0.25, 0.25), unless said otherwise.
    chains : int
        At least 2. They begin with none, as many, 5 and 20 times as many unseen as seen.
    iterations, most_iterations : int
        Of each chain; the first fifth is to warm up. Chains that do not agree are made twice
        as long until they do, or until `most_iterations`.

    Returns
    -------
    SizeEstimate
        `value` is the posterior median, `se` the posterior standard deviation. `diagnostics`
        has R-hat, effective draws, each chain's median and the modes.

    Raises
    ------
    NotConvergedError
        `not-converged`: R-hat of the size is 1.01 or above, or it is worth 400 draws or fewer
        in bulk or tails.
    NotEstimableError
        `nobody`, `too-few-lists`, `no-overlap`, `list-of-everybody`.

    Notes
    -----
    The prior is 1/N for the size and uniform for the chance of each class on each list.
    Assumes a closed population, matches without error, and that whatever makes lists depend
    works through classes. Lists that keep away from one another do not come about so, and a
    class that is hardly ever found cannot be told from persons who are not there: the upper
    limit rests on the prior. Mutually exclusive lists make histories impossible; the model is that
    of the others alone.

    Sources: Manrique-Vallier (2016), Biometrics 72(4), 1246-1254 (not read in print); R LCMCR
    0.4.14. Gate: Vehtari et al. (2021), Bayesian Analysis 16(2), 667-718.
    """
    if chains < 2 or iterations < 100:
        raise UsageError(
            f"{chains} chains of {iterations} iterations cannot be judged",
            code="too-few-draws",
            hint="take at least 2 chains of 100 iterations",
        )
    usable, notices = usable_lists(table, at_least=3)
    refuse_list_of_everybody(usable)
    judged = _judged(
        usable.in_canonical_order(),
        rng,
        prior or LatentClassPrior(),
        chains,
        (iterations, most_iterations),
    )
    medians = tuple(float(median) for median in np.median(judged.draws, axis=1))
    modes = modes_of_draws(judged.draws, judged.bulk)
    if not judged.converged:
        raise NotConvergedError(judged.r_hat, min(judged.bulk, judged.tail), medians, modes)
    told = (*notices, *_notices(modes), *_late_jump(judged, level))
    return _estimate(usable, judged, level, told, medians, modes)


def _judged(
    table: CaptureTable,
    rng: np.random.Generator,
    prior: LatentClassPrior,
    chains: int,
    lengths: tuple[int, int],
) -> _Judgement:
    """Run the chains until they agree or are as long as they may be."""
    cells = cells_of(table.counts, table.possible)
    n = table.observed
    streams = rng.spawn(chains)
    starts = [int(n * _STARTS[c % len(_STARTS)]) for c in range(chains)]
    states = [start_chain(streams[c], cells, prior, starts[c]) for c in range(chains)]
    unseen = np.empty((chains, 0), dtype=np.int64)
    length, most = lengths
    while True:
        more = length - unseen.shape[1]
        added = [extend_chain(streams[c], cells, prior, states[c], more) for c in range(chains)]
        unseen = np.concatenate([unseen, np.array(added)], axis=1)
        draws = n + unseen[:, int(length * _WARM_UP) :]
        found = _Judgement(
            draws,
            rank_normalised_r_hat(draws),
            effective_sample_size(draws),
            tail_effective_sample_size(draws),
        )
        if found.converged:
            return replace(found, stays=_stays(n + unseen, found))
        if length >= most:
            return found
        length = min(2 * length, most)


def _stays(sizes: IntArray, found: _Judgement) -> tuple[LongStay, ...]:
    """Long stays of whole chains, warm-up included, away from where they agree."""
    return long_stays(sizes, found.draws, correlation_time(found.draws))


def _estimate(
    table: CaptureTable,
    judged: _Judgement,
    level: float,
    notices: tuple[Notice, ...],
    medians: tuple[float, ...],
    modes: tuple[Mode, ...],
) -> SizeEstimate:
    """The posterior of the size in a few numbers."""
    draws = judged.draws
    at = ((1.0 - level) / 2.0, 0.5, (1.0 + level) / 2.0)
    lower, value, upper = (float(limit) for limit in np.quantile(draws, at))
    errors = [quantile_standard_error(draws, p) for p in at]
    step = max(1, draws.shape[1] * draws.shape[0] // _KEPT_DRAWS)
    return SizeEstimate(
        method="latent-class",
        value=value,
        lower=lower,
        upper=upper,
        level=level,
        interval="posterior",
        observed=table.observed,
        se=float(draws.std()),
        monte_carlo=MonteCarloError(errors[1], errors[0], errors[2], int(judged.bulk)),
        draws=draws[:, ::step].astype(np.float64).ravel(),
        notices=notices,
        diagnostics={
            "r_hat": judged.r_hat,
            "effective_draws": judged.bulk,
            "effective_draws_tails": judged.tail,
            "chain_medians": list(medians),
            "iterations": judged.iterations,
            "modes": [vars(mode) for mode in modes],
            "long_stays": [
                {"size": stay.value, "from": stay.begin, "iterations": stay.length}
                for stay in judged.stays
            ],
            "share_elsewhere": judged.share_elsewhere,
        },
    )


def _notices(modes: tuple[Mode, ...]) -> list[Notice]:
    """Whether the posterior has more than one centre."""
    large = [mode for mode in modes if mode.share >= _MODE_SHARE]
    if len(large) < 2:
        return []
    told = ", ".join(f"{mode.size:,.0f} ({mode.share:.0%})" for mode in large)
    return [Notice("several-modes", f"the posterior has more than one centre: {told}")]


def _late_jump(judged: _Judgement, level: float) -> list[Notice]:
    """Whether more of the posterior than a limit leaves out may lie where chains rested."""
    share = judged.share_elsewhere
    if share <= (1.0 - level) / 2.0:
        return []
    longest = max(judged.stays, key=lambda stay: stay.length)
    there, here = (three_digits(value) for value in (longest.value, np.median(judged.draws)))
    return [
        Notice(
            "late-jump",
            f"{len(judged.stays)} of {len(judged.draws)} chains rested at another size before they "
            f"came to {here}, where all agree: the longest near {there} for "
            f"{_thousands(longest.length)} iterations. Shorter chains may give that size; at most "
            f"{share:.0%} of the posterior lies there (95 % limit)",
        )
    ]


def _thousands(iterations: int) -> str:
    """Iterations in thousands: which stretch was the last is chance.

    >>> _thousands(29_430)
    '29 thousand'
    """
    return f"{max(1, round(iterations / 1000))} thousand"
