"""A stock with what its flow and its filled mean say of all cases, and with its bounds, by hand."""

from dataclasses import replace

import pytest

from measure87.estimate.survey.period_shares import with_bounds, with_cases
from measure87.vocabulary.estimate import Estimate

STOCK = Estimate(
    "stock", "mean", "taylor", value=0.02, se=0.004, lower=0.01, upper=0.04, n=90, n_clusters=9,
    df=8.0, weighted_n=900.0, deff=1.2, deff_replacement=1.3, deff_used=1.4, flags=("few-persons",),
)  # fmt: skip
FILLED = Estimate(
    "filled", "mean", "taylor", value=0.05, se=0.006, lower=0.02, upper=0.09, n=100, n_clusters=10,
    df=9.0, weighted_n=1000.0, deff=0.5, deff_replacement=0.75, flags=("wide-interval",),
)  # fmt: skip
FLOW = Estimate("flow", "proportion", "taylor", n=100, flags=("few-cases", "wide-interval"))


def test_a_stock_of_which_some_cases_told_no_days_is_that_of_all_cases():
    found = with_cases(STOCK, FLOW, FILLED, 0.5)
    assert found == replace(
        STOCK,
        value=0.05,
        se=0.012,  # 0.006 / 0.5
        lower=0.02,
        upper=0.09,
        n_clusters=10,
        df=9.0,
        weighted_n=1000.0,
        deff=2.0,  # 0.5 / 0.25
        deff_replacement=3.0,  # 0.75 / 0.25
        flags=("few-persons", "few-cases", "days-filled"),
    )


def test_a_filled_mean_without_an_error_gives_a_stock_without_one():
    bare = replace(FILLED, se=None, deff=None, deff_replacement=None)
    found = with_cases(STOCK, FLOW, bare, 0.5)
    assert (found.se, found.deff, found.deff_replacement) == (None, None, None)
    assert found.value == 0.05


@pytest.mark.parametrize("filled", [None, replace(FILLED, n=90)])
def test_a_stock_of_which_all_cases_told_their_days_stays_with_the_flags_of_its_flow(filled):
    found = with_cases(STOCK, FLOW, filled, 0.5)
    assert found == STOCK.with_flags("few-cases")


@pytest.mark.parametrize(
    ("of_flow", "of_stock"),
    [
        (("no-cases",), ("no-cases",)),
        (("few-clusters-with-cases",), ("few-clusters-with-cases",)),
        (("all-cases", "few-degrees-of-freedom", "borrowed-design-effect"), ()),
    ],
)
def test_only_flags_of_cases_hold_of_the_stock_as_well(of_flow, of_stock):
    found = with_cases(STOCK, replace(FLOW, flags=of_flow), None, 1.0)
    assert found.flags == ("few-persons", *of_stock)


def test_a_stock_without_a_flow_has_its_own_flags_alone():
    assert with_cases(STOCK, None, None, 1.0) == STOCK
    assert with_cases(STOCK, None, FILLED, 0.5).flags == ("few-persons", "days-filled")


def test_the_bounds_are_the_least_and_greatest_share_and_the_unknown_are_in_them_alone():
    least, most = replace(FILLED, value=0.03, n=120), replace(FILLED, value=0.08, n=120)
    found = with_bounds(STOCK, least, most)
    assert found == replace(STOCK, value_if_no=0.03, value_if_yes=0.08, n_unknown=30)  # 120 - 90


def test_without_one_of_the_bounds_the_other_stands():
    least, most = replace(FILLED, value=0.03, n=120), replace(FILLED, value=0.08, n=120)
    below = with_bounds(STOCK, least, None)
    assert (below.value_if_no, below.value_if_yes, below.n_unknown) == (0.03, None, 30)
    above = with_bounds(STOCK, None, most)
    assert (above.value_if_no, above.value_if_yes, above.n_unknown) == (None, 0.08, None)


def test_how_many_are_unknown_is_not_told_where_it_is_not_known_how_many_are_known():
    least = replace(FILLED, value=0.03, n=120)
    assert with_bounds(replace(STOCK, n=None), least, None).n_unknown is None
    assert with_bounds(STOCK, replace(least, n=None), None).n_unknown is None
