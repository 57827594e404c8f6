import numpy as np
import pytest

from measure87.estimate.multiple_lists import NotEstimableError
from measure87.estimate.multiple_lists.loglinear import hierarchical_models
from measure87.estimate.multiple_lists.loglinear.existence import Existence, all_pairs, existence
from measure87.estimate.multiple_lists.loglinear.hierarchical_models import (
    MOST_FITS,
    _best_models,
    candidate_interactions,
    count_models,
    rank_models,
)
from measure87.estimate.multiple_lists.loglinear.model import fit_model
from tests.estimate.multiple_lists.loglinear_tables import published, sparse_table


@pytest.mark.parametrize(
    ("name", "models"), [("Korea", 9), ("Diabetes_Casale", 114), ("UKdat_5", 6894)]
)
def test_there_are_as_many_hierarchical_models_as_is_known(name, models):
    # OEIS A006126 (recalled), hierarchical models on n labelled factors: 2, 9, 114, 6894.
    table = published(name)
    assert count_models(candidate_interactions(table, table.n_lists)) == models


def test_beyond_six_lists_they_are_not_counted():
    assert count_models(candidate_interactions(published("UKdat"), 2)) == 32_768
    assert count_models(candidate_interactions(published("NewOrl_185"), 2)) is None


def test_more_interactions_than_can_be_searched_are_refused():
    with pytest.raises(NotEstimableError, match="84 interactions"):
        rank_models(published("NewOrl_185"), 3, 10)


@pytest.mark.parametrize("seed", range(6))
def test_ranking_is_that_of_fitting_each_model_by_itself(seed):
    table = sparse_table(np.random.default_rng(300 + seed), 4).in_canonical_order()
    ranked = rank_models(table, 2, 100)
    pairs = all_pairs(table)
    direct = []
    for code in range(1 << len(pairs)):
        model = [pair for c, pair in enumerate(pairs) if code >> c & 1]
        if existence(table, model) is Existence.EXISTS:
            fit = fit_model(table, model)
            direct.append((fit.bic, fit.size))
    assert ranked.n_models == len(direct)
    assert ranked.without_estimate == (1 << len(pairs)) - len(direct)
    direct.sort()
    np.testing.assert_allclose(ranked.bic, [one[0] for one in direct], rtol=1e-9)
    np.testing.assert_allclose(ranked.sizes[0], direct[0][1], rtol=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [0, 1, 2, *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(3, 10))]
)
@pytest.mark.parametrize("order", [2, 3])
def test_leaps_and_bounds_find_the_same_models_as_fitting_all(seed, order):
    table = sparse_table(np.random.default_rng(400 + seed), 5).in_canonical_order()
    everything = rank_models(table, order, 100)
    best = _best_models(table, candidate_interactions(table, order), 30)
    assert best.sure_of == 30
    np.testing.assert_allclose(best.bic, everything.bic[:30], rtol=1e-9)
    if everything.bic[1] - everything.bic[0] > 1e-6:
        assert best.sizes[0] == pytest.approx(everything.sizes[0], rel=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("top", [1, 5, 30])
def test_the_best_few_of_all_models_are_found_without_fitting_all(top):
    """Six pairs of four lists, 64 models, with leaps and bounds and by fitting each."""
    table = sparse_table(np.random.default_rng(301), 4).in_canonical_order()
    everything = rank_models(table, 2, 100)
    best = _best_models(table, candidate_interactions(table, 2), top)
    assert best.sure_of == min(top, everything.n_models)
    assert len(best.models) == best.sure_of
    np.testing.assert_allclose(best.bic, everything.bic[: best.sure_of], rtol=1e-9)
    apart = np.diff(everything.bic[: best.sure_of + 1]) > 1e-6
    for k in np.flatnonzero(apart & np.append(True, apart[:-1])):
        assert best.sizes[k] == pytest.approx(everything.sizes[k], rel=1e-7)


@pytest.mark.parametrize(("complete", "sure_of"), [((True, True), 5), ((False, True), 1)])
def test_where_the_best_few_are_too_many_to_be_sure_of_at_least_the_best_is(
    monkeypatch, complete, sure_of
):
    table = sparse_table(np.random.default_rng(301), 4).in_canonical_order()
    candidates = candidate_interactions(table, 2)
    asked = []

    def search(table, ordered, wanted, whole=hierarchical_models._search):
        asked.append(wanted)
        return whole(table, ordered, wanted)[0], complete[len(asked) - 1]

    monkeypatch.setattr(hierarchical_models, "_search", search)
    found = _best_models(table, candidates, 5)
    assert asked == ([5] if complete[0] else [5, 1])
    assert found.sure_of == sure_of
    # Those of both searches, each once, the best first.
    assert len(set(found.models.tolist())) == len(found.models) == len(found.sizes) == 5
    assert (np.diff(found.bic) >= -1e-9).all()


def test_a_search_that_never_ends_is_refused(monkeypatch):
    table = sparse_table(np.random.default_rng(301), 4).in_canonical_order()
    asked = []
    monkeypatch.setattr(
        hierarchical_models, "_search", lambda *given: (asked.append(given[2]), False)
    )
    monkeypatch.setattr(hierarchical_models, "_merged", lambda first, second: first)
    for top, wanted in ((4, [4, 1]), (1, [1]), (2, [2, 1])):
        asked.clear()
        with pytest.raises(NotEstimableError, match="did not find the best model of 6 inter"):
            _best_models(table, candidate_interactions(table, 2), top)
        assert asked == wanted


def test_a_search_is_complete_up_to_as_many_fits_as_are_allowed(monkeypatch):
    """The kernel stops after the first fit too many, which it counts."""
    table = sparse_table(np.random.default_rng(301), 4).in_canonical_order()
    fits = []

    def find(*given):
        for filled in given[-3:]:
            filled[:] = 1
        return fits[-1]

    monkeypatch.setattr(hierarchical_models, "find_best_models", find)
    for fits_made, complete in ((1, True), (MOST_FITS, True), (MOST_FITS + 1, False)):
        fits.append(fits_made)
        assert hierarchical_models._search(table, (3, 5), 2)[1] is complete
