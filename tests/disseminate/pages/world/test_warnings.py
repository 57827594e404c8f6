"""Warnings of a run are said by code and values in the language of the report."""

import re

import pytest

from measure87.disseminate.locale.completeness import placeholders
from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.world.warnings import warning_said
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.releases.world import StatedWarning
from tests.disseminate.pages.world.invented_account import about
from tests.disseminate.pages.world.invented_world import InventedWorld

ABOUT = about(InventedWorld(countries=12))
MEASURE = ABOUT.measures[0]
OTHERS = [code for code in languages() if code != "en"]
CARRIED = {"measure": MEASURE.name, "carried": 3, "has": 21}


def said(language, code, values, text="what the run wrote"):
    warning = StatedWarning(code=code, text=text, values=values)
    return warning_said(warning, ABOUT, world_words(language))


@pytest.mark.parametrize("language", OTHERS)
def test_a_warning_is_said_in_the_language_with_the_measure_by_its_name(language):
    text = said(language, "paths-of-regions", CARRIED)
    assert not isinstance(text, Foreign)
    assert "what the run wrote" not in text
    assert str(world_words(language).label(MEASURE)) in str(text)
    assert re.findall(r"\d+", text.replace(str(world_words(language).label(MEASURE)), ""))[-2:] == [
        "3",
        "21",
    ]


def test_countries_have_their_names_and_numbers_the_signs_of_the_language():
    assert said("fr", "no-region", {"countries": ["DZA", "MAR"]}).endswith("Algérie, Maroc")
    values = {"measure": MEASURE.name, "repeats": 2, "sd": 0.35}
    assert "0,35" in said("ru", "survey-errors-set", values)


@pytest.mark.parametrize(
    ("language", "code", "values"),
    [
        ("en", "paths-of-regions", CARRIED),
        ("fr", "paths-of-regions", None),
        ("fr", "paths-of-regions", {"measure": MEASURE.name}),
        ("fr", "unused-setting", None),
    ],
)
def test_else_it_stands_as_the_run_wrote_it(language, code, values):
    text = said(language, code, values)
    assert str(text) == "what the run wrote"
    assert isinstance(text, Foreign) == (language != "en")


def test_what_english_says_by_code_is_what_a_run_writes():
    """The English texts are what translators read; a run writes its own from the same values."""
    english = world_words("en")
    text = english.text("world_warnings.paths-of-regions", **CARRIED | {"measure": "Children"})
    assert text == (
        "Children: 3 of 21 countries with figures have two years or more; the path of every other "
        "country is its region's at its level"
    )
    for code, pattern in english.codes_of("world_warnings").items():
        assert placeholders(pattern), code
