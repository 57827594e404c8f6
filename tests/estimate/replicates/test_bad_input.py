"""What goes wrong is one sentence and what to do, or a figure without an error; never NaN."""

import json
import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measure87.estimate.replicates import GivenReplicates, MadeReplicates, chosen_columns
from measure87.estimate.replicates.calibrating import judge_failed
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.weighting import Benchmark, Margin
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.estimate.replicates.test_naive import OUTCOMES, PAIRS, people

SHARE = [Outcome("share", "status", coding="status")]
JKN = MadeReplicates("jkn")


def written(result):
    """Every figure as JSON, which refuses NaN."""
    return [json.dumps(one.to_json(), allow_nan=False) for one in result.estimates]


def with_columns(n=12):
    rng = np.random.default_rng(1)
    frame = people()
    columns = {f"rw{r}": frame["w"] * rng.choice([0.0, 2.0], frame.height) for r in range(1, n + 1)}
    return frame.with_columns(**columns), tuple(columns)


@pytest.mark.parametrize(
    ("kind", "design", "says"),
    [
        ("jk1", PAIRS, "jk1 is for a sample without strata"),
        ("brr", SurveyDesign("w", None, ("place",)), "two clusters in each stratum"),
        ("brr", replace(PAIRS, fpc=("n1",)), "no population corrections"),
        ("jkn", replace(PAIRS, clusters=("psu", "household"), fpc=("n1", "n2")), "first stage"),
        ("rao-wu", replace(PAIRS, clusters=("psu", "household"), fpc=("n1",)), "first stage"),
        ("jk1", SurveyDesign("w", None, ("one",)), "one cluster"),
        ("rao-wu", SurveyDesign("w", "place", ("psu",)), "one cluster only"),
        ("preston", SurveyDesign("w", "place", ("psu",)), "one cluster only"),
        ("jkn", SurveyDesign("w", "place", ("psu",), single_cluster="fail"), "one cluster only"),
        ("jkn", SurveyDesign("w", "place", ("psu",), single_cluster="remove"), "nothing varies"),
    ],
)
def test_a_kind_that_does_not_fit_the_sample(kind, design, says):
    with pytest.raises((DataError, UsageError), match=says) as caught:
        estimate_survey(
            people().with_columns(one=1), SHARE, design, replicates=MadeReplicates(kind)
        )
    assert caught.value.hint


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: MadeReplicates("jk9"), "no replicates 'jk9'"),
        (lambda: MadeReplicates("jkn", n=50), "the design says how many"),
        (lambda: MadeReplicates("rao-wu", n=1), "no spread"),
        (lambda: MadeReplicates("fay", rho=1.0), "rho of Fay"),
        (lambda: GivenReplicates(("a", "b"), "x"), "no replicate method 'x'"),
        (lambda: GivenReplicates(("a",), "jk1"), "no spread"),
        (lambda: GivenReplicates(("a", "b", "c"), "jk1", rscales=(1.0, 1.0)), "2 rscales for 3"),
        (lambda: GivenReplicates(("a", "b"), "other"), "need a scale"),
        (lambda: GivenReplicates(("a", "b"), "jkn"), "as rscales"),
        (lambda: GivenReplicates(("a", "b"), "fay"), "need rho"),
        (lambda: GivenReplicates(("a", "b"), "other", scale=-1.0), "must be 0 or more"),
        (lambda: GivenReplicates(("a", "b"), "other", scale=math.inf), "must be 0 or more"),
        (lambda: GivenReplicates(("a", "b"), "jkn", rscales=(1.0, -1.0)), "must be 0 or more"),
        (lambda: GivenReplicates(("a", "b"), "other", scale=0.0), "scales of 0"),
        (lambda: GivenReplicates(("a", "b"), "jkn", rscales=(0.0, 0.0)), "scales of 0"),
    ],
)
def test_settings_that_say_no_variance(make, says):
    with pytest.raises(UsageError, match=says) as caught:
        make()
    assert caught.value.hint


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (pl.col("rw3") - 1e6, "zero or positive"),
        (pl.when(pl.col("sex") == 1).then("rw3"), "rw3 is missing"),
        (pl.lit(float("nan")), "rw3 is missing"),
        (pl.lit("a"), "does not hold numbers"),
    ],
)
def test_a_replicate_weight_that_cannot_be_used(change, says):
    frame, columns = with_columns()
    asked = GivenReplicates(columns, "brr")
    with pytest.raises(DataError, match=says):
        estimate_survey(frame.with_columns(rw3=change), SHARE, PAIRS, replicates=asked)


def test_columns_that_are_not_there():
    frame, columns = with_columns()
    asked = GivenReplicates((*columns, "rw99"), "brr")
    with pytest.raises(DataError, match="no replicate column rw99"):
        estimate_survey(frame, SHARE, PAIRS, replicates=asked)
    with pytest.raises(UsageError, match="none is named"):
        estimate_survey(frame, SHARE, SurveyDesign(), replicates=GivenReplicates(columns, "brr"))


def test_columns_without_their_clusters_are_too_narrow_for_the_rare_and_say_so():
    frame, columns = with_columns()
    asked = GivenReplicates(columns, "brr")
    nobody = frame.with_columns(status=pl.lit(NO, dtype=pl.Int8))
    found = [
        estimate_survey(nobody, SHARE, design, replicates=asked)
        for design in (SurveyDesign("w"), SurveyDesign("w", None, ("place",)))
    ]
    assert [[one.code for one in result.warnings] for result in found] == [
        ["replicates-without-clusters"],
        [],
    ]
    assert found[0].estimates[0].upper < found[1].estimates[0].upper
    mean = estimate_survey(frame, [OUTCOMES[4]], SurveyDesign("w"), replicates=asked)
    assert "replicates-without-clusters" not in [one.code for one in mean.warnings]


def test_a_set_of_columns_with_a_hole_or_a_stranger():
    present = ["rw1", "rw2", "rw4", "rw_total"]
    with pytest.raises(UsageError, match="rw_total"):
        chosen_columns("rw*", present)
    with pytest.raises(DataError, match="the replicate 3 of 1 to 4 is missing"):
        chosen_columns("rw[0-9]*", present)
    assert chosen_columns("rw?", ["RW2", "rw1"]) == ("rw1", "RW2")


def test_all_answers_missing():
    frame = people().with_columns(status=pl.lit(UNKNOWN, dtype=pl.Int8), y=pl.lit(None, pl.Float64))
    result = estimate_survey(frame, [OUTCOMES[0], OUTCOMES[4]], PAIRS, replicates=JKN)
    assert result.estimates == ()
    assert {one.code for one in result.refused} == {"only-unknown"}


@pytest.mark.parametrize("value", [NO, YES])
def test_no_case_at_all_and_nothing_but_cases(value):
    frame = people().with_columns(status=pl.lit(value, dtype=pl.Int8))
    result = estimate_survey(frame, SHARE, PAIRS, replicates=JKN)
    (got,) = result.estimates
    assert written(result)
    assert got.se is None
    assert got.lower < got.upper


def test_a_replicate_without_anybody_of_the_domain():
    """The one cluster with the domain is left out: of it there is no figure, and no error."""
    frame = people().with_columns(
        here=pl.when((pl.col("place") == 3) & (pl.col("w") > 0)).then(1).otherwise(0)
    )
    design = SurveyDesign("w", None, ("place",))
    result = estimate_survey(
        frame, [*SHARE, OUTCOMES[5]], design, [DomainTable(("here",))],
        replicates=MadeReplicates("jk1"),
    )  # fmt: skip
    assert len(written(result)) == 4
    got = next(e for e in result.estimates if e.group == {"here": "1"} and e.name == "share")
    assert got.se is None
    assert "no-variance" in got.flags
    (notice,) = [one for one in result.warnings if one.code == "replicates-without-persons"]
    assert notice.values == {"figures": 1, "replicates": 40}
    total = next(e for e in result.estimates if e.group == {"here": "1"} and e.name == "total")
    assert total.se > 0.0  # without the cluster the total is 0, which is a figure


def test_replicates_that_cannot_be_benchmarked_are_counted_and_kept():
    """One person stands for a class: without her cluster nobody is in it."""
    frame = people().with_columns(
        kind=pl.when(pl.int_range(pl.len()) == 50).then(pl.lit("a")).otherwise(pl.lit("b")),
        w=pl.lit(50.0),
    )
    benchmark = Benchmark((Margin(("kind",), {("a",): 100.0, ("b",): 40_000.0}),))
    design = SurveyDesign("w", None, ("place",))
    asked = MadeReplicates("jk1")
    result = estimate_survey(frame, SHARE, design, replicates=asked, benchmark=benchmark)
    assert written(result)
    assert result.diagnostics["replicates_failed"] == 1
    (notice,) = [one for one in result.warnings if one.code == "replicates-failed"]
    assert notice.values == {"failed": 1, "replicates": 40}
    assert notice.text.startswith("1 of 40 replicates")


def test_more_factors_than_fit_into_memory():
    with pytest.raises(UsageError, match="do not fit into memory"):
        estimate_survey(people(), SHARE, PAIRS, replicates=MadeReplicates("rao-wu", n=3_000_000))


def test_many_replicates_that_fail_are_no_variance():
    assert judge_failed(0, 200) == []
    assert len(judge_failed(20, 200)) == 1
    with pytest.raises(DataError, match="21 of 200 replicates") as caught:
        judge_failed(21, 200)
    assert caught.value.code == "replicates-failed"
