"""What is given in the place of a name is told by the argument's name, and never by a traceback."""

import pandas as pd
import polars as pl
import pytest

import measure87 as m
from measure87.vocabulary.errors import DataError, UsageError

FRAME = pd.DataFrame(
    {"work": [True, False] * 40, "hours": range(80), "wage": range(80), "sex": ["m", "f"] * 40}
)
SURVEY = m.Survey(FRAME)
LISTS = pl.DataFrame({"police": [1, 0, 1, 0] * 10, "ngo": [1, 1, 0, 0] * 10})
COUNTED = {
    "population": "invented", "area": "nowhere", "period": "2024", "status": "referred",
    "closed_because": "invented",
}  # fmt: skip
M, F = {"sex": "m"}, {"sex": "f"}


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (lambda: SURVEY.ratio("wage", ["hours"]), "denominator takes the name of one column"),
        (lambda: SURVEY.ratio("wage", FRAME.hours), "denominator takes the name of one column"),
        (lambda: SURVEY.prevalence("work", by=FRAME.sex), "names of columns are asked for"),
        (lambda: SURVEY.prevalence("work", where={1: 2}), "names of columns are asked for"),
        (lambda: SURVEY.prevalence("work", where=[1]), "where takes a mapping, not a list"),
        (lambda: SURVEY.difference("work", M, F, less=["hours"]), "less takes the name of one"),
        (lambda: SURVEY.trend("work", "sex", person=["hours"]), "person takes the name of one"),
        (lambda: SURVEY.trend("work", "sex", rotation=["hours"]), "rotation takes the name of one"),
        (lambda: SURVEY.trend("work", "sex", dates=["2020"]), "dates takes a mapping, not a list"),
        (lambda: SURVEY.regress("work", "sex", exposure=["hours"]), "exposure takes the name of"),
        (lambda: m.plan(3), "settings takes a mapping, not a int"),
        (lambda: m.lists(LISTS, strata=["a", "b"], **COUNTED), "strata takes the name of one"),
        (lambda: m.lists(LISTS, count=["a"], **COUNTED), "count takes the name of one column"),
        (lambda: m.lists(LISTS, draw=3, **COUNTED), "draw takes the name of one column"),
        (
            lambda: m.lists(LISTS, mutually_exclusive=("police", "ngo"), **COUNTED),
            "mutually_exclusive takes pairs of lists, not a str",
        ),
        (
            lambda: m.lists(LISTS, mutually_exclusive=[("police", "ngo", "a")], **COUNTED),
            "mutually_exclusive takes pairs of lists, not a tuple",
        ),
    ],
)
def test_the_argument_is_named(asked, text):
    with pytest.raises(UsageError) as told:
        asked()
    assert text in str(told.value)
    assert told.value.hint


def test_an_index_of_names_is_names():
    """As `frame.columns` of pandas is."""
    by_index = SURVEY.prevalence("work", by=FRAME[["sex"]].columns)
    assert by_index.to_dict() == SURVEY.prevalence("work", by="sex").to_dict()


@pytest.mark.parametrize(("code", "wanted"), [("True", 0.5), ("true", 0.5), ("1", 0.5), ("0", 0.5)])
@pytest.mark.parametrize("frame", [FRAME, pl.from_pandas(FRAME)])
def test_true_and_false_are_codes_of_a_column_that_holds_them(frame, code, wanted):
    assert m.Survey(frame).prevalence(f"work={code}").only.value == wanted


def test_true_and_false_are_not_taken_for_each_other():
    three = m.Survey(pl.DataFrame({"y": [True, False, False, False] * 20}))
    assert three.prevalence("y=True").only.value == 0.25
    assert three.prevalence("y=False").only.value == 0.75


def test_a_number_as_outcome_is_told_how_its_mean_is_asked_for():
    with pytest.raises(DataError, match="not known to hold statuses") as told:
        SURVEY.regress("hours", "sex")
    assert told.value.hint.startswith('for the mean of a number write family="linear"')
    assert SURVEY.regress("hours", "sex", family="linear")["sex=m"]


@pytest.mark.parametrize("given", [slice(5, 11), lambda age: age > 5, {"from": 5}, int])
def test_where_takes_codes_and_nothing_that_has_to_be_computed(given):
    """They were codes that nobody has: no person of the sample was in the domain."""
    with pytest.raises(
        UsageError, match=r"^where takes a code of age, or several, not a "
    ) as caught:
        m.Survey(pl.DataFrame({"work": [0, 1] * 9, "age": [*range(5, 14)] * 2})).prevalence(
            "work", where={"age": given}
        )
    assert "range(5, 12)" in caught.value.hint
