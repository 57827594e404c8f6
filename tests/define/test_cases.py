"""A table of invented persons is read as it stands, or refused with the case's number."""

import pytest

from measure87.define.cases import read_cases
from measure87.vocabulary.errors import DefinitionError

HEADER = "case,who,tests,age_years,job.hours,job.industry,circumstances,expect.measure\n"


def test_jobs_stand_side_by_side_and_answers_are_about_one_of_them():
    text = HEADER + (
        "1,Woman of 30,both,30,8 | ?,4711 | 0510,"
        "1 Q1 IN3 stage=DURING consent_lacked=yes; 2 Q2 CO5 answer=unknown,yes\n"
        "2,Girl of 4,outside,4,,,,outside\n"
        "3,Girl of 5,not tested,?,,,,\n"
    )
    cases = read_cases(text, "here")
    assert [person["age_years"] for person in cases.persons] == [30, 4, None]
    assert [(job["job_id"], job["hours"], job["industry"]) for job in cases.jobs] == [
        ("1", 8.0, "4711"),
        ("2", None, "0510"),
    ]
    assert [(row["job_id"], row["item"], row["answer"]) for row in cases.circumstances] == [
        ("1", "IN3", 2),
        ("2", "CO5", 1),
    ]
    assert cases.circumstances[0]["stage"] == "DURING"
    assert cases.expected == {"measure": {"1": 2, "2": None}}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("7,W,t,30,8 | 9,4711,,yes", "1 of 2 jobs"),
        ("7,W,t,30,8,4711,1 Q1,yes", "needs job, question and item"),
        ("7,W,t,30,8,4711,1 Q1 XX1,yes", "'XX1' is no item"),
        ("7,W,t,30,8,4711,2 Q1 IN3,yes", "about job 2"),
        ("7,W,t,30,8,4711,1 Q1 IN3 stage=LATER,yes", "no level 'LATER'"),
        ("7,W,t,30,8,4711,1 Q1 IN3 threatened,yes", "'threatened' is no column"),
        ("7,W,t,30,8,4711,,perhaps", "'perhaps'"),
        ("7,W,t,30,inf,4711,,yes", "'inf', not a number"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_number_of_the_case(row, said):
    with pytest.raises(DefinitionError) as caught:
        read_cases(HEADER + row + "\n", "here/cases.csv")
    assert said in caught.value.text
    assert caught.value.where == "here/cases.csv, case 7"


@pytest.mark.parametrize("text", ["", "\n", "a;b\n", "case,tests\n1,t\n"])
def test_a_file_without_the_columns_that_name_a_case_is_refused(text):
    with pytest.raises(DefinitionError, match="first line needs"):
        read_cases(text, "here")
