"""A reader of a release gets no trend that tells more than its rounds' figures do."""

from dataclasses import replace

import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.trend import Trend, TrendRound

ROUNDS = (TrendRound("2014", 2014.5, "2014.json"), TrendRound("2022", 2022.5))


def figure(n_cases, sex):
    n = 400
    return Estimate(
        "work", "proportion", "taylor", {"sex": sex}, value=n_cases / n, se=0.01, lower=0.001,
        upper=0.2, level=0.95, interval="korn-graubard", n=n, n_cases=n_cases, n_clusters=40,
        df=39.0, weighted_n=4000.0, n_unknown=0, unit="proportion",
    )  # fmt: skip


def slope(sex, **changed):
    trend = replace(Trend(ROUNDS, "identity", p_value=0.2), **changed)
    return Estimate("work", "slope", "wls", {"sex": sex}, value=-0.01, se=0.002, trend=trend)


def released(*trends):
    result = Result("run", [figure(40, "1"), figure(1, "2")], trends=trends)
    return release(result, DisclosureRules(digits=False)).trends


def test_the_trend_of_a_figure_that_is_hidden_is_not_released():
    # with the earlier figure and the date a slope of two rounds gives the newest one back
    assert [one.group for one in released(slope("1"), slope("2"))] == [{"sex": "1"}]


@pytest.mark.parametrize(
    "changed",
    [
        {"overlap": "clusters"},
        {"overlap": "persons"},
        {"rounds": (replace(ROUNDS[0], source=None), ROUNDS[1])},
        {"rounds": (ROUNDS[0], TrendRound("2018", 2018.5), ROUNDS[1])},
    ],
)
def test_a_trend_of_one_table_of_all_rounds_is_not_released(changed):
    assert released(slope("1", **changed)) == ()


def test_figures_that_are_no_trends_are_not_released_as_such():
    assert released(replace(slope("1"), trend=None)) == ()
