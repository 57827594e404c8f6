"""Codes, names and shares as people give them in Python: taken for what they are, or refused."""

import datetime

import numpy as np
import polars as pl
import pytest

import measure87 as m
from measure87.vocabulary.errors import DataError, UsageError

PERSONS = pl.DataFrame(
    {
        "work": [0, 1, 0, 0, 1, 1] * 30,
        "hours": [float(i % 13) for i in range(180)],
        "age": [5 + i % 9 for i in range(180)],
        "urban": [i % 2 == 0 for i in range(180)],
        "day": [datetime.datetime(2015 + 5 * (i // 60), 6, 1) for i in range(180)],
        "psu": [i // 6 for i in range(180)],
    }
)
SURVEY = m.Survey(PERSONS, clusters="psu")


@pytest.mark.parametrize(
    "codes",
    [
        [5, 6, 7],
        (5, 6, 7),
        {5, 6, 7},
        frozenset([5, 6, 7]),
        range(5, 8),
        np.array([5, 6, 7]),
        np.array([5.0, 6.0, 7.0], dtype=np.float32),
        pl.Series([5, 6, 7]),
        (code for code in (5, 6, 7)),
        dict.fromkeys([5, 6, 7]).keys(),
    ],
    ids=lambda codes: type(codes).__name__,
)
def test_codes_of_a_condition_may_be_any_collection(codes):
    """Of an array, a range or a column nobody was found: it was written out as one code."""
    found = SURVEY.prevalence("work", where={"age": codes})
    assert found.only.n == PERSONS.filter(pl.col("age").is_between(5, 7)).height
    assert not [one for one in found.warnings if one.code == "unknown-code"]


def test_codes_of_a_column_of_pandas_may_be_a_condition():
    pandas = pytest.importorskip("pandas")
    found = SURVEY.prevalence("work", where={"age": pandas.Series([5, 6, 7])})
    assert found.only.n == PERSONS.filter(pl.col("age").is_between(5, 7)).height


@pytest.mark.parametrize("code", [np.True_, True, 1])
def test_yes_of_numpy_is_yes(code):
    assert SURVEY.prevalence("work", where={"urban": code}).only.n == 90


ASKED = {
    "prevalence": lambda where: SURVEY.prevalence("work", where=where),
    "difference": lambda where: SURVEY.difference("work", {"urban": 1}, {"urban": 0}, where=where),
    "contrast": lambda where: SURVEY.contrast("work", "urban", where=where),
    "test": lambda where: SURVEY.test("work", "urban", where=where),
    "variance": lambda where: SURVEY.variance("hours", where=where),
    "regress": lambda where: SURVEY.regress("work", "urban", where=where),
    "trend": lambda where: SURVEY.trend("work", "day", overlap="none", where=where),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_a_code_of_a_condition_that_nobody_has_is_told(ask):
    """A slip among several codes was a smaller group, and nothing said so."""
    warned = [one.text for one in ask({"age": [5, 6, 7, 60]}).warnings]
    assert "where: age never holds the code 60" in warned
    assert "where: age never holds" not in str(ask({"age": [5, 6, 7]}).warnings)


def test_a_condition_without_a_code_is_refused():
    with pytest.raises(UsageError, match="no code of age is given"):
        SURVEY.prevalence("work", where={"age": []})


def test_groups_of_a_contrast_are_named_as_the_column_has_them():
    """True, 1.0 and numpy's numbers were no groups."""
    for one, other in ((True, False), (1.0, 0.0), (np.int64(1), np.int64(0)), ("1", "0")):
        found = SURVEY.contrast("work", "urban", {"urban less rural": {one: 1, other: -1}}).only
        less = SURVEY.difference("work", {"urban": one}, {"urban": other}).only
        assert found.value == pytest.approx(less.value, rel=1e-12)
        base = SURVEY.contrast("work", "urban", baseline=other).only
        assert base.value == pytest.approx(less.value, rel=1e-12)


def test_a_term_has_one_reference():
    """The second of two was passed over."""
    with pytest.raises(UsageError, match="several references"):
        SURVEY.regress("work", "age", reference={"age": [5, 6]})


def test_days_of_pandas_are_days_of_rounds():
    """pandas has no days, but times at midnight; these were no dates."""
    found = SURVEY.trend("work", "day", overlap="none")
    assert [one.group["day"] for one in found.result.estimates] == [
        "2015-06-01", "2020-06-01", "2025-06-01",
    ]  # fmt: skip
    assert SURVEY.prevalence("work", where={"day": datetime.date(2015, 6, 1)}).only.n == 60


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: m.Survey(PERSONS, weights=PERSONS["hours"]), "weights takes the name"),
        (lambda: m.Survey(PERSONS, strata=["urban"]), "strata takes the name"),
        (lambda: SURVEY.prevalence("work", by=3), "a int is given"),
        (lambda: SURVEY.prevalence("work", by=[3]), "a list is given"),
        (lambda: SURVEY.prevalence("work", level="0.95"), "level takes a number"),
        (lambda: SURVEY.quantile("hours", "0.5"), "share takes a number"),
        (lambda: SURVEY.quantile("hours", [0.1, 0.5]), "share takes a number"),
        (lambda: SURVEY.difference(["work"], {}, {}), "measure takes the name"),
        (lambda: SURVEY.test("work", by=["urban"]), "by takes the name"),
        (lambda: SURVEY.contrast("work", ["urban"]), "by takes the name"),
        (lambda: SURVEY.variance("hours", by=["urban"]), "by takes the name"),
        (lambda: SURVEY.correlation("hours", ["age"]), "second takes the name"),
        (lambda: SURVEY.regress(["work"], "urban"), "outcome takes the name"),
        (lambda: SURVEY.trend("work", ["day"]), "over takes the name"),
    ],
)
def test_what_is_no_name_and_no_share_says_what_to_write(ask, says):
    """Each ended in an error of Python, which says nothing of what to write."""
    with pytest.raises(UsageError, match=says) as caught:
        ask()
    assert caught.value.hint


def test_what_a_test_without_groups_needs_is_said_in_the_words_of_python():
    with pytest.raises(UsageError) as caught:
        SURVEY.test("hours")
    assert "--" not in str(caught.value.hint)


def test_a_person_has_one_row_in_a_round():
    """Rows of one person counted as persons, and their covariance as that of one unit."""
    panel = pl.concat(
        [PERSONS.with_row_index("who").with_columns(year=pl.lit(year)) for year in (2015, 2020)]
    )
    kept = m.Survey(panel).trend("work", "year", overlap="persons", person="who")
    assert kept.only.value == pytest.approx(0.0, abs=1e-12)
    twice = m.Survey(panel.with_columns(pl.col("who") // 2))
    with pytest.raises(DataError, match="180 rows are of a person"):
        twice.trend("work", "year", overlap="persons", person="who")
    as_clusters = m.Survey(panel.with_columns(pl.col("who") // 2), clusters="who")
    assert as_clusters.trend("work", "year", overlap="clusters").only.n is None


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        ({"2015-06-01": float("nan")}, "is no date"),
        ({"2015-06-01": float("inf")}, "is no date"),
        ({"2015-06-01": None}, "is no date"),
        ({"1999": 2000}, "the round 1999, which there is not"),
    ],
)
def test_a_date_that_is_none_is_refused(dates, says):
    """A slope of "nan" came out, or the date was passed over."""
    with pytest.raises(UsageError, match=says):
        SURVEY.trend("work", "day", overlap="none", dates=dates)


def test_a_date_of_python_is_a_date():
    days = ["2015-06-01", "2020-06-01", "2025-06-01"]
    written = SURVEY.trend("work", "day", overlap="none", dates={day: day for day in days})
    given = SURVEY.trend(
        "work", "day", overlap="none", dates={d: datetime.date.fromisoformat(d) for d in days}
    )
    assert [x.value for x in written] == [x.value for x in given]


@pytest.mark.parametrize(
    ("contrasts", "says"),
    [
        ({}, "no contrast is named"),
        (["pairs"], "no contrast is named"),
        ({"x": {1: float("nan"), 0: 1}}, "a weight that is no number"),
    ],
)
def test_a_contrast_of_nothing_is_refused(contrasts, says):
    with pytest.raises(UsageError, match=says):
        SURVEY.contrast("work", "urban", contrasts)


def test_a_level_of_a_regression_is_a_number():
    with pytest.raises(UsageError, match="level takes a number"):
        SURVEY.regress("work", "urban", level="0.95")


@pytest.mark.parametrize("distance", ["rake", "Linear", "", None])
def test_a_distance_that_there_is_not_is_no_other_one(distance):
    """Weights came out, those of `truncated`."""
    population = pl.DataFrame(
        {
            "urban": [True, False, None, None],
            "area": [None, None, "x", "y"],
            "persons": [9_000, 9_000, 10_000, 8_000],
        }
    )
    survey = m.Survey(PERSONS.with_columns(area=pl.Series(["x", "x", "y"] * 60)), clusters="psu")
    assert survey.benchmarked(population, distance="linear").mean("hours").only.se
    with pytest.raises(UsageError, match="there is no distance"):
        survey.benchmarked(population, distance=distance).mean("hours")


def test_true_is_a_class_of_a_standard_as_of_a_benchmark():
    """Nobody was in the class "True"."""
    answers = pl.DataFrame({"urban": [True, False], "persons": [3, 7]})
    numbers = pl.DataFrame({"urban": [1, 0], "persons": [3, 7]})
    as_numbers = m.Survey(PERSONS.with_columns(pl.col("urban").cast(pl.Int8)), clusters="psu")
    found = SURVEY.standardised("work", answers).only
    expected = as_numbers.standardised("work", numbers).only
    assert (found.value, found.se, found.n) == (expected.value, expected.se, 180)
