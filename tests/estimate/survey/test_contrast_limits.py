"""Error, limits and hypothesis of one contrast: by hand, of figures that vary together."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.survey.contrast_sides import (
    AskedContrast,
    Joint,
    _members,
    contrast_limits,
)
from measure87.estimate.survey.differences import Side
from measure87.vocabulary.estimate import Estimate

VALUES = (0.3, 0.2, 0.1)
LIMITS = ((0.22, 0.45), (0.16, 0.25), (0.06, 0.2))
ERRORS = (0.05, 0.02, 0.03)
R = np.array([[1.0, 0.4, -0.3], [0.4, 1.0, 0.2], [-0.3, 0.2, 1.0]])
WEIGHTS = (1.0, -0.25, -0.75)


def figures(**more):
    given = {
        "name": "work",
        "statistic": "proportion",
        "method": "taylor",
        "level": 0.9,
        "interval": "korn-graubard",
        "value": VALUES,
        "se": ERRORS,
        "lower": tuple(low for low, _ in LIMITS),
        "upper": tuple(high for _, high in LIMITS),
    } | more
    return tuple(
        Estimate(**{name: one[k] if isinstance(one, tuple) else one for name, one in given.items()})
        for k in range(3)
    )


def asked(weights=WEIGHTS, errors=ERRORS, correlation=R, df=12.0, **more):
    c = np.array(weights)
    return AskedContrast(
        SimpleNamespace(),
        c,
        figures(**more),
        correlation * np.outer(errors, errors),
        float(c @ VALUES),
        df,
        c,
    )


def root_of_sum(weights, distances, correlation=R):
    return math.sqrt(
        sum(
            weights[i] * weights[j] * distances[i] * distances[j] * correlation[i, j]
            for i in range(3)
            for j in range(3)
        )
    )


VALUE = sum(c * value for c, value in zip(WEIGHTS, VALUES, strict=True))
DOWN = (0.3 - 0.22, 0.25 - 0.2, 0.2 - 0.1)
UP = (0.45 - 0.3, 0.2 - 0.16, 0.1 - 0.06)
"""How far each figure can go so that the contrast falls, or rises."""


def test_the_error_is_that_of_a_weighted_sum_of_figures_that_vary_together():
    one = asked()
    assert one.se == pytest.approx(root_of_sum(WEIGHTS, ERRORS), rel=1e-12)
    assert one.has_error


def test_limits_are_put_together_from_those_of_the_sides():
    lower, upper, kind = contrast_limits(asked(), None)
    assert lower == pytest.approx(VALUE - root_of_sum(WEIGHTS, DOWN), rel=1e-12)
    assert upper == pytest.approx(VALUE + root_of_sum(WEIGHTS, UP), rel=1e-12)
    assert kind == "mover"


def test_a_side_without_variance_has_no_correlation_with_the_others():
    errors = (0.05, 0.0, 0.03)
    apart = R * np.outer([1, 0, 1], [1, 0, 1]) + np.diag([0, 1, 0])
    lower, _, _ = contrast_limits(asked(errors=errors), None)
    assert lower == pytest.approx(VALUE - root_of_sum(WEIGHTS, DOWN, apart), rel=1e-12)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_no_correlation_is_beyond_1(sign):
    beyond, most = R.copy(), R.copy()
    beyond[0, 2] = beyond[2, 0] = sign * 1.3
    most[0, 2] = most[2, 0] = sign
    found = [contrast_limits(asked(correlation=one), None)[:2] for one in (beyond, most)]
    assert found[0] == pytest.approx(found[1], rel=1e-12)


def test_plain_intervals_on_all_sides_give_a_plain_one():
    lower, upper, kind = contrast_limits(asked(interval="wald"), None)
    half = stats.t.ppf(0.95, 12.0) * root_of_sum(WEIGHTS, ERRORS)
    assert (lower, upper) == pytest.approx((VALUE - half, VALUE + half), rel=1e-9)
    assert kind == "wald"
    some = asked(interval=("wald", "wilson", "wald"))
    assert contrast_limits(some, None)[2] == "mover"
    without = asked(interval="wald", se=(0.05, None, 0.03))
    assert contrast_limits(without, None)[2] == "mover"


def test_limits_of_several_contrasts_at_once_are_as_many_errors_wide_as_the_largest():
    largest = SimpleNamespace(quantile=lambda level: {0.9: 2.5}[level])
    lower, upper, kind = contrast_limits(asked(), largest)
    half = 2.5 * root_of_sum(WEIGHTS, ERRORS)
    assert (lower, upper) == pytest.approx((VALUE - half, VALUE + half), rel=1e-12)
    assert kind == "multivariate-t"
    without = asked(se=(0.05, None, 0.03))
    assert contrast_limits(without, largest) == (None, None, "multivariate-t")


@pytest.mark.parametrize(
    "untold",
    [
        {"level": None},
        {"level": (0.9, 0.9, 0.95)},
        {"lower": (0.22, None, 0.06)},
        {"upper": (0.45, 0.25, None)},
        {"value": (None, 0.2, 0.1)},
    ],
    ids=lambda untold: " ".join(untold),
)
def test_without_limits_of_one_level_on_every_side_there_are_none(untold):
    assert contrast_limits(asked(**untold), None) == (None, None, "mover")


@pytest.mark.parametrize(("df", "known"), [(0.5, False), (1.0, True), (0.99, False), (7.0, True)])
def test_an_error_needs_a_degree_of_freedom(df, known):
    assert (asked(df=df).se is not None) is known
    assert asked(df=df).has_error is known


def test_what_cancels_has_an_error_of_0_and_that_is_none_to_test_with():
    together = np.ones((3, 3))
    one = asked(weights=(1.0, -1.0, 0.0), errors=(0.02, 0.02, 0.02), correlation=together)
    assert one.se == 0.0
    assert not one.has_error


@pytest.mark.parametrize(
    ("weights", "tested"),
    [
        ((1.0, -1.0, 0.0), True),
        ((0.5, 0.5, -1.0), True),
        ((1e6 / 3, 2e6 / 3, -1e6), True),
        ((1.0, 0.0, 0.0), False),
        ((0.5, 0.5, -0.99), False),
        ((-0.5, -0.6, 1.0), False),
        ((1e-12, 1e-12, 1e-12), False),
    ],
)
def test_groups_are_tested_where_they_are_compared_and_not_averaged(weights, tested):
    assert asked(weights=weights).is_tested is tested


def test_a_contrast_takes_its_sides_out_of_all_of_them():
    """The second side stands twice in it; the least degrees of freedom count."""
    sides = [Side("work", {"sex": str(k)}) for k in range(3)]
    joint = Joint(
        {side.key: k for k, side in enumerate(sides)},
        np.array(VALUES),
        R * np.outer(ERRORS, ERRORS),
        np.array([9.0, 4.0, 7.0]),
    )
    weights = [(sides[2], 1.0), (sides[1], -0.5), (sides[1], -0.5)]
    known = dict(zip(joint.place, figures(), strict=True))
    one = AskedContrast.of(SimpleNamespace(weights=weights), joint, known)
    assert one.value == pytest.approx(-0.1)
    assert one.df == 4.0
    assert one.everywhere.tolist() == [0.0, -1.0, 1.0]
    assert [figure.value for figure in one.figures] == [0.1, 0.2, 0.2]
    expected = 0.03**2 + 0.02**2 - 2 * 0.2 * 0.03 * 0.02
    assert one.se == pytest.approx(math.sqrt(expected), rel=1e-12)


def test_a_side_is_the_cells_that_have_all_of_its_codes():
    cells = SimpleNamespace(codes=[("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")])
    variables = ("area", "sex")
    for group, members in (
        ({}, [True] * 4),
        ({"sex": "2"}, [False, True, False, True]),
        ({"sex": "1", "area": "b"}, [False, False, True, False]),
        ({"area": "c", "sex": "1"}, [False] * 4),
    ):
        assert _members(cells, variables, Side("work", group)).tolist() == members
