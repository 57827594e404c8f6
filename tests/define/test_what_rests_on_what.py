"""Which rules and columns a measure rests on: by hand, of six invented rules."""

from dataclasses import replace
from datetime import date

import pytest

from measure87.define import load_definition
from measure87.define.definition import (
    Definition,
    Measure,
    alternative_columns,
    as_cites,
    idle_rules,
    leaf_columns,
    refuse_unverified_headlines,
    rules_reached,
)
from measure87.define.lists import DesignatedList, Lists
from measure87.define.rule import Input, Rule
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.errors import DefinitionError

CITE = Cite("R190", at="paragraph 3", seen="printed")
ICLS = load_definition("child_labour/icls18_2008_amended_2018")


def reads_verified(verified_lists):
    return verified_lists["industries"]


def reads_any(lists):
    return lists["industries"]


def reads_two(verified_lists):
    return verified_lists["industries"], verified_lists["occupations"]


def plain():
    """Reads no list."""


def rule(name, *inputs, needs_one=False, function=plain):
    """Reads (column, required) each; a required one is named alone."""
    pairs = [one if isinstance(one, tuple) else (one, True) for one in inputs]
    read = tuple(
        Input(name, name.removeprefix("parents_").removeprefix("then_"), required)
        for name, required in pairs
    )
    return Rule(name, "person", 0, "any", "status", function, read, (CITE,), needs_one)


RULES = (
    rule("works", "economic_activity"),
    rule("tired", "works", ("night_work", False), "hours"),
    rule("schooled", ("school_attendance", False), ("hours", False), needs_one=True),
    rule("harmed", ("tired", False), "schooled"),
    rule("apart", "heights"),
    rule("bonded", "parents_works", ("parents_then_heights", False)),
)
BY_NAME = {one.name: one for one in RULES}


@pytest.mark.parametrize(
    ("goals", "reached"),
    [
        (["works"], {"works"}),
        (["tired"], {"tired", "works"}),
        (["harmed"], {"harmed", "tired", "works", "schooled"}),
        (["bonded"], {"bonded", "works"}),
        (["apart", "works", "nothing"], {"apart", "works"}),
        ([], set()),
    ],
)
def test_goals_reach_what_they_rest_on(goals, reached):
    assert rules_reached(BY_NAME, goals) == reached


def test_a_way_through_what_is_required_alone_passes_over_the_rest():
    assert rules_reached(BY_NAME, ["harmed"], lambda item: item.required) == {"harmed", "schooled"}


def test_rules_that_rest_on_each_other_are_reached_once():
    circle = {"one": rule("one", "two"), "two": rule("two", "one")}
    assert rules_reached(circle, ["one"]) == {"one", "two"}


@pytest.mark.parametrize(
    ("goal", "required", "optional"),
    [
        ("works", ("economic_activity",), ()),
        ("tired", ("economic_activity", "hours"), ("night_work",)),
        # Behind an optional rule everything is optional, whatever that rule requires.
        ("harmed", (), ("economic_activity", "night_work", "hours", "school_attendance")),
        ("bonded", ("economic_activity", "household_id", "line", "mother_line", "father_line"),
         ("heights",)),
    ],
)  # fmt: skip
def test_columns_are_required_or_used_where_they_are_there(goal, required, optional):
    assert leaf_columns(RULES, [goal]) == (required, optional)


def test_what_an_idle_rule_reads_is_not_used():
    assert leaf_columns(RULES, ["tired"], frozenset({"works"})) == (("hours",), ("night_work",))


def test_a_rule_that_needs_one_of_its_inputs_names_all_that_could_be_it():
    assert alternative_columns(RULES, ["harmed"]) == (("school_attendance", "hours"),)
    assert alternative_columns(RULES, ["tired"]) == ()
    optional = (*RULES, rule("perhaps", ("schooled", False)))
    assert alternative_columns(optional, ["perhaps"]) == ()


def lists(**verified):
    return Lists(
        {
            name: DesignatedList(name, "industry", "ISIC4", ("05",), is_verified, CITE)
            for name, is_verified in verified.items()
        }
    )


@pytest.mark.parametrize("verified", [True, False])
def test_a_rule_is_idle_that_reads_verified_lists_of_which_none_is(verified):
    rules = (
        rule("one", function=reads_verified),
        rule("other", function=reads_any),
        rule("none"),
    )
    known = lists(industries=verified, others=not verified)
    assert idle_rules(rules, known) == (set() if verified else {"one"})


def test_a_rule_is_not_idle_while_one_of_its_lists_is_verified():
    rules = (rule("both", function=reads_two),)
    for industries, occupations in ((True, False), (False, True), (True, True)):
        assert not idle_rules(rules, lists(industries=industries, occupations=occupations))
    assert idle_rules(rules, lists(industries=False, occupations=False)) == {"both"}


def test_a_headline_cannot_rest_on_a_list_that_nobody_checked():
    name = next(one.name for one in ICLS.measures.values() if ICLS.unverified_lists(one.name))
    refuse_unverified_headlines(ICLS)
    headline = replace(ICLS.measures[name], headline=True)
    with pytest.raises(DefinitionError, match=f"the headline measure {name} rests on"):
        refuse_unverified_headlines(replace(ICLS, measures={name: headline}))


def test_a_text_places_jobs_where_one_of_its_rules_asks_for_the_period():
    asks = rule("held", "economic_activity", "in_reference_period")
    assert replace(ICLS, rules=(*RULES, asks)).places_jobs
    assert not replace(ICLS, rules=RULES).places_jobs


def test_what_is_not_said_of_a_measure_or_a_text_does_not_hold():
    measure = Measure("m", "M", (5, 17), ("works",), "exclude", False, 100, "", (CITE,))
    assert (measure.any_age, measure.period_without_length) == (False, False)
    text = Definition(
        "zz/m", None, "M", "", date(2020, 1, 1), {}, RULES, ICLS.limits, lists(industries=True)
    )
    assert (text.not_prevalence, text.asks_period) == (False, False)


def test_a_rule_that_there_is_not_is_told_with_those_there_are():
    assert ICLS.rule("light_work").name == "light_work"
    with pytest.raises(DefinitionError, match="has no rule 'lite_work'") as caught:
        ICLS.rules_behind("lite_work")
    assert "light_work" in caught.value.hint


def test_results_carry_the_id_with_reading_and_day():
    assert replace(ICLS, edition=date(2020, 2, 3)).versioned_id == f"{ICLS.id}@2020-02-03"
    assert replace(ICLS, reading="strict").versioned_id.startswith(f"{ICLS.id}:strict@")


def test_everything_cited_is_told_once():
    cited = ICLS.citations
    assert len(set(cited)) == len(cited)
    sources = (
        *(one.cite for one in ICLS.limits.entries.values()),
        *(one.cite for one in ICLS.lists.entries.values()),
        *(cite for one in (*ICLS.rules, *ICLS.measures.values()) for cite in one.cites),
    )
    assert set(sources) == set(cited)


def test_citations_are_one_table_or_several_or_none():
    raw = {"key": "R190", "at": "paragraph 3", "seen": "printed"}
    assert as_cites(raw) == (CITE,)
    assert as_cites([raw, raw | {"at": "paragraph 4"}])[1].at == "paragraph 4"
    assert as_cites(None) == as_cites([]) == ()
