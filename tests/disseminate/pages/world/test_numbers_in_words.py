"""Numbers of people are rounded once, and a measure has one name on a page."""

import pytest

from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.releases.world import WorldMeasure

STATED = "child_labour/sdg_8_7_1, first series: hours of economic activity"


@pytest.mark.parametrize(
    ("persons", "written"),
    [
        (12_345_600, "12.3 million"),
        (12_350_001, "12.4 million"),
        (137_649_999, "137.6 million"),
        (1_249_600_000, "1.2 billion"),
        (999_400, "999,000"),
    ],
)
def test_a_number_of_people_is_rounded_once(persons, written):
    assert str(world_words("en").persons(persons)).replace("\xa0", " ") == written


@pytest.mark.parametrize("language", languages())
def test_words_and_thousands_say_the_same_in_every_language(language):
    words = world_words(language)
    assert str(words.number(12.3, 1)).strip("\u2066\u2069") in str(words.persons(12_345_600))
    assert str(words.thousands(12_345_600)) == str(words.number(12_300))


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_a_measure_with_a_definition_in_words_has_its_name_in_the_language(language):
    words = world_words(language)
    bare = WorldMeasure(name="child_labour_sdg_a", label="A", definition="child_labour/sdg_8_7_1")
    stated = WorldMeasure(name="child_labour_sdg_a", label="A", definition=STATED)
    assert str(words.label(stated)) == str(words.label(bare)) != "A"
