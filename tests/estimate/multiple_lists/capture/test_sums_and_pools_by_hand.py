"""Sizes of strata and of tables put together, each number by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.multiple_lists import (
    CaptureTable,
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)
from measure87.estimate.multiple_lists.capture.pooling import (
    log_unobserved,
    pool_sizes,
    pool_tables,
    rubin,
)
from measure87.estimate.multiple_lists.capture.strata import (
    _with_observed_only,
    estimate_by_stratum,
    sum_sizes,
)
from measure87.estimate.multiple_lists.trust.panel import overlap_of
from measure87.numerics.convergence import quantile_standard_error
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice


def size(value=300.0, lower=200.0, upper=500.0, observed=100, interval="log-normal", **more):
    return SizeEstimate("m", value, lower, upper, 0.95, interval, observed, **more)


def pair(both, alone=10, other=10):
    return CaptureTable.from_histories("AB", [[1, 0], [0, 1], [1, 1]], [alone, other, both])


def refusing(table):
    """A method that has no answer where nobody is on both lists."""
    if not table.overlap(3):
        raise NotEstimableError("nobody is on both", code="no-overlap", hint="merge")
    return size(300.0 + table.overlap(3), observed=table.observed)


# Rubin's rules.


def test_rubins_rules_are_those_by_hand():
    """Figures 1, 2, 6 of variance 0.5, 1 and 1.5: mean 3, within 1, between 7."""
    found = rubin(np.array([1.0, 2.0, 6.0]), np.array([0.5, 1.0, 1.5]))
    assert (found.centre, found.within, found.between) == (3.0, 1.0, 7.0)
    assert found.total == pytest.approx(1 + 4 / 3 * 7)
    assert found.df == pytest.approx(2 * (1 + 3 / 28) ** 2)
    one = rubin(np.array([4.0]), np.array([0.5]))
    assert (one.between, one.total, one.df) == (0.0, 0.5, math.inf)


def test_the_error_of_a_logarithm_is_from_the_limits_or_else_from_the_standard_error():
    z = 1.959963984540054
    log, variance = log_unobserved(size(300.0, 200.0, 500.0), 100.0)
    assert (log, variance) == pytest.approx((math.log(200), (math.log(400 / 100) / 2 / z) ** 2))
    of_se = math.log1p((80.0 / 200.0) ** 2)
    for one in (
        size(upper=None, se=80.0),
        size(lower=None, se=80.0),
        size(lower=100.0, se=80.0),
    ):
        assert log_unobserved(one, 100.0) == pytest.approx((math.log(200), of_se))
    with pytest.raises(NotEstimableError, match="neither a standard error nor two limits"):
        log_unobserved(size(upper=None), 100.0)
    with pytest.raises(NotEstimableError, match="nobody unobserved"):
        log_unobserved(size(100.0), 100.0)
    assert log_unobserved(size(100.5, 100.2, 101.0), 100.0)[0] == pytest.approx(math.log(0.5))


def test_sizes_are_pooled_above_the_smallest_number_observed():
    """Observed 100 and 120; above 100 there are 100 and 400, each within a factor of two."""
    sizes = [size(200.0, 150.0, 300.0), size(500.0, 300.0, 900.0, observed=120)]
    found = pool_sizes(sizes, level=0.9)
    assert found.value == pytest.approx(100 + 200)
    within = (math.log(2) / 1.959963984540054) ** 2
    between = 2 * math.log(2) ** 2
    total = within + 1.5 * between
    df = (1 + within / (1.5 * between)) ** 2
    times = math.exp(stats.t.ppf(0.95, df) * math.sqrt(total))
    assert (found.lower, found.upper) == pytest.approx((100 + 200 / times, 100 + 200 * times))
    assert found.se == pytest.approx(200 * math.sqrt(math.expm1(total)))
    assert found.observed == 110
    told = found.diagnostics
    assert told["share_of_variance_between_tables"] == pytest.approx(1.5 * between / total)
    assert (told["lowest_value"], told["highest_value"]) == (200.0, 500.0)
    assert (told["observed"], told["tables"]) == ([100, 120], 2)
    assert not found.lower_bound_only
    bound = pool_sizes([sizes[0], size(500.0, 300.0, 900.0, lower_bound_only=True)])
    assert bound.upper is None
    assert bound.lower_bound_only


def drawn(draws, interval="posterior", **more):
    return size(float(np.median(draws)), 0.0, 0.0, interval=interval, draws=np.array(draws), **more)


def test_draws_are_mixed_where_all_tables_have_those_of_a_posterior():
    posterior = [drawn([200.0] * 4), drawn([400.0] * 9)]
    found = pool_sizes(posterior)
    assert found.interval == "mixture"
    assert len(found.draws) == 20_000
    assert (found.value, found.lower, found.upper) == (300.0, 200.0, 400.0)
    assert found.se == pytest.approx(100.0, rel=1e-4)
    assert found.diagnostics["share_of_variance_between_tables"] == pytest.approx(1.0)
    assert pool_sizes([drawn([5.0, 5.0])]).diagnostics["share_of_variance_between_tables"] == 0.0
    # Not where one of them has none, or has draws of another kind.
    for other in (size(), drawn([150.0, 300.0, 450.0], interval="bca")):
        mixed = [drawn([200.0, 300.0], se=10.0), other]
        mixed = [SizeEstimate(**{**vars(one), "lower": 200.0, "upper": 500.0}) for one in mixed]
        assert pool_sizes(mixed).interval == "rubin"
    with pytest.raises(NotEstimableError, match="gives no draws to mix"):
        pool_sizes([drawn([200.0]), size()], rule="mixture")
    some = [drawn([200.0] * 4), drawn([400.0] * 4, lower_bound_only=True)]
    assert pool_sizes(some).upper is None


def test_a_mixture_has_the_distribution_of_each_table_evenly():
    """Quantiles at the middles of equal parts: of draws from 0 to 1 their mean is a half."""
    even = np.linspace(0.0, 1.0, 1001)
    found = pool_sizes([drawn(200.0 + even), drawn(400.0 + 4.0 * even)])
    assert found.draws[:10_000].mean() == pytest.approx(200.5, abs=1e-9)
    assert found.draws[10_000:].mean() == pytest.approx(402.0, abs=1e-9)
    constant = pool_sizes([drawn([200.0] * 4), drawn([400.0] * 9)])
    assert constant.se == pytest.approx(100.0 * math.sqrt(20_000 / 19_999), rel=1e-9)


def test_up_to_a_tenth_of_the_tables_may_have_no_answer():
    found = pool_tables([pair(0), *[pair(5)] * 9], refusing)
    assert found.value == pytest.approx(305.0)
    (notice,) = found.notices
    assert notice.code == "tables-left-out"
    assert "1 of 10 tables had no estimate" in notice.text
    assert pool_tables([pair(5)], refusing).notices == ()
    with pytest.raises(NotEstimableError, match="1 of 9 tables have no estimate, the first bec"):
        pool_tables([pair(0), *[pair(5)] * 8], refusing)
    with pytest.raises(UsageError, match="there is no table to pool"):
        pool_tables([], refusing)


def test_notices_of_all_tables_are_told_once():
    one, other = Notice("few-overlaps", "first"), Notice("few-overlaps", "second")
    found = pool_sizes([size(notices=(one,)), size(notices=(other, Notice("x", "y")))])
    assert [(notice.code, notice.text) for notice in found.notices] == [
        ("few-overlaps", "first"), ("x", "y"),
    ]  # fmt: skip


# Strata.


def test_distances_to_limits_are_added_in_squares_below_and_above_apart():
    """3 and 4 below are 5; 5 and 12 above are 13."""
    rng = np.random.default_rng(1)
    found = sum_sizes([size(200.0, 197.0, 205.0, se=6.0), size(50.0, 46.0, 62.0, se=8.0)], rng)
    assert (found.value, found.lower, found.upper) == (250.0, 245.0, 263.0)
    assert (found.se, found.observed, found.interval) == (10.0, 200, "mover")
    assert found.draws is None
    assert found.monte_carlo is None
    assert found.diagnostics["strata"] == 2
    one = size(200.0, 197.0, None, lower_bound_only=True)
    bound = sum_sizes([one, size(50.0, 46.0, 62.0)], rng)
    assert (bound.lower, bound.upper, bound.lower_bound_only, bound.se) == (245.0, None, True, None)
    assert sum_sizes([size(lower=None), size()], rng).lower is None


def test_sums_of_draws_are_made_where_all_strata_are_posteriors():
    rng = np.random.default_rng(2)
    parts = [drawn([10.0, 20.0]), drawn([100.0, 200.0, 300.0])]
    found = sum_sizes(parts, rng)
    assert found.interval == "posterior"
    assert set(np.unique(found.draws)) == {110.0, 120.0, 210.0, 220.0, 310.0, 320.0}
    assert (found.lower, found.upper) == (110.0, 320.0)
    assert found.value in (210.0, 220.0)
    for other in (size(), drawn([100.0, 300.0], interval="bca")):
        assert sum_sizes([parts[0], other], rng).interval == "mover"


def test_limits_of_a_sum_move_by_the_share_that_each_stratum_has_in_the_distance():
    rng = np.random.default_rng(3)
    moves = [MonteCarloError(3.0, 10.0, 26.0, 900), MonteCarloError(4.0, 5.0, 13.0, 400)]
    parts = [
        size(200.0, 197.0, 205.0, monte_carlo=moves[0]),
        size(50.0, 46.0, 62.0, monte_carlo=moves[1]),
    ]
    error = sum_sizes(parts, rng).monte_carlo
    assert (error.value, error.replicates) == (5.0, 400)
    assert error.lower == pytest.approx(math.hypot(3 / 5 * 10, 4 / 5 * 5))
    assert error.upper == pytest.approx(math.hypot(5 / 13 * 26, 12 / 13 * 13))
    exact = [
        size(200.0, 200.0, 200.0, monte_carlo=moves[0]),
        size(50.0, 50.0, 50.0, monte_carlo=moves[1]),
    ]
    assert sum_sizes(exact, rng).monte_carlo.lower == pytest.approx(math.hypot(10, 5))
    assert sum_sizes([parts[0], size()], rng).monte_carlo is None
    # Of sums of draws also by how far their own quantiles move.
    still = MonteCarloError(0.0, 0.0, 0.0, 9)
    whole = np.arange(1.0, 2001.0)
    found = sum_sizes([drawn(whole, monte_carlo=still), drawn(whole**1.2, monte_carlo=still)], rng)
    by = [quantile_standard_error(found.draws.reshape(4, -1), p) for p in (0.025, 0.5, 0.975)]
    error = found.monte_carlo
    assert (error.lower, error.value, error.upper) == pytest.approx(by)


def test_of_strata_without_an_estimate_the_observed_are_counted_and_empty_ones_are_left_out():
    tables = {"a": pair(5), "b": pair(0), "c": pair(7), "none": pair(0, 0, 0)}
    found = estimate_by_stratum(tables, refusing)
    assert (set(found.by_stratum), set(found.refused)) == ({"a", "c"}, {"b"})
    # 305 and 307, and the 20 observed of b.
    assert found.total.value == 632.0
    below = math.hypot(105, 107)
    assert found.total.lower == pytest.approx(612 - below + 20)
    assert found.total.upper is None
    assert found.total.lower_bound_only
    assert found.total.observed == 25 + 27 + 20
    assert "of b only the 20 persons observed" in found.total.notices[0].text
    plain = estimate_by_stratum({"a": pair(5), "none": pair(0, 0, 0)}, refusing).total
    assert (plain.lower_bound_only, plain.upper) == (False, 500.0)

    def without_limit(table):
        one = refusing(table)
        return SizeEstimate(**{**vars(one), "lower": None})

    assert estimate_by_stratum(tables, without_limit).total.lower is None
    assert found.total.draws is None
    with pytest.raises(UsageError, match="there is nobody in any stratum"):
        estimate_by_stratum({"none": pair(0, 0, 0)}, refusing)
    with pytest.raises(NotEstimableError, match="no stratum has an estimate; 'b': nobody is on"):
        estimate_by_stratum({"b": pair(0), "c": pair(0)}, refusing)


def test_sums_of_draws_repeat_by_their_own_seed_and_move_with_anothers():
    def method(table):
        return drawn(np.arange(100.0, 1100.0) + table.overlap(3))

    tables = {"a": pair(5), "b": pair(6)}
    one, again = (estimate_by_stratum(tables, method).total.draws for _ in range(2))
    other = estimate_by_stratum(tables, method, rng=np.random.default_rng(5)).total.draws
    same = estimate_by_stratum(tables, method, rng=np.random.default_rng(5)).total.draws
    assert (one == again).all()
    assert (other == same).all()
    assert (one != other).any()


# Overlaps.


def test_the_odds_ratio_of_two_lists_is_that_among_persons_on_a_third():
    """On A and B 6, on neither 8, on A alone 2, on B alone 3: 8."""
    histories = [[1, 1, 1], [0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 0], [1, 0, 0], [0, 1, 0]]
    table = CaptureTable.from_histories("ABC", histories, [6, 8, 2, 3, 50, 70, 90])
    found = overlap_of(table, 0, 1)
    assert (found.lists, found.both, found.odds_ratio) == (("A", "B"), 56, 8.0)
    # A and C among those on B: on both 6, neither 90, A alone 50, C alone 3.
    third = overlap_of(table, 0, 2)
    assert (third.both, third.odds_ratio) == (8, 6 * 90 / (50 * 3))
    empty = CaptureTable.from_histories("ABC", histories, [6, 8, 0, 3, 50, 70, 90])
    assert overlap_of(empty, 0, 1).odds_ratio is None
    one = CaptureTable.from_histories("ABC", histories, [6, 8, 1, 1, 50, 70, 90])
    assert overlap_of(one, 0, 1).odds_ratio == 48.0
    counts = [0, 8, 2, 3, 0, 70, 90]
    apart = CaptureTable.from_histories("ABC", histories, counts, apart=[("A", "B")])
    assert overlap_of(apart, 0, 1).odds_ratio is None
    assert overlap_of(apart, 1, 0).odds_ratio is None


def test_figures_without_any_error_have_no_share_of_it_between_tables():
    """Limits at the figure itself: a variance of 0 within, and of 0 between."""
    found = pool_sizes([size(300.0, 300.0, 300.0), size(300.0, 300.0, 300.0)], rule="rubin")
    assert found.diagnostics["share_of_variance_between_tables"] == 0.0
    assert (found.value, found.lower, found.upper) == pytest.approx((300.0, 300.0, 300.0))
    other = pool_sizes([size(300.0, 300.0, 300.0), size(400.0, 400.0, 400.0)], rule="rubin")
    assert other.diagnostics["share_of_variance_between_tables"] == 1.0


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_a_mixture_has_the_quantiles_of_all_draws(level):
    """Evenly from 200 to 1,200: a tail of (1 - level) / 2 on either side."""
    draws = np.linspace(200.0, 1200.0, 5001)
    one = size(700.0, 225.0, 1175.0, interval="posterior", draws=draws)
    found = pool_sizes([one, one], level=level)
    tail = (1 - level) / 2
    assert found.interval == "mixture"
    assert (found.lower, found.value, found.upper) == pytest.approx(
        (200 + 1000 * tail, 700.0, 1200 - 1000 * tail), abs=0.5
    )
    assert found.diagnostics["share_of_variance_between_tables"] == pytest.approx(0.0, abs=1e-12)


def test_strata_without_names_are_told_by_their_number_from_one():
    rng = np.random.default_rng(1)
    one, other = (size(notices=(Notice("few-overlaps", text),)) for text in ("5 share", "6 share"))
    told = [notice.text for notice in sum_sizes([one, other], rng).notices]
    assert told == ["stratum 1: 5 share", "stratum 2: 6 share"]


def test_tables_that_differ_by_one_person_and_vary_by_none_vary_between_them_alone():
    """Two tables with 100 and 101 in every draw: a variance of a quarter, all of it between."""
    sizes = [
        size(value, observed=90, interval="posterior", draws=np.full(50, value))
        for value in (100.0, 101.0)
    ]
    found = pool_sizes(sizes, rule="mixture")
    assert found.diagnostics["share_of_variance_between_tables"] == pytest.approx(1.0)
    same = pool_sizes([sizes[0], sizes[0]], rule="mixture")
    assert same.diagnostics["share_of_variance_between_tables"] == 0.0


def test_the_sum_of_one_stratum_has_its_draws_and_its_level():
    draws = np.linspace(200.0, 300.0, 1001)
    error = MonteCarloError(1.0, 1.0, 1.0, 1001)
    one = size(250.0, 202.5, 297.5, interval="posterior", draws=draws, monte_carlo=error)
    found = sum_sizes([one], np.random.default_rng(1))
    assert found.monte_carlo is not None
    assert [found.lower, found.value, found.upper] == pytest.approx([202.5, 250.0, 297.5], abs=1.5)
    assert found.level == 0.95


def test_persons_of_a_stratum_without_an_estimate_are_added_to_every_draw():
    draws = np.linspace(200.0, 300.0, 11)
    total = size(250.0, 205.0, 295.0, observed=150, interval="posterior", draws=draws)
    found = _with_observed_only(total, {"north": 12, "south": 3})
    assert (found.value, found.lower, found.upper) == (265.0, 220.0, None)
    assert found.draws.tolist() == (draws + 15.0).tolist()


def test_a_sum_with_a_lower_bound_in_it_has_no_upper_limit():
    rng = np.random.default_rng(1)
    bound = size(300.0, 200.0, 500.0, lower_bound_only=True)
    found = sum_sizes([size(), bound], rng)
    assert (found.upper, found.lower_bound_only) == (None, True)
    assert sum_sizes([size(), size()], rng).upper is not None
