"""The slope of a chain against a least-squares line in plain sums; what it refuses, and why."""

import math

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.survey import flags
from measure87.estimate.trend import chain_of, slope_of
from measure87.estimate.trend.line import correlation_of, error_of
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.trend import TrendRound

DATES = (2010.5, 2013.0, 2019.25)
VALUES = (0.2, 0.17, 0.11)
ERRORS = (0.03, 0.01, 0.02)
LIMITS = ((0.15, 0.28), (0.155, 0.192), (0.08, 0.16))
CORRELATION = np.array([[1.0, 0.3, 0.1], [0.3, 1.0, -0.2], [0.1, -0.2, 1.0]])


def figures(**more):
    """One figure a round; what differs between the rounds is given as a tuple."""
    given = {
        "name": "work",
        "statistic": "proportion",
        "method": "taylor",
        "unit": "proportion",
        "level": 0.9,
        "interval": "korn-graubard",
        "value": VALUES,
        "se": ERRORS,
        "lower": tuple(low for low, _ in LIMITS),
        "upper": tuple(high for _, high in LIMITS),
        "df": (40.0, 25.0, 60.0),
        "n": (800, 900, 1000),
    } | more
    parts = [
        {name: one[k] if isinstance(one, tuple) else one for name, one in given.items()}
        for k in range(len(DATES))
    ]
    return [Estimate(**part) for part in parts]


def chain(correlation=CORRELATION, **more):
    own = figures(**more)
    se = [one.se or 0.0 for one in own]
    rounds = [TrendRound(str(date), date) for date in DATES]
    return chain_of(rounds, own, correlation * np.outer(se, se))


def line(y, weights):
    """Slope of the weighted line, by its normal equations, and what each figure adds to it."""
    whole = sum(weights)
    middle = sum(w * t for w, t in zip(weights, DATES, strict=True)) / whole
    squares = sum(w * (t - middle) ** 2 for w, t in zip(weights, DATES, strict=True))
    c = [w * (t - middle) / squares for w, t in zip(weights, DATES, strict=True)]
    return sum(a * b for a, b in zip(c, y, strict=True)), c


def root_of_sum(c, distances, correlation=CORRELATION):
    rounds = range(len(c))
    return math.sqrt(
        sum(
            c[i] * c[j] * distances[i] * distances[j] * correlation[i, j]
            for i in rounds
            for j in rounds
        )
    )


def p_of(t, df):
    return 2.0 * stats.t.sf(abs(t), df)


def limits_from_rounds(value, c, correlation=CORRELATION):
    below = [y - low for y, (low, _) in zip(VALUES, LIMITS, strict=True)]
    above = [high - y for y, (_, high) in zip(VALUES, LIMITS, strict=True)]
    down = [b if one > 0 else a for one, b, a in zip(c, below, above, strict=True)]
    up = [a if one > 0 else b for one, b, a in zip(c, below, above, strict=True)]
    return value - root_of_sum(c, down, correlation), value + root_of_sum(c, up, correlation)


@pytest.mark.parametrize("statistic", ["proportion", "mean"])
def test_the_slope_is_that_of_a_line_weighted_by_what_figures_rest_on(statistic):
    weights = [1.0 / s**2 for s in ERRORS]
    if statistic == "proportion":
        weights = [y * (1 - y) * w for y, w in zip(VALUES, weights, strict=True)]
    value, c = line(VALUES, weights)
    found, refused = slope_of(chain(statistic=statistic))
    assert refused == ()
    assert found.statistic == "slope"
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.se == pytest.approx(root_of_sum(c, ERRORS), rel=1e-12)
    assert found.df == 25.0
    assert found.trend.p_value == pytest.approx(p_of(value / found.se, 25.0), rel=1e-9)
    assert (found.lower, found.upper) == pytest.approx(limits_from_rounds(value, c), rel=1e-12)
    assert (found.level, found.interval) == (0.9, "mover")
    assert found.unit == "proportion per year"


def test_the_slope_of_log_odds_has_the_errors_of_log_odds_and_a_t_interval():
    sizes = [y * (1 - y) / s**2 for y, s in zip(VALUES, ERRORS, strict=True)]
    odds = [math.log(y / (1 - y)) for y in VALUES]
    errors = [s / (y * (1 - y)) for y, s in zip(VALUES, ERRORS, strict=True)]
    value, c = line(odds, sizes)
    se = root_of_sum(c, errors)
    half = stats.t.ppf(0.95, 25.0) * se
    found, refused = slope_of(chain(), "logit")
    assert refused == ()
    assert (found.value, found.se) == pytest.approx((value, se), rel=1e-12)
    assert (found.lower, found.upper) == pytest.approx((value - half, value + half), rel=1e-9)
    assert (found.interval, found.unit) == ("wald", "log odds per year")
    assert found.trend.p_value == pytest.approx(p_of(value / se, 25.0), rel=1e-9)
    assert found.trend.scale == "logit"


def test_rounds_with_plain_intervals_give_the_slope_a_plain_one():
    found, _ = slope_of(chain(interval="wald"))
    half = stats.t.ppf(0.95, 25.0) * found.se
    limits = (found.value - half, found.value + half)
    assert (found.lower, found.upper) == pytest.approx(limits, rel=1e-9)
    assert found.interval == "wald"
    one_other, _ = slope_of(chain(interval=("wald", "wilson", "wald")))
    assert one_other.interval == "mover"


@pytest.mark.parametrize(
    "untold",
    [
        {"level": (0.9, 0.95, 0.9)},
        {"level": None},
        {"lower": (0.15, None, 0.08)},
        {"upper": (0.28, 0.192, None)},
        {"interval": "wald", "df": None},
    ],
    ids=lambda untold: " ".join(untold),
)
def test_without_limits_of_one_level_in_every_round_the_slope_has_none(untold):
    found, refused = slope_of(chain(**untold))
    assert refused == ()
    assert (found.lower, found.upper, found.level, found.interval) == (None,) * 4
    assert found.se is not None


@pytest.mark.parametrize("untold", [{"df": None}, {"df": (None, 25.0, None)}])
def test_a_test_takes_the_fewest_degrees_of_freedom_that_are_known(untold):
    found, _ = slope_of(chain(**untold))
    assert found.df == (None if untold["df"] is None else 25.0)
    assert (found.trend.p_value is None) is (found.df is None)


@pytest.mark.parametrize(("n", "weights"), [((800, 900, 0), [1, 1, 1]), ((8, 90, 1000), None)])
def test_a_round_without_a_case_leaves_a_slope_with_limits_but_without_a_test(n, weights):
    """The line is weighted by persons, or not at all where those are not told of every round."""
    no_case = {"value": (0.2, 0.17, 0.0), "se": (0.03, 0.01, 0.0), "lower": (0.15, 0.155, 0.0)}
    found, (refused,) = slope_of(chain(n=n, **no_case))
    value, c = line(no_case["value"], weights or n)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert (found.se, found.trend.p_value) == (None, None)
    down = [0.08, 0.022, 0.0]  # early rounds up to their upper limits, the last one down
    down[1] = down[1] if c[1] < 0 else 0.015
    correlation = CORRELATION * np.outer([1, 1, 0], [1, 1, 0]) + np.diag([0, 0, 1])
    assert found.lower == pytest.approx(value - root_of_sum(c, down, correlation), rel=1e-12)
    assert refused.code == "no-case-in-a-round"
    assert "but no test" in refused.text


NO_VARIANCE = {"flags": ((), (flags.NO_VARIANCE,), ())}


@pytest.mark.parametrize(
    ("more", "scale", "code"),
    [
        ({"statistic": "quantile", "quantile": 0.5}, "identity", "trend-of-quantiles"),
        (NO_VARIANCE, "identity", "no-variance"),
        ({"value": 0.0, "se": 0.0}, "identity", "no-case-in-a-round"),
        ({"value": (0.2, 0.0, 0.1), "se": (0.03, 0.0, 0.02)}, "logit", "no-case-in-a-round"),
        ({"value": (0.2, 1.0, 0.1), "se": (0.03, 0.0, 0.02)}, "logit", "no-case-in-a-round"),
        ({"statistic": "mean"}, "logit", "no-log-odds"),
        ({"se": (0.03, None, 0.02)}, "identity", "no-variance"),
        ({"se": (0.03, 0.0, 0.02)}, "identity", "no-variance"),
        # Nothing but zeros that are not counted: neither a share nor a number of cases.
        ({"statistic": "mean", "value": (2.0, 0.0, 1.0), "se": (0.1, 0.0, 0.1)}, "identity",
         "no-variance"),
        ({"value": (0.2, 0.0, 0.1), "se": (0.03, 0.0, 0.02), "upper": (0.3, None, 0.2)},
         "identity", "no-variance"),
        ({"value": (0.2, 0.0, 0.1), "se": (0.03, 0.0, 0.02), "lower": (0.1, None, 0.05)},
         "identity", "no-variance"),
    ],
)  # fmt: skip
def test_what_has_no_slope_is_refused_with_the_reason(more, scale, code):
    found, (refused,) = slope_of(chain(**more), scale)
    assert found is None
    assert refused.code == code


@pytest.mark.parametrize(
    "at_bound",
    [
        {"value": (0.2, 0.0, 0.1)},
        {"value": (0.2, 1.0, 0.1)},
        {"statistic": "total", "value": (20.0, 0.0, 10.0), "n_cases": (4, 0, 3)},
    ],
    ids=["no case", "nothing but cases", "a number of nobody"],
)
def test_a_figure_of_no_case_or_of_nothing_but_cases_needs_no_error(at_bound):
    found, (refused,) = slope_of(chain(se=(0.03, 0.0, 0.02), **at_bound))
    assert found.lower < found.value < found.upper
    assert refused.code == "no-case-in-a-round"


def test_a_number_that_happens_to_be_one_is_no_bound():
    found, (refused,) = slope_of(
        chain(statistic="total", value=(20.0, 1.0, 10.0), se=(3.0, 0.0, 2.0), n_cases=(4, 1, 3))
    )
    assert found is None
    assert refused.code == "no-variance"


def test_a_scale_that_there_is_not_is_refused():
    with pytest.raises(UsageError, match="there is no scale 'log'"):
        slope_of(chain(), "log")


def test_the_slope_has_the_flags_of_any_round_but_those_of_one_figure_alone():
    told = (
        (flags.FEW_CASES, flags.WIDE_INTERVAL),
        (flags.BORROWED, flags.UNKNOWNS_MATTER),
        (flags.FEW_PERSONS, flags.FEW_CASES),
    )
    assert slope_of(chain(flags=told))[0].flags == (flags.FEW_CASES, flags.FEW_PERSONS)


def test_figures_that_were_rounded_have_the_error_of_their_rounding_too():
    plain, rounded = (slope_of(chain(digits=step))[0] for step in (None, 0.05))
    _, c = line(VALUES, [y * (1 - y) / s**2 for y, s in zip(VALUES, ERRORS, strict=True)])
    more = sum(one**2 for one in c) * 0.05**2 / 12
    assert rounded.se == pytest.approx(math.sqrt(plain.se**2 + more), rel=1e-12)


def test_figures_without_a_unit_have_a_slope_without_one():
    assert slope_of(chain(unit=None))[0].unit is None


def test_errors_that_cancel_leave_a_slope_without_error_and_say_so():
    """Two rounds of one error that vary wholly together: their change has none."""
    together = np.ones((3, 3))
    found, (refused,) = slope_of(chain(together, se=0.02, value=(0.3, 0.3, 0.3)))
    assert (found.se, found.trend.p_value) == (None, None)
    assert refused.code == "no-variance"
    assert "vary together" in refused.text


@pytest.mark.parametrize("unit", [1e-8, 1.0, 1e8])
def test_an_error_is_none_where_the_parts_cancel_but_for_rounding(unit):
    """Whatever the figures are counted in."""
    together = np.array([[4.0, 2.0], [2.0, 1.0]]) * unit**2
    nearly = together + np.diag([1e-6, 0.0]) * unit**2
    apart = np.array([1.0, -2.0])
    assert error_of(apart, together) is None
    assert error_of(apart, nearly) == pytest.approx(1e-3 * unit, rel=1e-6)
    assert error_of(-apart, nearly) == pytest.approx(1e-3 * unit, rel=1e-6)
    assert error_of(np.abs(apart), together) == pytest.approx(4.0 * unit)


def test_what_has_no_variance_at_all_has_no_error():
    assert error_of(np.array([-1.0, 1.0]), np.zeros((2, 2))) is None


def test_correlations_are_0_of_what_has_no_variance_and_1_with_itself():
    v = np.array([[4.0, 1.0, 0.3], [1.0, 1.0, 0.0], [0.3, 0.0, 0.0]])
    expected = [[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]]
    assert correlation_of(v).tolist() == expected


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_no_correlation_is_beyond_1(sign):
    beyond = np.array([[1.0, sign * 1.2], [sign * 1.2, 1.0]])
    assert correlation_of(beyond).tolist() == [[1.0, sign], [sign, 1.0]]
