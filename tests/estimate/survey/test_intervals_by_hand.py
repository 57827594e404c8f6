"""Which interval a cell gets, and totals of persons from the limits of shares, by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.survey.intervals import (
    _asked_limits,
    _cell_sums,
    _share_limits,
    _total_limits,
    _wald_of_total,
    check_interval,
    intervals,
    total_varies,
)
from measure87.estimate.survey.linearised import _weights_are_normalised
from measure87.estimate.survey.outcomes import Outcome
from measure87.numerics.proportion_intervals import Limits, likelihood, wilson
from measure87.vocabulary.errors import UsageError


def cells(**more):
    """Everybody and two groups: 20 and 0 of 100 and 50, 0.3 of 40."""
    own = {
        "share": [0.2, 0.0, 0.3],
        "share_variance": [0.0016, 0.0, 0.0049],
        "n": [100.0, 50.0, 40.0],
        "n_cases": [20.0, 0.0, 12.0],
        "n_clusters_with_cases": [8.0, 0.0, 6.0],
        "weighted_n": [1000.0, 500.0, 400.0],
        "sum_w2": [1e4, 5e3, 4e3],
        "cluster_w2": [1e5, 5e4, 4e4],
        "df": [10.0, 8.0, 6.0],
        "size": np.array([1000.0, 500.0, 400.0]),
        "value": [200.0, 0.0, 120.0],
        "variance": [1700.0, 0.0, 900.0],
    } | more
    return SimpleNamespace(**{name: np.array(values) for name, values in own.items()})


BORROWED = SimpleNamespace(
    lower=np.array([0.1, 0.0, 0.15]),
    upper=np.array([0.3, 0.07, 0.5]),
    n_effective=np.array([90.0, 45.0, 30.0]),
)
T = stats.t.ppf(0.975, [10, 8, 6])


def test_a_total_of_persons_takes_in_what_the_size_varies_beyond_its_share():
    """1700 less 1000^2 x 0.0016 is 100; 900 less 400^2 x 0.0049 = 116."""
    share = Limits(BORROWED.lower, BORROWED.upper)
    found = _total_limits(cells(), share, 0.95)
    rest = T**2 * np.array([100.0, 0.0, 116.0])
    below = np.sqrt((np.array([100.0, 0.0, 60.0])) ** 2 + rest)
    above = np.sqrt((np.array([100.0, 35.0, 80.0])) ** 2 + rest)
    value = np.array([200.0, 0.0, 120.0])
    assert found.lower == pytest.approx(np.maximum(value - below, 0.0), rel=1e-12)
    assert found.upper == pytest.approx(value + above, rel=1e-12)


def test_a_total_that_varies_less_than_its_share_has_the_limits_of_the_share():
    found = _total_limits(cells(variance=[1000.0, 40.0, 100.0]), BORROWED, 0.95)
    assert found.lower == pytest.approx([100.0, 0.0, 60.0])
    assert found.upper == pytest.approx([300.0, 35.0, 200.0])


def test_the_size_of_a_group_of_which_nobody_is_a_case_does_not_matter():
    found = _total_limits(cells(variance=[1700.0, 1e6, 900.0]), BORROWED, 0.95)
    assert (found.lower[1], found.upper[1]) == (0.0, 35.0)


@pytest.mark.parametrize(
    ("share", "variance", "by_share"),
    [(0.0, 0.0, True), (1.0, 0.0, True), (1.0, 25.0, False), (0.2, 0.0, False)],
)
def test_a_plain_total_has_the_limits_of_the_share_where_nothing_varies(share, variance, by_share):
    """Of nobody and of everybody in a domain of known size; else t errors, and not below 0."""
    one = cells(share=[share], variance=[variance], value=[share * 40.0], size=[40.0], df=[6.0])
    found = _wald_of_total(one, Limits(np.array([0.05]), np.array([0.9])), 0.95)
    if by_share:
        assert (found.lower[0], found.upper[0]) == pytest.approx((2.0, 36.0))
    else:
        half = T[2] * np.sqrt(variance)
        wanted = (max(share * 40 - half, 0.0), share * 40 + half)
        assert (found.lower[0], found.upper[0]) == pytest.approx(wanted)


def test_a_plain_total_is_not_below_nobody():
    found = _wald_of_total(cells(), BORROWED, 0.95)
    assert found.upper[2] == pytest.approx(120.0 + T[2] * 30.0)
    assert found.lower[2] == pytest.approx(120.0 - T[2] * 30.0)
    wide = _wald_of_total(cells(variance=[1700.0, 0.0, 1e6]), BORROWED, 0.95)
    assert wide.lower[2] == 0.0


@pytest.mark.parametrize(
    ("value", "variance", "varies"),
    [(1e6, 1e-8, False), (1e6, 1.1e-6, True), (0.0, 1e-30, True), (0.0, 0.0, False)],
)
def test_a_total_varies_whose_error_is_more_than_rounding(value, variance, varies):
    assert bool(total_varies(value, variance)) is varies


@pytest.mark.parametrize("interval", ["korn-graubard", "wald"])
@pytest.mark.parametrize("everybody", [0.0016, np.nan])
def test_a_share_without_a_variance_has_limits_where_everybody_lends_one(interval, everybody):
    """Only the default borrows; a group of which nobody is a case needs none."""
    own = cells(share_variance=[everybody, np.nan, np.nan])
    found = _share_limits(own, BORROWED, interval, 0.95)
    lends = interval == "korn-graubard" and np.isfinite(everybody)
    assert np.isnan(found.lower).tolist() == [not np.isfinite(everybody), False, not lends]
    assert np.isnan(found.upper).tolist() == np.isnan(found.lower).tolist()
    if interval == "korn-graubard":
        assert found.upper[1] == 0.07


def test_a_share_of_everybody_in_a_group_needs_no_variance_of_its_own():
    own = cells(share=[0.2, 1.0, 0.3], share_variance=[np.nan, np.nan, 0.0049])
    found = _share_limits(own, BORROWED, "korn-graubard", 0.95)
    assert np.isnan(found.lower).tolist() == [True, False, False]


def test_wilson_limits_are_of_as_many_persons_as_the_error_says_or_as_are_borrowed():
    """0.2 x 0.8 / 0.0016 = 100 and 0.3 x 0.7 / 0.0049; of nobody the 45 that are borrowed."""
    found = _asked_limits(cells(), BORROWED, "wilson", 0.95)
    n = np.array([100.0, 45.0, 0.21 / 0.0049])
    wanted = wilson(np.array([0.2, 0.0, 0.3]), np.array([10.0, 8, 6]), n_effective=n, level=0.95)
    assert found.lower == pytest.approx(wanted.lower, rel=1e-12)
    assert found.upper == pytest.approx(wanted.upper, rel=1e-12)


def test_plain_and_other_limits_are_those_of_their_formulas():
    plain = _asked_limits(cells(), BORROWED, "wald", 0.95)
    assert plain.upper[2] == pytest.approx(0.3 + T[2] * 0.07)
    arcsine = _asked_limits(cells(), BORROWED, "asin", 0.95)
    at = np.arcsin(np.sqrt(0.3)) + T[2] * 0.07 / (2 * np.sqrt(0.21))
    assert arcsine.upper[2] == pytest.approx(np.sin(at) ** 2, rel=1e-9)
    logit = _asked_limits(cells(), BORROWED, "logit", 0.95)
    at = np.log(0.3 / 0.7) + T[2] * 0.07 / 0.21
    assert logit.upper[2] == pytest.approx(1 / (1 + np.exp(-at)), rel=1e-9)
    assert _asked_limits(cells(), BORROWED, "xlogit", 0.95).upper[2] == logit.upper[2]
    by = _asked_limits(cells(), BORROWED, "likelihood", 0.95)
    wanted = likelihood(
        0.3, 0.0049, np.array([40.0]), np.array([6.0]), n_effective=30.0, level=0.95
    )
    assert by.upper[2] == pytest.approx(wanted.upper, rel=1e-9)
    r = _asked_limits(cells(), BORROWED, "korn-graubard-r", 0.95)
    assert not np.allclose(r.upper, by.upper)


def test_sums_of_a_cell_with_nobody_are_those_of_one_person():
    empty = cells(n=[100.0, 0.0, 1.0], weighted_n=[1000.0, 0.0, 0.5], sum_w2=[1e4, 0.0, 0.25],
                  cluster_w2=[1e5, 0.0, 0.25], share=[0.2, np.nan, 1.0])  # fmt: skip
    found = _cell_sums(empty)
    assert found.n.tolist() == [100.0, 1.0, 1.0]
    assert found.sum_w.tolist() == [1000.0, 1.0, 0.5]
    assert found.sum_w2.tolist() == [1e4, 1.0, 0.25]
    assert found.sum_cluster_w2.tolist() == [1e5, 1.0, 0.25]
    assert found.p.tolist() == [0.2, 0.0, 1.0]


def test_an_interval_that_does_not_exist_is_refused_with_those_that_do():
    check_interval("wilson")
    with pytest.raises(UsageError, match="there is no interval 'exact'") as fault:
        check_interval("exact")
    assert "wilson" in fault.value.hint


@pytest.mark.parametrize(
    ("persons", "weight", "fraction", "normalised"),
    [
        (100.0, 100.0, 0.0, True),
        (100.0, 199.0, 0.0, True),
        (100.0, 200.0, 0.0, False),
        (100.0, 100.0, 0.1, False),
        (0.0, -1.0, 0.0, False),
        (1.0, 1.0, 0.0, True),
    ],
)
def test_weights_are_normalised_where_a_person_stands_for_less_than_two(
    persons, weight, fraction, normalised
):
    """And where no correction says how large the population is; a small one says so too."""
    sums = SimpleNamespace(fraction=np.array([0.0, fraction]))
    figure = SimpleNamespace(weighted_n=np.array([weight, 1e9]))
    n = np.array([persons, 1.0])
    assert _weights_are_normalised(sums, figure, n) is normalised


def test_each_figure_has_the_interval_that_was_asked_for_and_a_total_its_own_beside_it():
    share = Outcome("work", "s", coding="status")
    total = replace(share, statistic="total")
    of_share = intervals(cells(), share, "korn-graubard", 0.95)
    assert of_share.own is of_share.borrowed.own
    assert (of_share.lower[1], of_share.name) == (0.0, "korn-graubard")
    of_total = intervals(cells(), total, "korn-graubard", 0.95)
    beside = _total_limits(cells(), of_total.borrowed.own, 0.95)
    assert of_total.own.lower == pytest.approx(beside.lower, rel=1e-12)
    assert of_total.own.upper == pytest.approx(beside.upper, rel=1e-12)
    wanted = _total_limits(cells(), Limits(of_share.lower, of_share.upper), 0.95)
    assert of_total.upper == pytest.approx(wanted.upper, rel=1e-12)
    plain = intervals(cells(), total, "wald", 0.95)
    assert (plain.own, plain.name) == (None, "wald")
    assert plain.upper[2] == pytest.approx(120.0 + T[2] * 30.0)
    assert intervals(cells(), share, "wilson", 0.95).own is None


def test_a_number_has_limits_of_t():
    mean = Outcome("hours", "y", kind="number", statistic="mean")
    found = intervals(cells(), mean, "korn-graubard", 0.95)
    assert (found.name, found.borrowed, found.own) == ("wald", None, None)
    assert found.lower == pytest.approx([200, 0, 120] - T * np.sqrt([1700.0, 0.0, 900.0]))
    assert found.upper == pytest.approx([200, 0, 120] + T * np.sqrt([1700.0, 0.0, 900.0]))
