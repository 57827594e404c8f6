"""Population size under the model with the lowest BIC, and an interval that knows of the choice."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import lists_for_models
from measure87.estimate.multiple_lists.intervals.bootstrap import (
    bootstrap_notices,
    bootstrap_numbers,
    selection_bootstrap,
)
from measure87.estimate.multiple_lists.kernels.model_search import choose_models
from measure87.estimate.multiple_lists.loglinear.hierarchical_models import (
    RankedModels,
    rank_models,
)
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

DEFAULT_ORDER = 2
DEFAULT_TOP = 100
MOST_REPLICATES = 5000
"""Every sample fits all the models anew: a hundred fits to one of stepwise."""

_SHOWN = 10
_CLOSE = 10.0
"""Difference of BIC up to which a model still has some support."""


def bic(
    table: CaptureTable,
    *,
    order: int = DEFAULT_ORDER,
    top: int = DEFAULT_TOP,
    level: float = 0.95,
    replicates: int | None = None,
    rng: np.random.Generator | None = None,
) -> SizeEstimate:
    """Size under the hierarchical model with the lowest BIC.

    Parameters
    ----------
    table : CaptureTable
    order : int
        Most lists in an interaction: 2 whatever the number of lists, unless told otherwise.
    top : int
        Models, lowest BIC first, among which every bootstrap sample chooses.
    level : float
        0 to 1.
    replicates : int or None
        Bootstrap samples. None draws until the limits are steady, see `selection_bootstrap`.
    rng : numpy Generator or None
        None is the generator of seed 1.

    Returns
    -------
    SizeEstimate
        `interval` is `bca`, the choice repeated in every sample. `draws` are the bootstrap
        sizes. `diagnostics["models"]` has the best models with their sizes and how often
        samples chose them; `within_10` the smallest and largest size of models whose BIC is
        within 10 of the lowest.

    Raises
    ------
    NotEstimableError
        `nobody`, `too-few-lists`, `no-overlap`, `list-of-everybody`, `no-estimate`,
        `too-many-interactions`, `too-many-models`, `bootstrap-failed`.
    UsageError
        For an order or a number of models below 1.

    Notes
    -----
    Models without an identifiable maximum likelihood estimate are left out. Assumes a closed
    population, matches without error, and that one of the models holds.

    Source: Silverman, Chan & Vincent (2024), Statistics and Computing 34, 44 (unseen; followed
    through the authors' R package MultipleSystemsEstimation 1.2.0, whose figures it gives
    back). The package's default order depends on the number of lists; ours does not.
    """
    usable, notices = _ready(table, order, top)
    ranked = rank_models(usable, order, top)
    fit = fit_model(usable, ranked.interactions(0))
    few = _few_models(usable, ranked, top)
    chosen: list[IntArray] = []
    boot = selection_bootstrap(
        usable.counts[usable.counts > 0],
        fit.size,
        lambda samples: _sizes(usable, samples, few, chosen),
        level=level,
        replicates=replicates,
        rng=np.random.default_rng(1) if rng is None else rng,
        most=MOST_REPLICATES,
    )
    return SizeEstimate(
        method="bic",
        value=fit.size,
        lower=boot.lower,
        upper=boot.upper,
        level=level,
        interval="bca",
        observed=fit.observed,
        terms=interactions_in(usable, table.lists, ranked.interactions(0)),
        monte_carlo=boot.monte_carlo,
        draws=boot.sizes,
        notices=(*notices, *_left_out(ranked, top), *bootstrap_notices(boot)),
        diagnostics={
            "order": order,
            "models": _best(usable, table, ranked, np.concatenate(chosen[1:])),
            "within_10": _range(ranked),
            "minus_infinity": list(interactions_in(usable, table.lists, fit.minus_infinity)),
            "conditional": list(fit.limits(level)),
        }
        | _counts(ranked)
        | fit_diagnostics(fit)
        | bootstrap_numbers(boot),
    )


def bic_size(table: CaptureTable, order: int = DEFAULT_ORDER) -> float:
    """The point estimate alone, persons; raises as `bic`."""
    return float(rank_models(_ready(table, order, 1)[0], order, 1).sizes[0])


def _ready(table: CaptureTable, order: int, top: int) -> tuple[CaptureTable, tuple[Notice, ...]]:
    """The table in canonical order, once it can bear a model."""
    if order < 1 or top < 1:
        raise UsageError(
            f"an order of {order} and {top} models were asked for; both are at least 1"
        )
    return lists_for_models(table)


@dataclass(frozen=True)
class _FewModels:
    """Models as the compiled choice wants them: terms padded, and where to start each."""

    terms: IntArray
    n_terms: IntArray
    starts: FloatArray


def _few_models(table: CaptureTable, ranked: RankedModels, top: int) -> _FewModels:
    """The best models, each with its coefficients in the table itself."""
    models = [ranked.interactions(place) for place in range(min(top, len(ranked.models)))]
    widest = max(1, *(len(model) for model in models)) if models else 1
    terms = np.zeros((len(models), widest), dtype=np.int64)
    starts = np.zeros((len(models), 1 + table.n_lists + widest))
    mains = [0, *(1 << j for j in range(table.n_lists))]
    for t, model in enumerate(models):
        found = fit_model(table, model).coefficients
        terms[t, : len(model)] = model
        starts[t, : len(mains) + len(model)] = [found.get(h, 0.0) for h in (*mains, *model)]
    return _FewModels(terms, np.array([len(model) for model in models]), starts)


def _sizes(
    table: CaptureTable,
    samples: IntArray,
    few: _FewModels,
    chosen: list[IntArray],
) -> FloatArray:
    """(b,) persons estimated from each sample; the models chosen are appended to `chosen`."""
    _, possible = cell_arrays(table)
    intercepts = np.empty(len(samples))
    places, undecided = np.empty(len(samples), np.int64), np.empty(len(samples), np.int64)
    choose_models(
        samples, table.histories[table.counts > 0], possible, table.n_lists,
        few.terms, few.n_terms, few.starts, intercepts, places, undecided,
    )  # fmt: skip
    chosen.append(places)
    return np.asarray(samples.sum(axis=1) + np.exp(intercepts))


def _best(
    usable: CaptureTable,
    table: CaptureTable,
    ranked: RankedModels,
    chosen: IntArray,
) -> list[dict[str, Any]]:
    """The best models as plain values."""
    shares = np.bincount(chosen[chosen >= 0], minlength=_SHOWN) / len(chosen)
    return [
        {
            "interactions": list(interactions_in(usable, table.lists, ranked.interactions(place))),
            "bic": float(ranked.bic[place]),
            "size": float(ranked.sizes[place]),
            "share_of_samples": float(shares[place]),
        }
        for place in range(min(_SHOWN, len(ranked.models)))
    ]


def _range(ranked: RankedModels) -> list[float]:
    """Smallest and largest size of the models with some support."""
    sizes = ranked.sizes[ranked.bic <= ranked.bic[0] + _CLOSE]
    return [float(sizes.min()), float(sizes.max())]


def _counts(ranked: RankedModels) -> dict[str, int]:
    """Numbers of models, where all were fitted."""
    if ranked.n_models is None or ranked.without_estimate is None:
        return {}
    return {"n_models": ranked.n_models, "models_without_estimate": ranked.without_estimate}


def _left_out(ranked: RankedModels, top: int) -> tuple[Notice, ...]:
    """Notices of models that could not be ranked, or not for sure."""
    notices = []
    if ranked.undecided:
        notices.append(
            Notice(
                "models-undecided",
                f"{ranked.undecided} models could neither be fitted nor be proved to have no "
                "estimate, and were left out",
            )
        )
    if ranked.sure_of < min(top, len(ranked.models)):
        notices.append(
            Notice(
                "search-cut-short",
                f"there are too many models to be sure of more than the best {ranked.sure_of}; "
                f"bootstrap samples chose among {min(top, len(ranked.models))} good ones",
            )
        )
    return tuple(notices)
