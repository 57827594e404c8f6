"""What is told of a definition: values by name that nobody changes afterwards."""

import inspect

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
