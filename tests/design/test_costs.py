"""What a plan costs and the best take, against the published formula and by trying."""

import math

import pytest

from measure87.design.costs import Costs, best_take, textbook_take
from measure87.vocabulary.errors import UsageError


def test_the_best_take_is_that_of_practools():
    # PracTools 1.6, clusOpt2.R: n.opt = sqrt(C1/C2 * (1 - delta)/delta), with m.opt of a budget
    # tot.cost/(C1 + C2 n.opt) (source read at rdrr.io/cran/PracTools/src/R/clusOpt2.R).
    take = textbook_take(750.0, 100.0, 0.05)
    assert take == pytest.approx(math.sqrt(750 / 100 * 0.95 / 0.05))
    assert best_take(Costs(750.0, 100.0), 0.05, 500.0).take == round(take)


@pytest.mark.parametrize("icc", [0.01, 0.05, 0.3])
@pytest.mark.parametrize("travel", [0.0, 2_000.0])
def test_no_other_whole_take_is_cheaper(icc, travel):
    costs = Costs(400.0, 25.0, travel=travel, fixed=1_000.0)
    best = best_take(costs, icc, 800.0)
    for take in range(1, 200):
        clusters = 800.0 * (1.0 + (take - 1) * icc) / take
        price = 1_000.0 + travel * math.sqrt(clusters) + clusters * (400.0 + 25.0 * take)
        assert best.cost <= price + 1e-9
    assert best.clusters * best.take / (1.0 + (best.take - 1) * icc) == pytest.approx(800.0)


def test_travel_asks_for_fewer_places_with_more_persons():
    near, far = (best_take(Costs(400.0, 25.0, travel=t), 0.05, 800.0) for t in (0.0, 5_000.0))
    assert far.take > near.take


def test_persons_who_do_not_resemble_each_other_are_asked_in_one_place():
    assert textbook_take(400.0, 25.0, 0.0) == math.inf
    assert best_take(Costs(400.0, 25.0), 0.0, 800.0, most=60).take == 60
    assert best_take(Costs(0.0, 25.0), 0.05, 800.0).take == 1


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ({"per_person": 0.0}, "costs 0"),
        ({"per_person": -3.0}, "costs -3"),
        ({"per_cluster": -1.0}, "-1"),
        ({"travel": -2.0}, "-2"),
        ({"fixed": -5.0}, "-5"),
    ],
)
def test_a_price_that_cannot_be_is_refused(prices, words):
    with pytest.raises(UsageError, match=words):
        Costs(**{"per_cluster": 100.0, "per_person": 10.0, **prices})
