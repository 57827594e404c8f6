"""What a plan costs and the best take, against the published formula and by trying."""

import math

import pytest

from measure87.design.costs import Costs, textbook_take
from measure87.design.fieldwork import Asking, direct, screened
from measure87.design.takes import cheapest_take, side_by_side
from measure87.vocabulary.errors import UsageError


def asked_directly(icc):
    return lambda asked: direct(Asking(0.1, icc, 60, asked))


def test_the_best_take_is_that_of_practools():
    # PracTools 1.6, clusOpt2.R: n.opt = sqrt(C1/C2 * (1 - delta)/delta) (source read at
    # rdrr.io/cran/PracTools/src/R/clusOpt2.R).
    take = textbook_take(750.0, 100.0, 0.05)
    assert take == pytest.approx(math.sqrt(750 / 100 * 0.95 / 0.05))
    assert cheapest_take(asked_directly(0.05), Costs(750.0, 100.0), 500.0).asked == round(take)


@pytest.mark.parametrize("icc", [0.01, 0.05, 0.3])
@pytest.mark.parametrize("travel", [0.0, 2_000.0])
def test_no_other_whole_take_is_cheaper(icc, travel):
    costs = Costs(400.0, 25.0, travel=travel, fixed=1_000.0)
    best = cheapest_take(asked_directly(icc), costs, 800.0)
    for take in range(1, 200):
        clusters = 800.0 * (1.0 + (take - 1) * icc) / take
        price = 1_000.0 + travel * math.sqrt(clusters) + clusters * (400.0 + 25.0 * take)
        assert best.cost <= price + 1e-9
    assert best.clusters * best.asked / (1.0 + (best.asked - 1) * icc) == pytest.approx(800.0)


def test_travel_asks_for_fewer_places_with_more_persons():
    near, far = (
        cheapest_take(asked_directly(0.05), Costs(400.0, 25.0, travel=t), 800.0)
        for t in (0.0, 5_000.0)
    )
    assert far.asked > near.asked


def test_a_costly_long_interview_is_paid_for_by_those_whom_the_screen_finds():
    def work(asked):
        return screened(Asking(0.02, 0.05, 60, asked), sensitivity=0.8, specificity=0.9)

    costs = Costs(400.0, 5.0)
    cheap, dear = (
        cheapest_take(work, costs, 800.0, per_long_interview=price) for price in (0.0, 100.0)
    )
    assert dear.asked < cheap.asked
    # 11.4 % of those asked are found: 0.8 of 2 % and 0.1 of 98 %
    wanted = cheapest_take(
        lambda asked: screened(Asking(0.02, 0.05, 60, asked), sensitivity=0.8, specificity=0.9),
        Costs(400.0, 5.0 + 0.114 * 100.0),
        800.0,
    )
    assert (dear.asked, dear.cost) == (wanted.asked, pytest.approx(wanted.cost))


def test_persons_who_do_not_resemble_each_other_are_asked_in_one_place():
    assert textbook_take(400.0, 25.0, 0.0) == math.inf
    assert cheapest_take(asked_directly(0.0), Costs(400.0, 25.0), 800.0, most=60).asked == 60
    assert cheapest_take(asked_directly(0.05), Costs(0.0, 25.0), 800.0).asked == 1


def test_takes_side_by_side_are_each_sized_and_priced():
    found = side_by_side(
        asked_directly(0.05), Costs(100.0, 10.0), lambda work: round(3_000 / work.asked), (20, 10)
    )
    assert [(one.asked, one.clusters, one.cost) for one in found] == [
        (10, 300, 300 * 200.0),
        (20, 150, 150 * 300.0),
    ]


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
