"""Rates, multiples and projections of single shares, on numbers found by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.combine.aggregation import Place
from measure87.combine.target.change_rows import Span, change_row
from measure87.combine.target.pace import _needed
from measure87.combine.target.rates import (
    acceleration,
    annual_rate_of_reduction,
    continued,
    is_reached,
    required_rate,
)
from measure87.vocabulary.errors import RefusedError, UsageError

SHARES = st.floats(1e-6, 1.0)


def array(*values):
    return np.array(values, dtype=float)


# By hand: 16 % to 4 % in two years halves the share each year; 5 % to 20 % doubles it.
def test_a_share_that_halves_each_year_falls_by_half():
    got = annual_rate_of_reduction(array(0.16, 0.05, 0.1, 0.1), array(0.04, 0.2, 0.1, 0.0), 2)
    assert got.tolist() == [0.5, -1.0, 0.0, 1.0]


@given(SHARES, SHARES, st.integers(1, 60))
def test_the_rate_leads_from_the_first_share_to_the_last(first, last, years):
    rate = annual_rate_of_reduction(array(first), array(last), years)[0]
    assert first * math.exp(years * math.log1p(-rate)) == pytest.approx(last, rel=1e-9)
    assert (rate > 1e-9) <= (last < first)
    assert float(continued(array(first), rate, years)[0]) == pytest.approx(last, rel=1e-6)


@given(SHARES, st.floats(1e-6, 1.0), st.integers(1, 60))
def test_the_required_rate_leads_to_the_target(now, target, years):
    rate = required_rate(array(now), target, years)[0]
    assert now * (1 - rate) ** years == pytest.approx(target, rel=1e-6)


def test_a_rate_from_nothing_is_not_defined_and_says_in_how_many_draws():
    with pytest.raises(RefusedError, match="0 in 2 of 3 draws") as caught:
        annual_rate_of_reduction(array(0.0, 0.1, 0.0), array(0.1, 0.1, 0.0), 2)
    assert caught.value.code == "share-is-zero"


@pytest.mark.parametrize("target", [0.0, -0.1, float("nan")])
def test_no_steady_rate_leads_to_nothing(target):
    with pytest.raises(UsageError, match="no steady rate leads to"):
        required_rate(array(0.1), target, 5)


def test_a_rate_needs_a_year_between():
    with pytest.raises(UsageError, match="over 0 years"):
        annual_rate_of_reduction(array(0.1), array(0.1), 0)


def test_acceleration_is_how_many_times_faster():
    needed = array(0.2, 0.2, 0.2, -0.1, -0.1)
    estimated = array(0.05, -0.05, 0.0, 0.05, -0.05)
    assert acceleration(needed, estimated).tolist() == [4.0, math.inf, math.inf, 0.0, 0.0]


def test_a_share_goes_on_but_never_above_everybody():
    assert continued(array(0.5), 0.1, 2).tolist() == pytest.approx([0.405])
    assert continued(array(0.9), -0.2, 5).tolist() == [1.0]
    assert continued(array(0.3), 0.0, 10).tolist() == [0.3]


def spread(draws, quantity="acceleration", level=0.5):
    place = Place("world", "WORLD", "World", None, ())
    return change_row(Span("m", place, "both", (5, 17), 2010, 2020, level), quantity, draws)


def test_limits_that_are_infinite_are_left_empty_and_flagged():
    row = spread(array(1, 2, 3, math.inf, math.inf))
    assert (row["value"], row["lower"], row["upper"]) == (3.0, 2.0, None)
    assert row["flags"] == "unbounded"
    even = spread(array(1, 2, 3, math.inf))
    assert (even["value"], even["upper"]) == (2.5, None)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=30))
def test_rates_have_medians_and_changes_have_means(values):
    draws = array(*values)
    assert spread(draws)["value"] == pytest.approx(float(np.median(draws)), abs=1e-12)
    mean = sum(values) / len(values)
    assert spread(draws, "change_in_share")["value"] == pytest.approx(mean, abs=1e-12)


def test_a_rate_of_nothing_is_reached_and_a_share_that_stays_leads_nowhere():
    required = np.array([0.0, 0.0, 0.1, -0.1, 0.1])
    estimated = np.array([0.05, 0.0, 0.0, -0.05, 0.05])
    assert acceleration(required, estimated).tolist() == [0.0, 0.0, math.inf, 0.0, 2.0]


@pytest.mark.parametrize(
    ("share", "told"),
    [([0.1, 0.2], True), ([0.0, 0.2], False), ([0.1, 0.0], False), ([0.0, 0.0], False)],
)
def test_no_rate_is_needed_of_a_share_that_may_be_none_already(share, told):
    place = Place("country", "ZZA", "A", None, ("ZZA",))
    span = Span("m", place, "both", (5, 17), 2020, 2030, 0.9)
    rows, refused = _needed(span, "halved", np.array(share), 0.05)
    assert (len(rows), len(refused)) == (int(told), int(not told))


@pytest.mark.parametrize(
    ("required", "reached"),
    [([0.0, -0.1, 0.2], True), ([0.0, 0.2], False), ([-0.1, -0.2, 0.0, 0.3, 0.3], True),
     ([0.1, 0.2, -0.3], False)],
)  # fmt: skip
def test_a_target_is_reached_where_most_draws_need_no_fall(required, reached):
    assert is_reached(np.array(required)) is reached
