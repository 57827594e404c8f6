"""A rule that reads what holds of the parents: of a household of four, by hand."""

from dataclasses import replace
from types import ModuleType

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.define.rule import rule, rules_of
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES, any_of, status

SDG = load_definition("child_labour/sdg_8_7_1")
PERSONS = pl.DataFrame(
    {
        "person_id": ["mother", "father", "child", "orphan"],
        "household_id": ["h"] * 4,
        "line": [1, 2, 3, 4],
        "mother_line": [0, 0, 1, 0],
        "father_line": [0, 0, 2, 0],
        "age_years": [17, 17, 5, 5],
        "economic_activity": [NO, YES, NO, NO],
        "school_attendance": [YES, NO, NO, NO],
    },
    schema_overrides={"economic_activity": pl.Int8, "school_attendance": pl.Int8},
)


def own_work(economic_activity):
    """She works herself."""
    return economic_activity


def work_at_home(own_work, parents_own_work):
    """She works, or a parent of hers does."""
    return any_of(own_work, parents_own_work)


def schooled_parents(parents_school_attendance):
    """A parent of hers goes to school."""
    return parents_school_attendance


def schooled_home(schooled_parents=None):
    """Somebody of her home goes to school, where that can be told."""
    return status(NO) if schooled_parents is None else schooled_parents


def measured(*functions):
    """A definition whose one measure rests on the last of some rules."""
    module = ModuleType("invented")
    for function in functions:
        function.__module__ = "invented"
        setattr(module, function.__name__, rule(level="person")(function))
    one = next(iter(SDG.measures.values()))
    one = replace(one, name="m", grounds=(functions[-1].__name__,), one_of=(), any_age=True)
    return replace(SDG, rules=rules_of(module), measures={"m": one})


def found(definition, persons=PERSONS):
    rows = classify(Tables(persons), [(definition, ["m"])]).collect().to_native()
    return dict(zip(rows["person_id"], rows["m"], strict=True))


def test_what_a_rule_says_of_parents_comes_to_their_child():
    expected = {"mother": UNKNOWN, "father": YES, "child": YES, "orphan": UNKNOWN}
    assert found(measured(own_work, work_at_home)) == expected


@pytest.mark.parametrize("rules", [(schooled_parents,), (schooled_parents, schooled_home)])
def test_an_answer_of_parents_comes_to_their_child_without_a_rule_of_its_own(rules):
    expected = {"mother": UNKNOWN, "father": UNKNOWN, "child": YES, "orphan": UNKNOWN}
    assert found(measured(*rules)) == expected


def test_a_rule_does_without_another_that_reads_what_nobody_asked_the_parents():
    unasked = PERSONS.drop("school_attendance")
    assert set(found(measured(schooled_parents, schooled_home), unasked).values()) == {NO}


def schooled_parents_if_asked(parents_school_attendance=None):
    """A parent of hers goes to school, where that was asked."""
    return status(NO) if parents_school_attendance is None else parents_school_attendance


def test_a_rule_itself_says_what_it_does_without_what_nobody_asked_the_parents():
    unasked = PERSONS.drop("school_attendance")
    assert set(found(measured(schooled_parents_if_asked), unasked).values()) == {NO}
    assert found(measured(schooled_parents_if_asked))["child"] == YES


def test_what_a_rule_must_know_of_parents_and_nobody_asked_is_named():
    with pytest.raises(DataError, match="needs parents_school_attendance, which this survey"):
        found(measured(schooled_parents), PERSONS.drop("school_attendance"))
