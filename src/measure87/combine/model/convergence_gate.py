"""Whether draws may be used: chains agree, and are worth enough independent draws.

Every quantity that describes the model or is published as an aggregate must have a
rank-normalised R-hat under 1.01 and more than 400 effective draws, in the bulk and in the
tails. Of the values of single countries some may miss by chance: no more than would where each
misses with a chance of one in a hundred (a binomial's 99 % point), and none by much.

Source: Vehtari and others (2021), Bayesian Analysis 16(2), 667-718, for the two limits; the
allowance for single countries is ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from measure87.numerics.arrays import FloatArray
from measure87.numerics.convergence import (
    effective_sample_size,
    rank_normalised_r_hat,
    tail_effective_sample_size,
)
from measure87.vocabulary.errors import RefusedError

LARGEST_R_HAT = 1.01
FEWEST_EFFECTIVE = 400.0
ALLOWED_COUNTRY_SHARE = 0.01
CONFIDENCE = 0.99
LARGEST_COUNTRY_R_HAT = 1.05


@dataclass(frozen=True)
class Convergence:
    """What the gate found.

    Attributes
    ----------
    r_hat, effective : quantity to value
        Of the quantities that must all pass; `effective` is the smaller of bulk and tail.
    country_failures, country_quantities : int
        Values of single countries with R-hat of 1.01 or more, of how many.
    worst_country_r_hat : float
    """

    r_hat: Mapping[str, float]
    effective: Mapping[str, float]
    country_failures: int
    country_quantities: int
    worst_country_r_hat: float

    @property
    def failed(self) -> tuple[str, ...]:
        """The quantities that did not pass."""
        return tuple(
            name
            for name, value in self.r_hat.items()
            if not (value < LARGEST_R_HAT and self.effective[name] > FEWEST_EFFECTIVE)
        )

    @property
    def passed(self) -> bool:
        """Whether the draws may be used."""
        within = self.country_failures <= allowed_failures(self.country_quantities)
        return not self.failed and within and self.worst_country_r_hat < LARGEST_COUNTRY_R_HAT

    def refuse_unless_passed(self) -> None:
        """Refuse draws that have not converged.

        Raises
        ------
        RefusedError
            `not-converged`, with the quantities at fault.
        """
        if self.passed:
            return
        worst = ", ".join(
            f"{name} (R-hat {self.r_hat[name]:.3f}, {self.effective[name]:.0f} effective draws)"
            for name in self.failed[:5]
        )
        country = f"{self.country_failures} of {self.country_quantities} country values"
        raise RefusedError(
            f"the chains have not converged: {worst or country}",
            code="not-converged",
            hint="sample longer with the same seed; if that does not help, the figures do not "
            "carry this model",
        )


def allowed_failures(quantities: int) -> int:
    """How many of so many country values may miss by chance.

    >>> allowed_failures(174)
    5
    """
    return int(stats.binom.ppf(CONFIDENCE, quantities, ALLOWED_COUNTRY_SHARE)) if quantities else 0


def judge_convergence(
    whole: Mapping[str, FloatArray], countries: Mapping[str, FloatArray] | None = None
) -> Convergence:
    """Judge draws, each shaped (chains, draws, ...).

    Parameters
    ----------
    whole : name to draws
        Scales and aggregates, all of which must pass.
    countries : name to draws
        Values of single countries, of which few may fail.
    """
    named = dict(_single(whole))
    single = [rank_normalised_r_hat(x) for _, x in _single(countries or {})]
    return Convergence(
        r_hat={name: rank_normalised_r_hat(x) for name, x in named.items()},
        effective={
            name: min(effective_sample_size(x), tail_effective_sample_size(x))
            for name, x in named.items()
        },
        country_failures=sum(value >= LARGEST_R_HAT for value in single),
        country_quantities=len(single),
        worst_country_r_hat=max(single, default=1.0),
    )


def _single(draws: Mapping[str, FloatArray]) -> list[tuple[str, FloatArray]]:
    """Each number by itself, (chains, draws), with its place in the name."""
    found = []
    for name, x in draws.items():
        shape = x.shape[2:]
        for place in np.ndindex(shape):
            label = f"{name}{list(place)}" if shape else name
            found.append((label, x[(slice(None), slice(None), *place)]))
    return found
