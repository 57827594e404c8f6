"""Population size with interactions chosen one at a time, and an interval that knows it."""

import math

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import lists_for_models
from measure87.estimate.multiple_lists.intervals.bootstrap import (
    bootstrap_notices,
    bootstrap_numbers,
    selection_bootstrap,
)
from measure87.estimate.multiple_lists.kernels.forward_selection import select_forward_many
from measure87.estimate.multiple_lists.loglinear.existence import all_pairs
from measure87.estimate.multiple_lists.loglinear.forward_path import log_or_minus_infinity, select
from measure87.estimate.multiple_lists.loglinear.independence import fit_diagnostics
from measure87.estimate.multiple_lists.loglinear.model import (
    cell_arrays,
    fit_model,
    interactions_in,
)
from measure87.estimate.multiple_lists.size_estimate import SizeEstimate
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

DEFAULT_THRESHOLD = 0.02


def stepwise(
    table: CaptureTable,
    *,
    threshold: float = DEFAULT_THRESHOLD,
    level: float = 0.95,
    replicates: int | None = None,
    rng: np.random.Generator | None = None,
) -> SizeEstimate:
    """Size under the model found by forward selection of two-list interactions.

    Parameters
    ----------
    table : CaptureTable
    threshold : float
        0 to 1. Interactions come in, lowest p-value first, while it is below this.
    level : float
        0 to 1.
    replicates : int or None
        Bootstrap samples. None draws until the limits are steady, see `selection_bootstrap`.
    rng : numpy Generator or None
        None is the generator of seed 1.

    Returns
    -------
    SizeEstimate
        `interval` is `bca`: every bootstrap sample and every sample without one person goes
        through the selection anew. `draws` are the bootstrap sizes. `diagnostics` has the
        p-values, the interval given the model (`conditional`), fit and bootstrap.

    Raises
    ------
    NotEstimableError
        `nobody`, `too-few-lists`, `no-overlap`, `list-of-everybody`, `no-estimate`,
        `not-identifiable`, `fit-failed`.
    UsageError
        For a threshold outside 0 to 1.

    Notes
    -----
    The p-value of a pair is the smaller Poisson tail of its overlap under the model so far. A
    pair that shares nobody can be taken: its interaction is then minus infinity. A pair whose
    model has no identifiable estimate is passed over. Pairs kept apart do not interact.

    Assumes a closed population, matches without error, persons alike but for chance, and no
    interaction of three lists or more. The threshold matters: see `stepwise_path`.

    Source: Chan, Silverman & Vincent (2021), J. Am. Stat. Assoc. 116(535), 1297-1306 (unseen;
    followed through the authors' R package SparseMSE 2.0.1, whose figures it gives back).
    """
    usable, notices = _ready(table, threshold)
    chosen = select(usable, threshold)
    fit = fit_model(usable, chosen.pairs)
    boot = selection_bootstrap(
        usable.counts[usable.counts > 0],
        fit.size,
        lambda samples: _sizes(usable, samples, threshold),
        level=level,
        replicates=replicates,
        rng=np.random.default_rng(1) if rng is None else rng,
    )
    return SizeEstimate(
        method="stepwise",
        value=fit.size,
        lower=boot.lower,
        upper=boot.upper,
        level=level,
        interval="bca",
        observed=fit.observed,
        terms=interactions_in(usable, table.lists, chosen.pairs),
        monte_carlo=boot.monte_carlo,
        draws=boot.sizes,
        notices=(*notices, *_refused(usable, table, chosen.refused), *bootstrap_notices(boot)),
        diagnostics={
            "threshold": threshold,
            "p_values": [math.exp(value) for value in chosen.log_p_values],
            "minus_infinity": list(interactions_in(usable, table.lists, fit.minus_infinity)),
            "conditional": list(fit.limits(level)),
        }
        | fit_diagnostics(fit)
        | bootstrap_numbers(boot),
    )


def stepwise_size(table: CaptureTable, threshold: float = DEFAULT_THRESHOLD) -> float:
    """The point estimate alone, persons; raises as `stepwise`."""
    usable, _ = _ready(table, threshold)
    return fit_model(usable, select(usable, threshold).pairs).size


def _ready(table: CaptureTable, threshold: float) -> tuple[CaptureTable, tuple[Notice, ...]]:
    """The table in canonical order, once it can bear a model."""
    if not 0.0 <= threshold <= 1.0:
        raise UsageError(f"the threshold is {threshold}; a p-value lies between 0 and 1")
    return lists_for_models(table)


def _sizes(table: CaptureTable, samples: IntArray, threshold: float) -> FloatArray:
    """(b,) persons estimated from each sample; infinite or NaN where there is no answer."""
    _, possible = cell_arrays(table)
    intercepts = np.empty(len(samples))
    doubtful = np.empty(len(samples), dtype=np.bool_)
    select_forward_many(
        samples,
        table.histories[table.counts > 0],
        possible,
        table.n_lists,
        np.array(all_pairs(table), dtype=np.int64),
        log_or_minus_infinity(threshold),
        intercepts,
        doubtful,
    )
    sizes = samples.sum(axis=1) + np.exp(intercepts)
    return np.asarray(np.where(doubtful, np.nan, sizes))


def _refused(
    usable: CaptureTable, table: CaptureTable, pairs: tuple[int, ...]
) -> tuple[Notice, ...]:
    """A notice of pairs that were passed over."""
    if not pairs:
        return ()
    names = ", ".join(sorted(interactions_in(usable, table.lists, pairs)))
    return (
        Notice(
            "interaction-not-estimable",
            f"passed over, since the model with it has no estimate: {names}",
        ),
    )
