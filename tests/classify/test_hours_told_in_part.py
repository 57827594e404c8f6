"""A sum of hours of which a part was told and the rest not: never fewer than what was told."""

import itertools

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.collect import apply_mapping, parse_mapping
from measure87.define import load_definition
from measure87.files import SourceTable
from measure87.vocabulary.status import NO, UNKNOWN, YES

_SDG = "child_labour/sdg_8_7_1"
_PERSONS = """
schema = 1
[s.persons.person_id]
variable = "ID"
[s.persons.age_years]
variable = "AGE"
"""
_ACTIVITY = '[s.persons.economic_activity]\nvariable = "W"\nyes = [1]\nno = [2]\n'
_MISSING = "missing = [98]"
_COMBINED = f'[s.persons.economic_hours]\nvariables = ["H1", "H2"]\ncombine = "sum"\n{_MISSING}\n'
_TERMS = ", ".join(f'{{ variable = "H{i}", {_MISSING} }}' for i in (1, 2))
_JOBS = "".join(
    f'[[s.jobs]]\njob = "{i}"\npresent = {{ variable = "W{i}", yes = [1], no = [2] }}\n'
    f'hours = {{ variable = "H{i}", {_MISSING} }}\n'
    for i in (1, 2)
)
_WAYS = {
    "combine": _PERSONS + _ACTIVITY + _COMBINED,
    "sum": f"{_PERSONS}{_ACTIVITY}[s.persons.economic_hours]\nsum = [{_TERMS}]\n",
    "jobs": _PERSONS + _JOBS,
}
_HOURS = (None, 0, 1, 13, 14, 20, 43, 98)


def _children():
    """Everybody of some ages with some hours in a first and in a second job."""
    told = itertools.product((9, 13, 16), _HOURS[1:], _HOURS)
    rows = [
        (i, age, 1, 1, 1 if h2 is not None else 2, h1, h2) for i, (age, h1, h2) in enumerate(told)
    ]
    return pl.DataFrame(rows, schema=["ID", "AGE", "W", "W1", "W2", "H1", "H2"], orient="row")


def _classes(text, frame):
    source = SourceTable("f.csv", "csv", frame, tuple(frame.columns), value_labels={})
    found = apply_mapping(parse_mapping(text).inputs["s"], {"persons": source})
    tables = Tables(found.persons, found.jobs)
    chosen = [(load_definition(_SDG), ["child_labour_sdg_a"])]
    classified = classify(tables, chosen, reasons=False).to_native().collect().sort("person_id")
    return classified["child_labour_sdg_a"].to_list()


@pytest.mark.parametrize("way", ["combine", "sum"])
def test_hours_added_up_by_the_mapping_are_as_those_of_jobs(way):
    frame = _children()
    found = _classes(_WAYS[way], frame)
    assert found == _classes(_WAYS["jobs"], frame)
    assert set(found) == {NO, UNKNOWN, YES}


@pytest.mark.parametrize("way", _WAYS)
def test_an_answer_that_is_told_after_all_settles_and_never_contradicts(way):
    frame = _children()
    answers = {
        (age, h1, h2): status
        for (age, h1, h2), status in zip(
            frame.select("AGE", "H1", "H2").rows(), _classes(_WAYS[way], frame), strict=True
        )
    }
    for (age, h1, h2), status in answers.items():
        if h2 == 98 and status != UNKNOWN:
            assert {answers[age, h1, told] for told in _HOURS[1:-1]} == {status}
