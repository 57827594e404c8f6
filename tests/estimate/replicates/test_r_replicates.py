"""Agreement with replicate weights of R survey 4.4-2, entry by entry.

Reference: `tests/reference/r_survey` for the entries of the full comparison, and
`tests/reference/r_replicates` for bootstraps and balanced halves with R's own weights. The
arithmetic is the same, so 1e-9 relative.
"""

import fnmatch
from dataclasses import replace

import numpy as np
import pytest

from measure87.estimate.replicates import GivenReplicates, MadeReplicates
from measure87.estimate.survey import DomainTable, Outcome, estimate_survey
from measure87.numerics.replicate_factors import jackknife_n, jackknife_one, replicate_variance
from tests.estimate.regression.schools import WITH_REPLICATES
from tests.estimate.replicates.r_reference import (
    AMBULANCES,
    BENCHMARKS,
    BOTH,
    CLUSTERS,
    MEAN,
    MEDIAN,
    REFS,
    STRATA,
    TWO_STAGES,
    WITH_COLUMNS,
    number,
    table,
    with_weights,
)

CLOSE = 1e-9
MADE = {
    "rclus1": ("apiclus1", CLUSTERS, MadeReplicates("jk1", quantiles="replicates")),
    "rstrat_jkn": ("apistrat", STRATA, MadeReplicates("jkn", quantiles="replicates")),
}
GIVEN = {
    "subbootstrap": ("apiclus1", CLUSTERS, "bootstrap"),
    "canty": ("apistrat", STRATA, "bootstrap"),
    "mrb": ("apiclus2", TWO_STAGES, "bootstrap"),
    "brr": ("apiclus2", CLUSTERS, "brr"),
    "fay": ("apiclus2", CLUSTERS, "fay"),
    "brr_mse": ("apiclus2", CLUSTERS, "brr"),
}


def same(got, expected, rel=CLOSE):
    return got == pytest.approx(expected, rel=rel, abs=1e-12)


def only(result):
    (estimate,) = result.estimates
    return estimate


def given(name, weights=None):
    """The replicates of R that `make.R` kept."""
    expected = WITH_COLUMNS[name]
    source, design, method = GIVEN[name]
    frame, columns = with_weights(source, name.removesuffix("_mse"))
    asked = GivenReplicates(
        columns, method, rho=0.3 if method == "fay" else None, mse=expected["mse"]
    )
    if name == "canty":  # its scale has a factor n/(n - 1) of its own
        asked = replace(asked, scale=expected["scale"], rscales=tuple(expected["rscales"]))
    return frame, design, asked


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("figure", BOTH)
def test_figures_of_jackknives(name, figure):
    source, design, asked = MADE[name]
    got = only(estimate_survey(table(source), [BOTH[figure]], design, replicates=asked))
    expected = REFS[f"{name}.{figure}"]["value"]
    assert same(got.value, expected["est"])
    assert same(got.se, expected["se"])
    assert got.method == asked.kind


@pytest.mark.parametrize("name", MADE)
def test_domains_of_jackknives(name):
    source, design, asked = MADE[name]
    table_of = [DomainTable(("stype",))]
    found = estimate_survey(table(source), [MEAN], design, table_of, replicates=asked).estimates
    expected = REFS[f"{name}.by"]["value"]["table"]
    assert [one.group["stype"] for one in found] == expected["stype"]
    assert same([one.se for one in found], expected["se"])


@pytest.mark.parametrize("name", MADE)
def test_medians_of_jackknives_and_the_warning(name):
    source, design, asked = MADE[name]
    result = estimate_survey(table(source), [MEDIAN], design, replicates=asked)
    (expected,) = [REFS[f"{name}.median"]["value"]["api00"]]
    got = only(result)
    assert [got.value, got.lower, got.upper] == pytest.approx(
        [expected["quantile"][0], expected["ci.2.5"][0], expected["ci.97.5"][0]], rel=CLOSE
    )
    assert same(got.se, expected["se"][0])
    assert [one.code for one in result.warnings] == ["quantiles-of-a-jackknife"]


@pytest.mark.parametrize("name", MADE)
def test_scales_of_jackknives(name):
    expected = REFS[f"{name}.scales"]["value"]
    if name == "rclus1":
        made = jackknife_one(15)
    else:
        strata = np.repeat([0, 1, 2], [100, 50, 50])
        made = jackknife_n(strata, np.zeros(3))
    assert same(made.scale, expected["scale"])
    assert same(sorted(made.rscales), sorted(expected["rscales"]))


def test_no_case_is_an_interval_and_not_nothing():
    """R: [NaN, NaN] with a variance of 0."""
    assert REFS["rclus1.ciprop.beta"]["value"]["ci"] == [None, None]
    outcome = Outcome("ell_75", "ell_75", coding="status")
    got = only(
        estimate_survey(table("apiclus1"), [outcome], CLUSTERS, replicates=MADE["rclus1"][2])
    )
    assert (got.value, got.lower, got.se) == (0.0, 0.0, None)
    assert 0.0 < got.upper < 0.2


def test_a_rare_share_as_r_has_it():
    expected = REFS["rstrat_jkn.ciprop.beta"]["value"]
    outcome = Outcome("ell_75", "ell_75", coding="status")
    asked = MADE["rstrat_jkn"][2]
    got = only(
        estimate_survey(
            table("apistrat"), [outcome], STRATA, interval="korn-graubard-r", replicates=asked
        )
    )
    assert same(got.value, expected["est"])
    assert same(got.se**2, expected["var"])
    assert same([got.lower, got.upper], expected["ci"])


@pytest.mark.parametrize("kind", ["brr", "jkn"])
def test_ambulances(kind):
    outcomes = [number("alive", "ratio", "arrests"), number("alive", "total")]
    asked = MadeReplicates(kind)
    found = estimate_survey(table("scd"), outcomes, AMBULANCES, replicates=asked).estimates
    for figure, got in zip(["ratio", "total"], found, strict=True):
        expected = REFS[f"scd2{kind}.{figure}"]["value"]
        assert same(got.value, expected["est"])
        assert same(got.se, expected["se"])


@pytest.mark.parametrize("kind", ["brr", "jkn"])
def test_weights_of_the_ambulances(kind):
    """R's own weights, as columns; its halves are another choice of the same balance."""
    weights = np.array(REFS[f"scd2{kind}.repweights"]["value"], dtype=float)
    columns = {f"rw{r}": weights[:, r] for r in range(weights.shape[1])}
    frame = table("scd").with_columns(**columns, one=1.0)
    rscales = tuple(REFS["scd2jkn.rscales"]["value"]["rscales"]) if kind == "jkn" else ()
    asked = GivenReplicates(tuple(columns), kind, rscales=rscales)
    outcomes = [number("alive", "ratio", "arrests"), number("alive", "total")]
    design = replace(AMBULANCES, weight="one")
    found = estimate_survey(frame, outcomes, design, replicates=asked).estimates
    for figure, got in zip(["ratio", "total"], found, strict=True):
        assert same(got.se, REFS[f"scd2{kind}.{figure}"]["value"]["se"])
        assert got.df == 3.0
    if kind == "jkn":
        made = jackknife_n(np.array([0, 0, 1, 1, 2, 2]), np.zeros(3))
        assert np.array_equal(made.factor, weights)
        assert made.scale == REFS["scd2jkn.rscales"]["value"]["scale"]
        assert made.rscales.tolist() == REFS["scd2jkn.rscales"]["value"]["rscales"]


@pytest.mark.parametrize("name", BENCHMARKS)
@pytest.mark.parametrize("figure", ["mean", "total"])
def test_replicates_are_calibrated_again(name, figure):
    expected = REFS[f"{name}.{figure}"]["value"]
    result = estimate_survey(
        table("apiclus1"), [BOTH[figure]], CLUSTERS,
        replicates=MadeReplicates("jk1"), benchmark=BENCHMARKS[name],
    )  # fmt: skip
    assert same(only(result).value, expected["est"])
    assert same(only(result).se, expected["se"])
    assert result.diagnostics["replicates_failed"] == 0


@pytest.mark.parametrize("name", GIVEN)
@pytest.mark.parametrize("figure", BOTH)
def test_figures_with_columns_of_r(name, figure):
    frame, design, asked = given(name)
    got = only(estimate_survey(frame, [BOTH[figure]], design, replicates=asked))
    expected = WITH_COLUMNS[name]
    assert same(got.value, expected[figure]["est"])
    assert same(got.se, expected[figure]["se"])
    assert same(asked.scales[0] * asked.scales[1][0], expected["scale"] * expected["rscales"][0])
    if figure == "mean":
        assert got.df == expected["df"]


@pytest.mark.parametrize("name", GIVEN)
def test_domains_with_columns_of_r(name):
    frame, design, asked = given(name)
    domains = [DomainTable(("stype",))]
    found = estimate_survey(frame, [MEAN], design, domains, replicates=asked).estimates
    expected = WITH_COLUMNS[name]["by"]
    assert [one.group["stype"] for one in found] == expected["stype"]
    assert same([one.se for one in found], expected["se"])
    assert [one.df for one in found] == expected["df"]


@pytest.mark.parametrize("name", GIVEN)
def test_medians_with_columns_of_r(name):
    frame, design, asked = given(name)
    expected = WITH_COLUMNS[name]["median"]
    asked = replace(asked, quantiles="replicates")
    got = only(estimate_survey(frame, [MEDIAN], design, replicates=asked))
    assert got.value == expected["est"]
    # Half of equal weights is reached exactly, where R goes by rounding: docs/departures.md.
    rel = 0.01 if name.startswith("brr") else CLOSE
    assert same([got.se, got.lower, got.upper], [expected["se"], *expected["ci"]], rel)
    expected = WITH_COLUMNS[name]["woodruff"]
    asked = replace(asked, quantiles="woodruff")
    got = only(estimate_survey(frame, [MEDIAN], design, interval="wald", replicates=asked))
    assert [got.lower, got.upper] == expected["ci"]
    assert same(got.se, expected["se"])


@pytest.mark.parametrize("name", GIVEN)
def test_rare_shares_with_columns_of_r(name):
    frame, design, asked = given(name)
    expected = WITH_COLUMNS[name]["beta"]
    outcome = Outcome("ell_30", "ell_30", coding="status")
    got = only(
        estimate_survey(frame, [outcome], design, interval="korn-graubard-r", replicates=asked)
    )
    assert same(got.value, expected["est"])
    assert same(got.se**2, expected["var"])
    assert same([got.lower, got.upper], expected["ci"])


def test_every_entry_on_replicates_is_tested():
    """The entries that this file and the one on regressions name are those that the full
    comparison leaves to both."""
    figures = set(WITH_REPLICATES)
    figures |= {f"{name}.{figure}" for name in MADE for figure in BOTH}
    figures |= {f"{name}.{one}" for name in MADE for one in ("by", "median", "scales")}
    figures |= {f"{name}.ciprop.beta" for name in MADE}
    figures |= {f"scd2{kind}.{one}" for kind in ("brr", "jkn") for one in ("ratio", "total")}
    figures |= {"scd2brr.repweights", "scd2jkn.repweights", "scd2jkn.rscales"}
    figures |= {f"{name}_rep.{one}" for name in ("ps", "rk", "cal") for one in ("mean", "total")}
    patterns = ("scd2*", "rclus1.*", "rstrat_jkn.*", "??_rep.*", "cal_rep.*")
    assert figures == {n for n in REFS if any(fnmatch.fnmatchcase(n, p) for p in patterns)}


def test_a_replicate_that_does_not_count_has_no_part_in_the_mean():
    figures = np.array([1.0, 3.0, 100.0])
    got = replicate_variance(figures, np.array(2.0), 1.0, np.array([0.5, 0.5, 0.0]))
    assert got == 1.0
