"""What bounds a measure, or stands in for one, says so once in its title."""

import pytest

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.in_language import _measures_in_language
from measure87.vocabulary.releases.codec import structure_of
from measure87.vocabulary.releases.survey import StatedMeasure

NAME = "forced_labour_adults"
IN_PLACE = f"screened_by_5_items_{NAME}"
ADULTS = "Adults in forced labour"


def about(**said):
    common = {
        "title": ADULTS, "definition": "forced_labour/icls20_2018@2018-10-19", "universe": "",
        "unknown": "no", "headline": False, "per": 1000, "not_prevalence": True,
        "kind": "status",
    }  # fmt: skip
    return structure_of(StatedMeasure, common | said)


SCREENED = {"of": NAME, "items": 5}
MEASURES = {
    IN_PLACE: about(screened=SCREENED),
    f"{IN_PLACE}_if_unasked_yes": about(screened=SCREENED, outer_of=IN_PLACE),
    f"{NAME}_plain": about(),
    f"{NAME}_plain_if_unasked_yes": about(outer_of=f"{NAME}_plain"),
}


def titles(language):
    found = _measures_in_language(MEASURES, ReportContext(language=language), words(language))
    return [one.title.replace("\xa0", " ") for one in found.values()]


def test_an_outer_bound_of_what_was_screened_says_so_once():
    assert titles("en") == [
        f"Screened by 5 items, not by the list of the text: {ADULTS}",
        f"Screened by 5 items, not by the list of the text: {ADULTS}, if each item that was not "
        "asked were a yes",
        ADULTS,
        f"{ADULTS}, if each item that was not asked were a yes",
    ]


@pytest.mark.parametrize("language", ["fr", "es", "pt", "ru", "ar"])
def test_in_every_language_a_bound_begins_or_ends_with_what_it_bounds(language):
    screened, bound, plain, outer = titles(language)
    assert bound.count(screened) == 1
    assert outer.count(plain) == 1
    assert len(bound) - len(screened) == len(outer) - len(plain)
