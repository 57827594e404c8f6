"""What is unknown of a job is judged by the job; only an answer about the child stands without one.

Everybody here is invented.
"""

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

ICLS = load_definition("forced_labour/icls20_2018")
STATE, SEXUAL, DEBT = (
    f"forced_labour_{form}" for form in ("state", "commercial_sexual", "debt_bondage")
)
NOTHING = {f"worst_form_3{x}": None for x in "abc"}
DENIED = {f"worst_form_3{x}": NO for x in "abc"}


def judged(job, own=NOTHING):
    """Statuses of a child of 15 in one job that private persons imposed, without sex or debts."""
    persons = {"person_id": "1", "household_id": "1", "age_years": 15, "line": 3}
    persons |= {"mother_line": 0, "father_line": 0, **own}
    jobs = {"person_id": "1", "job_id": "1", "imposed_by": "private", "commercial_sexual": NO}
    jobs |= {"for_third_party": NO, "with_or_for_parents": NO, **job}
    answers = {"person_id": "1", "job_id": "1", "question": "q", "item": "CO3"}
    answers |= {"by_whom": "employer", "answer": NO}
    names = [STATE, SEXUAL, DEBT, "forced_labour"]
    tables = Tables(*map(_table, (persons, jobs, answers)))
    found = classify(tables, [(ICLS, names)], reasons=False).collect().to_native()
    return tuple(found.row(0, named=True)[name] for name in names)


def _table(row):
    lines = {"age_years", "line", "mother_line", "father_line"}
    texts = {"person_id", "household_id", "job_id", "question", "item", "by_whom", "imposed_by"}
    types = {
        name: pl.Int64 if name in lines else pl.String if name in texts else pl.Int8 for name in row
    }
    return pl.DataFrame([row], schema=types)


@pytest.mark.parametrize("form", ["worst_form_3a", "worst_form_3c"])
def test_an_unknown_worst_form_of_a_private_job_is_of_no_other_form(form):
    assert judged({**DENIED, form: UNKNOWN}) == (NO, NO, NO, UNKNOWN)


def test_an_unknown_answer_about_the_child_herself_may_be_of_any_who_imposes_it():
    own = {**DENIED, "worst_form_3a": UNKNOWN}
    assert judged(DENIED, own) == (UNKNOWN, NO, UNKNOWN, UNKNOWN)


def test_a_worst_form_that_was_told_of_the_child_alone_still_counts():
    own = {**DENIED, "worst_form_3b": YES}
    assert judged(DENIED, own) == (NO, YES, UNKNOWN, YES)
    own = {**DENIED, "worst_form_3a": YES}
    assert judged(DENIED, own) == (UNKNOWN, NO, UNKNOWN, YES)


def test_without_questions_about_the_child_the_jobs_decide():
    assert judged({**DENIED, "worst_form_3a": YES}) == (NO, NO, NO, YES)
