"""Rules of publication are said by code and values as the run writes them."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.aggregation.coverage import (
    CoverageRule,
    nobody_estimated,
    support_rule,
    why_not_covered,
)
from measure87.combine.validation.prior_widths import SampledPrior
from measure87.disseminate.pages.world.world_words import world_words
from measure87.study.world.about import NO_TREND, convergence_sentence
from measure87.study.world.model_words import prior_sentence
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


@pytest.mark.parametrize(
    "sentence", [*(r.sentence() for r in RULES), support_rule(10), support_rule(None), NO_TREND]
)
def test_english_says_by_code_what_the_run_writes(sentence):
    assert said_by_code(sentence, "work", "Work") == sentence.text


def test_the_words_of_a_rule_are_its_text():
    assert [rule.sentence().text for rule in RULES] == [rule.text() for rule in RULES]
    assert len({rule.sentence().code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("prior", "text"),
    [
        (SampledPrior("world", "normal", -4.0, 3.0), "normal, mean -4, SD 3"),
        (SampledPrior("country_scale", "normal", 0.0, 1.0), "half-normal, width 1"),
        (SampledPrior("step_log_spread", "normal", 0.0, 0.5), "half-normal, width 0.5"),
        (SampledPrior("persistence", "beta", 8.0, 2.0), "beta(8, 2)"),
        (
            SampledPrior("step_log_median", "normal", float(np.log(0.25)), 1.0),
            "normal, mean -1.38629, SD 1",
        ),
    ],
)
def test_a_prior_is_said_with_its_numbers_and_its_parameter_has_a_name(prior, text):
    sentence = prior_sentence(prior)
    assert sentence.text == text
    assert said_by_code(sentence, "work", "Work") == text
    assert prior.name in world_words("en").codes_of("world_parameters")


def made_fit(r_hat, effective):
    judged = SimpleNamespace(r_hat=r_hat, effective=effective)
    return SimpleNamespace(draws=SimpleNamespace(convergence=judged, n=1800, divergences=3))


def test_convergence_is_said_with_its_numbers():
    sentence = convergence_sentence(made_fit({"a": 1.00283, "b": 1.0}, {"a": 833.6, "b": 900.0}))
    text = "largest R-hat 1.0028, fewest effective draws 834 of 1800, 3 divergent steps"
    assert sentence.text == text
    assert said_by_code(sentence, "work", "Work") == text.replace("1800", "1,800")


def test_convergence_that_nothing_tells_stays_in_the_words_of_the_run():
    sentence = convergence_sentence(made_fit({}, {}))
    assert "nan" in sentence.text
    assert said_by_code(sentence, "work", "Work") is None
