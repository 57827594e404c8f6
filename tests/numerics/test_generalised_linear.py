"""Weighted generalised linear models; agreement with R is in `tests/estimate/regression`."""

import numpy as np
import pytest
from scipy import optimize, stats

from measure87.numerics import generalised_linear
from measure87.numerics.generalised_linear import (
    fit_generalised_linear,
    fit_logistic,
    scores_by_unit,
)
from measure87.numerics.model_sums import UnitScores
from measure87.vocabulary.errors import DataError

FAMILIES = ("linear", "logistic", "probit", "poisson")
ONE = np.ones(40)
X = np.linspace(-1.0, 1.0, 40)
G = (np.arange(40) % 2).astype(float)


def invented(family, n=600, seed=2):
    """Columns, answers and weights; more rows than one would fit by eye."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=n), rng.random(n) < 0.3]).astype(float)
    eta = x @ np.array([-0.3, 0.5, 0.4])
    y = {
        "linear": lambda: eta + rng.normal(size=n),
        "logistic": lambda: rng.random(n) < 1.0 / (1.0 + np.exp(-eta)),
        "probit": lambda: rng.random(n) < stats.norm.cdf(eta),
        "poisson": lambda: rng.poisson(np.exp(eta)),
    }[family]()
    return x, y.astype(float), rng.gamma(2.0, 50.0, n)


def naive_likelihood(family, b, x, y, w, offset=0.0):
    """Written out by scipy's distributions, one by one."""
    eta = x @ b + offset
    if family == "linear":
        return w @ stats.norm.logpdf(y, eta)
    if family == "poisson":
        return w @ stats.poisson.logpmf(y, np.exp(eta))
    p = 1.0 / (1.0 + np.exp(-eta)) if family == "logistic" else stats.norm.cdf(eta)
    return w @ stats.bernoulli.logpmf(y.astype(int), p)


@pytest.mark.parametrize("family", FAMILIES)
def test_coefficients_are_where_a_general_optimiser_finds_them(family):
    x, y, w = invented(family)
    offset = 0.2 * x[:, 1] ** 2
    fit = fit_generalised_linear(x, y, w, family, offset=offset)
    found = optimize.minimize(
        lambda b: -naive_likelihood(family, b, x, y, w / w.sum(), offset), np.zeros(3), tol=1e-12
    )
    np.testing.assert_allclose(fit.coefficients, found.x, atol=2e-5)
    score = scores_by_unit(fit, x, y, w, np.arange(len(y)) // 6, len(y) // 6, offset=offset)
    np.testing.assert_allclose(score.sum(axis=0) / w.sum(), 0.0, atol=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
def test_information_is_the_curvature_of_the_likelihood(family):
    """For canonical links the two agree exactly; of probit the expected one is compared."""
    x, y, w = invented(family)
    fit = fit_generalised_linear(x, y, w, family)
    eta = x @ fit.coefficients
    if family == "probit":
        mu = stats.norm.cdf(eta)
        curved = stats.norm.pdf(eta) ** 2 / (mu * (1 - mu))
    else:
        curved = {
            "linear": np.ones_like(eta),
            "logistic": 1 / (2 + np.exp(eta) + np.exp(-eta)),
            "poisson": np.exp(eta),
        }[family]
    expected = np.linalg.inv((x * (w * curved)[:, None]).T @ x)
    np.testing.assert_allclose(fit.inverse_information, expected, rtol=1e-8)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("rare", [False, True])
def test_many_rows_begin_at_some_of_them_and_end_where_few_would(family, rare, monkeypatch):
    """With a column that the first look may not see, and with one that it sees."""
    x, y, w = invented(family, 60_000)
    if rare:
        x[:, 2] = np.arange(60_000) % 997 == 5
    offset = 0.1 * x[:, 1]
    got = fit_generalised_linear(x, y, w, family, offset=offset)
    monkeypatch.setattr(generalised_linear, "_MANY", 10**9)
    expected = fit_generalised_linear(x, y, w, family, offset=offset)
    np.testing.assert_allclose(got.coefficients, expected.coefficients, rtol=1e-9, atol=1e-11)
    errors = [np.sqrt(one.inverse_information.diagonal()) for one in (got, expected)]
    np.testing.assert_allclose(*errors, rtol=5e-7)


@pytest.mark.parametrize("family", FAMILIES)
def test_scores_that_are_added_up_on_the_last_pass_are_those_of_the_fit(family):
    x, y, w = invented(family, 60_000)
    unit = np.arange(60_000) // 7
    units = UnitScores(unit, int(unit[-1]) + 1)
    fit = fit_generalised_linear(x, y, w, family, units=units)
    expected = scores_by_unit(fit, x, y, w, unit, units.n_units)
    assert units.found.shape == expected.shape
    np.testing.assert_allclose(units.found, expected, atol=2e-6 * np.abs(expected).max())


@pytest.mark.parametrize("family", FAMILIES)
def test_scale_of_weights_order_and_weight_nought_move_nothing(family):
    x, y, w = invented(family)
    w[:50] = 0.0
    fit = fit_generalised_linear(x, y, w, family)
    order = np.random.default_rng(1).permutation(len(y))
    for other in (
        fit_generalised_linear(x, y, 1e-6 * w, family),
        fit_generalised_linear(x[order], y[order], w[order], family),
        fit_generalised_linear(x[50:], y[50:], w[50:], family),
    ):
        np.testing.assert_allclose(other.coefficients, fit.coefficients, rtol=1e-8)


def test_a_saturated_logit_gives_the_log_odds_of_each_group():
    y = np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.0])
    g = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    w = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    got = fit_logistic(np.column_stack([np.ones(6), g]), y, w)
    np.testing.assert_allclose(got, [np.log(1 / 5), np.log(9 / 6) - np.log(1 / 5)], rtol=1e-12)


def test_years_and_their_squares_do_not_count_as_repeating_each_other():
    year = 2015.0 + np.arange(40) % 9
    y = 3.0 + 0.5 * (year - 2019.0) ** 2
    got = fit_generalised_linear(np.column_stack([ONE, year, year**2]), y, ONE, "linear")
    np.testing.assert_allclose(got.coefficients, [3 + 0.5 * 2019**2, -2019.0, 0.5], rtol=1e-6)


@pytest.mark.parametrize("family", ["logistic", "probit"])
@pytest.mark.parametrize(
    ("columns", "answer", "told_by"),
    [
        ((ONE, X), X > 0, "column 2"),
        ((ONE, G), (G == 1) | (X > 0), "column 2"),
        ((ONE, X, G), ((G == 1) | (X > 0.1)) & (np.arange(40) != 20), "column 1"),
    ],
)
def test_separation_is_shown_and_not_a_number(family, columns, answer, told_by):
    with pytest.raises(DataError, match=told_by) as caught:
        fit_generalised_linear(np.column_stack(columns), answer.astype(float), ONE, family)
    assert caught.value.code == "separation"


def test_nearly_separated_answers_still_have_a_fit():
    """One answer against the rule: large coefficients, and no false alarm."""
    y = (X > 0).astype(float)
    y[[18, 21]] = [1.0, 0.0]
    x = np.column_stack([ONE, X])
    got = fit_logistic(x, y, ONE)
    mu = 1.0 / (1.0 + np.exp(-x @ got))
    np.testing.assert_allclose(x.T @ (y - mu), 0.0, atol=1e-9)


def test_a_group_without_a_count_separates_a_poisson_regression():
    with pytest.raises(DataError) as caught:
        fit_generalised_linear(np.column_stack([ONE, G]), G * (1 + (X > 0)), ONE, "poisson")
    assert caught.value.code == "separation"


@pytest.mark.parametrize(
    ("columns", "answer", "weights", "family", "code"),
    [
        ((ONE, G, 1 - G), X > 0.3, ONE, "logistic", "collinear"),
        ((ONE, 0 * G), X > 0.3, ONE, "linear", "collinear"),
        ((ONE, G), 0 * ONE, ONE, "logistic", "answers-equal"),
        ((ONE, G), ONE, ONE, "probit", "answers-equal"),
        ((ONE, G), 0 * ONE, ONE, "poisson", "answers-equal"),
        ((ONE, G), 2 * G, ONE, "logistic", "bad-answer"),
        ((ONE, G), -G, ONE, "poisson", "bad-answer"),
        ((ONE, G), X, -ONE, "linear", "bad-weight"),
        ((ONE, G), X, 0 * ONE, "linear", "too-few-persons"),
        ((ONE, G + np.inf), X, ONE, "linear", "bad-number"),
    ],
)
def test_what_cannot_be_fitted_is_said(columns, answer, weights, family, code):
    x = np.column_stack(columns)
    with pytest.raises(DataError) as caught:
        fit_generalised_linear(x, np.asarray(answer, float), weights, family)
    assert caught.value.code == code
