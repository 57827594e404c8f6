"""The mean share of a period in a status (stock), and design effects of normalised weights."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.numerics.proportion_intervals import exact_limits
from measure87.vocabulary.errors import UsageError

FLOW = Outcome("flow", "flow", coding="status")
STOCK = Outcome("stock", "share", kind="number", statistic="mean", share_of="flow")
DESIGN = SurveyDesign(weight="w", strata="h", clusters=("c",))


WEEK = 0.02
SHARES = {
    "uniform": (0.5, lambda rng, shape: rng.random(shape)),
    "a week each": (WEEK, lambda rng, shape: np.full(shape, WEEK)),
    "few all the time": (
        0.95 * WEEK + 0.05,
        lambda rng, shape: np.where(rng.random(shape) < 0.95, WEEK, 1.0),
    ),
    "long in some clusters": (
        0.3 + 0.7 * 0.05,
        lambda rng, shape: np.where(rng.random((shape[0], 1)) < 0.3, 1.0, 0.05) * np.ones(shape),
    ),
}
"""The mean share of those in the status, and a draw of it by cluster and person."""


def sample(rng, p, clusters=60, take=20, icc=0.05, weight=50.0, shares="uniform"):
    """Beta-binomial flow; those in it spent a share of the period in it."""
    a = (1 - icc) / icc
    rate = rng.beta(p * a, (1 - p) * a, clusters)
    flow = rng.random((clusters, take)) < rate[:, None]
    share = np.where(flow, SHARES[shares][1](rng, (clusters, take)), 0.0)
    size = clusters * take
    return pl.DataFrame(
        {
            "flow": pl.Series(2 * flow.ravel(), dtype=pl.Int8),
            "share": share.ravel(),
            "w": np.full(size, weight),
            "h": np.repeat(np.arange(clusters) % 4, take),
            "c": np.repeat(np.arange(clusters), take),
            "g": np.repeat(np.arange(clusters) % 2, take),
        }
    )


def test_without_a_case_the_stock_has_the_upper_limit_of_the_flow():
    frame = sample(np.random.default_rng(1), 0.01).with_columns(
        flow=pl.when(pl.col("g") == 1).then(0).otherwise("flow").cast(pl.Int8),
        share=pl.when(pl.col("g") == 1).then(0.0).otherwise("share"),
    )
    found = estimate_survey(frame, [FLOW, STOCK], DESIGN, [DomainTable(("g",))]).estimates
    flow, stock = (
        next(e for e in found if e.name == n and e.group["g"] == "1") for n in ("flow", "stock")
    )
    assert (flow.value, stock.value, stock.lower) == (0.0, 0.0, 0.0)
    assert stock.upper == pytest.approx(flow.upper, rel=1e-12)
    assert stock.upper > 0.0


@pytest.mark.parametrize(
    ("p", "shares"),
    [
        pytest.param(p, shares, marks=pytest.mark.slow if k % 3 == i else pytest.mark.proof)
        for i, p in enumerate([0.003, 0.03, 0.3])
        for k, shares in enumerate(SHARES)
    ],
)
def test_the_interval_of_the_stock_holds_the_truth_in_95_of_100_samples(p, shares):
    """300 samples, seed 5; fails if fewer are held than chance leaves to 93 % (1 % test)."""
    rng = np.random.default_rng(5)
    truth, held = p * SHARES[shares][0], 0
    for _ in range(300):
        frame = sample(rng, p, shares=shares)
        stock = estimate_survey(frame, [FLOW, STOCK], DESIGN).estimates[1]
        assert 0.0 <= stock.lower <= stock.value <= stock.upper <= 1.0
        held += stock.lower <= truth <= stock.upper
    assert held >= 268  # the 1 % quantile of Binomial(300, 0.93)


def both(frame, told=1.0):
    """Flow and stock of everybody."""
    return estimate_survey(frame, [FLOW, replace(STOCK, told=told)], DESIGN).estimates


def by_hand(frame, flow, told):
    """Limits of the stock by the formula, from the rows; clusters of one size weigh alike here."""
    y, n, s = frame["share"].to_numpy(), flow.n_effective, frame["share"].mean()
    p, n_rows = flow.value, frame.height
    moment = y.var(ddof=1) + s**2
    unlike = 1 + (p * moment / s**2 - 1) / told**2
    widest, cases, missed = p / s / told, n * p * told, -np.log(0.025)
    unlike = min(widest, (cases * unlike + missed * widest) / (cases + missed))
    means = frame.group_by("h", "c").agg(pl.col("share").sum())
    own = sum(len(one) * one["share"].var() / n_rows**2 for one in means.partition_by("h"))
    df = means.height - means["h"].n_unique()
    own *= max(1.0, stats.t.ppf(0.975, df) / stats.t.ppf(0.975, n_rows - 1)) ** 2
    size = s * (1 - s) / max((unlike * s**2 / p - s**2) / n, own)
    cases = size * s
    return (
        stats.beta.ppf(0.025, cases, size - cases + 1),
        stats.beta.ppf(0.975, cases + 1, size - cases),
    )


@pytest.mark.parametrize("told", [1.0, 0.6])
@pytest.mark.parametrize("shares", SHARES)
@pytest.mark.parametrize("p", [0.01, 0.1])
def test_the_limits_of_the_stock_are_those_of_the_formula(p, shares, told):
    frame = sample(np.random.default_rng(3), p, shares=shares)
    flow, stock = both(frame, told)
    assert (stock.lower, stock.upper) == pytest.approx(by_hand(frame, flow, told), rel=1e-8)


def test_a_share_that_is_all_of_the_period_has_the_limits_of_the_status():
    frame = sample(np.random.default_rng(4), 0.03).with_columns(share=pl.col("flow") / 2.0)
    flow, stock = both(frame)
    assert (stock.lower, stock.upper) == pytest.approx((flow.lower, flow.upper), rel=1e-3)


def test_short_episodes_of_many_cases_have_narrower_limits_than_a_yes_or_no():
    frame = sample(np.random.default_rng(5), 0.1, shares="a week each")
    flow, stock = both(frame)
    as_yes_or_no = exact_limits(stock.value, flow.n_effective)
    width = stock.upper - stock.lower
    assert width < 0.4 * float(as_yes_or_no.upper - as_yes_or_no.lower)
    assert width / stock.value > (flow.upper - flow.lower) / flow.value


def test_long_episodes_of_some_clusters_have_wider_limits_than_a_yes_or_no():
    frame = sample(np.random.default_rng(6), 0.3, shares="long in some clusters")
    flow, stock = both(frame)
    as_yes_or_no = exact_limits(stock.value, flow.n_effective)
    assert stock.upper - stock.lower > float(as_yes_or_no.upper - as_yes_or_no.lower)


def test_a_share_needs_its_status_before_it():
    with pytest.raises(UsageError, match="no status outcome before it"):
        estimate_survey(sample(np.random.default_rng(1), 0.1), [STOCK, FLOW], DESIGN)


def test_weights_of_mean_one_give_the_design_effect_with_replacement():
    rng = np.random.default_rng(2)
    normalised = estimate_survey(sample(rng, 0.2, weight=1.0), [FLOW], DESIGN).estimates[0]
    assert normalised.deff == normalised.deff_replacement
    rng = np.random.default_rng(2)
    expanded = estimate_survey(sample(rng, 0.2, weight=50.0), [FLOW], DESIGN).estimates[0]
    assert expanded.deff_replacement == pytest.approx(normalised.deff, rel=1e-12)
    assert expanded.deff == pytest.approx(expanded.deff_replacement / (1 - 1 / 50), rel=1e-12)
