"""Contrasts by name, by hand: which figures have which weights."""

import numpy as np
import pytest

from measure87.estimate.survey.contrast_sets import LinearContrast, contrast_set
from measure87.estimate.survey.differences import Side
from measure87.vocabulary.errors import UsageError


def weights_of(one):
    """Code of the group to its weight."""
    return {side.group["area"]: weight for side, weight in one.weights}


@pytest.mark.parametrize(
    "codes", [["1", "2"], ["3", "1", "2"], ["1", "2", "4", "8"], ["0.5", "-2"]]
)
def test_a_trend_is_the_slope_of_a_straight_line_through_the_groups(codes):
    (one,) = contrast_set("trend", "work", "area", codes)
    values = np.array([0.3, 0.1, 0.25, 0.4])[: len(codes)]
    slope = sum(
        weight * value for weight, value in zip(weights_of(one).values(), values, strict=True)
    )
    assert list(weights_of(one)) == codes
    assert slope == pytest.approx(np.polyfit([float(code) for code in codes], values, 1)[0])
    assert one.name == "work: trend over area"


def test_there_is_no_trend_over_groups_that_are_no_numbers():
    with pytest.raises(UsageError, match="the groups of area are no numbers"):
        contrast_set("trend", "work", "area", ["north", "2"])


def test_each_group_is_set_against_the_mean_of_all():
    found = contrast_set("mean", "work", "area", ["a", "b", "c", "d"])
    assert [one.name for one in found] == [f"work: area {code} - mean" for code in "abcd"]
    for code, one in zip("abcd", found, strict=True):
        assert weights_of(one) == {k: 0.75 if k == code else -0.25 for k in "abcd"}


def test_pairs_and_baselines_set_one_group_against_another():
    pairs = contrast_set("pairs", "work", "area", ["a", "b", "c"])
    assert [weights_of(one) for one in pairs] == [
        {"b": 1.0, "a": -1.0},
        {"c": 1.0, "a": -1.0},
        {"c": 1.0, "b": -1.0},
    ]
    first = contrast_set("baseline", "work", "area", ["a", "b", "c"])
    assert [weights_of(one) for one in first] == [{"b": 1.0, "a": -1.0}, {"c": 1.0, "a": -1.0}]
    named = contrast_set("baseline", "work", "area", ["a", "b", "c"], baseline="b")
    assert [weights_of(one) for one in named] == [{"a": 1.0, "b": -1.0}, {"c": 1.0, "b": -1.0}]


def test_all_of_a_set_is_within_one_group():
    (one,) = contrast_set("pairs", "work", "area", ["a", "b"], within={"sex": "2"})
    assert [dict(side.group) for side, _ in one.weights] == [
        {"sex": "2", "area": "b"},
        {"sex": "2", "area": "a"},
    ]


@pytest.mark.parametrize(
    ("kind", "codes", "baseline", "code"),
    [
        ("other", ["a", "b"], None, "contrast"),
        ("pairs", ["a"], None, "one-group"),
        ("pairs", ["a", "b"], "a", "contrast"),
        ("baseline", ["a", "b"], "c", "contrast"),
    ],
)
def test_a_set_that_cannot_be_is_refused(kind, codes, baseline, code):
    with pytest.raises(UsageError) as refused:
        contrast_set(kind, "work", "area", codes, baseline=baseline)
    assert refused.value.code == code


@pytest.mark.parametrize("weights", [(0.0, 0.0), (float("nan"), 1.0), (float("inf"), -1.0)])
def test_a_contrast_of_nothing_is_refused(weights):
    sides = [Side("work", {"area": code}) for code in "ab"]
    with pytest.raises(UsageError):
        LinearContrast("c", tuple(zip(sides, weights, strict=True)))
    assert LinearContrast("c", ((sides[0], 0.0), (sides[1], 2.0))).name == "c"
