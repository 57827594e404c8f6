"""Tests, contrasts, standardised rates and moments in Python: faces, examples, a benchmark."""

import polars as pl
import pytest

import measure87 as m
from measure87.library.analysing import Analyses
from measure87.vocabulary.errors import RefusedError, UsageError
from tests.library.test_door import run_examples

METHODS = [name for name in vars(Analyses) if not name.startswith("_")]


@pytest.fixture
def survey():
    n = 360
    frame = pl.DataFrame(
        {
            "work": [i * 31 % 7 // 5 for i in range(n)],
            "hours": [float(i * 17 % 23) for i in range(n)],
            "sex": [1 + i * 13 % 5 // 3 for i in range(n)],
            "area": [["a", "b", "c"][i % 3] for i in range(n)],
            "village": [i // 12 for i in range(n)],
        }
    )
    return m.Survey(frame, clusters="village")


@pytest.mark.parametrize("name", METHODS)
def test_every_method_is_explained_by_an_example_that_runs(name):
    run_examples(getattr(m.Survey, name).__doc__, name)


def test_tests_show_as_a_table_in_a_terminal_and_a_notebook(survey):
    found = survey.test(["work", "area"], by="sex")
    assert len(found) == 2
    assert "rao-scott" in repr(found)
    assert "<table" in found._repr_html_()
    assert found.to_polars()["p_value"].to_list() == [one.p_value for one in found]
    assert found.to_dict()["tests"][0]["name"] == "work"


def test_one_refused_among_several_does_not_stop_the_others(survey):
    found = survey.test(["work", "area"], by="sex", where={"area": "a"})
    assert [one.name for one in found] == ["work"]
    assert [one.code for one in found.refused] == ["one-group"]
    with pytest.raises(RefusedError, match="one code only"):
        survey.test("work", by="sex", where={"sex": 1}).only  # noqa: B018


def test_contrasts_by_name_and_by_weights_agree(survey):
    pairs = survey.contrast("work", "area", "pairs")
    own = survey.contrast("work", "area", {"mine": {"b": 1, "a": -1}})
    assert own.only.value == pairs.figures[0].value
    assert own.only.lower == pytest.approx(pairs.figures[0].lower)
    together = survey.contrast("work", "area", "pairs", adjust="multivariate-t")
    assert {one.interval for one in together} == {"multivariate-t"}
    with pytest.raises(UsageError, match="no set of contrasts"):
        survey.contrast("work", "area", "all")


def test_a_benchmark_counts(survey):
    known = pl.DataFrame({"sex": [1, 2], "persons": [300, 700]})
    made = survey.benchmarked(known)
    assert made.test("work", by="sex").only.p_value != survey.test("work", by="sex").only.p_value
    assert made.correlation("hours", "work").only.se > 0.0
    assert made.standardised("work", known, by="area").figures[0].se > 0.0
    # Post-strata that are the classes of the standard: everybody's rate is the weighted one.
    assert made.standardised("work", known).only.value == pytest.approx(
        made.prevalence("work").only.value
    )


@pytest.mark.parametrize(
    "method",
    ["rao-scott", "rao-scott-chi-squared", "wald", "adjusted-wald", "lincom", "saddlepoint"],
)
def test_the_share_of_one_code_is_tested_as_the_column_that_it_makes(method):
    """Of a column of three codes, with rows without any, and of one that is a text."""
    n = 240
    frame = pl.DataFrame(
        {
            "code": [None if i % 17 == 0 else 1 + i * 7 % 3 for i in range(n)],
            "sex": [1 + i * 5 % 11 % 2 for i in range(n)],
            "w": [1.0 + i % 4 for i in range(n)],
            "c": [i // 8 for i in range(n)],
        }
    ).with_columns(word=pl.col("code").replace_strict([1, 2, 3], ["a", "b", "c"], default=None))
    made = frame.with_columns(two=pl.col("code") == 2)
    survey = m.Survey(made, weights="w", clusters="c")
    expected = survey.test("two", by="sex", method=method).only
    assert expected.n == frame["code"].len() - frame["code"].null_count()
    for measure in ("code=2", "word=b"):
        found = survey.test(measure, by="sex", method=method).only
        assert found.name == measure
        assert found.p_value == pytest.approx(expected.p_value, rel=1e-9)
        assert found.statistic == pytest.approx(expected.statistic, rel=1e-9)
        assert (found.n, found.df, found.by) == (expected.n, expected.df, ("sex",))
    assert survey.test("code", by="sex", method=method).only.p_value != expected.p_value


@pytest.mark.parametrize("method", ["rao-scott", "shares"])
def test_who_has_no_answer_and_counts_as_a_no_is_told_of_in_a_test(method):
    """As in the share itself."""
    frame = pl.DataFrame(
        {"code": [(1, 2, 2, 9)[i % 4] for i in range(240)], "sex": [i % 2 for i in range(240)],
         "c": [i // 8 for i in range(240)]}
    )  # fmt: skip
    survey = m.Survey(frame, clusters="c")
    (of_share,) = [
        one for one in survey.prevalence("code=1").warnings if one.code == "no-answer-as-no"
    ]
    found = survey.test("code=1", by="sex", method=method).warnings
    assert [one for one in found if one.code == "no-answer-as-no"] == [of_share]


def test_who_has_no_number_is_told_of_in_variances_and_correlations():
    """As in a mean, of each of the two numbers; a group without any is refused once."""
    frame = pl.DataFrame(
        {"a": [None if i % 10 == 0 or i % 4 == 3 else float(i * 7 % 31) for i in range(240)],
         "b": [None if i % 24 == 5 else float(i * 5 % 17) for i in range(240)],
         "r": [i % 4 for i in range(240)], "c": [i // 8 for i in range(240)]}
    )  # fmt: skip
    survey = m.Survey(frame, clusters="c")
    missing = {name: int(frame[name].null_count()) for name in "ab"}

    def told(found):
        return {
            one.values["measure"]: one.values["persons"]
            for one in found.warnings
            if one.code == "missing-numbers"
        }

    assert told(survey.variance("a")) == told(survey.mean("a")) == {"a": missing["a"]}
    assert told(survey.correlation("a", "b")) == missing
    found = survey.correlation("a", "b", by="r")
    assert told(found) == missing
    assert [one.group["r"] for one in found] == ["0", "1", "2"]
    assert [one.group["r"] for one in found.refused] == ["3"]
