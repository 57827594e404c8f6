"""`Survey.replicates`: made, read, and asked for."""

import polars as pl
import pytest

import measure87 as m
from measure87.vocabulary.errors import Measure87Error
from tests.estimate.replicates.r_reference import REFS, WITH_COLUMNS, table, with_weights


def schools():
    frame, columns = with_weights("apiclus1", "subbootstrap")
    return frame.rename({name: f"rw{i}" for i, name in enumerate(columns, start=1)})


def test_replicates_that_are_made():
    survey = m.Survey(table("apiclus1"), weights="pw", clusters="dnum")
    found = survey.replicates("jk1").mean("api00").only
    assert found.se == pytest.approx(REFS["rclus1.mean"]["value"]["se"], rel=1e-9)
    assert "replicates jk1" in repr(survey.replicates("jk1"))
    assert survey.mean("api00").only.method == "taylor"
    draws = [survey.replicates("rao-wu", n=30, seed=seed).mean("api00").only.se for seed in (1, 2)]
    assert draws[0] != draws[1]


@pytest.mark.parametrize("columns", ["rw*", [f"rw{i}" for i in range(1, 41)]])
def test_columns_of_a_producer(columns):
    survey = m.Survey(schools(), weights="pw", clusters="dnum")
    found = survey.replicates(columns=columns, method="bootstrap").mean("api00").only
    assert found.se == pytest.approx(WITH_COLUMNS["subbootstrap"]["mean"]["se"], rel=1e-9)
    assert found.method == "bootstrap"


def test_a_difference_has_the_error_of_its_replicates():
    """Each cluster of schools left out once, written out."""
    frame = table("apiclus1")
    sides = {"stype": "E"}, {"stype": "H"}
    survey = m.Survey(frame, weights="pw", clusters="dnum")
    found = survey.replicates("jk1").difference("api00", *sides, statistic="mean").only

    def less(some):
        one, other = (some.filter(pl.col("stype") == side["stype"]) for side in sides)
        return one["api00"].mean() - other["api00"].mean()

    clusters = frame["dnum"].unique()
    each = [less(frame.filter(pl.col("dnum") != one)) for one in clusters]
    spread = sum((one - sum(each) / len(each)) ** 2 for one in each)
    assert frame["pw"].n_unique() == 1
    assert found.value == pytest.approx(less(frame), rel=1e-12)
    assert found.se == pytest.approx((spread * 14 / 15) ** 0.5, rel=1e-9)
    assert found.method == "jk1"
    assert survey.difference("api00", *sides, statistic="mean").only.method == "taylor"


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda s: s.mean("api00"), "nothing says how they were made"),
        (lambda s: s.replicates(columns="rw*"), "nothing says how they were made"),
        (lambda s: s.replicates(), "either made"),
        (lambda s: s.replicates("jk1", method="jk1"), "either made"),
        (lambda s: s.replicates("jk1", columns="rw*"), "either made"),
        (lambda s: s.replicates("jk9"), "no replicates 'jk9'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_says_what_to_write(ask, says):
    survey = m.Survey(schools(), weights="pw", clusters="dnum")
    with pytest.raises(Measure87Error, match=says) as caught:
        ask(survey)
    assert caught.value.hint
    assert "--" not in caught.value.hint
