"""Limits follow the degrees of freedom that are released, not those of who answered."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from measure87.disseminate.gate.survey.degrees_asked import (
    FEW_DEGREES,
    FEWEST,
    with_degrees_asked,
)
from measure87.estimate.survey.flags import FEW_DEGREES_OF_FREEDOM, FEWEST_DF
from measure87.vocabulary.estimate import Alternative, Estimate

T3, T4 = 3.182446305, 2.776445105
"""Quantiles of Student's t for 95 %, of 3 and 4 degrees of freedom, from a table."""


def moved(*figures, df=4.0):
    found = with_degrees_asked(figures, [replace(one, df=df) for one in figures])
    return found[0] if len(found) == 1 else found


def mean(**fields):
    own = {"value": 10.0, "se": 1.0, "level": 0.95, "interval": "wald", "df": 3.0, "n": 40}
    made = {**own, **fields}
    made = {"lower": made["value"] - T3, "upper": made["value"] + T3, **made}
    return Estimate("y", "mean", "taylor", **made)


def exact(p, n):
    """Clopper-Pearson by scipy's beta distribution."""
    return stats.beta.ppf(0.025, n * p, n * (1 - p) + 1), stats.beta.ppf(
        0.975, n * p + 1, n * (1 - p)
    )


def share(df, deff=2.0, n=90, p=0.2, **fields):
    """A share of an effective size by the rule of Korn & Graubard."""
    size = n / deff * (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, df)) ** 2
    lower, upper = exact(p, size)
    own = {
        "value": p, "se": 0.06, "lower": lower, "upper": upper, "level": 0.95, "n": n,
        "interval": "korn-graubard", "df": df, "n_cases": 18, "n_effective": size,
        "deff_used": deff, "deff_source": "own", "weighted_n": 9000.0,
    }  # fmt: skip
    return Estimate("y", "proportion", "taylor", **{**own, **fields})


def test_limits_of_a_mean_are_by_the_other_quantile():
    found = moved(mean())
    assert (found.lower, found.upper) == pytest.approx((10 - T4, 10 + T4))


def test_limits_and_size_of_a_share_are_those_of_more_degrees():
    found, other = moved(share(3.0)), share(4.0)
    for name in ("n_effective", "lower", "upper"):
        assert getattr(found, name) == pytest.approx(getattr(other, name))


def test_a_borrowed_size_goes_by_everybody_s_degrees_where_these_are_more():
    everybody = share(20.0, n=400)
    group = replace(share(20.0, deff_source="icc"), df=3.0, group={"sex": "1"})
    asked = [replace(everybody, df=21.0), replace(group, df=4.0)]
    found = with_degrees_asked([everybody, group], asked)[1]
    assert found.n_effective == pytest.approx(share(21.0).n_effective)
    assert found.upper == pytest.approx(share(21.0).upper)


def total(df, of):
    """A total of 9,000 persons, without what the size of the group adds."""
    low, high = (9000 * one for one in (of.lower, of.upper))
    return replace(of, statistic="total", value=1800.0, se=540.0, lower=low, upper=high, df=df)


def test_a_total_has_the_limits_of_its_share_times_persons():
    found = moved(share(3.0), total(3.0, share(3.0)))
    assert found[1].upper == pytest.approx(9000 * share(4.0).upper)


def test_limits_without_a_formula_are_as_much_nearer_as_the_quantile():
    found = moved(mean(interval="woodruff", lower=8.0, upper=13.0))
    assert found.lower == pytest.approx(10 - 2 * T4 / T3)
    assert found.upper == pytest.approx(10 + 3 * T4 / T3)
    assert moved(mean(interval="woodruff", lower=0.0, upper=20.0), df=2.0).lower == 0.0


def test_so_is_the_interval_beside_by_its_own_design_effect():
    beside = Alternative("own", *exact(0.2, share(3.0, deff=1.5).n_effective), 1.5, "")
    found = moved(share(3.0, alternatives=(beside,))).alternatives[0]
    assert found.upper == pytest.approx(share(4.0, deff=1.5).upper)


@pytest.mark.parametrize(("df", "few"), [(7.0, True), (8.0, False), (7.9, True)])
def test_the_flag_goes_by_the_degrees_that_are_released(df, few):
    one = mean(flags=("wide-interval", FEW_DEGREES))
    assert (FEW_DEGREES in moved(one, df=df).flags) is few
    assert (FEW_DEGREES in moved(replace(one, df=9.0, flags=()), df=df).flags) is few


def test_the_flag_is_the_one_of_the_estimate():
    assert (FEW_DEGREES, FEWEST) == (FEW_DEGREES_OF_FREEDOM, FEWEST_DF)


@pytest.mark.parametrize("one", [mean(), mean(df=None), mean(df=0.0), mean(level=None)])
def test_nothing_changes_where_degrees_do_not_or_there_are_none(one):
    assert with_degrees_asked([one], [one]) == [one]


def test_where_no_limits_are_known_there_are_none():
    found = moved(mean(lower=None, upper=None))
    assert (found.lower, found.upper) == (None, None)
    assert np.isclose(found.df, 4.0)
