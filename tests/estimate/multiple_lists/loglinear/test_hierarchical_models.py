import numpy as np
import pytest

from measure87.estimate.multiple_lists import NotEstimableError
from measure87.estimate.multiple_lists.loglinear.existence import Existence, all_pairs, existence
from measure87.estimate.multiple_lists.loglinear.hierarchical_models import (
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
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("order", [2, 3])
def test_leaps_and_bounds_find_the_same_models_as_fitting_all(seed, order):
    table = sparse_table(np.random.default_rng(400 + seed), 5).in_canonical_order()
    everything = rank_models(table, order, 100)
    best = _best_models(table, candidate_interactions(table, order), 30)
    assert best.sure_of == 30
    np.testing.assert_allclose(best.bic, everything.bic[:30], rtol=1e-9)
    if everything.bic[1] - everything.bic[0] > 1e-6:
        assert best.sizes[0] == pytest.approx(everything.sizes[0], rel=1e-8)
