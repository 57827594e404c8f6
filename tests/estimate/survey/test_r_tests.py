"""Tests, moments, contrasts and standardised rates against R survey 4.4-2.

References: `tests/reference/r_survey/expected_tests.json`, entries of the 598; and
`tests/reference/r_survey_tests`, made for this. Tolerance 1e-9: the arithmetic is the same. R
finds its saddle point by an iteration that stops at 1e-8, and counts the denominator's degrees of
freedom down to a whole number; ours agrees to 1e-6 where they are counted so. R's ranks of persons
with one value hang on the order of rows where weights differ: with R's ranks we find R's figures.
"""

import fnmatch
import json
import math
from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import (
    DomainTable,
    Outcome,
    SurveyDesign,
    estimate_contrasts,
    estimate_moment,
    estimate_survey,
    independence,
    independence_test,
    means_test,
    rank_test,
    standardised_rates,
)
from measure87.estimate.survey.contrast_sets import LinearContrast
from measure87.estimate.survey.differences import Side
from measure87.estimate.survey.location_tests import of_groups
from measure87.estimate.survey.table_cells import table_cells
from measure87.estimate.weighting import Benchmark, Margin
from measure87.numerics import weighted_chi_squares
from measure87.numerics.simultaneous import LargestT
from tests.estimate.survey.test_r_survey import (
    CLOSE,
    DESIGNS,
    FOLDER,
    ROOT,
    design_of,
    number,
    sample,
)

REFS = json.loads((FOLDER / "expected_tests.json").read_text("utf-8"))["refs"]
OURS = json.loads(
    (ROOT / "tests/reference/r_survey_tests/expected.json").read_text("utf-8")
)["refs"]  # fmt: skip
METHODS = {
    "F": "rao-scott",
    "Chisq": "rao-scott-chi-squared",
    "Wald": "wald",
    "adjWald": "adjusted-wald",
    "lincom": "lincom",
    "saddlepoint": "saddlepoint",
}
STYPE = Margin(("stype",), {("E",): 4421, ("H",): 755, ("M",): 1018})
NHANES = SurveyDesign("WTMEC2YR", "SDMVSTRA", ("SDMVPSU",))
AGES = Margin(
    ("agecat",),
    {("(0,19]",): 55901, ("(19,39]",): 77670, ("(39,59]",): 72816, ("(59,Inf]",): 45364},
)
TESTED = set()


def entries(pattern, refs=REFS):
    found = [name for name in refs if fnmatch.fnmatchcase(name, pattern)]
    assert found
    TESTED.update(found)
    return found


def made_for(pattern):
    return entries(pattern, OURS)


@cache
def nhanes():
    return pl.read_csv(ROOT / "tests/reference/r_survey_tests/nhanes.csv.gz")


def of_design(name):
    """Table, design and benchmark of an entry."""
    if name.startswith("ps1."):
        return sample("apiclus1"), DESIGNS["dclus1_nofpc"][1], Benchmark((STYPE,))
    return *design_of(name), None


def close(got, expected, rel=CLOSE):
    return got == pytest.approx(expected, rel=rel)


@pytest.mark.parametrize(
    "entry", [*entries("*.chisq.F"), *entries("*.chisq.Chisq"), *entries("*.chisq.*Wald")]
)
def test_independence(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    method = METHODS[entry.split(".")[-1]]
    got = independence_test(frame, "sch.wide", "stype", design, method=method)
    assert close(got.p_value, expected["p.value"])
    df = [one for one in (got.df, got.df_denominator) if one is not None]
    assert close(df, np.atleast_1d(expected["parameter"]))
    if method == "rao-scott-chi-squared":
        # R prints X^2 itself and compares X^2 over the mean design effect.
        whole = independence_test(frame, "sch.wide", "stype", design, method="saddlepoint")
        assert close(whole.statistic, expected["statistic"])
    else:
        assert close(got.statistic, expected["statistic"])


@pytest.mark.parametrize("entry", [*entries("*.chisq.lincom"), *entries("*.chisq.saddlepoint")])
def test_sums_of_chi_squares(entry, monkeypatch):
    """`lincom` too was R's saddle point, for the package that integrates was not there."""
    frame, design = design_of(entry)
    seen = {}

    def kept(x, effects, df):
        seen.update(x=x, effects=effects, df=df)
        return weighted_chi_squares.saddlepoint_tail(x, effects, df)

    monkeypatch.setattr(independence, "saddlepoint_tail", kept)
    got = independence_test(frame, "sch.wide", "stype", design, method="saddlepoint")
    expected = REFS[entry]["value"]
    assert close(got.statistic, expected["statistic"])
    below = -seen["x"] / seen["df"]
    counted_down = weighted_chi_squares.SignedSum(
        np.append(seen["effects"], below),
        np.append(np.ones(len(seen["effects"])), math.floor(seen["df"] - 1e-6)),
    )
    found = weighted_chi_squares.saddlepoint_above_zero(counted_down)
    assert close(found, expected["p.value"], 1e-6)
    assert close(got.p_value, expected["p.value"], 0.15)
    exact = independence_test(frame, "sch.wide", "stype", design, method="lincom")
    assert close(exact.p_value, got.p_value, 0.1)


def with_r_scores(frame, design):
    """R's rank scores: within one value the plain mean of sums over rows in their order."""
    known = frame.filter(pl.col("api00").is_not_null())
    ranked = known.sort("api00", maintain_order=True).with_columns(
        middle=pl.col(design.weight).cum_sum() - pl.col(design.weight) / 2
    )
    mean = pl.col("middle").mean().over("api00") / pl.col(design.weight).sum()
    return ranked.with_columns(score=mean)


@pytest.mark.parametrize("entry", entries("*.ranktest.*"))
def test_ranks(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    by = "sch.wide" if entry.endswith("wil") else "stype"
    method = "wilcoxon" if entry.endswith("wil") else "kruskal-wallis"
    score = number("score")
    cells = table_cells(with_r_scores(frame, design), (score,), design, (by,))
    as_r = of_groups(cells, score, by, adjusted=False)
    ours = rank_test(frame, "api00", by, design, method=method)
    assert close(as_r["p_value"], expected["p.value"])
    if method == "wilcoxon":
        assert close(as_r["statistic"], expected["statistic"])
        assert close(as_r["df"], expected["parameter"])
        assert close(as_r["estimate"], expected["estimate"])
        assert close(ours.estimate, expected["estimate"], 5e-3)
    else:
        assert close(as_r["statistic"] * 2, expected["parameter"])
        assert as_r["df"] == expected["statistic"] == 2
    rel = CLOSE if frame[design.weight].n_unique() == 1 else 0.2
    assert close(ours.p_value, expected["p.value"], rel)


@pytest.mark.parametrize("entry", entries("*.var.api00"))
def test_variances(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    got = estimate_moment(frame, ["api00"], design)
    assert close(got.value, expected["est"])
    assert close(got.se, expected["se"])
    assert got.lower < got.value < got.upper


@pytest.mark.few(2)
@pytest.mark.parametrize("entry", made_for("*.var"))
def test_variances_and_covariances(entry):
    frame, design, benchmark = of_design(entry)
    expected = OURS[entry]
    names = ("api00", "api99", "meals")
    for i, (x, y) in enumerate((x, y) for y in names for x in names):
        columns, statistic = ([x], "variance") if x == y else ([x, y], "covariance")
        got = estimate_moment(frame, columns, design, statistic, benchmark=benchmark)
        assert close(got.value, expected["value"][i])
        assert close(got.se, expected["se"][i])


@pytest.mark.parametrize("entry", made_for("*.correlation"))
def test_correlations(entry):
    frame, design, benchmark = of_design(entry)
    for i, other in enumerate(("api99", "meals")):
        got = estimate_moment(frame, ["api00", other], design, "correlation", benchmark=benchmark)
        assert close(got.value, OURS[entry]["value"][i])
        assert close(got.se, OURS[entry]["se"][i])
        assert -1.0 < got.lower < got.value < got.upper < 1.0


@pytest.mark.parametrize("entry", made_for("*.awards.*"))
def test_independence_of_other_columns(entry):
    frame, design, benchmark = of_design(entry)
    method = METHODS[entry.split(".")[-1]]
    got = independence_test(frame, "awards", "stype", design, method=method, benchmark=benchmark)
    assert close(got.p_value, OURS[entry]["p"])
    if method != "rao-scott-chi-squared":
        assert close(got.statistic, OURS[entry]["statistic"])


COLUMNS = {"chol": "HI_CHOL", "women": "HI_CHOL", "age": "agecat"}


@pytest.mark.parametrize(
    "entry", [*made_for("nhanes.chol.*"), *made_for("nhanes.women.*"), *made_for("nhanes.age.*")]
)
def test_independence_with_unknown_answers_and_in_a_domain(entry):
    _, which, method = entry.split(".")
    where = {"RIAGENDR": ("2",)} if which == "women" else {}
    got = independence_test(
        nhanes(), "race", COLUMNS[which], NHANES, method=METHODS[method], where=where
    )
    assert close(got.p_value, OURS[entry]["p"], 1e-8)
    if method != "Chisq":
        assert close(got.statistic, OURS[entry]["statistic"], 1e-8)


@pytest.mark.parametrize("entry", made_for("*.one.sample.t"))
def test_a_mean_against_a_value(entry):
    """R takes one degree of freedom more away than the mean costs: docs/departures.md."""
    frame, design, benchmark = of_design(entry)
    got = means_test(frame, number("api00"), None, design, value=600.0, benchmark=benchmark)
    assert close(got.estimate, OURS[entry]["estimate"])
    assert close(got.statistic, OURS[entry]["statistic"])
    assert got.df == OURS[entry]["parameter"] + 1


MEANS = json.loads((ROOT / "tests/reference/r_survey_tests/means.json").read_text("utf-8"))


@pytest.mark.parametrize("name", MEANS)
def test_equality_of_three_means(name):
    frame, design, benchmark = of_design(f"{name}.")
    got = means_test(frame, number("api00"), "stype", design, benchmark=benchmark)
    nu, m = MEANS[name]["nu"], MEANS[name]["df"]
    assert (got.df, got.df_denominator) == (m, nu - m + 1)
    assert close(got.statistic, MEANS[name]["f"] * (nu - m + 1) / nu, 1e-8)
    assert close(got.p_value, stats.f.sf(got.statistic, m, nu - m + 1))


RANKS = {"vanderWaerden": "van-der-waerden", "median": "median", "wilcoxon": "wilcoxon"}


@pytest.mark.parametrize("entry", [*made_for("*.rank.*"), *made_for("*.rank3.*")])
def test_other_ranks(entry):
    frame, design, _ = of_design(entry)
    by = "stype" if ".rank3." in entry else "comp.imp"
    got = rank_test(frame, "api00", by, design, method=RANKS[entry.split(".")[-1]])
    assert close(got.p_value, OURS[entry]["p"])
    if by == "comp.imp":
        assert close(got.statistic, OURS[entry]["statistic"])


@pytest.mark.parametrize("entry", made_for("*.contrast"))
def test_contrasts_of_three_groups(entry):
    frame, design, benchmark = of_design(entry)
    outcomes = [number("api00")]
    figures = estimate_survey(
        frame, outcomes, design, [DomainTable(("stype",))], benchmark=benchmark
    ).estimates
    e, h, m = (Side("api00", {"stype": code}) for code in "EHM")
    asked = [
        LinearContrast("a", ((e, 1.0), (h, -0.5), (m, -0.5))),
        LinearContrast("b", ((e, -0.5), (m, 0.5))),
    ]
    found = estimate_contrasts(frame, outcomes, design, asked, figures, benchmark=benchmark)
    for i, (got, tested) in enumerate(zip(found.estimates, found.tests, strict=True)):
        assert close(got.value, OURS[entry]["value"][i], 1e-8)
        assert close(got.se, OURS[entry]["se"][i])
        assert close(tested.statistic, got.value / got.se)


@pytest.mark.parametrize("entry", made_for("nhanes.standardised*"))
def test_standardised_rates(entry):
    where = {"RIAGENDR": (entry[-1],)} if entry[-1] in "12" else {}
    outcome = Outcome("high", "HI_CHOL")
    got = standardised_rates(nhanes(), outcome, NHANES, AGES, "race", where=where)
    assert [one.group["race"] for one in got.estimates] == [str(x) for x in OURS[entry]["group"]]
    assert close([one.value for one in got.estimates], OURS[entry]["value"])
    assert close([one.se for one in got.estimates], OURS[entry]["se"])


@pytest.mark.parametrize("entry", made_for("largest.t.*"))
def test_the_largest_of_several_t(entry):
    k, df = (int(part) for part in entry.split(".")[-2:])
    got = LargestT(np.eye(k) + 1.0, df).quantile(0.95)
    assert close(got, OURS[entry]["quantile"], 3e-4)


@pytest.mark.after_others
def test_every_entry_is_tested():
    assert set(REFS) | set(OURS) == TESTED
