import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import optimize, stats

from measure87.estimate.multiple_lists.kernels.poisson_regression import (
    NoMaximumError,
    _ascend,
    _objective,
    _start,
    fit_poisson,
    maximum_exists,
    poisson_log_likelihood,
)

TWO_BY_TWO = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]])


def test_independence_in_a_two_by_two_table_is_the_product_of_margins():
    counts = np.array([10.0, 20, 30, 40])
    fit = fit_poisson(TWO_BY_TWO, counts)
    assert fit.means == pytest.approx([12, 18, 28, 42], rel=1e-10)
    expected = 2 * np.sum(counts * np.log(counts / np.array([12, 18, 28, 42])))
    assert fit.deviance == pytest.approx(expected, rel=1e-10)


def test_the_covariance_is_that_of_a_saturated_table():
    # log of a count has variance 1 / count; the intercept is the log of the first cell
    counts = np.array([10.0, 20, 30, 40])
    design = np.column_stack([TWO_BY_TWO, TWO_BY_TWO[:, 1] * TWO_BY_TWO[:, 2]])
    fit = fit_poisson(design, counts)
    assert np.diag(fit.covariance) == pytest.approx(
        [1 / 10, 1 / 10 + 1 / 20, 1 / 10 + 1 / 30, 1 / 10 + 1 / 20 + 1 / 30 + 1 / 40], rel=1e-9
    )


@settings(max_examples=300, deadline=None)
@given(counts=hnp.arrays(np.int64, 8, elements=st.integers(0, 4)))
@example(counts=np.array([0, 0, 0, 2, 0, 2, 4, 4]))  # steps are cut to nothing, far out
def test_newton_converges_exactly_where_the_linear_program_says_so(counts):
    on = (np.arange(8)[:, None] >> np.arange(3)) & 1
    design = np.column_stack([np.ones(8), on, on[:, :1] * on[:, 1:2]]).astype(float)
    try:
        fit = fit_poisson(design, counts.astype(float))
    except NoMaximumError:
        assert not maximum_exists(design, counts.astype(float))
    else:
        assert maximum_exists(design, counts.astype(float))
        assert design.T @ fit.means == pytest.approx(design.T @ counts, rel=1e-8, abs=1e-8)


def test_an_empty_margin_has_no_maximum():
    with pytest.raises(NoMaximumError):
        fit_poisson(TWO_BY_TWO, np.array([10.0, 0, 30, 0]))


def test_columns_that_repeat_are_refused():
    with pytest.raises(NoMaximumError, match="singular"):
        fit_poisson(np.ones((4, 2)), np.array([1.0, 2, 3, 4]))


def test_a_penalty_makes_a_maximum_where_there_was_none_and_agrees_with_a_general_optimiser():
    counts, penalty = np.array([10.0, 0, 30, 0]), np.array([0.0, 0.5, 0.0])
    fit = fit_poisson(TWO_BY_TWO, counts, penalty=penalty)

    def minus(beta):
        return np.exp(TWO_BY_TWO @ beta).sum() - counts @ TWO_BY_TWO @ beta + beta**2 @ penalty / 2

    best = optimize.minimize(minus, np.zeros(3), method="BFGS", tol=1e-10)
    assert fit.coefficients == pytest.approx(best.x, abs=1e-4)


def test_a_penalty_on_all_but_the_intercept_makes_a_maximum_however_small_the_means():
    on = (np.arange(1, 16)[:, None] >> np.arange(4)) & 1
    pairs = [on[:, a] * on[:, b] for a in range(4) for b in range(a)]
    design = np.column_stack([np.ones(15), on, *pairs]).astype(float)
    counts = np.zeros(15)
    counts[[0, 1, 3]] = 100_000.0
    ridge = np.r_[0.0, np.full(10, 1e-4)]
    fit = fit_poisson(design, counts, penalty=ridge)
    assert fit.means.min() < 1e-8 * counts.sum()
    assert design.T @ (counts - fit.means) == pytest.approx(ridge * fit.coefficients, abs=1e-5)


def test_an_offset_is_a_known_multiple():
    counts, times = np.array([10.0, 20, 30, 40]), np.array([1.0, 2.0, 3.0, 4.0])
    fit = fit_poisson(np.ones((4, 1)), counts, np.log(times))
    assert fit.means == pytest.approx(10 * times, rel=1e-10)


def test_the_first_coefficients_give_back_the_counts_where_each_has_a_column():
    """A tenth of the mean is added, so that no logarithm is of nought; offsets are taken off."""
    counts, offset = np.array([0.0, 20, 30, 50]), np.log([1.0, 2.0, 3.0, 4.0])
    design = np.column_stack([TWO_BY_TWO, TWO_BY_TWO[:, 1] * TWO_BY_TWO[:, 2]])
    beta = _start(design, counts, offset, np.zeros(4))
    assert np.exp(design @ beta + offset) == pytest.approx(counts + 2.5)
    # Weighted by the counts: one column for two counts, of logarithms 0 and 1.
    two = np.exp([0.0, 1.0]) - 0.1 * 0.5
    guess = two + 0.1 * two.mean()
    found = _start(np.ones((2, 1)), two, np.zeros(2), np.array([2.0]))
    assert found[0] == pytest.approx((guess @ np.log(guess)) / (guess.sum() + 2.0))


def test_the_objective_is_the_penalised_likelihood_and_beyond_floats_it_is_nothing():
    design, counts, offset = TWO_BY_TWO, np.array([10.0, 20, 30, 40]), np.log([1.0, 2, 3, 4])
    ridge, beta = np.array([0.0, 2.0, 0.5]), np.array([2.0, 0.3, -0.4])
    means = np.exp(design @ beta + offset)
    wanted = counts @ np.log(means) - means.sum() - (2.0 * 0.3**2 + 0.5 * 0.4**2) / 2
    assert _objective(design, counts, offset, ridge, beta) == pytest.approx(wanted)
    one, none = np.ones((1, 1)), np.zeros(1)
    assert _objective(one, none, none, none, np.array([500.0])) == pytest.approx(-np.exp(500.0))
    assert _objective(one, none, none, none, np.array([500.1])) == -np.inf


@pytest.mark.parametrize(
    ("step", "length"),
    [(1.0, 1.0), (1.9, 1.0), (3.8, 0.5), (4.0, 0.25), (10.0, 0.125), (-1.0, 0.0)],
)
def test_steps_are_halved_until_the_likelihood_does_not_fall(step, length):
    """3 b - exp(b) is -1 at 0, and again at 1.904."""
    one, none = np.ones((1, 1)), np.zeros(1)
    beta, value, taken = _ascend(one, np.array([3.0]), none, none, none, np.array([step]), -1.0)
    if length == 0.0:
        # The wrong way round: steps so small that the fall is within rounding, or none.
        assert abs(beta[0]) < 1e-11
        return
    assert taken == length
    assert beta[0] == step * length
    assert value == pytest.approx(3 * beta[0] - np.exp(beta[0]))


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_whether_there_is_a_maximum_does_not_hang_on_the_units_of_a_column(scale):
    design = TWO_BY_TWO * np.array([1.0, scale, 1.0])
    assert maximum_exists(design, np.array([10.0, 20, 30, 40]))
    assert maximum_exists(np.column_stack([design, np.zeros(4)]), np.array([10.0, 0, 30, 40]))
    assert not maximum_exists(design, np.array([10.0, 0, 30, 0]))
    assert not maximum_exists(design, np.array([0.0, 20, 30, 0]) * np.array([1, 1, 0, 0]))


def test_the_log_likelihood_has_all_its_constants():
    """So that models of the same counts can be set beside published ones."""
    counts, means = np.array([0.0, 1.0, 7.0]), np.array([0.3, 2.0, 5.5])
    expected = stats.poisson.logpmf(counts, means).sum()
    assert poisson_log_likelihood(counts, means) == pytest.approx(expected, rel=1e-12)
