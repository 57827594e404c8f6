"""`Survey.regress`: what it takes, how it shows, and what it says against showing it to others."""

import json

import polars as pl
import pytest

import measure87 as m
from measure87.estimate.replicates import MadeReplicates
from measure87.estimate.survey import Outcome, SurveyDesign, Terms, estimate_regression
from measure87.files import UserMissing, read_source, write_sav
from measure87.vocabulary.errors import DataError, UsageError


def children(n=1200):
    """Invented: work by sex, region and age, 60 villages."""
    return pl.DataFrame(
        {
            "work": [int((7 * i + i // 13 + i % 2 * (i % 3)) % 5 < 1 + i % 2) for i in range(n)],
            "sex": [1 + i % 2 for i in range(n)],
            "region": [1 + i // 2 % 4 for i in range(n)],
            "age": [5.0 + (i * 7) % 13 for i in range(n)],
            "hours": [float(i % 9) for i in range(n)],
            "w": [1.0 + i % 3 for i in range(n)], "village": [i // 20 for i in range(n)],
        }
    )  # fmt: skip


def survey(**more):
    return m.Survey(children(), weights="w", clusters="village", **more)


def test_replicates_of_a_survey_are_those_of_its_regression():
    got = survey().replicates("jk1").regress("work", "sex", averages="sex")
    expected = estimate_regression(
        children(), Outcome("work", "work"), Terms(("sex",)), SurveyDesign("w", None, "village"),
        averages=("sex",), replicates=MadeReplicates("jk1"),
    )  # fmt: skip
    assert got["sex=2"] == expected.coefficient("sex=2")
    assert got["sex=2"].se != survey().regress("work", "sex")["sex=2"].se
    assert "60 replicates (jk1), 58 degrees of freedom" in repr(got)
    assert "kept replicate weights" in repr(got)
    assert "kept replicate weights" in got._repr_html_()
    assert "replicate" not in repr(survey().regress("work", "sex"))
    found = got.to_dict()["diagnostics"]
    assert (found["variance"], found["replicates"], found["replicates_failed"]) == ("jk1", 60, 0)
    assert got.provenance.settings["replicates"] == "jk1"
    assert survey().regress("work", "sex").to_dict()["diagnostics"]["variance"] == "linearised"


def test_replicate_columns_of_a_frame_are_asked_about():
    names = [f"rw{i}" for i in range(1, 11)]
    frame = children().with_columns(
        (pl.col("w") * (1 + (pl.col("village") % 10 == i))).alias(name)
        for i, name in enumerate(names)
    )
    asked = m.Survey(frame, weights="w", clusters="village")
    with pytest.raises(UsageError, match="nothing says how they were made"):
        asked.regress("work", "sex")
    got = asked.replicates(columns="rw*", method="bootstrap").regress("work", "sex")
    assert (got.regression.method, got.regression.replicates) == ("bootstrap", 10)


def test_a_regression_is_that_of_the_estimator():
    got = survey().regress("work", ["sex", "region"], numbers="age")
    expected = estimate_regression(
        children(), Outcome("work", "work"),
        Terms(("sex", "region", "age"), frozenset({"age"})), SurveyDesign("w", None, "village"),
    )  # fmt: skip
    assert got["sex=2"] == expected.coefficient("sex=2")
    assert got.regression.df == expected.df == 59 + 1 - 6


def test_it_prints_as_a_table_and_shows_as_one():
    got = survey().regress("work", "sex", numbers="age", averages="sex")
    text = repr(got)
    for word in ("logistic regression of work: 1,200 persons", "odds ratio", "Compared with sex 1",
                 "average answer if all were", "sex 2", "95% interval", "Not released",
                 "Checked against: R survey 4.4-2"):  # fmt: skip
        assert word in text
    html = got._repr_html_()
    assert html.count("<table>") == 3
    assert "odds ratio" in html
    table = got.to_polars()
    assert table["label"].to_list() == ["(constant)", "sex=2", "age"]
    assert table["n"].to_list() == [1200, 600, 1200]


def test_the_object_has_the_keys_of_figures_and_no_nan():
    got = survey().regress("work", "sex*region", family="probit").to_dict()
    assert json.loads(json.dumps(got, allow_nan=False)) == got
    assert got["released"] is False
    assert {"schema", "measure87", "command", "estimates", "refused", "warnings", "diagnostics",
            "provenance"} <= got.keys()  # fmt: skip
    first = got["estimates"][1]
    assert (first["statistic"], first["method"], first["group"]) == (
        "coefficient", "probit", {"sex": "2"},
    )  # fmt: skip
    assert "ratio" not in first
    assert got["provenance"]["settings"]["terms"] == ["sex*region"]


def test_numbers_statuses_codes_and_references():
    hours = survey().regress("hours", "sex", family="linear")
    assert hours.regression.coefficients[0].value == pytest.approx(
        survey().mean("hours", where={"sex": 1}).only.value
    )
    code = survey().regress("region=3", "sex", family="linear")
    assert code.regression.n_cases == 300
    turned = survey().regress("work", "sex", reference={"sex": 2})
    assert turned.regression.reference == {"sex": "2"}
    statuses = children().with_columns(pl.col("work") * 2)
    plain = m.Survey(statuses, weights="w", clusters="village", statuses="work")
    assert plain.regress("work", "sex")["sex=2"] == survey().regress("work", "sex")["sex=2"]


def test_declared_missing_codes_of_a_file_are_left_out(tmp_path):
    path = tmp_path / "a.sav"
    frame = children().with_columns(age=pl.when(pl.col("sex") == 2).then(pl.col("age")).otherwise(
        pl.when(pl.col("region") == 1).then(99.0).otherwise(pl.col("age"))))  # fmt: skip
    write_sav(path, frame, missing_codes={"age": UserMissing(("99",))})
    source = read_source(path)
    got = m.Survey(source, weights="w", clusters="village").regress("work", "sex", numbers="age")
    assert got.regression.missing == {"age": 150}


def test_what_cannot_be_asked_says_what_to_do():
    with pytest.raises(DataError, match="reginn"):
        survey().regress("work", "reginn")
    with pytest.raises(DataError, match="would identify them"):
        survey().regress("work", "village")
    with pytest.raises(UsageError, match="at least one term"):
        survey().regress("work")
    known = pl.DataFrame({"sex": [1, 2], "persons": [300, 700]})
    with pytest.raises(UsageError, match="benchmark"):
        survey().benchmarked(known).regress("work", "sex")


def test_what_stands_against_showing_it_is_among_the_warnings():
    fine = survey().regress("work", ["sex", "region"], numbers="age")
    assert fine.warnings == ()
    table = survey().regress("work", "sex*region")
    assert [one.code for one in table.warnings] == ["saturated-model"]
    few = children().with_columns(
        region=pl.when(pl.int_range(pl.len()) < 10).then(9).otherwise(pl.col("region"))
    )
    got = m.Survey(few, weights="w", clusters="village").regress("work", "region", numbers="age")
    assert [one.code for one in got.warnings] == ["few-behind-a-term"]
    assert "region=9" in got.warnings[0].text
    assert "Warning: not to be shown" in repr(got)
