"""Our sentences around a form are complete in six languages."""

from pathlib import Path

import pytest

import measure87.collect.form.outputs as outputs
from measure87.collect.form.outputs.languages import direction, named, own_languages, words_of
from measure87.disseminate.locale.completeness import page_faults

LOCALE = Path(outputs.__file__).parent / "locale"


def test_there_are_six_languages():
    assert own_languages() == ("ar", "en", "es", "fr", "pt", "ru")


@pytest.mark.parametrize("language", own_languages())
def test_a_language_says_all_that_english_says(language):
    assert page_faults(LOCALE, language) == []


def test_a_language_is_named_as_xlsform_names_it():
    assert named("fr") == "Français (fr)"
    assert named("sw") == "sw (sw)"
    assert words_of("sw", "paper") == words_of("en", "paper")
    assert [direction(code) for code in ("ar", "en", "ur")] == ["rtl", "ltr", "rtl"]
