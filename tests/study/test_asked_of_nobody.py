"""A status of jobs that is the same unknown for everybody was asked of nobody, in every layout."""

import polars as pl
import pytest

from measure87.collect import apply_mapping, parse_mapping
from measure87.define import load_definition
from measure87.files import SourceTable
from measure87.study.survey.asked import missing_items

DEFINITION = load_definition("forced_labour/icls20_2018")
MEASURE = DEFINITION.measures["forced_labour_children_worst_forms"]
FORMS = ("worst_form_3a", "worst_form_3b", "worst_form_3c")
PERSONS = """schema = 1
[survey.persons.person_id]
variable = "ID"
[survey.persons.age_years]
variable = "AGE"
"""
NOBODY = 'value = "unknown"'
ASKED = 'variable = "W", yes = [1], no = [2]'


def _block(job: str, entry: str) -> str:
    columns = "\n".join(f"{form} = {{ {entry} }}" for form in FORMS)
    return f'[[survey.jobs]]\njob = "{job}"\n{columns}\n'


def _rows(table: str, entry: str) -> str:
    """A table of columns; in a file of jobs with their keys."""
    keys = {"person_id": 'variable = "ID"', "job_id": 'variable = "JOB"'}
    entries = (keys if table == "jobs" else {}) | dict.fromkeys(FORMS, entry)
    return "\n".join(
        f"[survey.{table}.{name}]\n" + said.replace(", ", "\n", 1).replace(", no", "\nno")
        for name, said in entries.items()
    )


def _missing(mapping: str, *, file_of_jobs: bool = False) -> tuple[str, ...]:
    """What the measure lacks in a file of two children, under a mapping."""
    rows = pl.DataFrame({"ID": [1, 2], "AGE": [12, 30], "JOB": ["a", "a"], "W": [1, 2]})
    source = SourceTable("f.csv", "csv", rows, tuple(rows.columns))
    sources = {"persons": source, **({"jobs": source} if file_of_jobs else {})}
    collected = apply_mapping(parse_mapping(PERSONS + mapping)["survey"], sources)
    return missing_items(MEASURE, collected.items, collected.jobs)


@pytest.mark.parametrize(
    ("mapping", "file_of_jobs"),
    [
        (_block("main", NOBODY), False),
        (_block("main", NOBODY) + _block("second", NOBODY), False),
        (_rows("jobs", NOBODY), False),
        (_rows("jobs", NOBODY), True),
        (_rows("persons", NOBODY) + "\n" + _block("main", NOBODY), False),
    ],
    ids=["a row", "two jobs in a row", "every row a job", "a file of jobs", "persons too"],
)
def test_what_is_unknown_for_everybody_was_asked_of_nobody(mapping, file_of_jobs):
    assert _missing(mapping, file_of_jobs=file_of_jobs) == FORMS


@pytest.mark.parametrize(
    ("mapping", "file_of_jobs"),
    [
        (_block("main", ASKED), False),
        (_block("main", NOBODY) + _block("second", ASKED), False),
        (_block("main", ASKED) + _block("second", NOBODY), False),
        (_rows("jobs", ASKED), True),
        (_rows("persons", ASKED) + "\n" + _block("main", NOBODY), False),
    ],
    ids=["a row", "of the second job", "of the first job", "a file of jobs", "of the person"],
)
def test_what_anybody_was_asked_is_an_item(mapping, file_of_jobs):
    assert _missing(mapping, file_of_jobs=file_of_jobs) == ()
