"""Which hierarchical models there are, and how well each fits a table."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.kernels.best_models import find_best_models
from measure87.estimate.multiple_lists.kernels.forward_selection import log_tail
from measure87.estimate.multiple_lists.kernels.loglinear import FITTED, NO_ESTIMATE
from measure87.estimate.multiple_lists.kernels.model_search import search_models
from measure87.estimate.multiple_lists.loglinear.existence import Existence, existence
from measure87.estimate.multiple_lists.loglinear.model import cell_arrays, fit_model
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError
from measure87.numerics.arrays import FloatArray, IntArray

ALL_UP_TO = 1 << 15
"""Up to this many models are all fitted (those of two-list interactions of six lists)."""

MOST_CANDIDATES = 62
MOST_FITS = 200_000

_MOST_PROGRAMS = 200


@dataclass(frozen=True)
class RankedModels:
    """Models with an estimate, the lowest BIC first.

    Attributes
    ----------
    candidates : tuple of histories
        Interactions that may be in a model.
    models : (n,) int64
        Bit c says whether `candidates[c]` is in it. All that have an estimate, or the best.
    bic : (n,) float
    sizes : (n,) float, persons
    n_models : int or None
        Models that have an estimate; None if not all were fitted.
    without_estimate, undecided : int or None
        Models left out: proved to have no estimate, and neither fitted nor proved.
    sure_of : int
        How many of the models are known to be those with the lowest BIC.
    """

    candidates: tuple[int, ...]
    models: IntArray
    bic: FloatArray
    sizes: FloatArray
    n_models: int | None
    without_estimate: int | None
    undecided: int | None
    sure_of: int

    def interactions(self, place: int) -> tuple[int, ...]:
        """Histories of the interactions of the model at a place in the ranking."""
        code = int(self.models[place])
        return tuple(term for c, term in enumerate(self.candidates) if code >> c & 1)


def rank_models(table: CaptureTable, order: int, top: int) -> RankedModels:
    """Order hierarchical models with all main effects by BIC.

    Parameters
    ----------
    table : CaptureTable
        In canonical order; every list holds somebody.
    order : int
        Most lists in an interaction, at least 1.
    top : int
        Models wanted, where not all are fitted.

    Raises
    ------
    NotEstimableError
        `too-many-interactions`; `too-many-models` if the search was cut short before the best
        model was known; `no-estimate` if no model has one.

    Notes
    -----
    BIC as Rcapture and MultipleSystemsEstimation: the sample size is the number of persons
    observed, and interactions at minus infinity count as parameters. Up to `ALL_UP_TO` models
    are all fitted; beyond, the best are found by leaps and bounds, which gives the same.
    """
    candidates = candidate_interactions(table, order)
    if len(candidates) > MOST_CANDIDATES:
        raise NotEstimableError(
            f"{len(candidates)} interactions are more than the {MOST_CANDIDATES} that can be "
            "searched",
            code="too-many-interactions",
            hint="merge lists, or lower the order of interactions",
        )
    n_models = count_models(candidates)
    ranked = (
        _best_models(table, candidates, top)
        if n_models is None
        else _all_models(table, candidates, n_models)
    )
    if not len(ranked.models):
        raise NotEstimableError(
            "none of the models has an estimate", code="no-estimate", hint="merge small lists"
        )
    return ranked


def _all_models(table: CaptureTable, candidates: tuple[int, ...], n_models: int) -> RankedModels:
    """Every model with an estimate."""
    counts, possible = cell_arrays(table)
    models, statuses = np.empty(n_models, np.int64), np.empty(n_models, np.int64)
    likelihoods, intercepts = np.empty(n_models), np.empty(n_models)
    search_models(
        counts, possible, table.n_lists, np.array(candidates, dtype=np.int64),
        np.array(_parts(candidates), dtype=np.int64), models, likelihoods, intercepts, statuses,
    )  # fmt: skip
    fitted, without = statuses == FITTED, statuses == NO_ESTIMATE
    n_parameters = 1 + table.n_lists + np.bitwise_count(models[fitted])
    bic = np.log(table.observed) * n_parameters - 2.0 * likelihoods[fitted]
    ranking = np.lexsort((models[fitted], np.round(bic, 9)))
    doubtful = models[~fitted & ~without]
    proved = _without_estimate(table, candidates, doubtful)
    return RankedModels(
        candidates,
        models[fitted][ranking],
        bic[ranking],
        table.observed + np.exp(intercepts[fitted][ranking]),
        int(fitted.sum()),
        int(without.sum()) + proved,
        len(doubtful) - proved,
        int(fitted.sum()),
    )


def _best_models(table: CaptureTable, candidates: tuple[int, ...], top: int) -> RankedModels:
    """The best models; if they are too many to be sure of, at least the best is."""
    ordered = _most_promising_first(table, candidates)
    found = None
    for wanted in (top, 1) if top > 1 else (1,):
        models, complete = _search(table, ordered, wanted)
        found = models if found is None else _merged(found, models)
        if complete:
            return replace(found, sure_of=min(wanted, len(found.models)))
    raise NotEstimableError(
        f"{MOST_FITS:,} fits did not find the best model of {len(candidates)} interactions",
        code="too-many-models",
        hint="merge lists, or lower the order of interactions",
    )


def _search(
    table: CaptureTable, candidates: tuple[int, ...], wanted: int
) -> tuple[RankedModels, bool]:
    """Leaps and bounds; and whether they came to an end."""
    counts, possible = cell_arrays(table)
    models, bic, intercepts = np.empty(wanted, np.int64), np.empty(wanted), np.empty(wanted)
    fits = find_best_models(
        counts, possible, table.n_lists, np.array(candidates, dtype=np.int64),
        np.array(_parts(candidates), dtype=np.int64), MOST_FITS, models, bic, intercepts,
    )  # fmt: skip
    ranking = np.lexsort((models, np.round(bic, 9)))
    ranking = ranking[np.isfinite(bic[ranking])]
    sizes = table.observed + np.exp(intercepts[ranking])
    ranked = RankedModels(candidates, models[ranking], bic[ranking], sizes, None, None, None, 0)
    return ranked, fits <= MOST_FITS


def _merged(first: RankedModels, second: RankedModels) -> RankedModels:
    """Models of both, each once."""
    models, places = np.unique(np.concatenate([first.models, second.models]), return_index=True)
    bic = np.concatenate([first.bic, second.bic])[places]
    sizes = np.concatenate([first.sizes, second.sizes])[places]
    ranking = np.lexsort((models, np.round(bic, 9)))
    return replace(first, models=models[ranking], bic=bic[ranking], sizes=sizes[ranking])


def _most_promising_first(table: CaptureTable, candidates: tuple[int, ...]) -> tuple[int, ...]:
    """Candidates of each order by how far their overlap is from independence."""
    means = fit_model(table).means

    def surprise(term: int) -> float:
        mean = float(means[(table.histories & term) == term].sum())
        return float(log_tail(float(table.overlap(term)), mean))

    return tuple(sorted(candidates, key=lambda term: (term.bit_count(), surprise(term), term)))


def _without_estimate(table: CaptureTable, candidates: tuple[int, ...], doubtful: IntArray) -> int:
    """How many of the first doubtful models the linear program finds without estimate."""
    found = 0
    for code in doubtful[:_MOST_PROGRAMS].tolist():
        model = [term for c, term in enumerate(candidates) if code >> c & 1]
        found += existence(table, model) is not Existence.EXISTS
    return found


def candidate_interactions(table: CaptureTable, order: int) -> tuple[int, ...]:
    """Interactions of 2 to `order` lists none of which are kept apart, small ones first."""
    lists = range(table.n_lists)
    return tuple(
        sum(1 << j for j in members)
        for size in range(2, min(order, table.n_lists) + 1)
        for members in combinations(lists, size)
        if not any(pair in table.apart for pair in combinations(members, 2))
    )


def count_models(candidates: tuple[int, ...]) -> int | None:
    """Number of hierarchical models, None if more than `ALL_UP_TO`."""
    parts = _parts(candidates)
    found, waiting = 0, [(0, 0)]
    while waiting and found <= ALL_UP_TO:
        code, first = waiting.pop()
        found += 1
        waiting.extend(
            (code | 1 << c, c + 1) for c in range(first, len(candidates)) if not parts[c] & ~code
        )
    return found if found <= ALL_UP_TO else None


def _parts(candidates: tuple[int, ...]) -> list[int]:
    """For each candidate the candidates with one list less that it contains, as a model."""
    place = {term: c for c, term in enumerate(candidates)}
    return [
        sum(
            1 << place[term ^ (1 << j)]
            for j in range(term.bit_length())
            if term >> j & 1 and term ^ (1 << j) in place
        )
        for term in candidates
    ]
