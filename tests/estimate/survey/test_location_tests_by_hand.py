"""Tests of level by hand: which groups, ranks and scores, and what is refused."""

import math

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import Outcome, SurveyDesign, means_test, rank_test
from measure87.estimate.survey.location_tests import _as_r, _refuse_constant, _t, mid_ranks, scores
from measure87.vocabulary.errors import RefusedError, UsageError

MEAN = Outcome("hours", "y", kind="number", statistic="mean")
DESIGN = SurveyDesign("w", None, ("c",))
FRAME = pl.DataFrame(
    {
        "w": [1.0] * 8,
        "c": list(range(8)),
        "g": ["1"] * 4 + ["2"] * 4,
        "y": [1.0, 2, 3, 4, 2, 4, 6, 8],
    }
)


def test_two_means_have_a_t_test_on_clusters_less_one_less_one():
    """Means 2.5 and 5; sums of squares 5 and 20 over 16 each, times 8 / 7 for 8 clusters."""
    found = means_test(FRAME, MEAN, "g", DESIGN)
    se = math.sqrt(8 / 7 * (5 + 20) / 16)
    assert (found.method, found.by, found.n, found.n_clusters) == ("t", ("g",), 8, 8)
    assert (found.df, found.estimate, found.se) == pytest.approx((6.0, 2.5, se), rel=1e-12)
    assert found.p_value == pytest.approx(2 * stats.t.sf(2.5 / se, 6), rel=1e-10)


def test_one_mean_is_tested_against_a_value_on_clusters_less_one():
    found = means_test(FRAME, MEAN, None, DESIGN, value=3.0)
    y = FRAME["y"].to_numpy()
    t, p = stats.ttest_1samp(y, 3.0)
    assert (found.by, found.method, found.df) == ((), "t", 7.0)
    assert (found.statistic, found.p_value) == pytest.approx((t, p), rel=1e-10)
    assert found.estimate == pytest.approx(y.mean() - 3.0)


def test_a_group_in_no_more_clusters_than_strata_has_no_error_to_test_with():
    """Two persons, in one of four clusters of either stratum: 2 - 2 degrees of freedom."""
    strata = FRAME.with_columns(s=pl.col("g"), g=pl.Series([*"21112111"]))
    with pytest.raises(RefusedError) as fault:
        means_test(strata, MEAN, "g", SurveyDesign("w", "s", ("c",)))
    assert fault.value.code == "no-variance"
    one_more = strata.with_columns(g=pl.Series([*"22112111"]))  # 3 - 2
    assert means_test(one_more, MEAN, "g", SurveyDesign("w", "s", ("c",))).df == 5.0


def test_more_means_have_a_wald_test_of_hotelling():
    three = FRAME.with_columns(g=pl.Series([*"11122233"]))
    found = means_test(three, MEAN, "g", DESIGN)
    assert (found.method, found.by) == ("wald", ("g",))
    assert (found.df, found.df_denominator) == (2.0, 6.0)  # 7 - 2 + 1


def test_a_rank_test_names_its_groups_and_its_method_by_their_number():
    assert rank_test(FRAME, "y", "g", DESIGN).method == "wilcoxon"
    assert rank_test(FRAME, "y", "g", DESIGN).by == ("g",)
    three = FRAME.with_columns(g=pl.Series([*"11122233"]))
    found = rank_test(three, "y", "g", DESIGN)
    assert (found.method, found.df, found.df_denominator) == ("kruskal-wallis", 2.0, 5.0)  # 7 - 2
    assert rank_test(three, "y", "g", DESIGN, method="van-der-waerden").method == "van-der-waerden"


def test_ranks_are_of_those_with_a_weight_an_answer_and_a_group():
    """The mean rank over N of the second group less the first, of the eight alone."""
    more = pl.DataFrame(
        {
            "w": [0.0, 1.0, 1.0, 1.0],
            "c": [8, 9, 10, 11],
            "g": ["1", "1", None, "2"],
            "y": [9.0, None, 9.0, float("nan")],
        }
    )
    whole = pl.concat([FRAME, more])
    ranks = stats.rankdata(FRAME["y"].to_numpy()) - 0.5
    wanted = (ranks[4:].mean() - ranks[:4].mean()) / 8
    assert rank_test(FRAME, "y", "g", DESIGN).estimate == pytest.approx(wanted, rel=1e-12)
    assert rank_test(whole, "y", "g", DESIGN).estimate == pytest.approx(wanted, rel=1e-12)
    some = rank_test(
        pl.concat([FRAME, FRAME.with_columns(y=pl.lit(9.0), c=pl.col("c") + 20)]).with_columns(
            part=pl.Series(["a"] * 8 + ["b"] * 8)
        ),
        "y",
        "g",
        DESIGN,
        where={"part": ("a",)},
    )
    assert some.estimate == pytest.approx(wanted, rel=1e-12)


def test_without_an_answer_are_those_who_weigh_something():
    """Of five more persons two have no number and one no group; the other two weigh nothing."""
    more = pl.DataFrame(
        {
            "w": [1.0, 1.0, 1.0, 0.0, 0.0],
            "c": [0, 1, 2, 3, 4],
            "g": ["1", "2", None, "1", "2"],
            "y": [None, float("nan"), 9.0, None, 9.0],
        }
    )
    found = means_test(pl.concat([FRAME, more]), MEAN, "g", DESIGN)
    assert (found.n, found.n_unknown) == (8, 3)


def test_where_nobody_answers_or_weighs_anything_there_is_nobody():
    """Besides the eight of part a two of b have no number, and two of c no weight."""
    parts = [
        FRAME.with_columns(part=pl.lit("a")),
        FRAME[[0, 4]].with_columns(part=pl.lit("b"), y=pl.lit(None, pl.Float64)),
        FRAME[[0, 4]].with_columns(part=pl.lit("c"), w=pl.lit(0.0)),
    ]
    found = means_test(pl.concat(parts), MEAN, "g", DESIGN, where={"part": ("a", "b", "c")})
    assert (found.n, found.n_unknown) == (8, 2)


def test_a_rank_is_the_weight_below_and_half_of_its_own():
    weight = [1.0, 2.0, 5.0]
    assert mid_ranks(np.array(weight)) == pytest.approx([0.5 / 8, 2 / 8, 5.5 / 8])


def test_scores_of_ranks():
    rank = np.array([0.25, 0.5, 0.75])
    assert scores(rank, "wilcoxon").tolist() == rank.tolist()
    assert scores(rank, "median").tolist() == [0.0, 0.0, 1.0]  # above a half, and not at it
    normal = scores(rank, "van-der-waerden")
    assert normal == pytest.approx(stats.norm.ppf(rank), abs=1e-12)


@pytest.mark.parametrize(("df", "is_enough"), [(1.0, True), (0.5, False)])
def test_a_t_test_needs_a_degree_of_freedom(df, is_enough):
    if is_enough:
        found = _t(2.0, 4.0, df)  # t = 1 on 1 degree: half of the chance lies beyond
        assert (found["statistic"], found["se"]) == (1.0, 2.0)
        assert found["p_value"] == pytest.approx(0.5, rel=1e-12)
        return
    with pytest.raises(RefusedError) as fault:
        _t(2.0, 4.0, df)
    assert fault.value.code == "too-few-clusters"


@pytest.mark.parametrize(("nu", "is_enough"), [(3.0, True), (2.9, False)])
def test_a_rank_test_of_three_groups_needs_three_clusters_more_than_strata(nu, is_enough):
    given = {"df": 2.0, "statistic": 3.0, "df_denominator": nu, "p_value": 0.0}
    if is_enough:
        found = _as_r(given, nu)
        assert found["df_denominator"] == 1.0
        assert found["p_value"] == pytest.approx((1 + 2 * 3.0) ** -0.5, rel=1e-12)
        return
    with pytest.raises(RefusedError, match="a rank test of 3 groups needs more than 2 clusters"):
        _as_r(given, nu)


@pytest.mark.parametrize(
    ("variance", "code"),
    [
        ([0.0, 0.0], "constant"),
        ([1e-26, 1e-26], "constant"),
        ([0.0, 1.0], "no-variance"),
        ([1e-20, 1.0], None),
    ],
)
def test_groups_that_do_not_vary_are_refused(variance, code):
    """Beside the square of the largest figure, here 4, less than 1e-24 of it is nothing."""
    asked = "hours", np.array(variance), np.array([-2.0, 1.0])
    if code is None:
        _refuse_constant(*asked)
        return
    with pytest.raises(RefusedError) as fault:
        _refuse_constant(*asked)
    assert fault.value.code == code


def test_one_group_and_a_group_in_one_cluster_are_refused():
    with pytest.raises(RefusedError) as one:
        means_test(FRAME.with_columns(g=pl.lit("1")), MEAN, "g", DESIGN)
    assert one.value.code == "one-group"
    lone = FRAME.with_columns(c=pl.Series([0, 1, 2, 3, 4, 4, 4, 4]))
    with pytest.raises(RefusedError) as other:
        means_test(lone, MEAN, "g", DESIGN)
    assert other.value.code == "no-variance"


def test_what_is_no_mean_and_no_method_is_refused():
    total = Outcome("hours", "y", kind="number", statistic="total")
    with pytest.raises(UsageError, match="not a total"):
        means_test(FRAME, total, "g", DESIGN)
    with pytest.raises(UsageError, match="there is no rank test 'mood'"):
        rank_test(FRAME, "y", "g", DESIGN, method="mood")
    with pytest.raises(RefusedError) as nobody:
        rank_test(FRAME.with_columns(w=pl.lit(0.0)), "y", "g", DESIGN)
    assert nobody.value.code == "empty-domain"


@pytest.mark.parametrize(("variance", "is_told"), [(3e-24, False), (6e-24, True)])
def test_what_hardly_varies_is_measured_by_the_square_of_the_largest_figure(variance, is_told):
    """Of -2 and 1 that is 4, of which 1e-24 is nothing."""
    asked = "hours", np.array([variance, 1.0]), np.array([-2.0, 1.0])
    if is_told:
        _refuse_constant(*asked)
        return
    with pytest.raises(RefusedError):
        _refuse_constant(*asked)
