"""Agreement with R survey 4.4-2 on its own example data, entry by entry.

Reference: `tests/reference/r_survey` (its README says how the numbers were made). Tolerance:
the arithmetic is the same, so 1e-9 relative; `svyciprop(method = "logit")` comes from R's
iterative fit and is held to 1e-6, the project's limit. R finds the limits of the likelihood by
a spline through some ten points and is up to 0.07 % away from them: `r_profile.py` repeats that
spline on our likelihood and is held to 5e-5, what R's fit leaves.
"""

import fnmatch
import importlib.util
import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import (
    DomainTable,
    Outcome,
    SurveyDesign,
    estimate_covariance,
    estimate_survey,
)
from measure87.estimate.weighting import Benchmark, Margin, calibrate, prepare_recipe
from measure87.estimate.weighting.calibration import WEIGHT
from measure87.estimate.weighting.recipe import BaseWeights, Calibration, Recipe, Trimming
from measure87.numerics.calibration import inverse_products, regression_coefficients
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, YES

_spec = importlib.util.spec_from_file_location(
    "r_profile", Path(__file__).with_name("r_profile.py")
)
r_profile = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(r_profile)

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "tests" / "reference" / "r_survey"


def refs_of(file: Path) -> dict:
    return json.loads(file.read_text(encoding="utf-8"))["refs"]


REFS = refs_of(FOLDER / "expected.json")
"""Those of `expected_*.json` are for other test files, which hold that each is used."""
ENTRIES = (FOLDER / "entries.txt").read_text(encoding="utf-8").split()
CLOSE = 1e-9

DESIGNS = {
    "dstrat": ("apistrat", SurveyDesign("pw", "stype", (), ("fpc",))),
    "dstrat_nofpc": ("apistrat", SurveyDesign("pw", "stype")),
    "dclus1": ("apiclus1", SurveyDesign("pw", None, ("dnum",), ("fpc",))),
    "dclus1_nofpc": ("apiclus1", SurveyDesign("pw", None, ("dnum",))),
    "dclus2": ("apiclus2", SurveyDesign("pw", None, ("dnum", "snum"), ("fpc1", "fpc2"))),
    "dclus2_wr": ("apiclus2", SurveyDesign("pw", None, ("dnum",))),
    "dsrs": ("apisrs", SurveyDesign("pw", None, (), ("fpc",))),
}
RATIOS = [f"{name}.ratio" for name in DESIGNS]
CIPROP = {
    "common": pl.col("comp.imp") == "Yes",
    "rare": pl.col("ell") > 75,
    "rare2": pl.col("api00") < 370,
    "zero": pl.col("api00") < 0,
}
R_METHODS = {"beta": "korn-graubard-r", "mean": "wald"}
"""Our names of R's methods where they differ."""


@cache
def sample(name: str) -> pl.DataFrame:
    """A table of the reference, with the statuses that the entries ask for."""
    frame = pl.read_csv(FOLDER / f"{name}.csv", infer_schema_length=None, null_values=["", "NA"])
    if "stype" not in frame.columns:
        return frame
    statuses = {
        "in_improved_e": (pl.col("comp.imp") == "Yes") & (pl.col("stype") == "E"),
        **{f"is_{code}": pl.col("stype") == code for code in "EHM"},
        **CIPROP,
    }
    complete = pl.all_horizontal(pl.col("api99", "api00", "enroll").is_not_null())
    return frame.with_columns(
        *(
            pl.when(rule).then(YES).otherwise(NO).cast(pl.Int8).alias(key)
            for key, rule in statuses.items()
        ),
        complete=complete,
    )


def number(column: str, statistic: str = "mean", denominator: str | None = None) -> Outcome:
    return Outcome(column, column, "number", statistic, denominator=denominator)


TESTED = {
    "contrast.diff", "contrast.ratio", "dpps_wr.total", "lonely.fail.error", "scdnofpc.ratio",
    "scdnofpc.total", "trim1.mean.api00", "trim1.total.enroll", "trim1.ratio",
}  # fmt: skip
"""Entries that a test below uses; those named one by one, and those that patterns add."""


REPLICATED = (
    "scd2*", "rclus1.*", "rstrat_jkn.*", "ps_rep.*", "rk_rep.*", "cal_rep.*",
)  # fmt: skip
"""Entries that `tests/estimate/replicates/test_r_replicates.py` tests, all of them, and the
regressions among them `tests/estimate/regression/test_regression_replicates.py`."""


def is_replicated(name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in REPLICATED)


def entries(pattern: str) -> list[str]:
    """The entries that a pattern names, which is at least one; they count as tested."""
    found = [name for name in REFS if fnmatch.fnmatchcase(name, pattern)]
    found = [name for name in found if not is_replicated(name)]
    assert found
    TESTED.update(found)
    return found


OF_REGRESSIONS = [*entries("*.glm.*"), *entries("dmyco.glm")]
"""Those of `tests/estimate/regression/test_regressions_of_r.py`, which takes all that are kept."""


def expected_of(entry: str) -> dict:
    """The value of an entry that a test names by itself."""
    assert entry in TESTED
    return REFS[entry]["value"]


def design_of(entry: str) -> tuple[pl.DataFrame, SurveyDesign]:
    table, design = DESIGNS[entry.split(".")[0]]
    return sample(table), design


def only(result):
    (estimate,) = result.estimates
    return estimate


def same(got: float, expected: float, rel: float = CLOSE) -> bool:
    return got == pytest.approx(expected, rel=rel, abs=1e-12)


@pytest.mark.parametrize("entry", entries("d*.mean.api00") + entries("*.mean.api00.deffrep"))
def test_means_and_both_design_effects(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    got = only(estimate_survey(frame, [number("api00")], design))
    assert same(got.value, expected["est"])
    assert same(got.se, expected["se"])
    deff = got.deff_replacement if entry.endswith("deffrep") else got.deff
    assert same(deff, expected["deff"])


@pytest.mark.parametrize("entry", entries("d*.total.enroll"))
def test_totals_of_a_number_with_missing_values(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    result = estimate_survey(frame, [number("enroll", "total")], design)
    got = only(result)
    assert same(got.value, expected["est"])
    assert same(got.se, expected["se"])
    assert same(got.deff, expected["deff"])
    missing = frame["enroll"].null_count()
    assert bool(missing) == any(w.code == "missing-numbers" for w in result.warnings)


@pytest.mark.parametrize("entry", entries("*.mean.multi"))
def test_covariances_of_several_means(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    outcomes = [number(name) for name in expected["names"]]
    where = {"complete": ("1",)}
    got = estimate_covariance(frame, outcomes, design, where=where)
    np.testing.assert_allclose(got.values, expected["est"], rtol=CLOSE)
    np.testing.assert_allclose(got.matrix, expected["vcov"], rtol=1e-8)
    one_pass = estimate_survey(frame, outcomes, design, where=where)
    np.testing.assert_allclose([e.se for e in one_pass.estimates], expected["se"], rtol=CLOSE)


@pytest.mark.parametrize("entry", entries("*.total.stype") + entries("*.mean.stype"))
def test_statuses_as_shares_and_totals(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    statistic = "total" if ".total." in entry else "proportion"
    outcomes = [Outcome(code, f"is_{code}", statistic=statistic, coding="status") for code in "EHM"]
    result = estimate_survey(frame, outcomes, design)
    for i, got in enumerate(result.estimates):
        assert same(got.value, expected["est"][i])
        assert got.se == pytest.approx(expected["se"][i], rel=CLOSE, abs=1e-9 * got.value)
        if "deff" in expected:
            assert same(got.deff, expected["deff"][i])
    matrix = estimate_covariance(frame, outcomes, design).matrix
    size = max(expected["est"]) ** 2
    np.testing.assert_allclose(matrix, expected["vcov"], rtol=1e-8, atol=1e-14 * size)


@pytest.mark.parametrize("entry", [e for e in entries("d*.ratio") if e in RATIOS])
def test_ratios(entry):
    expected = REFS[entry]["value"]
    frame, design = design_of(entry)
    outcome = number("api.stu", "ratio", "enroll")
    got = only(estimate_survey(frame, [outcome], design))
    assert same(got.value, expected["est"])
    assert same(got.se, expected["se"])


def test_ambulance_ratio_and_total():
    design = SurveyDesign(None, "ESA", ("ambulance",))
    outcomes = [number("alive", "ratio", "arrests"), number("alive", "total")]
    result = estimate_survey(sample("scd"), outcomes, design)
    for entry, got in zip(["scdnofpc.ratio", "scdnofpc.total"], result.estimates, strict=True):
        assert same(got.value, expected_of(entry)["est"])
        assert same(got.se, expected_of(entry)["se"])


@pytest.mark.parametrize("entry", entries("d*.by.*"))
def test_domains(entry):
    frame, design = design_of(entry)
    table = REFS[entry]["value"]["table"]
    kind = entry.split(".by.")[1]
    variables, outcome, value, se = {
        "stype.api00": (("stype",), number("api00"), "api00", "se"),
        "awards.target": (("awards", "comp.imp"), number("api.stu", "total"), "api.stu", "se"),
        "ratio": (
            ("stype",), number("api.stu", "ratio", "enroll"),
            "api.stu/enroll", "se.api.stu/enroll",
        ),
    }[kind]  # fmt: skip
    result = estimate_survey(frame, [outcome], design, [DomainTable(variables)])
    assert len(result.estimates) == len(table[value])
    found = {tuple(e.group[v] for v in variables): e for e in result.estimates}
    for i in range(len(table[value])):
        got = found[tuple(table[v][i] for v in variables)]
        assert same(got.value, table[value][i])
        assert same(got.se, table[se][i])


@pytest.mark.parametrize("entry", entries("*.sub.mean"))
def test_a_subset_counts_clusters_of_the_whole_sample(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    where = {"in_improved_e": (str(YES),)}
    got = only(estimate_survey(frame, [number("api00")], design, where=where))
    assert same(got.value, expected["est"])
    assert same(got.se, expected["se"])


@pytest.mark.parametrize("entry", entries("*.degf"))
def test_degrees_of_freedom(entry):
    frame, design = design_of(entry)
    result = estimate_survey(frame, [number("api00")], design)
    assert result.diagnostics["design_df"] == REFS[entry]["value"]
    assert only(result).df == REFS[entry]["value"]


@pytest.mark.parametrize("entry", entries("*.ciprop.*"))
def test_intervals_of_proportions(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    _, _, which, method = entry.split(".")
    outcome = Outcome(which, which, coding="status")
    interval = R_METHODS.get(method, method)
    got = only(estimate_survey(frame, [outcome], design, interval=interval))
    if got.n_cases == 0:
        # R: NaN (beta, xlogit, asin), [0, 0] (mean), about 1e-12 (logit), an error
        # (likelihood); see docs/departures.md.
        assert got.value == 0.0
        assert got.lower == 0.0
        assert 0.0 < got.upper < 1.0
        assert "error" in expected or expected["ci"][0] is None or expected["ci"][1] < 1e-11
        return
    rel = 1e-6 if method in ("logit", "likelihood") else CLOSE
    assert same(got.value, expected["est"], rel)
    assert same(got.se**2, expected["var"], rel)
    if method == "likelihood":
        found = r_profile.limits(got.value, got.se**2, got.n, got.df)
        assert found == pytest.approx(expected["ci"], rel=5e-5)
        assert [got.lower, got.upper] == pytest.approx(expected["ci"], rel=1e-3)
        return
    # Wald limits below 0 are cut at 0: docs/departures.md.
    assert same(got.lower, max(expected["ci"][0], 0.0), rel)
    assert same(got.upper, expected["ci"][1], rel)


@pytest.mark.parametrize("entry", entries("*.ttest"))
def test_differences_between_domains(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]
    joint = estimate_covariance(frame, [number("api00")], design, DomainTable(("comp.imp",)))
    yes = joint.position("api00", **{"comp.imp": "Yes"})
    no = joint.position("api00", **{"comp.imp": "No"})
    value, se = joint.contrast({yes: 1.0, no: -1.0})
    assert same(value, expected["estimate"])
    assert same(value / se, expected["statistic"], 1e-8)


def test_contrasts():
    frame, design = design_of("dstrat")
    joint = estimate_covariance(frame, [number("api00")], design, DomainTable(("stype",)))
    weights = {joint.position("api00", stype="E"): 1.0, joint.position("api00", stype="H"): -1.0}
    value, se = joint.contrast(weights)
    assert same(value, expected_of("contrast.diff")["est"])
    assert same(se, expected_of("contrast.diff")["se"])
    ratio = only(estimate_survey(frame, [number("api.stu", "ratio", "enroll")], design))
    assert same(ratio.value, expected_of("contrast.ratio")["est"])
    assert same(ratio.se, expected_of("contrast.ratio")["se"])


@pytest.mark.parametrize("entry", entries("dfpc*"))
def test_strata_with_and_without_correction(entry):
    fpc = () if "nofpc" in entry else ("Nh",)
    design = SurveyDesign("weight", "stratid", ("psuid",), fpc)
    statistic = "total" if ".total." in entry else "mean"
    got = only(estimate_survey(sample("fpc"), [number("x", statistic)], design))
    assert same(got.value, REFS[entry]["value"]["est"])
    assert same(got.se, REFS[entry]["value"]["se"])


def test_unequal_probabilities_with_replacement():
    outcomes = [number(name, "total") for name in ("Bush", "Kerry", "Nader")]
    expected = expected_of("dpps_wr.total")
    frame = sample("election_pps").with_columns(w=1.0 / pl.col("p"))
    joint = estimate_covariance(frame, outcomes, SurveyDesign("w"))
    np.testing.assert_allclose(joint.values, expected["est"], rtol=CLOSE)
    np.testing.assert_allclose(joint.matrix, expected["vcov"], rtol=1e-8)
    result = estimate_survey(frame, outcomes, SurveyDesign("w"))
    np.testing.assert_allclose([e.se for e in result.estimates], expected["se"], rtol=CLOSE)


STYPE = Margin(("stype",), {("E",): 4421, ("H",): 755, ("M",): 1018})
SCHOOL_WIDE = Margin(("sch.wide",), {("No",): 1072, ("Yes",): 5122})
API99 = {"api99": 3914069}
BENCHMARKS = {
    "ps1": Benchmark((STYPE,)),
    "rk1": Benchmark((STYPE, SCHOOL_WIDE)),
    "cal_lin": Benchmark((STYPE,), API99, distance="linear"),
    "cal_rak": Benchmark((STYPE,), API99, distance="raking"),
    "cal_log": Benchmark((STYPE,), API99, distance="logit", bounds=(0.5, 2.5)),
}
BENCHMARKED = {
    "mean.api00": (number("api00"), "est", "se"),
    "total.enroll": (number("enroll", "total"), "est", "se"),
    "ratio": (number("api.stu", "ratio", "enroll"), "est", "se"),
    "by.sch": (number("api00"), "api00", "se"),
}


def close_enough(design: str) -> float:
    """The bounds of a logit are of factors after the weights were scaled to the population, of
    which the weights of the file fall short by 1e-8."""
    return 1e-6 if design == "cal_log" else CLOSE


@pytest.mark.parametrize("entry", [*entries("[pr][sk]1.weights"), *entries("cal_*.weights")])
def test_benchmarked_weights(entry):
    design = entry.split(".")[0]
    found = calibrate(sample("apiclus1").lazy(), "pw", BENCHMARKS[design]).table.collect()
    np.testing.assert_allclose(found[WEIGHT], REFS[entry]["value"], rtol=close_enough(design))


@pytest.mark.parametrize(
    "entry",
    [
        *entries("[pr][sk]1.mean.api00"), *entries("[pr][sk]1.total.enroll"),
        *entries("[pr][sk]1.ratio"), *entries("[pr][sk]1.by.sch"), *entries("cal_???.mean.api00"),
        *entries("cal_???.total.enroll"), *entries("cal_[lr]*.ratio"), *entries("cal_log.ratio"),
        *entries("cal_???.by.sch"),
    ],
)  # fmt: skip
def test_figures_with_benchmarked_weights(entry):
    name, _, figure = entry.partition(".")
    outcome, value, se = BENCHMARKED[figure]
    expected = REFS[entry]["value"]
    variables = ("sch.wide",) if figure == "by.sch" else ()
    result = estimate_survey(
        sample("apiclus1"), [outcome], DESIGNS["dclus1_nofpc"][1], [DomainTable(variables)],
        benchmark=BENCHMARKS[name],
    )  # fmt: skip
    expected = expected.get("table", expected)
    for place, got in enumerate(result.estimates):
        assert same(got.value, np.atleast_1d(expected[value])[place], close_enough(name))
        assert same(got.se, np.atleast_1d(expected[se])[place], close_enough(name))


@cache
def trimmed() -> pl.DataFrame:
    """The schools raked, trimmed at 60 and spread as `trimWeights(strict = TRUE)` does."""
    steps = (Calibration(benchmark=BENCHMARKS["cal_rak"]), Trimming(largest=60.0, spread="equal"))
    frame = sample("apiclus1")
    raked = calibrate(frame.lazy(), "pw", BENCHMARKS["cal_rak"]).table.collect()
    prepared = prepare_recipe(frame, Recipe(base=BaseWeights(weights=("pw",)), steps=steps))
    found = prepared.weights(prepared.base).weights
    return frame.with_columns(raked=raked[WEIGHT], trimmed=pl.Series(found))


def error_of_trimmed(z: pl.Series) -> float:
    """The standard error that R gives a sum of z with trimmed weights: what is left of z times
    trimmed over raked weights by the regression of the raking, with the raked weights."""
    frame = trimmed()
    of_stype = [(frame["stype"] == code).cast(float).to_numpy() for code in "EHM"]
    x = np.column_stack([*of_stype, frame["api99"].to_numpy()])
    w = frame["pw"].to_numpy()
    y = (z * frame["trimmed"] / frame["raked"]).to_numpy()
    b = regression_coefficients(x, inverse_products(x, w), (w * y)[:, None])
    rest = frame.with_columns(rest=pl.Series(y - (x @ b)[:, 0]))
    design = SurveyDesign("raked", None, ("dnum",))
    return only(estimate_survey(rest, [number("rest", "total")], design)).se


def test_trimmed_weights():
    (entry,) = entries("trim1.weights")
    np.testing.assert_allclose(trimmed()["trimmed"], REFS[entry]["value"], rtol=CLOSE)


@pytest.mark.parametrize("entry", ["trim1.mean.api00", "trim1.total.enroll", "trim1.ratio"])
def test_figures_with_trimmed_weights(entry):
    expected, frame = expected_of(entry), trimmed()
    outcome, *_ = BENCHMARKED[entry.removeprefix("trim1.")]
    got = only(estimate_survey(frame, [outcome], SurveyDesign("trimmed", None, ("dnum",))))
    assert same(got.value, expected["est"])
    y = frame[outcome.column].cast(float)
    if outcome.statistic == "total":
        z = y.fill_null(0.0)
    else:
        over = y * 0.0 + 1.0 if outcome.denominator is None else frame[outcome.denominator]
        z = ((y - got.value * over) / (frame["trimmed"] * over).sum()).fill_null(0.0)
    assert same(error_of_trimmed(z), expected["se"])


def test_domains_with_trimmed_weights():
    (entry,) = entries("trim1.by.sch")
    expected, frame = REFS[entry]["value"]["table"], trimmed()
    design = SurveyDesign("trimmed", None, ("dnum",))
    found = estimate_survey(frame, [number("api00")], design, [DomainTable(("sch.wide",))])
    for place, got in enumerate(found.estimates):
        own = (frame["sch.wide"] == got.group["sch.wide"]).cast(float)
        assert got.group["sch.wide"] == expected["sch.wide"][place]
        assert same(got.value, expected["api00"][place])
        z = own * (frame["api00"] - got.value) / (own * frame["trimmed"]).sum()
        assert same(error_of_trimmed(z), expected["se"][place])


SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


def decided_by_rounding(entry: str, share: float) -> bool:
    """Of 200 equal weights the tenth reaches 5 %: R sums them with rounding and takes the
    eleventh, for the estimate and for its limits; docs/departures.md."""
    return entry.startswith("dsrs.") and share == SHARES[0]


@pytest.mark.parametrize(
    "entry", [*entries("*.qrule.math"), *entries("*.qrule.hf1"), *entries("d*.quantile.*")]
)
def test_quantiles_and_their_limits(entry):
    frame, design = design_of(entry)
    expected = REFS[entry]["value"]["api00"]
    _, kind, method = entry.split(".")
    interval = R_METHODS.get(method, method) if kind == "quantile" else "wald"
    outcomes = [
        Outcome(str(p), "api00", "number", "quantile", quantile=p) for p in SHARES
    ]  # fmt: skip
    found = estimate_survey(frame, outcomes, design, interval=interval).estimates
    for place, (share, got) in enumerate(zip(SHARES, found, strict=True)):
        if kind == "qrule":
            (value,), limits = expected[str(share)], None
        else:
            value = expected["quantile"][place]
            limits = [expected[name][place] for name in ("ci.2.5", "ci.97.5", "se")]
        if decided_by_rounding(entry, share):
            assert (got.value, value) == (448.0, 453)
            continue
        assert got.value == value
        if limits is not None:
            assert [got.lower, got.upper] == limits[:2]
            assert got.se == (None if limits[2] is None else pytest.approx(limits[2], rel=CLOSE))


LONELY = {
    "mean": number("api00"),
    "total": number("enroll", "total"),
    "ratio": number("api.stu", "ratio", "enroll"),
}


@pytest.mark.parametrize("entry", [*entries("lonely.*.fpc.*"), *entries("lonely.*.nofpc.*")])
def test_strata_with_one_cluster(entry):
    _, rule, fpc, figure = entry.split(".")
    design = SurveyDesign("pw", "stype", (), ("fpc",) if fpc == "fpc" else (), single_cluster=rule)
    expected = REFS[entry]["value"]
    frame = sample("lonely_apistrat")
    result = estimate_survey(frame, [LONELY[figure]], design)
    assert same(only(result).value, expected["est"])
    assert same(only(result).se, expected["se"])
    assert [w.code for w in result.warnings if w.code.startswith("single")] == [
        "single-cluster-stratum"
    ]
    joint = estimate_covariance(frame, [LONELY[figure]], design)
    assert same(math.sqrt(joint.matrix[0, 0]), expected["se"])


def test_a_stratum_with_one_cluster_fails_without_its_code():
    design = SurveyDesign("pw", "stype", single_cluster="fail")
    assert "Stratum (H)" in expected_of("lonely.fail.error")["error"]
    with pytest.raises(DataError, match="a stratum has one cluster only"):
        estimate_survey(sample("lonely_apistrat"), [number("api00")], design)


@pytest.mark.parametrize("entry", entries("lonely.domain.*"))
def test_a_domain_of_two_clusters(entry):
    frame, design = design_of("dclus2_wr")
    got = only(estimate_survey(frame, [number("api00")], design, where={"dnum": ("15", "63")}))
    assert same(got.value, REFS[entry]["value"]["est"])
    assert same(got.se, REFS[entry]["value"]["se"])


@pytest.mark.after_others
def test_every_entry_is_tested_or_its_absence_is_explained():
    page = (ROOT / "docs" / "departures.md").read_text(encoding="utf-8")
    section = page.split("<!-- r-survey:not-covered -->")[1].split("<!-- end -->")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    explained = [pattern for row in rows for pattern in row[1].replace("`", "").split()]
    assert all(len(row[2].strip()) > 20 for row in rows)
    for pattern in explained:
        assert any(fnmatch.fnmatchcase(name, pattern) for name in ENTRIES), pattern
    without = {name for name in ENTRIES if any(fnmatch.fnmatchcase(name, p) for p in explained)}
    elsewhere = {name for file in FOLDER.glob("expected_*.json") for name in refs_of(file)}
    assert elsewhere.isdisjoint(REFS)
    assert without.isdisjoint({*REFS, *elsewhere})
    assert without | set(REFS) | elsewhere == set(ENTRIES)
    assert set(REFS) - TESTED == {name for name in REFS if is_replicated(name)}
    assert len(ENTRIES) == len(set(ENTRIES)) == 598
    assert len(without) <= 130
    assert f"{len(ENTRIES) - len(without)} fall under what the program estimates" in page
