"""What is told of a definition: values by name that nobody changes afterwards."""

import inspect
from dataclasses import replace

import pytest

from measure87.define import described, load_definition
from measure87.define.description import describe_definition
from measure87.vocabulary.releases.common import Declared

STRUCTURES = [
    one
    for _, one in inspect.getmembers(described, inspect.isclass)
    if issubclass(one, Declared) and one.__module__ == described.__name__
]


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda one: one.__name__)
def test_a_part_takes_its_values_by_name_and_keeps_them(structure):
    names = structure.__struct_fields__
    with pytest.raises(TypeError, match="positional"):
        structure(*names)
    one = structure(**dict.fromkeys(names, "x"))
    with pytest.raises(AttributeError, match="immutable"):
        setattr(one, names[0], "y")


def test_all_parts_are_looked_at():
    assert len(STRUCTURES) >= 8


def test_a_measure_whose_cases_have_days_says_which_column_they_are_in():
    told = describe_definition(load_definition("forced_labour/icls20_2018"))
    days = {one["name"]: one.get("days") for one in told["measures"]}
    assert days["forced_labour"] == "days_in_forced_labour"
    child = describe_definition(load_definition("child_labour/sdg_8_7_1"))
    assert not any(one.get("days") for one in child["measures"])


def test_a_rule_is_told_with_its_text_and_what_it_reads():
    definition = load_definition("child_labour/sdg_8_7_1")
    told = {one["name"]: one for one in describe_definition(definition)["rules"]}
    assert list(told) == [rule.name for rule in definition.rules]
    for rule in definition.rules:
        assert told[rule.name]["text"].replace("\n", " ").startswith(rule.summary)
        assert told[rule.name]["inputs"] == [item.name for item in rule.inputs]


def test_whom_a_measure_counts_and_what_must_be_asked_is_told_where_it_applies():
    sdg = described_measure("child_labour/sdg_8_7_1", "child_labour_sdg_a")
    assert (sdg["ages"], "any_age" in sdg, "one_of" in sdg) == ([5, 17], False, False)
    sign = described_measure("forced_labour/ilo_11_indicators", "ilo_indicator_4_isolation")
    assert (sign["any_age"], "ages" in sign) == (True, False)
    assert sign["one_of"] == [["indicator_isolation"]]


def described_measure(spec, name):
    told = describe_definition(load_definition(spec))["measures"]
    return next(one for one in told if one["name"] == name)


def test_a_word_about_a_measure_is_told_where_its_text_has_one():
    definition = load_definition("child_labour/sdg_8_7_1")
    first, second = definition.measures.values()
    assert first.about
    measures = {one.name: one for one in (first, replace(second, about=""))}
    told = describe_definition(replace(definition, measures=measures))["measures"]
    assert told[0]["about"] == first.about
    assert "about" not in told[1]


def test_a_limit_is_told_with_its_unit_and_ages_where_it_has_any():
    told = describe_definition(load_definition("child_labour/sdg_8_7_1:strict"))
    assert told["reading"] == "strict"
    limits = {one["name"]: one for one in told["thresholds"]}
    hours = limits["economic_activity_at_5_to_11"]
    assert (hours["unit"], hours["ages"]) == ("hours per week", [5, 11])
    assert not {"unit", "ages"} & limits["unknown_hours"].keys()
    assert "reading" not in describe_definition(load_definition("child_labour/sdg_8_7_1"))


def test_what_was_not_read_in_print_is_told_once_more_together():
    definition = load_definition("forced_labour/icls20_2018")
    told = describe_definition(definition)["not_printed"]
    unread = [one for one in definition.citations if one.seen in ("secondary", "unseen")]
    assert [(one["key"], one["at"]) for one in told] == [(one.key, one.at) for one in unread]
    assert told
    assert "printed" not in {one["seen"] for one in told}
