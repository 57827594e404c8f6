"""Ages of which nobody has a job in a file: not asked, or asked and without one."""

import polars as pl
import pytest

from measure87.collect import Collected, with_ages_asked

ADULTS = {16: 60, 17: 60, 30: 300}


def _collected(young: dict[int, int], working: dict[int, float], **columns) -> Collected:
    """Persons of some ages, as many as are told, and a share of some ages with a job."""
    ages = [age for age, count in (young | ADULTS).items() for _ in range(count)]
    every = {"person_id": list(range(len(ages))), "age_years": ages} | columns
    types = {"age_years": pl.Int32, "answered_on_work": pl.Int8}
    persons = pl.LazyFrame(every).cast({name: types[name] for name in types if name in every})
    jobs = [
        n for n, age in enumerate(ages)
        if ages[:n].count(age) < round(working.get(age, 0.0) * ages.count(age))
    ]  # fmt: skip
    rows = {"person_id": jobs, "job_id": ["a"] * len(jobs)}
    return Collected(
        persons, pl.LazyFrame(rows, {"person_id": pl.Int64, "job_id": pl.String}), None
    )


def _answered(found: Collected) -> dict[int, set[int | None]]:
    rows = found.persons.select("age_years", "answered_on_work").collect().unique().rows()
    return {age: {told for one, told in rows if one == age} for age, _ in rows}


YOUNG = {3: 40, 7: 50, 12: 50, 14: 50}
WORKING = {16: 0.4, 17: 0.5, 30: 0.7}


def test_ages_below_a_sharp_limit_were_not_asked_and_the_report_says_so():
    found = with_ages_asked(_collected(YOUNG, WORKING), youngest=0)
    assert _answered(found) == {
        3: {0},
        7: {0},
        12: {0},
        14: {0},
        16: {None},
        17: {None},
        30: {None},
    }
    (notice,) = found.report.warnings
    assert notice.code == "ages-not-asked"
    assert notice.values == {"rows": 150, "first": 5, "last": 15}
    assert "map `answered_on_work`" in notice.text


def test_what_the_mapping_says_of_who_answered_stands():
    young = sum(YOUNG.values())
    told = [2] * young + [None] * sum(ADULTS.values())
    given = _collected(YOUNG, WORKING, answered_on_work=told)
    assert with_ages_asked(given, youngest=0) is given


@pytest.mark.parametrize("answers", [{"economic_activity": 0}, {"worst_form_3a": 0}])
def test_who_told_of_work_in_her_own_row_was_asked(answers):
    given = _collected(YOUNG, WORKING, **{name: [said] * 610 for name, said in answers.items()})
    assert with_ages_asked(given, youngest=0) is given


def test_who_denied_a_job_in_her_own_row_was_asked():
    given = _collected(YOUNG, WORKING)
    denied = pl.LazyFrame({"person_id": [60]})
    given = Collected(given.persons, given.jobs, None, without_job=denied)
    assert with_ages_asked(given, youngest=0) is given


def test_jobs_that_begin_gradually_are_asked_of_everybody():
    """At 14 some work: nobody at 12 does, which may well be, so the young are only told of."""
    working = WORKING | {14: 0.02}
    found = with_ages_asked(_collected(YOUNG, working), youngest=0)
    assert "answered_on_work" not in found.persons.collect_schema().names()
    (notice,) = found.report.warnings
    assert (notice.code, notice.values) == (
        "ages-without-jobs", {"rows": 50, "first": 5, "last": 11},
    )  # fmt: skip


def test_few_children_without_a_job_are_no_sign():
    given = _collected({7: 4, 12: 5}, WORKING)
    assert with_ages_asked(given, youngest=0) is given


def test_ages_of_which_no_measure_speaks_are_left_alone():
    given = _collected(YOUNG, WORKING)
    assert with_ages_asked(given, youngest=18) is given


def test_a_child_that_works_shows_that_children_were_asked():
    given = _collected(YOUNG, WORKING | {7: 0.02})
    assert with_ages_asked(given, youngest=0) is given


def test_where_nobody_has_a_job_or_an_age_nothing_is_said():
    given = _collected(YOUNG, {})
    assert with_ages_asked(given, youngest=0) is given
