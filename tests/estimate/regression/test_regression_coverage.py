"""Limits of regressions hold the coefficients of a whole population as often as they say."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.replicates import MadeReplicates
from measure87.estimate.survey import Outcome, SurveyDesign, Terms, estimate_regression

TERMS = Terms(("girl", "age"), frozenset({"age"}))
CLUSTERS, SAMPLED, SIZE = 1_500, 40, 15


def population():
    """Invented: places differ, so that persons of one are alike; strata are drawn unequally."""
    rng = np.random.default_rng(5)
    n = CLUSTERS * SIZE
    place = np.repeat(np.arange(CLUSTERS), SIZE)
    stratum = (place >= CLUSTERS * 3 // 4).astype(int)
    girl, age = rng.integers(0, 2, n), rng.integers(5, 18, n).astype(float)
    eta = -2.5 + 0.12 * age + 0.4 * girl + 0.6 * stratum + rng.normal(0, 0.8, CLUSTERS)[place]
    y = rng.random(n) < 1 / (1 + np.exp(-eta))
    return pl.DataFrame(
        {"y": y, "girl": girl, "age": age, "place": place, "stratum": stratum}
    )  # fmt: skip


def coverage(family, samples, replicates=None):
    """Share of samples whose 95 % limits hold each coefficient of the population."""
    everybody = population()
    outcome, design = Outcome("y", "y"), SurveyDesign("w", "stratum", ("place",), ("n",))
    truth = estimate_regression(everybody, outcome, TERMS, SurveyDesign(), family=family)
    rng = np.random.default_rng(6)
    of_stratum = [np.arange(CLUSTERS * 3 // 4), np.arange(CLUSTERS * 3 // 4, CLUSTERS)]
    held = np.zeros((samples, 3))
    for k in range(samples):
        drawn = np.concatenate([rng.choice(own, SAMPLED // 2, False) for own in of_stratum])
        sizes = pl.Series([len(own) for own in of_stratum])
        frame = everybody.filter(pl.col("place").is_in(drawn)).with_columns(
            n=sizes.gather(pl.Series(np.repeat([0, 1], SAMPLED // 2 * SIZE)))
        ).with_columns(w=pl.col("n") / (SAMPLED / 2))  # fmt: skip
        got = estimate_regression(
            frame, outcome, TERMS, design, family=family, replicates=replicates
        )
        held[k] = [
            one.lower <= true.value <= one.upper
            for one, true in zip(got.coefficients, truth.coefficients, strict=True)
        ]
    return held.mean(axis=0)


@pytest.mark.parametrize("family", ["logistic", "poisson"])
def test_limits_hold_the_population_s_coefficients_in_some_samples(family):
    """A few samples, to be done in a second; the proof has more of them."""
    low, high = stats.binom.ppf([0.0005, 0.9995], 60, 0.95) / 60
    found = coverage(family, 60)
    assert ((low <= found) & (found <= high)).all(), found


def test_limits_of_replicates_hold_them_in_some_samples():
    """The jackknife of 40 clusters; the proof has more samples, and a bootstrap."""
    low, high = stats.binom.ppf([0.0005, 0.9995], 40, 0.95) / 40
    found = coverage("logistic", 40, MadeReplicates("jkn"))
    assert ((low <= found) & (found <= high)).all(), found


@pytest.mark.proof
@pytest.mark.parametrize("asked", [MadeReplicates("jkn"), MadeReplicates("rao-wu", n=100)])
def test_limits_of_replicates_hold_the_population_s_coefficients(asked):
    low, high = stats.binom.ppf([0.0005, 0.9995], 300, 0.95) / 300
    found = coverage("logistic", 300, asked)
    assert ((low <= found) & (found <= high)).all(), found


@pytest.mark.proof
@pytest.mark.parametrize("family", ["logistic", "linear", "probit", "poisson"])
def test_limits_hold_the_population_s_coefficients(family):
    """Linearised limits of 38 degrees of freedom are a little narrow: 92 to 97 %."""
    found = coverage(family, 1_000)
    assert ((found > 0.92) & (found < 0.97)).all(), found
