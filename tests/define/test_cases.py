"""A table of invented persons is read as it stands, or refused with the case's number."""

from datetime import date

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
        ("7,W,t,30,many,4711,,yes", "hours is 'many', not a number"),
        ("7,W,t,30.5,8,4711,,yes", "age_years is '30.5', not a whole number"),
        ("7,W,t,30,8,4711,1 Q1 IN3 answer=perhaps,yes", "answer is 'perhaps', not yes, no"),
        ("7,W,t,30,8,4711,1 Q1 IN3 answer=?,yes", "answer is '?', not yes, no or unknown"),
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


def test_a_case_number_is_used_once():
    row = "7,W,t,30,,,,yes\n"
    with pytest.raises(DefinitionError, match="the case number is used twice") as caught:
        read_cases(HEADER + row + row, "here")
    assert caught.value.where == "here, case 7"


def test_a_column_that_is_there_twice_is_named():
    with pytest.raises(DefinitionError, match="the column 'age_years' is there twice"):
        read_cases("case,who,tests,age_years,sex,age_years\n1,W,t,30,2,30\n", "here")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("7,W,t,30,,,", "row 3 has 7 cells and the header 8"),
        ("7,W,t,30,,,,yes,", "row 3 has 9 cells and the header 8"),
        (" ,W,t,30,,,,yes", "row 3 has no case number"),
    ],
)
def test_a_row_that_does_not_fit_is_told_by_its_place_in_the_file(row, said):
    with pytest.raises(DefinitionError, match=said):
        read_cases(f"{HEADER}6,W,t,30,,,,yes\n{row}\n", "here")


def test_relatives_days_and_questions_are_read_as_they_stand():
    text = (
        "case,who,tests,household,line,mother_line,school_attendance,job.start_date,job.goes_on,"
        "circumstances,expect.one,expect.other\n"
        "1,Girl,first,h,2,1,unknown,2024-07-01 | ,yes | no,1 Q7 IN3; 2 Q9 CO5 answer=no,yes,\n"
        "\n"
        "2,Woman,second: alone,,,,,,,,,unknown\n"
    )
    cases = read_cases(text, "here")
    girl, woman = cases.persons
    assert (girl["household_id"], girl["line"], girl["mother_line"]) == ("h", 2, 1)
    assert girl["school_attendance"] == 1
    assert (woman["household_id"], woman["line"], woman["school_attendance"]) == (
        "alone-2",
        None,
        None,
    )
    assert [(job["job_id"], job["start_date"], job["goes_on"]) for job in cases.jobs] == [
        ("1", date(2024, 7, 1), 2),
        ("2", None, 0),
    ]
    told = [
        (row["job_id"], row["question"], row["item"], row["answer"]) for row in cases.circumstances
    ]
    assert told == [("1", "Q7", "IN3", 2), ("2", "Q9", "CO5", 0)]
    assert cases.expected == {"one": {"1": 2}, "other": {"2": 1}}
    assert cases.stories == {"1": "Girl (first)", "2": "Woman (second: alone)"}
    assert (cases.who["2"], cases.tests["2"]) == ("Woman", "second: alone")


def test_a_day_that_is_none_is_refused():
    with pytest.raises(DefinitionError, match="start_date is '2024-13-01', not a day"):
        read_cases("case,who,tests,job.start_date\n1,W,t,2024-13-01\n", "here")
