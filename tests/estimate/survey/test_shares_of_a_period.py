"""The mean share of a period in a status (stock), and design effects of normalised weights."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.vocabulary.errors import UsageError

FLOW = Outcome("flow", "flow", coding="status")
STOCK = Outcome("stock", "share", kind="number", statistic="mean", share_of="flow")
DESIGN = SurveyDesign(weight="w", strata="h", clusters=("c",))


def sample(rng, p, clusters=60, take=20, icc=0.05, weight=50.0):
    """Beta-binomial flow; those in it spent a uniform share of the period in it."""
    a = (1 - icc) / icc
    rate = rng.beta(p * a, (1 - p) * a, clusters)
    flow = rng.random((clusters, take)) < rate[:, None]
    share = np.where(flow, rng.random((clusters, take)), 0.0)
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


@pytest.mark.slow
@pytest.mark.parametrize("p", [0.003, 0.02, 0.3])
def test_the_interval_of_the_stock_holds_the_truth_in_95_of_100_samples(p):
    """400 samples, seed 5; fails if fewer are held than chance leaves to 93 % (1 % test)."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        stock = estimate_survey(sample(rng, p), [FLOW, STOCK], DESIGN).estimates[1]
        assert 0.0 <= stock.lower <= stock.value <= stock.upper <= 1.0
        held += stock.lower <= p / 2 <= stock.upper
    assert held >= 360  # the 1 % quantile of Binomial(400, 0.93)


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
