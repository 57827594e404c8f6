"""What the limits of a share rest on is told of the interval that was asked for."""

import numpy as np
import polars as pl
import pytest

import measure87 as m
from measure87.numerics.proportion_intervals import exact_limits

OTHERS = ["korn-graubard-r", "wald", "logit", "asin", "wilson", "likelihood", "xlogit"]


def figures(interval):
    """A share with 48 cases in 60 clusters, one without any, and the persons of the first."""
    rng = np.random.default_rng(1)
    frame = pl.DataFrame({
        "cluster": np.repeat(np.arange(60), 10),
        "weight": rng.uniform(100, 300, 600),
        "work": (rng.random(600) < 0.08).astype(int),
        "nobody": np.zeros(600, dtype=int),
    })  # fmt: skip
    survey = m.Survey(frame, weights="weight", clusters="cluster")
    share, nobody = (survey.prevalence(name, interval=interval).only for name in ("work", "nobody"))
    return share, nobody, survey.total("work", interval=interval).only


@pytest.mark.parametrize("interval", OTHERS)
def test_only_the_default_borrows_where_a_share_has_a_design_effect_of_its_own(interval):
    share, nobody, persons = figures(interval)
    for one in (share, persons):
        assert "borrowed-design-effect" not in one.flags
        assert one.deff_source == "own"
        assert one.deff_used == pytest.approx(share.deff_replacement, rel=0.01)
        assert one.n_effective == pytest.approx(600 / one.deff_used, rel=0.05)
    assert "borrowed-design-effect" in nobody.flags
    assert nobody.deff_source == "icc"


def test_the_limits_are_those_of_the_design_effect_that_is_told():
    """R's rule is Korn and Graubard's of that many persons, where t has nearly the same value."""
    share, _, _ = figures("korn-graubard-r")
    limits = exact_limits(share.value, share.n_effective)
    assert (share.lower, share.upper) == pytest.approx(
        (float(limits.lower), float(limits.upper)), rel=1e-9
    )


def test_the_default_says_that_it_borrowed():
    share, _, _ = figures("korn-graubard")
    assert "borrowed-design-effect" in share.flags
    assert share.deff_source == "pooled"
    assert share.deff_used > share.deff_replacement
