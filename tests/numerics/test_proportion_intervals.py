import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from measure87.numerics import proportion_intervals as intervals
from measure87.vocabulary.errors import UsageError

REFERENCE = Path(__file__).parents[1] / "reference" / "r_survey_ciprop" / "ciprop.json"
ROWS = json.loads(REFERENCE.read_text(encoding="utf-8"))

shares = st.one_of(st.just(0.0), st.just(1.0), st.floats(1e-6, 1.0 - 1e-6))
sizes = st.integers(2, 100_000)
degrees = st.one_of(st.integers(0, 2000).map(float), st.just(math.inf))
effects = st.floats(0.2, 50.0)


def limits(name, p, n, df, deff, level=0.95):
    """Any of the intervals; the variance is the one that the design effect implies."""
    variance = deff * p * (1.0 - p) / n
    worth = intervals.effective_n(n, df, deff=deff, level=level)
    if name == "wilson":
        return intervals.wilson(p, df, n_effective=worth, level=level)
    if name == "korn_graubard":
        return intervals.korn_graubard(p, n, df, deff=deff, level=level)
    if name == "korn_graubard_r":
        return intervals.korn_graubard_r(p, variance, n, df, n_effective=worth, level=level)
    if name == "likelihood":
        return intervals.likelihood(p, variance, n, df, n_effective=worth, level=level)
    return getattr(intervals, name)(p, variance, df, n_effective=worth, level=level)


NAMES = (
    "wald", "logit", "arcsine", "likelihood", "wilson", "korn_graubard", "korn_graubard_r",
)  # fmt: skip


def with_spread(method):
    return [row for row in ROWS if row["method"] == method and row.get("var", 0.0) > 0.0]


# Reference: tests/reference/r_survey_ciprop. R's figures carry 15 digits; same arithmetic, so
# rounding only. R's own estimate under "logit" comes from an iteration that stops 1e-9 away.
@pytest.mark.parametrize("row", with_spread("mean"), ids=lambda row: row["call"])
def test_wald_is_the_mean_method_of_r_within_0_and_1(row):
    got = intervals.wald(row["est"], row["var"], row["df"], n_effective=row["n"])
    wanted = np.clip(row["ci"], 0.0, 1.0)
    assert [got.lower, got.upper] == pytest.approx(list(wanted), rel=1e-9)


@pytest.mark.parametrize("row", with_spread("logit"), ids=lambda row: row["call"])
def test_logit_is_the_logit_method_of_r(row):
    got = intervals.logit(row["est"], row["var"], row["df"], n_effective=row["n"])
    assert [got.lower, got.upper] == pytest.approx(row["ci"], rel=1e-7)


@pytest.mark.parametrize("row", with_spread("beta"), ids=lambda row: row["call"])
def test_korn_graubard_r_is_the_beta_method_of_r(row):
    got = intervals.korn_graubard_r(
        row["est"], row["var"], row["n"], row["df"], n_effective=row["n"]
    )
    assert [got.lower, got.upper] == pytest.approx(row["ci"], rel=1e-9)


def test_the_reference_has_rows_of_every_method_and_kind():
    counts = {name: len(with_spread(name)) for name in ("mean", "logit", "beta")}
    assert counts == {"mean": 11, "logit": 11, "beta": 11}
    assert sum("error" in row for row in ROWS if row["method"] == "wilson") == 28
    assert sum(row["ci"] == [None, None] for row in ROWS if row["method"] == "beta") == 17


@pytest.mark.parametrize("name", NAMES)
def test_where_r_fails_at_zero_cases_the_limits_are_those_of_the_effective_number(name):
    # R: NaN ("beta"), [0, 0] ("mean"), about [2e-12, 5e-12] ("logit"), an error ("wilson").
    row = next(row for row in ROWS if row["method"] == "beta" and row["ci"] == [None, None])
    got = limits(name, 0.0, row["n"], row["df"], 2.0)
    worth = intervals.effective_n(row["n"], row["df"], deff=2.0)
    assert got.lower == 0.0
    if name == "wilson":
        t2 = stats.t.ppf(0.975, row["df"]) ** 2
        assert got.upper == pytest.approx(t2 / (worth + t2), rel=1e-12)
    else:
        assert got.upper == pytest.approx(1.0 - 0.025 ** (1.0 / worth), rel=1e-12)


# Published: Newcombe (1998), Statistics in Medicine 17, 857-872, table I, methods 3 (score)
# and 5 (Clopper-Pearson); four decimals.
@pytest.mark.parametrize(
    ("cases", "n", "score", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_a_simple_random_sample_has_the_published_limits(cases, n, score, exact):
    wilson = intervals.wilson(cases / n, np.inf, n_effective=n)
    beta = intervals.exact_limits(cases / n, n)
    assert [wilson.lower, wilson.upper] == pytest.approx(score, abs=5e-5)
    assert [beta.lower, beta.upper] == pytest.approx(exact, abs=5e-5)


@pytest.mark.parametrize(("p", "n", "df"), [(0.002, 830.0, 40), (0.4, 77.5, 12), (0.97, 300.0, 5)])
def test_wilson_limits_solve_the_score_equation(p, n, df):
    t = stats.t.ppf(0.975, df)
    got = intervals.wilson(p, df, n_effective=n)
    for limit, bracket in ((got.lower, (1e-12, p)), (got.upper, (p, 1.0 - 1e-12))):
        root = optimize.brentq(
            lambda P: (p - P) ** 2 - t**2 * P * (1.0 - P) / n, *bracket, xtol=1e-15
        )
        assert limit == pytest.approx(root, rel=1e-9)


@pytest.mark.parametrize(("p", "v", "n", "df"), [(0.005, 2.4e-5, 200, 199), (0.7, 3e-3, 90, 8)])
def test_likelihood_limits_solve_their_equation(p, v, n, df):
    got = intervals.likelihood(p, v, n, df, n_effective=n)
    deff = n * v / (p * (1 - p))
    allowed = stats.t.ppf(0.975, df) ** 2 * deff * n / (n - 1)
    for limit, bracket in ((got.lower, (1e-15, p)), (got.upper, (p, 1 - 1e-12))):
        root = optimize.brentq(
            lambda q: 2 * n * (p * math.log(p / q) + (1 - p) * math.log((1 - p) / (1 - q)))
            - allowed,
            *bracket, xtol=1e-16,
        )  # fmt: skip
        assert limit == pytest.approx(root, rel=1e-9)


def test_an_angle_below_nought_is_the_share_nought():
    # The angle is 0.1 - 1.96 * 0.1: R would go on to sin(-0.096)^2 = 0.0092.
    got = intervals.arcsine(0.00997, 0.000395, np.inf, n_effective=50)
    assert got.lower == 0.0
    assert 0.00997 < got.upper < 0.1


@pytest.mark.parametrize(("cases", "n"), [(1, 40), (7, 500), (39, 40)])
def test_exact_limits_leave_the_tail_probabilities_of_the_binomial(cases, n):
    got = intervals.exact_limits(cases / n, n, level=0.9)
    assert stats.binom.sf(cases - 1, n, got.lower) == pytest.approx(0.05, rel=1e-9)
    assert stats.binom.cdf(cases, n, got.upper) == pytest.approx(0.05, rel=1e-9)


@given(name=st.sampled_from(NAMES), p=shares, n=sizes, df=degrees, deff=effects)
def test_limits_are_finite_and_hold_the_estimate_and_never_shrink_to_a_bound(name, p, n, df, deff):
    got = limits(name, p, n, df, deff)
    assert 0.0 <= got.lower <= p + 1e-12
    assert p - 1e-12 <= got.upper <= 1.0
    if p == 0.0:
        assert got.lower == 0.0
        assert got.upper > 1e-6
    if p == 1.0:
        assert got.upper == 1.0
        assert got.lower < 1.0 - 1e-6


@given(name=st.sampled_from(NAMES), p=shares, n=sizes, df=degrees, deff=effects)
def test_the_share_without_the_outcome_has_the_mirrored_interval(name, p, n, df, deff):
    got, other = limits(name, p, n, df, deff), limits(name, 1.0 - p, n, df, deff)
    assert 1.0 - other.lower == pytest.approx(got.upper, abs=1e-9)
    assert 1.0 - other.upper == pytest.approx(got.lower, abs=1e-9)


@given(p=shares, n=sizes, df=degrees, deff=effects, more=st.floats(1.0, 5.0))
def test_a_larger_design_effect_widens_korn_graubard_on_both_sides(p, n, df, deff, more):
    got = intervals.korn_graubard(p, n, df, deff=deff)
    wider = intervals.korn_graubard(p, n, df, deff=deff * more)
    assert wider.lower <= got.lower + 1e-12
    assert wider.upper >= got.upper - 1e-12


@given(n=sizes, df=degrees, deff=effects)
def test_the_effective_number_is_above_neither_n_nor_n_over_the_design_effect(n, df, deff):
    got = intervals.effective_n(n, df, deff=deff)
    assert 0.0 < got <= min(n, n / deff) * (1.0 + 1e-12)


def test_few_degrees_of_freedom_cost_what_korn_and_graubard_say():
    ratio = stats.t.ppf(0.975, 199) / stats.t.ppf(0.975, 9)
    assert intervals.effective_n(200, 9, deff=1.6) == pytest.approx(200 / 1.6 * ratio**2)


def test_a_census_has_no_interval_where_there_are_cases_and_others():
    # Variance 0 with a share inside (every unit was asked): R's mean and logit agree.
    for got in (
        intervals.wald(0.3, 0.0, 10, n_effective=50),
        intervals.logit(0.3, 0.0, 10, n_effective=50),
        intervals.arcsine(0.3, 0.0, 10, n_effective=50),
        intervals.likelihood(0.3, 0.0, 50, 10, n_effective=50),
        intervals.korn_graubard_r(0.3, 0.0, 50, 10, n_effective=50),
    ):
        assert got.lower == pytest.approx(0.3, rel=1e-12)
        assert got.upper == pytest.approx(0.3, rel=1e-12)


def test_cells_are_computed_as_if_alone():
    p = np.array([0.0, 0.01, 0.5, 1.0])
    together = intervals.korn_graubard(p, [100, 200, 300, 400], [5, 9, 50, np.inf], deff=1.5)
    for cell, (n, df) in enumerate([(100, 5), (200, 9), (300, 50), (400, np.inf)]):
        alone = intervals.korn_graubard(p[cell], n, df, deff=1.5)
        assert together.lower[cell] == alone.lower
        assert together.upper[cell] == alone.upper


def test_a_quantile_without_degrees_of_freedom_is_that_of_one():
    assert intervals.student_quantile(0.0) == pytest.approx(stats.t.ppf(0.975, 1))
    assert intervals.student_quantile(np.inf, 0.9) == pytest.approx(stats.norm.ppf(0.95))


def test_quantiles_of_many_degrees_of_freedom_keep_their_places():
    df = np.array([[5.0, np.inf, 5.0], [0.5, 5.0, 200.0]])
    alone = [[float(intervals.student_quantile(one)) for one in row] for row in df]
    np.testing.assert_array_equal(intervals.student_quantile(df), alone)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_that_is_no_share_is_refused(level):
    with pytest.raises(UsageError, match="between 0 and 1"):
        intervals.exact_limits(0.1, 100, level=level)
