"""The sample coverage approach: how much of the population's chances the lists have covered.

Dependence of any kind between lists, and persons who differ, are summed up by how far each pair
of lists overlaps more (or less) than chance; the coverage is had from those on one list only.
"""

import math
from typing import Literal

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import (
    refuse_list_of_everybody,
    usable_lists,
)
from measure87.estimate.multiple_lists.catchability.coverage_forms import OccupiedCells
from measure87.estimate.multiple_lists.intervals.log_normal import log_normal_limits
from measure87.estimate.multiple_lists.size_estimate import (
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

Form = Literal["auto", "independent", "high-coverage", "one-step"]

FORMS = ("auto", "independent", "high-coverage", "one-step")
ENOUGH_COVERAGE = 0.55
"""Chao & Tsay's rule: from here on the estimate for high coverage is used."""
MOST_WITHOUT_ANSWER = 0.2
"""Share of bootstrap samples without an estimate from which the standard error is refused."""

_BATCH = 500
_DEFAULT_SEED = 87


def sample_coverage(
    table: CaptureTable,
    *,
    level: float = 0.95,
    form: Form = "auto",
    replicates: int = 2000,
    rng: np.random.Generator | None = None,
) -> SizeEstimate:
    """Population size by sample coverage.

    Parameters
    ----------
    table : CaptureTable
        Of three lists or more.
    level : float
        0 to 1.
    form : str
        `independent` (lists are), `high-coverage`, `one-step` (for low coverage), or `auto`: the
        second where the coverage is at least 55 %, otherwise the third.
    replicates : int
        Bootstrap samples for the standard error.
    rng : numpy Generator or None
        None: a fixed seed of its own.

    Returns
    -------
    SizeEstimate
        The three forms stand in `diagnostics`. With a low coverage and lists that overlap more
        than by chance the one-step form is a lower bound, and is marked as one.

    Raises
    ------
    NotEstimableError
        With fewer than three lists, without overlap, with a list of everybody, or where the form's
        denominator is not positive or the estimate falls below the number observed.

    Notes
    -----
    Standard error: samples from the cells as estimated, the unobserved among them. Interval:
    symmetric for the logarithm of the number unobserved. Samples without an estimate are left
    out and counted. Mutually exclusive lists are pairs whose dependence is known; nothing
    else changes.

    Assumes that coverage estimated from those on one list only holds with dependent lists.

    Sources: Chao & Tsay (1998), JASA 93, 283-293; Chao, Tsay, Lin, Shau & Chao (2001),
    Statistics in Medicine 20, 3123-3157; package CARE1 1.1.0, which has 3 to 5 lists.
    """
    if form not in FORMS:
        raise UsageError(
            f"{form!r} is no form of sample coverage",
            code="unknown-form",
            hint=f"one of {', '.join(FORMS)}",
        )
    used, notices = usable_lists(table.in_canonical_order(), at_least=3)
    refuse_list_of_everybody(used)
    cells = OccupiedCells.of(used)
    found = cells.forms(used.counts[cells.rows][None, :].astype(np.float64))
    coverage = float(found.coverage[0])
    high = coverage >= ENOUGH_COVERAGE
    chosen = ("high-coverage" if high else "one-step") if form == "auto" else form
    n = used.observed
    value = float(found.get(chosen)[0])
    if not (math.isfinite(value) and value > n):
        raise NotEstimableError(
            f"the {chosen} estimate does not exist: the coverage is {coverage:.0%}",
            code="low-coverage",
            hint="ask for the one-step form, or for a lower bound",
        )
    rng = np.random.default_rng(_DEFAULT_SEED) if rng is None else rng
    sizes = _bootstrap(cells, used, value, chosen, replicates, rng)
    se = float(sizes.std(ddof=1))
    lower, upper = log_normal_limits(n, value - n, se, level)
    positive = float(found.one_step[0]) >= float(found.independent[0])
    bound = chosen == "one-step" and not high and positive
    return SizeEstimate(
        method="sample-coverage",
        value=value,
        lower=lower,
        upper=None if bound else upper,
        level=level,
        interval="log-normal",
        observed=n,
        se=se,
        lower_bound_only=bound,
        monte_carlo=_monte_carlo(sizes, value, n, level),
        draws=sizes,
        notices=(*notices, *_cautions(coverage, chosen, positive, len(sizes), replicates)),
        diagnostics={
            "form": chosen,
            "coverage": coverage,
            "interval_of_form": [lower, upper],
            **{
                name: float(found.get(name)[0])
                for name in FORMS[1:]
                if math.isfinite(float(found.get(name)[0]))
            },
        },
    )


def _bootstrap(
    cells: OccupiedCells,
    table: CaptureTable,
    value: float,
    form: str,
    replicates: int,
    rng: np.random.Generator,
) -> FloatArray:
    """Estimates of samples from the population as estimated; those that exist."""
    size = round(value)
    counts = table.counts[cells.rows]
    chances = np.r_[counts, max(size - table.observed, 0)] / max(size, table.observed)
    found = []
    for begun in range(0, replicates, _BATCH):
        drawn = rng.multinomial(size, chances, size=min(_BATCH, replicates - begun))
        found.append(cells.forms(drawn[:, :-1].astype(np.float64)).get(form))
    sizes = np.concatenate(found)
    sizes = sizes[np.isfinite(sizes)]
    if len(sizes) < (1.0 - MOST_WITHOUT_ANSWER) * replicates:
        raise NotEstimableError(
            f"{replicates - len(sizes)} of {replicates} bootstrap samples have no {form} "
            "estimate, so that its error cannot be told",
            code="bootstrap-fails",
            hint="ask for the one-step form, or for a lower bound",
        )
    return sizes


def _monte_carlo(sizes: FloatArray, value: float, n: int, level: float) -> MonteCarloError:
    """How the limits move with the seed: by the error of the standard error."""
    count, se = len(sizes), float(sizes.std(ddof=1))
    fourth = float(((sizes - sizes.mean()) ** 4).mean())
    of_variance = max(fourth - se**4 * (count - 3.0) / (count - 1.0), 0.0) / count
    of_se = math.sqrt(of_variance) / (2.0 * se) if se > 0 else 0.0
    step = 1e-4 * max(se, 1e-9)
    one = log_normal_limits(n, value - n, se, level)
    two = log_normal_limits(n, value - n, se + step, level)
    return MonteCarloError(
        value=0.0,
        lower=abs(two[0] - one[0]) / step * of_se,
        upper=abs(two[1] - one[1]) / step * of_se,
        replicates=count,
    )


def _cautions(
    coverage: float, form: str, positive: bool, existing: int, replicates: int
) -> list[Notice]:
    """What weakens the estimate."""
    found = []
    if coverage < ENOUGH_COVERAGE and form != "independent":
        bound = "a lower" if positive else "an upper"
        told = (
            f"the one-step form is {bound} bound" if form == "one-step" else "not to be relied on"
        )
        found.append(
            Notice(
                "low-coverage",
                f"the lists cover {coverage:.0%} of the population's chances, under "
                f"{ENOUGH_COVERAGE:.0%}: {told}",
            )
        )
    if existing < replicates:
        found.append(
            Notice(
                "bootstrap-samples-left-out",
                f"{replicates - existing} of {replicates} bootstrap samples had no estimate",
            )
        )
    return found
