"""Chains of figures that exist already: definitions, crosswalks, turning points."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.survey import difference
from measure87.estimate.trend import Crosswalk, chain_of, slope_of, trends_of_rounds
from measure87.estimate.trend.line import TOGETHER
from measure87.estimate.trend.turning_point import turning_point_of
from measure87.numerics.trend_line import line_contrast
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.trend import TrendRound

ROUNDS = [TrendRound(str(year), year + 0.5) for year in (2010, 2013, 2016, 2019, 2022)]


def figure(value, se=0.01, lower=None, upper=None, **more):
    given = {
        "name": "work",
        "statistic": "proportion",
        "method": "taylor",
        "unit": "proportion",
        "definition": "a@1",
        "level": 0.95,
        "interval": "korn-graubard",
        "df": 80.0,
        "n": 900,
    }
    lower = value - 1.8 * se if lower is None else lower
    upper = value + 2.3 * se if upper is None else upper
    return Estimate(**(given | more), value=value, se=se, lower=lower, upper=upper)


def found(values, rounds=None, **options):
    rounds = rounds or ROUNDS[: len(values)]
    own = [[one if isinstance(one, Estimate) else figure(one)] for one in values]
    return trends_of_rounds(rounds, own, rng=np.random.default_rng(5), **options)


def test_two_results_are_their_difference_over_the_years():
    a, b = figure(0.2, 0.02), figure(0.13, 0.01)
    got = found([a, b])
    (slope,), expected = got.estimates, difference(b, a)
    for part in ("value", "se", "lower", "upper"):
        assert getattr(slope, part) == pytest.approx(getattr(expected, part) / 3, rel=1e-12)
        assert getattr(got.changes[0], part) == getattr(expected, part)
    assert got.changes[0].minus.source == "2010"


def test_the_order_of_rounds_does_not_matter():
    values = [0.2, 0.18, 0.15, 0.16, 0.1]
    order = [3, 0, 4, 2, 1]
    got = found([values[k] for k in order], [ROUNDS[k] for k in order])
    for a, b in zip(got.estimates, found(values).estimates, strict=True):
        assert (a.value, a.se, a.lower, a.trend) == (b.value, b.se, b.lower, b.trend)


def test_limits_are_put_together_from_those_of_the_rounds_distance_by_distance():
    figures = [figure(0.2, 0.02), figure(0.15, 0.01), figure(0.12, 0.015)]
    se = np.array([one.se for one in figures])
    r = np.array([[1.0, 0.4, 0.2], [0.4, 1.0, 0.5], [0.2, 0.5, 1.0]])
    chain = chain_of(ROUNDS[:3], figures, r * np.outer(se, se))
    slope, refused = slope_of(chain)
    assert not refused
    y = np.array([one.value for one in figures])
    c = line_contrast(np.array([0.0, 3.0, 6.0]), y * (1 - y) / se**2)
    below = 0.0
    for i in range(3):
        for j in range(3):
            # towards a lower slope: early rounds up to their upper limits, late ones down
            far = [
                figures[k].value - figures[k].lower if c[k] > 0 else
                figures[k].upper - figures[k].value for k in (i, j)
            ]  # fmt: skip
            below += c[i] * c[j] * r[i, j] * far[0] * far[1]
    assert slope.lower == pytest.approx(c @ y - below**0.5, rel=1e-12)
    assert slope.se == pytest.approx(float(c @ (r * np.outer(se, se)) @ c) ** 0.5, rel=1e-12)


def test_a_bend_that_is_there_is_found_at_its_date():
    values = [0.20, 0.26, 0.32, 0.26, 0.20]
    (slope, bend) = found(values).estimates
    assert bend.trend.at == 2016.5
    assert bend.value == pytest.approx(-0.04, rel=1e-9)
    assert bend.trend.tried == 3
    assert bend.trend.p_value < 0.01
    assert 0.0 < bend.trend.p_error < 0.001
    assert bend.trend.p_value <= bend.trend.p_bonferroni + 5 * bend.trend.p_error
    assert bend.lower < bend.value < bend.upper < 0.0
    assert slope.trend.p_value > 0.5


def test_the_same_seed_gives_the_same_p_value():
    values = [0.2, 0.22, 0.19, 0.21, 0.2]
    assert found(values).estimates == found(values).estimates


def test_other_definitions_are_refused_without_a_crosswalk():
    got = found([figure(0.2, definition="a@0"), 0.15, 0.1])
    assert not got.estimates
    assert not got.changes
    assert got.refused[0].code == "different-definitions"
    assert got.refused[0].text == (
        "the rounds count by different definitions: a@0, a@1; name a crosswalk with its error"
    )


def test_a_crosswalk_brings_its_error_into_every_round_that_it_carries():
    passage = Crosswalk(("2010", "2013"), "ratio", 0.8, 0.05, "both asked of 900 persons, 2015")
    old = [figure(0.25, 0.02, definition="a@0"), figure(0.2, 0.015, definition="a@0")]
    got = found([*old, 0.15, 0.1], crosswalks=[passage])
    slope = next(one for one in got.estimates if one.statistic == "slope")
    # the delta method on y = ratio * x, with one ratio for both rounds
    y = np.array([0.2, 0.16, 0.15, 0.1])
    jacobian = np.array(
        [[0.8, 0, 0, 0, 0.25], [0, 0.8, 0, 0, 0.2], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]
    )
    v = jacobian @ np.diag(np.array([0.02, 0.015, 0.01, 0.01, 0.05]) ** 2) @ jacobian.T
    c = line_contrast(np.array([0.0, 3, 6, 9]), y * (1 - y) / np.diag(v))
    assert slope.value == pytest.approx(c @ y, rel=1e-12)
    assert slope.se == pytest.approx(float(c @ v @ c) ** 0.5, rel=1e-12)
    assert slope.trend.crosswalks == (
        "ratio 0.8 (standard error 0.05) for 2010, 2013: both asked of 900 persons, 2015",
    )
    assert slope.definition == "a@1"


def test_a_crosswalk_by_a_difference_moves_the_figures_and_widens_the_limits():
    plain = found([0.2, 0.15]).estimates[0]
    passage = Crosswalk(("2010",), "difference", -0.03, 0.02, "bridge survey")
    got = found([figure(0.2, definition="a@0"), 0.15], crosswalks=[passage]).estimates[0]
    assert got.value == pytest.approx(plain.value + 0.01, rel=1e-9)
    assert got.se == pytest.approx((2 * 0.01**2 + 0.02**2) ** 0.5 / 3, rel=1e-12)
    assert got.upper - got.lower > plain.upper - plain.lower


def test_crosswalks_that_are_none_are_refused():
    with pytest.raises(UsageError, match="the round 2011, which there is not"):
        found([0.2, 0.1], crosswalks=[Crosswalk(("2011",), "ratio", 1.0, 0.1, "x")])
    for bad in ({"kind": "times"}, {"value": float("nan")}, {"se": -1.0}, {"source": " "}):
        given = {"kind": "ratio", "value": 1.0, "se": 0.1, "source": "x"} | bad
        with pytest.raises(UsageError):
            Crosswalk(("2010",), **given)
    far = Crosswalk(("2010",), "difference", -0.5, 0.1, "x")
    assert found([0.2, 0.1], crosswalks=[far]).refused[0].code == "crosswalk-too-far"


def test_rounds_that_asked_otherwise_are_refused_without_a_crosswalk():
    unlike = {"work": {"2010": "other items were asked"}}
    got = found([0.2, 0.15], unlike=unlike)
    assert not got.estimates
    text = "2010: other items were asked; name a crosswalk with its error"
    assert [(one.code, one.text) for one in got.refused] == [("rounds-differ", text)]
    passage = Crosswalk(("2010",), "ratio", 0.9, 0.1, "bridge survey")
    assert found([0.2, 0.15], unlike=unlike, crosswalks=[passage]).estimates


def test_a_figure_that_a_round_lacks_or_hides_has_no_trend():
    own = [
        [figure(0.2)],
        [figure(0.15), figure(0.3, group={"sex": "1"})],
        [figure(0.1), figure(0.3, group={"sex": "1"})],
    ]
    got = trends_of_rounds(ROUNDS[:3], own, rng=np.random.default_rng(1))
    assert {one.name for one in got.estimates if one.group} == set()
    assert [(one.group, one.code) for one in got.refused] == [({"sex": "1"}, "not-in-every-round")]
    hidden = found([figure(0.2).suppress("confidential"), 0.1])
    assert [one.code for one in hidden.refused] == ["side-not-shown"]


def test_released_figures_bring_the_rounding_of_their_digits():
    stepped = [figure(0.2, digits=0.01), figure(0.15, digits=0.01)]
    se = found(stepped).estimates[0].se
    assert se == pytest.approx((2 * (0.01**2 + 0.01**2 / 12)) ** 0.5 / 3, rel=1e-12)


def test_what_has_no_error_or_no_level_is_said():
    assert found([figure(0.2, se=None, lower=0.1, upper=0.3), 0.1]).refused[0].code == "no-variance"
    other = found([figure(0.2, level=0.9), 0.1]).estimates[0]
    assert other.lower is None
    assert other.se is not None
    no_df = found([figure(0.2, df=None), figure(0.2, df=None), figure(0.2, df=None)])
    assert [one.code for one in no_df.refused] == ["no-df"]
    assert no_df.estimates[0].trend.p_value is None


def test_one_round_and_two_of_one_date_are_refused():
    with pytest.raises(DataError, match="a trend needs two rounds, and there is 1"):
        found([0.2])
    with pytest.raises(DataError, match="same date"):
        found([0.2, 0.1], [TrendRound("a", 2010.0), TrendRound("b", 2010.0)])


def test_two_rounds_have_no_turning_point():
    chain = chain_of(ROUNDS[:2], [figure(0.2), figure(0.1)])
    assert turning_point_of(chain, rng=np.random.default_rng(1)).code == "few-rounds"


def test_limits_of_a_carried_figure_have_both_errors_squared_and_added():
    passage = Crosswalk(("2010",), "ratio", 0.8, 0.05, "bridge survey")
    got = passage.carried(figure(0.25, 0.02, lower=0.2, upper=0.32))
    # 1.96 errors of the passage are 0.0245; the figure's own distances become 0.04 and 0.056
    assert got.lower == pytest.approx(0.2 - 0.0469, abs=1e-4)
    assert got.upper == pytest.approx(0.2 + 0.0611, abs=1e-4)
    assert got.se == pytest.approx(np.hypot(0.016, 0.0125), rel=1e-12)


@pytest.mark.parametrize("gone", ["lower", "upper", "level"])
def test_a_figure_whose_limits_or_level_are_not_told_is_carried_without_limits(gone):
    one = replace(figure(0.25, 0.02), **{gone: None})
    got = Crosswalk(("2010",), "difference", -0.05, 0.01, "bridge survey").carried(one)
    assert got.value == pytest.approx(0.2)
    assert (got.lower, got.upper) == (None, None)


def test_a_slope_has_the_definition_and_unit_of_the_newest_round():
    passage = Crosswalk(("2010", "2013"), "ratio", 0.9, 0.01, "bridge survey")
    older = [figure(0.2, definition="a@0", labels={"sex": "boys"}) for _ in range(2)]
    newest = figure(0.1, definition="a@1", labels={"sex": "boys, 5-17"})
    slope = found([*older, newest], crosswalks=[passage]).estimates[0]
    assert slope.definition == "a@1"
    assert slope.labels == {"sex": "boys, 5-17"}


def test_figures_of_two_units_are_no_chain():
    got = found([figure(20.0, unit="percent"), 0.15, 0.1])
    assert not got.estimates
    assert [one.code for one in got.refused] == ["different-units"]
    assert got.refused[0].text == (
        "the rounds have proportion (percent) and proportion (proportion)"
    )


def test_a_round_without_a_case_and_without_an_error_leaves_the_slope_untested():
    got = found([0.2, figure(0.0, se=None, lower=0.0, upper=0.01)])
    (slope,) = got.estimates
    assert slope.value == pytest.approx(-0.2 / 3)
    assert (slope.se, slope.trend.p_value) == (None, None)
    assert slope.lower < slope.value < slope.upper
    assert [one.code for one in got.refused] == ["no-case-in-a-round"]


@pytest.mark.parametrize(
    ("carried", "other", "refused"),
    [(0.1, 0.0, False), (0.1, 1.0, False), (0.5, 0.2, False), (0.6, 0.2, True)],
)
def test_a_crosswalk_may_carry_a_proportion_up_to_1(carried, other, refused):
    """Two times 0.5 is all of them; a figure of nobody or everybody is none too far."""
    passage = Crosswalk(("2010",), "ratio", 2.0, 0.1, "bridge survey")
    others = figure(other, lower=max(other - 0.02, 0.0), upper=min(other + 0.02, 1.0))
    got = chain_of(ROUNDS[:2], [figure(carried), others], crosswalks=[passage])
    assert (getattr(got, "code", None) == "crosswalk-too-far") is refused


def test_a_passage_may_be_exact_and_multiplies_by_something():
    exact = Crosswalk(("2010",), "ratio", 0.5, 0.0, "by definition")
    got = exact.carried(figure(0.2, 0.02, lower=0.16, upper=0.26, digits=0.01))
    assert (got.value, got.se, got.digits) == (0.1, 0.01, 0.005)
    assert [got.lower, got.upper] == pytest.approx([0.08, 0.13], rel=1e-12)
    for ratio in (0.0, -0.5):
        with pytest.raises(UsageError, match="the crosswalk's value is"):
            Crosswalk(("2010",), "ratio", ratio, 0.1, "bridge survey")
    assert Crosswalk(("2010",), "difference", 0.0, 0.1, "bridge survey").carried(figure(0.2)).value


def test_a_figure_without_an_error_is_carried_without_one():
    nobody = figure(0.0, se=None, lower=0.0, upper=0.01)
    got = Crosswalk(("2010",), "ratio", 0.5, 0.1, "bridge survey").carried(nobody)
    assert (got.value, got.se, got.upper) == (0.0, None, 0.005)


def test_what_the_newest_round_alone_has_is_no_trend_and_is_not_refused():
    boys = figure(0.3, group={"sex": "1"})
    own = [[figure(0.2)], [figure(0.15)], [figure(0.1), boys]]
    got = trends_of_rounds(ROUNDS[:3], own, rng=np.random.default_rng(1))
    assert {tuple(one.group) for one in got.estimates} == {()}
    assert got.refused == ()


def test_differences_and_slopes_among_the_figures_of_a_round_are_no_figures_of_it():
    values = [0.2, 0.15, 0.1]
    plain = found(values)
    slope = plain.estimates[0]
    own = [[figure(one), difference(figure(one), figure(0.3))] for one in values]
    own[-1].append(replace(slope, statistic="proportion"))
    got = trends_of_rounds(ROUNDS[:3], own, rng=np.random.default_rng(5))
    assert [one.value for one in got.estimates] == [one.value for one in plain.estimates]
    assert got.refused == ()


@pytest.mark.parametrize(
    ("values", "bounded"),
    [((0.2, 0.18, 0.16, 0.14, 0.12), True), ((0.3, 0.1, 0.1, 0.1, 0.1), False)],
)
def test_bonferronis_bound_is_the_p_value_times_the_dates_that_were_tried(values, bounded):
    bend = found(values).estimates[1]
    p = 2.0 * stats.t.sf(abs(bend.value / bend.se), bend.df)
    assert bend.trend.tried == 3
    assert bend.trend.p_bonferroni == pytest.approx(min(1.0, 3.0 * p), rel=1e-9)
    assert (bend.trend.p_bonferroni == 1.0) is bounded


def test_errors_that_grow_evenly_over_the_years_tell_of_a_slope_and_cancel_in_a_bend():
    """What all rounds have in common, and what grows from round to round alike."""
    year = np.arange(3.0)
    v = 1e-4 * np.ones((3, 3)) + 4e-6 * np.outer(year, year)
    own = [
        figure(one, float(se))
        for one, se in zip((0.2, 0.1, 0.15), np.sqrt(np.diag(v)), strict=True)
    ]
    chain = chain_of(ROUNDS[:3], own, v)
    slope, why = slope_of(chain)
    assert (slope.se, why) == (pytest.approx(0.002 / 3, rel=1e-6), ())
    refused = turning_point_of(chain, rng=np.random.default_rng(1))
    assert (refused.code, refused.text) == ("no-variance", TOGETHER)
