"""Differences: their covariance against R and by hand, and intervals where cases are rare."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import (
    Contrast,
    DomainTable,
    Outcome,
    Side,
    SurveyDesign,
    difference,
    differences_of_rounds,
    estimate_covariance,
    estimate_differences,
    estimate_survey,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import YES
from tests.estimate.survey.test_r_survey import DESIGNS, REFS, number, sample

DESIGN = SurveyDesign("w", "stratum", ("cluster",))


def persons(n: int = 900) -> pl.DataFrame:
    rng = np.random.default_rng(3)
    cluster = np.sort(rng.integers(0, 45, n))
    wide = rng.uniform(size=n) < 0.15 + 0.2 * (cluster % 3 == 0)
    narrow = wide & (rng.uniform(size=n) < 0.6)
    return pl.DataFrame(
        {
            "stratum": cluster // 9,
            "cluster": cluster,
            "sex": rng.integers(1, 3, n),
            "age": rng.choice(["5-11", "12-14", "15-17"], n),
            "w": rng.uniform(1.0, 3.0, n),
            "wide": pl.Series(np.where(wide, YES, 0), dtype=pl.Int8),
            "narrow": pl.Series(np.where(narrow, YES, 0), dtype=pl.Int8),
        }
    )


OUTCOMES = [Outcome("wide", "wide", coding="status"), Outcome("narrow", "narrow", coding="status")]


@pytest.mark.parametrize("design", ["dstrat", "dclus1", "dclus2", "dsrs"])
def test_a_difference_of_domains_is_that_of_r(design):
    table, plan = DESIGNS[design]
    outcomes = [number("api00")]
    figures = estimate_survey(sample(table), outcomes, plan, [DomainTable(("comp.imp",))]).estimates
    contrast = Contrast(Side("api00", {"comp.imp": "Yes"}), Side("api00", {"comp.imp": "No"}))
    (got,) = estimate_differences(sample(table), outcomes, plan, [contrast], figures).estimates
    expected = REFS[f"{design}.ttest"]["value"]
    assert got.value == pytest.approx(expected["estimate"], rel=1e-9)
    assert got.value / got.se == pytest.approx(expected["statistic"], rel=1e-8)


def test_two_definitions_of_the_same_persons():
    frame = persons()
    figures = estimate_survey(frame, OUTCOMES, DESIGN, [DomainTable(), DomainTable(("sex",))])
    contrasts = [
        Contrast(Side("wide"), Side("narrow")),
        Contrast(Side("wide", {"sex": "1"}), Side("narrow", {"sex": "1"})),
        Contrast(Side("wide"), Side("wide", {"sex": "2"})),
    ]
    found = estimate_differences(frame, OUTCOMES, DESIGN, contrasts, figures.estimates).estimates
    only_wide = frame.with_columns(
        d=pl.when((pl.col("wide") == YES) & (pl.col("narrow") != YES)).then(YES).otherwise(0)
    ).with_columns(pl.col("d").cast(pl.Int8))
    extra = estimate_survey(
        only_wide,
        [Outcome("d", "d", coding="status")],
        DESIGN,
        [DomainTable(), DomainTable(("sex",))],
    ).estimates
    for got, expected in zip(found, extra[:2], strict=False):
        assert got.value == pytest.approx(expected.value)
        assert got.se == pytest.approx(expected.se)
    joint = estimate_covariance(frame, OUTCOMES[:1], DESIGN, DomainTable(("sex",)))
    share = frame.filter(pl.col("sex") == 2)["w"].sum() / frame["w"].sum()
    assert found[2].minus.group == {"sex": "2"}
    women = joint.values[joint.position("wide", sex="2")]
    men = joint.values[joint.position("wide", sex="1")]
    assert found[2].value == pytest.approx((1 - share) * (men - women))


def test_groups_that_overlap_share_their_persons():
    frame = persons()
    groups = {"5-14": ("5-11", "12-14"), "5-11": ("5-11",), "15-17": ("15-17",)}
    table = DomainTable(("age",), {"age": groups})
    figures = estimate_survey(frame, OUTCOMES, DESIGN, [table]).estimates
    contrast = Contrast(Side("wide", {"age": "5-14"}), Side("wide", {"age": "5-11"}))
    (got,) = estimate_differences(
        frame, OUTCOMES, DESIGN, [contrast], figures, groups={"age": groups}
    ).estimates
    apart = math.hypot(*(e.se for e in figures[:2]))
    assert 0.0 < got.se < 0.7 * apart


@pytest.mark.parametrize("rule", ["adjust", "average", "certainty", "remove"])
@pytest.mark.parametrize("kind", ["number", "status"])
def test_a_difference_of_totals_is_the_total_of_one_variable(rule, kind):
    """Strata 0 and 1 keep one cluster, one of them without women: sides differ in their strata."""
    kept = (pl.col("stratum") > 1) | pl.col("cluster").is_in([0, 9])
    frame = persons().filter(kept).filter((pl.col("stratum") > 0) | (pl.col("sex") == 1))
    column, value = ("y", pl.col("y")) if kind == "number" else ("wide", pl.col("wide") / YES)
    frame = frame.with_columns(y=pl.col("w") ** 2)
    sign = pl.when(pl.col("sex") == 1).then(1.0).otherwise(-1.0)
    outcomes = [Outcome("t", column, kind, "total", coding="status")]
    design = replace(DESIGN, single_cluster=rule)
    figures = estimate_survey(frame, outcomes, design, [DomainTable(("sex",))]).estimates
    contrast = Contrast(Side("t", {"sex": "1"}), Side("t", {"sex": "2"}))
    (got,) = estimate_differences(frame, outcomes, design, [contrast], figures).estimates
    one = Outcome("d", "d", "number", "total")
    (expected,) = estimate_survey(frame.with_columns(d=value * sign), [one], design).estimates
    assert got.value == pytest.approx(expected.value, rel=1e-12)
    assert got.se == pytest.approx(expected.se, rel=1e-9)


def figure(value: float, se: float | None, lower: float, upper: float, **more) -> Estimate:
    return Estimate(
        "y", "proportion", "taylor", value=value, se=se, lower=lower, upper=upper, level=0.95,
        interval="korn-graubard", unit="proportion", df=40.0, **more,
    )  # fmt: skip


def test_the_difference_of_figures_in_steps_has_the_rounding_of_both():
    first, second = (
        Estimate("y", "proportion", "taylor", value=v, se=0.01, digits=d, unit="proportion")
        for v, d in ((0.3, 0.002), (0.2, 0.001))
    )
    rounded, exact = (
        difference(a, b, 0.0)
        for a, b in (
            (first, second),
            (replace(first, digits=None), replace(second, digits=None)),
        )
    )
    assert exact.se == pytest.approx(math.sqrt(2) * 0.01)
    assert rounded.se**2 - exact.se**2 == pytest.approx((0.002**2 + 0.001**2) / 12)


def test_independent_newcombe_limits():
    """By hand: distances add as squares. Of 0.3 (0.2, 0.45) less 0.1 (0.05, 0.2)."""
    got = difference(figure(0.3, 0.06, 0.2, 0.45), figure(0.1, 0.04, 0.05, 0.2))
    assert got.lower == pytest.approx(0.2 - math.hypot(0.1, 0.1))
    assert got.upper == pytest.approx(0.2 + math.hypot(0.15, 0.05))
    assert got.se == pytest.approx(math.hypot(0.06, 0.04))
    assert got.interval == "mover"


def test_a_side_without_a_case_has_a_difference_and_an_interval():
    got = difference(figure(0.02, 0.01, 0.005, 0.05), figure(0.0, None, 0.0, 0.03))
    assert (got.value, got.se) == (0.02, None)
    assert got.lower == pytest.approx(0.02 - math.hypot(0.015, 0.03))
    assert got.upper == pytest.approx(0.05)


def test_sides_of_different_levels_have_an_error_and_no_limits():
    """And are not said to have no variance."""
    wide = replace(figure(0.3, 0.06, 0.2, 0.45), level=0.99)
    got = difference(wide, figure(0.1, 0.04, 0.05, 0.2))
    assert (got.lower, got.upper, got.flags) == (None, None, ())
    assert got.se == pytest.approx(math.hypot(0.06, 0.04))
    bare = difference(replace(wide, se=None), figure(0.1, 0.04, 0.05, 0.2))
    assert bare.flags == ("no-variance",)


def test_the_whole_correlation_leaves_the_difference_of_distances():
    one = figure(0.3, 0.06, 0.2, 0.4)
    got = difference(one, one, 0.06**2)
    assert (got.value, got.se) == (0.0, 0.0)
    assert (got.lower, got.upper) == (pytest.approx(0.0, abs=1e-9), pytest.approx(0.0, abs=1e-9))


@pytest.mark.parametrize("correlation", [-1.0, -0.5, 0.0, 0.5])
def test_limits_of_shares_stay_between_minus_one_and_one(correlation):
    high, low = figure(0.99, 0.01, 0.9, 1.0), figure(0.01, 0.01, 0.0, 0.1)
    got = difference(high, low, correlation * 1e-4)
    assert -1.0 <= got.lower <= got.value <= got.upper <= 1.0


def test_rounds_are_independent_and_matched_by_name_and_group():
    later = [
        figure(0.2, 0.03, 0.15, 0.27),
        figure(0.3, 0.03, 0.2, 0.4, group={"sex": "1"}),
        figure(0.1, 0.03, 0.05, 0.2, group={"sex": "2"}).suppress("confidential"),
        figure(0.4, 0.1, 0.2, 0.6, group={"area": "1"}),
    ]
    earlier = [
        figure(0.25, 0.04, 0.18, 0.34),
        figure(0.3, 0.04, 0.2, 0.4, group={"sex": "1"}),
        figure(0.3, 0.04, 0.2, 0.4, group={"sex": "2"}),
    ]
    found = differences_of_rounds(later, earlier, "round_1.json")
    assert [e.value for e in found.estimates] == [pytest.approx(-0.05), 0.0]
    assert [e.se for e in found.estimates] == [pytest.approx(0.05)] * 2
    assert found.estimates[0].minus.source == "round_1.json"
    assert [(r.code, r.group) for r in found.refused] == [("side-not-shown", {"sex": "2"})]


def test_sides_that_are_no_figures_are_refused():
    frame = persons()
    figures = estimate_survey(frame, OUTCOMES, DESIGN).estimates
    nobody = Contrast(Side("wide"), Side("wide", {"sex": "9"}))
    found = estimate_differences(frame, OUTCOMES, DESIGN, [nobody], figures)
    assert found.estimates == ()
    assert found.refused[0].code == "no-side"
    unknown = Contrast(Side("wide"), Side("wider"))
    with pytest.raises(UsageError, match="no measure 'wider'"):
        estimate_differences(frame, OUTCOMES, DESIGN, [unknown], figures)


@pytest.mark.parametrize(
    ("first", "second", "least"), [(20.0, 5.0, 5.0), (None, 7.0, 7.0), (None, None, None)]
)
def test_a_difference_has_the_fewer_degrees_of_freedom_of_its_sides(first, second, least):
    sides = (
        Estimate("y", "mean", "taylor", value=1.0, se=0.1, df=df, n=9) for df in (first, second)
    )
    assert difference(*sides).df == least


def test_where_nobody_is_a_case_on_one_side_the_distances_are_those_from_none():
    none = Estimate("y", "proportion", "taylor", value=0.0, lower=0.0, upper=0.1, level=0.95, n=9)
    some = replace(none, value=0.3, lower=0.2, upper=0.45)
    found = difference(none, some)
    assert (found.lower, found.upper) == pytest.approx((-0.3 - 0.15, -0.3 + math.hypot(0.1, 0.1)))
    found = difference(some, none)
    assert (found.lower, found.upper) == pytest.approx((0.3 - math.hypot(0.1, 0.1), 0.3 + 0.15))
