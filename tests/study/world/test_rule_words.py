"""Rules of publication are said by code and values as the run writes them."""

import pytest

from measure87.combine.aggregation.coverage import CoverageRule, nobody_estimated, why_not_covered
from measure87.combine.aggregation.support import SUPPORT_RULE
from measure87.study.world.about import NO_TREND
from tests.study.world.said_by_code import said_by_code

RULES = [
    CoverageRule(),
    CoverageRule(0.625, maximum_years_away=None),
    CoverageRule(0.5, 3, minimum_countries=4),
    CoverageRule(0.5, None, minimum_countries=4),
]


REFUSED = [
    nobody_estimated("Eastern Africa"),
    *(why_not_covered(rule, 0.3456, 5, "World", 2020) for rule in RULES),
    *(why_not_covered(rule, 0.3456, 2, "Eastern Africa", 2020) for rule in RULES[2:]),
]


@pytest.mark.parametrize("sentence", REFUSED, ids=lambda one: one.code)
def test_a_refusal_by_the_rule_is_said_by_code(sentence):
    assert said_by_code(sentence, "work", "Work") == sentence.text


@pytest.mark.parametrize("sentence", [*(r.sentence() for r in RULES), SUPPORT_RULE, NO_TREND])
def test_english_says_by_code_what_the_run_writes(sentence):
    assert said_by_code(sentence, "work", "Work") == sentence.text


def test_the_words_of_a_rule_are_its_text():
    assert [rule.sentence().text for rule in RULES] == [rule.text() for rule in RULES]
    assert len({rule.sentence().code for rule in RULES}) == len(RULES)
