"""Which measures of earlier releases are classified again, and of which input."""

from dataclasses import replace

import polars as pl
import pytest

from measure87.study.keyed_hash import passing_key
from measure87.study.survey.figures import estimate_input
from measure87.study.survey.known_persons import KnownPersonsOfStudy, with_releases_before
from measure87.study.survey.opening import open_study
from measure87.study.survey.settings import read_settings
from tests.attacks.studies import write_study
from tests.attacks.test_nested_rows import NARROW, WIDE, drawn

DEFINITION = "child_labour/sdg_8_7_1"


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    write_study(replace(drawn(0), measures=(NARROW,)), folder)
    settings = read_settings(folder)
    return settings, open_study(settings, passing_key())


def source_of(opened):
    return next(iter(opened[1].inputs.values()))


def definition_of(source):
    return source.definition_of(NARROW).versioned_id


def before(inputs, *shown):
    found = with_releases_before(inputs, ("region",), set(shown))
    return {key: set(one.measures_before) for key, one in found.items()}


def test_a_measure_that_is_no_longer_asked_for_is_classified(opened):
    source = source_of(opened)
    wide, narrow = ((name, definition_of(source)) for name in (WIDE, NARROW))
    assert definition_of(source).startswith(DEFINITION)
    assert before({"a": source}, wide, narrow) == {"a": {WIDE}}
    assert before({"a": source}, (WIDE, "another/definition/1.0")) == {"a": set()}
    assert before({"a": source}, ("no_such_measure", wide[1])) == {"a": set()}


def test_one_that_two_inputs_could_have_is_of_nobody_known(opened):
    source = source_of(opened)
    wide = (WIDE, definition_of(source))
    assert before({"a": source, "b": source}, wide) == {"a": set(), "b": set()}


def test_one_that_another_input_has_is_its_own(opened):
    source = source_of(opened)
    wide = (WIDE, definition_of(source))
    other = replace(source, measures={WIDE: source.definition_of(WIDE).measures[WIDE]})
    assert before({"a": source, "b": other}, wide) == {"a": set(), "b": set()}


def test_one_by_another_definition_is_classified_where_its_items_were_asked(opened):
    source = source_of(opened)
    by_hours = ("child_labour_mics5_hours_alone", "child_labour/mics5@2014-04-07")
    old = (by_hours[0], "child_labour/mics5@1999-01-01")  # no text of that day
    of_jobs = ("forced_labour_children_worst_forms", "forced_labour/icls20_2018@2018-10-19")
    assert before({"a": source}, by_hours, old, of_jobs) == {"a": {by_hours[0]}}
    # A worst form was asked of, but no file of jobs is there.
    forms = {f"worst_form_3{one}" for one in "abc"}
    items = frozenset({*source.collected.items, *forms})
    asked = replace(source, collected=replace(source.collected, items=items))
    assert before({"a": asked}, of_jobs) == {"a": set()}


def test_one_whose_items_were_not_asked_is_left_out(opened):
    source = source_of(opened)
    wide = (WIDE, definition_of(source))
    less = replace(source, collected=replace(source.collected, items=frozenset({"age_years"})))
    assert before({"a": less}, wide) == {"a": set()}


def test_the_gate_knows_its_cases_and_nothing_is_estimated_of_it(opened):
    settings, study = opened
    source = source_of(opened)
    wide = (WIDE, definition_of(source))
    (found,) = with_releases_before(study.inputs, ("region",), {wide}).values()
    figures = estimate_input(found, settings)
    assert {one.name for one in figures.estimates} == {NARROW}
    persons = KnownPersonsOfStudy([figures.known])
    p = pl.read_csv(settings.folder / "persons.csv")
    works = (p["region"] == 1) & (p["activity"] == 1)
    chores = (p["region"] == 1) & (p["chores"] == 1)
    for measure, cases in ((NARROW, works), (WIDE, works | chores)):
        behind = persons.of((measure, wide[1], 0), "proportion", {"region": "1"})
        assert behind.rows[behind.status == 2].tolist() == cases.arg_true().to_list()
