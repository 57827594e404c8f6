"""Quantiles of cells against a count of weights one by one, and what is told of them."""

import math
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.quantiles import (
    _Distribution,
    _flags,
    _limits,
    _missing,
    _once,
    _partitions,
    _refusal,
    _with_spread,
)
from measure87.vocabulary import flags
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import NO, YES

HOURS = Outcome("hours", "hours", "number", "quantile", quantile=0.3)
DESIGN = SurveyDesign("w")
NAN = float("nan")


def smallest_reaching(values, weights, share):
    """The smallest value at or below which lies the share of the weights."""
    for value in sorted(set(values)):
        below = sum(w for v, w in zip(values, weights, strict=True) if v <= value)
        if below >= share * sum(weights) - 1e-12:
            return value
    raise AssertionError


@pytest.fixture
def made():
    rng = np.random.default_rng(8)
    number = rng.integers(1, 8, 60).astype(float)
    number[[3, 20, 41]] = NAN
    weight = rng.choice([0.0, 0.5, 1.0, 3.0], 60)
    cell = rng.choice([-1, 0, 2, 3], 60)
    cell[number == 7.0] = 2
    return number, weight, cell


def distribution(number, weight, cell, outcome=HOURS, design=DESIGN):
    hours = [None if math.isnan(one) else one for one in number]
    return _Distribution(pl.DataFrame({"hours": hours, "w": weight}), outcome, design, cell)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.95])
def test_every_cell_has_the_smallest_value_that_reaches_the_share(made, share):
    number, weight, cell = made
    outcome = Outcome("hours", "hours", "number", "quantile", quantile=share)
    found = distribution(number, weight, cell, outcome)
    assert set(found.value_of) == {0, 2, 3}
    for one in (0, 2, 3):
        inside = (cell == one) & (weight > 0) & ~np.isnan(number)
        expected = smallest_reaching(number[inside], weight[inside], share)
        assert found.value_of[one] == found.at(one, share) == expected
        other = np.where(number < 4, 2.0 * weight, 0.0)
        left = inside & (other > 0)
        again = smallest_reaching(number[left], other[left], share)
        assert found.under(one, other) == again
        assert math.isnan(found.under(one, np.zeros(60)))


def test_persons_without_a_number_are_counted_where_they_have_a_weight(made):
    number, weight, cell = made
    weight[[3, 20, 41]], cell[[3, 20, 41]] = [1.0, 0.0, 2.0], [0, 0, 3]
    found = distribution(number, weight, cell)
    assert found.missing_in == {0: 1, 3: 1}
    (told,) = _missing(HOURS, found)
    assert (told.code, told.values["persons"]) == ("missing-numbers", 2)
    assert _missing(HOURS, SimpleNamespace(missing_in={})) == []


def test_who_lies_at_or_below_the_quantile_of_her_cell_is_a_yes(made):
    number, weight, cell = made
    found = distribution(number, weight, cell)
    for k, status in enumerate(found.at_or_below().to_list()):
        known = cell[k] >= 0 and weight[k] > 0 and not math.isnan(number[k])
        if not known:
            assert status is None
        else:
            assert status == (YES if number[k] <= found.value_of[cell[k]] else NO)


def test_without_weights_all_persons_count_alike():
    found = distribution([1.0, 2.0, 3.0, 4.0], [9.0, 0.0, 0.0, 0.0], np.zeros(4, dtype=int),
                         design=SurveyDesign(None))  # fmt: skip
    assert found.value_of == {0: 2.0}


def test_nobody_with_a_number_leaves_no_quantile():
    found = distribution([NAN, 2.0], [1.0, 1.0], np.array([0, -1]))
    assert (found.value_of, found.missing_in) == ({}, {0: 1})
    assert found.at_or_below().to_list() == [None, None]
    refused = _refusal(HOURS, found, 0, {"sex": "1"})
    assert (refused.code, refused.group) == ("only-unknown", {"sex": "1"})
    assert refused.text.startswith("everybody in the domain (1 person) is unknown")
    assert _refusal(HOURS, found, 5, {"sex": "2"}).code != "only-unknown"


@pytest.mark.parametrize("endless", [math.inf, -math.inf])
def test_a_number_without_end_is_refused(endless):
    with pytest.raises(DataError):
        distribution([1.0, endless], [1.0, 1.0], np.array([0, 0]))


@pytest.mark.parametrize(
    ("low", "high", "n", "limits"),
    [
        (0.25, 0.75, 4, (1.0, 3.0)),
        (0.0, 0.75, 4, (None, 3.0)),
        (0.25, 1.0, 4, (1.0, None)),
        (0.25, 0.75, 2, (1.0, 3.0)),
        (0.25, 0.75, 1, (None, None)),
        (NAN, 0.75, 4, (None, None)),
        (0.25, NAN, 4, (None, None)),
    ],
)
def test_limits_are_quantiles_at_the_limits_of_the_share(low, high, n, limits):
    sample = distribution([1.0, 2.0, 3.0, 4.0], [1.0] * 4, np.zeros(4, dtype=int))
    cells = SimpleNamespace(n=np.array([0, n]))
    of_share = SimpleNamespace(lower=np.array([0.5, low]), upper=np.array([0.5, high]))
    assert _limits(sample, 0, cells, of_share, 1) == limits


def flagged(value=10.0, se=1.0, lower=8.0, upper=12.0, n=500, df=40.0):
    return list(_flags(value, se, lower, upper, n, df))


def test_a_quantile_is_flagged_for_few_persons_few_clusters_width_and_an_open_end():
    assert flagged() == []
    assert (flagged(n=29), flagged(n=30)) == ([flags.FEW_PERSONS], [])
    assert (flagged(df=7.9), flagged(df=8.0)) == ([flags.FEW_DEGREES_OF_FREEDOM], [])
    assert (flagged(se=3.01), flagged(se=3.0)) == ([flags.WIDE_INTERVAL], [])
    assert flagged(value=-10.0, se=3.01) == [flags.WIDE_INTERVAL]
    assert flagged(lower=None) == flagged(upper=None) == [flags.OPEN_INTERVAL]
    assert flagged(se=None, lower=None, upper=None) == []


def written(**more):
    plain = {"value": 10.0, "se": 2.0, "lower": 7.0, "upper": 15.0, "level": 0.9, "df": 12.0,
             "interval": "korn-graubard", "n": 100, "flags": (flags.FEW_CASES,)}  # fmt: skip
    return Estimate("hours", "quantile", "taylor", **(plain | more))


def test_the_spread_between_replicates_gives_an_error_and_plain_limits():
    found = _with_spread(written(), 0.25, 0.9)
    half = stats.t.ppf(0.95, 12.0) * 0.5
    assert (found.value, found.se) == (10.0, 0.5)
    assert (found.lower, found.upper) == pytest.approx((10.0 - half, 10.0 + half), rel=1e-9)
    assert (found.level, found.interval, found.flags) == (0.9, "wald", ())
    few = _with_spread(written(n=12, df=3.0), 16.0, 0.9)
    assert few.flags == (flags.FEW_PERSONS, flags.FEW_DEGREES_OF_FREEDOM, flags.WIDE_INTERVAL)
    assert _with_spread(written(n=None), 0.25, 0.9).flags == (flags.FEW_PERSONS,)


@pytest.mark.parametrize(
    "one", [(written(), NAN), (written(), math.inf), (written(value=None), 0.25)]
)
def test_without_a_spread_there_is_no_error_and_no_limit(one):
    found = _with_spread(*one, 0.9)
    assert (found.se, found.lower, found.upper, found.level, found.interval) == (None,) * 5
    assert found.flags == (flags.FEW_CASES, flags.NO_VARIANCE)


def test_a_table_with_groups_is_taken_apart_into_choices_that_do_not_overlap():
    groups = {"age": {"all": ("1", "2"), "young": ("1",)}, "area": {"any": ("u", "r")}}
    whole = DomainTable(("age", "area", "sex"), groups)
    parts = [part.groups for part in _partitions(whole)]
    assert parts == [
        {"age": {"all": ("1", "2")}, "area": {"any": ("u", "r")}},
        {"age": {"young": ("1",)}, "area": {"any": ("u", "r")}},
    ]
    plain = DomainTable(("sex",))
    assert [part.groups for part in _partitions(plain)] == [{}]


def test_a_figure_of_several_parts_is_told_once():
    items = [written(group={"sex": one}) for one in ("1", "2", "1")]
    assert [item.group["sex"] for item in _once(items)] == ["1", "2"]


@pytest.mark.parametrize(("clusters", "known"), [(20, True), (1, False)])
def test_a_quantile_without_limits_or_variance_says_so_and_another_does_not(clusters, known):
    frame = pl.DataFrame({"y": [float(k % 37) for k in range(200)], "w": [1.0] * 200})
    frame = frame.with_columns(c=pl.int_range(200) % clusters)
    median = Outcome("y", "y", kind="number", statistic="quantile", quantile=0.5)
    (one,) = estimate_survey(frame, [median], SurveyDesign("w", None, ("c",))).estimates
    assert (flags.NO_VARIANCE not in one.flags) is known
    assert (one.se is not None) is known
    assert (one.level is not None) is known
