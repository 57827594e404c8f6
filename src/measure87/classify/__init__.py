"""The engine that applies a definition's rules to persons.

Called as a function, `measure87.classify` is `measure87.library.classifying.classify`.
"""

from measure87.classify.cases import (
    CaseFailure,
    answers_of_rules,
    case_tables,
    cases_of_rules,
    run_cases,
)
from measure87.classify.derived import items_from_jobs
from measure87.classify.engine import classify, days_share_columns
from measure87.classify.explain import (
    Explanation,
    MeasureFinding,
    RuleFinding,
    explain_person,
)
from measure87.classify.frames import Tables
from measure87.classify.jobs_meeting import jobs_meeting
from measure87.classify.parts import missing_for
from measure87.classify.undetermined import Undetermined, undetermined_by_cause

__all__ = [
    "CaseFailure",
    "Explanation",
    "MeasureFinding",
    "RuleFinding",
    "Tables",
    "Undetermined",
    "answers_of_rules",
    "case_tables",
    "cases_of_rules",
    "classify",
    "days_share_columns",
    "explain_person",
    "items_from_jobs",
    "jobs_meeting",
    "missing_for",
    "run_cases",
    "undetermined_by_cause",
]
