"""Scores against closed forms, textbook sums and numbers told elsewhere."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from measure87.combine.validation.predicted import (
    Coverage,
    Predicted,
    coverage_of,
    crps_of_draws,
    inside,
    intervals,
    joined_predictions,
    left_out_shares,
    score_row,
    two_sided_tail,
)
from measure87.vocabulary.combined import VALIDATION_SCORES
from measure87.vocabulary.errors import DataError, UsageError


def crps_of_a_normal(mean, sd, y):
    """Closed form, Gneiting & Raftery (2007), equation 21 (equation not read in print)."""
    z = (y - mean) / sd
    inner = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / math.sqrt(math.pi)
    return sd * inner


def test_crps_of_many_quantiles_is_that_of_the_normal():
    draws = 0.3 + 1.7 * stats.norm.ppf((np.arange(20000) + 0.5) / 20000)
    for y in (-4.0, 0.3, 1.0, 6.0):
        got = crps_of_draws(draws[:, None], [y])[0]
        # 20,000 quantiles leave out a little of the tails.
        assert got == pytest.approx(crps_of_a_normal(0.3, 1.7, y), abs=2e-4)


def test_crps_integrates_the_squared_distance_of_the_two_distributions():
    draws, y = np.array([-1.0, 0.5, 0.5, 2.0]), 0.9
    grid = np.arange(-3.0, 4.0, 1e-4) + 0.5e-4
    of_draws = (draws[:, None] <= grid).mean(axis=0)
    integral = ((of_draws - (y <= grid)) ** 2).sum() * 1e-4
    assert crps_of_draws(draws[:, None], [y])[0] == pytest.approx(integral, abs=1e-3)


@given(
    st.lists(st.floats(-50, 50), min_size=1, max_size=12),
    st.floats(-50, 50),
)
def test_crps_is_the_sum_over_all_pairs(draws, y):
    pairs = [abs(a - b) for a in draws for b in draws]
    naive = sum(abs(a - y) for a in draws) / len(draws) - sum(pairs) / len(pairs) / 2
    got = crps_of_draws(np.array(draws)[:, None], [y])[0]
    assert got == pytest.approx(naive, abs=1e-9)


def standing_alone(within, outside):
    """So many figures at the middle of their draws, and so many far from it."""
    n = within + outside
    return Predicted(
        row=np.arange(n),
        observed=np.where(np.arange(n) < within, 0.0, 9.0),
        expected=np.zeros(n),
        draws=stats.norm.ppf((np.arange(400) + 0.5) / 400)[:, None] * np.ones(n),
        log_density=np.full(n, np.nan),
    )


def test_one_draw_has_its_absolute_error_for_a_score():
    assert crps_of_draws(np.array([[1.0, -2.0]]), [3.0, -2.0]).tolist() == [2.0, 0.0]


def test_the_band_is_that_told_for_91_countries_and_summed_by_hand():
    """The methods page tells 76 to 87 of 91 at 90 %; sums of terms give the same."""
    found = coverage_of(standing_alone(80, 11), 0.9)
    assert (found.covered, found.band_from, found.band_to) == (80, 76, 87)
    assert found.within_band

    def least(chance):
        total = 0.0
        for k in range(92):
            total += math.comb(91, k) * 0.9**k * 0.1 ** (91 - k)
            if total >= chance:
                return k
        raise AssertionError

    assert (least(0.025), least(0.975)) == (76, 87)


def test_intervals_that_are_too_narrow_or_too_wide_fall_out_of_the_band():
    assert not coverage_of(standing_alone(75, 16), 0.9).within_band
    assert not coverage_of(standing_alone(91, 0), 0.9).within_band


def test_figures_that_were_drawn_as_one_are_counted_as_one():
    """40 pairs, each drawn twice the same: twice a binomial of 40."""
    alone = standing_alone(36, 4)
    pairs = replace(
        standing_alone(72, 8), draws=np.repeat(alone.draws, 2, axis=1), together=np.arange(80) // 2
    )
    found = coverage_of(pairs, 0.9)
    assert found.covered == 72
    inside = (abs(alone.draws[:, 0]) <= np.quantile(alone.draws[:, 0], 0.95)).mean()
    limits = [2 * stats.binom.ppf(one, 40, inside) for one in (0.025, 0.975)]
    assert [found.band_from, found.band_to] == limits
    apart = coverage_of(replace(pairs, together=None), 0.9)
    assert (apart.band_from, apart.band_to) == tuple(stats.binom.ppf([0.025, 0.975], 80, 0.9))
    assert found.band_from < apart.band_from


def test_figures_of_a_country_stay_together_where_predictions_are_put_together():
    first = replace(some_predictions((0, 1, 2)), together=np.array([7, 8, 7]))
    again = some_predictions((5, 3))
    both = joined_predictions([first, again])
    assert both.row.tolist() == [0, 1, 2, 3, 5]
    one, two, three, four, five = both.groups.tolist()
    assert one == three
    assert len({one, two, four, five}) == 4
    assert len(set(both.of_rows(np.array([0, 2])).groups.tolist())) == 1


def test_a_level_outside_0_to_1_is_refused():
    with pytest.raises(UsageError, match="90 is not between 0 and 1"):
        intervals(np.zeros((3, 1)), 90)


def some_predictions(rows=(0, 1, 2)):
    n = len(rows)
    return Predicted(
        row=np.array(rows),
        observed=np.linspace(-2.0, 0.0, n),
        expected=np.linspace(-1.5, 0.5, n),
        draws=np.linspace(-4.0, 2.0, 7)[:, None] * np.ones(n),
        log_density=np.full(n, -1.5),
    )


def test_a_row_has_the_declared_columns_and_the_sums_done_by_hand():
    row = score_row("countries", "model", some_predictions(), 0.8)
    assert tuple(row) == VALIDATION_SCORES.names[1:]  # the recipe adds the measure
    assert row["rmse_logit"] == pytest.approx(0.5)
    assert row["bias_logit"] == pytest.approx(0.5)
    share = [1 / (1 + math.exp(-x)) for x in (-2.0, -1.0, 0.0, -1.5, -0.5, 0.5)]
    by_hand = sum(abs(share[i + 3] - share[i]) for i in range(3)) / 3
    assert row["mae_share"] == pytest.approx(by_hand)
    assert (row["n"], row["covered"], row["log_score"]) == (3, 3, -1.5)


def test_predictions_are_put_together_in_the_order_of_their_rows():
    both = joined_predictions([some_predictions((4, 1)), some_predictions((3,))])
    assert both.row.tolist() == [1, 3, 4]
    assert both.observed.tolist() == [0.0, -2.0, -2.0]
    assert both.of_rows(np.array([4, 3])).expected.tolist() == [-1.5, -1.5]


def test_figures_that_were_drawn_each_alone_stay_alone_where_some_are_taken():
    some = some_predictions((4, 1, 3)).of_rows(np.array([3, 4]))
    assert (some.row.tolist(), some.together, some.groups.tolist()) == ([3, 4], None, [0, 1])


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(DataError, match="predictions of 2 figures"):
        Predicted(np.arange(2), np.zeros(2), np.zeros(3), np.zeros((4, 2)), np.zeros(2))


def test_columns_of_the_figures_are_empty_where_nothing_was_predicted():
    columns = left_out_shares(some_predictions((2, 0)), 3)
    assert np.isnan(columns["left_out_expected"][1])
    lower, middle, upper = (columns[f"left_out_{n}"][2] for n in ("lower", "expected", "upper"))
    assert 0 < lower < middle < upper < 1


def test_limits_themselves_lie_inside_and_levels_of_nought_and_one_are_refused():
    """Ten draws 0 to 9: at 80 % the limits are 0.9 and 8.1."""
    draws = np.arange(10.0)[:, None] * np.ones(4)
    assert [limit[0] for limit in intervals(draws, 0.8)] == pytest.approx([0.9, 8.1])
    lower, upper = (limit[0] for limit in intervals(draws, 0.8))
    found = inside(draws, np.array([lower, upper, lower - 1e-6, upper + 1e-6]), 0.8)
    assert found.tolist() == [True, True, False, False]
    for level in (0.0, 1.0):
        with pytest.raises(UsageError, match="is not between 0 and 1"):
            intervals(draws, level)


def test_the_tail_of_a_figure_is_the_smaller_share_of_draws_twice_and_at_most_one():
    draws = np.arange(10.0)[:, None] * np.ones(5)
    found = two_sided_tail(draws, np.array([-1.0, 0.0, 2.5, 4.5, 8.0]))
    assert found == pytest.approx([0.0, 0.2, 0.6, 1.0, 0.4])
    # A draw that is the figure counts on both sides: six of ten twice is more than one.
    assert two_sided_tail(np.full((10, 1), 3.0), np.array([3.0])).tolist() == [1.0]


@pytest.mark.parametrize(("from_", "to"), [(3, 5), (3, 3), (4, 5), (1, 2)])
def test_a_count_at_an_end_of_the_band_is_within_it(from_, to):
    assert Coverage(9, 0.9, 3, from_, to).within_band is (from_ <= 3 <= to)


def test_shares_left_out_are_of_the_median_and_its_limits():
    """Log-odds -4, -3, ... 2 of two figures: the middle is -1; 90 % leave 0.3 at each end."""
    columns = left_out_shares(some_predictions((2, 0)), 3)
    share = [1 / (1 + math.exp(-x)) for x in (-1.0, -3.7, 1.7)]
    found = [columns[f"left_out_{name}"][0] for name in ("expected", "lower", "upper")]
    assert found == pytest.approx(share)
    # Of seven draws five are at least -2, three at most; four at most and three at least 0.
    assert columns["left_out_tail"][[2, 0]] == pytest.approx([6 / 7, 6 / 7])
    assert np.isnan(columns["left_out_tail"][1])


def test_a_log_score_that_is_not_finite_is_none():
    made = replace(some_predictions(), log_density=np.array([0.0, -np.inf, 1.0]))
    assert score_row("countries", "model", made)["log_score"] is None
    made = replace(some_predictions(), log_density=np.array([0.0, -3.0, 1.5]))
    row = score_row("countries", "model", made)
    assert row["log_score"] == -0.5
    assert row["level"] == 0.9
    low = replace(some_predictions(), expected=np.array([-3.0, -2.0, -3.0]))
    assert score_row("countries", "model", low)["bias_logit"] == pytest.approx(-5 / 3)


def jointly(draws, level=0.5):
    """Two figures of one country, found at 0, with these draws of each."""
    draws = np.array(draws, dtype=float).T
    predicted = Predicted(
        row=np.arange(2), observed=np.zeros(2), expected=np.zeros(2), draws=draws,
        log_density=np.zeros(2), together=np.zeros(2, dtype=int),
    )  # fmt: skip
    return coverage_of(predicted, level)


def test_a_chance_of_exactly_a_fortieth_is_within_the_band():
    """Of forty draws one has both figures outside of their intervals; in 39 both are inside."""
    draws = [-1.0] * 20 + [1.0] * 19 + [50.0]
    found = jointly([draws, draws], level=0.95)
    assert (found.band_from, found.band_to) == (0, 2)


def test_draws_that_are_all_alike_lie_in_their_interval():
    found = jointly([np.zeros(40), np.zeros(40)])
    assert (found.covered, found.band_from, found.band_to) == (2, 2, 2)
