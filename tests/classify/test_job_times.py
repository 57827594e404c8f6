"""What was told of a job's times places it in the reference period and at an age.

Everybody here is invented.
"""

from datetime import date, timedelta

import narwhals as nw
import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.classify.derived import derive
from measure87.classify.engine import rule_expression
from measure87.classify.frames import Levels
from measure87.classify.job_times import SurveyTime, _whole_years_between, survey_time
from measure87.define import load_definition
from measure87.define.forced_labour.icls20_2018.adulthood import adult_then
from measure87.define.survey_period import with_period
from measure87.vocabulary.reference_period import parse_period
from measure87.vocabulary.status import NO, UNKNOWN, YES

ICLS = load_definition("forced_labour/icls20_2018")
DAY = date(2025, 6, 30)
ADULTS, ALL, CHILDREN = "forced_labour_adults", "forced_labour", "forced_labour_children"
NO_WORST_FORM = {f"worst_form_3{x}": NO for x in "abc"}
_STATUSES = ("in_reference_period", "in_reference_week", "goes_on", "for_third_party",
             "with_or_for_parents", *NO_WORST_FORM)  # fmt: skip
_TYPES_OF_WHO = {"age_years": pl.Int64, **dict.fromkeys(NO_WORST_FORM, pl.Int8)}
_TYPES = {
    **dict.fromkeys(_STATUSES, pl.Int8),
    "start_date": pl.Date,
    "end_date": pl.Date,
    "start_age": pl.Int64,
    "end_age": pl.Int64,
    "age_at_episode": pl.Int64,
}


def judged(age, *, period="5 years", day=DAY, by_whom="employer", **job):
    """Statuses of somebody held and threatened in a job that is over, of these times."""
    persons = _persons(age)
    jobs = _jobs({"for_third_party": YES, "with_or_for_parents": NO, **NO_WORST_FORM, **job})
    answers = pl.DataFrame(
        {
            "person_id": ["a", "a"],
            "job_id": ["1", "1"],
            "question": ["q1", "q2"],
            "item": ["IN9", "CO1"],
            "by_whom": [by_whom, by_whom],
            "answer": [YES, YES],
        },
        schema_overrides={"answer": pl.Int8},
    )
    survey = with_period(ICLS, parse_period(period), day)
    names = [ADULTS, CHILDREN, ALL]
    found = classify(Tables(persons, jobs, answers), [(survey, names)]).collect()
    return tuple(found.to_native().row(0, named=True)[name] for name in names)


def _persons(age):
    """One person, who lives without her parents."""
    who = {"person_id": "a", "household_id": "h", "line": 1, "mother_line": 0, "father_line": 0}
    return pl.DataFrame([who | NO_WORST_FORM | {"age_years": age}], schema_overrides=_TYPES_OF_WHO)


def _jobs(told):
    """One job of hers, in which she was not in the reference week unless it is said."""
    told = {"person_id": "a", "job_id": "1", "in_reference_week": NO, **told}
    types = {name: kind for name, kind in _TYPES.items() if name in told}
    return pl.DataFrame([told], schema_overrides=types)


def of_all(age, **said):
    return judged(age, **said)[-1]


@pytest.mark.parametrize(
    ("age", "job", "expected"),
    [
        (35, {"start_date": date(2010, 1, 1), "end_date": date(2015, 1, 1)}, NO),
        (30, {"start_age": 18, "end_age": 20}, NO),
        (17, {"start_age": 10, "end_age": 11}, NO),
        (30, {"start_age": 18, "end_age": 25}, YES),  # five years and some months may be five
        (30, {"start_age": 18, "end_age": 24}, NO),
        (35, {"end_date": date(2020, 7, 1)}, YES),
        (35, {"end_date": date(2020, 6, 1)}, UNKNOWN),  # the interview may have been in May
        (35, {"end_date": date(2019, 6, 1)}, NO),
        (30, {"age_at_episode": 24}, UNKNOWN),  # of an end nothing was told
        (30, {"age_at_episode": 25}, YES),
    ],
)
def test_an_end_that_was_told_places_a_job_where_the_period_was_not(age, job, expected):
    assert of_all(age, **job) == expected
    assert of_all(age, in_reference_period=None, **job) == expected
    assert of_all(age, in_reference_period=UNKNOWN, **job) in (NO, UNKNOWN), "what was told decides"
    assert of_all(age, period="lifetime", **job) == YES, "a whole life has no day before it"


@pytest.mark.parametrize("still", ["goes_on", "in_reference_week"])
def test_who_is_still_there_was_there_in_the_period(still):
    told = {"end_date": date(2012, 1, 1)} | {still: YES}
    assert of_all(35, **told) == YES
    assert of_all(35, **(told | {still: UNKNOWN})) == UNKNOWN
    assert of_all(35, **(told | {still: NO})) == NO


def test_a_stated_period_comes_before_the_times():
    assert of_all(35, in_reference_period=YES, end_date=date(2012, 1, 1)) == YES
    assert of_all(35, in_reference_period=NO, end_date=date(2025, 1, 1)) == NO


def test_dates_say_nothing_where_the_survey_states_no_reference_date():
    told = {"start_date": date(2010, 1, 1), "end_date": date(2015, 1, 1)}
    assert of_all(35, day=None, **told) == YES
    assert of_all(35, day=None, end_age=22, **told) == NO, "ages do"


@pytest.mark.parametrize("period", ["3000 years", "2024 years"])
def test_a_period_longer_than_the_calendar_has_no_day_before_it(period):
    """In the year 2025; a year before a period of 2024 years there is no calendar either."""
    assert of_all(35, period=period, end_date=date(2010, 1, 1)) == YES


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_period_to_the_first_day_of_the_calendar_has_ends_in_it(more):
    days = float(DAY.toordinal() - 366 + more)
    levels = Levels(Tables(_persons(35).lazy(), _jobs({"end_date": date(2010, 1, 1)}).lazy()))
    derive(levels, frozenset({"in_reference_period"}), SurveyTime(days, DAY))
    assert levels.frames["job"].collect()["in_reference_period"].item() == YES


@pytest.mark.parametrize("by_whom", ["employer", "parents"])
def test_work_between_14_and_17_is_a_childs_at_whatever_age_she_is_asked(by_whom):
    """By dates: at 19, of June 2021 to June 2022; by ages too. Pressure by parents is none."""
    expected = (NO, None, YES if by_whom == "employer" else NO)
    dates = {"start_date": date(2021, 1, 1), "end_date": date(2022, 6, 30)}
    assert judged(19, by_whom=by_whom, **dates) == expected
    assert judged(19, by_whom=by_whom, start_age=14, end_age=17) == expected
    assert judged(19, by_whom=by_whom, end_age=17) == expected


@pytest.mark.parametrize(
    ("age", "job", "adult"),
    [
        (19, {"end_date": date(2022, 6, 30)}, NO),  # 15 to 17, whenever the interview was
        (19, {"end_date": date(2022, 7, 1)}, UNKNOWN),  # 15 to 18
        (19, {"start_date": date(2022, 1, 1), "end_date": date(2025, 1, 1)}, UNKNOWN),
        (21, {"start_date": date(2022, 1, 1), "end_date": date(2025, 1, 1)}, YES),
        (40, {"start_date": date(2022, 1, 1)}, YES),
        (19, {"age_at_episode": 16, "end_date": date(2025, 1, 1)}, UNKNOWN),
        (19, {"age_at_episode": 16, "end_date": date(2022, 1, 1)}, NO),
        (19, {"start_age": 16, "end_age": 18}, YES),
        (19, {"end_age": 18}, YES),
    ],
)
def test_she_was_an_adult_if_that_can_be_told_and_else_it_is_not_known(age, job, adult):
    assert judged(age, **job)[0] == adult


@pytest.mark.parametrize("which", ["start", "end"])
@pytest.mark.parametrize(
    ("least", "most", "adult"),
    [
        (16, 17, NO),
        (17, 17, NO),
        (17, 18, UNKNOWN),
        (16, 20, UNKNOWN),
        (18, 18, YES),
        (18, 20, YES),
    ],
)
def test_between_two_ages_she_was_an_adult_if_both_are_or_neither(which, least, most, adult):
    """Of one end of the work; of the other it was told that she was a child."""
    other = "end" if which == "start" else "start"
    ages = {f"{which}_age": (least, most), f"{other}_age": (12, 17)}
    frame = nw.from_native(
        pl.DataFrame({f"{name}_low": [a] for name, (a, _) in ages.items()}
                     | {f"{name}_high": [b] for name, (_, b) in ages.items()})
    )  # fmt: skip
    told = {name: nw.col(name) for name in frame.columns}
    found = adult_then(limits=ICLS.limits, **told)
    assert frame.select(adult=found)["adult"].to_list() == [adult]


@pytest.mark.parametrize(
    ("age", "job", "child"),
    [
        (40, {"end_age": 39}, NO),  # 35 when the period began
        (19, {"end_age": 19}, UNKNOWN),  # of the beginning nothing was told
        (19, {"end_date": date(2025, 6, 1)}, UNKNOWN),
        (19, {"start_age": 18, "end_age": 19}, NO),
        (19, {"start_date": date(2025, 6, 1), "goes_on": YES}, UNKNOWN),  # 17 to 19
        (19, {"start_date": date(2019, 6, 1)}, YES),
        (22, {"start_date": date(2019, 6, 1)}, YES),
        (24, {"start_date": date(2015, 6, 1)}, NO),  # 19 when the period began
        (None, {"end_age": 20}, UNKNOWN),
        (None, {"end_age": 16}, YES),
    ],
)
def test_she_was_a_child_if_that_can_be_told_and_else_it_is_not_known(age, job, child):
    assert of_rule("child_then", ICLS, age, job) == child


def of_rule(name, definition, age, job):
    """What one rule says of a job."""
    survey = with_period(definition, parse_period("5 years"), DAY)
    rule = survey.rule(name)
    levels = Levels(Tables(_persons(age).lazy(), _jobs(job).lazy()))
    derive(levels, frozenset(item.name for item in rule.inputs), survey_time(survey))
    levels.add("job", found=rule_expression(levels, survey, rule))
    return levels.frames["job"].collect()["found"].item()


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({"start_age": 17, "age_at_episode": 19}, NO),
        ({"start_age": 18, "age_at_episode": 17}, YES),
        ({"age_at_episode": 19}, YES),
        ({"end_age": 17}, NO),
        ({"end_age": 19}, UNKNOWN),
        ({"start_date": date(2024, 1, 1)}, UNKNOWN),
        ({"start_date": date(2024, 1, 1), "age_at_episode": 17}, NO),
        ({"start_date": date(2022, 1, 1)}, NO),
        ({}, YES),
    ],
)
def test_the_act_of_trafficking_is_at_the_age_at_which_the_work_began(job, expected):
    palermo = load_definition("trafficking/palermo")
    assert of_rule("adult_at_the_act", palermo, 19, job) == expected


@pytest.mark.parametrize(
    "day", [date(2024, 3, 15), date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31), DAY]
)
def test_years_between_two_days_are_as_many_as_birthdays_after_the_first(day):
    """Of a child born on each day of three years; on its own day a birthday has come."""
    born = [date(2019, 1, 1) + timedelta(days=n) for n in range(1096)]
    frame = nw.from_native(pl.DataFrame({"born": born}))
    found = frame.select(years=_whole_years_between(nw.col("born"), day))["years"].to_list()
    had = [(day.month, day.day) >= (one.month, one.day) for one in born]
    years = [day.year - one.year - 1 + this for one, this in zip(born, had, strict=True)]
    assert found == years
