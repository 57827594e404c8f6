"""Rules are told apart by name and say how they pass to a coarser level."""

from types import ModuleType

import pytest

from measure87.define.rule import Rule, rule, rules_of
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.status import status


def _rule_named(name: str, module: str, level="person"):
    def found():
        """Always yes."""
        return status(2)

    found.__name__, found.__module__ = name, module
    return rule(level=level)(found)


def _module(name: str, *rules: str) -> ModuleType:
    module = ModuleType(name)
    for rule_name in rules:
        setattr(module, rule_name, _rule_named(rule_name, name))
    return module


def test_two_parts_of_a_text_cannot_have_rules_of_one_name():
    whole, first = _module("whole", "is_light_work"), _module("first", "is_light_work")
    assert [entry.name for entry in rules_of(whole)] == ["is_light_work"]
    whole.PARTS = (first,)
    with pytest.raises(DefinitionError, match="is_light_work has the name of another rule"):
        rules_of(whole)


def test_a_rule_cannot_have_the_name_of_a_standard_column():
    with pytest.raises(DefinitionError, match="heavy_loads has the name of a standard column"):
        rules_of(_module("text", "heavy_loads"))


def test_statuses_are_never_summed():
    with pytest.raises(DefinitionError, match="never by a sum"):
        rule(level="job", reduce="sum")
    rule(level="job", reduce="sum", gives="number")


def test_a_rule_that_reads_what_nobody_declared_is_refused():
    def is_light_work(hours_on_the_moon):
        """Reads nothing that there is."""
        return hours_on_the_moon

    is_light_work.__module__ = "text"
    module = ModuleType("text")
    module.is_light_work = rule(level="person")(is_light_work)
    with pytest.raises(DefinitionError, match="'hours_on_the_moon'"):
        rules_of(module)


def test_bounds_of_what_nobody_declared_are_no_input_either():
    def is_light_work(hours_on_the_moon_low):
        """Reads the least of nothing that there is."""
        return hours_on_the_moon_low

    is_light_work.__module__ = "text"
    module = ModuleType("text")
    module.is_light_work = rule(level="person")(is_light_work)
    with pytest.raises(DefinitionError, match="neither a standard column nor a rule") as caught:
        rules_of(module)
    assert caught.value.code == "unknown-input"


def test_bounds_of_a_number_that_has_none_are_refused():
    """Untold days of an episode have no greatest value; 168 is one of weekly hours."""

    def is_a_long_episode(days_high):
        """Reads a bound that there is not."""
        return days_high

    is_a_long_episode.__module__ = "text"
    module = ModuleType("text")
    module.is_a_long_episode = rule(level="job")(is_a_long_episode)
    with pytest.raises(DefinitionError, match="days has no greatest value"):
        rules_of(module)


def test_a_rule_is_a_contradiction_only_where_it_says_so():
    """Else a cause would be named of its own, and no missing answer be sought behind it."""
    (plain,) = rules_of(_module("text", "is_light_work"))
    assert (plain.contradiction, plain.needs_one, plain.gives, plain.reduce) == (
        False, False, "status", "any",
    )  # fmt: skip
    module = _module("text", "is_light_work")
    module.is_light_work = rule(level="person", contradiction=True)(module.is_light_work)
    (told,) = rules_of(module)
    assert told.contradiction


def test_what_is_not_said_of_a_rule_does_not_hold():
    one = Rule("r", "person", 0, "any", "status", lambda: status(2), (), ())
    assert (one.needs_one, one.contradiction) == (False, False)
    (made,) = rules_of(_module("text", "is_light_work"))
    assert (made.needs_one, made.contradiction) == (False, False)
    assert (made.level, made.reduce, made.gives) == ("person", "any", "status")
