"""A criterion that no answer could meet is refused, and the missing question is named."""

import pytest

from measure87.define import load_definition
from measure87.vocabulary.columns import COERCION_ITEMS, INVOLUNTARY_ITEMS

ICLS = "forced_labour/icls20_2018"
_FOUR_ITEMS = {"IN1", "IN2", "IN3", "IN4"}
_CONSENT = {"consent_lacked", "consent_in_words", *_FOUR_ITEMS, "IN7", "IN8", "IN9"}
_ADULTS = ("forced_labour_adults", "forced_labour", "forced_labour_private", "forced_labour_state")


def _unmet(measure, asked):
    """Groups of which nothing is asked."""
    return [set(group) for group in measure.one_of if not set(group) & set(asked)]


@pytest.mark.parametrize("name", [*_ADULTS, "involuntary_work_adults"])
def test_involuntariness_needs_consent_or_an_item_that_says_it_was_lacking(name):
    measure = load_definition(ICLS).measures[name]
    coercion = [code for code, _ in COERCION_ITEMS]
    conditions = [code for code, _ in INVOLUNTARY_ITEMS if code not in _CONSENT]
    assert _unmet(measure, [*coercion, *conditions]) == [_CONSENT]
    for one in sorted(_CONSENT):
        assert not _unmet(measure, [*coercion, *conditions, one])


@pytest.mark.parametrize(
    "name", [*_ADULTS, "forced_labour_children", "work_under_menace_adults", "forced_labour_adults"]
)
def test_menace_needs_a_means_of_coercion(name):
    measure = load_definition(ICLS).measures[name]
    coercion = {code for code, _ in COERCION_ITEMS}
    asked = [*(code for code, _ in INVOLUNTARY_ITEMS), "consent_lacked"]
    assert _unmet(measure, asked) == [coercion]
    for one in sorted(coercion):
        assert not _unmet(measure, [*asked, one])


def test_the_looser_reading_needs_no_question_on_consent():
    measure = load_definition(ICLS).measures["forced_labour_adults_any_item"]
    assert not _unmet(measure, ["IN5", "CO4"])
    assert _unmet(measure, ["CO4"])


def test_the_narrower_reading_of_consent_takes_four_items_at_their_word():
    narrow = load_definition(ICLS).measures["forced_labour_adults_narrow_consent"]
    reading = "consent_in_four_items"
    measures = load_definition(f"{ICLS}:{reading}").measures
    everything_else = [
        code for code, _ in (*INVOLUNTARY_ITEMS, *COERCION_ITEMS) if code not in _FOUR_ITEMS
    ]
    for measure in (narrow, *(measures[f"{name}_{reading}"] for name in _ADULTS)):
        assert _unmet(measure, everything_else) == [_FOUR_ITEMS | {"consent_lacked"}]
        assert not _unmet(measure, [*everything_else, "IN3"])


@pytest.mark.parametrize("name", [*_ADULTS, "involuntary_work_adults"])
def test_where_consent_must_always_be_asked_no_item_says_it_in_its_own_words(name):
    reading = "consent_always_asked"
    measure = load_definition(f"{ICLS}:{reading}").measures[f"{name}_{reading}"]
    everything_else = [code for code, _ in (*INVOLUNTARY_ITEMS, *COERCION_ITEMS)]
    assert _unmet(measure, everything_else) == [{"consent_lacked"}]
    assert not _unmet(measure, [*everything_else, "consent_lacked"])
