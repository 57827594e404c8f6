"""Whatever is asked of a sample says that a stratum has one cluster, in the same words."""

import polars as pl
import pytest

import measure87 as m
from measure87.vocabulary.errors import DataError

PERSONS = pl.DataFrame(
    [
        (h, f"{h}{c}", 100.0, float((7 * i + 3 * c) % 11), int((5 * i + c) % 3 == 0), 1 + i % 2)
        for h, clusters in (("a", 1), ("b", 4), ("c", 4), ("d", 4))
        for c in range(clusters)
        for i in range(10)
    ],
    schema=["h", "c", "w", "x", "y", "sex"],
    orient="row",
)
WORDS = {
    "adjust": "a stratum has one cluster only; the cluster's distance from the mean of all "
    "clusters stands for the variance of its stratum (adjust)",
    "average": "a stratum has one cluster only; the mean variance of the other strata is taken for "
    "it (average)",
    "certainty": "a stratum has one cluster only; such a cluster counts as sampled with certainty "
    "and adds nothing to the variance (certainty)",
}
POPULATION = pl.DataFrame({"sex": [1, 2], "persons": [6000, 7000]})
ASKED = {
    "prevalence": lambda s: s.prevalence("y"),
    "difference": lambda s: s.difference("y", {"sex": 1}, {"sex": 2}),
    "regress": lambda s: s.regress("y", "sex"),
    "contrast": lambda s: s.contrast("y", "sex"),
    "test of a table": lambda s: s.test("y", by="sex"),
    "test of means": lambda s: s.test("x", by="sex", method="means"),
    "test of a value": lambda s: s.test("x", value=5.0, method="means"),
    "test of ranks": lambda s: s.test("x", by="sex", method="wilcoxon"),
    "variance": lambda s: s.variance("x"),
    "correlation": lambda s: s.correlation("x", "sex"),
    "benchmarked test": lambda s: s.benchmarked(POPULATION).test("y", by="sex"),
    "replicates": lambda s: s.replicates("jkn").prevalence("y"),
    "mean of replicates": lambda s: s.replicates("jkn").mean("x"),
    "quantile of replicates": lambda s: s.replicates("jkn").quantile("x"),
    "benchmarked replicates": lambda s: s.benchmarked(POPULATION).replicates("jkn").mean("x"),
}


def survey(rule="adjust", frame=PERSONS, **more):
    return m.Survey(frame, "w", "h", "c", single_cluster=rule, **more)


def told(found):
    result = found if hasattr(found, "warnings") else found.result
    return [one.text for one in result.warnings if one.code == "single-cluster-stratum"]


@pytest.mark.parametrize("rule", list(WORDS))
@pytest.mark.parametrize("what", list(ASKED))
def test_a_stratum_with_one_cluster_is_told_once(what, rule):
    assert told(ASKED[what](survey(rule))) == [WORDS[rule]]


@pytest.mark.parametrize("what", list(ASKED))
def test_strata_with_several_clusters_are_not_spoken_of(what):
    several = PERSONS.filter(pl.col("h") != "a")
    assert told(ASKED[what](survey(frame=several))) == []


@pytest.mark.parametrize("what", list(ASKED))
def test_a_rule_that_refuses_refuses_everything(what):
    with pytest.raises(DataError, match="one cluster only"):
        ASKED[what](survey("fail"))


@pytest.mark.parametrize("what", ["prevalence", "test of a table", "test of means", "variance"])
def test_a_stratum_that_is_there_as_a_whole_is_none(what):
    whole = PERSONS.with_columns(N=pl.when(pl.col("h") == "a").then(1).otherwise(20))
    assert told(ASKED[what](survey(frame=whole, fpc="N"))) == []


def test_a_bootstrap_tells_what_the_claim_makes_of_the_stratum():
    found = survey("certainty").replicates("rao-wu", n=50).prevalence("y")
    assert told(found) == [WORDS["certainty"]]


def test_nothing_is_told_of_the_replicates_of_a_producer():
    """How these treat a stratum with one cluster is not known here."""
    names = {f"rw{i}": pl.col("w") * (1.0 + 0.01 * ((i + pl.col("x")) % 3)) for i in range(20)}
    replicates = survey(frame=PERSONS.with_columns(**names))
    found = replicates.replicates(columns="rw*", method="bootstrap").prevalence("y")
    assert told(found) == []


def test_a_test_of_a_sample_without_strata_and_clusters_has_nothing_to_tell():
    assert told(m.Survey(PERSONS, "w").test("y", by="sex")) == []


def test_contrasts_tell_what_their_figures_tell():
    unknown = PERSONS.with_columns(y=pl.when(pl.col("x") > 1).then("y").otherwise(1))
    asked = survey(frame=unknown.with_columns(y__reason=pl.lit(1)))
    figures = {one.text for one in asked.total("y", by="sex").result.warnings}
    contrast = asked.contrast("y", "sex", statistic="total").result.warnings
    assert {one.text for one in contrast} == figures
    assert any("unknown persons are not in the total" in text for text in figures)
