"""Errors of a regression by what each person's weight moves, and its limits, by hand."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import Outcome, SurveyDesign
from measure87.estimate.survey.regression import estimate_regression
from measure87.estimate.survey.regression_errors import degrees_left
from measure87.estimate.survey.regression_terms import Terms
from measure87.vocabulary.errors import DataError, UsageError

RNG = np.random.default_rng(87)
N = 24
FRAME = pl.DataFrame(
    {
        "w": RNG.uniform(0.5, 3.0, N),
        "h": [1] * 12 + [2] * 12,
        "c": np.repeat(np.arange(8), 3),
        "sex": ([1, 2] * 12),
        "age": RNG.integers(5, 18, N).astype(float),
        "work": [1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1] * 2,
        "hours": RNG.uniform(0.0, 30.0, N),
    }
)
DESIGN = SurveyDesign("w", "h", ("c",))
TERMS = Terms(("sex", "age"), frozenset({"age"}))
STATUS, MEAN = Outcome("work", "work"), Outcome("hours", "hours", "number", "mean")
FAMILIES = [("logistic", STATUS), ("poisson", STATUS), ("probit", STATUS), ("linear", MEAN)]


def estimated(family, outcome, frame=FRAME, **more):
    return estimate_regression(frame, outcome, TERMS, DESIGN, family=family, **more)


def figures(found):
    return np.array([*(c.value for c in found.coefficients), *(a.value for a in found.averages)])


@pytest.mark.parametrize(("family", "outcome"), [one for one in FAMILIES if one[0] != "probit"])
def test_errors_are_those_of_what_each_persons_weight_moves(family, outcome):
    """z_k is w_k times the derivative by it; its sums by cluster vary within the strata.

    Not so of a probit: its information is the expected one, as R has it, which is not the slope
    of its scores.
    """
    found = estimated(family, outcome, averages=("sex",))
    step, z = 1e-4, []
    for k in range(N):
        moved = [
            figures(
                estimated(
                    family,
                    outcome,
                    FRAME.with_columns(
                        w=pl.when(pl.int_range(N) == k).then(pl.col("w") * (1 + s)).otherwise("w")
                    ),
                    averages=("sex",),
                )
            )
            for s in (step, -step)
        ]
        z.append((moved[0] - moved[1]) / (2 * step))
    clusters = np.array(z).reshape(8, 3, -1).sum(axis=1)
    apart = [part - part.mean(axis=0) for part in (clusters[:4], clusters[4:])]
    wanted = np.sqrt(4 / 3 * sum((part**2).sum(axis=0) for part in apart))
    errors = [*(c.se for c in found.coefficients), *(a.se for a in found.averages)]
    assert errors == pytest.approx(wanted, rel=2e-4)


@pytest.mark.parametrize("level", [0.95, 0.8])
@pytest.mark.parametrize(("family", "outcome"), FAMILIES)
def test_limits_are_so_many_errors_away_on_clusters_less_strata_less_terms(family, outcome, level):
    """Eight clusters in two strata and three coefficients: 8 - 2 + 1 - 3."""
    found = estimated(family, outcome, averages=("sex",), level=level)
    assert (found.df, found.n_clusters, found.n_strata, found.level) == (4.0, 8, 2, level)
    t = stats.t.ppf(0.5 + level / 2, 4)
    for one in (*found.coefficients, *found.averages):
        assert one.lower == pytest.approx(one.value - t * one.se, rel=1e-9)
        assert one.upper == pytest.approx(one.value + t * one.se, rel=1e-9)
    for one in found.coefficients:
        assert one.t == pytest.approx(one.value / one.se, rel=1e-12)
        assert one.p == pytest.approx(2 * stats.t.sf(abs(one.t), 4), rel=1e-9)
        has_ratio = family in ("logistic", "poisson") and bool(one.term)
        wanted = np.exp([one.value, one.lower, one.upper]) if has_ratio else [None] * 3
        told = [one.ratio, one.ratio_lower, one.ratio_upper]
        assert told == (pytest.approx(wanted, rel=1e-12) if has_ratio else wanted)


def test_each_average_is_the_mean_answer_if_everybody_had_the_code():
    found = estimated("logistic", STATUS, averages=("sex",))
    constant, sex, age = (one.value for one in found.coefficients)
    w, ages = FRAME["w"].to_numpy(), FRAME["age"].to_numpy()
    for one, more in zip(found.averages, (0.0, sex), strict=True):
        chance = 1 / (1 + np.exp(-(constant + more + age * ages)))
        assert one.value == pytest.approx((w @ chance) / w.sum(), rel=1e-9)
    assert [(one.column, one.code) for one in found.averages] == [("sex", "1"), ("sex", "2")]


def test_who_stands_behind_a_coefficient_is_counted():
    found = estimated("logistic", STATUS)
    women = FRAME.filter(pl.col("sex") == 2)
    assert (found.n, found.n_cases, found.n_unknown) == (N, int(FRAME["work"].sum()), 0)
    assert (found.coefficient("sex=2").n, found.coefficient("sex=2").n_cases) == (
        12,
        int(women["work"].sum()),
    )
    assert (found.coefficient("age").n, found.coefficient("age").n_cases) == (N, found.n_cases)
    assert (found.method, found.replicates, found.leverage) == ("linearised", 0, None)
    assert 0.0 < estimated("logistic", STATUS, leverage=True).leverage < 1.0


def test_unknown_and_missing_are_left_out_and_counted():
    """Of 24 persons two are unknown, one has no sex and two no age; one lacks both."""
    status, sex, age = (FRAME[name].to_list() for name in ("work", "sex", "age"))
    status = [2 * one for one in status]
    status[0] = status[7] = 1
    sex[3] = sex[9] = age[9] = age[20] = None
    gaps = FRAME.with_columns(
        work=pl.Series(status, dtype=pl.Int8), sex=pl.Series(sex), age=pl.Series(age)
    )
    read = Outcome("work", "work", coding="status")
    found = estimate_regression(gaps, read, TERMS, DESIGN, family="logistic")
    out = {0, 7, 3, 9, 20}
    cases = sum(FRAME["work"][k] for k in range(N) if k not in out)
    assert (found.n, found.n_cases, found.n_unknown) == (19, cases, 2)
    assert found.missing == {"sex": 2, "age": 2}
    said = {(one.code, one.values["name"], one.values["n"]) for one in found.warnings}
    assert said == {
        ("unknown-left-out", "work", 2), ("missing-terms", "sex", 2), ("missing-terms", "age", 2),
    }  # fmt: skip
    kept = FRAME.filter(~pl.int_range(N).is_in(sorted(out)))
    alone = estimated("logistic", STATUS, kept)
    assert [c.value for c in found.coefficients] == pytest.approx(
        [c.value for c in alone.coefficients], rel=1e-9
    )


@pytest.mark.parametrize(
    ("design", "columns", "df"), [(6.0, 6, 1.0), (6.0, 7, None), (6.0, 1, 6.0)]
)
def test_a_degree_of_freedom_is_left_or_it_is_refused(design, columns, df):
    if df is not None:
        assert degrees_left(design, columns, "7 clusters in 1 stratum", "hint") == df
        return
    with pytest.raises(DataError, match="7 clusters in 1 stratum leave no degree") as fault:
        degrees_left(design, columns, "7 clusters in 1 stratum", "hint")
    assert fault.value.code == "too-few-clusters"


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, 95.0])
def test_a_level_lies_between_0_and_1(level):
    with pytest.raises(UsageError, match="a level must lie between 0 and 1"):
        estimated("logistic", STATUS, level=level)


def test_families_and_averages_that_there_are_not_are_refused():
    with pytest.raises(UsageError, match="there is no family 'cauchy'"):
        estimated("cauchy", STATUS)
    with pytest.raises(UsageError, match="age is no category of the regression"):
        estimated("logistic", STATUS, averages=("age",))
